"""Cards of projects and programmes: one with all its lines, lists, sums per currency, what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.values.money import CURRENCIES, to_cents

from ..card import per_cent
from ..models import Amount, ExchangeRate, FundingProgramme, Partnership, Project
from ..models.funding import FundingProgrammeQuerySet
from ..models.project import ProjectQuerySet

LANGUAGES = ("pl", "en", "nb", "cs")
CORE_POINTS = ("need", "aim", "activity", "result", "target_group")


def card_of(person: Person | None, slug: str) -> Project | None:
    """The project with every line of its card, in a fixed number of queries; None where the person may not see it.

    Predecessor and successors are those she may see, in `seen_predecessor` and `seen_successors`.
    """
    seen = Project.objects.visible_to(person)
    project = (
        seen.select_related("organisation", "programme__organisation")
        .prefetch_related(
            "amounts",
            "exchange_rates",
            "phases",
            "points",
            Prefetch("partnerships", Partnership.objects.select_related("organisation")),
            "policy_instruments__changes",
        )
        .filter(slug=slug)
        .first()
    )
    if project is not None:
        around = list(seen.filter(Q(pk=project.predecessor_id) | Q(predecessor=project)).order_by("starts_on", "pk"))
        project.seen_predecessor = next((p for p in around if p.pk == project.predecessor_id), None)  # type: ignore[attr-defined]
        project.seen_successors = [p for p in around if p.predecessor_id == project.pk]  # type: ignore[attr-defined]
    return project


def projects_for(
    person: Person | None,
    *,
    programme: str = "",
    about: str = "",
    state: str = "",
    organisation: Organisation | None = None,
) -> ProjectQuerySet:
    """Projects the person may see, narrowed; `about` is a tag ("#UE") or the text of a topic or theme."""
    found = Project.objects.visible_to(person).select_related("organisation", "programme")
    found = found.prefetch_related("amounts")
    if programme:
        found = found.filter(programme__slug=programme)
    if state:
        found = found.filter(state=state)
    if organisation is not None:
        found = found.of(organisation)
    if about.startswith("#"):
        # The JSON of SQLite cannot be asked for a member; projects are hundreds, not millions.
        tagged = Project.objects.exclude(tags=[]).values_list("pk", "tags")
        found = found.filter(pk__in=[pk for pk, tags in tagged if about[1:] in tags])
    elif about:
        said = Q()
        for code in LANGUAGES:
            said |= Q(**{f"points__text_{code}": about})
        found = found.filter(said, points__kind__in=("topic", "theme")).distinct()
    return found


@dataclass(frozen=True)
class Choices:
    """What a list of projects can be narrowed to."""

    programmes: list[FundingProgramme]
    organisations: list[Organisation]
    about: list[str]


def choices_for(person: Person | None) -> Choices:
    """Programmes, organisations and subjects of the projects the person may see."""
    seen = Project.objects.visible_to(person).order_by()
    keepers, partners = seen.values("organisation"), Partnership.objects.filter(project__in=seen.values("pk"))
    tags = {f"#{tag}" for tags in seen.values_list("tags", flat=True) for tag in tags}
    topics = {
        str(point.text)
        for project in seen.prefetch_related("points").only("pk")
        for point in project.points.all()
        if point.kind in ("topic", "theme")
    }
    return Choices(
        list(FundingProgramme.objects.visible_to(person).filter(projects__in=seen).distinct().order_by("name")),
        list(
            Organisation.objects.filter(Q(pk__in=keepers) | Q(pk__in=partners.values("organisation")))
            .defer("geodata")
            .order_by("name")
        ),
        [*sorted(topics, key=str.casefold), *sorted(tags, key=str.casefold)],
    )


def programmes_for(person: Person | None) -> FundingProgrammeQuerySet:
    """Programmes the person may see, by name, with the number of their projects that everybody sees."""
    public = Count("projects", filter=Q(projects__published_at__isnull=False))
    return FundingProgramme.objects.visible_to(person).select_related("organisation").annotate(number=public)


@dataclass(frozen=True)
class Total:
    """The amounts of one kind and currency of several projects: their sum, and how many stated one."""

    kind: str
    currency: str
    amount: Decimal
    number: int


def totals(projects: QuerySet[Project]) -> list[Total]:
    """Sums per currency and kind, never across currencies: a total of three currencies is three totals."""
    lines = (
        Amount.objects.filter(project__in=projects.order_by().values("pk"))
        .order_by()
        .values("currency", "kind")
        .annotate(sum=Sum("amount"), number=Count("pk"))
    )
    order = (list(CURRENCIES), Amount.Kind.values)
    return sorted(
        (Total(line["kind"], line["currency"], to_cents(Decimal(line["sum"])), line["number"]) for line in lines),
        key=lambda total: (order[0].index(total.currency), order[1].index(total.kind)),
    )


@dataclass(frozen=True)
class Converted:
    """An amount in another currency, with the rate that says how: who published it, for which day."""

    line: Amount
    amount: Decimal
    rate: ExchangeRate


def converted(project: Project) -> list[Converted]:
    """The amounts for which the card states a rate; the newest rate of each pair of currencies. No rate, no sum."""
    newest: dict[tuple[str, str], ExchangeRate] = {}
    for rate in sorted(project.exchange_rates.all(), key=lambda rate: rate.on):
        newest[rate.base, rate.quote] = rate
    return [
        Converted(line, to_cents(line.amount * rate.rate), rate)
        for rate in newest.values()
        for line in project.amounts.all()
        if line.currency == rate.base
    ]


def marks_of(
    person: Person | None, project: Project | None = None, *, programme: FundingProgramme | None = None
) -> list[Upload]:
    """The funder's marks: those of the programme, then the project's own, in the order in which they were sent."""
    holders = Q(pk__in=[])
    if project is not None:
        holders |= Q(holder_kind="project", holder_key=str(project.pk))
        programme = project.programme
    if programme is not None:
        holders |= Q(holder_kind="programme", holder_key=str(programme.pk))
    marks = Upload.objects.visible_to(person).filter(holders, audience=Upload.Audience.HOLDER, kind=Upload.Kind.PHOTO)
    return list(marks.order_by("holder_kind", "uploaded_at", "pk"))


@dataclass(frozen=True)
class Operation:
    """A line of the list of operations: a project in one currency, or without figures."""

    project: Project
    currency: str
    sums: dict[str, Decimal]
    rate: Decimal | None
    countries: list[str]


def operations(projects: Iterable[Project]) -> Iterator[Operation]:
    """One line a project and currency; the projects come with amounts and partnerships prefetched."""
    for project in projects:
        countries = sorted({p.country for p in project.partnerships.all() if p.country})
        for currency, sums in (project.sums() or {"": {}}).items():
            rate = project.rate(currency)
            yield Operation(project, currency, sums, project.stated_rate if rate is None else per_cent(rate), countries)


def operations_of(programme: FundingProgramme) -> ProjectQuerySet:
    """The programme's published projects as `operations` wants them."""
    return (
        Project.objects.visible_to(None)
        .filter(programme=programme)
        .select_related("organisation", "programme")
        .prefetch_related("amounts", "partnerships")
        .order_by("starts_on", "pk")
    )


@dataclass(frozen=True)
class Part:
    """A part of the card: is it filled? `page` is where it is written."""

    name: str
    page: str
    filled: bool


def parts_of(project: Project, marks: int) -> list[Part]:
    """What the information card of a co-funded project consists of, filled or still empty, in the card's order."""
    kinds = {(line.kind) for line in project.amounts.all()}
    points = {point.kind for point in project.points.all()}
    said = {
        name: bool(getattr(project, name))
        for name in (
            "summary", "description", "programme", "fund", "measure", "sub_measure", "perspective", "category",
            "selection", "agreement_number", "signed_on", "starts_on", "ends_on", "tags", "source_url",
        )
    }  # fmt: skip
    said["fund"] = said["fund"] or bool(project.programme and project.programme.fund)
    said["perspective"] = said["perspective"] or bool(project.programme and project.programme.perspective)
    return [
        *(Part(name, "edit", filled) for name, filled in said.items()),
        *(Part(kind, "amounts", kind in kinds) for kind in Amount.Kind.values),
        *(
            Part(kind, f"points/{kind}", kind in points)
            for kind in ("need", "aim", "activity", "result", "target_group")
        ),
        Part("partners", "partners", bool(project.partnerships.all())),
        Part("phases", "phases", bool(project.phases.all())),
        Part("statement", "edit", bool(project.programme and project.programme.statement)),
        Part("marks", "marks", marks > 0),
    ]
