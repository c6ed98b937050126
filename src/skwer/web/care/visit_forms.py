"""What the office types about inspections and breaches. Rules are the actions'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Breach, Place
from skwer.web.work.fields import day_field, text_field


class HoldForm(forms.Form):
    """The day, words, and what follows; findings and access are grids beside it."""

    on = day_field(label=_("Day of the visit"))
    note = text_field(3000, label=_("In a few words"), required=False, help_text=_("Everybody reads it. No names."))
    breach = forms.BooleanField(
        label=_("Care was owed here and not given"),
        required=False,
        help_text=_("The keepers get a letter that says what to mend and by when."),
    )
    what = text_field(3000, label=_("What is missing"), required=False)
    mend_by = day_field(label=_("To be mended by"), required=False)
    again_on = day_field(
        label=_("We look again on"), required=False, help_text=_("Empty: no further visit is planned.")
    )


class MoveForm(forms.Form):
    on = day_field(label=_("New day"))


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is not held"), max_length=250, help_text=_("It stands in the public register.")
    )


class PlanForm(forms.Form):
    """A place by its number or by words of its name: a city may have thousands."""

    place = forms.CharField(
        label=_("Place"), max_length=140, help_text=_("Its number, or a part of its name that no other place has.")
    )
    on = day_field(label=_("Day of the visit"))

    def __init__(self, *args: Any, city: Organisation, **given: Any) -> None:
        super().__init__(*args, **given)
        self.city = city

    def clean_place(self) -> Place:
        """The one place that is meant."""
        typed = self.cleaned_data["place"].strip().removeprefix("#")
        here = Place.objects.of_city(self.city).select_related("organisation")
        by_number = here.filter(pk=typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else here.none()
        found = list(by_number or here.filter(title__icontains=typed)[:2])
        if not found:
            raise forms.ValidationError(_("No place of the city is called this. Look up its number in the list."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several places are called this. Write more of the name, or the number."))
        return found[0]


class BreachForm(forms.Form):
    how = forms.ChoiceField(
        label=_("How it ends"),
        widget=forms.RadioSelect,
        choices=[
            (Breach.State.MENDED, _("It is mended")),
            (Breach.State.EXCUSED, _("Excused: nothing follows")),
            (Breach.State.ENFORCED, _("Not mended: the city asks money back")),
        ],
    )
    on = day_field(label=pgettext_lazy("breach", "Since which day"), required=False, help_text=_("Empty: today."))
    note = text_field(
        3000,
        label=_("In a few words"),
        required=False,
        help_text=_("Everybody reads it. If not mended: by which paragraph."),
    )
