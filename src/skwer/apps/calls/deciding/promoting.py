"""What becomes of a list when somebody on it steps back: her money goes down the reserve list, nobody else loses.

Exact and without a database, as `computing` is: from the first count and the steps taken since to the list of today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from skwer.methods.tally.exact import exact, money_text

FUNDED, RESERVE, REFUSED = "funded", "reserve", "refused"

Line = dict[str, Any]


def promoted(
    inputs: Mapping[str, Any], answer: Mapping[str, Any], lines: Sequence[Line]
) -> tuple[dict[str, Any], list[Line], Fraction]:
    """Outcome, lines and money spent after all steps. `answer` and `lines` are those of the first count."""
    costs = {int(project["number"]): exact(project["cost"]) for project in inputs["projects"]}
    pot = exact(inputs["pot"])
    skip = inputs["rule"].get("allocation") != "greedy-no-skip"
    funded = [dict(line) for line in lines if line["result"] == FUNDED]
    reserve = [dict(line) for line in lines if line["result"] == RESERVE]
    rest = [dict(line) for line in lines if line["result"] == REFUSED]
    rivals = _rivals(inputs.get("exclusive", ()))
    trace = []
    for step in inputs["promotions"]:
        gone = {int(number) for number in step}
        rest = [*(_gone(line) for line in (*funded, *reserve) if line["number"] in gone), *rest]
        funded = [line for line in funded if line["number"] not in gone]
        waiting = [line for line in reserve if line["number"] not in gone]
        left = start = pot - sum((costs[line["number"]] for line in funded), Fraction(0))
        reserve, ups, stopped = [], [], None
        for line in waiting:
            cost = costs[line["number"]]
            rival = next((one["number"] for one in funded if one["number"] in rivals.get(line["number"], ())), None)
            if rival is not None:
                reserve.append({**line, "reason": "exclusive", "figures": {**line["figures"], "rival": str(rival)}})
                continue
            if stopped is None and cost <= left:
                left -= cost
                funded.append(_up(line, cost))
                ups.append(line["number"])
                continue
            if stopped is None and not skip:
                stopped = line["number"]
            reserve.append(_still(line, cost, left, stopped))
        trace.append({"gone": sorted(gone), "left": money_text(start), "moved_up": ups, "left_after": money_text(left)})
    funded = _placed(funded, costs, pot)
    spent = sum((costs[line["number"]] for line in funded), Fraction(0))
    made = [*funded, *reserve, *rest]
    return _answer(answer, made, spent, trace), made, spent


def _rivals(groups: Sequence[Sequence[str]]) -> dict[int, set[int]]:
    """Of each proposal those that ask for the same space."""
    found: dict[int, set[int]] = {}
    for group in groups:
        numbers = {int(number) for number in group}
        for number in numbers:
            found[number] = found.get(number, set()) | (numbers - {number})
    return found


def _up(line: Line, cost: Fraction) -> Line:
    figures = {"cost": money_text(cost), **_parts(line)}
    return {**line, "result": FUNDED, "amount": money_text(cost), "reason": "promoted", "figures": figures}


def _still(line: Line, cost: Fraction, left: Fraction, stopped: int | None) -> Line:
    """On the reserve list as before, with the figures of this step."""
    if stopped is not None and stopped != line["number"]:
        return {**line, "reason": "after-stop", "figures": {**line["figures"], "stopped_by": str(stopped)}}
    figures = {**line["figures"], "left": money_text(left), "missing": money_text(cost - left)}
    return {**line, "reason": "over-budget-left", "figures": figures}


def _gone(line: Line) -> Line:
    return {**line, "result": REFUSED, "amount": "0", "reason": "stepped-back", "figures": {"was": line["result"]}}


def _parts(line: Line) -> dict[str, Any]:
    return {name: value for name, value in line["figures"].items() if name.endswith("_part")}


def _placed(funded: Sequence[Line], costs: Mapping[int, Fraction], pot: Fraction) -> list[Line]:
    """Places and what was left after each, now that others are gone."""
    made, left = [], pot
    for place, line in enumerate(funded, 1):
        left -= costs[line["number"]]
        made.append({**line, "figures": {**line["figures"], "place": place, "left": money_text(left)}})
    return made


def _answer(
    answer: Mapping[str, Any], lines: Sequence[Line], spent: Fraction, trace: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    projects = {int(one["number"]): one for one in (*answer["funded"], *answer["unfunded"])}
    funded, unfunded = [], []
    for line in lines:
        project = projects.get(line["number"])
        if project is None:
            continue  # withdrawn before the first count: it has a line and no figures
        if line["result"] == FUNDED:
            one = {key: value for key, value in project.items() if key != "why"}
            funded.append({**one, "round": line["figures"]["place"], "by": one.get("by", "promoted")})
        else:
            why = line["reason"]
            unfunded.append({**{k: v for k, v in project.items() if k not in ("by", "round")}, "why": why})
    return {
        **answer,
        "cost": money_text(spent),
        "funded": funded,
        "unfunded": unfunded,
        "lines": list(lines),
        "promotions": list(trace),
    }
