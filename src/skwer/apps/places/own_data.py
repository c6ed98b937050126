"""What this room keeps about a person: the places she looks after, what she wrote for the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .actions.common import lock, note
from .actions.keeping import close_unanswered, leave
from .models import Entry, Keeper, Turn


def care_of(person: Person) -> dict[str, Any]:
    """For the export: her places, from when to when, her turns and what she wrote into logs."""
    kept = Keeper.objects.filter(person=person).order_by("pk")
    return {
        "keeps": [
            {
                "place": k.place_id,
                "role": k.role,
                "public_name": k.public_name,
                "since": k.since and k.since.isoformat(),
                "until": k.until and k.until.isoformat(),
                "ending": k.ending,
            }
            for k in kept
        ],
        "turns": [
            {"task": t.task_id, "on": t.on.isoformat()} for t in Turn.objects.filter(keeper__in=kept).order_by("on")
        ],
        "log": [
            {"place": e.place_id, "on": e.on.isoformat(), "what": e.what, "text": e.text, "state": e.state}
            for e in (Entry.objects.filter(keeper__in=kept) | Entry.objects.filter(officer=person)).order_by("pk")
        ],
    }


def erase(person: Person, at: datetime) -> None:
    """Her care ends, her names leave the pages; what was done at the place stays in its log without her."""
    today = timezone.localdate(at)
    for keeper in Keeper.objects.filter(person=person).select_related("place__organisation").order_by("place_id", "pk"):
        with transaction.atomic():
            lock(keeper.place)
            lock(keeper)
            if keeper.until is None and keeper.since is not None:
                leave(keeper, Keeper.Ending.STEPPED, today)
                note(
                    "keeper_left", keeper, keeper.place, None, at, kind="keeper",
                    after={"until": today, "ending": keeper.ending},
                )  # fmt: skip
            elif keeper.until is None:
                keeper.until, keeper.ending = today, Keeper.Ending.DECLINED
            keeper.public_name = ""
            keeper.save(update_fields=["public_name", "until", "ending"])
    for asked in Keeper.objects.filter(email__iexact=person.email, since=None, until=None).select_related("place"):
        close_unanswered(asked, at=at)
    Entry.objects.filter(contact__iexact=person.email).update(contact="")


OWN_DATA = OwnData("care", care_of, erase)
