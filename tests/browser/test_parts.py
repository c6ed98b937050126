"""The parts in a browser: what scripts add, and that nothing needs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import axe, picture, sideways, until

TOWN = json.loads((Path(__file__).parents[2] / "src/skwer/demo/data/lipowiec.geojson").read_text())


@pytest.fixture
def town(transactional_db):
    """A city with streets, and its officer: the specimen page shows that city."""
    from tests.factories import make_city, make_member, make_person

    city = make_city("lipowiec", name="Lipowiec nad Strugą", short_name="Lipowiec", geodata=TOWN)
    officer = make_person("Marta Wilk", email="marta@lipowiec.example", is_staff=True, second_factor=True)
    make_member(officer, city, "officer")
    return officer


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_part_is_accessible_and_fits(visit, town, width, scheme):
    page = visit(width=width, scheme=scheme, person=town)
    assert page.goto("/desk/parts/").ok
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    assert page.errors == []  # before axe, whose own probing breaks the policy
    assert axe(page) == []
    assert sideways(page) == 0
    picture(page, f"parts-{width}-{scheme}")
    page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(page) == 0


def test_scripts_count_add_up_and_lead_to_errors(visit, town):
    page = visit(person=town)
    page.goto("/desk/parts/")
    until(page, "document.activeElement.matches('[data-errors]')")  # the summary takes the focus
    page.locator("[data-errors] a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_sum"
    page.fill("#id_why", "zażółć\ngęślą")
    until(page, "/\\b12\\b/.test(document.getElementById('id_why-count').textContent)")
    page.fill("#id_why", "ł" * 301)
    assert page.locator("#id_why-count[data-over]").count() == 1
    page.fill("[name=costs-2-amount]", "1 000,50")
    until(page, "document.querySelector('[data-sum]').textContent === '11\\u00a0000,50\\u00a0zł'")
    assert page.errors == []


def test_the_map_opens_moves_and_closes_under_the_strict_policy(visit, town):
    page = visit(person=town)
    page.goto("/desk/parts/")
    page.click(".map-open")
    try:
        page.wait_for_selector(".map-canvas a.map-pin", timeout=20_000)
    except Exception:
        if page.locator("[data-map]").first.is_hidden():
            pytest.skip("this browser has no WebGL; the plan stays, as it should")
        raise
    pins = page.locator(".map-canvas a.map-pin").evaluate_all("all => all.map(a => a.getAttribute('aria-label'))")
    plan = (
        page.locator("svg.plan")
        .first.locator("a.pin")
        .evaluate_all("all => all.map(a => a.getAttribute('aria-label'))")
    )
    assert sorted(pins) == sorted(plan)  # the map's content equals the plan's
    page.click(".map-open")
    assert page.locator(".map-canvas").count() == 0
    assert page.locator("svg.plan").first.is_visible()
    assert page.errors == []


def test_a_place_is_picked_with_the_mouse_or_from_the_keyboard(visit, town):
    page = visit(person=town)
    page.goto("/desk/parts/")
    page.locator(".picking").scroll_into_view_if_needed()
    try:
        page.wait_for_selector(".picker canvas", timeout=20_000)
    except Exception:
        if page.locator(".picking").is_hidden():
            pytest.skip("this browser has no WebGL; address and coordinates stay, as they should")
        raise
    page.wait_for_selector(".picker .map-here")  # the coordinates already written stand on the map
    before = page.input_value("#id_place-lon")
    page.locator(".picker").click(position={"x": 60, "y": 60})
    until(page, f"document.getElementById('id_place-lon').value !== '{before}'")
    page.locator(".picking > button").focus()
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.picking [role=status]').textContent !== ''")
    assert 16.0 < float(page.input_value("#id_place-lon")) < 16.3


def test_colours_and_language_stay_without_a_script(visit, town):
    page = visit(script=False, person=town)
    page.goto("/desk/parts/?x=1")
    page.click(".scheme button[value=dark]")
    assert page.url.endswith("/desk/parts/?x=1")
    assert page.get_attribute("html", "data-color-scheme") == "dark"
    page.click(".lang summary")
    page.click(".lang a[lang=en]")
    assert page.url.endswith("/en/desk/parts/?x=1")
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_attribute("html", "data-color-scheme") == "dark"
    assert page.locator(".picking").is_hidden()  # nothing that would not work is shown
    assert page.locator("[data-map]").first.is_hidden()


def test_the_whole_frame_works_from_the_keyboard(visit, town):
    page = visit(script=False, person=town)
    page.goto("/desk/parts/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
