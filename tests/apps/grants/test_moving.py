"""A city moves in from its spreadsheets: faults are named cell by cell, mended, applied whole, undone whole."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from openpyxl import Workbook

from skwer.apps.calls.models import Edition, Scheme
from skwer.apps.grants.actions.moving import (
    CannotMove,
    apply_sheet,
    correct_cells,
    forget_sheets,
    name_columns,
    undo_sheet,
    upload_sheet,
)
from skwer.apps.grants.models import Agreement, Delivery, Instalment, Moving, Refund, RefundPayment, Report, Settlement
from skwer.apps.grants.spreadsheets import COLUMNS, NotASheet, guess, read
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from tests import factories

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 10, tzinfo=UTC)
HEADER = (
    "Nr umowy", "Tytuł zadania", "Beneficjent", "Rodzaj wnioskodawcy", "Kwota dotacji", "Rodzaj miejsca", "Dzielnica",
    "Data podpisania", "Termin realizacji", "Status", "Wypłacono", "Data wypłaty", "Kwota rozliczona",
    "Data rozliczenia", "Zwrócono", "Godziny pracy",
)  # fmt: skip


def workbook(rows: list[tuple], header: tuple = HEADER, above: tuple[tuple, ...] = ()) -> bytes:
    book = Workbook()
    page = book.active
    for row in (*above, header, *rows):
        page.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def good_row(number: int) -> tuple:
    """An agreement of the earlier edition; every third still runs, every fifth gave something back."""
    amount = Decimal(4000 + 10 * number)
    running = number % 3 == 0
    accepted = None if running else amount - (Decimal("120.50") if number % 5 == 0 else 0)
    return (
        f"{number}/2025", f"Zielony kąt nr {number}", f"Stowarzyszenie Próbne {number}", "stowarzyszenie",
        float(amount), "ogród", "Stare Miasto" if number % 2 else None,
        date(2025, 3, 1) + timedelta(days=number % 60), "31.10.2025",
        "w realizacji" if running else "rozliczona", float(amount), date(2025, 5, 5),
        None if running else float(accepted), None if running else date(2025, 11, 20),
        120.5 if number % 5 == 0 and not running else None, 40,
    )  # fmt: skip


# What is wrong in fifteen of two hundred rows: row of the table → (column, what stands there, code, what mends it).
WRONG = {
    3: ("Kwota dotacji", "cztery tysiące", "unreadable", "4030"),
    10: ("Kwota dotacji", -5, "unreadable", "4100"),
    17: ("Nr umowy", "", "missing", "17/2025"),
    25: ("Termin realizacji", "31.02.2025", "unreadable", "28.02.2026"),
    40: ("Wypłacono", 99999, "too_much", "4400"),
    52: ("Nr umowy", "51/2025", "twice", "52/2025"),
    60: ("Rodzaj wnioskodawcy", "krasnoludki", "unreadable", "grupa"),
    77: ("Dzielnica", "Atlantyda", "district", "Stare Miasto"),
    88: ("Data podpisania", "wczoraj", "unreadable", "2025-03-08"),
    101: ("Status", "chyba tak", "unreadable", "rozliczona"),
    120: ("Rodzaj miejsca", "wulkan", "unreadable", "ławka"),
    133: ("Kwota rozliczona", 9999, "too_much", "5330"),
    150: ("Tytuł zadania", "", "missing", "Nowy tytuł"),
    171: ("Godziny pracy", "dużo", "unreadable", "12,5"),
    199: ("Termin realizacji", "2024-01-01", "order", "31.10.2025"),
}
# 51 is faulty too, because its number stands twice. The work of 199 would end before it was agreed on.
ALSO = {51}


def table(size: int = 200, wrong: dict | None = None) -> bytes:
    rows = []
    for number in range(1, size + 1):
        row = list(good_row(number))
        if wrong and number in wrong:
            column, text, _code, _mend = wrong[number]
            row[HEADER.index(column)] = text
        rows.append(tuple(row))
    return workbook(rows, above=(("Umowy zawarte w 2025 r.",), ()))


FIRST = 4  # two rows above the titles
KEY_OF = {
    title: column.key
    for title in HEADER
    for column in COLUMNS["agreements"]
    if guess("agreements", [title]).get(column.key) == 0
}


@pytest.fixture
def city():
    city = factories.make_city("probne-miasto")
    city.areas.create(code="stare", name="Stare Miasto", residents=8000)
    return city


def office(city):
    person = factories.make_person()
    factories.make_member(person, city)
    return person


@pytest.fixture
def officer(city):
    return office(city)


@pytest.fixture
def edition(city):
    scheme = Scheme.objects.create(
        organisation=city, name="Mikrodotacje", vehicle="micro_grant", support="cash", hour_rate=30
    )
    return Edition.objects.create(scheme=scheme, name="2025")


def send(officer, city, edition, data: bytes, kind: str = "agreements", name: str = "umowy.xlsx") -> Moving:
    return upload_sheet(by=officer, organisation=city, edition=edition, kind=kind, name=name, data=data, at=AT)


def test_every_title_of_the_table_is_recognised():
    assert guess("agreements", HEADER).keys() >= {
        "number", "title", "party_name", "applicant_kind", "amount", "category", "district", "signed_on", "ends_on",
        "state", "paid", "paid_on", "accepted", "settled_on", "refunded", "hours",
    }  # fmt: skip


def test_two_hundred_agreements_with_fifteen_faults_mended_moved_undone_and_moved_again(city, officer, edition):
    moving = send(officer, city, edition, table(wrong=WRONG))
    assert moving.state == Moving.State.CHECKED
    found = {(p["row"] - FIRST + 1, p["column"], p["code"]) for p in moving.problems}
    expected = {(row, KEY_OF[column], code) for row, (column, _t, code, _m) in WRONG.items()}
    assert found == expected | {(51, "number", "twice")}
    assert moving.good == 200 - len(WRONG) - len(ALSO)

    with pytest.raises(CannotMove) as refused:
        apply_sheet(by=officer, moving=moving, at=AT)
    assert refused.value.code == "faults"
    assert not Agreement.objects.exists()

    cells = {(row + FIRST - 1, KEY_OF[column]): mend for row, (column, _t, _c, mend) in WRONG.items()}
    moving = correct_cells(by=officer, moving=moving, cells=cells, at=AT)
    assert moving.problems == []
    assert moving.good == 200

    apply_sheet(by=officer, moving=moving, at=AT)
    assert Agreement.objects.filter(organisation=city).count() == 200
    before = totals()
    identities()

    undo_sheet(by=officer, moving=moving, at=AT)
    assert not Agreement.objects.exists()
    assert not Instalment.objects.exists()
    assert not Refund.objects.exists()

    again = name_columns(by=officer, moving=moving, mapping=moving.mapping, at=AT)
    apply_sheet(by=officer, moving=again, at=AT)
    assert totals() == before
    verbs = list(JournalEntry.objects.filter(kind="moving").order_by("number").values_list("verb", flat=True))
    assert verbs == ["upload_sheet", "correct_cells", "apply_sheet", "undo_sheet", "name_columns", "apply_sheet"]


def totals() -> dict:
    return {
        "granted": Agreement.objects.aggregate(s=Sum("amount"))["s"],
        "paid": Instalment.objects.filter(state="paid").aggregate(s=Sum("amount"))["s"],
        "back": RefundPayment.objects.aggregate(s=Sum("amount"))["s"],
        "hours": Delivery.objects.aggregate(s=Sum("quantity"))["s"],
        "reports": sorted(Report.objects.values_list("state", "due_on")),
    }


def identities() -> None:
    for one in Agreement.objects.prefetch_related("instalments"):
        assert sum(i.amount for i in one.instalments.all()) == one.amount
    for settled in Settlement.objects.all():
        assert settled.paid == settled.accepted + settled.due_back


def test_what_somebody_worked_on_is_not_undone(city, officer, edition):
    moving = send(officer, city, edition, table(5))
    apply_sheet(by=officer, moving=moving, at=AT)
    Report.objects.filter(agreement__number="3/2025").update(version=1)
    with pytest.raises(CannotMove) as refused:
        undo_sheet(by=officer, moving=moving, at=AT)
    assert refused.value.code == "worked_on"
    assert str(FIRST + 2) in str(refused.value)
    assert Agreement.objects.count() == 5


def test_payments_split_instalments_and_undoing_joins_them_again(city, officer, edition):
    rows = [("7/2025", "Ławka", "Grupa Próbna", "grupa", 1000, "2025-03-01", "2025-10-01", "w realizacji")]
    header = ("Nr umowy", "Tytuł", "Beneficjent", "Rodzaj wnioskodawcy", "Kwota", "Data podpisania", "Koniec", "Status")
    apply_sheet(by=officer, moving=send(officer, city, edition, workbook(rows, header)), at=AT)
    paid = workbook([("7/2025", 300, "2025-04-01"), ("7/2025", "450,50", "02.05.2025")], ("Nr umowy", "Kwota", "Data"))
    moving = send(officer, city, None, paid, kind="payments")
    assert moving.problems == []
    apply_sheet(by=officer, moving=moving, at=AT)
    one = Agreement.objects.get()
    assert sorted(one.instalments.filter(state="paid").values_list("amount", flat=True)) == [
        Decimal(300),
        Decimal("450.50"),
    ]
    assert one.instalments.aggregate(s=Sum("amount"))["s"] == 1000
    too_much = workbook([("7/2025", 250, "2025-06-01")], ("Nr umowy", "Kwota", "Data"))
    assert [p["code"] for p in send(officer, city, None, too_much, kind="payments").problems] == ["too_much"]
    undo_sheet(by=officer, moving=moving, at=AT)
    assert list(one.instalments.values_list("amount", "state", "paid_on")) == [(Decimal(1000), "planned", None)]


def test_arrears_give_reports_their_day_and_ask_for_money_back(city, officer, edition):
    apply_sheet(by=officer, moving=send(officer, city, edition, table(5)), at=AT)
    owed = workbook(
        [
            ("3/2025", "sprawozdanie", "2025-12-31", None),
            ("3/2025", "zwrot", "2026-01-15", "100,10"),
            ("9/2025", "zwrot", "2026-01-15", 5),
        ],
        ("Nr umowy", "Czego brakuje", "Termin", "Kwota"),
    )
    moving = send(officer, city, None, owed, kind="arrears")
    assert [(p["row"], p["code"]) for p in moving.problems] == [(4, "unknown")]
    moving = correct_cells(by=officer, moving=moving, cells={(4, "number"): "3/2025"}, at=AT)
    apply_sheet(by=officer, moving=moving, at=AT)
    one = Agreement.objects.get(number="3/2025")
    assert one.reports.get().due_on == date(2025, 12, 31)
    assert sorted(one.refunds.values_list("principal", flat=True)) == [Decimal(5), Decimal("100.10")]
    undo_sheet(by=officer, moving=moving, at=AT)
    assert one.reports.get().due_on != date(2025, 12, 31)
    assert not one.refunds.exists()


def test_the_same_table_comes_in_once(city, officer, edition):
    apply_sheet(by=officer, moving=send(officer, city, edition, table(3)), at=AT)
    second = send(officer, city, edition, table(3))
    assert {p["code"] for p in second.problems} == {"exists"}


def test_only_the_city_office_moves_in(city, officer, edition):
    stranger = office(factories.make_city("sasiednie"))
    with pytest.raises(NotAllowed):
        send(stranger, city, edition, table(2))
    moving = send(officer, city, edition, table(2))
    for action in (apply_sheet, undo_sheet):
        with pytest.raises(NotAllowed):
            action(by=stranger, moving=moving, at=AT)


def test_the_file_leaves_after_a_month_and_what_it_made_stays(city, officer, edition):
    moving = send(officer, city, edition, table(2))
    apply_sheet(by=officer, moving=moving, at=AT)
    assert forget_sheets(at=AT + timedelta(days=30)) == 0
    assert forget_sheets(at=AT + timedelta(days=31)) == 1
    moving.refresh_from_db()
    assert not moving.file
    assert Agreement.objects.count() == 2


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", b"\x00\x01\x02", b"only;titles\n", b"\n\n"]
)
def test_what_is_no_table_is_refused_with_a_sentence(data):
    with pytest.raises(NotASheet) as refused:
        read(data)
    assert str(refused.value)


def test_polish_csv_from_an_old_office_program_is_read():
    sheet = read("Nr umowy;Kwota;Data\n1/2025;1 000,50;31.12.2025\n".encode("cp1250"))
    assert sheet.header == ("Nr umowy", "Kwota", "Data")
    assert sheet.rows == ((2, ("1/2025", "1 000,50", "31.12.2025")),)


def test_a_packed_bomb_is_not_unpacked():
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/{number}.xml", b"0" * (80 * 1024 * 1024))
    with pytest.raises(NotASheet) as refused:
        read(packed.getvalue())
    assert "60" in str(refused.value)
