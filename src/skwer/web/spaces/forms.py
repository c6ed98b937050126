"""What people type about spaces and wishes. Rules are the actions'; forms only read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.forms.schema import Form as Questions
from skwer.apps.people.models import Organisation
from skwer.apps.places import access
from skwer.apps.spaces.models import USES, UTILITIES, Space, Wish
from skwer.values.money import CURRENCIES, read_amount

LABELS = {"pl": "Gdzie to jest?", "en": "Where is it?"}
# The point is asked for as residents are asked: on the map, by address, by coordinates.
PLACE = Questions.from_json(
    {"steps": [{"key": "where", "title": LABELS, "questions": [{"key": "place", "kind": "place", "label": LABELS}]}]}
)


def _long(label: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea, required=False, max_length=4000, **kwargs)


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}), **kwargs)


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


def _some(label: Any, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class AmountField(forms.CharField):
    """A number as people write it: "1 200,50". Empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, required=kwargs.pop("required", False), **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        try:
            amount = read_amount(typed.removesuffix("m²").removesuffix("m2"))
        except ValueError as error:
            raise forms.ValidationError(_("Write a number, for example 1200 or 1200.50.")) from error
        if amount >= 10**7:
            raise forms.ValidationError(_("This number is too large."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".removesuffix(".00") if isinstance(value, Decimal) else value


class SpaceForm(forms.Form):
    """One space of the inventory, for the office."""

    title_pl = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=140)
    title_en = forms.CharField(label=_("Name in English"), max_length=140, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *Space.Kind.choices])
    area_m2 = AmountField(label=_("Area, m²"), required=True)
    summary_pl = forms.CharField(label=_("In a few sentences"), widget=forms.Textarea, required=False, max_length=600)
    summary_en = forms.CharField(
        label=_("In a few sentences, in English"), widget=forms.Textarea, required=False, max_length=600
    )
    owner = forms.ChoiceField(label=_("Owner"), choices=Space.Owner.choices)
    owner_name = forms.CharField(
        label=_("Whom the office asks"), max_length=160, required=False,
        help_text=_("Never published; deleted when the space leaves the inventory."),
    )  # fmt: skip
    parcel = forms.CharField(label=_("Parcel"), max_length=60, required=False)
    uses = _some(_("What may be done there"), USES)
    utilities = _some(_("What it has"), UTILITIES)
    condition_pl = _long(
        pgettext_lazy("space", "Condition"), help_text=_("Walls, floor, installations: what the last survey found.")
    )
    condition_en = _long(_("Condition, in English"))
    surveyed_on = _day(_("Condition seen on"))
    hazards_pl = _long(_("What to be careful about"))
    hazards_en = _long(_("What to be careful about, in English"))
    constraints_pl = _long(_("What is not possible there"))
    constraints_en = _long(_("What is not possible there, in English"))
    free_from = _day(_("Free from"))
    free_until = _day(_("Free until"), help_text=_("Empty: no end is known."))
    least_days = forms.IntegerField(label=_("For at least, days"), min_value=1, max_value=9999)
    most_days = forms.IntegerField(label=_("For at most, days"), min_value=1, max_value=9999)
    notice_days = forms.IntegerField(label=_("Notice, days"), min_value=0, max_value=999)
    fee = forms.ChoiceField(label=_("Fee"), choices=Space.Fee.choices)
    fee_month = AmountField(label=_("A month"), help_text=_("Rent, or about what utilities cost."))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES])

    @classmethod
    def of(cls, space: Space) -> SpaceForm:
        """The form filled in with what the space has."""
        return cls(initial={name: getattr(space, name) for name in cls.base_fields})


class WishForm(forms.Form):
    """What somebody looks for. Every field but the first may stay empty: then it does not matter."""

    title = forms.CharField(label=_("What for"), max_length=140, help_text=_("For example: a repair workshop."))
    text = forms.CharField(
        label=_("What you want to do there"), widget=forms.Textarea, required=False, max_length=2000,
        help_text=_("The office reads it, nobody else."),
    )  # fmt: skip
    for_organisation = forms.ModelChoiceField(
        label=_("You look for"), queryset=Organisation.objects.none(), required=False, empty_label=_("yourself")
    )
    uses = _some(_("Kind of use"), USES)
    kinds = _some(_("Kind of space"), Space.Kind.choices)
    area_min = AmountField(label=_("At least, m²"))
    area_max = AmountField(label=_("At most, m²"))
    utilities = _some(_("What it must have"), UTILITIES)
    access = _some(_("Who must be able to come"), [(need.key, need.label) for need in access.NEEDS])
    district = forms.ModelChoiceField(label=_("District"), queryset=None, required=False, empty_label=_("any"))
    starts_on = _day(_("From"))
    ends_on = _day(_("Until"))
    pay_most = AmountField(label=_("You pay at most, a month"), help_text=_("Empty: it depends."))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(c, c) for c in CURRENCIES], required=False)

    def __init__(self, *args: Any, city: Organisation, groups: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = city.areas.order_by("name")  # type: ignore[attr-defined]
        mine = Organisation.objects.filter(pk__in=[group.pk for group in groups]).order_by("name")
        self.fields["for_organisation"].queryset = mine  # type: ignore[attr-defined]
        if not groups:
            del self.fields["for_organisation"]

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"] or "PLN"

    @staticmethod
    def initial_of(wish: Wish) -> dict[str, Any]:
        """What the wish has, by field."""
        return {name: getattr(wish, name) for name in WishForm.base_fields}


class ViewingForm(forms.Form):
    """An hour at which the office shows the space."""

    starts_at = _moment(_("Begins"))
    ends_at = _moment(_("Ends"))
    capacity = forms.IntegerField(label=_("For how many visitors"), min_value=1, max_value=100, initial=4)
    note = forms.CharField(label=_("Where to meet"), max_length=250, required=False)


class VisitForm(forms.Form):
    """Who comes to look says what is needed, and for which search."""

    wish = forms.ModelChoiceField(label=_("For which search"), queryset=None, required=False, empty_label="–")
    needs = forms.CharField(
        label=_("What you need to get there"), max_length=200, required=False,
        help_text=_("A ramp, somebody at the stop, an interpreter. Deleted 14 days after the appointment."),
    )  # fmt: skip

    def __init__(self, *args: Any, wishes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wish"].queryset = wishes  # type: ignore[attr-defined]
        if not wishes:
            del self.fields["wish"]


class PhotoForm(forms.Form):
    """A photograph with its words."""

    photo = forms.FileField(label=_("Photo"), required=False)
    alt_text = forms.CharField(label=_("What the picture shows"), max_length=250, required=False)


def add_refusal(form: forms.Form, refusal: Any, names: dict[str, str] | None = None) -> None:
    """Put a refusal of the domain beside the field it is about, or above the form."""
    field = getattr(refusal, "field", "") or ""
    field = (names or {}).get(field, field)
    form.add_error(field if field in form.fields else None, str(refusal.message))
