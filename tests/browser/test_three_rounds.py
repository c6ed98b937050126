"""A call with three rounds, through the pages: an idea on a phone, the committee's advice, an answer to each
recommendation, the full application, the decision that three bodies make, the agreement, its money, the settlement.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from skwer.apps.assessment import actions as assessment
from skwer.apps.calls.models import Call, Meeting, Proposal, Recommendation
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.money import account_of
from skwer.apps.people.models import Person

from ..apps.files.pictures import PDF, photo
from ..factories import make_person
from ..grants_factories import ACCOUNT, CITY_ACCOUNT, sign_both
from ..rounds_factories import FULL, committee_of, rounds_call, send_idea
from .conftest import axe, picture, sideways
from .steps import (
    CARE,
    CONFIRM,
    COSTS,
    IDEA,
    add_a_photo,
    begin,
    declare_and_send,
    fill,
    press,
    put_on_the_map,
    save_and_go_on,
    tell_the_costs,
    with_streets,
)

pytestmark = pytest.mark.django_db(transaction=True)

ADVICE = ("Dodaj cień dla osób, które czekają na autobus.", "Zapytaj spółdzielnię o wodę do podlewania.")
CRITERIA = ("community", "use", "aesthetic", "sustainability", "price")


@pytest.fixture
def visit(visit):
    """Browsers that wait longer for a page: this story opens many, and a busy machine draws the first one slowly."""

    def patient(**given):
        page = visit(**given)
        page.context.set_default_timeout(60_000)
        return page

    return patient


@pytest.mark.job("R5")
def test_from_an_idea_on_a_phone_to_a_settled_account(visit, clock, city, officer, resident):
    world = decided_call(visit, clock, city, officer, resident)
    assert world.proposal.state == "chosen"
    followers = world.call.stages.filter(kind__in=["agree", "deliver", "upkeep"])
    assert set(followers.values_list("state", flat=True)) == {"open"}
    anybody = visit()
    anybody.goto(f"/calls/{world.call.slug}/results/")
    for number in ("K/1/2027", "Z/7/2027", "R/12/2027"):
        assert number in anybody.inner_text("main")
    one = agree(visit, clock, world, resident)
    pay(visit, city, officer, one)
    show_what_was_bought(visit, clock, one, officer, resident)
    report_and_settle(visit, clock, one, officer, resident)


def decided_call(visit, clock, city, officer: Person, resident: Person) -> SimpleNamespace:
    """Everything up to the published decision: call, proposal (no. 1, the resident's), committee."""
    with_streets(city)
    people = [make_person(name) for name in ("Halina Dębska", "Piotr Zawada", "Nadia Bondar", "Jan Kos")]
    call = rounds_call(city, officer, people=people, annexes=True, slug="trzy-rundy")
    send_an_idea(visit, call, resident)
    other = send_idea(call, make_person("Ewa Sosna"), title="Ławki na Rynku", at=clock.now)
    meet_and_advise(visit, clock, call, officer, people)
    read_and_answer(visit, clock, call, resident)
    send_the_full_application(visit, clock, call, resident)
    assert Proposal.objects.get(pk=other.pk).state == "declined"
    judge(clock, call, officer)
    decide_and_publish(visit, clock, call, officer)
    proposal = Proposal.objects.get(call=call, number=1)
    return SimpleNamespace(call=call, proposal=proposal, committee=committee_of(call), officer=officer)


def send_an_idea(visit, call: Call, resident: Person) -> None:
    """The idea and its rough costs, on a phone."""
    phone = visit(width=360, person=resident)
    begin(phone, call)
    fill(phone, IDEA)
    phone.select_option("#id_category", "courtyard")
    add_a_photo(phone, "Puste podwórko z betonu.")
    save_and_go_on(phone, "place_step")
    if not put_on_the_map(phone):
        fill(phone, {"place-lat": "53,8958", "place-lon": "16,1184"})
    phone.fill("#id_place", "ul. Młyńska 12")
    phone.check("input[name=owner][value=city]")
    save_and_go_on(phone, "money")
    tell_the_costs(phone, COSTS[:1])
    picture(phone, "rounds-01-rough-costs")
    save_and_go_on(phone, "check-and-send")
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "rounds-02-send-idea")
    declare_and_send(phone)
    picture(phone, "rounds-03-receipt")
    idea = Proposal.objects.get(call=call, number=1)
    assert (idea.state, idea.author, idea.requested) == ("idea", resident, 4000)
    assert idea.receipt in phone.inner_text("main")
    assert phone.errors == []


def meet_and_advise(visit, clock, call: Call, officer: Person, people: list[Person]) -> None:
    """The committee is called, one member steps aside beforehand, the idea is invited with two recommendations."""
    clock.to(call.stages.filter(kind="propose").order_by("order")[0].closes_at + timedelta(hours=1))
    clock.tick()
    desk, base = visit(person=officer), f"/desk/calls/{call.slug}/meetings/"
    desk.goto(f"/desk/calls/{call.slug}/")
    press(desk, f"main a[href='{base}']", until=f"**{base}")
    assert axe(desk) == []
    press(desk, f"a[href='{base}new/']", until=f"**{base}new/")
    starts = clock.now.replace(hour=15, minute=0) + timedelta(days=3)
    fill(
        desk,
        {
            "starts_at": starts.strftime("%Y-%m-%dT%H:%M"),
            "ends_at": (starts + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
            "place": "Ratusz, sala 12, wejście bez progu",
        },
    )
    assert axe(desk) == []
    picture(desk, "rounds-04-call-a-meeting")
    press(desk, "main form button.ds-button", until=f"**{base}1/")
    desk.fill("#id_each", "20")
    press(desk, "form:has(input[value=agenda]) button.ds-button", until=f"**{base}1/#agenda")
    made = Meeting.objects.get(call=call)
    assert made.items.count() == 2
    assert made.event.registrations.count() == 4
    picture(desk, "rounds-05-agenda")

    aside = visit(width=360, person=people[3])
    aside.goto(f"/calls/{call.slug}/meetings/1/")
    assert axe(aside) == []
    assert sideways(aside) == 0
    press(aside, "#point-1 summary")
    aside.fill("#point-1 input[name=reason]", "Mieszkam w klatce B.")
    press(aside, "#point-1 form button", until="**/meetings/1/#point-1")
    picture(aside, "rounds-06-stepped-aside")
    assert visit().goto(f"/calls/{call.slug}/meetings/1/").status == 404

    clock.to(made.starts_at + timedelta(minutes=5))
    desk.goto(f"{base}1/")
    for person in people:
        desk.check(f"input[name=present][value='{person.pk}']")
    desk.check(f"input[name=chair][value='{people[0].pk}']")
    press(desk, "form:has(input[value=presence]) button.ds-button", until=f"**{base}1/#there")
    press(desk, "button[value=hold]", until=f"**{base}1/#points")
    assert "Jan Kos" in desk.inner_text("#point-1")
    first, second = desk.locator("#point-1"), desk.locator("#point-2")
    for field, text in zip(first.locator("textarea[name=texts]").all(), ADVICE, strict=False):
        field.fill(text)
    first.locator("textarea[name=note]").fill("Pomysł jest dobry, brakuje cienia.")
    first.locator("input[name=outcome][value=invite]").check()
    press(desk, "#point-1 form:has(input[value=point]) button", until=f"**{base}1/#point-1")
    # Advising against it needs its reason; what was chosen stays.
    second.locator("input[name=outcome][value=decline]").check()
    press(desk, "#point-2 form:has(input[value=point]) button")
    desk.wait_for_selector("[data-errors]")
    assert second.locator("input[name=outcome][value=decline]").is_checked()
    second.locator("textarea[name=note]").fill("Rynek będzie przebudowany w tym roku.")
    press(desk, "#point-2 form:has(input[value=point]) button", until=f"**{base}1/#point-2")
    assert axe(desk) == []
    assert sideways(desk) == 0
    picture(desk, "rounds-07-points")
    desk.fill("#id_text", "Następne posiedzenie w lutym.")
    press(desk, "form:has(input[value=publish]) button.ds-button")
    desk.wait_for_selector("#done")
    made.refresh_from_db()
    assert made.minutes_at == clock.now

    anybody = visit(scheme="dark")
    anybody.goto(f"/calls/{call.slug}/meetings/1/")
    shown = anybody.inner_text("main")
    assert "Jan Kos" in shown
    assert "klatce B" not in shown
    assert ADVICE[0] not in shown  # public with the full application
    assert axe(anybody) == []
    picture(anybody, "rounds-08-minutes")
    paper = anybody.request.get(f"/calls/{call.slug}/meetings/1/minutes.pdf")
    assert paper.body().startswith(b"%PDF")
    assert aside.errors == desk.errors == anybody.errors == []


def read_and_answer(visit, clock, call: Call, resident: Person) -> None:
    """On a phone: one recommendation adopted, one not, and why."""
    phone = visit(width=360, person=resident)
    phone.goto("/inbox/")
    address = f"/calls/{call.slug}/proposals/1/recommendations/"
    press(phone, f"a[href='{address}']", until=f"**{address}")
    assert axe(phone) == []
    assert sideways(phone) == 0
    phone.check("input[name=answer-1][value=adopted]")
    phone.check("input[name=answer-2][value=not]")
    press(phone, "form:has(textarea) button.ds-button")
    phone.wait_for_selector("[data-errors], .ds-error-summary")
    picture(phone, "rounds-09-why-not")
    assert phone.locator("input[name=answer-2][value=not]").is_checked()
    phone.fill("#id_why-2", "Spółdzielnia odmówiła. Wodę daje szkoła obok.")
    press(phone, "form:has(textarea) button.ds-button", until=f"**{address}")
    assert set(Recommendation.objects.values_list("number", "answer")) == {(1, "adopted"), (2, "not")}
    picture(phone, "rounds-10-answered")
    assert phone.errors == []


def send_the_full_application(visit, clock, call: Call, resident: Person) -> None:
    """At home, with annexes; what the idea said is filled in already."""
    clock.to(call.stages.get(kind="meet").closes_at + timedelta(hours=2))
    clock.tick()
    home = visit(person=resident)
    home.goto("/inbox/")
    press(home, "a[href*='/drafts/']", until="**/drafts/**")
    home.goto(home.url.rsplit("/", 2)[0] + "/idea/")
    assert home.input_value("#id_title") == IDEA["title"]
    fill(home, {"what": "Klomb, dwie ławki, trzy drzewa i pergola, która daje cień."})
    save_and_go_on(home, "place_step")
    home.fill("#id_access", "Dojście bez progu od ulicy.")
    save_and_go_on(home, "money")
    fill(home, {"work_hours": "40", "schedule": FULL["schedule"]})
    save_and_go_on(home, "annexes")
    home.set_input_files("#id_design", {"name": "projekt.pdf", "mimeType": "application/pdf", "buffer": PDF})
    save_and_go_on(home, "care")
    home.fill("#id_who_cares", CARE)
    save_and_go_on(home, "check-and-send")
    assert axe(home) == []
    picture(home, "rounds-11-full-application")
    declare_and_send(home)
    picture(home, "rounds-12-receipt")
    sent = Proposal.objects.get(call=call, number=1)
    assert (sent.state, sent.submitted_at) == ("submitted", clock.now)
    assert sent.receipt in home.inner_text("main")
    anybody = visit()
    anybody.goto(f"/calls/{call.slug}/proposals/1/recommendations/")
    assert "Wodę daje szkoła obok" in anybody.inner_text("main")
    assert axe(anybody) == []
    picture(anybody, "rounds-13-answers-public")
    assert home.errors == anybody.errors == []


def judge(clock, call: Call, officer: Person) -> None:
    """The check and the score sheets: other stories show their pages."""
    clock.to(call.stages.filter(kind="propose").order_by("order")[1].closes_at + timedelta(hours=1))
    clock.tick()
    check = call.stages.get(kind="check")
    proposal = Proposal.objects.get(call=call, number=1)
    for item in check.frozen["settings"]["items"]:
        answers = {item["key"]: {"answer": "yes", "note": ""}}
        assessment.answer_check(by=officer, stage=check, proposal=proposal, answers=answers, at=clock.now)
    assessment.finish_check(by=officer, stage=check, proposal=proposal, passed=True, reason="", at=clock.now)
    clock.to(check.closes_at + timedelta(hours=1))
    clock.tick()
    stage = call.stages.get(kind="assess")
    for one in stage.assignments.filter(state="assigned").select_related("assessor"):
        assessment.declare(by=one.assessor, assignment=one, conflict=False, reason="", at=clock.now)
        one.refresh_from_db()
        scores = {key: {"points": "8", "reason": "Powód."} for key in CRITERIA}
        assessment.submit_sheet(by=one.assessor, assignment=one, scores=scores, at=clock.now)
    clock.to(stage.closes_at + timedelta(hours=1))
    clock.tick()


def decide_and_publish(visit, clock, call: Call, officer: Person) -> None:
    """The committee and the board recommend, the council decides: each with the number of its act."""
    desk, base = visit(person=officer), f"/desk/calls/{call.slug}/"
    desk.goto(f"{base}decide/")
    press(desk, CONFIRM, until=f"**{base}decide/")
    for number in ("K/1/2027", "Z/7/2027", "R/12/2027"):
        desk.goto(f"{base}acts/")
        desk.fill("#id_number", number)
        desk.fill("#id_on", clock.now.date().isoformat())
        press(desk, "form:has(#id_number) button.ds-button", until=f"**{base}acts/")
    picture(desk, "rounds-14-acts")
    desk.goto(f"{base}decide/")
    press(desk, CONFIRM, until=f"**{base}decide/")
    call.refresh_from_db()
    assert call.state == Call.State.DECIDED
    assert desk.errors == []


def agree(visit, clock, world: SimpleNamespace, resident: Person) -> Agreement:
    """Drafted from the decision, sent, read on a phone, signed on paper by both."""
    desk = visit(person=world.officer)
    desk.goto(f"/desk/calls/{world.call.slug}/agreements/")
    press(desk, "section.next form button", until="**/agreements/")
    desk.wait_for_selector("tbody a")
    one = Agreement.objects.get(proposal=world.proposal)
    page = f"/desk/agreements/{one.pk}/"
    desk.goto(f"{page}edit/")
    fill(desk, {"account": ACCOUNT, "party_address": "ul. Młyńska 12, Lipowiec"})
    press(desk, "button[name=do][value=save]:not(.vh)", until=f"**{page}")
    press(desk, "button[value=send]", until=f"**{page}")
    desk.wait_for_selector("#signing")
    picture(desk, "rounds-15-agreement")
    phone = visit(width=360, person=resident)
    phone.goto("/inbox/")
    press(phone, f"a[href='/agreements/{one.pk}/sign/']", until="**/sign/")
    assert "R/12/2027" in phone.inner_text("main")  # the act that decided stands in the agreement
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "rounds-16-to-sign")
    sign_both(world.officer, one.versions.get(), on=timezone.localdate(), at=clock.now)
    one.refresh_from_db()
    assert (one.state, one.amount) == ("active", 4000)
    assert desk.errors == phone.errors == []
    return one


def pay(visit, city, officer: Person, one: Agreement) -> None:
    desk = visit(person=officer)
    desk.goto(f"/desk/payments/{city.slug}/")
    desk.check("input[name=instalments]")
    desk.fill("#id_from_account", CITY_ACCOUNT)
    desk.fill("#id_pay_on", timezone.localdate().isoformat())
    press(desk, "#order button[value=order]", until="**/payments/*/1/")
    desk.fill("#id_paid_on", timezone.localdate().isoformat())
    press(desk, "button[value=paid]")
    desk.wait_for_selector("button[value=paid]", state="detached")
    picture(desk, "rounds-17-paid")
    assert account_of(one).paid == 4000
    assert desk.errors == []


def show_what_was_bought(visit, clock, one: Agreement, officer: Person, resident: Person) -> None:
    """One invoice from a phone; the office accepts it."""
    clock.to(clock.now + timedelta(days=60))
    phone = visit(width=360, person=resident)
    phone.goto(f"/agreements/{one.pk}/costs/new/")
    if phone.locator("input[name=line]").count():
        phone.locator("input[name=line]").first.check()
    fill(phone, {"what": "Dwie ławki", "document": "FV 21/2027", "total": "4 000"})
    for day in ("issued_on", "paid_on"):
        phone.fill(f"#id_{day}", timezone.localdate().isoformat())
    phone.set_input_files("#id_photo", {"name": "faktura.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    press(phone, "button[name=do][value=save]:not(.vh)", until=f"**/agreements/{one.pk}/costs/")
    press(phone, "section.next form button", until=f"**/agreements/{one.pk}/costs/")
    picture(phone, "rounds-18-cost")
    desk = visit(person=officer)
    desk.goto(f"/desk/agreements/{one.pk}/costs/?cost=1#now")
    press(desk, "button[name=do][value=accept]:not(.vh)", until=f"**/desk/agreements/{one.pk}/costs/**")
    desk.wait_for_selector(".is[data-is=done]")
    assert account_of(one).accepted == 4000
    assert desk.errors == phone.errors == []


def report_and_settle(visit, clock, one: Agreement, officer: Person, resident: Person) -> None:
    """The report from a phone, its answer, the account closed: nothing comes back. The register tells everybody."""
    clock.to(datetime.combine(one.ends_on + timedelta(days=5), clock.now.timetz()))
    phone = visit(width=360, person=resident)
    phone.goto(f"/agreements/{one.pk}/reports/1/")
    for box in phone.locator("input[name^=results-][name$=-reached]:not([type=hidden])").all():
        box.fill("1")
    fill(phone, {"what_was_done": "Klomb, dwie ławki, trzy drzewa.", "who_took_part": "Osiem osób z Młyńskiej."})
    press(phone, "button[name=go][value=send]", until="**/reports/1/")
    phone.wait_for_selector(".is[data-is=check]")
    picture(phone, "rounds-19-report")
    desk = visit(person=officer)
    desk.goto(f"/desk/agreements/{one.pk}/reports/1/")
    press(desk, "button[name=do][value=accept]")
    desk.wait_for_selector(".is[data-is=done]")
    desk.goto(f"/desk/agreements/{one.pk}/settlement/")
    desk.check("#id_sure")
    press(desk, "#settle form button")
    desk.wait_for_selector("#settle", state="detached")
    picture(desk, "rounds-20-settled")
    one.refresh_from_db()
    assert one.state in ("performed", "in_care")
    assert (one.settlement.paid, one.settlement.accepted, one.settlement.due_back) == (4000, 4000, 0)
    anybody = visit()
    anybody.goto("/agreements/")
    assert IDEA["title"] in anybody.inner_text("main")
    assert resident.name not in anybody.inner_text("main")
    picture(anybody, "rounds-21-register")
    assert desk.errors == phone.errors == anybody.errors == []
