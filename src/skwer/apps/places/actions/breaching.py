"""How a breach of the duty of care ends, and what the clock says about inspections and breaches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.values import Reader
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ..models import Breach, Inspection, Place
from ..visit_signals import announce, breach_ended, breach_near, inspection_announced
from .inspecting import WORDS, locked_place, note_breach

ANNOUNCED_BEFORE = timedelta(days=14)
NEAR = timedelta(days=7)
State = Breach.State


class BreachEnded(Refusal):
    """Another officer ended it meanwhile."""

    message = _("This breach is ended already. Load the page again to see how.")
    code = "breach_ended"
    status = 409


class NotLateYet(Refusal):
    """There is still time to mend it."""

    message = _("There is still time to mend it. Money can be asked back only after that day.")
    code = "not_late"
    status = 409
    field = "how"


def mend_breach(*, by: Person, breach: Breach, on: date | None = None, note: str = "", at: datetime) -> Breach:
    """What was missing is there again since a day. Raises NotAllowed, BreachEnded, BadValues."""
    return _end(by, breach, State.MENDED, on, note, None, at)


def excuse_breach(*, by: Person, breach: Breach, on: date | None = None, note: str, at: datetime) -> Breach:
    """Nothing follows from it; everybody reads why. Raises NotAllowed, BreachEnded, BadValues."""
    return _end(by, breach, State.EXCUSED, on, note, _("Say why nothing follows: it stands in the register."), at)


def enforce_breach(*, by: Person, breach: Breach, on: date | None = None, note: str, at: datetime) -> Breach:
    """It was not mended in time: the office goes for the money, by a decision of its own on the agreement.

    Raises NotAllowed, BreachEnded, NotLateYet, BadValues.
    """
    return _end(by, breach, State.ENFORCED, on, note, _("Say what follows, and by which paragraph."), at)


@transaction.atomic
def _end(by: Person, breach: Breach, state: State, on: date | None, note: str, needed: object, at: datetime) -> Breach:
    place = locked_place(by, breach.place)
    breach = Breach.objects.select_related("inspection").get(pk=breach.pk)
    breach.place = place
    today = timezone.localdate(at)
    if breach.state != State.OPEN:
        raise BreachEnded
    if state == State.ENFORCED and today <= breach.mend_by:
        raise NotLateYet
    reader = Reader({"on": on or today, "note": note})
    day = reader.day("on") or today
    if day > today:
        reader.wrong("on", "future", _("This day is still to come."))
    elif day < breach.found_on:
        reader.wrong("on", "early", _("The breach was found only later."))
    words = reader.text("note", WORDS, needed=needed, lines=True)
    reader.done()
    breach.state, breach.ended_on, breach.note = state, day, words
    breach.save(update_fields=["state", "ended_on", "note"])
    note_breach(f"breach_{state}", breach, by, at, before={"state": State.OPEN}, after={"state": state, "on": day})
    announce(breach_ended, Breach, breach=breach, at=at)
    return breach


def tick_visits(*, at: datetime) -> Iterator[str]:
    """What the clock does: announces inspections two weeks before, reminds of breaches a week before their day and on
    the day after it, takes inspectors' names out when the archive term is over. Twice, or at once, does no harm.
    """
    yield from _announce(at)
    yield from _remind(at)
    if gone := forget_inspectors(at=at):
        yield f"{gone} inspections lost the officer's name: the archive term is over"


def _announce(at: datetime) -> Iterator[str]:
    near = timezone.localdate(at) + ANNOUNCED_BEFORE
    waiting = Inspection.objects.filter(
        held_on=None, cancelled_at=None, announced_at=None, planned_on__lte=near, place__care_until__isnull=False
    )
    for key, place in waiting.exclude(place__state=Place.State.GONE).order_by("pk").values_list("pk", "place"):
        with transaction.atomic():
            Place.objects.select_for_update().get(pk=place)
            inspection = waiting.filter(pk=key).first()
            if inspection is None:
                continue
            inspection.announced_at = at
            inspection.save(update_fields=["announced_at"])
            announce(inspection_announced, Inspection, inspection=inspection, at=at)
        yield f"inspection of place {place} on {inspection.planned_on} announced"


def _remind(at: datetime) -> Iterator[str]:
    today = timezone.localdate(at)
    for key, place in (
        Breach.objects.filter(state=State.OPEN, mend_by__lte=today + NEAR).order_by("pk").values_list("pk", "place")
    ):
        with transaction.atomic():
            Place.objects.select_for_update().get(pk=place)
            breach = Breach.objects.filter(pk=key, state=State.OPEN).first()
            if breach is None:
                continue
            day = breach.mend_by + timedelta(days=1) if today > breach.mend_by else breach.mend_by - NEAR
            told = timezone.localdate(breach.reminded_at) if breach.reminded_at else breach.found_on
            if told >= day:
                continue
            breach.reminded_at = at
            breach.save(update_fields=["reminded_at"])
            announce(breach_near, Breach, breach=breach, at=at)
        yield f"place {place}: reminded of a breach to mend by {breach.mend_by}"


def forget_inspectors(*, at: datetime) -> int:
    """The archive term counts whole calendar years after the year in which the time of care, or the visit, ended."""
    year = timezone.localtime(at).year - settings.ARCHIVE_YEARS
    over = Q(place__care_until__year__lt=year) | Q(place__care_until=None)
    old = Inspection.objects.filter(over, officer__isnull=False, held_on__year__lt=year)
    return old.update(officer=None)
