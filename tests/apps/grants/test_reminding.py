"""Reminders of reports, and what waits in the account, for the party and for the office."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from skwer.apps.grants import account_dues
from skwer.apps.grants.actions import reporting, spending, working
from skwer.apps.grants.actions.reminding import remind_of_reports
from skwer.apps.grants.models import Report

from ...factories import AT, make_person
from ...grants_factories import active_agreement, expense
from .test_money_path import write_report

pytestmark = pytest.mark.django_db


def on(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


@pytest.fixture
def one(city, officer):
    return active_agreement(city, officer=officer)


def reminded(at) -> int:
    return len(list(remind_of_reports(at=at)))


@pytest.mark.job("O7")
def test_a_report_is_reminded_of_before_on_and_after_its_day_and_once_each(one):
    due = one.reports.get().due_on
    days = range(-20, 40)
    told = [day for day in days if reminded(on(due + timedelta(days=day)))]
    assert told == [-14, -3, 0, 7, 30]
    assert reminded(on(due + timedelta(days=39))) == 0


def test_a_late_clock_reminds_once_of_what_it_missed(one):
    due = one.reports.get().due_on
    assert reminded(on(due + timedelta(days=8))) == 1
    assert reminded(on(due + timedelta(days=9))) == 0


def test_what_is_sent_is_not_reminded_of(one):
    due = one.reports.get().due_on
    write_report(one)
    assert reminded(on(due + timedelta(days=1))) == 0


def test_a_correction_has_its_own_term(one, officer):
    report = write_report(one)
    reporting.ask_report_correction(by=officer, report=report, correction="Dopisz liczbę osób.", at=AT)
    report.refresh_from_db()
    until = timezone.localdate(report.correct_until)
    assert reminded(AT) == 0
    assert reminded(on(until - timedelta(days=3))) == 1
    assert reminded(on(until)) == 1


def whats(items) -> list[str]:
    return [str(item.what) for item in items]


def test_the_inbox_says_what_waits_for_the_party(one, officer):
    by = one.party
    assert account_dues.for_parties(by, AT) == []
    asked = expense(one)
    spending.query_expense(by=officer, expense=asked, reason="Brakuje strony.", at=AT)
    due = one.reports.get().due_on
    soon = on(due - timedelta(days=10))
    items = account_dues.for_parties(by, soon)
    assert [item.route for item in items] == ["web:grant_cost", "web:grant_report"]
    assert items[0].detail == "Brakuje strony."
    assert items[1].due_at == on(due).replace(hour=0) + timedelta(days=1)
    assert account_dues.for_parties(by, on(due + timedelta(days=1)))[1].state == "late"
    assert account_dues.for_parties(make_person(), soon) == []


def test_nobody_is_asked_to_confirm_her_own_entry(one):
    values = {"on": AT.date(), "quantity": "4", "people": 1, "what": "Kopanie"}
    working.log_delivery(by=one.party, pledge=one.pledges.get(), values=values, at=AT)
    assert account_dues.for_parties(one.party, AT) == []


def test_the_inbox_says_what_waits_for_the_office(one, officer, auditor, stranger):
    expense(one)
    values = {"on": AT.date(), "quantity": "4", "people": 1, "what": "Kopanie"}
    working.log_delivery(by=one.party, pledge=one.pledges.get(), values=values, at=AT)
    found = [item.route for item in account_dues.for_offices(officer, AT)]
    assert found == ["web:desk_costs", "web:desk_grant_work", "web:desk_payments"]
    assert account_dues.for_offices(auditor, AT) == []
    assert account_dues.for_offices(stranger, AT) == []
    late = on(one.reports.get().due_on + timedelta(days=1))
    assert "web:desk_overdue" in [item.route for item in account_dues.for_offices(officer, late)]


def test_the_office_settles_what_is_accepted(one, officer):
    row = expense(one, total="4000.00")
    spending.review_expense(by=officer, expense=row, accepted=Decimal("4000"), at=AT)
    reporting.accept_report(by=officer, report=write_report(one), at=AT)
    assert "web:desk_settle" in [item.route for item in account_dues.for_offices(officer, AT)]
    assert not Report.objects.filter(state="submitted").exists()


def test_many_agreements_cost_no_more_queries(city, officer, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    expense(active_agreement(city, officer=officer))
    with CaptureQueriesContext(connection) as first:
        account_dues.for_offices(officer, AT)
    for _ in range(3):
        expense(active_agreement(city, officer=officer))
    with django_assert_num_queries(len(first)):
        assert len(account_dues.for_offices(officer, AT)) == 5
