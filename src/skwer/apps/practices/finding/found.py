"""Practices that fit a question and filters, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from skwer.apps.people.models import Person
from skwer.apps.search.queries import ranked

from ..models import Kit, Practice, PracticeTheme, Size, Theme, Transfer
from ..models.practice import PracticeQuerySet
from .question import Question, read_question

PRACTICE = "practice"
FEW = 3
NEAR = Decimal("0.5")  # what a neighbouring size is worth beside the same one


@dataclass(frozen=True)
class Filters:
    """What a reader chose. cost: at most so much, in `currency`; sums in other currencies are not compared with it.
    label: any label; kit: it has a kit one can open a call from; language: it can be read in it."""

    theme: str = ""
    size: str = ""
    country: str = ""
    verdict: str = ""
    effort: int | None = None
    cost: Decimal | None = None
    currency: str = ""
    label: bool = False
    kit: bool = False
    language: str = ""

    @property
    def any(self) -> bool:
        return self != Filters()

    def narrow(self, practices: PracticeQuerySet) -> PracticeQuerySet:
        """Those of the practices that fit every filter."""
        found = practices
        given = {"country": self.country, "verdict": self.verdict}
        found = found.filter(**{name: value for name, value in given.items() if value})
        if self.theme:
            found = found.filter(pk__in=PracticeTheme.objects.filter(theme=self.theme).values("practice"))
        if self.size:
            least, end = _bounds(Size(self.size))
            found = found.filter(population__gte=least, **({"population__lt": end} if end is not None else {}))
        if self.effort is not None:
            found = found.filter(effort__lte=self.effort)
        if self.cost is not None:
            found = found.filter(cost_from__lte=self.cost, currency=self.currency)
        if self.label:
            found = found.exclude(label="")
        if self.kit:
            shown = Kit.objects.visible_to(None).filter(practice__isnull=False)
            found = found.filter(pk__in=shown.values("practice"))
        if self.language:
            empty = Q(**{f"current__texts__title__{self.language}": ""})
            found = found.filter(Q(current__texts__title__has_key=self.language) & ~empty)
        return found


@dataclass(frozen=True)
class Found:
    """keys: primary keys, the best first. partial: nothing fits all of the question; these fit a part of it. near:
    where only few fit all of it, the best of those that fit a part."""

    question: Question
    keys: list[int] = field(default_factory=list)
    partial: bool = False
    near: list[int] = field(default_factory=list)


def find_practices(q: str, filters: Filters, person: Person | None, *, literal: bool = False) -> Found:
    """Published practices that fit the question and every filter. literal: nothing but words is read in the question.

    A theme is met by a practice of that theme, or one whose text has the words; a size by a practice of a city of that
    size or the next, or one that such a city re-uses. Where nothing meets all of it, those that meet a part are named.
    """
    practices = filters.narrow(Practice.objects.visible_to(person).published())
    question = Question(q, words=q) if literal else read_question(q)
    rows = dict(practices.order_by("-created_at", "-pk").values_list("pk", "population"))
    conditions = [_known(met, rows) for met in _conditions(question, rows, person)]
    if not conditions:
        return Found(question, list(rows))
    best = sorted(rows, key=lambda pk: -sum(met.get(pk, Decimal(0)) for met in conditions))  # stable: newest first
    whole = {pk: None for pk in best if all(pk in met for met in conditions)}
    if len(conditions) == 1:
        return Found(question, list(whole))
    some = [pk for pk in best if pk not in whole and any(pk in met for met in conditions)]
    if not whole:
        return Found(question, some, partial=bool(some))
    return Found(question, list(whole), near=some[:FEW] if len(whole) < FEW else [])


def _known(met: Mapping[int, Decimal], rows: Mapping[int, object]) -> dict[int, Decimal]:
    return {pk: worth for pk, worth in met.items() if pk in rows}


def _conditions(
    question: Question, rows: Mapping[int, int | None], person: Person | None
) -> Iterable[Mapping[int, Decimal]]:
    """One mapping a condition: which practices meet it, and how well (1 is wholly)."""
    if question.words:
        yield _by_words(question.words, person)
    for theme, words in question.themes:
        named = PracticeTheme.objects.filter(theme=theme).values_list("practice", flat=True)
        yield {**dict.fromkeys(_by_words(words, person), NEAR), **dict.fromkeys(named, Decimal(1))}
    if question.size is not None:
        yield _by_size(question.size, rows)
    if question.country:
        yield dict.fromkeys(Practice.objects.filter(country=question.country).values_list("pk", flat=True), Decimal(1))
    if question.verdict:
        failed = Practice.objects.filter(verdict=question.verdict)
        yield dict.fromkeys(failed.values_list("pk", flat=True), Decimal(1))
    if question.cost is not None:
        cheap = Practice.objects.filter(cost_from__lte=question.cost, currency=question.currency)
        yield dict.fromkeys(cheap.values_list("pk", flat=True), Decimal(1))


def _by_words(words: str, person: Person | None) -> dict[int, Decimal]:
    """Practices with the words, the best nearly 1, the last a little more than a half."""
    ranks = ranked(person=person, words=words, kind=PRACTICE)
    order = sorted(ranks, key=lambda key: ranks[key])
    return {int(key): 1 - Decimal(place) / (2 * len(order)) for place, key in enumerate(order)}


def _by_size(size: Size, rows: Mapping[int, int | None]) -> dict[int, Decimal]:
    met: dict[int, Decimal] = {}
    populations = list(rows.items())
    populations += Transfer.objects.visible_to(None).filter(practice__in=list(rows)).exclude(
        stage=Transfer.Stage.DROPPED
    ).values_list("practice", "organisation__population")  # fmt: skip
    for pk, population in populations:
        worth = closeness(size, Size.of(population))
        if worth:
            met[pk] = max(worth, met.get(pk, Decimal(0)))
    return met


def closeness(one: Size, other: Size | None) -> Decimal:
    """1 for the same size, a half for the next one, else 0."""
    if other is None:
        return Decimal(0)
    order = list(Size)
    apart = abs(order.index(one) - order.index(other))
    return {0: Decimal(1), 1: NEAR}.get(apart, Decimal(0))


def themes_of(keys: Iterable[int]) -> dict[int, list[Theme]]:
    """The themes of each practice, in one query."""
    found: dict[int, list[Theme]] = {}
    for pk, theme in PracticeTheme.objects.filter(practice__in=list(keys)).values_list("practice", "theme"):
        if theme in Theme.values:
            found.setdefault(pk, []).append(Theme(theme))
    return found


def _bounds(size: Size) -> tuple[int, int | None]:
    order = list(Size)
    following = order.index(size) + 1
    return int(size.value), int(order[following].value) if following < len(order) else None
