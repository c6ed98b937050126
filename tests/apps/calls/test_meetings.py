"""Meetings of the committee: called, quorate, with members who step aside; minutes that stay as they are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import TestCase

from skwer.apps.calls import actions
from skwer.apps.calls.models import CoAuthor, Meeting, Proposal
from skwer.apps.calls.queries.rounds import tied, without_meeting
from skwer.apps.calls.stages import kind_of
from skwer.apps.events.models import Attendance, Event
from skwer.apps.people.refusals import NotAllowed
from skwer.web.meetings.showing import points_of
from tests.factories import AT, make_member, make_organisation, make_person
from tests.rounds_factories import advise, meeting, rounds_call, send_idea, sit, to_meetings

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return [make_person(f"Członkini {n}") for n in range(1, 5)]


@pytest.fixture
def call(city, officer, people):
    return rounds_call(city, officer, people=people)


@pytest.fixture
def idea(call):
    return send_idea(call)


@pytest.fixture
def made(call, officer, idea):
    return meeting(call, officer, at=to_meetings(call))


def test_members_find_the_meeting_among_their_events_and_nobody_else_does(made, people):
    event = made.event
    assert (event.audience, event.state, event.starts_at) == ("invited", Event.State.ANNOUNCED, made.starts_at)
    assert set(event.registrations.values_list("person", flat=True)) == {person.pk for person in people}
    assert Event.objects.visible_to(people[0]).filter(pk=event.pk).exists()
    assert not Event.objects.visible_to(make_person()).filter(pk=event.pk).exists()


def test_another_hour_moves_the_event_and_calling_off_cancels_it(made, officer):
    later = made.starts_at + timedelta(days=1)
    values = {"starts_at": later, "ends_at": later + timedelta(hours=1), "place": "Biblioteka"}
    actions.change_meeting(by=officer, meeting=made, values=values, at=AT)
    made.event.refresh_from_db()
    assert (made.event.starts_at, made.event.sites.get().name) == (later, "Biblioteka")
    actions.cancel_meeting(by=officer, meeting=made, reason="Awaria.", at=AT)
    made.event.refresh_from_db()
    assert (made.state, made.event.state) == ("cancelled", "cancelled")


def test_a_meeting_called_off_leaves_its_ideas_waiting(made, officer, call, idea):
    assert not without_meeting(call)
    with pytest.raises(actions.CannotMeet):
        actions.cancel_meeting(by=officer, meeting=made, reason=" ", at=AT)
    actions.cancel_meeting(by=officer, meeting=made, reason="Awaria.", at=AT)
    assert list(without_meeting(call)) == [idea]
    with pytest.raises(actions.MeetingOver):
        actions.add_item(by=officer, meeting=made, title="Sprawy różne", at=AT)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"quorum": 0}, "quorum"),
        ({"quorum": 5}, "quorum"),
        ({"place": "", "online_url": ""}, "place"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"starts_at": AT - timedelta(days=1)}, "starts_at"),
    ],
)
def test_a_meeting_says_when_where_and_with_how_many(made, officer, values, field):
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.change_meeting(by=officer, meeting=made, values=values, at=AT)
    assert refusal.value.field == field


def test_only_the_office_calls_meetings_and_records_them(call, made, people, auditor):
    stage = call.stages.get(kind="meet")
    for stranger in (make_person(), people[0], auditor):
        with pytest.raises(NotAllowed):
            actions.call_meeting(by=stranger, stage=stage, values={}, at=AT)
        with pytest.raises(NotAllowed):
            actions.record_presence(by=stranger, meeting=made, present=[], chair=None, at=made.starts_at)


def test_meetings_are_numbered_within_the_call(call, officer, made):
    assert (made.number, meeting(call, officer, at=made.starts_at).number) == (1, 2)


# --- the agenda


def test_a_proposal_stands_on_the_agenda_once(made, officer, idea):
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.add_item(by=officer, meeting=made, proposal=idea, at=AT)
    assert refusal.value.code == "twice"
    with pytest.raises(actions.CannotMeet):
        actions.set_agenda(by=officer, meeting=made, items=[{"proposal": idea}, {"proposal": idea}], at=AT)


def test_an_agenda_set_anew_keeps_who_stepped_aside(made, officer, idea, people):
    item = made.items.get()
    actions.recuse(by=people[1], item=item, person=people[1], reason="Sąsiadka", at=AT)
    actions.set_agenda(by=officer, meeting=made, items=[{"title": "Otwarcie"}, {"proposal": idea}], at=AT)
    item.refresh_from_db()
    assert (item.order, item.recusals.count()) == (2, 1)


def test_a_presentation_lies_within_the_meeting(made, officer, idea):
    items = [{"proposal": idea, "starts_at": made.ends_at}]
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.set_agenda(by=officer, meeting=made, items=items, at=AT)
    assert refusal.value.code == "outside"


def test_a_point_dealt_with_cannot_leave_the_agenda(made, officer):
    at = sit(made, officer)
    advise(made, officer, {1: ("invite", [])}, at=at)
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.set_agenda(by=officer, meeting=made, items=[], at=at)
    assert refusal.value.code == "dealt_with"


def test_proposals_of_other_calls_and_drafts_cannot_be_put_on_it(made, officer, call, city):
    other = send_idea(rounds_call(city, officer, people=[make_person(), make_person(), make_person()]))
    draft = actions.start_proposal(by=make_person(), call=other.call, at=AT)
    for stranger in (other, draft):
        with pytest.raises(actions.CannotMeet):
            actions.add_item(by=officer, meeting=made, proposal=stranger, at=AT)


# --- quorum and stepping aside


def test_a_meeting_without_quorum_does_not_open(made, officer):
    at = sit(made, officer, present=2)
    with pytest.raises(actions.NoQuorum) as refusal:
        actions.hold_meeting(by=officer, meeting=made, at=at)
    assert refusal.value.paragraph
    made.refresh_from_db()
    assert made.state == Meeting.State.PLANNED


def test_whoever_steps_aside_does_not_count_for_the_point(made, officer, people):
    at = sit(made, officer, present=3)
    actions.hold_meeting(by=officer, meeting=made, at=at)
    item = made.items.get()
    actions.recuse(by=officer, item=item, person=people[1], at=at)
    with pytest.raises(actions.NoQuorum):
        actions.record_item(by=officer, item=item, note="", outcome="invite", at=at)
    actions.record_item(by=officer, item=item, note="", outcome="postpone", at=at)


def test_a_recusal_after_the_decision_keeps_the_minutes_from_being_published(made, officer, people):
    at = sit(made, officer, present=3)
    advise(made, officer, {1: ("invite", [])}, at=at)
    actions.recuse(by=officer, item=made.items.get(), person=people[1], at=at)
    with pytest.raises(actions.NoQuorum):
        actions.publish_minutes(by=officer, meeting=made, text="", at=at)


@pytest.mark.parametrize("tie", ["author", "coauthor", "asked", "organisation"])
def test_who_is_tied_to_a_proposal_must_step_aside(made, officer, people, idea, tie):
    member = people[0]
    if tie == "author":
        Proposal.objects.filter(pk=idea.pk).update(author=member)
    elif tie == "organisation":
        ngo = make_organisation()
        make_member(member, ngo)
        Proposal.objects.filter(pk=idea.pk).update(organisation=ngo)
    else:
        who = {"person": member, "accepted_at": AT} if tie == "coauthor" else {"email": member.email.upper()}
        CoAuthor.objects.create(proposal=idea, token="x", invited_at=AT, **who)
    idea.refresh_from_db()
    assert tied(idea, people) == {member.pk}
    at = sit(made, officer)
    actions.hold_meeting(by=officer, meeting=made, at=at)
    item = made.items.get()
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.record_item(by=officer, item=item, note="", outcome="invite", at=at)
    assert refusal.value.code == "tied"
    actions.recuse(by=officer, item=item, person=member, at=at)
    actions.record_item(by=officer, item=item, note="", outcome="invite", at=at)


def test_a_member_steps_aside_for_herself_only(made, people):
    item = made.items.get()
    with pytest.raises(NotAllowed):
        actions.recuse(by=people[0], item=item, person=people[1], at=AT)
    with pytest.raises(NotAllowed):
        actions.recuse(by=make_person(), item=item, person=people[1], at=AT)
    recusal = actions.recuse(by=people[0], item=item, person=people[0], at=AT)
    with pytest.raises(NotAllowed):
        actions.withdraw_recusal(by=people[1], recusal=recusal, at=AT)
    actions.withdraw_recusal(by=people[0], recusal=recusal, at=AT)
    assert not item.recusals.exists()


def test_presence_names_members_and_one_of_them_chairs(made, officer, people):
    at = made.starts_at
    with pytest.raises(actions.CannotMeet):
        actions.record_presence(by=officer, meeting=made, present=[make_person().pk], chair=None, at=at)
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.record_presence(by=officer, meeting=made, present=[people[0].pk], chair=people[1].pk, at=at)
    assert refusal.value.field == "chair"
    with pytest.raises(actions.CannotMeet):
        actions.record_presence(by=officer, meeting=made, present=[], chair=None, at=at - timedelta(minutes=1))


# --- the minutes


def test_nothing_moves_before_the_minutes_are_published(made, officer, idea):
    at = sit(made, officer)
    advise(made, officer, {1: ("invite", ["Dodaj cień."])}, at=at)
    idea.refresh_from_db()
    assert idea.state == "idea"
    with TestCase.captureOnCommitCallbacks() as told:
        actions.publish_minutes(by=officer, meeting=made, text="Protokół", at=at)
    idea.refresh_from_db()
    assert idea.state == "invited"
    assert told


def test_published_minutes_stay_as_they_are(made, officer, people):
    at = sit(made, officer)
    (item,) = advise(made, officer, {1: ("invite", ["Dodaj cień."])}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="Protokół", at=at)
    for change in (
        lambda: actions.publish_minutes(by=officer, meeting=made, text="Inny", at=at),
        lambda: actions.record_item(by=officer, item=item, note="Inne", outcome="noted", at=at),
        lambda: actions.recommend(by=officer, item=item, texts=[], at=at),
        lambda: actions.recuse(by=people[0], item=item, person=people[0], at=at),
        lambda: actions.record_presence(by=officer, meeting=made, present=[], chair=None, at=at),
        lambda: actions.cancel_meeting(by=officer, meeting=made, reason="x", at=at),
    ):
        with pytest.raises(actions.MeetingOver):
            change()


def test_minutes_wait_until_each_point_has_ended(made, officer):
    at = sit(made, officer)
    with pytest.raises(actions.CannotMeet):
        actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    actions.hold_meeting(by=officer, meeting=made, at=at)
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    assert refusal.value.code == "open_points"


def test_a_declined_idea_needs_a_reason(made, officer):
    at = sit(made, officer)
    actions.hold_meeting(by=officer, meeting=made, at=at)
    with pytest.raises(actions.CannotMeet) as refusal:
        actions.record_item(by=officer, item=made.items.get(), note=" ", outcome="decline", at=at)
    assert refusal.value.field == "note"


def test_an_idea_withdrawn_meanwhile_is_left_alone(made, officer, idea):
    at = sit(made, officer)
    advise(made, officer, {1: ("invite", [])}, at=at)
    actions.withdraw_proposal(by=idea.author, proposal=idea, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    idea.refresh_from_db()
    assert idea.state == "withdrawn"


def test_the_stage_waits_for_minutes_and_for_an_answer_to_each_idea(call, made, officer):
    stage = call.stages.get(kind="meet")
    assert {p.code for p in kind_of(stage).may_close(stage, AT)} == {"minutes", "ideas"}
    at = sit(made, officer)
    advise(made, officer, {1: ("postpone", [])}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    assert {p.code for p in kind_of(stage).may_close(stage, AT)} == {"ideas"}
    again = meeting(call, officer, at=at)
    advise(again, officer, {1: ("invite", [])}, at=sit(again, officer))
    actions.publish_minutes(by=officer, meeting=again, text="", at=again.starts_at)
    assert kind_of(stage).may_close(stage, AT) == []


# --- who reads


def test_agenda_and_minutes_are_public_only_when_published(made, officer, people, city):
    stranger = make_person()
    assert not Meeting.objects.visible_to(None).exists()
    assert not Meeting.objects.visible_to(stranger).exists()
    assert Meeting.objects.visible_to(people[0]).exists()
    assert Meeting.objects.visible_to(officer).exists()
    at = sit(made, officer)
    advise(made, officer, {1: ("invite", ["Dodaj cień."])}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    assert Meeting.objects.visible_to(None).exists()


def test_minutes_do_not_tell_of_proposals_that_are_not_public_yet(made, officer, call, people):
    type(call).objects.filter(pk=call.pk).update(show_proposals="checked")
    at = sit(made, officer)
    advise(made, officer, {1: ("invite", ["Dodaj cień."])}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    made.refresh_from_db()
    (point,) = points_of(made, None)
    assert (point.shown, point.advice, point.url) == (False, [], "")
    assert made.items.get().proposal.title not in point.title
    (point,) = points_of(made, people[0])
    assert (point.shown, len(point.advice)) == (True, 1)


def test_the_calendar_s_event_learns_who_was_there(made, officer, people):
    at = sit(made, officer, present=3)
    advise(made, officer, {1: ("invite", [])}, at=at)
    actions.publish_minutes(by=officer, meeting=made, text="", at=at)
    there = Attendance.objects.filter(registration__event=made.event).values_list("registration__email", flat=True)
    assert set(there) == {person.email for person in people[:3]}
