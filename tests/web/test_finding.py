"""The library: practices searched and narrowed, for a city like yours, side by side, on a map; a city's profile."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from skwer.apps.people.models import JournalEntry
from skwer.apps.practices.models import CityProfile, Transfer
from skwer.apps.search.actions import rebuild
from tests.factories import make_city, make_member, make_person
from tests.kits_factories import make_kit
from tests.library_factories import FACTS, make_practice
from tests.transfers_factories import make_transfer

pytestmark = pytest.mark.django_db


def sign_in(client: Client, person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def html_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def titles(html: str) -> list[str]:
    found = html.split('id="h-all"')[1].split("</section>")[0]
    return re.findall(r'<h3><a href="[^"]*">([^<]*)</a>', found)


@pytest.fixture
def three(city, officer):
    """A good one of a city of 95,000, a bad one of a small town, one in part of a metropolis."""

    def one(title, population, themes, verdict, country):
        facts = {
            "themes": themes,
            "verdict": verdict,
            "city": {**FACTS["city"], "population": population, "country": country, "name": f"Miasto {title}"},
        }
        return make_practice(city, officer, slug=title.lower(), texts={"title": title}, english=False, facts=facts)

    made = [
        one("Wracajmy", 95_000, ["depopulation"], "worked", "CZ"),
        one("Betonoza", 8_000, ["climate"], "did_not", "PL"),
        one("Lokale", 700_000, ["temporary_use"], "partly", "PL"),
    ]
    rebuild()
    return made


# --- the list


def test_an_empty_library_says_why(client, city) -> None:
    assert 'class="blank"' in html_of(client, "/practices/")


def test_the_heading_counts_how_they_went(client, three) -> None:
    html = html_of(client, "/en/practices/")
    assert "3 practices: 1 worked, 1 worked in part, 1 did not work" in html
    assert titles(html) == ["Lokale", "Betonoza", "Wracajmy"]


@pytest.mark.job("LP1")
def test_a_reader_finds_it_by_a_sentence_and_sees_how_it_was_read(client, three) -> None:
    html = html_of(client, "/en/practices/?q=city+of+100,000+with+depopulation")
    assert titles(html) == ["Wracajmy"]
    assert "theme: depopulation" in html
    assert "city: 50,000 to 150,000 residents" in html
    assert "literal=1" in html
    assert "These fit a part of it" not in html, "nothing else is of the size or of the theme"
    assert titles(html_of(client, "/practices/?q=miasto+100+tys.+z+depopulacją")) == ["Wracajmy"]


def test_inflected_words_find_it_and_the_last_may_be_unfinished(client, three) -> None:
    assert set(titles(html_of(client, "/practices/?q=podwórkami+ziel"))) == {"Lokale", "Betonoza", "Wracajmy"}
    assert titles(html_of(client, "/practices/?q=lokalami")) == ["Lokale"]


def test_filters_narrow_and_keep_what_was_chosen(client, three) -> None:
    html = html_of(client, "/practices/?verdict=did_not&size=0&theme=climate&country=PL&has=&effort=2")
    assert titles(html) == ["Betonoza"]
    assert '<option value="did_not" selected>' in html
    assert '<details class="more-filters" open>' in html
    assert titles(html_of(client, "/practices/?theme=temporary_use")) == ["Lokale"]
    assert titles(html_of(client, "/practices/?cost=10000-PLN")) == []


@pytest.mark.parametrize(
    "query",
    ["theme=nonsense", "size=-1", "effort=x", "cost=1-2-3", "cost=NaN-PLN", "page=999999", "for=nowhere", "has=x",
     "q=%00%00", "q=" + "a" * 5000, "q=%22%29%28*", "language=xx"],
)  # fmt: skip
def test_nonsense_in_the_address_breaks_nothing(client, three, query) -> None:
    html_of(client, f"/practices/?{query}")


def test_nothing_found_says_how_to_go_on(client, three) -> None:
    html = html_of(client, "/practices/?q=hulajnoga")
    assert 'class="blank"' in html
    html = html_of(client, "/en/practices/?q=village+with+depopulation")
    assert "Nothing fits all of it" in html
    assert titles(html)


def test_the_list_takes_a_constant_number_of_queries(
    client, city, officer, three, django_assert_max_num_queries
) -> None:
    for practice in three:
        make_transfer(make_city(f"a-{practice.pk}"), practice=practice, public=True)
    with django_assert_max_num_queries(16):
        html_of(client, "/practices/")


def test_a_draft_is_not_in_the_library(client, city, officer) -> None:
    make_practice(city, officer, published=False, texts={"title": "Tajny szkic"})
    rebuild()
    assert "Tajny szkic" not in html_of(sign_in(client, officer), "/practices/?q=tajny")
    assert "Tajny szkic" not in html_of(client, "/practices/compare/?a=tajny-szkic")


# --- for a city like yours


def test_a_city_is_shown_what_fits_it_and_why(client, three) -> None:
    mine = make_city("moje", population=104_000)
    CityProfile.objects.create(organisation=mine, challenges=["depopulation"])
    html = html_of(client, "/en/practices/?for=moje")
    fitting = html.split('id="for-city"')[1].split("</section>")[0]
    assert "For a city like Moje" in fitting
    assert "Deals with a challenge you named: depopulation." in fitting
    assert "Comes from a city of your size: 95,000 residents." in fitting
    assert "Betonoza" not in fitting


def test_an_officer_sees_her_own_city_at_once_and_where_to_say_more(client, three) -> None:
    mine = make_city("moje")
    officer = make_person("Olga", second_factor=True)
    make_member(officer, mine, "officer")
    html = html_of(sign_in(client, officer), "/en/practices/")
    assert "For a city like Moje" in html
    assert "/en/desk/profile/?organisation=moje" in html
    assert "For a city like Moje" not in html_of(client, "/en/practices/?q=podwórko")


# --- the feed


def test_the_feed_names_the_newest_practices(client, three, settings) -> None:
    response = client.get("/practices/feed.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    text = response.content.decode()
    assert text.count("<entry>") == 3
    assert f"{settings.ORIGIN}/practices/wracajmy/" in text
    assert "zielen@" not in text


# --- side by side


def test_two_practices_stand_side_by_side(client, three) -> None:
    html = html_of(client, "/en/practices/compare/?a=wracajmy&b=betonoza")
    assert "2 practices side by side" in html
    assert html.count('role="columnheader"') == 2
    assert "Miasto Wracajmy, Czechia" in html
    assert "8,000" in html
    assert "PLN 20,000" in html or "20,000" in html


def test_comparing_takes_only_what_is_there_and_once(client, three) -> None:
    html = html_of(client, "/en/practices/compare/?a=wracajmy&b=wracajmy&c=nonsense")
    assert "Choose one more." in html
    assert "Choose two or three practices." in html_of(client, "/en/practices/compare/")


def test_comparing_says_who_re_uses_and_on_what_vehicle(client, three, city, officer) -> None:
    make_kit(city, officer, practice=three[1])
    make_transfer(make_city("adopcja"), practice=three[1], public=True)
    make_transfer(make_city("skryte"), practice=three[1], public=False)
    html = html_of(client, "/en/practices/compare/?a=wracajmy&b=betonoza")
    assert "Adopcja" in html
    assert "Skryte" not in html
    assert "icro-grants through an operator" in html


def test_comparing_takes_a_constant_number_of_queries(client, three, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(12):
        html_of(client, "/practices/compare/?a=wracajmy&b=betonoza&c=lokale")


# --- who takes over what from whom


def test_no_transfers_yet(client, city) -> None:
    assert 'class="blank"' in html_of(client, "/practices/transfers/")


def test_the_pictures_and_the_table_tell_the_same(client, three) -> None:
    for slug, practice in (("adopcja", three[0]), ("drugie", three[0]), ("trzecie", three[1])):
        make_transfer(make_city(slug), practice=practice, public=True)
    make_transfer(make_city("skryte"), practice=three[0], public=False)
    html = html_of(client, "/en/practices/transfers/")
    assert "3 cities carry over what others did" in html
    table = html.split('id="table"')[1]
    assert len(re.findall(r'<th scope="row">', table)) == 3
    picture = html.split('class="network"')[1].split("</svg>")[0]
    for name in ("Adopcja", "Drugie", "Trzecie", "Wracajmy", "Betonoza"):
        assert name in picture
        assert name in table
    assert "Skryte" not in html
    assert picture.count('class="way"') == 3
    tiles = html.split('class="tiles"')[1].split("</svg>")[0]
    assert tiles.count('class="way"') == 1, "from Czechia to Poland; what stays in Poland is a number in its square"
    assert "PL 1" in tiles


def test_one_given_up_is_in_the_table_only(client, three) -> None:
    transfer = make_transfer(make_city("adopcja"), practice=three[0], public=True)
    Transfer.objects.filter(pk=transfer.pk).update(stage="dropped")
    html = html_of(client, "/en/practices/transfers/")
    assert 'class="network"' not in html
    assert "Given up" in html.split('id="table"')[1]


def test_names_are_escaped_in_the_picture(client, city, officer) -> None:
    practice = make_practice(city, officer, texts={"title": "<b>A & B</b>"}, english=False)
    make_transfer(make_city("adopcja"), practice=practice, public=True)
    assert "<b>A &" not in html_of(client, "/practices/transfers/")


def test_the_table_takes_a_constant_number_of_queries(client, three, django_assert_max_num_queries) -> None:
    for number in range(6):
        make_transfer(make_city(f"miasto-b-{number}"), practice=three[number % 3], public=True)
    with django_assert_max_num_queries(4):
        html_of(client, "/practices/transfers/")


# --- the profile of a city


PROFILE = "/desk/profile/?organisation=lipowiec"


def test_an_officer_says_what_her_city_struggles_with(client, city, officer) -> None:
    sign_in(client, officer)
    given = {
        "organisation": "lipowiec",
        "challenges": ["ageing", "depopulation"],
        "vehicles": ["pl_small_grant"],
        "closed_days": "2026-12-24\n\n2.01.2027\n",
    }
    assert client.post(PROFILE, given).status_code == 302
    profile = CityProfile.objects.get(organisation=city)
    assert profile.challenges == ["ageing", "depopulation"]
    assert profile.closed_days == [date(2026, 12, 24).isoformat(), date(2027, 1, 2).isoformat()]
    assert JournalEntry.objects.filter(verb="city_described").count() == 1
    html = html_of(client, PROFILE)
    assert re.search(r'value="depopulation"[^>]* checked', html)
    assert "2027-01-02" in html


def test_what_is_no_day_is_named_and_kept(client, city, officer) -> None:
    sign_in(client, officer)
    given = {"organisation": "lipowiec", "closed_days": "2026-12-24\n31 lutego", "challenges": ["trust"]}
    response = client.post(f"/en{PROFILE}", given)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Line 2, “31 lutego”, is no day." in html
    assert "31 lutego</textarea>" in html
    assert re.search(r'value="trust"[^>]* checked', html)
    assert not CityProfile.objects.exists()


def test_only_who_changes_the_organisation_is_asked_for_its_country(client, city, officer, admin) -> None:
    assert 'name="country"' not in html_of(sign_in(client, officer), PROFILE)
    client.post(PROFILE, {"organisation": "lipowiec", "country": "CZ"})
    city.refresh_from_db()
    assert city.country == "PL"
    assert 'name="country"' in html_of(sign_in(client, admin), PROFILE)
    assert client.post(PROFILE, {"organisation": "lipowiec", "country": "CZ"}).status_code == 302
    city.refresh_from_db()
    assert city.country == "CZ"


def test_what_was_written_for_one_organisation_is_not_saved_for_another(client, city, officer) -> None:
    sign_in(client, officer)
    assert client.post("/desk/profile/", {"organisation": "brzegi", "challenges": ["trust"]}).status_code == 404
    assert not CityProfile.objects.exists()


def test_auditors_read_it_and_others_do_not_know_it(client, city, other_city) -> None:
    auditor, stranger = make_person("Grzegorz"), make_person("Obca", second_factor=True)
    make_member(auditor, city, "auditor")
    make_member(stranger, other_city, "officer")
    html_of(sign_in(client, auditor), PROFILE)
    assert client.post(PROFILE, {}).status_code == 403
    html_of(sign_in(client, stranger), PROFILE, 404)
    assert client.post(PROFILE, {"challenges": ["trust"]}).status_code == 404
    assert not CityProfile.objects.exists()


def test_pages_are_there_in_english(client, three) -> None:
    with translation.override("en"):
        for path in ("/en/practices/", "/en/practices/compare/", "/en/practices/transfers/"):
            html_of(client, path)
