"""Universal design on the ground: what is looked at, and what it means for whoever plans a visit.

The checklist is one question of `forms` (a grid): a proposal plans it, an assessor and an inspection see it, a place
or space shows it. Its data: `{item: {"is": "yes" | "partly" | "no", "note": text, "value": number}}`, an item nobody
looked at left out. It sets no limits of its own, in centimetres or per cent: what was measured is said, whether it
suits them people decide themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

from skwer.apps.forms.checking import FieldError, check_save, check_submit
from skwer.apps.forms.grids import GridRow, grid_rows
from skwer.apps.forms.reading import Post, read_post
from skwer.apps.forms.schema import RAW, Form, Question

KEY = "access"
PLANNED = "access_list"
"""The key of this question in the forms of calls; their question `access` is a sentence of the author's own."""
YES, PARTLY, NO, UNKNOWN = "yes", "partly", "no", "unknown"
Access = Mapping[str, Mapping[str, str]]


def _row(key: str, pl: str, en: str, look_pl: str, look_en: str, *measure: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": key,
        "label": {"pl": pl, "en": en},
        "hint": {"pl": look_pl, "en": look_en},
    }
    if measure:
        row |= {"measure": {"pl": measure[0], "en": measure[1]}, "unit": measure[2]}
    return row


# In the words of kits, both languages side by side: a kit holds this question, and a call freezes it with its form.
GRID: Mapping[str, Any] = {
    "key": KEY,
    "kind": "grid",
    "label": {"pl": "Dla kogo to miejsce będzie wygodne?", "en": "Whom will this place suit?"},
    "hint": {
        "pl": "Osoby na wózku, słabo widzące i te, które szybko się męczą, czytają to przed wyjściem z domu. "
        "Czego nie wiesz, zostaw bez odpowiedzi.",
        "en": "People with a wheelchair, with low sight, or soon out of breath read this before they set out. "
        "Leave out what you do not know.",
    },
    "required": False,
    "options": [
        {"key": YES, "label": {"pl": "tak", "en": "yes"}},
        {"key": PARTLY, "label": {"pl": "częściowo", "en": "partly"}},
        {"key": NO, "label": {"pl": "nie", "en": "no"}},
    ],
    "notes": True,
    "note_when": [PARTLY],
    "rows": [
        _row(
            "route", "Dojście", "Way in",
            "Od chodnika do środka: bez schodów i wysokich krawężników, nic nie stoi na drodze.",
            "From the pavement to the middle: no steps, no high kerbs, nothing in the way.",
            "najwęższe miejsce", "narrowest point", "cm",
        ),
        _row(
            "surface", "Nawierzchnia", "Surface",
            "Twarda i równa, także po deszczu.",
            "Firm and even, after rain too.",
        ),
        _row(
            "slope", "Nachylenie", "Slope",
            "Płasko albo łagodnie.",
            "Level or gentle.",
            "najstromszy odcinek", "steepest part", "%",
        ),
        _row(
            "seating", "Siedziska", "Seats",
            "Z oparciem i podłokietnikami, obok jest miejsce na wózek.",
            "With back and armrests, and room for a wheelchair beside.",
            "najdłuższa droga między siedziskami", "longest way between seats", "m",
        ),
        _row(
            "shade", "Cień", "Shade",
            "Nad siedziskami w letnie południe.",
            "Over the seats at noon in summer.",
        ),
        _row(
            "contrast", "Kontrast", "Contrast",
            "Krawędzie, słupki i siedziska wyraźnie różnią się od podłoża.",
            "Edges, posts and seats stand out from the ground.",
        ),
        _row(
            "lighting", "Światło", "Lighting",
            "Po zmroku widać drogę i przeszkody.",
            "After dark the way and what stands in it can be seen.",
            "w najciemniejszym miejscu", "at the darkest point", "lx",
        ),
        _row(
            "signs", "Oznaczenia", "Signs",
            "Duże litery i proste słowa, najważniejsze także pod palcami.",
            "Large letters and plain words, what matters most by touch too.",
        ),
        _row(
            "toilet", "Toaleta", "Toilet",
            "Na miejscu albo w pobliżu, także dla osób na wózku.",
            "Here or near by, also for people with a wheelchair.",
            "jak daleko", "how far", "m",
        ),
    ],
}  # fmt: skip
FORM = Form.from_json(
    {"steps": [{"key": KEY, "title": {"pl": "Dostępność", "en": "Access"}, "questions": [dict(GRID)]}]}
)
QUESTION: Question = FORM.questions[0]
ITEMS: tuple[str, ...] = tuple(row.key for row in QUESTION.rows)
TITLES: Mapping[str, Any] = {row.key: row.label for row in QUESTION.rows}


@dataclass(frozen=True)
class Need:
    """Somebody a visit is planned for: what she cannot do without, and what helps her besides."""

    key: str
    label: Any
    must: tuple[str, ...]
    helps: tuple[str, ...]


WHEELCHAIR = Need(
    "wheelchair", pgettext_lazy("access for", "With a wheelchair"), ("route", "surface", "slope"), ("seating", "toilet")
)
LOW_SIGHT = Need(
    "low_sight",
    pgettext_lazy("access for", "With low sight"),
    ("route", "surface", "contrast"),
    ("lighting", "signs"),
)
LITTLE_BREATH = Need(
    "little_breath", pgettext_lazy("access for", "With little breath"), ("seating", "slope"), ("toilet", "shade")
)
NEEDS = (WHEELCHAIR, LOW_SIGHT, LITTLE_BREATH)

SOUGHT = ("seating", "shade", "lighting", "toilet")  # items people look for by name

ANSWERS: Mapping[str, Any] = {
    YES: pgettext_lazy("access", "yes"),
    PARTLY: pgettext_lazy("access", "partly"),
    NO: pgettext_lazy("access", "no"),
    UNKNOWN: pgettext_lazy("access", "not known"),
}


@dataclass(frozen=True)
class Verdict:
    """What a place offers to one group of people, and why.

    `reasons`: the rows that decided it, each with its note and measurement; `besides`: rows that help or lack but do
    not decide; `missing`: titles of what nobody has looked at yet.
    """

    need: Need
    answer: str
    reasons: list[GridRow] = field(default_factory=list)
    besides: list[GridRow] = field(default_factory=list)
    missing: list[Any] = field(default_factory=list)

    @property
    def label(self) -> Any:
        return self.need.label

    @property
    def word(self) -> Any:
        return ANSWERS[self.answer]

    def __str__(self) -> str:
        return str(format_lazy("{label}: {word}", label=self.label, word=self.word))


def clean(data: Any) -> dict[str, dict[str, str]]:
    """The checklist as it is kept: items and answers that exist, numbers as numbers; the rest is left out."""
    answers, errors = check_save(FORM, {KEY: data})
    if not errors:
        return dict(answers.get(KEY) or {})
    bad = {(QUESTION.rows[e.row].key, e.part) for e in errors if e.row is not None}
    typed = answers[RAW][KEY]
    kept = {row: {part: t for part, t in cell.items() if (row, part) not in bad} for row, cell in typed.items()}
    return dict(check_save(FORM, {KEY: kept})[0].get(KEY) or {})


def as_typed(data: Any) -> dict[str, dict[str, str]]:
    """A draft of the checklist: items that exist, in plain text, also what `problems` will not let pass."""
    answers, errors = check_save(FORM, {KEY: data})
    return dict((answers[RAW] if errors else answers).get(KEY) or {})


def for_forms() -> dict[str, Any]:
    """The question as a form of a call has it."""
    return {**GRID, "key": PLANNED}


def planned(answers: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What the answers of a proposal plan; empty where its form did not ask, or nothing was answered."""
    return clean(answers.get(PLANNED))


def problems(data: Any) -> list[FieldError]:
    """What keeps this checklist from being saved, row by row: no number, "partly" without a word of what is missing."""
    return check_submit(FORM, {KEY: data})


def read(post: Post) -> dict[str, dict[str, str]]:
    """The checklist as it was typed in a page that shows `access/_fields.html`; check it by `problems`."""
    return dict(read_post(FORM, post).get(KEY) or {})


def verdict(data: Access | None, need: Need) -> Verdict:
    """What the checklist says to one group: "no" as soon as one thing she needs is missing, "yes" only when all are.

    What nobody looked at is never taken for granted: without it the answer is "not known", unless it is "no" anyway.
    """
    rows = {one.row.key: one for one in grid_rows(QUESTION, data or {}) if one.is_key in (YES, PARTLY, NO)}
    must = {key: rows[key].is_key if key in rows else UNKNOWN for key in need.must}
    answer = next((a for a in (NO, UNKNOWN, PARTLY) if a in must.values()), YES)
    deciding = [rows[key] for key, said in must.items() if key in rows and said == answer]
    if answer == UNKNOWN:
        deciding = [rows[key] for key, said in must.items() if said == PARTLY]
    besides = [rows[key] for key in need.helps if key in rows]
    missing = [TITLES[key] for key, said in must.items() if said == UNKNOWN]
    return Verdict(need, answer, deciding, besides, missing)


def for_wheelchair(data: Access | None) -> Verdict:
    return verdict(data, WHEELCHAIR)


def for_low_sight(data: Access | None) -> Verdict:
    return verdict(data, LOW_SIGHT)


def for_little_breath(data: Access | None) -> Verdict:
    return verdict(data, LITTLE_BREATH)


def verdicts(data: Access | None) -> list[Verdict]:
    """All of them, in the order pages show them."""
    return [verdict(data, need) for need in NEEDS]


def suits(need: str, field_name: str = KEY) -> Q:
    """Rows whose checklist says "yes" to the need of this key: the filter of lists, the same rule as `verdict`."""
    found = next((one for one in NEEDS if one.key == need), None)
    return Q(**{f"{field_name}__{key}__is": YES for key in found.must}) if found else Q()


def words(data: Access | None) -> list[str]:
    """What somebody may look for: the needs the place answers with yes, and the items that are there."""
    found = [str(one.need.label) for one in verdicts(data) if one.answer == YES]
    return found + [str(TITLES[key]) for key, said in states(data).items() if said == YES and key in SOUGHT]


def rows(data: Access | None) -> list[GridRow]:
    """What was answered, in the order of the list."""
    return grid_rows(QUESTION, data or {})


def unanswered(data: Access | None) -> list[Any]:
    """Titles of the items nobody has answered."""
    return [TITLES[key] for key in ITEMS if not (data or {}).get(key, {}).get("is")]


def states(data: Access | None) -> dict[str, str]:
    """The answers without notes: what the journal and the open data tell."""
    return {key: str(cell["is"]) for key in ITEMS if (cell := (data or {}).get(key)) and cell.get("is")}
