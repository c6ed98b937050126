"""Practices as open data: what anybody may read, in every language it was written in."""

from __future__ import annotations

import csv
import io

import pytest

from skwer.api import library
from skwer.apps.practices import actions
from skwer.apps.search.actions import rebuild
from tests.factories import AT
from tests.kits_factories import make_kit
from tests.library_factories import FACTS, make_practice

pytestmark = pytest.mark.django_db


def answer(client, path: str, status: int = 200):
    response = client.get(f"/api/v1{path}")
    assert response.status_code == status
    return response.json()


def test_a_row_says_what_is_known_and_null_for_what_is_not(client, city, officer) -> None:
    make_practice(city, officer, facts={"cost": {"from": "20000.00", "currency": "PLN"}, "effort": None})
    row = answer(client, "/practices?lang=en")["results"][0]
    assert row["title"] == "Gardens in courtyards"
    assert (row["cost_from"], row["cost_to"], row["effort"], row["label"]) == ("20000.00", None, None, None)
    assert (row["themes"], row["languages"]) == ("public_space greenery participation", "pl en")
    assert row["validated"] is False
    assert row["url"].endswith("/practices/ogrody-na-podworkach/")


def test_drafts_are_nobody_s_data_even_for_their_officer(client, city, officer) -> None:
    draft = make_practice(city, officer, published=False)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert answer(client, "/practices")["total"] == 0
    answer(client, f"/practices/{draft.slug}", 404)
    assert b"podworkach" not in b"".join(client.get("/api/v1/practices.csv").streaming_content)


def test_a_question_is_read_as_on_the_page_and_filters_narrow(client, city, officer) -> None:
    big = {"city": {**FACTS["city"], "population": 95_000, "country": "CZ"}, "themes": ["depopulation"]}
    make_practice(city, officer, slug="duze", facts=big)
    make_practice(city, officer, slug="male", facts={"verdict": "did_not"})
    rebuild()

    def slugs(query):
        return [row["slug"] for row in answer(client, f"/practices?{query}")["results"]]

    assert slugs("q=city of 100,000 with depopulation") == ["duze"]
    assert slugs("country=cz") == ["duze"]
    assert slugs("verdict=did_not") == ["male"]
    assert slugs("theme=depopulation&size=50000") == ["duze"]
    assert slugs("theme=nonsense") == []
    answer(client, "/practices?size=7", 422)


def test_of_an_endless_question_the_beginning_is_read(client, city, officer, monkeypatch) -> None:
    asked: list[str] = []
    found = library.find_practices
    monkeypatch.setattr(library, "find_practices", lambda q, *rest: asked.append(q) or found(q, *rest))
    answer(client, "/practices?q=%00" + "ogrody+" * 1000)
    assert [len(q) for q in asked] == [200]
    assert asked[0].startswith("ogrody ogrody")


def test_one_practice_is_whole_in_every_language_without_its_contact(client, city, officer) -> None:
    practice = make_practice(city, officer)
    make_kit(city, officer, practice=practice, slug="granty")
    whole = answer(client, f"/practices/{practice.slug}")
    assert whole["texts"]["problem"].keys() == {"pl", "en"}
    assert whole["figures"][0]["source"] == "Przegląd wydziału zieleni"
    assert whole["kits"] == "granty"
    assert "contact" not in whole


def test_a_retired_one_stays_at_its_address_and_leaves_the_list(client, city, officer) -> None:
    practice = make_practice(city, officer)
    actions.retire_practice(by=officer, practice=practice, reason="Zastąpiona.", at=AT)
    assert answer(client, "/practices")["total"] == 0
    assert answer(client, f"/practices/{practice.slug}")["retired_at"].startswith("2026-11-23")


def test_the_table_has_the_same_rows_and_runs_no_formula(client, city, officer) -> None:
    make_practice(city, officer, texts={"title": "=1+1", "summary": "Raz."})
    text = b"".join(client.get("/api/v1/practices.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert len(rows) == 1
    assert not rows[0]["title"].startswith("=")


def test_lists_take_a_constant_number_of_queries(client, city, officer, django_assert_max_num_queries) -> None:
    for number in range(5):
        make_kit(city, officer, practice=make_practice(city, officer, slug=f"p-{number}"))
    with django_assert_max_num_queries(5):
        answer(client, "/practices")
