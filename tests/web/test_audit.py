"""The auditor's desk: a sample that can be drawn again, an invoice followed to the payment, everything to take away."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client, override_settings

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.grants.actions.paying import confirm_paid, order_payments
from skwer.apps.grants.models import Expense, Instalment, Version
from skwer.apps.people.models import Person
from skwer.methods.sampling import draw
from skwer.overview.export import tables
from skwer.overview.tracing import trace
from skwer.values.canonical import fingerprint
from skwer.values.money import to_cents

from .. import test_permissions as matrix
from ..apps.files.pictures import PDF, uploaded
from ..factories import AT, make_city
from ..grants_factories import ACCOUNT, active_agreement
from ..numbers_factories import make_agreement, make_edition
from .resident import sign_in

pytestmark = pytest.mark.django_db
_serial = count(1)


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode().replace("\xa0", " ")


def rows_of(response: Any) -> list[dict[str, str]]:
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


# --- the sample


@pytest.fixture
def thirty(city):
    edition = make_edition(city)
    return [make_agreement(edition, Decimal(500 + 37 * n)) for n in range(30)]


ASKED = "?seed=rio-2026&size=9&strata=3&until=2026-11-23"


@pytest.mark.job("A1")
def test_an_auditor_draws_a_sample_by_value_that_can_be_drawn_again(client, auditor, thirty):
    """A1: the seed is recorded in address and table; anybody with the list and the seed draws the same."""
    sign_in(client, auditor)
    page = text(client.get(f"/desk/audit/lipowiec/{ASKED}"))
    rows = rows_of(client.get(f"/desk/audit/lipowiec/{ASKED}&format=csv"))
    assert len(rows) == 9
    assert {row["seed"] for row in rows} == {"rio-2026"}
    assert {row["stratum"] for row in rows} == {"1", "2", "3"}
    again = draw({one.number: to_cents(one.amount) for one in thirty}, size=9, strata=3, seed="rio-2026")
    assert [row["number"] for row in rows] == [one.key for one in again.drawn]
    assert {row["frame"] for row in rows} == {again.frame}
    assert again.frame in page
    assert rows == rows_of(client.get(f"/desk/audit/lipowiec/{ASKED}&format=csv"))


def test_without_a_seed_the_page_takes_one_and_says_it_in_its_address(client, auditor, thirty):
    sign_in(client, auditor)
    answer = client.get("/desk/audit/lipowiec/")
    assert answer.status_code == 302
    assert "seed=" in answer.url
    assert text(client.get(answer.url))


def test_the_list_is_as_it_was_on_the_day_with_the_sums_of_the_day(client, auditor, city):
    """Agreements of later days and later amendments change nothing in a sample already drawn."""
    edition = make_edition(city)
    old = make_agreement(edition, "900.00", active_at=AT - timedelta(days=40))
    for number, (amount, days) in enumerate((("500.00", 40), ("900.00", 2)), 1):
        since = AT - timedelta(days=days)
        Version.objects.create(
            agreement=old, number=number, paragraphs=[], facts={"amount": amount}, checksum="", made_at=since,
            in_force_at=since,
        )  # fmt: skip
    make_agreement(edition, "300.00", active_at=AT - timedelta(days=1))
    sign_in(client, auditor)
    asked = "?seed=x&size=10&strata=1&format=csv&until="
    before = rows_of(client.get(f"/desk/audit/lipowiec/{asked}2026-11-01"))
    now = rows_of(client.get(f"/desk/audit/lipowiec/{asked}2026-11-23"))
    assert [(row["number"], row["amount"]) for row in before] == [(old.number, "500.00")]
    assert {row["amount"] for row in now} == {"900.00", "300.00"}


@pytest.mark.parametrize(
    "asked",
    [
        "seed=&size=9&strata=3&until=2026-11-23",
        "seed=a&size=0&strata=3&until=2026-11-23",
        "seed=a&size=9",
        "seed=a&size=9&strata=3&until=9999-12-31",
        "seed=a&size=9&strata=3&until=0001-01-01",
        "seed=a%00&size=9&strata=3&until=2026-11-23",
    ],
)
def test_a_question_that_cannot_be_read_is_shown_again_with_why(client, auditor, thirty, asked):
    sign_in(client, auditor)
    answer = client.get(f"/desk/audit/lipowiec/?{asked}")
    assert answer.status_code == 422
    assert 'href="#id_' in answer.content.decode()


def test_a_city_without_agreements_says_so(client, auditor):
    sign_in(client, auditor)
    assert text(client.get(f"/desk/audit/lipowiec/{ASKED}"))


def test_currencies_are_drawn_apart(client, auditor, city):
    edition = make_edition(city)
    make_agreement(edition, "100.00")
    make_agreement(edition, "100.00")
    euro = make_agreement(edition, "100.00", currency="EUR")
    sign_in(client, auditor)
    rows = rows_of(client.get(f"/desk/audit/lipowiec/{ASKED}&format=csv&currency=EUR"))
    assert [row["number"] for row in rows] == [euro.number]
    assert {row["currency"] for row in rows_of(client.get(f"/desk/audit/lipowiec/{ASKED}&format=csv"))} == {"PLN"}


# --- one invoice


@pytest.fixture
def paid(city, officer):
    """An expense with a scan, accepted, of an agreement whose first instalment an order paid."""
    agreement = active_agreement(city, officer=officer, amount="6000.00")
    instalment = agreement.instalments.order_by("order").first()
    assert instalment.state == Instalment.State.DUE
    order = order_payments(
        by=officer, organisation=city, instalments=[instalment], from_account=ACCOUNT, pay_on=AT.date(), at=AT
    )
    confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT)
    line = agreement.lines.filter(source="grant").first()
    upload = store_upload(
        by=officer, organisation=city, file=uploaded(PDF, "faktura.pdf", "application/pdf"), kind="document", at=AT
    )
    expense = Expense.objects.create(
        agreement=agreement, line=line, number=1, document="FV 7/2026", seller="Tartak Lipa", seller_no="5260250274",
        what="Deski", issued_on=AT.date(), total=Decimal("800.00"), claimed=Decimal("800.00"), state="accepted",
        accepted=Decimal("800.00"), added_at=AT, reviewed_at=AT, file_hashes=[upload.sha256],
    )  # fmt: skip
    Upload.objects.filter(pk=upload.pk).update(holder_kind="grant_expense", holder_key=str(expense.pk))
    return expense


def codes(expense: Expense, person: Person) -> list[str]:
    return [gap.code for gap in trace(Expense.objects.get(pk=expense.pk), person).gaps]


@pytest.mark.job("A3")
def test_one_invoice_is_followed_from_its_file_to_the_payment_without_a_gap(client, auditor, paid):
    """A3: file hashed again, cost, budget line, version in force, account, instalment, payment order."""
    sign_in(client, auditor)
    page = text(client.get(f"/desk/audit/lipowiec/expenses/{paid.uid}/"))
    order = Instalment.objects.get(agreement=paid.agreement, state="paid").payment
    version = paid.agreement.versions.get()
    for shown in (
        hashlib.sha256(PDF).hexdigest(), "FV 7/2026", "Tartak Lipa", "800 zł", paid.line.name, version.checksum,
        paid.agreement.number, paid.agreement.account, order.hash,
    ):  # fmt: skip
        assert shown in page, shown
    assert codes(paid, auditor) == []
    listed = text(client.get(f"/desk/audit/lipowiec/agreements/{paid.agreement_id}/"))
    assert f"/desk/audit/lipowiec/expenses/{paid.uid}/" in listed


def _break_file(expense: Expense) -> None:
    upload = Upload.objects.get(holder_kind="grant_expense", holder_key=str(expense.pk))
    with open(upload.file.path, "ab") as stored:
        stored.write(b"later")


def _lose_file(expense: Expense) -> None:
    Upload.objects.get(holder_kind="grant_expense", holder_key=str(expense.pk)).file.delete(save=False)


def _empty_row(expense: Expense) -> None:
    Upload.objects.filter(holder_kind="grant_expense").update(file="")


def _no_file(expense: Expense) -> None:
    Upload.objects.filter(holder_kind="grant_expense").update(holder_key="0")


def _other_sum(expense: Expense) -> None:
    Instalment.objects.filter(state="paid").update(amount=Decimal("1.00"))


def _no_order(expense: Expense) -> None:
    Instalment.objects.filter(state="paid").update(payment=None)


def _other_text(expense: Expense) -> None:
    version = expense.agreement.versions.get()
    version.facts["amount"] = "9.00"
    version.save()


def _no_line(expense: Expense) -> None:
    version = expense.agreement.versions.get()
    version.facts["lines"] = []
    version.save()


def _not_in_force(expense: Expense) -> None:
    expense.agreement.versions.update(in_force_at=AT + timedelta(days=3))


@pytest.mark.parametrize(
    ("breaks", "code"),
    [
        (_break_file, "file_changed"),
        (_lose_file, "file_lost"),
        (_empty_row, "file_lost"),
        (_no_file, "no_file"),
        (_other_sum, "order_changed"),
        (_no_order, "no_order"),
        (_other_text, "version_changed"),
        (_no_line, "line_not_in_version"),
        (_not_in_force, "no_version"),
    ],
)
def test_each_link_that_does_not_hold_is_named(client, auditor, paid, breaks, code):
    breaks(paid)
    assert code in codes(paid, auditor)
    sign_in(client, auditor)
    page = text(client.get(f"/desk/audit/lipowiec/expenses/{paid.uid}/"))
    assert 'data-is="fix"' in page


def test_another_citys_desk_finds_no_trace(client, stranger, paid):
    sign_in(client, stranger)
    assert client.get(f"/desk/audit/lipowiec/expenses/{paid.uid}/").status_code == 403
    assert client.get(f"/desk/audit/brzegi/expenses/{paid.uid}/").status_code == 404
    assert client.get(f"/desk/audit/brzegi/agreements/{paid.agreement_id}/").status_code == 404


# --- everything


@pytest.mark.job("A7")
def test_an_auditor_takes_everything_away_in_open_formats(client, auditor, paid, city):
    """A7: each table as CSV and JSON, columns explained, a checksum for each file."""
    sign_in(client, auditor)
    answer = client.get("/desk/audit/lipowiec/export.zip")
    case = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert case.testzip() is None
    folder = case.namelist()[0].split("/")[0]

    def table(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(case.read(f"{folder}/{name}.csv").decode("utf-8-sig"))))

    assert table("agreement")[0]["number"] == paid.agreement.number
    assert table("expense")[0]["document"] == "FV 7/2026"
    expenses = json.loads(case.read(f"{folder}/expense.json"))
    assert expenses[0]["claimed"] == "800.00"
    assert {row["verb"] for row in table("journalentry")} >= {"draft_agreement", "payments_ordered"}
    for row in table("index"):
        content = case.read(f"{folder}/{row['path']}")
        assert hashlib.sha256(content).hexdigest() == row["sha256"], row["path"]
    explained = {(row["table"], row["column"]) for row in table("columns")}
    for name in {row["path"].partition(".")[0] for row in table("index")}:
        header = case.read(f"{folder}/{name}.csv").decode("utf-8-sig").splitlines()[0].split(",")
        assert {(name, column) for column in header} <= explained, name


def test_no_key_that_opens_a_door_is_in_the_export(auditor, paid, city):
    columns = {column for table in tables(city, auditor) for column, _words in table.columns}
    assert not columns & {"token", "password", "email", "assessor", "geodata"}
    names = {table.name for table in tables(city, auditor)}
    assert not names & {"supporter", "ballot", "roll", "coauthor", "invitation"}


def test_the_export_holds_nothing_of_another_city(auditor, stranger, paid, city):
    other = make_city("dolna")
    make_agreement(make_edition(other), "1.00")
    assert tables(other, auditor) == []
    agreements = next(table for table in tables(city, auditor) if table.name == "agreement")
    assert len(list(agreements.rows())) == 1


# --- nothing changes


def everything() -> str:
    """A fingerprint of every row of every table of ours."""
    found = {}
    for model in apps.get_models():
        if not model.__module__.startswith("skwer."):
            continue
        rows = model._default_manager.order_by("pk").values_list()
        found[model._meta.label] = [[str(value) for value in row] for row in rows]
    return fingerprint(found)


@override_settings(REQUIRE_MFA=False)
class AuditorChangesNothing(matrix.TestCase):
    """In the world of the permission table: the auditor posts to every route of the desk, and no row is another."""

    setUpTestData = classmethod(matrix.PermissionMatrix.setUpTestData.__func__)
    setUp = matrix.PermissionMatrix.setUp
    address = matrix.PermissionMatrix.address

    def test_an_auditors_post_changes_no_row(self) -> None:
        """Must show 4: whatever is sent, everywhere below /desk/, by somebody who only reads."""
        client = Client(raise_request_exception=False)
        client.force_login(self.people["auditor"], backend="django.contrib.auth.backends.ModelBackend")
        before = everything()
        asked = 0
        for route, arguments, _letters in matrix.ROWS:
            path = self.address(route, arguments)
            if not path.removeprefix("/en").startswith("/desk/"):
                continue
            cache.clear()  # a limit of requests must not be what saves us
            for values in (matrix._SOMETHING, {}):
                assert client.post(path, values).status_code < 500, path
            asked += 1
        assert asked > 60
        assert everything() == before
