"""What a place offers to whom: the verdicts, their reasons, and the checklist's fields, for any page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.conf import settings

from skwer.apps.forms.grids import GridRow
from skwer.apps.places import access as lists

register = template.Library()

SHAPES = {lists.YES: "chosen", lists.PARTLY: "check", lists.NO: "no", lists.UNKNOWN: "draft"}


@dataclass(frozen=True)
class Seen:
    """The checklist as the card shows it."""

    verdicts: list[tuple[lists.Verdict, str]]  # with the shape of its status
    rows: list[GridRow]
    unanswered: list[Any] = field(default_factory=list)
    language: str = ""  # of the notes, where the page knows no better


@register.simple_tag
def access_seen(access: Mapping[str, Any] | None) -> Seen:
    """`{% access_seen place.access as seen %}`: verdicts with their shapes, the answered rows, what is not known."""
    found = [(one, SHAPES[one.answer]) for one in lists.verdicts(access)]
    language = str(settings.MODELTRANSLATION_DEFAULT_LANGUAGE)
    return Seen(found, lists.rows(access), lists.unanswered(access), language)


@register.filter
def access_shape(answer: str) -> str:
    """The status's shape of one answer: `{% status row.is_key|access_shape row.answer %}`."""
    return SHAPES.get(answer, "draft")


@register.simple_tag
def access_question() -> Any:
    """The checklist as a question: `{% access_question as asked %}{% field asked answers problems %}`."""
    return lists.QUESTION


@register.simple_tag
def access_answers(access: Mapping[str, Any] | None) -> dict[str, Any]:
    """The checklist as answers of that question."""
    return {lists.KEY: dict(access or {})}
