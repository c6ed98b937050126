"""A call at the desk, from its first day to its result: begun, set up, announced, opened, closed, decided, replaced."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Reopening, Stage
from skwer.apps.forms.reading import render_post
from skwer.web.proposals.wizard import Way
from tests.factories import ANSWERS, make_body, make_call, make_person, make_proposal

from .resident import call_now, sign_in
from .sent_form import fields_of

PRESETS = ("micro-grant", "participatory-budget", "local-initiative")


@pytest.fixture
def desk(client, officer):
    return sign_in(client, officer)


def asked(city, **other: str) -> dict[str, str]:
    return {
        "organisation": str(city.pk), "start": "preset:micro-grant", "scheme_name": "Mikrodotacje",
        "edition_name": "2027", "title": "Ławki nad Strugą", "title_en": "", "slug": "", "first_day": "2027-03-01",
        **other,
    }  # fmt: skip


def main_of(answer) -> str:
    page = answer.content.decode()
    return page[page.index("<main") : page.index("</main>")]


# --- beginning ----------------------------------------------------------------------------------------------


def test_the_dates_are_shown_before_anything_is_saved(desk, city):
    answer = desk.post("/desk/calls/new/", asked(city, dates="1"))
    assert answer.status_code == 200
    assert "1 marca 2027, 9:00" in main_of(answer)
    assert 'value="Ławki nad Strugą"' in main_of(answer)
    assert not Call.objects.exists()
    assert not city.schemes.exists()


def test_a_new_call_gets_its_address_from_its_title(desk, city):
    answer = desk.post("/desk/calls/new/", asked(city))
    assert (answer.status_code, answer.url) == (302, "/desk/calls/lawki-nad-struga/")
    assert Call.objects.get().state == Call.State.DRAFT


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_first_day_outside_any_calendar_is_said_at_its_field(desk, city, day):
    answer = desk.post("/desk/calls/new/", asked(city, first_day=day))
    assert answer.status_code == 422
    assert day in main_of(answer)
    assert not Call.objects.exists()


def test_a_taken_address_is_named_and_what_was_typed_stays(desk, city, officer):
    make_call(city, officer, slug="zajete")
    for more in ({}, {"dates": "1"}):
        answer = desk.post("/desk/calls/new/", asked(city, slug="zajete", **more))
        assert answer.status_code == 422
        assert 'href="#id_slug"' in main_of(answer)
        assert 'value="Ławki nad Strugą"' in main_of(answer)
    assert desk.post("/desk/calls/new/", asked(city, scheme_name="")).status_code == 422


def test_last_years_call_is_copied_with_its_dates_shifted(desk, city, officer):
    old = make_call(city, officer)
    page = desk.get(f"/desk/calls/new/?start=call:{old.pk}").content.decode()
    assert re.search(rf'value="call:{old.pk}"[^>]*checked', page)
    answer = desk.post("/desk/calls/new/", asked(city, start=f"call:{old.pk}", scheme_name=""))
    copied = Call.objects.get(slug="lawki-nad-struga")
    assert answer.url == "/desk/calls/lawki-nad-struga/"
    assert copied.copied_from == old
    assert timezone.localtime(copied.stages.get(order=1).opens_at).date().isoformat() == "2027-03-01"


# --- setting up ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", PRESETS)
def test_saving_every_page_unchanged_changes_nothing(desk, city, officer, preset):
    call = make_call(city, officer, preset=preset, announced=False)
    before = Call.objects.filter(pk=call.pk).values().get()
    page = f"/desk/calls/{call.slug}/edit/"
    assert desk.post(page, fields_of(desk.get(page))).status_code == 302
    assert Call.objects.filter(pk=call.pk).values().get() == before
    for stage in call.stages.all():
        page = f"/desk/calls/{call.slug}/stages/{stage.order}/"
        before = Stage.objects.filter(pk=stage.pk).values().get()
        assert desk.post(page, fields_of(desk.get(page))).status_code == 302
        assert Stage.objects.filter(pk=stage.pk).values().get() == before


def test_the_page_of_a_draft_leads_to_where_each_problem_is_mended(desk, city, officer):
    call = make_call(city, officer, announced=False)
    call.stages.filter(kind="assess").update(body=None, opens_at=None)
    page = main_of(desk.get(f"/desk/calls/{call.slug}/"))
    assert f'href="/desk/calls/{call.slug}/stages/3/#id_body"' in page
    assert f'href="/desk/calls/{call.slug}/stages/3/"' in page
    assert f"/desk/calls/{call.slug}/announce/" not in page
    body = main_of(desk.get(f"/desk/calls/{call.slug}/stages/3/"))
    assert 'id="id_body"' in body


def test_a_draft_without_faults_can_be_announced_from_its_page(desk, city, officer):
    call = make_call(city, officer, announced=False, first_day=(timezone.now() + timedelta(days=9)).date())
    assert f'href="/desk/calls/{call.slug}/announce/"' in main_of(desk.get(f"/desk/calls/{call.slug}/"))
    assert desk.post(f"/desk/calls/{call.slug}/announce/").status_code == 302
    call.refresh_from_db()
    assert call.state == Call.State.ANNOUNCED
    page = main_of(desk.get(f"/desk/calls/{call.slug}/"))
    assert 'class="is" data-is="sent"' in page.split("<h1")[0]  # announced is no draft any more
    assert desk.post(f"/desk/calls/{call.slug}/announce/").status_code == 409


def test_announcing_too_early_says_what_is_missing(desk, city, officer):
    call = make_call(city, officer, announced=False)
    call.stages.filter(kind="assess").update(body=None)
    answer = desk.post(f"/desk/calls/{call.slug}/announce/")
    assert answer.status_code == 422
    assert f'href="/desk/calls/{call.slug}/stages/3/#id_body"' in main_of(answer)


def test_sums_are_read_as_people_write_them_and_faults_stay_on_the_page(desk, city, officer):
    call = make_call(city, officer, announced=False)
    page = f"/desk/calls/{call.slug}/edit/"
    sent = fields_of(desk.get(page))
    assert desk.post(page, {**sent, "pot": "80 000,50"}).status_code == 302
    call.refresh_from_db()
    assert f"{call.pot}" == "80000.50"
    sent = fields_of(desk.get(page))
    answer = desk.post(page, {**sent, "pot": "dużo", "title_en": "Green yards"})
    assert answer.status_code == 422
    assert 'value="dużo"' in main_of(answer)
    assert 'value="Green yards"' in main_of(answer)
    answer = desk.post(page, {**sent, "request_max": "900 000", "applicants": []})
    assert answer.status_code == 422
    assert 'href="#id_request_max"' in main_of(answer)
    assert 'href="#id_applicants"' in main_of(answer)
    assert 'value="900 000"' in main_of(answer)


def test_the_citys_own_paragraphs_are_added_one_by_one(desk, city, officer):
    call = make_call(city, officer, announced=False)
    page = f"/desk/calls/{call.slug}/edit/"
    answer = desk.post(page, {**fields_of(desk.get(page)), "add": "clauses", "title_en": "Kept"})
    assert answer.status_code == 200
    assert 'value="Kept"' in main_of(answer)
    sent = {**fields_of(answer), "clauses.0.heading.pl": "Zwierzęta", "clauses.0.text.pl": "Psy są mile widziane."}
    assert desk.post(page, sent).status_code == 302
    call.refresh_from_db()
    assert call.clauses == [{"heading": {"pl": "Zwierzęta"}, "text": {"pl": "Psy są mile widziane."}}]


def test_a_question_is_added_moved_and_removed(desk, city, officer):
    call = make_call(city, officer, announced=False)
    page = f"/desk/calls/{call.slug}/stages/1/"
    path = "form.steps.0.questions"
    answer = desk.post(page, {**fields_of(desk.get(page)), "add": path})
    count = len(call.stages.get(order=1).settings["form"]["steps"][0]["questions"])
    new = f"{path}.{count}"
    assert re.search(rf'<details class="row-box" id="id_{re.escape(new)}" open', main_of(answer))
    assert "autofocus" in main_of(answer)
    sent = {**fields_of(answer), f"{new}.label.pl": "Czy masz klucz?", f"{new}.kind": "choice", f"{new}.place": "1"}
    answer = desk.post(page, sent)
    assert answer.status_code == 422  # a choice needs answers to choose from
    assert f'href="#id_{path}.0"' in main_of(answer)
    answer = desk.post(page, {**fields_of(answer), "add": f"{path}.0.options"})
    answer = desk.post(page, {**fields_of(answer), f"{path}.0.options.0.label.pl": "tak", "add": f"{path}.0.options"})
    sent = {**fields_of(answer), f"{path}.0.options.1.label.pl": "nie", f"{path}.{count}.gone": "on"}
    last = call.stages.get(order=1).settings["form"]["steps"][0]["questions"][-1]["key"]
    assert desk.post(page, sent).status_code == 302
    questions = call.stages.get(order=1).settings["form"]["steps"][0]["questions"]
    assert questions[0]["key"] == "czy_masz_klucz"
    assert [option["label"]["pl"] for option in questions[0]["options"]] == ["tak", "nie"]
    assert last not in [question["key"] for question in questions]


def test_weights_that_do_not_add_up_are_refused_where_they_stand(desk, city, officer):
    call = make_call(city, officer, announced=False)
    page = f"/desk/calls/{call.slug}/stages/3/"
    answer = desk.post(page, {**fields_of(desk.get(page)), "criteria.0.weight": "99", "ties": ["lower-request", "lot"]})
    assert answer.status_code == 422
    assert 'href="#id_criteria"' in main_of(answer)
    assert 'value="99"' in main_of(answer)
    sent = {**fields_of(desk.get(page)), "ties": ["lower-request", "criterion:usefulness", "lot", ""]}
    assert desk.post(page, sent).status_code == 302
    assert call.stages.get(order=3).settings["ties"] == ["lower-request", "criterion:usefulness", "lot"]


def test_two_officers_do_not_overwrite_each_other_unseen(desk, city, officer):
    call = make_call(city, officer, announced=False)
    page = f"/desk/calls/{call.slug}/stages/4/"
    mine = fields_of(desk.get(page))
    assert desk.post(page, {**mine, "most": "5"}).status_code == 302
    late = desk.post(page, {**mine, "most": "7"})
    assert late.status_code == 409
    assert 'value="7"' in main_of(late)
    assert call.stages.get(order=4).settings["most"] == 5
    assert desk.post(page, fields_of(late)).status_code == 302
    assert call.stages.get(order=4).settings["most"] == 7
    page = f"/desk/calls/{call.slug}/edit/"
    mine = fields_of(desk.get(page))
    assert desk.post(page, {**mine, "pot": "70000"}).status_code == 302
    assert desk.post(page, {**mine, "pot": "60000"}).status_code == 409


def test_stages_are_added_moved_and_removed_in_a_draft(desk, city, officer):
    call = make_call(city, officer, announced=False)
    page = f"/desk/calls/{call.slug}/stages/"

    def order() -> list[str]:
        """The stages up to the decision; what follows it stays in its place."""
        kinds = list(call.stages.order_by("order").values_list("kind", flat=True))
        assert kinds[-3:] == ["agree", "deliver", "upkeep"]
        return kinds[:-3]

    assert desk.post(page, {"do": "down", "order": "2"}).status_code == 302
    assert order() == ["propose", "assess", "check", "vote", "decide"]
    desk.post(page, {"do": "up", "order": "3"})
    desk.post(page, {"do": "remove", "order": "4"})
    assert order() == ["propose", "check", "assess", "decide"]
    answer = desk.post(page, {"do": "add", "kind": "vote"})
    assert answer.url == f"/desk/calls/{call.slug}/stages/4/"
    assert order() == ["propose", "check", "assess", "vote", "decide"]
    assert 'name="do" value="up"' in main_of(desk.get(f"/desk/calls/{call.slug}/"))
    assert desk.get(page).status_code == 405


def test_an_announced_call_keeps_its_order(desk, city, officer):
    call = make_call(city, officer)
    desk.post(f"/desk/calls/{call.slug}/stages/", {"do": "remove", "order": "4"})
    assert call.stages.count() == 8
    assert 'name="do"' not in main_of(desk.get(f"/desk/calls/{call.slug}/"))


# --- rules that are announced -------------------------------------------------------------------------------


def test_announced_rules_are_shown_and_not_changed_by_the_stages_page(desk, city, officer):
    call = call_now(city, officer)
    page = f"/desk/calls/{call.slug}/stages/3/"
    sent = fields_of(desk.get(page))
    assert "opens_at" not in sent
    assert "assessors" not in sent
    other = make_body(city, make_person("Ola"), make_person("Ala"), name="Druga komisja")
    sent |= {"title_pl": "Czytanie", "body": str(other.pk), "assessors": "9", "assessors.on": "1"}
    assert desk.post(page, sent).status_code == 302
    stage = call.stages.get(order=3)
    assert (stage.title_pl, stage.body, stage.settings["assessors"]) == ("Czytanie", other, 2)


def test_announced_texts_change_and_sums_do_not(desk, city, officer):
    call = call_now(city, officer)
    page = f"/desk/calls/{call.slug}/edit/"
    sent = fields_of(desk.get(page))
    assert "pot" not in sent
    assert desk.post(page, {**sent, "title_en": "Green yards", "pot": "1"}).status_code == 302
    before = call.pot
    call.refresh_from_db()
    assert (call.title_en, call.pot) == ("Green yards", before)


def test_reopening_needs_a_reason_and_keeps_what_was_typed(desk, city, officer):
    call = call_now(city, officer)
    page = f"/desk/calls/{call.slug}/stages/1/reopen/"
    closes = timezone.localtime(call.stages.get(order=1).closes_at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    sent = {**fields_of(desk.get(page)), "group_size": "4", "closes_at": closes}
    answer = desk.post(page, sent)
    assert answer.status_code == 422
    assert 'href="#id_reason"' in main_of(answer)
    assert re.search(r'name="group_size"[^>]*value="4"', main_of(answer))
    call.stages.filter(order__gt=1).update(opens_at=None)
    assert desk.post(page, {**fields_of(answer), "reason": "Prosili o to mieszkańcy."}).status_code == 302
    assert {change["what"] for change in Reopening.objects.get().changes} == {"settings.group_size", "closes_at"}
    assert desk.post(page, {**fields_of(desk.get(page)), "reason": "Nic"}).status_code == 422


def test_sums_are_reopened_with_a_reason(desk, city, officer):
    call = call_now(city, officer)
    page = f"/desk/calls/{call.slug}/stages/2/reopen/"
    sent = {**fields_of(desk.get(page)), "call-pot": "95 000", "reason": "Rada dała więcej."}
    assert desk.post(page, sent).status_code == 302
    call.refresh_from_db()
    assert call.pot == 95000
    assert [change["what"] for change in Reopening.objects.get().changes] == ["call.pot"]
    bad = desk.post(page, {**fields_of(desk.get(page)), "call-pot": "x", "reason": "y"})
    assert bad.status_code == 422
    assert 'href="#id_call-pot"' in main_of(bad)


# --- running ------------------------------------------------------------------------------------------------


def test_a_running_call_says_what_the_clock_does_next(desk, city, officer):
    call = call_now(city, officer)
    page = main_of(desk.get(f"/desk/calls/{call.slug}/"))
    assert page.count("Pomysły") >= 2
    assert f"/desk/calls/{call.slug}/stages/1/close/" in page
    assert f"/desk/calls/{call.slug}/proposals/" in page


def test_closing_early_is_refused_with_the_way_out(desk, city, officer):
    call = call_now(city, officer)
    answer = desk.post(f"/desk/calls/{call.slug}/stages/1/close/")
    assert answer.status_code == 422
    assert call.stages.get(order=1).state == Stage.State.OPEN


def test_a_stage_is_opened_and_closed_by_hand(desk, city, officer):
    call = call_now(city, officer, since=60, kinds=["propose", "check", "vote", "decide"])
    actions.tick(at=call.stages.get(order=1).closes_at)
    stage = call.stages.get(kind="check")
    Stage.objects.filter(pk=stage.pk).update(state=Stage.State.PLANNED, opened_at=None)
    assert desk.post(f"/desk/calls/{call.slug}/stages/2/open/").status_code == 302
    assert desk.post(f"/desk/calls/{call.slug}/stages/2/open/").status_code == 409
    assert desk.post(f"/desk/calls/{call.slug}/stages/2/close/").status_code == 302
    assert call.stages.get(kind="check").state == Stage.State.CLOSED
    assert desk.get(f"/desk/calls/{call.slug}/stages/9/open/").status_code == 404


def test_cancelling_needs_a_reason(desk, city, officer):
    call = make_call(city, officer)
    answer = desk.post(f"/desk/calls/{call.slug}/cancel/", {"reason": " "})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in main_of(answer)
    assert desk.post(f"/desk/calls/{call.slug}/cancel/", {"reason": "Brak pieniędzy."}).status_code == 302
    assert "Brak pieniędzy." in main_of(desk.get(f"/desk/calls/{call.slug}/"))
    assert desk.post(f"/desk/calls/{call.slug}/cancel/", {"reason": "x"}).status_code == 409


# --- paper --------------------------------------------------------------------------------------------------


def _paper(call: Call, **other: str) -> dict[str, list[str] | str]:
    form = Way(make_proposal(call, submitted=False)).form
    sent: dict[str, list[str] | str] = {}
    for name, value in render_post(form, {k: v for k, v in ANSWERS.items() if form.question(k)}):
        sent.setdefault(name, []).append(value)  # type: ignore[union-attr]
    today = timezone.localdate().isoformat()
    return {**sent, "applicant_kind": "person", "paper_name": "Wanda Lis", "received_date": today, **other}


@pytest.mark.job("O2")
def test_an_application_from_paper_gets_its_number(desk, city, officer):
    call = call_now(city, officer)
    page = f"/desk/calls/{call.slug}/paper/"
    sent = _paper(call)
    bad = desk.post(page, {**sent, "why": ""})
    assert bad.status_code == 422
    assert 'value="Wanda Lis"' in main_of(bad)
    assert 'href="#id_why"' in main_of(bad)
    assert desk.post(page, {**sent, "received_date": "wczoraj"}).status_code == 422
    answer = desk.post(page, sent)
    assert answer.url == f"/desk/calls/{call.slug}/proposals/1/"
    assert "Wanda Lis" in main_of(desk.get(answer.url))


def test_adding_a_row_of_costs_checks_nothing(desk, city, officer):
    call = call_now(city, officer)
    answer = desk.post(f"/desk/calls/{call.slug}/paper/", {**_paper(call, paper_name=""), "add_row": "costs"})
    assert answer.status_code == 200
    assert main_of(answer).count('class="cost-row"') == len(ANSWERS["costs"]) + 1
