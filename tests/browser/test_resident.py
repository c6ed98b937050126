"""The resident's way in a real browser, on a phone: with scripts, without them, and on a second device."""

from __future__ import annotations

import pytest
from django.utils import timezone

from skwer.apps.calls import actions
from skwer.apps.calls.models import Proposal

from ..factories import ANSWERS, make_person
from ..web.resident import call_now, sent
from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def call(city, officer):
    return call_now(city, officer, show_proposals="submitted")


def sound(page, name: str) -> None:
    """No violation, no sideways scroll, no error in the console."""
    assert axe(page) == []
    assert sideways(page) <= 0
    assert page.errors == []
    picture(page, name)


def idea(page) -> None:
    page.fill("#id_title", "Ogród pokoleń")
    page.fill("#id_summary", "Osiem skrzyń na wysokości wózka.")
    page.select_option("#id_category", "garden")
    page.fill("#id_why", ANSWERS["why"])
    page.fill("#id_what", ANSWERS["what"])


def place(page) -> None:
    page.fill("#id_place", "ul. Torowa 3")
    page.fill("#id_place-lat", "53,87992")
    page.fill("#id_place-lon", "16,1135")
    page.check("#id_owner")
    page.fill("#id_access", ANSWERS["access"])


def cost(page, row: int, name: str, amount: str) -> None:
    page.fill(f"[name='costs-{row}-name']", name)
    page.fill(f"[name='costs-{row}-amount']", amount)
    page.select_option(f"[name='costs-{row}-source']", "grant")


def go_on(page) -> None:
    page.locator("button[name='go'][value='next']:not([aria-hidden])").click()


@pytest.mark.job("R3")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_may_i_to_the_receipt_on_a_phone(visit, call, resident, script):
    name = "script" if script else "plain"
    page = visit(width=360, script=script, person=resident)
    page.goto(f"/calls/{call.slug}/propose/")
    if script:
        sound(page, f"resident-propose-{name}")
    page.locator("main form button.ds-button").last.click()
    idea(page)
    go_on(page)
    place(page)
    if script:
        sound(page, f"resident-place-{name}")
    go_on(page)
    cost(page, 0, "Osiem skrzyń z modrzewia", "6 400")
    page.locator("button[name='add_row']").click()
    cost(page, 1, "Ziemia, kompost, sadzonki", "2 150,50")
    page.fill("#id_work_hours", "120")
    if script:
        assert page.locator("[data-sum]").inner_text() == "8\xa0550,50\xa0zł"
        sound(page, f"resident-money-{name}")
    go_on(page)

    # The bus comes. She goes on at home, in another browser.
    page = visit(width=360, script=script, person=resident)
    page.goto(f"/calls/{call.slug}/propose/")
    page.locator("section.next a.ds-button").click()
    assert page.url.endswith("/care/")
    page.locator("button[name='go'][value='next']:not([aria-hidden])").click()
    assert page.locator(".ds-error-summary a").count() == 1
    page.locator(".ds-error-summary a").click()
    page.fill("#id_who_cares", ANSWERS["who_cares"])
    go_on(page)
    if script:
        sound(page, f"resident-send-{name}")
    for box in ("is_of_age", "is_open", "will_care", "knows_rules"):
        page.check(f"#id_{box}")
    page.locator("button[name='go'][value='send']").click()
    proposal = Proposal.objects.get()
    assert page.locator("dd.big").inner_text() == proposal.receipt
    assert proposal.state == Proposal.State.SUBMITTED
    if script:
        page.locator("[data-print]").wait_for(state="visible")  # a script shows it, once it has come
        sound(page, f"resident-receipt-{name}")
    else:
        assert not page.locator("[data-print]").is_visible()


def test_enter_saves_and_goes_on(visit, call, resident):
    page = visit(width=360, person=resident)
    page.goto(f"/calls/{call.slug}/propose/")
    page.locator("main form button.ds-button").last.click()
    idea(page)
    page.focus("#id_title")
    page.keyboard.press("Enter")
    page.wait_for_url("**/place_step/")
    assert Proposal.objects.get().title == "Ogród pokoleń"


def test_the_errors_of_a_page_take_the_focus_and_lead_to_their_fields(visit, call, resident):
    page = visit(width=360, person=resident)
    draft = actions.start_proposal(by=resident, call=call, at=timezone.now())
    page.goto(f"/calls/{call.slug}/drafts/{draft.uid}/money/")
    cost(page, 0, "Skrzynie", "6 4OO")
    go_on(page)
    page.locator("[data-errors]:focus").wait_for()
    page.locator(".ds-error-summary a").first.click()
    page.locator("#id_costs-0-amount:focus").wait_for()
    sound(page, "resident-errors")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_public_pages_are_sound(visit, call, officer, width, scheme):
    for n in range(14):
        spot = {"lon": f"16.1{n:02d}", "lat": "53.89", "address": "Rynek"}
        sent(call, make_person(), title=f"Pomysł {n}", place=spot)
    page = visit(width=width, scheme=scheme)
    base = f"/calls/{call.slug}"
    for name, path in (
        ("home", "/"),
        ("cities", "/cities/"),
        ("calls", "/calls/"),
        ("call", f"{base}/"),
        ("regulations", f"{base}/regulations/"),
        ("changes", f"{base}/regulations/changes/"),
        ("proposals", f"{base}/proposals/"),
        ("nothing", f"{base}/proposals/?kind=water"),
        ("proposal", f"{base}/proposals/1/"),
        ("versions", f"{base}/proposals/1/versions/"),
        ("data", "/data/"),
        ("privacy", "/privacy/"),
        ("accessibility", "/accessibility/"),
        ("english", f"/en{base}/"),
    ):
        assert page.goto(path).status == 200
        sound(page, f"public-{name}-{width}-{scheme}")


def test_filters_answer_as_one_chooses(visit, call):
    sent(call, title="Ogród", category="garden")
    sent(call, make_person(), title="Ławka", category="bench")
    page = visit(width=360)
    page.goto(f"/calls/{call.slug}/proposals/")
    page.select_option("#id_kind", "garden")
    page.wait_for_url("**kind=garden**")
    assert page.locator("#found .plot").count() == 1
    assert page.errors == []
