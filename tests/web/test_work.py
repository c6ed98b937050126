"""The work of a project on the web: who gets in, what a form keeps, what the tables and the report say."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from skwer.apps.practices.models import Trial
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import Claim, OutsideApplication, Project, Reading, Task, VisitNote
from tests.factories import make_person
from tests.work_factories import (
    make_allowance,
    make_claim,
    make_contract,
    make_line,
    make_measure,
    make_network,
    make_reading,
    make_spending,
    make_task,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PARTS = ("work", "work_tasks", "work_money", "work_claims", "work_measures", "work_risks", "work_support",
         "work_experts", "work_studies")  # fmt: skip


@pytest.fixture(autouse=True)
def _today(monkeypatch, at, settings):
    settings.REQUIRE_MFA = False
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)


@pytest.fixture
def network(city, officer):
    return make_network(city, officer, partners=2)


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ")


def table(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


# --- doors


def test_inside_opens_to_partners_auditors_and_experts_and_to_nobody_else(
    client, network, auditor, stranger, resident, at
):
    project, _rows, (lead, partner, _other) = network
    expert = make_person("Ekspertka")
    make_contract(lead, project, expert)
    for part in PARTS:
        url = reverse(f"web:desk_{part}", args=[project.slug])
        for person, status in ((lead, 200), (partner, 200), (auditor, 200), (expert, 200), (stranger, 403),
                               (resident, 403)):  # fmt: skip
            assert sign_in(client, person).get(url).status_code == status, (part, person)
    project.published_at = None
    project.save()
    for person in (stranger, resident):
        assert sign_in(client, person).get(reverse("web:desk_work", args=[project.slug])).status_code == 404


def test_things_of_another_project_are_not_found_under_this_address(client, network, city, officer):
    project, rows, (lead, *_rest) = network
    task = make_task(lead, project, rows[1])
    line, claim = make_line(lead, rows[1]), make_claim(lead, rows[1])
    from tests.programmes_factories import make_project

    other = make_project(city, officer)
    sign_in(client, lead)
    for route, pk in (("task", task.pk), ("line", line.pk), ("claim", claim.pk)):
        assert client.get(reverse(f"web:desk_work_{route}", args=[other.slug, pk])).status_code == 404


def test_claims_of_one_partner_are_not_shown_to_the_next(client, network):
    project, rows, (_lead, partner, other) = network
    claim = make_claim(partner, rows[1])
    url = reverse("web:desk_work_claim", args=[project.slug, claim.pk])
    assert sign_in(client, other).get(url).status_code == 404
    listed = words(client.get(reverse("web:desk_work_claims", args=[project.slug])))
    assert "Nic jeszcze nie wysłano." in listed
    assert sign_in(client, partner).get(url).status_code == 200


# --- tasks


def test_a_partner_does_her_task_with_a_file_and_a_mistake_keeps_what_was_typed(client, network, at):
    from django.core.files.uploadedfile import SimpleUploadedFile

    project, rows, (lead, partner, _other) = network
    task = make_task(lead, project, rows[1], kind="deliverable")
    url = reverse("web:desk_work_task", args=[project.slug, task.pk])
    sign_in(client, partner)
    response = client.post(url, {"do": "finish", "done-answer": "Opisane trzy praktyki."})
    assert response.status_code == 422
    assert "Opisane trzy praktyki." in response.content.decode()
    assert "dowodu" in words(response)
    assert Task.objects.get().is_open

    paper = SimpleUploadedFile("raport.pdf", PDF, content_type="application/pdf")
    response = client.post(url, {"do": "finish", "done-answer": "Opisane.", "files": paper})
    assert response.status_code == 302
    assert "raport.pdf" in words(client.get(url))
    assert not Task.objects.get().is_open


def test_an_auditor_is_refused_in_words_and_nothing_changes(client, network, auditor):
    project, rows, (lead, *_rest) = network
    task = make_task(lead, project, rows[1])
    url = reverse("web:desk_work_task", args=[project.slug, task.pk])
    response = sign_in(client, auditor).post(url, {"do": "drop", "drop-why": "nie"})
    assert response.status_code == 403
    assert Task.objects.get().is_open


def test_lists_ask_the_database_as_often_for_many_as_for_few(client, network, django_assert_max_num_queries, at):
    project, rows, (lead, partner, _other) = network
    expert = make_person("Ekspertka")
    contract = make_contract(lead, project, expert, "40")
    places = make_allowance(lead, project, "places", "60")
    measure = make_measure(lead, project)
    for number in range(24):
        row = rows[number % 3]
        make_task(lead, project, row, title=f"Zadanie {number}", due_on=at.date() - timedelta(days=number))
        make_claim(lead, row, document=f"FV {number}")
        actions.book_use(by=lead, allowance=places, partnership=row, on=at.date(), quantity=Decimal(1), at=at)
        actions.note_risk(
            by=lead, project=project, partnership=row, at=at,
            values={"title": f"Ryzyko {number}", "likelihood": 2, "impact": 2, "review_on": at.date()},
        )  # fmt: skip
        actions.log_expert_day(
            by=expert, contract=contract, on=date(2026, 10, 1) + timedelta(days=number), days=Decimal(1), what="x",
            partnership=row, at=at,
        )  # fmt: skip
    for row in rows:
        line = make_line(lead, row)
        make_spending(lead, line, "10.00")
        make_reading(lead, measure, row, "2026H1", "3")
    sign_in(client, partner)
    for part in PARTS:
        url = reverse(f"web:desk_{part}", args=[project.slug])
        client.get(url)
        with django_assert_max_num_queries(34):
            assert client.get(url).status_code == 200
    for route in ("project_progress", "project_studies", "project_report"):
        with django_assert_max_num_queries(40):
            assert client.get(reverse(f"web:{route}", args=[project.slug])).status_code == 200


# --- money


def test_overspending_is_named_on_top_and_currencies_stand_apart(client, network):
    project, rows, (lead, partner, _other) = network
    make_spending(partner, make_line(lead, rows[1], "100.00"), "150.00")
    make_line(lead, rows[1], "2000.00", category="staff", currency="PLN")
    page = words(sign_in(client, partner).get(reverse("web:desk_work_money", args=[project.slug])))
    assert "Na 1 pozycji wydano więcej, niż zaplanowano" in page
    assert "150 €" in page
    assert "−50 €" in page
    assert "2 000 zł" in page
    rows_ = table(client.get(reverse("web:desk_work_money_table", args=[project.slug])))
    assert rows_[0][:4] == ["partner", "category", "currency", "planned"]
    assert rows_[1][:7] == ["Partner 1", "travel", "EUR", "100.00", "2026-11-01", "FV 1/2026", "150.00"]


def test_a_document_that_a_spreadsheet_would_run_is_text(client, network):
    project, rows, (lead, *_rest) = network
    make_spending(lead, make_line(lead, rows[1]), "1.00", document="=HYPERLINK(1)")
    found = table(sign_in(client, lead).get(reverse("web:desk_work_money_table", args=[project.slug])))
    assert found[1][5] == "'=HYPERLINK(1)"


def test_a_sum_in_words_is_read_and_a_wrong_rate_is_told_with_the_right_sum(client, network):
    project, rows, (lead, partner, _other) = network
    line = make_line(lead, rows[1], "1000.00", category="staff")
    url = reverse("web:desk_work_line", args=[project.slug, line.pk])
    typed = {"do": "spend", "on": "2026-11-02", "amount": "300,00", "document": "LP 3", "paid": "4 000",
             "paid_currency": "NOK", "rate": "0,0855", "rate_source": "Norges Bank",
             "rate_on": "2026-11-02"}  # fmt: skip
    response = sign_in(client, partner).post(url, typed)
    assert response.status_code == 422
    assert "342 €" in words(response)
    assert client.post(url, typed | {"amount": "342"}).status_code == 302
    assert "Norges Bank" in words(client.get(url))


# --- claims: NO5


@pytest.mark.job("NO5")
def test_a_partner_sends_an_invoice_and_sees_it_returned_mended_and_paid(client, network, at):
    from django.core.files.uploadedfile import SimpleUploadedFile

    project, _rows, (lead, partner, _other) = network
    sign_in(client, partner)
    typed = {"kind": "invoice", "period_from": "2026-01-01", "period_to": "2026-06-30", "amount": "1 250,00",
             "currency": "EUR", "document": "FV 9", "partnership": ""}  # fmt: skip
    new = reverse("web:desk_work_claim_new", args=[project.slug])
    assert client.post(new, typed | {"document": "", "partnership": str(_rows[1].pk)}).status_code == 422
    paper = SimpleUploadedFile("faktura.pdf", PDF, content_type="application/pdf")
    response = client.post(new, typed | {"partnership": str(_rows[1].pk), "files": paper})
    assert response.status_code == 302
    claim = Claim.objects.get()
    url = reverse("web:desk_work_claim", args=[project.slug, claim.pk])
    assert "faktura.pdf" in words(client.get(url))
    assert client.post(url, {"do": "approve"}).status_code == 403  # nobody approves her own bill

    sign_in(client, lead)
    assert client.post(url, {"do": "return", "return-why": ""}).status_code == 422
    client.post(url, {"do": "return", "return-why": "Brakuje podpisu."})
    sign_in(client, partner)
    assert "Brakuje podpisu." in words(client.get(url))
    again = {f"again-{name}": value for name, value in typed.items() if name not in ("kind", "partnership")}
    assert client.post(url, {"do": "resubmit", **again, "again-amount": "1200"}).status_code == 302
    sign_in(client, lead)
    client.post(url, {"do": "approve"})
    assert client.post(url, {"do": "pay", "pay-paid_on": "2026-12-24"}).status_code == 422
    assert client.post(url, {"do": "pay", "pay-paid_on": "2026-11-20"}).status_code == 302
    page = words(sign_in(client, partner).get(url))
    for said in ("Wypłacone: 20 listopada", "Do poprawy", "1 200 €"):
        assert said in page


# --- measures: LP5


@pytest.mark.job("LP5")
def test_the_progress_page_shows_cities_by_measures_with_n_and_missing(client, city, officer):
    project, rows, _officers = make_network(city, officer, partners=5)
    measure = make_measure(officer, project)
    for row, value in zip(rows[:4], ("4", "0", "2.5", "9"), strict=True):
        make_reading(officer, measure, row, "2026H1", value)
    make_reading(officer, measure, rows[0], "2025H2", "1")
    response = client.get(reverse("web:project_progress", args=[project.slug]))
    page = words(response)
    assert "Brakuje 2 z 6 liczb" in page
    assert "4 z 6" in page
    assert page.count("brak danych") == 2
    assert "+3" in page
    assert "3,25" in page  # the median of 0, 2.5, 4 and 9
    assert "<svg" in response.content.decode()
    assert "Małe skwery: mediana partnerów" in page
    english = words(client.get("/en" + reverse("web:project_progress", args=[project.slug])))
    assert "2 of 6 figures are missing" in english
    found = table(client.get(reverse("web:project_progress_table", args=[project.slug])))
    half = [row for row in found if row[0] == "2026H1"]
    assert [row[5] for row in half] == ["4.0000", "0.0000", "2.5000", "9.0000", "", ""]


def test_a_city_gives_its_figures_and_takes_one_back(client, network):
    project, rows, (lead, partner, _other) = network
    measures = [make_measure(lead, project), make_measure(lead, project, name_pl="Godziny")]
    url = reverse("web:desk_work_measures", args=[project.slug]) + "?half=2026H1"
    sign_in(client, partner)
    typed = {"do": "give", f"value-{measures[0].pk}": "1 204,5", f"value-{measures[1].pk}": "dużo"}
    response = client.post(url, typed)
    assert response.status_code == 422
    assert "1 204,5" in response.content.decode()
    assert not Reading.objects.exists()
    client.post(url, typed | {f"value-{measures[1].pk}": "0"})
    assert sorted(Reading.objects.values_list("value", flat=True)) == [0, Decimal("1204.5")]
    client.post(url, {"do": "give", f"value-{measures[0].pk}": "1204,5", f"value-{measures[1].pk}": ""})
    assert Reading.objects.get().partnership == rows[1]


# --- experts: E3, E4


@pytest.mark.job("E3")
def test_an_expert_writes_a_note_and_the_city_finds_its_tasks(client, network):
    project, rows, (lead, partner, other) = network
    expert = make_person("Ewa Ekspertka")
    contract = make_contract(lead, project, expert)
    sign_in(client, expert)
    new = reverse("web:desk_expert_note_new", args=[contract.pk])
    typed = {"partnership": rows[1].pk, "on": "2026-11-10", "seen": "Plac bez cienia.", "advised": "", "agreed": "",
             "step-0": "Posadzić drzewa", "due-0": "2026-12-10", "step-1": "", "due-1": ""}  # fmt: skip
    response = client.post(new, typed | {"do": "publish"})
    assert response.status_code == 422
    assert not VisitNote.objects.exists()  # both or neither
    assert "Posadzić drzewa" in response.content.decode()
    assert client.post(new, typed | {"do": "save"}).status_code == 302
    visit = VisitNote.objects.get()
    assert visit.published_at is None
    mine = reverse("web:desk_expert_note", args=[visit.pk])
    client.post(mine, typed | {"advised": "Posadzić osiem drzew.", "do": "publish"})

    theirs = reverse("web:desk_work_note", args=[project.slug, visit.pk])
    assert sign_in(client, other).get(theirs).status_code == 404
    assert client.get(mine).status_code == 404
    assert "Posadzić osiem drzew." in words(sign_in(client, partner).get(theirs))
    task = Task.objects.get()
    url = reverse("web:desk_work_task", args=[project.slug, task.pk])
    assert "Odpowiedz, że tego nie zrobicie" in words(client.get(url))
    client.post(url, {"do": "drop", "drop-why": "Plac jest zabytkiem."})
    assert "Plac jest zabytkiem." in words(sign_in(client, expert).get(mine))


@pytest.mark.job("E4")
def test_an_expert_notes_half_days_bills_them_and_takes_the_table(client, network):
    project, rows, (lead, partner, _other) = network
    expert = make_person("Ewa Ekspertka")
    contract = make_contract(lead, project, expert, "1.5", day_rate=Decimal("400.00"))
    url = reverse("web:desk_expert_ledger", args=[contract.pk])
    sign_in(client, expert)
    day = {"do": "log", "day-on": "2026-11-10", "day-days": "1", "day-partnership": rows[1].pk, "day-what": "Warsztat"}
    assert client.post(url, day).status_code == 302
    assert client.post(url, day | {"day-on": "2026-11-11"}).status_code == 409
    assert client.post(url, day | {"day-on": "2026-11-11", "day-days": "0.5"}).status_code == 302
    page = words(client.get(url))
    assert "Zostało dni: 0 z 1,5" in page
    assert "600 €" in page
    assert client.post(url, {"do": "bill", "bill-until": "2026-11-10"}).status_code == 302
    assert [row[:2] for row in table(client.get(reverse("web:desk_expert_days_table", args=[contract.pk])))] == [
        ["day", "days"], ["2026-11-10", "1.0"], ["2026-11-11", "0.5"],
    ]  # fmt: skip

    seen = words(sign_in(client, partner).get(reverse("web:desk_work_contract", args=[project.slug, contract.pk])))
    assert "Warsztat" in seen
    assert "400 €" not in seen  # what a day costs is the keeper's and the expert's
    assert client.get(url).status_code == 404
    keeper = sign_in(client, lead).get(reverse("web:desk_work_contract", args=[project.slug, contract.pk]))
    assert "400 €" in words(keeper)


def test_the_expert_without_a_desk_finds_her_work(client, network):
    project, _rows, (lead, *_rest) = network
    expert = make_person("Ewa Ekspertka")
    assert sign_in(client, expert).get(reverse("web:desk_expert")).status_code == 403
    make_contract(lead, project, expert)
    assert reverse("web:desk_expert") in client.get(reverse("web:desk")).content.decode()
    assert "SIEĆ" in words(client.get(reverse("web:desk_expert")))


def test_the_keeper_agrees_with_an_expert_who_has_an_account(client, network):
    project, _rows, (lead, *_rest) = network
    expert = make_person("Ewa", email="ewa.ekspert@example.org")
    url = reverse("web:desk_work_contract_new", args=[project.slug])
    typed = {"email": "nikt@example.org", "topic": "Zieleń", "days_agreed": "4,5", "starts_on": "2026-01-01",
             "ends_on": "2026-12-31", "currency": "EUR", "day_rate": ""}  # fmt: skip
    response = sign_in(client, lead).post(url, typed)
    assert response.status_code == 422
    assert "Nikt nie ma konta z tym adresem" in words(response)
    assert client.post(url, typed | {"email": expert.email}).status_code == 302
    assert expert.expert_contracts.get().days_agreed == Decimal("4.5")


# --- support, risks, studies, applications


@pytest.mark.job("M5")
def test_support_shows_allocation_against_use_and_refuses_more(client, network):
    project, rows, (lead, partner, _other) = network
    sign_in(client, lead)
    url = reverse("web:desk_work_support", args=[project.slug])
    client.post(url, {"do": "offer", "offer-kind": "visits", "offer-partnership": rows[1].pk, "offer-offered": "2"})
    allowance = project.allowances.get()
    sign_in(client, partner)
    book = {"do": "book", "use-allowance": allowance.pk, "use-partnership": rows[1].pk, "use-on": "2026-12-02",
            "use-quantity": "1", "use-note": "Fjordvik"}  # fmt: skip
    assert client.post(url, book).status_code == 302
    response = client.post(url, book | {"use-quantity": "2"})
    assert response.status_code == 409
    assert "Z tej puli zostało: 1." in words(response)
    page = words(client.get(url))
    assert "Partner 1: 1" in page
    assert "Fjordvik" in page
    found = table(client.get(reverse("web:desk_work_support_table", args=[project.slug])))
    assert found[1] == ["visits", "Partner 1", "2.0", "Partner 1", "2026-12-02", "1.0", "Fjordvik", ""]
    assert client.post(url, {"do": "cancel", "use": allowance.uses.get().pk}).status_code == 302
    assert not allowance.uses.exists()


def test_risks_stand_in_their_square_and_are_looked_at_again(client, network):
    project, _rows, (lead, partner, _other) = network
    url = reverse("web:desk_work_risk_new", args=[project.slug])
    typed = {"title": "Odejdzie kierownik", "likelihood": "5", "impact": "4", "review_on": "2026-11-20"}
    assert sign_in(client, lead).post(url, typed).status_code == 302
    risk = project.risks.get()
    listed = client.get(reverse("web:desk_work_risks", args=[project.slug]))
    assert "1 ryzyko czeka na przegląd" in words(listed)
    assert "5 × 4 = 20" in words(listed)
    one = reverse("web:desk_work_risk", args=[project.slug, risk.pk])
    assert sign_in(client, partner).post(one, {"do": "close"}).status_code == 403
    sign_in(client, lead).post(one, {"do": "close"})
    assert "Brak otwartych ryzyk" in words(client.get(reverse("web:desk_work_risks", args=[project.slug])))


def test_a_study_from_draft_to_what_came_of_it(client, network, resident, at):
    project, _rows, (lead, partner, _other) = network
    sign_in(client, lead)
    client.post(reverse("web:desk_work_study_new", args=[project.slug]), {"title_pl": "Kto dba o skwery", "url": ""})
    study = project.studies.get()
    url = reverse("web:desk_work_study", args=[project.slug, study.pk])
    client.post(url, {"do": "advise", "advice-text_pl": "Pytać opiekunów co roku."})
    public = reverse("web:project_studies", args=[project.slug])
    assert "Kto dba o skwery" not in words(sign_in(client, resident).get(public))
    sign_in(client, lead).post(url, {"do": "publish"})
    advice = study.recommendations.get()
    sign_in(client, partner)
    answer = {"do": "answer", "advice": advice.pk, f"a{advice.pk}-answer": "partly", f"a{advice.pk}-why": ""}
    assert client.post(url, answer).status_code == 422
    assert client.post(url, answer | {f"a{advice.pk}-why": "Najpierw w centrum."}).status_code == 302
    told = {"do": "outcome", "advice": advice.pk, f"o{advice.pk}-outcome": "Pytamy w marcu.",
            f"o{advice.pk}-outcome_on": "2026-11-20"}  # fmt: skip
    assert client.post(url, told).status_code == 302
    page = words(sign_in(client, resident).get(public))
    for said in ("Partner 1", "Częściowo", "Najpierw w centrum.", "Pytamy w marcu.", "1 odpowiedź miasta"):
        assert said in page


def test_a_city_sees_how_well_its_applications_go(client, network, stranger):
    project, _rows, (_lead, partner, _other) = network
    sign_in(client, partner)
    new = reverse("web:desk_application_new")
    typed = {"programme_name": "Horyzont", "title": "Cień", "asked": "100 000", "currency": "EUR",
             "applied_on": "2026-02-01", "project": project.pk}  # fmt: skip
    client.post(new, typed | {"result": "granted", "decided_on": "2026-08-01", "granted": "80 000"})
    client.post(new, typed | {"result": "refused", "decided_on": "2026-08-01", "learned": "Zacząć wcześniej."})
    client.post(new, typed | {"result": "pending"})
    page = words(client.get(reverse("web:desk_applications")))
    assert "Przyznano środki na 1 z 2 rozstrzygniętych wniosków (50%)" in page
    one = OutsideApplication.objects.get(result="refused")
    url = reverse("web:desk_application", args=[one.pk])
    assert "Zacząć wcześniej." in client.get(url).content.decode()
    assert sign_in(client, stranger).get(url).status_code == 404
    report = words(client.get(reverse("web:project_report", args=[project.slug])))
    assert "1 z 2" in report
    assert "Zacząć wcześniej." not in report  # what was learned is the city's own
    card = words(client.get(reverse("web:project", args=[project.slug])))
    assert "1 z 2 rozstrzygniętych wniosków" in card
    assert "Zacząć wcześniej." not in card


# --- the report: LP6


@pytest.fixture
def reported(network, at):
    project, rows, (lead, partner, _other) = network
    project.points.create(kind="result", order=1, text_pl="Trwałe skwery", reached_pl="12 skwerów",
                          reached_on=date(2026, 9, 1))  # fmt: skip
    deliverable = make_task(lead, project, rows[1], kind="deliverable", title="Katalog praktyk")
    actions.finish_task(by=partner, task=deliverable, evidence_url="https://example.org/katalog", at=at)
    make_task(lead, project, rows[1], kind="milestone", title="Ostatnie spotkanie")
    make_reading(lead, make_measure(lead, project), rows[1], "2026H1", "7")
    make_spending(partner, make_line(lead, rows[1], "1000.00"), "640.00")
    Trial.objects.create(
        organisation=rows[1].organisation, project=project, slug="pilot", title_pl="Ławka testowa", state="ended",
        result_pl="Stała.", verdict="worked", decision="scale", lesson_pl="Pytać sąsiadów.", published_at=at,
    )  # fmt: skip
    return project


@pytest.mark.job("LP6")
def test_the_final_report_tells_what_was_reached_with_evidence_at_stable_addresses(client, reported):
    Project.objects.filter(pk=reported.pk).update(state="finished")
    response = client.get(reverse("web:project_report", args=[reported.slug]))
    html, page = response.content.decode(), words(response)
    for anchor in ("results", "deliverables", "measures", "money", "pilots", "evidence"):
        assert f'id="{anchor}"' in html
    for said in ("Sprawozdanie końcowe", "Trwałe skwery", "12 skwerów", "Katalog praktyk", "Ostatnie spotkanie",
                 "Miary: podano 1 z 3 liczb", "640 €", "Ławka testowa", "Pytać sąsiadów."):  # fmt: skip
        assert said in page, said
    assert 'href="https://example.org/katalog"' in html
    assert re.search(r'href="#e\d"', html)


@pytest.mark.job("LP6")
def test_the_same_report_is_a_tagged_pdf(client, reported):
    from pypdf import PdfReader

    Project.objects.filter(pk=reported.pk).update(state="finished")
    response = client.get(reverse("web:project_report_paper", args=[reported.slug]))
    assert response["Content-Type"] == "application/pdf"
    paper = PdfReader(io.BytesIO(b"".join(response.streaming_content) if response.streaming else response.content))
    text = " ".join(page.extract_text() for page in paper.pages)
    for said in ("Katalog praktyk", "Trwałe skwery", "example.org/katalog"):
        assert said in text.replace("\u00ad", "")
    assert "/StructTreeRoot" in paper.trailer["/Root"]


def test_while_the_project_runs_others_see_no_money_and_nothing_unfinished(client, reported, network, stranger):
    _project, _rows, (_lead, partner, _other) = network
    url = reverse("web:project_report", args=[reported.slug])
    for page in (words(client.get(url)), words(sign_in(client, stranger).get(url))):
        assert "Katalog praktyk" in page
        assert "640 €" not in page
        assert "Ostatnie spotkanie" not in page
    inside = words(sign_in(client, partner).get(url))
    assert "640 €" in inside
    assert "Ostatnie spotkanie" in inside


def test_a_project_with_nothing_to_tell_says_so(client, network):
    project, _rows, _officers = network
    page = words(client.get(reverse("web:project_report", args=[project.slug])))
    assert "Nie ma jeszcze o czym sprawozdawać." in page
