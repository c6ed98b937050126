"""Inspections: planned, moved, cancelled, held with findings, a photo and the checklist of access (A6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.models import Upload
from skwer.apps.forms.values import Reader
from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import access as lists
from .. import rules, visiting
from ..models import Breach, Inspection, Place
from ..visit_signals import announce, breach_found, inspection_cancelled, inspection_held
from .access import set_access

KIND = "inspection"
WORDS = 3000
FURTHEST = timedelta(days=365 * 20)


class NotOpen(Refusal):
    """The inspection was held or cancelled meanwhile, or the place is gone."""

    message = _("This inspection is not open any more. Load the page again to see what became of it.")
    code = "not_open"
    status = 409


@transaction.atomic
def plan_inspection(*, by: Person, place: Place, on: date | None, at: datetime) -> Inspection:
    """Put a visit into the calendar; whoever leads the care hears of it two weeks before.

    Raises NotAllowed, NotOpen (the place is gone), BadValues.
    """
    place = locked_place(by, place)
    if place.state == Place.State.GONE:
        raise NotOpen(_("This place is no longer there: there is nothing to look at."), code="gone")
    inspection = Inspection.objects.create(place=place, planned_on=_coming(on, at))
    _note("inspection_planned", inspection, by, at, after={"planned_on": inspection.planned_on})
    return inspection


@transaction.atomic
def move_inspection(*, by: Person, inspection: Inspection, on: date | None, at: datetime) -> Inspection:
    """Another day, announced anew. Raises NotAllowed, NotOpen, BadValues."""
    inspection = _open(by, inspection)
    before = inspection.planned_on
    day = _coming(on, at)
    if day == before:
        return inspection
    inspection.planned_on, inspection.announced_at = day, None
    inspection.save(update_fields=["planned_on", "announced_at"])
    _note("inspection_moved", inspection, by, at, before={"planned_on": before}, after={"planned_on": day})
    return inspection


@transaction.atomic
def cancel_inspection(*, by: Person, inspection: Inspection, reason: str, at: datetime) -> Inspection:
    """It is not held; everybody reads why. Raises NotAllowed, NotOpen, BadValues."""
    inspection = _open(by, inspection)
    reader = Reader({"reason": reason})
    words = reader.text("reason", 250, needed=_("Say why it is not held: it stands in the register."))
    reader.done()
    inspection.cancelled_at, inspection.cancel_reason = at, words
    inspection.save(update_fields=["cancelled_at", "cancel_reason"])
    _note("inspection_cancelled", inspection, by, at, before={"planned_on": inspection.planned_on})
    if inspection.announced_at is not None:
        announce(inspection_cancelled, Inspection, inspection=inspection, at=at)
    return inspection


@transaction.atomic
def hold_inspection(
    *, by: Person, inspection: Inspection, values: Mapping[str, Any], photo: Upload | None = None, at: datetime
) -> Inspection:
    """Write down what was seen. After that it stays as it is.

    values: on (default today), findings (see `visiting`), access (the checklist, or nothing), note, breach (whether
    care was owed and not given), what (is missing), mend_by, again_on (a day to look again, or nothing). photo: a file
    of this inspection. Raises NotAllowed, NotOpen, BadValues.
    """
    inspection = _open(by, inspection)
    place, today = inspection.place, timezone.localdate(at)
    reader = Reader({"on": today, **values})
    on = reader.day("on", needed=_("Write the day on which you were there.")) or today
    if on > today:
        reader.wrong("on", "future", _("This day is still to come."))
    elif place.care_from is not None and on < place.care_from:
        reader.wrong("on", "early", _("Care is owed only since a later day."))
    given = values.get("findings") or {}
    reader.errors.extend(visiting.problems(given))
    findings = visiting.clean(given)
    note = reader.text("note", WORDS, lines=True)
    breach = bool(values.get("breach"))
    if breach and not visiting.any_bad(findings):
        reader.wrong("breach", "nothing_bad", _("Mark above what is not in order: the breach rests on it."))
    what = reader.text("what", WORDS, needed=_("Say what is missing: they read it.") if breach else None, lines=True)
    mend_by = reader.day("mend_by", needed=_("Say by when it is to be mended.") if breach else None)
    if breach and mend_by is not None and mend_by <= today:
        reader.wrong("mend_by", "past", _("Give them time: name a day that is still to come."))
    again_on = reader.day("again_on")
    if again_on is not None and again_on <= today:
        reader.wrong("again_on", "past", _("This day is past."))
    if photo is not None and (photo.holder_kind, photo.holder_key) != (KIND, str(inspection.pk)):
        reader.wrong("photo", "foreign", _("This photo does not belong to this inspection. Send it here."))
    access = values.get("access") or {}
    reader.errors.extend(lists.problems(access))
    reader.done()
    if access and (place.access_on is None or place.access_on <= on):
        set_access(by=by, place=place, access=access, on=on, at=at)
    inspection.held_on, inspection.officer = on, by
    inspection.result = visiting.result_of(findings, breach=breach)
    inspection.findings, inspection.access = findings, lists.clean(access)
    inspection.note, inspection.photo = note, photo
    inspection.save()
    _note(
        "inspection_held",
        inspection,
        by,
        at,
        before={"planned_on": inspection.planned_on},
        after={"held_on": on, "result": inspection.result, "photo": photo.sha256 if photo else ""},
    )
    announce(inspection_held, Inspection, inspection=inspection, at=at)
    if breach and mend_by is not None:
        found = Breach.objects.create(place=place, inspection=inspection, found_on=on, what=what, mend_by=mend_by)
        note_breach("breach_found", found, by, at, after={"state": found.state, "mend_by": mend_by})
        announce(breach_found, Breach, breach=found, at=at)
    if again_on is not None:
        plan_inspection(by=by, place=place, on=again_on, at=at)
    return inspection


def locked_place(by: Person, place: Place) -> Place:
    """Everything about a place's owed care takes its lock first: two officers on two phones do not write one visit
    twice. Raises NotAllowed.
    """
    if not rules.may_change(by, place):
        raise NotAllowed
    return Place.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=place.pk)


def _open(by: Person, inspection: Inspection) -> Inspection:
    place = locked_place(by, inspection.place)
    inspection = Inspection.objects.get(pk=inspection.pk)
    inspection.place = place
    if inspection.held_on is not None or inspection.cancelled_at is not None:
        raise NotOpen
    return inspection


def _coming(on: date | None, at: datetime) -> date:
    """A day from today on. Raises BadValues."""
    today = timezone.localdate(at)
    reader = Reader({"on": on})
    day = reader.day("on", needed=_("Write the day of the visit."))
    if day is not None and day < today:
        reader.wrong("on", "past", _("This day is past."))
    elif day is not None and day > today + FURTHEST:
        reader.wrong("on", "far", _("This day is too far away."))
    reader.done()
    return day or today


def note_breach(verb: str, breach: Breach, by: Person | None, at: datetime, **facts: Any) -> None:
    """A line about a breach in the city's journal."""
    _write(verb, "breach", breach.pk, breach.place, by, at, facts)


def _note(verb: str, inspection: Inspection, by: Person | None, at: datetime, **facts: Any) -> None:
    _write(verb, KIND, inspection.pk, inspection.place, by, at, facts)


def _write(
    verb: str, kind: str, key: object, place: Place, by: Person | None, at: datetime, facts: Mapping[str, Any]
) -> None:
    after = {"place": place.pk, **facts.get("after", {})}
    journal.record(
        actor=by, verb=verb, kind=kind, key=key, organisation=place.organisation, at=at,
        before=facts.get("before"), after=after,
    )  # fmt: skip
