"""Assignment: the optimum of trying everything, never above what fits, blind to order, the same for all."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.matching import NOT_NAMED, MatchingError, assign, lot, wish_cost


@st.composite
def cases(draw: st.DrawFn, most: int = 5) -> dict:
    """A few people and groups: full and empty ones, people without wishes, hands and forbidden pairs."""
    people = [f"p{n}" for n in range(draw(st.integers(1, most)))]
    groups = {f"g{n}": draw(st.one_of(st.integers(0, 3), st.none())) for n in range(draw(st.integers(1, 3)))}
    wishes = {p: draw(st.lists(st.sampled_from(list(groups)), unique=True)) for p in people if draw(st.integers(0, 3))}
    fixed: dict[str, str] = {}
    if draw(st.booleans()):
        person, group = draw(st.sampled_from(people)), draw(st.sampled_from(list(groups)))
        if groups[group] != 0:
            fixed[person] = group
    pairs = list(product(people, groups))
    forbidden = draw(st.sets(st.sampled_from(pairs), max_size=3))
    return {
        "people": people, "groups": groups, "wishes": wishes, "fixed": fixed, "forbidden": forbidden,
        "seed": draw(st.sampled_from(["", "lille"])),
    }  # fmt: skip


def rules(case: dict, placed: dict) -> tuple:
    """What we promise, in its order, of one assignment; the smallest is meant."""
    people, groups, wishes = case["people"], case["groups"], case["wishes"]
    left = [p for p in people if p not in placed]
    wanting = [p for p in people if wishes.get(p)]
    costs = []
    for p in wanting:
        if p in placed:
            named = list(wishes[p])
            costs.append(named.index(placed[p]) if placed[p] in named else len(groups))
    return (
        len(left),
        len([p for p in left if p in wanting]),
        sum(costs),
        [costs.count(worst) for worst in range(len(groups), 0, -1)],
        sum(list(placed.values()).count(g) ** 2 for g in groups),
        sum(
            lot(case["seed"], p, placed[p]) if p in placed else lot(case["seed"], p)
            for p in people
            if p not in case["fixed"]
        ),
    )


def all_ways(case: dict):
    """Every assignment that is allowed."""
    free = [p for p in case["people"] if p not in case["fixed"]]
    for choice in product([*case["groups"], None], repeat=len(free)):
        chosen = {p: g for p, g in zip(free, choice, strict=True) if g is not None}
        if case["forbidden"] & set(chosen.items()):
            continue
        placed = {**case["fixed"], **chosen}
        counts = list(placed.values())
        if all(fits is None or counts.count(g) <= fits for g, fits in case["groups"].items()):
            yield placed


@settings(max_examples=300, deadline=None)
@given(cases())
def test_it_is_the_best_of_all_ways_by_every_rule_in_its_turn(case: dict):
    found = assign(**case)
    best = min(all_ways(case), key=lambda placed: rules(case, placed))
    assert found.placed == best
    assert (len(found.unplaced), found.cost) == (rules(case, best)[0], rules(case, best)[2])


@settings(max_examples=100, deadline=None)
@given(cases(most=30))
def test_hands_stay_and_nobody_stands_above_what_fits_or_where_forbidden(case: dict):
    found = assign(**case)
    counts = list(found.placed.values())
    assert all(fits is None or counts.count(g) <= fits for g, fits in case["groups"].items())
    assert case["fixed"].items() <= found.placed.items()
    assert not case["forbidden"] & {pair for pair in found.placed.items() if pair[0] not in case["fixed"]}
    assert set(found.placed) | set(found.unplaced) == set(case["people"])
    assert sum(found.by_rank.values()) + found.open == len(found.placed)
    assert found.cost == sum(wish_cost(rank, len(case["groups"])) * n for rank, n in found.by_rank.items())


@settings(max_examples=100, deadline=None)
@given(cases(most=12), st.randoms(use_true_random=False))
def test_the_order_of_people_groups_and_wishes_makes_no_difference(case: dict, chance: random.Random):
    def mixed(value):
        items = list(value.items()) if isinstance(value, dict) else list(value)
        chance.shuffle(items)
        return dict(items) if isinstance(value, dict) else items

    other = {**case, **{key: mixed(case[key]) for key in ("people", "groups", "wishes", "fixed", "forbidden")}}
    assert assign(**other) == assign(**case)


@settings(max_examples=100, deadline=None)
@given(cases(most=12), st.randoms(use_true_random=False))
def test_other_names_get_the_same_wishes(case: dict, chance: random.Random):
    """Who somebody is moves only the lot: as many get their first, second, third wish, and groups are as large."""
    numbers = list(range(len(case["people"])))
    chance.shuffle(numbers)
    new = {p: f"other{n}" for p, n in zip(case["people"], numbers, strict=True)}
    renamed = {
        **case,
        "people": [new[p] for p in case["people"]],
        "wishes": {new[p]: named for p, named in case["wishes"].items()},
        "fixed": {new[p]: g for p, g in case["fixed"].items()},
        "forbidden": {(new[p], g) for p, g in case["forbidden"]},
    }
    found, again = assign(**case), assign(**renamed)
    assert (found.cost, found.by_rank, found.open) == (again.cost, again.by_rank, again.open)
    assert len(found.unplaced) == len(again.unplaced)


def test_a_worked_example_by_hand():
    """Both want greening, one place: whoever has a second wish moves, and the sum is 1."""
    found = assign(
        ["ana", "bo", "cy"],
        {"greening": 1, "planning": 1, "society": 1},
        {"ana": ["greening"], "bo": ["greening", "society"], "cy": ["planning", "greening"]},
    )
    assert found.placed == {"ana": "greening", "bo": "society", "cy": "planning"}
    assert (found.cost, found.by_rank, found.unplaced) == (1, {1: 2, 2: 1}, ())


def test_the_same_sum_is_shared_by_many_rather_than_carried_by_one():
    """Sum 2 either way: one on a third wish, or two on a second. The second is taken."""
    groups = {"a": 1, "b": 1, "c": 1}
    wishes = {"x": ["a", "b", "c"], "y": ["b", "c", "a"], "z": ["a", "b", "c"]}
    for seed in "abcdefgh":
        found = assign(list(wishes), groups, wishes, seed=seed)
        assert (found.cost, found.by_rank) == (2, {1: 1, 2: 2})


def test_a_group_not_named_costs_more_than_any_wish():
    found = assign(
        ["x", "y"], {"a": 1, "b": 1, "c": 0}, {"x": ["a"], "y": ["a", "c", "b"]},
    )  # fmt: skip
    assert found.placed == {"x": "a", "y": "b"}
    assert wish_cost(NOT_NAMED, 3) == 3 > wish_cost(3, 3)


def test_who_named_nothing_takes_no_place_from_who_did():
    """Being placed anywhere costs a silent person nothing; still she waits behind those who named a wish."""
    for seed in "abcdefgh":
        found = assign(["x", "silent"], {"a": 1}, {"x": ["a"]}, seed=seed)
        assert (found.placed, found.unplaced) == ({"x": "a"}, ("silent",))


def test_people_without_wishes_fill_groups_evenly():
    found = assign(range(40), {"a": 20, "b": 20, "c": 20}, {})
    sizes = sorted(list(found.placed.values()).count(g) for g in "abc")
    assert (sizes, found.open, found.cost, found.by_rank) == ([13, 13, 14], 40, 0, {})


def test_a_hand_outweighs_a_forbidden_pair():
    found = assign(["x"], {"a": 1, "b": 1}, {"x": ["b"]}, fixed={"x": "a"}, forbidden={("x", "a")})
    assert found.placed == {"x": "a"}
    assert found.by_rank == {NOT_NAMED: 1}


def test_the_seed_parts_equals_and_the_same_seed_gives_the_same():
    wishes = {n: ["a", "b"] for n in range(8)}
    ways = {tuple(sorted(assign(range(8), {"a": 4, "b": 4}, wishes, seed=str(s)).placed.items())) for s in range(12)}
    assert len(ways) > 6
    assert assign(range(8), {"a": 4, "b": 4}, wishes, seed="7") == assign(range(8), {"b": 4, "a": 4}, wishes, seed="7")


def test_who_is_left_stands_in_the_order_of_the_lot():
    found = assign(range(9), {"a": 3}, {n: ["a"] for n in range(9)}, seed="s")
    assert list(found.unplaced) == sorted(found.unplaced, key=lambda n: lot("s", n))
    assert len(found.unplaced) == 6


def test_four_hundred_people_and_twelve_groups():
    chance = random.Random(2026)
    names = [f"g{n}" for n in range(12)]
    weights = [chance.paretovariate(1) for _ in names]
    wishes = {n: list(dict.fromkeys(chance.choices(names, weights, k=4))) for n in range(400)}
    found = assign(range(400), dict.fromkeys(names, 34), wishes, seed="large")
    assert not found.unplaced
    assert max(list(found.placed.values()).count(g) for g in names) <= 34


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people": ["x", "x"]}, "person is named twice"),
        ({"people": [1, "1"], "wishes": {}}, "person is named twice"),
        ({"wishes": {"x": ["a", "a"]}}, "x names a group twice"),
        ({"wishes": {"x": ["z"]}}, "no such group: z"),
        ({"wishes": {"q": ["a"]}}, "not among the people: q"),
        ({"fixed": {"x": "z"}}, "no such group: z"),
        ({"fixed": {"q": "a"}}, "not among the people: q"),
        ({"fixed": {"x": "a", "y": "a"}}, "a holds 1, but 2 were put there by hand"),
    ],
)
def test_contradictions_are_refused_in_words(changes, words):
    with pytest.raises(MatchingError, match=words):
        assign(**{"people": ["x", "y"], "groups": {"a": 1, "b": 1}, "wishes": {"x": ["a"]}, **changes})
