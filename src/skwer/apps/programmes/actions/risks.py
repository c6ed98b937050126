"""Risks: noted, looked at again, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person

from ..models import Partnership, Project, Risk
from .working import BadValue, NotNow, in_project, lock, must_write_for, note, words


@transaction.atomic
def note_risk(
    *, by: Person, project: Project, values: Mapping[str, Any], partnership: Partnership | None = None, at: datetime
) -> Risk:
    """A new risk of the whole project, or of one partner.

    values: title, likelihood and impact (1 to 5), mitigation, owner_role, review_on. Raises NotAllowed, BadValue.
    """
    in_project(partnership, project)
    must_write_for(by, project, partnership)
    risk = Risk(project=project, partnership=partnership)
    _set(risk, {"title": "", "likelihood": 0, "impact": 0, "review_on": None, **values})
    risk.save()
    note("risk_noted", risk, project, by, at, after=_facts(risk))
    return risk


@transaction.atomic
def review_risk(*, by: Person, risk: Risk, values: Mapping[str, Any], at: datetime) -> Risk:
    """Somebody looked at it again: other values, and the next day to look. Raises NotAllowed, NotNow, BadValue."""
    must_write_for(by, risk.project, risk.partnership)
    lock(risk)
    if risk.closed_at is not None:
        raise NotNow(_("This risk is closed."))
    before = _facts(risk)
    _set(risk, values)
    risk.save()
    note("risk_reviewed", risk, risk.project, by, at, before=before, after=_facts(risk))
    return risk


@transaction.atomic
def close_risk(*, by: Person, risk: Risk, at: datetime) -> Risk:
    """It cannot happen any more, or it has happened and is mended. Raises NotAllowed, NotNow."""
    must_write_for(by, risk.project, risk.partnership)
    lock(risk)
    if risk.closed_at is not None:
        raise NotNow(_("This risk is closed."))
    risk.closed_at = at
    risk.save(update_fields=["closed_at"])
    note("risk_closed", risk, risk.project, by, at)
    return risk


def _set(risk: Risk, values: Mapping[str, Any]) -> None:
    if "title" in values:
        risk.title = words(values["title"], "title", 200, missing=_("Say what could go wrong."))
    for name in ("likelihood", "impact"):
        if name in values:
            if values[name] not in range(1, 6):
                raise BadValue(name, _("Choose a number from 1 to 5."))
            setattr(risk, name, values[name])
    if "mitigation" in values:
        risk.mitigation = words(values["mitigation"], "mitigation", 2000, lines=True)
    if "owner_role" in values:
        risk.owner_role = words(values["owner_role"], "owner_role", 120)
    if "review_on" in values:
        review: date | None = values["review_on"]
        if review is None:
            raise BadValue("review_on", _("Say when somebody looks at it again."))
        risk.review_on = review


def _facts(risk: Risk) -> dict[str, Any]:
    return {name: getattr(risk, name) for name in ("likelihood", "impact", "review_on", "partnership_id")}
