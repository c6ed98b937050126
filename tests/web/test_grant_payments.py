"""The desk pays: what is due, lists and their files, the bank's answer, the table of rates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from skwer.apps.grants.models import Instalment, InterestRate, PaymentOrder
from skwer.apps.grants.payments import FORMATS

from ..grants_factories import CITY_ACCOUNT, active_agreement, decided_call
from .resident import sign_in

PAY = "/desk/payments/lipowiec/"
RATES = "/desk/cities/lipowiec/rates/"


@pytest.fixture
def one(city, officer):
    return active_agreement(city, officer=officer, at=timezone.now())


@pytest.fixture
def desk(client, officer):
    return sign_in(client, officer)


def order(desk, *rows, **values):
    told = {"from_account": CITY_ACCOUNT, "pay_on": timezone.localdate().isoformat(), "do": "order", **values}
    return desk.post(PAY, {**told, "instalments": [row.pk for row in rows]})


def due_of(agreement) -> Instalment:
    return agreement.instalments.get(state="due")


def test_from_what_is_due_to_what_the_bank_paid(desk, one):
    assert "1 transza do wypłaty" in desk.get(PAY).content.decode() or one.number in desk.get(PAY).content.decode()
    answer = order(desk, due_of(one))
    assert answer.url == f"{PAY}1/"
    page = desk.get(answer.url).content.decode()
    assert "PL61 1090 1014 0000 0712 1981 2874" in page
    for kind in FORMATS:
        file = desk.get(answer.url, {"format": kind})
        assert file.status_code == 200
        assert f"lipowiec-1-{kind}" in file["Content-Disposition"]
    desk.post(answer.url, {"do": "paid", "paid_on": timezone.localdate().isoformat()})

    assert one.instalments.get(order=1).state == "paid"


def test_what_was_typed_stays_when_the_account_is_wrong(desk, one):
    answer = order(desk, due_of(one), from_account="PL00 1234")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "PL00 1234" in page
    assert 'id="id_from_account"' in page
    assert f'value="{due_of(one).pk}" id="i{due_of(one).pk}"' in page
    assert not PaymentOrder.objects.exists()


def test_nothing_ticked_is_said(desk, one):
    assert order(desk).status_code == 422


def test_somebody_was_faster(desk, one):
    row = due_of(one)
    order(desk, row)

    assert order(desk, row).status_code == 409


def test_an_instalment_is_held_back_with_a_reason_and_released(desk, one):
    row = due_of(one)
    assert desk.post(PAY, {"do": "withhold", "instalment": row.pk, "why": ""}).status_code == 422
    desk.post(PAY, {"do": "withhold", "instalment": row.pk, "why": "Brak dokumentu."})
    assert "Brak dokumentu." in desk.get(PAY).content.decode()
    desk.post(PAY, {"do": "release", "instalment": row.pk})
    row.refresh_from_db()
    assert row.state == "due"
    desk.post(PAY, {"do": "cancel", "instalment": row.pk, "why": "Rezygnacja."})
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_line_the_bank_refused_leaves_the_list(desk, one):
    row = due_of(one)
    url = order(desk, row).url
    assert desk.post(url, {"do": "refused", "instalment": row.pk, "why": ""}).status_code == 422
    desk.post(url, {"do": "refused", "instalment": row.pk, "why": "Rachunek zamknięty."})

    row.refresh_from_db()
    assert row.state == "due"


def test_a_list_whose_account_changed_says_so_and_gives_no_file(desk, one):
    url = order(desk, due_of(one)).url
    type(one).objects.filter(pk=one.pk).update(account=CITY_ACCOUNT)

    assert 'role="alert"' in desk.get(url).content.decode()
    assert desk.get(url, {"format": "csv"}).status_code == 409


def test_an_unknown_format_is_refused(desk, one):
    assert desk.get(order(desk, due_of(one)).url, {"format": "docx"}).status_code == 422


@pytest.mark.parametrize("path", [PAY, RATES])
def test_auditors_look_and_change_nothing(client, auditor, one, path):
    sign_in(client, auditor)
    page = client.get(path)

    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    for do in ("order", "set", "load", "remove", "withhold"):
        assert client.post(path, {"do": do}).status_code == 403


@pytest.mark.parametrize("path", [PAY, RATES, f"{PAY}1/"])
def test_other_cities_and_parties_stay_outside(client, stranger, desk, one, path):
    order(desk, due_of(one))
    for person in (stranger, one.party):
        sign_in(client, person)
        assert client.get(path).status_code == 403


def test_an_instalment_of_another_city_cannot_be_ordered_or_held(desk, other_city, stranger):
    theirs = due_of(active_agreement(other_city, officer=stranger, at=timezone.now()))

    assert order(desk, theirs).status_code == 422
    assert desk.post(PAY, {"do": "withhold", "instalment": theirs.pk, "why": "Nie."}).status_code == 404


def test_the_list_of_payments_needs_the_same_number_of_queries_for_many(
    desk, city, officer, django_assert_max_num_queries
):
    call = decided_call(city, at=timezone.now())
    for _number in range(4):
        active_agreement(city, officer=officer, call=call, at=timezone.now())
    with django_assert_max_num_queries(22):
        assert desk.get(PAY).status_code == 200


# --- rates


RATE = {
    "kind": "tax",
    "since": "2026-01-01",
    "percent": "11,5",
    "source": "Zmyślone obwieszczenie",
    "read_on": "2026-01-02",
}


def test_a_rate_is_written_down_corrected_and_taken_away(desk, city):
    desk.post(RATES, {"do": "set", **RATE})
    desk.post(RATES, {"do": "set", **RATE, "percent": "12"})
    rate = InterestRate.objects.get()
    assert (str(rate.percent), rate.source) == ("12.000", RATE["source"])
    assert RATE["source"] in desk.get(RATES).content.decode()
    desk.post(RATES, {"do": "remove", "rate": rate.pk})
    assert not InterestRate.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("percent", "sto"), ("percent", "-1"), ("source", ""), ("since", ""), ("read_on", "2999-01-01")],
)
def test_a_rate_without_its_source_or_with_a_slip_is_not_taken(desk, city, field, value):
    answer = desk.post(RATES, {"do": "set", **RATE, field: value})

    assert answer.status_code == 422
    assert f'id="id_{field}"' in answer.content.decode()
    assert not InterestRate.objects.exists()


def send(desk, text: str):
    return desk.post(RATES, {"do": "load", "file": SimpleUploadedFile("stopy.csv", text.encode())})


def test_a_table_is_read_in_whole_and_given_out_again(desk, city):
    text = "kind;since;percent;source;read_on\ntax;2026-01-01;11,5;A;2026-01-02\nstatutory;2026-01-01;9;B;2026-01-02\n"
    assert send(desk, text).status_code == 302
    assert InterestRate.objects.count() == 2
    again = desk.get(RATES, {"format": "csv"}).content.decode("utf-8-sig")
    InterestRate.objects.all().delete()
    assert send(desk, again).status_code == 302
    assert InterestRate.objects.count() == 2


def test_one_fault_in_a_table_and_nothing_is_taken_over(desk, city):
    text = "kind,since,percent,source,read_on\ntax,2026-01-01,11.5,A,2026-01-02\nvat,2026-13-01,x,,2026-01-02\n"
    answer = send(desk, text)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(name in page for name in ("kind", "since", "percent", "source"))
    assert not InterestRate.objects.exists()


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "kind,since,percent,source,read_on\n", "\udcff"])
def test_a_file_that_is_no_table_is_refused(desk, city, text):
    data = text.encode("utf-8", "surrogateescape")
    answer = desk.post(RATES, {"do": "load", "file": SimpleUploadedFile("stopy.csv", data or b" ")})

    assert answer.status_code == 422


def test_an_unknown_deed_is_not_found(desk, city):
    assert desk.post(RATES, {"do": "dance"}).status_code == 404
    assert desk.post(RATES, {"do": "remove", "rate": "7"}).status_code == 404
    assert desk.post(PAY, {"do": "dance", "instalment": "7"}).status_code == 404
    assert desk.get(f"{PAY}{timedelta(days=7).days}/").status_code == 404
