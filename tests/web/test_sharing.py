"""Pages of shared things: the month, booking, the two sides of a loan, its paper."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from skwer.apps.spaces import actions
from skwer.apps.spaces.models import Booking, Shared

from ..factories import make_member, make_organisation, make_person
from ..spaces_factories import make_shared

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def lender(db):
    person = make_person("Agnieszka Lis")
    make_member(person, make_organisation("sasiedzi", name="Fundacja Sąsiedzi"), "member")
    return person


@pytest.fixture
def tent(city, lender) -> Shared:
    return make_shared(city, lender)


def asked(tent, days: int = 3, **values) -> dict:
    """The form as a browser sends it."""
    on = timezone.localdate() + timedelta(days=days)
    return {
        "starts_at": f"{on}T09:00", "ends_at": f"{on}T17:00", "purpose": "Święto", "version": tent.terms_version,
        "terms": "on", **values,
    }  # fmt: skip


@pytest.mark.job("N8")
def test_another_group_borrows_by_calendar_and_gets_an_agreement(client, tent, lender, resident):
    path = f"/shared/{tent.pk}/"
    sign_in(client, resident).post(path, asked(tent))
    booking = Booking.objects.get()
    loan = f"/shared/bookings/{booking.pk}/"
    assert "czeka na wypożyczającego" in client.get(loan).content.decode().lower()
    assert client.get(f"{loan}agreement.pdf").status_code == 404
    twice = sign_in(client, make_person()).post(path, asked(tent))
    assert twice.status_code == 409
    assert "W tym czasie jest zajęte" in twice.content.decode()

    sign_in(client, lender).post(loan, {"agree": "1"})
    paper = sign_in(client, resident).get(f"{loan}agreement.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    for words in ("Namiot", "Fundacja Sąsiedzi", "Jan Kowalski", "Oddajesz suchy.", booking.checksum[:8]):
        assert words in text, words
    english = client.get(f"/en{loan}agreement.pdf")  # the terms were agreed to in Polish, and so is the paper
    assert "Warunki" in "".join(page.extract_text() for page in PdfReader(BytesIO(english.content)).pages)
    assert b"STATUS:CONFIRMED" in client.get(f"{loan}calendar.ics").content

    sign_in(client, lender).post(loan, {"out": "1"})
    client.post(loan, {"back": "1", "damage": "pęknięta rurka"})
    booking.refresh_from_db()
    assert (booking.state, booking.damage) == (Booking.State.BACK, "pęknięta rurka")


def test_the_month_and_its_list_say_the_same(client, tent, resident):
    sign_in(client, resident).post(f"/shared/{tent.pk}/", asked(tent))
    page = client.get(f"/shared/{tent.pk}/?month={timezone.localdate() + timedelta(days=3):%Y-%m}").content.decode()
    assert page.count('data-free="none"') == 1
    assert "zajęte" in page
    for month in ("2026-13", "x", "9999-01", "0001-01"):
        assert client.get(f"/shared/{tent.pk}/?month={month}").status_code == 200
    assert client.get(f"/shared/{tent.pk}/?day=2026-99-99").status_code == 200


def test_without_agreeing_to_the_terms_nothing_is_lent_and_the_typed_stays(client, tent, resident):
    given = asked(tent)
    del given["terms"]
    response = sign_in(client, resident).post(f"/shared/{tent.pk}/", given)
    assert response.status_code == 422
    assert 'value="Święto"' in response.content.decode()
    assert not Booking.objects.exists()


def test_terms_that_changed_meanwhile_are_read_again(client, tent, lender, resident):
    given = asked(tent)
    actions.change_shared(by=lender, shared=tent, values={"terms_pl": "Nowe warunki."}, at=timezone.now())
    response = sign_in(client, resident).post(f"/shared/{tent.pk}/", given)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Warunki wypożyczenia się zmieniły" in page
    assert f'name="version" value="{tent.terms_version}"' in page


def test_a_loan_is_nobody_elses_page(client, tent, lender, resident, officer):
    sign_in(client, resident).post(f"/shared/{tent.pk}/", asked(tent))
    loan = f"/shared/bookings/{Booking.objects.get().pk}/"
    for person in (officer, make_person()):
        sign_in(client, person)
        for path in (loan, f"{loan}agreement.pdf", f"{loan}calendar.ics"):
            assert client.get(path).status_code == 404
    assert sign_in(client, resident).post(loan, {"agree": "1"}).status_code == 403
    client.logout()
    assert "Jan Kowalski" not in client.get(f"/shared/{tent.pk}/").content.decode()


def test_an_organisation_offers_a_thing(client, city, lender):
    sign_in(client, lender)
    given = {
        "title_pl": "Rower", "kind": "vehicle", "pieces": "1", "most_days": "3", "ahead_days": "60", "ask_first": "on",
    }  # fmt: skip
    assert client.post("/shared/mine/new/", {**given, "pieces": "0"}).status_code == 422
    client.post("/shared/mine/new/", given)
    bike = Shared.objects.get()
    path = f"/shared/mine/{bike.pk}/"
    refused = client.post(path, {"offer": "1"})
    assert refused.status_code == 422
    assert "Najpierw napisz warunki" in refused.content.decode()
    client.post(path, {**given, "terms_pl": "Oddajesz czysty.", "address": "ul. Lipowa 8"})
    client.post(path, {"offer": "1"})
    bike.refresh_from_db()
    assert bike.state == Shared.State.OFFERED
    assert "Rower" in client.get("/shared/").content.decode()
    client.post(path, {"pause": "1"})
    assert "Rower" not in client.get("/shared/").content.decode()


def test_who_belongs_nowhere_lends_nothing(client, tent, resident):
    sign_in(client, resident)
    assert client.get("/shared/mine/").status_code == 403
    assert client.get("/shared/mine/new/").status_code == 403
    assert client.post(f"/shared/mine/{tent.pk}/", {"pause": "1"}).status_code == 403
