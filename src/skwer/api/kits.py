"""Kits: which there are, what each says, and the schema every kit document keeps to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.utils.translation import override
from ninja import Router, Schema
from ninja.errors import HttpError

from skwer.apps.people.fields import plain
from skwer.apps.practices.kits import elements, registry
from skwer.apps.practices.models import KitVersion
from skwer.apps.practices.queries import published_kits
from skwer.values.text import in_language

from .common import Language, Page, PagingQuery, Problem, absolute, answers, csv_stream, page, streamed

router = Router(tags=["kits"])
Origin = Literal["city", "received", "shipped"]


class KitOut(Schema):
    slug: str
    title: str
    summary: str
    origin: str
    organisation: str | None
    received_from: str | None
    practice: str | None
    version: int
    published_at: str
    vehicle: str
    support: str
    stages: str
    elements: str
    languages: str
    rulebook: str
    document: str
    url: str


class WholeKitOut(KitOut):
    versions: list[int]
    kit: dict[str, Any]


def _kit(request: HttpRequest, version: KitVersion) -> dict[str, Any]:
    kit, document = version.kit, plain(version.document)
    practice = kit.practice if kit.practice is not None and kit.practice.is_published else None
    return {
        "slug": kit.slug,
        "title": version.title,
        "summary": in_language(version.named("summary")),
        "origin": "shipped" if kit.shipped else "received" if kit.subscription else "city",
        "organisation": kit.organisation.slug if kit.organisation else None,
        "received_from": kit.subscription.url if kit.subscription else None,
        "practice": practice.slug if practice else None,
        "version": version.number,
        "published_at": version.published_at.isoformat() if version.published_at else "",
        "vehicle": document["scheme"]["vehicle"],
        "support": document["scheme"]["support"],
        "stages": " ".join(stage["kind"] for stage in document["stages"]),
        "elements": " ".join(one.key for one in elements.elements_of(document)),
        "languages": " ".join(document["title"]),
        "rulebook": version.rulebook_hash,
        "document": absolute(request, f"/kits/{kit.slug}/v/{version.number}/kit.json"),
        "url": absolute(request, f"/kits/{kit.slug}/"),
    }


def _rows(organisation: str, origin: Origin | None) -> QuerySet[KitVersion]:
    found = published_kits()
    if organisation:
        found = found.filter(kit__organisation__slug=organisation)
    if origin == "shipped":
        found = found.exclude(kit__shipped="")
    elif origin == "received":
        found = found.filter(kit__subscription__isnull=False)
    elif origin == "city":
        found = found.filter(kit__organisation__isnull=False)
    return found


@router.get("/kits", response=answers(Page[KitOut]), operation_id="kits")
def kits(
    request: HttpRequest, paging: PagingQuery, organisation: str = "", origin: Origin | None = None
) -> dict[str, Any]:
    """Kits to open a call from, each in its newest version. `stages`, `elements` and `languages` are keys with spaces
    between; two kits with the same `rulebook` lead to the same rules."""
    with override(paging.lang):
        return page(_rows(organisation, origin), paging, lambda row: _kit(request, row))


@router.get("/kits.csv", operation_id="kits_csv", openapi_extra=streamed("text/csv"))
def kits_csv(request: HttpRequest, organisation: str = "", lang: Language = "pl") -> StreamingHttpResponse:
    """The same kits as a table."""

    def table() -> Iterator[list[Any]]:
        with override(lang):
            for row in _rows(organisation, None).iterator(chunk_size=500):
                yield list(_kit(request, row).values())

    return csv_stream("kits", list(KitOut.model_fields), table())


@router.get("/kits/schema.json", operation_id="kits_schema", openapi_extra=streamed("application/schema+json"))
def kits_schema(request: HttpRequest) -> JsonResponse:
    """JSON Schema (2020-12) of a kit document, for an editor or another program."""
    made: dict[str, Any] = {"$id": absolute(request, request.path), **registry.schema()}
    answer = JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Type"] = "application/schema+json"
    return answer


@router.get("/kits/{slug}", response={200: WholeKitOut, 404: Problem, 422: Problem}, operation_id="kit")
def one_kit(request: HttpRequest, slug: str, lang: Language = "pl") -> dict[str, Any]:
    """One kit: its newest document whole, and the numbers of every version that can be read."""
    version = published_kits().filter(kit__slug=slug).first()
    if version is None:
        raise HttpError(404, f"There is no public kit '{slug}'. See /api/v1/kits.")
    numbers = version.kit.versions.published().order_by("number").values_list("number", flat=True)
    with override(lang):
        return {**_kit(request, version), "versions": list(numbers), "kit": plain(version.document)}
