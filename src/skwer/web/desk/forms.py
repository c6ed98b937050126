"""What an officer types to begin a call. Rules are the actions'; forms only read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.kits import presets
from skwer.apps.calls.models import Call
from skwer.apps.people.models import Organisation
from skwer.values.text import in_language


class NewCallForm(forms.Form):
    """From a preset or from an earlier call; which city, which names, from which day."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("City"), empty_label=None)
    start = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)
    scheme_name = forms.CharField(
        label=_("Scheme"), max_length=160, help_text=_("The programme the call belongs to, for example Micro-grants.")
    )
    edition_name = forms.CharField(label=_("Edition"), max_length=60, help_text=_("For example the year."))
    title = forms.CharField(label=_("Title of the call"), max_length=140)
    title_en = forms.CharField(label=_("Title in English"), max_length=140, required=False)
    slug = forms.CharField(
        label=_("Address part"),
        max_length=80,
        help_text=_("Small letters without accents, digits and hyphens, for example green-courtyards-2027."),
    )
    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("All dates are counted from this day. You can change each of them afterwards."),
    )

    def __init__(self, *args: Any, cities: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[city.pk for city in cities])
        kits = [(f"preset:{kit['key']}", in_language(kit["title"])) for kit in presets()]
        earlier = [
            (f"call:{call.pk}", _("copy of “%(title)s”") % {"title": call.title})
            for call in Call.objects.filter(organisation__in=cities, archived_election__isnull=True)
        ]
        self.fields["start"].choices = kits + earlier
