"""Three rounds: an idea, the committee's advice, an answer to each recommendation, the full application."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from skwer.apps.calls import actions
from skwer.apps.calls.models import Recommendation
from skwer.apps.calls.queries import form_of, money_of, next_step_of, public_label
from skwer.apps.calls.regulations import paragraph_of, paragraphs
from skwer.apps.calls.rules import may_edit, may_propose
from skwer.apps.calls.setup_problems import whole_problems
from skwer.apps.people.refusals import NotAllowed
from tests.factories import ANSWERS, AT, make_body, make_call, make_person
from tests.rounds_factories import (
    FULL,
    advise,
    answer_all,
    meeting,
    rounds_call,
    send_full,
    send_idea,
    sit,
    to_full,
    to_meetings,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(city, officer):
    return rounds_call(city, officer)


def advised(call, officer, outcome="invite", texts=("Dodaj cień.",)):
    """One idea after its meeting; returns (proposal, moment)."""
    proposal = send_idea(call)
    at = to_meetings(call)
    made = meeting(call, officer, at=at)
    at = sit(made, officer)
    advise(made, officer, {proposal.number: (outcome, texts)}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="Protokół.", at=at)
    proposal.refresh_from_db()
    return proposal, at


def test_an_idea_gets_number_receipt_and_revision_and_is_not_yet_an_application(call):
    proposal = send_idea(call)
    assert (proposal.state, proposal.number, bool(proposal.receipt)) == ("idea", 1, True)
    assert (proposal.idea_sent_at, proposal.submitted_at) == (AT, None)
    assert list(proposal.revisions.values_list("reason", flat=True)) == ["idea"]
    assert public_label(proposal, None)[0] == "sent"


def test_the_full_application_keeps_number_and_receipt_and_makes_another_revision(call, officer):
    proposal, _at = advised(call, officer)
    assert proposal.state == "invited"
    at = to_full(call)
    answer_all(proposal, at=at)
    receipt = proposal.receipt
    sent = send_full(proposal, at=at)
    assert (sent.state, sent.number, sent.receipt, sent.submitted_at) == ("submitted", 1, receipt, at)
    assert list(sent.revisions.order_by("number").values_list("reason", flat=True)) == ["idea", "submitted"]
    call.refresh_from_db()
    assert call.last_number == 1


def test_the_full_application_waits_for_an_answer_to_each_recommendation(call, officer):
    proposal, _at = advised(call, officer, texts=("Dodaj cień.", "Zapytaj spółdzielnię."))
    at = to_full(call)
    first, second = proposal.recommendations.order_by("number")
    actions.answer_recommendation(by=proposal.author, recommendation=first, answer="adopted", why="", at=at)
    with pytest.raises(actions.Incomplete) as refusal:
        send_full(proposal, at=at)
    assert [error.field for error in refusal.value.errors] == ["recommendation-2"]
    assert paragraph_of(call, "recommendations") in str(refusal.value.errors[0].message)
    actions.answer_recommendation(by=proposal.author, recommendation=second, answer="not", why="Nie chcą.", at=at)
    assert send_full(proposal, at=at).state == "submitted"


def test_a_call_that_does_not_ask_for_answers_takes_the_application_without_them(city, officer):
    call = rounds_call(city, officer)
    call.stages.filter(kind="meet").update(settings={"quorum": 3, "answer_all": False})
    proposal, _at = advised(call, officer)
    assert send_full(proposal, at=to_full(call)).state == "submitted"


@pytest.mark.parametrize(("answer", "why", "code"), [("", "x", "answer"), ("not", " ", "why"), ("partly", "", "why")])
def test_an_answer_says_whether_and_why(call, officer, answer, why, code):
    proposal, at = advised(call, officer)
    one = proposal.recommendations.get()
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.answer_recommendation(by=proposal.author, recommendation=one, answer=answer, why=why, at=at)
    assert (refusal.value.code, refusal.value.field) == (code, "recommendation-1")
    one.refresh_from_db()
    assert one.answer == ""


def test_only_those_who_write_the_proposal_answer(call, officer):
    proposal, at = advised(call, officer)
    for stranger in (make_person(), officer):
        with pytest.raises(NotAllowed):
            actions.answer_recommendation(
                by=stranger, recommendation=proposal.recommendations.get(), answer="adopted", why="", at=at
            )


def test_answers_stay_as_they_were_when_the_application_was_sent(call, officer):
    proposal, _at = advised(call, officer)
    at = to_full(call)
    answer_all(proposal, at=at)
    send_full(proposal, at=at)
    with pytest.raises(actions.CannotMeet) as refusal:
        answer_all(proposal, at=at, answer="not")
    assert refusal.value.code == "too_late"


def test_a_recommendation_cannot_be_answered_or_read_before_the_minutes(call, officer):
    proposal = send_idea(call)
    made = meeting(call, officer, at=to_meetings(call))
    at = sit(made, officer)
    advise(made, officer, {1: ("invite", ["Dodaj cień."])}, at=at)
    one = proposal.recommendations.get()
    assert not Recommendation.objects.visible_to(proposal.author).exists()
    assert Recommendation.objects.visible_to(officer).exists()
    with pytest.raises(actions.CannotMeet):
        actions.answer_recommendation(by=proposal.author, recommendation=one, answer="adopted", why="", at=at)
    actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    assert Recommendation.objects.visible_to(proposal.author).exists()
    assert not Recommendation.objects.visible_to(None).exists()  # public with the full application


def test_recommendations_and_answers_are_public_with_the_full_application(call, officer):
    proposal, _at = advised(call, officer)
    at = to_full(call)
    answer_all(proposal, at=at)
    send_full(proposal, at=at)
    assert Recommendation.objects.visible_to(None).get().answer == "adopted"


def test_a_declined_idea_reads_why_and_cannot_go_on(call, officer):
    proposal, _at = advised(call, officer, outcome="decline", texts=())
    assert proposal.state == "declined"
    at = to_full(call)
    with pytest.raises(actions.CannotEdit):
        send_full(proposal, at=at)
    assert next_step_of(proposal, at).route == "web:recommendations"


def test_a_declined_idea_may_be_invited_at_a_later_meeting(call, officer):
    proposal, at = advised(call, officer, outcome="decline", texts=())
    made = meeting(call, officer, at=at)
    actions.add_item(by=officer, meeting=made, proposal=proposal, at=at)
    at = sit(made, officer)
    advise(made, officer, {1: ("invite", ["Inne miejsce."])}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    proposal.refresh_from_db()
    assert proposal.state == "invited"


def test_who_was_invited_and_sends_nothing_in_time_is_out(call, officer):
    proposal, _at = advised(call, officer, texts=())
    to_full(call)
    full = call.stages.filter(kind="propose").order_by("order")[1]
    assert may_edit(proposal.author, proposal, full.closes_at - timedelta(hours=1))
    actions.tick(at=full.closes_at)
    proposal.refresh_from_db()
    assert proposal.state == "lapsed"
    assert not may_edit(proposal.author, proposal, full.closes_at)
    assert money_of(call).requested == 0


def test_nobody_begins_an_idea_once_the_round_of_ideas_is_over(call, officer):
    late = make_person()
    draft = actions.start_proposal(by=late, call=call, at=AT)
    actions.save_draft(by=late, proposal=draft, answers=ANSWERS, version=0, at=AT)
    at = to_meetings(call)
    assert not may_propose(make_person(), call, at)
    with pytest.raises(actions.Late):
        actions.submit_proposal(by=late, proposal=draft, at=at)
    at = to_full(call)
    call.refresh_from_db()
    assert not may_propose(make_person(), call, at)
    assert not may_edit(late, draft, at)
    with pytest.raises(actions.Late):
        actions.submit_proposal(by=late, proposal=draft, at=at)


def test_the_full_application_asks_more_than_the_idea(call, officer):
    proposal, at = advised(call, officer, texts=())
    assert form_of(proposal).question("schedule") is None
    at = to_full(call)
    assert form_of(proposal).question("schedule") is not None
    proposal.refresh_from_db()
    with pytest.raises(actions.Incomplete) as refusal:
        actions.submit_proposal(by=proposal.author, proposal=proposal, at=at)
    assert "schedule" in {error.field for error in refusal.value.errors}


def test_the_limit_of_proposals_counts_ideas_once(call, officer):
    author = make_person()
    for _n in range(2):
        send_idea(call, author)
    with pytest.raises(actions.Incomplete):
        send_idea(call, author)


def test_a_paper_idea_goes_on_on_paper(call, officer):
    proposal = actions.register_paper(
        by=officer, call=call, answers=ANSWERS, paper_name="Zofia Lis", paper_contact="ul. Polna 2",
        received_date=AT.date(), at=AT,
    )  # fmt: skip
    assert proposal.state == "idea"
    made = meeting(call, officer, at=to_meetings(call))
    at = sit(made, officer)
    advise(made, officer, {1: ("invite", ["Dodaj cień."])}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    at = to_full(call)
    entered = {"by": officer, "answers": FULL, "received_date": at.date(), "at": at}
    proposal.refresh_from_db()
    with pytest.raises(actions.Incomplete):
        actions.register_full_paper(proposal=proposal, **entered)
    proposal.refresh_from_db()
    actions.answer_recommendation(
        by=officer, recommendation=proposal.recommendations.get(), answer="adopted", why="", at=at
    )
    assert actions.register_full_paper(proposal=proposal, **entered).state == "submitted"
    with pytest.raises(actions.CannotPropose):
        actions.register_paper(
            by=officer, call=call, answers=ANSWERS, paper_name="Ktoś", paper_contact="", received_date=at.date(), at=at
        )


# --- set-up


def test_the_regulations_speak_of_rounds(call):
    text = " ".join(clause["text"]["pl"] for paragraph in paragraphs(call) for clause in paragraph["clauses"])
    assert "Nabór ma trzy rundy" in text
    for topic in ("rounds", "meetings", "recommendations"):
        assert paragraph_of(call, topic)


@pytest.mark.parametrize(
    ("rounds", "code"), [(["full", "idea"], "rounds"), (["idea", ""], "rounds"), (["", ""], "rounds")]
)
def test_rounds_have_an_order(city, officer, rounds, code):
    call = make_call(city, officer, preset="three-rounds", announced=False)
    for stage, wanted in zip(call.stages.filter(kind="propose").order_by("order"), rounds, strict=True):
        actions.change_stage(by=officer, stage=stage, changes={"settings": {"round": wanted}}, at=AT)
    assert code in {problem.code for problem in whole_problems(call)}


def test_the_committee_meets_between_the_rounds(city, officer):
    call = make_call(city, officer, preset="three-rounds", announced=False)
    actions.move_stage(by=officer, stage=call.stages.get(kind="meet"), to=1, at=AT)
    assert {"rounds_meeting", "first_stage"} <= {problem.code for problem in whole_problems(call)}


def test_what_follows_the_decision_stands_after_it_in_its_order(city, officer):
    call = make_call(city, officer, preset="three-rounds", announced=False)
    last = call.stages.count()
    actions.move_stage(by=officer, stage=call.stages.get(kind="upkeep"), to=last - 1, at=AT)
    assert "followers" in {problem.code for problem in whole_problems(call)}
    actions.move_stage(by=officer, stage=call.stages.get(kind="upkeep"), to=1, at=AT)
    assert "followers" in {problem.code for problem in whole_problems(call)}


def test_a_stage_added_without_a_place_stands_before_the_decision_or_after_everything(city, officer):
    call = make_call(city, officer, announced=False)
    decide = call.stages.get(kind="decide").order
    added = actions.add_stage(by=officer, call=call, kind="meet", at=AT)
    assert added.order == decide
    follows = actions.add_stage(by=officer, call=call, kind="agree", at=AT)
    assert follows.order == call.stages.count()


def test_what_follows_the_decision_does_not_open_before_it(call, officer):
    with pytest.raises(actions.WrongState):
        actions.open_stage(by=officer, stage=call.stages.get(kind="agree"), at=AT)


def test_meetings_need_a_committee_large_enough(city, officer):
    call = make_call(city, officer, preset="three-rounds", announced=False)
    meet = call.stages.get(kind="meet")
    for body in (None, make_body(city, make_person())):
        actions.change_stage(by=officer, stage=meet, changes={"body": body}, at=AT)
        assert [problem.where for problem in whole_problems(call)] == [f"stages.{meet.order}.body"]


@pytest.mark.job("O1")
def test_an_edition_of_two_calls_with_three_rounds_is_copied_and_its_twelve_dates_changed(city, officer):
    """Last year's spring and autumn calls; in each six stages have an hour to open and one to close."""
    last_year = [rounds_call(city, officer, slug=f"edycja-2026-{season}") for season in ("wiosna", "jesien")]
    copies = []
    for old, first_day in zip(last_year, (date(2027, 3, 1), date(2027, 9, 6)), strict=True):
        new = actions.copy_call(
            by=officer, call=old, edition_name="2027", title=old.title, slug=old.slug.replace("2026", "2027"),
            first_day=first_day, at=AT,
        )  # fmt: skip
        copies.append(new)
        assert whole_problems(new) == []
        assert not set(new.stages.values_list("pk", flat=True)) & set(old.stages.values_list("pk", flat=True))
        assert [(s.kind, s.settings.get("round")) for s in new.stages.order_by("order")] == [
            (s.kind, s.settings.get("round")) for s in old.stages.order_by("order")
        ]
        assert not new.meetings.exists()
    assert {new.edition for new in copies} == {copies[0].edition}
    assert copies[0].edition != last_year[0].edition

    new = copies[0]
    dated = [stage for stage in new.stages.order_by("order") if stage.opens_at]
    assert len(dated) * 2 == 12
    for stage in dated:  # everything two weeks later, one date after the other
        later = {name: getattr(stage, name) + timedelta(days=14) for name in ("opens_at", "closes_at")}
        actions.change_stage(by=officer, stage=stage, changes=later, at=AT)
    assert whole_problems(new) == []
    # The committee would still be meeting when full applications open: that is said, and where.
    meet = new.stages.get(kind="meet")
    actions.change_stage(by=officer, stage=meet, changes={"closes_at": meet.closes_at + timedelta(days=1)}, at=AT)
    full = new.stages.filter(kind="propose").order_by("order")[1]
    assert [(p.code, p.where) for p in whole_problems(new)] == [("overlap", f"stages.{full.order}")]
    with pytest.raises(actions.NotReady):
        actions.announce_call(by=officer, call=new, at=AT)
