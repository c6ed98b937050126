"""What the card says line by line: points, phases, partners, policy instruments and their changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.actions import index_later

from .. import rules
from ..card import Problem
from ..findable import PROJECT
from ..models import Partnership, Phase, Point, PolicyChange, PolicyInstrument, Project
from .noting import note
from .taking import BadCard, has_text, locked, replace_rows

POINT_FIELDS = ("text", "level", "reached", "reached_on")
PHASE_FIELDS = ("kind", "starts_on", "ends_on", "months", "decided_on", "note")
PARTNER_FIELDS = ("organisation", "name", "country", "role", "note", "since", "until")
INSTRUMENT_FIELDS = ("name", "authority", "description")
CHANGE_FIELDS = ("on", "kind", "text", "evidence_url")
Rows = Sequence[Mapping[str, Any]]
Row = TypeVar("Row", bound=models.Model)


def set_points(
    *, by: Person, project: Project, kind: str, rows: Rows, at: datetime, seen: Collection[int] | None = None
) -> list[Point]:
    """All points of one kind (`Point.Kind`) in order: POINT_FIELDS each, `id` of those that stay.

    Raises NotAllowed, BadCard, Stale.
    """
    if kind not in Point.Kind.values:
        raise ValueError(f"No card has points of the kind {kind}.")

    def check(row: Point, index: int) -> Iterable[Problem]:
        if not has_text(row, "text"):
            yield Problem("text_pl", _("Write the text, or take the line away."), index)
        if row.reached_on and not has_text(row, "reached"):
            yield Problem("reached_pl", _("Say what was reached on that day."), index)

    return _replace(
        "project_points_set", Point, by, project, rows, POINT_FIELDS, check, at, seen, narrowed={"kind": kind},
        told=lambda kept: {"kind": kind, "number": len(kept)},
    )  # fmt: skip


def set_phases(
    *, by: Person, project: Project, rows: Rows, at: datetime, seen: Collection[int] | None = None
) -> list[Phase]:
    """All phases in order: PHASE_FIELDS each. Raises NotAllowed, BadCard, Stale."""

    def check(row: Phase, index: int) -> Iterable[Problem]:
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            yield Problem("ends_on", _("The phase ends before it begins. Correct one of the two days."), index)

    return _replace(
        "project_phases_set", Phase, by, project, rows, PHASE_FIELDS, check, at, seen,
        told=lambda kept: {"phases": [[p.kind, p.starts_on, p.ends_on, p.months] for p in kept]},
    )  # fmt: skip


def set_partners(
    *, by: Person, project: Project, rows: Rows, at: datetime, seen: Collection[int] | None = None
) -> list[Partnership]:
    """All partners in order: PARTNER_FIELDS each. A partner with work in the project is given a last day, not removed.

    Raises NotAllowed, BadCard, Stale.
    """

    def check(row: Partnership, index: int) -> Iterable[Problem]:
        if row.organisation is None and not has_text(row, "name"):
            yield Problem("name_pl", _("Choose an organisation, or write the partner's name."), index)
        if row.since and row.until and row.until < row.since:
            yield Problem("until", _("The last day comes before the first. Correct one of the two."), index)

    return _replace(
        "project_partners_set", Partnership, by, project, rows, PARTNER_FIELDS, check, at, seen, may_go=_may_go,
        together=_partner_problems,
        told=lambda kept: {"partners": [
            [p.organisation.slug if p.organisation else "", p.role, p.country, p.since, p.until] for p in kept
        ]},
    )  # fmt: skip


def set_policy_instruments(
    *, by: Person, project: Project, rows: Rows, at: datetime, seen: Collection[int] | None = None
) -> list[PolicyInstrument]:
    """All policy instruments: INSTRUMENT_FIELDS each. Raises NotAllowed, BadCard, Stale."""

    def check(row: PolicyInstrument, index: int) -> Iterable[Problem]:
        if not has_text(row, "name"):
            yield Problem("name_pl", _("Name the policy instrument, or take the line away."), index)

    return _replace(
        "project_instruments_set", PolicyInstrument, by, project, rows, INSTRUMENT_FIELDS, check, at, seen,
        may_go=_unchanged, told=lambda kept: {"number": len(kept)},
    )  # fmt: skip


def set_policy_changes(
    *, by: Person, instrument: PolicyInstrument, rows: Rows, at: datetime, seen: Collection[int] | None = None
) -> list[PolicyChange]:
    """All changes of one policy instrument: CHANGE_FIELDS each. Raises NotAllowed, BadCard, Stale."""

    def check(row: PolicyChange, index: int) -> Iterable[Problem]:
        if not has_text(row, "text"):
            yield Problem("text_pl", _("Say what changed, or take the line away."), index)

    return _replace(
        "project_policy_changes_set", PolicyChange, by, instrument.project, rows, CHANGE_FIELDS, check, at, seen,
        parent={"instrument": instrument},
        told=lambda kept: {"instrument": instrument.pk, "changes": [[c.kind, c.on] for c in kept]},
    )  # fmt: skip


def _replace(
    verb: str,
    model: type[Row],
    by: Person,
    project: Project,
    rows: Rows,
    names: Iterable[str],
    check: Callable[[Row, int], Iterable[Problem]],
    at: datetime,
    seen: Collection[int] | None,
    *,
    told: Callable[[list[Row]], dict[str, Any]],
    parent: Mapping[str, models.Model] | None = None,
    narrowed: Mapping[str, Any] | None = None,
    may_go: Callable[[Row], Problem | None] = lambda _row: None,
    together: Callable[[list[Row]], Iterable[Problem]] = lambda _rows: (),
) -> list[Row]:
    if not rules.may_keep(by, project):
        raise NotAllowed
    with transaction.atomic():
        project = locked(project)
        kept = replace_rows(
            model=model, parent=parent or {"project": project}, rows=rows, names=names, check=check, seen=seen,
            narrowed=narrowed, may_go=may_go,
        )  # fmt: skip
        if problems := list(together(kept)):  # the transaction takes the lines back
            raise BadCard(problems)
        note(verb, project, by, at, after=told(kept))
        index_later(kind=PROJECT, key=project.pk)
    return kept


def _partner_problems(rows: list[Partnership]) -> Iterable[Problem]:
    """One lead at a time, and each organisation once at a time."""
    for (_i, first), (index, second) in combinations(enumerate(rows), 2):
        if not _overlap(first, second):
            continue
        if first.role == second.role == Partnership.Role.LEAD:
            yield Problem("role", _("A project has one lead partner at a time. Choose another role."), index)
        if first.organisation_id is not None and first.organisation_id == second.organisation_id:
            yield Problem("organisation", _("This organisation stands in the list twice at the same time."), index)


def _overlap(first: Partnership, second: Partnership) -> bool:
    def before(one: Partnership, other: Partnership) -> bool:
        return bool(one.until and other.since and one.until < other.since)

    return not before(first, second) and not before(second, first)


def _may_go(row: Partnership) -> Problem | None:
    """What a partner did stays: reports, sums and tasks hang on it."""
    for relation in Partnership._meta.related_objects:
        if relation.related_model._default_manager.filter(**{relation.field.name: row}).exists():
            return Problem(
                "until",
                _("%(partner)s has work in this project. Give it a last day instead of removing it.")
                % {"partner": row.label},
            )
    return None


def _unchanged(row: PolicyInstrument) -> Problem | None:
    if row.changes.exists():
        return Problem("name_pl", _("Changes of “%(name)s” are recorded. Remove them first.") % {"name": row})
    return None
