"""Letters about the account of a grant, word for word in Polish and in English, and whom they reach."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from skwer.apps.calls.models import CoAuthor
from skwer.apps.grants.actions import paying, reporting, settling, spending, working
from skwer.apps.grants.models import Expense, InterestRate, Report
from skwer.apps.grants.queries.owing import owed
from skwer.apps.people.models import Person
from skwer.mail import jobs

from ..apps.grants.test_money_path import write_report
from ..factories import AT, make_member, make_organisation, make_person
from ..grants_factories import CITY_ACCOUNT, active_agreement, expense
from .conftest import GRANT_EVENTS, written
from .test_letters import LANGUAGES, compare, well_made

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def world(city, officer, monkeypatch):
    """An account on its way: paid, costs shown, an entry written down, the report still to come."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    for field, value in {
        "contact_name": "Marta Wilk", "contact_office": "Biuro Dialogu", "contact_address": "Rynek 1, pokój 4",
        "contact_hours": "pn.–pt. 8–16", "contact_email": "dialog@lipowiec.example",
    }.items():  # fmt: skip
        setattr(city, field, value)
    city.save()
    InterestRate.objects.create(
        organisation=city, kind="tax", since=date(2026, 1, 1), percent="8", source="test", read_on=AT.date()
    )
    author = make_person("Zofia Kamińska", email="zofia@poczta.example")
    one = active_agreement(city, officer=officer, author=author)
    order = paying.order_payments(
        by=officer, organisation=city, instalments=one.instalments.filter(state="due"), from_account=CITY_ACCOUNT,
        pay_on=AT.date(), at=AT,
    )  # fmt: skip
    paying.confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT)
    benches, trees = one.lines.filter(source="grant").order_by("order")
    good = expense(one, line=benches, total="4000.00", what="Dwie ławki", document="FV 12/2026")
    bad = expense(one, line=trees, total="500.00", what="Poczęstunek", document="FV 13/2026")
    values = {"on": AT.date() - timedelta(days=1), "quantity": "40", "people": 8, "what": "Kopanie grządek"}
    entry = working.log_delivery(by=author, pledge=one.pledges.get(), values=values, at=AT)
    return SimpleNamespace(**locals())


def refuse(world) -> None:
    reason = "Regulamin nie obejmuje poczęstunków."
    spending.review_expense(by=world.officer, expense=world.good, accepted=D("4000"), at=AT)
    spending.review_expense(by=world.officer, expense=world.bad, accepted=D(0), reason=reason, paragraph="§ 7", at=AT)


def settled(world):
    refuse(world)
    working.verify_delivery(by=world.officer, delivery=world.entry, yes=True, at=AT)
    reporting.accept_report(by=world.officer, report=write_report(world.one), reason="Dziękujemy.", at=AT)
    return settling.settle(by=world.officer, agreement=world.one, note="Oryginały faktur prosimy zachować.", at=AT)


def refund(world):
    settled(world)
    return settling.ask_refund(
        by=world.officer, agreement=world.one, kind="ineligible", principal=D("800"), reason="Niewydane.", at=AT
    )


def _withheld(world) -> int:
    last = world.one.instalments.get(order=2)
    return paying.withhold(by=world.officer, instalment=last, why="Najpierw sprawozdanie.", at=AT).pk


def _queried(world) -> int:
    return spending.query_expense(by=world.officer, expense=world.bad, reason="Brakuje drugiej strony.", at=AT).pk


def _answered(world) -> int:
    refuse(world)
    return world.bad.pk


def _not_confirmed(world) -> int:
    why = "Ten dzień jest już wpisany."
    return working.verify_delivery(by=world.officer, delivery=world.entry, yes=False, why=why, at=AT).pk


def _submitted(world) -> int:
    report = write_report(world.one)
    Report.objects.filter(pk=report.pk).update(hash="1a2b3c4d5e6f" + "0" * 52)  # keys differ in every world
    return report.pk


def _correction(world) -> int:
    words = "Ile osób było na otwarciu?\nDołącz zdjęcie po zakończeniu."
    return reporting.ask_report_correction(by=world.officer, report=write_report(world.one), correction=words, at=AT).pk


def _accepted(world) -> int:
    settled(world)
    return world.one.reports.get().pk


def _back(world) -> int:
    asked = refund(world)
    later = AT + timedelta(days=40)
    total = owed(asked, later.date()).total
    settling.record_refund_payment(by=world.officer, refund=asked, on=later.date(), amount=total, at=later)
    return asked.pk


MAKES = {
    "payments_made": lambda world: world.order.pk,
    "instalment_withheld": _withheld,
    "expense_queried": _queried,
    "expense_answered": _answered,
    "delivery_answered": _not_confirmed,
    "report_submitted": _submitted,
    "report_correction_asked": _correction,
    "report_decided": _accepted,
    "report_reminded": lambda world: world.one.reports.get().pk,
    "account_settled": lambda world: settled(world).pk,
    "refund_asked": lambda world: refund(world).pk,
    "refund_ended": _back,
}


def test_every_letter_of_the_account_is_read_here():
    assert set(MAKES) == GRANT_EVENTS
    assert set(jobs.WRITERS) >= GRANT_EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", sorted(MAKES))
def test_every_event_s_letter(event, language, world):
    key = MAKES[event](world)
    Person.objects.update(language=language)
    (letter,) = written(event, key)
    assert letter.to == ["zofia@poczta.example"]
    well_made(letter, language)
    compare(f"{event}.{language}", letter)


def at(monkeypatch, moment) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "days"), [("soon", -3), ("today", 0), ("late", 7)])
def test_a_reminder_says_how_it_stands(name, days, language, world, monkeypatch):
    report = world.one.reports.get()
    Person.objects.update(language=language)
    at(monkeypatch, timezone.make_aware(timezone.datetime.combine(report.due_on + timedelta(days=days), AT.time())))
    (letter,) = written("report_reminded", report.pk)
    well_made(letter, language)
    compare(f"report_reminded-{name}.{language}", letter)


def test_costs_answered_one_by_one_bring_one_letter_at_the_end(world):
    """Six answers are no six letters: the last one tells of all of them, however they were given."""
    spending.review_expense(by=world.officer, expense=world.good, accepted=D("4000"), at=AT)
    assert written("expense_answered", world.good.pk) == []
    spending.review_expense(by=world.officer, expense=world.bad, accepted=D("500"), at=AT)
    assert written("expense_answered", world.good.pk) == []
    (letter,) = written("expense_answered", world.bad.pk)
    assert "uznał wszystkie" in letter.body
    assert "4\xa0500\xa0zł" in letter.body
    assert not Expense.objects.exclude(state="accepted").exists()


def test_what_is_confirmed_needs_no_letter(world):
    working.verify_delivery(by=world.officer, delivery=world.entry, yes=True, at=AT)
    assert written("delivery_answered", world.entry.pk) == []


def test_a_report_sent_meanwhile_is_not_reminded_of(world):
    report = write_report(world.one)
    assert written("report_reminded", report.pk) == []
    assert Report.objects.get().state == "submitted"


def test_everybody_who_writes_along_reads_it(world):
    along = make_person("Tomasz Lis", email="tomasz@poczta.example")
    CoAuthor.objects.create(
        proposal=world.one.proposal, person=along, email=along.email, invited_at=AT, accepted_at=AT, token="x" * 20
    )
    letters = written("payments_made", world.order.pk)
    assert sorted(letter.to[0] for letter in letters) == ["tomasz@poczta.example", "zofia@poczta.example"]


def test_an_organisation_without_a_proposal_is_written_to_through_its_people(world):
    """Agreements moved in from a spreadsheet know no author."""
    ngo = make_organisation("stowarzyszenie")
    acting = make_person("Prezeska", email="prezeska@ngo.example")
    make_member(acting, ngo, "admin")
    type(world.one).objects.filter(pk=world.one.pk).update(proposal=None, party=None, party_organisation=ngo)
    (letter,) = written("payments_made", world.order.pk)
    assert letter.to == ["prezeska@ngo.example"]


def test_a_refused_paragraph_and_reason_stand_in_the_letter(world):
    refuse(world)
    (letter,) = written("expense_answered", world.bad.pk)
    assert re.search(r"Poczęstunek, FV 13/2026: uznano 0\s*zł z 500\s*zł", letter.body)
    assert "Regulamin nie obejmuje poczęstunków. (§ 7)" in letter.body
