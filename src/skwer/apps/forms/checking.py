"""Are answers of the right types (`check_save`), and is everything there that must be (`check_submit`)?

Saving refuses nothing: what cannot be read is kept as typed under RAW, and the error says why. Sending checks it all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from skwer.values.money import read_amount, write_amount

from .errors import FieldError as FieldError
from .errors import clean_text as clean_text
from .grids import check_grid, clean_grid
from .reading import COST_KIND, COST_PARTS, PLACE_PARTS, shown
from .schema import RAW, Form, Question, text_length

MOST_ROWS = 60
MOST_FILES = 10
TOO_MUCH = Decimal(10) ** 12  # the widest sum a column holds


def check_save(form: Form, answers: Any) -> tuple[dict[str, Any], list[FieldError]]:
    """(clean answers, errors of type): every answer that can be read, as data; the rest as typed under RAW.

    Answers to questions the form does not have are left out, questions not answered stay absent. Never raises.
    Checking the clean answers again gives the same. For part of a form (one step), put the result together with what
    was saved before by `merge`.
    """
    answers = answers if isinstance(answers, Mapping) else {}
    raw_before = answers.get(RAW)
    clean: dict[str, Any] = {}
    raw: dict[str, Any] = {}
    errors: list[FieldError] = []
    for question in form.questions:
        key = question.key
        if key not in answers and not (isinstance(raw_before, Mapping) and key in raw_before):
            continue
        typed, value, wrong = _CLEANERS.get(question.kind, _clean_text)(question, shown(answers, key))
        if wrong:
            raw[key] = typed
            errors += wrong
        else:
            clean[key] = value
    if raw:
        clean[RAW] = raw
    return clean, errors


def merge(saved: Mapping[str, Any], clean: Mapping[str, Any]) -> dict[str, Any]:
    """What was saved before, with the clean answers of a later save in place of earlier ones."""
    raw = dict(saved.get(RAW) or {})
    answers = {key: value for key, value in saved.items() if key != RAW}
    for key, value in clean.items():
        if key != RAW:
            answers[key] = value
            raw.pop(key, None)
    for key, value in (clean.get(RAW) or {}).items():
        raw[key] = value
        answers.pop(key, None)
    return {**answers, RAW: raw} if raw else answers


def check_submit(form: Form, answers: Any, only: Iterable[str] | None = None) -> list[FieldError]:
    """Everything that keeps the answers from being sent, in the order of the form; empty when complete.

    only: keys of the questions to look at (a correction opens only these).
    """
    clean, wrong_types = check_save(form, answers)
    wanted = set(only) if only is not None else None
    errors: list[FieldError] = []
    for question in form.questions:
        if wanted is not None and question.key not in wanted:
            continue
        of_type = [error for error in wrong_types if error.field == question.key]
        errors += of_type or _missing(question, clean.get(question.key))
    return errors


# --- types ---------------------------------------------------------------------------------------

Cleaned = tuple[Any, Any, list[FieldError]]  # as typed, as data, why not


def _error(question: Question, code: str, message: Any, row: int | None = None, part: str = "") -> FieldError:
    return FieldError(question.key, code, message, row, part, question.label)


def _clean_text(question: Question, value: Any) -> Cleaned:
    text = clean_text(value, lines=question.kind == "long_text")
    return text, text, []


def _clean_number(question: Question, value: Any) -> Cleaned:
    typed = clean_text(value, lines=False)
    if not typed.strip():
        return typed, None, []
    amount = _amount(typed)
    if amount is None or amount != amount.to_integral_value():
        return typed, None, [_error(question, "number", _("Write a whole number, for example 24."))]
    return typed, int(amount), []


def _clean_money(question: Question, value: Any) -> Cleaned:
    typed = clean_text(value, lines=False)
    if not typed.strip():
        return typed, "", []
    amount = _amount(typed)
    if amount is None:
        return typed, "", [_error(question, "money", _("Write a sum, for example 1200 or 1200.50."))]
    return typed, format(amount, "f"), []


def _amount(typed: str) -> Decimal | None:
    try:
        amount = read_amount(typed)
    except (ValueError, InvalidOperation):
        return None
    return amount if abs(amount) < TOO_MUCH else None


def _clean_choice(question: Question, value: Any) -> Cleaned:
    typed = clean_text(value, lines=False)
    if not typed or question.option(typed):
        return typed, typed, []
    return typed, "", [_error(question, "choice", _("Choose one of the answers on the list."))]


def _clean_choices(question: Question, value: Any) -> Cleaned:
    typed = list(dict.fromkeys(text for v in _items(value, 200) if (text := clean_text(v, lines=False))))
    if all(question.option(key) for key in typed):
        return typed, [option.key for option in question.options if option.key in typed], []
    return typed, [], [_error(question, "choice", _("Choose only answers that are on the list."))]


def _clean_file(_question: Question, value: Any) -> Cleaned:
    uids: list[str] = []
    for item in _items(value, 50):
        try:
            uids.append(str(UUID(clean_text(item, lines=False))))
        except ValueError:
            continue  # nobody types a uid: what is none came from no page of ours
    uids = list(dict.fromkeys(uids))
    return uids, uids, []


def _clean_place(question: Question, value: Any) -> Cleaned:
    given = value if isinstance(value, Mapping) else {}
    typed = {part: clean_text(given.get(part), lines=False) for part in PLACE_PARTS}
    if not any(text.strip() for text in typed.values()):
        return typed, {}, []
    place, wrong = dict(typed), []
    for part, limit, message in (
        ("lon", 180, _("Write the longitude as a number between −180 and 180, for example 16.13.")),
        ("lat", 90, _("Write the latitude as a number between −90 and 90, for example 53.89.")),
    ):
        degrees = _degrees(typed[part], limit)
        if degrees is None:
            wrong.append(_error(question, part, message, part=part))
        else:
            place[part] = degrees
    return typed, place, wrong


def _degrees(typed: str, limit: int) -> str | None:
    """The coordinate with at most six decimal places (a tenth of a metre); "" for none; None if it is no coordinate."""
    text = typed.strip().removesuffix("°").replace(",", ".").replace("−", "-")
    if not text:
        return ""
    if len(text) > 30 or not text.isascii():
        return None
    try:
        degrees = Decimal(text)
    except InvalidOperation:
        return None
    if not degrees.is_finite() or abs(degrees) > limit:
        return None
    plain = format(degrees.quantize(Decimal("0.000001")), "f").rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain


def _clean_costs(question: Question, value: Any) -> Cleaned:
    typed = []
    for item in _items(value, 200):
        given = item if isinstance(item, Mapping) else {}
        row = {part: clean_text(given.get(part), lines=False) for part in COST_PARTS}
        kind = clean_text(given.get(COST_KIND), lines=False)
        if any(option.key == kind for option in question.cost_kinds):
            row[COST_KIND] = kind
        if any(row[part].strip() for part in ("name", "quantity", "amount")):
            typed.append(row)
    rows, wrong = [], []
    for index, row in enumerate(typed):
        amount = _amount(row["amount"]) if row["amount"].strip() else Decimal(0)
        if amount is None:
            message = _("Write a sum, for example 1200 or 1200.50.")
            wrong.append(_error(question, "money", message, index, "amount"))
            continue
        if row["source"] and row["source"] not in question.sources:
            message = _("Choose one of the sources on the list.")
            wrong.append(_error(question, "source", message, index, "source"))
            continue
        rows.append({**row, "amount": format(amount, "f") if row["amount"].strip() else ""})
    return typed, rows, wrong


def _clean_declaration(_question: Question, value: Any) -> Cleaned:
    agreed = value is True or value in ("on", "true", "True", "1", "yes")
    return agreed, agreed, []


def _items(value: Any, most: int) -> list[Any]:
    if isinstance(value, str):
        return [value]
    return list(value)[:most] if isinstance(value, (list, tuple)) else []


_CLEANERS = {
    "number": _clean_number,
    "money": _clean_money,
    "choice": _clean_choice,
    "choices": _clean_choices,
    "file": _clean_file,
    "place": _clean_place,
    "costs": _clean_costs,
    "grid": clean_grid,
    "declaration": _clean_declaration,
}

# --- completeness --------------------------------------------------------------------------------


def _missing(question: Question, value: Any) -> list[FieldError]:
    return list(_CHECKS.get(question.kind, _check_text)(question, value))


def _written(amount: Decimal, currency: str) -> Any:
    """The sum in the language of whoever reads the message."""
    return lazy(lambda: write_amount(amount, currency, (get_language() or "pl")[:2]), str)()


def _check_text(question: Question, value: Any) -> Iterator[FieldError]:
    text = value or ""
    if not text.strip():
        if question.required:
            yield _error(question, "required", _("Write an answer."))
        return
    over = text_length(text) - (question.max_length or 10_000)
    if over > 0:
        message = ngettext_lazy(
            "Shorten the answer by %(over)s character.", "Shorten the answer by %(over)s characters.", "over"
        )
        yield _error(question, "too_long", message % {"over": over})


def _check_number(question: Question, value: Any) -> Iterator[FieldError]:
    if value is None:
        if question.required:
            yield _error(question, "required", _("Write a number."))
        return
    least = Decimal(0) if question.least is None else question.least
    if value < least:
        yield _error(question, "too_little", format_lazy(_("Write {least} or more."), least=int(least)))
    elif question.most is not None and value > question.most:
        yield _error(question, "too_much", format_lazy(_("Write {most} or less."), most=int(question.most)))


def _check_money(question: Question, value: Any) -> Iterator[FieldError]:
    if not value:
        if question.required:
            yield _error(question, "required", _("Write a sum."))
        return
    amount = Decimal(value)
    least = Decimal(0) if question.least is None else question.least
    if amount < least:
        up = _written(least - amount, question.currency)
        message = format_lazy(
            _("The sum must be at least {least}. Raise it by {up}."), least=_written(least, question.currency), up=up
        )
        yield _error(question, "too_little", message)
    elif question.most is not None and amount > question.most:
        down = _written(amount - question.most, question.currency)
        message = format_lazy(
            _("The sum must not be more than {most}. Lower it by {down}."),
            most=_written(question.most, question.currency),
            down=down,
        )
        yield _error(question, "too_much", message)


def _check_choice(question: Question, value: Any) -> Iterator[FieldError]:
    if not value and question.required:
        yield _error(question, "required", _("Choose an answer."))


def _check_choices(question: Question, value: Any) -> Iterator[FieldError]:
    count = len(value or [])
    if not count and question.required:
        yield _error(question, "required", _("Choose at least one answer."))
    elif count and question.least is not None and count < question.least:
        yield _error(question, "too_little", format_lazy(_("Choose at least {least}."), least=int(question.least)))
    elif question.most is not None and count > question.most:
        yield _error(question, "too_much", format_lazy(_("Choose at most {most}."), most=int(question.most)))


def _check_file(question: Question, value: Any) -> Iterator[FieldError]:
    count, most = len(value or []), int(question.most or MOST_FILES)
    if not count and question.required:
        yield _error(question, "required", _("Add a photo.") if question.accept == "photo" else _("Add a file."))
    elif count > most:
        yield _error(question, "too_much", format_lazy(_("Leave at most {most} files."), most=most))


def _check_place(question: Question, value: Any) -> Iterator[FieldError]:
    place = value or {}
    lon, lat, address = (place.get(part, "") for part in PLACE_PARTS)
    if bool(lon) != bool(lat):
        part = "lat" if lon else "lon"
        yield _error(question, "half_point", _("A point needs both latitude and longitude."), part=part)
    elif question.required and not lon and not address.strip():
        yield _error(question, "required", _("Show the place on the map or write its address."))
    elif text_length(address) > 200:
        yield _error(question, "too_long", _("Shorten the address to 200 characters."), part="address")


def _check_costs(question: Question, value: Any) -> Iterator[FieldError]:
    rows = value or []
    if not rows and question.required:
        yield _error(question, "required", _("List at least one cost."))
    if len(rows) > MOST_ROWS:
        yield _error(question, "too_much", format_lazy(_("Leave at most {most} items."), most=MOST_ROWS))
    for index, row in enumerate(rows):
        if not row["name"].strip():
            yield _error(question, "name", _("Write what this item is."), index, "name")
        elif text_length(row["name"]) > 200 or text_length(row["quantity"]) > 80:
            yield _error(question, "too_long", _("Shorten this item."), index, "name")
        if not row["amount"] or Decimal(row["amount"]) <= 0:
            yield _error(question, "amount", _("Write how much this item costs."), index, "amount")
        if not row["source"]:
            yield _error(question, "source", _("Choose what pays for this item."), index, "source")


def _check_declaration(question: Question, value: Any) -> Iterator[FieldError]:
    if question.required and value is not True:
        yield _error(question, "required", _("Without this statement the form cannot be sent. Tick it."))


_CHECKS = {
    "number": _check_number,
    "money": _check_money,
    "choice": _check_choice,
    "choices": _check_choices,
    "file": _check_file,
    "place": _check_place,
    "costs": _check_costs,
    "grid": check_grid,
    "declaration": _check_declaration,
}
