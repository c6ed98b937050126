"""A winner steps back and the next moves up; acts of bodies; and no winner loses, whatever happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.calls import actions
from skwer.apps.calls.deciding import compute
from skwer.apps.calls.models import Decision
from skwer.apps.calls.queries import acts_missing, verify_decision
from skwer.apps.calls.reasons import sentence
from skwer.apps.calls.stages import Problem, kinds
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from tests.factories import AT, make_call

from .journey import decide, pass_all, score, send, to_check

db = pytest.mark.django_db

GOOD, FAIR, POOR = (20, 15, 15, 10), (15, 9, 9, 6), (14, 8, 8, 6)
CHAIN = [
    {"title": {"pl": "Komisja", "en": "Committee"}, "role": "recommends"},
    {"title": {"pl": "Zarząd", "en": "Board"}, "role": "recommends"},
    {"title": {"pl": "Rada miasta", "en": "City council"}, "role": "decides"},
]


@pytest.fixture
def by_points(city, officer):
    """Four proposals in a pot of 13,000: the first two fit, the other two wait."""

    def make(**settings):
        call = make_call(city, officer, kinds=["propose", "check", "assess", "decide"], pot="13000", announced=False)
        stage = call.stages.get(kind="decide")
        actions.change_stage(by=officer, stage=stage, changes={"settings": settings}, at=AT)
        actions.announce_call(by=officer, call=call, at=AT)
        actions.tick(at=AT)
        send(call, "8000", "5000", "9000", "3000")
        at = pass_all(call, officer, at=to_check(call))
        score(call, {1: GOOD, 2: GOOD, 3: FAIR, 4: POOR}, at=at)
        actions.tick(at=call.stages.get(kind="assess").closes_at)
        return call, call.stages.get(kind="decide").opens_at or at

    return make


def results(decision):
    return {line.proposal.number: line.result for line in decision.lines.select_related("proposal")}


@db
@pytest.mark.job("O5")
def test_a_winner_steps_back_the_next_moves_up_and_the_old_ranking_stays(by_points, officer):
    call, at = by_points()
    first = decide(call, officer, at=at)
    assert results(first) == {1: "funded", 2: "funded", 3: "reserve", 4: "reserve"}
    later = at + timedelta(days=3)
    gone = call.proposals.get(number=1)
    with pytest.raises(actions.NothingToPromote):
        actions.promote(by=officer, call=call, reason="Nikt nie zrezygnował.", at=later)
    with pytest.raises(actions.CannotWithdraw):
        actions.withdraw_winner(by=officer, proposal=gone, reason=" ", at=later)
    actions.withdraw_winner(by=officer, proposal=gone, reason="Pismo z 9 grudnia.", at=later)
    assert (gone.state, gone.withdrawn_from, gone.withdraw_reason) == ("withdrawn", "chosen", "Pismo z 9 grudnia.")
    second = actions.promote(by=officer, call=call, reason="Nr 1 zrezygnował.", at=later)
    assert second.promotes == first
    assert results(second) == {1: "refused", 2: "funded", 3: "reserve", 4: "funded"}, "9,000 does not fit, 3,000 does"
    assert second.spent == 8000
    actions.publish_decision(by=officer, decision=second, at=later)
    assert list(call.proposals.order_by("number").values_list("state", flat=True)) == [
        "withdrawn", "chosen", "reserve", "chosen",
    ]  # fmt: skip
    first.refresh_from_db()
    assert (first.supersede_reason, results(first)[1]) == ("Nr 1 zrezygnował.", "funded")
    for decision in Decision.objects.all():
        assert verify_decision(decision) == []
        for line in decision.lines.all():
            for language in ("pl", "en"):
                assert sentence(line, language)
                assert "?" not in sentence(line, language)
    assert [e.verb for e in JournalEntry.objects.filter(verb__in=["withdraw_for_applicant", "promote"])] == [
        "withdraw_for_applicant", "promote",
    ]  # fmt: skip
    # And once more: no. 4 steps back too, herself.
    one = call.proposals.get(number=4)
    actions.withdraw_winner(by=one.author, proposal=one, reason="", at=later)
    third = actions.promote(by=officer, call=call, reason="Nr 4 też.", at=later)
    assert results(third) == {1: "refused", 2: "funded", 3: "reserve", 4: "refused"}
    assert verify_decision(third) == []


@db
def test_without_passing_over_the_reserve_list_ends_at_the_first_that_does_not_fit(by_points, officer):
    call, at = by_points(allocation="greedy-no-skip")
    decide(call, officer, at=at)
    gone = call.proposals.get(number=1)
    actions.withdraw_winner(by=officer, proposal=gone, reason="Pismo.", at=at)
    second = actions.promote(by=officer, call=call, reason="Nr 1 zrezygnował.", at=at)
    assert results(second) == {1: "refused", 2: "funded", 3: "reserve", 4: "reserve"}
    assert verify_decision(second) == []


@db
def test_a_promotion_that_was_touched_is_found(by_points, officer):
    call, at = by_points()
    first = decide(call, officer, at=at)
    actions.withdraw_winner(by=officer, proposal=call.proposals.get(number=1), reason="Pismo.", at=at)
    second = actions.promote(by=officer, call=call, reason="Nr 1 zrezygnował.", at=at)
    Decision.objects.filter(pk=first.pk).update(inputs={**first.inputs, "pot": "14000.00"})
    assert any("reserve list moved up" in said for said in verify_decision(Decision.objects.get(pk=second.pk)))


@db
def test_only_the_city_and_the_author_take_a_proposal_out(by_points, officer, stranger, auditor, resident):
    call, at = by_points()
    one = call.proposals.get(number=1)
    for person in (stranger, auditor, resident):
        with pytest.raises(NotAllowed):
            actions.withdraw_winner(by=person, proposal=one, reason="Pismo.", at=at)
        with pytest.raises(NotAllowed):
            actions.promote(by=person, call=call, reason="x", at=at)


@db
def test_the_office_withdraws_a_proposal_on_the_applicants_written_wish_before_any_decision(city, officer):
    call = make_call(city, officer)
    (one,) = send(call, "6000")
    actions.withdraw_winner(by=officer, proposal=one, reason="Pismo z 24 listopada.", at=AT)
    assert (one.state, one.withdrawn_from) == ("withdrawn", "submitted")


@db
def test_a_room_above_can_say_that_it_is_too_late(by_points, officer, monkeypatch):
    call, at = by_points()
    decide(call, officer, at=at)
    one = call.proposals.get(number=1)
    signed = Problem("signed", "Umowa jest podpisana.", "agreement")
    monkeypatch.setattr(type(kinds()["check"]), "may_withdraw", lambda _self, _proposal: signed)
    with pytest.raises(actions.CannotWithdraw, match="Umowa"):
        actions.withdraw_winner(by=officer, proposal=one, reason="Pismo.", at=at)


@db
def test_no_new_count_takes_the_money_from_a_signed_agreement(by_points, officer, monkeypatch):
    call, at = by_points()
    decide(call, officer, at=at)
    # The points of no. 1 fall below those of all others; somebody has signed with it.
    for sheet in call.stages.get(kind="assess").assignments.filter(proposal__number=1):
        scores = {key: {**score, "points": "0"} for key, score in sheet.sheet.scores.items()}
        type(sheet.sheet).objects.filter(pk=sheet.sheet.pk).update(scores=scores)
    signed = Problem("signed", "Umowa jest podpisana.", "agreement")
    monkeypatch.setattr(type(kinds()["check"]), "may_withdraw", lambda _s, p: signed if p.number == 1 else None)
    with pytest.raises(actions.WinnerBound):
        actions.record_decision(by=officer, call=call, act_number="", note="", at=at, supersede_reason="Odwołanie.")


@db
def test_a_list_goes_through_every_body_in_turn_before_it_is_public(by_points, officer, stranger):
    call, at = by_points(chain=CHAIN)
    decision = decide(call, officer, at=at, publish=False)
    day = at.date()
    common = {"by": officer, "decision": decision, "at": at}
    with pytest.raises(actions.ActsMissing) as error:
        actions.publish_decision(by=officer, decision=decision, at=at)
    assert error.value.paragraph.startswith("§")
    with pytest.raises(actions.CannotRecordAct):  # the council before the committee
        actions.record_act(order=3, number="XX/1", on=day, **common)
    with pytest.raises(actions.CannotRecordAct):
        actions.record_act(order=1, number=" ", on=day, **common)
    with pytest.raises(actions.CannotRecordAct):
        actions.record_act(order=1, number="1/2026", on=day + timedelta(days=1), **common)
    with pytest.raises(NotAllowed):
        actions.record_act(order=1, number="1/2026", on=day, **{**common, "by": stranger})
    actions.record_act(order=1, number="1/2026", on=day, **common)
    with pytest.raises(actions.CannotRecordAct):  # earlier than the committee
        actions.record_act(order=2, number="Z/2", on=day - timedelta(days=1), **common)
    actions.record_act(order=2, number="Z/2", on=day, **common)
    assert acts_missing(decision)
    actions.record_act(order=3, number="XX/123/2026", on=day, **common)
    actions.record_act(order=3, number="XX/124/2026", on=day, **common)
    assert (decision.acts.count(), decision.act_number) == (3, "XX/124/2026")
    actions.publish_decision(by=officer, decision=decision, at=at)
    # Moving up needs the deciding body only.
    actions.withdraw_winner(by=officer, proposal=call.proposals.get(number=1), reason="Pismo.", at=at)
    second = actions.promote(by=officer, call=call, reason="Nr 1 zrezygnował.", at=at)
    with pytest.raises(actions.ActsMissing):
        actions.publish_decision(by=officer, decision=second, at=at)
    actions.record_act(by=officer, decision=second, order=1, number="XX/130/2026", on=day, at=at)
    actions.publish_decision(by=officer, decision=second, at=at)


@st.composite
def counts(draw):
    """Inputs of a decision by points and steps in which anybody on the list may step back."""
    n = draw(st.integers(1, 9))
    costs = draw(st.lists(st.integers(1, 90), min_size=n, max_size=n))
    points = draw(st.lists(st.integers(0, 20), min_size=n, max_size=n))
    rule = {
        "allocation": draw(st.sampled_from(["greedy", "greedy-no-skip"])), "completion": "none",
        "min_points": draw(st.sampled_from(["0", "30"])), "min_votes": 0, "ties": ["min-cost", "lot"], "seed": "s",
        "reserve": draw(st.integers(0, 6)),
    }  # fmt: skip
    inputs = {
        "call": "x", "method": "points", "weights": {"points": 100, "votes": 0}, "rule": rule, "tally": None,
        "pot": str(draw(st.integers(1, 200))), "withdrawn": [],
        "projects": [{"number": k, "id": str(k), "cost": str(cost)} for k, cost in enumerate(costs, 1)],
        "stages": [{"stage": 1, "kind": "assess", "scale": "20", "scores": {}}],
    }  # fmt: skip
    inputs["stages"][0]["scores"] = {str(k): str(p) for k, p in enumerate(points, 1)}
    return inputs, draw(st.lists(st.sets(st.integers(1, n), min_size=1, max_size=3), max_size=4))


@given(counts())
def test_nobody_who_was_funded_loses_and_the_pot_holds_step_after_step(case):
    inputs, steps = case
    pot = int(inputs["pot"])
    before = compute(inputs, None)
    taken: list[list[int]] = []
    for step in steps:
        funded = {line["number"] for line in before.lines if line["result"] == "funded"}
        waiting = [line["number"] for line in before.lines if line["result"] == "reserve"]
        gone = step & (funded | set(waiting))
        if not gone:
            continue
        taken = [*taken, sorted(gone)]
        now = compute({**inputs, "promotions": taken}, None)
        after = {line["number"] for line in now.lines if line["result"] == "funded"}
        assert funded - gone <= after, "winners stay"
        assert after - funded <= set(waiting) - gone, "only the reserve list moves up"
        assert now.spent <= pot
        assert now.spent == sum(int(line["amount"]) for line in now.lines)
        assert sorted(line["number"] for line in now.lines) == sorted(line["number"] for line in before.lines)
        assert not gone & after
        if inputs["rule"]["allocation"] == "greedy":
            left = pot - now.spent
            costs = {p["number"]: int(p["cost"]) for p in inputs["projects"]}
            assert all(costs[line["number"]] > left for line in now.lines if line["result"] == "reserve")
        assert compute({**inputs, "promotions": taken}, None) == now
        assert [one["number"] for one in now.outcome["funded"]] == [
            line["number"] for line in now.lines if line["result"] == "funded"
        ]
        before = now
