"""Settings, ties, exact numbers, and what META says."""

import hashlib
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.methods.tally import (
    Project,
    Rules,
    RulesError,
    election_from_approvals,
    exact,
    money_text,
    ratio_text,
    tally,
)
from skwer.methods.tally.exact import rounded_text
from skwer.methods.tally.official import resolve
from skwer.methods.tally.ties import lot, tie_order

from .invented import ids


def told(**meta):
    return election_from_approvals(projects=[Project("a", 5)], budget=10, ballots=[["a"]], meta=meta)


def test_settings_come_back_from_json_as_they_went():
    rules = Rules(
        rule="equal-shares",
        utility="cardinality",
        completion="add1u",
        increment=Decimal("0.5"),
        start="exact",
        threshold="10%",
        comparison=True,
        ties="lot:abc,lexico",
        exclusive=[["a", "b"]],
    )
    assert Rules.from_json(rules.to_json()) == rules
    assert Rules.from_json({}) == Rules()
    assert rules.to_json()["increment"] == "0.5"
    assert rules.to_json()["ties"] == "lot:abc,lexico"


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "borda"},
        {"utility": "euro"},
        {"completion": "add2"},
        {"start": "up"},
        {"increment": 0},
        {"increment": "-1"},
        {"increment": "x"},
        {"threshold": "many"},
        {"threshold": "101%"},
        {"threshold": "-1"},
        {"ties": "max-votes,lottery"},
        {"ties": "lot:"},
    ],
)
def test_what_is_not_offered_is_refused(wrong):
    with pytest.raises(RulesError):
        Rules(**wrong)


def test_an_unknown_setting_is_refused():
    with pytest.raises(RulesError, match="unknown setting: colour"):
        Rules.from_json({"colour": "green"})


@pytest.mark.parametrize(
    ("said", "rule", "completion", "comparison"),
    [
        ("greedy", "greedy", "none", False),
        ("greedy-no-skip", "greedy-no-skip", "none", False),
        ("greedy-exclusive", "greedy", "none", False),
        ("equalshares", "equal-shares", "none", False),
        ("equalshares-comparison", "equal-shares", "none", True),
        ("equalshares/add1", "equal-shares", "add1", False),
        ("equalshares/add1-comparison", "equal-shares", "add1", True),
    ],
)
def test_official_is_what_meta_says(said, rule, completion, comparison):
    applied = resolve(told(rule=said), Rules())
    assert (applied.rule, applied.completion, applied.comparison) == (rule, completion, comparison)


def test_official_takes_the_threshold_of_meta_and_a_named_rule_does_not():
    election = told(rule="greedy-no-skip", min_project_score_threshold="50")
    assert resolve(election, Rules()).threshold == "50"
    assert resolve(election, Rules(threshold=7)).threshold == "7"
    assert resolve(election, Rules(rule="greedy")).threshold is None
    assert resolve(election, Rules(rule="greedy-threshold")).threshold == "50"


@pytest.mark.parametrize("said", ["", "unknown", "greedy-custom", "dice"])
def test_official_refuses_what_cannot_be_repeated(said):
    with pytest.raises(RulesError, match="--rule"):
        resolve(told(rule=said), Rules())


def test_settings_that_do_not_fit_together_are_refused():
    for rules in (
        Rules(rule="greedy", completion="add1"),
        Rules(rule="phragmen", comparison=True),
        Rules(rule="greedy-threshold"),
        Rules(completion="fill"),
    ):
        with pytest.raises(RulesError):
            resolve(told(rule="greedy"), rules)


def test_each_key_of_a_tie_chain():
    numbers = {"ids": ["b", "a", "c"], "costs": [2, 1, 3], "scores": [5, 5, 4], "votes": [1, 2, 2]}
    numbers["costs"] = [Fraction(cost) for cost in numbers["costs"]]
    for chain, order in {
        "max-votes": "acb",
        "max-score": "bac",
        "min-cost": "abc",
        "max-cost": "cba",
        "file-order": "bac",
        "lexico": "abc",
        "max-votes,max-cost": "cab",
        "": "bac",
    }.items():
        place = tie_order(Rules(ties=chain).chain, **numbers)
        assert "".join(sorted(numbers["ids"], key=lambda id, place=place: place[numbers["ids"].index(id)])) == order


def test_a_lot_can_be_drawn_by_anybody():
    drawn = hashlib.sha256(b"2026-06-15/p1").hexdigest()
    assert lot("2026-06-15", "p1") == drawn
    projects = [Project(name, 10) for name in "abcdef"]
    election = election_from_approvals(projects=projects, budget=10, ballots=[list("abcdef")])
    for seed in ("1", "2", "3", "4"):
        first = min("abcdef", key=lambda id, seed=seed: hashlib.sha256(f"{seed}/{id}".encode()).hexdigest())
        assert ids(tally(election, Rules(rule="greedy", ties=f"lot:{seed}"))) == [first]


@given(st.fractions())
def test_exact_texts_read_back(value):
    assert exact(money_text(value)) == value
    assert exact(ratio_text(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_sums_in_cents_are_written_as_decimals(value):
    assert "/" not in money_text(exact(value))


def test_what_is_not_exact_is_refused():
    for wrong in (0.1, True, None):
        with pytest.raises(TypeError):
            exact(wrong)
    for wrong in ("1,5", "", "1 000", "0x10", "1/0", "NaN", Decimal("Infinity")):
        with pytest.raises(ValueError, match="number"):
            exact(wrong)


def test_rounding_is_half_up_and_the_same_everywhere():
    assert [rounded_text(Fraction(n, 8), 2) for n in (1, 3, -1)] == ["0.13", "0.38", "-0.13"]
    assert rounded_text(Fraction(5, 2), 0) == "3"
    assert rounded_text(Fraction(-1, 1000), 2) == "0.00"
