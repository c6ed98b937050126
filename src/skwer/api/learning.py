"""Lessons: published modules with their texts, for whoever wants to use them elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import override
from ninja import Router, Schema

from skwer.apps.learning.models import Module

from .common import Page, PagingQuery, absolute, answers, page

router = Router(tags=["learning"])


class ModuleOut(Schema):
    slug: str
    organisation: str
    title: str
    summary: str
    body: str
    languages: list[str]
    minutes: int
    hours: str
    questions: int
    pass_mark: int
    version: int
    url: str


def _rows(organisation: str) -> QuerySet[Module]:
    rows = Module.objects.visible_to(None).select_related("organisation").order_by("pk")
    rows = rows.annotate(asked=Count("questions"))
    return rows.filter(organisation__slug=organisation) if organisation else rows


def _module(request: HttpRequest, module: Any) -> dict[str, Any]:
    return {
        "slug": module.slug,
        "organisation": module.organisation.slug,
        "title": module.title,
        "summary": module.summary,
        "body": module.body,
        "languages": [code for code in ("pl", "en", "nb", "cs") if getattr(module, f"body_{code}", None)],
        "minutes": module.minutes,
        "hours": str(module.hours),
        "questions": module.asked,
        "pass_mark": module.pass_mark,
        "version": module.version,
        "url": absolute(request, f"/learn/{module.slug}/"),
    }


@router.get("/modules", response=answers(Page[ModuleOut]), operation_id="modules")
def modules(request: HttpRequest, paging: PagingQuery, organisation: str = "") -> dict[str, Any]:
    """Published lessons; `body` is Markdown in the language asked for."""
    with override(paging.lang):
        return page(_rows(organisation), paging, lambda row: _module(request, row))
