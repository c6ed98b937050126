"""What the office and the party type about agreements, changes, signatures and postings. Rules are the actions'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.grants.models import Agreement, Signature
from skwer.web.work.fields import SumField, day_field, text_field

from .inside import gives_money
from .papers import sources

SPARE = 2  # empty rows below a budget
MOST_LINES = 60


class LineForm(forms.Form):
    """A row of a budget."""

    order = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("What for"), max_length=160, required=False)
    source = forms.ChoiceField(label=_("Paid from"), required=False)
    payer = forms.CharField(label=_("Other funder"), max_length=120, required=False)
    amount = SumField(label=pgettext_lazy("money", "Sum"), required=False)

    def __init__(self, *args: Any, money: bool = True, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["source"].choices = [(key, capfirst(words)) for key, words in sources(money).items()]  # type: ignore[attr-defined]

    @property
    def needed(self) -> bool:
        """A row that is there has a name and a sum; an empty one is no row."""
        return bool(self.initial or (self.is_bound and self["name"].value()))

    @property
    def told(self) -> dict[str, Any] | None:
        """The row as the actions read it; None when nothing was typed."""
        given = self.cleaned_data
        if not given.get("name") and given.get("amount") is None:
            return None
        amount = given.get("amount")
        return {
            "order": given.get("order"),
            "name": given.get("name", ""),
            "source": given.get("source", ""),
            "payer": given.get("payer", ""),
            "amount": amount if amount is not None else "",
        }


class Lines:
    """The rows of a budget: those that are there and two empty ones; errors of the action find their row."""

    def __init__(self, data: Mapping[str, Any] | None, agreement: Agreement) -> None:
        self.errors: list[str] = []
        money = gives_money(agreement)
        if data is None or "line0-amount" not in data:
            held = [
                {"order": line.order, "name": line.name, "source": line.source, "payer": line.payer,
                 "amount": line.amount}
                for line in agreement.lines.order_by("order")
            ]  # fmt: skip
            given = [*held, *({} for _n in range(SPARE))]
            self.forms = [LineForm(initial=row, prefix=f"line{n}", money=money) for n, row in enumerate(given)]
            return
        count = next((n for n in range(MOST_LINES) if f"line{n}-amount" not in data), MOST_LINES)
        more = 1 if data.get("add_row") == "line" else 0
        self.forms = [LineForm(data, prefix=f"line{n}", money=money) for n in range(count)]
        self.forms += [LineForm(prefix=f"line{count + n}", money=money) for n in range(more)]

    @property
    def sent(self) -> bool:
        """Did the page send a budget at all?"""
        return any(form.is_bound for form in self.forms)

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms if form.is_bound)

    @property
    def told(self) -> list[dict[str, Any]]:
        self.rows = [form for form in self.forms if form.is_bound and form.told is not None]
        return [row for form in self.rows if (row := form.told) is not None]

    def take(self, errors: Sequence[Any]) -> list[Any]:
        """Put errors named "lines-2-amount" beside their cell; what is about the whole stands above. The rest."""
        rest = []
        for error in errors:
            parts = error.field.split("-")
            if parts[0] != "lines":
                rest.append(error)
            elif len(parts) == 3 and int(parts[1]) < len(self.rows):
                self.rows[int(parts[1])].add_error(parts[2], str(error.message))
            else:
                self.errors.append(str(error.message))
        return rest


class DraftForm(forms.Form):
    """Who signs, the time, where the money goes."""

    title = forms.CharField(label=_("Title of the task"), max_length=140)
    number = forms.CharField(label=_("Number of the agreement"), max_length=40)
    party_name = forms.CharField(label=_("Who signs"), max_length=200, help_text=_("Person, group or organisation."))
    represented_by = forms.CharField(label=_("Represented by"), max_length=200, required=False)
    party_address = forms.CharField(label=_("Address"), max_length=250, required=False)
    party_register_no = forms.CharField(label=_("Number in a register"), max_length=60, required=False)
    account = forms.CharField(
        label=_("Bank account"), max_length=60, required=False, help_text=_("IBAN, or the 26 digits of a Polish one.")
    )
    starts_on = day_field(label=_("Work begins"))
    ends_on = day_field(label=_("Work ends"))
    report_due_on = day_field(label=_("Final report due"))
    de_minimis = forms.BooleanField(label=_("A business benefits: de minimis aid"), required=False)
    de_minimis_declared_on = day_field(label=_("Declaration given on"), required=False)

    def __init__(self, *args: Any, money: bool = True, **given: Any) -> None:
        super().__init__(*args, **given)
        if not money:  # nothing is paid into it, so nobody asks for it
            del self.fields["account"]

    @classmethod
    def of(cls, agreement: Agreement) -> DraftForm:
        initial = {name: getattr(agreement, name) for name in cls.base_fields}
        return cls(initial=initial, money=gives_money(agreement))


class SignatureForm(forms.Form):
    """A signature the office registers."""

    how = forms.ChoiceField(label=_("How"), choices=Signature.How.choices, widget=forms.RadioSelect, initial="paper")
    name = forms.CharField(label=_("Name of the signatory"), max_length=160)
    signed_on = day_field(label=_("Signed on"))
    file = forms.FileField(
        label=_("Signed PDF"), required=False, help_text=_("Needed when it is signed electronically.")
    )


class OwnSignatureForm(forms.Form):
    """The party hands in its signed file."""

    name = forms.CharField(label=_("Who signed it"), max_length=160)
    file = forms.FileField(label=_("Signed PDF"), help_text=_("The PDF from this page, signed electronically."))


class ChangeForm(forms.Form):
    """What a change may touch besides the budget. Whatever differs from today is asked for."""

    why = text_field(2000, label=_("Why"), help_text=_("The office decides by it."))
    ends_on = day_field(label=_("New end of the work"), required=False)
    scope = text_field(3000, label=_("What changes in what is made"), required=False)
    party_name = forms.CharField(label=_("Who signs"), max_length=200, required=False)
    represented_by = forms.CharField(label=_("Represented by"), max_length=200, required=False)
    party_address = forms.CharField(label=_("Address"), max_length=250, required=False)
    account = forms.CharField(label=_("Bank account"), max_length=60, required=False)

    def __init__(self, *args: Any, money: bool = True, **given: Any) -> None:
        super().__init__(*args, **given)
        if not money:
            del self.fields["account"]

    @classmethod
    def of(cls, agreement: Agreement) -> ChangeForm:
        names = ("ends_on", "party_name", "represented_by", "party_address", "account")
        return cls(initial={name: getattr(agreement, name) for name in names}, money=gives_money(agreement))


class WordsForm(forms.Form):
    """A text that goes with a step: a reason, an answer."""

    words = text_field(3000, label=_("In your words"), required=False)


class UntilForm(forms.Form):
    until = day_field(label=_("To be signed by"))


class RemarkForm(forms.Form):
    """What anybody says about a posted offer. The second field is a trap for machines and stays empty."""

    text = text_field(3000, label=_("Your remark"))
    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, help_text=_("Not needed. If you write it, it is public.")
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
