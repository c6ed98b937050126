"""Small cells stay hidden, whatever is subtracted from what; intervals are those of the textbooks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.methods.cells import difference, guarded_share, hidden_groups, wilson

pairs = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_few_answers_give_no_figure():
    assert guarded_share(3, 4, 5) is None


def test_few_on_one_side_give_a_bound_only():
    assert guarded_share(0, 40, 5) == guarded_share(4, 40, 5)  # nobody and four people look the same
    assert guarded_share(4, 40, 5).below == Fraction(1, 8)
    assert guarded_share(36, 40, 5).above == Fraction(7, 8)
    assert guarded_share(20, 40, 5).exact == Fraction(1, 2)


@given(pairs, st.integers(3, 10))
def test_a_share_shown_exactly_tells_of_enough_people_on_both_sides(pair, least):
    count, n = pair
    share = guarded_share(count, n, least)
    if share is not None and share.exact is not None:
        assert share.exact * n >= least
        assert (1 - share.exact) * n >= least


@given(st.dictionaries(st.sampled_from("abcdef"), pairs, min_size=1), st.integers(3, 10))
def test_subtracting_what_is_shown_from_the_total_tells_of_nobody(groups, least):
    hidden = hidden_groups(groups, least)
    shown = {key for key, (_count, n) in groups.items() if n} - hidden
    for key in shown:
        assert guarded_share(*groups[key], least).exact is not None
    if hidden and shown:
        assert len(hidden) > 1
        rest = guarded_share(sum(groups[k][0] for k in hidden), sum(groups[k][1] for k in hidden), least)
        assert rest is not None
        assert rest.exact is not None


def test_one_small_group_takes_the_next_smallest_with_it():
    groups = {"young": (2, 3), "middle": (20, 40), "old": (15, 30)}
    assert hidden_groups(groups, 5) == {"young", "old"}


def test_wilson_as_published():
    # Newcombe 1998, table I: 81 of 263.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_difference_as_published():
    # Newcombe 1998b, table II, method 10: 56/70 − 48/80.
    grown, low, high = difference((48, 80), (56, 70))
    assert (grown, low, high) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


@given(pairs.filter(lambda pair: pair[1] > 0))
def test_an_interval_holds_its_share(pair):
    low, high = wilson(*pair)
    assert 0 <= low <= pair[0] / pair[1] <= high <= 1


def test_no_share_of_nothing():
    with pytest.raises(ValueError, match="no share"):
        wilson(0, 0)
