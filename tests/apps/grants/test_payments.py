"""Instalments on their way out: lists, files for people and banks, what the bank refuses, what is withheld."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from skwer.apps.grants.accounts import AccountProblem, clean_account, show_account
from skwer.apps.grants.actions import paying
from skwer.apps.grants.models import Agreement, Instalment, PaymentOrder
from skwer.apps.grants.payments import FORMATS, NoSuchFile, OrderChanged, make_file
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT, make_person
from ...grants_factories import ACCOUNT, CITY_ACCOUNT, active_agreement, decided_call

D = Decimal


def order_of(by, city, *instalments, **fields) -> PaymentOrder:
    told = {"from_account": CITY_ACCOUNT, "pay_on": AT.date(), **fields}
    return paying.order_payments(by=by, organisation=city, instalments=instalments, at=AT, **told)


def due(city, officer, **fields) -> Instalment:
    return active_agreement(city, officer=officer, **fields).instalments.get(state="due")


# --- ordering


@pytest.mark.job("O6")
def test_a_list_of_payments_agrees_to_the_grosz_with_the_agreements_in_every_file(city, officer):
    call = decided_call(city)
    rows = [
        due(city, officer, call=call, amount=amount, author=make_person(name))
        for amount, name in (("1000.01", "Łucja Żak"), ("333.33", "=SUM(A1)"), ("6000.00", 'Ewa "Kos" | Nowak'))
    ]
    order = order_of(officer, city, *rows)

    expected = sum((row.amount for row in rows), D(0))
    assert order.total == expected == sum(D(a) * 80 / 100 for a in ("1000.01", "333.33", "6000")).quantize(D("0.01"))
    sheet = load_workbook(io.BytesIO(make_file(order, "xlsx").data)).active
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    assert sum(D(str(row[4])) for row in cells[:-1]) == D(str(cells[-1][4])) == expected
    table = list(csv.DictReader(io.StringIO(make_file(order, "csv").data.decode("utf-8-sig"))))
    assert sum(D(row["Kwota"]) for row in table) == expected
    elixir = make_file(order, "elixir0-cp1250").data.decode("cp1250").splitlines()
    assert sum(int(line.split(",")[2]) for line in elixir) == expected * 100
    for version in ("pain.001.001.03", "pain.001.001.09"):
        assert f"<CtrlSum>{expected}</CtrlSum>" in make_file(order, version).data.decode()


def test_an_ordered_instalment_is_numbered_journalled_and_not_due_any_more(city, officer):
    row = due(city, officer)
    order = order_of(officer, city, row)
    row.refresh_from_db()

    assert (row.state, row.payment, order.number, order.from_account) == ("ordered", order, 1, CITY_ACCOUNT)
    entry = JournalEntry.objects.get(verb="payments_ordered")
    assert (entry.after["total"], entry.after["instalments"]) == ("4800.00", [row.pk])
    assert order_of(officer, city, due(city, officer)).number == 2


def test_the_same_instalment_is_not_ordered_twice(city, officer):
    row = due(city, officer)
    order_of(officer, city, row)
    with pytest.raises(paying.NotDue):
        order_of(officer, city, row)

    assert PaymentOrder.objects.count() == 1


def test_all_or_none_are_ordered(city, officer):
    good = due(city, officer)
    planned = good.agreement.instalments.get(state="planned")
    with pytest.raises(paying.NotDue):
        order_of(officer, city, good, planned)

    good.refresh_from_db()
    assert good.state == "due"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"instalments": []}, "instalments", "nothing"),
        ({"from_account": "PL00"}, "from_account", "account"),
        ({"from_account": ""}, "from_account", "account"),
        ({"pay_on": AT.date() - timedelta(days=1)}, "pay_on", "past"),
    ],
)
def test_a_wrong_list_is_refused_with_the_field(city, officer, change, field, code):
    told = {"instalments": [due(city, officer)], "from_account": CITY_ACCOUNT, "pay_on": AT.date(), **change}
    with pytest.raises(paying.CannotOrder) as refused:
        paying.order_payments(by=officer, organisation=city, at=AT, **told)

    assert (refused.value.field, refused.value.code) == (field, code)


def test_a_party_with_a_wrong_account_is_named(city, officer):
    row = due(city, officer)
    Agreement.objects.filter(pk=row.agreement_id).update(account="PL61109010140000071219812875")
    with pytest.raises(paying.CannotOrder, match=row.agreement.number):
        order_of(officer, city, row)


def test_currencies_are_not_put_on_one_list(city, officer):
    crowns = due(city, officer)
    Agreement.objects.filter(pk=crowns.agreement_id).update(currency="CZK")
    with pytest.raises(paying.CannotOrder) as refused:
        order_of(officer, city, crowns, due(city, officer))

    assert refused.value.code == "currencies"


def test_only_officers_of_the_city_order_and_only_its_instalments(city, officer, stranger, other_city, auditor):
    row = due(city, officer)
    for person, town in ((stranger, city), (stranger, other_city), (auditor, city), (row.agreement.party, city)):
        with pytest.raises(NotAllowed):
            order_of(person, town, row)


def test_a_terminated_agreement_is_not_paid(city, officer):
    row = due(city, officer)
    Agreement.objects.filter(pk=row.agreement_id).update(state="terminated")
    with pytest.raises(paying.NotDue):
        order_of(officer, city, row)


# --- the bank


def test_the_bank_pays_and_the_day_is_kept(city, officer):
    row = due(city, officer)
    order = order_of(officer, city, row)
    paying.confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT)

    row.refresh_from_db()
    assert (row.state, row.paid_on) == ("paid", AT.date())
    with pytest.raises(paying.NotDue):
        paying.confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT)


def test_a_payment_of_tomorrow_is_not_confirmed(city, officer):
    order = order_of(officer, city, due(city, officer))
    with pytest.raises(paying.CannotOrder):
        paying.confirm_paid(by=officer, order=order, paid_on=AT.date() + timedelta(days=1), at=AT)


def test_a_line_the_bank_refused_is_due_again_and_leaves_the_list(city, officer):
    one, other = due(city, officer), due(city, officer)
    order = order_of(officer, city, one, other)
    paying.bank_refused(by=officer, instalment=one, why="Rachunek zamknięty.", at=AT)

    order.refresh_from_db()
    one.refresh_from_db()
    assert (one.state, one.payment, order.total) == ("due", None, other.amount)
    assert len(make_file(order, "elixir0-cp1250").data.splitlines()) == 1


def test_no_file_is_made_once_an_account_changed(city, officer):
    row = due(city, officer)
    order = order_of(officer, city, row)
    Agreement.objects.filter(pk=row.agreement_id).update(account=CITY_ACCOUNT)

    for kind in FORMATS:
        with pytest.raises(OrderChanged):
            make_file(order, kind)


# --- files


def test_elixir_writes_fields_parts_and_code_pages(city, officer):
    city.contact_address = "Rynek 1, 78-400 Lipowiec"
    city.save()
    author = make_person('Żółta "Łąka" | Jaźń, spółdzielnia mieszkaniowa w Lipowcu nad Strugą')
    order = order_of(officer, city, due(city, officer, author=author, values={"party_name": author.name}))

    line = make_file(order, "elixir0-cp852").data.decode("cp852")
    fields = next(csv.reader([line]))
    assert line.endswith("\r\n")
    assert fields[:7] == ["110", "20261123", "480000", "11402004", "0", CITY_ACCOUNT[2:], ACCOUNT[2:]]
    assert fields[7] == "Lipowiec nad Strugą|Rynek 1, 78-400 Lipowiec"
    assert fields[8].startswith("Żółta 'Łąka' / Jaźń, spółdzielnia|mieszkaniowa w Lipowcu nad Strugą")
    assert all(len(part) <= 35 for name in (fields[7], fields[8], fields[11]) for part in name.split("|"))
    assert fields[9:12] == ["0", "10901014", f"Umowa {order.instalments.get().agreement.number}, transza 1"]
    assert fields[14] == "51"
    assert make_file(order, "elixir0-iso8859-2").data.decode("iso8859-2") == line


def test_a_letter_the_code_page_lacks_loses_its_mark_and_never_breaks_the_line(city, officer):
    order = order_of(officer, city, due(city, officer, values={"party_name": "Tūrė “Ñ” 😀"}))
    fields = next(csv.reader([make_file(order, "elixir0-cp852").data.decode("cp852")]))

    assert len(fields) == 16
    assert fields[8].startswith("Ture")


def test_elixir_is_for_zloty_and_polish_accounts(city, officer):
    abroad = due(city, officer, values={"account": "CZ6508000000192000145399"})
    with pytest.raises(NoSuchFile, match="pain"):
        make_file(order_of(officer, city, abroad), "elixir0-cp1250")
    crowns = due(city, officer)
    Agreement.objects.filter(pk=crowns.agreement_id).update(currency="CZK")
    with pytest.raises(NoSuchFile):
        make_file(order_of(officer, city, crowns), "elixir0-cp1250")


@pytest.mark.parametrize("currency", ["PLN", "EUR", "CZK"])
def test_pain_001_is_valid_and_the_same_each_time(city, officer, currency):
    row = due(city, officer)
    Agreement.objects.filter(pk=row.agreement_id).update(currency=currency)
    order = order_of(officer, city, row)
    for version in ("pain.001.001.03", "pain.001.001.09"):
        first = make_file(order, version)

        assert first.data == make_file(order, version).data
        assert f'Ccy="{currency}"' in first.data.decode()
        assert (b"<Cd>SEPA</Cd>" in first.data) == (currency == "EUR")
        assert f"<EndToEndId>SKW-{order.number}-{row.pk}</EndToEndId>" in first.data.decode()


def test_an_unknown_kind_of_file_is_refused(city, officer):
    with pytest.raises(NoSuchFile):
        make_file(order_of(officer, city, due(city, officer)), "docx")


# --- withholding, releasing, cancelling, falling due


def test_a_withheld_instalment_says_why_and_cannot_be_ordered(city, officer):
    row = due(city, officer)
    with pytest.raises(paying.WhyMissing):
        paying.withhold(by=officer, instalment=row, why="  ", at=AT)
    paying.withhold(by=officer, instalment=row, why="Brak sprawozdania.", at=AT)
    with pytest.raises(paying.NotDue):
        order_of(officer, city, row)

    paying.release(by=officer, instalment=row, at=AT)
    assert (row.state, row.why) == ("due", "")


def test_a_released_instalment_whose_condition_does_not_hold_is_planned(city, officer):
    row = active_agreement(city, officer=officer).instalments.get(state="planned")
    paying.withhold(by=officer, instalment=row, why="Kontrola.", at=AT)

    assert paying.release(by=officer, instalment=row, at=AT).state == "planned"


def test_a_cancelled_instalment_stays_cancelled(city, officer):
    row = due(city, officer)
    paying.cancel_instalment(by=officer, instalment=row, why="Strona zrezygnowała.", at=AT)
    for again in (paying.withhold, paying.cancel_instalment):
        with pytest.raises(paying.NotDue):
            again(by=officer, instalment=row, why="Jeszcze raz.", at=AT)


@pytest.mark.parametrize("action", [paying.withhold, paying.cancel_instalment])
def test_the_party_and_other_cities_do_not_touch_instalments(city, officer, stranger, action):
    row = due(city, officer)
    for person in (row.agreement.party, stranger):
        with pytest.raises(NotAllowed):
            action(by=person, instalment=row, why="Bo tak.", at=AT)


def test_an_instalment_with_a_day_falls_due_on_that_day_and_once(city, officer):
    parts = [{"share": "50", "after": "signed"}, {"share": "50", "after": "date", "days": 10}]
    one = active_agreement(city, officer=officer, deliver={"instalments": parts})
    row = one.instalments.get(after="date")
    day = AT + (row.due_on - AT.date()) if isinstance(row.due_on, date) else AT

    assert paying.make_due_by_day(day - timedelta(days=1)) == 0
    assert paying.make_due_by_day(day) == 1
    assert paying.make_due_by_day(day) == 0
    row.refresh_from_db()
    assert row.state == "due"


# --- accounts


def test_accounts_are_checked_and_kept_as_iban():
    assert clean_account("61 1090 1014 0000 0712 1981 2874") == ACCOUNT
    assert clean_account("cz65 0800 0000 1920 0014 5399") == "CZ6508000000192000145399"
    assert show_account(ACCOUNT) == "PL61 1090 1014 0000 0712 1981 2874"


@pytest.mark.parametrize("wrong", ["", "12", "PL61109010140000071219812875", "61109010140000071219812875", "XX12"])
def test_a_wrong_account_is_refused(wrong):
    with pytest.raises(AccountProblem):
        clean_account(wrong)
