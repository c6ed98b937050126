"""From another city's brochure to one's own call: a practice is written, read by editor and expert, adopted by a city
that has another law and reads another language, run to a decision, and tells what came of it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from skwer.apps.assessment import actions as assessment
from skwer.apps.calls.kits import preset
from skwer.apps.calls.models import Call, Decision, Proposal
from skwer.apps.calls.queries import verify_decision
from skwer.apps.people.models import Person
from skwer.apps.practices.models import Kit, Practice, Transfer
from skwer.apps.voting import actions as voting

from ..factories import make_city, make_person, make_proposal
from ..library_factories import IN_ENGLISH, RECORD, make_expert, officer_of
from ..practices_factories import make_network
from .conftest import axe, picture, sideways
from .steps import CONFIRM, fill, press

pytestmark = pytest.mark.django_db(transaction=True)
SLUG = "nasze-podworka-2027"


def document() -> dict[str, Any]:
    """A kit by which a city pays residents in another currency: what Polish law does not let it do."""
    kit = preset("participatory-budget")
    kit["scheme"] |= {"vehicle": "other", "support": "cash", "legal_basis": {"en": "The city's own programme."}}
    kit["scheme"]["legal_basis"]["pl"] = "Własny program miasta."
    kit["call"] |= {"currency": "EUR", "pot": "20000.00", "request_min": "0.00", "request_max": "5000.00"}
    return kit


@pytest.mark.job("LP1", "LP2", "E5")
def test_from_a_written_practice_to_evidence_of_another_citys_call(visit, clock, city, officer, tmp_path):
    home = make_city("ostoja", name="Ostoja", short_name="Ostoja", country="CZ", population=90_000)
    author, lead = officer_of(home), make_city("przystan", name="Przystań", short_name="Przystań")
    editor, project = officer_of(lead), make_network(lead, home, city, slug="siec")
    expert = make_expert(project)

    practice = write_and_hand_in(visit, author, project.pk)
    ask_for_evidence_and_accept(visit, practice, author, editor, expert)
    bring_the_kit_in(visit, author, practice, tmp_path)
    transfer = read_it_in_polish_and_adopt_it(visit, officer, practice)
    decide_every_element(visit, officer, transfer)
    call = resolve_the_law_and_open(visit, clock, officer, transfer)
    run_it_to_a_decision(visit, clock, officer, call)
    read_what_came_of_it(visit, practice, call)


def write_and_hand_in(visit, author: Person, project: int) -> Practice:
    page = visit(person=author, language="en")
    page.goto("/en/desk/practices/new/")
    fill(page, {"title": IN_ENGLISH["title"], "summary": IN_ENGLISH["summary"]})
    page.select_option("#id_language", "en")
    page.select_option("#id_project", str(project))
    press(page, ".save-bar button.ds-button")
    practice = Practice.objects.get()
    page.wait_for_url(f"**/en/desk/practices/{practice.slug}/**")
    if "to=pl" not in page.url:
        page.goto(f"/en/desk/practices/{practice.slug}/?to=pl")
    for part in RECORD:
        page.fill(f"[name={part}_en]", IN_ENGLISH[part])
        page.fill(f"[name={part}_pl]", RECORD[part])
    page.check("[name=verdict][value=worked]")
    for theme in ("greenery", "depopulation"):
        page.check(f"[name=themes][value={theme}]")
    for name, value in {"city.name": "Ostoja", "city.population": "90000"}.items():
        page.fill(f"[name='{name}']", value)
    page.select_option("[name='city.country']", "CZ")
    assert (axe(page), sideways(page)) == ([], 0)
    press(page, ".save-bar button[name=submit]")
    page.wait_for_load_state()
    practice.refresh_from_db()
    assert practice.versions.get().state == "submitted", page.locator("[data-errors]").all_inner_texts()
    assert visit().goto(f"/practices/{practice.slug}/").status == 404
    return practice


def ask_for_evidence_and_accept(visit, practice: Practice, author: Person, editor: Person, expert: Person) -> None:
    """The editor passes it on; the expert sends it back for evidence, gets it, and accepts."""
    address = f"/desk/practices/{practice.slug}/review/"
    reading = {"editor": visit(person=editor), "expert": visit(person=expert), "author": visit(person=author)}

    def says(who: str, button: str) -> None:
        press(reading[who], button)
        reading[who].goto(address)

    for page in reading.values():
        page.goto(address)
    says("editor", "#word button[name=accept]")
    page = reading["expert"]
    page.goto(address)
    press(page, "#part-evidence details:has(button[name=comment]) summary")
    page.fill("#id_text-evidence", "Dziewięć ogrodów: kto je policzył i kiedy?")
    press(page, "#part-evidence button[name=comment]")
    page.fill("#id_reason", "Proszę o źródło liczby.")
    says("expert", "#word button[name=ask_changes]")

    page = reading["author"]
    page.goto(f"/desk/practices/{practice.slug}/?to=pl")
    page.fill("[name=evidence_en]", "Nine gardens of ten are alive after two years (survey of the greenery office).")
    page.fill("[name=evidence_pl]", "Dziewięć z dziesięciu ogrodów rośnie po dwóch latach (przegląd wydziału zieleni).")
    press(page, ".save-bar button[name=save]")
    page.goto(address)
    page.locator("#part-evidence textarea[name=answer]").fill("Policzył wydział zieleni; źródło dopisane.")
    says("author", "#part-evidence button[name=answer_it]")
    says("author", "button[name=submit]")

    reading["editor"].goto(address)
    says("editor", "#word button[name=accept]")
    page = reading["expert"]
    page.goto(address)
    page.locator("#part-evidence textarea[name=reason]").fill("Źródło jest.")
    press(page, "#part-evidence button[name=settle][value=accepted]")
    press(page, "#word button[name=accept]")
    practice.refresh_from_db()
    assert practice.current is not None
    assert practice.current.state == "validated"


def bring_the_kit_in(visit, author: Person, practice: Practice, folder) -> None:
    path = folder / "kit.json"
    path.write_text(json.dumps(document()), "utf-8")
    page = visit(person=author)
    page.goto("/desk/kits/import/")
    page.set_input_files("input[type=file]", str(path))
    page.select_option("#id_practice", str(practice.pk))
    press(page, "main form button.ds-button")
    page.wait_for_load_state()
    kit = Kit.objects.get()
    page.goto(f"/desk/kits/{kit.slug}/")
    press(page, "button[name=publish]")
    kit.refresh_from_db()
    assert kit.newest.is_published


def read_it_in_polish_and_adopt_it(visit, officer: Person, practice: Practice) -> Transfer:
    """Found by inflected words, read in one's own language, adopted from its page."""
    page = visit(width=360, person=officer)
    page.goto("/practices/?q=miasto+wyludnia+si%C4%99+ogrodów")
    expect(page.locator("#found")).to_contain_text(RECORD["title"])
    page.goto(f"/practices/{practice.slug}/")
    assert RECORD["needs"] in page.inner_text("main")
    assert IN_ENGLISH["needs"] not in page.inner_text("main")
    assert (axe(page), sideways(page)) == ([], 0)
    press(page, f"a[href='/desk/transfers/new/?practice={practice.slug}']")
    page.fill("#id_title", "Ogrody u nas")
    press(page, ".save-bar button.ds-button")
    transfer = Transfer.objects.get()
    page.wait_for_url(f"**/desk/transfers/{transfer.pk}/**")
    return transfer


def decide_every_element(visit, officer: Person, transfer: Transfer) -> None:
    page = visit(person=officer)
    for row in transfer.elements.all():
        page.goto(f"/desk/transfers/{transfer.pk}/elements/{row.key}/")
        if row.key == "measures":
            page.check("[name=decision][value=drop]")
            page.fill("[name=reason]", "Mierzymy już to samo w sprawozdaniu miasta.")
        elif row.key == "money":
            page.check("[name=decision][value=change]")
            page.check("[name=how][value=here]")
            for name, value in {"currency": "PLN", "pot": "80000", "request_max": "20000"}.items():
                field = page.locator(f"[name$='{name}']").first
                if name == "currency":
                    field.select_option(value)
                else:
                    field.fill(value)
            page.fill("[name=reason]", "Pula naszego budżetu, w złotych.")
        else:
            page.check("[name=decision][value=keep]")
        press(page, ".save-bar button.ds-button")
        page.wait_for_load_state()
        row.refresh_from_db()
        assert row.decision != "undecided", (row.key, page.locator("[data-errors]").all_inner_texts())
    page.goto(f"/desk/transfers/{transfer.pk}/")
    assert (axe(page), sideways(page)) == ([], 0)
    picture(page, "journey-matrix")


def resolve_the_law_and_open(visit, clock, officer: Person, transfer: Transfer) -> Call:
    page = visit(person=officer)
    page.goto(f"/desk/transfers/{transfer.pk}/open/")
    assert page.locator("button[name=do][value=open]").count() == 0  # the law first
    conflict = page.locator(".conflict").first
    assert "19b" in conflict.inner_text() or "11–18" in conflict.inner_text()
    while page.locator(".conflict").count():
        conflict = page.locator(".conflict").first
        if conflict.locator("[name$=way]").count() and not conflict.locator("[name$=way]:checked").count():
            conflict.locator("[name$=way]").first.check()
        conflict.locator("[name$=reason]").first.fill("Tego wymaga prawo w Polsce.")
        conflict.locator("button[value=mend]").click()
    fill(page, {"title": "Nasze podwórka 2027", "title_en": "Our courtyards 2027", "scheme_name": "Ogrody",
                "edition_name": "2027", "slug": SLUG, "first_day": "2027-01-04"})  # fmt: skip
    press(page, "button[name=do][value=open]")
    page.wait_for_url(f"**/desk/calls/{SLUG}/**")
    call = Call.objects.get(slug=SLUG)
    assert (call.transfer, call.kit_version, call.currency) == (transfer, transfer.kit_version, "PLN")
    page.goto(f"/desk/calls/{SLUG}/")
    assert page.locator("section[aria-labelledby=missing]").count() == 0, page.inner_text("main")
    press(page, f"a[href='/desk/calls/{SLUG}/announce/']")
    press(page, CONFIRM, until=f"**/desk/calls/{SLUG}/*")
    page.goto(f"/calls/{SLUG}/")
    assert RECORD["title"] in page.inner_text("main")  # where the call comes from
    page.goto(f"/calls/{SLUG}/regulations/changes/")
    assert page.locator("ins").count() > 0
    call.refresh_from_db()
    return call


def run_it_to_a_decision(visit, clock, officer: Person, call: Call) -> None:
    """What the call's own stories show by pages happens by actions here; the decision is the officer's, by pages."""
    stages = {stage.kind: stage for stage in call.stages.all()}
    clock.to(stages["propose"].opens_at + timedelta(hours=1))
    clock.tick()
    proposals = [make_proposal(call, requested="15000", at=clock.now) for _one in range(3)]
    clock.to(stages["propose"].closes_at + timedelta(minutes=1))
    clock.tick()
    check = call.stages.get(kind="check")
    for proposal in proposals:
        proposal.refresh_from_db()
        answers = {item["key"]: {"answer": "yes", "note": ""} for item in check.settings["items"]}
        assessment.answer_check(by=officer, stage=check, proposal=proposal, answers=answers, at=clock.now)
        assessment.finish_check(by=officer, stage=check, proposal=proposal, passed=True, reason="", at=clock.now)
    clock.to(stages["vote"].opens_at + timedelta(minutes=1))
    clock.tick()
    vote = call.stages.get(kind="vote")
    for number in (1, 2, 3, 1):
        voting.cast_ballot(by=make_person(), stage=vote, choices=[number], declared=True, at=clock.now)
    clock.to(stages["vote"].closes_at + timedelta(minutes=1))
    clock.tick()
    clock.to(stages["decide"].opens_at + timedelta(hours=1))
    clock.tick()
    desk = visit(person=officer)
    desk.goto(f"/desk/calls/{call.slug}/decide/")
    fill(desk, {"act_number": "ZP.1.2027"})
    press(desk, "form.part .ds-button")
    desk.wait_for_selector("input[name=do][value=publish]", state="attached")
    press(desk, "form.part .ds-button")
    desk.wait_for_selector(f"a[href='/calls/{call.slug}/results/']")
    assert Decision.objects.get(call=call).published_at is not None
    assert verify_decision(Decision.objects.get(call=call)) == []


def read_what_came_of_it(visit, practice: Practice, call: Call) -> None:
    page = visit(language="en")
    page.goto(f"/en/practices/{practice.slug}/")
    row = page.locator(".evidence tbody tr")
    assert row.count() == 1
    cells = row.locator("td").all_inner_texts()
    chosen = Proposal.objects.filter(call=call, state="chosen").count()
    assert cells[:4] == ["3", str(chosen), "3", "4"]  # sent, chosen, people who wrote them, voters
    assert cells[4].startswith("–")  # nobody worked yet: not known, not nought
    assert (axe(page), sideways(page), page.errors) == ([], 0, [])
    picture(page, "journey-evidence")
