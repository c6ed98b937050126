"""Modules, paths, scales and self-assessments for tests, made through the actions people use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from skwer.apps.learning import actions
from skwer.apps.learning.models import Completion, Module, Path, Scale, SelfAssessment
from skwer.apps.people.models import Organisation, Person

from .factories import AT, make_body, make_person

_serial = count(1)


def text(polish: str, english: str = "") -> dict[str, str]:
    return {"pl": polish, "en": english or polish}


def option(key: str, right: bool, words: str = "") -> dict[str, Any]:
    return {"key": key, "text": text(words or f"Odpowiedź {key}"), "right": right, "feedback": text(f"Powód {key}")}


QUESTIONS: list[dict[str, Any]] = [
    {
        "kind": "single",
        "text": text("Od czego zaczynasz?", "What do you begin with?"),
        "options": [option("a", True, "Od listy rzeczy"), option("b", False, "Od sumy")],
    },
    {
        "kind": "several",
        "text": text("Co wpiszesz do kosztów?", "What are costs?"),
        "options": [option("a", True, "Ławki"), option("b", True, "Transport"), option("c", False, "Mandat")],
    },
]
RIGHT = {"1": ["a"], "2": ["a", "b"]}
WRONG = {"1": ["b"], "2": ["a", "b"]}


def make_module(
    organisation: Organisation,
    officer: Person,
    *,
    slug: str = "",
    published: bool = True,
    questions: Sequence[dict[str, Any]] = QUESTIONS,
    at: datetime = AT,
    **values: Any,
) -> Module:
    """A module with two questions, all of which must be right; published unless told otherwise."""
    slug = slug or f"lekcja-{next(_serial)}"
    given = {
        "title_pl": "Jak policzyć mały projekt",
        "title_en": "How to budget a small project",
        "summary_pl": "Od listy rzeczy do sumy.",
        "body_pl": "## Zacznij od listy\n\nNajpierw *rzeczy*, potem ceny.",
        "body_en": "## Begin with a list\n\nFirst *things*, then prices.",
        "pass_mark": 100,
        **values,
    }
    module = actions.create_module(by=officer, organisation=organisation, values=given, slug=slug, at=at)
    if questions:
        actions.set_questions(by=officer, module=module, questions=questions, at=at)
    if published:
        actions.publish_module(by=officer, module=module, at=at)
    return module


def make_path(
    organisation: Organisation,
    officer: Person,
    *modules: Module,
    slug: str = "pierwszy-wniosek",
    published: bool = True,
) -> Path:
    values = {"title_pl": "Pierwszy wniosek", "title_en": "A first proposal", "audience": "resident"}
    path = actions.create_path(by=officer, organisation=organisation, values=values, modules=modules, slug=slug, at=AT)
    return actions.publish_path(by=officer, path=path, at=AT) if published else path


AREAS = ("udzial", "finanse", "przestrzen")


def area(key: str, *modules: str) -> dict[str, Any]:
    anchors = [{"value": n, "text": text(f"{key} na {n}", f"{key} at {n}")} for n in range(1, 6)]
    return {"key": key, "title": text(key.capitalize()), "anchors": anchors, "modules": list(modules)}


def make_scale(
    organisation: Organisation, officer: Person, *, published: bool = True, areas: Any = None, **values: Any
) -> Scale:
    given = {"title_pl": "Siła miasta", "title_en": "A city's strength", "areas": areas or [area(k) for k in AREAS]}
    slug = f"skala-{next(_serial)}"
    scale = actions.create_scale(by=officer, organisation=organisation, values={**given, **values}, slug=slug, at=AT)
    return actions.publish_scale(by=officer, scale=scale, at=AT) if published else scale


def make_assessment(
    city: Organisation, officer: Person, scale: Scale, *, people: Sequence[Person] = (), moment: str = "before"
) -> SelfAssessment:
    """An open self-assessment; the people sit in a new body of the city and are asked."""
    made = actions.open_self_assessment(by=officer, scale=scale, city=city, moment=moment, at=AT)
    if people:
        body = make_body(city, *people, name=f"Grupa {next(_serial)}", kind="local_group")
        actions.ask(by=officer, assessment=made, bodies=[body], at=AT)
    return made


def judged(
    city: Organisation, officer: Person, scale: Scale, sheets: Sequence[dict[str, Any]], *, moment: str = "before"
) -> SelfAssessment:
    """A closed self-assessment with these sheets, each given by somebody new."""
    people = [make_person(f"Osoba {n}") for n in range(max(len(sheets), 1))]
    made = make_assessment(city, officer, scale, people=people, moment=moment)
    for person, scores in zip(people, sheets, strict=False):
        actions.answer_self_assessment(by=person, assessment=made, scores=scores, at=AT)
    return actions.close_self_assessment(by=officer, assessment=made, at=AT)


def learning_things() -> dict[str, Any]:
    """What addresses of learning name in the demo: a certificate, and the town's self-assessment after."""
    return {
        "certificate": Completion.objects.get(module__slug="maly-budzet").number,
        "judged": SelfAssessment.objects.get(city__slug="lipowiec", moment="after").pk,
    }
