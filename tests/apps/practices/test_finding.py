"""Finding a practice: what a question means, what fits it, what fits a city, who took over what."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.practices import actions
from skwer.apps.practices.finding import Filters, find_practices, for_city, network, read_question
from skwer.apps.practices.models import CityProfile, Practice, ReceivedItem, Size, Subscription, Theme, Transfer
from skwer.apps.search.actions import index, rebuild
from skwer.apps.search.queries import find
from tests.factories import AT, make_city, make_member, make_person
from tests.kits_factories import make_kit
from tests.library_factories import RECORD, make_practice
from tests.transfers_factories import make_transfer

pytestmark = pytest.mark.django_db


def facts_of(population: int = 38_000, *themes: str, country: str = "PL", **more) -> dict:
    city = {
        "name": f"Miasto {population}",
        "country": country,
        "population": population,
        "population_year": 2025,
        "population_source": "Urząd",
    }
    return {"city": city, "themes": list(themes) or ["greenery"], **more}


def shown(practice: Practice) -> Practice:
    """Published, and in the search as after a commit."""
    index(kind="practice", key=practice.pk)
    return practice


def slugs(q: str, **filters) -> list[str]:
    found = find_practices(q, Filters(**filters), None)
    by_key = dict(Practice.objects.values_list("pk", "slug"))
    return [by_key[key] for key in found.keys]


# --- what a question means


@pytest.mark.parametrize(
    "question",
    [
        "city of 100,000 with depopulation",
        "a city of 100 000 inhabitants, depopulation",
        "miasto 100 tys. z depopulacją",
        "stutysięczne miasto i wyludnianie się",
        "100-tysięczne miasto, które się wyludnia",
        "miasto 100 tysięcy mieszkańców, wyludniające się",
        "by 100 000 innbyggere med fraflytting",
        "město 100 tis. obyvatel, vylidňování",
    ],
)
def test_size_and_theme_are_read_in_any_of_our_languages(question) -> None:
    read = read_question(question)
    assert [theme for theme, _words in read.themes] == [Theme.DEPOPULATION]
    assert read.size == Size.MIDDLE
    assert read.words == ""


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("ubóstwem energetycznym", Theme.ENERGY_POVERTY),
        ("ubóstwo", Theme.EXCLUSION),
        ("budżetu obywatelskiego", Theme.PARTICIPATORY_BUDGET),
        ("partycypacji", Theme.PARTICIPATION),
        ("czasowym użytkowaniu", Theme.TEMPORARY_USE),
        ("przestrzenią publiczną", Theme.PUBLIC_SPACE),
        ("projektowaniem uniwersalnym", Theme.ACCESS),
        ("starzejącego się społeczeństwa", Theme.AGEING),
        ("młodzieży", Theme.YOUTH),
        ("zielenią", Theme.GREENERY),
        ("zmianami klimatu", Theme.CLIMATE),
        ("rewitalizacją", Theme.REVITALISATION),
        ("zaufaniu", Theme.TRUST),
        ("trust in the office", Theme.TRUST),
        ("temporary use", Theme.TEMPORARY_USE),
    ],
)
def test_a_theme_is_known_by_its_words_in_any_inflection(question, theme) -> None:
    assert [found for found, _words in read_question(question).themes] == [theme]


def test_what_is_no_size_stays_a_word_or_is_a_sum() -> None:
    assert read_question("granty 2022").words == "granty 2022"
    read = read_question("ogród do 50 tys. zł")
    assert (read.cost, read.currency, read.population, read.words) == (Decimal(50_000), "PLN", None, "ogród")
    assert read_question("1,5 mln mieszkańców").population == 1_500_000
    assert read_question("nieudane w Czechach").verdict == "did_not"
    assert read_question("nieudane w Czechach").country == "CZ"


@given(st.text(max_size=300))
def test_any_text_can_be_read(text) -> None:
    read = read_question(text)
    assert len(read.words) <= len(read.text) + 1


# --- what fits a question


@pytest.mark.parametrize("words", ["podwórko", "podwórek", "podworkach", "ogród na podwórku", "courtyard", "gardens"])
def test_a_practice_is_found_by_inflected_words(city, officer, words) -> None:
    practice = shown(make_practice(city, officer))
    shown(make_practice(city, officer, english=False, texts={**dict.fromkeys(RECORD, "Hałas."), "title": "Mapa ciszy"}))
    assert slugs(words) == [practice.slug]


def test_a_city_of_a_hundred_thousand_with_depopulation(city, officer) -> None:
    whole = shown(make_practice(city, officer, facts=facts_of(95_000, "depopulation")))
    near = shown(make_practice(city, officer, facts=facts_of(295_000, "depopulation")))
    shown(make_practice(city, officer, facts=facts_of(5_000, "depopulation")))
    shown(make_practice(city, officer, facts=facts_of(95_000, "climate")))
    assert slugs("city of 100,000 with depopulation") == [whole.slug, near.slug]
    assert slugs("miasto 100 tys. z wyludnianiem") == [whole.slug, near.slug]


def test_a_practice_fits_a_size_by_the_cities_that_re_use_it(city, officer) -> None:
    practice = shown(make_practice(city, officer, facts=facts_of(2_000_000, "depopulation")))
    adopter = make_city("koszary", population=105_000)
    assert (
        slugs("miasto 100 tys. z depopulacją") != [practice.slug]
        or find_practices("miasto 100 tys. z depopulacją", Filters(), None).partial
    )
    make_transfer(adopter, practice=practice, public=True)
    found = find_practices("miasto 100 tys. z depopulacją", Filters(), None)
    assert (found.keys, found.partial) == ([practice.pk], False)


def test_a_hidden_transfer_tells_nothing(city, officer) -> None:
    practice = shown(make_practice(city, officer, facts=facts_of(2_000_000, "depopulation")))
    make_transfer(make_city("koszary", population=105_000), practice=practice, public=False)
    assert find_practices("miasto 100 tys. z depopulacją", Filters(), None).partial
    assert [m.practice for m in for_city(make_city("inne", population=100_000))] == []
    assert network() == []


def test_a_theme_is_met_by_the_words_of_the_text(city, officer) -> None:
    practice = shown(
        make_practice(city, officer, texts={"problem": "Miasto się starzeje, a seniorzy siedzą w domach."})
    )
    assert slugs("seniorzy") == [practice.slug]


def test_where_nothing_fits_the_whole_a_part_is_named(city, officer) -> None:
    shown(make_practice(city, officer, facts=facts_of(5_000, "depopulation")))
    found = find_practices("miasto 600 tys. z depopulacją", Filters(), None)
    assert found.partial
    assert len(found.keys) == 1
    assert find_practices("hulajnoga", Filters(), None).keys == []


def test_where_few_fit_the_whole_those_that_fit_a_part_follow(city, officer) -> None:
    whole = shown(make_practice(city, officer, facts=facts_of(95_000, "depopulation")))
    part = shown(make_practice(city, officer, facts=facts_of(5_000, "depopulation")))
    shown(make_practice(city, officer, facts=facts_of(5_000, "climate")))
    found = find_practices("city of 100,000 with depopulation", Filters(), None)
    assert (found.keys, found.near, found.partial) == ([whole.pk], [part.pk], False)
    assert find_practices("depopulation", Filters(), None).near == []
    for _more in range(2):
        shown(make_practice(city, officer, facts=facts_of(95_000, "depopulation")))
    assert find_practices("city of 100,000 with depopulation", Filters(), None).near == []


def test_the_words_alone_may_be_looked_for(city, officer) -> None:
    practice = shown(make_practice(city, officer, texts={"problem": "Wyludnianie centrum."}))
    tagged = shown(make_practice(city, officer, facts=facts_of(38_000, "depopulation")))
    assert set(slugs("wyludnianie")) == {practice.slug, tagged.slug}
    # The name of a theme stands in the index, too, in the language of the record.
    literal = find_practices("wyludnianie centrum", Filters(), None, literal=True)
    assert literal.keys == [practice.pk]
    assert not literal.question.says_more


def test_filters_are_met_all_at_once(city, officer) -> None:
    cheap = make_practice(city, officer, facts={"cost": {"from": "5000.00", "to": "8000.00", "currency": "PLN"}})
    dear = make_practice(city, officer, facts={"cost": {"from": "900000.00", "currency": "CZK"}, "verdict": "did_not"})
    assert slugs("", cost=Decimal(10_000), currency="PLN") == [cheap.slug]
    assert slugs("", cost=Decimal(10_000_000), currency="CZK") == [dear.slug], "sums of two currencies are not compared"
    assert slugs("", verdict="did_not") == [dear.slug]
    assert slugs("", verdict="did_not", country="CZ") == []
    assert slugs("", theme="greenery", size="10000") == [dear.slug, cheap.slug]
    assert slugs("", theme="climate") == []
    assert slugs("", size="150000") == []
    assert slugs("", effort=1) == []
    assert slugs("", label=True) == []
    actions.label_practice(by=officer, practice=cheap, label="Dobra", labelled_on=AT.date(), source="S", at=AT)
    assert slugs("", label=True) == [cheap.slug]
    assert slugs("", kit=True) == []
    make_kit(city, officer, practice=dear)
    assert slugs("", kit=True) == [dear.slug]


def test_a_language_filter_asks_for_a_title_in_it(city, officer) -> None:
    both = make_practice(city, officer)
    make_practice(city, officer, english=False)
    assert slugs("", language="en") == [both.slug]
    assert slugs("", language="cs") == []


def test_what_is_written_or_retired_is_not_found(city, officer) -> None:
    shown(make_practice(city, officer, published=False))
    old = shown(make_practice(city, officer))
    assert slugs("ogrody") == [old.slug]
    actions.retire_practice(by=officer, practice=old, reason="Zastąpiona.", at=AT)
    assert slugs("ogrody") == []


def test_the_query_count_does_not_grow(city, officer, django_assert_max_num_queries) -> None:
    for number in range(6):
        shown(make_practice(city, officer, facts=facts_of(90_000 + number, "depopulation", "trust")))
    with django_assert_max_num_queries(12):
        assert len(slugs("miasto 100 tys. z wyludnianiem, zaufanie, ogrody")) == 6


# --- the search of everything


def test_practices_and_kits_are_in_the_search_of_everything(city, officer) -> None:
    practice = make_practice(city, officer)
    kit = make_kit(city, officer, slug="zestaw-granty")
    draft = make_practice(city, officer, published=False, texts={"title": "Tajny szkic"})
    rebuild()
    found = find(person=None, words="podwórek", language="pl", kind="practice").results
    assert [result.address for result in found] == [f"/practices/{practice.slug}/"]
    assert find(person=None, words="bioróżnorodność", language="pl", kind="practice").total == 1, "the theme's name"
    assert find(person=None, words="courtyards", language="en").results[0].language == "en"
    title = kit.newest.document["title"]["pl"].split()[0]
    assert f"/kits/{kit.slug}/" in [
        r.address for r in find(person=None, words=title, language="pl", kind="kit").results
    ]
    assert find(person=officer, words="tajny szkic", language="pl").total == 0, draft


# --- for a city like yours


def test_a_city_is_told_why_a_practice_fits(city, officer) -> None:
    mine = make_city("podobne", population=36_000)
    CityProfile.objects.create(
        organisation=mine, challenges=["greenery", "ageing", "participation"], vehicles=["pl_operator"]
    )
    practice = make_practice(city, officer, facts=facts_of(38_000, "greenery", "participation"))
    make_kit(city, officer, practice=practice)
    make_transfer(make_city("trzecie", population=20_000), practice=practice, public=True)
    match = for_city(mine)[0]
    assert match.practice == practice
    told = {reason.what: reason for reason in match.reasons}
    assert told["challenges"].keys == ("greenery", "participation")
    assert told["size"].population == 38_000
    assert told["used"].names == ("Trzecie",)
    assert told["vehicle"].keys == ("pl_operator",)


def test_more_in_common_comes_first_and_nothing_in_common_not_at_all(city, officer) -> None:
    mine = make_city("moje", population=100_000)
    CityProfile.objects.create(organisation=mine, challenges=["depopulation"])
    make_practice(city, officer, facts=facts_of(38_000, "climate"))
    by_size = make_practice(city, officer, facts=facts_of(90_000, "climate"))
    by_theme = make_practice(city, officer, facts=facts_of(5_000, "depopulation", verdict="did_not"))
    assert [match.practice for match in for_city(mine)] == [by_theme, by_size]


def test_ones_own_practices_and_those_one_carries_over_are_not_named(city, officer) -> None:
    city.population = 38_000
    city.save()
    make_practice(city, officer)
    other = make_city("drugie")
    practice = make_practice(other)
    assert [match.practice for match in for_city(city)] == [practice]
    make_transfer(city, officer, practice=practice)
    assert for_city(city) == []


def test_a_city_that_said_nothing_gets_nothing(city, officer) -> None:
    make_practice(city, officer)
    assert for_city(make_city("nieme")) == []


def test_matches_take_a_constant_number_of_queries(city, officer, django_assert_max_num_queries) -> None:
    mine = make_city("moje", population=36_000)
    CityProfile.objects.create(organisation=mine, challenges=["greenery"], vehicles=["pl_operator"])
    for _number in range(5):
        make_kit(city, officer, practice=make_practice(city, officer))
    with django_assert_max_num_queries(6):
        assert len(for_city(mine)) == 5


# --- who took over what


def test_published_transfers_are_edges_from_city_to_city(city, officer, django_assert_max_num_queries) -> None:
    practice = make_practice(city, officer, facts=facts_of(38_000, country="CZ"))
    for slug in ("a-miasto", "b-miasto", "c-miasto"):
        make_transfer(make_city(slug), practice=practice, public=True)
    with django_assert_max_num_queries(2):
        edges = network()
    assert [edge.target for edge in edges] == ["C Miasto", "B Miasto", "A Miasto"]
    assert {(e.practice, e.slug, e.source, e.source_country, e.target_country) for e in edges} == {
        ("Ogrody na podwórkach", practice.slug, "Miasto 38000", "CZ", "PL")
    }


def test_an_edge_does_not_name_a_practice_nobody_may_read(city, officer) -> None:
    draft = make_practice(city, officer, published=False, texts={"title": "Tajny szkic"})
    transfer = make_transfer(make_city("a-miasto"), practice=None, public=True)
    Transfer.objects.filter(pk=transfer.pk).update(practice=draft)
    edge = network()[0]
    assert edge.slug == ""
    assert "Tajny" not in edge.practice


def test_what_other_installations_tell_is_in_the_network_and_named_as_theirs(
    city, officer, settings, django_assert_max_num_queries
) -> None:
    practice = make_practice(city, officer)
    there = Subscription.objects.create(url="https://fjord.example/feed/", name="Fjord", key="k", added_at=AT)

    def told(key, about, version=1, name="Fjordvik", city_country="NO"):
        row = {
            "city": {"name": name, "country": city_country},
            "calls": [{"title": "Grønt", "url": "https://f.example/"}],
        }
        ReceivedItem.objects.create(
            subscription=there, kind="evidence", key=key, version=version, about=about, sha256="x", received_at=AT,
            document={"on": "2026-11-01", "rows": [row]},
        )  # fmt: skip

    ours = f"{settings.ORIGIN}/practices/{practice.slug}/"
    told("a", ours, name="Gammelvik")
    told("a", ours, version=2)
    told("b", "https://elsewhere.example/practices/x/")
    told("c", f"{settings.ORIGIN}/practices/{make_practice(city, officer, slug='szkic', published=False).slug}/")
    with django_assert_max_num_queries(3):
        (edge,) = network()
    assert (edge.target, edge.target_country, edge.told_by, edge.stage) == ("Fjordvik", "NO", "Fjord", "done")
    assert (edge.slug, edge.transfer, edge.url) == (practice.slug, None, "https://f.example/")
    there.ended_at = AT
    there.save()
    assert network() == []


@pytest.mark.parametrize("slug", ["compare", "transfers"])
def test_addresses_of_the_library_are_no_slugs(city, officer, slug) -> None:
    practice = make_practice(city, officer, slug=slug)
    assert practice.slug == f"{slug}-2"


def test_somebody_else_s_draft_is_not_in_the_search(city, officer, other_city) -> None:
    stranger = make_person("Obca", second_factor=True)
    make_member(stranger, other_city, "officer")
    rebuild()
    assert find_practices("", Filters(), stranger).keys == []
