"""What is typed at the desk about trials, comparisons, cases and methods. Rules are the actions'; forms only read."""

from __future__ import annotations

import re
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices.models import Case, Trial
from skwer.values.money import CURRENCIES, read_amount

from .words import language

BOTH = ("pl", "en")


def texts(label: Any, label_en: Any, *, most: int, rows: int = 0, required: bool = False, hint: Any = "") -> tuple[
    forms.CharField, forms.CharField
]:  # fmt: skip
    """The same question in Polish and in English, side by side."""

    def one(label: Any, *, required: bool) -> forms.CharField:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)

    return one(label, required=required), one(label_en, required=False)


class NumberField(forms.CharField):
    """A number as people write it: 12,5 or 12.5; 1 200, 1,200 or 1.200."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=20, required=False, **given)

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        typed = re.sub(r"[\s\u00a0\u202f]", "", super().clean(value))
        if not typed:
            return None
        found = _NUMBER.fullmatch(typed.replace("−", "-"))
        if found is None:
            raise forms.ValidationError(_("Write a number, for example 12 or 12.5."))
        sign, whole, fraction = found["sign"], re.sub(r"[.,]", "", found["whole"]), found["fraction"] or "0"
        return Decimal(f"{sign}{whole}.{fraction}")

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        plain = f"{value.normalize():f}"
        if re.search(r"\.\d{3}$", plain):  # three figures after the mark would be read back as thousands
            plain += "0"
        return plain if language() == "en" else plain.replace(".", ",")


# Groups of three are thousands, as in sums of money; what follows the last mark otherwise is the fraction.
_NUMBER = re.compile(
    r"(?P<sign>-?)(?P<whole>[1-9]\d{0,2}(?:[.,]\d{3}){1,2}|\d{1,9})(?:[.,](?P<fraction>\d{1,4}))?", re.A
)


class SumField(forms.CharField):
    """A sum of money as people write it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=20, required=False, **given)

    def clean(self, value: Any) -> Decimal | None:  # type: ignore[override]
        typed = super().clean(value).strip()
        if not typed:
            return None
        try:
            return read_amount(typed)
        except ValueError as error:
            raise forms.ValidationError(_("Write a sum, for example 1200 or 1200.50.")) from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".removesuffix(".00") if isinstance(value, Decimal) else value


def _date(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _choice(label: Any, choices: list[tuple[Any, Any]], *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=required)


class EndForm(forms.Form):
    """What is said when a trial ends. The action says what is missing, so nothing is required here."""

    ends_on = _date(_("Last day"))
    result_pl, result_en = texts(_("What came of it"), _("What came of it, in English"), most=4000, rows=5)
    measured = NumberField(label=_("Value measured"))
    spent = SumField(label=_("Spent"))
    verdict = forms.ChoiceField(
        label=_("Was the hypothesis right?"), choices=Trial.Verdict.choices, widget=forms.RadioSelect, required=False
    )
    decision = forms.ChoiceField(
        label=_("What do you decide?"), choices=Trial.Decision.choices, widget=forms.RadioSelect, required=False
    )
    decision_reason_pl, decision_reason_en = texts(
        _("Why this decision"), _("Why this decision, in English"), most=4000, rows=4
    )
    lesson_pl, lesson_en = texts(
        _("What did it teach?"),
        _("What did it teach, in English"),
        most=4000,
        rows=4,
        hint=_("What you would tell the next city, above all if it did not work."),
    )


class TrialForm(forms.Form):
    title_pl, title_en = texts(pgettext_lazy("practices", "Title"), _("Title in English"), most=160, required=True)
    kind = _choice(_("Kind"), list(Trial.Kind.choices), required=True)
    project = _choice(_("Project"), [])
    transfer = _choice(_("Transfer it tests"), [])
    problem_area_pl, problem_area_en = texts(
        _("What is the problem, and where?"), _("What is the problem, and where, in English"), most=4000, rows=4
    )
    hypothesis_pl, hypothesis_en = texts(
        _("What do you suppose?"),
        _("What do you suppose, in English"),
        most=4000,
        rows=3,
        hint=_("One sentence that can turn out wrong: if we do this, that will happen."),
    )
    actions_pl, actions_en = texts(_("What is done?"), _("What is done, in English"), most=4000, rows=5)
    measure_pl, measure_en = texts(
        _("What do you measure, and how?"), _("What do you measure, and how, in English"), most=4000, rows=3
    )
    unit_pl, unit_en = texts(_("Unit"), _("Unit in English"), most=60)
    baseline = NumberField(label=_("Value before"))
    target = NumberField(label=_("Value aimed at"))
    budget = SumField(label=_("Budget"))
    currency = _choice(_("Currency"), [(code, code) for code in CURRENCIES], required=True)
    starts_on = _date(_("First day"))
    ends_on = _date(_("Last day"))

    def __init__(
        self, *args: Any, trial: Trial | None, projects: list[Any], transfers: list[Any] | None = None, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.transfers = {str(transfer.pk): transfer for transfer in transfers or []}
        if self.transfers:
            self.fields["transfer"].choices = [  # type: ignore[attr-defined]
                ("", pgettext_lazy("transfer a trial tests", "none")),
                *((key, transfer.title) for key, transfer in self.transfers.items()),
            ]
        else:
            del self.fields["transfer"]
        self.projects = {str(project.pk): project for project in projects}
        self.fields["project"].choices = [  # type: ignore[attr-defined]
            ("", _("no project")),
            *((key, project.short) for key, project in self.projects.items()),
        ]
        if trial is not None and trial.state == Trial.State.ENDED:
            for name, field in EndForm.base_fields.items():
                self.fields.setdefault(name, deepcopy(field))
        if trial is not None and trial.is_settled:
            for name in ("project", "transfer", "kind"):
                self.fields.pop(name, None)
            why, why_en = texts(_("Why do you correct it?"), _("Why do you correct it, in English"), most=1000, rows=2)
            self.fields |= {"why_pl": why, "why_en": why_en}

    @property
    def ended(self) -> bool:
        return "lesson_pl" in self.fields

    @property
    def corrects(self) -> bool:
        return "why_pl" in self.fields

    def clean_project(self) -> Any:
        return self.projects.get(self.cleaned_data["project"])

    def clean_transfer(self) -> Any:
        return self.transfers.get(self.cleaned_data["transfer"])

    @staticmethod
    def initial_of(trial: Trial) -> dict[str, Any]:
        names = {*TrialForm.base_fields, *EndForm.base_fields} - {"project", "transfer"}
        links = {"project": str(trial.project_id or ""), "transfer": str(trial.transfer_id or "")}
        return {**{name: getattr(trial, name) for name in names}, **links}


class ComparisonForm(forms.Form):
    title_pl, title_en = texts(pgettext_lazy("practices", "Title"), _("Title in English"), most=160, required=True)
    intro_pl, intro_en = texts(
        _("What is compared, and why?"), _("What is compared, and why, in English"), most=4000, rows=4
    )


class CaseForm(forms.Form):
    name_pl, name_en = texts(
        pgettext_lazy("case", "Name"), _("Name in English"), most=160, required=True,
        hint=_("The place and what was done there, for example: Lipowiec, benches by the clinic"),
    )  # fmt: skip
    organisation = _choice(_("Who writes it"), [])
    country = forms.CharField(
        label=_("Country"), max_length=2, required=False, help_text=_("Two letters, for example PL or NO.")
    )
    verdict = forms.ChoiceField(
        label=_("How did it go?"), choices=Case.Verdict.choices, widget=forms.RadioSelect, initial=Case.Verdict.MIXED
    )
    trial = _choice(_("Trial it tells of"), [])
    source_url = forms.URLField(
        label=_("Where one can read more"), max_length=400, required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, organisations: list[Any], trials: list[Trial], nobody: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        self.organisations = {str(one.pk): one for one in organisations}
        self.trials = {str(one.pk): one for one in trials}
        nobodys = [("", _("nobody here: the keeper writes it"))] if nobody else []
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            *nobodys,
            *((key, one.short) for key, one in self.organisations.items()),
        ]
        self.fields["organisation"].required = not nobody
        self.fields["trial"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("trial", "none")),
            *((key, one.title) for key, one in self.trials.items()),
        ]

    def clean_organisation(self) -> Any:
        return self.organisations.get(self.cleaned_data["organisation"])

    def clean_trial(self) -> Any:
        return self.trials.get(self.cleaned_data["trial"])

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()


class MethodForm(forms.Form):
    title_pl, title_en = texts(pgettext_lazy("practices", "Title"), _("Title in English"), most=160, required=True)
    language = _choice(_("Language it is written in first"), list(settings.LANGUAGES), required=True)


def take_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put what an action refused beside the field it means; what means none stands above the form."""
    for name in getattr(refusal, "missing", None) or [getattr(refusal, "field", "")]:
        found = next((n for n in (name, f"{name}_pl") if n in form.fields), None)
        form.add_error(found, str(refusal.message))
