"""The method itself, on any inputs: never over the pot, the same however the list is written, exact."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.calls.deciding import NotComputableError, compute
from skwer.methods.tally.exact import exact, ratio_text
from skwer.values.canonical import fingerprint

RULE = {
    "completion": "none",
    "min_points": "20",
    "min_votes": 0,
    "ties": ["max-points", "min-cost", "lot"],
    "seed": "abc",
    "reserve": 2,
}


@st.composite
def decisions(draw: Any) -> dict[str, Any]:
    size = draw(st.integers(1, 9))
    numbers = list(range(1, size + 1))
    costs = draw(st.lists(st.integers(1, 900_000), min_size=size, max_size=size))
    points = draw(st.lists(st.fractions(0, 60, max_denominator=6), min_size=size, max_size=size))
    votes = draw(st.lists(st.integers(0, 30), min_size=size, max_size=size))
    method = draw(st.sampled_from(["points", "mixed"]))
    weight = draw(st.integers(0, 100)) if method == "mixed" else 100
    stages = [
        {
            "stage": 3,
            "kind": "assess",
            "scale": "60",
            "scores": {str(n): ratio_text(p) for n, p in zip(numbers, points, strict=True)},
            "inputs": {},
        }
    ]
    if method == "mixed":
        scores = {str(n): f"{v}/1" for n, v in zip(numbers, votes, strict=True)}
        stages.append({"stage": 4, "kind": "vote", "scale": None, "scores": scores, "inputs": {}})
    return {
        "call": "nabor",
        "method": method,
        "weights": {"points": weight, "votes": 100 - weight},
        "rule": {**RULE, "allocation": draw(st.sampled_from(["greedy", "greedy-no-skip"]))},
        "tally": None,
        "pot": f"{draw(st.integers(0, 2_000_000)) / 100:.2f}",
        "projects": [
            {"number": n, "id": str(n), "cost": f"{c / 100:.2f}"} for n, c in zip(numbers, costs, strict=True)
        ],
        "stages": stages,
    }


@settings(max_examples=150, deadline=None)
@given(decisions())
def test_nothing_is_given_beyond_the_pot_and_everybody_has_one_line(inputs):
    computed = compute(inputs, None)
    assert computed.spent <= exact(inputs["pot"])
    assert sum((exact(line["amount"]) for line in computed.lines), Fraction(0)) == computed.spent
    assert sorted(line["number"] for line in computed.lines) == [p["number"] for p in inputs["projects"]]
    assert sum(line["result"] == "reserve" for line in computed.lines) <= 2
    fingerprint(computed.outcome)


@settings(max_examples=100, deadline=None)
@given(decisions(), st.randoms(use_true_random=False))
def test_the_order_in_which_the_list_is_written_decides_nothing(inputs, random):
    shuffled = {**inputs, "projects": random.sample(inputs["projects"], len(inputs["projects"]))}
    shuffled["stages"] = [
        {**stage, "scores": dict(random.sample(sorted(stage["scores"].items()), len(stage["scores"])))}
        for stage in inputs["stages"]
    ]
    assert compute(shuffled, None).lines == compute(inputs, None).lines


@settings(max_examples=100, deadline=None)
@given(decisions())
def test_whoever_was_skipped_did_not_fit_and_whoever_is_below_gets_nothing(inputs):
    computed = compute(inputs, None)
    points = {int(n): exact(p) for n, p in inputs["stages"][0]["scores"].items()}
    for line in computed.lines:
        if points[line["number"]] < 12:
            assert (line["result"], line["reason"]) == ("refused", "below-points")
        if line["reason"] == "over-budget-left":
            assert exact(line["figures"]["cost"]) > exact(line["figures"]["left"])


def test_a_missing_score_is_no_zero():
    inputs = {
        "call": "x", "method": "points", "weights": {}, "tally": None, "pot": "10.00",
        "rule": {**RULE, "allocation": "greedy"},
        "projects": [{"number": 1, "id": "1", "cost": "5.00"}, {"number": 2, "id": "2", "cost": "5.00"}],
        "stages": [{"stage": 1, "kind": "assess", "scale": "100", "scores": {"1": "50/1"}, "inputs": {}}],
    }  # fmt: skip
    with pytest.raises(NotComputableError):
        compute(inputs, None)


def test_votes_beside_the_file_must_agree_with_it():
    file = (
        b"META\nkey;value\nbudget;10\nvote_type;approval\nrule;greedy\nnum_projects;1\nnum_votes;1\n"
        b"PROJECTS\nproject_id;cost\n1;5\nVOTES\nvoter_id;vote\n1;1\n"
    )
    inputs = {
        "call": "x", "method": "votes", "weights": {}, "tally": {"rule": "greedy"}, "pot": "10",
        "rule": {**RULE, "allocation": "greedy"},
        "projects": [{"number": 1, "id": "1", "cost": "5"}],
        "stages": [{"stage": 1, "kind": "vote", "scale": None, "scores": {"1": "2/1"}, "inputs": {}}],
    }  # fmt: skip
    with pytest.raises(NotComputableError):
        compute(inputs, file)
    inputs["stages"][0]["scores"] = {"1": "1/1"}
    assert compute(inputs, file).lines[0]["result"] == "funded"
