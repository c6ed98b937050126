"""`skwer tally FILE.pb`: count an election. Loads neither Django nor a database."""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skwer.methods.tally import Election, Outcome, Rules

FORMATS = ("text", "json", "csv", "html")
EPILOG = """\
rules        official (what META says), greedy, greedy-no-skip, greedy-threshold, equal-shares, phragmen,
             maximin-support
utilities    cost, cardinality, points, borda            (equal-shares; greedy ranks by them too)
completions  none, add1, add1-exhaustive, add1u, fill    (add1… only with equal-shares)
ties         max-votes, max-score, min-cost, max-cost, file-order, lexico, lot:SEED; several, by commas

exit codes   0 counted; 2 the file or the settings cannot be used (one line on standard error says why)
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "tally",
        help="count a participatory-budget election from a .pb file",
        description="Count a participatory-budget election exactly and say why each project won or lost.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE.pb", help="the election; - reads standard input")
    parser.add_argument("--format", default="text", metavar="|".join(FORMATS), help="how to write the result")
    parser.add_argument("--rule", default="official", metavar="RULE", help="default: official")
    parser.add_argument("--utility", default="cost", metavar="UTILITY", help="default: cost")
    parser.add_argument("--completion", default="none", metavar="COMPLETION", help="default: none")
    parser.add_argument("--increment", default="1", metavar="N", help="step of add1 for each voter; default: 1")
    parser.add_argument(
        "--start",
        default="floor",
        metavar="exact|floor",
        help="first endowment of add1, budget ÷ voters; default: floor",
    )
    parser.add_argument("--threshold", metavar="N|P%", help="least votes or points, or their share of the ballots")
    parser.add_argument(
        "--comparison", action="store_true", help="keep Equal Shares unless strictly more voters prefer greedy"
    )
    parser.add_argument(
        "--ties",
        default="max-votes,min-cost,file-order",
        metavar="KEYS",
        help="applied in turn; default: max-votes,min-cost,file-order",
    )
    parser.add_argument("--explain", action="store_true", help="also say how near each loser was")
    return parser


def run(args: argparse.Namespace) -> int:
    """Count and print; returns 0, or 2 with one line on standard error."""
    started = time.perf_counter()
    from skwer.methods.tally import ElectionError, PabulibError, Rules, RulesError, read_pabulib

    if args.format not in FORMATS:
        return _refuse(f"format “{args.format}” is not offered; choose from {', '.join(FORMATS)}")
    try:
        rules = Rules(
            rule=args.rule,
            utility=args.utility,
            completion=args.completion,
            increment=args.increment,
            start=args.start,
            threshold=args.threshold,
            comparison=args.comparison,
            ties=args.ties,
        )
        election = read_pabulib(sys.stdin.buffer.read() if args.file == "-" else args.file)
        outcome = _count(election, rules, explained=args.explain)
    except OSError as error:
        return _refuse(f"{args.file}: {(error.strerror or str(error)).lower()}. Check the path.")
    except (PabulibError, ElectionError) as error:
        return _refuse(str(error))
    except RulesError as error:
        return _refuse(f"{args.file}: {error}.")
    sys.stdout.write(_render(args.format, election, outcome, time.perf_counter() - started))
    return 0


def _count(election: Election, rules: Rules, *, explained: bool) -> Outcome:
    from skwer.methods.tally import effective_support, explain, tally

    outcome = tally(election, rules)
    if explained:
        return explain(election, outcome)
    return outcome.with_support(effective_support(election, outcome))


def _render(form: str, election: Election, outcome: Outcome, seconds: float) -> str:
    if form == "json":
        data = {**outcome.to_json(), "digest": outcome.digest(), "seconds": round(seconds, 3)}
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return _csv(election, outcome)
    if form == "html":
        from .tally_page import page

        return page(election, outcome, seconds)
    from .tally_words import report

    return report(election, outcome, seconds)


def _csv(election: Election, outcome: Outcome) -> str:
    """One row a project, funded first; empty cells where nothing is known."""
    from skwer.methods.tally import money_text

    paper = io.StringIO()
    sheet = csv.writer(paper, lineterminator="\n")
    margins = ["cheaper_by", "more_votes"] if outcome.margins else []
    sheet.writerow(
        ["id", "name", "cost", "votes", "score", "funded", "round", "by", "why", "effective_support", *margins]
    )
    names = {project.id: project.name for project in election.projects}
    data = outcome.to_json()
    for row in data["funded"]:
        told = [row["id"], names[row["id"]], row["cost"], row["votes"], row["score"], 1, row["round"], row["by"], ""]
        sheet.writerow([*told, row["effective_support"], *("" for _ in margins)])
    for row, project in zip(data["unfunded"], outcome.unfunded, strict=True):
        told = [row["id"], names[row["id"]], row["cost"], row["votes"], row["score"], 0, "", "", row["why"]]
        cheaper = "" if project.cheaper_by is None else money_text(project.cheaper_by)
        extra = [cheaper, project.more_votes] if margins else []
        sheet.writerow([*told, row["effective_support"], *extra])
    return paper.getvalue()


def _refuse(line: str) -> int:
    print(f"skwer tally: {' '.join(line.split())}", file=sys.stderr)
    return 2
