"""The whole job, through the pages: from the preset to a decision that anybody can recompute."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from skwer.apps.assessment import actions as assessment
from skwer.apps.assessment.models import Assignment
from skwer.apps.calls.models import Call, Decision, Proposal
from skwer.apps.calls.reasons import sentence
from skwer.apps.people.models import Person
from skwer.apps.voting.models import Ballot, RollEntry
from skwer.cli import main

from ..factories import make_body, make_person, make_proposal
from .conftest import axe, picture, sideways
from .steps import (
    CARE,
    CONFIRM,
    COSTS,
    IDEA,
    SAVE,
    add_a_photo,
    all_at_once,
    begin,
    choose,
    declare_and_send,
    differing,
    fill,
    press,
    put_on_the_map,
    save_and_go_on,
    tell_the_costs,
    told,
    with_streets,
)

pytestmark = pytest.mark.django_db(transaction=True)

SLUG = "zielone-podworka"
FIRST_DAY = "2026-11-30"
OTHERS = {  # title: sum asked for, points per criterion (usefulness, quality, care, social), place
    "Ławki na Rynku": ("9000", (15, 11, 12, 6), ("16.1318", "53.8961", "Rynek")),
    "Drzewa przy szkole": ("7000", (18, 13, 12, 8), ("16.1540", "53.9032", "ul. Szkolna 4")),
    "Rowerownia na Zatorzu": ("8000", (12, 10, 9, 5), ("16.0955", "53.8759", "ul. Kolejowa 2")),
    "Mural Heleny": ("3000", (5, 4, 3, 2), ("16.1126", "53.8925", "ul. Nadbrzeżna 7")),
    "Parking za garażami": ("5000", (0, 0, 0, 0), ("16.1700", "53.8816", "ul. Ceglana 1")),
}
MINE = (16, 12, 13, 9)
CRITERIA = ("usefulness", "quality", "care", "social")
FILES = ("inputs.json", "outcome.json", "result.csv", "ballots.pb")
BALLOTS = [(1, 3), (3,), (1, 2, 4), (3, 5), (1,), (2, 3), (4, 1), (3, 4), (5,), (1, 3, 2)]


def test_the_whole_job_from_the_preset_to_the_recount(
    visit, clock, live_server, city, officer, auditor, resident, capsys
):
    with_streets(city)
    committee = [make_person(name) for name in ("Halina Dębska", "Piotr Zawada", "Nadia Bondar")]
    make_body(city, *committee, name="Komisja Zielonych Podwórek")

    call = open_a_call(visit, clock, officer)
    propose_on_two_devices(visit, clock, call, resident)
    for title, (requested, _points, (lon, lat, address)) in OTHERS.items():
        place = {"lon": lon, "lat": lat, "address": address}
        make_proposal(call, title=title, requested=requested, place=place, at=clock.now)
    check_and_correct(visit, clock, call, officer, resident)
    assess(visit, clock, call, officer)
    readers = {"officer": officer, "auditor": auditor, "anybody": None}
    vote(visit, clock, live_server.url, call, readers)
    decision = decide_and_publish(visit, clock, call, officer)
    read_the_result(visit, call, decision)

    assert main(["verify"]) == 0
    assert "1 decisions recomputed, 0 different" in capsys.readouterr().out


def open_a_call(visit, clock, officer: Person) -> Call:
    page = visit(person=officer)
    page.goto("/desk/calls/new/")
    page.check("input[name=start][value='preset:micro-grant']")
    fill(page, {"scheme_name": "Mikrodotacje", "edition_name": "2026", "title": "Zielone podwórka 2026"})
    fill(page, {"title_en": "Green courtyards 2026", "slug": SLUG, "first_day": FIRST_DAY})
    picture(page, "job-01-new-call")
    press(page, CONFIRM, until=f"**/desk/calls/{SLUG}/*")
    call = Call.objects.get(slug=SLUG)

    press(page, f"main a[href='/desk/calls/{SLUG}/edit/']")
    page.fill("#id_pot", "20000")
    press(page, SAVE, until=f"**/desk/calls/{SLUG}/*")
    # The committee is still missing, and the page says so until it is chosen.
    assert page.locator("section[aria-labelledby=missing] li").count() == 1
    press(page, "section[aria-labelledby=missing] a", until=f"**/desk/calls/{SLUG}/stages/3/**")
    page.select_option("#id_body", label="Komisja Zielonych Podwórek")
    press(page, SAVE, until=f"**/desk/calls/{SLUG}/*")
    assert page.locator("section[aria-labelledby=missing]").count() == 0
    assert visit().goto(f"/calls/{SLUG}/").status == 404

    press(page, f"a[href='/desk/calls/{SLUG}/announce/']")
    press(page, CONFIRM, until=f"**/desk/calls/{SLUG}/*")
    assert visit().goto(f"/calls/{SLUG}/regulations/").status == 200

    clock.to(call.stages.get(kind="propose").opens_at)
    page = visit(person=officer)
    page.goto(f"/desk/calls/{SLUG}/")
    press(page, f"a[href='/desk/calls/{SLUG}/stages/1/open/']")
    press(page, CONFIRM, until=f"**/desk/calls/{SLUG}/*")
    picture(page, "job-02-call-open")
    assert page.errors == []
    call.refresh_from_db()
    assert call.stages.get(kind="propose").state == "open"
    return call


def propose_on_two_devices(visit, clock, call: Call, resident: Person) -> None:
    """Begun on a phone and left half-filled, finished at home on a computer."""
    phone = visit(width=360, person=resident)
    begin(phone, call)
    fill(phone, {"title": IDEA["title"], "why": IDEA["why"]})
    assert sideways(phone) == 0
    picture(phone, "job-03-idea-on-a-phone")
    press(phone, "button[value=later]", until="**/propose/")

    clock.to(clock.now + timedelta(days=2))
    home = visit(width=360, scheme="dark", person=resident)
    home.goto(f"/calls/{call.slug}/propose/")
    press(home, "section.next .ds-button", until="**/idea/")
    assert home.input_value("#id_title") == IDEA["title"]
    assert home.input_value("#id_why") == IDEA["why"]
    fill(home, {"summary": IDEA["summary"], "what": IDEA["what"]})
    home.select_option("#id_category", "courtyard")
    add_a_photo(home, "Puste podwórko z betonu.")
    save_and_go_on(home, "place_step")

    if not put_on_the_map(home):
        fill(home, {"place-lat": "53,8958", "place-lon": "16,1184"})
    fill(home, {"place": "ul. Młyńska 12", "access": "Dojście bez progu od ulicy."})
    home.check("input[name=owner][value=city]")
    picture(home, "job-04-place")
    save_and_go_on(home, "money")

    tell_the_costs(home, COSTS)
    assert "7\xa0200" in home.inner_text("[data-sum]")
    home.fill("#id_work_hours", "40")
    picture(home, "job-05-costs")
    save_and_go_on(home, "care")
    home.fill("#id_who_cares", CARE)
    save_and_go_on(home, "check-and-send")
    assert axe(home) == []
    assert sideways(home) == 0
    picture(home, "job-06-check-and-send")
    declare_and_send(home)
    sent = Proposal.objects.get(call=call, number=1)
    assert sent.receipt in home.inner_text("main")
    assert (sent.requested, sent.total, sent.author) == (6000, 7200, resident)
    assert sent.cover is not None
    assert sent.lon is not None
    picture(home, "job-07-receipt")
    assert phone.errors == home.errors == []


def check_and_correct(visit, clock, call: Call, officer: Person, resident: Person) -> None:
    """The office asks about two fields of no. 1; only these open for the author; then everything has its result."""
    clock.to(call.stages.get(kind="propose").closes_at + timedelta(hours=12))
    clock.tick()
    desk, base = visit(person=officer), f"/desk/calls/{call.slug}/check/"
    desk.goto(base)
    desk.goto(f"{base}1/")
    desk.check("#id_a-costs_no")
    desk.fill("#id_n-costs", "Brakuje ceny ziemi do klombu.")
    press(desk, ".ways summary")
    for field in ("costs", "who_cares"):
        desk.check(f"input[name=fields][value={field}]")
    desk.fill("#id_message", "Dopisz ziemię do kosztów i telefon zastępcy.")
    picture(desk, "job-08-correction-asked")
    press(desk, "button[value=ask]", until=f"**{base}2/")

    author = visit(width=360, person=resident)
    author.goto("/inbox/")
    press(author, f"a[href='/calls/{call.slug}/proposals/1/correction/']", until="**/correction/")
    assert author.locator("#id_title, #id_why, #id_place, #id_work_hours").count() == 0
    picture(author, "job-09-correction")
    author.fill("#id_who_cares", f"{CARE} Zastępca odbiera telefon wieczorem.")
    author.click("button[name=add_row]")
    author.wait_for_selector("[name=costs-3-name]")
    for part, value in {"name": "Ziemia", "quantity": "2 m³", "amount": "500"}.items():
        author.fill(f"[name=costs-3-{part}]", value)
    author.select_option("[name=costs-3-source]", "grant")
    press(author, "button[value=send]:not(.vh)", until="**/proposals/1/")
    author.goto(f"/calls/{call.slug}/proposals/1/versions/")
    assert "telefon wieczorem" in " ".join(author.locator("ins").all_inner_texts())
    corrected = Proposal.objects.get(call=call, number=1)
    assert (corrected.title, corrected.requested, corrected.state) == (IDEA["title"], 6500, "submitted")

    for number in range(1, 7):
        desk.goto(f"{base}{number}/")
        for item in desk.locator(".checklist input[type=radio][value=yes]").all():
            item.check()
        if number == 6:
            desk.check("#id_a-open_place_no")
            press(desk, ".ways details:last-child summary")
            desk.fill("#id_reason", "Parking nie jest miejscem otwartym dla wszystkich.")
            press(desk, "button[value=fail]", until=f"**{base}")
        else:
            press(desk, "button[value=pass]", until=f"**{base}{number + 1}/")
    picture(desk, "job-10-checked")
    desk.goto(f"/desk/calls/{call.slug}/stages/2/close/")
    press(desk, CONFIRM, until=f"**/desk/calls/{call.slug}/")
    assert author.errors == desk.errors == []
    stranger = visit()
    stranger.goto(f"/calls/{call.slug}/proposals/6/")
    assert "Parking nie jest miejscem otwartym" in stranger.inner_text("main")


def assess(visit, clock, call: Call, officer: Person) -> None:
    """Two sheets a proposal. One assessor is tied to no. 1 and steps aside; the third member takes her place."""
    stage = call.stages.get(kind="assess")
    clock.to(stage.opens_at + timedelta(hours=1))
    clock.tick()
    given = Assignment.objects.filter(stage=stage, proposal__number=1).order_by("pk")
    tied, second = given[0].assessor, given[1].assessor
    aside = visit(person=tied)
    aside.goto("/desk/assess/")
    assert IDEA["title"] not in aside.content()
    press(aside, f"a[href='/desk/assess/{given[0].pk}/']")
    assert IDEA["title"] not in aside.content()
    assert IDEA["what"] not in aside.content()
    picture(aside, "job-11-declaration")
    aside.fill("#id_reason", "Mieszkam w klatce B.")
    press(aside, "button[value=conflict]", until="**/desk/assess/")
    assert aside.goto(f"/desk/assess/{given[0].pk}/").ok
    assert IDEA["title"] not in aside.content()
    third = given.exclude(assessor__in=[tied, second]).get().assessor

    for person, more in ((second, 0), (third, 1)):
        page = visit(person=person)
        page.goto(f"/desk/assess/{given.get(assessor=person).pk}/")
        press(page, "button[value=clear]")
        assert page.inner_text("h1") == IDEA["title"]
        assert page.locator("#compare").count() == 0
        for criterion, points in zip(CRITERIA, MINE, strict=True):
            page.fill(f"#id_points-{criterion}", str(points + more))
            page.fill(f"#id_reason-{criterion}", "Korzysta całe osiedle.")
        picture(page, "job-12-sheet")
        press(page, "button[value=send]")
        page.wait_for_selector("#compare")
        assert page.locator(".sheets > li").count() == 1 + more
        assert page.errors == []
    for one in stage.assignments.filter(state="assigned").select_related("proposal", "assessor"):
        assessment.declare(by=one.assessor, assignment=one, conflict=False, reason="", at=clock.now)
        one.refresh_from_db()
        points = OTHERS[one.proposal.title][1]
        scores = {k: {"points": str(p), "reason": "Powód."} for k, p in zip(CRITERIA, points, strict=True)}
        assessment.submit_sheet(by=one.assessor, assignment=one, scores=scores, at=clock.now)

    desk = visit(person=officer)
    desk.goto(f"/desk/calls/{call.slug}/assessment/")
    picture(desk, "job-13-assessment")
    press(desk, f"a[href='/desk/calls/{call.slug}/stages/3/close/']")
    press(desk, CONFIRM, until=f"**/desk/calls/{call.slug}/")
    desk.goto(f"/desk/calls/{call.slug}/assessment/ranking/")
    assert IDEA["title"] in desk.locator("tbody tr").first.inner_text()
    assert aside.errors == desk.errors == []


def vote(visit, clock, base: str, call: Call, readers: dict[str, Person | None]) -> None:
    """Thirty residents, twenty of them in the same moment; no page of anybody shows how it goes."""
    stage = call.stages.get(kind="vote")
    clock.to(stage.opens_at + timedelta(hours=1))
    clock.tick()
    pages = {name: visit(person=person) for name, person in readers.items()}
    before = {name: told(page, watched(call)) for name, page in pages.items()}
    for name in ("officer", "auditor"):  # they open every page; only the files of a result are not there yet
        missing = [address for address, text in before[name].items() if not text.startswith("200")]
        assert missing == [f"/calls/{call.slug}/results/{file}" for file in FILES]

    crowd = [make_person() for _one in range(20)]
    arrived = all_at_once(base, call, [(person, BALLOTS[k % 10]) for k, person in enumerate(crowd)])
    assert [address.removeprefix(base) for address in arrived] == [f"/calls/{call.slug}/vote/done"] * 20
    assert (Ballot.objects.count(), RollEntry.objects.count()) == (20, 20)

    for k in range(10):
        voter = make_person()
        page = visit(width=360, person=voter)
        choose(page, call, BALLOTS[k])
        if k == 0:
            picture(page, "job-14-voted")
            choose(page, call, [4])  # she thinks again: the last ballot counts
            expect(page.locator("main")).to_contain_text(Proposal.objects.get(call=call, number=4).title)
        assert page.errors == []
        page.context.close()
    assert (Ballot.objects.count(), RollEntry.objects.count()) == (30, 30)
    assert sum(ballot.choices == [4] for ballot in Ballot.objects.all()) == 1

    after = {name: told(page, watched(call)) for name, page in pages.items()}
    assert {name: differing(before[name], after[name]) for name in readers} == {name: [] for name in readers}


def watched(call: Call) -> list[str]:
    """Every page and file on which a number of votes might stand."""
    public, desk = f"/calls/{call.slug}/", f"/desk/calls/{call.slug}/"
    return [
        *("/", "/calls/", "/results/", "/data/", "/inbox/", "/search/?q=podworko", "/cities/lipowiec/"),
        *(f"{public}{tail}" for tail in ("", "proposals/", "proposals/1/", "vote/", "vote/done", "regulations/")),
        *(f"{public}results/{tail}" for tail in ("", *FILES)),
        *("/desk/", "/desk/assess/", "/desk/cities/lipowiec/", "/desk/cities/lipowiec/journal/"),
        *(f"{desk}{tail}" for tail in ("", "decide/", "proposals/", "proposals/1/", "proposals.csv", "stages/4/")),
        *(f"{desk}assessment/{tail}" for tail in ("", "1/", "ranking/")),
        *(f"/api/v1/{tail}" for tail in ("calls", f"calls/{call.slug}", "proposals", "proposals.csv", "decisions")),
    ]


def decide_and_publish(visit, clock, call: Call, officer: Person) -> Decision:
    """The officer closes the vote, opens the decision, records it with its act, and publishes it."""
    stage = call.stages.get(kind="vote")
    clock.to(stage.closes_at + timedelta(hours=12))
    desk, anybody = visit(person=officer), visit()
    for step in ("stages/4/close/", "stages/5/open/"):
        desk.goto(f"/desk/calls/{call.slug}/{step}")
        press(desk, CONFIRM, until=f"**/desk/calls/{call.slug}/")
    before = told(anybody, watched(call))

    desk.goto(f"/desk/calls/{call.slug}/decide/")
    fill(desk, {"act_number": "ZP.271.1.2027", "note": "Dziękujemy wszystkim, którzy głosowali."})
    press(desk, ".ds-table tbody tr:first-child summary")
    desk.fill(".ds-table tbody tr:first-child textarea", "Prosimy o gatunki rodzime.")
    picture(desk, "job-15-decide")
    press(desk, "form.part .ds-button")
    desk.wait_for_selector("input[name=do][value=publish]", state="attached")
    assert differing(before, told(anybody, watched(call))) == []

    press(desk, "form.part .ds-button")
    desk.wait_for_selector(f"a[href='/calls/{call.slug}/results/']")
    picture(desk, "job-16-published")
    assert desk.errors == []
    return Decision.objects.get(call=call)


def read_the_result(visit, call: Call, decision: Decision) -> None:
    """Anybody reads who got what and why, takes the files, and lets her own browser count again."""
    page = visit(width=360)
    page.goto(f"/calls/{call.slug}/results/")
    shown = page.inner_text("main")
    lines = {line.proposal.number: line for line in decision.lines.select_related("proposal")}
    assert {number: line.result for number, line in lines.items()} == {
        1: "funded", 2: "reserve", 3: "funded", 4: "reserve", 5: "refused",
    }  # fmt: skip
    for number, line in lines.items():
        row = page.locator(f"#list > li:has(.no:text-is('{number}'))")
        assert sentence(line, "pl") in row.inner_text()
        assert len(re.findall(r"\d+,\d", row.locator(".bar").inner_text())) == 3  # together, committee, votes
    assert "Prosimy o gatunki rodzime." in shown
    for amount in ("20\xa0000", "13\xa0500", "30"):
        assert amount in shown
    assert decision.outcome_hash[:4] in shown

    for name in FILES:
        assert page.locator(f"a[href$='/results/{name}']").is_visible()
        assert page.request.get(f"/calls/{call.slug}/results/{name}").ok
    votes = page.request.get(f"/calls/{call.slug}/results/ballots.pb").text()
    assert len(votes.partition("VOTES\n")[2].strip().splitlines()) == 31

    # Each idea's own page says why it won or lost, and leads to its row.
    reader = visit(width=360)
    for number, line in lines.items():
        reader.goto(f"/calls/{call.slug}/proposals/{number}/")
        assert sentence(line, "pl") in reader.inner_text("section[aria-labelledby=result]")
    reader.click("section[aria-labelledby=result] a[href*='/results/']")
    reader.wait_for_url("**/results/#*")
    assert reader.locator(reader.evaluate("location.hash")).is_visible()

    page.click("[data-recount-start]")
    page.wait_for_selector('[data-recount]:not([data-recount=""])')
    assert page.get_attribute("[data-recount]", "data-recount") == "equal"
    for details in page.query_selector_all("main details summary"):
        details.click()
    picture(page, "job-17-result")
    assert sideways(page) == 0
    assert page.errors == []
    assert axe(page) == []
