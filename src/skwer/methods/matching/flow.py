"""Minimum-cost flow by successive shortest paths with potentials, over groups instead of people."""

from __future__ import annotations

from collections.abc import Sequence

Price = int | None


def cheapest_places(
    prices: Sequence[Sequence[Price]], room: Sequence[int | None], *, growth: Sequence[tuple[int, int]]
) -> list[int]:
    """A column for every row so that the sum is smallest: `prices` (None: never) plus what the columns' sizes cost.

    `room` says how many rows a column takes (None: any number). `growth` is (size before, unit): a column's s-th row
    costs (2s - 1) × unit, so that together a column costs unit × size². One column must be open to every row and
    without end, so a place always exists.

    Rows come one at a time. Each takes the cheapest chain: into a column, whose dearest-to-keep row moves on to
    another column, and so on until one has room. After each row the assignment is the cheapest for all so far
    (successive shortest paths). A chain is looked for among columns only: from one to another leads the row that
    moves most cheaply. `potential` keeps every such step non-negative, which lets Dijkstra's method find the chain.
    """
    width = len(room)
    columns = range(width)
    at: list[int] = []
    members: list[set[int]] = [set() for _ in columns]
    size = [before for before, _ in growth]
    potential = [0] * width
    steps: list[list[tuple[int, int] | None]] = [[None] * width for _ in columns]  # (extra cost, row that moves)

    def refresh(column: int) -> None:
        """Who would move most cheaply from the column to each other one."""
        best: list[tuple[int, int] | None] = [None] * width
        for row in members[column]:
            own = prices[row]
            here = own[column]
            for other, there in enumerate(own):
                if here is not None and there is not None and other != column:
                    known = best[other]
                    if known is None or (there - here, row) < known:
                        best[other] = (there - here, row)
        steps[column] = best

    for row, own in enumerate(prices):
        shift = min(cost - potential[c] for c, cost in enumerate(own) if cost is not None)
        distance: list[int | None] = [
            None if cost is None else cost - potential[c] - shift for c, cost in enumerate(own)
        ]
        came: list[tuple[int, int] | None] = [None] * width  # (column before, row that moves)
        waiting = set(columns)
        while reached := [(d, c) for c in waiting if (d := distance[c]) is not None]:
            near, column = min(reached)
            waiting.remove(column)
            for other in waiting:
                step = steps[column][other]
                if step is None:
                    continue
                far = near + step[0] + potential[column] - potential[other]
                known = distance[other]
                if known is None or far < known:
                    distance[other], came[other] = far, (column, step[1])
        # Columns no chain reaches keep their lead over those it does.
        farthest = max(d for d in distance if d is not None)
        potential = [p + (farthest if d is None else d) for p, d in zip(potential, distance, strict=True)]
        _, last = min(
            (potential[c] + (2 * size[c] + 1) * growth[c][1], c)
            for c in columns
            if distance[c] is not None and ((space := room[c]) is None or len(members[c]) < space)
        )

        size[last] += 1
        at.append(last)
        column, touched = last, {last}
        while (before := came[column]) is not None:
            came_from, mover = before
            members[came_from].remove(mover)
            members[column].add(mover)
            at[mover] = column
            column = came_from
            touched.add(column)
        members[column].add(row)
        at[row] = column
        for column in touched:
            refresh(column)
    return at
