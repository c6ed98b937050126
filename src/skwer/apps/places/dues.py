"""What waits for those who look after places, and for the desk of care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from skwer.apps.inbox.due import Due, end_of
from skwer.apps.people.models import Membership, Organisation, Person

from .models import Defect, Entry, Keeper, Place
from .queries import care

SOON = timedelta(days=3)
"""A task further away than this asks for nothing yet; it stands in the calendar."""


def for_keepers(person: Person, at: datetime) -> list[Due]:
    """Questions to answer, tasks of these days nobody took, defects given to keepers, what passers-by wrote."""
    return [*_questions(person), *_tasks(person, at), *_repairs(person), *_read(person)]


def _questions(person: Person) -> Iterator[Due]:
    asked = care.handovers_to(person)
    for handover in asked:
        yield Due(
            what=_("Say whether you take a place over"),
            about=handover.place.title,
            action=_("Answer"),
            route="web:handover",
            kwargs={"number": handover.place_id},
            state="sent",
            organisation=handover.place.organisation,
        )
    for keeper in care.invitations_to(person).exclude(pk__in=[handover.taker_id for handover in asked]):
        yield Due(
            what=_("You are asked to look after a place"),
            about=keeper.place.title,
            action=_("Answer"),
            route="web:my_places",
            kwargs={},
            state="sent",
            organisation=keeper.place.organisation,
        )
    led = Keeper.objects.live().of(person).filter(role=Keeper.Role.LEAD).values("place")
    offers = Keeper.objects.filter(place__in=led, since=None, until=None, person__isnull=False)
    for keeper in offers.select_related("place__organisation"):
        yield Due(
            what=_("Somebody offers to help at your place"),
            about=keeper.place.title,
            action=_("Answer"),
            route="web:care",
            kwargs={"number": keeper.place_id},
            state="check",
            organisation=keeper.place.organisation,
        )


def _tasks(person: Person, at: datetime) -> Iterator[Due]:
    today = timezone.localdate(at)
    kept = Place.objects.filter(pk__in=Keeper.objects.live().of(person).values("place"))
    for state in care.task_states(kept.exclude(state=Place.State.GONE), today):
        if state.due_on is not None and state.due_on <= today + SOON:
            place = state.task.place
            yield Due(
                what=capfirst(str(state.task.get_what_display())),
                about=place.title,
                action=_("Care for it"),
                route="web:care",
                kwargs={"number": place.pk},
                due_at=end_of(state.due_on),
                state="late" if state.is_late(today) else "build",
                organisation=place.organisation,
                detail=state.task.note,
            )


def _repairs(person: Person) -> Iterator[Due]:
    kept = Keeper.objects.live().of(person).values("place")
    mine = Defect.objects.filter(
        place__in=kept, who=Defect.Who.KEEPERS, state__in=(Defect.State.CONFIRMED, Defect.State.REPAIR)
    )
    for defect in mine.select_related("place__organisation"):
        yield Due(
            what=_("Repair it: %(what)s") % {"what": defect.get_what_display()},
            about=defect.place.title,
            action=pgettext_lazy("button", "Repair"),
            route="web:care_defect",
            kwargs={"number": defect.place_id, "defect": defect.number},
            due_at=end_of(defect.due_on) if defect.due_on else None,
            state="fix",
            organisation=defect.place.organisation,
        )


def _read(person: Person) -> Iterator[Due]:
    kept = Place.objects.filter(pk__in=Keeper.objects.live().of(person).values("place"))
    waits = Count("entries", filter=Q(entries__state=Entry.State.WAITING))
    for place in kept.annotate(waits=waits).filter(waits__gt=0).select_related("organisation"):
        yield _to_read(place.waits, place.title, "web:care", {"number": place.pk}, place.organisation)


def _to_read(number: int, about: str, route: str, kwargs: dict[str, Any], city: Organisation) -> Due:
    return Due(
        what=ngettext_lazy(
            "%(n)d note of a passer-by waits to be read", "%(n)d notes of passers-by wait to be read", number
        )
        % {"n": number},
        about=about,
        action=_("Read"),
        route=route,
        kwargs=kwargs,
        state="check",
        organisation=city,
    )


def for_desks(person: Person, at: datetime) -> list[Due]:
    """Defects to look at and repairs that are late; notes nobody reads; care owed and nobody there."""
    roles = (Membership.Role.OFFICER, Membership.Role.ADMIN)
    mine = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    today = timezone.localdate(at)
    items: list[Due] = []
    for city in Organisation.objects.cities().filter(pk__in=mine).order_by("pk"):
        items += [*_defects(city, today), *_notes(city), *_offers(city), *_alone(city, today)]
    return items


def _defects(city: Organisation, today: date) -> Iterator[Due]:
    late = Q(state__in=(Defect.State.CONFIRMED, Defect.State.REPAIR), due_on__lt=today)
    rows = Defect.objects.filter(place__organisation=city).filter(Q(state=Defect.State.REPORTED) | late)
    for defect in rows.select_related("place").order_by("-danger", "reported_at"):
        fresh = defect.state == Defect.State.REPORTED
        # What may hurt somebody is looked at the day it comes; the rest within a week.
        wait = timedelta(days=1 if defect.danger else 7)
        due_at = defect.reported_at + wait if fresh else end_of(defect.due_on) if defect.due_on else None
        yield Due(
            what=_("Look at what is reported broken") if fresh else _("A repair is late"),
            about=defect.place.title,
            action=_("Look at it"),
            route="web:desk_defect",
            kwargs={"pk": defect.pk},
            due_at=due_at,
            state="check" if fresh else "late",
            organisation=city,
            detail=capfirst(str(defect.get_what_display())),
        )


def _notes(city: Organisation) -> Iterator[Due]:
    """Where somebody looks after the place she reads them; the rest is the office's."""
    kept = Keeper.objects.live().filter(place=OuterRef("place"))
    waiting = Entry.objects.filter(place__organisation=city, state=Entry.State.WAITING).filter(~Exists(kept))
    if number := waiting.count():
        yield _to_read(number, city.name, "web:desk_care", {"slug": city.slug}, city)


def _offers(city: Organisation) -> Iterator[Due]:
    led = Keeper.objects.live().filter(place=OuterRef("place"), role=Keeper.Role.LEAD)
    offers = Keeper.objects.filter(place__organisation=city, since=None, until=None, person__isnull=False)
    for keeper in offers.filter(~Exists(led)).select_related("place"):
        yield Due(
            what=_("Somebody offers to look after a place"),
            about=keeper.place.title,
            action=_("Answer"),
            route="web:care",
            kwargs={"number": keeper.place_id},
            state="check",
            organisation=city,
        )


def _alone(city: Organisation, today: date) -> Iterator[Due]:
    for place in care.owed_without_keeper(city, today):
        yield Due(
            what=_("Care is owed and nobody leads it: find a keeper"),
            about=place.title,
            action=_("Invite"),
            route="web:care",
            kwargs={"number": place.pk},
            state="fix",
            organisation=city,
        )
