"""Small checks of settings as data, shared by the kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.stages import Problem


def problem(code: str, message: Any, where: str = "") -> Problem:
    return Problem(code, str(message), where or code)


def is_whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def whole(settings: Mapping[str, Any], name: str, message: Any, least: int = 0, most: int = 3650) -> Iterator[Problem]:
    if not is_whole(settings[name], least, most):
        yield problem(name, message)


def per_cent(value: Any) -> Decimal | None:
    """A share from 0 to 100, or None."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 100 else None


def both_languages(text: Any) -> bool:
    return isinstance(text, Mapping) and all(isinstance(text.get(code), str) and text[code] for code in ("pl", "en"))


NOT_WHOLE = _("Enter a whole number of days.")
