"""Who assesses what: balance, ties, conflicts, replacements."""

from __future__ import annotations

from collections import Counter

import pytest

from skwer.apps.assessment import actions, rules
from skwer.apps.assessment.kinds import AssessKind
from skwer.apps.assessment.models import Assignment
from skwer.apps.assessment.queries import progress
from skwer.apps.assessment.signals import assessor_assigned, conflict_declared
from skwer.apps.calls.models import CoAuthor, Proposal, Stage
from skwer.apps.people.models import JournalEntry, Membership
from skwer.apps.people.refusals import NotAllowed
from tests.factories import make_member, make_organisation, make_person

from .factories import make_assess_stage, make_assignment, make_committee, make_proposal

ELIGIBLE = Proposal.State.ELIGIBLE


def share(officer, stage, at, **changes):
    return actions.assign_assessors(by=officer, stage=stage, at=at, **changes)


def test_every_proposal_gets_two_and_loads_differ_by_at_most_one(officer, call, assess_stage, committee, at):
    for _ in range(9):
        make_proposal(call, state=ELIGIBLE)
    made = share(officer, assess_stage, at)
    assert set(Counter(a.proposal_id for a in made).values()) == {2}
    loads = Counter(a.assessor_id for a in made)
    assert len(loads) == 4
    assert max(loads.values()) - min(loads.values()) <= 1
    assert share(officer, assess_stage, at) == []


def test_five_jurors_and_sixty_proposals(officer, city, call, at):
    body, people = make_committee(city, 5)
    stage = make_assess_stage(call, body)
    for index in range(60):
        make_proposal(call, state=ELIGIBLE, author=people[index % 3] if index < 12 else None)
    made = share(officer, stage, at)
    loads = Counter(a.assessor_id for a in made)
    assert set(loads.values()) == {24}
    assert all(a.proposal.author_id != a.assessor_id for a in made)


def test_only_proposals_that_passed_the_check_are_shared_out(officer, call, assess_stage, at):
    for state in (Proposal.State.SUBMITTED, Proposal.State.REJECTED, Proposal.State.WITHDRAWN):
        make_proposal(call, state=state)
    good = make_proposal(call, state=ELIGIBLE)
    assert {a.proposal for a in share(officer, assess_stage, at)} == {good}


def test_nobody_gets_her_own_or_her_organisations(officer, call, assess_stage, committee, at):
    _body, (author, coauthor, member, outsider) = committee
    ngo = make_organisation()
    make_member(member, ngo, Membership.Role.MEMBER)
    proposal = make_proposal(call, state=ELIGIBLE, author=author, organisation=ngo)
    CoAuthor.objects.create(
        proposal=proposal, email=coauthor.email.upper(), token="t", invited_at=at
    )  # invited, not accepted yet
    made = share(officer, assess_stage, at)
    assert [a.assessor for a in made] == [outsider]
    for tied in (author, coauthor, member):
        with pytest.raises(actions.TiedAssessor):
            actions.assign(by=officer, stage=assess_stage, proposal=proposal, assessor=tied, at=at)


def test_one_label_an_assessor_and_never_a_name(officer, call, assess_stage, at):
    for _ in range(4):
        make_proposal(call, state=ELIGIBLE)
    labels: dict[int, set[str]] = {}
    for assignment in share(officer, assess_stage, at):
        labels.setdefault(assignment.assessor_id, set()).add(assignment.label)
    assert all(len(own) == 1 for own in labels.values())
    assert len({label for own in labels.values() for label in own}) == len(labels)


def test_only_officers_assign_and_only_in_an_open_assessment(resident, stranger, auditor, officer, call, committee, at):
    stage = make_assess_stage(call, committee[0])
    proposal = make_proposal(call, state=ELIGIBLE)
    for person in (resident, stranger, auditor, committee[1][0]):
        with pytest.raises(NotAllowed):
            share(person, stage, at)
        with pytest.raises(NotAllowed):
            actions.assign(by=person, stage=stage, proposal=proposal, assessor=committee[1][1], at=at)
    stage.state = Stage.State.CLOSED
    stage.save()
    with pytest.raises(actions.CannotAssign):
        share(officer, stage, at)


def test_by_hand_only_the_committee_and_nobody_twice(officer, resident, call, assess_stage, committee, at):
    proposal = make_proposal(call, state=ELIGIBLE)
    with pytest.raises(actions.NotInCommittee):
        actions.assign(by=officer, stage=assess_stage, proposal=proposal, assessor=resident, at=at)
    with pytest.raises(actions.NotInCommittee):
        share(officer, assess_stage, at, people=[resident])
    person = committee[1][2]
    actions.assign(by=officer, stage=assess_stage, proposal=proposal, assessor=person, at=at)
    with pytest.raises(actions.AlreadyAssigned):
        actions.assign(by=officer, stage=assess_stage, proposal=proposal, assessor=person, at=at)


def test_opening_shares_out(call, assess_stage, at):
    make_proposal(call, state=ELIGIBLE)
    AssessKind().on_open(assess_stage, at)
    assert Assignment.objects.count() == 2


def test_content_opens_with_the_declaration_and_not_before(call, assess_stage, committee, at, officer, resident):
    person = committee[1][1]
    assignment = make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), person, state="assigned")
    assert not rules.may_see_content(person, assignment)
    assert actions.declare(by=person, assignment=assignment, conflict=False, at=at) is None
    assert rules.may_see_content(person, assignment)
    for other in (officer, resident, committee[1][0], None):
        assert not rules.may_see_content(other, assignment)


def test_nobody_declares_for_somebody_else(officer, call, assess_stage, committee, at):
    assignment = make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), committee[1][1], state="assigned")
    for other in (officer, committee[1][0]):
        with pytest.raises(NotAllowed):
            actions.declare(by=other, assignment=assignment, conflict=False, at=at)


@pytest.mark.job("J1")
def test_a_conflict_ends_it_and_somebody_free_takes_over(
    call, assess_stage, committee, at, django_capture_on_commit_callbacks
):
    _body, people = committee
    proposal = make_proposal(call, state=ELIGIBLE)
    first = make_assignment(assess_stage, proposal, people[0], state="assigned")
    make_assignment(assess_stage, proposal, people[1])
    busy = make_proposal(call, state=ELIGIBLE)
    make_assignment(assess_stage, busy, people[2])
    heard: list[tuple] = []

    def hear(signal, **facts):
        heard.append((facts.get("replacement"), facts["assignment"]))

    conflict_declared.connect(hear)
    assessor_assigned.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            replacement = actions.declare(
                by=people[0], assignment=first, conflict=True, reason="To moja siostra.", at=at
            )
    finally:
        conflict_declared.disconnect(hear)
        assessor_assigned.disconnect(hear)
    assert replacement.assessor == people[3]  # people[2] has more to do
    assert replacement.replaces == first
    first.refresh_from_db()
    assert (first.state, first.conflict_reason) == ("conflict", "To moja siostra.")
    assert not rules.may_see_content(people[0], first)
    assert heard == [(None, replacement), (replacement, first)]
    entries = JournalEntry.objects.filter(verb="declare_conflict")
    assert "siostra" not in str([(e.before, e.after) for e in entries])
    # She cannot be given it again.
    with pytest.raises(actions.AlreadyDeclared):
        actions.declare(by=people[0], assignment=first, conflict=False, at=at)


def test_who_stepped_aside_is_never_assigned_again(officer, call, assess_stage, committee, at):
    proposal = make_proposal(call, state=ELIGIBLE)
    gone = make_assignment(assess_stage, proposal, committee[1][0], state="conflict")
    assert gone.assessor not in {a.assessor for a in share(officer, assess_stage, at)}
    with pytest.raises(actions.TiedAssessor):
        actions.assign(by=officer, stage=assess_stage, proposal=proposal, assessor=gone.assessor, at=at)


def test_a_conflict_needs_its_reason(call, assess_stage, committee, at):
    assignment = make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), committee[1][0], state="assigned")
    with pytest.raises(actions.ReasonMissing):
        actions.declare(by=committee[1][0], assignment=assignment, conflict=True, reason=" ", at=at)


def test_a_conflict_found_while_reading_closes_the_proposal_again(call, assess_stage, committee, at):
    person = committee[1][0]
    assignment = make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), person)
    actions.declare(by=person, assignment=assignment, conflict=True, reason="Poznaję ogród kuzyna.", at=at)
    assert not rules.may_see_content(person, assignment)


def test_when_nobody_is_free_the_office_is_told(officer, city, call, at):
    body, people = make_committee(city, 2)
    stage = make_assess_stage(call, body)
    proposal = make_proposal(call, state=ELIGIBLE)
    share(officer, stage, at)
    assert AssessKind().waiting(call, at) == []
    assignment = Assignment.objects.get(assessor=people[0])
    assert actions.declare(by=people[0], assignment=assignment, conflict=True, reason="Rodzina.", at=at) is None
    (due,) = AssessKind().waiting(call, at)
    assert str(proposal.number) in str(due.what)
    assert (due.route, due.state) == ("web:desk_assess", "fix")


def test_an_ill_assessor_is_replaced_and_a_sent_sheet_stays(officer, call, assess_stage, committee, at):
    _body, people = committee
    proposal = make_proposal(call, state=ELIGIBLE)
    ill = make_assignment(assess_stage, proposal, people[0])
    make_assignment(assess_stage, proposal, people[1])
    replacement = actions.release(by=officer, assignment=ill, at=at)
    assert replacement.assessor in people[2:]
    assert ill.state == "released"
    # She is not barred for good: she may be given it by hand once she is back.
    again = actions.assign(by=officer, stage=assess_stage, proposal=proposal, assessor=people[0], at=at)
    assert (again.pk, again.state, again.declared_at) == (ill.pk, "assigned", None)
    sent = make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), people[0], state="submitted")
    with pytest.raises(actions.CannotAssign):
        actions.release(by=officer, assignment=sent, at=at)


def test_progress_shows_who_lacks_people(officer, call, assess_stage, committee, at):
    make_proposal(call, state=ELIGIBLE)
    (row,) = progress(assess_stage)
    assert (row.lacking, row.complete, row.sent) == (2, False, 0)
    share(officer, assess_stage, at)
    (row,) = progress(assess_stage)
    assert row.lacking == 0


def test_ready_wants_a_committee_that_can_do_it(call, city, committee, at):
    kind = AssessKind()
    stage = make_assess_stage(call, None, state=Stage.State.PLANNED)
    assert [p.code for p in kind.ready(stage)] == ["body"]
    small, _people = make_committee(city, 1)
    stage.body = small
    assert [p.code for p in kind.ready(stage)] == ["body"]
    pair, (first, _second) = make_committee(city, 2)
    stage.body = pair
    assert kind.ready(stage) == []
    make_proposal(call, state=ELIGIBLE, author=first)
    assert [p.code for p in kind.ready(stage)] == ["free"]
    stage.body = committee[0]
    assert kind.ready(stage) == []


def test_somebody_who_left_the_committee_gets_nothing(officer, call, assess_stage, committee, at):
    gone = committee[0].seats.get(person=committee[1][0])
    gone.ended_at = at
    gone.save()
    for _ in range(4):
        make_proposal(call, state=ELIGIBLE)
    assert committee[1][0] not in {a.assessor for a in share(officer, assess_stage, at)}
    with pytest.raises(actions.NotInCommittee):
        actions.assign(by=officer, stage=assess_stage, proposal=Proposal.objects.first(), assessor=make_person(), at=at)
