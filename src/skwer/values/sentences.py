"""Small words for legal sentences in Polish and English: lists, sums, days and hours, and Polish plurals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from .money import write_amount
from .text import Text, in_language

LANGUAGES = ("pl", "en")
NBSP = "\u00a0"


def text(pl: str, en: str) -> Text:
    """One sentence in both languages."""
    return {"pl": pl, "en": en}


def counted(number: int, one: str, few: str, many: str) -> str:
    """A number with its Polish noun: 1 osoba, 3 osoby, 5 osób, 22 osoby, 12 osób."""
    if number == 1:
        noun = one
    elif number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14):
        noun = few
    else:
        noun = many
    return f"{number}{NBSP}{noun}"


def counted_en(number: int, one: str, many: str) -> str:
    return f"{number}{NBSP}{one if number == 1 else many}"


def money(amount: Decimal, currency: str) -> Text:
    return {code: write_amount(amount, currency, code) for code in LANGUAGES}


def moment(at: datetime) -> Text:
    """Day and hour: "6 grudnia 2026 r., godz. 20:00" and "6 December 2026, 20:00"."""
    local = timezone.localtime(at)
    hour = f"{local.hour}:{local.minute:02d}"
    with override("pl"):
        polish = f"{date_format(local, 'j E Y', use_l10n=False)} r., godz.{NBSP}{hour}"
    with override("en"):
        english = f"{date_format(local, 'j F Y', use_l10n=False)}, {hour}"
    return {"pl": polish, "en": english}


def listed(items: Sequence[Text], *, last: Text | None = None) -> Text:
    """ "a, b albo c" and "a, b or c" (or another last word)."""
    word = last or {"pl": "albo", "en": "or"}
    written = {}
    for code in LANGUAGES:
        parts = [in_language(item, code) for item in items]
        head, tail = parts[:-1], parts[-1] if parts else ""
        written[code] = f"{', '.join(head)} {word[code]} {tail}" if head else tail
    return written


def day(on: date) -> Text:
    """ "6 grudnia 2026 r." and "6 December 2026"."""
    with override("pl"):
        polish = f"{date_format(on, 'j E Y', use_l10n=False)} r."
    with override("en"):
        english = date_format(on, "j F Y", use_l10n=False)
    return text(polish, english)
