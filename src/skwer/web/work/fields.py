"""Fields that read what people type: sums, numbers, days, web addresses."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skwer.values.money import CURRENCIES, read_amount

LONGEST = 24  # a number nobody types is no number, and Decimal refuses to round it
CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]


class SumField(forms.CharField):
    """A sum as people write it, "12 000,50"; without needless cents where it is shown."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **given)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}".removesuffix(".00").replace(".", ",") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return read_amount(text.replace("−", "-"))
        except ValueError as error:
            raise forms.ValidationError(_("Write a sum in figures, for example 12 000 or 12 000,50.")) from error


class NumberField(forms.CharField):
    """A number with a comma or a full stop: half a day, a rate, a figure of a measure."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **given)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        plain = "".join(text.split()).replace("\u00a0", "").replace("\u202f", "").replace("−", "-").replace(",", ".")
        try:
            number = Decimal(plain)
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write a number, for example 12 or 0,5.")) from error
        if not number.is_finite() or "e" in plain.lower() or len(plain) > LONGEST:
            raise forms.ValidationError(_("Write a number, for example 12 or 0,5."))
        return number


def day_field(**given: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **given)


def text_field(most: int, **given: Any) -> forms.CharField:
    """Several lines."""
    return forms.CharField(max_length=most, widget=forms.Textarea, **given)


def link_field(**given: Any) -> forms.CharField:
    """An address on the web; the action says what is wrong with it."""
    return forms.CharField(max_length=400, widget=forms.URLInput, required=False, **given)


def currency_field(**given: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=CURRENCY_CHOICES, **{"label": _("Currency"), **given})


def other_currency_field(**given: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", "–"), *CURRENCY_CHOICES], required=False, **given)
