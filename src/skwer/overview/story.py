"""The story of a place: from the idea to who waters it today, from what several rooms know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from skwer.apps.calls.models import DecisionLine, Proposal
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.money import Account, account_of
from skwer.apps.places.models import Breach, Defect, Entry, Handover, Inspection, Keeper, Measure, Picture, Place

MOST_ENTRIES = 10
CONFIRMED = (Defect.State.CONFIRMED, Defect.State.REPAIR, Defect.State.REPAIRED)


@dataclass(frozen=True)
class Chapter:
    """One moment; `facts` are the figures and rows a page puts into words.

    kind: idea, chosen, agreed, settled, opened, entry, defect, inspection, breach, handover, gone.
    """

    kind: str
    on: date | datetime
    facts: dict[str, Any]

    @property
    def day(self) -> date:
        return timezone.localdate(self.on) if isinstance(self.on, datetime) else self.on


@dataclass(frozen=True)
class Repairs:
    """Defects that were real: how many, how many repaired, and how long that took on average, in days."""

    reported: int = 0
    repaired: int = 0
    days: Decimal | None = None


@dataclass(frozen=True)
class Story:
    """The place and everything public about it. `chapters` stand newest first; `measures` are the latest of a kind."""

    place: Place
    proposal: Proposal | None = None
    line: DecisionLine | None = None
    rivals: int = 0
    agreement: Agreement | None = None
    account: Account | None = None
    chapters: tuple[Chapter, ...] = ()
    keepers: tuple[Keeper, ...] = ()
    care: int = 0
    care_hours: Decimal = Decimal(0)
    repairs: Repairs = Repairs()
    measures: tuple[Measure, ...] = ()
    pairs: tuple[tuple[Picture, Picture], ...] = ()
    pictures: tuple[Picture, ...] = field(default=())


def story(place: Place) -> Story:
    """What the public record tells about a place. The same number of queries however long its story is."""
    proposal = (
        Proposal.objects.public()
        .filter(place=place, state=Proposal.State.CHOSEN)
        .select_related("call__edition")
        .order_by("submitted_at")
        .first()
    )
    line = _line(proposal)
    agreement = Agreement.objects.public().filter(proposal=proposal).first() if proposal else None
    account = account_of(agreement) if agreement else None
    rivals = DecisionLine.objects.filter(decision=line.decision_id).count() if line else 0
    entries = Entry.objects.public().filter(place=place)
    counted = entries.filter(~Q(what__in=(Entry.What.BROKEN, Entry.What.NOTE))).aggregate(n=Count("pk"), h=Sum("hours"))
    told = entries.exclude(what=Entry.What.BROKEN).exclude(text="", hours__isnull=True, photo__isnull=True)
    told = told.select_related("photo", "keeper__organisation")[:MOST_ENTRIES]
    defects = list(Defect.objects.filter(place=place, state__in=CONFIRMED))
    pictures = list(Picture.objects.filter(place=place, upload__audience="holder").select_related("upload"))
    pairs = _pairs(pictures)
    paired = {picture.pk for pair in pairs for picture in pair}
    chapters = [
        *_beginnings(place, proposal, line, rivals, agreement, account),
        *(Chapter("entry", row.on, {"entry": row}) for row in told),
        *(Chapter("defect", row.reported_at, {"defect": row}) for row in defects),
        *_looked_after(place),
    ]
    return Story(
        place=place,
        proposal=proposal,
        line=line,
        rivals=rivals,
        agreement=agreement,
        account=account,
        chapters=tuple(sorted(chapters, key=lambda chapter: chapter.day))[::-1],
        keepers=tuple(Keeper.objects.live().filter(place=place).select_related("organisation")),
        care=counted["n"],
        care_hours=counted["h"] or Decimal(0),
        repairs=_repairs(defects),
        measures=tuple(_latest(Measure.objects.filter(place=place))),
        pairs=pairs,
        pictures=tuple(picture for picture in pictures if picture.pk not in paired),
    )


def _line(proposal: Proposal | None) -> DecisionLine | None:
    if proposal is None:
        return None
    in_force = DecisionLine.objects.filter(
        proposal=proposal, decision__published_at__isnull=False, decision__superseded_at__isnull=True
    )
    return in_force.select_related("decision").first()


def _beginnings(
    place: Place,
    proposal: Proposal | None,
    line: DecisionLine | None,
    rivals: int,
    agreement: Agreement | None,
    account: Account | None,
) -> Iterator[Chapter]:
    """Idea, decision, agreement, opening, account, end."""
    if proposal is not None and proposal.submitted_at:
        yield Chapter("idea", proposal.submitted_at, {"number": proposal.number})
    if line is not None and line.decision.published_at:
        figures = {"amount": line.amount, "points": line.points, "votes": _whole(line.votes)}
        yield Chapter("chosen", line.decision.published_at, {**figures, "order": line.order, "of": rivals})
    if agreement is not None and agreement.active_at:
        yield Chapter("agreed", agreement.active_at, {"agreement": agreement, "account": account})
    if place.ready_date and place.state != Place.State.BUILDING:
        yield Chapter("opened", place.ready_date, {"hours": place.work_hours})
    settlement = getattr(agreement, "settlement", None)
    if settlement is not None:
        yield Chapter("settled", settlement.settled_on, {"settlement": settlement, "account": account})
    if place.gone_on:
        yield Chapter("gone", place.gone_on, {"why": place.get_gone_why_display()})


def _looked_after(place: Place) -> Iterator[Chapter]:
    """Inspections, breaches, and the care handed over."""
    seen = Inspection.objects.filter(place=place, held_on__isnull=False, cancelled_at__isnull=True)
    for held in seen.select_related("photo"):
        yield Chapter("inspection", held.held_on, {"inspection": held})  # type: ignore[arg-type]  (filtered)
    for breach in Breach.objects.filter(place=place):
        yield Chapter("breach", breach.found_on, {"breach": breach})
    handed = Handover.objects.filter(place=place, state=Handover.State.ACCEPTED).select_related("taker__organisation")
    for change in handed:
        yield Chapter("handover", change.answered_at or change.asked_at, {"taker": change.taker})


def _repairs(defects: Sequence[Defect]) -> Repairs:
    took = [
        (timezone.localdate(row.closed_at) - timezone.localdate(row.reported_at)).days
        for row in defects
        if row.state == Defect.State.REPAIRED and row.closed_at
    ]
    mean = (Decimal(sum(took)) / len(took)).quantize(Decimal("0.1")) if took else None
    return Repairs(len(defects), len(took), mean)


def _latest(measures: Iterable[Measure]) -> Iterator[Measure]:
    """Of each kind the newest; they come ordered by kind and day."""
    seen: set[str] = set()
    for measure in measures:
        if measure.what not in seen:
            seen.add(measure.what)
            yield measure


def _pairs(pictures: Sequence[Picture]) -> tuple[tuple[Picture, Picture], ...]:
    """Before and after from one spot, in the order of the story."""
    stands: dict[int, dict[str, Picture]] = {}
    for picture in pictures:
        if picture.pair is not None:
            stands.setdefault(picture.pair, {})[picture.moment] = picture
    both = (Picture.Moment.BEFORE, Picture.Moment.AFTER)
    return tuple((two[both[0]], two[both[1]]) for two in stands.values() if all(moment in two for moment in both))


def _whole(votes: Decimal | None) -> Decimal | int | None:
    return int(votes) if votes is not None and votes == int(votes) else votes
