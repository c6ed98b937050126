"""Many at once: one ballot a person, never more than allowed, none after closing. SQLite (a file) and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from skwer.apps.people.refusals import Refusal
from skwer.apps.voting import actions, keys
from skwer.apps.voting.models import Ballot, RollEntry

from ...factories import AT, make_person
from .elections import cast, close_vote, faults, make_vote, open_vote

THREADS = 20


@pytest.fixture
def vote(transactional_db, city):
    return open_vote(make_vote(city))


def all_at_once(*jobs: Callable[[], None]) -> list[BaseException | None]:
    """Run every job in a thread of its own, started together; what each raised, in order."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], None]) -> BaseException | None:
        try:
            start.wait()
            job()
        except Exception as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_twenty_people_at_once(vote):
    people = [make_person(f"Osoba {n}") for n in range(THREADS)]
    raised = all_at_once(*(lambda p=p, n=n: cast(p, vote, n % 5 + 1) for n, p in enumerate(people)))

    assert raised == [None] * THREADS
    assert faults(vote, most=3) == []
    assert Ballot.objects.count() == THREADS


def test_one_person_twenty_times_at_once_has_one_ballot(vote, resident):
    raised = all_at_once(*(lambda n=n: cast(resident, vote, n % 5 + 1) for n in range(THREADS)))

    assert raised == [None] * THREADS
    assert faults(vote, most=3) == []
    assert (RollEntry.objects.count(), Ballot.objects.count()) == (1, 1)


def test_parallel_halves_do_not_add_up_to_more_than_allowed(vote, resident):
    all_at_once(*(lambda n=n: cast(resident, vote, *([1, 2, 3] if n % 2 else [3, 4, 5])) for n in range(THREADS)))

    assert faults(vote, most=3) == []
    assert Ballot.objects.get().choices in ([1, 2, 3], [3, 4, 5])


def test_a_ballot_and_the_closing_at_once(vote):
    """Either the ballot was in time and is sealed with the others, or it is refused. Nothing enters a sealed urn."""
    people = [make_person(f"Osoba {n}") for n in range(THREADS - 1)]
    raised = all_at_once(
        lambda: _close(vote),
        *(lambda p=p, n=n: cast(p, vote, n % 5 + 1) for n, p in enumerate(people)),
    )

    assert raised[0] is None
    assert all(error is None or isinstance(error, Refusal) for error in raised)
    refused = sum(error is not None for error in raised)
    assert Ballot.objects.count() == RollEntry.objects.count() == len(people) - refused
    assert set(Ballot.objects.values_list("tracker", flat=True)) <= {""}


def _close(stage) -> None:
    with transaction.atomic():
        close_vote(type(stage).objects.select_for_update().get(pk=stage.pk), at=AT)


# --- the guards, one by one


def _twice(vote, person) -> None:
    """What two requests would do if both had found no ballot."""
    for choices in ([1], [2]):
        RollEntry.objects.create(stage=vote, person=person, voted_date=AT.date())
        Ballot.objects.create(stage=vote, tracker=keys.tracker(vote.pk, person), choices=choices)


def test_the_database_refuses_a_second_roll_entry(vote, resident):
    RollEntry.objects.create(stage=vote, person=resident, voted_date=AT.date())
    with pytest.raises(IntegrityError):
        RollEntry.objects.create(stage=vote, person=resident, voted_date=AT.date())


def test_the_database_refuses_a_second_live_ballot(vote, resident):
    tracker = keys.tracker(vote.pk, resident)
    Ballot.objects.create(stage=vote, tracker=tracker, choices=[1])
    with pytest.raises(IntegrityError):
        Ballot.objects.create(stage=vote, tracker=tracker, choices=[2])


@pytest.fixture
def guard_removed(vote) -> Iterator[None]:
    """The same schema without its two constraints, put back afterwards."""
    guards = [(model, list(model._meta.constraints)) for model in (RollEntry, Ballot)]
    for model, constraints in guards:
        # SQLite writes the table anew from what the model says, so the model must not name them while it does.
        model._meta.constraints = []
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.remove_constraint(model, constraint)
        model._meta.constraints = constraints
    yield
    Ballot.objects.all().delete()
    RollEntry.objects.all().delete()
    for model, constraints in guards:
        with connection.schema_editor() as editor:
            for constraint in constraints:
                editor.add_constraint(model, constraint)


@pytest.mark.usefixtures("guard_removed")
def test_guard_removed_the_check_of_these_tests_sees_the_double_vote(vote, resident):
    _twice(vote, resident)

    assert faults(vote, most=3) == ["somebody stands twice in the roll", "somebody has two live ballots"]


@pytest.mark.usefixtures("guard_removed")
def test_guard_removed_two_requests_on_postgresql_really_cast_twice(vote, resident):
    """The first request is not committed yet when the second looks: only the constraint can make it wait."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: the second request cannot look before the first is committed")
    with transaction.atomic():
        cast(resident, vote, 1)
        assert all_at_once(lambda: cast(resident, vote, 2)) == [None]

    assert "somebody has two live ballots" in faults(vote, most=3)


def test_who_loses_the_race_replaces_the_ballot(vote, resident):
    """With the guard, the second request waits for the first, is turned away by the database and tries again."""
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite the second request waits at BEGIN")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            cast(resident, vote, 1)
            later = pool.submit(all_at_once, lambda: cast(resident, vote, 2))
            _until_somebody_waits()
        assert later.result() == [None]

    assert faults(vote, most=3) == []
    assert Ballot.objects.get().choices == [2]


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _round in range(100_000):
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted LIMIT 1")
            if cursor.fetchone():
                return
    raise AssertionError("nobody waited for the first ballot")


def test_giving_up_is_an_error_and_not_a_lost_ballot(vote, resident):
    """A constraint that always refuses is told to the caller after some attempts."""
    assert actions.ATTEMPTS >= 3
    with pytest.raises(IntegrityError), transaction.atomic():
        _twice(vote, resident)
    assert not Ballot.objects.exists()
