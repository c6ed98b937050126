"""What this room keeps about a person: that she voted, and on which day. Which ballot is hers nobody can say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.calls.models import Stage
from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .models import RollEntry


def votes_of(person: Person) -> list[dict[str, Any]]:
    """For the export: in which votes the roll names her."""
    entries = RollEntry.objects.filter(person=person).select_related("stage__call").order_by("voted_date", "stage_id")
    return [{"call": entry.stage.call.slug, "day": entry.voted_date.isoformat()} for entry in entries]


def open_votes_of(person: Person, _at: datetime) -> Iterator[Any]:
    """Until a vote closes, the roll must know who voted: a new account would otherwise vote a second time."""
    open_ones = RollEntry.objects.filter(person=person, stage__state=Stage.State.OPEN)
    for entry in open_ones.select_related("stage__call"):
        yield _("You voted in “%(call)s”. Your account can be erased once this vote has closed.") % {
            "call": entry.stage.call.title
        }


OWN_DATA = OwnData("votes", votes_of, hinders=open_votes_of)
