"""The drawings: same arguments, same bytes; squares that add up; pins nobody misses."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.web.drawing import bars, bed, pins, plan, scenes, squares
from skwer.web.drawing.frieze import frieze

TOWN = {
    "type": "FeatureCollection",
    "plan_view": {
        "bounds": [16.082, 53.871265, 16.181, 53.909234],
        "svg": {"view_box": [40, 20, 660, 430], "origin": [16.076, 53.911], "per_unit": [0.00015, -8.83e-05]},
    },
    "features": [
        {
            "properties": {"layer": "city", "name": "Town"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[16.08, 53.87], [16.18, 53.87], [16.18, 53.91], [16.08, 53.91], [16.08, 53.87]]],
            },
        },
        {
            "properties": {"layer": "street", "name": "Wide", "width": 8},
            "geometry": {"type": "LineString", "coordinates": [[16.09, 53.88], [16.17, 53.9]]},
        },
        {
            "properties": {"layer": "street", "name": "Narrow", "width": 3},
            "geometry": {"type": "MultiLineString", "coordinates": [[[16.1, 53.88], [16.1, 53.9]]]},
        },
        {
            "properties": {"layer": "district", "name": "Łąki <b>", "label_at": [16.12, 53.89]},
            "geometry": {"type": "Point", "coordinates": [16.12, 53.89]},
        },
        {"properties": {"layer": "tree"}, "geometry": {"type": "Point", "coordinates": [16.11, 53.885]}},
    ],
}


@pytest.mark.parametrize("category", scenes.CATEGORIES)
def test_a_scene_is_the_same_for_ever_and_small(category):
    pictures = [scenes.scene(category, seed) for seed in range(30)]
    assert pictures == [scenes.scene(category, seed) for seed in range(30)]
    assert len(set(pictures)) > 5
    for picture in pictures:
        ElementTree.fromstring(picture)
        assert len(picture) < 8000
        assert 'aria-hidden="true"' in picture
        assert "style" not in picture


def test_a_scene_in_a_letter_carries_its_colours_and_a_label_is_escaped():
    picture = scenes.scene("garden", 17, "cegla", label='Skrzynie "u Heli" & <b>')
    assert "#a63a22" in picture
    assert ElementTree.fromstring(picture).get("aria-label") == 'Skrzynie "u Heli" & <b>'


def test_an_unknown_category_still_has_a_picture():
    assert scenes.scene("spaceport", 3) == scenes.scene("path", 3)


def test_every_city_has_its_own_street():
    assert frieze("lipowiec") == frieze("lipowiec")
    assert frieze("lipowiec") != frieze("brzezina")
    ElementTree.fromstring(frieze("lipowiec"))


@pytest.mark.parametrize(
    ("total", "square"),
    [("0", "1"), ("90000", "1000"), ("136000", "2000"), ("612000", "5000"), ("24400000", "200000"), ("125", "1")],
)
def test_a_square_is_a_round_sum(total, square):
    assert squares.round_square(Decimal(total)) == Decimal(square)


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_squares_are_few_and_their_value_is_1_2_or_5_times_a_power_of_ten(total):
    square = squares.round_square(total)
    assert total <= square * squares.MOST
    assert str(square.normalize()).strip("0").split("E")[0] in {"1", "2", "5"}


def test_money_shows_what_was_given_what_is_left_and_what_was_asked_beyond():
    row = squares.money_row(Decimal(391_500), Decimal(400_000), Decimal(612_000))
    assert (row.granted.count("M"), row.pot.count("M"), row.over.count("M")) == (78, 2, 42)
    assert row.square == 5000


def test_some_money_is_never_no_square():
    row = squares.money_row(Decimal(1), Decimal(1_000_000), None)
    assert row.granted.count("M") == 1
    assert row.over == ""


def test_the_bed_gives_every_idea_its_squares_and_says_how_many_are_left():
    shares = [
        (str(n), Decimal(amount))
        for n, amount in [
            (1, 12000),
            (3, 9000),
            (4, 12000),
            (2, 6500),
            (5, 10500),
            (6, 7500),
            (8, 5000),
            (7, 12000),
            (10, 12000),
        ]
    ]
    laid = bed.lay(shares, Decimal(90_000))
    assert (laid.square, laid.total, laid.taken, laid.left) == (500, 180, 173, 7)
    assert [p.squares for p in laid.plots] == [24, 18, 24, 13, 21, 15, 10, 24, 24]
    picture = ElementTree.fromstring(bed.svg(laid, 6, "t", "title"))
    assert picture.get("viewBox") == "0 0 299 59"
    drawn = [p.get("d", "").count("z") for p in picture if p.tag == "path" and p.get("class") != "sq"]
    assert sum(drawn) == 180


@given(st.lists(st.decimals(min_value=1, max_value=10**6, places=2), max_size=60), st.integers(0, 10**7))
def test_the_squares_of_a_bed_always_add_up(amounts, pot):
    laid = bed.lay([(str(n), amount) for n, amount in enumerate(amounts)], Decimal(pot))
    assert sum(p.squares for p in laid.plots) + laid.left == laid.total <= bed.MOST + 1
    assert all(a.first + a.squares == b.first for a, b in pairwise(laid.plots))


def test_a_bar_never_runs_over():
    assert bars.bar([Decimal(80), Decimal(50)], 100).count("h20v8") == 1
    assert "com" not in bars.bar([], 0)


def test_the_plan_returns_to_the_drawing_it_came_from():
    projection, box = plan.projection_of(TOWN)
    assert box == (40, 20, 700, 450)
    x, y = projection.xy(16.121, 53.89775)
    assert (round(x), round(y)) == (300, 150)
    assert projection.lonlat(x, y) == pytest.approx((16.121, 53.89775))


def test_a_town_without_a_drawing_of_its_own_is_fitted_to_its_bounds():
    projection, (left, top, right, bottom) = plan.projection_of({**TOWN, "plan_view": None})
    assert (left, top, right) == pytest.approx((0, 0, 720))
    # as wide as it is high on the ground: 0.1° of longitude here is 6.57 km, 0.04° of latitude 4.45 km
    assert (right - left) / (bottom - top) == pytest.approx(6.565 / 4.453, rel=0.01)
    assert projection.metres == pytest.approx(6565 / 720, rel=0.01)


def test_pins_are_links_with_names_and_the_text_is_escaped():
    points = [plan.Point("1", 'Ogród <u> & "łąka"', 16.121, 53.89775, "#p1")]
    picture = plan.draw(TOWN, points, label='Plan "A"')
    tree = ElementTree.fromstring(picture)
    links = list(tree.iter("a"))
    assert [(a.get("href"), a.get("aria-label")) for a in links] == [("#p1", '1. Ogród <u> & "łąka"')]
    assert tree.get("role") == "group"
    assert tree.get("aria-label") == 'Plan "A"'
    assert any(t.text == "Łąki <b>" for t in tree.iter("text"))


def test_wide_streets_lie_on_narrow_ones():
    picture = plan.draw(TOWN, [], label="x")
    assert picture.index('stroke-width="3"') < picture.index('stroke-width="8"')


def test_a_name_gives_way_to_a_pin():
    at_the_name = [plan.Point("1", "x", 16.1225, 53.89, "#1")]
    assert "Łąki" not in plan.draw(TOWN, at_the_name, label="x")


def test_pins_on_one_spot_are_moved_apart_and_tied_to_their_place():
    points = [plan.Point(str(n), f"idea {n}", 16.12, 53.89, f"#p{n}") for n in range(1, 6)]
    placed = pins.spread_out(pins.gather([(300.0, 200.0)] * 5), (40, 20, 700, 450))
    for i, a in enumerate(placed):
        for b in placed[i + 1 :]:
            assert abs(a.x - b.x) >= pins.APART - 1 or abs(a.y - b.y) >= pins.APART - 1
    picture = plan.draw(TOWN, points, label="x")
    assert picture.count('class="pin"') == 5
    assert "lead-line" in picture


def test_many_pins_are_gathered_and_no_idea_is_lost():
    points = [
        plan.Point(str(n), f"idea-{n}", 16.1 + n * 0.0006, 53.88 + n % 7 * 0.003, f"#p{n}") for n in range(1, 101)
    ]
    picture = plan.draw(TOWN, points, label="x", list_href="#list")
    labels = [a.get("aria-label", "") for a in ElementTree.fromstring(picture).iter("a")]
    names = [name for label in labels for name in re.sub(r"^×\d+: ", "", label).split("; ")]
    assert sorted(names) == sorted(f"{p.number}. {p.title}" for p in points)
    assert 'href="#list"' in picture


def test_a_city_without_streets_gets_a_scale_and_a_north():
    points = [plan.Point("1", "a", 16.12, 53.89, "#1"), plan.Point("2", "b", 16.15, 53.9, "#2")]
    picture = plan.draw(None, points, label="x")
    assert "north" in picture
    assert "500 m" in picture or "1 km" in picture
    assert picture.count('class="pin"') == 2
    ElementTree.fromstring(plan.draw(None, [], label="empty"))


def test_a_clip_marks_one_place():
    picture = plan.draw_around(TOWN, 16.1135, 53.87992, label="Zatorze")
    assert picture.count('class="spot"') == 1
    assert 'role="img"' in picture
