"""The plan of a transfer as page, form and paper; questions; trials of a transfer."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from skwer.apps.practices import actions
from skwer.apps.practices.actions import transfers as transferring
from skwer.apps.practices.models import PlanStep, Transfer, TransferQuestion, Trial
from tests.factories import AT, make_city, make_member, make_person
from tests.library_factories import make_practice
from tests.practices_factories import make_network, make_trial
from tests.transfers_factories import make_transfer

pytestmark = pytest.mark.django_db

STEP = {
    "title": "Uchwała o inicjatywie lokalnej", "stage": "adapt", "owner": "Biuro Prawne",
    "starts_on": date(2027, 2, 1), "ends_on": date(2027, 3, 31), "cost": Decimal(12000), "currency": "PLN",
    "measure": "Rada przyjęła uchwałę.",
}  # fmt: skip
TYPED = {**STEP, "do": "add", "cost": "12 000,50", "starts_on": "2027-02-01", "ends_on": "2027-03-31", "detail": ""}


@pytest.fixture
def keeper():
    return make_city("ostoja", name="Ostoja")


@pytest.fixture
def keepers_officer(keeper):
    person = make_person("Jana Dvořák", second_factor=True)
    make_member(person, keeper, "officer")
    return person


@pytest.fixture
def transfer(city, officer, keeper, keepers_officer) -> Transfer:
    return make_transfer(city, officer, practice=make_practice(keeper, keepers_officer))


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def add(transfer, by, **changes) -> PlanStep:
    return actions.add_step(by=by, transfer=transfer, values={**STEP, **changes}, at=AT)


def plan_text(response) -> str:
    pages = PdfReader(BytesIO(response.content)).pages
    whole = " ".join(page.extract_text() for page in pages)
    return " ".join(re.sub("\u00ad\\s*", "", whole).split())  # a word broken in two is one word


# --- the plan


def test_the_plan_is_read_by_everybody_once_the_transfer_is(client, transfer, officer, stranger):
    add(transfer, officer)
    urls = (f"/transfers/{transfer.pk}/plan/", f"/transfers/{transfer.pk}/plan.pdf")
    for url in urls:
        assert client.get(url).status_code == 404
        assert sign_in(client, stranger).get(url).status_code == 404
        assert sign_in(client, officer).get(url).status_code == 200
        client.logout()
    transferring.publish_transfer(by=officer, transfer=transfer, at=AT)
    for url in urls:
        assert client.get(url).status_code == 200
    html = client.get(urls[0]).content.decode()
    assert "Uchwała o inicjatywie lokalnej" in html
    assert "12\u00a0000\u00a0zł" in html
    assert 'name="do"' not in html


def test_the_desk_of_the_plan_is_closed_to_other_cities(client, transfer, officer, stranger, resident, auditor):
    step = add(transfer, officer)
    urls = (f"/desk/transfers/{transfer.pk}/plan/", f"/desk/transfers/{transfer.pk}/plan/{step.pk}/")
    for url in urls:
        assert client.get(url).status_code == 302
    for person in (stranger, resident):
        sign_in(client, person)
        for url in urls:
            assert client.get(url).status_code == 404
            assert client.post(url, TYPED).status_code == 404
    sign_in(client, auditor)
    assert client.get(urls[0]).status_code == 200
    assert 'name="do"' not in client.get(urls[0]).content.decode()
    assert client.post(urls[0], TYPED).status_code == 403
    assert client.post(urls[1], TYPED).status_code == 403
    assert transfer.steps.count() == 1


def test_a_step_is_added_marked_changed_and_taken_out(client, transfer, officer):
    sign_in(client, officer)
    url = f"/desk/transfers/{transfer.pk}/plan/"
    assert 'class="blank"' in client.get(url).content.decode()
    answer = client.post(url, TYPED)
    step = PlanStep.objects.get()
    assert answer.headers["Location"] == f"{url}#step-{step.pk}"
    assert (step.cost, step.order) == (Decimal("12000.50"), 1)
    client.post(url, {"do": "done", "step": step.pk})
    assert PlanStep.objects.get().done_on == timezone.localdate()
    client.post(url, {"do": "reopen", "step": step.pk})
    assert PlanStep.objects.get().done_on is None
    one = f"{url}{step.pk}/"
    assert 'value="12000,50"' in client.get(one).content.decode() or "12000.50" in client.get(one).content.decode()
    assert client.post(one, {**TYPED, "do": "save", "cost": "", "title": "Uchwała"}).status_code == 302
    step.refresh_from_db()
    assert (step.title, step.cost) == ("Uchwała", None)
    late = client.post(one, {"do": "done", "done_on": (timezone.localdate() + timedelta(days=3)).isoformat()})
    assert late.status_code == 422
    client.post(one, {"do": "done", "done_on": "2026-11-02"})
    assert PlanStep.objects.get().done_on == date(2026, 11, 2)
    assert client.post(one, {"do": "remove"}).status_code == 422
    client.post(url, {"do": "reopen", "step": step.pk})
    assert client.post(one, {"do": "remove"}).status_code == 302
    assert client.get(one).status_code == 404


def test_bad_input_keeps_what_was_typed_and_says_where(client, transfer, officer):
    sign_in(client, officer)
    bad = {**TYPED, "ends_on": "2027-01-01", "cost": "dużo", "title": "Rozmowa z radą"}
    answer = client.post(f"/desk/transfers/{transfer.pk}/plan/", bad)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Rozmowa z radą" in html
    assert 'href="#id_cost"' in html
    bad["cost"] = ""
    html = client.post(f"/desk/transfers/{transfer.pk}/plan/", bad).content.decode()
    assert 'href="#id_ends_on"' in html
    assert not transfer.steps.exists()


def test_a_step_of_another_transfer_is_not_there(client, transfer, officer, other_city, stranger):
    foreign = add(make_transfer(other_city, stranger), stranger)
    sign_in(client, officer)
    assert client.get(f"/desk/transfers/{transfer.pk}/plan/{foreign.pk}/").status_code == 404
    for pk in (foreign.pk, "x", ""):
        answer = client.post(f"/desk/transfers/{transfer.pk}/plan/", {"do": "done", "step": pk})
        assert answer.status_code == 404


def test_the_plan_of_a_transfer_that_ended_is_read_only(client, transfer, officer):
    step = add(transfer, officer)
    transferring.drop_transfer(by=officer, transfer=transfer, reason="Brak pieniędzy.", at=AT)
    sign_in(client, officer)
    url = f"/desk/transfers/{transfer.pk}/plan/"
    assert 'name="do"' not in client.get(url).content.decode()
    assert client.post(url, {"do": "done", "step": step.pk}).status_code == 409
    assert client.post(f"{url}{step.pk}/", {**TYPED, "do": "save"}).status_code == 409


def test_a_long_plan_costs_no_more_queries_than_a_short_one(client, transfer, officer, django_assert_max_num_queries):
    for number in range(12):
        add(transfer, officer, title=f"Krok {number}")
    sign_in(client, officer)
    with django_assert_max_num_queries(20):
        client.get(f"/desk/transfers/{transfer.pk}/plan/")


def test_the_money_of_the_plan_is_the_pot_divided_by_the_kits_budget(client, transfer, officer):
    transfer.document = {
        **transfer.document,
        "call": {**transfer.document["call"], "pot": "90000.00", "currency": "PLN"},
        "budget": [
            {"key": "grants", "title": {"pl": "Dotacje", "en": "Grants"}, "percent": 85},
            {"key": "coaching", "title": {"pl": "Doradztwo", "en": "Coaching"}, "percent": 15},
        ],
    }
    transfer.save()
    sign_in(client, officer)
    html = client.get(f"/transfers/{transfer.pk}/plan/").content.decode()
    assert "76\u00a0500\u00a0zł" in html
    assert "13\u00a0500\u00a0zł" in html


def filled(transfer, officer) -> None:
    """A matrix with a reason, a vehicle, an owner and a risk; two steps, one done."""
    transferring.decide_element(
        by=officer, transfer=transfer, key="vehicle", decision="change", reason="Osoby nie dostaną gotówki.",
        vehicle="inicjatywa lokalna, art. 19b", owner="Biuro Prawne", risk="Rada nie przyjmie uchwały.",
        risk_level="high", in_words=True, at=AT,
    )  # fmt: skip
    transferring.decide_element(by=officer, transfer=transfer, key="money", decision="keep", at=AT)
    add(transfer, officer)
    done = add(transfer, officer, title="Wizyta u opiekuna praktyki", stage="understand", owner="Biuro Dialogu")
    actions.mark_step_done(by=officer, step=done, done_on=date(2026, 11, 20), at=AT)


SAID = {
    "pl": ("Plan transferu", "Osoby nie dostaną gotówki.", "inicjatywa lokalna, art. 19b", "Biuro Prawne",
           "Rada nie przyjmie uchwały.", "31 marca 2027", "12 000 zł", "20 listopada 2026"),
    "en": ("Transfer plan", "Osoby nie dostaną gotówki.", "inicjatywa lokalna, art. 19b", "Biuro Prawne",
           "Rada nie przyjmie uchwały.", "31 March 2027", "12,000 zł", "20 November 2026"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_paper_is_tagged_and_says_why_who_when_and_how_much(client, transfer, officer, language):
    filled(transfer, officer)
    sign_in(client, officer)
    prefix = "" if language == "pl" else f"/{language}"
    response = client.get(f"{prefix}/transfers/{transfer.pk}/plan.pdf")
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language)
    assert "pdfuaid" in reader.xmp_metadata.rdf_root.toxml()
    text = plan_text(response).replace("\u00a0", " ")
    for said in SAID[language]:
        assert said in text, said


def test_the_paper_does_not_name_a_project_that_is_not_public_yet(client, city, officer):
    project = make_network(city, public=False)
    transfer = make_transfer(city, officer, project=project, public=True)
    assert "SIEĆ" not in plan_text(client.get(f"/transfers/{transfer.pk}/plan.pdf"))
    project.published_at = AT
    project.save()
    assert "SIEĆ" in plan_text(client.get(f"/transfers/{transfer.pk}/plan.pdf"))


def test_the_paper_of_a_transfer_given_up_says_why(client, transfer, officer):
    transferring.drop_transfer(by=officer, transfer=transfer, reason="Nie znaleźliśmy operatora.", at=AT)
    text = plan_text(sign_in(client, officer).get(f"/en/transfers/{transfer.pk}/plan.pdf"))
    assert "Why it was given up Nie znaleźliśmy operatora." in text


def test_the_paper_never_tells_how_well_the_practice_fits(client, transfer, officer):
    filled(transfer, officer)
    transferring.rate_fit(by=officer, transfer=transfer, aspect="legal", score=1, note="Słabo pasuje.", at=AT)
    text = plan_text(sign_in(client, officer).get(f"/transfers/{transfer.pk}/plan.pdf"))
    assert "Słabo pasuje" not in text
    with translation.override("pl"):
        assert "dopasowan" not in text.lower()


# --- questions


def test_the_city_asks_and_the_keeper_answers_on_one_page(client, transfer, officer, keepers_officer, stranger):
    url = f"/desk/transfers/{transfer.pk}/questions/"
    assert sign_in(client, keepers_officer).get(url).status_code == 404
    sign_in(client, officer)
    assert 'class="blank"' in client.get(url).content.decode()
    answer = client.post(url, {"do": "ask", "element": "durability", "text": "Kto pilnuje ogrodów?"})
    question = TransferQuestion.objects.get()
    assert answer.headers["Location"] == f"{url}#question-{question.pk}"
    assert f"answer-{question.pk}" not in client.get(url).content.decode()
    sign_in(client, keepers_officer)
    html = client.get(url).content.decode()
    assert f'name="answer-{question.pk}"' in html
    empty = client.post(url, {"do": "answer", "question": question.pk, f"answer-{question.pk}": " "})
    assert empty.status_code == 422
    assert f'href="#id_answer-{question.pk}"' in empty.content.decode()
    sent = {"do": "answer", "question": question.pk, f"answer-{question.pk}": "Wspólnoty, przez dwa lata."}
    assert client.post(url, sent).status_code == 302
    again = client.post(url, {**sent, f"answer-{question.pk}": "Inaczej."})
    assert again.status_code == 409
    assert "Wspólnoty, przez dwa lata." in client.get(url).content.decode()
    assert sign_in(client, stranger).get(url).status_code == 404
    assert client.post(url, sent).status_code == 404


def test_the_wrong_side_does_not_answer(client, transfer, officer, auditor):
    question = actions.ask_question(by=officer, transfer=transfer, text="Kto?", at=AT)
    url = f"/desk/transfers/{transfer.pk}/questions/"
    sent = {"do": "answer", "question": question.pk, f"answer-{question.pk}": "Ja."}
    assert sign_in(client, officer).post(url, sent).status_code == 403
    assert sign_in(client, auditor).post(url, sent).status_code == 403
    assert client.post(url, {"do": "ask", "text": "Kto?"}).status_code == 403
    assert client.post(url, {"do": "answer", "question": "x"}).status_code == 404


def test_an_empty_question_keeps_its_element(client, transfer, officer):
    sign_in(client, officer)
    answer = client.post(
        f"/desk/transfers/{transfer.pk}/questions/", {"do": "ask", "element": "durability", "text": ""}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="durability" selected' in html


def test_many_questions_cost_no_more_queries(client, transfer, officer, django_assert_max_num_queries):
    for number in range(15):
        actions.ask_question(by=officer, transfer=transfer, text=f"Pytanie {number}?", at=AT)
    sign_in(client, officer)
    with django_assert_max_num_queries(45):
        client.get(f"/desk/transfers/{transfer.pk}/questions/")


# --- trials of a transfer


def test_a_trial_is_planned_for_a_transfer_and_leads_back_to_it(client, city, officer, transfer):
    sign_in(client, officer)
    url = f"/desk/trials/new/?organisation={city.slug}&transfer={transfer.pk}"
    assert f'<option value="{transfer.pk}" selected' in client.get(url).content.decode()
    sent = {"title_pl": "Jedno podwórko na próbę", "kind": "pilot", "currency": "PLN", "transfer": transfer.pk}
    assert client.post(url, sent).status_code == 302
    trial = Trial.objects.get()
    assert trial.transfer == transfer
    html = client.get(f"/trials/{trial.slug}/").content.decode()
    assert f"/desk/transfers/{transfer.pk}/" in html


def test_a_trial_tests_only_its_own_organisations_transfer(client, city, officer, other_city, stranger):
    foreign = make_transfer(other_city, stranger, public=True)
    with pytest.raises(actions.BadTrial) as refused:
        make_trial(city, officer, transfer=foreign)
    assert refused.value.field == "transfer"
    sign_in(client, officer)
    html = client.get(f"/desk/trials/new/?organisation={city.slug}&transfer={foreign.pk}").content.decode()
    assert 'name="transfer"' not in html


def test_a_public_trial_does_not_tell_of_a_transfer_nobody_sees_yet(client, city, officer, transfer):
    trial = make_trial(city, officer, transfer=transfer)
    html = client.get(f"/trials/{trial.slug}/").content.decode()
    assert transfer.title not in html
    transferring.publish_transfer(by=officer, transfer=transfer, at=AT)
    assert transfer.title in client.get(f"/trials/{trial.slug}/").content.decode()


def test_who_may_not_see_the_transfer_leaves_it_as_it_is(client, city, officer, transfer):
    keeper = make_city("siec")
    lead = make_person("Kierowniczka", second_factor=True)
    make_member(lead, keeper, "officer")
    project = make_network(keeper, city)
    trial = make_trial(city, officer, project=project, transfer=transfer)
    make_transfer(city, officer, public=True, title="Inne")
    sign_in(client, lead)
    html = client.get(f"/desk/trials/{trial.slug}/").content.decode()
    assert 'name="transfer"' not in html
    sent = {"title_pl": "Inny tytuł", "kind": "pilot", "currency": "PLN", "project": project.pk,
            "problem_area_pl": "x", "hypothesis_pl": "x", "actions_pl": "x"}  # fmt: skip
    assert client.post(f"/desk/trials/{trial.slug}/", sent).status_code == 302
    trial.refresh_from_db()
    assert (trial.title_pl, trial.transfer) == ("Inny tytuł", transfer)


def test_the_keeper_finds_the_questions_on_the_public_page_and_nobody_else_does(
    client, transfer, officer, keepers_officer, stranger
):
    transferring.publish_transfer(by=officer, transfer=transfer, at=AT)
    way = f"/desk/transfers/{transfer.pk}/questions/"
    page = f"/transfers/{transfer.pk}/"
    assert way not in client.get(page).content.decode()
    assert way not in sign_in(client, stranger).get(page).content.decode()
    assert way in sign_in(client, keepers_officer).get(page).content.decode()
