"""A local initiative (art. 19b–19h) through the pages, from the decision on: the city buys and hands over, neighbours
work, somebody confirms the hours, the account is closed. No money changes hands, and no page offers any.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from skwer.apps.assessment import actions as assessment
from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.money import account_of
from skwer.apps.people.models import Person

from ..apps.files.pictures import photo
from ..factories import ANSWERS, AT, make_call
from .conftest import axe, picture, sideways
from .steps import fill, press, with_streets

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = {**ANSWERS, "title": "Chodnik przy Lipowej"}
BOUGHT = {"Ławki": "3 890,50", "Drzewa": "1 940"}


@pytest.fixture
def visit(visit):
    """Browsers that wait longer for a page: a busy machine draws the first one slowly."""

    def patient(**given):
        page = visit(**given)
        page.context.set_default_timeout(60_000)
        return page

    return patient


def test_an_initiative_is_agreed_bought_worked_for_and_closed_without_money(visit, clock, city, officer, resident):
    with_streets(city)
    call = decided(clock, city, officer, resident)
    the_rules_say_so(visit, call)
    one = agreed_on_paper(visit, clock, call, officer, resident)
    bought_and_handed_over(visit, clock, one, officer)
    worked(visit, clock, one, officer, resident)
    reported(visit, clock, one, officer, resident)
    closed(visit, clock, one, officer, resident)


def decided(clock, city, officer: Person, resident: Person) -> Call:
    """The preset's call up to the published decision; other stories show these pages."""
    call = make_call(city, officer, preset="local-initiative", slug="inicjatywy")
    told: dict[str, Any] = {"applicant_kind": "informal_group", "group_name": "Sąsiedzi z Lipowej"}
    draft = calls.start_proposal(by=resident, call=call, at=clock.now, **told)
    calls.save_draft(by=resident, proposal=draft, answers=ASKED, version=0, at=clock.now)
    sent = calls.submit_proposal(by=resident, proposal=Proposal.objects.get(pk=draft.pk), at=clock.now)
    for kind in ("propose", "check", "assess"):
        stage = call.stages.get(kind=kind)
        if kind == "check":
            answers = {item["key"]: {"answer": "yes", "note": ""} for item in stage.settings["items"]}
            assessment.answer_check(by=officer, stage=stage, proposal=sent, answers=answers, at=clock.now)
            assessment.finish_check(by=officer, stage=stage, proposal=sent, passed=True, reason="", at=clock.now)
        if kind == "assess":
            scored(stage, clock.now)
        clock.to(stage.closes_at + timedelta(hours=1))
        clock.tick()
        sent.refresh_from_db()
    call.refresh_from_db()
    decision = calls.record_decision(by=officer, call=call, act_number="Or.9.2027", note="", comments={}, at=clock.now)
    calls.publish_decision(by=officer, decision=decision, at=clock.now)
    call.refresh_from_db()
    assert call.state == Call.State.DECIDED
    return call


def scored(stage, at: datetime) -> None:
    for one in stage.assignments.filter(state="assigned").select_related("assessor"):
        assessment.declare(by=one.assessor, assignment=one, conflict=False, reason="", at=at)
        one.refresh_from_db()
        given = {row["key"]: {"points": row["max"], "reason": "Powód."} for row in stage.settings["criteria"]}
        given["social"] = {"value": "17", "reason": "Tyle pracy wynika z kosztów."}  # 1,200 of 7,200
        assessment.submit_sheet(by=one.assessor, assignment=one, scores=given, at=at)


def the_rules_say_so(visit, call: Call) -> None:
    anybody = visit(width=360)
    anybody.goto(f"/calls/{call.slug}/regulations/")
    said = anybody.inner_text("main")
    assert "Wnioskodawca nie otrzymuje pieniędzy" in said
    assert "rachunek" not in said.lower()
    assert "odset" not in said.lower()  # nothing is paid, so nothing comes back with interest
    assert sideways(anybody) == 0
    picture(anybody, "local-01-regulations")


def agreed_on_paper(visit, clock, call: Call, officer: Person, resident: Person) -> Agreement:
    """Drafted, corrected, sent, signed by both. Nobody asks where to pay."""
    desk = visit(person=officer)
    desk.goto(f"/desk/calls/{call.slug}/agreements/")
    press(desk, "section.next form button", until="**/agreements/")
    desk.wait_for_selector("tbody a")
    one = Agreement.objects.get()
    page = f"/desk/agreements/{one.pk}/"
    desk.goto(f"{page}edit/")
    assert desk.locator("#id_account").count() == 0
    assert "grant" not in desk.eval_on_selector_all("select[name$=-source] option", "all => all.map(o => o.value)")
    assert axe(desk) == []
    picture(desk, "local-02-draft")
    desk.fill("#id_party_address", "ul. Lipowa 4, Lipowiec")
    press(desk, "button[name=do][value=save]:not(.vh)", until=f"**{page}")
    assert axe(desk) == []
    picture(desk, "local-03-ready")
    press(desk, "button[value=send]", until=f"**{page}")

    phone = visit(width=360, person=resident)
    phone.goto(f"/agreements/{one.pk}/sign/")
    said = phone.inner_text("main")
    assert "Miasto nie przekazuje Realizatorowi pieniędzy" in said
    assert "Realizator nie wskazuje sprzedawcy" in said
    assert "rachunek" not in said.lower()
    assert "odset" not in said.lower()
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "local-04-to-sign")

    desk.wait_for_selector("input[name=side][value=party]", state="attached")
    for who, name in (("party", "Jan Kowalski"), ("city", "Anna Burmistrz")):
        desk.wait_for_selector(f"input[name=side][value={who}]", state="attached")
        desk.fill("#signing #id_name", name)
        desk.fill("#signing #id_signed_on", timezone.localdate().isoformat())
        press(desk, "button[value=sign]")
    desk.wait_for_selector("#signing", state="detached")
    picture(desk, "local-05-in-force")
    one.refresh_from_db()
    assert (one.state, one.account, one.instalments.count()) == ("active", "", 0)
    assert desk.errors == phone.errors == []
    return one


def bought_and_handed_over(visit, clock, one: Agreement, officer: Person) -> None:
    """Each thing with its real price and the number of its invoice; a loan besides."""
    desk, page = visit(person=officer), f"/desk/agreements/{one.pk}/purchases/"
    desk.goto(page)
    assert desk.locator("nav.tabs a[href$='/costs/']").count() == 0
    fill(desk, {"new-what": "Zagęszczarka", "new-cost": "5 000"})
    desk.select_option("#id_new-kind", "lend")
    desk.fill("#id_new-back_by", (timezone.localdate() + timedelta(days=60)).isoformat())
    press(desk, "button[name=do][value=add]:not(.vh)")
    desk.wait_for_selector("text=Zagęszczarka")
    for bought in one.purchases.order_by("pk"):
        steps = ("delivered", "handed_over") if bought.kind == "lend" else ("ordered", "delivered", "handed_over")
        for state in steps:
            row = desk.locator("ol.cost-list > li", has=desk.locator(f"input[name=purchase][value='{bought.pk}']"))
            row.locator("summary").click()
            if state == "delivered" and bought.what in BOUGHT:
                row.locator("input[name$=-cost]").fill(BOUGHT[bought.what])
                row.locator("input[name$=-document]").fill(f"FV {bought.pk}/2027")
            row.locator(f"button[value={state}]").click()
            desk.wait_for_selector(".messages")
    assert set(one.purchases.values_list("state", flat=True)) == {"handed_over"}
    assert axe(desk) == []
    picture(desk, "local-06-handed-over")
    assert desk.errors == []


def worked(visit, clock, one: Agreement, officer: Person, resident: Person) -> None:
    """Two days on a phone, with what the city bought beside them; nobody confirms her own."""
    clock.to(clock.now + timedelta(days=20))
    phone, page = visit(width=360, person=resident), f"/agreements/{one.pk}/hours/"
    phone.goto(f"/agreements/{one.pk}/")
    assert phone.locator("a[href$='/costs/']").count() == 0
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "local-07-agreement")
    press(phone, f"section.next a[href='{page}']", until=f"**{page}")
    for day, hours in ((2, "24"), (1, "16")):
        fill(phone, {"what": f"Układanie chodnika, {hours} godzin", "people": "6", "quantity": hours})
        phone.fill("#id_on", timezone.localdate(clock.now - timedelta(days=day)).isoformat())
        press(phone, "button[name=do][value=log]:not(.vh)", until="**/hours/#entries")
    assert "Zagęszczarka" in phone.inner_text("section[aria-labelledby=bought]")
    assert phone.locator("button[value=verify]").count() == 0
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "local-08-work")
    desk = visit(person=officer)
    desk.goto(f"/desk{page}")
    for box in desk.locator("input[name=delivery][type=checkbox]").all():
        box.check()
    assert axe(desk) == []
    picture(desk, "local-09-hours-at-the-desk")
    press(desk, "#many button", until="**/hours/#entries")
    assert "40 z 40 godzin potwierdzonych" in desk.inner_text("h1")
    assert desk.errors == phone.errors == []


def reported(visit, clock, one: Agreement, officer: Person, resident: Person) -> None:
    clock.to(datetime.combine(one.ends_on + timedelta(days=5), AT.timetz()))
    phone, page = visit(width=360, person=resident), f"/agreements/{one.pk}/reports/1/"
    phone.goto(page)
    assert phone.locator("a[href$='/costs/']").count() == 0
    assert "wydat" not in phone.inner_text("main").lower()
    for box in phone.locator("input[name^=results-][name$=-reached]:not([type=hidden])").all():
        box.fill("40")
    fill(phone, {"what_was_done": "Chodnik gotowy, stoją dwie ławki.", "who_took_part": "Sześć osób z Lipowej."})
    for name in ("before", "after"):
        if phone.locator(f"#id_{name}").count():
            phone.set_input_files(f"#id_{name}", {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": photo()})
            phone.fill(f"#id_{name}-alt", "Chodnik przy Lipowej.")
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "local-10-report")
    press(phone, "button[name=go][value=send]", until=f"**{page}")
    phone.wait_for_selector(".is[data-is=check]")
    desk = visit(person=officer)
    desk.goto(f"/desk{page}")
    assert axe(desk) == []
    picture(desk, "local-11-report-at-the-desk")
    press(desk, "button[name=do][value=accept]")
    desk.wait_for_selector(".is[data-is=done]")
    assert desk.errors == phone.errors == []


def closed(visit, clock, one: Agreement, officer: Person, resident: Person) -> None:
    """Nothing was paid; what the city bought and what the work was worth stand there, for both sides."""
    desk, page = visit(person=officer), f"/desk/agreements/{one.pk}/settlement/"
    desk.goto(page)
    said = desk.inner_text("main").replace("\xa0", " ")
    assert "Stronie umowy nie wypłacono pieniędzy" in said
    for words in ("Ławki", "3 890,50 zł", "1 940 zł", "5 830,50 zł", "169,50 zł", "40 z 40 godzin"):
        assert words in said
    assert "transz" not in said
    assert axe(desk) == []
    picture(desk, "local-12-settlement")
    dark = visit(width=360, person=officer, scheme="dark", language="en")
    dark.goto(f"/en{page}")
    assert axe(dark) == []
    assert sideways(dark) == 0
    picture(dark, "local-12-settlement-dark-en")
    desk.check("#id_sure")
    press(desk, "#settle form button")
    desk.wait_for_selector("#settle", state="detached")
    picture(desk, "local-13-closed")
    one.refresh_from_db()
    account = account_of(one)
    assert one.state in ("performed", "in_care")
    assert (account.paid, account.due_back, account.hours_verified) == (0, 0, 40)
    assert (str(account.bought), str(account.lent), account.faults()) == ("5830.50", "5000.00", [])
    desk.goto(f"/desk/agreements/{one.pk}/refunds/")
    assert desk.locator("main form button.ds-button").count() == 0
    clock.tick()
    phone = visit(width=360, person=resident)
    phone.goto(f"/agreements/{one.pk}/")
    assert "5 830,50 zł" in phone.inner_text("main").replace("\xa0", " ")
    assert axe(phone) == []
    picture(phone, "local-14-to-the-party")
    assert desk.errors == phone.errors == []
