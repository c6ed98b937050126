"""Cities of this installation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import override
from ninja import Router, Schema

from skwer.apps.people.models import Organisation

from .common import Page, PagingQuery, absolute, answers, page

router = Router(tags=["cities"])


class City(Schema):
    slug: str
    name: str
    teryt: str
    population: int | None
    population_year: int | None
    population_source: str
    url: str


@router.get("/cities", response=answers(Page[City]), operation_id="cities")
def cities(request: HttpRequest, paging: PagingQuery) -> dict[str, Any]:
    """Cities, by name. TERYT codes are strings: leading zeros count."""

    def build(city: Organisation) -> dict[str, Any]:
        return {
            "slug": city.slug,
            "name": city.name,
            "teryt": city.teryt,
            "population": city.population,
            "population_year": city.population_year,
            "population_source": city.population_source,
            "url": absolute(request, f"/cities/{city.slug}/"),
        }

    with override(paging.lang):
        return page(Organisation.objects.cities().order_by("name"), paging, build)
