"""Calendars: read by an outside parser, line by line as RFC 5545 wants it; changes, moves, cancellations arrive."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
import vobject
from django.core import signing

from skwer.apps.events import actions, tokens
from skwer.apps.events.calendar import address_of, event_calendar
from skwer.apps.events.models import Registration
from skwer.apps.people import actions as people

from ..events_factories import ENDS, STARTS, make_event, make_groups, make_registration, make_session
from ..factories import AT, make_city, make_person
from ..practices_factories import make_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(city):
    return make_network(city, make_city("brzezina", name="Brzezina Mała"), slug="siec")


@pytest.fixture
def event(city, officer, project):
    return make_event(city, officer, project=project, slug="gielda", online_url="https://line.example/abc")


def read(response) -> vobject.base.Component:
    """The calendar, after a look at its bytes."""
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return parsed(response.content)


def parsed(content: bytes) -> vobject.base.Component:
    well_formed(content)
    return vobject.readOne(content.decode())


def well_formed(content: bytes) -> None:
    """RFC 5545 §3.1: CRLF after every line, no line longer than 75 octets, no bare line end, UTF-8."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert all(b"\r" not in line and b"\n" not in line for line in lines)
    assert max(map(len, lines)) <= 75
    whole = content.decode().replace("\r\n ", "").split("\r\n")
    assert (whole[0], whole[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert {"VERSION:2.0", "METHOD:PUBLISH"} <= set(whole) or "METHOD:CANCEL" in whole


def entries(response) -> dict[str, vobject.base.Component]:
    calendar = read(response)
    return {entry.uid.value: entry for entry in calendar.contents.get("vevent", [])}


def only(response) -> vobject.base.Component:
    (entry,) = entries(response).values()
    return entry


# --- one event


@pytest.mark.job("NO4")
def test_a_study_visit_with_its_programme_hosts_and_access_goes_into_a_calendar(client, city, officer, project, at):
    """Both ways: hosts and guests see when, where, who receives them, and how to get in."""
    visit = make_event(
        city, officer, project=project, slug="wizyta", kind="study_visit", title_pl="Wizyta w Fjordvik",
        title_en="Visit to Fjordvik", time_zone="Europe/Oslo",
    )  # fmt: skip
    host = actions.add_site(
        by=officer, event=visit, at=at,
        values={"name": "Rådhuset", "city": "Fjordvik", "country": "NO", "kind": "visit", "lon": 6.1, "lat": 62.5,
                "access_pl": "Winda od podwórza, pętla w sali 2.", "access_en": "Lift from the yard, loop in room 2."},
    )  # fmt: skip
    walks = [
        make_session(visit, officer, f"Spacer {n}", kind="visit", block="spacery", site=host, capacity=5,
                     speakers=[("Ingrid Solheim", "Fjordvik kommune")])
        for n in (1, 2)
    ]  # fmt: skip
    guest = make_person("Ola Nowak")
    comes = actions.register(event=visit, by=guest, values={"access_needs": "wózek"}, at=at)
    actions.move_to_group(by=officer, registration=comes, session=walks[1], at=at)
    entry = only(client.get("/events/wizyta/calendar.ics"))
    assert entry.summary.value == "Wizyta w Fjordvik"
    assert entry.dtstart.value == STARTS
    assert entry.location.value == "Dom kultury, ul. Lipowa 2, Lipowiec"
    assert "Wejście bez progu." in entry.description.value
    feed = actions.open_feed(by=guest, at=at)
    mine = entries(client.get(f"/calendar/{tokens.feed_token(feed)}.ics"))
    assert set(mine) == {f"{visit.uid}@127.0.0.1", f"{visit.uid}-{walks[1].pk}@127.0.0.1"}
    walk = mine[f"{visit.uid}-{walks[1].pk}@127.0.0.1"]
    assert walk.summary.value == "Spacer 2 (Wizyta w Fjordvik)"
    assert "Ingrid Solheim (Fjordvik kommune)" in walk.description.value
    assert "Winda od podwórza" in walk.description.value
    assert walk.geo.value == "62.5;6.1"
    english = only(client.get("/en/events/wizyta/calendar.ics"))
    assert english.summary.value == "Visit to Fjordvik"
    assert "wózek" not in str(mine), "what a guest needs stands in no calendar"


def test_what_an_entry_says(client, event):
    entry = only(client.get("/events/gielda/calendar.ics"))
    assert entry.uid.value == f"{event.uid}@127.0.0.1"
    assert entry.sequence.value == "0"
    assert (entry.dtstart.value, entry.dtend.value) == (STARTS, ENDS)
    assert entry.dtstart.value.tzinfo is not None
    assert entry.dtstamp.value == AT
    assert entry.status.value == "CONFIRMED"
    assert entry.url.value == address_of(event) == "http://127.0.0.1:8000/events/gielda/"
    assert entry.geo.value == "53.9;16.14"
    assert entry.organizer.value.startswith("mailto:")
    assert "Dwa dni o tym, co można przenieść do siebie." in entry.description.value
    assert "line.example" not in str(entry), "the line is for those who have a place"


def test_the_line_is_in_the_calendar_of_those_who_have_a_place(client, city, officer, resident, at):
    event = make_event(city, officer, slug="gielda", capacity=1, online_url="https://line.example/abc")
    client.force_login(resident)
    assert "line.example" not in str(only(client.get("/events/gielda/calendar.ics")))
    mine = actions.register(event=event, by=resident, values={}, at=at)
    entry = only(client.get("/events/gielda/calendar.ics"))
    assert entry.conference.value == "https://line.example/abc"
    assert "line.example" in entry.description.value
    Registration.objects.filter(pk=mine.pk).update(state="waiting")
    entry = only(client.get("/events/gielda/calendar.ics"))
    assert entry.status.value == "TENTATIVE"
    assert "line.example" not in str(entry)


@pytest.mark.parametrize(
    "title", ["Ł" * 150, "a, b; c\\d", "Kropki…\r\nDTSTART:20270101\x00\x0b wiersz", "Ą" * 37 + "🌳" * 20]
)
def test_long_lines_are_folded_between_letters_and_signs_are_escaped(event, officer, at, title):
    actions.change_event(by=officer, event=event, values={"title_pl": title[:200], "summary_pl": title * 9}, at=at)
    entry = parsed(event_calendar(event)).vevent
    written = title.replace("\r\n", " ").replace("\x00\x0b", "")
    assert entry.summary.value == written, "a title is one line"
    assert entry.dtstart.value == STARTS
    assert written in entry.description.value.replace("\n", " ")


def test_nobody_reads_an_event_she_may_not_see(client, city, officer, resident, stranger, at):
    make_event(city, officer, slug="szkic", announced=False)
    closed = make_event(city, officer, slug="zamkniete", audience="invited")
    for person in (None, stranger, resident):
        if person:
            client.force_login(person)
        for slug in ("szkic", "zamkniete", "nie-ma"):
            assert client.get(f"/events/{slug}/calendar.ics").status_code == 404
    actions.invite(by=officer, event=closed, emails=[resident.email], at=at)
    client.force_login(resident)
    assert only(client.get("/events/zamkniete/calendar.ics")).uid.value.startswith(str(closed.uid))
    client.force_login(officer)
    assert client.get("/events/szkic/calendar.ics").status_code == 404, "what is not announced is in no calendar"


def test_only_reading_is_possible(client, event):
    assert client.post("/events/gielda/calendar.ics").status_code == 405
    assert client.head("/events/gielda/calendar.ics").status_code == 200


# --- change, move, cancel


def test_a_change_a_move_and_a_cancellation_arrive(client, event, officer, at):
    address = "/events/gielda/calendar.ics"
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    later = at + timedelta(hours=1)
    actions.change_event(by=officer, event=event, values={"title_pl": "Targ praktyk"}, at=later)
    second = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (only(second).summary.value, only(second).sequence.value) == ("Targ praktyk", "1")
    moved = {"starts_at": STARTS + timedelta(days=1), "ends_at": ENDS + timedelta(days=1)}
    actions.change_event(by=officer, event=event, values=moved, at=later)
    third = only(client.get(address))
    assert (third.dtstart.value, third.sequence.value) == (STARTS + timedelta(days=1), "2")
    assert third.dtstamp.value == third.last_modified.value == later
    actions.change_site(by=officer, site=event.sites.get(), values={"name": "Ratusz"}, at=later)
    assert only(client.get(address)).location.value.startswith("Ratusz")
    actions.cancel_event(by=officer, event=event, reason="Dom kultury jest zalany.", at=later)
    last = only(client.get(address))
    assert (last.status.value, last.sequence.value) == ("CANCELLED", "4")
    assert last.uid.value == only(first).uid.value
    assert "Dom kultury jest zalany." in last.description.value


def test_a_project_s_calendar_keeps_what_was_cancelled_and_hides_what_is_not_public(
    client, city, officer, project, event, at
):
    make_event(city, officer, project=project, announced=False)
    make_event(city, officer, project=project, audience="invited")
    make_event(city, officer)
    gone = make_event(city, officer, project=project)
    actions.cancel_event(by=officer, event=gone, reason="Powódź.", at=at)
    client.force_login(officer)
    found = entries(client.get("/projects/siec/events.ics"))
    assert {uid.split("@")[0]: entry.status.value for uid, entry in found.items()} == {
        str(event.uid): "CONFIRMED",
        str(gone.uid): "CANCELLED",
    }
    assert "line.example" not in str(found)
    project.published_at = None
    project.save()
    assert client.get("/projects/siec/events.ics").status_code == 404


def test_a_project_s_calendar_has_a_fixed_number_of_queries(
    client, city, officer, project, django_assert_max_num_queries
):
    for _n in range(6):
        make_event(city, officer, project=project)
    with django_assert_max_num_queries(5):
        assert len(entries(client.get("/projects/siec/events.ics"))) == 6


# --- a person's own


def test_a_private_feed_has_what_she_comes_to_and_what_she_waits_for(client, city, officer, resident, at):
    sure, full, other = (make_event(city, officer, capacity=1, slug=f"wydarzenie-{n}") for n in range(3))
    make_registration(full, officer)
    for event in (sure, full):
        actions.register(event=event, by=resident, values={}, at=at)
    address = f"/calendar/{tokens.feed_token(actions.open_feed(by=resident, at=at))}.ics"
    found = entries(client.get(address))
    assert {uid.split("@")[0]: entry.status.value for uid, entry in found.items()} == {
        str(sure.uid): "CONFIRMED", str(full.uid): "TENTATIVE",
    }  # fmt: skip
    assert str(other.uid) not in str(found)
    actions.cancel_event(by=officer, event=sure, reason="Powódź.", at=at)
    assert entries(client.get(address))[f"{sure.uid}@127.0.0.1"].status.value == "CANCELLED"
    mine = Registration.objects.get(event=full, person=resident)
    actions.cancel_registration(by=resident, registration=mine, at=at)
    assert set(entries(client.get(address))) == {f"{sure.uid}@127.0.0.1"}


def test_an_empty_feed_is_a_calendar_too(client, resident, at):
    address = f"/calendar/{tokens.feed_token(actions.open_feed(by=resident, at=at))}.ics"
    assert entries(client.get(address)) == {}


def test_a_private_feed_speaks_the_language_of_its_person(client, event, at):
    reader = make_person("Jane Doe", language="en")
    actions.register(event=event, by=reader, values={}, at=at)
    address = f"/calendar/{tokens.feed_token(actions.open_feed(by=reader, at=at))}.ics"
    assert only(client.get(address)).summary.value == "Brokerage of practices"


def test_a_renewed_address_ends_the_old_one(client, resident, at):
    old = tokens.feed_token(actions.open_feed(by=resident, at=at))
    assert tokens.feed_token(actions.open_feed(by=resident, at=at)) == old
    new = tokens.feed_token(actions.renew_feed(by=resident, at=at))
    gone = client.get(f"/calendar/{old}.ics")
    assert gone.status_code == 410
    assert "odnowiono" in gone.content.decode()
    assert client.get(f"/calendar/{new}.ics").status_code == 200


def test_an_address_nobody_was_given_shows_nothing(client, resident, stranger, at):
    feed = actions.open_feed(by=resident, at=at)
    token = tokens.feed_token(feed)
    guesses = [
        str(resident.uid), token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), "x",
        signing.dumps([str(resident.uid), 1]),
        signing.dumps([str(resident.uid), 1], salt="skwer.events.own"),
        signing.dumps([str(stranger.uid), 1], salt="skwer.events.feed"),
    ]  # fmt: skip
    for guess in guesses:
        assert client.get(f"/calendar/{guess}.ics").status_code == 404
    assert len(token) > 60


def test_a_feed_is_private_whoever_asks_and_goes_with_the_account(client, resident, stranger, at):
    address = f"/calendar/{tokens.feed_token(actions.open_feed(by=resident, at=at))}.ics"
    client.force_login(stranger)
    answer = client.get(address)
    assert "private" in answer["Cache-Control"]
    assert answer.status_code == 200, "the address is the key"
    people.erase_person(by=resident, person=resident, at=at)
    assert client.get(address).status_code == 404


@pytest.mark.job("LP4")
def test_a_partner_follows_the_meetings_of_a_project_by_a_feed(client, city, officer, project, resident, at):
    """Planned once, in everybody's calendar; a person's own feed shows the group she is in and moves with it."""
    event = make_event(city, officer, project=project)
    first, _second = make_groups(event, officer, 5, 5)
    mine = actions.register(event=event, by=resident, values={}, at=at)
    actions.move_to_group(by=officer, registration=mine, session=first, at=at)
    address = f"/calendar/{tokens.feed_token(actions.open_feed(by=resident, at=at))}.ics"
    key = f"{event.uid}-{first.pk}@127.0.0.1"
    before = entries(client.get(address))[key]
    actions.change_session(by=officer, session=first, values={"ends_at": first.ends_at + timedelta(minutes=30)}, at=at)
    after = entries(client.get(address))[key]
    assert after.dtend.value - before.dtend.value == timedelta(minutes=30)
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert before.dtstart.value.astimezone(UTC) == first.starts_at.astimezone(UTC)


def test_a_feed_has_a_fixed_number_of_queries(client, city, officer, resident, at, django_assert_max_num_queries):
    for _n in range(5):
        event = make_event(city, officer)
        make_groups(event, officer, 5, 5)
        actions.register(event=event, by=resident, values={}, at=at)
    address = f"/calendar/{tokens.feed_token(actions.open_feed(by=resident, at=at))}.ics"
    with django_assert_max_num_queries(9):
        assert len(entries(client.get(address))) == 5
