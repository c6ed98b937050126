"""A call held against the kit it comes from: its regulations with the city's own changes marked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from skwer.apps.practices.models import KitVersion
from skwer.apps.practices.queries import closed_days

from .actions.setup import fill, planned_stage
from .models import Call, Scheme, Stage
from .opening_dates import laid
from .queries import stages_of
from .regulations import ParagraphChange, differences, frozen_or_made, paragraphs

_SUMS = ("pot", "request_min", "request_max")
_LEFT_OUT: dict[str, Any] = {
    "year_cap": None,
    "hour_rate": None,
    "de_minimis": False,
    "legal_basis": {"pl": "", "en": ""},
}


def changes_from_kit(call: Call) -> list[ParagraphChange] | None:
    """How the regulations differ from those the kit itself would have made; None for a call of no kit.

    Both are laid on the same calendar, so that what differs is what the city decided.
    """
    if call.kit_version is None:
        return None
    return differences(kit_paragraphs(call, call.kit_version), frozen_or_made(call))


def kit_paragraphs(call: Call, version: KitVersion) -> list[dict[str, Any]]:
    """The regulations this call would have if the kit were adopted as it is. Reads; keeps nothing."""
    document = version.document
    made = Call.objects.select_related("edition__scheme", "organisation").get(pk=call.pk)
    fill(made.edition.scheme, {**_LEFT_OUT, **document["scheme"]}, texts=("legal_basis",))
    fill(made, {name: value for name, value in document["call"].items() if name != "title"})
    _read(made.edition.scheme, ("year_cap", "hour_rate"))
    _read(made, _SUMS)
    first_day = _first_day(call, document)
    country, closed = made.organisation.country, closed_days(made.organisation)
    planned = laid(document, first_day, country, closed).document["stages"]
    rows = [planned_stage(made, order, stage, first_day) for order, stage in enumerate(planned, 1)]
    _draw_alike(rows, stages_of(call))
    made._prefetched_objects_cache = {"stages": rows}  # type: ignore[attr-defined]  # so sentences ask these
    return paragraphs(made, rows)


def _draw_alike(rows: list[Stage], real: list[Stage]) -> None:
    """A draw's seed is made for each call; that it differs is no decision of the city."""
    seeds = {stage.kind: stage.settings["seed"] for stage in real if stage.settings.get("seed")}
    for row in rows:
        if row.kind in seeds and row.settings.get("seed"):
            row.settings["seed"] = seeds[row.kind]


def _read(row: Call | Scheme, names: tuple[str, ...]) -> None:
    """A kit writes sums as text; a row read from the database holds numbers."""
    for name in names:
        setattr(row, name, row._meta.get_field(name).to_python(getattr(row, name)))


def _first_day(call: Call, document: dict[str, Any]) -> date:
    opened = next((stage.opens_at for stage in stages_of(call) if stage.opens_at), None) or call.created_at
    offset = next((stage["opens_day"] for stage in document["stages"] if stage.get("opens_day") is not None), 0)
    return timezone.localtime(opened).date() - timedelta(days=offset)
