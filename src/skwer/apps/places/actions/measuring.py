"""What was measured or counted at a place."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..findable import KIND
from ..models import Measure, Place

What = Measure.What
COUNTED = (What.TREES, What.SHRUBS, What.SEATS, What.BIKES, What.PEOPLE)
MOST = Decimal("9999999.99")


class BadMeasure(Refusal):
    """The measurement cannot stand; `field` says what to mend."""

    code = "bad_measure"

    def __init__(self, field: str, message: object) -> None:
        super().__init__(message)
        self.field = field


def add_measure(
    *, by: Person, place: Place, what: str, value: Decimal | int, on: date, at: datetime, how: str = ""
) -> Measure:
    """Write down what was measured on a day. Earlier ones stay: the page says the latest.

    A second measurement of the same thing on the same day corrects the first. Raises NotAllowed, BadMeasure.
    """
    if not rules.may_change(by, place):
        raise NotAllowed
    if what not in What.values:
        raise BadMeasure("what", _("Choose what was measured."))
    value = Decimal(value)
    if not value.is_finite() or not 0 <= value <= MOST:
        raise BadMeasure("value", _("Write zero or more."))
    if what in COUNTED and value != value.to_integral_value():
        raise BadMeasure("value", _("This is counted, so write a whole number."))
    if on > timezone.localdate(at):
        raise BadMeasure("on", _("The day of the measurement lies ahead. Write the day it was made."))
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=place.pk)
        measure = Measure.objects.filter(place=place, what=what, on=on).first() or Measure(place=place)
        before = {"value": measure.value} if measure.pk else None
        measure.what, measure.value, measure.on, measure.how = (
            what,
            value.quantize(Decimal("0.01")),
            on,
            how.strip()[:200],
        )
        measure.save()
        _note("measure_added", measure, by, at, before)
    return measure


def remove_measure(*, by: Person, measure: Measure, at: datetime) -> None:
    """Take back a measurement that was a mistake. Raises NotAllowed."""
    if not rules.may_change(by, measure.place):
        raise NotAllowed
    with transaction.atomic():
        _note("measure_removed", measure, by, at, {"value": measure.value})
        measure.delete()


def _note(verb: str, measure: Measure, by: Person, at: datetime, before: dict[str, Decimal] | None) -> None:
    journal.record(
        actor=by,
        verb=verb,
        kind=KIND,
        key=measure.place_id,
        organisation=measure.place.organisation,
        at=at,
        before=before,
        after={"what": measure.what, "value": measure.value, "on": measure.on},
    )
