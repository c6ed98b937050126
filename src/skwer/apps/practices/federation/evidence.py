"""Evidence as it travels between installations: what a practice led to, city by city. A format, and what is wrong with
a document that claims to be of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

FORMAT = "skwer-evidence/1"

FIGURES = ("applications", "awarded", "writers", "voters", "hours", "places", "stood", "of")
"""Counts. writers: people who wrote proposals; places: made and opened; of: places whose first two years have passed,
`stood`: how many of them still stood after two years. Sums of money stand beside them, by currency."""

MOST_ROWS, MOST_CALLS, LONGEST, MOST_PEOPLE = 200, 200, 200, 50_000_000
_PLAIN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def evidence_problems(document: Any) -> list[str]:
    """What is wrong, one plain English sentence a fault (it is shown to operators, with the address of the feed)."""
    return list(_document(document))


def _document(document: Any) -> Iterator[str]:
    if not isinstance(document, Mapping) or document.get("format") != FORMAT:
        yield f"This is no {FORMAT} document."
        return
    about = document.get("about")
    if not isinstance(about, str) or not about.startswith(("https://", "http://")) or len(about) > 400:
        yield "“about” must be the address of a practice."
    if not _is_day(document.get("on")):
        yield "“on” must be a day, YYYY-MM-DD."
    rows = document.get("rows")
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        yield f"“rows” must be a list of at most {MOST_ROWS} cities."
        return
    for index, row in enumerate(rows):
        yield from (f"rows.{index}: {fault}" for fault in _row(row))
    told = [call.get("url") for row in rows if isinstance(row, Mapping) for call in _calls(row)]
    if len(set(map(str, told))) != len(told):
        yield "a call is told of twice."


def _row(row: Any) -> Iterator[str]:
    if not isinstance(row, Mapping):
        yield "not an object."
        return
    city = row.get("city")
    if not isinstance(city, Mapping) or not _is_line(city.get("name")):
        yield "“city” needs a name."
    elif not re.fullmatch(r"([A-Z]{2})?", str(city.get("country") or "")):
        yield "the country of a city is two capital letters."
    elif city.get("population") is not None and not _is_count(city["population"], MOST_PEOPLE):
        yield "the population of a city is a whole number."
    calls = row.get("calls")
    if not isinstance(calls, list) or not 1 <= len(calls) <= MOST_CALLS:
        yield "“calls” must name the calls the figures are of."
    else:
        for call in calls:
            if not isinstance(call, Mapping) or not _is_line(call.get("title")):
                yield "each of “calls” needs a title."
            elif not _is_address(call.get("url")):
                yield "each of “calls” needs an address."
            elif call.get("edition") and not _is_line(call["edition"]):
                yield "the edition of a call is a line of text."
    figures, money = row.get("figures"), row.get("money")
    if not isinstance(figures, Mapping) or not isinstance(money, Mapping):
        yield "“figures” and “money” must be objects."
        return
    for name in FIGURES:
        if fault := _figure(figures.get(name)):
            yield f"figures.{name}: {fault}"
    for currency, kinds in money.items():
        if not isinstance(currency, str) or not re.fullmatch(r"[A-Z]{3}", currency) or not isinstance(kinds, Mapping):
            yield "“money” is written by currency."
            continue
        for name in ("granted", "paid"):
            if fault := _figure(kinds.get(name)):
                yield f"money.{currency}.{name}: {fault}"


def _figure(figure: Any) -> str:
    """ "" where it is {value: number as text or null, n, missing}."""
    if not isinstance(figure, Mapping):
        return "missing."
    value, n, missing = figure.get("value"), figure.get("n"), figure.get("missing")
    if not _is_count(n) or not _is_count(missing):
        return "n and missing must be whole numbers."
    if (value is None) != (n == 0):
        return "a figure is null where nothing is known (n = 0), and only there."
    if value is not None and not (isinstance(value, str) and _PLAIN.fullmatch(value) and _is_number(value)):
        return "the value must be a number of at most two decimals, as text."
    return ""


def _calls(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    calls = row.get("calls")
    return [call for call in calls if isinstance(call, Mapping)] if isinstance(calls, list) else []


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"https?://[!-~]{1,380}", value) is not None


def _is_count(value: Any, most: int = 1_000_000) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _is_number(value: str) -> bool:
    try:
        return Decimal(value) >= 0
    except InvalidOperation:
        return False


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and not _UNSEEN.search(value)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False
