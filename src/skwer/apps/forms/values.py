"""Values of a form read one by one: texts, days and sums, with everything that is wrong named by its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal
from skwer.values.money import CENT

from .checking import FieldError, clean_text

MOST = Decimal("999999999999.99")


class BadValues(Refusal):
    """Some values cannot stand; `errors` names each by its field."""

    message = _("Mend what is marked and send it again.")
    code = "bad_values"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        self.errors = list(errors)
        super().__init__(errors[0].message if len(errors) == 1 else None)

    @property
    def field(self) -> str:
        """The first field that is wrong."""
        return self.errors[0].field


class Reader:
    """Reads values one by one and remembers what is wrong with which field."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self.errors: list[FieldError] = []

    def wrong(self, field: str, code: str, message: Any) -> None:
        """Note an error of a field."""
        self.errors.append(FieldError(field=field, code=code, message=message))

    def text(self, field: str, most: int, *, needed: Any = None, lines: bool = False) -> str:
        """A text; `needed` is the sentence shown where it is missing."""
        text = clean_text(self.values.get(field, ""), lines=lines).strip()
        if not text and needed is not None:
            self.wrong(field, "missing", needed)
        if len(text) > most:
            self.wrong(field, "too_long", _("This is too long. Shorten it."))
        return text

    def day(self, field: str, *, needed: Any = None) -> date | None:
        """A day, as `date` or in ISO form."""
        value = self.values.get(field)
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, str) and value.strip():
            try:
                value = date.fromisoformat(value.strip())
            except ValueError:
                self.wrong(field, "no_day", _("Write a day, for example 2027-03-15."))
                return None
        if not isinstance(value, date):
            if needed is not None:
                self.wrong(field, "missing", needed)
            return None
        return value

    def sum(self, field: str, *, needed: Any = None, least: Decimal = Decimal(0)) -> Decimal | None:
        """A sum of money in whole cents, at least `least`."""
        value = self.values.get(field)
        if value is None or value == "":
            if needed is not None:
                self.wrong(field, "missing", needed)
            return None
        amount = exact_sum(value)
        if amount is None:
            self.wrong(field, "no_sum", _("Write a sum of money, for example 1234,50."))
        elif amount < least:
            self.wrong(field, "too_little", _("The sum must be more than zero.") if least else _("Write zero or more."))
        elif amount > MOST:
            self.wrong(field, "too_much", _("This sum is too large."))
        else:
            return amount
        return None

    def done(self) -> None:
        """Raises BadValues with everything that was wrong."""
        if self.errors:
            raise BadValues(self.errors)


def exact_sum(value: Any) -> Decimal | None:
    """The value as a sum in whole cents, or None when it is none (a float never is)."""
    if isinstance(value, (bool, float)):
        return None
    try:
        amount = Decimal(str(value))
        whole = amount.quantize(CENT)
    except InvalidOperation:  # no number, infinite, or longer than any sum
        return None
    return whole if whole == amount else None
