"""Spaces and wishes: what excludes, what weighs, and the pairs that serve all best."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.matching import WEIGHTS, MatchingError, Offer, Wanted, fit, pair

USES = ["shop", "workshop", "culture"]
HAS = ["water", "power"]
VERDICTS = ["yes", "partly", "unknown", "no"]
DAYS = st.dates(date(2027, 1, 1), date(2027, 3, 31))
some = st.frozensets(st.sampled_from(USES))
areas = st.integers(1, 200).map(Decimal)


@st.composite
def offers(draw: st.DrawFn, key: str = "s") -> Offer:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    least = draw(st.integers(1, 20))
    return Offer(
        key=key, kind=draw(st.sampled_from(["shop", "hall"])), area=draw(areas), uses=draw(some),
        utilities=draw(st.frozensets(st.sampled_from(HAS))), access={"wheelchair": draw(st.sampled_from(VERDICTS))},
        district=draw(st.sampled_from(["", "a", "b"])), free_from=draw(st.sampled_from([None, first])),
        free_until=draw(st.sampled_from([None, last])), least_days=least, most_days=least + draw(st.integers(0, 60)),
        fee=draw(st.sampled_from(["free", "utilities", "rent"])), fee_month=draw(st.none() | areas),
        currency=draw(st.sampled_from(["PLN", "EUR"])),
    )  # fmt: skip


@st.composite
def wishes(draw: st.DrawFn, key: str = "w") -> Wanted:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    small, large = sorted((draw(areas), draw(areas)))
    return Wanted(
        key=key, uses=draw(some), kinds=draw(st.frozensets(st.sampled_from(["shop", "hall"]))),
        area_min=draw(st.sampled_from([None, small])), area_max=draw(st.sampled_from([None, large])),
        utilities=draw(st.frozensets(st.sampled_from(HAS))), access=draw(st.frozensets(st.just("wheelchair"))),
        district=draw(st.sampled_from(["", "a"])), starts_on=draw(st.sampled_from([None, first])),
        ends_on=draw(st.sampled_from([None, last])), pay_most=draw(st.none() | areas),
    )  # fmt: skip


@settings(deadline=None)
@given(offers(), wishes())
def test_the_score_is_the_weighted_mean_of_the_grades(space, wish):
    found = fit(space, wish)
    assert 0 <= found.score <= 100
    for reason in found.reasons:
        assert 0 <= reason.grade <= 1
        assert (reason.fit == "full") == (reason.grade == 1)
        assert reason.fit != "none" or reason.grade == 0
    if found.excluded:
        assert found.score == 0
    elif found.reasons:
        weight = sum(WEIGHTS[r.what] for r in found.reasons)
        mean = sum((WEIGHTS[r.what] * r.grade for r in found.reasons), Fraction(0)) * 100 / weight
        assert abs(found.score - mean) <= Fraction(1, 2)


@settings(deadline=None)
@given(offers())
def test_who_names_nothing_minds_nothing(space):
    found = fit(space, Wanted("w"))
    assert (found.score, found.reasons) == (100, ())


@settings(deadline=None)
@given(offers(), wishes())
def test_a_space_that_says_no_to_a_need_or_lacks_something_is_never_offered(space, wish):
    found = fit(space, wish)
    lacks = bool(wish.utilities - space.utilities)
    says_no = bool(wish.access) and space.access["wheelchair"] == "no"
    small = wish.area_min is not None and space.area < wish.area_min
    if lacks or says_no or small:
        assert found.excluded


@settings(deadline=None)
@given(offers(), wishes())
def test_asking_for_less_never_excludes_more(space, wish):
    """Without its needs of utilities a wish has every space it had before."""
    fewer = Wanted(**{**wish.__dict__, "utilities": frozenset()})
    assert not fit(space, fewer).excluded or fit(space, wish).excluded


@pytest.mark.parametrize(
    ("space", "wish", "what", "grade"),
    [
        ({"uses": frozenset({"shop"})}, {"uses": frozenset({"shop", "culture"})}, "use", Fraction(1, 2)),
        ({}, {"uses": frozenset({"shop"})}, "use", Fraction(1, 2)),
        ({"area": Decimal(80)}, {"area_max": Decimal(60)}, "area", Fraction(3, 4)),
        ({"free_from": date(2027, 1, 6)},
         {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 1, 10)}, "time", Fraction(1, 2)),
        ({"most_days": 3}, {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 1, 6)}, "time", Fraction(1, 2)),
        ({"fee": "utilities"}, {"pay_most": Decimal(10)}, "pay", Fraction(1, 2)),
        ({"fee": "rent", "fee_month": Decimal(9), "currency": "EUR"}, {"pay_most": Decimal(10)}, "pay", Fraction(1, 2)),
        ({"fee": "rent", "fee_month": Decimal(9)}, {"pay_most": Decimal(10)}, "pay", Fraction(1)),
        ({"kind": "hall"}, {"kinds": frozenset({"shop"})}, "kind", Fraction(0)),
        ({"district": "b"}, {"district": "a"}, "district", Fraction(0)),
        ({"access": {"wheelchair": "partly"}}, {"access": frozenset({"wheelchair"})}, "access", Fraction(1, 2)),
        ({}, {"access": frozenset({"wheelchair"})}, "access", Fraction(1, 4)),
    ],
)  # fmt: skip
def test_grades_by_hand(space, wish, what, grade):
    [reason] = fit(Offer(**{"key": "s", "kind": "shop", "area": Decimal(50), **space}), Wanted("w", **wish)).reasons
    assert (reason.what, reason.grade, reason.hard) == (what, grade, False)


@pytest.mark.parametrize(
    ("space", "wish"),
    [
        ({"uses": frozenset({"shop"})}, {"uses": frozenset({"culture"})}),
        ({"free_from": date(2027, 2, 1)}, {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 1, 10)}),
        ({"least_days": 30}, {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 1, 10)}),
        ({"fee": "rent", "fee_month": Decimal(11)}, {"pay_most": Decimal(10)}),
    ],
)
def test_what_excludes_by_hand(space, wish):
    found = fit(Offer(**{"key": "s", "kind": "shop", "area": Decimal(50), **space}), Wanted("w", **wish))
    assert found.excluded
    assert found.score == 0


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_pairs_are_as_good_as_trying_everything_and_blind_to_order(data):
    spaces = [data.draw(offers(f"s{n}")) for n in range(data.draw(st.integers(0, 3)))]
    asked = [data.draw(wishes(f"w{n}")) for n in range(data.draw(st.integers(0, 3)))]
    found = pair(spaces, asked, seed="x")
    by_key = {s.key: s for s in spaces}
    assert len(set(found.values())) == len(found)

    def worth(pairs):
        scores = [fit(by_key[s], w) for w, s in pairs]
        return None if any(f.excluded for f in scores) else (len(scores), sum(f.score for f in scores))

    mine = worth([(w, found[w.key]) for w in asked if w.key in found])
    places = [*by_key, *([""] * len(asked))]
    every = (worth([(w, s) for w, s in zip(asked, row, strict=False) if s]) for row in permutations(places, len(asked)))
    assert mine == max(v for v in every if v is not None)
    assert pair(spaces[::-1], asked[::-1], seed="x") == found


def test_a_key_named_twice_is_refused():
    one = Offer("s", "shop", Decimal(1))
    with pytest.raises(MatchingError):
        pair([one, one], [])
    with pytest.raises(MatchingError):
        pair([], [Wanted("w"), Wanted("w")])
