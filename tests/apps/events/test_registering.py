"""Who may come, places and the waiting list, guests without an account, what is kept of whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.events import actions, queries, rules, tokens
from skwer.apps.events.models import Event, Invitation, Registration, Wish
from skwer.apps.people import actions as people
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed

from ...events_factories import ENDS, LATER, STARTS, make_event, make_groups, make_registration
from ...factories import AT, make_member, make_person

pytestmark = pytest.mark.django_db

GUEST = {
    "name": "Lucie Martin",
    "email": "Lucie@exemple.example",
    "organisation_name": "Ville de Lille",
    "country": "fr",
}


def states(event: Event) -> list[str]:
    return list(event.registrations.order_by("registered_at", "pk").values_list("state", flat=True))


# --- who may come


@pytest.mark.parametrize(
    ("values", "at", "yes"),
    [
        ({}, AT, True),
        ({"registration_opens_at": AT + timedelta(days=1)}, AT, False),
        ({"registration_opens_at": AT + timedelta(days=1)}, AT + timedelta(days=1), True),
        ({"registration_closes_at": AT + timedelta(days=2)}, AT + timedelta(days=2), False),
        ({"registration_closes_at": AT + timedelta(days=2)}, AT + timedelta(days=2, seconds=-1), True),
        ({}, STARTS - timedelta(seconds=1), True),
        ({}, STARTS, False),
        ({"registration_closes_at": ENDS}, STARTS, True),
    ],
)
def test_registration_has_a_window(city, officer, resident, values, at, yes):
    event = make_event(city, officer, **values)
    assert bool(rules.may_register(resident, event, at)) is yes
    if yes:
        actions.register(event=event, by=resident, values={}, at=at)
    else:
        with pytest.raises(actions.NotOpen):
            actions.register(event=event, by=resident, values={}, at=at)


def test_nobody_registers_for_a_draft_a_cancelled_or_a_past_event(city, officer, resident, event, at):
    draft = make_event(city, officer, announced=False)
    with pytest.raises(actions.NotOpen):
        actions.register(event=draft, by=resident, values={}, at=at)
    with pytest.raises(actions.NotOpen):
        make_registration(draft, officer)
    actions.cancel_event(by=officer, event=event, reason="Powódź.", at=at)
    with pytest.raises(actions.NotOpen):
        actions.register(event=event, by=resident, values={}, at=at)
    with pytest.raises(actions.NotOpen):
        make_registration(event, officer)


def test_an_event_for_partners_takes_people_of_partners(city, officer, project, partner, resident, stranger, at):
    event = make_event(city, officer, project=project, audience="partners")
    member = make_person("Ola Nowak")
    make_member(member, partner, "member")
    for person in (resident, stranger, None):
        assert not rules.may_register(person, event, at)
    assert rules.may_register(member, event, at)
    assert rules.may_register(officer, event, at)
    project.partnerships.filter(organisation=partner).update(until=at.date() - timedelta(days=400))
    assert not rules.may_register(member, event, at), "it no longer takes part"


def test_an_event_by_invitation_takes_the_invited(city, officer, resident, stranger, at):
    event = make_event(city, officer, audience="invited")
    assert not rules.may_register(resident, event, at)
    actions.invite(by=officer, event=event, emails=["JAN@example.org"], at=at)
    assert rules.may_register(resident, event, at)
    assert not rules.may_register(stranger, event, at)
    registration = actions.register(event=event, by=resident, values={}, at=at)
    assert registration.state == "registered"
    assert Invitation.objects.get().answered_at == at


def test_an_invitations_link_registers_without_an_account_and_without_another_letter(city, officer, at):
    event = make_event(city, officer, audience="invited")
    (invitation,) = actions.invite(by=officer, event=event, emails=["lucie@exemple.example"], at=at)
    key = tokens.invitation_key(invitation)
    registration = actions.register(event=event, by=None, values={"name": "Lucie"}, at=at, invitation_key=key)
    assert (registration.state, registration.email) == ("registered", "lucie@exemple.example")
    other = make_event(city, officer, audience="invited")
    with pytest.raises(actions.NotOpen):
        actions.register(event=other, by=None, values=GUEST, at=at, invitation_key=key)
    with pytest.raises(actions.NotOpen):
        actions.register(event=event, by=None, values=GUEST, at=at, invitation_key=key + "x")


def test_an_invitation_can_be_declined_and_taken_up_after_all(city, officer, at):
    event = make_event(city, officer, audience="invited")
    (invitation,) = actions.invite(by=officer, event=event, emails=["lucie@exemple.example"], at=at)
    key = tokens.invitation_key(invitation)
    assert actions.decline_invitation(key=key, at=at).declined
    actions.register(event=event, by=None, values={"name": "Lucie"}, at=at, invitation_key=key)
    invitation.refresh_from_db()
    assert not invitation.declined
    with pytest.raises(actions.LinkGone):
        actions.decline_invitation(key=key, at=at)
    with pytest.raises(actions.LinkGone):
        actions.decline_invitation(key="x", at=at)


def test_each_address_is_invited_once(event, officer, stranger, at):
    made = actions.invite(by=officer, event=event, emails=["a@example.org", "A@example.org ", "b@example.org"], at=at)
    assert [i.email for i in made] == ["a@example.org", "b@example.org"]
    make_registration(event, officer, email="c@example.org")
    assert actions.invite(by=officer, event=event, emails=["a@example.org", "c@example.org"], at=at) == []
    with pytest.raises(actions.BadValue) as refused:
        actions.invite(by=officer, event=event, emails=["kot"], at=at)
    assert "kot" in str(refused.value.message)
    with pytest.raises(NotAllowed):
        actions.invite(by=stranger, event=event, emails=["d@example.org"], at=at)
    with pytest.raises(actions.WrongState):
        actions.invite(by=officer, event=event, emails=["d@example.org"], at=LATER)
    assert "example.org" not in str(list(JournalEntry.objects.values_list("after", flat=True)))


def test_officers_of_a_partner_register_their_own_people_only(city, officer, project, partner, partner_officer, at):
    event = make_event(city, officer, project=project, audience="partners")
    ours = {"name": "Ola Nowak", "email": "ola@brzezina.example", "organisation": partner}
    assert make_registration(event, partner_officer, **ours).organisation == partner
    with pytest.raises(actions.NotOpen):
        make_registration(event, partner_officer, organisation=city)
    with pytest.raises(actions.NotOpen):
        make_registration(event, partner_officer)
    with pytest.raises(actions.NotOpen):
        make_registration(event, partner_officer, organisation=partner, at=STARTS)
    assert make_registration(event, officer, at=STARTS).state == "registered", "at the door, by who runs it"


def test_one_comes_for_an_organisation_one_belongs_to(event, officer, resident, partner, city, at):
    with pytest.raises(actions.BadValue) as refused:
        actions.register(event=event, by=resident, values={"organisation": partner}, at=at)
    assert refused.value.field == "organisation"
    with pytest.raises(actions.BadValue):
        actions.register(event=event, by=None, values={**GUEST, "organisation": partner}, at=at)
    make_member(resident, partner, "member")
    assert actions.register(event=event, by=resident, values={"organisation": partner}, at=at).whose == "Brzezina"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": ""}, "name"), ({"email": "kot"}, "email"), ({"email": ""}, "email"), ({"country": "FRA"}, "country"),
     ({"diet": "x" * 251}, "diet"), ({"name": "x" * 121}, "name")],
)  # fmt: skip
def test_what_cannot_stand_is_refused_with_its_field(event, at, values, field):
    with pytest.raises(actions.BadValue) as refused:
        actions.register(event=event, by=None, values={**GUEST, **values}, at=at)
    assert refused.value.field == field


# --- places and the waiting list


def test_when_places_end_the_waiting_list_begins_and_is_promoted_in_order(city, officer, at):
    event = make_event(city, officer, capacity=2)
    first, second, third, fourth = (make_registration(event, officer, at=at + timedelta(minutes=n)) for n in range(4))
    assert states(event) == ["registered", "registered", "waiting", "waiting"]
    assert [queries.queue_place(r) for r in (first, third, fourth)] == [0, 1, 2]
    assert queries.places_left(event) == 0
    actions.cancel_registration(by=officer, registration=second, at=at)
    assert states(event) == ["registered", "cancelled", "registered", "waiting"]
    assert queries.queue_place(fourth) == 1
    entry = JournalEntry.objects.get(verb="registration_promoted")
    assert entry.key == str(third.uid)


def test_who_waits_and_cancels_promotes_nobody(city, officer, at):
    event = make_event(city, officer, capacity=1)
    make_registration(event, officer)
    waits, later = make_registration(event, officer), make_registration(event, officer)
    actions.cancel_registration(by=officer, registration=waits, at=at)
    later.refresh_from_db()
    assert later.state == "waiting"


def test_more_places_go_to_those_who_wait(city, officer, at):
    event = make_event(city, officer, capacity=1)
    for number in range(4):
        make_registration(event, officer, at=at + timedelta(minutes=number))
    actions.change_event(by=officer, event=event, values={"capacity": 3}, at=at)
    assert states(event) == ["registered", "registered", "registered", "waiting"]
    actions.change_event(by=officer, event=event, values={"capacity": None}, at=at)
    assert states(event) == ["registered"] * 4
    assert queries.places_left(event) is None


def test_one_live_registration_a_person(event, officer, resident, at):
    mine = actions.register(event=event, by=resident, values={}, at=at)
    with pytest.raises(actions.AlreadyRegistered):
        actions.register(event=event, by=resident, values={}, at=at)
    with pytest.raises(actions.AlreadyRegistered):
        make_registration(event, officer, email="Jan@example.org")
    actions.cancel_registration(by=resident, registration=mine, at=at)
    assert actions.register(event=event, by=resident, values={}, at=at).state == "registered"
    assert states(event) == ["cancelled", "registered"]


def test_the_database_refuses_a_second_live_registration(event, officer):
    one = make_registration(event, officer)
    twin = {"event": event, "name": "X", "registered_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(email=one.email.upper(), **twin)
    Registration.objects.create(person=officer, email="a@example.org", **twin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(person=officer, email="b@example.org", **twin)
    for _n in range(2):
        Registration.objects.create(email="", **twin)  # people without an address are told apart by the office


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(capacity=st.integers(1, 4), moves=st.lists(st.integers(0, 11), max_size=14))
def test_whatever_happens_places_are_never_exceeded_nor_left_empty_while_somebody_waits(city, officer, capacity, moves):
    event = make_event(city, officer, capacity=capacity)
    made: list[Registration] = []
    for step, move in enumerate(moves):
        at = AT + timedelta(minutes=step)
        if move < 7 or not made:
            made.append(make_registration(event, officer, at=at))
            continue
        registration = made[move % len(made)]
        registration.refresh_from_db()
        if registration.is_live:
            actions.cancel_registration(by=officer, registration=registration, at=at)
    held = event.registrations.filter(state="registered")
    waiting = event.registrations.filter(state="waiting")
    assert held.count() <= capacity
    assert not waiting.exists() or held.count() == capacity
    if waiting.exists():
        assert max(held.values_list("registered_at", flat=True)) < min(waiting.values_list("registered_at", flat=True))


# --- guests


def test_a_guest_confirms_her_address_before_she_has_a_place(city, officer, at):
    event = make_event(city, officer, capacity=1)
    guest = actions.register(event=event, by=None, values=GUEST, at=at)
    assert (guest.state, guest.email, guest.country) == ("unconfirmed", "lucie@exemple.example", "FR")
    assert queries.places_left(event) == 1
    with pytest.raises(NotAllowed):
        actions.confirm_registration(registration=guest, key="x", at=at)
    with pytest.raises(NotAllowed):
        actions.confirm_registration(registration=guest, key=tokens.code_of(guest), at=at)
    key = tokens.key_of(guest)
    confirmed = actions.confirm_registration(registration=guest, key=key, at=at + timedelta(hours=1))
    assert confirmed.state == "registered"
    assert confirmed.registered_at == at + timedelta(hours=1), "her place in the queue counts from here"
    assert actions.confirm_registration(registration=guest, key=key, at=at).state == "registered", "twice is once"


def test_a_guest_who_confirms_late_may_wait(city, officer, at):
    event = make_event(city, officer, capacity=1)
    guest = actions.register(event=event, by=None, values=GUEST, at=at)
    make_registration(event, officer)
    assert actions.confirm_registration(registration=guest, key=tokens.key_of(guest), at=at).state == "waiting"


def test_the_link_ends_after_two_days_and_the_address_is_erased(event, at):
    guest = actions.register(event=event, by=None, values=GUEST, at=at)
    late = at + actions.CONFIRM_WITHIN
    with pytest.raises(actions.LinkGone):
        actions.confirm_registration(registration=guest, key=tokens.key_of(guest), at=late)
    assert actions.forget_unconfirmed(at=late - timedelta(seconds=1)) == 0
    assert actions.forget_unconfirmed(at=late) == 1
    assert not Registration.objects.exists()
    assert tokens.registration_of(tokens.key_of(guest)) is None


def test_a_guest_cannot_take_somebody_elses_registration_nor_learn_of_it(event, officer, at):
    known = make_registration(event, officer, email="lucie@exemple.example", name="Lucie", diet="wegańska")
    again = actions.register(event=event, by=None, values={**GUEST, "name": "Mallory"}, at=at)
    assert again.state == "unconfirmed", "the same answer as for an address nobody knows"
    kept = actions.confirm_registration(registration=again, key=tokens.key_of(again), at=at)
    assert kept == known
    assert (kept.name, kept.diet) == ("Lucie", "wegańska")
    assert Registration.objects.count() == 1


def test_an_address_gets_at_most_three_letters_it_did_not_ask_for(event, at, django_capture_on_commit_callbacks):
    from skwer.apps.events.signals import address_to_confirm

    heard = []

    def hear(registration, **_rest):
        heard.append(registration.pk)

    address_to_confirm.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        for _n in range(5):
            actions.register(event=event, by=None, values=GUEST, at=at)
    address_to_confirm.disconnect(hear)
    assert len(heard) == 3


def test_the_key_lets_a_guest_change_wish_and_cancel(event, officer, at):
    groups = make_groups(event, officer, 5, 5)
    guest = actions.register(event=event, by=None, values=GUEST, at=at)
    key = tokens.key_of(guest)
    guest = actions.confirm_registration(registration=guest, key=key, at=at)
    change = {"registration": guest, "values": {"diet": "bez orzechów"}, "at": at}
    with pytest.raises(NotAllowed):
        actions.change_registration(by=None, **change)
    actions.change_registration(by=None, key=key, **change)
    actions.wish(by=None, registration=guest, block="grupy", sessions=groups[::-1], at=at, key=key)
    assert [w.session for w in guest.wishes.all()] == groups[::-1]
    actions.cancel_registration(by=None, registration=guest, at=at, key=key)
    guest.refresh_from_db()
    assert (guest.state, guest.diet, guest.wishes.count()) == ("cancelled", "", 0)
    with pytest.raises(actions.NotLive):
        actions.cancel_registration(by=None, registration=guest, at=at, key=key)


def test_a_key_opens_one_registration_and_dies_with_its_address(event, officer, at):
    one, two = make_registration(event, officer), make_registration(event, officer)
    with pytest.raises(NotAllowed):
        actions.cancel_registration(by=None, registration=two, at=at, key=tokens.key_of(one))
    key = tokens.key_of(one)
    Registration.objects.filter(pk=one.pk).update(email="inny@example.org")
    assert tokens.registration_of(key) is None


def test_what_was_entered_for_an_address_is_its_owners(event, officer, resident, stranger, at):
    entered = make_registration(event, officer, email="jan@example.org")
    assert entered.person == resident
    later = make_registration(event, officer, email="nowa@example.org")
    newcomer = make_person("Nowa", email="nowa@example.org")
    assert queries.registration_of(event, newcomer) == later
    assert queries.registration_of(event, stranger) is None
    with pytest.raises(NotAllowed):
        actions.cancel_registration(by=stranger, registration=later, at=at)
    actions.cancel_registration(by=newcomer, registration=later, at=at)


# --- wishes


def test_wishes_name_sessions_of_one_block_each_once(event, officer, resident, city, at):
    a, b, c = make_groups(event, officer, 5, 5, 5)
    (visit, _other) = make_groups(event, officer, 5, 5, block="wizyty")
    (foreign, _other) = make_groups(make_event(city, officer), officer, 5, 5)
    mine = actions.register(event=event, by=resident, values={}, wishes={"grupy": [a, b], "wizyty": [visit]}, at=at)
    assert list(Wish.objects.filter(registration=mine).values_list("session", "rank")) == [
        (a.pk, 1), (visit.pk, 1), (b.pk, 2)
    ]  # fmt: skip
    for sessions in ([a, visit], [a, a], [foreign]):
        with pytest.raises(actions.BadWish):
            actions.wish(by=resident, registration=mine, block="grupy", sessions=sessions, at=at)
    actions.wish(by=resident, registration=mine, block="grupy", sessions=[c], at=at)
    assert [w.session for w in mine.wishes.filter(session__block="grupy")] == [c]
    assert mine.wishes.filter(session=visit).exists(), "wishes of another block stay"


# --- what is kept


def test_needs_are_erased_the_days_after_the_event_that_it_names(city, officer, at):
    event = make_event(city, officer, keep_needs_days=14)
    for _n in range(2):
        make_registration(event, officer, diet="wegańska", access_needs="wózek", arrival="19.01", travel="pociąg")
    due = ENDS + timedelta(days=14)
    assert actions.erase_needs(at=due - timedelta(seconds=1)) == 0
    assert actions.erase_needs(at=due) == 2
    assert actions.erase_needs(at=due) == 0
    for registration in event.registrations.all():
        assert not registration.has_needs
        assert registration.name


def test_needs_are_shown_together_and_without_names(event, officer, at):
    make_registration(event, officer, "Anna Nowak", diet="Wegańska", access_needs="pętla indukcyjna")
    make_registration(event, officer, "Jan Lis", diet="wegańska ")
    gone = make_registration(event, officer, diet="bez glutenu")
    actions.cancel_registration(by=officer, registration=gone, at=at)
    needs = queries.needs_summary(event)
    assert needs.diets == (("wegańska", 2),)
    assert needs.access == ("pętla indukcyjna",)


def test_needs_are_for_those_who_run_the_event_only(
    event, officer, admin, auditor, stranger, resident, partner_officer
):
    assert [rules.may_see_needs(p, event) for p in (officer, admin)] == [True, True]
    assert not any(rules.may_see_needs(p, event) for p in (auditor, stranger, resident, partner_officer, None))
    assert rules.may_read_desk_of(auditor, event), "the auditor reads who came, not what she eats"


def test_five_years_later_names_go_and_the_number_stays(event, officer, at):
    make_registration(event, officer)
    actions.invite(by=officer, event=event, emails=["a@example.org"], at=at)
    late = ENDS + timedelta(days=5 * 365 + 1)
    assert actions.forget_participants(at=late - timedelta(seconds=1)) == 0
    assert actions.forget_participants(at=late) == 2
    assert actions.forget_participants(at=late) == 0
    kept = event.registrations.get()
    assert (kept.name, kept.email, kept.state) == ("", "", "registered")


def test_an_erased_account_gives_its_place_away_and_leaves_no_name(city, officer, resident, at):
    event, past = make_event(city, officer, capacity=1), make_event(city, officer)
    mine = actions.register(event=event, by=resident, values={"diet": "wegańska"}, at=at)
    was = actions.register(event=past, by=resident, values={}, at=at)
    waits = make_registration(event, officer)
    Event.objects.filter(pk=past.pk).update(state="held")
    data = people.export_person(by=resident, person=resident, at=at)
    assert {row["event"]: row["diet"] for row in data["events"]} == {event.slug: "wegańska", past.slug: ""}
    people.erase_person(by=resident, person=resident, at=at)
    for row in (mine, was, waits):
        row.refresh_from_db()
    assert (mine.state, mine.name, mine.email, mine.diet, mine.person) == ("cancelled", "", "", "", None)
    assert (was.state, was.name, was.email, was.person) == ("registered", "", "", None)
    assert waits.state == "registered"


def test_the_journal_tells_of_no_name_address_or_need(event, officer, resident, at):
    mine = actions.register(event=event, by=resident, values={"diet": "wegańska", "access_needs": "wózek"}, at=at)
    actions.change_registration(by=resident, registration=mine, values={"name": "Jan K.", "diet": "bez soli"}, at=at)
    actions.cancel_registration(by=resident, registration=mine, at=at)
    told = str(list(JournalEntry.objects.values_list("key", "before", "after")))
    for word in ("Jan", "example.org", "wegańska", "wózek", "bez soli"):
        assert word not in told
    assert str(mine.uid) in told
