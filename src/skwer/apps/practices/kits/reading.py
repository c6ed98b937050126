"""A kit in words: each element as lines that people can read, and that can be compared.

Give it a document whose defaults are filled in (`registry.filled`), and it says what holds where nothing was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from skwer.values.money import write_amount
from skwer.values.text import ORDER, in_language

from . import elements
from .words import ANSWERS, STAGES, label_of, value_of

SUMS = ("pot", "request_min", "request_max", "hour_rate", "year_cap")
SHARES = ("own_share", "percent", "line_shift", "spread_alarm", "reasons_below", "min_points")
HIDDEN = ("key", "seed", "kind", "fields", "currency", "topic", "body_id")
"""What a document needs and a reader does not."""
NAMES = ("title", "label", "heading", "text", "words")
"""Where a record keeps what it is called."""
_MARK = re.compile(r"\{(§?)(\w+)\}")

Path = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One thing the kit says. `path` is the same in two versions; `level`: how deep it stands; a heading has lines."""

    path: Path
    label: str
    text: str = ""
    level: int = 0
    heading: bool = False


def lines(document: Mapping[str, Any], key: str) -> list[Line]:
    """One element of the document in words, in the reader's language; [] where it has no such element."""
    part = elements.part(document, key)
    if part is None:
        return []
    reader = _Reader(document, key)
    return [
        replace(line, label=reader.filled_in(line.label), text=reader.filled_in(line.text))
        for line in reader.element(part)
    ]


class _Reader:
    """Reads one element; each method yields the lines of one kind of thing."""

    def __init__(self, document: Mapping[str, Any], key: str) -> None:
        self.document = document
        self.key = key
        self.call = document.get("call", {})
        self.currency = str(self.call.get("currency", ""))

    def element(self, part: Any) -> Iterator[Line]:
        if self.key == "calendar":
            yield from self._calendar(part)
        elif self.key == "stages":
            yield from self._stages(part)
        elif self.key == "durability":
            care = {"durability_months": part["durability_months"], **(part["upkeep"] or {})}
            if care.get("months") == part["durability_months"]:
                del care["months"]  # the stage only repeats what the scheme says
            yield from self._mapping(care, ())
        elif isinstance(part, Mapping):
            yield from self._mapping(_that_matters(part), ())
        else:
            yield from self._records(self.key, part, (), 0)

    def filled_in(self, words: str) -> str:
        """Figures of this kit in a text that will hold those of a call."""
        return _MARK.sub(self._figure, words) if "{" in words else words

    def _figure(self, mark: re.Match[str]) -> str:
        paragraph, name = mark.groups()
        if paragraph:
            return "§\u00a0…"
        if name in ("request_min", "request_max") and name in self.call:
            return _money(self.call[name], self.currency)
        if name == "care_time":
            months = int(self.document.get("scheme", {}).get("durability_months") or 0)
            return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
        if name == "years":
            years = int(self.call.get("age_min") or 0)
            return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
        return str(self.call[name]) if name in self.call else mark.group()

    def _calendar(self, part: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
        for path, stage, row in zip(stage_ids(part), self.document["stages"], part, strict=True):
            if words := when(row):
                yield Line((path,), stage_name(stage), words)

    def _stages(self, part: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
        for path, shell in zip(stage_ids(part), part, strict=True):
            name, kind = stage_name(shell), str(STAGES.get(shell["kind"], shell["kind"]))
            said = [kind] if name != kind else []
            if shell.get("round"):
                said.append(value_of("round", shell["round"]))
            yield Line((path,), name, ": ".join(said))
            yield from self._mapping(shell.get("settings", {}), (path,), 1)

    def _mapping(self, data: Mapping[str, Any], path: Path, level: int = 0, parent: str = "") -> Iterator[Line]:
        for name, value in data.items():
            if name not in HIDDEN and not _is_empty(value, name):
                yield from self._value(name, value, (*path, name), level, parent)

    def _value(self, name: str, value: Any, path: Path, level: int, parent: str) -> Iterator[Line]:
        parent = parent or ("scheme" if self.key == "support" else self.key)
        label = label_of(name, parent)
        if name == "stages":
            yield from self._applying(value, level)
        elif name in ("form", "report_form"):
            yield Line(path, label, "", level, heading=True)
            yield from self._form(value, path, level + 1)
        elif name == "objections" and not value.get("days"):
            yield Line(path, label, _("none are taken"), level)
        elif name == "support" and isinstance(value, Mapping) and not value.get("needed"):
            yield Line(path, label, _("not needed"), level)
        elif name == "template" and not value:
            yield Line(path, label, _("Skwer's own text for this form of support"), level)
        elif name == "instalments" and not value:
            yield Line(path, label, _("all at once when the agreement is in force"), level)
        elif is_text(value) or (isinstance(value, str) and name in NAMES):
            yield Line(path, label, in_language(value), level)
        elif isinstance(value, Mapping):
            yield Line(path, label, "", level, heading=True)
            yield from self._mapping(value, path, level + 1, name)
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) and not is_text(one) for one in value):
            if name != self.key:
                yield Line(path, label, "", level, heading=True)
                level += 1
            yield from self._records(name, value, path, level)
        elif isinstance(value, list) and any(is_text(one) for one in value):
            for one in value:
                yield Line(path, label, in_language(one), level)
        elif isinstance(value, list):
            joiner = " → " if name == "ties" else ", "
            yield Line(path, label, joiner.join(self._one_of(name, one) for one in value), level)
        else:
            yield Line(path, label, self._scalar(name, value, parent), level)

    def _scalar(self, name: str, value: Any, parent: str) -> str:
        if name in SUMS and self.currency:
            return _money(value, self.currency)
        if name in SHARES or parent == "weights":
            return _share(value)
        return value_of(name, value, parent)

    def _one_of(self, name: str, value: Any) -> str:
        if name == "ties" and isinstance(value, str) and value.startswith("criterion:"):
            return _("more points for “%(name)s”") % {"name": self._criterion(value.partition(":")[2])}
        return value_of(name, value)

    def _criterion(self, key: str) -> str:
        found = (elements.part(self.document, "criteria") or {}).get("criteria", [])
        return next((in_language(one.get("title", {})) for one in found if one.get("key") == key), key)

    def _records(self, name: str, rows: Sequence[Mapping[str, Any]], path: Path, level: int) -> Iterator[Line]:
        """Records with a name of their own: criteria, bodies, paragraphs, instalments, measures."""
        for index, row in enumerate(rows):
            inner = (*path, record_id(row, index))
            called = next((one for one in NAMES if _says(row.get(one))), "")
            title = in_language(row[called]) if called else ""
            if name in _IN_ONE_LINE:
                label, text = _IN_ONE_LINE[name](row, title, index)
                yield Line(inner, label, text, level)
            elif name == "criteria":
                yield Line(inner, title, _criterion_words(row), level)
                rest = {key: row[key] for key in ("hint", "measure", "bands", "anchors") if key in row}
                for key, value in rest.items():
                    if key == "anchors":
                        yield from self._records("anchors", value, (*inner, "anchors"), level + 1)
                    elif not _is_empty(value, key):
                        yield from self._value(key, value, (*inner, key), level + 1, name)
            else:
                rest = {key: value for key, value in row.items() if key != called}
                yield Line(inner, title or str(index + 1), "", level, heading=True)
                yield from self._mapping(rest, inner, level + 1, name)

    def _applying(self, rows: Sequence[Mapping[str, Any]], level: int) -> Iterator[Line]:
        """What each stage in which people apply says of this element."""
        stages = [stage for stage in self.document["stages"] if stage["kind"] == "propose"]
        for index, (stage, row) in enumerate(zip(stages, rows, strict=False), 1):
            path, deeper = (f"propose-{index}",), len(rows) > 1
            if deeper and any(not _is_empty(value, name) for name, value in row.items()):
                yield Line(path, stage_name(stage), "", level, heading=True)
            yield from self._mapping(row, path, level + deeper)

    def _form(self, form: Mapping[str, Any], path: Path, level: int) -> Iterator[Line]:
        for index, step in enumerate(form.get("steps", [])):
            inner = (*path, record_id(step, index))
            yield Line(inner, in_language(step.get("title", {})), "", level, heading=True)
            if _says(step.get("intro")):
                yield Line((*inner, "intro"), label_of("intro"), in_language(step["intro"]), level + 1)
            for place, question in enumerate(step.get("questions", [])):
                asked = (*inner, record_id(question, place))
                yield Line(asked, in_language(question.get("label", {})), question_words(question), level + 1)
                if _says(question.get("hint")):
                    yield Line((*asked, "hint"), label_of("hint"), in_language(question["hint"]), level + 2)


def _anchor(row: Mapping[str, Any], title: str, _index: int) -> tuple[str, str]:
    return _points(row), title


def _budget(row: Mapping[str, Any], title: str, _index: int) -> tuple[str, str]:
    return title, _share(row.get("percent"))


def _bands(row: Mapping[str, Any], _title: str, _index: int) -> tuple[str, str]:
    low, high = row.get("from"), row.get("to")
    if low in (None, ""):
        return _("up to %(high)s") % {"high": high}, _points(row)
    if high in (None, ""):
        return _("from %(low)s") % {"low": low}, _points(row)
    return f"{low} – {high}", _points(row)


def _instalment(row: Mapping[str, Any], _title: str, index: int) -> tuple[str, str]:
    said = [_share(row.get("share")), value_of("after", row.get("after", "signed"))]
    if row.get("days"):
        said.append(
            ngettext("%(n)s day after the start", "%(n)s days after the start", row["days"]) % {"n": row["days"]}
        )
    return str(index + 1), ", ".join(said)


def _body(row: Mapping[str, Any], title: str, _index: int) -> tuple[str, str]:
    return title, value_of("role", row.get("role", "decides"))


def _check(row: Mapping[str, Any], title: str, _index: int) -> tuple[str, str]:
    return title, label_of("na") if row.get("na") else ""


def _cap(row: Mapping[str, Any], _title: str, _index: int) -> tuple[str, str]:
    words = in_language(row.get("words") or {}).replace("{percent}", str(row.get("percent", "")))
    return in_language(row.get("title") or {}), words


def _module(row: Mapping[str, Any], title: str, _index: int) -> tuple[str, str]:
    return title, str(row.get("url") or "")


_IN_ONE_LINE = {
    "anchors": _anchor,
    "budget": _budget,
    "bands": _bands,
    "instalments": _instalment,
    "chain": _body,
    "items": _check,
    "caps": _cap,
    "modules": _module,
}


def stage_name(stage: Mapping[str, Any]) -> str:
    """What a stage is called; without a name of its own, by its kind."""
    return in_language(stage.get("title") or {}) or str(STAGES.get(stage.get("kind", ""), stage.get("kind", "")))


def stage_ids(stages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Kind and how-manieth of this kind: a second round stays the second round in another version."""
    found, seen = [], dict.fromkeys((stage["kind"] for stage in stages), 0)
    for stage in stages:
        seen[stage["kind"]] += 1
        found.append(f"{stage['kind']}-{seen[stage['kind']]}")
    return found


def when(stage: Mapping[str, Any]) -> str:
    """Days and hours counted from the first day of the call, which is day 1."""
    ends = [
        _("day %(day)s, %(hour)s") % {"day": stage[f"{end}_day"] + 1, "hour": stage.get(f"{end}_hour") or hour}
        for end, hour in (("opens", "09:00"), ("closes", "20:00"))
        if isinstance(stage.get(f"{end}_day"), int)
    ]
    return " – ".join(ends)


def days(stage: Mapping[str, Any]) -> str:
    """Only the days of a stage: "day 1 – day 31"; "" where it has none."""
    ends = [stage[name] + 1 for name in ("opens_day", "closes_day") if isinstance(stage.get(name), int)]
    if len(ends) == 2:
        return _("day %(first)s – %(last)s") % {"first": ends[0], "last": ends[1]}
    return _("day %(day)s") % {"day": ends[0]} if ends else ""


def question_words(question: Mapping[str, Any]) -> str:
    """What an answer to the question must be: "a longer text; up to 1500 characters; must be answered"."""
    kind = question.get("kind", "")
    said = [str(ANSWERS.get(kind, kind))]
    if options := [in_language(one.get("label", {})) for one in question.get("options") or []]:
        said[0] = f"{said[0]}: {', '.join(options)}"
    if rows := [in_language(one.get("label", {})) for one in question.get("rows") or []]:
        said.append(_("asked of: %(rows)s") % {"rows": ", ".join(rows)})
    if question.get("max_length"):
        said.append(_("up to %(most)s characters") % {"most": number_format(question["max_length"])})
    if question.get("min"):
        said.append(_("at least %(least)s") % {"least": _number(question["min"])})
    if question.get("max"):
        said.append(_("at most %(most)s") % {"most": _number(question["max"])})
    if question.get("required"):
        said.append(_("must be answered"))
    if question.get("public") is False:
        said.append(_("not shown to readers"))
    return "; ".join(said)


def is_text(value: Any) -> bool:
    """Is this a text in languages?"""
    return isinstance(value, Mapping) and bool(value) and all(name in ORDER for name in value)


def record_id(row: Mapping[str, Any], index: int) -> str:
    """What tells a record from its neighbours in two versions: its key, else what it is called, else its place."""
    if isinstance(row.get("key"), str) and row["key"]:
        return str(row["key"])
    if "points" in row and not _says(row.get("title")):
        return str(row["points"])
    named = next((row[name] for name in NAMES if _says(row.get(name))), None)
    return in_language(named, "pl") if named else str(index)


def _that_matters(part: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of an assessment or a decision without those that another setting makes idle."""
    idle: set[str] = set()
    if (method := part.get("method")) is not None:
        idle |= {"weights"} if method != "mixed" else set()
        idle |= {"min_votes"} if method == "points" else set()
        idle |= {"min_points"} if method == "votes" else set()
        idle |= {"completion"} if part.get("allocation") != "equal-shares" else set()
    if part.get("reasons") not in (None, "below"):
        idle.add("reasons_below")
    return {name: value for name, value in part.items() if name not in idle}


def _criterion_words(row: Mapping[str, Any]) -> str:
    said = []
    if row.get("weight") not in (None, ""):
        said.append(_("%(weight)s%% of the result") % {"weight": row["weight"]})
    said.append(_("up to %(most)s points") % {"most": row.get("max", "")})
    if row.get("step") not in (None, "", "1", 1):
        said.append(_("in steps of %(step)s") % {"step": row["step"]})
    return ", ".join(said)


def _is_empty(value: Any, name: str) -> bool:
    """Nothing to say; a list whose emptiness says something is none of these."""
    if value == [] and name in ("template", "instalments"):
        return False
    if value == 0 and name == "guardian_age":
        return True
    return value in (None, "", [], {}) or (is_text(value) and not any(value.values()))


def _says(value: Any) -> bool:
    return bool(value) and (isinstance(value, str) or (is_text(value) and any(value.values())))


def _points(row: Mapping[str, Any]) -> str:
    return _("%(points)s points") % {"points": row.get("points", "")}


def _share(value: Any) -> str:
    return f"{value}\u00a0%"


def _number(value: Any) -> str:
    return number_format(value) if isinstance(value, int) else str(value)


def _money(value: Any, currency: str) -> str:
    try:
        return write_amount(Decimal(str(value)), currency, get_language() or "pl")
    except InvalidOperation:
        return str(value)
