"""What people type about the work of a project. Rules are the actions'; forms only read and show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.programmes.models import Allowance, Answer, Category, Claim, OutsideApplication, Task

from .fields import (
    NumberField,
    SumField,
    currency_field,
    day_field,
    link_field,
    other_currency_field,
    text_field,
)

Choices = Sequence[tuple[Any, Any]]


class PartnerForm(forms.Form):
    """A form whose rows belong to a partner; the choices are the person's own."""

    partnership = forms.ChoiceField(label=_("Partner"), required=False)

    def __init__(self, *args: Any, partners: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["partnership"].choices = partners  # type: ignore[attr-defined]


class RateForm(forms.Form):
    """What a sum in another currency needs."""

    rate = NumberField(
        label=_("Exchange rate"), required=False, help_text=_("So much of the budget's currency for one.")
    )
    rate_source = forms.CharField(
        label=_("Whose rate"),
        max_length=200,
        required=False,
        help_text=_("For example: Norges Bank, table of the day."),
    )
    rate_on = day_field(label=_("Rate of the day"), required=False)


class TaskForm(PartnerForm):
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=Task.Kind.choices,
        widget=forms.RadioSelect,
        initial=Task.Kind.TASK,
        help_text=_("Milestones and deliverables are promised to the funder; they need a day."),
    )
    due_on = day_field(label=_("By when"), required=False)
    text = text_field(4000, label=_("Details"), required=False)

    field_order = ("title", "kind", "partnership", "due_on", "text")


class DoneForm(forms.Form):
    answer = text_field(2000, label=_("What was done"), required=False)
    evidence_url = link_field(label=_("Where the result can be seen"), help_text=_("An address on the web."))


class DropForm(forms.Form):
    why = text_field(2000, label=_("Why it will not be done"))


class BudgetForm(PartnerForm):
    category = forms.ChoiceField(label=_("Category"), choices=[("", "–"), *Category.choices])
    planned = SumField(label=_("Planned"))
    currency = currency_field()


class SpendingForm(RateForm):
    on = day_field(label=_("Day"))
    amount = SumField(label=_("Sum in the currency of the budget"), help_text=_("A correction has a minus in front."))
    document = forms.CharField(label=_("Document"), max_length=80, help_text=_("Its number, as in the books."))
    hours = NumberField(label=_("Hours of work"), required=False, help_text=_("If this is work time."))
    note = forms.CharField(label=_("Note"), max_length=250, required=False)
    paid = SumField(label=_("Sum paid"), required=False)
    paid_currency = other_currency_field(label=_("Currency it was paid in"))

    field_order = ("on", "amount", "document", "hours", "note", "paid", "paid_currency", "rate")


class ClaimForm(PartnerForm, RateForm):
    kind = forms.ChoiceField(label=_("What you send"), choices=Claim.Kind.choices, widget=forms.RadioSelect)
    period_from = day_field(label=_("Period from"))
    period_to = day_field(label=_("Period until"))
    amount = SumField(label=pgettext_lazy("money", "Sum"), help_text=_("Zero for a report without costs."))
    currency = currency_field()
    document = forms.CharField(label=_("Number of the invoice"), max_length=80, required=False)

    field_order = ("kind", "partnership", "period_from", "period_to", "amount", "currency", "document")


class ReasonForm(forms.Form):
    why = text_field(2000, label=_("What must be mended"))


class PaidForm(forms.Form):
    paid_on = day_field(label=_("Paid on"), help_text=_("The day the money left the account."))


class MeasureForm(forms.Form):
    name_pl = forms.CharField(label=_("What is counted"), max_length=160)
    name_en = forms.CharField(label=_("What is counted, in English"), max_length=160, required=False)
    unit_pl = forms.CharField(label=_("Unit"), max_length=60, required=False)
    unit_en = forms.CharField(label=_("Unit in English"), max_length=60, required=False)
    definition_pl = text_field(2000, label=_("What exactly is counted, and what is not"), required=False)
    definition_en = text_field(2000, label=_("The same in English"), required=False)
    agreed_on = day_field(label=_("Agreed on"))


class RiskForm(PartnerForm):
    title = forms.CharField(label=_("What could go wrong"), max_length=200)
    likelihood = forms.TypedChoiceField(label=_("How likely"), coerce=int, choices=[(n, str(n)) for n in range(1, 6)])
    impact = forms.TypedChoiceField(label=_("How bad"), coerce=int, choices=[(n, str(n)) for n in range(1, 6)])
    mitigation = text_field(2000, label=_("What is done about it"), required=False)
    owner_role = forms.CharField(
        label=_("Whose it is"), max_length=120, required=False, help_text=_("A role or an office. No surnames.")
    )
    review_on = day_field(label=_("Look at it again on"))

    field_order = ("title", "partnership", "likelihood", "impact", "mitigation", "owner_role", "review_on")


class OfferForm(PartnerForm):
    kind = forms.ChoiceField(label=_("What is offered"), choices=[("", "–"), *Allowance.Kind.choices])
    offered = NumberField(label=_("How many"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    field_order = ("kind", "partnership", "offered", "note")


class UseForm(PartnerForm):
    allowance = forms.ChoiceField(label=_("Of what"))
    on = day_field(label=_("Day"))
    quantity = NumberField(label=_("How many"))
    note = forms.CharField(label=_("For what"), max_length=250, required=False)
    reference = link_field(label=_("Where it can be read"))

    field_order = ("allowance", "partnership", "on", "quantity", "note", "reference")

    def __init__(self, *args: Any, allowances: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["allowance"].choices = allowances  # type: ignore[attr-defined]


class ContractForm(forms.Form):
    topic = forms.CharField(label=_("Topic"), max_length=200)
    days_agreed = NumberField(label=_("Days agreed"))
    starts_on = day_field(label=_("From"))
    ends_on = day_field(label=_("Until"))
    languages = forms.CharField(label=_("Languages of work"), max_length=120, required=False)
    day_rate = SumField(label=_("Rate of a day"), required=False, help_text=_("Only you and the expert see it."))
    currency = currency_field()


class NewContractForm(ContractForm):
    email = forms.EmailField(
        label=_("E-mail address of the expert's account"), help_text=_("The expert needs an account here first.")
    )

    field_order = ("email",)


class DayForm(forms.Form):
    on = day_field(label=_("Day"))
    days = forms.ChoiceField(label=_("How much"), choices=[("1", _("a whole day")), ("0.5", _("half a day"))])
    partnership = forms.ChoiceField(label=_("For whom"), required=False)
    what = forms.CharField(label=_("What was done"), max_length=250)

    def __init__(self, *args: Any, partners: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["partnership"].choices = partners  # type: ignore[attr-defined]


class BillForm(forms.Form):
    until = day_field(label=_("All days until"))


class NoteForm(forms.Form):
    """A visit note; the next steps are rows of their own, `step-0`, `due-0`, …"""

    partnership = forms.ChoiceField(label=_("City you visited"))
    on = day_field(label=_("Day of the visit"))
    seen = text_field(6000, label=_("What I saw"), required=False)
    advised = text_field(6000, label=_("What I advised"), required=False)
    agreed = text_field(6000, label=_("What we agreed"), required=False)

    def __init__(self, *args: Any, partners: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["partnership"].choices = partners  # type: ignore[attr-defined]


class StudyForm(forms.Form):
    title_pl = forms.CharField(label=_("Title"), max_length=250)
    title_en = forms.CharField(label=_("Title in English"), max_length=250, required=False)
    summary_pl = text_field(4000, label=_("What it found"), required=False)
    summary_en = text_field(4000, label=_("What it found, in English"), required=False)
    authors = forms.CharField(label=_("Authors"), max_length=250, required=False)
    url = link_field(label=_("Where it can be read"))


class AdviceForm(forms.Form):
    text_pl = text_field(2000, label=_("Recommendation"))
    text_en = text_field(2000, label=_("Recommendation in English"), required=False)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Your answer"), choices=Answer.Kind.choices, widget=forms.RadioSelect)
    why = text_field(2000, label=_("Why"), required=False, help_text=_("Needed unless you adopt it."))


class OutcomeForm(forms.Form):
    outcome = text_field(2000, label=_("What came of it"))
    outcome_on = day_field(label=_("As of the day"))


class ApplicationForm(forms.Form):
    programme_name = forms.CharField(label=_("Programme"), max_length=200)
    title = forms.CharField(label=_("Title of the application"), max_length=250)
    asked = SumField(label=_("Sum asked for"))
    currency = currency_field(initial="PLN")
    applied_on = day_field(label=_("Sent on"))
    result = forms.ChoiceField(label=pgettext_lazy("application elsewhere", "Result"),
                               choices=OutsideApplication.Result.choices)  # fmt: skip
    decided_on = day_field(label=_("Decided on"), required=False)
    granted = SumField(label=_("Sum granted"), required=False)
    learned = text_field(
        4000, label=_("What you learned"), required=False, help_text=_("What would you do otherwise next time?")
    )
    project = forms.ChoiceField(label=_("Project that helped"), required=False)

    def __init__(self, *args: Any, projects: Choices, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["project"].choices = projects  # type: ignore[attr-defined]
