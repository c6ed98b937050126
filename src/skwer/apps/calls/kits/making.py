"""From a call back to a kit: its rules as they stand, without what belongs to this city and this year alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from skwer.apps.people.fields import plain
from skwer.apps.practices.kits.registry import FORMAT

from ..models import Call, Scheme, Stage
from ..queries import stages_of
from ..stages import kinds

FROM_THE_KIT = ("committee", "budget", "measures", "modules", "practice")
"""What a call has no field for: a call that was opened from a kit hands on what that kit says."""


def kit_of(call: Call) -> dict[str, Any]:
    """The kit document another city opens an equal call from. Spaces, seeds and people of this call stay here."""
    advice = plain(call.kit_version.document) if call.kit_version else {}
    stages = stages_of(call)
    first_day = _first_day(stages)
    document: dict[str, Any] = {
        "format": FORMAT,
        "key": call.slug,
        "version": 1,
        "title": _texts(call, "title"),
        "summary": _texts(call, "summary"),
        "languages": list(_texts(call, "title")),
        "scheme": _scheme(call.edition.scheme),
        "call": _call(call),
        "stages": [_stage(stage, first_day) for stage in stages],
        **{key: advice[key] for key in FROM_THE_KIT if key in advice},
    }
    if committee := _committee(stages):
        document["committee"] = {**committee, **document.get("committee", {})}
    if modules := _modules(call):
        document["modules"] = modules
    return document


def _scheme(scheme: Scheme) -> dict[str, Any]:
    made: dict[str, Any] = {
        "vehicle": scheme.vehicle,
        "support": scheme.support,
        "durability_months": scheme.durability_months,
        "legal_basis": _texts(scheme, "legal_basis"),
    }
    for name in ("hour_rate", "year_cap"):
        if (sum_ := getattr(scheme, name)) is not None:
            made[name] = f"{sum_:.2f}"
    if scheme.de_minimis:
        made["de_minimis"] = True
    return made


def _call(call: Call) -> dict[str, Any]:
    made = {
        "currency": call.currency,
        "pot": f"{call.pot:.2f}",
        "request_min": f"{call.request_min:.2f}",
        "request_max": f"{call.request_max:.2f}",
        "own_share": call.own_share,
        "applicants": list(call.applicants),
        "age_min": call.age_min,
        "guardian_age": call.guardian_age,
        "categories": list(call.categories),
        "show_proposals": call.show_proposals,
        "clauses": list(call.clauses),
        "summary": _texts(call, "summary"),
        "description": _texts(call, "description"),
    }
    return {name: value for name, value in made.items() if name not in ("summary", "description") or value}


def _stage(stage: Stage, first_day: date | None) -> dict[str, Any]:
    kind = kinds()[stage.kind]
    made: dict[str, Any] = {"kind": stage.kind, "title": _texts(stage, "title")}
    for name, moment in (("opens", stage.opens_at), ("closes", stage.closes_at)):
        if moment is not None and first_day is not None:
            made |= _offset(name, moment, first_day)
    made["settings"] = kind.to_kit(stage.settings)
    return made


def _offset(name: str, moment: datetime, first_day: date) -> dict[str, Any]:
    local = timezone.localtime(moment)
    return {f"{name}_day": (local.date() - first_day).days, f"{name}_hour": f"{local:%H:%M}"}


def _first_day(stages: list[Stage]) -> date | None:
    """The day the offsets count from: the one on which the first stage opens."""
    moments = [moment for stage in stages for moment in (stage.opens_at, stage.closes_at) if moment is not None]
    return timezone.localtime(min(moments)).date() if moments else None


def _committee(stages: list[Stage]) -> Mapping[str, Any] | None:
    """How many sat in the committee that assessed, or met; who they were stays with the call."""
    for stage in reversed(stages):
        if stage.body is not None:
            return {"size": stage.body.seats.filter(ended_at__isnull=True).values("person").distinct().count()}
    return None


def _modules(call: Call) -> list[dict[str, Any]]:
    """Published lessons offered in its stages, by their addresses here; one that is hidden again is nobody else's."""
    made: dict[str, dict[str, Any]] = {}
    for stage in call.stages.prefetch_related("modules__module"):
        for link in stage.modules.all():
            if not link.module.is_published:
                continue
            made[link.module.slug] = {"title": _texts(link.module, "title"), "slug": link.module.slug}
    return list(made.values())


def _texts(row: Model, field: str) -> dict[str, str]:
    """A translated field as a Text, without the languages nobody wrote it in."""
    said = {code: getattr(row, f"{field}_{code}", None) for code, _name in settings.LANGUAGES}
    return {code: words for code, words in said.items() if words}
