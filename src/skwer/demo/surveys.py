"""A survey before and one after last year's edition, and one that is open now. All answers are invented."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from skwer.apps.calls.models import Call, Edition
from skwer.apps.people.models import Person
from skwer.apps.surveys import actions
from skwer.apps.surveys.models import Survey
from skwer.apps.surveys.questions import STATEMENTS

from .calls import Teller

TITLE = "Jak nam razem w Lipowcu?"
# How often of ten somebody agrees, before and after; the rest is spread over the other answers.
AGREE = {
    "before": {"office": 4, "money": 4, "say": 3, "neighbours": 6, "mine": 6, "time": 3, "both": 7},
    "after": {"office": 6, "money": 4, "say": 6, "neighbours": 6, "mine": 7, "time": 5, "both": 8},
}


def ask_residents(teller: Teller, decided: Call, voting: Call, *, at: datetime) -> None:
    """Both surveys of the decided edition with their sheets, and the open one of this year's."""
    past = decided.edition
    _closed(teller, past, "before", closes_at=at - timedelta(days=380), sheets=64)
    _closed(teller, past, "after", closes_at=at - timedelta(days=40), sheets=71)
    _draft(teller.officer, voting.edition, "before", opens_at=at - timedelta(days=5), closes_at=at + timedelta(days=16))
    for _line in actions.tick_surveys(at=at):
        pass


def _closed(teller: Teller, edition: Edition, moment: str, *, closes_at: datetime, sheets: int) -> None:
    opens_at = closes_at - timedelta(days=21)
    survey = _draft(teller.officer, edition, moment, opens_at=opens_at, closes_at=closes_at)
    actions.open_survey(by=teller.officer, survey=survey, at=opens_at)
    rng = random.Random(moment)  # noqa: S311  (the same invented answers every time)
    for _n in range(sheets):
        answers = _sheet(rng, AGREE[moment])
        actions.answer_survey(by=None, survey=survey, answers=answers, at=opens_at + timedelta(days=1))
    actions.close_survey(by=None, survey=survey, at=closes_at)


def _draft(by: Person, edition: Edition, moment: str, *, opens_at: datetime, closes_at: datetime) -> Survey:
    values = {
        "title": TITLE,
        "who": Survey.Who.ANYBODY,
        "least": 5,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "statements": {grid: list(words.values()) for grid, words in STATEMENTS.items()},
        "background": ["took_part", "age"],
    }
    return actions.draft_survey(by=by, edition=edition, moment=moment, values=values, at=opens_at - timedelta(days=3))


def _sheet(rng: random.Random, agree: Mapping[str, int]) -> dict[str, Any]:
    answers: dict[str, Any] = {
        grid: {key: {"is": _said(rng, agree[key])} for key in words} for grid, words in STATEMENTS.items()
    }
    answers["took_part"] = rng.choice(["proposed", "voted", "voted", "helped", "no", "no"])
    answers["age"] = rng.choice(["18_34", "35_64", "35_64", "65", ""])
    return {key: value for key, value in answers.items() if value}


def _said(rng: random.Random, often: int) -> str:
    if rng.randrange(10) < often:
        return rng.choice(["agree", "rather_agree"])
    return rng.choice(["neither", "rather_not", "not", "dont_know"])
