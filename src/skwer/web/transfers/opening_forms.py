"""What is typed on the way from an adapted kit to a call. Rules are the actions'; forms only read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.practices.kits.law import Conflict
from skwer.web.desk.forms import IN_ANY_CALENDAR
from skwer.web.practices.forms import texts


class MendForm(forms.Form):
    """One of the ways out of a conflict, and why."""

    way = forms.ChoiceField(label=_("Way out"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=pgettext_lazy("element of a transfer", "Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, conflict: Conflict, **given: Any) -> None:
        super().__init__(*args, prefix=f"mend-{conflict.code}", initial={"reason": conflict.message}, **given)
        ways = [(str(index), way.label) for index, way in enumerate(conflict.mends) if way.part is not None]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]


class RulingForm(forms.Form):
    """Why the law does not stand in the way, on what source, checked when."""

    reason = forms.CharField(
        label=_("Why the law does not stand in the way"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(label=_("Source: act, article, opinion"), max_length=400)
    checked_on = forms.DateField(label=_("Checked on"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, code: str, **given: Any) -> None:
        super().__init__(*args, prefix=f"rule-{code}", **given)


class OpenForm(forms.Form):
    """Names of the draft call, and the day from which its days are counted."""

    title, title_en = texts(_("Title in Polish"), _("Title in English"), most=140, required=True)
    slug = forms.CharField(
        label=_("Address part"), max_length=80, required=False, help_text=_("Empty: it is made from the title.")
    )
    scheme_name = forms.CharField(
        label=_("Scheme"),
        max_length=160,
        help_text=_("The city's grant programme. One of this name that stands on the same law is used again."),
    )
    edition_name = forms.CharField(label=_("Edition"), max_length=60, help_text=_("For example the year."))
    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("On this day people can begin to apply."),
        validators=IN_ANY_CALENDAR,
    )
