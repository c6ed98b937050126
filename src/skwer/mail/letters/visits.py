"""Letters about owed care, to whoever leads it: care begins, the office comes, what to mend, how it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from skwer.apps.people.models import Membership, Person
from skwer.apps.places.actions.owing import ENDED_WITH_AGREEMENT
from skwer.apps.places.models import Breach, Inspection, Keeper, Place

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from .grants import day

WHY = gettext_lazy("You get this letter because you lead the care of this place. It cannot be turned off: a duty of "
                   "yours depends on it.")  # fmt: skip


def _leads(place: Place) -> list[Person]:
    """The person who leads the care; for an organisation those who work in it."""
    lead = Keeper.objects.live().filter(place=place, role=Keeper.Role.LEAD).select_related("person").first()
    if lead is None:
        return []
    if lead.person is not None:
        return [lead.person]
    acting = Membership.objects.current().filter(organisation=lead.organisation_id)
    return list(Person.objects.filter(is_active=True, memberships__in=acting).distinct().order_by("pk"))


def _to_leads(place: Place, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    for person in _leads(place):
        yield Outgoing(kinds.VISIT, contents, person)


def _about(place: Place) -> list[tuple[str, str]]:
    where = ", ".join(part for part in (place.address, place.district.name if place.district else "") if part)
    return [(_("Place"), str(place.title)), (_("Where"), where)]


def care_began(pk: int) -> Iterator[Outgoing]:
    """From when to when, and when the office comes."""
    place = Place.objects.select_related("organisation", "district").get(pk=pk)
    if place.care_from is not None and place.care_until is not None:
        yield from _to_leads(place, lambda: _began(place))


def _began(place: Place) -> Contents:
    planned = place.inspections.filter(held_on=None, cancelled_at=None).order_by("planned_on")
    days = ", ".join(day(on) for on in planned.values_list("planned_on", flat=True))
    return Contents(
        subject=_("The time of care begins: %(title)s") % {"title": place.title},
        text=[_("The account of your agreement is closed. From now on you look after the place, as you promised.")],
        facts=[
            *_about(place),
            (_("From"), day(place.care_from) if place.care_from else ""),
            (_("At least until"), day(place.care_until) if place.care_until else ""),
            (_("The office looks on"), days),
        ],
        button=(_("See the place"), links.place(place)),
        after=[_("You can share the work with neighbours, or hand the care over, without a gap between keepers.")],
        why=str(WHY),
        organisation=place.organisation,
    )


def _inspection(pk: int) -> Inspection:
    return Inspection.objects.select_related("place__organisation", "place__district").get(pk=pk)


def inspection_announced(pk: int) -> Iterator[Outgoing]:
    """The office comes on a day."""
    inspection = _inspection(pk)
    if inspection.held_on is None and inspection.cancelled_at is None:
        yield from _to_leads(inspection.place, lambda: _coming(inspection))


def _coming(inspection: Inspection) -> Contents:
    place = inspection.place
    return Contents(
        subject=_("The office looks at the place: %(title)s") % {"title": place.title},
        text=[_("An officer comes to see how the place is. You may be there; you need not.")],
        facts=[*_about(place), (_("Day"), day(inspection.planned_on))],
        button=(_("See the place"), links.place(place)),
        after=[_("If another day is better, answer the person named below.")],
        why=str(WHY),
        organisation=place.organisation,
    )


def inspection_cancelled(pk: int) -> Iterator[Outgoing]:
    """It was announced and is not held."""
    inspection = _inspection(pk)
    if inspection.cancelled_at is not None:
        yield from _to_leads(inspection.place, lambda: _cancelled(inspection))


def _cancelled(inspection: Inspection) -> Contents:
    place = inspection.place
    ended = inspection.cancel_reason == ENDED_WITH_AGREEMENT
    return Contents(
        subject=_("The inspection is not held: %(title)s") % {"title": place.title},
        text=[
            _("The office does not come on the day it had named: the agreement ended before its time.")
            if ended
            else _("The office does not come on the day it had named. In its words:")
        ],
        quote="" if ended else inspection.cancel_reason,
        facts=[*_about(place), (_("Day"), day(inspection.planned_on))],
        button=(_("See the place"), links.place(place)),
        why=str(WHY),
        organisation=place.organisation,
    )


def inspection_held(pk: int) -> Iterator[Outgoing]:
    """What was seen; where care was not given, the letter about the breach says it all."""
    inspection = _inspection(pk)
    if inspection.result in (Inspection.Result.FINE, Inspection.Result.REMARKS):
        yield from _to_leads(inspection.place, lambda: _held(inspection))


def _held(inspection: Inspection) -> Contents:
    place = inspection.place
    fine = inspection.result == Inspection.Result.FINE
    said = _("The office looked at the place. All is well. Thank you for looking after it.")
    if not fine:
        said = _("The office looked at the place and made remarks. They stand on its page.")
    return Contents(
        subject=_("The place was inspected: %(title)s") % {"title": place.title},
        text=[said, *([_("In the words of the office:")] if inspection.note else [])],
        quote=inspection.note,
        facts=[*_about(place), (_("Seen on"), day(inspection.held_on) if inspection.held_on else "")],
        button=(_("See the place"), links.place(place)),
        why=str(WHY),
        organisation=place.organisation,
    )


def _breach(pk: int) -> Breach:
    return Breach.objects.select_related("place__organisation", "place__district").get(pk=pk)


def breach_found(pk: int) -> Iterator[Outgoing]:
    """What to mend, and by when."""
    breach = _breach(pk)
    if breach.state == Breach.State.OPEN:
        yield from _to_leads(breach.place, lambda: _found(breach))


def _found(breach: Breach) -> Contents:
    place = breach.place
    return Contents(
        subject=_("Please mend by %(day)s: %(title)s") % {"day": day(breach.mend_by), "title": place.title},
        text=[_("The office looked at the place and found that care is missing. In its words:")],
        quote=breach.what,
        facts=[*_about(place), (_("Found on"), day(breach.found_on)), (_("By when"), day(breach.mend_by))],
        button=(_("See the place"), links.place(place)),
        after=[
            _("Write in the log of the place when it is done. If you need more time or help, tell the office in time."),
            _("If it is not mended, the city may ask money back."),
        ],
        why=str(WHY),
        organisation=place.organisation,
    )


def breach_near(pk: int) -> Iterator[Outgoing]:
    """The day comes near, or has passed: as it is on the day the letter is written."""
    breach = _breach(pk)
    if breach.state == Breach.State.OPEN:
        yield from _to_leads(breach.place, lambda: _near(breach))


def _near(breach: Breach) -> Contents:
    place, left = breach.place, (breach.mend_by - timezone.localdate()).days
    if left < 0:
        subject = _("The day to mend it has passed: %(title)s")
        said = _("What the inspection found should be mended by now. The office decides what follows.")
    else:
        subject = _("The day to mend it comes near: %(title)s")
        said = ngettext("%(n)s day is left to mend it.", "%(n)s days are left to mend it.", left) % {"n": left}
    return Contents(
        subject=subject % {"title": place.title},
        text=[said, _("What is missing:")],
        quote=breach.what,
        facts=[*_about(place), (_("By when"), day(breach.mend_by))],
        button=(_("See the place"), links.place(place)),
        after=[_("Is it done already? Write it in the log of the place, or tell the office.")],
        why=str(WHY),
        organisation=place.organisation,
    )


def breach_ended(pk: int) -> Iterator[Outgoing]:
    """Mended, excused, or what follows."""
    breach = _breach(pk)
    if breach.state != Breach.State.OPEN:
        yield from _to_leads(breach.place, lambda: _ended(breach))


def _ended(breach: Breach) -> Contents:
    place = breach.place
    told = {
        Breach.State.MENDED: (_("It is mended: %(title)s"), _("What was missing is mended. Thank you.")),
        Breach.State.EXCUSED: (_("Nothing follows: %(title)s"), _("The office excused what was missing.")),
        Breach.State.ENFORCED: (
            _("Not mended in time: %(title)s"),
            _("It was not mended in time. The city decides about the money; a letter of its own will say how much."),
        ),
    }
    subject, said = told[Breach.State(breach.state)]
    return Contents(
        subject=subject % {"title": place.title},
        text=[said, *([_("In the words of the office:")] if breach.note else [])],
        quote=breach.note,
        facts=[*_about(place), (_("Found on"), day(breach.found_on))],
        button=(_("See the place"), links.place(place)),
        why=str(WHY),
        organisation=place.organisation,
    )
