"""Ours against pabutools on the same elections in one run: seconds, ratios, and whether the winners agree.

    python benchmarks/tally.py                         a seeded election of 5,000 ballots
    SKWER_PABULIB=folder python benchmarks/tally.py    also Świecie and Wieliczka; --large adds Łódź and Warsaw

pabutools computes in exact fractions too (its default). Ratios above 1 mean ours is faster.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from pabutools import election as pb  # noqa: E402
from pabutools import rules as pb_rules  # noqa: E402

from skwer.methods.tally import Project, Rules, election_from_approvals, read_pabulib, tally, write_pabulib  # noqa: E402

SMALL = ("Poland_Swiecie_2023.pb", "Poland_Wieliczka_2023_Green_Budget.pb")
LARGE = ("Poland_Lodz_2022.pb", "Poland_Warszawa_2024.pb")
META = {
    "description": "Seeded election",
    "country": "Poland",
    "unit": "Lipowiec",
    "instance": "2026",
    "rule": "greedy",
    "date_begin": "2026",
    "date_end": "2026",
}


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result of `work` and the seconds it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def seeded(folder: Path) -> Path:
    """A file with 5,000 ballots over 60 projects, the same on every machine."""
    chance = random.Random(2026)
    costs = [chance.randrange(2_000, 90_000) for _ in range(60)]
    weights = [chance.paretovariate(1.1) for _ in costs]
    names = [f"p{number}" for number in range(60)]
    ballots = [list(dict.fromkeys(chance.choices(names, weights, k=chance.randint(1, 9)))) for _ in range(5_000)]
    election = election_from_approvals(
        projects=[Project(name, cost) for name, cost in zip(names, costs, strict=True)],
        budget=sum(costs) // 3,
        ballots=ballots,
        meta=META,
    )
    path = folder / "Poland_Lipowiec_2026.pb"
    path.write_text(write_pabulib(election), encoding="utf-8")
    return path


def compare(path: Path, *, large: bool) -> None:
    """Print one line a rule."""
    election, ours_parse = timed(lambda: read_pabulib(path))
    (instance, profile), theirs_parse = timed(lambda: pb.parse_pabulib(str(path)))
    print(f"\n{path.stem}: {len(election.ballots):,} ballots, {len(election.projects)} projects")
    line("read", ours_parse, theirs_parse, None)
    tasks: list[tuple[str, Rules, Callable[[], Any] | None]] = [
        (
            "greedy",
            Rules(rule="greedy", ties="lexico"),
            lambda: pb_rules.greedy_utilitarian_welfare(instance, profile, sat_class=pb.Cost_Sat),
        ),
        (
            "equal shares, cost",
            Rules(rule="equal-shares", ties="lexico"),
            lambda: pb_rules.method_of_equal_shares(instance, profile, sat_class=pb.Cost_Sat),
        ),
        (
            "equal shares, cardinality",
            Rules(rule="equal-shares", utility="cardinality", ties="lexico"),
            lambda: pb_rules.method_of_equal_shares(instance, profile, sat_class=pb.Cardinality_Sat),
        ),
        (
            "phragmen",
            Rules(rule="phragmen", ties="lexico"),
            lambda: pb_rules.sequential_phragmen(instance, profile),
        ),
        (
            "equal shares, add1",
            Rules(rule="equal-shares", completion="add1-exhaustive", start="exact", ties="lexico"),
            None
            if large
            else lambda: pb_rules.method_of_equal_shares(
                instance, profile, sat_class=pb.Cost_Sat, voter_budget_increment=1
            ),
        ),
    ]
    for name, rules, theirs in tasks:
        outcome, ours_seconds = timed(lambda rules=rules: tally(election, rules))
        if theirs is None:
            line(name, ours_seconds, None, None)
            continue
        result, theirs_seconds = timed(theirs)
        line(name, ours_seconds, theirs_seconds, {project.name for project in result} == outcome.winners)


def line(name: str, ours: float, theirs: float | None, same: bool | None) -> None:
    """One row of the report."""
    against = "              not tried" if theirs is None else f"{theirs:9.2f} s  {theirs / ours:7.0f} ×"
    verdict = {None: "", True: "same winners", False: "OTHER WINNERS"}[same]
    print(f"  {name:26} {ours:8.3f} s  {against}  {verdict}", flush=True)


def main() -> int:
    """Run the comparison."""
    print(f"{'':28} {'ours':>10}  {'pabutools':>11}  {'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        compare(seeded(Path(folder)), large=False)
    real = os.environ.get("SKWER_PABULIB", "")
    if not real:
        print("\nSkipped: real elections (set SKWER_PABULIB to their folder).")
    else:
        for name in SMALL + (LARGE if "--large" in sys.argv else ()):
            if (Path(real) / name).exists():
                compare(Path(real) / name, large=name in LARGE)
            else:
                print(f"\nSkipped: {name} is not in SKWER_PABULIB.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\npeak memory of this process, both libraries: {peak} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
