"""A change is asked for with a reason, answered, signed by both, and only then in force. Paid money stays paid."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from skwer.apps.grants import actions
from skwer.apps.grants.actions.amending import NotOpen, OneIsOpen
from skwer.apps.grants.actions.annexing import Stale
from skwer.apps.grants.actions.book import BadValues
from skwer.apps.grants.merging import is_intact
from skwer.apps.grants.models import Agreement, Instalment
from skwer.apps.grants.queries.agreements import version_on
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT, make_person
from ...grants_factories import active_agreement, agreement, sign_both

TODAY = date(2026, 11, 23)
LINES = [
    {"order": 1, "name": "Ławki", "source": "grant", "amount": "4000.00"},
    {"order": 2, "name": "Drzewa", "source": "grant", "amount": "2000.00"},
    {"order": 3, "name": "Praca sąsiadów", "source": "volunteer", "amount": "1200.00"},
]


def shifted(*amounts, **more):
    rows = [{**row, "amount": amount} for row, amount in zip(LINES, amounts, strict=True)]
    return [*rows, *more.get("new", [])]


def ask(by, made, kinds=("budget", "time", "scope", "people"), why="Ceny wzrosły.", **changes):
    return actions.ask_amendment(by=by, agreement=made, kinds=kinds, changes=changes, why=why, at=AT)


def agree(officer, amendment, yes=True, answer=""):
    return actions.answer_amendment(by=officer, amendment=amendment, agree=yes, answer=answer, at=AT)


def in_force(officer, made, amendment):
    agree(officer, amendment)
    sign_both(officer, made.versions.get(amendment=amendment), on=TODAY, at=AT + timedelta(hours=1))
    made.refresh_from_db()
    return made


@pytest.mark.job("N6")
def test_money_moves_between_lines_and_the_work_takes_longer_by_a_signed_annex(city, officer):
    made = active_agreement(city, deliver={"max_days": 400}, values={"ends_on": TODAY + timedelta(days=100)})
    later = TODAY + timedelta(days=160)
    amendment = ask(made.party, made, lines=shifted("3500.00", "2500.00", "1200.00"), ends_on=later)
    assert amendment.kinds == ["budget", "time"]

    agree(officer, amendment)
    annex = made.versions.get(number=2)
    made.refresh_from_db()
    assert made.ends_on == TODAY + timedelta(days=100)  # nothing holds before both have signed
    assert [line.amount for line in made.lines.all()][:2] == [Decimal("4000.00"), Decimal("2000.00")]

    sign_both(officer, annex, on=TODAY, at=AT + timedelta(hours=1))

    made.refresh_from_db()
    amendment.refresh_from_db()
    assert (amendment.state, made.ends_on) == ("in_force", later)
    assert made.report_due_on == later + timedelta(days=30) == made.reports.get().due_on
    assert [line.amount for line in made.lines.all()][:2] == [Decimal("3500.00"), Decimal("2500.00")]
    first = version_on(made, AT)
    assert first.number == 1
    assert first.facts["lines"][0]["amount"] == "4000.00"
    assert is_intact(first)
    assert is_intact(annex)


def test_a_smaller_grant_is_shared_by_what_is_not_paid_yet(city, officer):
    made = active_agreement(city)
    made.instalments.filter(order=1).update(state=Instalment.State.PAID, paid_on=TODAY)
    in_force(officer, made, ask(made.party, made, lines=shifted("3500.00", "2000.00", "1200.00")))

    assert made.amount == Decimal("5500.00")
    rows = [(row.amount, row.state) for row in made.instalments.all()]
    assert rows == [(Decimal("4800.00"), "paid"), (Decimal("700.00"), "planned")]


def test_paid_money_is_never_cut(city, officer):
    made = active_agreement(city)
    made.instalments.filter(order=1).update(state=Instalment.State.PAID, paid_on=TODAY)
    with pytest.raises(BadValues) as refused:
        ask(made.party, made, lines=shifted("2700.00", "2000.00", "1200.00"))
    assert refused.value.errors[0].code == "below_paid"


def test_the_support_never_rises_above_the_decision(city, officer):
    made = active_agreement(city)
    with pytest.raises(BadValues) as refused:
        ask(made.party, made, lines=shifted("4000.01", "2000.00", "1200.00"))
    assert refused.value.errors[0].code == "above_decision"
    assert "§" in str(refused.value.errors[0].message)


def test_an_annex_written_before_a_payment_does_not_come_into_force_after_it(city, officer):
    made = active_agreement(city)
    amendment = agree(officer, ask(made.party, made, lines=shifted("3000.00", "2000.00", "1200.00")))
    made.instalments.filter(order=1).update(state=Instalment.State.PAID, paid_on=TODAY)
    with pytest.raises(Stale):
        sign_both(officer, made.versions.get(amendment=amendment), on=TODAY, at=AT)
    made.refresh_from_db()
    assert made.amount == Decimal("6000.00")


def test_new_lines_and_pledges_follow_the_annex(city, officer):
    made = active_agreement(city)
    new = [{"name": "Tabliczka", "source": "grant", "amount": "300.00"}]
    in_force(officer, made, ask(made.party, made, lines=shifted("3700.00", "2000.00", "1500.00", new=new)))

    assert [(line.order, line.name) for line in made.lines.all()][-1] == (4, "Tabliczka")
    pledge = made.pledges.get()
    assert (pledge.quantity, pledge.value) == (Decimal("50.00"), Decimal("1500.00"))
    assert sum(row.amount for row in made.instalments.all()) == made.amount == Decimal("6000.00")


def test_scope_and_people_change_the_text(city, officer):
    made = active_agreement(city)
    in_force(officer, made, ask(made.party, made, scope="Krzewy zamiast drzew.", represented_by="Ewa Lis"))

    text = str(made.versions.get(number=2).paragraphs)
    assert "Krzewy zamiast drzew." in text
    assert made.versions.get(number=2).facts["represented_by"] == "Ewa Lis"
    assert made.represented_by == "Ewa Lis"
    assert "Krzewy" not in str(made.versions.get(number=1).paragraphs)


def test_a_line_with_costs_cannot_vanish(city, officer):
    made = active_agreement(city)
    line = made.lines.get(order=2)
    made.expenses.create(
        line=line, number=1, document="1", what="Lipa", issued_on=TODAY, total=10, claimed=10, added_at=AT
    )
    with pytest.raises(BadValues) as refused:
        ask(made.party, made, lines=[LINES[0], LINES[2]])
    assert refused.value.errors[0].code == "used"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "nothing"),
        ({"lines": LINES}, "nothing"),
        ({"ends_on": TODAY - timedelta(days=1)}, "order"),
        ({"ends_on": TODAY + timedelta(days=365)}, "too_long"),
        ({"account": "PL00"}, "account"),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_asked_for(city, officer, changes, code):
    made = active_agreement(city)
    with pytest.raises(BadValues) as refused:
        ask(made.party, made, **changes)
    assert refused.value.errors[0].code == code


def test_a_reason_is_needed_and_a_refusal_too(city, officer):
    made = active_agreement(city)
    with pytest.raises(BadValues):
        ask(made.party, made, why=" ", scope="Inaczej")
    amendment = ask(made.party, made, scope="Inaczej")
    with pytest.raises(BadValues):
        agree(officer, amendment, yes=False)
    agree(officer, amendment, yes=False, answer="To zmienia pomysł.")
    with pytest.raises(NotOpen):
        agree(officer, amendment)
    assert made.versions.count() == 1


def test_one_change_at_a_time_and_it_can_be_withdrawn(city, officer):
    made = active_agreement(city)
    first = ask(made.party, made, scope="Inaczej")
    with pytest.raises(OneIsOpen):
        ask(officer, made, scope="Jeszcze inaczej")
    agree(officer, first)
    actions.withdraw_amendment(by=officer, amendment=first, at=AT)
    assert made.versions.count() == 1
    assert ask(officer, made, scope="Jeszcze inaczej").number == 2


def test_who_may_ask_and_answer(city, officer, auditor, stranger):
    made = active_agreement(city)
    for person in (auditor, stranger, make_person()):
        with pytest.raises(NotAllowed):
            ask(person, made, scope="Inaczej")
    amendment = ask(made.party, made, scope="Inaczej")
    for person in (made.party, auditor, stranger):
        with pytest.raises(NotAllowed):
            agree(person, amendment)
    draft = agreement(city)
    with pytest.raises(NotAllowed):
        ask(draft.party, draft, scope="Inaczej")
    assert Agreement.objects.get(pk=made.pk).versions.count() == 1
