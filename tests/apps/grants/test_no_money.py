"""Where a city supports in kind or lends, no line of a budget is paid out, in a draft or by a change; and the letter
about the end of the account tells of things and work.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.calls.stages import kind_of
from skwer.apps.grants import actions
from skwer.apps.grants.actions import buying, reporting, settling
from skwer.apps.grants.models import Report
from skwer.mail.letters import grants as letters
from tests.factories import AT
from tests.grants_factories import active_agreement, agreement, decided_call

PAID_OUT = {"name": "Wypłata", "source": "grant", "amount": "100.00"}


@pytest.mark.parametrize("support", ["in_kind", "loan"])
def test_no_line_of_a_draft_is_paid_out(city, officer, support):
    one = agreement(city, officer=officer, support=support)
    assert set(one.lines.values_list("source", flat=True)) == {"city", "volunteer"}
    assert not one.instalments.exists()
    with pytest.raises(actions.BadValues) as refused:
        actions.change_draft(by=officer, agreement=one, values={"lines": [PAID_OUT]}, at=AT)
    assert [(error.field, error.code) for error in refused.value.errors] == [("lines-0-source", "no_money")]


def test_no_change_turns_a_purchase_into_a_payment(city, officer, resident):
    one = active_agreement(city, officer=officer, author=resident, support="in_kind")
    rows = [{"order": r.order, "name": r.name, "source": r.source, "amount": r.amount} for r in one.lines.all()]
    rows[0]["source"] = "grant"
    with pytest.raises(actions.BadValues) as refused:
        actions.ask_amendment(
            by=resident, agreement=one, kinds=["budget"], changes={"lines": rows}, why="Kupię sam.", at=AT
        )
    assert [error.code for error in refused.value.errors] == ["no_money"]


def test_a_grant_in_money_is_paid_out_still(city, officer):
    one = agreement(city, officer=officer, support="mixed")
    actions.change_draft(by=officer, agreement=one, values={"lines": [PAID_OUT]}, at=AT)
    assert one.instalments.exists()


@pytest.mark.parametrize(("support", "says"), [("in_kind", False), ("loan", False), ("cash", True), ("mixed", True)])
def test_regulations_speak_of_costs_and_refunds_only_where_money_is_paid(city, support, says):
    stage = decided_call(city, support=support).stages.get(kind="deliver")
    topics = {clause.topic: clause.text["pl"] for clause in kind_of(stage).clauses(stage)}
    assert ("wydatku" in topics["settlement"]) is says
    assert ("refund" in topics) is says


def test_the_letter_about_the_end_tells_of_things_and_work(city, officer, resident):
    one = active_agreement(city, officer=officer, author=resident, support="in_kind")
    for bought in one.purchases.all():
        buying.move_purchase(by=officer, purchase=bought, state="delivered", on=AT.date(), at=AT)
    report = one.reports.get()
    Report.objects.filter(pk=report.pk).update(state=Report.State.SUBMITTED, sent_at=AT)
    report.refresh_from_db()
    reporting.accept_report(by=officer, report=report, reason="", at=AT)
    made = settling.settle(by=officer, agreement=one, at=AT + timedelta(days=1))
    contents = letters._settled(made)
    told = dict(contents.facts)
    assert "6\xa0000\xa0zł" in told["Kupiło miasto"]
    assert not {"Przyznano", "Do zwrotu"} & set(told)
    assert "dotacj" not in contents.subject.lower() + " ".join(contents.text).lower()
