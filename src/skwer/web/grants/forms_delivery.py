"""What the party and the office type about costs, work, reports and refunds. Rules are the actions'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.grants.models import Delivery, Expense, Purchase, Refund
from skwer.web.work.fields import NumberField, SumField, day_field, text_field

LEAST_SHARES = 3  # two other grants and own money, before anybody asks for another row
MOST_SHARES = 8
Choices = Sequence[tuple[Any, Any]]


class ExpenseForm(forms.Form):
    """An invoice or bill, in the order in which one reads it from the paper."""

    line = forms.TypedChoiceField(
        label=_("Which part of the budget is it?"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the part of the budget.")},
    )  # fmt: skip
    what = forms.CharField(label=_("What did you buy?"), max_length=200, help_text=_("For example: two benches."))
    document = forms.CharField(
        label=_("Number of the invoice or bill"), max_length=80, help_text=_("As printed, for example FV 12/2026.")
    )
    seller = forms.CharField(label=_("Seller"), max_length=160, required=False)
    seller_no = forms.CharField(
        label=_("Seller's tax number (NIP)"), max_length=20, required=False,
        help_text=_("Ten digits on the invoice. With it we notice a document shown twice."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    issued_on = day_field(label=_("Day on the invoice"))
    paid_on = day_field(
        label=_("Day on which you paid"), required=False, help_text=_("Leave it empty if you have not paid yet.")
    )
    total = SumField(label=_("Sum of the whole invoice"))
    claimed = SumField(
        label=_("Of this, from the grant"), required=False, help_text=_("Empty: the whole invoice is from the grant.")
    )

    def __init__(self, *args: Any, lines: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]

    @classmethod
    def of(cls, expense: Expense, lines: Choices) -> ExpenseForm:
        names = ("what", "document", "seller", "seller_no", "issued_on", "paid_on", "total", "claimed")
        return cls(initial={name: getattr(expense, name) for name in names} | {"line": expense.line_id}, lines=lines)


SOURCES: Choices = [("own", _("own money")), ("other", _("another grant or sponsor"))]


class ShareForm(forms.Form):
    """One other payer of the same invoice."""

    source = forms.ChoiceField(label=_("Who paid"), choices=[("", "–"), *SOURCES], required=False)
    payer = forms.CharField(label=_("Name of the other funder"), max_length=120, required=False)
    amount = SumField(label=pgettext_lazy("money", "How much"), required=False)

    @property
    def empty(self) -> bool:
        """Nothing typed in this row: it is not there."""
        given = self.cleaned_data if self.is_valid() else {"amount": 1}
        return not any(given.values())


def share_forms(
    data: Mapping[str, Any] | None, shares: Sequence[Mapping[str, Any]] = (), more: int = 0
) -> list[ShareForm]:
    """Rows for other payers: what is known, at least three, one more where asked for."""
    sent = 0
    if data is not None:
        sent = sum(1 for k in range(MOST_SHARES) if f"share{k}-amount" in data)
    rows = min(MOST_SHARES, max(LEAST_SHARES, len(shares), sent) + more)
    found = []
    for k in range(rows):
        known = shares[k] if k < len(shares) else {}
        initial = {**known, "amount": Decimal(str(known["amount"]))} if known.get("amount") else dict(known)
        there = data is not None and f"share{k}-amount" in data
        found.append(ShareForm(data if there else None, prefix=f"share{k}", initial=initial))
    return found


def shares_of(rows: Sequence[ShareForm]) -> list[dict[str, str]]:
    """The rows that say something, as the expense keeps them."""
    return [
        {
            "source": row.cleaned_data["source"] or "own",
            "payer": row.cleaned_data["payer"],
            "amount": f"{row.cleaned_data['amount'] or 0:.2f}",
        }
        for row in rows
        if row.is_bound and row.is_valid() and not row.empty
    ]


class DeliveryForm(forms.Form):
    """A day's work, or a thing that came."""

    pledge = forms.TypedChoiceField(
        label=_("What was promised"), coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it was.")},
    )  # fmt: skip
    on = day_field(label=_("Which day?"))
    what = forms.CharField(label=_("What was done?"), max_length=200, help_text=_("For example: dug the beds."))
    people = forms.IntegerField(
        label=_("How many people?"), min_value=1, max_value=999, required=False,
        help_text=_("Only how many. Nobody's name is asked for."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    quantity = NumberField(
        label=_("How much altogether?"),
        help_text=_("Hours of all people together (four people for three hours: 12), pieces, or the sum."),
    )
    shown = forms.BooleanField(label=_("Everybody may see these photos once the report is accepted"), required=False)

    def __init__(self, *args: Any, pledges: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["pledge"].choices = pledges  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    why = text_field(1000, label=_("Why?"))


class ReviewForm(forms.Form):
    """The office's answer to one cost."""

    accepted = SumField(label=_("Accepted"), required=False)
    reason = text_field(1000, label=_("Reason"), required=False, help_text=_("The party reads it word for word."))
    paragraph = forms.ChoiceField(label=_("Paragraph of the regulations"), required=False)

    def __init__(self, *args: Any, paragraphs: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["paragraph"].choices = [("", "–"), *paragraphs]  # type: ignore[attr-defined]


class PurchaseForm(forms.Form):
    """What the city buys or lends."""

    kind = forms.ChoiceField(label=pgettext_lazy("purchase", "Kind"), choices=Purchase.Kind.choices)
    line = forms.TypedChoiceField(label=_("Part of the budget"), coerce=int, required=False, empty_value=None)
    what = forms.CharField(label=pgettext_lazy("purchase", "What"), max_length=200)
    cost = SumField(label=_("Cost, or value"), required=False)
    back_by = day_field(label=_("Lent: to be given back by"), required=False)

    def __init__(self, *args: Any, lines: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["line"].choices = [("", "–"), *lines]  # type: ignore[attr-defined]


class PurchaseStepForm(forms.Form):
    """The next state of something the city buys or lends."""

    on = day_field(label=_("Which day?"))
    cost = SumField(label=_("Cost, or value"), required=False)
    document = forms.CharField(label=_("Number of the invoice or protocol"), max_length=80, required=False)
    condition = forms.CharField(
        label=_("Condition"), max_length=200, required=False, help_text=_("As handed over or given back.")
    )


class CorrectionForm(forms.Form):
    correction = text_field(2000, label=_("What is to be corrected?"), help_text=_("The party reads it word for word."))


class DecideForm(forms.Form):
    reason = text_field(2000, label=_("Words of the office"), required=False)


class SettleForm(forms.Form):
    note = text_field(2000, label=_("Words of the office"), required=False)
    sure = forms.BooleanField(
        label=_("I have read the account above and settle it."),
        error_messages={"required": _("Tick that you have read the account.")},
    )


class RefundForm(forms.Form):
    kind = forms.ChoiceField(label=_("Why"), choices=Refund.Kind.choices, widget=forms.RadioSelect)
    principal = SumField(label=_("Sum"))
    interest_from = day_field(label=_("Interest runs from"), required=False)
    reason = text_field(1000, label=_("Reason"))


class RefundPaidForm(forms.Form):
    on = day_field(label=_("Came in on"))
    amount = SumField(label=pgettext_lazy("money", "Sum"))
    document = forms.CharField(label=_("Number of the bank document"), max_length=80, required=False)


DELIVERY_SHAPES = {Delivery.State.LOGGED: "sent", Delivery.State.VERIFIED: "done", Delivery.State.REFUSED: "no"}
