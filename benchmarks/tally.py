"""Our count beside pabutools' on the same instance, in one run: ratios, not seconds, are what one may quote.

With SKWER_PABULIB set, real elections; without it a seeded invented one.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from skwer.methods.tally import Project as Idea
from skwer.methods.tally import Rules, election_from_approvals, read_pabulib, tally, write_pabulib

REAL = ["Poland_Swiecie_2023.pb", "Poland_Wieliczka_2023_Green_Budget.pb", "Poland_Warszawa_2024_Bemowo.pb"]


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    made = act()
    return time.perf_counter() - started, made


def invented() -> Path:
    """4,000 voters, 40 ideas, up to 6 approvals each."""
    draw = random.Random(7)
    ideas = [Idea(str(k), draw.randint(5, 90) * 1000) for k in range(1, 41)]
    ballots = [[str(k) for k in draw.sample(range(1, 41), draw.randint(1, 6))] for _ in range(4000)]
    meta = {
        "description": "invented", "country": "Poland", "unit": "Invented", "instance": "2026", "rule": "equalshares",
        "vote_type": "approval", "date_begin": "2026", "date_end": "2026",
    }  # fmt: skip
    election = election_from_approvals(projects=ideas, budget=600_000, ballots=ballots, meta=meta)
    path = Path(tempfile.mkdtemp()) / "invented.pb"
    path.write_text(write_pabulib(election), encoding="utf-8")
    return path


def main() -> int:
    from pabutools.election import Cost_Sat, parse_pabulib
    from pabutools.rules import method_of_equal_shares

    folder = os.environ.get("SKWER_PABULIB", "")
    files = [Path(folder) / name for name in REAL if folder and (Path(folder) / name).exists()] or [invented()]
    for path in files:
        ours, outcome = timed(lambda p=path: tally(read_pabulib(p), Rules(rule="equal-shares")))

        def theirs(p: Path = path) -> Any:
            instance, profile = parse_pabulib(str(p))
            return method_of_equal_shares(instance, profile, sat_class=Cost_Sat)

        seconds, allocation = timed(theirs)
        same = {str(project) for project in allocation} == {project.id for project in outcome.funded}
        winners = "same winners" if same else "other winners (ties are broken otherwise)"
        print(f"{path.stem}: Equal Shares with reading, pabutools ÷ ours = {seconds / ours:.1f}; {winners}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
