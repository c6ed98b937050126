"""All support of one town: what is public for everybody, the rest for its desks, and no sum across currencies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from skwer.overview.support import Amount, Total, find_towns, support_of

from ..factories import make_city, make_organisation
from ..support_factories import make_support

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(city, officer, other_city, stranger):
    return make_support(city, officer, other_city, stranger)


def parts(support) -> dict[str, int]:
    return {row.part: len(support.part(row.part)) for row in support.rows}


@pytest.mark.job("M7")
def test_everybody_sees_all_public_money_and_events_of_a_town(world, city):
    support = support_of(city, None)
    assert parts(support) == {
        "kept": 1, "partner": 1, "granted_here": 1, "trial": 1, "call": 1, "place": 1, "event": 2, "statement": 1,
    }  # fmt: skip
    assert all(row.public for row in support.rows)
    own, network = support.part("kept")[0], support.part("partner")[0]
    assert (own.thing, own.roles) == (world.own, ("keeper",))
    assert set(own.sums) == {
        Amount("total", Decimal(83380), "EUR"), Amount("grant", Decimal(66704), "EUR"),
        Amount("total", Decimal("1000.50"), "PLN"),
    }  # fmt: skip
    assert (network.thing, network.roles, network.on) == (world.network, ("partner",), date(2026, 3, 1))
    assert support.part("granted_here")[0].sums == (Amount("granted", Decimal(15000), "PLN"),)
    assert {row.thing.slug for row in support.part("event")} == {"spotkanie", "gielda"}
    assert [one.slug for one in support.programmes] == [world.programme.slug]
    assert support_of(city, AnonymousUser()).rows == support.rows


def test_the_towns_desk_sees_its_own_drafts_and_books_marked_as_such(world, city, officer):
    support = support_of(city, officer)
    inside = {row.part for row in support.rows if not row.public}
    assert inside == {"partner", "own_part", "elsewhere", "used", "trial", "place"}
    assert support.part("own_part")[0].sums == (
        Amount("planned", Decimal(9000), "EUR"), Amount("spent", Decimal("1234.56"), "EUR"),
    )  # fmt: skip
    assert support.part("used")[0].used == ("expert_days", Decimal("1.5"))
    assert support.part("elsewhere")[0].sums == (
        Amount("asked", Decimal(50000), "PLN"), Amount("granted", Decimal(40000), "PLN"),
    )  # fmt: skip


def test_who_keeps_the_project_sees_what_the_town_used_of_it_but_not_the_towns_own_business(world, city, stranger):
    support = support_of(city, stranger)
    assert len(support.part("used")) == 1
    assert len(support.part("own_part")) == 1
    assert support.part("elsewhere") == []
    assert len(support.part("place")) == 1
    assert {row.thing.slug for row in support.part("event")} == {"spotkanie", "gielda", "zaproszeni"}
    assert [row.public for row in support.part("event") if row.thing.slug == "zaproszeni"] == [False]


def test_sums_are_added_up_per_part_kind_and_currency_and_no_further(world, city):
    totals = support_of(city, None).totals
    assert Total("kept", "total", "EUR", Decimal(83380), 1) in totals
    assert Total("kept", "total", "PLN", Decimal("1000.50"), 1) in totals
    assert Total("partner", "total", "EUR", Decimal(500000), 1) in totals
    assert len({(one.part, one.kind, one.currency) for one in totals}) == len(totals)


def test_a_town_in_two_roles_is_counted_once(world, city):
    from ..programmes_factories import make_partner

    make_partner(world.network, city, role="expert")
    support = support_of(city, None)
    (row,) = support.part("partner")
    assert row.roles == ("partner", "expert")
    assert Total("partner", "grant", "EUR", Decimal(400000), 1) in support.totals


def test_another_town_has_nothing_of_it(world):
    assert support_of(make_city("pusto", name="Pusto"), None).rows == ()


@pytest.mark.parametrize("who", ["nobody", "officer"])
def test_queries_do_not_grow(world, city, officer, who, django_assert_max_num_queries):
    from ..events_factories import make_event
    from ..programmes_factories import make_project

    for number in range(5):
        make_project(city, officer, amounts={"EUR": {"total": "5"}}, title_pl=f"Projekt {number}")
        make_event(city, officer)
    with django_assert_max_num_queries(18 if who == "nobody" else 26):
        support = support_of(city, None if who == "nobody" else officer)
        assert len([(row.thing.pk, row.project and row.project.programme) for row in support.rows]) > 14
        assert support.totals


def test_towns_are_found_by_teryt_of_any_length_or_by_name():
    town = make_city("lipowiec", name="Lipowiec nad Strugą", teryt="9901011")
    near = make_city("brzezina", name="Brzezina Mała", teryt="990102")
    far = make_city("fjordvik", name="Fjordvik")
    region = make_organisation("wojewodztwo", kind="region", name="Województwo Nadstrużańskie", teryt="99")
    make_organisation("grupa", kind="informal_group", name="Sąsiedzi z Lipowej")

    def found(written: str) -> list:
        return list(find_towns(written))

    assert found("9901011") == found("99 01 011") == found("990101") == [town]
    assert found("9901023") == found("990102") == [near], "six digits are kept: the kind of municipality is not known"
    assert found("9901") == [town, near]
    assert found("99") == [region, town, near]
    assert found("9999999") == []
    assert found("lipowiec") == [town]
    assert found("brzezina") == [near]
    assert found("Sąsiedzi") == []
    assert set(found("")) == {town, near, far, region}
