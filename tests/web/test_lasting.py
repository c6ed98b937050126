"""The page says how long places last and how sure it is; the table lets anybody count again."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import timezone

from skwer.methods.survival import Life, kaplan_meier
from skwer.overview.lasting import lasting
from skwer.web.lasting.telling import percent

from ..lasting_factories import lived

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(city):
    today = timezone.localdate()
    for number in range(14):
        lived(city, 1200 + number, keepers=2, on=today)
        lived(city, 100 + 20 * number, gone="decayed", ago=10, on=today)


def test_heading_says_the_finding_and_the_table_the_uncertainty(client, city, places):
    text = client.get(f"/cities/{city.slug}/lasting/").content.decode()
    assert "po 3 latach" in text
    assert "Liczba opiekunów" in text
    assert "95 na 100" in text


def test_early_pages_say_that_it_is_early(client, city):
    text = client.get(f"/cities/{city.slug}/lasting/").content.decode()
    assert "za wcześnie" in text.lower()
    lived(city, 3)
    assert client.get("/places/lasting/").status_code == 200


def test_the_table_counts_to_the_same_curve(client, city, places):
    response = client.get(f"/cities/{city.slug}/lasting.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    again = kaplan_meier([Life(int(row["days"]), row["ended"] == "1") for row in rows])
    assert again == lasting(city, on=timezone.localdate()).whole.curve
    assert {row["keepers_soon"] for row in rows} == {"0", "2"}
    assert {row["granted"] for row in rows} == {""}  # not known is empty, never nought


def test_no_certainty_is_made_by_rounding():
    assert [percent(share) for share in (0, 0.001, 0.9999, 1, 0.5)] == [
        "0%",
        "mniej niż 1%",
        "ponad 99%",
        "100%",
        "50%",
    ]


def test_unknown_city_is_not_found(client, db):
    assert client.get("/cities/nigdzie/lasting/").status_code == 404


def test_the_api_tells_the_same(client, city, places):
    told = client.get(f"/api/v1/lasting?city={city.slug}").json()
    found = lasting(city, on=timezone.localdate())
    assert told["all"]["places"] == found.whole.n == 28
    assert [fall["share"] for fall in told["all"]["falls"]] == [
        f"{step.share.numerator}/{step.share.denominator}" for step in found.whole.curve.steps
    ]
    assert [one["verdict"] for one in told["comparisons"]] == [one.verdict for one in found.factors]
    assert client.get("/api/v1/lasting?city=nigdzie").status_code == 404
