"""Places, search and files in a real browser: readable for everybody, as wide as the window, the map like its list."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import skwer
from skwer.apps.files.actions import store_upload
from skwer.apps.forms.schema import text_length
from skwer.apps.places.actions import add_place, import_districts, publish_place
from skwer.apps.search.actions import rebuild

from ..apps.files.pictures import photo, uploaded
from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)

DATA = Path(skwer.__file__).parent / "demo" / "data"
COUNTER = Path(skwer.__file__).parent / "web" / "static" / "js" / "counter.js"


@pytest.fixture
def lipowiec(city, officer, at):
    """The demo's town with twelve of its places, the last one a draft."""
    city.geodata = json.loads((DATA / "lipowiec.geojson").read_text())
    city.save()
    import_districts(by=officer, organisation=city, data=city.geodata, at=at)
    for one in json.loads((DATA / "places.json").read_text())["places"][:12]:
        values = {
            "title_pl": one["title"],
            "title_en": one["title_en"],
            "summary_pl": one["summary"],
            "story_pl": one["story"],
            "category": one["category"],
            "state": one["state"],
            "address": one["address"],
            "lon": Decimal(str(one["lon"])),
            "lat": Decimal(str(one["lat"])),
            "keepers_pl": one["keepers"],
            "granted": Decimal(one["granted"]),
            "work_hours": one["work_hours"],
        }
        place = add_place(by=officer, organisation=city, values=values, at=at)
        publish_place(by=officer, place=place, at=at)
    add_place(by=officer, organisation=city, values={"title_pl": "Szkic", "category": "path"}, at=at)
    rebuild()
    return city


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_public_pages(visit, lipowiec, width, scheme) -> None:
    page = visit(width=width, scheme=scheme)
    first = lipowiec.places.order_by("pk").first()
    for name, path in {
        "places": "/places/",
        "places-none": "/places/?kind=mural&state=building",
        "place": f"/places/{first.pk}/",
        "search": "/search/?q=ławkami",
        "search-none": "/search/?q=hulajnoga",
        "search-empty": "/search/",
        "place-en": f"/en/places/{first.pk}/",
    }.items():
        assert page.goto(path).status == 200
        assert axe(page) == [], path
        picture(page, f"{name}-{width}-{scheme}")
    page.set_viewport_size({"width": 320, "height": 800})
    for path in ("/places/", f"/places/{first.pk}/", "/search/?q=ławkami"):
        page.goto(path)
        assert sideways(page) == 0, path
    assert page.errors == []


def test_desk_pages(visit, lipowiec, officer, at) -> None:
    page = visit(person=officer)
    first = lipowiec.places.order_by("pk").first()
    upload = store_upload(by=officer, organisation=lipowiec, file=uploaded(photo()), kind="photo", at=at)
    for name, path in {
        "desk-places": "/desk/places/",
        "desk-place": f"/desk/places/{first.pk}/",
        "desk-place-new": "/desk/places/new/",
        "desk-districts": "/desk/places/districts/",
        "file-edit": f"/files/{upload.pk}/edit/?next=/places/",
    }.items():
        assert page.goto(path).status == 200
        assert axe(page) == [], path
        picture(page, name)
    page.goto("/desk/places/new/")
    page.fill("[name=granted]", "dużo")
    page.get_by_role("button", name="Save").or_(page.get_by_role("button", name="Zapisz")).click()
    assert page.locator("[data-errors]").is_visible()
    assert axe(page) == []
    picture(page, "desk-place-errors")
    assert page.errors == []


def test_the_map_holds_what_the_list_holds(visit, lipowiec) -> None:
    page = visit()
    page.goto("/places/")
    cards = set(page.eval_on_selector_all("#list .plot h3 a", "links => links.map(a => a.getAttribute('href'))"))
    pins = set(page.eval_on_selector_all(".map svg a", "links => links.map(a => a.getAttribute('href'))"))
    assert len(cards) == 12
    assert {href for href in pins if href.startswith("/places/")} == cards


@pytest.mark.parametrize(
    "text",
    [
        "Zażółć gęślą jaźń",
        "Zaz\u0307o\u0301łc\u0301 ge\u0328s\u0301la\u0328",
        "a\r\nb\n\nc",
        "🦆 i 👩‍🌾",
        "\t x \u00a0",
        "",
    ],
)
def test_the_page_counts_as_the_server_does(browser, text) -> None:
    """The one counter of characters: `counter.js` and `text_length`."""
    page = browser.new_page()
    source = COUNTER.read_text().replace("export function", "function")
    page.set_content('<textarea id="t"></textarea><p id="c" data-count-for="t" data-max="99" data-words="{n}"></p>')
    counted = page.evaluate(
        "([source, text]) => { document.getElementById('t').value = text;"
        " new Function(source + '; start(document.getElementById(\"c\"));')();"
        " return Number(document.getElementById('c').textContent); }",
        [source, text],
    )
    page.close()
    assert counted == text_length(text)
