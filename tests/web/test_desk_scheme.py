"""The scheme behind a call: changed between its calls, never under one that runs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from skwer.apps.calls import actions
from skwer.apps.calls.actions.scheme import change_scheme
from skwer.apps.calls.regulations import paragraphs
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from tests.factories import AT, make_call, make_city, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def officer(city):
    person = make_person("Jan Urzędnik", second_factor=True)
    make_member(person, city, "officer")
    return person


@pytest.fixture
def call(city, officer):
    return make_call(city, officer, announced=False)


def _typed(**changes):
    typed = {
        "name_pl": "Mikrodotacje na zieleń",
        "name_en": "",
        "vehicle": "micro_grant",
        "legal_basis_pl": "ustawa, art. 11 (źródło: bip.example, odczyt 22 listopada 2026 r.)",
        "legal_basis_en": "",
        "support": "mixed",
        "durability_months": "36",
        "hour_rate": "35,50",
        "year_cap": "20 000",
        "de_minimis": "on",
    }
    return {**typed, **changes}


def test_what_is_typed_holds_for_the_calls_of_the_scheme(client, call, officer):
    client.force_login(officer)
    answer = client.post(reverse("web:desk_scheme", args=[call.slug]), _typed())
    assert answer.status_code == 302
    scheme = call.edition.scheme
    scheme.refresh_from_db()
    assert (scheme.support, scheme.durability_months, scheme.de_minimis) == ("mixed", 36, True)
    assert (scheme.hour_rate, scheme.year_cap) == (Decimal("35.50"), Decimal(20000))
    said = " ".join(c["text"]["pl"] for p in paragraphs(call) for c in p["clauses"])
    for words in ("odczyt 22 listopada 2026", "36\u00a0miesięcy", "35,50\u00a0zł", "20\u00a0000\u00a0zł", "de minimis"):
        assert words in said
    entry = JournalEntry.objects.get(verb="change_scheme")
    assert entry.after["support"] == "mixed"
    assert "odczyt" not in str(entry.after)


def test_faults_stay_on_the_page_with_what_was_typed(client, call, officer):
    client.force_login(officer)
    url = reverse("web:desk_scheme", args=[call.slug])
    for wrong in ({"year_cap": "dużo"}, {"year_cap": "0"}, {"name_pl": ""}, {"support": "gold"}, {"hour_rate": "-1"}):
        answer = client.post(url, _typed(**wrong))
        assert answer.status_code == 422, wrong
        assert "bip.example" in answer.content.decode()
    call.edition.scheme.refresh_from_db()
    assert call.edition.scheme.year_cap is None


def test_under_a_running_call_only_the_names_change(client, call, officer):
    scheme = call.edition.scheme
    actions.announce_call(by=officer, call=call, at=AT)
    with pytest.raises(actions.Frozen):
        change_scheme(by=officer, scheme=scheme, changes={"year_cap": Decimal(5)}, at=AT)
    with pytest.raises(actions.Frozen):
        change_scheme(by=officer, scheme=scheme, changes={"legal_basis_pl": "inna"}, at=AT)
    change_scheme(by=officer, scheme=scheme, changes={"name_en": "Small grants for green"}, at=AT)
    client.force_login(officer)
    answer = client.post(reverse("web:desk_scheme", args=[call.slug]), _typed())
    assert answer.status_code == 409
    assert call.title in answer.content.decode()


def test_only_the_citys_own_people_change_it(call, officer, client):
    stranger, auditor = make_person(), make_person(second_factor=True)
    make_member(auditor, call.organisation, "auditor")
    for person in (stranger, auditor):
        with pytest.raises(NotAllowed):
            change_scheme(by=person, scheme=call.edition.scheme, changes={"name_pl": "Moje"}, at=AT)
    client.force_login(auditor)
    url = reverse("web:desk_scheme", args=[call.slug])
    assert client.get(url).status_code == 200
    assert client.post(url, _typed()).status_code == 403
