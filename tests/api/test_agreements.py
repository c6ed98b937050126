"""Agreements as open data, and as a 360Giving package that satisfies the standard's required fields."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from django.test import Client

from skwer.apps.grants.models import Agreement
from skwer.apps.places.models import Area
from skwer.web.data.columns import DATASETS

from ..factories import make_city, make_organisation
from ..grants_factories import active_agreement
from ..numbers_factories import make_agreement, make_edition

pytestmark = pytest.mark.django_db

# What schema 1.4.3 of the 360Giving Data Standard asks for (definitions under "$defs"; one of the two recipients).
ORGANISATION = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string", "minLength": 1}, "name": {"type": "string", "minLength": 1}},
}
PACKAGE: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["version", "publisher", "grants"],
    "properties": {
        "version": {"type": "string", "pattern": r"^(\d+\.)(\d+)$"},
        "publisher": {"type": "object", "required": ["name"]},
        "license": {"type": "string", "format": "uri"},
        "grants": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"$ref": "#/$defs/Grant"}},
    },
    "$defs": {
        "Organization": ORGANISATION,
        "Grant": {
            "type": "object",
            "required": ["id", "title", "description", "currency", "amountAwarded", "awardDate", "fundingOrganization"],
            "oneOf": [{"required": ["recipientOrganization"]}, {"required": ["recipientIndividual"]}],
            "properties": {
                "id": {"type": "string", "pattern": r"^360G-[a-z]+-.+"},
                "title": {"type": "string", "minLength": 1},
                "description": {"type": "string", "minLength": 1},
                "currency": {"enum": ["PLN", "EUR", "CZK", "NOK"]},
                "amountAwarded": {"type": "number"},
                "amountDisbursed": {"type": "number"},
                "awardDate": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
                "dateModified": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T"},
                "fundingOrganization": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Organization"}},
                "recipientOrganization": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Organization"}},
                "recipientIndividual": {"$ref": "#/$defs/Organization"},
                "toIndividualsDetails": {
                    "properties": {
                        "primaryGrantReason": {"pattern": "^GTIR[0-9]{3}$"},
                        "grantPurpose": {"type": "array", "items": {"pattern": "^GTIP[0-9]{3}$"}},
                    }
                },
                "plannedDates": {"type": "array", "items": {"required": ["startDate", "endDate"]}},
                "beneficiaryLocation": {
                    "type": "array",
                    "items": {"properties": {"latitude": {"type": "number"}, "geoCodeType": False}},
                },
                "grantProgramme": {"type": "array", "items": {"required": ["title"]}},
            },
        },
    },
}


def package(query: str = "") -> dict[str, Any]:
    response = Client().get(f"/api/v1/grants.json{query}")
    assert response.status_code == 200
    found: dict[str, Any] = json.loads(b"".join(response.streaming_content))
    return found


@pytest.mark.job("K1")
def test_all_grants_as_360giving_and_csv_with_stable_ids_and_documented_columns(city, officer):
    """K1: one link each; the ids of both are the same key, which never changes; every column has its words."""
    city.teryt = "3209011"
    city.save()
    ngo = make_organisation("zielone-pluca", name="Zielone Płuca", register_no="0000123456")
    made = active_agreement(city, officer=officer, amount="6000.00")
    edition = make_edition(city)
    named = make_agreement(edition, "2500.50", applicant_kind="ngo", party_organisation=ngo, paid=["2500.50"])
    make_agreement(edition, "100.00", applicant_kind="informal_group", currency="EUR")
    found = package()
    jsonschema.validate(found, PACKAGE, cls=jsonschema.Draft202012Validator)
    keys = {f"360G-skwer-{one.uid}" for one in Agreement.objects.all()}
    assert {one["id"] for one in found["grants"]} == keys
    assert package()["grants"] == found["grants"]
    by = {one["id"]: one for one in found["grants"]}
    grant = by[f"360G-skwer-{named.uid}"]
    assert grant["recipientOrganization"][0] == {
        "id": "PL-KRS-0000123456", "name": "Zielone Płuca", "companyNumber": "0000123456",
    }  # fmt: skip
    assert (grant["amountAwarded"], grant["amountDisbursed"], grant["currency"]) == (2500.5, 2500.5, "PLN")
    assert "TERYT 3209011" in grant["beneficiaryLocation"][0]["description"]
    person = by[f"360G-skwer-{made.uid}"]
    assert (person["amountAppliedFor"], person["fromOpenCall"]) == (6000.0, "Yes")
    table = b"".join(Client().get("/api/v1/agreements.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {f"360G-skwer-{row['id']}" for row in rows} == keys
    explained = next(one for one in DATASETS if one.key == "agreements")
    assert list(rows[0]) == [name for name, _words in explained.columns]


def test_people_are_anonymous_in_every_form(city):
    edition = make_edition(city)
    person = make_agreement(edition)
    group = make_agreement(edition, applicant_kind="informal_group", party_name="Grupa Zofii Tajemniczej")
    told = {one["id"]: one for one in package()["grants"]}
    for one in (person, group):
        recipient = told[f"360G-skwer-{one.uid}"]["recipientIndividual"]
        assert recipient["name"] in ("osoba z miasta", "grupa nieformalna")
        assert str(one.uid) in recipient["id"]
    everything = json.dumps(package(), ensure_ascii=False) + Client().get("/api/v1/agreements").content.decode()
    assert "Tajemnicz" not in everything


def test_an_organisation_that_was_moved_in_by_name_alone_is_named(city):
    make_agreement(make_edition(city), applicant_kind="ngo", party_name="Klub Sportowy Iskra")
    assert package()["grants"][0]["recipientOrganization"][0]["name"] == "Klub Sportowy Iskra"
    assert Client().get("/api/v1/agreements").json()["results"][0]["party"] == "Klub Sportowy Iskra"


def test_without_a_grant_there_is_no_package_and_it_says_so(city):
    answer = Client().get("/api/v1/grants.json")
    assert answer.status_code == 404
    assert "360Giving" in answer.json()["detail"]


def test_what_is_not_in_force_yet_is_nowhere(city):
    edition = make_edition(city)
    for state in ("drafted", "sent", "signed", "expired"):
        make_agreement(edition, state=state)
    assert Client().get("/api/v1/agreements").json()["total"] == 0
    assert Client().get("/api/v1/grants.json").status_code == 404


def test_the_list_is_narrowed_and_cut_into_pages(city):
    edition = make_edition(city)
    for n in range(5):
        make_agreement(edition, Decimal(100 + n), currency="EUR" if n == 4 else "PLN")
    make_agreement(make_edition(make_city("dolna")), "7.00")
    first = Client().get("/api/v1/agreements?city=lipowiec&limit=2").json()
    assert (first["total"], first["next"], len(first["results"])) == (5, 2, 2)
    assert Client().get("/api/v1/agreements?city=lipowiec&currency=EUR").json()["total"] == 1
    assert Client().get("/api/v1/agreements?call=nothing").json()["total"] == 0
    assert len(package("?city=dolna")["grants"]) == 1


def test_numbers_are_asked_for_a_city_and_an_edition_that_exist(city):
    edition = make_edition(city)
    district = Area.objects.create(organisation=city, code="centrum", name="Śródmieście", residents=10)
    make_agreement(edition, "50.00", district=district)
    rows = Client().get(f"/api/v1/numbers?city=lipowiec&edition={edition.pk}").json()
    assert rows[0]["edition"] == str(edition.pk)
    assert next(row for row in rows if row["part"] == "district")["per_resident"] == "5.00"
    for query in ("city=nothing", "city=lipowiec&edition=99999"):
        assert Client().get(f"/api/v1/numbers?{query}").status_code == 404
    assert Client().get("/api/v1/numbers?edition=99999999999").status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/agreements", "/api/v1/agreements.csv", "/api/v1/grants.json"])
def test_queries_do_not_grow_with_agreements(city, path, django_assert_max_num_queries):
    edition = make_edition(city)
    for n in range(8):
        area = Area.objects.create(organisation=city, code=f"d{n}", name=f"D{n}")
        make_agreement(edition, district=area, paid=["10.00"])
    with django_assert_max_num_queries(15):
        answer = Client().get(path)
        if answer.streaming:
            b"".join(answer.streaming_content)
