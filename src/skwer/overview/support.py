"""All support of one town: every sum and event the installation knows, each with its day and what it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from skwer.apps.calls.models import Decision, DecisionLine
from skwer.apps.events.models import Event, Interest
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places.models import Place
from skwer.apps.practices.models import Trial
from skwer.apps.programmes.models import (
    BudgetLine,
    FundingProgramme,
    OutsideApplication,
    Partnership,
    Project,
    Spending,
    Use,
)

from .city import published_decisions

KEEPER = "keeper"
PARTS = (
    "kept", "partner", "own_part", "granted_here", "elsewhere", "used", "trial", "call", "place", "event", "statement",
)  # fmt: skip
TERYT = re.compile(r"[0-9]{2,7}")


@dataclass(frozen=True)
class Amount:
    """One sum: total, eligible, grant, eu_grant, planned, spent, budget, asked, granted or pot."""

    kind: str
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Row:
    """One thing in one part. `thing` is the model it tells about, `roles` what the town is in it.

    `used` is (kind of allowance, how many) where what was given is no money. `public` is False for what only some
    desks may read: whoever answers the press must see which lines those are.
    """

    part: str
    thing: Any
    on: date | None = None
    until: date | None = None
    roles: tuple[str, ...] = ()
    project: Project | None = None
    sums: tuple[Amount, ...] = ()
    used: tuple[str, Decimal] | None = None
    public: bool = True


@dataclass(frozen=True)
class Total:
    """The sum of one kind and currency in one part, and of how many rows. Parts are never added up."""

    part: str
    kind: str
    currency: str
    amount: Decimal
    number: int


@dataclass(frozen=True)
class Support:
    """A town and everything the person may see of its support."""

    town: Organisation
    rows: tuple[Row, ...]
    programmes: tuple[FundingProgramme, ...]

    def part(self, key: str) -> list[Row]:
        return [row for row in self.rows if row.part == key]

    @property
    def projects(self) -> int:
        return len(self.part("kept")) + len(self.part("partner"))

    @property
    def totals(self) -> list[Total]:
        """Per part, kind and currency, in the order of the rows."""
        found: dict[tuple[str, str, str], list[Decimal]] = {}
        for row in self.rows:
            for one in row.sums:
                found.setdefault((row.part, one.kind, one.currency), []).append(one.amount)
        return [Total(*key, sum(amounts, Decimal(0)), len(amounts)) for key, amounts in found.items()]


def towns() -> QuerySet[Organisation]:
    """Cities, and whoever else has a TERYT code (a county, a voivodeship). Groups of residents are nobody's towns."""
    return Organisation.objects.filter(Q(kind=Organisation.Kind.CITY) | ~Q(teryt=""))


def find_towns(written: str) -> QuerySet[Organisation]:
    """Towns by their TERYT code or by a part of the name.

    A code of a municipality is found with six digits or seven (the last one says its kind); two or four digits find
    all towns of the voivodeship or the county.
    """
    places = towns().defer("geodata")
    code = re.sub(r"[\s-]", "", written)
    if TERYT.fullmatch(code):
        wanted = Q(teryt__startswith=code)
        if len(code) == 7:
            wanted = Q(teryt__in=(code, code[:6]))
        return places.filter(wanted).order_by("teryt", "name")
    words = written.strip()
    return places.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(slug=words)).order_by("name")


def support_of(town: Organisation, person: Person | None) -> Support:
    """Everything about the town that the person may see, by part, the newest first. A fixed number of queries."""
    rows = [row for part in _parts(town, person) for row in sorted(part, key=_newest_first)]
    rows.sort(key=lambda row: PARTS.index(row.part))
    programmes = {
        row.project.programme.pk: row.project.programme
        for row in rows
        if row.part in ("kept", "partner") and row.project is not None and row.project.programme is not None
    }
    shown = FundingProgramme.objects.visible_to(person).filter(pk__in=programmes)
    return Support(town, tuple(rows), tuple(shown.order_by("name")))


def _newest_first(row: Row) -> tuple[bool, int, int]:
    return row.on is None, -(row.on.toordinal() if row.on else 0), -(row.thing.pk or 0)


def _parts(town: Organisation, person: Person | None) -> Iterator[Iterable[Row]]:
    yield _projects(town, person)
    yield _own_part(town, person)
    yield _granted_here(town)
    yield _elsewhere(town, person)
    yield _used(town, person)
    yield _trials(town, person)
    yield _calls(town)
    yield _places(town, person)
    yield _events(town, person)
    yield _statements(town, person)


def _open(found: QuerySet[Any], person: Person | None) -> tuple[list[Any], set[int]]:
    """The rows the person may see, and the keys of those everybody may."""
    rows = list(found.visible_to(person))  # type: ignore[attr-defined]
    if person is None or not person.is_authenticated:
        return rows, {row.pk for row in rows}
    return rows, set(found.visible_to(None).order_by().values_list("pk", flat=True))  # type: ignore[attr-defined]


def _amounts(currency: str, **kinds: Decimal | None) -> tuple[Amount, ...]:
    return tuple(Amount(kind, amount, currency) for kind, amount in kinds.items() if amount is not None)


def _projects(town: Organisation, person: Person | None) -> list[Row]:
    found = Project.objects.of(town).select_related("programme", "organisation").prefetch_related("amounts")
    projects, public = _open(found, person)
    taking_part: dict[int, list[Partnership]] = {}
    for one in Partnership.objects.filter(organisation=town, project__in=[p.pk for p in projects]):
        taking_part.setdefault(one.project_id, []).append(one)
    rows = []
    for project in projects:
        sums = (Amount(k, a, currency) for currency, kinds in project.sums().items() for k, a in kinds.items())
        partnerships = taking_part.get(project.pk, [])
        since = [one.since for one in partnerships if one.since]
        until = [one.until for one in partnerships if one.until]
        kept = project.organisation_id == town.pk
        roles = [KEEPER] * kept + [one.role for one in partnerships]
        rows.append(
            Row(
                "kept" if kept else "partner",
                project,
                on=project.starts_on if kept or not since else min(since),
                until=project.ends_on if kept or not until or len(until) < len(partnerships) else max(until),
                roles=tuple(dict.fromkeys(roles)),
                project=project,
                sums=tuple(sums),
                public=project.pk in public,
            )
        )
    return rows


def _own_part(town: Organisation, person: Person | None) -> list[Row]:
    """What of a project's budget is the town's, and what it spent of it: for those inside."""
    planned = (
        BudgetLine.objects.visible_to(person)
        .filter(partnership__organisation=town)
        .order_by()
        .values_list("project", "currency")
        .annotate(sum=Sum("planned"))
    )
    spent = {
        (project, currency): amount
        for project, currency, amount in Spending.objects.visible_to(person)
        .filter(line__partnership__organisation=town)
        .order_by()
        .values_list("line__project", "line__currency")
        .annotate(sum=Sum("amount"))
    }
    by_project: dict[int, list[Amount]] = {}
    for project, currency, amount in planned:
        sums = by_project.setdefault(project, [])
        sums.append(Amount("planned", amount, currency))
        sums.append(Amount("spent", spent.get((project, currency), Decimal(0)), currency))
    projects = Project.objects.filter(pk__in=by_project).select_related("programme")
    return [
        Row("own_part", one, one.starts_on, one.ends_on, project=one, sums=tuple(by_project[one.pk]), public=False)
        for one in projects
    ]


def _granted_here(town: Organisation) -> list[Row]:
    """Proposals of the town that somebody else's published decision funds."""
    lines = (
        DecisionLine.objects.filter(
            result=DecisionLine.Result.FUNDED, proposal__organisation=town, decision__in=published_decisions()
        )
        .exclude(decision__call__organisation=town)
        .select_related("proposal", "decision__call__organisation")
    )
    return [
        Row(
            "granted_here",
            line,
            _day(line.decision.published_at),
            sums=_amounts(line.decision.call.currency, granted=line.amount),
        )
        for line in lines
    ]


def _elsewhere(town: Organisation, person: Person | None) -> list[Row]:
    found = OutsideApplication.objects.visible_to(person).filter(organisation=town).select_related("project")
    return [
        Row(
            "elsewhere",
            one,
            one.applied_on,
            one.decided_on,
            project=one.project,
            sums=_amounts(one.currency, asked=one.asked, granted=one.granted),
            public=False,
        )
        for one in found
    ]


def _used(town: Organisation, person: Person | None) -> list[Row]:
    uses = Use.objects.visible_to(person).filter(partnership__organisation=town)
    return [
        Row("used", one, one.on, project=one.allowance.project, used=(one.allowance.kind, one.quantity), public=False)
        for one in uses.select_related("allowance__project__programme")
    ]


def _trials(town: Organisation, person: Person | None) -> list[Row]:
    trials, public = _open(Trial.objects.filter(organisation=town).select_related("project__programme"), person)
    return [
        Row(
            "trial",
            one,
            one.starts_on,
            one.ends_on,
            project=one.project,
            sums=_amounts(one.currency, budget=one.budget, spent=one.spent),
            public=one.pk in public,
        )
        for one in trials
    ]


def _calls(town: Organisation) -> list[Row]:
    """What the town itself granted to its residents. Imported elections are records of others and are left out."""
    decisions: QuerySet[Decision] = published_decisions().filter(
        call__organisation=town, call__archived_election__isnull=True
    )
    return [
        Row(
            "call",
            one,
            _day(one.published_at),
            sums=_amounts(one.call.currency, pot=one.pot, granted=one.spent),
        )
        for one in decisions.select_related("call")
    ]


def _places(town: Organisation, person: Person | None) -> list[Row]:
    places, public = _open(Place.objects.of_city(town), person)
    return [
        Row(
            "place",
            one,
            one.ready_date,
            sums=_amounts(one.currency, granted=one.granted),
            public=one.pk in public,
        )
        for one in places
    ]


def _events(town: Organisation, person: Person | None) -> list[Row]:
    """Events the town holds, those of projects it takes part in, and others where it said what it carries home."""
    projects = Project.objects.of(town).visible_to(person).order_by().values("pk")  # type: ignore[attr-defined]
    spoke = Interest.objects.filter(organisation=town).order_by().values("event")
    about = Q(organisation=town) | Q(project__in=projects) | Q(pk__in=spoke)
    events, public = _open(Event.objects.filter(about).select_related("organisation", "project__programme"), person)
    return [
        Row(
            "event",
            one,
            one.days[0],
            one.days[-1],
            roles=("holds",) if one.organisation_id == town.pk else (),
            project=one.project,
            public=one.pk in public,
        )
        for one in events
    ]


def _statements(town: Organisation, person: Person | None) -> list[Row]:
    """What the town said it would carry over from somebody else's practice."""
    found = Interest.objects.filter(organisation=town, event__in=Event.objects.visible_to(person).values("pk"))
    public = set(Event.objects.visible_to(None).values_list("pk", flat=True)) if _signed_in(person) else None
    return [
        Row(
            "statement",
            one,
            _day(one.stated_at),
            one.by_on,
            public=public is None or one.event_id in public,
        )
        for one in found.select_related("event").prefetch_related("follow_ups")
    ]


def _signed_in(person: Person | None) -> bool:
    return person is not None and person.is_authenticated


def _day(at: Any) -> date | None:
    return timezone.localdate(at) if at is not None else None
