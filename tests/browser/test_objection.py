"""An objection that changes the list, in a browser: filed, ruled on, counted again; both lists stay readable."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.calls import actions
from skwer.apps.calls.models import Decision

from ..apps.calls.journey import decide, pass_all, score, send, to_check
from ..apps.calls.test_objecting import FAIR, GOOD, call_with_objections
from ..apps.calls.test_promoting import CHAIN
from .conftest import axe, picture, sideways, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(city, officer, clock, settings):
    """Three proposals: no. 1 has the money, no. 2 waits, no. 3 waits too; three bodies have decided."""
    settings.REQUIRE_MFA = False
    call = call_with_objections(city, officer, chain=CHAIN)
    send(call, "8000", "7000", "9000")
    at = pass_all(call, officer, at=to_check(call))
    score(call, {1: GOOD, 2: FAIR, 3: FAIR}, at=at)
    actions.tick(at=call.stages.get(kind="assess").closes_at)
    at = call.stages.get(kind="decide").opens_at
    decision = decide(call, officer, at=at, publish=False)
    for order, number in enumerate(("1/2027", "Z/4/2027", "XX/100/2027"), 1):
        actions.record_act(by=officer, decision=decision, order=order, number=number, on=at.date(), at=at)
    actions.publish_decision(by=officer, decision=decision, at=at)
    clock.to(at + timedelta(hours=1))
    return call, at


def _sound(page, *, width: int) -> None:
    assert axe(page) == [], page.url
    assert sideways(page) == 0, page.url
    assert page.errors == []
    assert page.viewport_size["width"] == width


def test_an_objection_changes_the_list_and_the_old_one_stays_readable(story, visit, clock, officer, auditor):
    call, at = story
    mine = call.proposals.get(number=2)

    # The author reads the result on her phone and objects to the points.
    phone = visit(width=360, person=mine.author)
    phone.goto(f"/calls/{call.slug}/proposals/2/")
    phone.click("a[href$='/proposals/2/objection/']")
    phone.check("input[name=against][value=score]")
    phone.fill("#id_text", "Komisja pominęła dwanaście rodzin z ulicy Młyńskiej.")
    _sound(phone, width=360)
    picture(phone, "objection-phone")
    phone.click("form button.ds-button:not([name])")
    phone.wait_for_selector("section.box blockquote")
    _sound(phone, width=360)

    # The office finds it, enters what the body ruled, and writes down the points the committee changed.
    desk = visit(person=officer)
    desk.goto(f"/desk/calls/{call.slug}/objections/")
    _sound(desk, width=1280)
    picture(desk, "objections-desk")
    desk.click("ul.dues a[href$='/objections/1/']")
    desk.check("input[name=state][value=upheld]")
    desk.fill("#id_ruling", "Racja: wniosek wymienia te rodziny na drugiej stronie.")
    _sound(desk, width=1280)
    desk.click("form:has(#id_ruling) button.ds-button")
    for _sheet in range(2):
        desk.wait_for_selector("details.section form")
        details = desk.locator("details.section").nth(_sheet)
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        for field in details.locator("input[name^=points-]").all():
            most = field.evaluate("one => one.closest('tr').cells[1].textContent.split('/')[1].trim()")
            field.fill(most)
        details.locator("textarea").fill("Dwanaście rodzin więcej.")
        details.locator("button[value=rescore]").click()
        desk.wait_for_selector("[role=status], .ds-alert, details.section")
    _sound(desk, width=1280)
    picture(desk, "objection-upheld")
    clock.to(at + timedelta(days=2))
    desk.click("button[value=count]")
    desk.wait_for_url("**/decide/")

    # The new list goes through the same bodies before it is public.
    desk.click("a[href$='/acts/']")
    for number in ("5/2027", "Z/9/2027", "XX/112/2027"):
        desk.fill("#id_number", number)
        _sound(desk, width=1280)
        desk.click("form button.ds-button")
        desk.wait_for_load_state()
    picture(desk, "acts")
    desk.click("a.ds-button[href$='/decide/']")
    desk.click("form button.ds-button[type=submit]")
    desk.wait_for_load_state()

    # Everybody reads the new list and why it changed; the browser counts it again.
    first, second = Decision.objects.order_by("pk")
    assert {line.proposal.number: line.result for line in second.lines.select_related("proposal")} == {
        1: "reserve", 2: "funded", 3: "reserve",
    }  # fmt: skip
    reader = visit()
    reader.goto(f"/calls/{call.slug}/results/")
    assert "XX/112/2027" in reader.inner_text("main")
    reader.click("[data-recount-start]")
    until(reader, "document.querySelector('[data-recount]').dataset.recount !== ''")
    assert reader.get_attribute("[data-recount]", "data-recount") == "equal"
    _sound(reader, width=1280)
    reader.goto(f"/calls/{call.slug}/objections/")
    assert mine.author.name not in reader.inner_text("main")
    assert "dwanaście" not in reader.inner_text("main"), "what was written stays private"
    assert "na drugiej stronie" in reader.inner_text("main")
    _sound(reader, width=1280)
    picture(reader, "objections-public")

    # An auditor rebuilds the old list from the sheets of its day.
    inspector = visit(width=360, person=auditor)
    inspector.goto(f"/calls/{call.slug}/results/?on={at.date().isoformat()}")
    assert inspector.get_attribute("#rebuilt", "data-rebuilt") == "equal"
    assert first.outcome_hash == inspector.get_attribute("[data-recount]", "data-outcome-hash")
    inspector.click("[data-recount-start]")
    until(inspector, "document.querySelector('[data-recount]').dataset.recount !== ''")
    assert inspector.get_attribute("[data-recount]", "data-recount") == "equal"
    _sound(inspector, width=360)
    picture(inspector, "result-of-a-past-day")


@pytest.mark.job("O5")
def test_a_winner_steps_back_and_the_browser_counts_the_promotion_again(story, visit, clock, officer):
    call, at = story
    clock.to(at + timedelta(days=1))
    desk = visit(person=officer)
    desk.goto(f"/desk/calls/{call.slug}/promote/")
    desk.select_option("#id_number", "1")
    desk.fill("#id_why", "Pismo z 3 lutego.")
    _sound(desk, width=1280)
    desk.click("button[value=withdraw]")
    desk.wait_for_selector("#id_reason")
    _sound(desk, width=1280)
    picture(desk, "promote")
    desk.fill("#id_reason", "Nr 1 zrezygnował.")
    desk.click("button[value=promote]")
    desk.wait_for_url("**/decide/")
    desk.click("a[href$='/acts/']")
    desk.fill("#id_number", "XX/101/2027")
    desk.click("form button.ds-button")
    desk.wait_for_load_state()
    desk.click("a.ds-button[href$='/decide/']")
    desk.click("form button.ds-button[type=submit]")
    desk.wait_for_load_state()
    second = Decision.objects.order_by("pk").last()
    assert second.published_at is not None
    reader = visit()
    reader.goto(f"/calls/{call.slug}/results/")
    reader.click("[data-recount-start]")
    until(reader, "document.querySelector('[data-recount]').dataset.recount !== ''")
    assert reader.get_attribute("[data-recount]", "data-recount") == "equal"
    _sound(reader, width=1280)
    picture(reader, "result-after-promotion")
