"""Agreements about spaces for the tables of all pages: the author's in use, one that ended, one to sign, a draft."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.spaces.actions import licensing
from skwer.apps.spaces.models import Licence, Space

from .factories import AT


def licence_things(author: Person, officer: Person, at: datetime = AT) -> dict[str, Any]:
    """Keys of the demo's agreements, and of a draft made here."""
    space = Space.objects.public().filter(organisation__slug="lipowiec", licences=None).order_by("pk").first()
    assert space is not None
    begins = max(at.date(), space.free_from or at.date()) + timedelta(days=1)
    values = {
        "party_name": "Karolina Zięba", "purpose": "warsztat", "starts_on": begins,
        "ends_on": begins + timedelta(days=max(30, space.least_days)), "fee": "free",
    }  # fmt: skip
    draft = licensing.draft_licence(by=officer, space=space, values=values, party=author, at=at)
    own = Licence.objects.filter(party=author, state=Licence.State.IN_USE).first()
    ended = Licence.objects.filter(state=Licence.State.ENDED).first()
    sent = Licence.objects.filter(state=Licence.State.SENT).first()
    assert own is not None
    assert ended is not None
    assert sent is not None
    return {
        "used licence": own.pk,
        "ended licence": ended.pk,
        "sent licence": sent.pk,
        "draft licence": draft.pk,
    }
