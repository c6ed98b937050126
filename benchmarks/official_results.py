"""Count every real election by the rule its file names and compare with the winners it publishes.

    SKWER_PABULIB=folder python benchmarks/official_results.py            report
    SKWER_PABULIB=folder python benchmarks/official_results.py --write    also renew the page and the facts of the tests

Writes docs/methods/official-results.md and tests/methods/tally/published.json.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from skwer.methods.tally import Election, Outcome, Rules, RulesError, money_text, read_pabulib, tally  # noqa: E402

PAGE = ROOT / "docs" / "methods" / "official-results.md"
FACTS = ROOT / "tests" / "methods" / "tally" / "published.json"

CAUSES = {
    "Poland_Warszawa_2024.pb": (
        "The file's own comment gives the cause: projects can be mutually exclusive, \"intended to be implemented in "
        'very same location", and then `selected` differs from the greedy rule. Which projects exclude each other does '
        "not stand in the file, so it cannot be counted from it. 1498 (746,000 zł, 16,433 votes) and 1018 (407,206 zł, "
        "15,848 votes) fitted the money left at their turn and were passed over; without them the count gives the "
        "published winners exactly, which a test confirms with "
        '`Rules(exclusive=[("194", "1498"), ("194", "1018")])`.'
    ),
}
"""Why a count differs from what a file publishes, found by looking; a difference without an entry is an error."""

HEAD = """# Official results, counted again

Every real election in the folder `SKWER_PABULIB` that publishes its winners (`selected` = 1; 2 and 3 mark projects
funded outside the rule) and names a rule that can be repeated, counted with `skwer tally FILE --rule official`.
Ties by most votes, then lowest cost, then the order of the file. Thresholds come from META.

This page is made by `benchmarks/official_results.py --write`; the tests compare with the same facts
(`tests/methods/tally/published.json`) whenever the folder is there.

"""

TAIL = """
The public collection as a whole is reported to hold two further real mismatches, Warszawa_2018_Las and
Warszawa_2018_Wawrzyszew. They are not among our files and were not counted by us.

## Equal Shares: figures to check a program against

| election | completion | winners | cost | endowment |
|---|---|--:|--:|--:|
| Wieliczka 2023 | add1 | 30 | 995,079 | 315 |
| Wieliczka 2023 | add1-exhaustive | 31 | 984,579 | 302 |
| Świecie 2023 | add1 | 17 | 1,040,337 | 662 |
| Assen 2024 | add1 | 9 | 76,700 | 2033 |
| Warszawa 2024 | none | 46 | 24,345,201 | 6085628/15051 |
| Warszawa 2024 | add1 | 50 | 30,329,891 | 510 |

Wieliczka's official list is the one without the exhaustive stop: whether shares rise until nothing more fits is a rule
of its own, and it changes who wins. `tests/methods/tally/test_elections.py` holds these figures.
"""


def fingerprint(winners: Any) -> str:
    """SHA-256 of the winners' ids, sorted as text, one a line."""
    return hashlib.sha256("\n".join(sorted(winners)).encode()).hexdigest()


def compare(path: Path) -> tuple[Election, Outcome | None, set[str] | None, str]:
    """The election, its count if the rule can be repeated, the published winners if there are any, and a remark."""
    election = read_pabulib(path)
    told = any(project.selected is not None for project in election.projects)
    published = {project.id for project in election.projects if project.selected == 1} if told else None
    try:
        return election, tally(election, Rules()), published, ""
    except RulesError as error:
        return election, None, published, str(error)


def main() -> int:
    """Count, report, and with `--write` renew the page and the facts; 1 when a difference has no cause."""
    folder = Path(os.environ.get("SKWER_PABULIB", ""))
    files = sorted(folder.glob("*.pb")) if str(folder) != "." else []
    if not files:
        print("Skipped: real elections (set SKWER_PABULIB to a folder with .pb files).")
        return 0
    facts: dict[str, Any] = {}
    rows, differing, silent, unrepeatable = [], [], [], []
    unexplained = 0
    for path in files:
        election, outcome, published, _ = compare(path)
        rule = election.meta.get("rule", "")
        if outcome is None:
            unrepeatable.append(f"{path.name} ({rule or 'no rule'})")
            continue
        if published is None:
            silent.append(path.name)
            continue
        same = outcome.winners == published
        cost = sum((project.cost for project in election.projects if project.id in published), start=outcome.cost * 0)
        facts[path.name] = {
            "rule": rule,
            "winners": len(published),
            "cost": money_text(cost),
            "sha256": fingerprint(published),
            "same": same,
        }
        threshold = outcome.applied.threshold or ""
        verdict = "same" if same else "differs"
        rows.append(
            f"| {path.stem} | {rule} | {threshold} | {outcome.ballots:,} | {len(election.projects)} "
            f"| {len(published)} | {money_text(cost)} | {verdict} |"
        )
        if not same:
            more, less = sorted(outcome.winners - published), sorted(published - outcome.winners)
            cause = CAUSES.get(path.name)
            unexplained += cause is None
            differing.append(
                f"- **{path.stem}**: counted but not published {', '.join(more) or 'none'}; published but not counted "
                f"{', '.join(less) or 'none'}. {cause or 'Cause unknown.'}"
            )
        print(f"{verdict:8} {path.name}")
    same_count = sum(fact["same"] for fact in facts.values())
    print(f"{same_count} of {len(facts)} the same; {len(silent)} publish no winners; {len(unrepeatable)} name no rule.")
    if "--write" in sys.argv:
        page = [HEAD, f"**{same_count} of {len(facts)} elections give the published winners.**\n"]
        page.append("\n## Exceptions\n\n" + ("\n".join(differing) or "None.") + "\n")
        page.append(
            "\n## All elections compared\n\n| election | rule | threshold | ballots | projects | winners | cost | |"
        )
        page.append("\n|---|---|---|--:|--:|--:|--:|---|\n" + "\n".join(rows) + "\n")
        page.append(
            "\nPoznań's `greedy-custom` is counted as greedy without skipping: what it adds from the city's reserve"
        )
        page.append("\nis marked 2 or 3 and stands outside the rule.\n")
        page.append("\n## Not compared\n\nNo published winners: " + ", ".join(silent) + ".\n")
        page.append("\nNo rule that could be repeated: " + ", ".join(unrepeatable) + ".\n")
        PAGE.write_text("".join(page), encoding="utf-8")
        FACTS.write_text(json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
