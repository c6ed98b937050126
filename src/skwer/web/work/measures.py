"""Measures inside: what was agreed, and giving one's figures for a half-year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions, halves
from skwer.apps.programmes.models import Measure, Partnership, Project, Reading
from skwer.apps.programmes.queries.progress import MEASURED, halves_of, takes_part
from skwer.web.context import address

from .doors import attempt, inside_project, page
from .fields import NumberField, link_field
from .forms import MeasureForm
from .words import half_name

TEXTS = ("name_pl", "name_en", "unit_pl", "unit_en", "definition_pl", "definition_en")


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def measures(request: HttpRequest, project: Project) -> HttpResponse:
    """The agreed measures; figures of one partner for one half-year; for the keeper also a new measure."""
    listed = list(project.measures.all())
    at = timezone.now()
    every = halves_of(project, listed, timezone.localdate(at))
    half = request.GET.get("half", "") if request.GET.get("half", "") in every else ""
    if not half and every:
        ended = [one for one in every if one <= halves.last_ended(at)]
        half = ended[-1] if ended else every[-1]
    mine = [
        one
        for one in request.partners  # type: ignore[attr-defined]
        if one.role in MEASURED and (not half or takes_part(one, half))
    ]
    partner = next((one for one in mine if str(one.pk) == request.GET.get("partner")), mine[0] if mine else None)
    do = request.POST.get("do", "")
    form = MeasureForm(request.POST if do == "agree" else None, initial={"agreed_on": timezone.localdate(at)})
    asked = [one for one in listed if half and one.agreed_on <= halves.bounds(half)[1]]
    figures = ReadingsForm(request.POST if do == "give" else None, measures=asked, partner=partner, half=half)
    here = f"{address('web:desk_work_measures', project.slug)}?half={half}&partner={partner.pk if partner else ''}"
    status = 200
    if request.method == "POST":
        if do == "agree":
            answer = attempt(request, form, lambda given: _agree(request, project, given), _("Agreed."), here)
        elif partner is None:
            raise NotAllowed
        else:
            answer = attempt(request, figures, lambda given: figures.give(request.user, given), _("Saved."), here)
        if not isinstance(answer, int):
            return answer
        status = answer
    context = {
        "measures": listed,
        "half": half,
        "half_label": half_name(half) if half else "",
        "halves": [(one, half_name(one)) for one in reversed(every)],
        "partner": partner,
        "partners": [(one.pk, one.label) for one in mine],
        "figures": figures,
        "form": form,
        "doing": do,
        "finding": _finding(figures, partner, half),
    }
    return page(request, "work/measures.html", project, "measures", context, status)


def _finding(figures: ReadingsForm, partner: Partnership | None, half: str) -> str:
    missing = len(figures.measures) - len(figures.found)
    if partner is None or not half:
        return _("What all partners count")
    if not missing:
        return _("All figures are given for the %(half)s") % {"half": half_name(half)}
    said = ngettext("%(n)s figure is missing for the %(half)s", "%(n)s figures are missing for the %(half)s", missing)
    return said % {"n": missing, "half": half_name(half)}


def _agree(request: HttpRequest, project: Project, given: dict[str, Any]) -> None:
    by: Any = request.user
    agreed_on = given.pop("agreed_on")
    actions.agree_measure(by=by, project=project, values=given, agreed_on=agreed_on, at=timezone.now())


@inside_project
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, project: Project, pk: int) -> HttpResponse:
    """Other words for a measure."""
    one = get_object_or_404(Measure.objects.select_related("project__organisation"), project=project, pk=pk)
    if not request.keeps:  # type: ignore[attr-defined]
        raise NotAllowed
    initial = {name: getattr(one, name) for name in TEXTS} | {"agreed_on": one.agreed_on}
    form = MeasureForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":

        def change(given: dict[str, Any]) -> None:
            by: Any = request.user
            agreed_on = given.pop("agreed_on")
            actions.change_measure(by=by, measure=one, values=given, agreed_on=agreed_on, at=timezone.now())

        answer = attempt(request, form, change, _("Saved."), address("web:desk_work_measures", project.slug))
        if not isinstance(answer, int):
            return answer
        status = answer
    context = {"form": form, "title": str(one.name), "submit": _("Save")}
    return page(request, "work/form.html", project, "measures", context, status)


class ReadingsForm(forms.Form):
    """A partner's figures for a half-year: one line a measure. An empty line is missing, not zero."""

    def __init__(
        self, *args: Any, measures: list[Measure], partner: Partnership | None, half: str, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.measures, self.partner, self.half = measures, partner, half
        found = Reading.objects.filter(measure__in=measures, partnership=partner, half=half) if partner else []
        self.found = {one.measure_id: one for one in found}
        for one in measures:
            reading = self.found.get(one.pk)
            self.fields[f"value-{one.pk}"] = NumberField(
                label=str(one.name),
                required=False,
                initial=reading.value if reading else None,
                help_text=str(one.definition),
            )
            self.fields[f"note-{one.pk}"] = forms.CharField(
                label=_("Note: %(measure)s") % {"measure": one.name},
                max_length=250,
                required=False,
                initial=reading.note if reading else "",
            )
            self.fields[f"source-{one.pk}"] = link_field(
                label=_("Source: %(measure)s") % {"measure": one.name}, initial=reading.source_url if reading else ""
            )

    @property
    def lines(self) -> list[tuple[Measure, Any, Any, Any]]:
        return [
            (one, self[f"value-{one.pk}"], self[f"note-{one.pk}"], self[f"source-{one.pk}"]) for one in self.measures
        ]

    @transaction.atomic
    def give(self, by: Any, given: dict[str, Any]) -> None:
        """Record what was written, take back what was emptied; a refusal stands beside its measure."""
        at = timezone.now()
        if self.partner is None:
            raise NotAllowed
        for one in self.measures:
            value, reading = given[f"value-{one.pk}"], self.found.get(one.pk)
            note, source = given[f"note-{one.pk}"], given[f"source-{one.pk}"]
            if value is None:
                if reading is not None:
                    actions.remove_reading(by=by, reading=reading, at=at)
                continue
            if reading and (reading.value, reading.note, reading.source_url) == (value, note, source):
                continue
            try:
                actions.record_reading(
                    by=by,
                    measure=one,
                    partnership=self.partner,
                    half=self.half,
                    value=value,
                    note_text=note,
                    source_url=source,
                    at=at,
                )
            except actions.BadValue as refusal:
                names = {"value": "value", "note": "note", "source_url": "source"}
                refusal.field = f"{names.get(refusal.field, 'value')}-{one.pk}"
                raise
