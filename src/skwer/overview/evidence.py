"""What a practice led to, city by city: from the calls that descend from it, here and on other installations.

A call descends from a practice if it was opened from a transfer of it, or from one of its kits, or if one of its kits
was made from that call. A call counts once its decision is published: before, nothing of it is told. What is not known
is missing, never nought: each figure says of how many calls it is known (`n`) and of how many it is not (`missing`).
Sums add up calls: who took part in two of them counts in both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import override

from skwer.apps.calls.models import Call, CoAuthor, Decision, DecisionLine, Proposal
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.money import totals_by
from skwer.apps.places.models import Place
from skwer.apps.practices.federation.evidence import FIGURES, FORMAT
from skwer.apps.practices.models import KitVersion, Practice, ReceivedItem, Subscription

from .numbers import figures_of

TWO_YEARS = timedelta(days=730)
MONEY = ("granted", "paid")
LANGUAGES = ("pl", "en", "nb", "cs")


@dataclass(frozen=True)
class Figure:
    """A sum over calls; value: None where it is known of none. n: calls of which it is known."""

    value: Decimal | None
    n: int
    missing: int

    def as_data(self) -> dict[str, Any]:
        return {"value": None if self.value is None else f"{self.value:f}", "n": self.n, "missing": self.missing}


@dataclass(frozen=True)
class OneCall:
    """A call whose figures count. `url` is a full address."""

    title: str
    url: str
    edition: str = ""


@dataclass(frozen=True)
class CityEvidence:
    """What came of the practice in one city. `source`: the installation that says so, None for this one; `on`: as of
    which day it says so."""

    city: str
    country: str
    population: int | None
    calls: tuple[OneCall, ...]
    figures: Mapping[str, Figure]
    money: Mapping[str, Mapping[str, Figure]]
    on: date
    running: int = 0
    source: Subscription | None = None


@dataclass(frozen=True)
class Evidence:
    """All cities, by name; `totals` and `money` are over all of them, with the number of calls known and missing."""

    practice: Practice
    rows: tuple[CityEvidence, ...]
    totals: Mapping[str, Figure]
    money: Mapping[str, Mapping[str, Figure]]

    @property
    def calls(self) -> int:
        return sum(len(row.calls) for row in self.rows)

    @property
    def running(self) -> int:
        return sum(row.running for row in self.rows)


def evidence_of(practice: Practice, *, on: date) -> Evidence:
    """What is known on the day, of calls here and of those that other installations told of. A constant number of
    queries."""
    rows = sorted([*_here(practice, on), *_elsewhere(practice)], key=lambda row: (row.city.casefold(), row.on))
    return Evidence(
        practice=practice,
        rows=tuple(rows),
        totals={name: added(row.figures[name] for row in rows) for name in FIGURES},
        money=_by_currency(row.money for row in rows),
    )


def published_evidence(practice: Practice, *, on: date) -> dict[str, Any] | None:
    """What this installation tells others of a practice (its own, or one it received): the document of `FORMAT`; None
    where no decided call here descends from it, or nobody knows where it came from."""
    about = address_of(practice)
    rows = [row for row in _here(practice, on) if row.calls]
    if not rows or not about:
        return None
    return {
        "format": FORMAT,
        "about": about,
        "title": practice.title,
        "on": on.isoformat(),
        "rows": [
            {
                "city": {"name": row.city, "country": row.country, "population": row.population},
                "calls": [{"title": call.title, "url": call.url, "edition": call.edition} for call in row.calls],
                "figures": {name: figure.as_data() for name, figure in row.figures.items()},
                "money": {
                    currency: {name: figure.as_data() for name, figure in kinds.items()}
                    for currency, kinds in row.money.items()
                },
            }
            for row in sorted(rows, key=lambda row: row.city)
        ],
    }


def address_of(practice: Practice) -> str:
    """The address by which every installation knows the practice: of its page where it is kept. Of a received one it
    is the `about` of the item it came in; "" where that is not there."""
    if not practice.is_foreign:
        return _address("web:practice", slug=practice.slug)
    items = ReceivedItem.objects.filter(
        subscription=practice.subscription, kind=ReceivedItem.Kind.PRACTICE, key=practice.origin_key
    )
    return items.order_by("-version").values_list("about", flat=True).first() or ""


def descendants(practice: Practice) -> list[Call]:
    """The calls here that descend from the practice and are no drafts, in the order of their cities' names."""
    versions = KitVersion.objects.filter(kit__practice=practice)
    # A received kit was made from a call of its own installation, which may have the same address as one here.
    own = versions.filter(kit__subscription__isnull=True).values_list("made_from", flat=True)
    parents = [facts["call"] for facts in own if facts.get("call")]
    found = Q(transfer__practice=practice) | Q(kit_version__in=versions.values("pk")) | Q(slug__in=parents)
    calls = Call.objects.visible_to(None).filter(found).exclude(state=Call.State.CANCELLED)
    return list(calls.select_related("organisation", "edition").order_by("organisation__name", "pk"))


def added(figures: Iterable[Figure]) -> Figure:
    """One figure of several: what is known is added up, what is missing is counted."""
    every = list(figures)
    known = [figure.value for figure in every if figure.value is not None]
    return Figure(sum(known, Decimal(0)) if known else None, sum(f.n for f in every), sum(f.missing for f in every))


# --- calls of this installation


def _here(practice: Practice, on: date) -> list[CityEvidence]:
    calls = descendants(practice)
    known = figures_by_call(calls, on)
    cities: dict[int, list[Call]] = defaultdict(list)
    for call in calls:
        cities[call.organisation_id].append(call)
    rows = []
    for some in cities.values():
        city, decided = some[0].organisation, [call for call in some if call.pk in known]
        currencies = sorted({call.currency for call in decided})
        rows.append(
            CityEvidence(
                city=city.short,
                country=city.country,
                population=city.population,
                calls=tuple(
                    OneCall(str(call.title), _address("web:call", slug=call.slug), call.edition.name)
                    for call in decided
                ),
                figures={name: added(_one(known[call.pk][name]) for call in decided) for name in FIGURES},
                money={
                    currency: {
                        name: added(_one(known[call.pk][name]) for call in decided if call.currency == currency)
                        for name in MONEY
                    }
                    for currency in currencies
                },
                on=on,
                running=len(some) - len(decided),
            )
        )
    return rows


def _one(value: Decimal | int | None) -> Figure:
    return Figure(None, 0, 1) if value is None else Figure(Decimal(value), 1, 0)


def figures_by_call(calls: Sequence[Call], on: date) -> dict[int, dict[str, Decimal | int | None]]:
    """Each decided call's figures, by its key: FIGURES and MONEY, None where a figure is not known."""
    decisions = {
        decision.call_id: decision
        for decision in Decision.objects.filter(
            call__in=calls, superseded_at__isnull=True, published_at__isnull=False
        ).only("pk", "call", "voters", "spent")
    }
    decided = list(decisions)
    sent = Proposal.objects.filter(call__in=decided, number__isnull=False)
    applications = dict(sent.order_by().values_list("call").annotate(n=Count("pk")))
    funded = DecisionLine.objects.filter(
        decision__in=[one.pk for one in decisions.values()], result=DecisionLine.Result.FUNDED
    )
    awarded = dict(funded.order_by().values_list("decision__call").annotate(n=Count("pk")))
    writers = _writers(decided)
    accounts = {key[0]: account for key, account in totals_by(_in_force(decided), "proposal__call").items()}
    places = _places(decided, on)
    found: dict[int, dict[str, Decimal | int | None]] = {}
    for pk, decision in decisions.items():
        account = accounts.get(pk)
        figures = figures_of(account) if account is not None else None
        made, stood, of = places.get(pk, (0, 0, 0))
        found[pk] = {
            "applications": applications.get(pk, 0),
            "awarded": awarded.get(pk, 0),
            "writers": writers.get(pk),
            "voters": decision.voters,
            "hours": figures.hours if figures else None,
            # Nothing built yet is a fact once agreements are on record; before, nobody knows.
            "places": made if made or account is not None else None,
            "stood": stood if of else None,
            "of": of or None,
            "granted": decision.spent,
            "paid": figures.paid if figures else None,
        }
    return found


def _in_force(calls: Sequence[int]) -> Any:
    return Agreement.objects.public().filter(proposal__call__in=calls)


def _writers(calls: Sequence[int]) -> dict[int, int]:
    """People who wrote the proposals of each call. Not known where an author's account was erased: then nobody can say
    whether two proposals had one author. A paper application is one writer."""
    sent = Proposal.objects.filter(call__in=calls, number__isnull=False)
    rows = list(sent.values_list("pk", "call", "author", "channel"))
    people: dict[int, set[object]] = defaultdict(set)
    unknown = set()
    for pk, call, author, channel in rows:
        if author is None and channel != Proposal.Channel.PAPER:
            unknown.add(call)
        people[call].add(("paper", pk) if author is None else author)
    joined = CoAuthor.objects.filter(proposal__in=[row[0] for row in rows], accepted_at__isnull=False)
    for call, person in joined.values_list("proposal__call", "person"):
        people[call].add(person)
    return {call: len(some) for call, some in people.items() if call not in unknown}


def _places(calls: Sequence[int], on: date) -> dict[int, tuple[int, int, int]]:
    """By call: places opened, and of those whose first two years have passed how many still stood after them. Places
    that were meant to stand for a shorter time are not counted among the latter."""
    sent = Proposal.objects.filter(call__in=calls, place__isnull=False, state=Proposal.State.CHOSEN)
    call_of = dict(sent.values_list("place", "call"))
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    shown = Place.objects.visible_to(None).filter(pk__in=call_of, ready_date__isnull=False, ready_date__lte=on)
    for place in shown.only("pk", "ready_date", "gone_on", "gone_why"):
        counts = found[call_of[place.pk]]
        counts[0] += 1
        anniversary = place.ready_date + TWO_YEARS
        gone_early = place.gone_on is not None and place.gone_on < anniversary
        if anniversary > on or (gone_early and place.gone_why == Place.Ending.PLANNED):
            continue
        counts[2] += 1
        counts[1] += not gone_early
    return {call: (made, stood, of) for call, (made, stood, of) in found.items()}


# --- what others told


def _elsewhere(practice: Practice) -> list[CityEvidence]:
    """The newest that each installation tells of the practice."""
    about = address_of(practice)
    if not about:
        return []
    items = ReceivedItem.objects.filter(kind=ReceivedItem.Kind.EVIDENCE, about=about)
    newest: dict[tuple[int, str], ReceivedItem] = {}
    for item in items.filter(subscription__ended_at__isnull=True).select_related("subscription").order_by("version"):
        newest[(item.subscription_id, item.key)] = item
    # The same call told once more, in another document or by another subscription to the same place, counts once.
    told: set[str] = set()
    rows = []
    for item in sorted(newest.values(), key=lambda item: item.received_at, reverse=True):
        for row in _received(item):
            calls = {call.url for call in row.calls}
            if not calls & told:
                rows.append(row)
            told |= calls
    return rows


def _received(item: ReceivedItem) -> list[CityEvidence]:
    document = item.document
    return [
        CityEvidence(
            city=row["city"]["name"],
            country=str(row["city"].get("country") or ""),
            population=row["city"].get("population"),
            calls=tuple(OneCall(c["title"], c["url"], str(c.get("edition") or "")) for c in row["calls"]),
            figures={name: _read(row["figures"][name]) for name in FIGURES},
            money={currency: {name: _read(kinds[name]) for name in MONEY} for currency, kinds in row["money"].items()},
            on=date.fromisoformat(document["on"]),
            source=item.subscription,
        )
        for row in document["rows"]
    ]


def _read(figure: Mapping[str, Any]) -> Figure:
    value = figure["value"]
    return Figure(None if value is None else Decimal(value), figure["n"], figure["missing"])


def _by_currency(every: Iterable[Mapping[str, Mapping[str, Figure]]]) -> dict[str, dict[str, Figure]]:
    rows = list(every)
    currencies = sorted({currency for row in rows for currency in row})
    return {
        currency: {name: added(row[currency][name] for row in rows if currency in row) for name in MONEY}
        for currency in currencies
    }


def _address(route: str, **kwargs: object) -> str:
    """A page's address as every installation knows it: in the language without a prefix."""
    with override("pl"):
        return f"{settings.ORIGIN}{reverse(route, kwargs=kwargs)}"
