"""A city's numbers: as counted by hand and by the room of grants, never across currencies, missing where not known."""

from __future__ import annotations

from decimal import Decimal

import pytest

from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.money import totals
from skwer.apps.places.models import Area
from skwer.overview.numbers import DISTRICT, THEME, WHOLE, flat, numbers

from ..factories import make_city
from ..numbers_factories import make_agreement, make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(city):
    city.population, city.population_year, city.population_source = 5600, 2024, "GUS"
    city.save()
    return make_edition(city)


def part(found, key, currency="PLN"):
    one = next(one for one in found.currencies if one.currency == currency)
    return {row.key: row.figures for part in one.parts if part.key == key for row in part.rows}


def test_sums_are_those_one_counts_by_hand(city, edition):
    north = Area.objects.create(organisation=city, code="polnoc", name="Północ", residents=1000)
    make_agreement(
        edition, "5000.00", district=north, category="garden", paid=["4000.00"], waiting=[("1000.00", "cancelled")],
        expenses=[("3500.00", "3500.00", "accepted"), ("500.00", "0.00", "refused")], settled=("3500.00", "500.00"),
        refunded="200.00", hours=(40, 25), state="performed",
    )  # fmt: skip
    make_agreement(edition, "1000.01", paid=["800.00"], waiting=[("200.01", "due")])
    found = numbers(city)
    whole = found.currencies[0].whole
    assert (whole.agreements, whole.awarded, whole.average) == (2, Decimal("6000.01"), Decimal("3000.01"))
    assert (whole.paid, whole.to_pay) == (Decimal("4800.00"), Decimal("200.01"))
    assert (whole.settled, whole.refused) == (Decimal("3500.00"), Decimal("500.00"))
    assert (whole.refunded, whole.owed) == (Decimal("200.00"), Decimal("300.00"))
    assert (whole.hours, whole.hours_value) == (Decimal(25), Decimal(750))
    assert whole.per_resident == Decimal("1.07")
    districts = part(found, DISTRICT)
    assert list(districts) == ["polnoc", ""]
    assert districts["polnoc"].per_resident == Decimal("5.00")
    assert part(found, THEME)["garden"].awarded == Decimal("5000.00")


def test_what_is_not_known_is_missing_and_not_nought(city, edition):
    make_agreement(edition, "3000.00", support="in_kind", bought=None)
    make_agreement(edition, "1000.00", waiting=[("1000.00", "planned")])
    whole = numbers(city).currencies[0].whole
    assert (whole.paid, whole.to_pay) == (Decimal("0.00"), Decimal("1000.00"))  # it is known that nothing was paid
    assert (whole.settled, whole.refunded, whole.owed, whole.hours, whole.hours_value) == (None,) * 5
    in_kind = {row.key: row.figures for row in numbers(city).currencies[0].parts[3].rows}["in_kind"]
    assert (in_kind.paid, in_kind.bought) == (None, Decimal("0.00"))
    city.population = None
    city.save()
    assert numbers(city).currencies[0].whole.per_resident is None


def test_currencies_stand_apart(city, edition):
    make_agreement(edition, "1000.00")
    make_agreement(edition, "200.00", currency="EUR")
    found = numbers(city)
    assert [(one.currency, one.whole.awarded) for one in found.currencies] == [
        ("PLN", Decimal("1000.00")), ("EUR", Decimal("200.00")),
    ]  # fmt: skip
    assert found.agreements == 2


def test_only_agreements_that_were_in_force_count_and_only_the_citys_own(city, edition):
    for state in ("drafted", "sent", "signed", "expired"):
        make_agreement(edition, "1.00", state=state)
    make_agreement(make_edition(make_city("brzegi-dolne")), "1.00")
    assert numbers(city).currencies == ()
    make_agreement(edition, "7.00", state="terminated")
    assert numbers(city).currencies[0].whole.awarded == Decimal("7.00")


def test_an_edition_has_its_own_numbers_and_all_together_are_their_sum(city, edition):
    older = make_edition(city, "2025")
    make_agreement(edition, "1000.00")
    make_agreement(older, "300.00")
    assert [one.name for one in numbers(city).editions] == ["2026", "2025"]
    assert numbers(city, older).currencies[0].whole.awarded == Decimal("300.00")
    assert numbers(city).currencies[0].whole.awarded == Decimal("1300.00")


def test_every_breakdown_adds_up_to_the_whole_and_to_the_rooms_own_total(city, edition):
    areas = [Area.objects.create(organisation=city, code=f"d{n}", name=f"D{n}") for n in range(3)]
    for n in range(12):
        make_agreement(
            edition, Decimal(100 + n), district=areas[n % 3] if n % 4 else None,
            category=("bench", "garden", "")[n % 3], applicant_kind=("person", "ngo")[n % 2],
            support=("cash", "mixed")[n % 2], paid=[Decimal(50 + n)], waiting=[("50.00", "planned")],
        )  # fmt: skip
    lines = list(flat(numbers(city)))
    whole = next(line for line in lines if line["part"] == WHOLE)
    for key in ("district", "theme", "applicant", "support", "edition"):
        rows = [line for line in lines if line["part"] == key]
        assert sum(row["awarded"] for row in rows) == whole["awarded"], key
        assert sum(row["agreements"] for row in rows) == whole["agreements"], key
        assert sum(row["paid"] or 0 for row in rows) == whole["paid"], key
    account = totals(Agreement.objects.filter(organisation=city))
    assert (whole["awarded"], whole["paid"], whole["agreements"]) == (account.awarded, account.paid, account.count)


def test_the_number_of_queries_does_not_grow(city, edition, django_assert_max_num_queries):
    for n in range(8):
        area = Area.objects.create(organisation=city, code=f"d{n}", name=f"D{n}")
        make_agreement(edition, district=area, category=("bench", "garden")[n % 2])
    with django_assert_max_num_queries(12):
        list(flat(numbers(city)))
