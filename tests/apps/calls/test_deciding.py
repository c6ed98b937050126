"""Decisions by points, by votes and by both: counted, published, recomputed, and never over the pot."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import translation

from skwer.apps.calls import actions
from skwer.apps.calls.deciding import NotClosedError, preview_decision
from skwer.apps.calls.models import Call, Decision, DecisionLine, Stage
from skwer.apps.calls.queries import live_decision, money_of, published_decision, verify_decision
from skwer.apps.calls.reasons import sentence
from skwer.apps.people.refusals import NotAllowed
from tests.factories import AT, make_call

from .journey import decide, pass_all, score, send, to_check, vote

pytestmark = pytest.mark.django_db

GOOD, FAIR, POOR = (20, 15, 15, 10), (15, 9, 9, 6), (4, 3, 3, 1)


@pytest.fixture
def mixed(city, officer):
    """Four proposals, points and votes, one of them below the least points; the decision's stage is open."""
    call = make_call(city, officer, pot="20000")
    send(call, "9000", "8000", "7000", "3000")
    at = pass_all(call, officer, at=to_check(call))
    score(call, {1: GOOD, 2: FAIR, 3: FAIR, 4: POOR}, at=at)
    at = vote(call, [1, 2], [1, 3], [2], [4], [4])
    actions.tick(at=at)
    return call, at


def test_points_and_votes_with_stated_weights(mixed, officer):
    call, at = mixed
    decision = decide(call, officer, at=at)
    lines = {line.proposal.number: line for line in decision.lines.select_related("proposal")}
    # 60 for full marks, and 40 for the most votes (two).
    assert lines[1].score == Decimal(100)
    assert (lines[1].points, lines[1].votes) == (Decimal(100), Decimal(2))
    assert lines[2].figures["points_part"] == f"{Decimal(lines[2].points) * 60 / 100:.4f}"
    assert lines[2].figures["votes_part"] == "40.0000"
    assert lines[3].figures["votes_part"] == "20.0000"
    assert [line.proposal.number for line in decision.lines.order_by("order")] == [1, 2, 3, 4]
    assert {n: line.result for n, line in lines.items()} == {
        1: "funded", 2: "funded", 3: "reserve", 4: "refused",
    }  # fmt: skip
    assert (lines[3].reason, lines[3].figures["missing"]) == ("over-budget-left", "4000")
    assert lines[4].reason == "below-points"
    assert (decision.spent, decision.pot, decision.voters) == (Decimal(17000), Decimal(20000), 5)
    assert verify_decision(decision) == []


def test_publication_gives_states_and_closes_the_call(mixed, officer):
    call, at = mixed
    decision = decide(call, officer, at=at, publish=False)
    assert published_decision(call) is None
    assert live_decision(call) == decision
    assert money_of(call).granted is None
    assert set(call.proposals.values_list("state", flat=True)) == {"eligible"}
    actions.publish_decision(by=officer, decision=decision, at=at)
    call.refresh_from_db()
    assert (call.state, call.decided_at) == (Call.State.DECIDED, at)
    assert list(call.proposals.order_by("number").values_list("state", flat=True)) == [
        "chosen", "chosen", "reserve", "refused",
    ]  # fmt: skip
    still = call.stages.exclude(state=Stage.State.CLOSED).order_by("order").values_list("kind", "state")
    assert list(still) == [("agree", "open"), ("deliver", "open"), ("upkeep", "open")]
    assert money_of(call).granted == Decimal(17000)
    with pytest.raises(actions.WrongState):
        actions.publish_decision(by=officer, decision=decision, at=at)


def test_nobody_sees_a_result_before_all_stages_closed(city, officer):
    call = make_call(city, officer)
    send(call, "9000")
    with pytest.raises(NotClosedError):
        preview_decision(call)
    with pytest.raises(NotClosedError):
        actions.record_decision(by=officer, call=call, act_number="", note="", at=AT)


def test_only_the_city_decides(mixed, stranger, resident, auditor):
    call, at = mixed
    for person in (stranger, resident, auditor):
        with pytest.raises(NotAllowed):
            actions.record_decision(by=person, call=call, act_number="", note="", at=at)


@pytest.mark.job("O5")
def test_a_second_decision_needs_a_reason_and_the_first_stays(mixed, officer):
    call, at = mixed
    first = decide(call, officer, at=at)
    with pytest.raises(actions.WrongState):
        actions.record_decision(by=officer, call=call, act_number="ZP.2", note="", at=at)
    gone = call.proposals.get(number=1)
    later = at + timedelta(days=3)
    actions.withdraw_proposal(by=gone.author, proposal=gone, at=later)
    assert verify_decision(Decision.objects.get(pk=first.pk)) == []
    second = actions.record_decision(
        by=officer, call=call, act_number="ZP.2", note="", at=later, supersede_reason="Rezygnacja nr 1."
    )
    first.refresh_from_db()
    assert (first.supersede_reason, first.superseded_at) == ("Rezygnacja nr 1.", later)
    actions.publish_decision(by=officer, decision=second, at=later)
    lines = {line.proposal.number: (line.result, line.reason) for line in second.lines.select_related("proposal")}
    assert lines == {
        1: ("refused", "withdrawn"),
        2: ("funded", "funded"),
        3: ("funded", "funded"),
        4: ("refused", "below-points"),
    }
    assert verify_decision(second) == []
    assert list(call.proposals.order_by("number").values_list("state", flat=True)) == [
        "withdrawn", "chosen", "chosen", "refused",
    ]  # fmt: skip


def test_the_database_holds_one_live_decision_and_the_pot(mixed, officer):
    call, at = mixed
    decision = decide(call, officer, at=at)
    twin = Decision.objects.get(pk=decision.pk)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(spent=Decimal("20000.01"))


@pytest.fixture
def by_votes(city, officer):
    call = make_call(city, officer, kinds=["propose", "check", "vote", "decide"], pot="10000", request_max="9000")
    send(call, "6000", "5000", "4000")
    at = pass_all(call, officer, at=to_check(call))
    return call, at


def test_votes_alone(by_votes, officer):
    call, _at = by_votes
    at = vote(call, [1], [1, 2], [1], [3], [2])
    decision = decide(call, officer, at=at)
    lines = [(line.proposal.number, line.result, line.votes) for line in decision.lines.select_related("proposal")]
    assert lines == [(1, "funded", Decimal(3)), (3, "funded", Decimal(1)), (2, "reserve", Decimal(2))]
    assert verify_decision(decision) == []
    with decision.ballots.open("rb") as file:
        assert file.read().startswith(b"META")


def test_equal_shares_with_completion(city, officer):
    call = make_call(
        city, officer, kinds=["propose", "check", "vote", "decide"], pot="10000", request_max="9000", announced=False
    )
    decide_stage = call.stages.get(kind="decide")
    actions.change_stage(
        by=officer,
        stage=decide_stage,
        changes={"settings": {"allocation": "equal-shares", "completion": "add1", "reserve": 1}},
        at=AT,
    )
    actions.announce_call(by=officer, call=call, at=AT)
    actions.tick(at=AT)
    send(call, "8000", "3000", "2000", "9000")
    at = pass_all(call, officer, at=to_check(call))
    at = vote(call, [1], [1], [1, 2], [2, 3], [3], [3])
    decision = decide(call, officer, at=at)
    results = {line.proposal.number: (line.result, line.reason) for line in decision.lines.select_related("proposal")}
    assert results[3] == ("funded", "equal-shares")
    assert results[4] == ("refused", "no-votes")
    assert decision.spent <= decision.pot
    assert verify_decision(decision) == []
    for line in decision.lines.all():
        for language in ("pl", "en"):
            assert sentence(line, language)
            assert "?" not in sentence(line, language)


def test_least_votes(city, officer):
    call = make_call(city, officer, kinds=["propose", "check", "vote", "decide"], announced=False)
    stage = call.stages.get(kind="decide")
    actions.change_stage(by=officer, stage=stage, changes={"settings": {"min_votes": 2}}, at=AT)
    actions.announce_call(by=officer, call=call, at=AT)
    actions.tick(at=AT)
    send(call, "6000", "5000")
    pass_all(call, officer, at=to_check(call))
    decision = decide(call, officer, at=vote(call, [1], [1], [2]))
    lines = {line.proposal.number: line for line in decision.lines.select_related("proposal")}
    assert (lines[2].result, lines[2].reason) == ("refused", "below-threshold")
    with translation.override("en"):
        assert sentence(lines[2]) == "It got 1 vote. At least 2 were needed."


@pytest.mark.parametrize("skip", [True, False])
def test_points_alone_with_and_without_skipping(city, officer, skip):
    call = make_call(city, officer, kinds=["propose", "check", "assess", "decide"], pot="12000", announced=False)
    stage = call.stages.get(kind="decide")
    allocation = "greedy" if skip else "greedy-no-skip"
    actions.change_stage(by=officer, stage=stage, changes={"settings": {"allocation": allocation}}, at=AT)
    assess = call.stages.get(kind="assess")
    actions.announce_call(by=officer, call=call, at=AT)
    actions.tick(at=AT)
    send(call, "8000", "7000", "4000")
    at = pass_all(call, officer, at=to_check(call))
    score(call, {1: GOOD, 2: FAIR, 3: (14, 9, 9, 6)}, at=at)
    assess.refresh_from_db()
    decision = decide(call, officer, at=stage.opens_at)
    results = {line.proposal.number: line.result for line in decision.lines.select_related("proposal")}
    assert results == {1: "funded", 2: "reserve", 3: "funded" if skip else "reserve"}
    assert verify_decision(decision) == []
    assert decision.ballots_hash == ""


def test_every_forgery_is_found(mixed, officer):
    call, at = mixed
    decision = decide(call, officer, at=at)
    original = {name: getattr(decision, name) for name in ("inputs", "outcome", "spent", "ballots_hash")}

    def differs(**changes) -> bool:
        Decision.objects.filter(pk=decision.pk).update(**changes)
        found = verify_decision(Decision.objects.get(pk=decision.pk))
        Decision.objects.filter(pk=decision.pk).update(**original)
        return bool(found)

    assert verify_decision(Decision.objects.get(pk=decision.pk)) == []
    cheaper = [{**p, "cost": "1.00"} for p in decision.inputs["projects"]]
    assert differs(inputs={**decision.inputs, "projects": cheaper})
    assert differs(outcome={**decision.outcome, "cost": "1"})
    assert differs(spent=Decimal(1))
    assert differs(ballots_hash="0" * 64)
    line = decision.lines.get(proposal__number=3)
    DecisionLine.objects.filter(pk=line.pk).update(result="funded")
    assert verify_decision(Decision.objects.get(pk=decision.pk))
    DecisionLine.objects.filter(pk=line.pk).update(result="reserve")
    sheet = call.stages.get(kind="assess").assignments.first().sheet
    kept = sheet.scores
    type(sheet).objects.filter(pk=sheet.pk).update(scores={**kept, "care": {"points": "1", "reason": ""}})
    assert verify_decision(Decision.objects.get(pk=decision.pk))
    type(sheet).objects.filter(pk=sheet.pk).update(scores=kept)
    decision.ballots.save("other.pb", ContentFile(b"META\n"), save=True)
    assert verify_decision(Decision.objects.get(pk=decision.pk))
