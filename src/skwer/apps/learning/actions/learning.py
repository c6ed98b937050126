"""Answering a module's questions, and completing it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..checking import Answers, Outcome, check, known_answers, unanswered
from ..models import Attempt, Completion, Module
from .common import Problem, note

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's thirty-two signs: none is taken for another when a number is typed from paper."""


class Unanswered(Refusal):
    """Some questions have no answer yet; `problems` name them. What was chosen is kept by whoever asks."""

    code = "unanswered"

    def __init__(self, places: list[int]) -> None:
        words = ngettext_lazy(
            "One question waits for your answer.", "%(n)s questions wait for your answer.", len(places)
        )
        super().__init__(words % {"n": len(places)} if len(places) != 1 else words)
        self.problems = [Problem(f"q{place}", _("Choose your answer here.")) for place in places]


class NotOpen(Refusal):
    """A draft, or a module without questions, cannot be completed."""

    message = _("This lesson is not open yet. Its questions can be answered once it is published.")
    code = "not_open"
    status = 409


@dataclass(frozen=True)
class Answered:
    """What came of a try. completion: there from the first passed try of this version on; None without an account."""

    outcome: Outcome
    answers: dict[str, list[str]]
    completion: Completion | None


def answer_questions(*, by: Person | None, module: Module, answers: Answers, at: datetime) -> Answered:
    """Try the questions. Everybody may; only people with an account keep the try and, once passed, a completion.

    answers: chosen keys by the question's place. Raises Unanswered, NotOpen, NotAllowed.
    """
    person = by if by is not None and by.is_authenticated else None
    if person is not None and not person.is_active:
        raise NotAllowed
    if not module.is_published:
        raise NotOpen
    with transaction.atomic():
        # Questions and version as they stand together: nobody completes one version with another's questions.
        module = Module.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=module.pk)
        questions = list(module.questions.all())
        known = known_answers(questions, answers)
        if not questions:
            raise NotOpen
        if missing := unanswered(questions, known):
            raise Unanswered(missing)
        outcome = check(questions, known, module.pass_mark)
        if person is None:
            return Answered(outcome, known, None)
        values: dict[str, Any] = {
            "module_version": module.version,
            "answers": known,
            "right": len(outcome.right),
            "total": outcome.total,
            "passed": outcome.passed,
            "at": at,
        }
        Attempt.objects.update_or_create(module=module, person=person, defaults=values)
        completion = _complete(module, person, at) if outcome.passed else None
    return Answered(outcome, known, completion)


def _complete(module: Module, person: Person, at: datetime) -> Completion:
    completion, made = Completion.objects.get_or_create(
        module=module,
        person=person,
        module_version=module.version,
        defaults={"hours": module.hours, "completed_at": at, "number": _number()},
    )
    if made:
        # Who learns what is hers to tell: the journal of the organisation says only that somebody did.
        note("complete_module", module, module.organisation, None, at, after={"version": module.version})
    return completion


def _number() -> str:
    """A number nobody guesses, in three groups: 4F7K-9QXM-2B8T."""
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(12))
    return "-".join((signs[:4], signs[4:8], signs[8:]))
