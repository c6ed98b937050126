"""Sentences with a moment in them, said in the reader's language when they are read."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import lazy


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'j E Y', use_l10n=False)}, {local.hour}:{local.minute:02d}"


def _say(message: Any, values: dict[str, Any]) -> str:
    return str(message) % {key: str(value) for key, value in values.items()}


moment = lazy(_moment, str)
"""The day and hour, on the clock of the event's zone."""
_lazily = lazy(_say, str)


def say(message: Any, **values: Any) -> Any:
    """The sentence with its values put in, lazily."""
    return _lazily(message, values)
