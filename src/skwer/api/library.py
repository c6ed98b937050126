"""Practices: what cities did, how it went, what it took; whole records, in any language they were written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from django.db.models import Prefetch
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import override
from ninja import Router, Schema
from ninja.errors import HttpError

from skwer.apps.practices.finding import Filters, find_practices
from skwer.apps.practices.models import PARTS, Kit, Practice, PracticeTheme
from skwer.apps.practices.models.practice import PracticeQuerySet

from .common import Language, Page, PagingQuery, Problem, absolute, answers, csv_stream, page, streamed

router = Router(tags=["practices"])
Verdict = Literal["worked", "partly", "did_not"]
LONGEST = 200
"""Characters of a question that are read, as on the page."""
Size = Literal["0", "10000", "50000", "150000", "500000"]


class PracticeOut(Schema):
    slug: str
    title: str
    summary: str
    verdict: str
    city: str | None
    country: str | None
    population: int | None
    themes: str
    cost_from: str | None
    cost_to: str | None
    currency: str
    months: int | None
    effort: int | None
    label: str | None
    labelled_on: str | None
    validated: bool
    version: int
    published_at: str
    languages: str
    kits: str
    organisation: str | None
    received_from: str | None
    url: str


class WholePracticeOut(PracticeOut):
    retired_at: str | None
    original: str
    texts: dict[str, dict[str, str]]
    figures: list[dict[str, Any]]
    links: list[dict[str, Any]]


def _rows(theme: str, country: str, verdict: str | None, size: str | None, q: str = "") -> PracticeQuerySet:
    filters = Filters(theme=theme, country=country.upper(), verdict=verdict or "", size=size or "")
    found = filters.narrow(Practice.objects.visible_to(None).published())
    if q := " ".join(q.replace("\x00", "").split())[:LONGEST]:
        found = found.filter(pk__in=find_practices(q, filters, None).keys)
    return _whole(found)


def _whole(practices: PracticeQuerySet) -> PracticeQuerySet:
    """With everything a row needs, in an order that stays."""
    return (
        practices.select_related("current", "organisation", "subscription")
        .prefetch_related(
            Prefetch("themes", PracticeTheme.objects.order_by("pk")), Prefetch("kits", Kit.objects.visible_to(None))
        )
        .order_by("pk")
    )


def _practice(request: HttpRequest, practice: Practice) -> dict[str, Any]:
    version = practice.current
    if version is None:
        raise ValueError(f"Practice {practice.slug} is not published.")
    version.practice = practice
    row = {
        "slug": practice.slug,
        "title": version.text("title"),
        "summary": version.text("summary"),
        "verdict": practice.verdict,
        "city": practice.city_name or None,
        "country": practice.country or None,
        "population": practice.population,
        "themes": " ".join(theme.theme for theme in practice.themes.all()),
        "cost_from": _sum(practice.cost_from),
        "cost_to": _sum(practice.cost_to),
        "currency": practice.currency,
        "months": practice.months,
        "effort": practice.effort,
        "label": practice.label or None,
        "labelled_on": practice.labelled_on.isoformat() if practice.labelled_on else None,
        "validated": version.state == version.State.VALIDATED,
        "version": version.number,
        "published_at": version.published_at.isoformat() if version.published_at else "",
        "languages": " ".join(version.languages),
        "kits": " ".join(kit.slug for kit in practice.kits.all()),
        "organisation": practice.organisation.slug if practice.organisation else None,
        "received_from": practice.subscription.url if practice.subscription else None,
        "url": absolute(request, f"/practices/{practice.slug}/"),
    }
    return {name: row[name] for name in PracticeOut.model_fields}


def _sum(value: Any) -> str | None:
    return None if value is None else str(value)


@router.get("/practices", response=answers(Page[PracticeOut]), operation_id="practices")
def practices(
    request: HttpRequest,
    paging: PagingQuery,
    q: str = "",
    theme: str = "",
    country: str = "",
    verdict: Verdict | None = None,
    size: Size | None = None,
) -> dict[str, Any]:
    """Published practices, good and bad. `q` is read as on the page: "city of 100,000 with depopulation". What is not
    known is null; `themes`, `languages` and `kits` are keys with spaces between."""
    with override(paging.lang):
        return page(_rows(theme, country, verdict, size, q), paging, lambda row: _practice(request, row))


@router.get("/practices.csv", operation_id="practices_csv", openapi_extra=streamed("text/csv"))
def practices_csv(
    request: HttpRequest, theme: str = "", country: str = "", lang: Language = "pl"
) -> StreamingHttpResponse:
    """The same practices as a table."""

    def table() -> Iterator[list[Any]]:
        with override(lang):
            for row in _rows(theme, country, None, None).iterator(chunk_size=500):
                yield list(_practice(request, row).values())

    return csv_stream("practices", list(PracticeOut.model_fields), table())


@router.get("/practices/{slug}", response={200: WholePracticeOut, 404: Problem, 422: Problem}, operation_id="practice")
def one_practice(request: HttpRequest, slug: str, lang: Language = "pl") -> dict[str, Any]:
    """One practice, its whole record: every part in every language it was written in, and its figures with sources. A
    retired one stays, and says since when."""
    practice = _whole(Practice.objects.visible_to(None).filter(slug=slug)).first()
    version = practice.current if practice is not None else None
    if practice is None or version is None:
        raise HttpError(404, f"There is no public practice '{slug}'. See /api/v1/practices.")
    with override(lang):
        return {
            **_practice(request, practice),
            "retired_at": practice.retired_at.isoformat() if practice.retired_at else None,
            "original": practice.language,
            "texts": {part: version.texts[part] for part in PARTS if version.texts.get(part)},
            "figures": version.fact("figures") or [],
            "links": version.fact("links") or [],
        }
