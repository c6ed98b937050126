"""Agreements are drafted from the published decision and nothing else; a draft is corrected within it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.grants import actions
from skwer.apps.grants.actions.book import BadValues
from skwer.apps.grants.actions.drafting import AlreadyDrafted, NoAgreements, NotADraft
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.sums import split
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT, make_organisation
from ...grants_factories import ACCOUNT, active_agreement, agreement, chosen_proposal, decided_call

TODAY = date(2026, 11, 23)


def test_from_decision_to_force(city, officer):
    made = active_agreement(city)

    assert (made.state, made.number, made.amount) == ("active", "1/2026", Decimal("6000.00"))
    assert [(row.amount, row.after, row.state) for row in made.instalments.all()] == [
        (Decimal("4800.00"), "signed", "due"),
        (Decimal("1200.00"), "final", "planned"),
    ]
    assert [(row.kind, row.quantity, row.value) for row in made.pledges.all()] == [
        ("hours", Decimal("40.00"), Decimal("1200.00"))
    ]
    assert made.reports.get().due_on == made.report_due_on


def test_lines_come_from_the_application_by_source(city, officer):
    made = agreement(city)

    assert [(line.order, line.name, line.source, line.amount) for line in made.lines.all()] == [
        (1, "Ławki", "grant", Decimal("4000.00")),
        (2, "Drzewa", "grant", Decimal("2000.00")),
        (3, "Praca sąsiadów", "volunteer", Decimal("1200.00")),
    ]


def test_where_the_decision_gives_less_the_grant_lines_shrink_in_proportion(city, officer):
    made = agreement(city, amount="1000.00")

    assert [line.amount for line in made.lines.filter(source="grant")] == [Decimal("666.67"), Decimal("333.33")]
    assert made.amount == Decimal("1000.00")


def test_where_the_city_buys_nothing_is_paid_and_the_lines_are_its_own(city, officer):
    made = active_agreement(city, support="in_kind")

    assert not made.instalments.exists()
    assert {line.source for line in made.lines.all()} == {"city", "volunteer"}
    assert [(row.kind, row.state, row.cost) for row in made.purchases.order_by("pk")] == [
        ("buy", "wanted", Decimal("4000.00")),
        ("buy", "wanted", Decimal("2000.00")),
    ]


def test_an_organisation_is_party_under_its_own_name(city, officer):
    ngo = make_organisation(name="Fundacja Zieleń", register_no="0000123456", contact_address="ul. Lipowa 1")
    made = agreement(city, organisation=ngo)

    assert (made.party_name, made.party_register_no) == ("Fundacja Zieleń", "0000123456")


def test_hours_are_read_from_the_quantity_and_valued_at_the_rate(city, officer):
    costs = [
        {"name": "Ławki", "quantity": "2", "amount": "500.00", "source": "grant"},
        {"name": "Praca", "quantity": "12,5 godz.", "amount": "999.00", "source": "volunteer"},
        {"name": "Ziemia", "quantity": "", "amount": "80.00", "source": "in_kind"},
    ]
    made = agreement(city, answers={"costs": costs})

    assert [(row.kind, row.quantity, row.value) for row in made.pledges.all()] == [
        ("hours", Decimal("12.50"), Decimal("375.00")),
        ("thing", Decimal("1.00"), Decimal("80.00")),
    ]


def test_only_the_citys_officers_draft(city, officer, stranger, auditor, resident):
    call = decided_call(city)
    proposal = chosen_proposal(call, resident)
    for person in (stranger, auditor, resident):
        with pytest.raises(NotAllowed):
            actions.draft_agreement(by=person, proposal=proposal, values={}, at=AT)
    assert not Agreement.objects.exists()


def test_one_agreement_a_proposal(city, officer):
    made = agreement(city)
    with pytest.raises(AlreadyDrafted):
        actions.draft_agreement(by=officer, proposal=made.proposal, values={}, at=AT)


@pytest.mark.parametrize("breaking", ["unpublished", "reserve", "no stage", "withdrawn"])
def test_without_a_published_decision_that_funds_it_there_is_no_agreement(city, officer, breaking):
    call = decided_call(city)
    proposal = chosen_proposal(call)
    decision = call.decisions.get()
    if breaking == "unpublished":
        decision.published_at = None
        decision.save()
    elif breaking == "reserve":
        decision.lines.update(result="reserve")
    elif breaking == "no stage":
        call.stages.filter(kind="agree").update(state=Stage.State.CLOSED)
    else:
        Proposal.objects.filter(pk=proposal.pk).update(state="withdrawn")
        proposal = Proposal.objects.get(pk=proposal.pk)
    with pytest.raises(NoAgreements):
        actions.draft_agreement(by=officer, proposal=proposal, values={}, at=AT)


def test_all_chosen_ones_at_once_and_each_once(city, officer):
    call = decided_call(city)
    for _n in range(3):
        chosen_proposal(call)

    made = actions.draft_all(by=officer, call=call, at=AT)

    assert [one.number for one in made] == ["1/2026", "2/2026", "3/2026"]
    assert actions.draft_all(by=officer, call=call, at=AT) == []


def test_numbers_go_on_after_the_highest_of_the_year_and_city(city, officer, other_city):
    first = agreement(city)
    actions.change_draft(by=officer, agreement=first, values={"number": "41/2026"}, at=AT)
    assert agreement(city).number == "42/2026"
    assert agreement(city, at=AT + timedelta(days=60)).number == "1/2027"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"account": "PL61109010140000071219812875"}, "account"),
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"ends_on": TODAY + timedelta(days=90)}, "ends_on"),
        ({"report_due_on": TODAY}, "report_due_on"),
        ({"lines": [{"name": "Ławki", "source": "grant", "amount": "6000.01"}]}, "lines"),
        ({"lines": [{"name": "Ławki", "source": "own", "amount": "10.00"}]}, "lines"),
        ({"lines": [{"name": "", "source": "grant", "amount": "10.00"}]}, "lines-0-name"),
        ({"lines": [{"name": "X", "source": "gold", "amount": "10.00"}]}, "lines-0-source"),
        ({"lines": [{"name": "X", "source": "grant", "amount": "-1"}]}, "lines-0-amount"),
        ({"party_name": " "}, "party_name"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(city, officer, values, field):
    made = agreement(city, deliver={"max_days": 90})
    with pytest.raises(BadValues) as refused:
        actions.change_draft(by=officer, agreement=made, values=values, at=AT)
    assert refused.value.field == field
    assert Agreement.objects.get(pk=made.pk).amount == Decimal("6000.00")


def test_a_draft_is_corrected_and_its_money_follows(city, officer):
    made = agreement(city)
    lines = [
        {"name": "Ławki", "source": "grant", "amount": "3000.00"},
        {"name": "Grant innej fundacji", "source": "other", "amount": "500.00", "payer": "Fundacja Most"},
    ]
    values = {"lines": lines, "ends_on": TODAY + timedelta(days=30), "account": "61 1090 1014 0000 0712 1981 2874"}
    actions.change_draft(by=officer, agreement=made, values=values, at=AT)

    made.refresh_from_db()
    assert (made.amount, made.account) == (Decimal("3000.00"), ACCOUNT)
    assert sum(row.amount for row in made.instalments.all()) == Decimal("3000.00")
    assert made.report_due_on == TODAY + timedelta(days=60)
    assert not made.pledges.exists()


def test_what_was_sent_is_no_draft_any_more(city, officer):
    made = active_agreement(city)
    with pytest.raises(NotADraft):
        actions.change_draft(by=officer, agreement=made, values={"title": "Inny"}, at=AT)


def test_partial_reports_fall_into_the_time_for_the_work(city, officer):
    made = agreement(
        city,
        deliver={"partial_reports": [60, 400], "max_days": 365},
        values={"ends_on": TODAY + timedelta(days=200)},
    )
    assert [(row.number, row.kind) for row in made.reports.all()] == [(1, "partial"), (2, "final")]


def test_the_journal_holds_no_names(city, officer):
    made = active_agreement(city)
    entries = JournalEntry.objects.filter(kind="agreement", key=str(made.pk))
    assert {entry.verb for entry in entries} == {"draft_agreement", "send_agreement", "register_signature"}
    written = " ".join(str(entry.before) + str(entry.after) for entry in entries)
    assert "Nowak" not in written
    assert "Kowalski" not in written


@given(
    amount=st.decimals(min_value=0, max_value=10**8, places=2),
    weights=st.lists(st.integers(1, 1000), min_size=1, max_size=12),
)
def test_parts_add_up_to_the_grosz_and_none_is_negative(amount, weights):
    parts = split(amount, [Decimal(weight) for weight in weights])
    assert sum(parts) == amount
    assert all(part >= 0 and part == part.quantize(Decimal("0.01")) for part in parts)


def test_hours_promised_in_an_answer_of_their_own_are_a_pledge(city, officer):
    call = decided_call(city)
    costs = [{"name": "Ławki", "quantity": "2", "amount": "4000.00", "source": "grant"}]
    proposal = chosen_proposal(call, costs=costs, work_hours=25)
    made = actions.draft_agreement(by=officer, proposal=proposal, values={}, at=AT)
    assert [(row.kind, row.quantity, row.value) for row in made.pledges.all()] == [
        ("hours", Decimal("25.00"), Decimal("750.00"))
    ]
    actions.change_draft(by=officer, agreement=made, values={"account": ACCOUNT}, at=AT)
    assert made.pledges.count() == 1
    lines = [{"name": "Ławki", "source": "grant", "amount": "4000.00"}]
    actions.change_draft(by=officer, agreement=made, values={"lines": lines}, at=AT)
    assert made.pledges.count() == 1  # the office's form sends all rows each time; hours are none of them
