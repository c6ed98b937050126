"""Assessors mark whom a place will suit, where the rules ask for it: beside the points, and with the sheet."""

from __future__ import annotations

import pytest

from skwer.apps.assessment import actions
from skwer.apps.assessment.models import Sheet
from skwer.apps.assessment.queries import ranking
from skwer.apps.assessment.sentences import assess_clauses
from skwer.apps.calls.models import Proposal

from .factories import good_scores, make_assess_stage, make_assignment, make_proposal

SEEN = {"route": {"is": "yes", "value": "140"}, "slope": {"is": "partly", "note": "od północy"}}


@pytest.fixture
def stage(call, committee):
    return make_assess_stage(call, committee[0], access=True)


@pytest.fixture
def mine(stage, call, committee):
    proposal = make_proposal(call, state=Proposal.State.ELIGIBLE)
    return make_assignment(stage, proposal, committee[1][1])


def save(assignment, at, seen, version=0):
    common = {"by": assignment.assessor, "assignment": assignment, "at": at}
    return actions.save_sheet(scores=good_scores(), comment="", access=seen, version=version, **common)


def test_the_list_goes_with_the_sheet_and_stays_as_it_was_sent(mine, at) -> None:
    save(mine, at, SEEN)
    sheet = actions.submit_sheet(by=mine.assessor, assignment=mine, at=at)
    assert sheet.access == SEEN
    assert sheet.sent.get().access == SEEN


def test_a_draft_keeps_what_cannot_be_sent(mine, at) -> None:
    typed = {"route": {"is": "yes", "value": "szeroko"}, "slope": {"is": "partly"}}
    save(mine, at, typed)
    assert Sheet.objects.get(assignment=mine).access == typed
    with pytest.raises(actions.SheetIncomplete) as refusal:
        actions.submit_sheet(by=mine.assessor, assignment=mine, at=at)
    assert [(error.field, error.row, error.part) for error in refusal.value.errors] == [("access", 0, "value")]
    save(mine, at, {**typed, "route": {"is": "yes"}}, version=1)
    with pytest.raises(actions.SheetIncomplete) as refusal:
        actions.submit_sheet(by=mine.assessor, assignment=mine, at=at)
    assert [(error.row, error.part) for error in refusal.value.errors] == [(2, "note")]


def test_saving_without_the_list_leaves_it_as_it_is(mine, at) -> None:
    save(mine, at, SEEN)
    actions.save_sheet(by=mine.assessor, assignment=mine, scores={}, comment="Dobrze", version=1, at=at)
    assert Sheet.objects.get(assignment=mine).access == SEEN


def test_the_list_changes_no_points(mine, stage, at) -> None:
    save(mine, at, {})
    actions.submit_sheet(by=mine.assessor, assignment=mine, at=at)
    before = ranking(stage)
    Sheet.objects.update(access=SEEN)
    assert ranking(stage) == before


def test_where_the_rules_do_not_ask_nothing_is_kept(call, committee, at) -> None:
    stage = make_assess_stage(call, committee[0])
    mine = make_assignment(stage, make_proposal(call, state=Proposal.State.ELIGIBLE), committee[1][1])
    save(mine, at, SEEN)
    assert Sheet.objects.get(assignment=mine).access == {}


def test_another_window_shows_both_lists(mine, at) -> None:
    save(mine, at, SEEN)
    with pytest.raises(actions.StaleSheet) as refusal:
        save(mine, at, {"route": {"is": "no"}})
    assert refusal.value.mine["access"] == {"route": {"is": "no"}}
    assert refusal.value.theirs["access"] == SEEN


def test_the_regulations_say_so_only_where_it_is_asked(stage) -> None:
    def topics() -> list[str]:
        return [clause.topic for clause in assess_clauses(stage)]

    assert "access_list" in topics()
    stage.frozen = {"settings": {**stage.frozen["settings"], "access": False}}
    assert "access_list" not in topics()
