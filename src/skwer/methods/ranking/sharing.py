"""Sharing work: every proposal gets enough assessors, nobody a forbidden one, and loads as even as they can be."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """Who gets what in addition (`added`: proposal, person), and proposals that lack people (`short`: how many)."""

    added: tuple[tuple[int, int], ...]
    short: Mapping[int, int]


def share_work(
    proposals: Sequence[int],
    people: Sequence[int],
    *,
    each: int,
    forbidden: Collection[tuple[int, int]] = (),
    held: Collection[tuple[int, int]] = (),
    seed: str = "",
) -> Share:
    """Share `proposals` among `people` so that each proposal is held by at least `each` of them.

    `forbidden` pairs (proposal, person) are never made; `held` pairs stand already, count for the load and stay
    where they are. First everyone is given to whoever has least to do (the seed parts equals), then chains of swaps
    move work from the busiest to the least busy until no chain helps, which makes the greatest load the smallest
    possible; where nothing is forbidden, loads differ by at most one.
    """
    barred = {(p, a) for p, a in forbidden}
    fixed = {(p, a) for p, a in held}
    load = {a: sum(1 for _, other in fixed if other == a) for a in people}
    holders: dict[int, set[int]] = {p: {a for q, a in fixed if q == p} for p in proposals}
    added: dict[int, set[int]] = {p: set() for p in proposals}
    short: dict[int, int] = {}

    def free(proposal: int) -> list[int]:
        return [a for a in people if (proposal, a) not in barred and a not in holders[proposal]]

    def luck(proposal: int, person: int) -> str:
        return hashlib.sha256(f"{seed}:{proposal}:{person}".encode()).hexdigest()

    for proposal in sorted(proposals, key=lambda p: (len(free(p)), luck(p, 0))):
        for _ in range(each - len(holders[proposal])):
            choice = free(proposal)
            if not choice:
                short[proposal] = each - len(holders[proposal])
                break
            person = min(choice, key=lambda a: (load[a], luck(proposal, a)))
            holders[proposal].add(person)
            added[proposal].add(person)
            load[person] += 1

    while chain := _chain(people, load, added, holders, barred):
        for proposal, giver, taker in chain:
            holders[proposal].remove(giver)
            added[proposal].remove(giver)
            holders[proposal].add(taker)
            added[proposal].add(taker)
        load[chain[0][1]] -= 1
        load[chain[-1][2]] += 1
    return Share(tuple((p, a) for p in proposals for a in sorted(added[p])), short)


def _chain(
    people: Sequence[int],
    load: Mapping[int, int],
    added: Mapping[int, set[int]],
    holders: Mapping[int, set[int]],
    barred: Collection[tuple[int, int]],
) -> list[tuple[int, int, int]]:
    """The shortest chain of hand-overs (proposal, giver, taker) from somebody to one with at least two less to do."""
    for start in sorted(people, key=lambda a: -load[a]):
        came: dict[int, tuple[int, int, int] | None] = {start: None}
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            if load[start] - load[giver] >= 2:
                steps = []
                at = giver
                while (step := came[at]) is not None:
                    steps.append(step)
                    at = step[1]
                return steps[::-1]
            for proposal, hands in added.items():
                if giver not in hands:
                    continue
                for taker in people:
                    if taker not in came and taker not in holders[proposal] and (proposal, taker) not in barred:
                        came[taker] = (proposal, giver, taker)
                        queue.append(taker)
    return []
