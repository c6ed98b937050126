"""The way of a call from its proposals to the decision, played through the rooms above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.test import TestCase

from skwer.apps.assessment import actions as assessment
from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Proposal, Stage
from skwer.apps.people.models import Person
from skwer.apps.voting import actions as voting
from tests.factories import AT, make_person, make_proposal


def send(call: Call, *requested: str, at: datetime = AT) -> list[Proposal]:
    """One proposal by a person of her own for each sum."""
    return [make_proposal(call, requested=sum_, title=f"Pomysł {n}", at=at) for n, sum_ in enumerate(requested, 1)]


def to_check(call: Call) -> datetime:
    """The time for proposals ends; the check opens."""
    at = call.stages.get(kind="propose").closes_at
    actions.tick(at=at)
    return at + timedelta(hours=1)


def pass_all(call: Call, officer: Person, *, at: datetime, but: Mapping[int, str] | None = None) -> datetime:
    """Every proposal passes the check, except those with a reason in `but`; then the check closes, the next opens."""
    stage = call.stages.get(kind="check")
    for proposal in call.proposals.filter(state=Proposal.State.SUBMITTED):
        failed = (but or {}).get(proposal.number or 0)
        for index, item in enumerate(stage.frozen["settings"]["items"]):
            answer = "no" if failed and index == 0 else "yes"
            answers = {item["key"]: {"answer": answer, "note": failed or ""}}
            assessment.answer_check(by=officer, stage=stage, proposal=proposal, answers=answers, at=at)
        assessment.finish_check(
            by=officer, stage=stage, proposal=proposal, passed=not failed, reason=failed or "", at=at
        )
    actions.tick(at=stage.closes_at)
    return stage.closes_at + timedelta(hours=1)


def score(call: Call, points: Mapping[int, Sequence[int]], *, at: datetime) -> None:
    """Each assessor gives a proposal these points, criterion by criterion (usefulness, quality, care, social)."""
    stage = call.stages.get(kind="assess")
    keys = [criterion["key"] for criterion in stage.frozen["settings"]["criteria"]]
    for assignment in stage.assignments.select_related("proposal", "assessor"):
        person = assignment.assessor
        assessment.declare(by=person, assignment=assignment, conflict=False, reason="", at=at)
        given: dict[str, Any] = {
            key: {"points": str(value), "reason": "Powód."}
            for key, value in zip(keys, points[assignment.proposal.number], strict=True)
        }
        assignment.refresh_from_db()
        assessment.save_sheet(by=person, assignment=assignment, scores=given, comment="", version=0, at=at)
        assignment.refresh_from_db()
        assessment.submit_sheet(by=person, assignment=assignment, at=at)


def vote(call: Call, *ballots: Sequence[int]) -> datetime:
    """The vote opens at its hour, a person of her own casts each ballot, and the vote closes at its hour."""
    stage = call.stages.get(kind="vote")
    actions.tick(at=stage.opens_at)
    stage.refresh_from_db()
    assert stage.state == Stage.State.OPEN
    for choices in ballots:
        voting.cast_ballot(by=make_person(), stage=stage, choices=choices, declared=True, at=stage.opens_at)
    with TestCase.captureOnCommitCallbacks(execute=True):  # the ballot key is destroyed once the closing is certain
        actions.tick(at=stage.closes_at)
    return stage.closes_at + timedelta(hours=1)


def decide(call: Call, officer: Person, *, at: datetime, publish: bool = True) -> Any:
    actions.tick(at=at)
    decision = actions.record_decision(by=officer, call=call, act_number="ZP.1", note="", comments={}, at=at)
    if publish:
        actions.publish_decision(by=officer, decision=decision, at=at)
    return decision
