"""Medians are exact, few answers stay hidden, and nothing is compared that is hidden."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.learning.checking import check
from skwer.apps.learning.measuring import FEWEST, AreaResult, change, median, results
from skwer.apps.learning.models import Question

KEYS = ["a", "b"]
score = st.integers(1, 5)
sheet = st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, score))


@given(st.lists(score, min_size=1, max_size=60))
def test_the_median_is_the_exact_middle(scores):
    ordered = sorted(scores)
    n = len(ordered)
    exact = Fraction(ordered[(n - 1) // 2] + ordered[n // 2], 2)
    found = median(scores)
    assert Fraction(found) == exact
    assert sum(s < found for s in scores) <= n // 2
    assert sum(s > found for s in scores) <= n // 2


@given(st.lists(score, min_size=1, max_size=30), st.randoms())
def test_the_order_of_sheets_tells_nothing(scores, random):
    shuffled = list(scores)
    random.shuffle(shuffled)
    assert results(["a"], [{"a": s} for s in scores]) == results(["a"], [{"a": s} for s in shuffled])


@given(st.lists(sheet, max_size=12))
def test_fewer_than_three_answers_show_only_their_number(sheets):
    for result in results(KEYS, sheets):
        given_scores = [one[result.key] for one in sheets if result.key in one]
        assert result.n == len(given_scores)
        if result.n < FEWEST:
            assert (result.scores, result.median, result.guarded, result.weak) == ((), None, True, False)
        else:
            assert list(result.scores) == sorted(given_scores)
            assert result.median == median(given_scores)


@given(st.lists(sheet, max_size=8), st.lists(sheet, max_size=8))
def test_change_is_the_difference_of_medians_or_nothing(before, after):
    for one, other in zip(results(KEYS, before), results(KEYS, after), strict=True):
        moved = change(one, other)
        if one.guarded or other.guarded:
            assert moved is None
        else:
            assert moved == other.median - one.median
            assert change(other, one) == -moved


def test_a_missing_moment_has_no_change():
    one = AreaResult("a", 3, (1, 2, 3), Decimal(2))
    assert change(None, one) is None
    assert change(one, None) is None


def test_weak_is_below_the_middle():
    assert [r.weak for r in results(["a"], [{"a": s} for s in (2, 2, 3)])] == [True]
    assert [r.weak for r in results(["a"], [{"a": s} for s in (3, 3, 1)])] == [False]


@given(st.integers(1, 12), st.data())
def test_passing_is_decided_in_whole_numbers(total, data):
    pass_mark = data.draw(st.integers(1, 100))
    right = data.draw(st.integers(0, total))
    questions = [
        Question(order=n, kind="single", options=[{"key": "a", "right": True}, {"key": "b", "right": False}])
        for n in range(1, total + 1)
    ]
    outcome = check(questions, {str(n): ["a" if n <= right else "b"] for n in range(1, total + 1)}, pass_mark)
    assert len(outcome.right) == right
    assert outcome.passed == (Fraction(right, total) >= Fraction(pass_mark, 100))


def test_several_right_answers_are_right_only_together():
    options = [{"key": "a", "right": True}, {"key": "b", "right": True}, {"key": "c", "right": False}]
    question = Question(order=1, kind="several", options=options)
    for chosen, right in ((["a", "b"], 1), (["b", "a"], 1), (["a"], 0), (["a", "b", "c"], 0), ([], 0)):
        assert len(check([question], {"1": chosen}, 100).right) == right


def test_a_module_without_questions_is_never_passed():
    assert not check([], {}, 1).passed
