"""What an officer types about a project or programme. Rules are the actions'; forms only read and show."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.programmes.models import FundingProgramme, Project

LONG = forms.Textarea


def as_slug(*texts: str) -> str:
    """An address part from the first text that gives one."""
    return next((made for text in texts if (made := slugify(text.replace("ł", "l").replace("Ł", "L"))[:80])), "")


class Day(forms.DateField):
    def __init__(self, **given: Any) -> None:
        super().__init__(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **given)


def two(label: Any, label_en: Any, **given: Any) -> tuple[forms.CharField, forms.CharField]:
    """A text in Polish and in English, side by side; the second is never asked for."""
    return forms.CharField(label=label, **given), forms.CharField(label=label_en, **{**given, "required": False})


class ProgrammeForm(forms.Form):
    """A funding programme."""

    name_pl, name_en = two(_("Name in Polish"), _("Name in English"), max_length=200)
    slug = forms.CharField(
        label=_("Address part"), max_length=80, required=False, help_text=_("Left empty, it is made from the name.")
    )
    fund_pl, fund_en = two(_("Fund, in Polish"), _("Fund, in English"), max_length=200, required=False)
    perspective = forms.CharField(label=_("Financial perspective"), max_length=20, required=False)
    summary_pl, summary_en = two(
        _("In a sentence, in Polish"), _("In a sentence, in English"), widget=LONG, max_length=600
    )
    statement_pl, statement_en = two(
        _("Statement the funder requires, in Polish"),
        _("Statement the funder requires, in English"),
        widget=LONG,
        max_length=600,
        required=False,
    )
    url = forms.CharField(label=_("Page of the programme"), max_length=400, required=False)

    @classmethod
    def of(cls, programme: FundingProgramme) -> dict[str, Any]:
        """What the programme has, to begin with."""
        return {name: getattr(programme, name) for name in cls.base_fields}

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "slug"}


class NewProjectForm(forms.Form):
    """As little as a draft needs."""

    title_pl, title_en = two(_("Title in Polish"), _("Title in English"), max_length=300)
    acronym = forms.CharField(label=_("Acronym"), max_length=40, required=False)
    slug = forms.CharField(
        label=_("Address part"),
        max_length=80,
        required=False,
        help_text=_("Left empty, it is made from the acronym or the title. It cannot be changed later."),
    )
    programme = forms.ModelChoiceField(None, label=_("Funding programme"), required=False, empty_label=_("not chosen"))
    summary_pl, summary_en = two(
        _("In a sentence, in Polish"), _("In a sentence, in English"), widget=LONG, max_length=600
    )

    def __init__(self, *args: Any, person: Person, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["programme"].queryset = FundingProgramme.objects.visible_to(person)  # type: ignore[attr-defined]

    @property
    def wanted_slug(self) -> str:
        given = self.cleaned_data
        return as_slug(given["slug"], given["acronym"], given["title_en"], given["title_pl"])

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "slug"}


class CardForm(forms.Form):
    """Everything of the card that is one value a project."""

    title_pl, title_en = two(_("Title in Polish"), _("Title in English"), max_length=300)
    acronym = forms.CharField(label=_("Acronym"), max_length=40, required=False)
    summary_pl, summary_en = two(
        _("In a sentence, in Polish"), _("In a sentence, in English"), widget=LONG, max_length=600, required=False
    )
    description_pl, description_en = two(
        _("Description in Polish"), _("Description in English"), widget=LONG, max_length=6000, required=False
    )
    state = forms.ChoiceField(label=pgettext_lazy("card", "State"), choices=Project.State.choices)
    programme = forms.ModelChoiceField(None, label=_("Funding programme"), required=False, empty_label=_("not chosen"))
    fund_pl, fund_en = two(
        _("Fund, in Polish"),
        _("Fund, in English"),
        max_length=200,
        required=False,
        help_text=_("Only where it differs from the programme's."),
    )
    measure_pl, measure_en = two(_("Measure, in Polish"), _("Measure, in English"), max_length=300, required=False)
    sub_measure_pl, sub_measure_en = two(
        _("Sub-measure, in Polish"), _("Sub-measure, in English"), max_length=300, required=False
    )
    perspective = forms.CharField(label=_("Financial perspective"), max_length=20, required=False)
    category = forms.ChoiceField(
        label=pgettext_lazy("card", "Category"), choices=[("", "–"), *Project.Category.choices], required=False
    )
    selection = forms.ChoiceField(
        label=_("Mode of selection"), choices=[("", "–"), *Project.Selection.choices], required=False
    )
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"))
    whole_years = forms.BooleanField(
        label=_("Only the years are known"),
        required=False,
        help_text=_("The card then says “2023–2029”; choose any day of the first and of the last year."),
    )
    agreement_number = forms.CharField(label=_("Agreement number"), max_length=80, required=False)
    signed_on = Day(label=_("Signed on"), help_text=_("It may follow the first day of the project."))
    department_pl, department_en = two(
        _("Beneficiary department, in Polish"), _("Beneficiary department, in English"), max_length=250, required=False
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=600, help_text=_("For example: #FunduszeEuropejskie #UE")
    )
    predecessor = forms.ModelChoiceField(
        None, label=_("Continues"), required=False, empty_label=_("no earlier project")
    )
    source_url = forms.CharField(label=_("Where this is published first"), max_length=400, required=False)

    def __init__(self, *args: Any, person: Person, project: Project, **given: Any) -> None:
        initial = {name: getattr(project, name) for name in self.base_fields}
        initial["tags"] = " ".join(f"#{tag}" for tag in project.tags)
        super().__init__(*args, initial=initial, **given)
        self.fields["programme"].queryset = FundingProgramme.objects.visible_to(person)  # type: ignore[attr-defined]
        others = Project.objects.visible_to(person).exclude(pk=project.pk)
        self.fields["predecessor"].queryset = others  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["tags"] = read_tags(given["tags"])
        return given


def read_tags(typed: str) -> list[str]:
    """ "#UE #URBACT IV" or "UE, URBACT IV": with the sign a tag may be of several words."""
    return [tag.strip() for tag in (typed.split("#") if "#" in typed else re.split(r"[,;\n]", typed)) if tag.strip()]


def read_decimal(typed: str) -> Decimal:
    """A figure with a comma or a full stop. Raises ValueError."""
    text = typed.strip().replace("\u00a0", "").replace(" ", "").removesuffix("%").replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(typed) from error
    if not value.is_finite() or len(text) > 16:
        raise ValueError(typed)
    return value


class DecimalText(forms.CharField):
    """A figure as people write it: "4,2631"."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            text = f"{value:f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return read_decimal(text)
        except ValueError as error:
            raise forms.ValidationError(_("Write a figure, for example 4,2631.")) from error


class MarkForm(forms.Form):
    """A funder's mark as a picture."""

    mark = forms.FileField(
        label=_("Mark"), help_text=_("PNG with a transparent ground is best; JPEG and WebP work too. Up to 15 MB.")
    )
    alt = forms.CharField(
        label=_("What does it say?"),
        max_length=250,
        help_text=_("For people who cannot see it, for example: Co-funded by the European Union."),
    )
