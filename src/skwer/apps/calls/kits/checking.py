"""What is wrong with a kit document: its form, its stages, their order; and what a city must still decide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from skwer.apps.practices.kits.documents import MOST_DEPTH, depth
from skwer.apps.practices.kits.elements import element_of_path
from skwer.apps.practices.kits.registry import FORMAT, KitProblem
from skwer.values.text import in_language

from ..actions.setup import fill
from ..dates import moment_of
from ..models import Call, Edition, Scheme, Stage
from ..setup_problems import call_problems, missing_hours, order_problems, shape_problems
from ..stages import ASSESS, MEET, PROPOSE, Problem, kinds
from . import schema
from .parts import LANGUAGES
from .saying import sentence

MOST_FAULTS = 40
"""A file of something else has a fault a line; the first ones say so."""

FIRST_DAY = date(2026, 1, 5)
"""A Monday from which days are laid out to see whether their order holds; any would do."""


class Checker:
    """The checker this room offers to `practices`."""

    def schema(self) -> dict[str, Any]:
        """JSON Schema 2020-12 of a kit."""
        return deepcopy(schema.schema())

    def problems(self, document: Any) -> list[KitProblem]:
        """Faults first of the form, then, if it is sound, of what it means; with what is undecided last."""
        for look in (_unreadable, _of_form):
            if found := list(islice(look(document), MOST_FAULTS)):
                return found
        return [*_of_meaning(document), *_undecided(document)]

    def filled(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with every setting at its default that it leaves out; seeds belong to no kit."""
        return _filled(document)


KIT_CHECKER = Checker()


# --- the form


def _unreadable(document: Any) -> Iterator[KitProblem]:
    """What no database and no schema should be asked about: other things than JSON, control characters, fractions."""
    if not isinstance(document, dict):
        yield KitProblem("not_a_kit", _("A kit is a JSON object: it begins with “{”."))
        return
    if depth(document) > MOST_DEPTH:
        yield KitProblem("too_deep", _("The document is nested too deeply to be a kit."))
        return
    if document.get("format") != FORMAT:
        said = _("This is no kit of the form %(format)s. Its “format” must say so.") % {"format": FORMAT}
        yield KitProblem("format", said, "format")
        return
    for path, value in _leaves(document, ""):
        if isinstance(value, float):
            message = _('Write numbers with a fraction as text, in quotes: "12.50".')
            yield KitProblem("fraction", message, path, element_of_path(path, document))
        elif isinstance(value, str) and any(_is_control(letter) for letter in value):
            message = _("This text holds a character nobody can read. Write it again.")
            yield KitProblem("control", message, path, element_of_path(path, document))
        elif not isinstance(value, (str, int, type(None))):
            yield KitProblem("not_json", _("This is no JSON."), path, element_of_path(path, document))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                yield path, object()
                continue
            yield path, key
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}.{index}" if path else str(index))
    else:
        yield path, value


def _is_control(letter: str) -> bool:
    return letter not in "\n\t\r" and unicodedata.category(letter) in ("Cc", "Cs")


def _pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
    """In a schema "$" is the end; in Python also the place before a last line end, which no key or hour may have."""
    if isinstance(instance, str) and not re.search(re.sub(r"(?<!\\)\$", r"\\Z", pattern), instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


_Validator = extend(Draft202012Validator, {"pattern": _pattern})


@cache
def _validator() -> Any:
    return _Validator(schema.schema())


def _of_form(document: dict[str, Any]) -> Iterator[KitProblem]:
    told: set[tuple[str, str]] = set()
    for error in _validator().iter_errors(document):
        for path, message in sentence(error):
            if (path, message) not in told:
                told.add((path, message))
                yield KitProblem(f"schema_{error.validator}", message, path, element_of_path(path, document))


# --- the meaning


def _of_meaning(document: dict[str, Any]) -> Iterator[KitProblem]:
    call, stages = _laid_out(document)
    for problem in call_problems(call):
        yield _told(problem, f"call.{problem.where}", document)
    for problem in shape_problems(stages):
        yield KitProblem(problem.code, problem.message, "stages", "stages")
    late = [stage for stage in stages if stage.opens_at and stage.closes_at and stage.closes_at <= stage.opens_at]
    for stage in late:
        yield KitProblem("hours", _("A stage must close after it opens."), f"stages.{stage.order - 1}", "calendar")
    for problem in order_problems(stages):
        yield KitProblem(problem.code, problem.message, _from_zero(problem.where), "calendar")
    for stage in stages:
        kind = kinds()[stage.kind]
        for problem in [*kind.problems(stage.settings), *kind.fits(stage, stages)]:
            yield _told(problem, f"stages.{stage.order - 1}.settings.{problem.where}", document)
    yield from _of_advice(document)


def _told(problem: Problem, path: str, document: dict[str, Any]) -> KitProblem:
    return KitProblem(problem.code, problem.message, path.rstrip("."), element_of_path(path, document))


def _from_zero(where: str) -> str:
    """ "stages.2" of a call counts orders from one; a path in the document counts from zero."""
    head, _dot, order = where.partition(".")
    return f"{head}.{int(order) - 1}" if order.isdecimal() else where


def _laid_out(document: dict[str, Any]) -> tuple[Call, list[Stage]]:
    """The call and its stages as they would be made; nothing is saved."""
    call = Call(edition=Edition(scheme=Scheme(**_without_texts(document["scheme"]))), slug="kit")
    fill(call, {**document["call"], "title": document["title"]})
    stages = []
    for order, planned in enumerate(document["stages"], 1):
        stage = Stage(
            call=call,
            order=order,
            kind=planned["kind"],
            opens_at=moment_of(FIRST_DAY, planned.get("opens_day"), planned.get("opens_hour", "09:00")),
            closes_at=moment_of(FIRST_DAY, planned.get("closes_day"), planned.get("closes_hour", "20:00")),
            settings=kinds()[planned["kind"]].from_kit(planned["settings"]),
        )
        fill(stage, {"title": planned.get("title", {})}, texts=("title",))
        stages.append(stage)
    return call, stages


def _without_texts(scheme: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in scheme.items() if name != "legal_basis"}


def _of_advice(document: dict[str, Any]) -> Iterator[KitProblem]:
    shares = document.get("budget") or []
    if shares and sum(share["percent"] for share in shares) != 100:
        yield KitProblem("budget", _("The shares of the pot must add up to 100%."), "budget", "budget")
    for name in ("budget", "measures"):
        keys = [row["key"] for row in document.get(name) or []]
        if len(set(keys)) != len(keys):
            yield KitProblem("same_key", _("Two entries have the same key. Give each its own."), name, name)


# --- what a city must still decide


def _undecided(document: dict[str, Any]) -> Iterator[KitProblem]:
    stages = document["stages"]
    _call, planned = _laid_out(document)
    if not in_language(document["scheme"].get("legal_basis") or {}).strip():
        yield _open(
            "legal_basis", _("Say on which law the call stands, with source and date."), "scheme.legal_basis", "vehicle"
        )
    for problem in missing_hours(planned):
        yield _open(problem.code, problem.message, _from_zero(problem.where), "calendar")
    for index, stage in enumerate(stages):
        if stage["kind"] in (ASSESS, MEET):
            yield _open("committee", _("Name the committee."), f"stages.{index}", "committee")
            break
    if document["scheme"]["vehicle"] == Scheme.Vehicle.PARTICIPATORY_BUDGET and any(
        stage["settings"].get("support", {}).get("needed") for stage in stages if stage["kind"] == PROPOSE
    ):
        message = _("Say how many people live in the city: support of at most 0.1% of them may be required.")
        yield _open("support_population", message, "stages.0.settings.support", "backing")
    yield from _untranslated(document)
    for index, point in enumerate(document.get("to_decide") or []):
        yield _open("to_decide", in_language(point["text"]), f"to_decide.{index}", point["element"])


def _open(code: str, message: str, path: str, element: str) -> KitProblem:
    return KitProblem(code, message, path, element, undecided=True)


def _untranslated(document: dict[str, Any]) -> Iterator[KitProblem]:
    """One sentence for each element with rules in one language only: regulations are made in Polish and English."""
    told: set[tuple[str, str]] = set()
    for path, written in _texts({name: document[name] for name in ("scheme", "call", "stages")}, ""):
        said = [code for code in ("pl", "en") if written.get(code, "").strip()]
        element = element_of_path(path, document)
        if len(said) != 1 or (element, said[0]) in told:
            continue
        told.add((element, said[0]))
        message = _("Some texts are in Polish only. Add the English ones.")
        if said == ["en"]:
            message = _("Some texts are in English only. Add the Polish ones.")
        yield _open("language", message, path, element)


def _texts(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if isinstance(value, Mapping):
        if value and set(value) <= set(LANGUAGES):
            yield path, value
            return
        for key, inner in value.items():
            yield from _texts(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{index}")


# --- defaults


_CALL = {
    "request_min": "0.00",
    "own_share": 0,
    "age_min": 18,
    "guardian_age": 0,
    "categories": [],
    "show_proposals": "checked",
    "clauses": [],
}
_SUMS = ("pot", "request_min", "request_max", "hour_rate", "year_cap")


def _filled(document: dict[str, Any]) -> dict[str, Any]:
    made = deepcopy(document)
    made["scheme"] = _with_cents({"de_minimis": False, **made["scheme"]})
    made["call"] = _with_cents({**_CALL, **made["call"]})
    for stage in made["stages"]:
        kind = kinds()[stage["kind"]]
        settings = kind.from_kit(stage.get("settings", {}))
        for name, default in kind.defaults().items():
            if name in _NESTED:
                settings[name] = {**default, **(settings.get(name) or {})}
        stage["settings"] = kind.to_kit(settings)
        for end, hour in (("opens", "09:00"), ("closes", "20:00")):
            if stage.get(f"{end}_day") is not None:
                stage.setdefault(f"{end}_hour", hour)
    return made


_NESTED = ("support", "objections", "weights")


def _with_cents(values: dict[str, Any]) -> dict[str, Any]:
    def cents(written: str) -> str:
        whole, _point, rest = written.partition(".")
        return f"{int(whole)}.{rest:0<2}"

    return {name: cents(value) if name in _SUMS and isinstance(value, str) else value for name, value in values.items()}
