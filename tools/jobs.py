"""docs/jobs.md from the tests: which of the jobs people come with are shown, and by which test.

A test says so with `@pytest.mark.job("LP4")`; a class or a module (`pytestmark`) may say it for all its tests.

    python tools/jobs.py            writes docs/jobs.md
    python tools/jobs.py --check    says what is stale or unknown; exit 1
"""

# ruff: noqa: E501 - a job stands on one line

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "jobs.md"

JOBS: dict[str, dict[str, str]] = {
    "Resident or informal group": {
        "R1": "Find out whether three neighbours without legal form may apply, for how much and until when; the answer names the paragraph",
        "R2": "Mark a neglected corner on a map, see whose land it is, and have the owner's consent on the list of things to do",
        "R3": "Send a short idea from a phone; leave gaps, go on with another device, get a receipt with the next step and its day",
        "R4": "Collect neighbours' support on paper and online without PESEL, never more than the cap; the data go on a stated day",
        "R5": "Answer each recommendation of the committee (adopted, partly, not, and why) before the full application",
        "R6": "Log forty hours of voluntary work with photos; the co-ordinator confirms them, the programme's rate values them",
        "R7": "Settle a grant with six invoices; see which one does not count and why, and what goes back",
        "R8": "Two years on, report a broken bench and hand the upkeep to a neighbour, without a gap between keepers",
    },
    "Non-governmental organisation": {
        "N1": "Apply again without typing what is known; what changed in the rules since last year is marked",
        "N2": "Write an application by two, let a board member read and sign; nobody's words get lost",
        "N3": "See while writing which line breaks a budget rule: sums, caps a year, overheads, own part",
        "N4": "Print an application with its checksum; the office reads the number, and an older version is refused with a reason",
        "N5": "Correct named errors before the clock ends; nothing else can be touched, late answers are refused and logged",
        "N6": "Ask to change an agreement (money between lines, time); versions stay, an annex comes out",
        "N7": "Report with two other grants and own money; each payer's part stands apart, paying twice is warned of",
        "N8": "Lend a room or tools to another group: a calendar and an agreement",
    },
    "City officer": {
        "O1": "Set up an edition with three rounds and two calls by copying last year's and changing the dates; their order is checked",
        "O2": "Register a paper application for a resident: the channel and the officer stay on record, the checks are the same",
        "O3": "Check sixty applications in one sitting by keyboard; see who gets which letter before it leaves",
        "O4": "Share sixty applications among five jurors: nobody judges her own district or organisation, loads differ by one at most",
        "O5": "Publish a ranking with its money line and reserve; withdraw a winner, the next moves up, the old ranking stays",
        "O6": "Make agreements, the mayor's annex and the payment list from the same data; sums agree to the grosz",
        "O7": "Chase late reports; compute what goes back with statutory interest",
        "O8": "Print the report for the council: awards by district, theme and applicant, averages, money a resident",
    },
    "Juror": {
        "J1": "Declare a conflict before seeing anything, and be replaced; the replacement is on record",
        "J2": "Score by anchors and save what is there; a missing score stops sending, not saving",
        "J3": "Give a reason for every score below a set line",
        "J4": "See others' scores only after sending one's own",
        "J5": "Change a score at the meeting, with a reason; the minutes show both",
        "J6": "See the whole portfolio by district before voting on the line",
    },
    "Co-ordinator of a local group": {
        "L1": "Map stakeholders by power and interest, agree how each is involved; changes over time stay",
        "L2": "Call meetings, keep minutes, decisions and tasks; see who never came",
        "L3": "Build an action plan from problem to indicator; no action without an owner and an indicator; print it",
        "L4": "Try a small action before the full one: hypothesis, measure, result, decision",
        "L5": "Translate the summary for partners side by side; a stale translation says so",
        "L6": "Show the steering group risks and delays, each with who looks after it and when it is looked at again",
        "L7": "Invite a group of residents from the grants to the local group",
    },
    "Lead partner of a network": {
        "LP1": "Describe a good practice once, in versions; each city reads it in its language",
        "LP2": "Ask each city, element by element, what it keeps, changes or drops, why, and on what legal ground",
        "LP3": "Rate how a practice fits each partner before the transfer plan; cities are not ranked in public",
        "LP4": "Plan meetings, visits and peer reviews; collect arrivals and attendance",
        "LP5": "Compare the progress of six and more cities on the same measures each half-year; missing is missing, never zero",
        "LP6": "Give out the final report with links to its evidence, at addresses that last",
    },
    "Ministry or programme operator": {
        "M1": "Open a call to a closed list of cities, imported by TERYT; others are refused and told where the list is from",
        "M2": "Select in two stages with dates, reasons and a published ranking",
        "M3": "Change a cut by rank into a threshold; the rule keeps its versions, both outcomes are computed",
        "M4": "Compare a city with its peers: how many they are, where it stands, how it moved",
        "M5": "Plan experts' days, study visits and places; see who used how many",
        "M6": "Publish a co-funding card for each project; impossible figures are refused",
        "M7": "Answer within a day what support one town got: all money and events on one page",
    },
    "Expert": {
        "E1": "Offer time, themes and languages; be matched with cities, with the reason and a limit to the load",
        "E2": "Assess full proposals in two parts, each with its threshold and comments",
        "E3": "Write a visit note; what comes next becomes the city's task",
        "E4": "Bill days against a contract, never above it",
        "E5": "Review a practice and ask for evidence; each comment is accepted or not, with the reason",
    },
    "Partner city in Norway": {
        "NO1": "Read summaries of Polish cities in English, filter them, keep a list",
        "NO2": "Say what one looks for and offers; be matched when both sides agree",
        "NO3": "Sign a partnership and keep costs and working time in two currencies, with the rate, its source and day",
        "NO4": "Plan a study visit both ways: programme, hosts, access needs, calendar",
        "NO5": "Send a report and an invoice; see when it is paid",
    },
    "Auditor": {
        "A1": "Draw a sample of agreements by value that anybody can draw again",
        "A2": "Rebuild a ranking from the stored sheets; it equals the published one",
        "A3": "Follow an invoice from its file to the account without a gap",
        "A4": "See who read or changed a personal field",
        "A5": "See that erased data are gone and the statistics remain",
        "A6": "See that the visits after the end took place",
        "A7": "Take everything out in open formats, with no right to change a thing",
    },
    "Journalist": {
        "K1": "Get all grants from the beginning in one file with documented columns and lasting ids",
        "K2": "Compare what was awarded, paid, settled and given back",
        "K3": "See the committee, its criteria, points and minutes",
        "K4": "Map money by district and resident, with the year of the figure",
        "K5": "Follow by feed; hear when a record is corrected",
        "K6": "Put a map or a card into an article, with its source and without tracking",
    },
}
KNOWN = {key: job for jobs in JOBS.values() for key, job in jobs.items()}


def keys_of(expressions: list[ast.expr]) -> list[str]:
    """The keys named by `pytest.mark.job(…)` among decorators, or in the list of a `pytestmark`."""
    found = []
    for one in expressions:
        if isinstance(one, ast.List | ast.Tuple):
            found += keys_of(one.elts)
        elif isinstance(one, ast.Call) and ast.unparse(one.func) == "pytest.mark.job":
            found += [ast.literal_eval(argument) for argument in one.args]
    return found


def marked(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(key, name of the test) in one file."""
    everywhere = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "pytestmark" for target in node.targets):
            everywhere += keys_of([node.value])
    yield from _within(tree.body, everywhere, "")


def _within(body: list[ast.stmt], above: list[str], prefix: str) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _within(node.body, above + keys_of(node.decorator_list), f"{prefix}{node.name}::")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            for key in dict.fromkeys(above + keys_of(node.decorator_list)):
                yield key, prefix + node.name


def shown(tests: Path = ROOT / "tests") -> dict[str, list[str]]:
    """Key → the tests that show it, as `file::name`."""
    found: dict[str, list[str]] = {}
    for file in sorted(tests.rglob("test_*.py")):
        for key, name in marked(ast.parse(file.read_text(encoding="utf-8"))):
            found.setdefault(key, []).append(f"{file.relative_to(tests.parent)}::{name}")
    return found


def page(found: dict[str, list[str]]) -> str:
    """docs/jobs.md as text."""
    done = sum(1 for key in KNOWN if key in found)
    lines = [
        "# What people come to do, and the tests that show it",
        "",
        f"{done} of {len(KNOWN)} jobs are shown. Made by `python tools/jobs.py` from the marks `@pytest.mark.job(…)`;",
        "do not edit by hand. A job is marked only where the test shows the whole of it.",
    ]
    for who, jobs in JOBS.items():
        lines += ["", f"## {who}", "", "| | Job | Shown by |", "|---|---|---|"]
        lines += [
            f"| {key} | {job} | {'<br>'.join(f'`{test}`' for test in found.get(key, [])) or 'not yet shown'} |"
            for key, job in jobs.items()
        ]
    return "\n".join(lines) + "\n"


def problems(found: dict[str, list[str]], written: str) -> list[str]:
    """What is wrong, one line each."""
    wrong = [
        f"{test} names the job {key}, which nobody knows"
        for key in sorted(set(found) - set(KNOWN))
        for test in found[key]
    ]
    if written != page(found):
        wrong.append("docs/jobs.md is stale: run python tools/jobs.py")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when something is wrong")
    asked = parser.parse_args()
    found = shown()
    if not asked.check:
        PAGE.write_text(page(found), encoding="utf-8")
    wrong = problems(found, PAGE.read_text(encoding="utf-8") if PAGE.exists() else "")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
