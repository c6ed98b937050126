"""What an officer types about a call and its stages. Rules are the actions'; forms only read and show."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.applicants import APPLICANTS
from skwer.apps.calls.kits import presets
from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.stages import ASSESS, MEET
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import CATEGORIES
from skwer.values.money import read_amount
from skwer.values.text import in_language

TEXTS = ("title_pl", "title_en", "summary_pl", "summary_en", "description_pl", "description_en")
RULES = (
    "pot", "request_min", "request_max", "own_share", "applicants", "age_min", "guardian_age", "categories",
    "show_proposals",
)  # fmt: skip
_HOURS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


# Days so far off that counting from them would leave the calendar are a slip of the keyboard.
IN_ANY_CALENDAR = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31)))


class SumField(forms.CharField):
    """A sum as people write it, "12 000,50"; without needless cents where it is shown."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return f"{value:.2f}".removesuffix(".00").replace(".", ",")
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return read_amount(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write a sum in figures, for example 12 000 or 12 000,50.")) from error


class RulesForm(forms.Form):
    """The rules a call has of its own, beside those of its stages."""

    pot = SumField(label=_("Money in the pot"))
    request_min = SumField(label=_("Least a proposal may ask for"))
    request_max = SumField(label=_("Most a proposal may ask for"))
    own_share = forms.IntegerField(
        label=_("Own contribution, at least"),
        min_value=0,
        help_text=_("Share of the whole cost. 0: none is asked for."),
    )
    applicants = forms.MultipleChoiceField(
        label=_("Who may apply"), widget=forms.CheckboxSelectMultiple, required=False
    )
    age_min = forms.IntegerField(label=_("Least age of an applicant"), min_value=0)
    guardian_age = forms.IntegerField(
        label=_("A parent or guardian agrees for people younger than"),
        min_value=0,
        max_value=30,
        help_text=_("0: for nobody. Else it lies above the least age of an applicant, for example 18 above 13."),
    )
    categories = forms.MultipleChoiceField(
        label=_("Kinds of places"), choices=CATEGORIES, widget=forms.CheckboxSelectMultiple, required=False
    )
    show_proposals = forms.ChoiceField(
        label=_("Readers see proposals"), choices=Call.ShowProposals.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        initial = {name: getattr(call, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["applicants"].choices = [(key, in_language(text)) for key, text in APPLICANTS.items()]

    def changes(self, call: Call) -> dict[str, Any]:
        """What differs from the call as it is."""
        return {name: value for name, value in self.cleaned_data.items() if value != getattr(call, name)}


class CallForm(RulesForm):
    """A call's texts in both languages and its rules."""

    title_pl = forms.CharField(label=_("Title in Polish"), max_length=140)
    title_en = forms.CharField(label=_("Title in English"), max_length=140, required=False)
    summary_pl = forms.CharField(label=_("In a sentence, in Polish"), max_length=250, required=False)
    summary_en = forms.CharField(label=_("In a sentence, in English"), max_length=250, required=False)
    description_pl = forms.CharField(label=_("Description in Polish"), widget=forms.Textarea, required=False)
    description_en = forms.CharField(label=_("Description in English"), widget=forms.Textarea, required=False)

    def __init__(self, *args: Any, call: Call, draft: bool, **kwargs: Any) -> None:
        super().__init__(*args, call=call, **kwargs)
        if not draft:
            for name in RULES:
                self.fields[name].disabled = True


class StageForm(forms.Form):
    """Name and hours of a stage, and the committee that works in it."""

    title_pl = forms.CharField(label=_("Name in Polish"), max_length=80, required=False)
    title_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)
    opens_at = forms.DateTimeField(
        label=_("Opens"),
        input_formats=_HOURS,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_HOURS[0]),
    )
    closes_at = forms.DateTimeField(
        label=_("Closes"),
        input_formats=_HOURS,
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_HOURS[0]),
    )
    body = forms.ModelChoiceField(None, label=_("Committee"), required=False, empty_label=_("not chosen yet"))

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        initial = {name: getattr(stage, name) for name in ("title_pl", "title_en", "opens_at", "closes_at", "body")}
        super().__init__(*args, initial=initial, **kwargs)
        if stage.kind in (ASSESS, MEET):
            self.fields["body"].queryset = stage.call.organisation.bodies.order_by("name")
        else:
            del self.fields["body"]


class NewCallForm(forms.Form):
    """From a preset or from an earlier call; which city, which names, from which day."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("City"), empty_label=None)
    start = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)
    scheme_name = forms.CharField(
        label=_("Scheme"),
        max_length=160,
        required=False,
        help_text=_("The programme the call belongs to, for example Micro-grants. A copy keeps its own."),
    )
    edition_name = forms.CharField(label=_("Edition"), max_length=60, help_text=_("For example the year."))
    title = forms.CharField(label=_("Title of the call"), max_length=140)
    title_en = forms.CharField(label=_("Title in English"), max_length=140, required=False)
    slug = forms.CharField(
        label=_("Address part"),
        max_length=80,
        required=False,
        help_text=_("Letters without accents, digits and hyphens. Empty: it is made from the title."),
    )
    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("All dates are counted from this day. You can change each of them afterwards."),
        validators=IN_ANY_CALENDAR,
    )

    def __init__(self, *args: Any, cities: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[city.pk for city in cities])
        if len(cities) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
        kits = [(f"preset:{kit['key']}", in_language(kit["title"])) for kit in presets()]
        earlier = [
            (f"call:{call.pk}", _("copy of “%(title)s”") % {"title": call.title})
            for call in Call.objects.filter(organisation__in=cities, archived_election__isnull=True)
        ]
        self.fields["start"].choices = kits + earlier

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("start", "").startswith("preset:") and not asked.get("scheme_name", "").strip():
            self.add_error("scheme_name", _("Give the scheme a name."))
        return asked
