"""Wishes, groups, and the proof that an assignment is what its inputs give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from skwer.methods.matching import NOT_NAMED, Assignment, assign, wish_cost

from ..models import Event, GroupRun, Placing, Registration, Session, Wish
from .agenda import blocks


@dataclass(frozen=True)
class WishRow:
    """One person in a block: her wishes in order, where she is, which of her wishes that is (None: she named none,
    or has no place; 0: a group she did not name)."""

    registration: Registration
    wishes: tuple[Session, ...]
    placing: Placing | None
    session: Session | None
    rank: int | None


@dataclass(frozen=True)
class WishReport:
    """A block as it stands now. `by_rank`: wish → how many got it; `unplaced`: registered people without a group."""

    block: str
    sessions: tuple[Session, ...]
    rows: tuple[WishRow, ...]
    sizes: Mapping[int, int]
    by_rank: Mapping[int, int]
    cost: int

    @property
    def unplaced(self) -> list[WishRow]:
        return [row for row in self.rows if row.session is None]


def wish_report(event: Event, block: str) -> WishReport:
    """Everybody registered, with wishes and places in the block. A fixed number of queries."""
    sessions = blocks(event).get(block, [])
    by_pk = {session.pk: session for session in sessions}
    wishes: dict[int, list[Session]] = {}
    for wish in Wish.objects.filter(session__in=by_pk).order_by("rank", "pk"):
        wishes.setdefault(wish.registration_id, []).append(by_pk[wish.session_id])
    placings = {p.registration_id: p for p in Placing.objects.filter(session__in=by_pk)}
    comes = Registration.objects.filter(event=event, state=Registration.State.REGISTERED)
    rows = tuple(
        _row(registration, wishes.get(registration.pk, []), placings.get(registration.pk), by_pk)
        for registration in comes.select_related("organisation").in_queue()
    )
    got = Counter(row.rank for row in rows if row.rank is not None)
    sizes = Counter(row.session.pk for row in rows if row.session is not None)
    return WishReport(
        block=block,
        sessions=tuple(sessions),
        rows=rows,
        sizes={pk: sizes[pk] for pk in by_pk},
        by_rank=dict(sorted(got.items(), key=lambda pair: wish_cost(pair[0], len(sessions)))),
        cost=sum(wish_cost(rank, len(sessions)) * number for rank, number in got.items()),
    )


def _row(
    registration: Registration, wishes: list[Session], placing: Placing | None, by_pk: Mapping[int, Session]
) -> WishRow:
    session = by_pk[placing.session_id] if placing is not None else None
    rank = None
    if session is not None and wishes:
        rank = wishes.index(session) + 1 if session in wishes else NOT_NAMED
    return WishRow(registration, tuple(wishes), placing, session, rank)


def latest_run(event: Event, block: str) -> GroupRun | None:
    return GroupRun.objects.filter(event=event, block=block).first()


def run_inputs(event: Event, block: str) -> dict[str, Any]:
    """What an assignment is computed from, without names: people and fixed places by uid, groups by number."""
    report = wish_report(event, block)
    return {
        "people": sorted(str(row.registration.uid) for row in report.rows),
        "groups": {str(session.pk): session.capacity for session in report.sessions},
        "wishes": {
            str(row.registration.uid): [str(session.pk) for session in row.wishes] for row in report.rows if row.wishes
        },
        "fixed": {
            str(row.registration.uid): str(row.placing.session_id)
            for row in report.rows
            if row.placing is not None and row.placing.by_hand
        },
    }


def compute(inputs: Mapping[str, Any], seed: str) -> Assignment[str, str]:
    """The assignment these inputs give. Raises methods.matching.MatchingError when they contradict each other."""
    return assign(inputs["people"], inputs["groups"], inputs["wishes"], fixed=inputs["fixed"], seed=seed)


def as_outcome(result: Assignment[str, str]) -> dict[str, Any]:
    """An assignment as it is kept."""
    return {
        "placed": dict(sorted(result.placed.items())),
        "unplaced": list(result.unplaced),
        "by_rank": {str(rank): number for rank, number in result.by_rank.items()},
        "open": result.open,
    }


def recomputed(run: GroupRun) -> bool:
    """Does the run, computed again from its inputs, give the outcome it recorded?"""
    result = compute(run.inputs, run.seed)
    return as_outcome(result) == run.outcome and result.cost == run.cost
