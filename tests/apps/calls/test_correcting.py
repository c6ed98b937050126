"""Corrections open named fields until a moment; the formal check ends; nobody outside learns too early."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.calls import actions
from skwer.apps.calls.models import Proposal, Revision
from skwer.apps.calls.queries import next_step_of, public_label
from skwer.apps.calls.rules import may_edit
from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from tests.factories import make_call, make_person, make_proposal

from .journey import pass_all, to_check

pytestmark = pytest.mark.django_db


@pytest.fixture
def checked(city, officer, resident):
    """A proposal in its formal check, and the moment."""
    call = make_call(city, officer)
    proposal = make_proposal(call, resident)
    at = to_check(call)
    proposal.refresh_from_db()
    return proposal, at


def _ask(officer, proposal, at, **changes):
    facts = {"fields": ["access", "costs"], "message": "Dopisz dojście.", "due_at": at + timedelta(days=7), "at": at}
    return actions.request_correction(by=officer, proposal=proposal, **{**facts, **changes})


@pytest.mark.job("N5")
def test_only_named_fields_open(checked, officer, resident):
    proposal, at = checked
    _ask(officer, proposal, at)
    assert proposal.state == Proposal.State.CORRECTION
    answers = {"access": "Rampa od podwórka.", "title": "Inny tytuł"}
    actions.answer_correction(by=resident, proposal=proposal, answers=answers, version=proposal.version, at=at)
    assert proposal.state == Proposal.State.SUBMITTED
    assert proposal.answers["access"] == "Rampa od podwórka."
    assert proposal.title != "Inny tytuł"
    assert list(proposal.revisions.values_list("number", "reason")) == [
        (1, Revision.Reason.SUBMITTED),
        (2, Revision.Reason.CORRECTED),
    ]
    assert JournalEntry.objects.filter(verb="answer_correction").exists()


@pytest.mark.job("N5")
def test_a_late_answer_is_refused_and_journalled(checked, officer, resident):
    proposal, at = checked
    correction = _ask(officer, proposal, at)
    answers = {"access": "Rampa."}
    with pytest.raises(actions.Late):
        actions.answer_correction(
            by=resident, proposal=proposal, answers=answers, version=proposal.version, at=correction.due_at
        )
    assert JournalEntry.objects.filter(verb="correction_refused_late").count() == 1
    lines = actions.tick(at=correction.due_at)
    assert any("lapsed" in line for line in lines)
    assert actions.tick(at=correction.due_at) == []
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.SUBMITTED
    with pytest.raises(actions.Late):
        actions.answer_correction(
            by=resident, proposal=proposal, answers=answers, version=proposal.version, at=correction.due_at
        )


def test_a_correction_must_be_complete_and_of_the_newest_version(checked, officer, resident):
    proposal, at = checked
    _ask(officer, proposal, at)
    with pytest.raises(actions.StaleVersion):
        actions.answer_correction(by=resident, proposal=proposal, answers={"access": "x"}, version=0, at=at)
    dear = [{"name": "Wszystko", "quantity": "1", "amount": "99000", "source": "grant"}]
    for answers, code in (({"access": ""}, "required"), ({"costs": dear}, "too_much")):
        with pytest.raises(actions.Incomplete) as refused:
            actions.answer_correction(by=resident, proposal=proposal, answers=answers, version=proposal.version, at=at)
        assert code in [e.code for e in refused.value.errors]
        proposal.refresh_from_db()
        assert proposal.state == Proposal.State.CORRECTION


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fields": []}, "fields"),
        ({"fields": ["dragons"]}, "fields"),
        ({"message": "  "}, "message"),
        ({"due_at": None}, "due_at"),
    ],
)
def test_a_request_names_fields_a_reason_and_a_term(checked, officer, changes, code):
    proposal, at = checked
    if "due_at" in changes:
        changes = {"due_at": at}
    with pytest.raises(actions.CannotCorrect) as refused:
        _ask(officer, proposal, at, **changes)
    assert refused.value.code == code


def test_one_correction_at_a_time_and_only_by_the_office(checked, officer, stranger, resident, auditor):
    proposal, at = checked
    for person in (stranger, resident, auditor):
        with pytest.raises(NotAllowed):
            _ask(person, proposal, at)
    _ask(officer, proposal, at)
    with pytest.raises(actions.CannotCorrect):
        _ask(officer, proposal, at)
    with pytest.raises(actions.CannotCheck):
        actions.record_check(by=officer, proposal=proposal, passed=True, reason="", at=at)


def test_the_check_needs_its_stage_a_reason_and_the_office(city, officer, resident, stranger):
    call = make_call(city, officer)
    proposal = make_proposal(call, resident)
    early = call.stages.get(order=1).opened_at
    with pytest.raises(actions.CannotCheck):
        actions.record_check(by=officer, proposal=proposal, passed=True, reason="", at=early)
    at = to_check(call)
    with pytest.raises(NotAllowed):
        actions.record_check(by=stranger, proposal=proposal, passed=True, reason="", at=at)
    with pytest.raises(actions.CannotCheck):
        actions.record_check(by=officer, proposal=proposal, passed=False, reason=" ", at=at)
    actions.record_check(by=officer, proposal=proposal, passed=False, reason="Nie ta działka.", at=at)
    assert (proposal.state, proposal.reject_reason) == ("rejected", "Nie ta działka.")
    actions.record_check(by=officer, proposal=proposal, passed=True, reason="", at=at)
    assert (proposal.state, proposal.reject_reason) == ("eligible", "")


def test_a_refusal_is_public_only_when_the_check_has_closed(city, officer, stranger):
    call = make_call(city, officer)
    author = make_person()
    rejected, passed = make_proposal(call, author), make_proposal(call)
    at = to_check(call)
    actions.record_check(by=officer, proposal=rejected, passed=False, reason="Powód", at=at)
    rejected.refresh_from_db()
    assert rejected not in Proposal.objects.visible_to(None)
    assert rejected not in Proposal.objects.visible_to(stranger)
    assert public_label(rejected, None)[0] == "check"
    assert public_label(rejected, author)[0] == "no"
    assert public_label(rejected, officer)[0] == "no"
    assert public_label(rejected, stranger)[0] == "check"
    Proposal.objects.filter(pk=rejected.pk).update(state="submitted", reject_reason="")
    pass_all(call, officer, at=at, but={rejected.number: "Powód"})
    rejected.refresh_from_db()
    passed.refresh_from_db()
    assert rejected in Proposal.objects.visible_to(None)
    assert public_label(rejected, None)[0] == "no"
    assert public_label(passed, None)[0] == "check"


def test_calls_that_show_proposals_at_once_do_not_show_how_the_check_goes(city, officer):
    call = make_call(city, officer, show_proposals="submitted")
    proposal = make_proposal(call)
    assert public_label(proposal, None) == ("sent", public_label(proposal, None)[1])
    at = to_check(call)
    seen = set()
    for state in ("submitted", "eligible", "rejected"):
        Proposal.objects.filter(pk=proposal.pk).update(state=state)
        fresh = Proposal.objects.get(pk=proposal.pk)
        seen.add((public_label(fresh, None)[0], str(public_label(fresh, None)[1])))
        if state != "rejected":
            assert fresh in Proposal.objects.visible_to(None)
    assert len(seen) == 1
    assert at


def test_the_author_is_told_what_next_and_by_when(checked, officer, resident):
    proposal, at = checked
    step = next_step_of(proposal, at)
    assert step.by_when == proposal.call.stages.get(kind="check").closes_at
    correction = _ask(officer, proposal, at)
    step = next_step_of(proposal, at)
    assert (step.by_when, step.route) == (correction.due_at, "web:correction")
    dues = [due for due in due_for(resident, at) if due.route == "web:correction"]
    assert [(d.due_at, d.detail) for d in dues] == [(correction.due_at, "Dopisz dojście.")]
    assert may_edit(resident, proposal, at)
    assert not may_edit(resident, proposal, correction.due_at)
    assert not may_edit(officer, proposal, at)
