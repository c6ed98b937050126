"""Each element of a kit as fields: its part of the document shown on a page, and read back from it.

The desk's shapes of settings do the work; here a part is laid out so that a shape can name every value in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.calls.models import Stage
from skwer.apps.calls.stages import AGREE, ASSESS, CHECK, DECIDE, DELIVER, UPKEEP, VOTE, kinds
from skwer.apps.practices.kits.cutting import PROPOSE, stages_of_kind
from skwer.apps.practices.kits.reading import stage_name
from skwer.apps.practices.kits.words import VALUES, label_of
from skwer.values.money import CURRENCIES, read_amount
from skwer.values.text import in_language
from skwer.web.desk.settings_of import PROPOSE_SHAPE, check_shape, shape_of
from skwer.web.desk.shapes import Group, Part, Rows, Shape

PREFIX = "part."
SUMS = ("pot", "request_min", "request_max", "hour_rate", "year_cap")
STAGE_OF = {
    "checks": CHECK,
    "criteria": ASSESS,
    "ballot": VOTE,
    "counting": DECIDE,
    "agreement": AGREE,
    "delivery": DELIVER,
}
APPLYING = {
    "applicants": ("group_size", "per_applicant"),
    "form": ("form", "paper"),
    "backing": ("owner_consent", "support"),
    "clauses": ("conditions", "cost_rules"),
}
LISTS = ("budget", "measures", "modules")
_CALENDAR = ("opens_day", "opens_hour", "closes_day", "closes_hour")


def shape_of_element(key: str, document: Mapping[str, Any], values: Mapping[str, Any]) -> Shape:
    """The fields of one element; `values`: as `values_of` gives them."""
    if key == "checks":
        return check_shape(_questions(document))
    if key in STAGE_OF:
        return shape_of(Stage(kind=STAGE_OF[key]), values)
    if key in ("stages", "calendar"):
        fields = _title_fields() if key == "stages" else _calendar_fields()
        return [Group(f"s{index}", stage_name(one), fields) for index, one in enumerate(document.get("stages", []))]
    if key in _OF_MONEY:
        return _OF_MONEY[key](CURRENCIES.get(document.get("call", {}).get("currency", ""), ""))
    return [*_FIELDS[key](), *_applying(key, document)]


def values_of(key: str, document: Mapping[str, Any], part: Any) -> dict[str, Any]:
    """A part as the shape names it."""
    if key in LISTS:
        return {"rows": part}
    if key in ("stages", "calendar"):
        found = {f"s{index}": dict(row) for index, row in enumerate(part)}
        return {name: _counted_from(row, 1) for name, row in found.items()} if key == "calendar" else found
    values = {name: _plain(name, value) for name, value in part.items() if name != "stages"}
    if key in STAGE_OF:
        return {**_defaults(STAGE_OF[key]), **values}
    if key == "clauses":
        values["clauses"] = [_texts(one) for one in values.get("clauses", [])]
    if key == "durability":
        values["upkeep"] = {**_defaults(UPKEEP), **(part.get("upkeep") or {})}
    if key in APPLYING:
        rows = part.get("stages") or [{} for _stage in stages_of_kind(document, PROPOSE)]
        if len(rows) == 1:
            return {**values, **rows[0]}
        values |= {f"s{index}": row for index, row in enumerate(rows)}
    return values


def part_of(key: str, old: Any, values: Mapping[str, Any]) -> Any:
    """Back from the page's values to the element's part; `old`: the part it was shown from."""
    values = {name: _tidy(name, value) for name, value in values.items()}
    if key in LISTS:
        return list(values.get("rows") or [])
    if key in ("stages", "calendar"):
        rows = [values[f"s{index}"] for index in range(len(old))]
        return [_counted_from(row, -1) for row in rows] if key == "calendar" else rows
    part = {name: value for name, value in values.items() if value is not None}
    if key in STAGE_OF:
        return _said(STAGE_OF[key], old, part)
    if key == "clauses" and "clauses" in part:
        part["clauses"] = [_as_was(one) for one in part["clauses"]]
    if key == "durability":
        part["upkeep"] = _said(UPKEEP, old.get("upkeep") or {}, part.get("upkeep") or {})
        if not part["upkeep"] and old.get("upkeep") is None:
            part["upkeep"] = None
    if key in APPLYING:
        part = _split(key, part)
    return part


def place_of(key: str, path: str) -> str:
    """The field on the page that a path in the document ("stages.3.settings.ties") leads to."""
    steps = path.split(".")
    if "settings" in steps:
        steps = steps[steps.index("settings") + 1 :]
    elif steps[0] == "stages":
        steps = [f"s{steps[1]}", *steps[2:]] if len(steps) > 1 else []
    elif key in LISTS:
        steps = ["rows", *steps[1:]]
    else:
        steps = steps[1:]
    return PREFIX + ".".join(steps)


def _said(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without those that say what holds anyway and were not said before."""
    defaults = _defaults(kind)
    unsaid = {name: None for name, value in old.items() if value is None}
    return {**unsaid, **{name: value for name, value in new.items() if name in old or value != defaults.get(name)}}


def _defaults(kind: str) -> dict[str, Any]:
    """What holds where a kit does not say; a seed is each call's own."""
    return {name: value for name, value in kinds()[kind].defaults().items() if name != "seed"}


def _split(key: str, part: dict[str, Any]) -> dict[str, Any]:
    """Values of the stages in which people apply go back into their list."""
    several = sorted((name for name in part if name[0] == "s" and name[1:].isdecimal()), key=lambda name: int(name[1:]))
    rows = [part.pop(name) for name in several]
    if not rows:
        mine = {*APPLYING[key], *(("caps",) if key == "clauses" else ())}
        rows = [{name: part.pop(name) for name in list(part) if name in mine}]
    if any(rows):
        part["stages"] = rows
    return part


def _applying(key: str, document: Mapping[str, Any]) -> Shape:
    """What each stage in which people apply says of this element; with one stage its fields stand alone."""
    names = APPLYING.get(key, ())
    if not names:
        return []
    fields = [one for one in PROPOSE_SHAPE if one.name in names]
    if key == "clauses":
        fields.append(_caps())
    stages = stages_of_kind(document, PROPOSE)
    if len(stages) == 1:
        return fields
    return [Group(f"s{index}", stage_name(one), fields) for index, one in enumerate(stages)]


def _caps() -> Rows:
    parts = [
        Part("title", pgettext("of a thing", "Name"), "words"),
        Part("percent", label_of("percent"), "decimal", unit="%"),
        Part("words", label_of("words"), "words", _("{percent} is filled in.")),
    ]
    return Rows("caps", label_of("caps"), pgettext("costs", "Cap"), parts, keyed_by="title")


def _choices(name: str, parent: str = "") -> list[tuple[str, Any]]:
    return [(key, capfirst(str(words))) for key, words in VALUES[f"{parent}.{name}" if parent else name].items()]


def _vehicle(sign: str) -> Shape:
    return [
        Part("vehicle", label_of("vehicle"), "choice", choices=_choices("vehicle")),
        Part("legal_basis", label_of("legal_basis"), "longwords"),
        Part("hour_rate", label_of("hour_rate"), "decimal", unit=sign),
        Part("year_cap", label_of("year_cap"), "decimal", unit=sign),
        Part("de_minimis", label_of("de_minimis"), "tick"),
    ]


def _support() -> Shape:
    choices = _choices("support", "scheme")
    return [Part("support", label_of("support", "scheme"), "choice", choices=choices)]


def _applicants() -> Shape:
    return [
        Part("applicants", label_of("applicants"), "choices", choices=_choices("applicants"), default=[]),
        Part("age_min", label_of("age_min"), "number"),
        Part("guardian_age", label_of("guardian_age"), "number"),
    ]


def _money(sign: str) -> Shape:
    return [
        Part("currency", label_of("currency"), "choice", choices=[(code, code) for code in CURRENCIES]),
        *(Part(name, label_of(name), "decimal", unit=sign) for name in ("pot", "request_min", "request_max")),
        Part("own_share", label_of("own_share"), "number", unit="%"),
    ]


def _budget() -> Shape:
    parts = [
        Part("title", pgettext("of a thing", "Name"), "words"),
        Part("percent", label_of("percent"), "number", unit="%"),
    ]
    hint = _("Together 100%.")
    return [Rows("rows", _("What the pot is spent on"), pgettext("budget", "Line"), parts, keyed_by="title", hint=hint)]


def _form() -> Shape:
    return [
        Part("categories", label_of("categories"), "choices", choices=_choices("categories"), default=[]),
        Part("show_proposals", label_of("show_proposals"), "choice", choices=_choices("show_proposals")),
    ]


def _committee() -> Shape:
    return [
        Part("size", label_of("size"), "number"),
        Part("chair", label_of("chair"), "words"),
        Part("members", label_of("members"), "longwords"),
        Part("conflict", label_of("conflict"), "longwords"),
    ]


def _clauses() -> Shape:
    texts = Rows("texts", label_of("texts"), pgettext("form", "Text"), plain=True)
    parts = [Part("heading", label_of("heading"), "words"), texts]
    named = lambda clause: in_language(clause.get("heading") or "")  # noqa: E731  (one expression, used once)
    return [Rows("clauses", label_of("clauses"), pgettext("regulations", "Paragraph"), parts, title=named)]


def _durability() -> Shape:
    months = Part("durability_months", label_of("durability_months"), "number", _("0: nobody has to look after it."))
    return [months, Group("upkeep", _("Care of the place"), shape_of(Stage(kind=UPKEEP), {}))]


def _measures() -> Shape:
    parts = [
        Part("title", pgettext("of a thing", "Name"), "words"),
        Part("unit", label_of("unit"), "words"),
        Part("how", label_of("how"), "longwords"),
    ]
    return [Rows("rows", _("What is measured"), pgettext("kit", "Measure"), parts, keyed_by="title")]


def _modules() -> Shape:
    parts = [
        Part("title", pgettext("of a thing", "Name"), "words"),
        Part("slug", label_of("slug"), hint=_("The last part of its address here, for example: budzet.")),
        Part("url", label_of("url"), hint=_("Where it is elsewhere: https://…")),
    ]
    named = lambda module: in_language(module.get("title") or "")  # noqa: E731  (one expression, used once)
    return [Rows("rows", _("What one should learn first"), pgettext("kit", "Module"), parts, title=named)]


_OF_MONEY: Mapping[str, Any] = {"vehicle": _vehicle, "money": _money}
_FIELDS: Mapping[str, Any] = {
    "support": _support,
    "applicants": _applicants,
    "budget": _budget,
    "form": _form,
    "backing": list,
    "committee": _committee,
    "clauses": _clauses,
    "durability": _durability,
    "measures": _measures,
    "modules": _modules,
}


def _title_fields() -> list[Part | Rows | Group]:
    return [Part("title", pgettext("of a thing", "Name"), "words")]


def _calendar_fields() -> list[Part | Rows | Group]:
    return [
        Part("opens_day", _("Opens on day"), "number", _("Day 1 is the first day of the call.")),
        Part("opens_hour", _("at")),
        Part("closes_day", _("Closes on day"), "number"),
        Part("closes_hour", _("at")),
    ]


def _questions(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The questions of all forms, by key: what a correction may open."""
    found: dict[str, str] = {}
    for stage in stages_of_kind(document, PROPOSE):
        for step in stage.get("settings", {}).get("form", {}).get("steps", []):
            found |= {one["key"]: in_language(one.get("label") or {}) for one in step.get("questions", [])}
    return list(found.items())


def _counted_from(row: Mapping[str, Any], more: int) -> dict[str, Any]:
    """Days as people count them (the first one is day 1), or back."""
    return {
        name: value + more if name.endswith("_day") and isinstance(value, int) else value
        for name, value in row.items()
        if value is not None
    }


def _texts(clause: Mapping[str, Any]) -> dict[str, Any]:
    """A paragraph with its sentences as a list, also where it has only one."""
    rest = {name: value for name, value in clause.items() if name != "text"}
    return {**rest, "texts": [clause["text"]]} if "text" in clause else rest


def _as_was(clause: Mapping[str, Any]) -> dict[str, Any]:
    texts = [dict(one) for one in clause.get("texts", []) if one]
    rest = {name: value for name, value in clause.items() if name != "texts"}
    return {**rest, "text": texts[0]} if len(texts) == 1 else {**rest, "texts": texts}


def _tidy(name: str, value: Any) -> Any:
    """Plain data as a document holds it: sums as text, no empty numbers, no records that remember the page."""
    if name in SUMS and isinstance(value, str) and value.strip():
        return _sum(value)
    if value == "" and name != "round":
        return None
    if isinstance(value, Mapping):
        inner = {key: _tidy(key, one) for key, one in value.items()}
        return {key: one for key, one in inner.items() if one is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_tidy("", one) for one in value]
    return value


def _plain(name: str, value: Any) -> Any:
    """A sum as people write it: without cents where there are none."""
    return value.removesuffix(".00") if name in SUMS and isinstance(value, str) else value


def _sum(typed: str) -> str:
    try:
        amount: Decimal = read_amount(typed)
    except ValueError:
        return typed  # the checker names it
    return f"{amount:.2f}"
