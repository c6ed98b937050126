"""The questions a survey starts from: trust, and who feels responsible; the same before and after, year after year.

A statement keeps its key as long as its Polish words stay the same, so that editions can be compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from skwer.apps.calls.regulations.writing import text
from skwer.values.text import Text

AGREE = ("agree", "rather_agree")
UNSURE = "dont_know"
GRIDS = ("trust", "shared")
BACKGROUND = ("took_part", "age", "district")
MOST_STATEMENTS = 8

TITLES: Mapping[str, Text] = {
    "trust": text("Zaufanie", "Trust"),
    "shared": text("Wspólna odpowiedzialność", "Shared responsibility"),
}
ASKED: Mapping[str, Text] = {
    "trust": text("Na ile zgadzasz się z tymi zdaniami?", "How far do you agree with these sentences?"),
    "shared": text("A z tymi?", "And with these?"),
}
STATEMENTS: Mapping[str, Mapping[str, Text]] = {
    "trust": {
        "office": text("Urząd mojego miasta traktuje ludzi uczciwie.", "My city's office treats people honestly."),
        "money": text(
            "Pieniądze mojego miasta idą tam, gdzie są potrzebne.", "My city's money goes where it is needed."
        ),
        "say": text(
            "To, co powiem o moim mieście, może coś zmienić.", "What I say about my city can change something."
        ),
        "neighbours": text("Na większości sąsiadów można polegać.", "Most neighbours can be relied on."),
    },
    "shared": {
        "mine": text(
            "Czuję się też odpowiedzialny lub odpowiedzialna za miejsca wokół mojego domu.",
            "I feel responsible for the places around my home, too.",
        ),
        "time": text(
            "Mogę dać kilka godzin w roku na opiekę nad takim miejscem.",
            "I can give some hours a year to look after such a place.",
        ),
        "both": text(
            "O wspólne miejsca powinni dbać razem mieszkańcy i urząd.",
            "Residents and the office should look after shared places together.",
        ),
    },
}
SCALE: Sequence[tuple[str, Text]] = (
    ("agree", text("zgadzam się", "I agree")),
    ("rather_agree", text("raczej się zgadzam", "I rather agree")),
    ("neither", text("ani tak, ani nie", "neither")),
    ("rather_not", text("raczej się nie zgadzam", "I rather disagree")),
    ("not", text("nie zgadzam się", "I disagree")),
    (UNSURE, text("nie wiem", "I don't know")),
)
_TOOK_PART = (
    ("proposed", text("tak, z własnym pomysłem", "yes, with an idea of my own")),
    ("voted", text("tak, w głosowaniu", "yes, I voted")),
    ("helped", text("tak, przy pracach lub opiece", "yes, in the work or the care")),
    ("no", text("nie", "no")),
)
_AGES = (
    ("u18", text("poniżej 18 lat", "under 18")),
    ("18_34", text("18–34 lata", "18–34")),
    ("35_64", text("35–64 lata", "35–64")),
    ("65", text("65 lat lub więcej", "65 or more")),
)


def form_of(
    statements: Mapping[str, Mapping[str, Text]], background: Sequence[str], districts: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """The survey's form (see `forms.schema`). statements: grid → key → words; background: which of BACKGROUND are
    asked, none of them must be answered; districts: (code, name) of the city's own."""
    questions: list[dict[str, Any]] = [
        {
            "key": grid,
            "kind": "grid",
            "label": ASKED[grid],
            "required": True,
            "rows": [{"key": key, "label": words} for key, words in statements[grid].items()],
            "options": _options(SCALE),
        }
        for grid in GRIDS
        if statements.get(grid)
    ]
    asked = {
        "took_part": ("Czy brałeś lub brałaś w tym udział?", "Did you take part in it?", _TOOK_PART),
        "age": ("Ile masz lat?", "How old are you?", _AGES),
        "district": ("W jakiej części miasta mieszkasz?", "In which part of the city do you live?", ()),
    }
    for key in background:
        polish, english, options = asked[key]
        listed = [(code, text(name, name)) for code, name in districts] if key == "district" else options
        if len(listed) < 2:
            continue
        hint = text("Możesz to pominąć.", "You may leave this out.")
        questions.append(
            {"key": key, "kind": "choice", "label": text(polish, english), "hint": hint, "options": _options(listed)}
        )
    title = text("Ankieta", "Survey")
    return {"steps": [{"key": "survey", "title": title, "questions": questions}]}


def _options(pairs: Sequence[tuple[str, Text]]) -> list[dict[str, Any]]:
    return [{"key": key, "label": words} for key, words in pairs]


def keyed(grid: str, words: Sequence[Text]) -> dict[str, Text]:
    """Statements with the keys of those we know; another one's key comes from its Polish words."""
    known = {told["pl"]: key for key, told in STATEMENTS[grid].items()}
    return {known.get(one["pl"]) or "s" + hashlib.sha256(one["pl"].encode()).hexdigest()[:10]: one for one in words}
