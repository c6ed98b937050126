"""Places in a real browser: before and after by keyboard, the map through time, all of it without a script too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from skwer.apps.places import actions
from skwer.apps.places.models import Place

from ..apps.places.towns import TOWN
from ..factories import AT, make_city, make_member, make_person
from ..places_factories import make_picture, make_place
from .conftest import axe, sideways, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def orchard() -> Place:
    """A town with an orchard that has a picture from before and after, and a parklet that is gone."""
    city = make_city(
        "lipowiec", name="Lipowiec nad Strugą", short_name="Lipowiec", name_genitive="Lipowca", geodata=TOWN
    )
    officer = make_person("Marta Wilk", second_factor=True)
    make_member(officer, city, "officer")
    place = make_place(city, officer, lon=Decimal("16.15"), lat=Decimal("53.1"))
    parklet = make_place(
        city, officer, "Parklet", ready_date=date(2020, 5, 2), lon=Decimal("16.12"), lat=Decimal("53.05")
    )
    actions.end_place(by=officer, place=parklet, on=date(2022, 5, 2), why="planned", at=AT)
    before = make_picture(place, officer, "before", taken_on=date(2023, 8, 1))
    make_picture(place, officer, "after", beside=before, taken_on=date(2026, 5, 1))
    return place


def test_before_and_after_are_compared_by_keyboard(visit, orchard) -> None:
    page = visit(width=360)
    page.goto(f"/places/{orchard.pk}/")
    slider = page.get_by_role("slider", name="Przed i po")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "53 procent pokazuje miejsce przed"
    clip = page.evaluate("getComputedStyle(document.querySelector('.twin .photo + .photo')).clipPath")
    assert "53%" in clip
    assert (axe(page), sideways(page), page.errors) == ([], 0, [])


def test_without_a_script_the_pictures_stand_side_by_side(visit, orchard) -> None:
    page = visit(script=False)
    page.goto(f"/places/{orchard.pk}/")
    first, second = (box.bounding_box() for box in page.locator(".twin img").all())
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] <= second["x"] + 1


def test_the_slider_leads_through_time_and_the_list_follows(visit, orchard) -> None:
    page = visit()
    page.goto("/places/?city=lipowiec")
    assert page.locator("#found .plot").count() == 1
    slider = page.get_by_role("slider", name="Przesuń w czasie")
    slider.focus()
    page.keyboard.press("Home")  # the first month: only the parklet stood
    until(page, "document.querySelector('#found .plot h3')?.textContent === 'Parklet'")
    assert "31 maja 2020 stało 1 miejsce" in page.get_by_role("heading", level=1).inner_text()
    assert "on=2020-05-31" in page.url
    page.keyboard.press("End")
    until(page, "document.querySelector('#found .plot h3')?.textContent === 'Sad za remizą'")
    assert (axe(page), sideways(page), page.errors) == ([], 0, [])


def test_without_a_script_the_day_is_a_field_of_the_form(visit, orchard) -> None:
    page = visit(width=360, script=False)
    page.goto("/places/?city=lipowiec")
    page.get_by_label("Co stało w dniu").fill("2021-01-31")
    page.get_by_role("button", name="Pokaż").click()
    assert page.locator("#found .plot h3").all_inner_texts() == ["Parklet"]
    assert sideways(page) == 0
