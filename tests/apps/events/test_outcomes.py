"""Statements of interest, what became of them, and who is asked when nobody says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.models import FollowUp, Interest
from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed

from ...events_factories import ENDS, LATER, STARTS, make_event, make_groups, make_registration
from ...factories import make_member, make_person
from ...practices_factories import make_trial

pytestmark = pytest.mark.django_db

SAID = {
    "practice": "Żywy inwentarz pustych lokali",
    "because": "Mamy dwadzieścia pustych lokali przy rynku.",
    "first_step": "Spis lokali i rozmowa z właścicielami.",
    "by_on": date(2027, 6, 30),
}
A_YEAR_LATER = ENDS + timedelta(days=365)


@pytest.fixture
def here(event, officer, partner):
    """Somebody of the partner is at the event."""
    person = make_person("Ola Nowak")
    make_member(person, partner, "member")
    return make_registration(event, officer, email=person.email, organisation=partner)


def state(event, by, organisation, *, at=LATER, **changes) -> Interest:
    return actions.state_interest(by=by, event=event, organisation=organisation, at=at, **{**SAID, **changes})


def test_a_statement_is_made_by_people_of_organisations_that_take_part(
    event, here, officer, partner, partner_officer, city, stranger, resident, other_city, project
):
    participant = here.person
    (group, _other) = make_groups(event, officer, 5, 5)
    made = state(event, participant, partner, session=group)
    assert (made.organisation, made.session, made.partnership) == (
        partner, group, project.partnerships.get(organisation=partner)
    )  # fmt: skip
    for speaker in (partner_officer, officer):
        state(event, speaker, partner)
    for nobody in (stranger, resident, None):
        with pytest.raises(actions.CannotState):
            state(event, nobody, partner)
    with pytest.raises(actions.CannotState):
        state(event, officer, city)
    with pytest.raises(actions.CannotState):
        state(event, stranger, other_city)
    assert rules.speaking_for(participant, event) == [partner]
    assert rules.speaking_for(stranger, event) == []


def test_a_member_who_is_not_at_the_event_does_not_speak_for_her_organisation(event, here, partner):
    absent = make_person("Nieobecna")
    make_member(absent, partner, "member")
    with pytest.raises(actions.CannotState):
        state(event, absent, partner)


def test_statements_are_taken_from_the_first_hour_on(event, here, partner, partner_officer, officer):
    with pytest.raises(actions.CannotState):
        state(event, partner_officer, partner, at=STARTS - timedelta(seconds=1))
    state(event, partner_officer, partner, at=STARTS)
    other = make_event(event.organisation, officer)
    make_registration(other, officer, organisation=partner)
    actions.cancel_event(by=officer, event=other, reason="Powódź.", at=STARTS)
    with pytest.raises(actions.CannotState):
        state(other, partner_officer, partner)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"practice": " "}, "practice"), ({"because": ""}, "because"), ({"first_step": ""}, "first_step"),
     ({"practice": "x" * 251}, "practice"), ({"by_on": date(2027, 1, 20)}, "by_on"),
     ({"by_on": date(2035, 1, 1)}, "by_on")],
)  # fmt: skip
def test_a_statement_says_what_why_how_and_when(event, here, partner, partner_officer, values, field):
    with pytest.raises(actions.BadValue) as refused:
        state(event, partner_officer, partner, **values)
    assert refused.value.field == field


def test_a_statement_leads_to_a_trial_its_author_can_see(event, here, partner, partner_officer, city, officer, project):
    public = make_trial(city, officer, project=project, state="ended")
    hidden = make_trial(make_outsider(), make_officer_of_outsider(), public=False)
    assert state(event, partner_officer, partner, trial=public).trial == public
    with pytest.raises(actions.BadValue) as refused:
        state(event, partner_officer, partner, trial=hidden)
    assert refused.value.field == "trial"


def make_outsider():
    from skwer.apps.people.models import Organisation

    from ...factories import make_city

    return Organisation.objects.filter(slug="daleko").first() or make_city("daleko")


def make_officer_of_outsider():
    person = make_person("Obca")
    make_member(person, make_outsider(), "officer")
    return person


def test_the_last_word_is_how_it_stands(event, here, partner, partner_officer):
    interest = state(event, partner_officer, partner)
    by = interest.by_on
    assert [interest.standing(day) for day in (by, by + timedelta(days=1))] == ["stated", "overdue"]
    for number, word in enumerate(("begun", "carried_over")):
        actions.follow_up(
            by=partner_officer, interest=interest, state=word, text="Spis jest.", at=LATER + timedelta(days=number)
        )
        interest = Interest.objects.get()
        assert interest.standing(by + timedelta(days=400)) == word


def test_who_follows_up_and_how(event, here, partner, partner_officer, officer, stranger, city, project):
    interest = state(event, partner_officer, partner)
    word = {"interest": interest, "state": "begun", "text": "Spis jest.", "at": LATER}
    for nobody in (stranger, here.person):
        with pytest.raises(NotAllowed):
            actions.follow_up(by=nobody, **word)
    foreign = make_trial(city, officer, project=project)
    for change, field in (({"state": "done"}, "state"), ({"text": " "}, "text"), ({"url": "ftp://x"}, "url"),
                          ({"trial": foreign}, "trial")):  # fmt: skip
        with pytest.raises(actions.BadValue) as refused:
            actions.follow_up(by=officer, **{**word, **change})
        assert refused.value.field == field
    own = make_trial(partner, partner_officer, project=project)
    actions.follow_up(by=officer, **word, url="https://brzezina.example/lokale", trial=own)
    assert FollowUp.objects.get().trial == own


def test_a_statement_is_withdrawn_until_somebody_followed_it_up(event, here, partner, partner_officer, stranger):
    interest = state(event, partner_officer, partner)
    with pytest.raises(NotAllowed):
        actions.withdraw_interest(by=stranger, interest=interest, at=LATER)
    actions.withdraw_interest(by=partner_officer, interest=interest, at=LATER)
    interest = state(event, partner_officer, partner)
    actions.follow_up(by=partner_officer, interest=interest, state="dropped", text="Brak lokali.", at=LATER)
    with pytest.raises(actions.FollowedUp):
        actions.withdraw_interest(by=partner_officer, interest=interest, at=LATER)


def test_a_day_that_passed_in_silence_is_due_for_the_officers_of_that_organisation(
    event, here, partner, partner_officer, officer, stranger, resident
):
    interest = state(event, partner_officer, partner)
    late = STARTS + timedelta(days=200)

    def asked(person):
        return [d.route for d in due_for(person, late) if d.route == "web:event_outcomes"]

    assert asked(partner_officer) == ["web:event_outcomes"]
    assert not any(asked(person) for person in (officer, stranger, resident, here.person))
    assert [d for d in due_for(partner_officer, LATER) if d.route == "web:event_outcomes"] == [], "not before its day"
    actions.follow_up(by=partner_officer, interest=interest, state="begun", text="Spis jest.", at=late)
    assert asked(partner_officer) == []


def test_the_clock_reminds_once(event, here, partner, partner_officer):
    state(event, partner_officer, partner)
    day_after = STARTS + timedelta(days=162)
    assert actions.remind_of_follow_ups(at=day_after - timedelta(days=2)) == 0
    assert actions.remind_of_follow_ups(at=day_after) == 1
    assert actions.remind_of_follow_ups(at=day_after) == 0


@pytest.mark.job("LP4")
def test_a_year_later_the_counts_say_what_became_of_them(
    event, here, partner, partner_officer, django_assert_max_num_queries
):
    kept, dropped, silent = (state(event, partner_officer, partner, practice=f"Praktyka {n}") for n in range(3))
    actions.follow_up(by=partner_officer, interest=kept, state="carried_over", text="Działa.", at=A_YEAR_LATER)
    actions.follow_up(by=partner_officer, interest=dropped, state="dropped", text="Brak zgody.", at=A_YEAR_LATER)
    with django_assert_max_num_queries(3):
        counts = queries.outcome_counts(event, A_YEAR_LATER)
    assert counts == {"stated": 0, "overdue": 1, "begun": 0, "carried_over": 1, "changed": 0, "dropped": 1}
    assert silent.standing(A_YEAR_LATER.date()) == "overdue"


def test_the_journal_tells_of_no_words(event, here, partner, partner_officer):
    interest = state(event, partner_officer, partner)
    actions.follow_up(by=partner_officer, interest=interest, state="begun", text="Spis jest.", at=LATER)
    told = str(list(JournalEntry.objects.filter(kind="interest").values_list("before", "after")))
    assert "lokal" not in told
    assert "Spis" not in told
