"""Funding programmes and projects with their cards: what is co-funded, by whom, with whom."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import override
from ninja import Router, Schema

from skwer.apps.programmes.card import per_cent
from skwer.apps.programmes.models import FundingProgramme, Project
from skwer.apps.programmes.queries import programmes_for, projects_for

from .common import Page, PagingQuery, absolute, answers, page

router = Router(tags=["projects"])


class ProgrammeOut(Schema):
    slug: str
    name: str
    fund: str
    perspective: str
    summary: str
    statement: str
    organisation: str
    projects: int
    url: str


class AmountOut(Schema):
    currency: str
    total: str | None
    eligible: str | None
    grant: str | None
    eu_grant: str | None
    rate: str | None


class PartnerOut(Schema):
    name: str
    organisation: str | None
    country: str
    role: str
    since: str | None
    until: str | None


class PointOut(Schema):
    kind: str
    level: str
    text: str
    reached: str


class ProjectOut(Schema):
    slug: str
    acronym: str
    title: str
    summary: str
    organisation: str
    department: str
    programme: str | None
    fund: str
    measure: str
    sub_measure: str
    perspective: str
    category: str
    selection: str
    state: str
    agreement_number: str
    signed_on: str | None
    starts_on: str | None
    ends_on: str | None
    whole_years: bool
    stated_rate: str | None
    amounts: list[AmountOut]
    partners: list[PartnerOut]
    points: list[PointOut]
    tags: list[str]
    predecessor: str | None
    source_url: str
    url: str


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _programme(request: HttpRequest, programme: FundingProgramme) -> dict[str, Any]:
    return {
        **{name: getattr(programme, name) or "" for name in ("slug", "name", "fund", "perspective", "summary")},
        "statement": programme.statement or "",
        "organisation": programme.organisation.slug,
        "projects": programme.number,  # type: ignore[attr-defined]
        "url": absolute(request, f"/programmes/{programme.slug}/"),
    }


def _amounts(project: Project) -> list[dict[str, Any]]:
    found = []
    for currency, kinds in project.sums().items():
        rate = project.rate(currency)
        sums = {kind: _text(kinds.get(kind)) for kind in ("total", "eligible", "grant", "eu_grant")}
        found.append({"currency": currency, **sums, "rate": None if rate is None else _text(per_cent(rate))})
    return found


def _project(request: HttpRequest, project: Project) -> dict[str, Any]:
    before = project.predecessor
    plain = (
        "slug", "acronym", "title", "summary", "department", "fund", "measure", "sub_measure", "perspective",
        "category", "selection", "state", "agreement_number", "source_url",
    )  # fmt: skip
    return {
        **{name: getattr(project, name) or "" for name in plain},
        **{name: _text(getattr(project, name)) for name in ("signed_on", "starts_on", "ends_on", "stated_rate")},
        "organisation": project.organisation.slug,
        "programme": project.programme.slug if project.programme and project.programme.is_published else None,
        "whole_years": project.whole_years,
        "amounts": _amounts(project),
        "partners": [
            {
                "name": partner.organisation.name if partner.organisation else partner.name or "",
                "organisation": partner.organisation.slug if partner.organisation else None,
                "country": partner.country,
                "role": partner.role,
                "since": _text(partner.since),
                "until": _text(partner.until),
            }
            for partner in project.partnerships.all()
        ],
        "points": [
            {"kind": point.kind, "level": point.level, "text": point.text or "", "reached": point.reached or ""}
            for point in project.points.all()
        ],
        "tags": project.tags,
        "predecessor": before.slug if before is not None and before.is_published else None,
        "url": absolute(request, f"/projects/{project.slug}/"),
    }


def _projects(programme: str, state: str) -> QuerySet[Project]:
    found = projects_for(None, programme=programme, state=state).select_related("predecessor")
    return found.prefetch_related("partnerships__organisation", "points").order_by("pk")


@router.get("/programmes", response=answers(Page[ProgrammeOut]), operation_id="programmes")
def programmes(request: HttpRequest, paging: PagingQuery) -> dict[str, Any]:
    """Published funding programmes by name, with the number of their published projects."""
    with override(paging.lang):
        return page(programmes_for(None), paging, lambda row: _programme(request, row))


@router.get("/projects", response=answers(Page[ProjectOut]), operation_id="projects")
def projects(request: HttpRequest, paging: PagingQuery, programme: str = "", state: str = "") -> dict[str, Any]:
    """Published projects with their cards. Sums are decimal strings, each currency by itself; null is not known."""
    with override(paging.lang):
        return page(_projects(programme, state), paging, lambda row: _project(request, row))
