"""An offer is shown for the promised days; anybody comments; the office answers before the agreement."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from skwer.apps.calls.dates import moment_of
from skwer.apps.grants import actions
from skwer.apps.grants.actions.book import BadValues
from skwer.apps.grants.actions.posting import NotPosted, PostingOver, StillPosted
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT
from ...grants_factories import agreement

OVER = moment_of(date(2026, 11, 30), 1, "00:00")


@pytest.fixture
def posting(city, officer):
    return actions.post(by=officer, agreement=agreement(city, agree={"posting_days": 7}), at=AT)


def remark(posting, text="Popieram.", name="", at=AT):
    return actions.add_remark(posting=posting, name=name, text=text, at=at)


def test_it_is_shown_for_whole_days_and_then_sent(posting, officer):
    made = posting.agreement
    assert posting.until_at == OVER
    with pytest.raises(StillPosted) as refused:
        actions.close_posting(by=officer, posting=posting, summary="", at=OVER - timedelta(seconds=1))
    assert refused.value.paragraph.startswith("§")
    actions.close_posting(by=officer, posting=posting, summary="", at=OVER)
    made.refresh_from_db()
    assert actions.send_agreement(by=officer, agreement=made, at=OVER).number == 1


def test_what_everybody_read_does_not_change_any_more(posting, officer):
    made = posting.agreement
    for values in (
        {"title": "Inny"},
        {"ends_on": made.ends_on - timedelta(days=1)},
        {"lines": [{"name": "Ławki", "source": "grant", "amount": "1.00"}]},
    ):
        with pytest.raises(BadValues):
            actions.change_draft(by=officer, agreement=made, values=values, at=AT)
    actions.change_draft(by=officer, agreement=made, values={"represented_by": "Ewa Lis"}, at=AT)
    made.refresh_from_db()
    assert made.represented_by == "Ewa Lis"


def test_only_where_the_regulations_ask_for_it_and_once(city, officer, posting, stranger):
    with pytest.raises(NotPosted):
        actions.post(by=officer, agreement=agreement(city), at=AT)
    with pytest.raises(NotPosted):
        actions.post(by=officer, agreement=posting.agreement, at=AT)
    with pytest.raises(NotAllowed):
        actions.post(by=stranger, agreement=agreement(city, agree={"posting_days": 7}), at=AT)


def test_remarks_are_taken_until_the_hour(posting):
    remark(posting, at=OVER - timedelta(seconds=1))
    with pytest.raises(PostingOver):
        remark(posting, at=OVER)
    with pytest.raises(BadValues):
        remark(posting, text="  ")
    assert posting.remarks.count() == 1


def test_remarks_are_answered_before_it_closes(posting, officer):
    first, second = remark(posting), remark(posting, "Obraźliwe")
    with pytest.raises(BadValues):
        actions.hide_remark(by=officer, remark=second, why="", at=AT)
    actions.hide_remark(by=officer, remark=second, why="Obelga.", at=AT)
    with pytest.raises(BadValues):
        actions.close_posting(by=officer, posting=posting, summary="", at=OVER)
    actions.answer_remark(by=officer, remark=first, answer="Dziękujemy.", at=AT)
    actions.close_posting(by=officer, posting=posting, summary="", at=OVER)
    with pytest.raises(PostingOver):
        actions.close_posting(by=officer, posting=posting, summary="", at=OVER)


def test_only_the_citys_office_touches_remarks(posting, stranger, auditor):
    one = remark(posting)
    for person in (stranger, auditor, posting.agreement.party):
        with pytest.raises(NotAllowed):
            actions.hide_remark(by=person, remark=one, why="bo", at=AT)
        with pytest.raises(NotAllowed):
            actions.answer_remark(by=person, remark=one, answer="x", at=AT)
