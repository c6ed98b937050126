"""What an officer types about a place. Rules are the action's; the form only reads."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.forms.schema import Form as Questions
from skwer.apps.places.models import CATEGORIES, Measure, Picture, Place
from skwer.values.money import read_amount
from skwer.web.templatetags.words import month

LABELS = {"pl": "Gdzie to jest?", "en": "Where is it?"}
# The point is asked for as residents are asked: on the map, by address, by coordinates.
PLACE = Questions.from_json(
    {"steps": [{"key": "where", "title": LABELS, "questions": [{"key": "place", "kind": "place", "label": LABELS}]}]}
)


# That a place is no longer there is said by itself, with since when and why.
STATES = [(value, label) for value, label in Place.State.choices if value != Place.State.GONE]


class PlaceForm(forms.Form):
    title_pl = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=140)
    title_en = forms.CharField(label=_("Name in English"), max_length=140, required=False)
    summary_pl = forms.CharField(label=_("In a sentence"), max_length=250, required=False, widget=forms.Textarea)
    summary_en = forms.CharField(
        label=_("In a sentence, in English"), max_length=250, required=False, widget=forms.Textarea
    )
    category = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *CATEGORIES])
    state = forms.ChoiceField(label=_("How it stands"), choices=STATES)
    keepers_pl = forms.CharField(
        label=_("Who looks after it"),
        max_length=250,
        required=False,
        help_text=_("A group, a school, neighbours by street. No surnames."),
    )
    keepers_en = forms.CharField(label=_("Who looks after it, in English"), max_length=250, required=False)
    care_until = forms.DateField(
        label=_("Looked after at least until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    ready_date = forms.DateField(label=_("Ready on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    granted = forms.CharField(label=_("Grant"), max_length=20, required=False)
    work_hours = forms.IntegerField(label=_("Hours of residents' work"), required=False, min_value=0)
    story_pl = forms.CharField(label=_("Its story"), max_length=5000, required=False, widget=forms.Textarea)
    story_en = forms.CharField(label=_("Its story, in English"), max_length=5000, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, place: Place | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if place is not None and place.state == Place.State.GONE:
            del self.fields["state"]

    def clean_granted(self) -> Decimal | None:
        typed = self.cleaned_data["granted"].strip()
        if not typed:
            return None
        try:
            return read_amount(typed)
        except ValueError as error:
            raise forms.ValidationError(_("Write a sum, for example 1200 or 1200.50.")) from error

    @classmethod
    def of(cls, place: Place) -> PlaceForm:
        """The form filled in with what the place has."""
        initial: dict[str, Any] = {name: getattr(place, name) for name in cls.base_fields}
        initial["granted"] = "" if place.granted is None else f"{place.granted:f}".removesuffix(".00")
        return cls(initial=initial, place=place)


def _day_field(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class PictureForm(forms.Form):
    """When a picture was taken, and which other one shows the same spot before or after."""

    moment = forms.ChoiceField(label=_("What it shows"), choices=Picture.Moment.choices)
    taken_on = _day_field(_("Taken on"), required=False)
    beside = forms.ChoiceField(label=_("Taken from the same spot as"), required=False)
    alt = forms.CharField(label=_("What does the picture show?"), max_length=250, required=False)

    def __init__(self, others: Sequence[Picture], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = [("", _("none of them")), *((str(p.pk), _named(p)) for p in others)]  # type: ignore[attr-defined]


def _named(picture: Picture) -> str:
    """A picture by its moment, its month and what it shows."""
    parts = [picture.get_moment_display(), month(picture.taken_on) if picture.taken_on else "", picture.upload.alt_text]
    return " · ".join(capfirst(part) for part in parts[:1]) + "".join(f" · {part}" for part in parts[1:] if part)


class MeasureForm(forms.Form):
    what = forms.ChoiceField(label=_("What was measured"), choices=[("", "–"), *Measure.What.choices])
    value = forms.CharField(label=_("How much"), max_length=20)
    on = _day_field(_("Measured on"))
    how = forms.CharField(
        label=_("How it was measured, by whom"),
        max_length=200,
        required=False,
        help_text=_("Everybody reads this. No names of people."),
    )

    def clean_value(self) -> Decimal:
        typed = self.cleaned_data["value"].replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            return Decimal(typed)
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write a number, for example 38 or 38.5.")) from error


class EndForm(forms.Form):
    on = _day_field(_("No longer there since"))
    why = forms.ChoiceField(label=_("Why it is no longer there"), choices=[("", "–"), *Place.Ending.choices])


class DistrictsForm(forms.Form):
    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_("WGS84, one feature a district, with its name. Up to 5 MB."),
    )


def answers_of(place: Place) -> dict[str, Any]:
    """The place's point and address as an answer to the question about it."""
    point = {"lon": "" if place.lon is None else str(place.lon), "lat": "" if place.lat is None else str(place.lat)}
    return {"place": {**point, "address": place.address}}
