"""What an officer types about a survey. Rules are the action's; the form only reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.calls.models import Edition
from skwer.apps.forms.schema import Form
from skwer.apps.people.models import Organisation
from skwer.apps.surveys.models import Survey
from skwer.apps.surveys.questions import BACKGROUND, GRIDS, STATEMENTS
from skwer.values.text import Text

BACKGROUND_CHOICES = [
    ("took_part", _("whether one took part")),
    ("age", _("age, in four bands")),
    ("district", _("part of the city")),
]
LINES = _("One sentence a line, at most eight. Sentences whose words stay the same are compared over the years.")


def _lines(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=3000, widget=forms.Textarea, help_text=hint)


class SurveyForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("survey", "Title"), max_length=140)
    edition = forms.ModelChoiceField(label=_("Edition"), queryset=Edition.objects.none(), empty_label="–")
    moment = forms.ChoiceField(label=_("When"), choices=Survey.Moment.choices)
    who = forms.ChoiceField(label=_("Who may answer"), choices=Survey.Who.choices)
    opens_at = forms.DateTimeField(label=_("Opens"), widget=forms.DateTimeInput)
    closes_at = forms.DateTimeField(label=_("Closes"), widget=forms.DateTimeInput)
    least = forms.IntegerField(
        label=_("No figure for fewer answers than"),
        min_value=3,
        max_value=50,
        initial=5,
        help_text=_("At least three."),
    )
    background = forms.MultipleChoiceField(
        label=_("Also ask"), choices=BACKGROUND_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    trust_pl = _lines(_("Trust, in Polish"), LINES)
    trust_en = _lines(_("Trust, in English"))
    shared_pl = _lines(_("Shared responsibility, in Polish"), LINES)
    shared_en = _lines(_("Shared responsibility, in English"))

    def __init__(self, *args: Any, city: Organisation, survey: Survey | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**_initial(survey), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        editions = Edition.objects.filter(scheme__organisation=city).select_related("scheme")
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]
        self.fields["edition"].label_from_instance = _edition_name  # type: ignore[attr-defined]
        if survey is not None:
            del self.fields["edition"], self.fields["moment"]

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        typed = self.cleaned_data
        return {
            **{name: typed[name] for name in ("title", "who", "opens_at", "closes_at", "least", "background")},
            "statements": {grid: _paired(typed[f"{grid}_pl"], typed[f"{grid}_en"]) for grid in GRIDS},
        }


def _edition_name(edition: Edition) -> str:
    return f"{edition.scheme.name} {edition.name}"


def _paired(polish: str, english: str) -> list[Text]:
    lines = [[line.strip() for line in words.splitlines() if line.strip()] for words in (polish, english)]
    longest = max(map(len, lines))
    padded = [line + [""] * (longest - len(line)) for line in lines]
    return [{"pl": pl, "en": en} for pl, en in zip(*padded, strict=True)]


def _initial(survey: Survey | None) -> dict[str, Any]:
    """What stands in a new survey's form: the statements we ship; else what the survey has."""
    if survey is None:
        words: Mapping[str, Any] = {grid: list(STATEMENTS[grid].values()) for grid in GRIDS}
        more: dict[str, Any] = {"background": list(BACKGROUND[:2])}
    else:
        form = Form.from_json(survey.form)
        words = {grid: [row.label for row in q.rows] if (q := form.question(grid)) else [] for grid in GRIDS}
        more = {name: getattr(survey, name) for name in ("title", "who", "least")}
        more |= {name: timezone.localtime(getattr(survey, name)) for name in ("opens_at", "closes_at")}
        more["background"] = [key for key in BACKGROUND if form.question(key)]
    for grid in GRIDS:
        for language in ("pl", "en"):
            more[f"{grid}_{language}"] = "\n".join(one.get(language, "") for one in words[grid])
    return more


class CodesForm(forms.Form):
    count = forms.IntegerField(label=_("How many codes"), min_value=1, initial=100)
