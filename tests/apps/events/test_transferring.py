"""From a statement of interest to a transfer: begun once; from then on the statement stands as its transfer does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.models import Interest
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices.actions import transfers as transferring
from skwer.apps.practices.models import Transfer

from ...apps.voting.test_concurrency import all_at_once
from ...events_factories import LATER, make_event, make_registration
from ...factories import make_city, make_member, make_person
from ...kits_factories import make_kit
from ...library_factories import make_practice
from ...practices_factories import make_network

SAID = {
    "practice": "Ogrody na podwórkach",
    "because": "Mamy sto podwórek z betonu.",
    "first_step": "Rozmowa ze spółdzielnią.",
    "by_on": date(2027, 6, 30),
}


@pytest.fixture
def practice(city, officer):
    return make_practice(city, officer)


@pytest.fixture
def kit(city, officer, practice):
    return make_kit(city, officer, practice=practice)


def state(event, by, organisation, **changes) -> Interest:
    return actions.state_interest(by=by, event=event, organisation=organisation, at=LATER, **{**SAID, **changes})


@pytest.fixture
def interest(event, officer, partner, partner_officer, practice) -> Interest:
    make_registration(event, officer, organisation=partner)
    return state(event, partner_officer, partner, taken_up=practice)


@pytest.mark.django_db
def test_a_transfer_begins_from_what_was_stated_in_the_events_project(
    interest, kit, practice, partner, partner_officer, project
):
    transfer = actions.open_transfer(
        by=partner_officer, interest=interest, kit_version=kit.newest, understand_until=date(2027, 6, 30), at=LATER
    )
    assert (transfer.organisation, transfer.practice, transfer.project) == (partner, practice, project)
    assert (transfer.title, transfer.goal) == (SAID["practice"], SAID["because"])
    assert Interest.objects.get().transfer == transfer
    entry = JournalEntry.objects.get(verb="transfer_opened")
    assert entry.after == {"organisation": partner.pk, "transfer": transfer.pk}


@pytest.mark.django_db
def test_only_officers_of_the_organisation_that_stated_it_begin(interest, kit, officer, stranger, resident, partner):
    member = make_person("Członkini")
    make_member(member, partner, "member")
    for nobody in (officer, stranger, resident, member, None):
        assert not rules.may_open_transfer(nobody, interest)
        with pytest.raises(NotAllowed):
            actions.open_transfer(by=nobody, interest=interest, kit_version=kit.newest, at=LATER)
    assert not Transfer.objects.exists()


@pytest.mark.django_db
def test_a_transfer_begins_once(interest, kit, partner_officer):
    seen_before = Interest.objects.get()
    actions.open_transfer(by=partner_officer, interest=interest, kit_version=kit.newest, at=LATER)
    with pytest.raises(actions.AlreadyBegun):
        actions.open_transfer(by=partner_officer, interest=seen_before, kit_version=kit.newest, at=LATER)
    assert Transfer.objects.count() == 1


@pytest.mark.django_db
def test_what_does_not_take_part_in_the_project_begins_outside_it(event, kit, officer):
    guest = make_city("gosc")
    person = make_person("Gość", second_factor=True)
    make_member(person, guest, "officer")
    make_registration(event, officer, organisation=guest)
    transfer = actions.open_transfer(by=person, interest=state(event, person, guest), kit_version=kit.newest, at=LATER)
    assert transfer.project is None
    assert transfer.practice == kit.practice  # nobody named a practice: the kit's own


@pytest.mark.django_db
def test_the_statement_stands_as_its_transfer_does(interest, kit, partner_officer):
    day = SAID["by_on"] + timedelta(days=1)
    assert interest.standing(day) == "overdue"
    assert list(Interest.objects.overdue(day)) == [interest]
    transfer = actions.open_transfer(by=partner_officer, interest=interest, kit_version=kit.newest, at=LATER)
    assert Interest.objects.get().standing(day) == "begun"
    assert not Interest.objects.overdue(day).exists()  # nobody is asked what became of it
    with pytest.raises(actions.FollowedUp):
        actions.withdraw_interest(by=partner_officer, interest=interest, at=LATER)
    actions.follow_up(
        by=partner_officer, interest=interest, state="changed", text="Najpierw próba.", at=LATER + timedelta(days=1)
    )
    assert Interest.objects.get().standing(day) == "changed"  # the last word, whoever said it
    Transfer.objects.filter(pk=transfer.pk).update(stage="done", ended_at=LATER + timedelta(days=2))
    assert Interest.objects.get().standing(day) == "carried_over"
    Transfer.objects.filter(pk=transfer.pk).update(stage="dropped")
    assert Interest.objects.get().standing(day) == "dropped"


@pytest.mark.django_db
def test_a_transfer_given_up_shows_in_the_counts_of_the_event(interest, kit, partner_officer, event):
    transfer = actions.open_transfer(by=partner_officer, interest=interest, kit_version=kit.newest, at=LATER)
    assert queries.outcome_counts(event, LATER)["begun"] == 1
    transferring.drop_transfer(by=partner_officer, transfer=transfer, reason="Brak pieniędzy.", at=LATER)
    assert queries.outcome_counts(event, LATER)["dropped"] == 1


@pytest.mark.django_db
def test_the_practice_gives_the_statement_its_words_where_none_are_written(
    event, officer, partner, partner_officer, practice
):
    make_registration(event, officer, organisation=partner)
    made = state(event, partner_officer, partner, practice=" ", taken_up=practice)
    assert (made.practice, made.taken_up) == (practice.title, practice)
    with pytest.raises(actions.BadValue) as refused:
        state(event, partner_officer, partner, practice=" ")
    assert refused.value.field == "practice"


@pytest.mark.django_db
def test_a_practice_nobody_can_read_is_not_stated(event, officer, partner, partner_officer, city):
    make_registration(event, officer, organisation=partner)
    draft = make_practice(city, officer, published=False)
    with pytest.raises(actions.BadValue) as refused:
        state(event, partner_officer, partner, taken_up=draft)
    assert refused.value.field == "taken_up"


def test_two_officers_who_begin_at_once_begin_one_transfer(transactional_db):
    officer = make_person("Marta Wilk", second_factor=True)
    city, partner = make_city("lipowiec"), make_city("brzezina")
    make_member(officer, city, "officer")
    theirs = make_person("Elżbieta Karaś", second_factor=True)
    make_member(theirs, partner, "officer")
    event = make_event(city, officer, project=make_network(city, partner))
    make_registration(event, officer, organisation=partner)
    pk = state(event, theirs, partner).pk
    version = make_kit(city, officer).newest
    refused: list[str] = []

    def begin() -> None:
        try:
            interest = Interest.objects.get(pk=pk)
            actions.open_transfer(by=theirs, interest=interest, kit_version=version, at=LATER)
        except actions.AlreadyBegun as refusal:
            refused.append(refusal.code)

    assert all_at_once(*[begin] * 6) == [None] * 6
    assert Transfer.objects.count() == 1
    assert len(refused) == 5
