"""What an officer types about modules, paths and scales. Rules are the actions'; forms only read and show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.learning.measuring import LEAST, MOST
from skwer.apps.learning.models import Module, Path, Question, Scale
from skwer.apps.people.models import Organisation
from skwer.apps.programmes.models import Project
from skwer.values.text import in_language
from skwer.web.desk.shapes import Part, Rows, Shape
from skwer.web.templatetags.words import number


class FigureField(forms.CharField):
    """A decimal as people write it: "0,25" in Polish, "0.25" in English; both are read."""

    def prepare_value(self, value: Any) -> Any:
        return number(value.normalize()) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value).strip().replace(",", ".")
        if not text:
            return None
        try:
            return Decimal(text)
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write a number, for example 0.25.")) from error


class SlugMixin(forms.Form):
    """A new thing may name its address; an old one keeps it, so that links stay good."""

    slug = forms.SlugField(
        label=_("Address"), max_length=80, required=False, help_text=_("Left empty, it is made of the title.")
    )


class ModuleForm(forms.Form):
    title_pl = forms.CharField(label=_("Title in Polish"), max_length=140)
    title_en = forms.CharField(label=_("Title in English"), max_length=140, required=False)
    summary_pl = forms.CharField(label=_("In a sentence, in Polish"), max_length=250, required=False)
    summary_en = forms.CharField(label=_("In a sentence, in English"), max_length=250, required=False)
    body_pl = forms.CharField(label=_("Text in Polish"), widget=forms.Textarea, required=False)
    body_en = forms.CharField(label=_("Text in English"), widget=forms.Textarea, required=False)
    minutes = forms.IntegerField(label=_("Minutes it takes"), min_value=1, max_value=600)
    hours = FigureField(label=_("Hours on the certificate"), help_text=_("A quarter of an hour is 0.25."))
    pass_mark = forms.IntegerField(label=_("Right answers needed, per cent"), min_value=1, max_value=100)

    def __init__(self, *args: Any, module: Module | None = None, **kwargs: Any) -> None:
        of = module or Module()
        super().__init__(*args, initial={name: getattr(of, name) for name in self.base_fields if name != "slug"},
                         **kwargs)  # fmt: skip


class NewModuleForm(SlugMixin, ModuleForm):
    field_order = ["title_pl", "title_en", "slug"]


VIDEOS: Shape = [
    Rows(
        "videos",
        _("Films"),
        _("Film"),
        [
            Part("url", _("Address of the film")),
            Part("title", _("Title"), "words"),
            Part("minutes", _("Minutes"), "number"),
            Part("transcript", _("What is said in it, word for word"), "longwords"),
        ],
        hint=_("The film stays on its own website; we link to it. The transcript is for all who cannot hear or watch."),
        title=lambda film: in_language(film.get("title") or "") or str(film.get("url") or ""),
    )
]
QUESTIONS: Shape = [
    Rows(
        "questions",
        _("Questions"),
        _("Question"),
        [
            Part("text", _("Question"), "words"),
            Part("kind", _("How many answers are right"), "choice", choices=Question.Kind.choices, default="single"),
            Rows(
                "options",
                _("Answers to choose from"),
                pgettext_lazy("form", "Answer"),
                [
                    Part("text", _("Words"), "words"),
                    Part("right", _("This answer is right"), "tick"),
                    Part("feedback", _("Why it is right or wrong"), "longwords"),
                ],
                keyed_by="text",
            ),
        ],
        title=lambda question: in_language(question.get("text") or ""),
    )
]


def questions_of(module: Module) -> dict[str, Any]:
    """The module's questions as the shape reads and shows them."""
    return {
        "questions": [
            {
                "text": {code: words for code in ("pl", "en") if (words := getattr(question, f"text_{code}"))},
                "kind": question.kind,
                "options": question.options,
            }
            for question in module.questions.all()
        ]
    }


class PathForm(forms.Form):
    title_pl = forms.CharField(label=_("Title in Polish"), max_length=140)
    title_en = forms.CharField(label=_("Title in English"), max_length=140, required=False)
    summary_pl = forms.CharField(label=_("In a sentence, in Polish"), max_length=250, required=False)
    summary_en = forms.CharField(label=_("In a sentence, in English"), max_length=250, required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=Path.Audience.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, path: Path | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(path, name) for name in self.base_fields if name != "slug"} if path else {}
        super().__init__(*args, initial=initial, **kwargs)


class NewPathForm(SlugMixin, PathForm):
    field_order = ["title_pl", "title_en", "slug"]


def modules_shape(modules: Sequence[Module]) -> Shape:
    choices = [(module.slug, module.title) for module in modules]
    return [Part("modules", _("Lessons in their order"), "order", choices=choices)]


class ScaleForm(forms.Form):
    title_pl = forms.CharField(label=_("Title in Polish"), max_length=140)
    title_en = forms.CharField(label=_("Title in English"), max_length=140, required=False)
    project = forms.ModelChoiceField(
        None,
        label=_("Project"),
        required=False,
        empty_label=_("none: every city may use it"),
        help_text=_("Its cities use the scale, and may share their results with it."),
    )

    def __init__(self, *args: Any, organisation: Organisation, scale: Scale | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(scale, name) for name in ("title_pl", "title_en", "project")} if scale else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["project"].queryset = Project.objects.of(organisation).order_by("title")


class NewScaleForm(SlugMixin, ScaleForm):
    field_order = ["title_pl", "title_en", "slug"]


def areas_shape(modules: Sequence[Module]) -> Shape:
    anchors = [
        Part(f"a{n}", _("What %(n)s means") % {"n": n}, "longwords", _anchor_hint(n)) for n in range(LEAST, MOST + 1)
    ]
    choices = [(module.slug, module.title) for module in modules]
    help_ = Part("modules", _("Lessons that help where this area is weak"), "choices", choices=choices)
    return [
        Rows(
            "areas",
            _("Areas"),
            _("Area"),
            [Part("title", _("Name of the area"), "words"), *anchors, *([help_] if choices else [])],
            keyed_by="title",
        )
    ]


def _anchor_hint(n: int) -> Any:
    return {LEAST: _("the weakest"), MOST: _("the strongest")}.get(n, "")


def areas_shown(areas: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Areas as the shape has them: each anchor under its number."""
    return [
        {
            **{name: value for name, value in area.items() if name != "anchors"},
            **{f"a{anchor['value']}": anchor["text"] for anchor in area.get("anchors", ())},
        }
        for area in areas
    ]


def areas_kept(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same back as the scale keeps them."""
    names = [f"a{n}" for n in range(LEAST, MOST + 1)]
    return [
        {
            "key": row.get("key", ""),
            "title": dict(row.get("title") or {}),
            "anchors": [{"value": n, "text": dict(row.get(name) or {})} for n, name in enumerate(names, LEAST)],
            "modules": list(row.get("modules") or []),
        }
        for row in rows
    ]


def area_anchor(where: str) -> str:
    """Where a problem of an area is mended on the page: "areas.0.anchors.2" → "areas.0.a3"."""
    parts = where.split(".")
    if len(parts) == 4 and parts[2] == "anchors":
        return f"{parts[0]}.{parts[1]}.a{int(parts[3]) + LEAST}"
    return ".".join(parts[:2]) if len(parts) == 3 and parts[2] == "anchors" else where


class OpenForm(forms.Form):
    scale = forms.ModelChoiceField(None, label=_("Scale"), to_field_name="slug", empty_label=_("choose"))
    moment = forms.ChoiceField(
        label=_("Moment"),
        choices=[("before", _("before: where we begin")), ("after", _("after: what has changed"))],
        widget=forms.RadioSelect,
        initial="before",
    )
    note_text = forms.CharField(label=_("Note for the desk"), max_length=250, required=False)

    def __init__(self, *args: Any, scales: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scale"].queryset = scales


class AskForm(forms.Form):
    bodies = forms.ModelMultipleChoiceField(
        None, label=_("Bodies of the city"), required=False, widget=forms.CheckboxSelectMultiple
    )
    desk = forms.BooleanField(label=_("Officers and administrators of the city"), required=False)

    def __init__(self, *args: Any, city: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bodies"].queryset = city.bodies.order_by("name")
