"""Questions as the page shows them: what was chosen, what came of it, and why each answer is right or wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from skwer.apps.learning.checking import Outcome, check, known_answers
from skwer.apps.learning.models import Attempt, Module, Question
from skwer.values.text import in_language

from . import words

SESSION = "learn"
MOST_KEPT = 5


@dataclass(frozen=True)
class Tried:
    """Chosen options by the question's place; outcome: None while nothing was judged. unsent: chosen before signing
    in, to be sent once more so that they count."""

    answers: dict[str, list[str]]
    outcome: Outcome | None
    unsent: bool = False


def read(post: Any) -> dict[str, list[str]]:
    """Chosen options from a sent page; names are q1, q2, …"""
    return {
        name[1:]: post.getlist(name)[:20]
        for name in list(post)[:100]
        if name.startswith("q") and name[1:].isascii() and name[1:].isdecimal()
    }


def kept(request: HttpRequest, module: Module) -> Tried:
    """What the reader chose last: in her account, else in this browser's session."""
    person: Any = request.user
    questions = list(module.questions.all())
    brought = _of_session(request, module)
    if brought:
        answers = known_answers(questions, brought)
        if person.is_authenticated:
            return Tried(answers, None, unsent=True)
        return Tried(answers, check(questions, answers, module.pass_mark))
    if person.is_authenticated:
        last = Attempt.objects.filter(module=module, person=person, module_version=module.version).first()
        if last is not None:
            return Tried(last.answers, check(questions, last.answers, module.pass_mark))
    return Tried({}, None)


def _of_session(request: HttpRequest, module: Module) -> dict[str, list[str]]:
    stored = request.session.get(SESSION, {}).get(module.slug)
    return stored["answers"] if stored and stored["version"] == module.version else {}


def remember(request: HttpRequest, module: Module, answers: dict[str, list[str]]) -> None:
    others = {slug: one for slug, one in request.session.get(SESSION, {}).items() if slug != module.slug}
    latest = dict(list(others.items())[-(MOST_KEPT - 1) :])
    request.session[SESSION] = {**latest, module.slug: {"version": module.version, "answers": answers}}


def forget(request: HttpRequest, module: Module) -> None:
    """Nothing of a try stays in the session once the account has it."""
    stored = request.session.get(SESSION, {})
    if module.slug in stored:
        request.session[SESSION] = {slug: one for slug, one in stored.items() if slug != module.slug}


def following(here: str) -> str:
    return urlencode({"next": here})


def rows(module: Module, tried: Tried, problems: Sequence[Any]) -> list[dict[str, Any]]:
    """A row a question. Chosen answers say why they are right or wrong; the others too once the question is right."""
    missing = {problem.where: problem.message for problem in problems}
    return [_row(question, tried, missing.get(f"q{question.order}", "")) for question in module.questions.all()]


def _row(question: Question, tried: Tried, missing: Any) -> dict[str, Any]:
    chosen = set(tried.answers.get(str(question.order), ()))
    judged = tried.outcome is not None
    right = judged and question.order in tried.outcome.right  # type: ignore[union-attr]
    options = []
    for n, option in enumerate(question.options):
        key, on = str(option["key"]), str(option["key"]) in chosen
        name = f"id_q{question.order}"
        told = judged and (on or right)
        options.append(
            {
                "key": key,
                "id": name if n == 0 else f"{name}_{n}",
                "text": in_language(option["text"]),
                "spoken": words.spoken_in(option["text"]),
                "on": on,
                "right": bool(option["right"]),
                "feedback": in_language(option["feedback"]) if told else "",
                "spoken_feedback": words.spoken_in(option["feedback"]),
            }
        )
    wrongly = any(option["on"] and not option["right"] for option in options)
    return {
        "question": question,
        "spoken": words.spoken(question, "text"),
        "several": question.kind == Question.Kind.SEVERAL,
        "options": options,
        "judged": judged,
        "right": right,
        # All that was chosen is right, and yet something was left out.
        "incomplete": judged and not right and not wrongly,
        "missing": missing,
    }
