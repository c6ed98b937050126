"""Sentences with sums and hours in them, put together only when somebody reads them, in her language."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import get_language

from skwer.values.money import write_amount


def _say(message: Any, facts: dict[str, Any]) -> str:
    return str(message) % {name: str(fact) for name, fact in facts.items()}


_say_later = lazy(_say, str)


def say(message: Any, **facts: Any) -> Any:
    """A lazily translated sentence with its facts filled in when it is read: `say(_("…%(most)s…"), most=…)`."""
    return _say_later(message, facts)


def _money(amount: Decimal, currency: str) -> str:
    return write_amount(amount, currency, (get_language() or "pl")[:2])


money = lazy(_money, str)


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{date_format(local, 'j E Y', use_l10n=False)}, {local.hour}:{local.minute:02d}"


moment = lazy(_moment, str)
"""Day and hour on the clock of the installation: "6 grudnia 2026, 20:00"."""


__all__ = ["moment", "money", "say"]
