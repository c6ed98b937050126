"""Twice at once is once: one sheet a code, one sheet an account. SQLite (a file) and PostgreSQL."""

from __future__ import annotations

import pytest

from skwer.apps.surveys import actions
from skwer.apps.surveys.models import SurveyAnswer

from ...factories import AT
from ...surveys_factories import make_survey, sheet
from ..voting.test_concurrency import all_at_once

THREADS = 12


@pytest.fixture
def codes(transactional_db, city, officer):
    survey = make_survey(city, officer, who="codes")
    return survey, actions.make_codes(by=officer, survey=survey, count=1, at=AT)


def test_one_code_twelve_times_at_once_gives_one_sheet(codes):
    survey, (code,) = codes
    raised = all_at_once(
        *(
            lambda: actions.answer_survey(by=None, survey=survey, answers=sheet(), code=code, at=AT)
            for _n in range(THREADS)
        )
    )
    assert SurveyAnswer.objects.count() == 1
    assert sum(isinstance(one, actions.WrongCode) for one in raised) == THREADS - 1


def test_one_account_twelve_times_at_once_gives_one_sheet(transactional_db, city, officer, resident):
    survey = make_survey(city, officer, who="accounts")
    raised = all_at_once(
        *(lambda: actions.answer_survey(by=resident, survey=survey, answers=sheet(), at=AT) for _n in range(THREADS))
    )
    assert SurveyAnswer.objects.count() == 1
    assert sum(isinstance(one, actions.Answered) for one in raised) == THREADS - 1
