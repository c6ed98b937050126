"""Kits as open data: the list, one whole, drafts never."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from skwer.apps.calls.actions.kit_making import keep_shipped_kits
from skwer.apps.practices.kits import documents
from tests.factories import AT
from tests.kits_factories import make_kit, next_version

pytestmark = pytest.mark.django_db


def answer(client: Client, path: str, status: int = 200):
    response = client.get(f"/api/v1{path}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def test_each_kit_once_in_its_newest_version(client, city, officer) -> None:
    kit = make_kit(city, officer, slug="granty")
    next_version(kit)
    make_kit(city, officer, slug="szkic", published=False)
    (row,) = answer(client, "/kits?lang=en")["results"]
    assert (row["slug"], row["version"], row["title"], row["origin"]) == ("granty", 2, "Micro-grants", "city")
    assert row["document"].endswith("/kits/granty/v/2/kit.json")


def test_one_kit_holds_its_whole_document(client, city, officer) -> None:
    kit = make_kit(city, officer, slug="granty")
    whole = answer(client, "/kits/granty")
    assert documents.rulebook_hash(whole["kit"]) == kit.newest.rulebook_hash == whole["rulebook"]
    assert whole["versions"] == [1]


def test_a_draft_is_no_open_data(client, city, officer) -> None:
    make_kit(city, officer, slug="szkic", published=False)
    answer(client, "/kits/szkic", 404)
    assert b"szkic" not in b"".join(client.get("/api/v1/kits.csv").streaming_content)


def test_narrowed_by_origin_and_organisation(client, city, officer) -> None:
    keep_shipped_kits(at=AT)
    make_kit(city, officer, slug="granty")
    assert [row["slug"] for row in answer(client, "/kits?origin=city")["results"]] == ["granty"]
    assert "granty" not in [row["slug"] for row in answer(client, "/kits?origin=shipped")["results"]]
    assert answer(client, "/kits?origin=received")["total"] == 0
    assert answer(client, f"/kits?organisation={city.slug}")["total"] == 1


def test_the_table_has_the_same_rows(client, city, officer) -> None:
    make_kit(city, officer, slug="granty")
    text = b"".join(client.get("/api/v1/kits.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0]["slug"] == "granty"


def test_the_list_asks_as_often_for_many_as_for_few(client, city, officer, django_assert_max_num_queries) -> None:
    for _n in range(5):
        make_kit(city, officer)
    with django_assert_max_num_queries(4):
        answer(client, "/kits")
