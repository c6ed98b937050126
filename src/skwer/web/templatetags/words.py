"""Sums, days and hours as people write them, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from skwer.values.markdown import to_html
from skwer.values.money import write_amount

register = template.Library()
NBSP = "\u00a0"


def language() -> str:
    return (get_language() or "pl")[:2]


@register.filter
def money(value: Any, currency: str = "PLN") -> str:
    """`{{ sum|money:"PLN" }}`: "12 000 zł", in English "12,000 zł"; "" for nothing.

    No sum ever breaks across lines: its spaces are no-break spaces.
    """
    if value is None or value == "":
        return ""
    try:
        return write_amount(Decimal(str(value)), currency, language())
    except InvalidOperation:
        return str(value)


@register.simple_tag
def money_text(value: Any, currency: str = "PLN") -> SafeString:
    """`{% money_text sum "PLN" %}`: the sum in a <data> element, for machines too."""
    plain = f"{Decimal(str(value)):f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return format_html('<data value="{}">{}</data>', plain, money(value, currency))


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """`{{ 89.5|number:1 }}`: "89,5" in Polish, "89.5" in English; thousands grouped, spaces do not break.

    Without a number of places a whole number stays whole and a fraction keeps its digits.
    """
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    text = f"{amount:,.{places}f}" if places is not None else f"{amount:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if language() == "en":
        return text
    return text.replace(",", NBSP).replace(".", ",")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _days(value: date, now: date | datetime | None, *, weekday: bool) -> str:
    """Day and month; the year only where it is not this one."""
    this_year = (_local(now) if now else timezone.localtime()).year
    pattern = ("l " if weekday else "") + "j E" + ("" if value.year == this_year else " Y")
    words = date_format(value, pattern, use_l10n=False)
    return words if language() == "en" else words.lower()  # only English writes its days with a capital


def month(value: date) -> str:
    """ "kwiecień 2027": the month as a name by itself, with its year."""
    words = date_format(value, "F Y", use_l10n=False)
    return words if language() == "en" else words.lower()


def _hour(value: datetime) -> str:
    return f"{value.hour}:{value.minute:02d}"


@register.filter
def day(value: date | datetime | None, now: date | datetime | None = None) -> str:
    """`{{ at|day }}`: "6 grudnia", with the year where it is not this one."""
    return _days(_local(value), now, weekday=False) if value else ""


@register.filter
def when(value: date | datetime | None, now: date | datetime | None = None) -> str:
    """`{{ at|when }}`: "niedziela 6 grudnia, 20:00"; a date without an hour keeps to its day."""
    if not value:
        return ""
    local = _local(value)
    text = _days(local, now, weekday=True)
    return f"{text}, {_hour(local)}" if isinstance(local, datetime) else text


@register.filter
def upto(value: date | datetime | None, now: date | datetime | None = None) -> str:
    """`{{ at|upto }}`: "do 6 grudnia, 20:00". Midnight is named by the day that ends, so nobody comes a day late."""
    if not value:
        return ""
    local = _local(value)
    if not isinstance(local, datetime):
        return _("until %(day)s") % {"day": _days(local, now, weekday=False)}
    if local.time() == time(0):
        local = local - timedelta(days=1)
        return _("until the end of %(day)s") % {"day": _days(local, now, weekday=False)}
    if (local.hour, local.minute) == (23, 59):
        return _("until the end of %(day)s") % {"day": _days(local, now, weekday=False)}
    return _("until %(day)s") % {"day": f"{_days(local, now, weekday=False)}, {_hour(local)}"}


@register.filter
def hour(value: datetime | None) -> str:
    """`{{ at|hour }}`: "20:00" on the clock of the installation."""
    return _hour(_local(value)) if value else ""  # type: ignore[arg-type]


@register.filter
def markdown(text: str | None, top: int = 2) -> SafeString:
    """`{{ module.body|markdown }}`: clean HTML of a Markdown text, for a `<div class="prose">`.

    `{{ text|markdown:3 }}`: its highest heading is h3.
    """
    return to_html(text or "", top=top)


@register.simple_tag
def moment(value: date | datetime | None, form: str = "when") -> SafeString | str:
    """`{% moment at "upto" %}`: the same words inside a <time> element. Forms: when, day, upto, hour."""
    if not value:
        return ""
    words = {"when": when, "day": day, "upto": upto, "hour": hour}[form](value)  # type: ignore[arg-type]
    return format_html('<time datetime="{}">{}</time>', _local(value).isoformat(), words)
