"""A place that is no longer there: its page stays and says since when and why; nobody owes it anything any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later

from .. import rules
from ..findable import KIND
from ..models import CareTask, Defect, Handover, Inspection, Keeper, Place, Sign, Turn


class BadEnding(Refusal):
    """The end cannot be written so; `field` says what to mend."""

    code = "bad_ending"

    def __init__(self, field: str, message: object) -> None:
        super().__init__(message)
        self.field = field


class NotGone(Refusal):
    message = _("This place is there, so it need not be brought back.")
    code = "not_gone"
    status = 409


class AlreadyGone(Refusal):
    message = _("This place is already written down as no longer there. Bring it back first if the day is wrong.")
    code = "already_gone"
    status = 409


def end_place(*, by: Person, place: Place, on: date, why: str, at: datetime) -> Place:
    """The place is no longer there since a day.

    What was still to happen there ends with it: keepers and tasks, turns after that day, planned inspections, defects
    not repaired, the sign. Raises NotAllowed, AlreadyGone, BadEnding.
    """
    if not rules.may_change(by, place):
        raise NotAllowed
    if why not in Place.Ending.values:
        raise BadEnding("why", _("Choose why the place is no longer there."))
    if on > timezone.localdate(at):
        raise BadEnding("on", _("That day lies ahead. Come back on the day the place goes."))
    with transaction.atomic():
        place = _locked(place)
        if place.state == Place.State.GONE:
            raise AlreadyGone
        if place.ready_date is not None and on < place.ready_date:
            raise BadEnding("on", _("The place was not ready then. Write a day after it opened."))
        before = {"state": place.state, "gone_on": None}
        place.state, place.gone_on, place.gone_why = Place.State.GONE, on, why
        place.save(update_fields=["state", "gone_on", "gone_why"])
        ended = _end_what_was_to_come(place, on, at)
        after = {"state": place.state, "gone_on": on, "gone_why": why, **ended}
        _note("place_ended", place, by, at, before, after)
        index_later(kind=KIND, key=place.pk)
    return place


def bring_back(*, by: Person, place: Place, at: datetime) -> Place:
    """The place is there after all: looked after, or being built if it was never ready.

    Keepers, tasks and a sign are to be found anew. Raises NotAllowed, NotGone.
    """
    if not rules.may_change(by, place):
        raise NotAllowed
    with transaction.atomic():
        place = _locked(place)
        if place.state != Place.State.GONE:
            raise NotGone
        before = {"state": place.state, "gone_on": place.gone_on, "gone_why": place.gone_why}
        built = place.ready_date is not None or place.is_published
        place.state = Place.State.CARED if built else Place.State.BUILDING
        place.gone_on, place.gone_why = None, ""
        place.save(update_fields=["state", "gone_on", "gone_why"])
        _note("place_brought_back", place, by, at, before, {"state": place.state})
        index_later(kind=KIND, key=place.pk)
    return place


def _locked(place: Place) -> Place:
    return Place.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=place.pk)


def _end_what_was_to_come(place: Place, on: date, at: datetime) -> dict[str, int]:
    """End it, and say how much of each there was."""
    Handover.objects.filter(place=place, state=Handover.State.ASKED).update(
        state=Handover.State.WITHDRAWN, answered_at=at
    )
    live = Keeper.objects.live().filter(place=place)
    late = live.filter(since__gt=on).update(until=F("since"), ending=Keeper.Ending.REMOVED)
    keepers = late + live.update(until=on, ending=Keeper.Ending.REMOVED)
    asked = Keeper.objects.filter(place=place, since__isnull=True, until__isnull=True)
    asked.update(until=on, ending=Keeper.Ending.REMOVED, email="")
    Turn.objects.filter(task__place=place, on__gt=on).delete()
    tasks = CareTask.objects.filter(place=place, ended_on__isnull=True).update(ended_on=on)
    planned = Inspection.objects.filter(place=place, held_on__isnull=True, cancelled_at__isnull=True)
    with translation.override(settings.LANGUAGE_CODE):  # kept and shown as written, whoever reads
        reason = str(_("The place is no longer there."))
    inspections = planned.update(cancelled_at=at, cancel_reason=reason)
    broken = Defect.objects.filter(place=place, state__in=Defect.OPEN)
    defects = broken.update(state=Defect.State.DECLINED, closed_at=at, answer=reason)
    Sign.objects.filter(place=place, retired_at__isnull=True).update(retired_at=at)
    return {"keepers": keepers, "tasks": tasks, "inspections": inspections, "defects": defects}


def _note(
    verb: str, place: Place, by: Person, at: datetime, before: Mapping[str, object], after: Mapping[str, object]
) -> None:
    journal.record(
        actor=by,
        verb=verb,
        kind=KIND,
        key=place.pk,
        organisation=place.organisation,
        at=at,
        before=dict(before),
        after=dict(after),
    )
