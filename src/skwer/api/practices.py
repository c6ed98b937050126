"""Trials: what was supposed, done, measured, decided and learned, also where it did not work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import override
from ninja import Router, Schema

from skwer.apps.people.models import Organisation
from skwer.apps.practices.models import Trial, TrialQuerySet
from skwer.apps.practices.queries import trials_for
from skwer.apps.programmes.models import Project

from .common import Language, Page, PagingQuery, absolute, answers, csv_stream, page, streamed

router = Router(tags=["practices"])
Kind = Literal["pilot", "small_action", "trial_run"]
Verdict = Literal["worked", "partly", "did_not"]


class TrialOut(Schema):
    slug: str
    organisation: str
    project: str | None
    kind: str
    state: str
    title: str
    problem_area: str
    hypothesis: str
    actions: str
    measure: str
    unit: str
    baseline: str | None
    target: str | None
    measured: str | None
    budget: str | None
    spent: str | None
    currency: str
    starts_on: str | None
    ends_on: str | None
    result: str
    verdict: str | None
    decision: str | None
    decision_reason: str
    lesson: str
    corrected: int
    url: str


def _rows(organisation: str, project: str, kind: str | None, verdict: str | None) -> TrialQuerySet:
    found = trials_for(None, kind=kind or "", verdict=verdict or "").order_by("pk").prefetch_related("corrections")
    if organisation:
        found = found.filter(organisation__in=Organisation.objects.filter(slug=organisation))
    if project:
        found = found.filter(project__in=Project.objects.visible_to(None).filter(slug=project))
    return found


def _figure(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)


def _trial(request: HttpRequest, trial: Trial) -> dict[str, Any]:
    texts = ("title", "problem_area", "hypothesis", "actions", "measure", "unit", "result", "decision_reason", "lesson")
    project = trial.project
    row = {
        "slug": trial.slug,
        "organisation": trial.organisation.slug,
        "project": project.slug if project is not None and project.is_published else None,
        "kind": trial.kind,
        "state": trial.state,
        **{name: str(getattr(trial, name) or "") for name in texts},
        **{name: _figure(getattr(trial, name)) for name in ("baseline", "target", "measured")},
        "budget": _text(trial.budget),
        "spent": _text(trial.spent),
        "currency": trial.currency,
        "starts_on": _text(trial.starts_on),
        "ends_on": _text(trial.ends_on),
        "verdict": _text(trial.verdict),
        "decision": _text(trial.decision),
        "corrected": len(trial.corrections.all()),
        "url": absolute(request, f"/trials/{trial.slug}/"),
    }
    return {name: row[name] for name in TrialOut.model_fields}


@router.get("/trials", response=answers(Page[TrialOut]), operation_id="trials")
def trials(
    request: HttpRequest,
    paging: PagingQuery,
    organisation: str = "",
    project: str = "",
    kind: Kind | None = None,
    verdict: Verdict | None = None,
) -> dict[str, Any]:
    """Published trials. What is not known is null; `corrected` counts corrections made after the end."""
    with override(paging.lang):
        return page(_rows(organisation, project, kind, verdict), paging, lambda row: _trial(request, row))


@router.get("/trials.csv", operation_id="trials_csv", openapi_extra=streamed("text/csv"))
def trials_csv(
    request: HttpRequest, organisation: str = "", project: str = "", lang: Language = "pl"
) -> StreamingHttpResponse:
    """The same trials as a table."""

    def table() -> Iterator[list[Any]]:
        with override(lang):
            for row in _rows(organisation, project, None, None).iterator(chunk_size=500):
                yield list(_trial(request, row).values())

    return csv_stream("trials", list(TrialOut.model_fields), table())
