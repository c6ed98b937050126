"""What there is to do at places, by when, and who comes; what waits to be looked at; how fast things are repaired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, Count, DurationField, Exists, ExpressionWrapper, F, Max, OuterRef, Prefetch, Q

from skwer.apps.people.models import Organisation, Person

from ..models import (
    CareTask,
    Defect,
    Entry,
    EntryQuerySet,
    Handover,
    Keeper,
    KeeperQuerySet,
    Place,
    PlaceQuerySet,
    Turn,
)


@dataclass(frozen=True)
class TaskState:
    """A task as it stands today: done last on, due next on (None: never again), who comes next."""

    task: CareTask
    done_on: date | None
    due_on: date | None
    turns: tuple[Turn, ...]

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


def in_season(task: CareTask, day: date) -> bool:
    """Is there anything to do on that day? A season may reach over the new year (November to March)."""
    first, last = task.from_month, task.to_month
    if first is None or last is None:
        return True
    return first <= day.month <= last if first <= last else day.month >= first or day.month <= last


def next_due(task: CareTask, done_on: date | None, today: date | None = None) -> date | None:
    """The day the task is due: so many days after it was done last, not before its first time, inside its season.

    What was missed in a season that is over by `today` waits for the next one: nobody waters in December.
    """
    if task.ended_on is not None:
        return None
    if done_on is None or done_on < task.starts_on:
        day = task.starts_on
    elif task.every_days == 0:
        return None
    else:
        day = done_on + timedelta(days=task.every_days)
    if today is not None and day < today and not in_season(task, today):
        day = today
    if in_season(task, day):
        return day
    # Out of season: the first day of the season that comes next.
    first = task.from_month or 1
    return date(day.year + (1 if day.month >= first else 0), first, 1)


def task_states(places: Iterable[Place] | PlaceQuerySet, today: date) -> list[TaskState]:
    """Every live task of the places with its next day, the most urgent first. Two queries.

    Whoever said she comes on a day counts as done then: a turn today or later moves the day; a turn that passed
    without a word in the log does not.
    """
    tasks = CareTask.objects.filter(place__in=places, ended_on=None).select_related("place__organisation")
    shown = Q(entries__state=Entry.State.SHOWN)
    coming = Turn.objects.filter(on__gte=today).select_related("keeper__person", "keeper__organisation").order_by("on")
    rows = tasks.annotate(done_on=Max("entries__on", filter=shown)).prefetch_related(
        Prefetch("turns", queryset=coming, to_attr="coming")
    )
    states = []
    for task in rows:
        turns = tuple(task.coming)
        due = next_due(task, task.done_on, today)
        for turn in turns:
            # A turn counts for the day that waits; one far ahead of it leaves the day open.
            if due is not None and turn.on - due <= timedelta(days=max(1, task.every_days // 2)):
                later = next_due(task, turn.on, today)
                due = later if later is None or later > due else due
        states.append(TaskState(task, task.done_on, due, turns))
    return sorted(states, key=lambda state: (state.due_on or date.max, state.task.pk))


def late_tasks(before: date) -> Iterator[TaskState]:
    """Tasks of places somebody looks after that were due before the day."""
    kept = Place.objects.filter(Exists(Keeper.objects.live().filter(place=OuterRef("pk")))).exclude(
        state=Place.State.GONE
    )
    tasks = CareTask.objects.filter(place__in=kept, ended_on=None).values("place")
    yield from (s for s in task_states(Place.objects.filter(pk__in=tasks), before) if s.is_late(before))


def live_keepers(place: Place) -> KeeperQuerySet:
    """Who looks after the place now, the lead first."""
    live: KeeperQuerySet = Keeper.objects.live().filter(place=place).select_related("person", "organisation")
    return live.order_by(F("role").desc(), "since", "pk")


def keeper_history(place: Place) -> KeeperQuerySet:
    """Everybody who ever looked after the place, the newest first."""
    rows: KeeperQuerySet = Keeper.objects.filter(place=place, since__isnull=False)
    return rows.select_related("organisation").order_by(F("until").desc(nulls_first=True), "-since", "-pk")


def open_handovers(place: Place) -> list[Handover]:
    rows = Handover.objects.filter(place=place, state=Handover.State.ASKED)
    return list(rows.select_related("giver__person", "giver__organisation", "taker__person", "taker__organisation"))


def log_of(place: Place, person: Person | None) -> EntryQuerySet:
    """The place's log as the person may see it, the newest first."""
    rows: EntryQuerySet = Entry.objects.visible_to(person).filter(place=place)
    return rows.select_related("keeper__organisation", "photo", "task", "defect", "place__organisation")


def waiting_entries(places: PlaceQuerySet) -> EntryQuerySet:
    """What passers-by wrote and nobody has looked at, the oldest first."""
    rows: EntryQuerySet = Entry.objects.filter(place__in=places, state=Entry.State.WAITING)
    return rows.select_related("place__organisation", "photo", "defect").order_by("made_at", "pk")


@dataclass(frozen=True)
class Repairs:
    """How a place's or a city's defects went: reported in all, open now, repaired, and days a repair took."""

    reported: int
    open: int
    repaired: int
    days: float | None


def repairs(places: Iterable[Place] | PlaceQuerySet) -> Repairs:
    """Counted over all defects of the places; those one with another count once. One query."""
    took = ExpressionWrapper(F("closed_at") - F("reported_at"), output_field=DurationField())
    mended = Q(state=Defect.State.REPAIRED)
    found = (
        Defect.objects.filter(place__in=places)
        .exclude(state=Defect.State.DUPLICATE)
        .aggregate(
            reported=Count("pk"),
            open=Count("pk", filter=Q(state__in=Defect.OPEN)),
            repaired=Count("pk", filter=mended),
            took=Avg(took, filter=mended),
        )
    )
    days = found["took"].total_seconds() / 86_400 if found["took"] is not None else None
    return Repairs(found["reported"], found["open"], found["repaired"], days)


def kept_by(person: Person) -> KeeperQuerySet:
    """Her places: those she keeps and those that wait for an answer, her organisations' too."""
    rows: KeeperQuerySet = Keeper.objects.of(person).filter(until=None)
    return rows.select_related("place__organisation", "place__district", "organisation").order_by("place_id", "pk")


def names_left(person: Person) -> KeeperQuerySet:
    """Where she looked after a place once and the log still names her."""
    rows: KeeperQuerySet = Keeper.objects.filter(person=person, until__isnull=False).exclude(public_name="")
    return rows.select_related("place__organisation").order_by("place_id", "pk")


def invitations_to(person: Person) -> KeeperQuerySet:
    """Invitations to her address or her organisations that nobody answered."""
    hers = Q(email__iexact=person.email) | Q(
        organisation__isnull=False, pk__in=Keeper.objects.of(person).filter(organisation__isnull=False).values("pk")
    )
    rows: KeeperQuerySet = Keeper.objects.filter(hers, since=None, until=None)
    return rows.select_related("place__organisation", "organisation")


def handovers_to(person: Person) -> list[Handover]:
    """Hand-overs that wait for her answer."""
    mine = Q(taker__email__iexact=person.email, taker__since=None) | Q(taker__in=Keeper.objects.live().of(person))
    rows = Handover.objects.filter(mine, state=Handover.State.ASKED)
    return list(rows.select_related("place__organisation", "giver", "taker"))


def places_of_desk(city: Organisation) -> PlaceQuerySet:
    """Places of a city that still stand, for its desk of care."""
    rows: PlaceQuerySet = Place.objects.filter(organisation=city).exclude(state=Place.State.GONE)
    return rows


def owed_without_keeper(city: Organisation, today: date) -> PlaceQuerySet:
    """Care is owed by agreement, and nobody leads it."""
    lead = Keeper.objects.live().filter(place=OuterRef("pk"), role=Keeper.Role.LEAD)
    return places_of_desk(city).filter(~Exists(lead), care_until__gte=today, care_from__lte=today)


def forgettable_contacts(at: datetime) -> EntryQuerySet:
    """Addresses of reports answered 30 days ago (a joined one with the one that goes on), or a year old."""
    answered = at - timedelta(days=30)
    closed = Q(defect__closed_at__lt=answered) & (
        ~Q(defect__state=Defect.State.DUPLICATE) | Q(defect__same_as=None) | Q(defect__same_as__closed_at__lt=answered)
    )
    nothing = Q(defect=None, made_at__lt=answered)
    rows: EntryQuerySet = Entry.objects.exclude(contact="").filter(
        closed | nothing | Q(made_at__lt=at - timedelta(days=365))
    )
    return rows
