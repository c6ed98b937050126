"""Projects and programmes for tests, made through the actions people use."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import FundingProgramme, Partnership, Project

from .factories import AT

_serial = count(1)


def make_programme(
    organisation: Organisation,
    officer: Person,
    *,
    slug: str = "",
    public: bool = True,
    at: datetime = AT,
    **values: Any,
) -> FundingProgramme:
    """A funding programme the organisation keeps, public unless told otherwise."""
    given = {"name_pl": "Sieci Miast", "name_en": "City Networks", "fund_pl": "Fundusz", **values}
    programme = actions.create_programme(
        by=officer, organisation=organisation, slug=slug or f"program-{next(_serial)}", values=given, at=at
    )
    if public:
        actions.publish_programme(by=officer, programme=programme, at=at)
    return programme


def make_project(
    organisation: Organisation,
    officer: Person,
    *,
    slug: str = "",
    public: bool = True,
    amounts: dict[str, dict[str, Any]] | None = None,
    stated_rate: Any = None,
    partners: list[dict[str, Any]] | None = None,
    at: datetime = AT,
    **values: Any,
) -> Project:
    """A project whose card the organisation keeps, public unless told otherwise. partners: rows of set_partners."""
    given = {
        "title_pl": "Sieć małych skwerów",
        "title_en": "Network of small squares",
        "summary_pl": "Miasta uczą się od siebie.",
        "summary_en": "Cities learn from each other.",
        "state": Project.State.RUNNING,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2028, 12, 31),
        **values,
    }
    project = actions.create_project(
        by=officer, organisation=organisation, slug=slug or f"projekt-{next(_serial)}", values=given, at=at
    )
    if amounts is not None:
        project = actions.set_amounts(by=officer, project=project, amounts=amounts, stated_rate=stated_rate, at=at)
    if partners is not None:
        actions.set_partners(by=officer, project=project, rows=partners, at=at)
    if public:
        actions.publish_project(by=officer, project=project, at=at)
    return Project.objects.get(pk=project.pk)


def make_partner(project: Project, organisation: Organisation | None = None, **values: Any) -> Partnership:
    """One partner more, put there directly."""
    given = {"role": Partnership.Role.PARTNER, "country": "PL", "order": project.partnerships.count() + 1, **values}
    return Partnership.objects.create(project=project, organisation=organisation, **given)
