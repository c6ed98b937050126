"""Days, hours and sums in a letter, in its language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from skwer.values.money import write_amount


def day(at: datetime | date) -> str:
    """ "28 listopada 2026", in English "28 November 2026"."""
    on = timezone.localtime(at) if isinstance(at, datetime) else at
    return date_format(on, "j E Y", use_l10n=False)


def moment(at: datetime) -> str:
    """ "sobota 28 listopada 2026, 12:00": the day and the hour, with its weekday."""
    local = timezone.localtime(at)
    weekday = date_format(local, "l", use_l10n=False)
    if (get_language() or "pl")[:2] != "en":
        weekday = weekday.lower()  # only English writes it with a capital
    return f"{weekday} {date_format(local, 'j E Y', use_l10n=False)}, {local.hour}:{local.minute:02d}"


def span(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """From when until when, on the clock of a place; the clock is named where it is not the installation's."""
    with timezone.override(zone):
        first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
        if first.date() == last.date():
            said = f"{moment(starts_at)}–{last.hour}:{last.minute:02d}"
        else:
            said = f"{moment(starts_at)} – {moment(ends_at)}"
    return said if zone == settings.TIME_ZONE else f"{said} ({zone})"


def money(amount: Decimal, currency: str) -> str:
    return write_amount(amount, currency, (get_language() or "pl")[:2])
