"""Fair assignment: a minimum-cost flow from people to groups, with every rule of fairness inside one exact cost."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .flow import cheapest_places

P = TypeVar("P", bound=Hashable)
G = TypeVar("G", bound=Hashable)

NOT_NAMED = 0
"""The rank of a group that a person with wishes did not name."""

LOT_BITS = 128


class MatchingError(ValueError):
    """What was asked contradicts itself: a group nobody offers, a wish named twice, hands that overfill a group."""


@dataclass(frozen=True)
class Assignment(Generic[P, G]):
    """Who is where.

    `cost` is the sum of `wish_cost` over everybody placed who named a wish. `by_rank` counts them by the wish they
    got (1 the first …, `NOT_NAMED` a group they had not named); `open` counts those placed who named nothing.
    `unplaced` stand in the order of the lot: the first of them is next when a place becomes free.
    """

    placed: Mapping[P, G]
    unplaced: tuple[P, ...]
    cost: int
    by_rank: Mapping[int, int]
    open: int


def lot(seed: str, *keys: Hashable) -> int:
    """The draw: the first 128 bits of SHA-256 of `seed:key:key`; the smaller comes first. Anyone can draw again."""
    text = ":".join([seed, *map(str, keys)])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[: LOT_BITS // 8])


def wish_cost(rank: int, groups: int) -> int:
    """What a person's wish of this rank costs: 0, 1, 2 … for the first, second, third; `groups` if not named."""
    return groups if rank == NOT_NAMED else rank - 1


def assign(
    people: Sequence[P],
    groups: Mapping[G, int | None],
    wishes: Mapping[P, Sequence[G]],
    *,
    fixed: Mapping[P, G] | None = None,
    forbidden: Collection[tuple[P, G]] = (),
    seed: str = "",
) -> Assignment[P, G]:
    """Put `people` into `groups` (key → how many fit, None: any number).

    In this order: as few as possible without a place, and rather those who named no wish; the smallest sum of
    `wish_cost`; the fewest in a group they did not name, then the fewest on the last wish there is, then on the one
    before …; groups as equal in size as that allows; the lot. `fixed` placements stay, also where the pair is
    `forbidden` (a hand knows why); no other forbidden pair is made, and no group is filled above what fits. The order
    of any argument makes no difference. Raises `MatchingError` when the arguments contradict each other.
    """
    fixed = fixed or {}
    _check(people, groups, wishes, fixed)
    ranks = {p: {g: k for k, g in enumerate(wishes.get(p, ()), start=1)} for p in people}
    names = sorted(groups, key=lambda g: (lot(seed, g), str(g)))
    free = sorted((p for p in people if p not in fixed), key=lambda p: (lot(seed, p), str(p)))
    barred = set(forbidden)

    # One integer carries all rules, each in digits of its own that no sum of the lower ones can reach.
    many = len(people) + 1
    drawn = many << LOT_BITS
    even = drawn * many * many  # squares of sizes sum to at most many²
    rank_unit: list[int] = [even * many**place for place in range(len(groups) + 1)]
    wish_unit: int = even * many ** (len(groups) + 1)
    silent_unit = wish_unit * many * (len(groups) + 1)

    def price(person: P, group: G) -> int | None:
        if (person, group) in barred:
            return None
        luck = lot(seed, person, group)
        if not ranks[person]:
            return luck
        rank = ranks[person].get(group, NOT_NAMED)
        cost = wish_cost(rank, len(groups))
        return cost * wish_unit + (rank_unit[cost] if cost else 0) + luck

    # The last column is "no place": always open, dearer than anything above.
    prices = [
        [*(price(p, g) for g in names), silent_unit * many + (silent_unit if ranks[p] else 0) + lot(seed, p)]
        for p in free
    ]
    held = Counter(fixed.values())
    room = [None if (fits := groups[g]) is None else fits - held[g] for g in names]
    sizes = [held[g] for g in names]
    columns = cheapest_places(prices, [*room, None], growth=[*((size, drawn) for size in sizes), (0, 0)])

    placed = dict(fixed)
    placed.update({p: names[c] for p, c in zip(free, columns, strict=True) if c < len(names)})
    got = Counter(ranks[p].get(g, NOT_NAMED) for p, g in placed.items() if ranks[p])
    return Assignment(
        placed=placed,
        unplaced=tuple(p for p in free if p not in placed),
        cost=sum(wish_cost(rank, len(groups)) * count for rank, count in got.items()),
        by_rank=dict(sorted(got.items(), key=lambda item: wish_cost(item[0], len(groups)))),
        open=sum(1 for p in placed if not ranks[p]),
    )


def _check(
    people: Sequence[P], groups: Mapping[G, int | None], wishes: Mapping[P, Sequence[G]], fixed: Mapping[P, G]
) -> None:
    """Raises `MatchingError` at the first contradiction."""
    known = set(people)
    for kind, keys in (("person", list(people)), ("group", list(groups))):
        if len({str(key) for key in keys}) < len(keys):
            raise MatchingError(f"a {kind} is named twice")
    if strangers := (set(wishes) | set(fixed)) - known:
        raise MatchingError(f"not among the people: {', '.join(sorted(map(str, strangers)))}")
    for person, named in wishes.items():
        if len(set(named)) < len(named):
            raise MatchingError(f"{person} names a group twice")
    if missing := {g for named in wishes.values() for g in named}.union(fixed.values()) - set(groups):
        raise MatchingError(f"no such group: {', '.join(sorted(map(str, missing)))}")
    for group, count in Counter(fixed.values()).items():
        fits = groups[group]
        if fits is not None and count > fits:
            raise MatchingError(f"{group} holds {fits}, but {count} were put there by hand")
