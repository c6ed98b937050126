"""The formula and the tie rules as sentences, for regulations and result pages."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from .bands import Words, short
from .criteria import Criterion

_FORMULA = {
    "pl": (
        "Każdy arkusz: punkty w kryterium dzielimy przez najwyższą możliwą liczbę, mnożymy przez wagę i sumujemy "
        "({parts}). Wynik wniosku to średnia ze wszystkich złożonych arkuszy, od 0 do {scale}. Brakującego arkusza "
        "nie liczymy jako zera."
    ),
    "en": (
        "Each sheet: points for a criterion are divided by the most it can give, multiplied by its weight and added up "
        "({parts}). A proposal's score is the mean of all sheets sent, from 0 to {scale}. A missing sheet is never "
        "counted as zero."
    ),
}
_MEAN = {"pl": "średnia z", "en": "mean of"}
_TIES = {
    "criterion": {
        "pl": "wyższa średnia w kryterium „{title}”",
        "en": "the higher mean for “{title}”",
    },
    "lower-request": {"pl": "niższa wnioskowana kwota", "en": "the smaller sum asked for"},
    "lot": {
        "pl": "losowanie, które każdy może powtórzyć (najmniejszy skrót SHA-256 z „{seed}:numer”)",
        "en": "a draw anyone can repeat (the smallest SHA-256 of “{seed}:number”)",
    },
    "number": {"pl": "wcześniejszy numer wniosku", "en": "the earlier number"},
    "equal": {"pl": "to samo miejsce", "en": "the same place"},
}


def _in(words: Words, language: str) -> str:
    return words.get(language) or next((text for text in words.values() if text), "")


def formula_words(criteria: Sequence[Criterion], scale: Fraction | int, language: str) -> str:
    """The formula in a sentence or three, in `language` (pl or en; others read English)."""
    parts = "; ".join(
        f"{_in(c.title, language) or c.key}: {short(c.weight)} %".replace(" %", "\u00a0%") for c in criteria
    )
    return _FORMULA.get(language, _FORMULA["en"]).format(parts=parts, scale=short(Fraction(scale)))


def formula_titled(criteria: Sequence[Criterion], scale: Fraction | int, language: str) -> str:
    """The formula as text, with the criteria's titles: "mean of (40 × Idea ÷ 10 + …)"."""
    terms = " + ".join(f"{short(c.weight)} × {_in(c.title, language) or c.key} ÷ {short(c.max)}" for c in criteria)
    weights = sum((c.weight for c in criteria), Fraction(0))
    stretched = "" if scale == weights else f" × {short(Fraction(scale))} ÷ {short(weights)}"
    return f"{_MEAN.get(language, _MEAN['en'])} ({terms}){stretched}"


def tie_words(rule: str, criteria: Sequence[Criterion], language: str) -> str:
    """One tie rule, as it continues "equal points are parted by …"."""
    name, _, argument = rule.partition(":")
    titles = {criterion.key: _in(criterion.title, language) or criterion.key for criterion in criteria}
    text = _TIES[name]
    return (text.get(language) or text["en"]).format(title=titles.get(argument, argument), seed=argument)
