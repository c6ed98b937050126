"""What people type about the care of a place. Rules are the actions'; forms only read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places.actions.diary import BY_CARE
from skwer.apps.places.models import CareTask, Defect, Entry, Keeper, Place
from skwer.values.money import read_amount


def capital(choices: Any) -> list[tuple[Any, Any]]:
    """Choices of a model with a capital, as they begin a line of a form."""
    return [(value, capfirst(label)) for value, label in choices]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


def _amount(typed: str) -> Decimal | None:
    if not typed.strip():
        return None
    return read_amount(typed)


class LogForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What did you do or see?"),
        choices=lambda: [(v, capfirst(label)) for v, label in Entry.What.choices if v in BY_CARE],
        widget=forms.RadioSelect,
    )
    task = forms.ModelChoiceField(
        label=_("Which task is done with it?"), queryset=None, required=False, empty_label=_("none of the tasks")
    )
    on = _day(_("Day"), required=False)
    text = forms.CharField(
        label=_("In a few words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Everybody reads it. No names of other people."),
    )
    hours = forms.CharField(label=_("Hours of work, all people together"), max_length=8, required=False)
    uid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        task: Any = self.fields["task"]
        task.queryset = CareTask.objects.filter(place=place, ended_on=None)
        task.label_from_instance = task_name

    def clean_hours(self) -> Decimal | None:
        try:
            return _amount(self.cleaned_data["hours"])
        except ValueError as error:
            raise forms.ValidationError(_("Write hours as a number, for example 1.5.")) from error


def task_name(task: CareTask) -> str:
    """Its kind, or in words what "something else" is."""
    if task.what == CareTask.What.OTHER and task.note:
        return task.note
    return str(capfirst(task.get_what_display()))


class TaskForm(forms.Form):
    what = forms.ChoiceField(label=_("What is to be done?"), choices=capital(CareTask.What.choices))
    note = forms.CharField(label=_("How, and where the tools are"), max_length=250, required=False)
    every_days = forms.IntegerField(
        label=_("Every how many days"), min_value=0, max_value=366, initial=7, help_text=_("0: once only.")
    )
    starts_on = _day(_("First time on"))
    from_month = forms.TypedChoiceField(label=_("From the month"), required=False, coerce=int, empty_value=None)
    to_month = forms.TypedChoiceField(label=_("To the month"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = [("", _("the whole year")), *MONTHS.items()]
        for name in ("from_month", "to_month"):
            self.fields[name].choices = months  # type: ignore[attr-defined]


class NameForm(forms.Form):
    public_name = forms.CharField(
        label=_("Name on the page of the place"),
        max_length=80,
        required=False,
        help_text=_("For example a first name. Left empty, the page says “a neighbour”."),
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), required=False)
    organisation = forms.ModelChoiceField(label=_("Or an organisation"), queryset=None, required=False, empty_label="–")
    role = forms.ChoiceField(label=_("What they do"), choices=capital(Keeper.Role.choices), initial="helper")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class HandoverForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Somebody who helps here already"), queryset=None, required=False, empty_label="–"
    )
    to_email = forms.EmailField(label=_("Or the e-mail address of a neighbour"), required=False)
    note = forms.CharField(
        label=_("What the next keeper should know"),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
        help_text=_("Where the tap is, what dries out first, who has the key."),
    )

    def __init__(self, *args: Any, helpers: Any, named: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = helpers
        to.label_from_instance = named


class ReportForm(forms.Form):
    what = forms.ChoiceField(label=_("What is broken?"), choices=capital(Defect.What.choices), widget=forms.RadioSelect)
    danger = forms.BooleanField(label=_("Somebody may get hurt"), required=False)
    text = forms.CharField(
        label=_("In a few words"),
        max_length=600,
        required=False,
        widget=forms.Textarea,
        help_text=_("Where exactly, since when. No names of people."),
    )
    contact = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only to tell you what becomes of it. We erase it 30 days after the answer."),
    )
    uid = forms.UUIDField(widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    who = forms.ChoiceField(label=_("Who repairs it"), choices=capital(Defect.Who.choices), widget=forms.RadioSelect)
    who_name = forms.CharField(label=_("Name of the company or unit"), max_length=120, required=False)
    due_on = _day(_("To be repaired by"))
    danger = forms.BooleanField(label=_("Somebody may get hurt"), required=False)
    waits = forms.BooleanField(
        label=_("The place waits for repair until then"),
        required=False,
        help_text=_("Its page and the map say so. With danger they do in any case."),
    )


class CloseForm(forms.Form):
    answer = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea)
    cost = forms.CharField(label=pgettext_lazy("repair", "Cost"), max_length=20, required=False)

    def clean_cost(self) -> Decimal | None:
        try:
            return _amount(self.cleaned_data["cost"])
        except ValueError as error:
            raise forms.ValidationError(_("Write a sum, for example 1200 or 1200.50.")) from error


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Why nothing is repaired"), max_length=300, widget=forms.Textarea)


class SameForm(forms.Form):
    same_as = forms.ModelChoiceField(label=_("The same as"), queryset=None, empty_label="–")

    def __init__(self, *args: Any, others: Any, named: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same: Any = self.fields["same_as"]
        same.queryset = others
        same.label_from_instance = named


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put the refusal beside its field, or above the form where it means none of them; a missing role ends the page."""
    if isinstance(refusal, NotAllowed):
        raise PermissionDenied from refusal
    name = getattr(refusal, "field", "")
    form.add_error(name if name in form.fields else None, str(refusal.message))
