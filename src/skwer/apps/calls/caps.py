"""Caps on kinds of costs, and the question whether a business benefits: what a call's settings add to its form.

A cap is a row of the setting `caps` of PROPOSE: `key`, `title` (the kind of cost, as the form offers it), `percent`
(of the whole cost) and `words` (its sentence in the regulations; may hold {percent}).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.values.text import Text

from .stages import Clause, Problem

BUSINESS, DECLARATION = "business_benefits", "de_minimis"
"""Keys of the questions on de minimis aid; the second is a file and no public answer."""


@dataclass(frozen=True)
class Cap:
    """Costs of this kind are at most so many per cent of the whole cost."""

    key: str
    title: Text
    words: Text
    percent: Decimal


def caps_of(settings: Mapping[str, Any]) -> list[Cap]:
    """The caps that can be read; `cap_problems` says what is wrong with the others."""
    found = []
    for row in settings.get("caps") or []:
        percent = _percent(row.get("percent")) if isinstance(row, Mapping) else None
        if percent is not None and row.get("key"):
            found.append(Cap(str(row["key"]), row.get("title") or {}, row.get("words") or {}, percent))
    return found


def cap_problems(settings: Mapping[str, Any]) -> list[Problem]:
    rows = settings.get("caps") or []
    if not isinstance(rows, list) or any(not isinstance(row, Mapping) for row in rows):
        return [Problem("caps", str(_("List the kinds of costs that have a limit.")), "caps")]
    found = []
    for index, row in enumerate(rows):
        if not str(row.get("key") or "").isidentifier() or not any((row.get("title") or {}).values()):
            found.append(Problem("cap_title", str(_("Name the kind of cost.")), f"caps.{index}.title"))
        if _percent(row.get("percent")) is None:
            message = _("Write the limit in per cent of the whole cost: a number from 0 to 100.")
            found.append(Problem("cap_percent", str(message), f"caps.{index}.percent"))
    if len({row.get("key") for row in rows}) != len(rows):
        found.append(Problem("cap_twice", str(_("Each kind of cost has one limit.")), "caps"))
    return found


def cap_clauses(settings: Mapping[str, Any]) -> list[Clause]:
    return [Clause("caps", _sentence(cap)) for cap in caps_of(settings)]


def _sentence(cap: Cap) -> Text:
    shown = {"pl": f"{cap.percent:f}".replace(".", ","), "en": f"{cap.percent:f}"}
    words = {code: (cap.words.get(code) or "").replace("{percent}", shown[code]) for code in ("pl", "en")}
    pl, en = (cap.title.get("pl") or cap.title.get("en", ""), cap.title.get("en") or cap.title.get("pl", ""))
    return {
        "pl": words["pl"] or f"{pl[:1].upper()}{pl[1:]}: najwyżej {shown['pl']}% kosztu całkowitego.",
        "en": words["en"] or f"{en[:1].upper()}{en[1:]}: at most {shown['en']}% of the whole cost.",
    }


def asked_too(form: dict[str, Any], settings: Mapping[str, Any], de_minimis: bool) -> dict[str, Any]:
    """The form with what the settings ask for besides: the kind of each cost, and whether a business benefits."""
    kinds = [{"key": cap.key, "label": dict(cap.title)} for cap in caps_of(settings)]
    if not kinds and not de_minimis:
        return form
    form = deepcopy(form)
    steps = [step for step in form.get("steps", []) if step.get("questions")]
    for step in steps:
        for index, question in enumerate(step["questions"]):
            if question.get("kind") != "costs":
                continue
            if kinds:
                question["cost_kinds"] = kinds
            if de_minimis:
                step["questions"][index + 1 : index + 1] = deepcopy(QUESTIONS)
                de_minimis = False
    return form


QUESTIONS: list[dict[str, Any]] = [
    {
        "key": BUSINESS,
        "kind": "choice",
        "label": {"pl": "Czy ze wsparcia skorzysta przedsiębiorca?", "en": "Will a business benefit from the support?"},
        "hint": {
            "pl": "Także wtedy, gdy prowadzi go organizacja albo ktoś z Was ({§de_minimis}).",
            "en": "Also when the organisation itself or one of you runs it ({§de_minimis}).",
        },
        "required": True,
        "options": [
            {"key": "no", "label": {"pl": "nie", "en": "no"}},
            {"key": "yes", "label": {"pl": "tak", "en": "yes"}},
        ],
    },
    {
        "key": DECLARATION,
        "kind": "file",
        "accept": "document",
        "label": {
            "pl": "Oświadczenie o otrzymanej pomocy de minimis",
            "en": "Declaration on de minimis aid received",
        },
        "hint": {
            "pl": "Tylko jeśli odpowiedź brzmi „tak”. Podpisuje je przedsiębiorca. Nie publikujemy go.",
            "en": "Only if you answered “yes”. The business signs it. We do not publish it.",
        },
        "required": False,
        "max": 3,
        "public": False,
    },
]


def business_benefits(answers: Mapping[str, Any]) -> bool:
    return answers.get(BUSINESS) == "yes"


def declaration_missing(answers: Mapping[str, Any]) -> bool:
    """Does a business benefit, and has it declared nothing yet? An agreement waits for this."""
    return business_benefits(answers) and not answers.get(DECLARATION)


def _percent(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 100 else None
