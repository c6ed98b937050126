"""Points changed at a meeting, with both figures kept; and jurors who leave their own district alone."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from skwer.apps.assessment import actions
from skwer.apps.assessment.models import Assignment, HomeDistrict, SentSheet
from skwer.apps.assessment.queries import changed_at, ranking
from skwer.apps.assessment.sentences import assess_clauses
from skwer.apps.calls.models import Meeting, Proposal, Stage
from skwer.apps.people.models import JournalEntry, Membership
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.places.models import Area
from tests.factories import make_body, make_city, make_member, make_organisation, make_person

from .factories import good_scores, make_assess_stage, make_assignment, make_committee, make_proposal

ELIGIBLE = Proposal.State.ELIGIBLE


def make_meeting(stage, at, *, body=None, number=1, **fields):
    return Meeting.objects.create(
        call=stage.call, stage=stage, body=body or stage.body, number=number, title="Posiedzenie", quorum=2,
        starts_at=at - timedelta(hours=2), ends_at=at, **fields,
    )  # fmt: skip


@pytest.fixture
def sent(call, assess_stage, committee, at):
    """A sheet that was sent: 8 points for usefulness."""
    _body, (_chair, person, *_rest) = committee
    assignment = make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), person)
    actions.submit_sheet(by=person, assignment=assignment, scores=good_scores(), at=at)
    return Assignment.objects.get(pk=assignment.pk)


@pytest.mark.job("J5")
def test_a_meeting_changes_points_with_a_reason_and_its_minutes_show_both(sent, assess_stage, committee, officer, at):
    meeting = make_meeting(assess_stage, at)
    before = ranking(assess_stage).rows[0].points
    common = {"by": officer, "assignment": sent, "meeting": meeting, "at": at}
    with pytest.raises(actions.ReasonMissing):
        actions.rescore(scores={"usefulness": {"points": "5"}}, reason=" ", **common)
    with pytest.raises(actions.SheetIncomplete):
        actions.rescore(scores={"usefulness": {"points": "99"}}, reason="Za dużo.", **common)
    with pytest.raises(actions.CannotScore):
        actions.rescore(scores={"usefulness": {"points": "8"}}, reason="To samo.", **common)
    actions.rescore(scores={"usefulness": {"points": "5"}}, reason="Droga jest zamknięta.", **common)
    (row,) = changed_at(meeting)
    assert (row.number, row.before, row.after, row.reason) == (1, "8", "5", "Droga jest zamknięta.")
    assert ranking(assess_stage).rows[0].points < before
    old, new = SentSheet.objects.filter(sheet__assignment=sent).order_by("number")
    assert (old.scores["usefulness"]["points"], new.scores["usefulness"]["points"]) == ("8", "5")
    assert old.scores["care"] == new.scores["care"], "what nobody talked about stays"
    assert "Droga" not in str(JournalEntry.objects.get(verb="rescore").after)


def test_points_change_only_at_a_meeting_of_that_committee_while_the_stage_is_open(
    sent, assess_stage, committee, officer, city, at
):
    scores = {"usefulness": {"points": "5"}}
    other = make_body(city, make_person(), name="Inna")
    wrong = [
        None, make_meeting(assess_stage, at, body=other), make_meeting(assess_stage, at, number=2, state="cancelled"),
    ]  # fmt: skip
    for meeting in wrong:
        with pytest.raises(actions.CannotScore):
            actions.rescore(by=officer, assignment=sent, scores=scores, reason="Powód.", meeting=meeting, at=at)
    Stage.objects.filter(pk=assess_stage.pk).update(state=Stage.State.CLOSED)
    good = make_meeting(assess_stage, at, number=3)
    with pytest.raises(actions.CannotScore):
        actions.rescore(by=officer, assignment=sent, scores=scores, reason="Powód.", meeting=good, at=at)


def test_only_the_chair_and_the_office_write_changed_points_down(sent, assess_stage, committee, stranger, auditor, at):
    _body, (chair, assessor, other, _last) = committee
    common = {"assignment": sent, "meeting": make_meeting(assess_stage, at), "reason": "Powód.", "at": at}
    for person in (assessor, other, stranger, auditor, sent.proposal.author):
        with pytest.raises(NotAllowed):
            actions.rescore(by=person, scores={"usefulness": {"points": "5"}}, **common)
    actions.rescore(by=chair, scores={"usefulness": {"points": "5"}}, **common)
    sent.proposal.author = chair
    sent.proposal.save()
    with pytest.raises(NotAllowed):  # her own proposal, even from the chair
        actions.rescore(by=chair, scores={"usefulness": {"points": "9"}}, **common)


@pytest.mark.job("O4")
def test_sixty_proposals_five_jurors_nobody_her_own_district_or_organisation(officer, city, call, at):
    body, people = make_committee(city, 5)
    stage = make_assess_stage(call, body, own_district=True)
    areas = [Area.objects.create(organisation=city, code=str(index), name=f"Dzielnica {index}") for index in range(6)]
    for person, area in zip(people, areas, strict=False):
        actions.name_district(by=officer, stage=stage, person=person, area=area, at=at)
    ngo = make_organisation()
    make_member(people[0], ngo, Membership.Role.MEMBER)
    for index in range(60):
        make_proposal(
            call, state=ELIGIBLE, district=areas[index % 6], organisation=ngo if index % 20 == 1 else None
        )  # fmt: skip
    made = actions.assign_assessors(by=officer, stage=stage, at=at)
    assert set(Counter(a.proposal_id for a in made).values()) == {2}
    loads = Counter(a.assessor_id for a in made)
    assert max(loads.values()) - min(loads.values()) <= 1
    homes = {person.pk: area.pk for person, area in zip(people, areas, strict=False)}
    assert all(a.proposal.district_id != homes[a.assessor_id] for a in made)
    assert all(a.assessor_id != people[0].pk for a in made if a.proposal.organisation_id)
    own = Proposal.objects.filter(call=call, district=areas[1], organisation=None)
    with pytest.raises(actions.TiedAssessor):
        actions.assign(by=officer, stage=stage, proposal=own.first(), assessor=people[1], at=at)


def test_a_district_is_noted_by_the_office_or_by_herself_and_only_her_city_s(officer, stranger, city, call, at):
    body, (one, two, *_rest) = make_committee(city)
    stage = make_assess_stage(call, body, own_district=True)
    here = Area.objects.create(organisation=city, name="Podgórze")
    there = Area.objects.create(organisation=make_city("daleko"), name="Daleko")
    for by in (stranger, two):
        with pytest.raises(NotAllowed):
            actions.name_district(by=by, stage=stage, person=one, area=here, at=at)
    with pytest.raises(NotAllowed):
        actions.name_district(by=officer, stage=stage, person=one, area=there, at=at)
    with pytest.raises(actions.NotInCommittee):
        actions.name_district(by=officer, stage=stage, person=stranger, area=here, at=at)
    actions.name_district(by=one, stage=stage, person=one, area=here, at=at)
    assert HomeDistrict.objects.get().area == here
    actions.name_district(by=officer, stage=stage, person=one, area=None, at=at)
    assert not HomeDistrict.objects.exists()
    assert any("dzielnicy, w której mieszka" in clause.text["pl"] for clause in assess_clauses(stage))
