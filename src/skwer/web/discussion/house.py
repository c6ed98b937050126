"""The desk's form of the house: what is open, how long things take, by which rules and laws."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.discussion import actions, law, queries
from skwer.apps.discussion.actions.house import NUMBERS
from skwer.apps.discussion.kinds import kinds
from skwer.apps.discussion.models import House
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.web.desk.doors import changes_only_by_staff, desk_city


class HouseForm(forms.Form):
    """Every setting of the house."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What may be commented on"), required=False, widget=forms.CheckboxSelectMultiple
    )
    check_first = forms.ChoiceField(
        label=gettext_lazy("When comments are shown"), choices=House.Shown.choices, widget=forms.RadioSelect
    )
    look_hours = forms.IntegerField(label=gettext_lazy("Comments, notices and objections are looked at within, hours"))
    answer_days = forms.IntegerField(label=gettext_lazy("Questions are answered within, days"))
    objection_days = forms.IntegerField(label=gettext_lazy("Objections are taken for, days"))
    rules_pl = forms.CharField(
        label=gettext_lazy("Rules of the house, in Polish"), required=False, widget=forms.Textarea
    )
    rules_en = forms.CharField(
        label=gettext_lazy("Rules of the house, in English"), required=False, widget=forms.Textarea
    )
    law_pl = forms.CharField(label=gettext_lazy("Which law applies, in Polish"), required=False, widget=forms.Textarea)
    law_en = forms.CharField(label=gettext_lazy("Which law applies, in English"), required=False, widget=forms.Textarea)
    redress_pl = forms.CharField(
        label=gettext_lazy("Where else one may turn, in Polish"), required=False, widget=forms.Textarea
    )
    redress_en = forms.CharField(
        label=gettext_lazy("Where else one may turn, in English"), required=False, widget=forms.Textarea
    )
    checked_on = forms.DateField(label=gettext_lazy("Law and addresses checked on"), required=False)
    contact = forms.EmailField(label=gettext_lazy("Address for notices by e-mail"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(kind.key, kind.label) for kind in kinds().values()]  # type: ignore[attr-defined]


@desk_city
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def house(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Open the house, or close it by taking every kind out."""
    by: Any = request.user
    found = queries.house_of(city)
    form = HouseForm(request.POST if request.method == "POST" else None, initial=_initial(found or House()))
    if form.is_bound and form.is_valid():
        try:
            actions.open_house(by=by, organisation=city, values=form.cleaned_data, at=timezone.now())
        except Refusal as refusal:
            form.add_error(getattr(refusal, "field", None), str(refusal))
        else:
            opened = bool(form.cleaned_data["kinds"])
            said = _("Saved. People may comment now.") if opened else _("Saved. No comments are taken.")
            messages.success(request, said)
            return redirect("web:desk_discussion", slug=city.slug)
    context = {
        "city": city,
        "house": found,
        "form": form,
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "law": law.law(None),
        "redress": law.redress(None),
        "written_on": law.WRITTEN_ON,
        "limits": NUMBERS,
    }
    return render(request, "discussion/desk_house.html", context, status=422 if form.is_bound else 200)


def _initial(found: House) -> dict[str, Any]:
    return {name: getattr(found, name) for name in HouseForm.base_fields}
