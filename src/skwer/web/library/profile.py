"""What a city says of itself, so that practices find it and its calls keep its calendar."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_change, may_run
from skwer.apps.practices import actions
from skwer.apps.practices.kits import law
from skwer.apps.practices.models import CityProfile, Size, Theme
from skwer.web.context import address, with_query
from skwer.web.countries import choices as countries
from skwer.web.practices.doors import desk_of_organisation
from skwer.web.practices.forms import take_refusal

_DAY = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4})")


class DaysField(forms.CharField):
    """Days as people write them, one a line: 2026-12-24 or 24.12.2026."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 5}), max_length=4000, required=False, **given)

    def clean(self, value: Any) -> list[date]:
        days = []
        for number, line in enumerate(super().clean(value).splitlines(), 1):
            if not line.strip():
                continue
            found = _DAY.fullmatch(line.strip().rstrip(",;"))
            try:
                if found is None:
                    raise ValueError
                year, month, day = (int(found[name] or found[f"{name}2"]) for name in ("y", "m", "d"))
                days.append(date(year, month, day))
            except ValueError:
                raise forms.ValidationError(
                    _("Line %(number)s, “%(line)s”, is no day. Write it like this: 2026-12-24.")
                    % {"number": number, "line": line.strip()[:40]}
                ) from None
        return days


class ProfileForm(forms.Form):
    """Only reads; what may stand is the action's to say."""

    challenges = forms.MultipleChoiceField(
        label=gettext_lazy("What your city struggles with"), choices=Theme.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    vehicles = forms.MultipleChoiceField(
        label=gettext_lazy("Legal vehicles your city has used"), required=False, widget=forms.CheckboxSelectMultiple
    )
    closed_days = DaysField(label=gettext_lazy("Days on which your office is closed"))
    country = forms.ChoiceField(label=gettext_lazy("Country"))

    def __init__(self, *args: Any, organisation: Organisation, with_country: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["challenges"].choices = [(t.value, capfirst(str(t.label))) for t in Theme]  # type: ignore[attr-defined]
        vehicles = [(one.key, capfirst(str(one.name))) for one in law.vehicles_of(organisation.country)]
        self.fields["vehicles"].choices = vehicles  # type: ignore[attr-defined]
        self.fields["country"].choices = countries()  # type: ignore[attr-defined]
        if not with_country:
            del self.fields["country"]


@desk_of_organisation
@require_http_methods(["GET", "HEAD", "POST"])
def desk_profile(request: HttpRequest, organisation: Organisation, mine: list[Organisation]) -> HttpResponse:
    """The profile; auditors read it."""
    person: Any = request.user
    may = may_run(person, organisation)
    if request.method == "POST" and not may:
        raise PermissionDenied
    if request.method == "POST" and request.POST.get("organisation") != organisation.slug:
        raise Http404  # what was written for one organisation is never saved for another
    profile = CityProfile.objects.filter(organisation=organisation).first() or CityProfile()
    with_country = may_change(person, organisation)
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        organisation=organisation,
        with_country=with_country,
        initial={
            "challenges": profile.challenges,
            "vehicles": profile.vehicles,
            "closed_days": "\n".join(profile.closed_days),
            "country": organisation.country,
        },
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.describe_city(by=person, organisation=organisation, at=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                status = refusal.status
                take_refusal(form, refusal)
            else:
                messages.success(request, _("Saved. Practices that fit are chosen by it at once."))
                return redirect(with_query(address("web:desk_profile"), f"organisation={organisation.slug}"))
    size = Size.of(organisation.population)
    context = {
        "organisation": organisation,
        "others": [one for one in mine if one != organisation],
        "form": form,
        "may_run": may,
        "size": str(size.label) if size else "",
        "facts_url": address("web:desk_city", organisation.slug),
        "practices_url": with_query(address("web:practices"), f"for={organisation.slug}#for-city"),
    }
    return render(request, "library/desk_profile.html", context, status=status)
