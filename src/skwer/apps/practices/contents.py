"""What a practice record may hold: its texts and facts, checked in one place for people and for feeds alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal
from skwer.values.money import CURRENCIES

from .models import LANGUAGES, PARTS, Practice, Theme

LONGEST = {"title": 160, "summary": 600}
LONGEST_PART = 8000
MOST_ROWS = 30
MOST_PICTURES = 20
MOST_THEMES = 6
MOST_PEOPLE = 50_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_is_web = URLValidator(schemes=["http", "https"])
_is_mail = EmailValidator()


class BadContents(Refusal):
    """A text or a fact cannot stand; `field` says which: "title", "figures.2.url"."""

    code = "bad_contents"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


def checked_text(part: str, text: Any) -> str:
    """One part in one language, tidied. Raises BadContents."""
    if part not in PARTS:
        raise BadContents(part[:40], _("A practice has no such part."))
    return _line(part, text, LONGEST.get(part, LONGEST_PART), several=part not in LONGEST)


def checked_texts(texts: Any) -> dict[str, dict[str, str]]:
    """All parts in all their languages, empty ones left out. Raises BadContents."""
    found: dict[str, dict[str, str]] = {}
    for part, said in _mapping("texts", texts).items():
        by_language = {}
        for language, text in _mapping(part, said).items():
            if language not in LANGUAGES:
                raise BadContents(part, _("Choose one of the languages."))
            if clean := checked_text(part, text):
                by_language[language] = clean
        if by_language:
            found[part] = by_language
    return found


def checked_facts(facts: Any) -> dict[str, Any]:
    """Facts as the record keeps them: known keys only, sums as decimal strings, what is empty left out.

    Raises BadContents.
    """
    given = _mapping("facts", facts)
    if unknown := set(given) - set(_FACTS):
        raise BadContents(str(min(map(str, unknown)))[:40], _("A practice has no such fact."))
    found = {key: _FACTS[key](value) for key, value in given.items()}
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def _themes(value: Any) -> list[str]:
    asked = set(map(str, _rows("themes", value, len(Theme.values))))
    if not asked <= set(Theme.values):
        raise BadContents("themes", _("Choose from the themes of the list."))
    chosen = [theme for theme in Theme.values if theme in asked]  # in one order, so that saving anew changes nothing
    if len(chosen) > MOST_THEMES:
        raise BadContents("themes", _("Choose at most six themes: those the practice is really about."))
    return chosen


def _verdict(value: Any) -> str:
    if value and value not in Practice.Verdict.values:
        raise BadContents("verdict", _("Choose how it went."))
    return str(value or "")


def _city(value: Any) -> dict[str, Any]:
    given = _known("city", value, ("name", "country", "population", "population_year", "population_source"))
    country = _line("city.country", given.get("country"), 2).upper()
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise BadContents("city.country", _("Write the country in two letters, for example PL or NO."))
    return _there(
        {
            "name": _line("city.name", given.get("name"), 120),
            "country": country,
            "population": _whole("city.population", given.get("population"), 1, MOST_PEOPLE),
            "population_year": _whole("city.population_year", given.get("population_year"), 1900, 2100),
            "population_source": _line("city.population_source", given.get("population_source"), 400),
        }
    )


def _cost(value: Any) -> dict[str, Any]:
    given = _known("cost", value, ("from", "to", "currency"))
    least, most = _sum("cost.from", given.get("from")), _sum("cost.to", given.get("to"))
    if least is not None and most is not None and most < least:
        raise BadContents("cost.to", _("The highest cost cannot be lower than the lowest."))
    if least is None and most is None:
        return {}
    currency = str(given.get("currency") or "")
    if currency not in CURRENCIES:
        raise BadContents("cost.currency", _("Choose one of the currencies."))
    return _there({"from": _written(least), "to": _written(most), "currency": currency})


def _effort(value: Any) -> int | None:
    effort = _whole("effort", value, 1, 3)
    return effort if effort in (None, *Practice.Effort.values) else None


def _figures(value: Any) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(_rows("figures", value, MOST_ROWS), 1):
        at = f"figures.{number}"
        given = _known(at, row, ("label", "value", "unit", "period", "source", "url"))
        figure = {
            "label": _text(f"{at}.label", given.get("label"), 200),
            "value": _number(f"{at}.value", given.get("value")),
            "unit": _text(f"{at}.unit", given.get("unit"), 60),
            "period": _line(f"{at}.period", given.get("period"), 80),
            "source": _line(f"{at}.source", given.get("source"), 400),
            "url": _url(f"{at}.url", given.get("url")),
        }
        if not any(figure.values()):
            continue
        if not figure["label"]:
            raise BadContents(f"{at}.label", format_lazy(_("Figure {number}: say what was counted."), number=number))
        if figure["value"] is None:
            raise BadContents(f"{at}.value", format_lazy(_("Figure {number}: write the number."), number=number))
        if not figure["source"] and not figure["url"]:
            message = _("Figure {number}: name the source, so that a reader can check it.")
            raise BadContents(f"{at}.source", format_lazy(message, number=number))
        found.append(_there(figure))
    return found


def _links(value: Any) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(_rows("links", value, MOST_ROWS), 1):
        at = f"links.{number}"
        given = _known(at, row, ("label", "url"))
        label, url = _text(f"{at}.label", given.get("label"), 200), _url(f"{at}.url", given.get("url"))
        if label and not url:
            raise BadContents(f"{at}.url", format_lazy(_("Link {number}: write its address."), number=number))
        if url:
            found.append(_there({"label": label, "url": url}))
    return found


def _contact(value: Any) -> dict[str, Any]:
    given = _known("contact", value, ("name", "email", "phone"))
    email = _line("contact.email", given.get("email"), 254)
    if email:
        try:
            _is_mail(email)
        except ValidationError as error:
            raise BadContents("contact.email", _("Write the whole e-mail address of the office.")) from error
    name, phone = _line("contact.name", given.get("name"), 160), _line("contact.phone", given.get("phone"), 40)
    return _there({"name": name, "email": email, "phone": phone})


def _pictures(value: Any) -> list[dict[str, Any]]:
    found = []
    for number, row in enumerate(_rows("pictures", value, MOST_PICTURES), 1):
        given = _known(f"pictures.{number}", row, ("upload", "alt"))
        try:
            upload = str(UUID(str(given.get("upload"))))
        except ValueError as error:
            raise BadContents(f"pictures.{number}", _("Choose a photo first.")) from error
        alt = _text(f"pictures.{number}.alt", given.get("alt"), 250)
        if not alt:
            message = _("Picture {number}: say in a sentence what it shows.")
            raise BadContents(f"pictures.{number}.alt", format_lazy(message, number=number))
        found.append({"upload": upload, "alt": alt})
    return found


_FACTS: dict[str, Callable[[Any], Any]] = {
    "themes": _themes,
    "verdict": _verdict,
    "city": _city,
    "cost": _cost,
    "months": lambda value: _whole("months", value, 1, 600),
    "effort": _effort,
    "figures": _figures,
    "links": _links,
    "contact": _contact,
    "pictures": _pictures,
}


def _there(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", {}, [])}


def _mapping(field: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise BadContents(str(field)[:40], _("This is not written as a practice keeps it."))
    return dict(value)


def _known(field: str, value: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    given = _mapping(field, value)
    if set(given) - set(keys):
        raise BadContents(field, _("This is not written as a practice keeps it."))
    return given


def _rows(field: str, value: Any, most: int) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise BadContents(field, _("This is not written as a practice keeps it."))
    if len(value) > most:
        raise BadContents(field, format_lazy(_("At most {most} rows."), most=most))
    return list(value)


def _line(field: str, value: Any, most: int, *, several: bool = False) -> str:
    """A text without control characters; in one line unless it may have several."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadContents(field, _("This is not written as a practice keeps it."))
    text = _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not several:
        text = " ".join(text.split())
    if len(text) > most:
        message = _("This text has {there} characters; at most {most} fit. Shorten it.")
        raise BadContents(field, format_lazy(message, there=len(text), most=most))
    return text


def _text(field: str, value: Any, most: int) -> dict[str, str]:
    said = {}
    for language, text in _mapping(field, value).items():
        if language not in LANGUAGES:
            raise BadContents(field, _("Choose one of the languages."))
        if clean := _line(field, text, most):
            said[language] = clean
    return said


def _whole(field: str, value: Any, least: int, most: int) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(str(value))
    except ValueError as error:
        raise BadContents(field, _("Write a whole number.")) from error
    if not least <= number <= most:
        message = _("Write a number from {least} to {most}.")
        raise BadContents(field, format_lazy(message, least=least, most=most))
    return number


def _decimal(field: str, value: Any, places: int) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise BadContents(field, _("Write a number, for example 12 or 12.5.")) from error
    if not number.is_finite() or abs(number) >= 10**12:
        raise BadContents(field, _("Write a number, for example 12 or 12.5."))
    if number != round(number, places):
        message = _("Write at most {places} digits after the decimal mark.")
        raise BadContents(field, format_lazy(message, places=places))
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -places:  # "0e-99999" is nought, and would be written with all of them
        number = round(number, places)
    return number


def _sum(field: str, value: Any) -> Decimal | None:
    amount = _decimal(field, value, 2)
    if amount is not None and amount < 0:
        raise BadContents(field, _("Write zero or more."))
    return amount


def _written(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{round(amount, 2):f}"


def _number(field: str, value: Any) -> str | None:
    number = _decimal(field, value, 4)
    return None if number is None else f"{number:f}"


def _url(field: str, value: Any) -> str:
    url = _line(field, value, 400)
    if url:
        try:
            _is_web(url)
        except ValidationError as error:
            raise BadContents(field, _("Write a whole address, beginning with https://.")) from error
    return url
