"""What the office types about payments and rates of interest. Rules are the actions'."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.grants.models import InterestRate
from skwer.web.work.fields import day_field


class OrderForm(forms.Form):
    """From which account and when; the instalments are ticked in the table."""

    from_account = forms.CharField(
        label=_("Account of the city"),
        max_length=50,
        help_text=_("An IBAN, or the 26 digits of a Polish account."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    pay_on = day_field(label=_("Day of payment"))


class PaidForm(forms.Form):
    """The bank's answer to the whole list."""

    paid_on = day_field(label=_("Paid on, by the bank's statement"))


class HoldForm(forms.Form):
    """Words the party reads."""

    why = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea)


class RateForm(forms.Form):
    """One rate, with where it stands."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("interest", "Which interest?"), choices=InterestRate.Kind.choices, widget=forms.RadioSelect
    )
    since = day_field(label=_("Holds from"))
    percent = forms.CharField(label=_("Per cent a year"), max_length=10, help_text=_("For example 12,5."))
    source = forms.CharField(
        label=_("Where it stands"), max_length=250, help_text=_("The act or notice, with its number.")
    )
    read_on = day_field(label=_("You read it there on"))


class TableForm(forms.Form):
    """A table of rates as a file."""

    file = forms.FileField(label=_("Table (CSV)"), widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}))
