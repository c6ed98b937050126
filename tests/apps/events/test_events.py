"""Setting up, announcing, changing and cancelling; who sees what; versions for calendars."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from django.db import IntegrityError, transaction

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.models import Change, Event, Registration
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.queries import find

from ...events_factories import ENDS, LATER, STARTS, make_event, make_registration, make_session
from ...factories import make_city, make_member, make_person

pytestmark = pytest.mark.django_db


def test_only_officers_hold_events_and_only_in_projects_they_take_part_in(
    city, other_city, project, officer, stranger, resident, auditor
):
    for person in (stranger, resident, auditor):
        with pytest.raises(NotAllowed):
            make_event(city, person)
    with pytest.raises(NotAllowed):
        make_event(other_city, stranger, project=project)
    assert make_event(city, officer, project=project).state == "announced"


def test_a_partner_may_hold_an_event_of_the_project_and_the_keeper_runs_it_too(
    partner, partner_officer, project, officer, stranger
):
    event = make_event(partner, partner_officer, project=project)
    assert rules.may_run_event(partner_officer, event)
    assert rules.may_run_event(officer, event)
    assert not rules.may_run_event(stranger, event)
    with pytest.raises(NotAllowed):
        actions.change_event(by=stranger, event=event, values={"capacity": 3}, at=event.changed_at)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title_pl": " ", "title_en": ""}, "title"),
        ({"slug": "Zły adres"}, "slug"),
        ({"kind": "party"}, "kind"),
        ({"audience": "partners"}, "audience"),
        ({"time_zone": "Europe/Lipowiec"}, "time_zone"),
        ({"ends_at": STARTS}, "ends_at"),
        ({"ends_at": STARTS + timedelta(days=61)}, "ends_at"),
        ({"registration_opens_at": STARTS}, "registration_opens_at"),
        ({"registration_closes_at": ENDS + timedelta(hours=1)}, "registration_closes_at"),
        ({"capacity": 0}, "capacity"),
        ({"keep_needs_days": 366}, "keep_needs_days"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"evaluation": {"steps": [{"key": "a"}]}}, "evaluation"),
        (
            {"evaluation": {"steps": [{"key": "a", "title": "A", "questions": [
                {"key": "f", "kind": "file", "label": "Plik"}]}]}},
            "evaluation",
        ),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused_with_its_field(city, officer, values, field):
    with pytest.raises(actions.BadValue) as refused:
        make_event(city, officer, **values)
    assert refused.value.field == field
    assert not Event.objects.exists()


def test_an_address_is_unique_and_stays_once_public(city, officer, event, at):
    with pytest.raises(actions.BadValue) as refused:
        make_event(city, officer, slug=event.slug)
    assert refused.value.field == "slug"
    with pytest.raises(actions.BadValue) as refused:
        actions.change_event(by=officer, event=event, values={"slug": "inny"}, at=at)
    assert refused.value.field == "slug"
    draft = make_event(city, officer, announced=False)
    assert actions.change_event(by=officer, event=draft, values={"slug": "inny"}, at=at).slug == "inny"


def test_drafts_are_for_the_desks(city, officer, admin, auditor, stranger, resident, partner_officer, project):
    draft = make_event(city, officer, project=project, announced=False)
    seen = {p.name for p in (officer, admin, auditor, stranger, resident, partner_officer)
            if Event.objects.visible_to(p).filter(pk=draft.pk).exists()}  # fmt: skip
    assert seen == {officer.name, admin.name, auditor.name}
    assert not Event.objects.visible_to(None).exists()


def test_an_event_by_invitation_is_seen_by_those_it_concerns(city, officer, auditor, stranger, at):
    event = make_event(city, officer, audience="invited")
    guest, come = make_person("Gość"), make_person("Zapisana")
    actions.invite(by=officer, event=event, emails=[guest.email.upper()], at=at)
    make_registration(event, officer, email=come.email)
    for person in (officer, auditor, guest, come):
        assert Event.objects.visible_to(person).filter(pk=event.pk).exists()
    for person in (stranger, None):
        assert not Event.objects.visible_to(person).filter(pk=event.pk).exists()


def test_announcing_needs_a_place_and_a_day_to_come_and_is_done_once(city, officer, at):
    nowhere = actions.create_event(
        by=officer, organisation=city, at=at,
        values={"slug": "x", "kind": "seminar", "title": "X", "starts_at": STARTS, "ends_at": ENDS},
    )  # fmt: skip
    with pytest.raises(actions.NotReady):
        actions.announce_event(by=officer, event=nowhere, at=at)
    late = make_event(city, officer, announced=False)
    with pytest.raises(actions.NotReady):
        actions.announce_event(by=officer, event=late, at=STARTS)
    actions.announce_event(by=officer, event=late, at=at)
    actions.announce_event(by=officer, event=late, at=at + timedelta(days=1))
    assert late.published_at == at
    assert JournalEntry.objects.filter(verb="event_announced").count() == 1


def test_another_time_raises_the_version_and_is_kept_as_a_change(event, officer, at):
    assert event.sequence == 0
    actions.change_event(by=officer, event=event, values={"starts_at": STARTS + timedelta(hours=1)}, at=at)
    assert event.sequence == 1
    change = Change.objects.get()
    assert set(change.before) == {"starts_at"}
    assert change.after == {"starts_at": (STARTS + timedelta(hours=1)).astimezone(UTC).isoformat()}


def test_the_same_hour_on_another_clock_is_no_change(event, officer, at):
    actions.change_event(by=officer, event=event, values={"starts_at": STARTS.astimezone(UTC)}, at=at)
    assert (event.sequence, Change.objects.count()) == (0, 0)


def test_other_words_raise_the_version_and_write_to_nobody(event, officer, at):
    actions.change_event(by=officer, event=event, values={"title_en": "Market of practices"}, at=at)
    assert (event.sequence, Change.objects.count()) == (1, 0)
    actions.change_event(by=officer, event=event, values={"capacity": 50}, at=at)
    assert event.sequence == 1, "calendars do not show it"


def test_another_venue_and_another_line_are_changes(event, officer, at):
    site = event.sites.get()
    actions.change_site(by=officer, site=site, values={"name": "Ratusz"}, at=at)
    actions.change_event(by=officer, event=event, values={"online_url": "https://line.example/abc"}, at=at)
    venue, line = Change.objects.order_by("pk")
    assert (venue.before["where"], venue.after["where"]) == (
        "Dom kultury, ul. Lipowa 2, Lipowiec",
        "Ratusz, ul. Lipowa 2, Lipowiec",
    )
    assert line.after == {"online_url": True}, "the page shows changes to everybody: the line's address is not in them"
    event.refresh_from_db()
    assert event.sequence == 2


def test_a_session_moved_raises_the_version(event, officer, at):
    session = make_session(event, officer)
    event.refresh_from_db()
    before = event.sequence
    actions.change_session(by=officer, session=session, values={"ends_at": STARTS + timedelta(hours=2)}, at=at)
    event.refresh_from_db()
    assert event.sequence == before + 1
    actions.remove_session(by=officer, session=session, at=at)
    event.refresh_from_db()
    assert event.sequence == before + 2
    assert not Change.objects.exists()


def test_a_draft_has_no_versions(city, officer, at):
    draft = make_event(city, officer, announced=False)
    actions.change_event(by=officer, event=draft, values={"starts_at": STARTS + timedelta(hours=1)}, at=at)
    assert (draft.sequence, Change.objects.count()) == (0, 0)


def test_cancelling_says_why_raises_the_version_and_erases_needs(event, officer, at):
    comes = make_registration(event, officer, diet="bez glutenu", access_needs="pętla", travel="pociąg")
    with pytest.raises(actions.NoReason):
        actions.cancel_event(by=officer, event=event, reason="  ", at=at)
    actions.cancel_event(by=officer, event=event, reason="Zamknięty dom kultury.", at=at)
    assert (event.state, event.sequence, event.cancel_reason) == ("cancelled", 1, "Zamknięty dom kultury.")
    comes.refresh_from_db()
    assert not comes.has_needs
    with pytest.raises(actions.WrongState):
        actions.change_event(by=officer, event=event, values={"capacity": 3}, at=at)
    with pytest.raises(actions.WrongState):
        actions.cancel_event(by=officer, event=event, reason="Znowu.", at=at)
    entry = JournalEntry.objects.get(verb="event_cancelled")
    assert "Zamknięty" not in str(entry.after), "free text stays out of the journal"


def test_the_database_refuses_a_cancelled_event_without_a_reason(event):
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(state="cancelled")


def test_a_draft_can_be_deleted_and_an_announced_event_cannot(city, officer, event, at):
    draft = make_event(city, officer, announced=False)
    actions.delete_draft(by=officer, event=draft, at=at)
    assert not Event.objects.filter(slug=draft.slug).exists()
    with pytest.raises(actions.WrongState):
        actions.delete_draft(by=officer, event=event, at=at)


def test_the_clock_marks_what_is_over_and_does_it_once(event):
    assert actions.mark_held(at=ENDS - timedelta(minutes=1)) == []
    assert [e.pk for e in actions.mark_held(at=ENDS)] == [event.pk]
    assert actions.mark_held(at=LATER) == []
    event.refresh_from_db()
    assert event.state == Event.State.HELD


def test_places_cannot_be_fewer_than_people(event, officer, at):
    for _number in range(3):
        make_registration(event, officer)
    with pytest.raises(actions.BadValue) as refused:
        actions.change_event(by=officer, event=event, values={"capacity": 2}, at=at)
    assert refused.value.field == "capacity"
    assert "3" in str(refused.value.message)


def test_sessions_lie_inside_the_event_and_at_its_places(event, officer, city, at):
    with pytest.raises(actions.BadValue) as refused:
        make_session(event, officer, starts_at=STARTS - timedelta(hours=1))
    assert refused.value.field == "starts_at"
    elsewhere = make_event(city, officer).sites.get()
    with pytest.raises(actions.BadValue) as refused:
        make_session(event, officer, site=elsewhere)
    assert refused.value.field == "site"
    make_session(event, officer)
    with pytest.raises(actions.BadValue):
        actions.change_event(by=officer, event=event, values={"starts_at": STARTS + timedelta(hours=1)}, at=at)


def test_the_only_place_of_an_announced_event_stays(event, officer, at):
    with pytest.raises(actions.WrongState):
        actions.remove_site(by=officer, site=event.sites.get(), at=at)
    visit = actions.add_site(by=officer, event=event, values={"name": "Farma", "kind": "visit"}, at=at)
    actions.remove_site(by=officer, site=visit, at=at)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": " "}, "name"), ({"kind": "moon"}, "kind"), ({"country": "POL"}, "country"), ({"lat": None}, "lon"),
     ({"lon": 200}, "lon")],
)  # fmt: skip
def test_a_place_says_where_it_is(event, officer, at, values, field):
    with pytest.raises(actions.BadValue) as refused:
        actions.change_site(by=officer, site=event.sites.get(), values=values, at=at)
    assert refused.value.field == field


def test_the_agenda_has_a_fixed_number_of_queries(event, officer, django_assert_max_num_queries):
    for number in range(6):
        make_session(event, officer, f"Część {number}", speakers=[("Lucie Renou", "Samoa"), ("Ktoś", "")])
    with django_assert_max_num_queries(2):
        told = [(s.title, s.site, [p.name for p in s.speakers.all()]) for s in queries.agenda(event)]
    assert len(told) == 6
    assert told[0][2] == ["Lucie Renou", "Ktoś"]


def test_lists_have_a_fixed_number_of_queries(city, officer, project, at, django_assert_max_num_queries):
    for _number in range(5):
        make_event(city, officer, project=project)
    with django_assert_max_num_queries(2):
        assert (
            len([(e.organisation.name, e.project.title, queries.venue(e)) for e in queries.coming_events(None, at)])
            == 5
        )


@pytest.mark.django_db(transaction=True)
def test_an_event_is_found_by_its_words_place_and_speakers(event, officer, city):
    make_session(event, officer, speakers=[("Sophie Cottier", "Bruksela")])
    draft = make_event(city, officer, announced=False, title_pl="Narada tajna")
    (hit,) = find(words="Cottier", person=None, language="pl").results
    assert hit.address == f"/events/{event.slug}/"
    assert find(words="tajna", person=None, language="pl").total == 0
    assert find(words="tajna", person=officer, language="pl").total == 1
    assert draft.state == "draft"


@pytest.mark.job("LP4")
def test_a_lead_plans_meetings_visits_and_a_peer_review_of_the_project(
    city, officer, partner, partner_officer, project, at
):
    for kind in ("group_meeting", "study_visit", "peer_review", "online_call"):
        place = {"online_url": "https://line.example/1"} if kind == "online_call" else {}
        make_event(city, officer, project=project, kind=kind, audience="partners", **place)
    assert {e.kind for e in queries.coming_events(None, at)} == {
        "group_meeting",
        "study_visit",
        "peer_review",
        "online_call",
    }
    visit = Event.objects.get(kind="study_visit")
    person = make_person("Ola Nowak")
    make_member(person, partner, "member")
    comes = actions.register(
        event=visit,
        by=person,
        values={"organisation": partner, "arrival": "19.01, 18:05, pociąg", "travel": "hotel"},
        at=at,
    )
    assert Registration.objects.get(pk=comes.pk).arrival == "19.01, 18:05, pociąg"
    assert rules.may_see_needs(officer, visit)
    assert not rules.may_see_needs(partner_officer, visit), "travel of people is for those who run the event"


def test_another_citys_officer_runs_nothing(event, stranger, at):
    outside = make_city("daleko")
    far = make_person("Daleki Urzędnik")
    make_member(far, outside, "admin")
    for person in (stranger, far):
        assert not Event.objects.run_by(person).exists()
        for action, extra in (
            (actions.announce_event, {}), (actions.cancel_event, {"reason": "Bo tak."}), (actions.delete_draft, {}),
            (actions.issue_certificates, {}), (actions.write_minutes, {"values": {"minutes": "x"}}),
            (actions.add_site, {"values": {"name": "x"}}), (actions.invite, {"emails": ["a@example.org"]}),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                action(by=person, event=event, at=at, **extra)
