"""Surveys with sheets in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from skwer.apps.calls.models import Edition, Scheme
from skwer.apps.people.models import Organisation, Person
from skwer.apps.surveys import actions
from skwer.apps.surveys.models import Survey, SurveyAnswer
from skwer.apps.surveys.questions import STATEMENTS

from .factories import AT


def make_edition(city: Organisation, name: str = "2026") -> Edition:
    scheme, _new = Scheme.objects.get_or_create(
        organisation=city, name="Mikrodotacje", defaults={"vehicle": "micro_grant"}
    )
    return Edition.objects.get_or_create(scheme=scheme, name=name)[0]


def values(**changed: Any) -> dict[str, Any]:
    return {
        "title": "Jak nam razem?",
        "who": "anybody",
        "least": 5,
        "opens_at": AT - timedelta(days=1),
        "closes_at": AT + timedelta(days=7),
        "statements": {grid: list(words.values()) for grid, words in STATEMENTS.items()},
        "background": ["took_part", "age"],
        **changed,
    }


def make_survey(
    city: Organisation,
    officer: Person,
    *,
    moment: str = "before",
    edition: str = "2026",
    opened: bool = True,
    **changed: Any,
) -> Survey:
    survey = actions.draft_survey(
        by=officer, edition=make_edition(city, edition), moment=moment, values=values(**changed), at=AT
    )
    if opened:
        actions.open_survey(by=officer, survey=survey, at=AT)
    return survey


def sheet(office: str = "agree", **more: Any) -> dict[str, Any]:
    """Complete answers: `office` to the first statement, "neither" to all others."""
    answers: dict[str, Any] = {grid: {key: {"is": "neither"} for key in words} for grid, words in STATEMENTS.items()}
    answers["trust"]["office"] = {"is": office}
    return {**answers, **more}


def closed_with(survey: Survey, officer: Person, sheets: list[dict[str, Any]], *, at: datetime = AT) -> Survey:
    SurveyAnswer.objects.bulk_create(SurveyAnswer(survey=survey, answers=one) for one in sheets)
    return actions.close_survey(by=officer, survey=survey, at=at)


def survey_things(city: Organisation, officer: Person, at: datetime = AT) -> dict[str, Any]:
    """Keys of the demo's open survey and of one in preparation."""
    opened = Survey.objects.filter(organisation=city, state=Survey.State.OPEN).get()
    draft = make_survey(city, officer, edition="Próba", opened=False, opens_at=at + timedelta(days=1))
    return {"open survey": opened.pk, "draft survey": draft.pk}
