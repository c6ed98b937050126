"""Groups: by wishes, never above capacity, recomputable; by hand, and kept."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.events import actions, queries
from skwer.apps.events.models import Event, GroupRun, Placing
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.methods.matching import NOT_NAMED, wish_cost

from ...events_factories import LATER, make_event, make_groups, make_registration, make_session

pytestmark = pytest.mark.django_db


def sizes(event: Event, block: str = "grupy") -> list[int]:
    return list(queries.wish_report(event, block).sizes.values())


def test_forty_people_are_placed_by_their_wishes_and_no_group_is_too_full(event, officer, at):
    groups = make_groups(event, officer, 15, 15, 15)
    for number in range(40):
        first = groups[0] if number < 25 else groups[1 + number % 2]
        second = groups[(groups.index(first) + 1) % 3]
        make_registration(event, officer, wishes={"grupy": [first, second]})
    run = actions.place_groups(by=officer, event=event, block="grupy", at=at, seed="lille")
    report = queries.wish_report(event, "grupy")
    assert sum(report.sizes.values()) == 40
    assert max(report.sizes.values()) <= 15
    assert report.unplaced == []
    assert (run.cost, run.seed) == (report.cost, "lille")
    assert run.cost == 12, "ten cannot stay in the first group, and two make room for them in the second"
    assert dict(report.by_rank) == {1: 28, 2: 12}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(
    capacities=st.lists(st.integers(1, 3), min_size=2, max_size=3),
    wishes=st.lists(st.permutations([0, 1, 2]), min_size=1, max_size=5),
    named=st.integers(0, 3),
)
def test_the_cost_is_that_of_the_best_of_all_assignments(city, officer, at, capacities, wishes, named):
    event = make_event(city, officer)
    groups = make_groups(event, officer, *capacities)
    lists = []
    for order in wishes:
        wanted = [groups[k] for k in order if k < len(groups)][:named]
        lists.append(wanted)
        make_registration(event, officer, wishes={"grupy": wanted})
    run = actions.place_groups(by=officer, event=event, block="grupy", at=at)
    report = queries.wish_report(event, "grupy")
    assert all(report.sizes[g.pk] <= g.capacity for g in groups)
    placed = sum(report.sizes.values())
    assert placed == min(len(lists), sum(capacities)), "nobody stays outside while there is room"

    def cost_of(choice) -> int | None:
        if any(choice.count(k) > groups[k].capacity for k in range(len(groups))):
            return None
        ranks = [lists[p].index(groups[k]) + 1 if groups[k] in lists[p] else NOT_NAMED
                 for p, k in enumerate(choice) if k is not None and lists[p]]  # fmt: skip
        return sum(wish_cost(rank, len(groups)) for rank in ranks)

    full = [c for c in product([*range(len(groups)), None], repeat=len(lists)) if len(lists) - c.count(None) == placed]
    costs = [cost for choice in full if (cost := cost_of(choice)) is not None]
    with_wishes = sum(1 for wanted in lists if wanted)
    if placed == len(lists) or with_wishes == len(lists) == len(wishes):
        assert run.cost == min(costs)
    assert queries.recomputed(run)


def test_a_run_keeps_what_anybody_needs_to_compute_it_again(event, officer, at):
    groups = make_groups(event, officer, 2, 2)
    people = [make_registration(event, officer, f"Osoba {n}", wishes={"grupy": groups}) for n in range(4)]
    run = actions.place_groups(by=officer, event=event, block="grupy", at=at)
    run = GroupRun.objects.get(pk=run.pk)
    assert queries.recomputed(run)
    assert set(run.inputs["people"]) == {str(p.uid) for p in people}
    assert "Osoba" not in str(run.inputs)
    who, where = next(iter(run.outcome["placed"].items()))
    other = next(str(g.pk) for g in groups if str(g.pk) != where)
    run.outcome = {**run.outcome, "placed": {**run.outcome["placed"], who: other}}
    assert not queries.recomputed(run), "an altered outcome is found"
    entry = JournalEntry.objects.get(verb="groups_placed")
    assert entry.after == {"block": "grupy", "run": run.pk, "cost": run.cost, "unplaced": 0}


def test_the_same_seed_places_alike(event, officer, at):
    make_groups(event, officer, 3, 3)
    for _n in range(6):
        make_registration(event, officer)
    outcomes = [
        actions.place_groups(by=officer, event=event, block="grupy", at=at, seed=seed).outcome["placed"]
        for seed in ("a", "b", "a")
    ]
    assert outcomes[0] == outcomes[2]
    assert GroupRun.objects.count() == 3


def test_who_waits_is_not_placed_and_who_finds_no_room_is_named(city, officer, at):
    event = make_event(city, officer, capacity=3)
    make_groups(event, officer, 1, 1)
    for _n in range(4):
        make_registration(event, officer)
    run = actions.place_groups(by=officer, event=event, block="grupy", at=at)
    assert (len(run.inputs["people"]), len(run.outcome["unplaced"])) == (3, 1)
    assert len(queries.wish_report(event, "grupy").unplaced) == 1


def test_moves_by_hand_stay_and_count_against_the_places(event, officer, at):
    one, two = make_groups(event, officer, 2, 2)
    people = [make_registration(event, officer, wishes={"grupy": [one, two]}) for _n in range(3)]
    moved = actions.move_to_group(by=officer, registration=people[0], session=two, at=at)
    assert moved.by_hand
    for seed in ("a", "b", "c"):
        actions.place_groups(by=officer, event=event, block="grupy", at=at, seed=seed)
        assert Placing.objects.get(registration=people[0]).session == two
        assert sizes(event) == [2, 1]
    assert Placing.objects.get(registration=people[0]).by_hand
    actions.release_from_hand(by=officer, placing=Placing.objects.get(registration=people[0]), at=at)
    actions.place_groups(by=officer, event=event, block="grupy", at=at, seed="a")
    assert not Placing.objects.filter(by_hand=True).exists()


def test_a_full_group_takes_nobody_by_hand_either(event, officer, at):
    one, two = make_groups(event, officer, 1, 3)
    first, second = make_registration(event, officer), make_registration(event, officer)
    actions.move_to_group(by=officer, registration=first, session=one, at=at)
    actions.move_to_group(by=officer, registration=first, session=one, at=at)
    with pytest.raises(actions.GroupFull):
        actions.move_to_group(by=officer, registration=second, session=one, at=at)
    actions.move_to_group(by=officer, registration=first, session=two, at=at)
    assert Placing.objects.filter(registration=first).count() == 1, "one place a block"
    actions.move_to_group(by=officer, registration=second, session=one, at=at)
    assert sizes(event) == [1, 1]


def test_a_group_with_people_does_not_shrink_below_them_nor_leave_its_block(event, officer, at):
    one, _two = make_groups(event, officer, 3, 3)
    for _n in range(2):
        actions.move_to_group(by=officer, registration=make_registration(event, officer), session=one, at=at)
    for values, field in (({"capacity": 1}, "capacity"), ({"block": "inny"}, "block")):
        with pytest.raises(actions.BadValue) as refused:
            actions.change_session(by=officer, session=one, values=values, at=at)
        assert refused.value.field == field


def test_a_session_that_leaves_its_block_loses_its_wishes(event, officer, at):
    one, two = make_groups(event, officer, 3, 3)
    person = make_registration(event, officer, wishes={"grupy": [one, two]})
    actions.change_session(by=officer, session=one, values={"block": ""}, at=at)
    assert [w.session for w in person.wishes.all()] == [two]


def test_only_people_with_a_place_at_this_event_are_placed_in_its_groups(city, officer, event, at):
    one, _two = make_groups(event, officer, 3, 3)
    plenary = make_session(event, officer)
    person = make_registration(event, officer)
    for registration, session in (
        (make_registration(make_event(city, officer), officer), one),
        (person, plenary),
        (actions.cancel_registration(by=officer, registration=make_registration(event, officer), at=at), one),
    ):
        with pytest.raises(actions.BadValue):
            actions.move_to_group(by=officer, registration=registration, session=session, at=at)


def test_who_cancels_leaves_the_group(event, officer, at):
    one, _two = make_groups(event, officer, 3, 3)
    person = make_registration(event, officer)
    actions.move_to_group(by=officer, registration=person, session=one, at=at)
    actions.cancel_registration(by=officer, registration=person, at=at)
    assert not Placing.objects.exists()


def test_groups_are_placed_by_who_runs_the_event_while_it_is_to_come(event, officer, stranger, partner_officer, at):
    one, _two = make_groups(event, officer, 3, 3)
    person = make_registration(event, officer)
    for outsider in (stranger, partner_officer):
        with pytest.raises(NotAllowed):
            actions.place_groups(by=outsider, event=event, block="grupy", at=at)
        with pytest.raises(NotAllowed):
            actions.move_to_group(by=outsider, registration=person, session=one, at=at)
    with pytest.raises(actions.BadValue):
        actions.place_groups(by=officer, event=event, block="wizyty", at=at)
    with pytest.raises(actions.WrongState):
        actions.place_groups(by=officer, event=event, block="grupy", at=LATER)
    with pytest.raises(actions.WrongState):
        actions.move_to_group(by=officer, registration=person, session=one, at=LATER)


def test_hands_that_overfill_a_group_are_told_so(event, officer, at):
    one, _two = make_groups(event, officer, 2, 2)
    for _n in range(2):
        actions.move_to_group(by=officer, registration=make_registration(event, officer), session=one, at=at)
    type(one).objects.filter(pk=one.pk).update(capacity=1)
    with pytest.raises(actions.CannotPlace):
        actions.place_groups(by=officer, event=event, block="grupy", at=at)


def test_a_report_has_a_fixed_number_of_queries(event, officer, at, django_assert_max_num_queries):
    groups = make_groups(event, officer, 10, 10)
    for _n in range(12):
        make_registration(event, officer, wishes={"grupy": groups})
    actions.place_groups(by=officer, event=event, block="grupy", at=at)
    with django_assert_max_num_queries(6):
        report = queries.wish_report(event, "grupy")
        assert [(r.registration.whose, r.session.title, r.rank) for r in report.rows]


def test_people_hear_of_their_group_once_it_has_stood_for_a_while(event, officer, at):
    make_groups(event, officer, 3, 3)
    for _n in range(3):
        make_registration(event, officer)
    actions.place_groups(by=officer, event=event, block="grupy", at=at, seed="a")
    assert actions.tell_groups(at=at + timedelta(minutes=14)) == 0
    actions.place_groups(by=officer, event=event, block="grupy", at=at + timedelta(minutes=10), seed="b")
    again = at + timedelta(minutes=25)
    assert actions.tell_groups(at=again) == 3
    assert actions.tell_groups(at=again) == 0
    actions.place_groups(by=officer, event=event, block="grupy", at=again, seed="b")
    assert actions.tell_groups(at=again + timedelta(hours=1)) == 0, "nobody moved"
