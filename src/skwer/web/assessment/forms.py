"""What these pages send, as the domain takes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from skwer.apps.assessment.terms import AssessTerms, CheckTerms
from skwer.methods.ranking import short
from skwer.values.text import in_language


def answers_from(post: QueryDict, terms: CheckTerms, prefix: str = "") -> dict[str, dict[str, str]]:
    """Answers to a checklist: fields `a-<item>` and `n-<item>` (the note), prefixed on a long page."""
    return {
        item.key: {"answer": post.get(f"{prefix}a-{item.key}", ""), "note": post.get(f"{prefix}n-{item.key}", "")}
        for item in terms.items
    }


def many_from(post: QueryDict, terms: CheckTerms) -> dict[int, dict[str, dict[str, str]]]:
    """Answers for every proposal the page named in `number`."""
    numbers = [int(number) for number in post.getlist("number") if number.isascii() and number.isdecimal()]
    return {number: answers_from(post, terms, f"{number}-") for number in numbers}


def due_from(post: QueryDict) -> datetime | None:
    """The end of the day in the field `due`; None when it is empty. Raises ValueError when it is no day."""
    typed = post.get("due", "").strip()
    if not typed:
        return None
    return timezone.make_aware(datetime.combine(date.fromisoformat(typed), time(23, 59)))


def scores_from(post: QueryDict, terms: AssessTerms) -> dict[str, dict[str, str]]:
    """Scores of a sheet: fields `points-<criterion>`, `value-<criterion>` (banded) and `reason-<criterion>`."""
    return {
        criterion.key: {part: post.get(f"{part}-{criterion.key}", "") for part in ("points", "value", "reason")}
        for criterion in terms.criteria
    }


def version_from(post: QueryDict) -> int:
    typed = post.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() else 0


def items_shown(
    terms: CheckTerms, answers: Any, paragraphs: Any, *, prefix: str = "", wrong: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """The checklist as the page draws it: each item with its names, its answer and the paragraph it rests on."""
    marked = set(wrong)
    return [
        {
            "key": item.key,
            "number": index,
            "text": in_language(item.text),
            "hint": in_language(item.hint),
            "paragraph": paragraphs.get(item.topic, ""),
            "na": item.na,
            "name": f"{prefix}a-{item.key}",
            "note_name": f"{prefix}n-{item.key}",
            "answer": answers.get(item.key, {}).get("answer", ""),
            "note": answers.get(item.key, {}).get("note", ""),
            "wrong": item.key in marked,
        }
        for index, item in enumerate(terms.items, 1)
    ]


def criteria_shown(
    terms: AssessTerms, scores: Any, errors: Iterable[Any] = (), measures: Any = None
) -> list[dict[str, Any]]:
    """The criteria as the page draws them: anchors or bands, what is typed, and what is wrong with it."""
    listed = list(errors)
    rows = []
    for index, criterion in enumerate(terms.criteria, 1):
        typed = scores.get(criterion.key, {})
        wrong = {error.part: str(error.message) for error in listed if error.field == criterion.key}
        needs = {"always": True, "never": False}.get(terms.reasons)
        rows.append(
            {
                "key": criterion.key,
                "number": index,
                "title": in_language(criterion.title) or criterion.key,
                "hint": in_language(criterion.hint),
                "weight": short(criterion.weight),
                "most": short(criterion.max),
                "step": short(criterion.step),
                "whole": criterion.step.denominator == 1,
                "anchors": [(short(a.points), in_language(a.text)) for a in criterion.anchors],
                "bands": _bands(criterion),
                "unit": in_language(criterion.bands.unit) if criterion.bands else "",
                "measured": (measures or {}).get(criterion.key),
                "points": typed.get("points", ""),
                "value": typed.get("value", ""),
                "reason": typed.get("reason", ""),
                "points_error": wrong.get("points", ""),
                "value_error": wrong.get("value", ""),
                "reason_error": wrong.get("reason", ""),
                "reason_required": needs,
                "reason_below": short(criterion.max * terms.reasons_below / 100) if needs is None else "",
            }
        )
    return rows


def _bands(criterion: Any) -> list[tuple[str, str]]:
    if criterion.bands is None:
        return []
    rows, at_most, at_least = [], "≤\u00a0", "≥\u00a0"
    for band in criterion.bands.bands:
        low = "" if band.low is None else short(band.low)
        high = "" if band.high is None else short(band.high)
        sign_low = ">\u00a0" if band.low_open else ""
        sign_high = "<\u00a0" if band.high_open else ""
        if low and high:
            words = f"{sign_low}{low}–{sign_high}{high}"
        elif high:
            words = f"{sign_high or at_most}{high}"
        elif low:
            words = f"{sign_low or at_least}{low}"
        else:
            words = "…"
        rows.append((short(band.points), words))
    return rows
