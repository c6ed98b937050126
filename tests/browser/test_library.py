"""A practice is looked for: with scripts the list changes in place, without them by the button."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from skwer.apps.practices.models import CityProfile
from skwer.apps.search.actions import rebuild

from ..factories import make_city
from ..library_factories import FACTS, make_practice
from ..transfers_factories import make_transfer
from .conftest import axe, sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def library(city, officer):
    """Two practices, one of which a third city carries over."""
    other = make_city("drugie", name="Drugie")
    facts = {"themes": ["depopulation"], "city": {**FACTS["city"], "population": 95_000, "country": "CZ"}}
    wanted = make_practice(other, slug="wracajmy", texts={"title": "Wracajmy do centrum"}, facts=facts)
    make_practice(other, slug="ogrody")
    make_transfer(make_city("trzecie", name="Trzecie"), practice=wanted, public=True)
    rebuild()
    return wanted


def test_the_list_narrows_as_one_chooses_and_the_address_follows(visit, library):
    page = visit()
    page.goto("/practices/")
    expect(page.locator("h1")).to_contain_text("2 praktyki")
    page.get_by_label("Temat").select_option("depopulation")
    expect(page.locator("#found .plots .plot")).to_have_count(1)
    expect(page.locator("h1")).to_contain_text("1 praktyka")
    assert "theme=depopulation" in page.url
    assert axe(page) == []


def test_a_sentence_finds_it_on_a_phone_without_a_script(visit, library, city):
    CityProfile.objects.create(organisation=city, challenges=["depopulation"])
    page = visit(width=360, script=False)
    page.goto("/practices/")
    page.get_by_label("Czego szukasz?").fill("miasto 100 tys., które się wyludnia")
    page.get_by_label("Dla miasta takiego jak").select_option("lipowiec")
    page.get_by_role("button", name="Pokaż").click()
    expect(page.locator("[aria-labelledby='h-all'] .plot h3")).to_have_text(["Wracajmy do centrum"])
    expect(page.locator("#for-city")).to_contain_text("wyzwania")
    assert sideways(page) == 0


def test_the_picture_of_transfers_leads_to_the_practice_by_keyboard(visit, library):
    page = visit()
    page.goto("/practices/transfers/")
    link = page.locator(".network a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/practices/wracajmy/")
    expect(page.locator("h1")).to_have_text("Wracajmy do centrum")
