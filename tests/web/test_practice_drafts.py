"""A decided call or a place that stands becomes the draft of a practice in one step, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from skwer.apps.calls.models import Decision
from skwer.apps.practices.models import Practice

from ..factories import AT, make_call, make_city, make_member, make_person, make_proposal
from ..places_factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(city, officer):
    call = make_call(city, officer)
    make_proposal(call)
    Decision.objects.create(
        call=call, method="votes", inputs={}, inputs_hash="1", outcome={}, outcome_hash="1", voters=40,
        pot=call.pot, spent=Decimal("6000.00"), decided_at=AT, published_at=AT,
    )  # fmt: skip
    return call


def test_a_decided_call_becomes_a_draft_with_its_figures_and_their_source(client, officer, decided):
    client.force_login(officer)
    address = f"/desk/practices/from-call/{decided.slug}/"
    page = client.get(address).content.decode()
    assert str(decided.title) in page
    answer = client.post(address)
    practice = Practice.objects.get()
    assert answer.url == f"/desk/practices/{practice.slug}/"
    version = practice.versions.get()
    assert (practice.current, version.state, practice.organisation) == (None, "draft", decided.organisation)
    assert version.languages == ["pl", "en"]
    assert "problem" not in version.texts  # nobody has said it, so nobody has
    voters = next(figure for figure in version.facts["figures"] if figure["label"]["en"] == "People who voted")
    assert (voters["value"], voters["url"].endswith(f"/calls/{decided.slug}/results/")) == ("40", True)


def test_a_call_without_a_public_decision_makes_none(client, officer, city):
    client.force_login(officer)
    call = make_call(city, officer)
    assert client.post(f"/desk/practices/from-call/{call.slug}/").status_code == 404
    assert not Practice.objects.exists()


def test_a_place_becomes_a_draft_and_only_for_its_own_desk(client, officer, city):
    place = make_place(city, officer, granted=Decimal("5000.00"))
    other = make_person(second_factor=True)
    make_member(other, make_city("brzezina"), "officer")
    address = f"/desk/practices/from-place/{place.pk}/"
    client.force_login(other)
    assert client.post(address).status_code == 403
    client.force_login(officer)
    assert client.get(address).status_code == 200
    client.post(address)
    version = Practice.objects.get().versions.get()
    assert version.facts["cost"] == {"from": "5000.00", "to": "5000.00", "currency": "PLN"}
    assert str(place.title) in version.texts["title"]["pl"]


def test_numbers_and_days_are_written_as_each_language_writes_them(client, officer, city):
    city.population = 60_000
    city.save()
    place = make_place(city, officer, ready_date=AT.date())
    client.force_login(officer)
    client.post(f"/desk/practices/from-place/{place.pk}/")
    texts = Practice.objects.get().versions.get().texts
    assert "60\u00a0000" in texts["context"]["pl"]
    assert "60,000" in texts["context"]["en"]
    assert f"{AT.day} {AT:%B %Y}" in texts["timeline"]["en"]
