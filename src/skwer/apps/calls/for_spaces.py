"""Calls whose proposals ask for a vacant space: which are offered, the question of the form, one winner a space.

PROPOSE's setting `spaces` lists the keys of the spaces offered; an empty list means that the call is about none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.spaces.models import Space

from .models import Call, Proposal, Stage
from .regulations.writing import listed, text, translated
from .stages import PROPOSE, Clause, Problem

QUESTION = "space"
STEP = "where"


def offered(settings: Mapping[str, Any]) -> list[int]:
    """Keys of the spaces this stage offers, in their order."""
    keys = settings.get("spaces") or []
    return [int(key) for key in keys if str(key).isdecimal()] if isinstance(keys, list) else []


def _rows(settings: Mapping[str, Any]) -> list[Space]:
    found = Space.objects.in_bulk(offered(settings))
    return [found[key] for key in offered(settings) if key in found]


def with_spaces(form: dict[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """The form with the question which space the proposal is about, in its step “where”."""
    spaces = _rows(settings)
    steps = [step for step in form.get("steps", []) if step.get("questions")]
    if not spaces or not steps:
        return form
    form = deepcopy(form)
    steps = [step for step in form["steps"] if step.get("questions")]
    by_place = (step for step in steps if any(one.get("kind") == "place" for one in step["questions"]))
    step = next((step for step in steps if step.get("key") == STEP), None) or next(by_place, steps[0])
    step["questions"].insert(0 if step.get("key") == STEP else len(step["questions"]), _question(spaces))
    return form


def _question(spaces: Iterable[Space]) -> dict[str, Any]:
    return {
        "key": QUESTION,
        "kind": "choice",
        "label": text("O który lokal lub teren prosisz?", "Which space do you ask for?"),
        "hint": text(
            "Ich opisy, warunki i terminy oglądania są na stronie wolnych lokali i terenów.",
            "Their descriptions, conditions and viewing hours are on the page of vacant spaces.",
        ),
        "required": True,
        "options": [{"key": str(space.pk), "label": _label(space)} for space in spaces],
    }


def _label(space: Space) -> dict[str, str]:
    where = f", {space.address}" if space.address else ""
    return {code: f"{words}{where}" for code, words in translated(space, "title").items()}


def problems_of_spaces(stage: Stage, settings: Mapping[str, Any]) -> Iterator[Problem]:
    """Only the city's own inventory can be offered, and each space once."""
    keys = settings.get("spaces") or []
    if not keys:
        return
    wanted = offered(settings)
    if len(wanted) != len(keys) or len(set(wanted)) != len(wanted):
        yield Problem("spaces", str(_("Choose the spaces from the list, each once.")), "spaces")
        return
    city = stage.call.organisation_id
    there = set(Space.objects.public().filter(organisation=city, pk__in=wanted).values_list("pk", flat=True))
    if set(wanted) - there:
        message = _("A space that the call offers is no longer in the city's inventory. Choose again.")
        yield Problem("spaces_gone", str(message), "spaces")


def space_clauses(settings: Mapping[str, Any]) -> list[Clause]:
    """Which spaces, one winner each, and the agreement that follows."""
    spaces = _rows(settings)
    if not spaces:
        return []
    names = listed([_label(space) for space in spaces], last=text("i", "and"))
    return [
        Clause(
            "spaces",
            text(
                f"Nabór dotyczy tymczasowego użytkowania tych lokali i terenów: {names['pl']}.",
                f"The call is about the temporary use of these premises and land: {names['en']}.",
            ),
        ),
        Clause(
            "space_choice",
            text(
                "Wniosek dotyczy jednego z nich. Warunki, stan i zagrożenia opisuje jego strona; można go wcześniej "
                "obejrzeć.",
                "A proposal is about one of them. Its page describes terms, condition and hazards; it can be viewed "
                "beforehand.",
            ),
        ),
        Clause(
            "space_once",
            text(
                "Jeden lokal lub teren otrzymuje jeden wnioskodawca: ten, którego wniosek stoi wyżej na liście. "
                "Gdy zrezygnuje, pierwszeństwo ma następny na liście rezerwowej, który prosił o to samo.",
                "Each is given to one applicant: to the proposal that stands higher on the list. If it steps back, the "
                "next one on the reserve list that asked for the same space comes first.",
            ),
        ),
        Clause(
            "space_agreement",
            text(
                "Z wybranym wnioskodawcą Miasto zawiera umowę o używaniu lokalu lub terenu. Wydanie i zwrot stwierdza "
                "protokół.",
                "With the chosen applicant the city makes an agreement about the use of the space. A protocol records "
                "hand-over and hand-back.",
            ),
        ),
    ]


def space_of(proposal: Proposal) -> Space | None:
    """The space the answers name, if the call offers it."""
    key = str(proposal.answers.get(QUESTION) or "")
    if not key.isdecimal() or int(key) not in offered_in(proposal.call):
        return None
    return Space.objects.filter(pk=int(key)).first()


def offered_in(call: Call) -> set[int]:
    """Keys of all spaces the call offers, in whichever of its rounds."""
    return {key for stage in call.stages.filter(kind=PROPOSE) for key in offered(stage.settings)}


def is_still_offered(space: Space) -> bool:
    """Has the office not withdrawn it meanwhile?"""
    return Space.objects.public().filter(pk=space.pk).exists()


def exclusive_groups(competing: Iterable[Proposal]) -> list[list[str]]:
    """Numbers of proposals that ask for the same space: of each group one can win."""
    groups: dict[int, list[str]] = defaultdict(list)
    for proposal in competing:
        if proposal.space_id is not None:
            groups[proposal.space_id].append(str(proposal.number))
    return [sorted(group, key=int) for _space, group in sorted(groups.items()) if len(group) > 1]
