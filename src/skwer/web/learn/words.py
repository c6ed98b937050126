"""Modules and their progress in words: states, languages, hours, the way back to where a reader came from."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from skwer.apps.learning.models import Module
from skwer.apps.learning.queries import Progress
from skwer.values.text import ORDER
from skwer.web.context import address
from skwer.web.templatetags.words import number

# Only to a page of one's own draft, whatever an address claims.
_DRAFT = re.compile(r"(/[a-z]{2})?/calls/[-\w]+/drafts/[0-9a-f-]{36}/[-\w]+/")


def back_of(request: HttpRequest) -> str:
    """Where the reader came from, if that was a page of a draft."""
    wanted = request.POST.get("back") or request.GET.get("back") or ""
    return wanted if _DRAFT.fullmatch(wanted) else ""


def with_back(url: str, back: str) -> str:
    return f"{url}?{urlencode({'back': back})}" if url and back else url


def spoken(row: Any, name: str) -> str:
    """The `lang` attribute of a text that is not there in the page's language, for those who have it read aloud."""
    language = (get_language() or "pl")[:2]
    if getattr(row, f"{name}_{language}", None):
        return ""
    other = next((code for code in ORDER if getattr(row, f"{name}_{code}", None)), "")
    return format_html(' lang="{}"', other) if other else ""


def spoken_in(text: dict[str, str]) -> str:
    """The same for a text that is kept as data."""
    language = (get_language() or "pl")[:2]
    if text.get(language):
        return ""
    other = next((code for code in ORDER if text.get(code)), "")
    return format_html(' lang="{}"', other) if other else ""


def minutes(n: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}


def hours(sum_of: Decimal) -> str:
    """0.25 → "15 minutes", 1.5 → "1.5 hours": what people say."""
    if sum_of and sum_of < 1:
        return minutes(int(sum_of * 60))
    places = None if sum_of == sum_of.to_integral_value() else 2 if sum_of * 10 % 1 else 1
    if places is None:
        return ngettext("%(n)s hour", "%(n)s hours", int(sum_of)) % {"n": int(sum_of)}
    return pgettext("a number with a fraction", "%(n)s hours") % {"n": number(sum_of, places)}


def row_of(progress: Progress, back: str = "", order: int | None = None) -> dict[str, Any]:
    """A module as a row of a list: what it is, how long it takes, how far the reader is."""
    module = progress.module
    state, label = "", ""
    if not module.is_published:
        state, label = "draft", _("Draft")
    elif progress.completion is not None:
        state, label = "done", pgettext("module", "Completed")
    elif progress.begun:
        state, label = "build", pgettext("module", "Begun")
    return {
        "module": module,
        "number": order,
        "url": with_back(address("web:module", module.slug), back),
        "minutes": minutes(module.minutes),
        "state": state,
        "state_label": label,
        "spoken_title": spoken(module, "title"),
        "spoken_summary": spoken(module, "summary"),
    }


def languages_of(module: Module) -> list[str]:
    """Languages in which there is a text to read."""
    return [code for code in ORDER if getattr(module, f"body_{code}", None)]


def row_of_module(module: Module) -> dict[str, Any]:
    """A module as a link with its minutes."""
    return {
        "title": module.title,
        "url": address("web:module", module.slug),
        "minutes": minutes(module.minutes),
        "spoken": spoken(module, "title"),
    }
