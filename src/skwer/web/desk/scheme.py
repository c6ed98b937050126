"""The scheme a call belongs to: what it stands on, in what form it supports, what holds from call to call."""

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

from skwer.apps.calls.actions.scheme import SCHEME_RULES, SCHEME_TEXTS, change_scheme
from skwer.apps.calls.models import Call, Scheme
from skwer.apps.people.refusals import Refusal
from skwer.web.fields import currency_sign

from .doors import changes_only_by_staff, desk_call
from .editing import problems_of, seen, status_of, unchanged_since
from .forms import SumField

FIELDS = (*SCHEME_TEXTS, *SCHEME_RULES)


class SchemeForm(forms.Form):
    """Texts in Polish and English, then the rules every call of the scheme shares."""

    name_pl = forms.CharField(label=gettext_lazy("Name in Polish"), max_length=160)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=160, required=False)
    vehicle = forms.ChoiceField(label=gettext_lazy("Legal basis"), choices=Scheme.Vehicle.choices)
    legal_basis_pl = forms.CharField(
        label=gettext_lazy("The law it stands on, in Polish"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=gettext_lazy(
            "Act, articles, where you read them and on which day. Check the text in force before you announce a call."
        ),
    )
    legal_basis_en = forms.CharField(
        label=gettext_lazy("The law it stands on, in English"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    support = forms.ChoiceField(
        label=gettext_lazy("Form of support"), choices=Scheme.Support.choices, widget=forms.RadioSelect
    )
    durability_months = forms.IntegerField(
        label=gettext_lazy("Months of care after building"),
        min_value=0,
        max_value=240,
        help_text=gettext_lazy("0: nobody has to look after the place."),
    )
    hour_rate = SumField(
        label=gettext_lazy("Value of an hour of voluntary work"),
        required=False,
        help_text=gettext_lazy("Empty: hours are counted and not valued."),
    )
    year_cap = SumField(
        label=gettext_lazy("Most one organisation may receive in a calendar year"),
        required=False,
        help_text=gettext_lazy("Empty: no limit."),
    )
    de_minimis = forms.BooleanField(
        label=gettext_lazy("Ask for a de minimis declaration where a business benefits"), required=False
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(scheme, name) for name in FIELDS}, **kwargs)


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "POST"])
def scheme(request: HttpRequest, call: Call) -> HttpResponse:
    """Change it while no call of it runs; everything typed stays on the page until it can be kept."""
    row = call.edition.scheme
    now = seen(row, FIELDS)
    form = SchemeForm(request.POST if request.method == "POST" else None, scheme=row)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            unchanged_since(request, now)
            changes = {name: form.cleaned_data[name] for name in FIELDS}
            change_scheme(by=request.user, scheme=row, changes=changes, at=timezone.now())  # type: ignore[arg-type]
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("Saved."))
            return redirect("web:desk_call", slug=call.slug)
    others = Call.objects.filter(edition__scheme=row).exclude(pk=call.pk)
    context = {
        "call": call,
        "form": form,
        "refusal": refusal,
        "problems": [(f"id_{where}", message) for where, message in problems_of(refusal)],
        "running": Call.objects.filter(edition__scheme=row, state=Call.State.ANNOUNCED).first(),
        "others": others.order_by("-created_at"),
        "seen": now,
        "sign": currency_sign(call.currency),
    }
    return render(request, "desk/scheme.html", context, status=status_of(refusal, form.errors, adding=False))
