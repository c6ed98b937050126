"""A practice record as it is typed at the desk: two languages side by side, facts in rows. What was typed is kept."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.practices.contents import LONGEST, LONGEST_PART, MOST_ROWS, BadContents
from skwer.apps.practices.models import PARTS, Practice, PracticeVersion, Theme
from skwer.values.canonical import fingerprint
from skwer.values.money import CURRENCIES, read_amount
from skwer.web import countries
from skwer.web.context import OWN_NAMES
from skwer.web.practices.forms import NumberField
from skwer.web.practices.words import language

from .parts import BY_KEY

FIGURE = ("label", "value", "unit", "period", "source", "url")
SPARE_ROWS = 2
_number = NumberField()


class Typed:
    """What stands in the form: what was posted, else what the version says.

    problems: {field: sentence}, by the field names of BadContents ("figures.2.url", "title").
    """

    def __init__(
        self,
        version: PracticeVersion,
        to: str,
        given: Mapping[str, str] | None = None,
        problems: dict[str, str] | None = None,
    ) -> None:
        self.version, self.to, self.problems = version, to, problems or {}
        self.original = version.practice.language
        self.given = given if given is not None else self._kept()
        self.posted = given is not None

    # --- what the version says, under the names of the form

    def _kept(self) -> dict[str, str]:
        version = self.version
        kept: dict[str, Any] = {f"base_{code}": version.written_at.get(code, "") for code in (self.original, self.to)}
        kept["base_facts"] = fingerprint(version.facts)
        for part in PARTS:
            for code in (self.original, self.to):
                kept[f"{part}_{code}"] = version.written(part, code)
        for path in ("city.name", "city.country", "city.population", "city.population_year", "city.population_source",
                     "cost.from", "cost.to", "cost.currency", "months", "effort", "verdict",
                     "contact.name", "contact.email", "contact.phone"):  # fmt: skip
            kept[path] = version.fact(*path.split("."))
        for path in ("cost.from", "cost.to"):
            kept[path] = _as_typed(kept[path])
        for number, row in enumerate(version.fact("figures") or [], 1):
            for key in FIGURE:
                kept |= self._row(f"figures.{number}.{key}", row.get(key))
            kept[f"figures.{number}.value"] = _number.prepare_value(Decimal(row["value"]))
        for number, row in enumerate(version.fact("links") or [], 1):
            kept |= self._row(f"links.{number}.label", row.get("label")) | {f"links.{number}.url": row.get("url")}
        return {name: "" if value is None else str(value) for name, value in kept.items()}

    def _row(self, name: str, value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            return {f"{name}_{code}": value.get(code, "") for code in (self.original, self.to)}
        return {name: value}

    @property
    def themes(self) -> list[str]:
        if self.posted:
            return list(self.given.getlist("themes"))  # type: ignore[attr-defined]
        return list(self.version.fact("themes") or [])

    # --- for the template

    @property
    def bases(self) -> list[tuple[str, str]]:
        """What the writer saw, sent back so that nobody's words are overwritten unseen. After a refusal of that kind
        she has seen both, and may save over it."""
        kept = self._kept()
        names = (f"base_{self.original}", f"base_{self.to}", "base_facts")
        return [(name, kept[name]) for name in names]

    @property
    def parts(self) -> list[dict[str, Any]]:
        """Each part with its two fields: the original, and the translation beside it."""
        rows = []
        for key, part in BY_KEY.items():
            pair = [self._text_field(key, code, part.rows) for code in (self.original, self.to)]
            rows.append({"key": key, "ask": part.ask, "hint": part.hint, "pair": pair})
        return rows

    def _text_field(self, part: str, code: str, rows: int) -> dict[str, Any]:
        name = f"{part}_{code}"
        wrong = self.problems.get(part) if code == self.original or f"{part}_{code}" in self.problems else None
        there = self.version.written(part, code)
        typed = self.given.get(name, "")
        field = {
            "kind": "text" if part == "title" else "textarea",
            "name": name,
            "label": OWN_NAMES.get(code, code),
            "value": typed,
            "rows": rows,
            "max_length": LONGEST.get(part, LONGEST_PART),
            "required": code == self.original and part == "title",
            "errors": [wrong] if wrong else [],
            "attrs": {"lang": code},
        }
        return {"field": field, "kept": there if self.posted and there.strip() != _plain(typed) else ""}

    def field(self, name: str, label: str, **more: Any) -> dict[str, Any]:
        wrong = self.problems.get(name)
        made = {"kind": "text", "name": name, "label": label, "value": self.given.get(name, ""), "required": False}
        return {**made, "errors": [wrong] if wrong else [], **more}

    @property
    def facts(self) -> dict[str, list[dict[str, Any]]]:
        """Fields of the facts by the group they stand in."""
        none = [("", _("not known"))]
        whole = {"width": "s", "attrs": {"inputmode": "numeric"}}
        most = _("At most six: cities find it by these.")
        verdicts, themes = list(Practice.Verdict.choices), list(Theme.choices)
        currency = self.given.get("cost.currency") or "PLN"
        currencies = [(code, code) for code in CURRENCIES]
        return {
            "about": [
                self.field("verdict", _("How did it go?"), kind="radio", choices=verdicts),
                self.field(
                    "themes", _("What is it about?"), kind="checkboxes", choices=themes, value=self.themes, hint=most
                ),
            ],
            "city": [
                self.field("city.name", _("City it comes from")),
                self.field("city.country", _("Country"), kind="select", choices=[*none, *countries.choices()]),
                self.field("city.population", _("Residents"), **whole),
                self.field("city.population_year", _("In the year"), **whole),
                self.field("city.population_source", _("Source of this number")),
            ],
            "effort": [
                self.field("cost.from", _("Cost, from"), kind="money"),
                self.field("cost.to", _("Cost, to"), kind="money"),
                self.field("cost.currency", _("Currency"), kind="select", choices=currencies, value=currency),
                self.field("months", _("Months from start to result"), **whole),
                self.field(
                    "effort", _("Effort of the office"), kind="select", choices=[*none, *Practice.Effort.choices]
                ),
            ],
            "contact": [
                self.field("contact.name", _("Office")),
                self.field("contact.email", _("Its e-mail address"), kind="email"),
                self.field("contact.phone", _("Its telephone"), kind="tel"),
            ],
        }

    @property
    def figures(self) -> list[dict[str, Any]]:
        """A row for each figure, and some to add."""
        labels = {"label": _("What was counted"), "unit": _("Unit")}
        rows = []
        for number in self._numbers("figures"):
            at = f"figures.{number}"
            texts = {key: self._pair(f"{at}.{key}", labels[key]) for key in labels}
            others = [
                self.field(
                    f"{at}.value", pgettext("figure of a practice", "Number"), width="s", attrs={"inputmode": "decimal"}
                ),
                self.field(f"{at}.period", _("When")),
                self.field(f"{at}.source", _("Who says so")),
                self.field(f"{at}.url", _("Where it can be read"), kind="url"),
            ]
            rows.append({"number": number, "texts": texts, "others": others})
        return rows

    @property
    def links(self) -> list[dict[str, Any]]:
        rows = []
        for number in self._numbers("links"):
            label = self._pair(f"links.{number}.label", _("What is there"))
            rows.append(
                {"number": number, "label": label, "url": self.field(f"links.{number}.url", _("Address"), kind="url")}
            )
        return rows

    def _pair(self, name: str, label: str) -> list[dict[str, Any]]:
        """The same question in the original language and in the other one."""
        fields = []
        for code in (self.original, self.to):
            wrong = self.problems.get(name) if code == self.original else None
            words = f"{label} ({OWN_NAMES.get(code, code)})"
            fields.append(self.field(f"{name}_{code}", words, errors=[wrong] if wrong else [], attrs={"lang": code}))
        return fields

    def _numbers(self, kind: str) -> range:
        """Rows that say something, and some to add."""
        used = 0
        for name, value in self.given.items():
            number = name.split(".")[1] if name.startswith(f"{kind}.") else ""
            if value and number.isdecimal() and len(number) < 4:
                used = max(used, int(number))
        return range(1, min(used + SPARE_ROWS, MOST_ROWS) + 1)

    # --- what is saved

    def texts(self, code: str) -> dict[str, str]:
        return {part: self.given[f"{part}_{code}"] for part in PARTS if f"{part}_{code}" in self.given}

    def read_facts(self) -> dict[str, Any]:
        """Everything the form asks about facts, as the action takes it. Raises BadContents."""
        given = self.given

        def under(group: str, *keys: str) -> dict[str, Any]:
            return {key: given.get(f"{group}.{key}", "") for key in keys}

        def counted(name: str) -> int | None:
            return _whole(name, given.get(name, ""))

        def summed(name: str) -> str:
            return _sum(name, given.get(name, ""))

        return {
            "themes": self.themes,
            "verdict": given.get("verdict", ""),
            "city": {
                **under("city", "name", "country", "population_source"),
                "population": counted("city.population"),
                "population_year": counted("city.population_year"),
            },
            "cost": {**under("cost", "currency"), "from": summed("cost.from"), "to": summed("cost.to")},
            "months": counted("months"),
            "effort": given.get("effort", ""),
            "contact": under("contact", "name", "email", "phone"),
            "figures": [self._figure(number) for number in self._numbers("figures")],
            "links": [self._link(number) for number in self._numbers("links")],
        }

    def _link(self, number: int) -> dict[str, Any]:
        label = self._texts(f"links.{number}.label", self.version.fact("links"), number)
        return {"label": label, "url": self.given.get(f"links.{number}.url", "")}

    def _figure(self, number: int) -> dict[str, Any]:
        at, rows = f"figures.{number}", self.version.fact("figures")
        row = {key: self.given.get(f"{at}.{key}", "").strip() for key in ("period", "source", "url")}
        texts = {key: self._texts(f"{at}.{key}", rows, number) for key in ("label", "unit")}
        return {**row, **texts, "value": _decimal(f"{at}.value", self.given.get(f"{at}.value", ""))}

    def _texts(self, name: str, rows: Any, number: int) -> dict[str, str]:
        """The two languages of the form; those of the other languages stay with a row that is still the same one."""
        typed = {code: self.given.get(f"{name}_{code}", "").strip() for code in (self.original, self.to)}
        key = name.rsplit(".", 1)[1]
        kept = rows[number - 1].get(key) or {} if rows and number <= len(rows) else {}
        same = kept.get(self.original) == typed[self.original] and bool(typed[self.original])
        return {**(kept if same else {}), **typed}


def refused_at(refusal: BadContents) -> dict[str, str]:
    """The sentence by the field it means: every missing part, or the one."""
    names = getattr(refusal, "missing", None) or [refusal.field]
    return {name: str(refusal.message) for name in names}


def anchors(problems: Mapping[str, str], original: str) -> list[tuple[str, str]]:
    """For the error summary: (name of the field, sentence), each sentence once."""
    found: dict[str, str] = {}
    for name, sentence in problems.items():
        last = name.rsplit(".", 1)[-1]
        named = name in PARTS or (name.startswith(("figures.", "links.")) and last in ("label", "unit"))
        found.setdefault(sentence, f"{name}_{original}" if named else name)
    return [(name, sentence) for sentence, name in found.items()]


def _as_typed(amount: str | None) -> str:
    """A kept sum as one would type it: without needless cents, with the comma where the reader writes one."""
    plain = (amount or "").removesuffix(".00")
    return plain if language() == "en" else plain.replace(".", ",")


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _whole(field: str, typed: str) -> int | None:
    number = _decimal(field, typed)
    if number is None:
        return None
    if "." in number:
        raise BadContents(field, _("Write a whole number."))
    return int(number)


def _decimal(field: str, typed: str) -> str | None:
    try:
        found = _number.clean(typed)
    except ValidationError as error:
        raise BadContents(field, _("Write a number, for example 12 or 12.5.")) from error
    if found is None:
        return None
    text = f"{found:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sum(field: str, typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        return str(read_amount(typed))
    except ValueError as error:
        raise BadContents(field, _("Write a sum, for example 1200 or 1200.50.")) from error
