"""Letters about space and loans: what fits, the office's answer, appointments, requests to lend and their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.spaces.calendar import bookings_calendar
from skwer.apps.spaces.models import Booking, Match, Visit, Wish

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import span

LOOKS = gettext_lazy("You get this letter because you look for a space.")
COMES = gettext_lazy("You get this letter because you booked an appointment. It cannot be turned off: the hour depends "
                     "on it.")  # fmt: skip
LENDS = gettext_lazy("You get this letter because you lend this. It cannot be turned off: somebody waits for an "
                     "answer.")  # fmt: skip
BORROWS = gettext_lazy("You get this letter because you borrow this. It cannot be turned off: the loan depends on it.")


def _zone() -> str:
    return str(timezone.get_default_timezone())


def _match(pk: int) -> Match:
    return Match.objects.select_related("space__organisation", "wish__person").get(pk=pk)


def _seeker(match: Match, kind: str, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    person = match.wish.person
    if person is not None and person.is_active:
        yield Outgoing(kind, contents, person)


def space_found(pk: int) -> Iterator[Outgoing]:
    """A space came that fits a search, if it still does when the letter is written."""
    match = Match.objects.select_related("space__organisation", "wish__person").filter(pk=pk).first()
    if match is not None and match.state == Match.State.SEEN and match.wish.state == Wish.State.OPEN:
        yield from _seeker(match, kinds.SPACE_FOUND, lambda: _found(match))


def _found(match: Match) -> Contents:
    return Contents(
        subject=_("A space fits your search: %(title)s") % {"title": match.space.title},
        text=[_("A space has come that fits what you look for.")],
        facts=_facts(match),
        button=(_("See why it fits"), links.page("web:wish", pk=match.wish_id)),
        after=[_("If it interests you, say so on that page: the office answers.")],
        why=str(LOOKS),
        organisation=match.space.organisation,
    )


def _facts(match: Match) -> list[tuple[str, str]]:
    space = match.space
    return [
        (_("You look for"), match.wish.title),
        (_("Space"), str(space.title)),
        (_("Where"), space.address),
        (_("Fits"), _("%(n)s of 100") % {"n": match.score}),
    ]


def match_answered(pk: int) -> Iterator[Outgoing]:
    """The office agrees to talk, or gave it up and said why."""
    match = _match(pk)
    if match.state == Match.State.AGREED:
        yield from _seeker(match, kinds.SPACE, lambda: _agreed(match))
    elif match.state == Match.State.DROPPED and match.note:
        yield from _seeker(match, kinds.SPACE, lambda: _dropped(match))


def _agreed(match: Match) -> Contents:
    return Contents(
        subject=_("The office agrees: %(title)s") % {"title": match.space.title},
        text=[_("The office agrees to your use of the space and prepares the agreement with you.")],
        facts=_facts(match)[:3],
        button=(_("See the search"), links.page("web:wish", pk=match.wish_id)),
        after=[_("Nothing is signed yet. You can still say no.")],
        why=str(LOOKS),
        organisation=match.space.organisation,
    )


def _dropped(match: Match) -> Contents:
    return Contents(
        subject=_("The office cannot give you this space: %(title)s") % {"title": match.space.title},
        text=[_("The office gave the pair up. This is what it says:")],
        quote=match.note,
        facts=_facts(match)[:3],
        button=(_("See what else fits"), links.page("web:wish", pk=match.wish_id)),
        why=str(LOOKS),
        organisation=match.space.organisation,
    )


def _visit(pk: int) -> Visit:
    return Visit.objects.select_related("viewing__space__organisation", "person").get(pk=pk)


def visit_booked(pk: int) -> Iterator[Outgoing]:
    """A receipt with the hour and where to meet."""
    visit = _visit(pk)
    if visit.cancelled_at is None:
        yield Outgoing(kinds.SPACE, lambda: _booked(visit), visit.person)


def _booked(visit: Visit) -> Contents:
    viewing = visit.viewing
    return Contents(
        subject=_("We expect you: %(title)s") % {"title": viewing.space.title},
        text=[_("You have booked an appointment to look at a space.")],
        facts=_hour(visit),
        button=(_("Your appointment"), links.page("web:viewing_book", number=viewing.space_id, pk=viewing.pk)),
        after=[_("If you cannot come, cancel there: somebody else can take the hour.")],
        why=str(COMES),
        organisation=viewing.space.organisation,
    )


def _hour(visit: Visit) -> list[tuple[str, str]]:
    viewing = visit.viewing
    return [
        (_("Space"), str(viewing.space.title)),
        (_("When"), span(viewing.starts_at, viewing.ends_at, _zone())),
        (_("Where"), viewing.note or viewing.space.address),
    ]


def viewing_cancelled(pk: int) -> Iterator[Outgoing]:
    """The office called it off."""
    visit = _visit(pk)
    if visit.cancelled_at is None:
        yield Outgoing(kinds.SPACE, lambda: _called_off(visit), visit.person)


def _called_off(visit: Visit) -> Contents:
    space = visit.viewing.space
    return Contents(
        subject=_("The viewing is cancelled: %(title)s") % {"title": space.title},
        text=[_("Nobody shows the space at this hour. We are sorry.")],
        facts=_hour(visit),
        button=(_("Other hours"), links.page("web:space", number=space.pk)),
        why=str(COMES),
        organisation=space.organisation,
    )


def _booking(pk: int) -> Booking:
    return Booking.objects.select_related("shared__organisation", "shared__city", "person", "for_organisation").get(
        pk=pk
    )


def _lenders(organisation: Organisation) -> list[Person]:
    acting = Membership.objects.current().filter(organisation=organisation)
    if organisation.is_city:
        acting = acting.filter(role__in=[Membership.Role.OFFICER, Membership.Role.ADMIN])
    return list(Person.objects.filter(is_active=True, memberships__in=acting).distinct().order_by("pk"))


def _loan(booking: Booking) -> list[tuple[str, str]]:
    shared = booking.shared
    pieces = f"{booking.pieces}" if shared.pieces > 1 else ""
    rows = [
        (_("What"), str(shared.title)),
        (_("Pieces"), pieces),
        (_("When"), span(booking.starts_at, booking.ends_at, _zone())),
        (_("Where to fetch it"), ", ".join(part for part in (shared.address, shared.hours) if part)),
    ]
    return [row for row in rows if row[1]]


def booking_asked(pk: int) -> Iterator[Outgoing]:
    """To those who lend, while the request waits; where none is asked, to the borrower that it holds."""
    booking = _booking(pk)
    if booking.state == Booking.State.ASKED:
        for person in _lenders(booking.shared.organisation):
            yield Outgoing(kinds.SPACE, lambda: _asked(booking), person)
    elif booking.state == Booking.State.AGREED:
        yield from _to_borrower(booking, lambda: _lent(booking))


def _asked(booking: Booking) -> Contents:
    who = booking.for_organisation.name if booking.for_organisation else booking.person.name if booking.person else "–"
    return Contents(
        subject=_("Somebody asks for a loan: %(title)s") % {"title": booking.shared.title},
        text=[_("Somebody would like to borrow what you lend. The time is kept until you answer.")],
        facts=[(_("Who borrows"), who), *_loan(booking)],
        quote=booking.purpose,
        button=(_("Answer"), links.page("web:booking", pk=booking.pk)),
        why=str(LENDS),
        organisation=booking.shared.city,
    )


def booking_answered(pk: int) -> Iterator[Outgoing]:
    """Agreed, or refused with a reason."""
    booking = _booking(pk)
    if booking.state == Booking.State.AGREED:
        yield from _to_borrower(booking, lambda: _lent(booking))
    elif booking.state == Booking.State.REFUSED:
        yield from _to_borrower(booking, lambda: _refused(booking))


def _to_borrower(booking: Booking, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    if booking.person is not None and booking.person.is_active:
        yield Outgoing(kinds.SPACE, contents, booking.person)


def _lent(booking: Booking) -> Contents:
    return Contents(
        subject=_("You can fetch it: %(title)s") % {"title": booking.shared.title},
        text=[_("The loan is agreed. Bring the agreement with you; it is on the page of the loan.")],
        facts=_loan(booking),
        quote=booking.answer,
        button=(_("See the loan"), links.page("web:booking", pk=booking.pk)),
        after=[_("If you do not need it, cancel there: somebody else can have it.")],
        why=str(BORROWS),
        organisation=booking.shared.city,
        calendar=bookings_calendar([booking], str(booking.shared.title)).decode(),
    )


def _refused(booking: Booking) -> Contents:
    return Contents(
        subject=_("Not lent: %(title)s") % {"title": booking.shared.title},
        text=[_("The lender cannot lend it to you then. This is what it says:")],
        facts=_loan(booking)[:-1],
        quote=booking.answer,
        button=(_("See when it is free"), links.page("web:shared", pk=booking.shared_id)),
        why=str(BORROWS),
        organisation=booking.shared.city,
    )


def booking_cancelled(pk: int) -> Iterator[Outgoing]:
    """To the other side: with the lender's reason, or that the time is free again."""
    booking = _booking(pk)
    if booking.state != Booking.State.CANCELLED:
        return
    if booking.answer:
        yield from _to_borrower(booking, lambda: _taken_back(booking))
        return
    for person in _lenders(booking.shared.organisation):
        if person != booking.person:
            yield Outgoing(kinds.SPACE, lambda: _given_up(booking), person)


def _taken_back(booking: Booking) -> Contents:
    return Contents(
        subject=_("The loan is cancelled: %(title)s") % {"title": booking.shared.title},
        text=[_("The lender had to cancel. This is what it says:")],
        facts=_loan(booking)[:-1],
        quote=booking.answer,
        button=(_("See when it is free"), links.page("web:shared", pk=booking.shared_id)),
        why=str(BORROWS),
        organisation=booking.shared.city,
    )


def _given_up(booking: Booking) -> Contents:
    return Contents(
        subject=_("Not needed any more: %(title)s") % {"title": booking.shared.title},
        text=[_("Who wanted to borrow it has cancelled. The time is free again.")],
        facts=_loan(booking)[:-1],
        button=(_("See the loan"), links.page("web:booking", pk=booking.pk)),
        why=str(LENDS),
        organisation=booking.shared.city,
    )
