"""The evaluation of an event: a ready form, and answers counted so that nobody is recognised."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from skwer.apps.forms.schema import Form, Question

from .models import EvaluationAnswer, Event

FEW = 5
"""Fewer answers than this are not shown singly: in a small group a sentence or a mark has an author."""

_SCALE = [
    {"key": "very", "label": {"pl": "bardzo", "en": "very"}},
    {"key": "rather", "label": {"pl": "raczej tak", "en": "rather"}},
    {"key": "little", "label": {"pl": "raczej nie", "en": "not much"}},
    {"key": "not", "label": {"pl": "wcale", "en": "not at all"}},
]


def default_form() -> dict[str, Any]:
    """Four questions that every event can ask; whoever runs it changes them before the first answer."""
    return {
        "steps": [
            {
                "key": "evaluation",
                "title": {"pl": "Ocena spotkania", "en": "How it was"},
                "questions": [
                    {
                        "key": "useful", "kind": "choice", "required": True, "options": _SCALE,
                        "label": {"pl": "Czy to spotkanie przyda Ci się w pracy?", "en": "How useful was it to you?"},
                    },
                    {
                        "key": "access", "kind": "choice", "options": _SCALE,
                        "label": {
                            "pl": "Czy miejsce i program były dla Ciebie dostępne?",
                            "en": "How accessible were the place and the programme to you?",
                        },
                    },
                    {
                        "key": "take_home", "kind": "long_text", "max_length": 1000,
                        "label": {"pl": "Co zabierasz do siebie?", "en": "What do you take home?"},
                    },
                    {
                        "key": "better", "kind": "long_text", "max_length": 1000,
                        "label": {"pl": "Co zrobić lepiej następnym razem?", "en": "What should be better next time?"},
                    },
                ],
            }
        ]
    }  # fmt: skip


@dataclass(frozen=True)
class QuestionSummary:
    """One question: how many answered; for a choice how often each answer; for a number its mean; texts as they are.

    hidden: too few answered to show what they said.
    """

    question: Question
    answered: int
    hidden: bool
    counts: tuple[tuple[Any, int], ...] = ()
    mean: Decimal | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Summary:
    """`asked` could answer, `answered` did."""

    asked: int
    answered: int
    questions: tuple[QuestionSummary, ...]


def summarise(event: Event, asked: int) -> Summary:
    """What the answers say together."""
    sheets = list(EvaluationAnswer.objects.filter(event=event).values_list("answers", flat=True))
    questions = Form.from_json(event.evaluation).questions
    return Summary(asked, len(sheets), tuple(_summary(question, sheets) for question in questions))


def _says_something(value: Any) -> bool:
    return value is not None and value is not False and value not in ("", [], {})  # nought is an answer


def _summary(question: Question, sheets: list[dict[str, Any]]) -> QuestionSummary:
    given = [value for sheet in sheets if _says_something(value := sheet.get(question.key))]
    if len(given) < FEW:
        return QuestionSummary(question, len(given), hidden=True)
    if question.kind in ("choice", "choices"):
        counted = Counter(key for value in given for key in (value if isinstance(value, list) else [value]))
        counts = tuple((option, counted[option.key]) for option in question.options)
        return QuestionSummary(question, len(given), hidden=False, counts=counts)
    if question.kind in ("number", "money"):
        mean = sum((Decimal(str(value)) for value in given), Decimal()) / len(given)
        return QuestionSummary(question, len(given), hidden=False, mean=mean.quantize(Decimal("0.01")))
    if question.is_text:
        texts = tuple(sorted((str(value) for value in given), key=str.casefold))
        return QuestionSummary(question, len(given), hidden=False, texts=texts)
    return QuestionSummary(question, len(given), hidden=False)
