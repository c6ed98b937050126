"""A sample by value: the same from the same list and seed, of the size asked for, from every part."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.methods.sampling import draw

values = st.decimals(min_value=0, max_value=1_000_000, places=2)
lists = st.dictionaries(st.text("0123456789/AB", min_size=1, max_size=8), values, min_size=1, max_size=60)


@given(lists, st.integers(1, 80), st.integers(1, 6), st.text(max_size=12))
def test_a_sample_has_its_size_and_comes_from_the_list_once_each(things, size, strata, seed):
    sample = draw(things, size=size, strata=strata, seed=seed)
    keys = [one.key for one in sample.drawn]
    assert len(keys) == len(set(keys)) == min(size, len(things))
    assert all(things[one.key] == one.value for one in sample.drawn)


@given(lists, st.integers(1, 80), st.integers(1, 6))
def test_strata_part_the_whole_list_by_value_and_none_is_empty(things, size, strata):
    sample = draw(things, size=size, strata=strata, seed="x")
    assert len(sample.strata) == min(strata, len(things))
    assert sum(one.things for one in sample.strata) == len(things)
    assert sum(one.total for one in sample.strata) == sum(things.values())
    assert all(one.things for one in sample.strata)
    for below, above in zip(sample.strata, sample.strata[1:], strict=False):
        assert below.most <= above.least
    if size >= len(sample.strata):
        assert all(one.drawn for one in sample.strata)


@given(lists, st.integers(1, 30), st.randoms())
def test_the_order_of_the_list_changes_nothing(things, size, random):
    shuffled = list(things.items())
    random.shuffle(shuffled)
    assert draw(dict(shuffled), size=size, strata=3, seed="2026") == draw(things, size=size, strata=3, seed="2026")


def test_another_seed_draws_otherwise_and_another_list_shows_in_the_frame():
    things = {f"{n}/2026": Decimal(n * 100) for n in range(1, 101)}
    first, second = (draw(things, size=12, strata=3, seed=seed) for seed in ("a", "b"))
    assert {one.key for one in first.drawn} != {one.key for one in second.drawn}
    assert first.frame == second.frame
    changed = draw(things | {"7/2026": Decimal("700.01")}, size=12, strata=3, seed="a")
    assert changed.frame != first.frame


def test_large_agreements_are_a_part_of_their_own_and_drawn_more_often():
    things = {f"small-{n}": Decimal(100) for n in range(90)} | {f"large-{n}": Decimal(9000) for n in range(2)}
    sample = draw(things, size=6, strata=3, seed="2026")
    assert [one.things for one in sample.strata] == [90, 1, 1]
    assert {one.key for one in sample.drawn if one.stratum > 1} == {"large-0", "large-1"}


def test_a_lot_can_be_computed_with_any_program():
    sample = draw({"12/2026": Decimal(5)}, size=1, strata=1, seed="kontrola")
    assert sample.drawn[0].lot == hashlib.sha256(b"kontrola\n12/2026").hexdigest()
    assert sample.frame == hashlib.sha256(b"12/2026\t5\n").hexdigest()


@pytest.mark.parametrize(("size", "strata"), [(0, 1), (1, 0)])
def test_an_empty_question_is_refused(size, strata):
    with pytest.raises(ValueError, match="at least one"):
        draw({"a": Decimal(1)}, size=size, strata=strata, seed="")


def test_an_empty_list_gives_an_empty_sample():
    assert draw({}, size=5, strata=3, seed="x").drawn == ()
