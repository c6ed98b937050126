"""Answers to a module's questions against what is right. Whole numbers only: no rounding decides who passed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .models import Question

Answers = Mapping[str, Sequence[str]]
"""Chosen options by the question's place: {"1": ["a"], "2": ["b", "c"]}."""


@dataclass(frozen=True)
class Outcome:
    """right: places of the questions that were answered rightly."""

    right: frozenset[int]
    total: int
    passed: bool


def known_answers(questions: Iterable[Question], answers: Answers) -> dict[str, list[str]]:
    """The answers without what no question offers, in the order of the options."""
    found: dict[str, list[str]] = {}
    for question in questions:
        chosen = set(answers.get(str(question.order), ()))
        kept = [str(option["key"]) for option in question.options if str(option["key"]) in chosen]
        if kept:
            found[str(question.order)] = kept
    return found


def unanswered(questions: Iterable[Question], answers: Answers) -> list[int]:
    """Places of the questions without an answer, and of those with two where one is asked for."""
    return [
        question.order
        for question in questions
        if not (chosen := answers.get(str(question.order)))
        or (question.kind == Question.Kind.SINGLE and len(chosen) > 1)
    ]


def check(questions: Collection[Question], answers: Answers, pass_mark: int) -> Outcome:
    """A question is right when exactly the right options are chosen. Passed: right ÷ all ≥ pass mark."""
    right = frozenset(
        question.order for question in questions if set(answers.get(str(question.order), ())) == question.right_keys
    )
    total = len(questions)
    return Outcome(right, total, total > 0 and len(right) * 100 >= pass_mark * total)
