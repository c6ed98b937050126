"""Score sheets: saved with gaps, sent whole, read by others only afterwards, counted exactly."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from skwer.apps.assessment import actions, dues, rules
from skwer.apps.assessment.kinds import AssessKind
from skwer.apps.assessment.measures import measured
from skwer.apps.assessment.models import Assignment, Sheet
from skwer.apps.assessment.queries import progress, ranking, ranking_inputs
from skwer.apps.assessment.signals import sheet_reopened, sheet_submitted
from skwer.apps.assessment.terms import AssessTerms
from skwer.apps.calls.models import Call, Decision, Proposal, Stage
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.methods.ranking import rank_inputs
from skwer.values.canonical import canonical_json

from .factories import good_scores, make_assess_stage, make_assignment, make_proposal

ELIGIBLE = Proposal.State.ELIGIBLE


@pytest.fixture
def proposal(call):
    return make_proposal(call, state=ELIGIBLE)


@pytest.fixture
def mine(assess_stage, proposal, committee):
    """The assignment of the second member, declared."""
    return make_assignment(assess_stage, proposal, committee[1][1])


def save(assignment, at, scores=None, *, version=0, by=None, comment=""):
    return actions.save_sheet(
        by=by or assignment.assessor,
        assignment=assignment,
        scores=good_scores() if scores is None else scores,
        comment=comment,
        version=version,
        at=at,
    )


def send(assignment, at, scores=None):
    sheet = Sheet.objects.filter(assignment=assignment).first()
    save(assignment, at, scores, version=sheet.version if sheet else 0)
    return actions.submit_sheet(by=assignment.assessor, assignment=assignment, at=at)


def errors_of(assignment, at):
    with pytest.raises(actions.SheetIncomplete) as refusal:
        actions.submit_sheet(by=assignment.assessor, assignment=assignment, at=at)
    return [(error.field, error.part, error.code) for error in refusal.value.errors]


@pytest.mark.job("J2")
def test_a_draft_keeps_gaps_and_slips_as_typed(mine, at):
    sheet = save(mine, at, {"usefulness": {"points": "osiem", "reason": "bo tak"}, "care": {"points": "4,5"}})
    assert sheet.scores == {"usefulness": {"points": "osiem", "reason": "bo tak"}, "care": {"points": "4.5"}}
    assert sheet.version == 1
    assert not JournalEntry.objects.exists()


def test_a_quantity_gives_the_points_of_its_band(mine, at):
    sheet = save(mine, at, {"work": {"value": "40,4", "points": "10"}})
    assert sheet.scores["work"] == {"points": "8", "value": "40.4"}


def test_absurd_numbers_do_no_harm(mine, at):
    sheet = save(mine, at, {"usefulness": {"points": "1e999"}, "work": {"value": "-3"}, "beauty": {"points": "9"}})
    assert sheet.scores == {"usefulness": {"points": "1e999"}, "work": {"value": "-3"}}
    assert errors_of(mine, at) == [
        ("usefulness", "points", "off_scale"),
        ("care", "points", "missing"),
        ("work", "value", "off_scale"),
    ]


@pytest.mark.job("J2")
@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, [("usefulness", "points", "missing"), ("care", "points", "missing"), ("work", "value", "missing")]),
        (good_scores(usefulness={"points": "11"}), [("usefulness", "points", "off_scale")]),
        (good_scores(usefulness={"points": "7.5"}), [("usefulness", "points", "off_scale")]),
        (good_scores(usefulness={"points": "dużo"}), [("usefulness", "points", "not_a_number")]),
        (good_scores(usefulness={"points": "5"}), [("usefulness", "reason", "reason")]),
        (good_scores(usefulness={"points": "6"}), []),
        (good_scores(work={"points": "7", "reason": "x"}), [("work", "value", "off_scale")]),
        (good_scores(work={"points": "8"}), []),
    ],
)
def test_sending_checks_everything(mine, at, scores, expected):
    save(mine, at, scores)
    if expected:
        assert errors_of(mine, at) == expected
        mine.refresh_from_db()
        assert mine.state == "clear"
    else:
        assert actions.submit_sheet(by=mine.assessor, assignment=mine, at=at).submitted_at == at


@pytest.mark.job("J3")
@pytest.mark.parametrize(("reasons", "codes"), [("always", ["reason"]), ("below", []), ("never", [])])
def test_when_a_reason_is_needed_is_the_calls_own_rule(call, committee, at, reasons, codes):
    stage = make_assess_stage(call, committee[0], reasons=reasons)
    assignment = make_assignment(stage, make_proposal(call, state=ELIGIBLE), committee[1][0])
    save(assignment, at, good_scores(usefulness={"points": "9"}))
    if codes:
        assert [code for _field, _part, code in errors_of(assignment, at)] == codes
    else:
        actions.submit_sheet(by=assignment.assessor, assignment=assignment, at=at)


def test_points_come_after_the_declaration(assess_stage, proposal, committee, at):
    assignment = make_assignment(assess_stage, proposal, committee[1][0], state="assigned")
    with pytest.raises(actions.CannotScore):
        save(assignment, at)
    with pytest.raises(actions.CannotScore):
        actions.submit_sheet(by=assignment.assessor, assignment=assignment, at=at)


def test_only_her_own_sheet(mine, committee, officer, at):
    for other in (committee[1][0], officer):
        with pytest.raises(NotAllowed):
            save(mine, at, by=other)
        with pytest.raises(NotAllowed):
            actions.submit_sheet(by=other, assignment=mine, at=at)


def test_two_windows_lose_nothing(mine, at):
    save(mine, at)
    save(mine, at, good_scores(usefulness={"points": "9"}), version=1)
    with pytest.raises(actions.StaleSheet) as refusal:
        save(mine, at, good_scores(usefulness={"points": "2"}), version=1)
    assert refusal.value.mine["scores"]["usefulness"]["points"] == "2"
    assert refusal.value.theirs["scores"]["usefulness"]["points"] == "9"
    assert refusal.value.version == 2


def test_a_closed_stage_and_a_withdrawn_proposal_take_nothing(mine, at):
    save(mine, at)
    stage, proposal = mine.stage, mine.proposal
    Stage.objects.filter(pk=stage.pk).update(state="closed")
    with pytest.raises(actions.CannotScore):
        actions.submit_sheet(by=mine.assessor, assignment=mine, at=at)
    Stage.objects.filter(pk=stage.pk).update(state="open")
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.WITHDRAWN)
    mine = Assignment.objects.get(pk=mine.pk)
    with pytest.raises(actions.CannotScore) as refusal:
        actions.submit_sheet(by=mine.assessor, assignment=mine, at=at)
    assert refusal.value.code == "withdrawn"


def test_a_late_sheet_counts_as_long_as_the_office_has_not_closed(mine, at):
    late = mine.stage.closes_at + timedelta(days=1)
    assert send(mine, late).submitted_at == late


def test_a_sent_sheet_is_final(mine, at):
    send(mine, at)
    with pytest.raises(actions.CannotScore):
        save(mine, at, version=1)


@pytest.mark.job("J4")
def test_others_sheets_open_with_her_own(assess_stage, proposal, committee, mine, at):
    theirs = make_assignment(assess_stage, proposal, committee[1][2])
    send(theirs, at)
    assert not rules.may_see_others(mine.assessor, mine)
    send(mine, at)
    assert rules.may_see_others(mine.assessor, mine)
    assert not rules.may_see_others(committee[1][0], mine)


def test_the_desk_sees_scores_only_when_all_are_in(assess_stage, proposal, committee, officer, mine, at):
    theirs = make_assignment(assess_stage, proposal, committee[1][2])
    send(theirs, at)
    assert not rules.may_see_sheets(officer, assess_stage, proposal)
    (row,) = progress(assess_stage)
    assert (row.sent, row.complete, row.row, row.alarm) == (1, False, None, False)
    send(mine, at)
    assert rules.may_see_sheets(officer, assess_stage, proposal)
    assert rules.may_see_sheets(committee[1][0], assess_stage, proposal)  # the chair
    assert not rules.may_see_sheets(committee[1][3], assess_stage, proposal)


def test_an_officer_with_a_sheet_of_her_own_waits_like_everybody(assess_stage, proposal, committee, officer, mine, at):
    send(mine, at)
    assert rules.may_see_sheets(officer, assess_stage, proposal)
    make_assignment(assess_stage, proposal, officer, state="assigned")
    assert not rules.may_see_sheets(officer, assess_stage, proposal)


@pytest.mark.job("J5")
def test_the_chair_reopens_with_a_reason_and_both_versions_stay(
    mine, committee, officer, at, django_capture_on_commit_callbacks
):
    send(mine, at)
    chair = committee[1][0]
    for other in (officer, mine.assessor):
        with pytest.raises(NotAllowed):
            actions.reopen_sheet(by=other, assignment=mine, reason="x", at=at)
    with pytest.raises(actions.ReasonMissing):
        actions.reopen_sheet(by=chair, assignment=mine, reason=" ", at=at)
    heard = []

    def hear(signal, sheet, **facts):
        heard.append((signal, facts.get("reason")))

    sheet_reopened.connect(hear)
    sheet_submitted.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.reopen_sheet(by=chair, assignment=mine, reason="Komisja omówiła opiekę.", at=at)
            sheet = send(mine, at, good_scores(care={"points": "5"}))
    finally:
        sheet_reopened.disconnect(hear)
        sheet_submitted.disconnect(hear)
    assert heard == [(sheet_reopened, "Komisja omówiła opiekę."), (sheet_submitted, None)]
    first, second = sheet.sent.all()
    assert (first.scores["care"]["points"], second.scores["care"]["points"]) == ("4.5", "5")
    assert (first.reopened_by, first.reopen_reason) == (chair, "Komisja omówiła opiekę.")
    assert [e.verb for e in JournalEntry.objects.order_by("number")] == ["submit_sheet", "reopen_sheet", "submit_sheet"]


def test_an_unsent_sheet_cannot_be_reopened(mine, committee, at):
    with pytest.raises(actions.CannotScore):
        actions.reopen_sheet(by=committee[1][0], assignment=mine, reason="x", at=at)


def test_the_spread_alarm(assess_stage, call, proposal, committee, mine, at):
    theirs = make_assignment(assess_stage, proposal, committee[1][2])
    low = good_scores(usefulness={"points": "3", "reason": "Nikt tam nie chodzi."}, care={"points": "4,5"})
    send(mine, at)
    send(theirs, at, low)
    (row,) = progress(assess_stage)
    assert row.row.spread == Fraction(40 * 5, 10)
    assert not row.alarm
    actions.reopen_sheet(by=committee[1][0], assignment=theirs, reason="Błąd.", at=at)
    lower = good_scores(usefulness={"points": "0", "reason": "x"}, care={"points": "4,5"})
    send(theirs, at, lower)
    (row,) = progress(assess_stage)
    assert row.row.spread == 32
    assert row.alarm


def test_the_office_hears_of_the_alarm_and_of_the_end(assess_stage, call, proposal, committee, mine, at):
    theirs = make_assignment(assess_stage, proposal, committee[1][2])
    send(mine, at)
    send(theirs, at, good_scores(usefulness={"points": "0", "reason": "x"}))
    assert [due.route for due in AssessKind().waiting(call, at)] == ["web:desk_assess", "web:desk_close"]


@pytest.fixture
def scored(assess_stage, call, committee, at):
    """Three proposals, two sheets each, the stage closed."""
    points = [("8", "5"), ("8", "5"), ("6", "7")]
    for scores in points:
        proposal = make_proposal(call, state=ELIGIBLE)
        for index, value in enumerate(scores):
            assignment = make_assignment(assess_stage, proposal, committee[1][index])
            send(assignment, at, good_scores(usefulness={"points": value, "reason": "r"}))
    assess_stage.state, assess_stage.closed_at = Stage.State.CLOSED, at
    assess_stage.save()
    return assess_stage


def test_the_result_is_exact_and_without_names(scored, committee):
    result = AssessKind().result(scored)
    # 40·6,5/10 + 40·4,5/5 + 20·6/10
    assert result.scores == {number: Fraction(26) + 36 + 12 for number in (1, 2, 3)}
    assert result.scale == 100
    written = canonical_json(result.inputs)
    for person in committee[1]:
        assert person.name not in written
        assert person.email not in written
        assert str(person.uid) not in written
    assert "Korzysta" not in written
    assert {row.proposal: row.points for row in rank_inputs(result.inputs).rows} == result.scores
    assert ranking(scored) == rank_inputs(result.inputs)


def test_there_is_no_result_while_the_stage_is_open(assess_stage):
    assert AssessKind().result(assess_stage) is None


def test_the_ranking_is_for_the_desk_and_the_committee_after_closing(scored, officer, resident, stranger, committee):
    assert rules.may_see_ranking(officer, scored)
    assert rules.may_see_ranking(committee[1][3], scored)
    for other in (resident, stranger, None):
        assert not rules.may_see_ranking(other, scored)
    scored.state = Stage.State.OPEN
    assert not rules.may_see_ranking(officer, scored)


def test_the_stage_closes_with_enough_sheets(assess_stage, proposal, mine, committee, at):
    theirs = make_assignment(assess_stage, proposal, committee[1][2])
    send(mine, at)
    (problem,) = AssessKind().may_close(assess_stage, at)
    assert problem.code == "sheets"
    send(theirs, at)
    assert AssessKind().may_close(assess_stage, at) == []


@pytest.fixture
def decision(scored, at):
    result = AssessKind().result(scored)
    scores = {str(number): f"{score.numerator}/{score.denominator}" for number, score in result.scores.items()}
    inputs = {"parts": [{"stage": scored.order, "scores": scores, "inputs": result.inputs}]}
    return Decision.objects.create(
        call=scored.call, method="points", inputs=inputs, inputs_hash="x", outcome={}, outcome_hash="x",
        pot=1, spent=0, decided_at=at,
    )  # fmt: skip


def test_what_was_decided_on_is_what_is_kept(scored, decision):
    assert AssessKind().verify(decision, scored) == []


def test_a_changed_sheet_is_found(scored, decision):
    sheet = Sheet.objects.order_by("pk").first()
    sheet.scores["care"]["points"] = "5"
    sheet.save()
    (sentence,) = AssessKind().verify(decision, scored)
    assert sheet.assignment.label in sentence


def test_scores_that_do_not_follow_from_the_sheets_are_found(scored, decision):
    decision.inputs["parts"][0]["scores"]["2"] = "99/1"
    (sentence,) = AssessKind().verify(decision, scored)
    assert "scores" in sentence


def test_a_deleted_sheet_and_a_changed_criterion_are_found(scored, decision):
    Assignment.objects.order_by("pk").first().delete()
    scored.frozen["settings"]["criteria"][0]["max"] = 12
    scored.save()
    found = AssessKind().verify(decision, scored)
    assert len(found) == 2
    assert any("criteria" in sentence for sentence in found)


def test_a_withdrawal_after_the_decision_changes_nothing(scored, decision):
    Proposal.objects.filter(number=2).update(state=Proposal.State.WITHDRAWN)
    assert AssessKind().verify(decision, scored) == []
    assert ranking_inputs(scored)["proposals"] == [1, 3]


def test_a_decision_without_its_sheets_is_found(scored, decision):
    decision.inputs = {}
    assert AssessKind().verify(decision, scored)
    decision.method = Decision.Method.VOTES
    assert AssessKind().verify(decision, scored) == []


def test_the_seed_is_made_once_a_call_and_never_copied():
    kind = AssessKind()
    first, second = kind.from_kit({"seed": "theirs"}), kind.from_kit({})
    assert first["seed"] != second["seed"] != "theirs"
    assert kind.copy(first)["seed"] != first["seed"]
    assert "seed" not in kind.to_kit(first)
    assert AssessTerms.from_json({**first, "ties": ["lot"]}).ties == (f"lot:{first['seed']}",)


def test_the_costs_tell_the_share_of_work(proposal, assess_stage):
    criterion = AssessTerms.of(assess_stage).criterion("work")
    assert measured(criterion, proposal) == 25
    proposal.answers = {"costs": "niepoliczone"}
    assert measured(criterion, proposal) is None


def test_what_waits_for_an_assessor(assess_stage, call, committee, at):
    person = committee[1][0]
    make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), person)
    for _ in range(2):
        make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), person, state="assigned")
    make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), person, state="conflict")
    make_assignment(assess_stage, make_proposal(call, state=Proposal.State.WITHDRAWN), person)
    found = {due.route: due for due in dues.for_assessor(person, at)}
    assert set(found) == {"web:desk_sheet", "web:desk_assignments"}
    assert "2" in str(found["web:desk_assignments"].what)
    titles = {proposal.title for proposal in Proposal.objects.all()}
    told = " ".join(f"{due.what} {due.about} {due.detail}" for due in found.values())
    assert not any(title in told for title in titles)
    late = dues.for_assessor(person, assess_stage.closes_at)
    assert {due.state for due in late} == {"late"}
    Stage.objects.update(state=Stage.State.CLOSED)
    assert dues.for_assessor(person, at) == []


def test_a_cancelled_call_asks_nothing(assess_stage, call, committee, at):
    make_assignment(assess_stage, make_proposal(call, state=ELIGIBLE), committee[1][0])
    Call.objects.update(state=Call.State.CANCELLED)
    assert dues.for_assessor(committee[1][0], at) == []
