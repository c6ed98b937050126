"""Who looks after a place: asked, offering, handing over without a gap, and not leaving what is owed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from skwer.apps.people.actions import erase_person
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.places.actions.clock import tick_care
from skwer.apps.places.actions.common import BadCare, PlaceGone, Stale
from skwer.apps.places.actions.handing import (
    AskedAlready,
    HandoverClosed,
    answer_handover,
    forget_notes,
    hand_over,
    withdraw_handover,
)
from skwer.apps.places.actions.keeping import (
    CareIsOwed,
    InvitationClosed,
    KeepsAlready,
    LeadTaken,
    answer_invitation,
    answer_offer,
    become_keeper,
    end_keeping,
    forget_invitations,
    invite_keeper,
    rename_keeper,
    step_back,
    withdraw_invitation,
)
from skwer.apps.places.models import Keeper, Turn
from skwer.apps.places.queries import care
from skwer.apps.places.tokens import keeper_of, keeper_token

from ...care_factories import TODAY, make_keeper, make_place, make_task
from ...factories import make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(city):
    return make_place(city, owed=True)


@pytest.fixture
def zofia(place):
    person = make_person("Zofia Maj", email="zofia@example.org")
    make_keeper(place, person, public_name="pani Zofia")
    return person


@pytest.fixture
def lead(place, zofia):
    return Keeper.objects.get(place=place, person=zofia)


def days_without_keeper(place) -> list:
    """Days between the first keeper's first and today on which nobody leads."""
    rows = Keeper.objects.filter(place=place, role="lead", since__isnull=False)
    first = min(row.since for row in rows)
    days = [first + timedelta(days=n) for n in range((TODAY - first).days + 1)]
    return [d for d in days if not any(r.since <= d and (r.until is None or d <= r.until) for r in rows)]


def test_the_office_invites_and_who_holds_the_letter_answers(place, officer, at) -> None:
    keeper = invite_keeper(by=officer, place=place, values={"email": "Ola@Example.org", "role": "lead"}, at=at)
    assert (keeper.email, keeper.since) == ("ola@example.org", None)
    token = keeper_token(keeper)
    other_address = make_person("Ola Bąk", email="inny@example.org")

    with pytest.raises(NotAllowed):
        answer_invitation(by=other_address, keeper=keeper, yes=True, at=at)
    answer_invitation(by=other_address, keeper=keeper, yes=True, public_name="Ola z parteru", key=token, at=at)

    keeper.refresh_from_db()
    assert (keeper.person, keeper.since, keeper.email, keeper.public_name) == (
        other_address, TODAY, "", "Ola z parteru",
    )  # fmt: skip
    assert keeper_of(token) is None
    assert JournalEntry.objects.filter(verb="keeper_began", kind="keeper", key=keeper.pk).count() == 1


def test_residents_do_not_invite_and_the_lead_invites_only_helpers(place, zofia, resident, stranger, at) -> None:
    values = {"email": "ola@example.org", "role": "helper"}
    for person in (resident, stranger):
        with pytest.raises(NotAllowed):
            invite_keeper(by=person, place=place, values=values, at=at)
    with pytest.raises(NotAllowed):
        invite_keeper(by=zofia, place=place, values={**values, "role": "lead"}, at=at)
    assert invite_keeper(by=zofia, place=place, values=values, at=at).role == "helper"


def test_a_place_has_one_lead(place, lead, officer, at) -> None:
    with pytest.raises(LeadTaken):
        invite_keeper(by=officer, place=place, values={"email": "ola@example.org", "role": "lead"}, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_keeper(place, make_person())


def test_a_second_invitation_replaces_the_first(place, officer, at) -> None:
    first = invite_keeper(by=officer, place=place, values={"email": "ola@example.org"}, at=at)
    invite_keeper(by=officer, place=place, values={"email": "ola@example.org"}, at=at)
    first.refresh_from_db()
    assert (first.email, first.ending) == ("", "declined")


def test_an_organisation_answers_through_its_people(place, officer, resident, at) -> None:
    group = make_organisation("osiedle", name="Rada osiedla")
    chair = make_person("Jerzy Lis")
    make_member(chair, group, "admin")
    keeper = invite_keeper(by=officer, place=place, values={"organisation": group, "role": "lead"}, at=at)
    with pytest.raises(NotAllowed):
        answer_invitation(by=resident, keeper=keeper, yes=True, at=at)
    answer_invitation(by=chair, keeper=keeper, yes=True, at=at)
    keeper.refresh_from_db()
    assert (keeper.since, keeper.person) == (TODAY, None)
    assert list(Keeper.objects.live().of(chair)) == [keeper]


def test_an_officer_of_the_city_is_not_its_keeper(place, city, officer) -> None:
    Keeper.objects.create(place=place, organisation=city, since=TODAY)
    assert not Keeper.objects.of(officer).exists()


@pytest.mark.parametrize("email", ["", "ola", "ola@", "a b@example.org"])
def test_an_address_that_is_none_is_refused(place, officer, at, email) -> None:
    with pytest.raises(BadCare) as refused:
        invite_keeper(by=officer, place=place, values={"email": email}, at=at)
    assert refused.value.field == "email"


def test_old_invitations_close_and_their_addresses_are_forgotten(place, officer, at) -> None:
    keeper = invite_keeper(by=officer, place=place, values={"email": "ola@example.org"}, at=at)
    later = at + timedelta(days=31)
    with pytest.raises(InvitationClosed):
        answer_invitation(by=make_person(email="ola@example.org"), keeper=keeper, yes=True, at=later)
    assert forget_invitations(at=at + timedelta(days=29)) == 0
    assert forget_invitations(at=later) == 1
    keeper.refresh_from_db()
    assert (keeper.email, keeper.ending) == ("", "declined")
    assert forget_invitations(at=later) == 0


def test_withdrawn_is_closed(place, officer, at) -> None:
    keeper = invite_keeper(by=officer, place=place, values={"email": "ola@example.org"}, at=at)
    withdraw_invitation(by=officer, keeper=keeper, at=at)
    with pytest.raises(NotAllowed):
        answer_invitation(by=make_person(email="ola@example.org"), keeper=keeper, yes=True, at=at)


def test_a_resident_offers_and_the_lead_agrees(place, zofia, resident, at) -> None:
    keeper = become_keeper(by=resident, place=place, public_name="Jan", at=at)
    assert not Keeper.objects.live().of(resident).exists()
    with pytest.raises(KeepsAlready):
        become_keeper(by=resident, place=place, at=at)
    with pytest.raises(NotAllowed):
        answer_offer(by=resident, keeper=keeper, yes=True, at=at)
    answer_offer(by=zofia, keeper=keeper, yes=True, at=at)
    assert Keeper.objects.live().of(resident).get().since == TODAY


def test_a_declined_offer_leaves_nothing_behind(place, officer, resident, at) -> None:
    keeper = become_keeper(by=resident, place=place, at=at)
    answer_offer(by=officer, keeper=keeper, yes=False, at=at)
    keeper.refresh_from_db()
    assert keeper.until == TODAY
    assert list(care.keeper_history(place)) == []
    become_keeper(by=resident, place=place, at=at)


def test_nobody_begins_at_a_place_that_is_gone(city, resident, at) -> None:
    place = make_place(city, state="gone", gone_on=TODAY)
    with pytest.raises(PlaceGone):
        become_keeper(by=resident, place=place, at=at)


# --- handing over


@pytest.mark.job("R8")
def test_care_passes_to_a_neighbour_without_a_gap(place, lead, zofia, at) -> None:
    handover = hand_over(by=zofia, keeper=lead, to_email="jan@example.org", text="Wąż jest w piwnicy.", at=at)
    lead.refresh_from_db()
    assert lead.until is None  # until Jan says yes, Zofia stays
    neighbour = make_person("Jan Kowalski", email="jan@example.org")

    answer_handover(by=neighbour, handover=handover, yes=True, public_name="pan Jan", at=at)

    old, new = care.keeper_history(place)[::-1]
    assert (old.person, old.until, old.ending) == (zofia, TODAY, "handed")
    assert (new.person, new.since, new.until, new.role) == (neighbour, TODAY, None, "lead")
    assert days_without_keeper(place) == []


def test_a_helper_takes_the_lead_and_keeps_her_turns(place, lead, zofia, at) -> None:
    helper = make_keeper(place, make_person("Ewa"), role="helper", public_name="Ewa")
    task = make_task(place, zofia)
    Turn.objects.create(task=task, keeper=helper, on=TODAY + timedelta(days=3), taken_at=at)
    handover = hand_over(by=zofia, keeper=lead, to=helper, at=at)
    answer_handover(by=helper.person, handover=handover, yes=True, at=at)
    new = Keeper.objects.live().get(place=place, role="lead")
    assert (new.person, new.public_name, new.since) == (helper.person, "Ewa", TODAY)
    assert Turn.objects.get().keeper == new
    assert days_without_keeper(place) == []


def test_declining_changes_nothing_and_forgets_the_address(place, lead, zofia, at) -> None:
    handover = hand_over(by=zofia, keeper=lead, to_email="jan@example.org", at=at)
    answer_handover(by=make_person(email="jan@example.org"), handover=handover, yes=False, at=at)
    handover.refresh_from_db()
    lead.refresh_from_db()
    assert (handover.state, handover.taker.email, lead.until) == ("declined", "", None)
    with pytest.raises(HandoverClosed):
        withdraw_handover(by=zofia, handover=handover, at=at)


def test_one_question_at_a_time(place, lead, zofia, at) -> None:
    first = hand_over(by=zofia, keeper=lead, to_email="jan@example.org", at=at)
    with pytest.raises(AskedAlready):
        hand_over(by=zofia, keeper=lead, to_email="ola@example.org", at=at)
    withdraw_handover(by=zofia, handover=first, at=at)
    hand_over(by=zofia, keeper=lead, to_email="ola@example.org", at=at)


def test_only_the_keeper_or_the_office_hands_over(place, lead, officer, stranger, resident, at) -> None:
    for person in (stranger, resident):
        with pytest.raises(NotAllowed):
            hand_over(by=person, keeper=lead, to_email="jan@example.org", at=at)
    assert hand_over(by=officer, keeper=lead, to_email="jan@example.org", at=at).giver == lead


def test_one_cannot_hand_over_to_oneself(place, lead, zofia, at) -> None:
    with pytest.raises(BadCare) as refused:
        hand_over(by=zofia, keeper=lead, to_email="zofia@example.org", at=at)
    assert refused.value.field == "email"


# --- leaving


def test_the_lead_may_not_leave_while_care_is_owed(place, lead, zofia, at) -> None:
    make_keeper(place, make_person(), role="helper")
    with pytest.raises(CareIsOwed, match=r"23\.11\.2027"):
        step_back(by=zofia, keeper=lead, at=at)


def test_the_last_one_may_not_leave_while_care_is_owed(place, at) -> None:
    only = make_keeper(place, make_person(), role="helper")
    with pytest.raises(CareIsOwed):
        step_back(by=only.person, keeper=only, at=at)


def test_a_helper_may_leave_and_so_may_the_lead_where_nothing_is_owed(city, place, lead, at) -> None:
    helper = make_keeper(place, make_person(), role="helper")
    assert step_back(by=helper.person, keeper=helper, at=at).ending == "stepped"
    free = make_place(city)
    alone = make_keeper(free, make_person())
    assert step_back(by=alone.person, keeper=alone, at=at).until == TODAY


def test_who_steps_back_is_named_no_longer(city, at) -> None:
    keeper = make_keeper(make_place(city), make_person(), public_name="pani Ola")
    step_back(by=keeper.person, keeper=keeper, at=at)
    assert Keeper.objects.get().public_name == ""


def test_the_office_may_end_it_and_hears_that_nobody_leads(place, lead, officer, city, at) -> None:
    assert not care.owed_without_keeper(city, TODAY).exists()
    end_keeping(by=officer, keeper=lead, at=at)
    assert list(care.owed_without_keeper(city, TODAY)) == [place]


def test_leaving_frees_promised_days_and_takes_questions_back(place, lead, zofia, officer, at) -> None:
    task = make_task(place, zofia)
    Turn.objects.create(task=task, keeper=lead, on=TODAY + timedelta(days=2), taken_at=at)
    handover = hand_over(by=zofia, keeper=lead, to_email="jan@example.org", at=at)
    end_keeping(by=officer, keeper=lead, at=at)
    handover.refresh_from_db()
    assert (handover.state, handover.taker.email, Turn.objects.count()) == ("withdrawn", "", 0)


def test_what_was_written_to_the_next_keeper_goes_a_month_after_the_answer(place, lead, zofia, at) -> None:
    handover = hand_over(by=zofia, keeper=lead, to_email="jan@example.org", text="Klucz ma pani Lis.", at=at)
    assert forget_notes(at=at + timedelta(days=400)) == 0, "it waits for an answer"
    withdraw_handover(by=zofia, handover=handover, at=at)
    assert not any("notes" in line for line in tick_care(at=at + timedelta(days=30)))
    assert any("1 notes" in line for line in tick_care(at=at + timedelta(days=30, seconds=1)))
    handover.refresh_from_db()
    assert handover.note == ""


def test_a_name_is_the_keepers_and_the_office_may_correct_it(lead, zofia, officer, resident, at) -> None:
    assert rename_keeper(by=zofia, keeper=lead, public_name=" Zosia ", at=at).public_name == "Zosia"
    assert rename_keeper(by=officer, keeper=lead, public_name="", at=at).public_name == ""
    with pytest.raises(NotAllowed):
        rename_keeper(by=resident, keeper=lead, public_name="X", at=at)


def test_who_left_takes_her_name_back_and_nothing_else(place, lead, zofia, officer, resident, at) -> None:
    rename_keeper(by=zofia, keeper=lead, public_name="Zosia", at=at)
    end_keeping(by=officer, keeper=lead, at=at)
    assert [one.public_name for one in care.names_left(zofia)] == ["Zosia"]
    with pytest.raises(Stale):
        rename_keeper(by=zofia, keeper=lead, public_name="Zofia Maj, tel. 600", at=at)
    with pytest.raises(NotAllowed):
        rename_keeper(by=resident, keeper=lead, public_name="", at=at)
    assert rename_keeper(by=zofia, keeper=lead, public_name="", at=at).public_name == ""
    assert not care.names_left(zofia)


def test_who_erases_her_account_leaves_no_name(place, lead, zofia, at) -> None:
    erase_person(by=zofia, person=zofia, at=at)
    lead.refresh_from_db()
    assert (lead.person, lead.public_name, lead.until) == (None, "", TODAY)


def test_who_erases_her_account_leaves_no_question_open(lead, zofia, at) -> None:
    jan = make_person("Jan Lis", email="jan@example.org")
    handover = hand_over(by=zofia, keeper=lead, to_email="jan@example.org", at=at)
    erase_person(by=jan, person=jan, at=at)
    handover.refresh_from_db()
    assert (handover.state, handover.taker.email, handover.taker.until) == ("withdrawn", "", TODAY)
    assert hand_over(by=zofia, keeper=lead, to_email="ola@example.org", at=at).state == "asked"


def test_no_question_stays_open_with_somebody_who_left(place, lead, zofia, at) -> None:
    helper = make_keeper(place, make_person("Ewa"), role="helper")
    handover = hand_over(by=zofia, keeper=lead, to=helper, at=at)
    step_back(by=helper.person, keeper=helper, at=at)
    handover.refresh_from_db()
    assert handover.state == "withdrawn"
    hand_over(by=zofia, keeper=lead, to_email="jan@example.org", at=at)


def test_what_a_helper_asked_is_taken_back_when_she_takes_the_lead(place, lead, zofia, at) -> None:
    helper = make_keeper(place, make_person("Ewa"), role="helper")
    own = hand_over(by=helper.person, keeper=helper, to_email="jan@example.org", at=at)
    handover = hand_over(by=zofia, keeper=lead, to=helper, at=at)
    answer_handover(by=helper.person, handover=handover, yes=True, at=at)
    own.refresh_from_db()
    handover.refresh_from_db()
    assert (own.state, own.taker.email, handover.state) == ("withdrawn", "", "accepted")
    assert care.open_handovers(place) == []


def test_an_organisation_that_does_not_answer_is_waited_for_no_longer_and_an_offer_is(place, officer, resident, at):
    asked = invite_keeper(by=officer, place=place, values={"organisation": make_organisation("osiedle")}, at=at)
    offer = become_keeper(by=resident, place=place, at=at)
    assert forget_invitations(at=at + timedelta(days=31)) == 1
    asked.refresh_from_db()
    offer.refresh_from_db()
    assert (asked.ending, offer.until) == ("declined", None)
