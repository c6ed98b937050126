"""Interest and splits: exact, to the grosz, and for any figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.methods.settling import (
    CENT,
    UNIT,
    NoRateError,
    Rate,
    interest,
    rounded,
    spans,
    split_payment,
)

DAY = date(2026, 3, 1)
RATES = [Rate(date(2025, 1, 1), Decimal("10")), Rate(date(2026, 3, 11), Decimal("7.5"))]
cents = st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
some = st.integers(1, 10**9).map(lambda n: Decimal(n) / 100)
days = st.integers(0, 2000).map(lambda n: DAY + timedelta(days=n))


def test_interest_of_a_whole_year_is_the_rate():
    year = interest(Decimal("1000"), [Rate(DAY, Decimal("8"))], DAY, DAY + timedelta(days=364))

    assert year == 80


def test_interest_counts_the_first_and_the_last_day():
    assert interest(Decimal("3650"), RATES, DAY, DAY) == 1  # 3650 × 1 × 10 % ÷ 365


def test_interest_is_cut_where_the_rate_changes():
    found = list(spans(Decimal("3650"), RATES, DAY, date(2026, 3, 20)))

    assert [(span.first.day, span.last.day, span.days, span.interest) for span in found] == [
        (1, 10, 10, 10),
        (11, 20, 10, Fraction(15, 2)),
    ]


def test_a_leap_year_counts_with_365_days_too():
    rates = [Rate(date(2024, 1, 1), Decimal("10"))]

    assert interest(Decimal("365"), rates, date(2024, 1, 1), date(2024, 12, 31)) == Fraction(366, 10)


def test_before_interest_runs_there_is_none():
    assert interest(Decimal("1000"), [], DAY, DAY - timedelta(days=1)) == 0


@pytest.mark.parametrize("rates", [[], [Rate(DAY + timedelta(days=1), Decimal("5"))]])
def test_a_day_without_a_rate_is_named(rates):
    with pytest.raises(NoRateError) as raised:
        interest(Decimal("1000"), rates, DAY, DAY + timedelta(days=9))

    assert raised.value.day == DAY


@pytest.mark.parametrize(
    ("amount", "step", "expected"),
    [
        (Fraction(1, 200), CENT, "0.01"),
        (Fraction(499, 100000), CENT, "0.00"),
        (Fraction(99, 2), UNIT, "50.00"),
        (Fraction(4949, 100), UNIT, "49.00"),
    ],
)
def test_a_half_is_rounded_up(amount, step, expected):
    assert str(rounded(amount, step)) == expected


@given(some, days, days, st.integers(0, 300))
def test_interest_adds_up_over_time_and_never_shrinks(principal, start, end, more):
    later = end + timedelta(days=more)
    first = interest(principal, RATES, start, end)
    rest = interest(principal, RATES, max(start, end + timedelta(days=1)), later)

    assert first + rest == interest(principal, RATES, start, later) >= first >= 0


@given(cents, cents, days)
def test_interest_of_a_sum_is_the_sum_of_interests(one, other, end):
    assert interest(one, RATES, DAY, end) + interest(other, RATES, DAY, end) == interest(one + other, RATES, DAY, end)


@given(some, cents, st.data())
def test_a_payment_is_split_to_the_grosz(principal, accrued, data):
    amount = Decimal(data.draw(st.integers(1, int((principal + accrued) * 100)))) / 100
    split = split_payment(amount, principal, accrued)

    assert split.principal + split.interest == amount
    assert 0 <= split.principal <= principal
    assert 0 <= split.interest <= accrued
    assert (split.principal == principal) == (amount == principal + accrued)


def test_a_payment_is_split_in_proportion():
    split = split_payment(Decimal("550"), Decimal("1000"), Decimal("100"))

    assert (split.principal, split.interest) == (500, 50)


def test_more_than_is_owed_is_no_payment():
    with pytest.raises(ValueError, match="at most what is owed"):
        split_payment(Decimal("1100.01"), Decimal("1000"), Decimal("100"))
