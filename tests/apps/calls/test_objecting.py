"""Objections: who, until when, to whom; what an upheld one changes; the list counted again with the old one kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.assessment import actions as assessment
from skwer.apps.assessment.models import Assignment, Check, SentSheet
from skwer.apps.calls import actions
from skwer.apps.calls.deciding.gathering import CannotCompute
from skwer.apps.calls.models import Call, Decision, Objection
from skwer.apps.calls.objections import objections_open, terms_of
from skwer.apps.calls.own_data import objections_of
from skwer.apps.calls.queries import decision_on, verify_decision
from skwer.apps.calls.regulations import frozen_or_made, paragraph_of
from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.values.text import in_language
from tests.factories import AT, make_call, make_person

from .journey import decide, pass_all, score, send, to_check

pytestmark = pytest.mark.django_db

GOOD, FAIR, POOR = (20, 15, 15, 10), (15, 9, 9, 6), (4, 3, 3, 1)
TERMS = {"days": 7, "rule_days": 14, "body": {"pl": "burmistrz", "en": "the mayor"}, "who": "applicant"}


def call_with_objections(
    city, officer, *, kinds=("propose", "check", "assess", "decide"), pot="12000", chain=(), **terms
) -> Call:
    call = make_call(city, officer, kinds=list(kinds), pot=pot, announced=False)
    for stage in call.stages.filter(kind__in=["check", "assess", "decide"]):
        changes = {"settings": {"objections": {**TERMS, **terms}}}
        if stage.kind == "decide":
            changes["settings"]["chain"] = list(chain)
        actions.change_stage(by=officer, stage=stage, changes=changes, at=AT)
    actions.announce_call(by=officer, call=call, at=AT)
    actions.tick(at=AT)
    call.refresh_from_db()
    return call


@pytest.fixture
def refused(city, officer):
    """Three proposals; no. 3 did not pass the check, which has just closed."""
    call = call_with_objections(city, officer)
    send(call, "8000", "7000", "6000")
    at = pass_all(call, officer, at=to_check(call), but={3: "Brak zgody właściciela."})
    return call, at


@pytest.fixture
def decided(refused, officer):
    """Only no. 1 fits into the pot; no. 2 waits on the reserve list."""
    call, at = refused
    score(call, {1: GOOD, 2: FAIR}, at=at)
    stage = call.stages.get(kind="assess")
    actions.tick(at=stage.closes_at)
    at = call.stages.get(kind="decide").opens_at or stage.closes_at
    decision = decide(call, officer, at=at)
    call.refresh_from_db()
    return call, decision, at


def obj(call, number):
    return call.proposals.select_related("author").get(number=number)


def test_the_regulations_say_who_until_when_and_to_whom(refused):
    call, _at = refused
    (paragraph,) = [p for p in frozen_or_made(call) if p["topic"] == "objections"]
    text = " ".join(in_language(clause["text"], "pl") for clause in paragraph["clauses"])
    assert "wnioskodawca może złożyć odwołanie" in text
    assert "w ciągu 7\u00a0dni od ogłoszenia wyników oceny formalnej" in text
    assert "Odwołanie rozpatruje burmistrz w ciągu 14\u00a0dni" in text
    assert len(paragraph["clauses"]) == 6, "two sentences for the check, the points and the result"


def test_a_call_that_promises_no_objections_takes_none(city, officer):
    call = call_with_objections(city, officer, days=0)
    (mine,) = send(call, "6000")
    assert terms_of(call) == {}
    with pytest.raises(actions.CannotObject):
        actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Nie!", at=AT)


def test_the_author_objects_and_the_body_has_its_days(refused):
    call, at = refused
    mine = obj(call, 3)
    filed = actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Zgoda była.", at=at)
    assert (filed.number, filed.body, filed.state) == (1, "burmistrz", "filed")
    assert timezone.localdate(filed.rule_until) == timezone.localdate(at) + timedelta(days=14)
    entry = JournalEntry.objects.get(verb="file_objection")
    assert "Zgoda" not in str(entry.after), "the journal holds no words"
    with pytest.raises(actions.CannotObject):
        actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Jeszcze raz.", at=at)


def test_what_somebody_objected_to_is_in_her_export(refused):
    call, at = refused
    mine = obj(call, 3)
    actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Zgoda była.", at=at)
    (told,) = objections_of(mine.author)
    assert (told["text"], told["against"], told["state"]) == ("Zgoda była.", "formal", "filed")
    assert objections_of(obj(call, 1).author) == []


def test_nobody_else_objects_unless_the_rules_let_everybody(refused, city, officer, resident):
    call, at = refused
    with pytest.raises(actions.CannotObject):
        actions.file_objection(by=resident, proposal=obj(call, 3), against="formal", text="Nie!", at=at)
    with pytest.raises(actions.CannotObject):
        actions.file_objection(by=obj(call, 1).author, proposal=obj(call, 1), against="formal", text="Nie!", at=at)
    other = call_with_objections(city, officer, who="anyone")
    send(other, "8000", "6000")
    at = pass_all(other, officer, at=to_check(other), but={2: "Brak zgody."})
    assert actions.file_objection(by=resident, proposal=obj(other, 2), against="formal", text="Nie!", at=at)


def test_the_last_day_counts_and_the_next_one_is_refused_cited_and_journalled(refused):
    call, _at = refused
    term = terms_of(call)["formal"]
    mine = obj(call, 3)
    late = term.ends + timedelta(seconds=1)
    with pytest.raises(actions.CannotObject) as error:
        actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Za późno.", at=late)
    assert (error.value.code, error.value.paragraph) == ("late", paragraph_of(call, "objections"))
    assert error.value.paragraph.startswith("§")
    assert JournalEntry.objects.filter(verb="objection_refused_late", key=str(mine.uid)).exists()
    assert actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Na czas.", at=term.ends)


def test_before_the_result_is_published_points_and_result_cannot_be_objected_to(refused, officer):
    call, at = refused
    mine = obj(call, 1)
    with pytest.raises(actions.CannotObject):
        actions.file_objection(by=mine.author, proposal=mine, against="score", text="Za mało.", at=at)


def test_a_paper_counts_by_the_day_it_came(refused, officer, stranger):
    call, at = refused
    term, mine = terms_of(call)["formal"], obj(call, 3)
    day = timezone.localdate(term.starts)
    facts = {"proposal": mine, "against": "formal", "text": "Zgoda była."}
    with pytest.raises(NotAllowed):
        actions.register_objection(by=stranger, received_date=day, at=at, **facts)
    after = term.ends + timedelta(days=3)
    with pytest.raises(actions.CannotObject):
        actions.register_objection(by=officer, received_date=timezone.localdate(after), at=after, **facts)
    assert JournalEntry.objects.filter(verb="objection_refused_late").count() == 1
    filed = actions.register_objection(by=officer, received_date=day + timedelta(days=1), at=after, **facts)
    assert (filed.registered_by, filed.filed_by) == (officer, mine.author)
    assert timezone.localdate(filed.rule_until) == day + timedelta(days=15)


def test_a_ruling_needs_reasons_and_somebody_else_than_who_objected(refused, officer, stranger):
    call, at = refused
    mine = obj(call, 3)
    filed = actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Zgoda była.", at=at)
    for person in (mine.author, stranger):
        with pytest.raises(NotAllowed):
            actions.rule(by=person, objection=filed, state="upheld", ruling="Racja.", at=at)
    for state, words, field in (("upheld", " ", "ruling"), ("filed", "Racja.", "state")):
        with pytest.raises(actions.CannotRule) as error:
            actions.rule(by=officer, objection=filed, state=state, ruling=words, at=at)
        assert error.value.field == field
    actions.rule(by=officer, objection=filed, state="dismissed", ruling="Zgody nie było w terminie.", at=at)
    assert obj(call, 3).state == "rejected"
    with pytest.raises(actions.CannotRule):
        actions.rule(by=officer, objection=filed, state="upheld", ruling="Jednak.", at=at)
    with pytest.raises(actions.CannotObject):
        actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Znowu.", at=at)


def test_who_objected_may_take_it_back_and_object_anew_in_time(refused, resident):
    call, at = refused
    mine = obj(call, 3)
    filed = actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Zgoda była.", at=at)
    with pytest.raises(NotAllowed):
        actions.withdraw_objection(by=resident, objection=filed, at=at)
    actions.withdraw_objection(by=mine.author, objection=filed, at=at)
    assert actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Lepiej.", at=at).number == 2


def test_a_proposal_that_comes_back_while_others_are_assessed_is_assessed_with_them(refused, officer):
    call, at = refused
    mine = obj(call, 3)
    filed = actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Zgoda była.", at=at)
    actions.rule(by=officer, objection=filed, state="upheld", ruling="Zgoda była w załączniku.", at=at)
    mine = obj(call, 3)
    assert (mine.state, mine.reject_reason) == ("eligible", "")
    assert Check.objects.get(proposal=mine).result == Check.Result.PASSED
    assert Assignment.objects.live().filter(proposal=mine, late=False).count() == 2


def test_a_proposal_that_comes_back_after_the_decision_is_assessed_late_and_the_list_counted_again(decided, officer):
    call, first, at = decided
    mine = obj(call, 3)
    in_time = terms_of(call)["formal"].ends
    filed = actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Była.", at=in_time)
    at += timedelta(days=1)
    ruled = actions.rule(by=officer, objection=filed, state="upheld", ruling="Zgoda była.", at=at)
    assert ruled.effect["count_again"]
    late = Assignment.objects.live().filter(proposal=mine, late=True)
    assert late.count() == 2
    assert "web:desk_assess" in {due.route for due in due_for(officer, at)}, "two sheets are missing"
    with pytest.raises(CannotCompute):
        actions.record_decision(
            by=officer, call=call, act_number="", note="", at=at, supersede_reason="Odwołanie nr 1 uwzględnione."
        )
    score_late(mine, GOOD, at)
    second = actions.record_decision(
        by=officer, call=call, act_number="", note="", at=at, supersede_reason="Odwołanie nr 1 uwzględnione."
    )
    actions.publish_decision(by=officer, decision=second, at=at)
    # No. 3 asks for less than no. 1, with as many points; both no longer fit.
    assert {line.proposal.number: line.result for line in second.lines.select_related("proposal")} == {
        1: "reserve", 2: "reserve", 3: "funded",
    }  # fmt: skip
    filed.refresh_from_db()
    assert filed.new_decision == second
    for decision in (first, second):
        assert verify_decision(Decision.objects.get(pk=decision.pk)) == []
    assert decision_on(call, timezone.localdate(first.published_at)).pk == first.pk
    assert decision_on(call, timezone.localdate(at)).pk == second.pk


def score_late(proposal, points, at):
    for assignment in Assignment.objects.live().filter(proposal=proposal).select_related("stage", "assessor"):
        keys = [criterion["key"] for criterion in assignment.stage.frozen["settings"]["criteria"]]
        assessment.declare(by=assignment.assessor, assignment=assignment, conflict=False, at=at)
        assignment.refresh_from_db()
        given = {key: {"points": str(p), "reason": "Powód."} for key, p in zip(keys, points, strict=True)}
        assessment.submit_sheet(by=assignment.assessor, assignment=assignment, scores=given, at=at)


def test_upheld_points_are_changed_with_a_reason_and_the_old_list_can_still_be_rebuilt(decided, officer):
    call, first, at = decided
    mine = obj(call, 2)
    later = at + timedelta(days=2)
    sheet = Assignment.objects.filter(proposal=mine).first()
    better = {"usefulness": {"points": "20"}}
    key = sheet.stage.frozen["settings"]["criteria"][0]["key"]
    better = {key: {"points": "20"}}
    filed = actions.file_objection(by=mine.author, proposal=mine, against="score", text="Za mało.", at=later)
    assert (filed.decision, filed.rule_until.date()) == (first, (later + timedelta(days=14)).date())
    with pytest.raises(assessment.CannotScore):  # not ruled yet
        assessment.rescore(by=officer, assignment=sheet, scores=better, reason="Racja.", objection=filed, at=later)
    actions.rule(by=officer, objection=filed, state="upheld", ruling="Pominięto liczbę rodzin.", at=later)
    with pytest.raises(assessment.ReasonMissing):
        assessment.rescore(by=officer, assignment=sheet, scores=better, reason=" ", objection=filed, at=later)
    with pytest.raises(NotAllowed):
        assessment.rescore(by=mine.author, assignment=sheet, scores=better, reason="Racja.", objection=filed, at=later)
    assessment.rescore(by=officer, assignment=sheet, scores=better, reason="Racja.", objection=filed, at=later)
    old, new = SentSheet.objects.filter(sheet__assignment=sheet).order_by("number")
    assert (old.scores[key]["points"], new.scores[key]["points"]) == ("15", "20")
    assert (old.objection, old.reopen_reason, old.reopened_by) == (filed, "Racja.", officer)
    assert verify_decision(Decision.objects.get(pk=first.pk)) == [], "the old list rests on the sheets of its day"
    second = actions.record_decision(
        by=officer, call=call, act_number="", note="", at=later, supersede_reason="Odwołanie nr 1."
    )
    assert second.lines.get(proposal=mine).points > first.lines.get(proposal=mine).points
    assert verify_decision(second) == []
    with pytest.raises(assessment.CannotScore):
        assessment.rescore(by=officer, assignment=sheet, scores=better, reason="Znów.", objection=filed, at=later)


def test_due_items_say_until_when_to_rule(refused, officer, auditor):
    call, at = refused
    mine = obj(call, 3)
    filed = actions.file_objection(by=mine.author, proposal=mine, against="formal", text="Zgoda była.", at=at)
    (due,) = [due for due in due_for(officer, at) if due.route == "web:desk_objection"]
    assert (due.due_at, due.kwargs) == (filed.rule_until, {"slug": call.slug, "number": 1})
    assert [due for due in due_for(auditor, at) if due.route == "web:desk_objection"] == []
    late = due_for(officer, filed.rule_until + timedelta(hours=1))
    assert [due.state for due in late if due.route == "web:desk_objection"] == ["late"]


def test_a_list_is_not_final_while_somebody_may_object(decided, officer):
    call, _first, at = decided
    assert objections_open(call, at)
    end = max(term.ends for term in terms_of(call).values() if term.ends)
    assert not objections_open(call, end + timedelta(minutes=1))
    mine = obj(call, 2)
    filed = actions.file_objection(by=mine.author, proposal=mine, against="result", text="Źle.", at=end)
    assert objections_open(call, end + timedelta(minutes=1))
    actions.rule(by=officer, objection=filed, state="not_heard", ruling="Nie dotyczy wyniku.", at=end)
    assert not objections_open(call, end + timedelta(minutes=1))


def test_an_objection_that_ends_after_the_vote_begins_is_a_fault_of_the_set_up(city, officer):
    call = make_call(city, officer, announced=False)
    stage = call.stages.get(kind="check")
    actions.change_stage(by=officer, stage=stage, changes={"settings": {"objections": TERMS}}, at=AT)
    with pytest.raises(actions.NotReady) as error:
        actions.announce_call(by=officer, call=call, at=AT)
    assert "objections_before_vote" in {problem.code for problem in error.value.problems}


def test_an_upheld_formal_objection_never_changes_a_ballot(city, officer):
    call = make_call(city, officer)
    send(call, "8000", "6000")
    at = pass_all(call, officer, at=to_check(call), but={2: "Brak zgody."})
    actions.tick(at=call.stages.get(kind="vote").opens_at)
    mine = obj(call, 2)
    filed = Objection.objects.create(
        call=call, proposal=mine, number=1, against="formal", text="x", filed_by=make_person(), filed_at=at,
        rule_until=at, body="burmistrz",
    )  # fmt: skip
    ruled = actions.rule(by=officer, objection=filed, state="upheld", ruling="Racja.", at=at)
    assert (ruled.effect, obj(call, 2).state) == ({"too_late": "vote"}, "rejected")
