"""Sharing work among assessors: enough for each, never a forbidden one, as even as it can be."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.methods.ranking import share_work


def loads(pairs, people) -> list[int]:
    count = Counter(person for _, person in pairs)
    return [count[person] for person in people]


@given(st.integers(1, 60), st.integers(2, 9), st.integers(1, 3), st.text(max_size=4))
def test_without_conflicts_loads_differ_by_at_most_one(n, m, each, seed):
    each = min(each, m)
    proposals, people = list(range(1, n + 1)), list(range(100, 100 + m))
    share = share_work(proposals, people, each=each, seed=seed)
    assert share.short == {}
    assert set(Counter(p for p, _ in share.added).values()) == {each}
    assert len(set(share.added)) == len(share.added)
    assert max(loads(share.added, people)) - min(loads(share.added, people)) <= 1


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.data())
def test_with_conflicts_the_busiest_is_as_free_as_any_sharing_allows(n, data):
    proposals, people = list(range(1, n + 1)), [11, 12, 13]
    everything = list(product(proposals, people))
    forbidden = data.draw(st.sets(st.sampled_from(everything), max_size=5))
    share = share_work(proposals, people, each=2, forbidden=forbidden)
    assert not set(share.added) & forbidden
    options = []
    for p in proposals:
        free = [a for a in people if (p, a) not in forbidden]
        take = min(2, len(free))
        assert sum(1 for q, _ in share.added if q == p) == take
        assert share.short.get(p, 0) == 2 - take
        options.append([[(p, a) for a in chosen] for chosen in combinations(free, take)])
    best = min(max(loads([pair for part in way for pair in part], people)) for way in product(*options))
    assert max(loads(share.added, people)) == best


def test_what_is_held_stays_and_counts():
    held = {(1, 11), (1, 12), (2, 11)}
    share = share_work([1, 2, 3], [11, 12, 13], each=2, held=held)
    assert not set(share.added) & held
    assert loads([*held, *share.added], [11, 12, 13]) == [2, 2, 2]


def test_swaps_reach_the_free_hands_behind_a_conflict():
    # 13 may only take proposal 1; greedy choice alone would leave her idle.
    forbidden = {(p, 13) for p in (2, 3, 4)}
    share = share_work([1, 2, 3, 4], [11, 12, 13], each=1, forbidden=forbidden)
    assert sorted(loads(share.added, [11, 12, 13])) == [1, 1, 2]


def test_the_seed_parts_equals_and_the_same_seed_gives_the_same():
    shares = {share_work(range(1, 9), [1, 2, 3, 4], each=2, seed=str(s)).added for s in range(10)}
    assert len(shares) > 1
    assert share_work(range(1, 9), [1, 2, 3, 4], each=2, seed="7") == share_work(
        range(1, 9), [1, 2, 3, 4], each=2, seed="7"
    )
