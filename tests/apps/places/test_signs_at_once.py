"""The same report from a page and its worker at once arrives once; two officers make one sign."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from skwer.apps.people.refusals import Refusal
from skwer.apps.places.actions.signs import SignRefusal
from skwer.apps.places.models import Defect, Entry, Sign
from tests.care_factories import make_place
from tests.signs_factories import by_sign, make_sign

THREADS = 8


@pytest.fixture
def place(transactional_db, city):
    return make_place(city)


def all_at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run every job in a thread of its own, started together; what each answered or raised."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return job()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_the_same_report_sent_at_once_is_one_entry_and_one_defect(place, officer):
    code = make_sign(place, officer).code
    uid = uuid4()

    def send() -> Entry:
        return by_sign(Sign.objects.get(code=code), "broken", uid=uid, text="Deska.")

    answers = all_at_once(*[send] * THREADS)
    assert {getattr(one, "uid", one) for one in answers} == {uid}
    assert (Entry.objects.count(), Defect.objects.count()) == (1, 1)


def test_different_reports_sent_at_once_get_different_numbers(place, officer):
    code = make_sign(place, officer).code
    all_at_once(*[lambda: by_sign(Sign.objects.get(code=code), "broken")] * THREADS)
    assert sorted(Defect.objects.values_list("number", flat=True)) == list(range(1, THREADS + 1))


def test_two_officers_make_one_sign(place, officer):
    answers = all_at_once(*[lambda: make_sign(place, officer)] * 4)
    assert sum(isinstance(one, Sign) for one in answers) == 1
    assert sum(isinstance(one, SignRefusal) for one in answers) == 3
