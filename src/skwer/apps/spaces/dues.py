"""What waits for the office, for those who look for space, for lenders and borrowers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Organisation, Person

from .models import Booking, Match, Space, Visit, Wish
from .models.groups import own_groups

RUN = (Membership.Role.OFFICER, Membership.Role.ADMIN)


def for_desks(person: Person, at: datetime) -> list[Due]:
    """Searches that wait for an answer."""
    del at
    run = Membership.objects.current().filter(person=person, role__in=RUN).values("organisation")
    rows = Match.objects.filter(
        space__organisation__in=run, state=Match.State.INTERESTED, wish__state=Wish.State.OPEN
    ).select_related("space__organisation", "wish")
    return [
        Due(
            what=_("Answer who is interested in a vacant space"),
            about=str(match.space.title),
            action=_("Answer"),
            route="web:desk_matches",
            kwargs={"slug": match.space.organisation.slug},
            due_at=match.changed_at + timedelta(days=14),
            state="check",
            organisation=match.space.organisation,
            detail=match.wish.title,
        )
        for match in rows
    ]


def for_people(person: Person, at: datetime) -> list[Due]:
    """Spaces found and not answered yet, and appointments to come."""
    return [*_found(person), *_visits(person, at)]


def _found(person: Person) -> Iterator[Due]:
    open_ones = Wish.objects.of(person).filter(state=Wish.State.OPEN).select_related("organisation")
    waiting = Match.objects.filter(wish__in=open_ones, state__in=[Match.State.INTERESTED, Match.State.AGREED])
    answered = set(waiting.values_list("wish", flat=True))
    fits = Match.objects.filter(wish__in=open_ones, state=Match.State.SEEN, space__state=Space.State.FREE)
    with_fits = set(fits.values_list("wish", flat=True))
    for wish in open_ones:
        if wish.pk in with_fits and wish.pk not in answered:
            yield Due(
                what=_("Look at the spaces that fit"),
                about=wish.title,
                action=_("Look"),
                route="web:wish",
                kwargs={"pk": wish.pk},
                state="sent",
                organisation=wish.organisation,
            )


def _visits(person: Person, at: datetime) -> Iterator[Due]:
    coming = Visit.objects.filter(
        person=person, cancelled_at__isnull=True, viewing__cancelled_at__isnull=True, viewing__starts_at__gt=at
    )
    for visit in coming.select_related("viewing__space__organisation"):
        space = visit.viewing.space
        yield Due(
            what=_("Come and look at a space"),
            about=str(space.title),
            action=_("Open"),
            route="web:viewing_book",
            kwargs={"number": space.pk, "pk": visit.viewing_id},
            due_at=visit.viewing.starts_at,
            state="sent",
            organisation=space.organisation,
        )


def for_lenders(person: Person, at: datetime) -> list[Due]:
    """Loans to answer, and what is not back in time."""
    groups = Organisation.objects.filter(pk__in=own_groups(person))
    lends = [o.pk for o in groups if not o.is_city or _runs(person, o)]
    rows = Booking.objects.filter(shared__organisation__in=lends).select_related("shared__organisation")
    asked = [_due(b, _("Answer a request for a loan"), _("Answer"), b.starts_at, "check")
             for b in rows.filter(state=Booking.State.ASKED)]  # fmt: skip
    late = rows.filter(state=Booking.State.OUT, ends_at__lt=at)
    return [*asked, *(_due(b, _("Ask where it is, or enter that it came back"), _("Open"), b.ends_at, "late")
                      for b in late)]  # fmt: skip


def for_borrowers(person: Person, at: datetime) -> list[Due]:
    """What one has to bring back."""
    out = Booking.objects.filter(person=person, state=Booking.State.OUT).select_related("shared__organisation")
    return [
        _due(b, _("Bring back what you borrowed"), _("Open"), b.ends_at, "late" if b.ends_at < at else "sent")
        for b in out
    ]


def _due(booking: Booking, what: object, action: object, due_at: datetime, state: str) -> Due:
    return Due(
        what=what,
        about=str(booking.shared.title),
        action=action,
        route="web:booking",
        kwargs={"pk": booking.pk},
        due_at=due_at,
        state=state,
        organisation=booking.shared.organisation,
    )


def _runs(person: Person, organisation: Organisation) -> bool:
    held = Membership.objects.current().filter(person=person, organisation=organisation, role__in=RUN)
    return held.exists()
