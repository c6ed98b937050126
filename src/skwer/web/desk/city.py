"""What the city says about itself: name, colours, logo, people to talk to, districts."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from skwer.apps.people import actions as people
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_change
from skwer.apps.places import actions as places

from .doors import desk_city

FIELDS = [
    "name_pl", "name_en", "short_name_pl", "name_genitive", "name_locative", "summary_pl", "summary_en", "theme",
    "population", "population_year", "population_source", "teryt", "contact_name", "contact_office_pl",
    "contact_office_en", "contact_address", "contact_hours_pl", "contact_hours_en", "contact_email", "contact_phone",
]  # fmt: skip
MOST_BYTES = 3 * 1024 * 1024


class CityForm(forms.ModelForm):
    """Only reads and shows; whether the values are right is the action's to say."""

    class Meta:
        model = Organisation
        fields = FIELDS
        labels = {
            "name_pl": gettext_lazy("Name in Polish"),
            "name_en": gettext_lazy("Name in English"),
            "short_name_pl": gettext_lazy("Short name"),
            "summary_pl": gettext_lazy("In a sentence, in Polish"),
            "summary_en": gettext_lazy("In a sentence, in English"),
            "contact_office_pl": gettext_lazy("Office, in Polish"),
            "contact_office_en": gettext_lazy("Office, in English"),
            "contact_hours_pl": gettext_lazy("Hours, in Polish"),
            "contact_hours_en": gettext_lazy("Hours, in English"),
        }
        widgets = {"theme": forms.RadioSelect, "summary_pl": forms.Textarea, "summary_en": forms.Textarea}

    def _post_clean(self) -> None:
        """The action checks and saves; the form must not change the row it shows."""


@desk_city
@require_http_methods(["GET", "POST"])
def city(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Three small forms: the facts, the logo, the districts."""
    part = request.POST.get("part", "")
    if request.method == "POST" and not may_change(request.user, city):
        raise PermissionDenied
    form = CityForm(request.POST if part == "facts" else None, instance=city)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if part != "facts" or form.is_valid():
                _change(request, city, part, form)
                messages.success(request, _("Saved."))
                return redirect("web:desk_city", slug=city.slug)
        except Refusal as error:
            refusal = error
            if part == "facts" and getattr(error, "field", None) in form.fields:
                form.add_error(error.field, str(error))
    context = {
        "form": form,
        "refusal": refusal if refusal and not form.errors else None,
        "problems": list(getattr(refusal, "errors", [])),
        "may_change": may_change(request.user, city),
        "themes": [(key, label) for key, label in form.fields["theme"].choices if key],
        "theme": form["theme"].value(),
        "districts": city.areas.order_by("name"),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "desk/city.html", context, status=status)


def _change(request: HttpRequest, city: Organisation, part: str, form: CityForm) -> None:
    at = timezone.now()
    if part == "facts":
        people.change_organisation(by=request.user, organisation=city, changes=_typed(form), at=at)
    elif part == "logo" and request.FILES.get("logo"):
        people.set_logo(by=request.user, organisation=city, file=request.FILES["logo"], at=at)
    elif part == "no-logo":
        people.remove_logo(by=request.user, organisation=city, at=at)
    elif part == "districts" and request.FILES.get("geojson"):
        data = _geojson(request.FILES["geojson"])
        with transaction.atomic():  # the plan that is drawn and the districts that are counted come from one file
            places.import_districts(by=request.user, organisation=city, data=data, at=at)
            people.change_organisation(by=request.user, organisation=city, changes={"geodata": data}, at=at)
    else:
        raise Refusal(_("Choose a file first."), code="no_file")


def _typed(form: CityForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in FIELDS}


def _geojson(file: Any) -> Any:
    if file.size > MOST_BYTES:
        raise Refusal(
            _("The file is larger than 3 MB. Simplify the outlines before you export them."), code="too_large"
        )
    try:
        return json.loads(file.read().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refusal(
            _("This file is not GeoJSON. Export the districts as GeoJSON (WGS84)."), code="not_json"
        ) from error
