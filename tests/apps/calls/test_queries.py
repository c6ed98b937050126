"""What next for every state, who sees what, what waits for whom, what is found."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import TestCase

from skwer.apps.calls import actions
from skwer.apps.calls.diagram import document
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.calls.queries import current_stage, money_of, next_step, next_step_of, public_label
from skwer.apps.calls.regulations import differences, paragraphs
from skwer.apps.files.holders import kind_of as holder
from skwer.apps.inbox.due import due_for
from skwer.apps.search import queries as search
from tests.factories import AT, make_call, make_person, make_proposal

from .journey import decide, pass_all, score, send, to_check, vote

pytestmark = pytest.mark.django_db


def test_what_next_is_answered_in_every_state(city, officer):
    draft = make_call(city, officer, announced=False)
    assert next_step(draft, AT).route == "web:desk_call"
    call = make_call(city, officer, pot="20000")
    opens = call.stages.get(order=1).opens_at
    assert next_step(call, AT).route == "web:propose"
    planned = Call.objects.get(pk=call.pk)
    planned.stages.filter(order=1).update(state="planned", opened_at=None)
    assert next_step(planned, AT).by_when == opens
    planned.stages.filter(order=1).update(state="open", opened_at=opens)
    send(call, "9000", "8000")
    call = Call.objects.get(pk=call.pk)
    at = to_check(call)
    assert next_step(call, at).by_when == call.stages.get(kind="check").closes_at
    at = pass_all(call, officer, at=at)
    assert current_stage(Call.objects.get(pk=call.pk), at).kind == "assess"
    score(call, {1: (20, 15, 15, 10), 2: (15, 9, 9, 6)}, at=at)
    voting = call.stages.get(kind="vote")
    actions.tick(at=voting.opens_at)
    step = next_step(Call.objects.get(pk=call.pk), voting.opens_at)
    assert (step.route, step.by_when) == ("web:vote", voting.closes_at)
    assert public_label(Proposal.objects.get(call=call, number=1), None)[0] == "vote"
    at = vote(call, [1], [1, 2])
    call = Call.objects.get(pk=call.pk)
    assert next_step(call, at).route == ""
    decide(call, officer, at=at)
    call = Call.objects.get(pk=call.pk)
    assert next_step(call, at).route == "web:results"
    for proposal in call.proposals.all():
        assert next_step_of(proposal, at).route == "web:results"
    Call.objects.filter(pk=draft.pk).update(state="cancelled")
    assert next_step(Call.objects.get(pk=draft.pk), at).route == ""


def test_what_next_for_a_draft_and_after(city, officer, resident):
    call = make_call(city, officer)
    draft = make_proposal(call, resident, submitted=False)
    assert next_step_of(draft, AT).route == "web:draft"
    end = call.stages.get(order=1).closes_at
    assert next_step_of(draft, end).route == ""
    actions.withdraw_proposal(by=resident, proposal=draft, at=AT)
    assert next_step_of(draft, AT).action_label == ""
    for state in Proposal.State:
        Proposal.objects.filter(pk=draft.pk).update(state=state)
        step = next_step_of(Proposal.objects.get(pk=draft.pk), AT)
        assert str(step.what)
        assert str(step.who)


def test_a_draft_is_its_authors_alone(city, officer, auditor, stranger, resident):
    call = make_call(city, officer)
    draft = make_proposal(call, resident, submitted=False)
    for person in (None, officer, auditor, stranger, make_person()):
        assert draft not in Proposal.objects.visible_to(person)
    assert draft in Proposal.objects.visible_to(resident)
    inside = holder("proposal").inside_keys
    assert draft in inside(resident)
    assert draft not in inside(officer)


def test_tenants_are_walls(city, officer, auditor, stranger, resident):
    hidden = make_call(city, officer, announced=False)
    call = make_call(city, officer)
    sent = make_proposal(call, resident)
    inside = holder("proposal").inside_keys
    for person in (None, stranger, make_person()):
        assert hidden not in Call.objects.visible_to(person)
        assert call in Call.objects.visible_to(person)
        assert sent not in Proposal.objects.visible_to(person)
        assert sent not in inside(person)
    for person in (officer, auditor):
        assert hidden in Call.objects.visible_to(person)
        assert sent in Proposal.objects.visible_to(person)
        assert sent in inside(person)
    assert [due for due in due_for(stranger, AT) if due.organisation == city] == []


def test_files_are_changed_only_while_the_proposal_is(city, officer, resident):
    call = make_call(city, officer)
    proposal = make_proposal(call, resident, submitted=False)
    may = holder("proposal").may_change
    assert may(resident, str(proposal.pk), AT)
    assert not may(officer, str(proposal.pk), AT)
    assert not may(resident, "x", AT)
    actions.submit_proposal(by=resident, proposal=proposal, at=AT)
    assert not may(resident, str(proposal.pk), AT)
    at = to_check(call)
    proposal.refresh_from_db()
    due = at + timedelta(days=7)
    actions.request_correction(by=officer, proposal=proposal, fields=["title"], message="Tytuł", due_at=due, at=at)
    assert not may(resident, str(proposal.pk), at)
    proposal.corrections.update(fields=["consent"])
    assert may(resident, str(proposal.pk), at)
    assert not may(resident, str(proposal.pk), due)


def test_dues_of_authors_invited_people_and_the_office(city, officer, resident):
    call = make_call(city, officer, announced=False)
    assert [d.route for d in due_for(officer, AT) if d.organisation == city] == ["web:desk_call"]
    call = make_call(city, officer)
    draft = make_proposal(call, resident, submitted=False)
    assert ("web:draft", call.stages.get(order=1).closes_at) in [(d.route, d.due_at) for d in due_for(resident, AT)]
    friend = make_person()
    actions.invite_coauthor(by=resident, proposal=draft, email=friend.email, at=AT)
    assert [d.route for d in due_for(friend, AT)] == ["web:coauthor_accept"]
    assert due_for(friend, AT + timedelta(days=31)) == []


def test_only_what_is_public_is_found(city, officer, resident):
    call = make_call(city, officer)
    with TestCase.captureOnCommitCallbacks(execute=True):
        sent = make_proposal(call, resident, title="Hamak nad Strugą")
        make_proposal(call, resident, title="Hamak w szkicu", submitted=False)

    def found(person):
        results = search.find(person=person, words="hamak", language="pl").results
        return ["".join(piece for piece, _marked in hit.title) for hit in results]

    assert found(None) == []
    assert found(officer) == ["Hamak nad Strugą"]
    with TestCase.captureOnCommitCallbacks(execute=True):
        pass_all(call, officer, at=to_check(call))
    assert found(None) == ["Hamak nad Strugą"]
    sent.refresh_from_db()
    with TestCase.captureOnCommitCallbacks(execute=True):
        actions.withdraw_proposal(by=resident, proposal=sent, at=AT)
    assert found(officer) == []


def test_differences_of_regulations_go_paragraph_by_paragraph(city, officer):
    call = make_call(city, officer, announced=False)
    before = paragraphs(call)
    call.request_max = Decimal(15000)
    call.own_share = 10
    call.save()
    own = {"heading": {"pl": "Operator", "en": "Operator"}, "text": {"pl": "Wypłaca fundacja.", "en": "A trust pays."}}
    call.clauses = [own]
    changes = {change.heading: change for change in differences(before, paragraphs(call), "pl")}
    assert {h: c.kind for h, c in changes.items()} == {
        "Wsparcie i koszty": "changed",
        "Wkład własny": "changed",
        "Operator": "added",
    }
    changed = changes["Wsparcie i koszty"].clauses
    words = next(clause.words for clause in changed if not clause.same)
    assert ("removed", "12\xa0000\xa0zł") in words
    assert ("added", "15\xa0000\xa0zł") in words
    assert differences(before, before) == []
    assert [c.kind for c in differences(paragraphs(call), before, "pl")].count("removed") == 1


def test_the_page_of_states_is_made_from_the_code():
    page = Path(__file__).parents[3] / "docs" / "states.md"
    assert page.read_text("utf-8") == document()


def test_the_pot_is_asked_for_by_those_still_in_the_call(city, officer):
    call = make_call(city, officer, pot="20000")
    Call.objects.filter(pk=call.pk).update(show_proposals=Call.ShowProposals.SUBMITTED)
    send(call, "9000", "8000")
    assert (money_of(call).proposals, money_of(call).requested) == (2, Decimal(17000))
    Proposal.objects.filter(call=call, number=2).update(state="rejected")
    assert money_of(call).proposals == 2  # nobody outside knows of it yet
    Proposal.objects.filter(call=call, number=2).update(checked_published=True)
    assert (money_of(call).proposals, money_of(call).requested) == (1, Decimal(9000))
