"""Calls and their stages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import override
from ninja import Router, Schema
from ninja.errors import HttpError

from skwer.apps.calls.models import Call
from skwer.apps.calls.queries.ancestry import ancestry
from skwer.apps.calls.stages import kind_of

from .common import Language, Page, PagingQuery, Problem, absolute, answers, page

router = Router(tags=["calls"])


class StageOut(Schema):
    order: int
    kind: str
    title: str
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    rules_hash: str


class CallOut(Schema):
    slug: str
    city: str
    title: str
    summary: str
    state: str
    currency: str
    pot: str
    request_min: str
    request_max: str
    announced_at: datetime | None
    decided_at: datetime | None
    url: str


class AncestryOut(Schema):
    """Where a call comes from. Each is null where there is none, or it is not public."""

    practice: str | None
    kit: str | None
    kit_version: int | None
    kit_hash: str | None
    transfer: int | None


class CallWithStages(CallOut):
    stages: list[StageOut]
    ancestry: AncestryOut | None


def _ancestry(call: Call) -> dict[str, Any] | None:
    found = ancestry(call, None)
    if found is None:
        return None
    version = found.kit_version
    return {
        "practice": found.practice.slug if found.practice else None,
        "kit": version.kit.slug if version else None,
        "kit_version": version.number if version else None,
        "kit_hash": version.hash if version else None,
        "transfer": found.transfer.pk if found.transfer else None,
    }


def _call(request: HttpRequest, call: Call) -> dict[str, Any]:
    return {
        "slug": call.slug,
        "city": call.organisation.slug,
        "title": call.title,
        "summary": call.summary,
        "state": call.state,
        "currency": call.currency,
        "pot": str(call.pot),
        "request_min": str(call.request_min),
        "request_max": str(call.request_max),
        "announced_at": call.announced_at,
        "decided_at": call.decided_at,
        "url": absolute(request, f"/calls/{call.slug}/"),
    }


@router.get("/calls", response=answers(Page[CallOut]), operation_id="calls")
def calls(request: HttpRequest, paging: PagingQuery, city: str = "") -> dict[str, Any]:
    """Announced calls, the newest first. `city` narrows them to one city's slug. Sums are decimal strings."""
    rows = Call.objects.visible_to(None).select_related("organisation").order_by("-announced_at", "-pk")
    if city:
        rows = rows.filter(organisation__slug=city)
    with override(paging.lang):
        return page(rows, paging, lambda call: _call(request, call))


@router.get("/calls/{slug}", response={200: CallWithStages, 404: Problem, 422: Problem}, operation_id="call")
def one_call(request: HttpRequest, slug: str, lang: Language = "pl") -> dict[str, Any]:
    """One call with its stages; `rules_hash` is the fingerprint of a stage's frozen rules (empty before it opens).

    `ancestry`: the practice (slug), the version of a kit and the transfer (number) it comes from, or null.
    """
    call = Call.objects.visible_to(None).select_related("organisation").filter(slug=slug).first()
    if call is None:
        raise HttpError(404, f"There is no public call '{slug}'. See /api/v1/calls.")
    with override(lang):
        stages = [
            {
                "order": stage.order,
                "kind": stage.kind,
                "title": stage.title or str(kind_of(stage).name),
                "state": stage.state,
                "opens_at": stage.opens_at,
                "closes_at": stage.closes_at,
                "rules_hash": stage.frozen_hash,
            }
            for stage in call.stages.order_by("order")
        ]
        return {**_call(request, call), "stages": stages, "ancestry": _ancestry(call)}
