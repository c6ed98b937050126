"""Who comes, who waits, who was there, and what they need."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person

from ..evaluating import Summary, summarise
from ..models import Attendance, Event, EventPhoto, Registration, Session

REGISTERED, WAITING = Registration.State.REGISTERED, Registration.State.WAITING


def people(event: Event) -> QuerySet[Registration]:
    """Everybody who comes or waits, in the order of registration."""
    return Registration.objects.filter(event=event).live().select_related("organisation", "person").in_queue()


def places_left(event: Event) -> int | None:
    """Free places, None where there is no limit."""
    if event.capacity is None:
        return None
    taken = Registration.objects.filter(event=event, state=REGISTERED).count()
    return max(event.capacity - taken, 0)


def registration_of(event: Event, person: Person | None) -> Registration | None:
    """Her live registration."""
    if person is None or not person.is_authenticated:
        return None
    rows = Registration.objects.filter(event=event).of(person).live()
    return rows.select_related("event__organisation", "event__project__organisation", "organisation").first()


def queue_place(registration: Registration) -> int:
    """Her place on the waiting list, counted from 1; 0 when she does not wait."""
    if registration.state != WAITING:
        return 0
    queue = Registration.objects.filter(event=registration.event_id, state=WAITING).in_queue()
    return list(queue.values_list("pk", flat=True)).index(registration.pk) + 1


@dataclass(frozen=True)
class Needs:
    """What a kitchen and a caretaker must know: how many of each diet, and each access need. No names."""

    diets: tuple[tuple[str, int], ...]
    access: tuple[str, ...]


def needs_summary(event: Event) -> Needs:
    """Needs of those who have a place. For who runs the event: `rules.may_see_needs` is asked before."""
    rows = Registration.objects.filter(event=event, state=REGISTERED).values_list("diet", "access_needs")
    diets = Counter(" ".join(diet.casefold().split()) for diet, _access in rows if diet.strip())
    ordered = sorted(diets.items(), key=lambda pair: (-pair[1], pair[0]))
    return Needs(tuple(ordered), tuple(sorted(access for _diet, access in rows if access.strip())))


def attendance_of(event: Event, session: Session | None = None, on: date | None = None) -> QuerySet[Attendance]:
    """Who was there: on a day (session None: on the list of the day), or in a session."""
    rows = Attendance.objects.filter(registration__event=event, session=session)
    if on is not None:
        rows = rows.filter(on=on)
    return rows.select_related("registration__organisation")


def attended(event: Event) -> QuerySet[Registration]:
    """Those who were there at least once."""
    rows = Registration.objects.filter(event=event, state=REGISTERED, attendance__isnull=False).distinct()
    return rows.select_related("organisation", "person").in_queue()


def attendance_days(event: Event) -> dict[date, int]:
    """How many different people were there on each day of the event."""
    seen: dict[date, set[int]] = {day: set() for day in event.days}
    for on, registration in Attendance.objects.filter(registration__event=event).values_list("on", "registration"):
        seen.setdefault(on, set()).add(registration)
    return {day: len(who) for day, who in sorted(seen.items())}


def certificate_days(registration: Registration) -> list[date]:
    """The days a certificate names."""
    return sorted(set(registration.attendance.values_list("on", flat=True)))


def evaluation_summary(event: Event) -> Summary:
    """What people thought of it, guarded: see `evaluating`."""
    asked = Registration.objects.filter(event=event, state=REGISTERED).count()
    return summarise(event, asked)


def photos(event: Event, person: Person | None) -> QuerySet[EventPhoto]:
    """The event's photographs that the person may see."""
    seen = Upload.objects.visible_to(person).filter(holder_kind="event", holder_key=str(event.pk))
    return EventPhoto.objects.filter(event=event, upload__in=seen).select_related("upload").order_by("pk")
