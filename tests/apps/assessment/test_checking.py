"""The formal check: answers, corrections, results."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.assessment import actions
from skwer.apps.assessment.kinds import CheckKind
from skwer.apps.assessment.models import Check
from skwer.apps.assessment.queries import check_rows
from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed, Refusal

from .factories import make_call, make_check_stage, make_proposal

YES = {"owner": {"answer": "yes"}, "limits": {"answer": "yes"}, "annexes": {"answer": "na"}}
NO = {**YES, "owner": {"answer": "no", "note": "Brak zgody."}}


@pytest.fixture
def proposal(call):
    return make_proposal(call)


def answer(officer, stage, proposal, answers, at):
    return actions.answer_check(by=officer, stage=stage, proposal=proposal, answers=answers, at=at)


def test_answers_are_kept_item_by_item(officer, check_stage, proposal, at):
    answer(officer, check_stage, proposal, {"owner": {"answer": "yes", "note": " w załączniku 2 "}}, at)
    check = answer(officer, check_stage, proposal, {"limits": {"answer": "no"}}, at)
    assert check.answers == {
        "owner": {"answer": "yes", "note": "w załączniku 2"},
        "limits": {"answer": "no", "note": ""},
    }
    assert (check.checked_by, check.checked_at, check.result) == (officer, at, "open")


def test_notes_stay_out_of_the_journal(officer, check_stage, proposal, at):
    answer(officer, check_stage, proposal, {"owner": {"answer": "no", "note": "Pan Jan nie podpisał"}}, at)
    entry = JournalEntry.objects.get(verb="answer_check")
    assert entry.after == {"owner": "no"}
    assert "Jan" not in str([entry.before, entry.after])


@pytest.mark.parametrize(
    ("item", "given", "code"),
    [("beauty", "yes", "unknown_item"), ("owner", "na", "answer"), ("owner", "maybe", "answer")],
)
def test_answers_the_checklist_does_not_know_are_refused(officer, check_stage, proposal, at, item, given, code):
    with pytest.raises(actions.CannotCheck) as refusal:
        answer(officer, check_stage, proposal, {item: {"answer": given}}, at)
    assert refusal.value.code == code


def test_only_officers_of_the_city_check(resident, stranger, auditor, check_stage, proposal, at):
    for person in (resident, stranger, auditor):
        with pytest.raises(NotAllowed):
            answer(person, check_stage, proposal, YES, at)
        with pytest.raises(NotAllowed):
            actions.finish_check(by=person, stage=check_stage, proposal=proposal, passed=False, reason="x", at=at)
    assert not Check.objects.exists()


def test_a_check_that_is_not_open_takes_nothing(officer, call, proposal, at):
    stage = make_check_stage(call, state=Stage.State.PLANNED)
    with pytest.raises(actions.CannotCheck) as refusal:
        answer(officer, stage, proposal, YES, at)
    assert refusal.value.code == "stage"


def test_a_proposal_of_another_call_is_refused(officer, city, check_stage, at):
    other = make_proposal(make_call(city))
    with pytest.raises(actions.CannotCheck) as refusal:
        answer(officer, check_stage, other, YES, at)
    assert refusal.value.code == "wrong_stage"


def test_many_at_once_are_all_kept_or_none(officer, call, check_stage, at):
    first, second = make_proposal(call), make_proposal(call)
    actions.answer_checks(by=officer, stage=check_stage, answers={first.number: YES, second.number: NO}, at=at)
    assert Check.objects.count() == 2
    bad = {first.number: NO, second.number: {"owner": {"answer": "maybe"}}}
    with pytest.raises(actions.CannotCheck):
        actions.answer_checks(by=officer, stage=check_stage, answers=bad, at=at)
    assert Check.objects.get(proposal=first).answers["owner"]["answer"] == "yes"
    with pytest.raises(actions.CannotCheck):
        actions.answer_checks(by=officer, stage=check_stage, answers={99: YES}, at=at)


def test_passing_gives_the_proposal_its_state(officer, check_stage, proposal, at):
    answer(officer, check_stage, proposal, YES, at)
    check = actions.finish_check(by=officer, stage=check_stage, proposal=proposal, passed=True, reason="", at=at)
    assert check.result == "passed"
    assert Proposal.objects.get(pk=proposal.pk).state == Proposal.State.ELIGIBLE


def test_passing_needs_every_answer(officer, check_stage, proposal, at):
    answer(officer, check_stage, proposal, {"owner": {"answer": "yes"}}, at)
    with pytest.raises(actions.CheckIncomplete) as refusal:
        actions.finish_check(by=officer, stage=check_stage, proposal=proposal, passed=True, reason="", at=at)
    assert refusal.value.items == ["limits", "annexes"]


def test_a_no_cannot_pass(officer, check_stage, proposal, at):
    answer(officer, check_stage, proposal, NO, at)
    with pytest.raises(actions.CheckIncomplete) as refusal:
        actions.finish_check(by=officer, stage=check_stage, proposal=proposal, passed=True, reason="", at=at)
    assert refusal.value.items == ["owner"]


def test_a_refusal_rests_on_an_item_and_a_reason(officer, check_stage, proposal, at):
    def refuse(reason):
        return actions.finish_check(
            by=officer, stage=check_stage, proposal=proposal, passed=False, reason=reason, at=at
        )

    answer(officer, check_stage, proposal, YES, at)
    with pytest.raises(actions.NothingToRefuse):
        refuse("Nie podoba nam się.")
    answer(officer, check_stage, proposal, NO, at)
    with pytest.raises(actions.NothingToRefuse) as refusal:
        refuse("  ")
    assert refusal.value.code == "no_reason"
    check = refuse("Prosiliśmy dwa razy.")
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.REJECTED
    assert proposal.reject_reason == check.reason
    # The published reason names the item and the paragraph it rests on.
    assert "Czy jest zgoda właściciela terenu?" in check.reason
    assert "§" in check.reason
    assert check.reason.endswith("Prosiliśmy dwa razy.")


def test_changing_an_answer_opens_an_ended_check_again(officer, check_stage, proposal, at):
    answer(officer, check_stage, proposal, YES, at)
    actions.finish_check(by=officer, stage=check_stage, proposal=proposal, passed=True, reason="", at=at)
    assert CheckKind().may_close(check_stage, at) == []
    assert answer(officer, check_stage, proposal, NO, at).result == "open"
    assert [problem.code for problem in CheckKind().may_close(check_stage, at)] == ["reopened"]


def ask(officer, stage, proposal, at, **changes):
    return actions.ask_correction(
        **{
            "by": officer,
            "stage": stage,
            "proposal": proposal,
            "fields": ["owner_consent"],
            "message": "Dołącz zgodę.",
            "at": at,
            **changes,
        }
    )


def test_a_correction_gets_whole_days(officer, check_stage, proposal, at):
    correction = ask(officer, check_stage, proposal, at)
    assert correction.fields == ["owner_consent"]
    due = timezone.localtime(correction.due_at)
    assert (due.date() - timezone.localdate(at)).days == 7
    assert (due.hour, due.minute) == (23, 59)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.CORRECTION


def test_less_time_than_the_regulations_promise_is_refused(officer, check_stage, proposal, at):
    with pytest.raises(actions.NoMoreCorrections) as refusal:
        ask(officer, check_stage, proposal, at, due_at=at + timedelta(days=6))
    assert refusal.value.code == "too_little_time"
    assert ask(officer, check_stage, proposal, at, due_at=at + timedelta(days=9))


def test_no_more_corrections_than_the_regulations_allow(officer, call, proposal, at):
    stage = make_check_stage(call, corrections=0)
    with pytest.raises(actions.NoMoreCorrections):
        ask(officer, stage, proposal, at)


def test_no_result_while_the_applicant_corrects(officer, check_stage, proposal, at):
    answer(officer, check_stage, proposal, YES, at)
    ask(officer, check_stage, proposal, at)
    with pytest.raises(Refusal) as refusal:
        actions.finish_check(by=officer, stage=check_stage, proposal=proposal, passed=True, reason="", at=at)
    assert refusal.value.code == "in_correction"


def test_the_stage_closes_when_everything_is_checked(officer, call, check_stage, proposal, at):
    assert [problem.code for problem in CheckKind().may_close(check_stage, at)] == ["unchecked"]
    answer(officer, check_stage, proposal, YES, at)
    actions.finish_check(by=officer, stage=check_stage, proposal=proposal, passed=True, reason="", at=at)
    assert CheckKind().may_close(check_stage, at) == []


def test_the_office_is_told_how_many_wait(officer, call, check_stage, proposal, at):
    make_proposal(call)
    (due,) = CheckKind().waiting(call, at)
    assert due.route == "web:desk_check"
    assert "2" in str(due.what)
    ask(officer, check_stage, proposal, at)
    (due,) = CheckKind().waiting(call, at)
    assert "1" in str(due.what)


def test_rows_need_a_constant_number_of_queries(call, check_stage, proposal, at, django_assert_num_queries):
    def count_queries():
        with django_assert_num_queries(3):
            return check_rows(check_stage)

    assert len(count_queries()) == 1
    for _ in range(5):
        make_proposal(call)
    assert len(count_queries()) == 6


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"items": []}, "items"),
        ({"items": [{"key": "a"}]}, "items"),
        ({"items": [{"key": "a", "text": {"pl": " "}}]}, "item_text"),
        ({"items": [{"key": "a", "text": {"pl": "x"}}, {"key": "a", "text": {"pl": "y"}}]}, "item_key"),
        ({"correction_days": 0}, "correction_days"),
        ({"corrections": "1"}, "corrections"),
    ],
)
def test_settings_that_cannot_be_used(check_stage, changes, code):
    assert code in [problem.code for problem in CheckKind().problems({**check_stage.settings, **changes})]


def test_the_regulations_say_what_is_checked(check_stage):
    assert CheckKind().problems(check_stage.settings) == []
    clauses = {clause.topic: clause.text for clause in CheckKind().clauses(check_stage)}
    assert "Czy jest zgoda właściciela terenu?" in clauses["check_items"]["pl"]
    assert "7\u00a0days" in clauses["correction"]["en"]
    assert set(clauses) == {"check_items", "correction", "check_result"}


def test_a_page_of_checks_passes_what_is_in_order(officer, call, check_stage, at):
    good, bad, half, correcting = (make_proposal(call) for _ in range(4))
    ask(officer, check_stage, correcting, at)
    given = {good.number: YES, bad.number: NO, half.number: {"owner": {"answer": "yes"}}, correcting.number: YES}
    actions.answer_checks(by=officer, stage=check_stage, answers=given, finish=True, at=at)
    states = dict(Proposal.objects.values_list("number", "state"))
    assert states == {1: "eligible", 2: "submitted", 3: "submitted", 4: "correction"}


def test_answers_may_come_with_the_result_or_with_a_correction(officer, call, check_stage, at):
    first, second = make_proposal(call), make_proposal(call)
    actions.finish_check(by=officer, stage=check_stage, proposal=first, passed=True, reason="", answers=YES, at=at)
    ask(officer, check_stage, second, at, answers=NO)
    assert Check.objects.get(proposal=second).answers["owner"]["answer"] == "no"
    # A refused result keeps nothing: the page still shows what was typed.
    third = make_proposal(call)
    with pytest.raises(actions.CheckIncomplete):
        actions.finish_check(by=officer, stage=check_stage, proposal=third, passed=True, reason="", answers=NO, at=at)
    assert not Check.objects.filter(proposal=third).exists()
