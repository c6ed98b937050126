"""Small helpers of the pages of proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def files_of(shown: Any, known: Mapping[str, Any]) -> list[Any]:
    """`{{ one|files_of:files }}`: the files of an answer which the reader may open."""
    return [known[uid] for uid in shown.files if uid in (known or {})]
