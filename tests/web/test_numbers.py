"""A city's numbers: the page, the table, the paper for the council and the API say the same, to the cent."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from itertools import count

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.money import totals_by_currency
from skwer.apps.places.models import Area
from skwer.overview.numbers import figures_of
from skwer.values.money import write_amount

from ..factories import make_city
from ..numbers_factories import make_agreement, make_edition

pytestmark = pytest.mark.django_db
_serial = count(1)
SUMS = ("awarded", "paid", "to_pay", "settled", "refused", "refunded", "owed", "hours", "hours_value", "bought")


@pytest.fixture
def edition(city):
    city.population, city.population_year, city.population_source = 5600, 2024, "GUS, BDL"
    city.save()
    return make_edition(city)


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode().replace("\xa0", " ")


def rows_of(response) -> list[dict[str, str]]:
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def paper_text(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(response.content))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]  # tagged: read aloud in its order
    return " ".join("\n".join(page.extract_text() for page in read.pages).replace("\xa0", " ").split())


@pytest.mark.job("O8")
def test_the_council_report_by_district_theme_applicant_average_and_per_resident(client, city, edition):
    """O8: one report page and a CSV; the number of residents with its year and source."""
    centre = Area.objects.create(organisation=city, code="centrum", name="Śródmieście", residents=2000)
    north = Area.objects.create(organisation=city, code="polnoc", name="Północ", residents=1000)
    make_agreement(edition, "9000.00", district=centre, category="garden", applicant_kind="ngo", paid=["9000.00"])
    make_agreement(edition, "5000.00", district=north, category="mural", waiting=[("5000.00", "due")])
    make_agreement(edition, "1000.50", district=centre, category="garden", waiting=[("1000.50", "planned")])
    page = text(client.get("/cities/lipowiec/numbers/"))
    for shown in (
        "15 000,50 zł", "Śródmieście", "Północ", "10 000,50 zł", "ogród", "mural", "organizacja pozarządowa",
        "osoba fizyczna", "5 000,17 zł", "2,68 zł", "5 zł", "2024", "GUS, BDL", "numbers.csv", "numbers.pdf",
    ):  # fmt: skip
        assert shown in page, shown
    rows = rows_of(client.get("/cities/lipowiec/numbers/numbers.csv"))
    whole = rows[0]
    assert (whole["part"], whole["awarded"], whole["average"]) == ("whole", "15000.50", "5000.17")
    assert (whole["residents"], whole["residents_year"], whole["residents_source"]) == ("5600", "2024", "GUS, BDL")
    assert whole["per_resident"] == "2.68"
    by = {(row["part"], row["key"]): row["awarded"] for row in rows}
    assert by["district", "centrum"] == "10000.50"
    assert by["theme", "garden"] == "10000.50"
    assert by["applicant", "ngo"] == "9000.00"
    paper = paper_text(client.get("/cities/lipowiec/numbers/numbers.pdf"))
    for shown in ("15 000,50 zł", "Śródmieście", "10 000,50 zł", "5 000,17 zł", "2,68 zł", "2024"):
        assert shown in paper, shown


@pytest.mark.job("K2")
def test_granted_paid_accounted_for_and_given_back_stand_side_by_side(client, edition):
    """K2: all four columns, on the page, in the table of the numbers and in that of agreements."""
    make_agreement(
        edition, "1000.00", paid=["1000.00"], expenses=[("700.00", "700.00", "accepted")],
        settled=("700.00", "300.00"), refunded="250.00",
    )  # fmt: skip
    four = {"awarded": "1000.00", "paid": "1000.00", "settled": "700.00", "refunded": "250.00"}
    page = text(client.get("/cities/lipowiec/numbers/"))
    for sum_ in ("1 000 zł", "700 zł", "250 zł", "50 zł"):
        assert sum_ in page
    for address in ("/cities/lipowiec/numbers/numbers.csv", "/api/v1/agreements.csv?city=lipowiec"):
        row = rows_of(client.get(address))[0]
        assert {name: row[name] for name in four} == four


cents = st.integers(1, 500_000).map(lambda n: Decimal(n) / 100)


@st.composite
def agreements(draw):
    """What becomes of one agreement: sums that hold by themselves, whatever mixture they make."""
    paid, waiting = draw(cents), draw(cents)
    accepted = draw(st.integers(0, int(paid * 100)).map(lambda n: Decimal(n) / 100))
    settled = draw(st.booleans())
    back = paid - accepted
    refunded = draw(st.integers(0, int(back * 100)).map(lambda n: Decimal(n) / 100)) if settled and back else Decimal(0)
    hours = draw(st.none() | st.tuples(st.integers(1, 90), st.integers(0, 90)))
    return {
        "amount": paid + waiting,
        "paid": [paid],
        "waiting": [(waiting, draw(st.sampled_from(["planned", "due", "ordered", "withheld", "cancelled"])))],
        "expenses": [(paid, accepted, "accepted" if accepted == paid else "partly")] if settled else [],
        "settled": (accepted, back) if settled else None,
        "refunded": refunded,
        "hours": hours,
        "bought": draw(st.none() | cents),
        "category": draw(st.sampled_from(["bench", "garden", ""])),
        "applicant_kind": draw(st.sampled_from(["person", "ngo", "informal_group"])),
        "support": draw(st.sampled_from(["cash", "mixed"])),
        "currency": draw(st.sampled_from(["PLN", "PLN", "EUR"])),
    }


@given(st.lists(agreements(), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_page_table_paper_and_api_have_the_same_totals(client, db, made):
    """Must hold for any money: the four ways out equal the room's own totals, to the cent."""
    city = make_city(f"miasto-{next(_serial)}")
    edition = make_edition(city)
    cache.clear()  # papers are counted by the minute
    for one in made:
        make_agreement(edition, **one)
    page = text(client.get(f"/cities/{city.slug}/numbers/"))
    table = rows_of(client.get(f"/cities/{city.slug}/numbers/numbers.csv"))
    paper = paper_text(client.get(f"/cities/{city.slug}/numbers/numbers.pdf"))
    api = client.get(f"/api/v1/numbers?city={city.slug}").json()
    register = client.get(f"/api/v1/agreements?city={city.slug}").json()["results"]
    own = totals_by_currency(Agreement.objects.filter(organisation=city))
    assert {row["currency"] for row in table} == set(own)
    for currency, account in own.items():
        expected = figures_of(account)
        in_table = next(row for row in table if row["part"] == "whole" and row["currency"] == currency)
        in_api = next(row for row in api if row["part"] == "whole" and row["currency"] == currency)
        for name in SUMS:
            value = getattr(expected, name)
            assert in_table[name] == ("" if value is None else str(value)), name
            assert in_api[name] == (None if value is None else str(value)), name
            one_by_one = [Decimal(row[name]) for row in register if row["currency"] == currency and row[name]]
            assert sum(one_by_one) == (value or 0), name
            if value is not None and name in ("awarded", "paid", "settled", "refunded"):
                shown = write_amount(value, currency).replace("\xa0", " ")
                assert shown in page, (name, shown)
                assert shown in paper, (name, shown)


def test_an_edition_narrows_every_way_out(client, city, edition):
    older = make_edition(city, "2025")
    make_agreement(edition, "1000.00")
    make_agreement(older, "77.00")
    for address in ("", "numbers.csv", "numbers.pdf"):
        assert client.get(f"/cities/lipowiec/numbers/{address}?edition={older.pk}").status_code == 200
    rows = rows_of(client.get(f"/cities/lipowiec/numbers/numbers.csv?edition={older.pk}"))
    assert rows[0]["awarded"] == "77.00"
    page = text(client.get(f"/cities/lipowiec/numbers/?edition={older.pk}"))
    assert "77 zł" in page
    assert "1 000 zł" not in page
    assert f"numbers.csv?edition={older.pk}" in page


@pytest.mark.parametrize("edition_key", ["x", "999999", "1' OR 1=1", "²"])
def test_an_edition_that_is_none_does_not_exist(client, city, edition_key):
    assert client.get("/cities/lipowiec/numbers/", {"edition": edition_key}).status_code == 404


def test_another_citys_edition_does_not_exist_here(client, city):
    other = make_edition(make_city("dolna"))
    assert client.get(f"/cities/lipowiec/numbers/?edition={other.pk}").status_code == 404


def test_without_agreements_the_page_says_so_and_offers_no_empty_table(client, city):
    page = text(client.get("/cities/lipowiec/numbers/"))
    assert "numbers.csv" not in page
    assert rows_of(client.get("/cities/lipowiec/numbers/numbers.csv")) == []
    assert client.get("/cities/lipowiec/numbers/numbers.pdf").status_code == 200


def test_nobody_is_named(client, edition):
    make_agreement(edition)
    for address in ("/cities/lipowiec/numbers/", "/api/v1/agreements", "/api/v1/numbers"):
        assert "Tajemnicza" not in text(client.get(address)), address
    csv_text = str(rows_of(client.get("/api/v1/agreements.csv")))
    assert "Tajemnicza" not in csv_text
    grants = b"".join(client.get("/api/v1/grants.json").streaming_content).decode()
    assert "Tajemnicza" not in grants


def test_missing_figures_are_dashes_and_empty_cells(client, edition):
    make_agreement(edition, "1000.00", waiting=[("1000.00", "planned")])
    row = rows_of(client.get("/cities/lipowiec/numbers/numbers.csv"))[0]
    assert (row["paid"], row["settled"], row["refunded"], row["hours"]) == ("0.00", "", "", "")
    main = re.sub(r"<[^>]+>", " ", text(client.get("/cities/lipowiec/numbers/")).split("<main")[1])
    assert "1 000 zł" in main


def test_the_page_asks_a_fixed_number_of_queries(client, city, edition, django_assert_max_num_queries):
    for n in range(6):
        area = Area.objects.create(organisation=city, code=f"d{n}", name=f"D{n}")
        make_agreement(edition, district=area)
    with django_assert_max_num_queries(20):
        client.get("/cities/lipowiec/numbers/")
    with django_assert_max_num_queries(16):
        client.get("/api/v1/agreements?city=lipowiec")
