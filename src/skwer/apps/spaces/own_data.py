"""What this room keeps about a person: her searches, her appointments, her loans, agreements about spaces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .models import Booking, Licence, Visit, Wish


def kept_of(person: Person) -> dict[str, Any]:
    """For the export."""
    return {
        "wishes": [
            {
                "city": wish.organisation.slug,
                "title": wish.title,
                "text": wish.text,
                "state": wish.state,
                "created": wish.created_at.isoformat(),
                "matches": [{"space": m.space_id, "score": m.score, "state": m.state} for m in wish.matches.all()],
            }
            for wish in Wish.objects.filter(person=person).select_related("organisation").prefetch_related("matches")
        ],
        "viewings": [
            {
                "space": visit.viewing.space_id,
                "starts": visit.viewing.starts_at.isoformat(),
                "needs": visit.needs,
                "cancelled": visit.cancelled_at is not None,
            }
            for visit in Visit.objects.filter(person=person).select_related("viewing").order_by("pk")
        ],
        "loans": [
            {
                "thing": str(booking.shared.title),
                "pieces": booking.pieces,
                "from": booking.starts_at.isoformat(),
                "until": booking.ends_at.isoformat(),
                "purpose": booking.purpose,
                "state": booking.state,
                "damage": booking.damage,
            }
            for booking in Booking.objects.filter(person=person).select_related("shared").order_by("pk")
        ],
        "agreements": [
            {
                "number": licence.number,
                "space": licence.space_id,
                "state": licence.state,
                "name": licence.party_name,
                "address": licence.party_address,
                "purpose": licence.purpose,
                "from": licence.starts_on.isoformat(),
                "until": licence.ends_on.isoformat(),
            }
            for licence in Licence.objects.filter(party=person).order_by("pk")
        ],
    }


def erase(person: Person, at: datetime) -> None:
    """Searches end and lose their words; what was booked for later is free again."""
    mine = Wish.objects.filter(person=person)
    mine.filter(state=Wish.State.OPEN).update(state=Wish.State.CLOSED, closed_at=at)
    mine.update(text="")
    ahead = Booking.objects.filter(person=person, state__in=[Booking.State.ASKED, Booking.State.AGREED])
    ahead.update(state=Booking.State.CANCELLED, answered_at=at)
    Booking.objects.filter(person=person).update(purpose="")


def hinders(person: Person, at: datetime) -> Iterator[Any]:
    """What is still out must come back first: the lender needs somebody to write to."""
    del at
    for booking in Booking.objects.filter(person=person, state=Booking.State.OUT).select_related("shared"):
        yield _("Bring back what you borrowed first: %(what)s.") % {"what": booking.shared.title}


OWN_DATA = OwnData("spaces", kept_of, erase, hinders)
