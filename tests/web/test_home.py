"""The start page in an empty, a small and a large installation; data, privacy, accessibility; answers for machines."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from skwer.api import agreements, calls, decisions, kits, library, places, proposals, spaces
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Place
from skwer.web.data import personal
from skwer.web.data.columns import DATASETS
from skwer.web.data.purposes import SAID
from skwer.web.lasting.views import COLUMNS as LASTING

from ..numbers_factories import make_agreement, make_edition
from .resident import call_now, sent

pytestmark = pytest.mark.django_db


def test_an_empty_installation_says_how_to_begin(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert "skwer manage createsuperuser" in answer.content.decode()
    assert client.get("/cities/").status_code == 200
    assert client.get("/calls/").status_code == 200


def test_one_city_is_the_start_page(client, city, officer):
    call = call_now(city, officer)
    text = client.get("/").content.decode()
    assert f"/calls/{call.slug}/propose/" in text
    assert f'data-city="{city.theme}"' in text
    assert "Lipowca?" in text or "Lipowca" in text
    assert client.get(f"/cities/{city.slug}/").status_code == 200


def test_several_cities_are_listed_with_what_is_open(client, city, other_city, officer):
    call = call_now(city, officer)
    text = client.get("/").content.decode()
    for expected in (f"/cities/{city.slug}/", f"/cities/{other_city.slug}/", f"/calls/{call.slug}/"):
        assert expected in text


def test_only_cities_have_a_city_page(client, city):
    Organisation.objects.create(kind="ngo", slug="fundacja", name="Fundacja")
    assert client.get("/cities/fundacja/").status_code == 404
    assert client.get("/cities/nigdzie/").status_code == 404


def test_places_stand_on_the_plan_and_in_the_list_and_drafts_do_not(client, city, at):
    for n in range(6):
        Place.objects.create(
            organisation=city, title=f"Skwer {n}", category="bench", lon=16.1 + n / 100, lat=53.89, published_at=at
        )
    Place.objects.create(organisation=city, title="Tajne miejsce", category="bench", lon=16.1, lat=53.89)
    text = client.get("/").content.decode()
    assert "Skwer 0" in text
    assert "Tajne miejsce" not in text
    assert text.count('class="spot"') == 6


# --- data, privacy, accessibility ----------------------------------------------------------------


def test_every_column_of_the_open_data_is_explained():
    answered = {
        "calls": calls.CallOut,
        "proposals": proposals.ProposalOut,
        "places": places.PlaceOut,
        "decisions": decisions.DecisionOut,
        "agreements": agreements.AgreementOut,
        "numbers": agreements.NumberOut,
        "spaces": spaces.SpaceOut,
        "practices": library.PracticeOut,
        "kits": kits.KitOut,
    }
    columns = {key: list(shape.model_fields) for key, shape in answered.items()} | {"lasting": list(LASTING)}
    for dataset in DATASETS:
        assert [name for name, _meaning in dataset.columns] == columns[dataset.key]


def test_every_address_of_the_open_data_answers(client, city, officer):
    sent(call_now(city, officer, show_proposals="submitted"))
    make_agreement(make_edition(city))
    text = client.get("/data/").content.decode()
    for dataset in DATASETS:
        for _format, address in dataset.addresses:
            assert f'href="{address}"' in text
            assert client.get(address).status_code == 200


def _declared() -> set[str]:
    declarations = [getattr(model, "PERSONAL", {}) for model in apps.get_models()]
    return {words for fields in declarations for about in fields.values() for words in about}


def test_privacy_names_every_declared_field(client):
    text = client.get("/en/privacy/").content.decode()
    said = {
        words for model in apps.get_models() for about in getattr(model, "PERSONAL", {}).values() for words in about
    }
    assert len(said) > 20
    with translation.override("en"):
        for words in said:
            assert words.replace("'", "&#x27;") in text


def test_every_purpose_can_be_translated():
    """The sentences stand beside the models; translators find them in one list."""
    said = {
        words for model in apps.get_models() for about in getattr(model, "PERSONAL", {}).values() for words in about
    }
    assert said == set(SAID)


REQUIRED = (
    *("a11y-wstep", "a11y-podmiot", "a11y-url", "a11y-data-publikacja", "a11y-data-aktualizacja", "a11y-status"),
    *("a11y-data-sporzadzenie", "a11y-data-przeglad", "a11y-kontakt", "a11y-osoba", "a11y-email", "a11y-telefon"),
    *("a11y-procedura", "a11y-architektura", "a11y-aplikacje"),
)


def test_the_accessibility_statement_has_every_machine_id_once(client, city):
    for path in ("/accessibility/", "/en/accessibility/"):
        text = client.get(path).content.decode()
        for name in REQUIRED:
            assert text.count(f'id="{name}"') == 1
        assert len(re.findall(r'<time datetime="\d{4}-\d\d-\d\d">', text)) == 4
    assert city.name in client.get("/accessibility/").content.decode()


def test_dates_of_the_statement_come_from_the_settings(client, settings):
    settings.A11Y_REVIEWED = "2027-03-30"
    assert '<time datetime="2027-03-30">' in client.get("/accessibility/").content.decode()


# --- machines ------------------------------------------------------------------------------------


def test_health_asks_nothing_and_readiness_asks_the_database(client, django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"ready": True}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'voting'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["why"]) == (503, "migrations")


def test_the_sitemap_names_what_is_public_in_every_language(client, city, officer):
    call = call_now(city, officer, show_proposals="checked")
    sent(call)
    answer = client.get("/sitemap.xml")
    addresses = {node.text for node in ElementTree.fromstring(answer.content).iter() if node.tag.endswith("loc")}
    assert any(address.endswith(f"/calls/{call.slug}/") for address in addresses)
    assert any("/en/calls/" in address for address in addresses)
    assert not any("/proposals/1/" in address for address in addresses)
    for address in addresses:
        assert client.get("/" + address.split("/", 3)[3]).status_code == 200
    assert "Sitemap:" in client.get("/robots.txt").content.decode()


def test_places_that_are_there_stand_before_the_one_being_built(client, city, at):
    for n in range(6):
        Place.objects.create(
            organisation=city, title=f"Miejsce {n}", category="bench", published_at=at,
            state="building" if n > 2 else "cared", ready_date=at.date().replace(year=2020 + n),
        )  # fmt: skip
    text = client.get("/").content.decode()
    shown = re.findall(r"Miejsce (\d)</a></h3>", text[text.index('id="places"') :])
    assert shown == ["2", "1", "0", "5"]


def test_every_personal_field_is_named_in_words():
    with translation.override("pl"):
        named = {row["field"] for group in personal.declared() for row in group["rows"]}
    fields = {name.replace("_", " ") for model in apps.get_models() for name in getattr(model, "PERSONAL", None) or ()}
    assert named & fields == set()  # a name that is only the column's, as Django makes it, is English


def test_a_city_of_thousands_of_places_stays_a_light_page(client, city, at, django_assert_max_num_queries):
    Place.objects.bulk_create(
        Place(organisation=city, title=f"Skwer {n}", category="bench", lon=16.1 + n / 1e5, lat=53.89, published_at=at)
        for n in range(1000)
    )
    Place.objects.create(
        organisation=city, title="Rabata, której nie ma", category="meadow", lon=16.1, lat=53.89, published_at=at,
        state="gone", gone_on=at.date(), gone_why="decayed",
    )  # fmt: skip
    with django_assert_max_num_queries(30):
        page = client.get(f"/cities/{city.slug}/").content.decode()
    assert "1000" in page.replace("\u00a0", "")
    assert "Rabata, której nie ma" not in page
    assert len(page) < 120_000
