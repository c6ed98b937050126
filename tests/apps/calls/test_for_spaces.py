"""Calls for vacant spaces: the question, what is offered, and one winner a space, counted again by anybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skwer.apps.calls import actions
from skwer.apps.calls.actions.proposing import Incomplete
from skwer.apps.calls.deciding import compute, verify_decision
from skwer.apps.calls.for_spaces import exclusive_groups
from skwer.apps.calls.kinds.propose import form_data
from skwer.apps.calls.models import Proposal
from skwer.apps.calls.reasons import sentence
from skwer.apps.calls.regulations.making import paragraph_of
from skwer.apps.calls.stages import kind_of
from skwer.apps.spaces.models import Space
from skwer.methods.tally.exact import exact

from ...factories import AT, make_call, make_proposal
from ...licence_factories import make_space
from .journey import decide, pass_all, score, to_check
from .test_computing import decisions


def answers(space: Space, **more: Any) -> dict[str, Any]:
    told = {
        "space": str(space.pk),
        "period": "od stycznia do czerwca",
        "changes": "nic",
        "open_hours": "w soboty",
        "stays": "Regały.",
        "rest": "Ze składek.",
        "will_return": True,
        "requested": "4000",
    }
    return {**told, **more}


def call_for(city, officer, *spaces, announced=True):
    call = make_call(city, officer, preset="temporary-use", announced=False)
    stage = call.stages.get(kind="propose")
    told = {**stage.settings, "spaces": [str(space.pk) for space in spaces]}
    actions.change_stage(by=officer, stage=stage, changes={"settings": told}, at=AT - timedelta(days=25))
    if announced:
        actions.announce_call(by=officer, call=call, at=AT - timedelta(days=20))
        actions.tick(at=AT)
    call.refresh_from_db()
    return call


@pytest.mark.django_db
def test_one_proposal_wins_a_space_and_the_next_follows_when_it_steps_back(city, officer):
    shop, hall = make_space(city), make_space(city, title="Hala", kind="hall")
    call = call_for(city, officer, shop, hall)
    best, second, other = (
        make_proposal(call, title=f"Pomysł {n}", **answers(space)) for n, space in enumerate((shop, shop, hall), 1)
    )
    assert [one.space for one in (best, second, other)] == [shop, shop, hall]
    at = pass_all(call, officer, at=to_check(call))
    score(call, {1: (18, 12, 12), 2: (16, 12, 12), 3: (10, 9, 9)}, at=at)
    at = call.stages.get(kind="assess").closes_at + timedelta(hours=1)
    decision = decide(call, officer, at=at)

    assert decision.inputs["exclusive"] == [["1", "2"]]
    lines = {line.proposal.number: line for line in decision.lines.all()}
    assert {number: line.result for number, line in lines.items()} == {1: "funded", 2: "reserve", 3: "funded"}
    assert (lines[2].reason, lines[2].figures["rival"]) == ("exclusive", "1")
    assert "Prosi o ten sam lokal" in sentence(lines[2], "pl")
    assert verify_decision(decision) == []
    call.refresh_from_db()
    at += timedelta(days=1)
    best.refresh_from_db()
    actions.withdraw_winner(by=best.author, proposal=best, reason="Przeprowadzka.", at=at)
    again = actions.promote(by=officer, call=call, reason="Rezygnacja.", at=at)
    assert {line.proposal.number: line.result for line in again.lines.all()} == {1: "refused", 2: "funded", 3: "funded"}
    assert verify_decision(again) == []


@pytest.mark.django_db
def test_the_form_asks_for_one_of_the_spaces_and_the_rules_say_so(city, officer):
    shop = make_space(city)
    call = call_for(city, officer, shop)
    step = next(one for one in form_data(call.stages.get(kind="propose"))["steps"] if one["key"] == "where")
    assert step["questions"][0]["options"] == [
        {"key": str(shop.pk), "label": {"pl": "Sklep przy Rynku 4, Rynek 4", "en": "Sklep przy Rynku 4, Rynek 4"}}
    ]
    for topic in ("spaces", "space_once", "space_agreement"):
        assert paragraph_of(call, topic)
    proposal = make_proposal(call, submitted=False, **answers(shop))
    assert (proposal.space, proposal.address) != (None, "")


@pytest.mark.django_db
def test_only_a_space_the_call_offers_is_taken(city, officer):
    shop, hidden = make_space(city), make_space(city, title="Magazyn")
    call = call_for(city, officer, shop)
    proposal = make_proposal(call, submitted=False, **answers(hidden))
    assert proposal.space is None
    with pytest.raises(Incomplete) as refused:
        actions.submit_proposal(by=proposal.author, proposal=proposal, at=AT)
    assert "space" in {error.field for error in refused.value.errors}


@pytest.mark.django_db
def test_a_space_that_was_withdrawn_can_no_longer_be_asked_for(city, officer):
    shop = make_space(city)
    call = call_for(city, officer, shop, make_space(city, title="Hala"))
    proposal = make_proposal(call, submitted=False, **answers(shop))
    Space.objects.filter(pk=shop.pk).update(state=Space.State.WITHDRAWN)
    with pytest.raises(Incomplete) as refused:
        actions.submit_proposal(by=proposal.author, proposal=proposal, at=AT)
    assert "space_gone" in {error.code for error in refused.value.errors}


@pytest.mark.django_db
def test_a_call_offers_only_the_citys_own_inventory(city, other_city, officer):
    for space in (make_space(other_city), make_space(city, state=Space.State.DRAFT, published_at=None)):
        call = call_for(city, officer, space, announced=False)
        stage = call.stages.get(kind="propose")
        assert "spaces_gone" in {one.code for one in kind_of(stage).ready(stage)}
    call = call_for(city, officer, make_space(city), announced=False)
    stage = call.stages.get(kind="propose")
    assert not {one.code for one in kind_of(stage).ready(stage)} & {"spaces", "spaces_gone"}
    assert kind_of(stage).to_kit(stage.settings)["spaces"] == []
    rule = call.stages.get(kind="decide")
    rule.settings = {**rule.settings, "method": "votes", "allocation": "equal-shares"}
    assert "shares_of_spaces" in {one.code for one in kind_of(rule).ready(rule)}


@settings(max_examples=60, deadline=None)
@given(decisions(), st.data())
def test_of_proposals_for_one_space_at_most_one_is_funded(inputs, data):
    numbers = [str(project["number"]) for project in inputs["projects"]]
    spaces = data.draw(st.lists(st.integers(0, 3), min_size=len(numbers), max_size=len(numbers)))
    groups = [[n for n, s in zip(numbers, spaces, strict=True) if s == space] for space in range(3)]
    inputs = {**inputs, "exclusive": [group for group in groups if len(group) > 1]}
    computed = compute(inputs, None)
    funded = {str(line["number"]) for line in computed.lines if line["result"] == "funded"}
    for group in inputs["exclusive"]:
        assert len(funded & set(group)) <= 1
    rivals = {
        str(line["number"]): line["figures"].get("rival") for line in computed.lines if line["reason"] == "exclusive"
    }
    assert all(rival in funded for rival in rivals.values())

    gone = data.draw(st.sampled_from([line["number"] for line in computed.lines]))
    after = compute({**inputs, "promotions": [[gone]]}, None)
    kept = {str(line["number"]) for line in after.lines if line["result"] == "funded"}
    assert funded - {str(gone)} <= kept
    for group in inputs["exclusive"]:
        assert len(kept & set(group)) <= 1
    assert after.spent <= exact(inputs["pot"])


def test_proposals_without_a_space_exclude_nobody():
    rows = [Proposal(number=1), Proposal(number=2, space_id=5), Proposal(number=3, space_id=5), Proposal(number=4)]
    assert exclusive_groups(rows) == [["2", "3"]]
