"""Documents: what the party may show, what the office answers, and what was shown before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from skwer.apps.files.models import Upload
from skwer.apps.grants.actions import buying, spending, working
from skwer.apps.grants.actions.book import BadValues
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.money import account_of
from skwer.apps.grants.queries.spending import deviations, double_financing
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT, make_person
from ...grants_factories import active_agreement, agreement, expense

D = Decimal


@pytest.fixture
def one(city, officer):
    return active_agreement(city, officer=officer)


VALUES = {"document": "FV/1", "what": "Deski", "issued_on": AT.date(), "total": "100.00", "claimed": "100.00"}


def add(one, by=None, **values):
    told = {**VALUES, "line": one.lines.get(order=1), **values}
    return spending.add_expense(by=by or one.party, agreement=one, values=told, at=AT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"line": None}, "line"),
        ({"line": 99}, "line"),
        ({"document": " "}, "document"),
        ({"what": ""}, "what"),
        ({"issued_on": ""}, "issued_on"),
        ({"issued_on": AT.date() + timedelta(days=1)}, "issued_on"),
        ({"total": "0"}, "total"),
        ({"total": "12.345"}, "total"),
        ({"total": 1.5}, "total"),
        ({"claimed": "-1"}, "claimed"),
        ({"claimed": "100.01"}, "claimed"),
        ({"claimed": "60", "shares": [{"source": "own", "amount": "40.01"}]}, "claimed"),
        ({"shares": [{"source": "own", "amount": "x"}]}, "shares"),
        ({"line": 3}, "claimed"),  # residents' work is not paid by the grant
    ],
)
def test_a_document_with_a_slip_names_the_field(one, change, field):
    with pytest.raises(BadValues) as refused:
        add(one, **change)

    assert field in [error.field for error in refused.value.errors]


@pytest.mark.job("N7")
def test_costs_are_split_among_the_grant_own_money_and_other_funders(one):
    shares = [{"source": "own", "amount": "20"}, {"source": "other", "payer": "Fundacja Y", "amount": "30.50"}]
    made = add(one, claimed="49.50", shares=shares)

    assert made.shares == [
        {"source": "own", "payer": "", "amount": "20.00"},
        {"source": "other", "payer": "Fundacja Y", "amount": "30.50"},
    ]


@pytest.mark.job("N7")
def test_a_document_shown_in_another_grant_is_noticed_and_another_city_is_not_named(
    one, city, officer, other_city, stranger
):
    second = active_agreement(city, officer=officer)
    abroad = active_agreement(other_city, officer=stranger)
    first = expense(one, document="FV 7 / 2026")
    again = expense(second, document="fv7/2026", claimed=False)
    theirs = expense(abroad, document="FV7/2026")

    warnings = double_financing(again)
    assert [(w.why, w.agreement, w.expense) for w in warnings] == [("document", one, first), ("document", None, None)]
    assert {w.agreement for w in double_financing(theirs)} == {None}


def test_the_same_file_under_another_number_is_noticed(one, city, officer):
    second = active_agreement(city, officer=officer)
    first, other = expense(one), expense(second, seller_no="")
    assert double_financing(other) == []
    Upload.objects.filter(holder_kind="grant_expense").update(sha256="a" * 64)

    assert [(w.why, w.expense) for w in double_financing(other)] == [("file", first)]


def test_a_draft_warns_nobody_else(one, city, officer):
    expense(one, document="FV/9", claimed=False)

    assert double_financing(expense(active_agreement(city, officer=officer), document="FV/9")) == []


def test_documents_need_a_file_before_they_go(one):
    made = add(one)
    with pytest.raises(BadValues) as refused:
        spending.claim_expenses(by=one.party, agreement=one, at=AT)

    assert refused.value.field == f"expense-{made.number}"
    made.refresh_from_db()
    assert made.state == "draft"


def test_nothing_to_send_is_said(one):
    with pytest.raises(spending.NothingToClaim):
        spending.claim_expenses(by=one.party, agreement=one, at=AT)


def test_what_the_office_has_cannot_be_changed_until_it_asks(one, officer):
    made = expense(one)
    with pytest.raises(spending.NotOpen):
        spending.change_expense(by=one.party, expense=made, values={"total": "90", "claimed": "90"}, at=AT)
    spending.query_expense(by=officer, expense=made, reason="Brak daty.", at=AT)
    spending.change_expense(by=one.party, expense=made, values={"total": "90", "claimed": "90"}, at=AT)
    with pytest.raises(spending.NotOpen):
        spending.remove_expense(by=one.party, expense=made, at=AT)
    spending.claim_expenses(by=one.party, agreement=one, at=AT)

    made.refresh_from_db()
    assert (made.state, made.total) == ("claimed", D("90.00"))


def test_a_draft_goes_with_its_files(one):
    made = expense(one, claimed=False)
    spending.remove_expense(by=one.party, expense=made, at=AT)

    assert not Upload.objects.filter(holder_kind="grant_expense").exists()


@pytest.mark.job("R7")
def test_each_of_six_invoices_is_answered_with_a_reason_and_a_paragraph(one, officer):
    shown = [expense(one, total="500.00") for _number in range(6)]
    for row in shown[:4]:
        spending.review_expense(by=officer, expense=row, accepted=D("500"), at=AT)
    spending.review_expense(by=officer, expense=shown[4], accepted=D("200"), reason="Część to poczęstunek.", at=AT)
    spending.review_expense(
        by=officer, expense=shown[5], accepted=D("0"), reason="Data przed umową.", paragraph="§ 12", at=AT
    )

    assert [(row.state, row.accepted) for row in shown[3:]] == [
        ("accepted", D("500")),
        ("partly", D("200")),
        ("refused", D("0")),
    ]
    assert shown[5].paragraph == "§ 12"
    assert shown[4].paragraph.startswith("§")
    account = account_of(one)
    assert (account.accepted, account.refused, account.pending) == (D("2200"), D("800"), D("0"))


@pytest.mark.parametrize(
    ("accepted", "reason", "code"),
    [("100.01", "", "more_than_claimed"), ("-1", "x", "no_sum"), ("50", "", "reason"), ("1.001", "x", "no_sum")],
)
def test_an_answer_with_a_slip_is_refused(one, officer, accepted, reason, code):
    with pytest.raises(spending.CannotAccept) as refused:
        spending.review_expense(by=officer, expense=expense(one), accepted=D(accepted), reason=reason, at=AT)

    assert refused.value.code == code


def test_a_line_takes_its_plan_and_the_shift_and_no_grosz_more(one, officer):
    first, second = expense(one, total="4000.00"), expense(one, total="400.01")
    spending.review_expense(by=officer, expense=first, accepted=D("4000"), at=AT)
    with pytest.raises(spending.CannotAccept) as refused:
        spending.review_expense(by=officer, expense=second, accepted=D("400.01"), at=AT)
    assert refused.value.code == "over_line"
    assert refused.value.paragraph.startswith("§")

    spending.review_expense(by=officer, expense=second, accepted=D("400.00"), reason="Limit pozycji.", at=AT)
    row = deviations(one)[0]
    assert (row.planned, row.accepted, row.over_by, row.allowed) == (D("4000"), D("4400"), D("400"), D("4400"))
    assert not row.too_far


def test_no_more_is_accepted_than_the_grant(one, officer):
    spending.review_expense(by=officer, expense=expense(one, total="4400.00"), accepted=D("4400"), at=AT)
    other = expense(one, total="2200.00", line=one.lines.get(order=2))
    with pytest.raises(spending.CannotAccept) as refused:
        spending.review_expense(by=officer, expense=other, accepted=D("1600.01"), reason="x", at=AT)

    assert refused.value.code == "over_grant"


def test_the_party_does_not_answer_and_the_office_does_not_show(one, officer, stranger, auditor):
    made = expense(one)
    for person in (one.party, stranger, auditor):
        with pytest.raises(NotAllowed):
            spending.review_expense(by=person, expense=made, accepted=D("100"), at=AT)
    for person in (officer, stranger, make_person()):
        with pytest.raises(NotAllowed):
            add(one, by=person)


def test_an_agreement_that_is_not_in_force_takes_no_documents(city, officer):
    one = agreement(city, officer=officer)
    with pytest.raises(spending.CannotSpend):
        add(one)
    assert Agreement.objects.get(pk=one.pk).expenses.count() == 0


# --- work


def log(one, by=None, **values):
    told = {"on": AT.date(), "quantity": "8", "people": "2", "what": "Sadzenie", **values}
    return working.log_delivery(by=by or one.party, pledge=one.pledges.get(kind="hours"), values=told, at=AT)


@pytest.mark.job("R6")
def test_forty_hours_are_pledged_logged_confirmed_and_valued_at_the_rate(one, officer):
    for _day in range(5):
        working.verify_delivery(by=officer, delivery=log(one), yes=True, at=AT)
    working.verify_delivery(by=officer, delivery=log(one, quantity="3"), yes=False, why="Nikogo nie było.", at=AT)

    account = account_of(one)
    assert (account.hours_pledged, account.hours_logged, account.hours_verified) == (D("40"), D("43"), D("40"))
    assert account.hours_value == D("1200.00")


def test_nobody_confirms_what_she_logged_herself(one, officer):
    entry = log(one)
    with pytest.raises(working.OwnEntry):
        working.verify_delivery(by=one.party, delivery=entry, yes=True, at=AT)
    with pytest.raises(NotAllowed):
        working.verify_delivery(by=make_person(), delivery=entry, yes=True, at=AT)
    assert not working.may_verify(one.party, entry)
    assert working.may_verify(officer, entry)


def test_a_refusal_of_work_needs_words_and_the_office_may_change_its_mind(one, officer):
    entry = log(one)
    with pytest.raises(working.WhyNotMissing):
        working.verify_delivery(by=officer, delivery=entry, yes=False, at=AT)
    working.verify_delivery(by=officer, delivery=entry, yes=False, why="Nie.", at=AT)
    working.verify_delivery(by=officer, delivery=entry, yes=True, at=AT)
    assert (entry.state, entry.why) == ("verified", "")
    with pytest.raises(working.CannotLog):
        working.remove_delivery(by=one.party, delivery=entry, at=AT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": "49"}, "quantity"),
        ({"quantity": "0"}, "quantity"),
        ({"people": "0"}, "people"),
        ({"on": AT.date() + timedelta(days=1)}, "on"),
        ({"what": ""}, "what"),
    ],
)
def test_an_entry_with_a_slip_names_the_field(one, change, field):
    with pytest.raises(BadValues) as refused:
        log(one, **change)

    assert field in [error.field for error in refused.value.errors]


# --- purchases


@pytest.fixture
def in_kind(city, officer):
    costs = [{"name": "Lampa", "quantity": "1", "amount": "900.00", "source": "city"}]
    return active_agreement(city, officer=officer, support="in_kind", amount="900.00", answers={"costs": costs})


def test_the_city_buys_within_what_it_granted(in_kind, officer):
    made = in_kind.purchases.get()  # drafted with the agreement
    for values in ({"cost": "900.01"}, {"what": ""}):
        with pytest.raises(BadValues):
            buying.change_purchase(by=officer, purchase=made, values=values, at=AT)
    with pytest.raises(BadValues):
        buying.add_purchase(by=officer, agreement=in_kind, values={"what": "Słup", "cost": "0.01"}, at=AT)
    buying.change_purchase(by=officer, purchase=made, values={"cost": "899.50", "document": "FV 4"}, at=AT)
    for state in ("ordered", "delivered", "handed_over"):
        buying.move_purchase(by=officer, purchase=made, state=state, on=AT.date(), at=AT)
    with pytest.raises(buying.CannotBuy):
        buying.move_purchase(by=officer, purchase=made, state="given_back", on=AT.date(), at=AT)

    account = account_of(in_kind)
    assert (account.bought, account.in_kind, account.paid) == (D("899.50"), D("900"), D("0"))


def test_what_is_lent_says_until_when_and_comes_back(in_kind, officer):
    told = {"kind": "lend", "what": "Narzędzia", "cost": "5000"}
    with pytest.raises(BadValues):
        buying.add_purchase(by=officer, agreement=in_kind, values=told, at=AT)
    made = buying.add_purchase(by=officer, agreement=in_kind, values={**told, "back_by": AT.date()}, at=AT)
    for state in ("delivered", "handed_over", "given_back"):
        buying.move_purchase(by=officer, purchase=made, state=state, on=AT.date(), at=AT)
    assert account_of(in_kind).lent == D("5000")
    with pytest.raises(NotAllowed):
        buying.add_purchase(by=in_kind.party, agreement=in_kind, values=told, at=AT)
