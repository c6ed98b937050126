"""Agreements in force once: what was granted, paid, accounted for and given back; the same as 360Giving.

Organisations are named, people never: a resident is "a resident" here and in the register.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import override
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from skwer.apps.calls.models import Edition
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.agreements import public_party
from skwer.apps.grants.queries.money import accounts_of
from skwer.apps.people.models import Organisation
from skwer.overview.giving import grant, package_head
from skwer.overview.numbers import FIGURES, figures_of, flat, numbers

from .common import Language, Page, PagingQuery, Problem, absolute, answers, csv_stream, streamed

router = Router(tags=["agreements"])
MONEY = ("paid", "to_pay", "settled", "refused", "refunded", "owed", "hours", "hours_value", "bought")
CHUNK = 200


class AgreementOut(Schema):
    id: str
    number: str
    city: str
    edition: str
    call: str | None
    proposal: int | None
    title: str
    party: str
    applicant: str
    support: str
    category: str
    district: str | None
    state: str
    currency: str
    awarded: str
    paid: str | None
    to_pay: str | None
    settled: str | None
    refused: str | None
    refunded: str | None
    owed: str | None
    hours: str | None
    hours_value: str | None
    bought: str | None
    signed_on: date | None
    starts_on: date
    ends_on: date
    report_due_on: date
    care_until: date | None
    url: str


class NumberOut(Schema):
    city: str
    edition: str | None
    part: str
    key: str
    label: str
    currency: str
    agreements: int
    awarded: str
    average: str
    paid: str | None
    to_pay: str | None
    settled: str | None
    refused: str | None
    refunded: str | None
    owed: str | None
    hours: str | None
    hours_value: str | None
    bought: str | None
    residents: int | None
    per_resident: str | None


def _rows(city: str, call: str, currency: str = "") -> QuerySet[Agreement]:
    rows = Agreement.objects.visible_to(None).select_related(
        "organisation", "edition__scheme", "call", "proposal", "district", "party_organisation"
    )
    for name, wanted in (("organisation__slug", city), ("call__slug", call), ("currency", currency)):
        if wanted:
            rows = rows.filter(**{name: wanted})
    return rows.order_by("pk")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _agreement(request: HttpRequest, one: Agreement, figures: Any, lang: str) -> dict[str, Any]:
    return {
        "id": str(one.uid),
        "number": one.number,
        "city": one.organisation.slug,
        "edition": one.edition.name,
        "call": one.call.slug if one.call else None,
        "proposal": one.proposal.number if one.proposal else None,
        "title": one.proposal.title_in(lang) if one.proposal else one.title,
        "party": str(public_party(one)),
        "applicant": one.applicant_kind,
        "support": one.support,
        "category": one.category,
        "district": one.district.name if one.district else None,
        "state": one.state,
        "currency": one.currency,
        "awarded": str(one.amount),
        **{name: _text(getattr(figures, name)) for name in MONEY},
        "signed_on": timezone.localdate(one.active_at) if one.active_at else None,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "report_due_on": one.report_due_on,
        "care_until": one.care_until,
        "url": absolute(request, f"/agreements/{one.pk}/"),
    }


def _told(request: HttpRequest, listed: Iterable[Agreement], lang: str) -> Iterator[dict[str, Any]]:
    """Rows with their accounts, a handful of queries for each chunk."""
    chunk: list[Agreement] = []

    def flush() -> Iterator[dict[str, Any]]:
        accounts = accounts_of(Agreement.objects.filter(pk__in=[one.pk for one in chunk]))
        with override(lang):
            made = [_agreement(request, one, figures_of(accounts[one.pk]), lang) for one in chunk]
        chunk.clear()
        yield from made

    for one in listed:
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield from flush()
    if chunk:
        yield from flush()


@router.get("/agreements", response=answers(Page[AgreementOut]), operation_id="agreements")
def agreements(
    request: HttpRequest, paging: PagingQuery, city: str = "", call: str = "", currency: str = ""
) -> dict[str, Any]:
    """Agreements that were ever in force, in the order they were made. Null is not known, never nought.

    `awarded` is the sum in force, `settled` the costs accepted, `owed` what was asked back and has not come.
    """
    rows = _rows(city, call, currency)
    cut = list(rows[paging.offset : paging.offset + paging.limit])
    told = list(_told(request, cut, paging.lang))
    total = rows.count()
    following = paging.offset + paging.limit
    return {"total": total, "next": following if following < total else None, "results": told}


@router.get("/agreements.csv", operation_id="agreements_csv", openapi_extra=streamed("text/csv"))
def agreements_csv(
    request: HttpRequest, city: str = "", call: str = "", currency: str = "", lang: Language = "pl"
) -> StreamingHttpResponse:
    """The same agreements as a table."""
    rows = _rows(city, call, currency).iterator(chunk_size=CHUNK)
    table = (list(row.values()) for row in _told(request, rows, lang))
    return csv_stream("agreements", list(AgreementOut.model_fields), table)


@router.get("/numbers", response={200: list[NumberOut], 404: Problem, 422: Problem}, operation_id="numbers")
def city_numbers(
    request: HttpRequest,  # noqa: ARG001  (every operation takes it)
    city: str = "",
    edition: int = Query(0, ge=0, le=2_147_483_647),
    lang: Language = "pl",
) -> list[dict[str, Any]]:
    """What cities granted and what became of it: the whole and by district, theme, applicant, support, edition.

    `city` narrows it to one; `edition` is the key shown in its part "edition". Each currency stands by itself.
    """
    cities = Organisation.objects.cities().defer("geodata").filter(agreements__in=Agreement.objects.visible_to(None))
    wanted = list(cities.distinct().order_by("name"))
    if city:
        found = Organisation.objects.cities().defer("geodata").filter(slug=city).first()
        if found is None:
            raise HttpError(404, f"There is no city '{city}'. See /api/v1/cities.")
        wanted = [found]
    chosen = Edition.objects.filter(pk=edition, scheme__organisation__in=wanted).select_related("scheme").first()
    if edition and chosen is None:
        raise HttpError(404, f"There is no edition {edition}. See /api/v1/numbers.")
    if chosen:
        wanted = [one for one in wanted if one.pk == chosen.scheme.organisation_id]
    with override(lang):
        return [
            {
                "city": one.slug,
                "edition": str(chosen.pk) if chosen else None,
                **{name: line[name] for name in ("part", "key", "label", "currency")},
                **{name: _plain(line[name]) for name in FIGURES},
            }
            for one in wanted
            for line in flat(numbers(one, chosen))
        ]


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


NONE_YET = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
PACKAGE = streamed("application/json")
PACKAGE["responses"][404] = {"description": "No agreement is in force yet.", "content": NONE_YET}


@router.get("/grants.json", operation_id="grants", openapi_extra=PACKAGE)
def grants(request: HttpRequest, city: str = "", lang: Language = "pl") -> StreamingHttpResponse:
    """The same agreements as a 360Giving package (Data Standard 1.4).

    Ids are stable. People are anonymous: a random id and "A resident". Without any grant there is no package, for the
    standard asks for one at least: 404.
    """
    rows = _rows(city, "")
    if not rows.exists():
        raise HttpError(404, "There is no agreement in force yet, and a 360Giving package has one grant at least.")
    site = settings.ORIGIN.rstrip("/")
    head = package_head(publisher=_publisher(city), site=site, url=request.build_absolute_uri(), at=timezone.now())

    def parts() -> Iterator[str]:
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "grants": ['
        first = True
        for chunk in _chunks(rows):
            accounts = accounts_of(Agreement.objects.filter(pk__in=[one.pk for one in chunk]))
            with override(lang):
                made = [grant(one, accounts[one.pk], lang, site) for one in chunk]
            for told in made:
                yield ("" if first else ", ") + json.dumps(told, ensure_ascii=False)
                first = False
        yield "]}"

    response = StreamingHttpResponse(parts(), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="grants.json"'
    return response


def _publisher(city: str) -> str:
    found = Organisation.objects.cities().filter(slug=city).first() if city else None
    if found is None:
        cities = list(Organisation.objects.cities().defer("geodata")[:2])
        found = cities[0] if len(cities) == 1 else None
    return found.name if found else "Skwer"


def _chunks(rows: QuerySet[Agreement]) -> Iterator[list[Agreement]]:
    chunk: list[Agreement] = []
    for one in rows.iterator(chunk_size=CHUNK):
        chunk.append(one)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
