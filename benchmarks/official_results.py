"""Counts every election of the folder SKWER_PABULIB by the rule its file names and compares with its `selected`.

    SKWER_PABULIB=folder python benchmarks/official_results.py

prints the table of docs/methods/official-results.md.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

from skwer.methods.tally import Rules, read_pabulib, tally


def main() -> int:
    folder = os.environ.get("SKWER_PABULIB", "")
    files = sorted(Path(folder).glob("*.pb")) if folder else []
    if not files:
        print("SKWER_PABULIB names no folder with .pb files: nothing compared.")
        return 0
    rules: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    different = []
    started = time.perf_counter()
    for path in files:
        election = read_pabulib(path)
        rule = str(election.meta.get("rule"))
        chosen = {project.id: project.selected for project in election.projects}
        if all(value is None for value in chosen.values()):
            left_out["no published result"] += 1
            continue
        if rule in {"unknown", "greedy-custom"}:
            left_out[f"rule {rule}"] += 1
            continue
        counted = {project.id for project in tally(election, Rules(rule="official")).funded}
        published = {key for key, value in chosen.items() if value == 1}
        rules[rule] += 1
        if counted == published:
            equal[rule] += 1
        else:
            different.append((path.name, sorted(counted - published), sorted(published - counted)))
    print("| rule in the file | elections | equal to the published winners |\n|---|---:|---:|")
    for rule, number in sorted(rules.items()):
        print(f"| {rule} | {number} | {equal[rule]} |")
    print(f"\nLeft out: {', '.join(f'{number} × {why}' for why, number in sorted(left_out.items()))}.")
    for name, extra, missing in different:
        print(f"\nDifferent: {name}: counted but not published {extra}, published but not counted {missing}.")
    print(f"\n{sum(rules.values())} elections read and counted in {time.perf_counter() - started:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
