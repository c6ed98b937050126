"""Agreements in every state that a page looks different in, put into the demo's city for the tables of all pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skwer.apps.grants import actions
from skwer.apps.people.models import Organisation, Person

from .factories import AT
from .grants_factories import active_agreement, agreement, decided_call, expense


def agreement_things(author: Person, officer: Person, at: datetime = AT) -> dict[str, Any]:
    """Keys of the author's own agreements in the officer's city: in force with a change asked for, sent, a draft, and
    a draft whose offer is posted.
    """
    city = Organisation.objects.cities().of(officer).get()
    call = decided_call(city, slug="umowy-proba", at=at)
    small = decided_call(city, slug="maly-grant-proba", agree={"posting_days": 7}, at=at)
    own = active_agreement(call=call, officer=officer, author=author, at=at)
    actions.ask_amendment(
        by=author, agreement=own, kinds=["scope"], changes={"scope": "Krzewy zamiast drzew."}, why="Susza.", at=at
    )
    sent = agreement(call=call, officer=officer, author=author, at=at)
    actions.send_agreement(by=officer, agreement=sent, at=at)
    draft = agreement(call=call, officer=officer, author=author, at=at)
    posted = agreement(call=small, officer=officer, author=author, at=at)
    posting = actions.post(by=officer, agreement=posted, at=at)
    actions.add_remark(posting=posting, name="", text="Popieram.", at=at)
    waiting = expense(own, what="Trzy ławki", at=at)  # waits for the office; the next one is not sent yet
    return {
        "own agreement": own.pk,
        "waiting cost": str(waiting.uid),
        "own cost": expense(own, what="Kotwy", claimed=False, at=at).number,
        "sent agreement": sent.pk,
        "draft agreement": draft.pk,
        "posted agreement": posted.pk,
    }
