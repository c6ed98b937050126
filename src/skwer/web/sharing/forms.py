"""What people type about shared things and loans. Rules are the actions'; forms only read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation
from skwer.apps.spaces.models import Shared


def _long(label: Any, most: int = 4000, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea, required=False, max_length=most, **kwargs)


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


class SharedForm(forms.Form):
    """A thing to lend."""

    title_pl = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=140)
    title_en = forms.CharField(label=_("Name in English"), max_length=140, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Shared.Kind.choices)
    pieces = forms.IntegerField(
        label=_("Pieces"), min_value=1, max_value=1000, help_text=_("How many can be out at once.")
    )
    text_pl = _long(_("What it is, what one must know"))
    text_en = _long(_("What it is, what one must know, in English"))
    address = forms.CharField(label=_("Where to fetch it"), max_length=200, required=False)
    hours = forms.CharField(label=_("When to fetch it and bring it back"), max_length=200, required=False)
    district = forms.ModelChoiceField(label=_("District"), queryset=None, required=False, empty_label="–")
    terms_pl = _long(
        _("Terms of the loan"),
        help_text=_("Who borrows agrees to them; they stand in the agreement. One paragraph a term."),
    )
    terms_en = _long(_("Terms of the loan, in English"))
    deposit = forms.CharField(
        label=_("Deposit"), max_length=80, required=False, help_text=_("For example: 100 zł in cash.")
    )
    most_days = forms.IntegerField(label=_("For at most, days"), min_value=1, max_value=365)
    ahead_days = forms.IntegerField(label=_("Can be booked ahead, days"), min_value=1, max_value=730)
    ask_first = forms.BooleanField(
        label=_("We agree to each booking ourselves."), required=False,
        help_text=_("Otherwise a booking holds at once while a piece is free."),
    )  # fmt: skip

    def __init__(self, *args: Any, city: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = city.areas.order_by("name")  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(shared: Shared) -> dict[str, Any]:
        """What the thing has, by field."""
        return {name: getattr(shared, name) for name in SharedForm.base_fields}


class BookForm(forms.Form):
    """From when to when, how many, what for, and yes to the terms."""

    starts_at = _moment(_("From"))
    ends_at = _moment(_("Until"))
    pieces = forms.IntegerField(label=_("Pieces"), min_value=1, max_value=1000, initial=1)
    purpose = forms.CharField(label=_("What for"), max_length=250, help_text=_("The lender reads it."))
    for_organisation = forms.ModelChoiceField(
        label=_("You borrow for"), queryset=Organisation.objects.none(), required=False, empty_label=_("yourself")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    terms = forms.BooleanField(
        label=_("I agree to the terms of the loan."),
        error_messages={"required": _("Read the terms and agree to them: without that nothing is lent.")},
    )

    def __init__(self, *args: Any, shared: Shared, groups: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Organisation.objects.filter(pk__in=[group.pk for group in groups]).order_by("name")
        self.fields["for_organisation"].queryset = mine  # type: ignore[attr-defined]
        if not groups:
            del self.fields["for_organisation"]
        if shared.pieces == 1:
            del self.fields["pieces"]


def add_refusal(form: forms.Form, refusal: Any) -> None:
    """Put a refusal of the domain beside the field it is about, or above the form."""
    field = getattr(refusal, "field", "") or ""
    form.add_error(field if field in form.fields else None, str(refusal.message))
