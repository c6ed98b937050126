"""Attendance, minutes, evaluation, certificates, photographs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from skwer.apps.events import actions, queries, rules, tokens
from skwer.apps.events.models import Attendance, EvaluationAnswer, EventPhoto
from skwer.apps.files.models import Upload
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions as programmes
from skwer.apps.programmes.models import Use

from ...events_factories import ENDS, LATER, STARTS, make_event, make_groups, make_registration, make_session
from ...factories import make_person
from ..files.pictures import photo, uploaded

pytestmark = pytest.mark.django_db

DAY_1, DAY_2 = date(2027, 1, 20), date(2027, 1, 21)
NOON = STARTS + timedelta(hours=3)
GOOD = {"useful": "very", "access": "rather", "take_home": "Lista zakupów roślin.", "better": ""}


def tick(event, officer, registration, on=DAY_1, **more):
    return actions.record_attendance(by=officer, event=event, registrations=[registration], on=on, at=LATER, **more)


# --- attendance


def test_by_list_on_a_day_or_in_a_session_and_twice_is_once(event, officer):
    person, session = make_registration(event, officer), make_session(event, officer)
    for _again in range(2):
        tick(event, officer, person)
        tick(event, officer, person, session=session)
    tick(event, officer, person, on=DAY_2)
    assert Attendance.objects.count() == 3
    assert [a.registration for a in queries.attendance_of(event, on=DAY_1)] == [person]
    assert [a.on for a in queries.attendance_of(event, session)] == [DAY_1]
    assert queries.attendance_days(event) == {DAY_1: 1, DAY_2: 1}
    assert JournalEntry.objects.filter(verb="attendance_recorded").count() == 3


def test_by_the_code_on_a_badge_staff_only_and_twice_is_once(event, officer, stranger, resident, partner_officer):
    person = make_registration(event, officer)
    code = tokens.code_of(person)
    for other in (stranger, resident, partner_officer):
        with pytest.raises(NotAllowed):
            actions.record_attendance_by_code(by=other, event=event, code=code, at=NOON)
    first = actions.record_attendance_by_code(by=officer, event=event, code=code, at=NOON)
    again = actions.record_attendance_by_code(by=officer, event=event, code=f" {code}\n", at=NOON)
    assert first == again
    assert (first.how, first.on) == ("qr", DAY_1)


@pytest.mark.parametrize("spoil", [lambda c: c[:-1], lambda c: "0" + c[1:], lambda c: c.split(":")[0], lambda _c: ""])
def test_a_code_we_did_not_sign_opens_nothing(event, officer, spoil):
    code = tokens.code_of(make_registration(event, officer))
    with pytest.raises(actions.UnknownCode):
        actions.record_attendance_by_code(by=officer, event=event, code=spoil(code), at=NOON)


def test_keys_of_letters_and_codes_of_badges_are_not_the_same_thing(event, officer):
    person = make_registration(event, officer)
    with pytest.raises(actions.UnknownCode):
        actions.record_attendance_by_code(by=officer, event=event, code=tokens.key_of(person), at=NOON)
    assert tokens.registration_of(tokens.code_of(person)) is None


def test_a_badge_of_another_event_is_not_taken(city, event, officer):
    code = tokens.code_of(make_registration(make_event(city, officer), officer))
    with pytest.raises(actions.UnknownCode):
        actions.record_attendance_by_code(by=officer, event=event, code=code, at=NOON)


def test_the_day_is_the_one_on_the_clock_of_the_event(city, officer):
    event = make_event(city, officer, time_zone="Pacific/Auckland")
    person = make_registration(event, officer)
    made = actions.record_attendance_by_code(by=officer, event=event, code=tokens.code_of(person), at=NOON)
    assert made.on == DAY_2, "noon and a half in Warsaw is the next day there"


def test_attendance_is_of_people_with_a_place_on_days_that_have_come(city, officer, event, at):
    person = make_registration(event, officer)
    gone = actions.cancel_registration(by=officer, registration=make_registration(event, officer), at=at)
    with pytest.raises(actions.NotComing):
        tick(event, officer, gone)
    with pytest.raises(actions.NotComing):
        tick(event, officer, make_registration(make_event(city, officer), officer))
    with pytest.raises(actions.BadValue):
        tick(event, officer, person, on=date(2027, 1, 22))
    with pytest.raises(actions.BadValue):
        actions.record_attendance(by=officer, event=event, registrations=[person], on=DAY_2, at=NOON)
    actions.cancel_event(by=officer, event=event, reason="Powódź.", at=at)
    with pytest.raises(actions.WrongState):
        tick(event, officer, person)


def test_the_database_refuses_a_second_mark_on_the_list_of_a_day(event, officer):
    person = make_registration(event, officer)
    tick(event, officer, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.create(registration=person, on=DAY_1, at=LATER)


def test_a_slip_on_the_list_is_corrected_until_a_certificate_rests_on_it(event, officer, stranger):
    person = make_registration(event, officer)
    (made,) = tick(event, officer, person)
    with pytest.raises(NotAllowed):
        actions.remove_attendance(by=stranger, attendance=made, at=LATER)
    actions.remove_attendance(by=officer, attendance=made, at=LATER)
    (made,) = tick(event, officer, person)
    actions.issue_certificates(by=officer, event=event, at=LATER)
    with pytest.raises(actions.CertificateGiven):
        actions.remove_attendance(by=officer, attendance=Attendance.objects.get(), at=LATER)


def test_who_was_there_does_not_cancel(event, officer):
    person = make_registration(event, officer)
    actions.record_attendance(by=officer, event=event, registrations=[person], on=DAY_1, at=NOON)
    with pytest.raises(actions.NotLive):
        actions.cancel_registration(by=officer, registration=person, at=NOON)


@pytest.mark.job("LP4")
def test_the_attendance_list_of_a_project_s_meeting(event, officer, partner, django_assert_max_num_queries):
    """Who came, from which partner, on which day: what a funder asks for."""
    for number in range(8):
        person = make_registration(event, officer, f"Osoba {number}", organisation=partner if number % 2 else None)
        tick(event, officer, person, on=DAY_1)
    with django_assert_max_num_queries(2):
        rows = [(r.name, r.whose) for r in queries.attended(event)]
    assert len(rows) == 8
    assert rows[1] == ("Osoba 1", "Brzezina")


# --- counted against what the project offers


@pytest.fixture
def places(project, officer, at):
    return programmes.offer_allowance(by=officer, project=project, kind="places", offered=Decimal(3), at=at)


def test_places_are_counted_by_hand_once_and_never_above_what_was_offered(event, officer, partner, project, places, at):
    partnership = project.partnerships.get(organisation=partner)
    count = {"by": officer, "event": event, "allowance": places, "partnership": partnership, "at": LATER}
    with pytest.raises(actions.BadValue) as refused:
        actions.count_attendance(**count)
    assert refused.value.field == "partnership", "nobody was there"
    for _n in range(2):
        tick(event, officer, make_registration(event, officer, organisation=partner))
    assert not Use.objects.exists(), "nothing is counted by itself"
    used = actions.count_attendance(**count)
    assert (used.quantity, used.on, used.reference.endswith(f"/events/{event.slug}/")) == (2, DAY_1, True)
    with pytest.raises(actions.BadValue):
        actions.count_attendance(**count)
    lead = project.partnerships.get(role="lead")
    for _n in range(2):
        tick(event, officer, make_registration(event, officer, organisation=lead.organisation))
    with pytest.raises(programmes.UsedUp):
        actions.count_attendance(**(count | {"partnership": lead}))


def test_a_study_visit_is_one_visit_and_experts_days_are_none_of_ours(event, officer, partner, project, at):
    partnership = project.partnerships.get(organisation=partner)
    for _n in range(3):
        tick(event, officer, make_registration(event, officer, organisation=partner))
    visits, days = (
        programmes.offer_allowance(by=officer, project=project, kind=kind, offered=Decimal(4), at=at)
        for kind in ("visits", "expert_days")
    )
    count = {"by": officer, "event": event, "partnership": partnership, "at": LATER}
    assert actions.count_attendance(allowance=visits, **count).quantity == 1
    with pytest.raises(actions.BadValue) as refused:
        actions.count_attendance(allowance=days, **count)
    assert refused.value.field == "allowance"


# --- minutes


def test_minutes_are_written_from_the_first_hour_on(event, officer):
    with pytest.raises(actions.WrongState):
        actions.write_minutes(by=officer, event=event, values={"minutes_pl": "Ustaliliśmy…"}, at=STARTS - timedelta(1))
    actions.write_minutes(
        by=officer, event=event, values={"minutes_pl": "Ustaliliśmy…", "minutes_en": "Agreed…"}, at=NOON
    )
    event.refresh_from_db()
    assert event.minutes_en == "Agreed…"
    assert "Ustaliliśmy" not in str(JournalEntry.objects.get(verb="minutes_written").after)


# --- evaluation


def test_an_evaluation_is_given_once_and_stands_apart_from_who_gave_it(event, officer, resident, stranger, at):
    mine = actions.register(event=event, by=resident, values={}, at=at)
    with pytest.raises(actions.NotEvaluated):
        actions.give_evaluation(by=resident, registration=mine, answers=GOOD, at=STARTS - timedelta(seconds=1))
    with pytest.raises(NotAllowed):
        actions.give_evaluation(by=stranger, registration=mine, answers=GOOD, at=LATER)
    with pytest.raises(actions.BadAnswers) as refused:
        actions.give_evaluation(by=resident, registration=mine, answers={"useful": ""}, at=LATER)
    assert [error.field for error in refused.value.errors] == ["useful"]
    before = JournalEntry.objects.count()
    actions.give_evaluation(by=resident, registration=mine, answers=GOOD, at=LATER)
    with pytest.raises(actions.NotEvaluated):
        actions.give_evaluation(by=resident, registration=mine, answers=GOOD, at=LATER)
    assert EvaluationAnswer.objects.get().answers["take_home"] == "Lista zakupów roślin."
    assert JournalEntry.objects.count() == before, "like a ballot, it is not written to the journal"
    columns = {field.name for field in EvaluationAnswer._meta.fields}
    assert columns == {"key", "event", "answers"}, "neither a person nor a moment"


def test_only_those_with_a_place_evaluate_and_not_for_ever(city, officer, resident, at):
    event = make_event(city, officer, capacity=1)
    make_registration(event, officer)
    waits = actions.register(event=event, by=resident, values={}, at=at)
    assert not rules.may_evaluate(waits, LATER)
    actions.change_event(by=officer, event=event, values={"capacity": 2}, at=at)
    waits.refresh_from_db()
    assert rules.may_evaluate(waits, LATER)
    assert not rules.may_evaluate(waits, ENDS + rules.EVALUATE_FOR)


@pytest.mark.parametrize("number", [0, 4, 5])
def test_few_answers_are_not_shown_singly(event, number):
    for n in range(number):
        EvaluationAnswer.objects.create(event=event, answers={**GOOD, "better": "Kawa!" if n else ""})
    summary = queries.evaluation_summary(event)
    useful, _access, home, better = summary.questions
    assert summary.answered == number
    assert useful.hidden is home.hidden is (number < 5)
    assert better.hidden, "one question may have fewer answers than the sheet"
    if number >= 5:
        assert [(str(o.key), n) for o, n in useful.counts] == [("very", 5), ("rather", 0), ("little", 0), ("not", 0)]
        assert home.texts == ("Lista zakupów roślin.",) * 5
    else:
        assert useful.counts == home.texts == ()


def test_a_nought_is_an_answer(city, officer):
    form = {"steps": [{"key": "a", "title": "A", "questions": [{"key": "n", "kind": "number", "label": "Ile?"}]}]}
    event = make_event(city, officer, evaluation=form)
    for value in (0, 0, 0, 1, 4):
        EvaluationAnswer.objects.create(event=event, answers={"n": value})
    (question,) = queries.evaluation_summary(event).questions
    assert (question.answered, question.mean) == (5, 1)


def test_the_questions_stay_once_somebody_answered(event, officer, resident, at):
    other = {"steps": [{"key": "a", "title": "A", "questions": [{"key": "n", "kind": "number", "label": "Ile?"}]}]}
    mine = actions.register(event=event, by=resident, values={}, at=at)
    actions.give_evaluation(by=resident, registration=mine, answers=GOOD, at=LATER)
    with pytest.raises(actions.EvaluationBegun):
        actions.change_event(by=officer, event=event, values={"evaluation": other}, at=LATER)


# --- certificates


def test_certificates_are_for_those_who_were_there_and_keep_their_numbers(event, officer, stranger):
    was, was_not, later = (make_registration(event, officer) for _n in range(3))
    tick(event, officer, was)
    with pytest.raises(NotAllowed):
        actions.issue_certificates(by=stranger, event=event, at=LATER)
    with pytest.raises(actions.WrongState):
        actions.issue_certificates(by=officer, event=event, at=ENDS - timedelta(seconds=1))
    assert actions.issue_certificates(by=officer, event=event, at=LATER) == 1
    tick(event, officer, later)
    assert actions.issue_certificates(by=officer, event=event, at=LATER) == 1
    assert actions.issue_certificates(by=officer, event=event, at=LATER) == 0
    for person in (was, was_not, later):
        person.refresh_from_db()
    assert (was.certificate_no, was_not.certificate_no, later.certificate_no) == (
        f"{event.pk}/1/2027", "", f"{event.pk}/2/2027",
    )  # fmt: skip
    assert queries.certificate_days(was) == [DAY_1]


# --- photographs


def shot(event, officer, **more):
    given = {"alt_text": "Sala w domu kultury.", "shows_people": False, **more}
    return actions.add_photo(by=officer, event=event, file=uploaded(photo()), at=LATER, **given)


def test_a_photograph_is_public_when_everybody_on_it_agreed(event, officer, auditor, stranger):
    yes, no = make_registration(event, officer, photo_consent=True), make_registration(event, officer)
    room = shot(event, officer)
    agreed = shot(event, officer, shows_people=True, shown=[yes])
    for hidden in (
        shot(event, officer, shows_people=True),
        shot(event, officer, shows_people=True, shown=[yes, no]),
        shot(event, officer, shows_people=False, shown=[no]),
    ):
        assert hidden.upload.audience == "inside"
    assert list(queries.photos(event, None)) == [room, agreed]
    assert queries.photos(event, stranger).count() == 2
    assert queries.photos(event, auditor).count() == 5


def test_taking_the_consent_back_hides_the_photograph_at_once(event, officer, resident, at):
    mine = actions.register(event=event, by=resident, values={"photo_consent": True}, at=at)
    picture = shot(event, officer, shows_people=True, shown=[mine])
    assert list(queries.photos(event, None)) == [picture]
    actions.change_registration(by=resident, registration=mine, values={"photo_consent": False}, at=at)
    assert not queries.photos(event, None).exists()
    assert Upload.objects.get().audience == "inside"


def test_a_photograph_has_words_and_people_of_this_event(event, officer, stranger, city):
    with pytest.raises(actions.BadValue) as refused:
        shot(event, officer, alt_text=" ")
    assert refused.value.field == "alt_text"
    with pytest.raises(actions.BadValue):
        shot(event, officer, shown=[make_registration(make_event(city, officer), officer)])
    with pytest.raises(NotAllowed):
        shot(event, stranger)
    actions.remove_photo(by=officer, photo=shot(event, officer), at=LATER)
    assert not EventPhoto.objects.exists()
    assert not Upload.objects.exists()


def test_photographs_of_a_draft_are_seen_by_nobody_outside(city, officer, at):
    draft = make_event(city, officer, announced=False)
    shot(draft, officer)
    assert not queries.photos(draft, None).exists()


# --- what waits for whom


def test_what_waits_for_people_and_for_the_desk(event, officer, resident, at):
    from skwer.apps.inbox.due import due_for

    make_groups(event, officer, 5, 5)
    mine = actions.register(event=event, by=resident, values={}, at=at)
    assert [str(d.route) for d in due_for(resident, at)] == ["web:event_mine"]
    actions.wish(by=resident, registration=mine, block="grupy", sessions=list(event.sessions.all()), at=at)
    assert due_for(resident, at) == []
    actions.mark_held(at=LATER)
    assert [d.route for d in due_for(resident, LATER)] == ["web:event_evaluation"]
    assert [d.route for d in due_for(officer, LATER)] == ["web:desk_event_attendance"]
    tick(event, officer, mine)
    actions.give_evaluation(by=resident, registration=mine, answers=GOOD, at=LATER)
    assert due_for(resident, LATER) == due_for(officer, LATER) == []


def test_a_draft_waits_for_its_desk_only(city, officer, stranger, at):
    from skwer.apps.inbox.due import due_for

    draft = make_event(city, officer, announced=False)
    assert [d.kwargs for d in due_for(officer, at)] == [{"slug": draft.slug}]
    assert due_for(stranger, at) == due_for(make_person("Ktoś"), at) == []
