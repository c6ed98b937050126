"""A short text in several languages, as it stands in settings, kits and frozen rules."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

Text = Mapping[str, str]
ORDER = ("pl", "en", "nb", "cs")


def in_language(text: Text | str, language: str | None = None) -> str:
    """The text in `language` (default: the active one), else in the first language it has.

    A plain string is returned as it is: somebody wrote it in one language only.
    """
    if isinstance(text, str):
        return text
    wanted = (language or get_language() or ORDER[0]).split("-")[0]
    for code in (wanted, *ORDER):
        if text.get(code):
            return text[code]
    return next(iter(text.values()), "")
