"""The curve and the comparison, by hand, by property, and against lifelines."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.survival import Life, SurvivalError, holm, kaplan_meier, log_rank
from skwer.methods.survival.comparing import chi_square_above

lives = st.lists(st.builds(Life, st.integers(0, 60), st.booleans()), min_size=1, max_size=40)


def test_a_small_example_by_hand():
    curve = kaplan_meier([Life(3, True), Life(5, False), Life(5, True), Life(8, False), Life(9, True)])
    assert [(s.time, s.at_risk, s.ended, s.share) for s in curve.steps] == [
        (3, 5, 1, Fraction(4, 5)),
        (5, 4, 1, Fraction(3, 5)),  # the one last seen at 5 is still at risk at 5
        (9, 1, 1, Fraction(0)),
    ]
    assert curve.median == 9
    assert (curve.n, curve.ended, curve.longest) == (5, 3, 9)


def test_beyond_the_longest_life_nothing_is_known():
    curve = kaplan_meier([Life(3, True), Life(10, False)])
    assert curve.at(10).share == Fraction(1, 2)
    assert curve.at(11) is None
    assert kaplan_meier([Life(3, True)]).at(50).share == 0
    assert kaplan_meier([]).at(0) is None


def test_the_number_still_seen_is_told_beside_each_share():
    curve = kaplan_meier([Life(100, False), Life(400, False), Life(800, True)])
    assert [curve.at(day).at_risk for day in (0, 100, 101, 400, 800)] == [3, 3, 2, 2, 1]


def test_what_makes_no_sense_is_refused():
    with pytest.raises(SurvivalError):
        kaplan_meier([Life(-1, True)])
    with pytest.raises(SurvivalError):
        kaplan_meier([Life(1, True)], level=1.0)
    with pytest.raises(SurvivalError):
        log_rank({"a": [Life(1, True)]})


@given(lives)
def test_without_censoring_the_share_is_the_plain_share(some):
    ended = [Life(life.time, True) for life in some]
    curve = kaplan_meier(ended)
    for step in curve.steps:
        assert step.share == Fraction(sum(life.time > step.time for life in ended), len(ended))


@given(lives)
def test_the_curve_falls_and_stays_inside_its_interval(some):
    curve = kaplan_meier(some)
    shares = [Fraction(1), *(step.share for step in curve.steps)]
    assert all(later < earlier for earlier, later in pairwise(shares))
    for step in curve.steps:
        assert 0 <= step.low <= float(step.share) <= step.high <= 1


@given(lives, st.randoms())
def test_the_order_of_lives_does_not_matter(some, rng):
    mixed = list(some)
    rng.shuffle(mixed)
    assert kaplan_meier(mixed) == kaplan_meier(some)


@settings(deadline=None)  # the judge is slow to wake
@given(lives)
def test_the_curve_is_that_of_lifelines(some):
    lifelines = pytest.importorskip("lifelines")
    fitted = lifelines.KaplanMeierFitter().fit([x.time for x in some], [x.ended for x in some])
    curve = kaplan_meier(some)
    for step in curve.steps:
        assert float(step.share) == pytest.approx(fitted.predict(step.time), abs=1e-9)
        if 0 < step.share < 1:
            low, high = fitted.confidence_interval_.loc[step.time]
            assert (step.low, step.high) == pytest.approx((low, high), abs=1e-6)
    exactly_half = any(step.share == Fraction(1, 2) for step in curve.steps)  # theirs are floats and may miss it
    if curve.median is not None and not exactly_half:
        assert curve.median == fitted.median_survival_time_


@settings(deadline=None)  # the judge is slow to wake
@given(st.lists(lives, min_size=2, max_size=4))
def test_the_comparison_is_that_of_lifelines(groups):
    statistics = pytest.importorskip("lifelines.statistics")
    ours = log_rank(dict(enumerate(groups)))
    flat = [(x.time, number, x.ended) for number, group in enumerate(groups) for x in group]
    if ours is None or ours.freedom < len(groups) - 1:
        return  # a group was never at risk when anything ended; lifelines divides by nought there
    theirs = statistics.multivariate_logrank_test(*zip(*flat, strict=True))
    assert float(ours.statistic) == pytest.approx(theirs.test_statistic, rel=1e-6, abs=1e-9)
    assert ours.p == pytest.approx(theirs.p_value, rel=1e-6, abs=1e-9)


@given(st.lists(lives, min_size=2, max_size=3))
def test_expected_ends_sum_to_those_observed(groups):
    if (tested := log_rank(dict(enumerate(groups)))) is not None:
        assert sum(tested.expected) == sum(life.ended for group in groups for life in group)


def test_nothing_ended_says_nothing():
    assert log_rank({"a": [Life(5, False)], "b": [Life(9, False)]}) is None


def test_a_clear_difference_is_seen():
    long, short = [Life(900 + k, True) for k in range(20)], [Life(100 + k, True) for k in range(20)]
    assert log_rank({"kept": long, "left": short}).p < 0.001


def test_asking_often_costs():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@pytest.mark.parametrize(("value", "freedom", "p"), [(3.841459, 1, 0.05), (5.991465, 2, 0.05), (7.814728, 3, 0.05)])
def test_the_chi_square_table_in_every_textbook(value, freedom, p):
    assert chi_square_above(value, freedom) == pytest.approx(p, abs=1e-6)
    assert math.isclose(chi_square_above(0, freedom), 1)


def test_nothing_gone_yet_is_no_certainty():
    few, many = kaplan_meier([Life(400, False)] * 5).at(365), kaplan_meier([Life(400, False)] * 200).at(365)
    assert few.share == many.share == 1
    assert few.low == pytest.approx(0.4782, abs=1e-4)  # the exact bound of five of five
    assert few.low < many.low < 1
