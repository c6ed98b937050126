"""How long places last, as counted on the day: the curve of all places and both curves of each comparison."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError

from skwer.apps.people.models import Organisation
from skwer.overview import lasting as counting
from skwer.overview.lasting import Factor, Group

from .common import Problem, answers

router = Router(tags=["lasting"])


class FallOut(Schema):
    days: int
    at_risk: int
    ended: int
    share: str
    low: float
    high: float


class CurveOut(Schema):
    places: int
    ended: int
    longest_days: int
    falls: list[FallOut]


class ComparisonOut(Schema):
    by: str
    split: str | None
    missing: int
    verdict: str
    p: float | None
    more: CurveOut
    less: CurveOut


class LastingOut(Schema):
    city: str | None
    on: date
    level: float
    standing: int
    planned: int
    undated: int
    currency: str
    all: CurveOut
    comparisons: list[ComparisonOut]


@router.get("/lasting", response={**answers(LastingOut), 404: Problem}, operation_id="lasting")
def lasting(
    request: HttpRequest,  # noqa: ARG001  (every operation takes it)
    city: str = "",
) -> dict[str, Any]:
    """Of one city, or of all here together. `share` is an exact fraction; p is corrected for the comparisons made."""
    place = Organisation.objects.cities().filter(slug=city).first() if city else None
    if city and place is None:
        raise HttpError(404, f"There is no city '{city}'. See /api/v1/cities.")
    found = counting.lasting(place, on=timezone.localdate())
    return {
        "city": place.slug if place else None,
        "on": found.on,
        "level": found.whole.curve.level,
        "standing": found.standing,
        "planned": found.planned,
        "undated": found.undated,
        "currency": found.currency,
        "all": _curve(found.whole),
        "comparisons": [_comparison(one) for one in found.factors],
    }


def _comparison(one: Factor) -> dict[str, Any]:
    return {
        "by": one.key,
        "split": None if one.split is None else str(one.split),
        "missing": one.missing,
        "verdict": one.verdict,
        "p": one.p,
        "more": _curve(one.more),
        "less": _curve(one.less),
    }


def _curve(group: Group) -> dict[str, Any]:
    curve = group.curve
    falls = [
        {
            "days": step.time,
            "at_risk": step.at_risk,
            "ended": step.ended,
            "share": f"{step.share.numerator}/{step.share.denominator}",
            "low": step.low,
            "high": step.high,
        }
        for step in curve.steps
    ]
    return {"places": curve.n, "ended": curve.ended, "longest_days": curve.longest, "falls": falls}
