"""Events: the public list and page, coming along, the desk that runs them, what came of it."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pypdf import PdfReader

from skwer.apps.events import actions, queries
from skwer.apps.events.models import CalendarFeed, Event, FollowUp, Placing, Registration
from skwer.apps.events.tokens import code_of, invitation_key, key_of
from skwer.apps.programmes import actions as programmes
from skwer.apps.programmes.models import Use
from skwer.web.events.cards import places_words
from skwer.web.events.paper import certificate_code
from skwer.web.events.questions import form_of, rows_of
from skwer.web.events.times import span
from tests.apps.files.pictures import photo, uploaded
from tests.events_factories import ENDS, LATER, STARTS, make_event, make_groups, make_registration, make_session
from tests.factories import make_city, make_member, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch, at):
    """The clock stands at AT until a test moves it."""
    clock = {"now": at}
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock["now"])
    return lambda moment: clock.update(now=moment)


@pytest.fixture
def event(city, officer) -> Event:
    return make_event(city, officer, slug="gielda", capacity=None)


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(response) -> str:
    """What stands on the page, without its markup."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


ME = {"name": "Ola Sobczak", "email": "ola@example.org", "country": "PL"}


def titles(response) -> set[str]:
    return set(re.findall(r'<h3><a href="[^"]*">(.*?)</a></h3>', response.content.decode()))


# --- what everybody sees


def test_the_funder_is_named_where_its_money_is_used(client, city, officer, event, at) -> None:
    values = {"name_pl": "Fundusz", "statement_pl": "Dofinansowane z Funduszu.", "statement_en": "Paid by the Fund."}
    programme = programmes.create_programme(by=officer, organisation=city, slug="fundusz", values=values, at=at)
    values = {"title_pl": "Sieć", "programme": programme}
    project = programmes.create_project(by=officer, organisation=city, slug="siec", values=values, at=at)
    make_event(city, officer, slug="z-funduszu", project=project)
    assert "Dofinansowane z Funduszu." in words(client.get("/events/z-funduszu/"))
    assert "Paid by the Fund." in words(client.get("/en/events/z-funduszu/"))
    assert "funders" not in client.get("/events/gielda/").content.decode()


def test_an_empty_list_says_why(client, db) -> None:
    assert 'class="blank"' in client.get("/events/").content.decode()


def test_the_list_shows_what_is_coming_then_what_was_held_and_no_drafts(client, city, officer, event, now) -> None:
    make_event(city, officer, title_pl="Tajny szkic", announced=False)
    html = words(client.get("/events/"))
    assert "Giełda praktyk" in html
    assert "Tajny szkic" not in html
    assert "20–21 stycznia 2027" in html
    now(LATER)
    actions.mark_held(at=LATER)
    assert "Minione wydarzenia" in words(client.get("/events/"))
    assert "Tajny szkic" not in words(sign_in(client, officer).get("/events/"))  # a draft is at the desk


def test_the_list_is_narrowed(client, city, other_city, stranger, officer, event) -> None:
    make_event(other_city, stranger, kind="training", title_pl="Szkolenie")
    assert titles(client.get("/events/")) == {"Giełda praktyk", "Szkolenie"}
    assert titles(client.get("/events/?kind=brokerage")) == {"Giełda praktyk"}
    assert titles(client.get(f"/events/?city={other_city.slug}")) == {"Szkolenie"}
    assert titles(client.get("/events/?kind=nonsense")) == {"Giełda praktyk", "Szkolenie"}
    assert 'class="blank"' in client.get("/events/?project=nothing").content.decode()


def test_a_list_of_many_events_asks_as_often_as_one_of_few(
    client, city, officer, django_assert_max_num_queries
) -> None:
    for _number in range(12):
        make_event(city, officer)
    with django_assert_max_num_queries(12):
        client.get("/events/")
    sign_in(client, officer)
    with django_assert_max_num_queries(30):
        client.get("/desk/events/")


def test_the_page_of_an_event_says_what_when_where_and_how_to_get_in(client, officer, event) -> None:
    make_session(event, officer, "Otwarcie", speakers=[("Ewa Przykład", "Jodłowo")])
    make_groups(event, officer, 8, 8)
    response = client.get("/events/gielda/")
    html = response.content.decode()
    for told in (
        "Otwarcie",
        "Ewa Przykład",
        "Jodłowo",
        "Grupa 1",
        event.sites.get().access_pl,
        "Europe/Warsaw (UTC+1)",
    ):
        assert told in html
    assert 'class="parallel"' in html
    data = json.loads(re.search(r'application/ld\+json">(.*?)</script>', html)[1])
    assert data["@type"] == "Event"
    assert data["startDate"] == "2027-01-20T09:30:00+01:00"
    assert event.sites.get().access_en in client.get("/en/events/gielda/").content.decode()


def test_the_address_of_a_call_is_for_those_who_registered(client, city, officer) -> None:
    event = make_event(city, officer, slug="rozmowa", kind="online_call", online_url="https://spotkanie.example/tajne")
    assert "spotkanie.example" not in client.get("/events/rozmowa/").content.decode()
    one = make_registration(event, officer)
    mine = client.get(f"/events/rozmowa/mine/?key={key_of(one)}")
    assert "https://spotkanie.example/tajne" in mine.content.decode()


def test_hours_are_those_of_the_event_s_own_clock(client, city, officer) -> None:
    bucharest = ZoneInfo("Europe/Bucharest")
    event = make_event(
        city, officer, slug="bukareszt", time_zone="Europe/Bucharest",
        starts_at=datetime(2027, 3, 10, 9, 0, tzinfo=bucharest), ends_at=datetime(2027, 3, 10, 16, 0, tzinfo=bucharest),
    )  # fmt: skip
    assert span(event, timezone.now()) == "środa 10 marca 2027, 9:00–16:00"
    html = words(client.get("/events/bukareszt/"))
    assert "9:00–16:00" in html
    assert "Europe/Bucharest (UTC+2)" in html


def test_what_moved_is_told_from_what_to_what(client, officer, event) -> None:
    later = {"starts_at": STARTS + timedelta(hours=1)}
    actions.change_event(by=officer, event=event, values=later, at=timezone.now())
    html = words(client.get("/events/gielda/"))
    assert "było środa 20 stycznia 2027, 9:30" in html
    assert "jest środa 20 stycznia 2027, 10:30" in html


def test_a_cancelled_event_says_why(client, officer, event) -> None:
    actions.cancel_event(by=officer, event=event, reason="Choroba gospodarza.", at=timezone.now())
    html = words(client.get("/events/gielda/"))
    assert "Choroba gospodarza." in html
    assert client.get("/events/gielda/register/").status_code == 422


def test_a_draft_and_an_event_by_invitation_do_not_exist_for_strangers(client, city, officer, stranger) -> None:
    make_event(city, officer, slug="szkic", announced=False)
    make_event(city, officer, slug="dla-zaproszonych", audience="invited")
    for path in (
        "/events/szkic/",
        "/events/dla-zaproszonych/",
        "/events/dla-zaproszonych/register/",
        "/desk/events/szkic/",
    ):
        assert sign_in(client, stranger).get(path).status_code == 404, path
    assert sign_in(client, officer).get("/events/szkic/").status_code == 200


# --- coming along


def test_a_guest_confirms_her_address_before_she_holds_a_place(client, event, mailoutbox) -> None:
    sent = client.post("/events/gielda/register/", ME)
    assert sent.status_code == 200
    one = Registration.objects.get()
    assert one.state == Registration.State.UNCONFIRMED
    mine = f"/events/gielda/mine/?key={key_of(one)}"
    page = client.get(mine)
    assert b'name="confirm"' in page.content
    assert page["Cache-Control"].startswith("max-age=0") or "no-store" in page["Cache-Control"]
    assert client.post(mine, {"confirm": ""}).status_code == 302
    one.refresh_from_db()
    assert one.state == Registration.State.REGISTERED
    assert b'class="qr"' in client.get(mine).content


def test_a_mistyped_registration_is_kept_as_typed(client, officer, event) -> None:
    first, second = make_groups(event, officer, 8, 8)
    typed = ME | {
        "email": "ola(at)example.org", "diet": "wegańska", "access_needs": "podjazd", "wish-0-1": str(first.pk),
        "wish-0-2": str(first.pk), "photo_consent": "on",
    }  # fmt: skip
    response = client.post("/events/gielda/register/", typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_email"' in html
    assert 'href="#id_wish-0-2"' in html
    for kept in ("ola(at)example.org", "wegańska", "podjazd"):
        assert kept in html
    assert f'value="{first.pk}" selected' in html
    assert "checked" in html
    assert not Registration.objects.exists()
    assert second.title in html


def test_the_retention_of_needs_is_said_beside_them(client, city, officer) -> None:
    make_event(city, officer, slug="krotko", keep_needs_days=3)
    assert "3 dni po wydarzeniu wszystko usuwamy" in words(client.get("/events/krotko/register/"))


def test_a_full_event_says_so_before_one_sends_and_gives_the_place_on(client, city, officer, resident) -> None:
    event = make_event(city, officer, slug="pelna", capacity=1)
    first = make_registration(event, officer)
    assert "lista rezerwowa" in words(client.get("/events/")).lower() or "Nie ma wolnych miejsc" in words(
        client.get("/events/pelna/")
    )
    page = words(sign_in(client, resident).get("/events/pelna/register/"))
    assert "Wpisujesz się na listę rezerwową" in page
    client.post("/events/pelna/register/", {"name": "Jan Kowalski"})
    waits = Registration.objects.get(person=resident)
    assert waits.state == Registration.State.WAITING
    assert "numer 1" in words(client.get("/events/pelna/mine/"))
    client.post(f"/events/pelna/mine/?key={key_of(first)}", {"cancel": ""})
    waits.refresh_from_db()
    assert waits.state == Registration.State.REGISTERED


def test_wishes_are_kept_in_their_order_and_can_be_changed(client, officer, event, resident) -> None:
    first, second, third = make_groups(event, officer, 8, 8, 8)
    sign_in(client, resident)
    wishes = {"wish-0-1": third.pk, "wish-0-2": first.pk}
    client.post("/events/gielda/register/", {"name": "Jan Kowalski", **wishes})
    one = Registration.objects.get(person=resident)
    assert [w.session for w in one.wishes.order_by("rank")] == [third, first]
    html = client.get("/events/gielda/mine/").content.decode()
    assert f'value="{third.pk}" selected' in html
    client.post("/events/gielda/mine/", {"save": "", "name": "Jan Kowalski", "wish-0-1": second.pk})
    assert [w.session for w in one.wishes.order_by("rank")] == [second]


def test_a_key_opens_one_registration_and_no_other(client, event, officer) -> None:
    one, other = make_registration(event, officer), make_registration(event, officer)
    assert client.get(f"/events/gielda/mine/?key={key_of(one)}x").status_code == 404
    client.post(f"/events/gielda/mine/?key={key_of(one)}", {"cancel": ""})
    other.refresh_from_db()
    assert other.is_live
    assert client.get("/events/gielda/mine/").status_code == 302  # without a key one signs in
    assert "@" not in client.get(f"/events/gielda/here/{code_of(other)}/").content.decode().split("</main>")[0]


def test_who_is_invited_registers_at_once_or_says_no(client, city, officer) -> None:
    event = make_event(city, officer, slug="zaproszeni", audience="invited")
    yes, no = actions.invite(
        by=officer, event=event, emails=["ola@example.org", "jan@example.org"], at=timezone.now()
    )  # fmt: skip
    path = f"/events/zaproszeni/register/?invitation={invitation_key(yes)}"
    assert b"ola@example.org" in client.get(path).content
    assert client.post(path, ME).status_code == 302
    assert Registration.objects.get().state == Registration.State.REGISTERED
    client.post(f"/events/zaproszeni/register/?invitation={invitation_key(no)}", {"decline": ""})
    no.refresh_from_db()
    assert no.declined


def test_a_flood_of_registrations_is_stopped(client, event) -> None:
    codes = {client.post("/events/gielda/register/", {"name": ""}).status_code for _number in range(25)}
    assert codes == {422, 429}


def test_the_private_calendar_address_is_made_on_request_and_renewed(client, resident, event, officer) -> None:
    sign_in(client, resident)
    assert (
        "calendar/" not in client.get("/account/calendar/").content.decode().split('id="id_feed"')[0].split("main")[1]
    )
    client.post("/account/calendar/")
    first = re.search(r'value="(http[^"]+\.ics)"', client.get("/account/calendar/").content.decode())[1]
    assert client.get(first).status_code == 200
    client.post("/account/calendar/", {"renew": ""})
    second = re.search(r'value="(http[^"]+\.ics)"', client.get("/account/calendar/").content.decode())[1]
    assert first != second
    assert client.get(first).status_code == 410
    assert CalendarFeed.objects.count() == 1


# --- the desk


def desk_values(**more) -> dict[str, object]:
    return {
        "title_pl": "Wizyta we Fjordviku", "kind": "study_visit", "time_zone": "Europe/Oslo", "audience": "everybody",
        "starts_at": "2027-05-10T09:00", "ends_at": "2027-05-11T15:00", "keep_needs_days": "14", **more,
    }  # fmt: skip


@pytest.mark.job("NO4")
def test_an_association_plans_a_study_visit_with_programme_hosts_and_access_needs(client, at) -> None:
    fjordvik = make_city("fjordvik", name="Fjordvik")
    host = make_person("Solveig Fjordtun", second_factor=True)
    make_member(host, fjordvik, "officer")
    sign_in(client, host)
    assert client.post("/desk/events/new/?organisation=fjordvik", desk_values()).status_code == 302
    event = Event.objects.get()
    assert event.slug == "wizyta-we-fjordviku"
    assert event.starts_at == datetime(2027, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Oslo"))
    desk = f"/desk/events/{event.slug}"
    client.post(f"{desk}/agenda/places/new/", {"name": "Rådhuset", "kind": "visit", "city": "Fjordvik", "country": "NO",
                                              "access_pl": "Winda.", "access_en": "A lift."})  # fmt: skip
    site = event.sites.get()
    session = {"title_pl": "Rynek", "kind": "visit", "starts_at": "2027-05-10T10:00", "ends_at": "2027-05-10T11:30",
               "site": site.pk, "speakers": "Kari Nord, Fjordvik kommune"}  # fmt: skip
    assert client.post(f"{desk}/agenda/sessions/new/", session).status_code == 302
    assert event.sessions.get().speakers.get().affiliation == "Fjordvik kommune"
    client.post(f"{desk}/announce/")
    new = {
        "name": "Marta Wilk",
        "email": "marta@lipowiec.example",
        "access_needs": "Pętla indukcyjna",
        "diet": "bez ryb",
    }
    client.post(f"{desk}/people/new/", new)
    page = words(client.get(f"{desk}/people/"))
    needs = page.split("Dla kuchni")[1]
    assert "bez ryb" in needs
    assert "Pętla indukcyjna" in needs
    assert "Marta Wilk" not in needs
    ics = client.get(f"/events/{event.slug}/calendar.ics").content.decode()
    assert "Rådhuset" in ics


def test_bad_hours_are_refused_beside_their_field_and_everything_stays(client, city, officer) -> None:
    sign_in(client, officer)
    response = client.post("/desk/events/new/", desk_values(ends_at="2027-05-09T15:00", summary_pl="Zdanie."))
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_ends_at"' in html
    assert "Zdanie." in html
    assert 'value="2027-05-09T15:00"' in html
    assert not Event.objects.exists()


def test_hours_typed_are_read_on_the_clock_typed_beside_them_and_shown_so_again(client, city, officer) -> None:
    sign_in(client, officer)
    client.post("/desk/events/new/", desk_values(time_zone="Europe/Lisbon"))
    event = Event.objects.get()
    assert event.starts_at == datetime(2027, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Lisbon"))
    html = client.get(f"/desk/events/{event.slug}/edit/").content.decode()
    assert 'value="2027-05-10T09:00"' in html
    client.post(f"/desk/events/{event.slug}/edit/", desk_values(time_zone="Europe/Lisbon"))
    event.refresh_from_db()
    assert event.starts_at == datetime(2027, 5, 10, 9, 0, tzinfo=ZoneInfo("Europe/Lisbon"))


def test_addresses_made_from_titles_never_meet(client, city, officer) -> None:
    sign_in(client, officer)
    for _number in range(2):
        client.post("/desk/events/new/", desk_values(title_pl="Łąka & źdźbło"))
    assert set(Event.objects.values_list("slug", flat=True)) == {"laka-zdzblo", "laka-zdzblo-2"}


def test_an_auditor_reads_the_desk_and_sends_nothing(client, event, officer, auditor) -> None:
    make_registration(event, officer, diet="wegańska", access_needs="podjazd")
    sign_in(client, auditor)
    page = client.get("/desk/events/gielda/people/").content.decode()
    assert "wegańska" not in page
    assert "podjazd" not in page
    for part in ("edit", "groups", "attendance", "minutes", "photos", "evaluation", "outcomes", "certificates"):
        assert client.get(f"/desk/events/gielda/{part}/").status_code == 200, part
        assert client.post(f"/desk/events/gielda/{part}/", {"x": "1"}).status_code == 403, part


def test_the_people_list_asks_as_often_for_forty_as_for_four(
    client, event, officer, django_assert_max_num_queries
) -> None:
    group, _other = make_groups(event, officer, None, None)
    for _number in range(40):
        one = make_registration(event, officer)
        Placing.objects.create(registration=one, session=group, placed_at=timezone.now())
    sign_in(client, officer)
    with django_assert_max_num_queries(32):
        html = client.get("/desk/events/gielda/people/").content.decode()
    assert html.count('scope="row"') == 40
    with django_assert_max_num_queries(34):
        client.get("/desk/events/gielda/groups/")
    with django_assert_max_num_queries(30):
        client.get("/desk/events/gielda/attendance/")


def test_people_are_found_by_name_and_state(client, city, officer) -> None:
    event = make_event(city, officer, slug="mala", capacity=1)
    make_registration(event, officer, "Ola Sobczak")
    make_registration(event, officer, "Jan Czekający")
    sign_in(client, officer)
    assert "Jan Czekający" not in words(client.get("/desk/events/mala/people/?q=sobczak"))
    waiting = words(client.get("/desk/events/mala/people/?state=waiting"))
    assert "Jan Czekający" in waiting
    assert "Ola Sobczak" not in waiting


def test_the_table_of_people_runs_no_formula_and_holds_no_needs(client, event, officer) -> None:
    make_registration(event, officer, "=HYPERLINK(1)", diet="wegańska", access_needs="podjazd")
    text = b"".join(sign_in(client, officer).get("/desk/events/gielda/people.csv")).decode()
    assert "'=HYPERLINK(1)" in text
    assert "wegańska" not in text
    assert "podjazd" not in text


def test_a_pasted_list_of_addresses_is_invited_and_slips_are_named(client, event, officer, mailoutbox) -> None:
    sign_in(client, officer)
    bad = client.post("/desk/events/gielda/people/invite/", {"emails": "a@example.org, nie-adres", "language": "pl"})
    assert bad.status_code == 422
    assert "nie-adres" in bad.content.decode()
    assert not event.invitations.exists()
    typed = {"emails": "a@example.org; <B@example.org>\nc@example.org\na@example.org", "language": "en"}
    assert client.post("/desk/events/gielda/people/invite/", typed).status_code == 302
    assert set(event.invitations.values_list("email", flat=True)) == {"a@example.org", "b@example.org", "c@example.org"}


def test_groups_are_assigned_moved_and_kept(client, event, officer) -> None:
    first, second = make_groups(event, officer, 2, 2)
    people = [make_registration(event, officer, wishes={"grupy": [first, second]}) for _number in range(3)]
    sign_in(client, officer)
    assert client.post("/desk/events/gielda/groups/", {"assign": "grupy"}).status_code == 302
    assert Placing.objects.count() == 3
    html = words(client.get("/desk/events/gielda/groups/"))
    assert "Koszt wyborów 1" in html
    there = Placing.objects.filter(session=first).first().registration
    client.post("/desk/events/gielda/groups/", {"move": there.pk, "to": second.pk})
    assert Placing.objects.get(registration=there).by_hand
    refused = client.post("/desk/events/gielda/groups/", {"move": people[0].pk if people[0] != there else people[1].pk,
                                                          "to": second.pk})  # fmt: skip
    assert refused.status_code in (302, 409)
    placing = Placing.objects.get(registration=there)
    client.post("/desk/events/gielda/groups/", {"release": placing.pk})
    placing.refresh_from_db()
    assert not placing.by_hand


def test_another_event_s_people_cannot_be_moved_from_here(client, city, officer, event, other_city, stranger) -> None:
    foreign = make_event(other_city, stranger)
    group, _other = make_groups(event, officer, 2, 2)
    one = make_registration(foreign, stranger)
    sign_in(client, officer)
    assert client.post("/desk/events/gielda/groups/", {"move": one.pk, "to": group.pk}).status_code == 404
    assert client.get(f"/desk/events/gielda/people/{one.pk}/").status_code == 404


def test_attendance_by_list_and_by_code(client, event, officer, now) -> None:
    first, second, third = (make_registration(event, officer) for _number in range(3))
    sign_in(client, officer)
    desk = "/desk/events/gielda/attendance/"
    early = client.post(f"{desk}?on=2027-01-20", {"here": [first.pk], "listed": [first.pk]})
    assert early.status_code == 422  # the day has not come
    now(STARTS + timedelta(hours=1))
    sign_in(client, officer)
    listed = [first.pk, second.pk, third.pk]
    client.post(f"{desk}?on=2027-01-20", {"here": [first.pk, second.pk], "listed": listed})
    client.post(f"{desk}?on=2027-01-20", {"here": [first.pk], "listed": listed})  # a slip is corrected
    assert {a.registration for a in queries.attendance_of(event, on=date(2027, 1, 20))} == {first}
    # a scanner types the address a phone's camera would open, or the bare code
    opened = client.get(f"/events/gielda/here/{code_of(second)}/")
    assert opened.status_code == 302
    assert second.name in words(client.get(opened["Location"]))
    client.post(desk, {"code": f"http://testserver/events/gielda/here/{code_of(second)}/"})
    client.post(desk, {"code": code_of(third)})
    assert queries.attendance_days(event)[date(2027, 1, 20)] == 3
    assert client.post(desk, {"code": "wymyślony"}).status_code == 422


def test_attendance_is_counted_against_what_the_project_offers(client, city, other_city, officer, at, now) -> None:
    project = programmes.create_project(by=officer, organisation=city, slug="siec", values={"title_pl": "Sieć"}, at=at)
    rows = [{"organisation": city, "role": "lead"}, {"organisation": other_city, "role": "partner"}]
    programmes.set_partners(by=officer, project=project, rows=rows, at=at)
    visits = programmes.offer_allowance(by=officer, project=project, kind="visits", offered=Decimal(1), at=at)
    event = make_event(city, officer, slug="wizyta", project=project)
    desk = "/desk/events/wizyta/attendance/"
    one = make_registration(event, officer, organisation=other_city)
    assert 'id="count"' not in sign_in(client, officer).get(desk).content.decode()  # nobody was there yet
    now(STARTS + timedelta(hours=1))
    sign_in(client, officer)
    client.post(f"{desk}?on=2027-01-20", {"here": [one.pk], "listed": [one.pk]})
    partner = project.partnerships.get(organisation=other_city)
    chosen = {"count": "", "allowance": visits.pk, "partnership": partner.pk}
    assert client.post(desk, {**chosen, "partnership": "0"}).status_code == 422
    assert client.post(desk, chosen).status_code == 302
    assert Use.objects.get().quantity == 1
    assert client.post(desk, chosen).status_code == 422  # once a partner


@pytest.mark.job("LP4")
def test_the_sheet_to_sign_is_a_tagged_pdf_in_the_alphabet_of_surnames(client, event, officer) -> None:
    for name in ("Zenon Adamczyk", "Anna Żak"):
        make_registration(event, officer, name)
    response = sign_in(client, officer).get("/desk/events/gielda/attendance.pdf?on=2027-01-20")
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = reader.pages[0].extract_text()
    assert text.index("Adamczyk") < text.index("Żak")


def test_certificates_are_for_those_who_were_there(client, event, officer, now) -> None:
    there, absent = make_registration(event, officer, "Ola Sobczak"), make_registration(event, officer)
    now(STARTS + timedelta(hours=1))
    actions.record_attendance(by=officer, event=event, registrations=[there], on=date(2027, 1, 20), at=timezone.now())
    now(LATER)
    sign_in(client, officer)
    client.post("/desk/events/gielda/certificates/")
    there.refresh_from_db()
    assert there.certificate_no
    client.logout()
    pdf = client.get(f"/events/gielda/certificate.pdf?key={key_of(there)}")
    assert pdf["Content-Type"] == "application/pdf"
    assert client.get(f"/events/gielda/certificate.pdf?key={key_of(absent)}").status_code == 404
    assert client.get(f"/events/gielda/certificate.pdf?registration={there.uid}").status_code == 403
    checked = words(client.get(f"/events/gielda/certificate/{certificate_code(there)}/"))
    assert "Ola Sobczak" in checked
    assert there.certificate_no in checked
    # the code of the entrance confirms nothing
    assert client.get(f"/events/gielda/certificate/{code_of(there)}/").status_code == 404


# --- after it


def test_an_evaluation_is_given_once_and_shown_when_enough_answered(client, event, officer, now) -> None:
    people = [make_registration(event, officer) for _number in range(5)]
    now(STARTS + timedelta(hours=1))
    for number, one in enumerate(people):
        path = f"/events/gielda/evaluation/?key={key_of(one)}"
        assert client.post(path, {"useful": ""}).status_code == 422
        assert client.post(path, {"useful": "very", "take_home": f"Pomysł {number}"}).status_code == 302
        assert client.get(path).status_code == 422  # once
        if number == 0:
            now(LATER)
            assert "Pomysł 0" not in words(client.get("/events/gielda/"))
    html = words(client.get("/events/gielda/"))
    assert "5 z 5 osób powiedziało, jak było" in html
    assert "Pomysł 4" in html


def test_the_questions_of_an_evaluation_stay_after_the_first_answer(client, event, officer, now) -> None:
    sign_in(client, officer)
    rows = rows_of(event.evaluation)
    typed = {"q-0-key": rows[0]["key"], "q-0-label_pl": "Czy warto było?", "q-0-label_en": "Was it worth it?",
             "q-0-kind": "scale"}  # fmt: skip
    bad = client.post("/desk/events/gielda/evaluation/", typed | {"q-0-label_en": ""})
    assert bad.status_code == 422
    assert "Czy warto było?" in bad.content.decode()
    client.post("/desk/events/gielda/evaluation/", typed)
    event.refresh_from_db()
    assert form_of(rows_of(event.evaluation)) == event.evaluation
    one = make_registration(event, officer)
    now(STARTS + timedelta(hours=1))
    actions.give_evaluation(by=None, registration=one, answers={"useful": "very"}, at=timezone.now(), key=key_of(one))
    assert client.post("/desk/events/gielda/evaluation/", typed).status_code in (302, 409)


def test_minutes_are_clean_html(client, event, officer, now) -> None:
    now(LATER)
    sign_in(client, officer)
    client.post("/desk/events/gielda/minutes/", {"minutes_pl": "# Ustalenia\n\n<script>alert(1)</script> **tak**"})
    html = client.get("/events/gielda/").content.decode()
    assert "<strong>tak</strong>" in html
    assert "<script>alert" not in html


def test_a_photo_is_public_only_when_everybody_it_shows_agreed(client, event, officer, now) -> None:
    yes = make_registration(event, officer, photo_consent=True)
    no = make_registration(event, officer)
    now(LATER)
    sign_in(client, officer)
    desk = "/desk/events/gielda/photos/"
    assert client.post(desk, {"photo": uploaded(photo(), "a.jpg")}).status_code == 422  # what does it show?
    client.post(desk, {"photo": uploaded(photo(), "a.jpg"), "photo-alt": "Pusta sala"})
    client.post(desk, {"photo": uploaded(photo(), "b.jpg"), "photo-alt": "Ola przy mapie", "shown": [yes.pk]})
    client.post(desk, {"photo": uploaded(photo(), "c.jpg"), "photo-alt": "Jan w drzwiach", "shown": [yes.pk, no.pk]})
    client.logout()
    html = client.get("/events/gielda/").content.decode()
    assert "Pusta sala" in html
    assert "Ola przy mapie" in html
    assert "Jan w drzwiach" not in html


@pytest.fixture
def statement(event, officer, city, now):
    """What the city wants to carry over, said on the second day."""
    make_registration(event, officer, organisation=city)
    now(ENDS - timedelta(hours=1))
    return actions.state_interest(
        by=officer, event=event, organisation=city, practice="Ogród w skrzyniach", because="Mamy pusty plac.",
        first_step="Rozmowa.", by_on=date(2027, 10, 31), at=timezone.now(),
    )  # fmt: skip


def test_a_statement_is_made_on_the_page_by_those_who_may_speak(client, event, officer, city, stranger, now) -> None:
    make_registration(event, officer, organisation=city)
    now(ENDS - timedelta(hours=1))
    said = {"do": "state", "organisation": city.pk, "practice": "Ogród w skrzyniach", "because": "Mamy pusty plac.",
            "first_step": "Rozmowa.", "by_on": "2027-10-31"}  # fmt: skip
    assert sign_in(client, stranger).post("/events/gielda/outcomes/", said).status_code == 403
    sign_in(client, officer)
    late = client.post("/events/gielda/outcomes/", said | {"by_on": "2020-01-01"})
    assert late.status_code == 422
    assert "Mamy pusty plac." in late.content.decode()
    assert client.post("/events/gielda/outcomes/", said).status_code == 302
    client.logout()
    assert "Ogród w skrzyniach" in words(client.get("/events/gielda/outcomes/"))


@pytest.mark.parametrize("state", FollowUp.State.values)
def test_a_year_later_the_page_says_what_became_of_it(client, event, officer, stranger, statement, state, now) -> None:
    now(ENDS + timedelta(days=366))
    page = client.get("/events/gielda/outcomes/")
    assert 'data-is="reserve"' in page.content.decode()  # its day has passed without a word
    path = f"/events/gielda/outcomes/{statement.pk}/"
    assert sign_in(client, stranger).get(path).status_code == 403
    sign_in(client, officer)
    assert client.post(path, {"state": state, "text": ""}).status_code == 422
    assert client.post(path, {"state": state, "text": "Stoi czterdzieści skrzyń."}).status_code == 302
    client.logout()
    html = client.get("/events/gielda/outcomes/").content.decode()
    assert "Stoi czterdzieści skrzyń." in html
    assert 'data-is="reserve"' not in html


def test_a_statement_made_by_mistake_is_taken_back_until_followed_up(client, event, officer, statement) -> None:
    sign_in(client, officer)
    client.post("/desk/events/gielda/outcomes/", {"do": "withdraw", "statement": statement.pk})
    assert not event.interests.exists()


def test_the_desk_says_what_next(client, event, officer, now) -> None:
    sign_in(client, officer)
    make_groups(event, officer, 4, 4)
    make_registration(event, officer)
    assert "1 osoba nie ma jeszcze grupy" in words(client.get("/desk/events/gielda/"))
    now(LATER)
    sign_in(client, officer)
    assert "brakuje protokołu" in words(client.get("/desk/events/gielda/"))


@pytest.mark.parametrize(
    ("left", "said"), [(0, "Brak miejsc"), (1, "Zostało 1 miejsce"), (3, "Zostały 3"), (12, "Zostało 12")]
)
def test_places_are_counted_in_words(left, said) -> None:
    assert places_words(left).startswith(said)
