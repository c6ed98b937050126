"""Ranking: exact against a naive count, blind to the order of sheets, monotone, within bounds."""

from __future__ import annotations

import math
import random
import statistics
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.ranking import (
    Criterion,
    OffScaleError,
    Sheet,
    SheetError,
    TieRuleError,
    formula_titled,
    formula_words,
    lot,
    rank,
    rank_inputs,
    root_text,
    tie_words,
)

IDEA = Criterion("idea", max=Fraction(10), weight=Fraction(40), title={"pl": "Pomysł", "en": "Idea"})
CARE = Criterion("care", max=Fraction(5), weight=Fraction(35), step=Fraction(1, 2), title={"pl": "Opieka"})
WORK = Criterion("work", max=Fraction(3), weight=Fraction(25))
CRITERIA = (IDEA, CARE, WORK)
CHAIN = ("criterion:care", "lower-request", "lot:2026-rynek")


def sheet(proposal: int, assessor: str, idea: object, care: object, work: object) -> Sheet:
    return Sheet(proposal, assessor, {"idea": Fraction(idea), "care": Fraction(care), "work": Fraction(work)})


@st.composite
def piles(draw: st.DrawFn) -> list[Sheet]:
    pairs = draw(st.sets(st.tuples(st.integers(1, 6), st.sampled_from("ABCD")), min_size=1, max_size=16))
    return [
        sheet(number, who, draw(st.integers(0, 10)), Fraction(draw(st.integers(0, 10)), 2), draw(st.integers(0, 3)))
        for number, who in sorted(pairs)
    ]


REQUESTS = {number: Fraction(1000 * (number % 3)) for number in range(1, 7)}


def test_a_worked_example_by_hand():
    ranking = rank(
        [sheet(1, "A", 8, "4.5", 2), sheet(1, "B", 6, 4, 3), sheet(2, "A", 10, 5, 3)],
        CRITERIA, proposals=[1, 2, 3],
    )  # fmt: skip
    first, second = ranking.rows
    assert (first.proposal, first.place, first.points, first.n, first.variance) == (2, 1, 100, 1, 0)
    # A: 40·8/10 + 35·4,5/5 + 25·2/3 = 32 + 31,5 + 50/3; B: 24 + 28 + 25
    a, b = Fraction(127, 2) + Fraction(50, 3), Fraction(77)
    assert second.totals == {"A": a, "B": b}
    assert second.points == (a + b) / 2
    assert (second.low, second.high, second.spread) == (b, a, a - b)
    assert second.variance == ((a - b) / 2) ** 2
    assert second.by_criterion == {"idea": 7, "care": Fraction(17, 4), "work": Fraction(5, 2)}
    assert ranking.unranked == (3,)


def test_a_proposal_without_sheets_has_no_place_rather_than_zero():
    ranking = rank([sheet(1, "A", 0, 0, 0)], CRITERIA, proposals=[1, 2])
    assert [row.proposal for row in ranking.rows] == [1]
    assert ranking.unranked == (2,)
    assert ranking.row(2) is None


def test_missing_points_are_refused_not_counted_as_zero():
    with pytest.raises(SheetError, match="care"):
        rank([Sheet(1, "A", {"idea": Fraction(3), "work": Fraction(1)})], CRITERIA)


def test_the_same_assessor_cannot_count_twice():
    with pytest.raises(SheetError, match="twice"):
        rank([sheet(1, "A", 1, 1, 1), sheet(1, "A", 2, 2, 2)], CRITERIA)


@pytest.mark.parametrize("points", [-1, 11, Fraction(1, 2)])
def test_points_off_the_scale_or_step_are_refused(points):
    with pytest.raises(OffScaleError, match="idea"):
        rank([sheet(1, "A", points, 1, 1)], CRITERIA)


def test_the_scale_of_the_call_only_stretches():
    pile = [sheet(1, "A", 8, 4, 2), sheet(2, "A", 7, 5, 1)]
    hundred, twenty = rank(pile, CRITERIA), rank(pile, CRITERIA, scale=20)
    assert [row.points / 5 for row in hundred.rows] == [row.points for row in twenty.rows]
    assert twenty.formula.endswith("× 20 ÷ 100")


@given(piles(), st.randoms(use_true_random=False))
def test_the_order_of_sheets_makes_no_difference(pile: list[Sheet], chance: random.Random):
    mixed = pile[:]
    chance.shuffle(mixed)
    assert rank(mixed, CRITERIA, ties=CHAIN, requests=REQUESTS) == rank(pile, CRITERIA, ties=CHAIN, requests=REQUESTS)


@given(piles())
def test_exact_against_a_naive_count(pile: list[Sheet]):
    ranking = rank(pile, CRITERIA, ties=CHAIN, requests=REQUESTS)
    for row in ranking.rows:
        totals = [
            Fraction(40) * s.points["idea"] / 10 + 35 * s.points["care"] / 5 + 25 * s.points["work"] / 3
            for s in pile
            if s.proposal == row.proposal
        ]
        assert row.points == sum(totals) / len(totals)
        assert row.variance == statistics.pvariance(totals)
        assert 0 <= row.low <= row.points <= row.high <= 100
    assert [r.points for r in ranking.rows] == sorted((r.points for r in ranking.rows), reverse=True)


@settings(max_examples=200)
@given(piles(), st.data())
def test_raising_one_score_never_lowers_the_place(pile: list[Sheet], data: st.DataObject):
    index = data.draw(st.integers(0, len(pile) - 1))
    criterion = data.draw(st.sampled_from(CRITERIA))
    old = pile[index]
    if old.points[criterion.key] == criterion.max:
        return
    better = Sheet(
        old.proposal, old.assessor, {**old.points, criterion.key: old.points[criterion.key] + criterion.step}
    )
    before = rank(pile, CRITERIA, ties=CHAIN, requests=REQUESTS).row(old.proposal)
    after = rank([*pile[:index], better, *pile[index + 1 :]], CRITERIA, ties=CHAIN, requests=REQUESTS).row(old.proposal)
    assert before is not None
    assert after is not None
    assert after.place <= before.place
    assert after.points > before.points


@given(piles())
def test_a_chain_with_a_lot_leaves_no_shared_place(pile: list[Sheet]):
    rows = rank(pile, CRITERIA, ties=CHAIN, requests=REQUESTS).rows
    assert [row.place for row in rows] == list(range(1, len(rows) + 1))


def test_each_tie_rule_parts_in_its_turn_and_says_so():
    # All four have 40·idea/10 + 35·care/5 = 28 + 35·… equal: idea 7, care 3 ↔ idea 0,… only care differs by design.
    pile = [
        sheet(1, "A", 7, 0, 0),  # 28
        sheet(2, "A", 0, 4, 0),  # 28, care higher
        sheet(3, "A", 7, 0, 0),  # as 1, asks for less
        sheet(4, "A", 7, 0, 0),  # as 1, same sum: the draw
    ]
    asked = {1: Fraction(900), 2: Fraction(900), 3: Fraction(500), 4: Fraction(900)}
    ranking = rank(pile, CRITERIA, ties=CHAIN, requests=asked)
    drawn = sorted([1, 4], key=lambda n: lot("2026-rynek", n))
    assert [row.proposal for row in ranking.rows] == [2, 3, *drawn]
    parted = {row.proposal: row.parted_by for row in ranking.rows}
    assert parted[2] == "criterion:care"
    assert parted[drawn[0]] == "lower-request"
    assert parted[drawn[1]] == "lot:2026-rynek"


def test_what_no_rule_parts_shares_the_place():
    rows = rank([sheet(n, "A", 5, 1, 1) for n in (1, 2)] + [sheet(3, "A", 0, 0, 0)], CRITERIA, ties=()).rows
    assert [(row.place, row.parted_by) for row in rows] == [(1, "equal"), (1, "equal"), (3, "")]


def test_the_seed_decides_the_draw_and_nothing_else():
    pile = [sheet(n, "A", 5, 1, 1) for n in range(1, 7)]
    orders = {tuple(r.proposal for r in rank(pile, CRITERIA, ties=[f"lot:{seed}"]).rows) for seed in range(30)}
    assert len(orders) > 20
    assert {r.proposal for r in rank(pile, CRITERIA, ties=["lot:x"]).rows} == set(range(1, 7))


@pytest.mark.parametrize("rule", ["criterion:beauty", "lot:", "max-votes", "criterion"])
def test_an_unknown_tie_rule_is_refused(rule):
    with pytest.raises(TieRuleError, match=rule):
        rank([sheet(1, "A", 1, 1, 1)], CRITERIA, ties=[rule])


def test_published_inputs_give_the_same_ranking():
    pile = [sheet(1, "A", 8, "4.5", 2), sheet(1, "B", 6, 4, 3), sheet(2, "A", 10, 5, 3)]
    inputs = {
        "criteria": [criterion.to_json() for criterion in CRITERIA], "scale": "100", "ties": list(CHAIN),
        "requests": {"1": "12000.00", "2": "900.50"}, "proposals": [1, 2, 3],
        "sheets": [
            {"proposal": s.proposal, "assessor": s.assessor, "points": {k: str(v) for k, v in s.points.items()}}
            for s in pile
        ],
    }  # fmt: skip
    again = rank_inputs(inputs)
    requests = {1: Fraction(12000), 2: Fraction("900.5")}
    assert again == rank(pile, CRITERIA, ties=CHAIN, requests=requests, proposals=[1, 2, 3])
    assert again.to_json()["rows"][0]["points"] == "100/1"


@given(st.fractions(min_value=0, max_value=10_000), st.integers(0, 6))
def test_square_roots_are_rounded_right(value: Fraction, places: int):
    shown = Fraction(root_text(value, places))
    half = Fraction(1, 2 * 10**places)
    assert shown == 0 or (shown - half) ** 2 <= value
    assert value < (shown + half) ** 2


def test_root_of_two():
    assert root_text(Fraction(2), 4) == "1.4142"
    assert root_text(Fraction(9, 4), 2) == "1.50"
    assert abs(float(root_text(Fraction(2), 6)) - math.sqrt(2)) < 1e-6


def test_the_formula_as_text_and_as_words():
    assert rank([], CRITERIA).formula == "mean of (40 × idea ÷ 10 + 35 × care ÷ 5 + 25 × work ÷ 3)"
    assert "Pomysł: 40\u00a0%; Opieka: 35\u00a0%; work: 25\u00a0%" in formula_words(CRITERIA, 100, "pl")
    assert "Idea: 40\u00a0%" in formula_words(CRITERIA, 100, "en")
    assert formula_titled(CRITERIA, 20, "en").startswith("mean of (40 × Idea ÷ 10 + 35 × Opieka ÷ 5")
    assert formula_titled(CRITERIA, 20, "pl").endswith("× 20 ÷ 100")
    assert "„Opieka”" in tie_words("criterion:care", CRITERIA, "pl")
    assert "2026-rynek:numer" in tie_words("lot:2026-rynek", CRITERIA, "pl")
