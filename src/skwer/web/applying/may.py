"""May I apply? A page of five questions, without an account: yes or no, how much, until when, and which paragraph."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from skwer.apps.calls.applicants import APPLICANTS, GROUP
from skwer.apps.calls.backing import asks_guardian
from skwer.apps.calls.may_i import Case, MayI, may_i
from skwer.apps.calls.models import Call
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.regulations import frozen_or_made
from skwer.values.money import read_amount
from skwer.web.fields import currency_sign
from skwer.web.proposals.finding import call_of
from skwer.web.proposals.words import applicant_words

ASKED = ("who", "people", "age", "sum", "land")


@require_safe
def may(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions, and once they are answered what the rules say. The answers stand in the address alone."""
    call = call_of(request, slug)
    typed = {name: request.GET.get(name, "").strip()[:40] for name in ASKED}
    asked = "who" in request.GET
    case, wrong = _read(call, typed)
    if asked and not case.kind:
        wrong["who"] = _("Choose who asks for the money.")
    answer = may_i(call, case, timezone.now()) if asked and not wrong else None
    context = {
        "call": call,
        "city": call.organisation,
        "fields": _fields(call, typed, wrong),
        "problems": list(wrong.items()),
        "answer": answer,
        "groups": _groups(call, answer) if answer else [],
        "start_url": f"{reverse('web:propose', args=[slug])}?{_taken_along(call, case, typed)}",
    }
    # A page whose answers cannot be read is shown again as it is: nothing was sent, so it stays 200.
    return render(request, "applying/may_i.html", context)


def _read(call: Call, typed: Mapping[str, str]) -> tuple[Case, dict[str, str]]:
    wrong: dict[str, str] = {}
    numbers: dict[str, int | None] = {}
    for name, most, message in (
        ("people", 500, _("Write in figures how many of you there are, for example 3.")),
        ("age", 120, _("Write your age in whole years, for example 16.")),
    ):
        value = typed[name]
        numbers[name] = None
        if value:
            if value.isascii() and value.isdecimal() and 0 < int(value) <= most:
                numbers[name] = int(value)
            else:
                wrong[name] = message
    total: Decimal | None = None
    if typed["sum"]:
        try:
            total = read_amount(typed["sum"])
        except ValueError:
            total = None
        if total is None or total <= 0:
            total, wrong["sum"] = None, _("Write a sum in figures, for example 5 000.")
    kind = typed["who"] if typed["who"] in APPLICANTS else ""
    land = typed["land"] if typed["land"] in {key for key, _label in _land(call)} else ""
    owner = land if land in ("", "city", "unknown") else "other"
    return Case(kind, numbers["people"], numbers["age"], total, owner), wrong


def _land(call: Call) -> list[tuple[str, str]]:
    """Whose land: in the words of the call's own form, where it asks."""
    question = form_of(call).question("owner")
    if question is not None and question.options:
        return [(option.key, str(option.label)) for option in question.options]
    return [("city", _("the city's")), ("other", _("somebody else's")), ("unknown", _("I do not know"))]


def _fields(call: Call, typed: Mapping[str, str], wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    def one(name: str, kind: str, label: str, **more: Any) -> dict[str, Any]:
        errors = [wrong[name]] if name in wrong else []
        return {"name": name, "kind": kind, "label": label, "value": typed[name], "errors": errors, **more}

    # Everybody may ask, also those the call does not take: she learns why, and which paragraph says so.
    found = [
        one("who", "radio", _("Who applies?"), choices=[(kind, applicant_words(kind)) for kind in APPLICANTS]),
    ]
    if GROUP in call.applicants:
        hint = _("Only for an informal group: neighbours without a legal form.")
        found.append(one("people", "number", _("How many of you are there?"), hint=hint, required=False))
    if call.age_min or asks_guardian(call):
        hint = _("Only for a person or a group. We do not keep it.")
        found.append(one("age", "number", _("How old is whoever sends it?"), hint=hint, required=False))
    unit = currency_sign(call.currency)
    found.append(one("sum", "money", _("How much do you need, about?"), unit=unit, required=False))
    choices = [("", _("I skip this")), *_land(call)]
    found.append(one("land", "select", _("Whose land is it?"), choices=choices, required=False))
    return found


def _groups(call: Call, answer: MayI) -> list[dict[str, Any]]:
    """Findings as the page lists them: what stands against it first, then what to do, then what fits."""
    anchors = {f"§\u00a0{one['number']}": f"p{one['number']}" for one in frozen_or_made(call)}
    rules_url = reverse("web:regulations", args=[call.slug])
    groups = [
        ("against", "no", _("No"), _("What stands against it"), answer.against),
        ("to-do", "fix", pgettext("may I apply", "To do"), _("What you still need, and what to know"), answer.to_do),
        ("fits", "done", pgettext("may I apply", "Fits"), _("What fits"), answer.fits),
    ]
    return [
        {
            "key": key,
            "shape": shape,
            "word": word,
            "title": title,
            "list": [
                {
                    "sentence": one.sentence,
                    "paragraph": one.paragraph,
                    "url": f"{rules_url}#{anchors.get(one.paragraph, '')}",
                }
                for one in found
            ],
        }
        for key, shape, word, title, found in groups
        if found
    ]


def _taken_along(call: Call, case: Case, typed: Mapping[str, str]) -> str:
    """What the start of the proposal need not ask again."""
    along = {"applicant_kind": case.kind, "land": typed["land"] if case.land else ""}
    if case.age is not None and asks_guardian(call) and case.age < call.guardian_age:
        along["young"] = "on"
    return urlencode({name: value for name, value in along.items() if value})
