"""What the office and the user type about agreements on spaces. Rules are the actions'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation
from skwer.apps.spaces.actions.handing import ITEM_STATES, MOST_ROWS
from skwer.apps.spaces.models import Licence, Protocol, Space
from skwer.web.work.fields import SumField, currency_field, day_field, text_field

STATE_WORDS = {
    "good": pgettext_lazy("condition", "good"),
    "worn": pgettext_lazy("condition", "worn"),
    "damaged": pgettext_lazy("condition", "damaged"),
    "missing": pgettext_lazy("condition", "missing"),
}
CLOSED_KINDS = (Space.Kind.SHOP, Space.Kind.HALL, Space.Kind.ROOM, Space.Kind.BUILDING)
# What somebody who walks through a space looks at; both sides change the list as they like.
INDOORS = (
    _("Floor"),
    _("Walls and ceiling"),
    _("Windows"),
    _("Doors and locks"),
    _("Electricity and light"),
    _("Water and toilet"),
    _("Heating"),
)
OUTDOORS = (_("Surface"), _("Fence and gate"), _("Trees and plants"), _("Things that stand there"))
METERS = (("power", _("Electricity"), "kWh"), ("water", _("Water"), "m³"), ("heating", _("Heating"), "GJ"))


class LicenceForm(forms.Form):
    """Who uses the space, for what, from when to when, on what terms."""

    party_name = forms.CharField(
        label=_("Who uses it and signs"), max_length=200, help_text=_("Person, group or organisation.")
    )
    party_address = forms.CharField(label=_("Address"), max_length=250, required=False)
    purpose = forms.CharField(
        label=_("What for"), max_length=250, help_text=_("The text says: “the user uses it for: …”.")
    )
    form = forms.ChoiceField(label=_("Form of agreement"), choices=Licence.Form.choices)
    starts_on = day_field(label=_("First day"))
    ends_on = day_field(label=_("Last day"))
    fee = forms.ChoiceField(label=_("What is paid"), choices=Space.Fee.choices, widget=forms.RadioSelect)
    fee_month = SumField(label=_("Rent a month"), required=False)
    deposit = SumField(label=_("Deposit"), required=False)
    currency = currency_field()
    notice_days = forms.IntegerField(label=_("Notice, days"), min_value=0, max_value=365)
    insurance = forms.BooleanField(label=_("The user must be insured"), required=False)
    restore = forms.BooleanField(label=_("It is given back as it was"), required=False)
    extra = text_field(4000, label=_("Further terms"), required=False, help_text=_("Each on a line of its own."))

    @classmethod
    def initial_of(cls, licence: Licence) -> dict[str, Any]:
        """What a saved draft shows."""
        held = {name: getattr(licence, name) for name in cls.base_fields if name != "extra"}
        return held | {"extra": "\n".join(licence.extra)}

    @property
    def told(self) -> dict[str, Any]:
        """The values as the actions read them."""
        return self.cleaned_data | {"extra": self.cleaned_data["extra"].splitlines()}


class NewLicenceForm(LicenceForm):
    """A new one also says which space, and whose account it is."""

    space = forms.ModelChoiceField(label=_("Space"), queryset=Space.objects.none(), empty_label=_("Choose a space"))
    party_email = forms.EmailField(
        label=_("E-mail address of the user's account"),
        required=False,
        help_text=_("The user then reads and confirms everything here. Without an account you register it from paper."),
    )

    def __init__(self, *args: Any, city: Organisation, with_account: bool = True, **given: Any) -> None:
        super().__init__(*args, **given)
        offered = Space.objects.public().filter(organisation=city).order_by("title", "pk")
        self.fields["space"].queryset = offered  # type: ignore[attr-defined]
        if not with_account:  # the match says whose wish it is
            del self.fields["party_email"]


class SignatureForm(forms.Form):
    """A signature the office registers."""

    signed_on = day_field(label=_("Signed on"))
    file = forms.FileField(label=_("Signed PDF"), required=False, help_text=_("Not needed when it is on paper."))


class OwnSignatureForm(forms.Form):
    file = forms.FileField(label=_("Signed PDF"), help_text=_("The PDF from this page, signed electronically."))


class ReasonForm(forms.Form):
    words = text_field(1000, label=_("Why"), required=False)


class EndForm(forms.Form):
    """An early end; only the office may end it at once."""

    on = day_field(label=_("Last day"), required=False)
    why = text_field(1000, label=_("Why: the other side reads it"), required=False)
    at_once = forms.BooleanField(
        label=_("Without notice: the space is used against the agreement, or people are in danger"), required=False
    )


class ExtensionForm(forms.Form):
    until = day_field(label=_("Until"))
    why = text_field(1000, label=_("Why"), help_text=_("The office decides by it."))


class AnswerForm(forms.Form):
    answer = text_field(1000, label=_("Your answer"), required=False, help_text=_("A refusal needs a reason."))


class EvaluationForm(forms.Form):
    """What the time of use brought."""

    visitors = forms.IntegerField(label=_("Visitors, about"), min_value=0, required=False)
    events = forms.IntegerField(label=_("Events"), min_value=0, required=False)
    effects = text_field(3000, label=_("What changed"), help_text=_("For you, the street, the people who came."))
    stays = text_field(3000, label=_("What stays"), required=False)


class _Row(forms.Form):
    """A row that is there names what it is about; an empty one is no row."""

    @property
    def needed(self) -> bool:
        return bool(self.initial or (self.is_bound and self["what"].value()))


class ItemForm(_Row):
    """One thing and how it is."""

    what = forms.CharField(label=_("What"), max_length=160, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Choose")), *((key, STATE_WORDS[key]) for key in ITEM_STATES)],
        required=False,
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class MeterForm(_Row):
    """One meter and what it shows."""

    what = forms.CharField(label=_("Meter"), max_length=60, required=False)
    value = forms.CharField(
        label=_("Shows"), max_length=60, required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    unit = forms.CharField(label=_("Unit"), max_length=60, required=False)


class ProtocolForm(forms.Form):
    on = day_field(label=_("On"))
    keys = forms.IntegerField(label=_("Keys"), min_value=0, max_value=999)
    remarks = text_field(2000, label=_("Remarks"), required=False)
    deposit_kept = SumField(label=_("Kept of the deposit"), required=False)
    deposit_why = forms.CharField(label=_("Why it is kept"), max_length=250, required=False)

    def __init__(self, *args: Any, deposit: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        if not deposit:
            del self.fields["deposit_kept"], self.fields["deposit_why"]


def bound_rows(kind: type[forms.Form], prefix: str, data: Mapping[str, Any], more: bool) -> list[forms.Form]:
    """The rows of a table as they were sent, and an empty one where it was asked for."""
    count = next((n for n in range(MOST_ROWS) if f"{prefix}{n}-what" not in data), MOST_ROWS)
    rows = [kind(data, prefix=f"{prefix}{n}") for n in range(count)]
    return [*rows, *([kind(prefix=f"{prefix}{count}")] if more and count < MOST_ROWS else [])]


def first_rows(licence: Licence, protocol: Protocol | None, way: str) -> tuple[list[forms.Form], list[forms.Form]]:
    """Rows of things and meters to begin with: what was written, else the hand-over's, else what one looks at."""
    handed = licence.protocols.filter(way=Protocol.Way.OUT).first() if way == Protocol.Way.BACK else None
    if protocol is not None and (protocol.items or protocol.meters):
        items, meters = list(protocol.items), list(protocol.meters)
    elif handed is not None:
        items = [{"what": one["what"]} for one in handed.items]
        meters = [{"what": one["what"], "unit": one["unit"]} for one in handed.meters]
    else:
        looked_at = INDOORS if licence.space.kind in CLOSED_KINDS else OUTDOORS
        items = [{"what": str(one)} for one in looked_at]
        meters = [{"what": str(name), "unit": unit} for key, name, unit in METERS if key in licence.space.utilities]
    return (
        [ItemForm(initial=row, prefix=f"item{n}") for n, row in enumerate([*items, {}])],
        [MeterForm(initial=row, prefix=f"meter{n}") for n, row in enumerate([*meters, {}])],
    )
