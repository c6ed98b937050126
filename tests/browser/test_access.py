"""A resident sees at once what a place offers to somebody in a wheelchair or with low sight (issue 5, must show 5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.places import actions
from skwer.apps.places.models import Place
from tests.places_factories import make_place

from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)

SEEN = {
    "route": {"is": "yes", "value": "140"},
    "surface": {"is": "yes"},
    "slope": {"is": "partly", "note": "od północy stromo", "value": "7"},
    "seating": {"is": "yes"},
    "contrast": {"is": "no", "note": "Krawędź ma kolor desek."},
}


@pytest.fixture
def place(city, officer) -> Place:
    now = timezone.now()
    made = make_place(city, officer, "Skwer przy Wodnej", address="ul. Wodna 5")
    day = timezone.localdate(now) - timedelta(days=3)
    return actions.set_access(by=officer, place=made, access=SEEN, on=day, at=now)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_first_screen_of_a_phone_says_it(visit, place, language) -> None:
    words = {
        "pl": ("Dla osób na wózku: częściowo", "Dla osób słabowidzących: nie"),
        "en": ("With a wheelchair: partly", "With low sight: no"),
    }[language]
    page = visit(width=360, language=language, script=False)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(("/en" if language == "en" else "") + f"/places/{place.pk}/")
    for line in words:
        box = page.get_by_role("link", name=line).bounding_box()
        assert box["y"] + box["height"] <= 640, line
    assert sideways(page) == 0


def test_the_line_leads_to_the_reasons_by_keyboard_and_nothing_bars_a_reader(visit, place) -> None:
    for width, scheme in ((360, "light"), (1280, "dark")):
        page = visit(width=width, scheme=scheme)
        page.goto(f"/places/{place.pk}/")
        page.get_by_role("link", name="Dla osób słabowidzących: nie").focus()
        page.keyboard.press("Enter")
        assert page.url.endswith("#visit")
        summary = page.locator("#visit summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator("#visit details").get_attribute("open") is not None
        assert page.locator("#visit").get_by_text("Krawędź ma kolor desek.").first.is_visible()
        assert axe(page) == []
        assert sideways(page) == 0
        assert page.errors == []
        picture(page, f"place-access-{width}-{scheme}")


def test_an_officer_fills_in_the_list_by_keyboard_on_a_phone(visit, place, officer) -> None:
    page = visit(width=360, person=officer)
    page.goto(f"/desk/places/{place.pk}/access/")
    note = page.locator("#id_access-8-note")  # of the toilet, which nobody has answered yet
    assert not note.is_visible()
    page.locator("#id_access-8-is_3").focus()
    page.keyboard.press("ArrowLeft")  # "leave out" → "no" → "partly"
    page.keyboard.press("ArrowLeft")
    assert page.locator("#id_access-8-is_1").is_checked()
    assert note.is_visible()
    page.get_by_role("button", name="Zapisz").click()
    assert page.locator(".ds-error-summary").is_visible()
    assert axe(page) == []
    assert sideways(page) == 0
    page.locator(".ds-error-summary a").click()
    page.keyboard.type("Tylko w dni targowe.")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/places/{place.pk}/")
    assert Place.objects.get(pk=place.pk).access["toilet"] == {"is": "partly", "note": "Tylko w dni targowe."}
