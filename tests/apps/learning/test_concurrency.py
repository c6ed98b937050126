"""Many at once: one sheet a person, none after closing; one completion a version."""

from __future__ import annotations

import pytest

from skwer.apps.learning import actions
from skwer.apps.learning.models import Completion, SelfAssessment, SelfSheet
from skwer.apps.people.refusals import Refusal

from ...factories import AT, make_person
from ...learning_factories import AREAS, RIGHT, make_assessment, make_module, make_scale
from ..voting.test_concurrency import all_at_once

ALL = dict.fromkeys(AREAS, 3)
THREADS = 12


@pytest.fixture
def running(transactional_db, city, officer):
    people = [make_person(f"Osoba {n}") for n in range(THREADS - 1)]
    return make_assessment(city, officer, make_scale(city, officer), people=people), people


def test_one_person_many_times_at_once_has_one_sheet(running):
    assessment, people = running
    raised = all_at_once(
        *(
            lambda: actions.answer_self_assessment(by=people[0], assessment=assessment, scores=ALL, at=AT)
            for _n in range(THREADS)
        )
    )
    assert sorted(type(error).__name__ for error in raised) == ["AlreadyAnswered"] * (THREADS - 1) + ["NoneType"]
    assert SelfSheet.objects.count() == 1


def test_sheets_and_the_closing_at_once(running, officer):
    assessment, people = running
    raised = all_at_once(
        lambda: actions.close_self_assessment(by=officer, assessment=assessment, at=AT),
        *(lambda p=p: actions.answer_self_assessment(by=p, assessment=assessment, scores=ALL, at=AT) for p in people),
    )
    assert raised[0] is None
    assert all(error is None or isinstance(error, Refusal) for error in raised)
    refused = sum(error is not None for error in raised)
    assert SelfSheet.objects.count() == len(people) - refused
    assert SelfAssessment.objects.get().roll.filter(answered=True).count() == len(people) - refused


def test_one_completion_however_often_it_is_sent(transactional_db, city, officer, resident):
    module = make_module(city, officer)
    raised = all_at_once(
        *(lambda: actions.answer_questions(by=resident, module=module, answers=RIGHT, at=AT) for _n in range(THREADS))
    )
    assert raised == [None] * THREADS
    assert Completion.objects.count() == 1
