"""What a brokerage is for: people of many towns meet, compare, say what they carry home; a year later we see it.

The lead sets everything up through the pages; a few people register through them, the others through the same actions.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from skwer.apps.events import actions, queries
from skwer.apps.events.models import Event, Placing, Registration, Session
from skwer.apps.events.tokens import code_of, key_of
from skwer.methods.matching import wish_cost

from ..factories import AT, make_city, make_member, make_person
from .conftest import axe, picture, sideways
from .steps import press, refused

pytestmark = pytest.mark.django_db(transaction=True)

PARIS = ZoneInfo("Europe/Paris")
DAY1, DAY2 = "2027-02-03", "2027-02-04"
GROUPS = {"Zazielenianie": 14, "Urbanistyka": 15, "Tymczasowe użytkowanie": 13}
VISITS = (("Place Jacques Febvrier", "Lille", "13:00", "14:00"), ("Trichon", "Roubaix", "14:45", "16:00"))
STATEMENTS = (
    ("Zazielenianie", "Ogród w skrzyniach na placu, który czeka", "Mamy pusty plac po tartaku."),
    ("Urbanistyka", "Zapis o użytkowaniu tymczasowym w planie", "Sto sklepów stoi pustych."),
    ("Tymczasowe użytkowanie", "Jedno biuro dla właścicieli i stowarzyszeń", "Dziś chodzi się do pięciu pokoi."),
)


def paris(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=PARIS)


def saved(page) -> None:
    """The button at the foot of a desk's form was pressed, and nothing had to be mended."""
    page.locator(".save-bar button.ds-button").first.click()
    page.wait_for_load_state()
    assert page.locator("[data-errors]").count() == 0, page.locator("[data-errors]").all_inner_texts()


def looked_at(page, name: str) -> None:
    """Nothing for axe to find, nothing beside the window; a picture for people."""
    assert axe(page) == []
    assert sideways(page) == 0
    picture(page, name)


def set_up(page, by) -> Event:
    """The lead's draft: two days in Lille, three parallel groups, two visits."""
    page.goto("/desk/events/")
    press(page, "main a.ds-button", until="**/desk/events/new/**")
    page.fill("#id_title_pl", "Giełda praktyk w Lille")
    page.fill("#id_title_en", "Brokerage in Lille")
    page.fill("#id_summary_pl", "Dwa dni o tym, co można przenieść do siebie.")
    page.fill("#id_summary_en", "Two days about what can be carried home.")
    page.select_option("#id_kind", "brokerage")
    page.select_option("#id_time_zone", "Europe/Paris")
    page.fill("#id_starts_at", f"{DAY1}T09:30")
    page.fill("#id_ends_at", f"{DAY1}T08:00")
    page.fill("#id_capacity", "45")
    page.locator(".save-bar button.ds-button").click()
    assert "#id_ends_at" in refused(page)
    assert page.input_value("#id_title_pl") == "Giełda praktyk w Lille"  # what was typed is kept
    page.fill("#id_ends_at", f"{DAY2}T16:00")
    saved(page)
    event = Event.objects.get()
    assert event.starts_at == paris(DAY1, "09:30")  # typed on the event's own clock
    page.goto(f"/desk/events/{event.slug}/agenda/places/new/")
    page.fill("#id_name", "Métropole Européenne de Lille")
    page.fill("#id_city", "Lille")
    page.select_option("#id_country", "FR")
    page.fill("#id_access_pl", "Wejście bez progu.")
    saved(page)
    page.goto(f"/desk/events/{event.slug}/agenda/sessions/new/")
    page.fill("#id_title_pl", "Otwarcie i dwa tematy")
    page.fill("#id_starts_at", f"{DAY1}T09:30")
    page.fill("#id_ends_at", f"{DAY1}T16:00")
    page.fill("#id_speakers", "Ewa Przykład, Lipowiec")
    saved(page)
    for number, (title, places) in enumerate(GROUPS.items()):
        if number == 0:  # one group through the page, the others as the page would
            page.goto(f"/desk/events/{event.slug}/agenda/sessions/new/")
            page.fill("#id_title_pl", title)
            page.select_option("#id_kind", "group")
            page.fill("#id_starts_at", f"{DAY2}T09:30")
            page.fill("#id_ends_at", f"{DAY2}T12:00")
            page.fill("#id_block", "grupy")
            page.fill("#id_capacity", str(places))
            saved(page)
        else:
            add_session(event, by, title, "group", "09:30", "12:00", block="grupy", capacity=places)
    for name, town, begins, ends in VISITS:
        site = {"name": name, "kind": "visit", "city": town, "country": "FR"}
        there = actions.add_site(by=by, event=event, values=site, at=AT)
        add_session(event, by, f"Wizyta: {name}", "visit", begins, ends, site=there)
    page.goto(f"/desk/events/{event.slug}/agenda/")
    looked_at(page, "brokerage-agenda")
    page.goto(f"/desk/events/{event.slug}/announce/")
    press(page, "main form button.ds-button", until=f"**/desk/events/{event.slug}/")
    event.refresh_from_db()
    assert event.state == Event.State.ANNOUNCED
    return event


def add_session(event, by, title, kind, begins, ends, **more) -> None:
    values = {"title_pl": title, "kind": kind, "starts_at": paris(DAY2, begins), "ends_at": paris(DAY2, ends), **more}
    actions.add_session(by=by, event=event, values=values, at=AT)


def wish_through_the_page(page, order: list[Session]) -> None:
    for rank, session in enumerate(order, start=1):
        page.select_option(f"#id_wish-0-{rank}", str(session.pk))


def forty_people(visit, event: Event, groups: list[Session], partners, officer) -> None:
    """Three through the pages (one of them a guest who confirms her address), 37 through the same actions."""
    first, second, third = groups
    for number, (order, partner) in enumerate((([first, second, third], 0), ([third, first, second], 1))):
        person = make_person(f"Osoba Stronna {number}")
        make_member(person, partners[partner], "member")
        page = visit(person=person, script=number == 0, width=360 if number else 1280)
        page.goto(f"/events/{event.slug}/register/")
        page.select_option("#id_organisation", label=partners[partner].name)
        wish_through_the_page(page, [order[0], order[0]])  # the same group twice is no wish
        page.fill("#id_diet", "wegetariańska")
        press(page, "main form .row button.ds-button")
        page.wait_for_selector("[data-errors]")
        assert page.input_value("#id_diet") == "wegetariańska"
        wish_through_the_page(page, order)
        if number == 0:
            looked_at(page, "brokerage-register")
        press(page, "main form .row button.ds-button", until=f"**/events/{event.slug}/mine/")
        assert page.locator(".qr").count() == 1
    guest = visit(script=False, width=360)
    guest.goto(f"/events/{event.slug}/register/")
    guest.fill("#id_name", "Gość Bezkonta")
    guest.fill("#id_email", "gosc@example.org")
    wish_through_the_page(guest, [second, third])
    press(guest, "main form .row button.ds-button")
    guest.wait_for_load_state()
    waiting = Registration.objects.get(email="gosc@example.org")
    assert waiting.state == Registration.State.UNCONFIRMED
    guest.goto(f"/events/{event.slug}/mine/?key={key_of(waiting)}")  # the link of the letter
    press(guest, "button[name=confirm]")
    guest.wait_for_selector(".qr")
    orders = ([first, second], [second, first, third], [third, second], [first, third], [second], [])
    for number in range(37):
        actions.register_for(
            by=officer,
            event=event,
            values={
                "name": f"Uczestnik {number:02}",
                "email": f"u{number}@example.org",
                "organisation": partners[number % len(partners)],
            },
            wishes={"grupy": orders[number % len(orders)]},
            at=AT,
        )


@pytest.mark.job("LP4")
def test_what_people_carried_home_from_a_brokerage(visit, clock, city, officer) -> None:
    partners = [city, make_city("jodlowo", name="Jodłowo"), make_city("mewy", name="Wybrzeże Mew")]
    lead = visit(person=officer)
    event = set_up(lead, officer)
    groups = list(queries.blocks(event)["grupy"])

    # forty people register with wishes
    forty_people(visit, event, groups, partners, officer)
    assert event.registrations.filter(state=Registration.State.REGISTERED).count() == 40
    lead.goto(f"/desk/events/{event.slug}/people/")
    assert "40" in lead.inner_text("h1")
    looked_at(lead, "brokerage-people")

    # the groups: nobody without one, none above its places, the wishes as cheap as the list says
    lead.goto(f"/desk/events/{event.slug}/groups/")
    press(lead, "button[name=assign]")
    lead.wait_for_selector(".facts-row")
    sizes = Counter(Placing.objects.values_list("session__title_pl", flat=True))
    assert sum(sizes.values()) == 40
    assert all(sizes[title] <= places for title, places in GROUPS.items())
    report = queries.wish_report(event, "grupy")
    assert report.unplaced == []
    assert report.cost == sum(wish_cost(row.rank, 3) for row in report.rows if row.rank is not None)
    assert str(report.cost) in lead.inner_text(".facts-row")
    looked_at(lead, "brokerage-groups")
    # one is moved by hand, to a group that has room, and stays there when the groups are assigned once more
    room = next(session for session in groups if report.sizes[session.pk] < session.capacity)
    row = next(row for row in report.rows if row.session != room)
    who = lead.locator(f"li:has(input[name=move][value='{row.registration.pk}'])")
    who.locator("summary").click()
    who.locator("select").select_option(str(room.pk))
    who.get_by_role("button", name="Przenieś tutaj").click()
    lead.wait_for_selector(".message")
    press(lead, "button[name=assign]")
    lead.wait_for_load_state()
    assert Placing.objects.get(registration=row.registration).session == room

    # the days come: attendance by list, and one by the code on her phone
    clock.to(paris(DAY2, "10:00"))
    someone = event.registrations.get(email="gosc@example.org")
    guest = visit(width=360)
    guest.goto(f"/events/{event.slug}/mine/?key={key_of(someone)}")
    looked_at(guest, "brokerage-mine")
    scan = visit(person=officer, width=360)
    scan.goto(f"/events/{event.slug}/here/{code_of(someone)}/")  # a phone's camera opens the code's address
    assert "Gość Bezkonta" in scan.inner_text("main")
    scan.locator("#id_code").press("Enter")
    scan.wait_for_selector(".message")
    lead = visit(person=officer)  # her sign-in of ten weeks ago is over
    lead.goto(f"/desk/events/{event.slug}/attendance/?on={DAY1}")
    boxes = lead.locator("input[name=here]")
    assert boxes.count() == 40
    boxes.first.focus()
    for _number in range(40):  # the list goes by keyboard: space ticks, tab goes on
        lead.keyboard.press("Space")
        lead.keyboard.press("Tab")
    saved(lead)
    looked_at(lead, "brokerage-attendance")
    assert queries.attendance_days(event) == {
        datetime.fromisoformat(DAY1).date(): 40, datetime.fromisoformat(DAY2).date(): 1
    }  # fmt: skip

    # three statements of interest
    clock.to(paris(DAY2, "15:30"))
    for (group, practice, because), partner in zip(STATEMENTS, partners, strict=True):
        lead.goto(f"/desk/events/{event.slug}/outcomes/")
        lead.select_option("#id_organisation", label=partner.name)
        lead.select_option("#id_session", label=group)
        lead.fill("#id_practice", practice)
        lead.fill("#id_because", because)
        lead.fill("#id_first_step", "Rozmowa z właścicielem.")
        lead.fill("#id_by_on", "2027-10-31")
        press(lead, "form:has(#id_practice) button.ds-button")
        lead.wait_for_load_state()
        assert lead.locator("[data-errors]").count() == 0
    assert event.interests.count() == 3
    clock.to(paris(DAY2, "18:00"))
    lead.goto(f"/desk/events/{event.slug}/minutes/")
    lead.fill("#id_minutes_pl", "# Ustalenia\n\nTrzy deklaracje.")
    saved(lead)
    lead.goto(f"/desk/events/{event.slug}/certificates/")
    press(lead, "main form button.ds-button")
    lead.wait_for_selector("a:has-text('PDF')")

    # a year later
    clock.to(paris(DAY2, "12:00") + timedelta(days=366))
    clock.tick()
    reader = visit()
    reader.goto(f"/events/{event.slug}/outcomes/")
    assert reader.locator(".is[data-is=reserve]").count() == 3  # no word yet, and the page says so
    first, second, third = event.interests.order_by("pk")
    lead = visit(person=officer)
    says = {
        first: ("carried_over", "Na placu stoi czterdzieści skrzyń."),
        second: ("dropped", "Plan nie był potrzebny."),
    }
    for interest, (state, text) in says.items():
        lead.goto(f"/events/{event.slug}/outcomes/{interest.pk}/")
        lead.check(f"input[name=state][value={state}]")
        lead.fill("#id_text", text)
        press(lead, "main form button.ds-button")
        lead.wait_for_selector(f"#statement-{interest.pk} .story")
    reader.goto(f"/events/{event.slug}/outcomes/")
    told = reader.inner_text("main")
    for _group, practice, because in STATEMENTS:
        assert practice in told
        assert because in told
    assert "Na placu stoi czterdzieści skrzyń." in told
    assert reader.locator(f"#statement-{first.pk} .is[data-is=done]").count() == 1
    assert reader.locator(f"#statement-{second.pk} .is[data-is=no]").count() == 1
    assert reader.locator(f"#statement-{third.pk} .is[data-is=reserve]").count() == 1
    looked_at(reader, "brokerage-a-year-later")
    phone = visit(width=360, scheme="dark", language="en")
    phone.goto(f"/en/events/{event.slug}/")
    assert "Of 3 statements 1 became something" in phone.inner_text("main")
    looked_at(phone, "brokerage-event-afterwards")
    assert [*reader.errors, *lead.errors, *phone.errors] == []
