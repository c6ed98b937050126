"""Projects and programmes: the card, the lists, the list of operations, and the desk of every kind of organisation."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Membership
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import FundingProgramme, Project
from skwer.web.projects.words import between
from tests.apps.files.pictures import photo, uploaded
from tests.factories import make_city, make_member, make_organisation, make_person
from tests.programmes_factories import make_partner, make_programme, make_project

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def programme(city, officer) -> FundingProgramme:
    return make_programme(
        city, officer, slug="sieci", statement_pl="Współfinansuje Unia.", statement_en="Co-funded by the Union."
    )


@pytest.fixture
def full(city, officer, programme, at) -> Project:
    """A card with everything on it."""
    before = make_project(
        city, officer, slug="przed", title_pl="Poprzedni", starts_on=date(2013, 5, 5), ends_on=date(2015, 6, 6),
        whole_years=True,
    )  # fmt: skip
    project = make_project(
        city,
        officer,
        slug="pelny",
        programme=programme,
        acronym="SMS",
        description_pl="Opis projektu.",
        description_en="What the project is.",
        department_pl="Biuro Dialogu",
        measure_pl="1.1 Wzmacnianie",
        sub_measure_pl="1.1.1 Promowanie",
        category="non_investment",
        selection="competitive",
        agreement_number="21925",
        signed_on=date(2026, 4, 10),
        starts_on=date(2025, 11, 1),
        ends_on=date(2028, 4, 30),
        tags=["UE", "URBACT IV"],
        predecessor=before,
        source_url="https://www.example.org/karta",
        amounts={"EUR": {"total": 83380, "eligible": 83380, "grant": 66704, "eu_grant": 66704}},
        stated_rate=80,
        partners=[
            {"role": "partner", "organisation": city, "country": "PL", "since": date(2025, 11, 1)},
            {"role": "lead", "name_pl": "Ostrawa", "name_en": "Ostrava", "country": "CZ", "note_pl": "Stąd praktyka"},
        ],
    )
    points = {
        "need": [{"text_pl": "Zaufanie", "text_en": "Trust"}],
        "aim": [{"text_pl": "Uczyć się"}],
        "activity": [
            {"text_pl": "Wizyty", "level": "international"},
            {"text_pl": "Nabory", "level": "local"},
            {"text_pl": "Zebrania"},
        ],
        "result": [
            {"text_pl": "Metoda", "reached_pl": "Jest metoda", "reached_on": date(2026, 1, 1)},
            {"text_pl": "Skwery"},
        ],
        "target_group": [{"text_pl": "Sąsiedzi"}],
        "topic": [{"text_pl": "rewitalizacja", "text_en": "revitalisation"}],
    }
    for kind, rows in points.items():
        actions.set_points(by=officer, project=project, kind=kind, rows=rows, at=at)
    phases = [
        {"kind": "preparatory", "starts_on": date(2025, 11, 1), "ends_on": date(2026, 1, 31), "note_pl": "Umowy"},
        {"kind": "extension", "months": 24, "decided_on": date(2026, 6, 6)},
    ]
    actions.set_phases(by=officer, project=project, rows=phases, at=at)
    [instrument] = actions.set_policy_instruments(
        by=officer, project=project, rows=[{"name_pl": "FEM 2021-2027", "authority_pl": "Województwo"}], at=at
    )
    change = {
        "on": date(2026, 2, 1),
        "kind": "focus",
        "text_pl": "Nowy priorytet",
        "evidence_url": "https://e.example/",
    }
    actions.set_policy_changes(by=officer, instrument=instrument, rows=[change], at=at)
    rate = {"base": "EUR", "quote": "PLN", "rate": Decimal("4.25"), "source": "NBP 69/A", "on": date(2026, 4, 10)}
    actions.set_exchange_rates(by=officer, project=project, rows=[rate], at=at)
    return project


@pytest.mark.job("M6")
def test_the_card_says_everything_that_is_on_it(client, full) -> None:
    html = client.get("/projects/pelny/").content.decode()
    for text in (
        "Sieć małych skwerów", "SMS", "Miasta uczą się od siebie.", "Opis projektu.", "Biuro Dialogu",
        "1.1 Wzmacnianie",
        "1.1.1 Promowanie", "nieinwestycyjny", "konkursowy", "nr 21925, podpisana 10 kwietnia 2026",
        "1 listopada 2025 – 30 kwietnia 2028", f"83{NBSP}380{NBSP}€", f"66{NBSP}704{NBSP}€", "80%", "#UE", "#URBACT IV",
        "Sieci Miast", "Współfinansuje Unia.", "Zaufanie", "Uczyć się", "Wizyty", "Nabory", "Zebrania", "Metoda",
        "Jest metoda", "Skwery", "Sąsiedzi", "rewitalizacja", "Ostrawa", "Czechy", "Stąd praktyka", "Lider",
        "od 1 listopada 2025", "Etap przygotowawczy", "24 miesiące", "decyzja z 6 czerwca 2026", "Umowy", "Poprzedni",
        "2013–2015", "FEM 2021-2027", "Województwo", "Nowy priorytet", "https://e.example/", "example.org",
        f"około 354{NBSP}365{NBSP}zł", "Przeliczono po kursie 1 EUR = 4,25 PLN (NBP 69/A, 10 kwietnia 2026).",
    ):  # fmt: skip
        assert text.lower() in html.lower(), text
    assert html.index("Ostrawa") < html.index("od 1 listopada 2025")  # the lead stands first
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert data["@type"] == "Project"
    assert [g["amount"] for g in data["funding"]] == [
        {"@type": "MonetaryAmount", "currency": "EUR", "value": "66704.00"}
    ] * 2
    assert "Dalszy ciąg:" in client.get("/projects/przed/").content.decode()


def test_the_card_speaks_english_and_marks_what_is_only_in_polish(client, full) -> None:
    html = client.get("/en/projects/pelny/").content.decode()
    for text in (
        "Network of small squares",
        "Trust",
        "Ostrava",
        "Czechia",
        "€66,704",
        "66,704",
        "Co-funded by the Union.",
    ):
        assert text in html or text == "€66,704"
    assert "1 November 2025 – 30 April 2028" in html
    assert '<li lang="pl">Sąsiedzi</li>' in html


@pytest.mark.parametrize(
    ("start", "end", "whole", "words"),
    [
        (date(2023, 1, 1), date(2029, 12, 31), True, "2023–2029"),
        (date(2023, 1, 1), date(2023, 12, 31), True, "2023"),
        (date(2023, 1, 1), None, True, "od 2023"),
        (None, date(2029, 12, 31), True, "do 2029"),
        (date(2023, 3, 1), None, False, "od 1 marca 2023"),
        (None, date(2029, 3, 1), False, "do 1 marca 2029"),
        (None, None, False, ""),
        (None, None, True, ""),
    ],
)
def test_a_period_is_said_as_far_as_it_is_known(start, end, whole, words) -> None:
    assert between(start, end, whole_years=whole) == words


def test_a_bare_card_has_a_page_and_hides_nothing_behind_empty_headings(client, city, officer) -> None:
    make_project(city, officer, slug="goly", starts_on=None, ends_on=None)
    html = client.get("/projects/goly/").content.decode()
    assert html.count("<h2") < 10
    for empty in ("Partnerzy", "Etapy", "Na co odpowiada", "instrument"):
        assert empty not in html[html.index("<main") : html.index("</main>")]


def test_what_people_typed_is_never_markup(client, city, officer, at) -> None:
    project = make_project(city, officer, slug="zly", title_pl="</script><b>x", description_pl="<img src=x>")
    actions.set_points(by=officer, project=project, kind="need", rows=[{"text_pl": "<i>kursywa"}], at=at)
    html = client.get("/projects/zly/").content.decode()
    for bad in ("<b>x", "<img src=x>", "<i>kursywa"):
        assert bad not in html


def test_a_draft_exists_only_for_the_desks(client, city, officer, auditor, stranger, resident) -> None:
    draft = make_project(city, officer, slug="szkic", public=False)
    address = "/projects/szkic/"
    for path in (address, f"{address}poster.pdf"):
        assert client.get(path).status_code == 404
        for person, status in ((stranger, 404), (resident, 404), (auditor, 200), (officer, 200)):
            assert sign_in(client, person).get(path).status_code == status
        client.logout()
    make_partner(draft, stranger.memberships.get().organisation)
    assert sign_in(client, stranger).get(address).status_code == 200


def test_the_poster_is_a_tagged_sheet_with_whose_money_it_is(client, full) -> None:
    response = client.get("/projects/pelny/poster.pdf")
    assert response["Content-Type"] == "application/pdf"
    sheet = PdfReader(io.BytesIO(response.content))
    width, height = sorted(float(side) for side in sheet.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (842, 1191)
    text = sheet.pages[0].extract_text().replace(NBSP, " ")
    for said in ("Sieć małych skwerów", "83 380 €", "Współfinansuje Unia.", "Ostrawa"):
        assert said in text


def test_a_poster_in_three_currencies_with_many_partners_is_one_sheet(client, city, officer) -> None:
    sums = {currency: {"total": 212000, "eligible": 200000, "grant": 170000} for currency in ("PLN", "EUR", "NOK")}
    project = make_project(
        city, officer, slug="duzy", amounts=sums, summary_pl="Siedem miast uczy się od siebie. " * 15
    )
    for n in range(9):
        make_partner(project, name_pl=f"Miasto nad rzeką numer {n}")
    sheet = PdfReader(io.BytesIO(client.get("/projects/duzy/poster.pdf").content))
    assert len(sheet.pages) == 1


def test_lists_narrow_page_and_say_when_nothing_fits(client, city, other_city, officer, programme, full) -> None:
    make_project(city, officer, slug="inny", state="finished", title_pl="Inny projekt")

    def titles(query) -> set[str]:
        html = client.get(f"/projects/{query}").content.decode()
        return set(re.findall(r'<h3><a href="/projects/([\w-]+)/"', html))

    assert titles("") == {"pelny", "przed", "inny"}
    assert titles("?programme=sieci") == {"pelny"}
    assert titles("?about=%23URBACT+IV") == titles("?about=rewitalizacja") == {"pelny"}
    assert titles("?state=finished") == {"inny"}
    assert titles("?organisation=lipowiec") == {"pelny", "przed", "inny"}
    assert titles("?state=unknown&programme=nothing") == {"pelny", "przed", "inny"}
    assert titles("?page=99") == {"pelny", "przed", "inny"}
    assert 'class="blank"' in client.get("/projects/?state=declined").content.decode()


def test_lists_and_cards_ask_the_same_number_of_questions_however_many_there_are(
    client, city, officer, programme, full, django_assert_max_num_queries
) -> None:
    for n in range(30):
        one = make_project(city, officer, programme=programme, amounts={"PLN": {"total": n}}, tags=[f"t{n}"])
        make_partner(one, make_city(f"miasto-{n}"))
        if n < 12:
            make_partner(full, make_city(f"inne-{n}"))
    with django_assert_max_num_queries(16):
        client.get("/projects/")
    with django_assert_max_num_queries(22):
        client.get("/projects/pelny/")
    with django_assert_max_num_queries(12):
        client.get("/programmes/sieci/")
    with django_assert_max_num_queries(16):
        client.get("/cities/lipowiec/")


def test_a_city_page_shows_projects_it_keeps_and_shares(client, city, other_city, officer) -> None:
    make_project(city, officer, slug="wlasny", title_pl="Własny projekt")
    shared = make_project(city, officer, slug="wspolny", title_pl="Wspólny projekt")
    make_project(city, officer, public=False, title_pl="Tajny projekt")
    make_partner(shared, other_city)
    html = client.get("/cities/lipowiec/").content.decode()
    assert "Własny projekt" in html
    assert "Wspólny projekt" in html
    assert "Tajny projekt" not in html
    html = client.get("/cities/brzegi/").content.decode()
    assert "Wspólny projekt" in html
    assert "Własny projekt" not in html


def test_the_sitemap_names_public_cards(client, city, officer, programme) -> None:
    make_project(city, officer, slug="jawny")
    make_project(city, officer, slug="tajny", public=False)
    answer = client.get("/sitemap.xml").content.decode()
    assert "/projects/jawny/" in answer
    assert "/en/programmes/sieci/" in answer
    assert "tajny" not in answer


# --- the list of operations ------------------------------------------------------------------------


def operations(client, path="/programmes/sieci/operations.csv") -> list[dict]:
    response = client.get(path)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.job("M6")
def test_the_list_of_operations_has_a_row_a_project_and_currency(client, city, officer, programme, full) -> None:
    make_project(
        city, officer, slug="trzy", programme=programme, title_pl="=SUMA(A1)", whole_years=True,
        amounts={"PLN": {"total": 10}, "NOK": {"grant": 3, "eligible": 4}, "CZK": {"total": "7.50"}},
    )  # fmt: skip
    make_project(city, officer, programme=programme, public=False)
    rows = operations(client)
    assert [(r["page"].split("/")[-2], r["currency"], r["total"], r["grant"], r["rate"]) for r in rows] == [
        ("pelny", "EUR", "83380.00", "66704.00", "80.00"),
        ("trzy", "PLN", "10.00", "", ""),
        ("trzy", "CZK", "7.50", "", ""),
        ("trzy", "NOK", "", "3.00", "75.00"),
    ]
    assert rows[0]["beneficiary"] == "Lipowiec nad Strugą"
    assert (rows[0]["countries"], rows[0]["start"], rows[0]["agreement"]) == ("CZ PL", "2025-11-01", "21925")
    assert (rows[1]["operation"], rows[1]["years_only"]) == ("'=SUMA(A1)", "1")
    assert operations(client, "/en/programmes/sieci/operations.csv")[0]["operation"] == "Network of small squares"
    html = client.get("/programmes/sieci/").content.decode()
    for column in rows[0]:
        assert f"<code>{column}</code>" in html
    book = load_workbook(io.BytesIO(client.get("/programmes/sieci/operations.xlsx").content))
    sheet = list(book.active.values)
    assert list(sheet[0]) == list(rows[0])
    assert sheet[1][list(rows[0]).index("total")] == 83380
    assert book.active.cell(3, 1).data_type == "s"
    assert len(sheet) == 5


def test_a_programme_shows_sums_per_currency_and_none_across(client, city, officer, programme) -> None:
    make_project(city, officer, programme=programme, amounts={"EUR": {"total": 1}, "PLN": {"total": 5}})
    make_project(city, officer, programme=programme, amounts={"EUR": {"total": 2}})
    make_project(city, officer, programme=programme)
    html = client.get("/programmes/sieci/").content.decode()
    totals = html[html.index('id="sums"') :]
    assert f"3{NBSP}€" in totals
    assert f"5{NBSP}zł" in totals
    assert f"8{NBSP}" not in totals
    assert "2 projekty" in totals


def test_a_draft_programme_is_for_its_desk_and_its_name_is_no_link(client, city, officer, stranger) -> None:
    draft = make_programme(city, officer, slug="tajny", public=False)
    make_project(city, officer, slug="jawny", programme=draft)
    for path in ("/programmes/tajny/", "/programmes/tajny/operations.csv"):
        assert client.get(path).status_code == 404
    assert "/programmes/tajny/" not in client.get("/projects/jawny/").content.decode()
    assert sign_in(client, officer).get("/programmes/tajny/").status_code == 200


def test_the_api_tells_of_published_projects_only(client, city, officer, programme, full) -> None:
    make_project(city, officer, public=False, programme=programme)
    found = client.get("/api/v1/projects?programme=sieci&lang=en").json()
    assert found["total"] == 1
    [one] = found["results"]
    assert one["title"] == "Network of small squares"
    assert one["amounts"] == [
        {"currency": "EUR", "total": "83380.00", "eligible": "83380.00", "grant": "66704.00", "eu_grant": "66704.00",
         "rate": "80.00"}
    ]  # fmt: skip
    assert {p["name"] for p in one["partners"]} == {"Lipowiec nad Strugą", "Ostrava"}
    assert one["predecessor"] == "przed"
    [listed] = client.get("/api/v1/programmes").json()["results"]
    assert (listed["slug"], listed["projects"]) == ("sieci", 1)


# --- the desk --------------------------------------------------------------------------------------


@pytest.mark.job("M6")
@pytest.mark.parametrize("kind", ["ministry", "region", "association"])
def test_every_kind_of_organisation_makes_fills_and_publishes_a_card(client, kind) -> None:
    organisation = make_organisation(f"org-{kind}", kind=kind, name="Departament")
    person = make_person(second_factor=True)
    make_member(person, organisation, Membership.Role.OFFICER)
    sign_in(client, person)
    assert "Departament" in client.get(f"/desk/projects/?organisation=org-{kind}").content.decode()
    sent = {"title_pl": "Łąka w każdym mieście", "title_en": "", "summary_pl": "O łąkach."}
    response = client.post(f"/desk/projects/new/?organisation=org-{kind}", sent)
    assert response["Location"] == "/desk/projects/laka-w-kazdym-miescie/"
    project = Project.objects.get()
    assert (project.organisation, project.is_published) == (organisation, False)
    client.post(
        f"/desk/projects/{project.slug}/amounts/", {"PLN-total": "69 504 961,44", "PLN-eu_grant": "55402404,76"}
    )
    client.post(f"/desk/projects/{project.slug}/", {"publish": "1"})
    client.logout()
    html = client.get(f"/projects/{project.slug}/").content.decode()
    assert f"69{NBSP}504{NBSP}961,44{NBSP}zł" in html


def test_other_peoples_desks_are_closed(client, city, officer, stranger, resident, auditor, full, programme) -> None:
    desks = ("", "card/", "amounts/", "rates/", "points/need/", "phases/", "partners/", "policy/", "marks/")
    for path in (
        *(f"/desk/projects/pelny/{d}" for d in desks),
        "/desk/programmes/sieci/",
        "/desk/programmes/sieci/marks/",
    ):
        assert client.get(path).status_code == 302
        for person in (stranger, resident):
            sign_in(client, person)
            assert client.get(path).status_code == 403
            assert client.post(path, {"publish": "1", "lines": "0"}).status_code == 403
        client.logout()
    sign_in(client, auditor)
    assert client.get("/desk/projects/pelny/").status_code == 200
    assert client.post("/desk/projects/pelny/", {"hide": "1"}).status_code == 403
    assert client.get("/desk/projects/pelny/amounts/").status_code == 403
    assert client.get("/desk/programmes/sieci/").status_code == 200
    assert client.post("/desk/programmes/sieci/", {"hide": "1"}).status_code == 403
    assert client.get("/desk/projects/new/").status_code == 403
    assert client.get("/desk/projects/?organisation=brzegi").status_code == 403


def test_a_partners_desk_reads_the_overview_and_writes_nothing(client, full, stranger, other_city) -> None:
    make_partner(full, other_city)
    sign_in(client, stranger)
    html = client.get("/desk/projects/pelny/").content.decode()
    assert "publish" not in html
    assert client.get("/desk/projects/pelny/partners/").status_code == 403
    listed = client.get("/desk/projects/").content.decode()
    assert "/desk/projects/pelny/" in listed


def test_impossible_figures_are_refused_by_line_and_stay_as_typed(client, officer, full) -> None:
    sign_in(client, officer)
    sent = {"EUR-total": "100", "EUR-grant": "120,50", "NOK-total": "sto", "stated_rate": "80"}
    response = client.post("/desk/projects/pelny/amounts/", sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_NOK-total"' in html
    for typed in ("100", "120,50", "sto", "80"):
        assert f'value="{typed}"' in html
    response = client.post("/desk/projects/pelny/amounts/", {**sent, "NOK-total": ""})
    html = response.content.decode()
    assert 'href="#id_EUR-grant"' in html
    assert f"120,50{NBSP}€" in html
    assert f"100{NBSP}€" in html
    assert 'value="120,50"' in html
    assert full.amounts.count() == 4


def test_values_are_refused_by_field_and_stay_as_typed(client, officer, full) -> None:
    sign_in(client, officer)
    sent = {
        "title_pl": "Nowy tytuł", "state": "running", "starts_on": "2026-05-01", "ends_on": "2026-04-01",
        "source_url": "nie adres", "tags": "#UE #Dwa słowa",
    }  # fmt: skip
    response = client.post("/desk/projects/pelny/card/", sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_source_url"' in html
    assert "Nowy tytuł" in html
    assert "#Dwa słowa" in html
    response = client.post("/desk/projects/pelny/card/", {**sent, "source_url": ""})
    assert 'href="#id_ends_on"' in response.content.decode()
    response = client.post("/desk/projects/pelny/card/", {**sent, "source_url": "", "ends_on": "2026-06-01"})
    assert response.status_code == 302
    full.refresh_from_db()
    assert (full.title_pl, full.tags, full.ends_on) == ("Nowy tytuł", ["UE", "Dwa słowa"], date(2026, 6, 1))


def lines(prefixed, seen="", number=3, **more) -> dict:
    """What a page of lines sends: {line: {field: value}}."""
    sent = {f"line-{k}-{name}": value for k, fields in prefixed.items() for name, value in fields.items()}
    return {"lines": str(number), "seen": seen, **sent, **more}


def test_points_are_added_moved_and_removed_on_one_page(client, officer, full) -> None:
    sign_in(client, officer)
    path = "/desk/projects/pelny/points/need/"
    [old] = full.points.filter(kind="need")
    added = {0: {"id": old.pk, "text_pl": "Zaufanie", "place": "2"}, 1: {"text_pl": "Cień", "place": "1"}}
    assert client.post(path, lines(added, str(old.pk))).status_code == 302
    needs = list(full.points.filter(kind="need"))
    assert [p.text_pl for p in needs] == ["Cień", "Zaufanie"]
    seen = ",".join(str(p.pk) for p in needs)
    gone = {0: {"id": needs[0].pk, "text_pl": "Cień", "remove": "on"}, 1: {"id": needs[1].pk, "text_pl": "Zaufanie"}}
    client.post(path, lines(gone, seen))
    assert [p.text_pl for p in full.points.filter(kind="need")] == ["Zaufanie"]
    assert client.get("/desk/projects/pelny/points/nothing/").status_code == 404


def test_more_empty_lines_save_nothing_and_keep_what_was_typed(client, officer, full) -> None:
    sign_in(client, officer)
    response = client.post("/desk/projects/pelny/points/aim/", lines({0: {"text_pl": "Niezapisane"}}, add="1"))
    html = response.content.decode()
    assert "Niezapisane" in html
    assert 'name="lines" value="6"' in html
    assert not full.points.filter(text_pl="Niezapisane").exists()


def test_a_refused_line_is_named_and_stays_as_typed(client, officer, full, city) -> None:
    sign_in(client, officer)
    seen = ",".join(str(p.pk) for p in full.partnerships.order_by("order"))
    first, second = full.partnerships.order_by("order")
    sent = lines(
        {
            0: {"id": first.pk, "organisation": city.pk, "role": "partner"},
            1: {"id": second.pk, "name_pl": "Ostrawa", "role": "lead", "country": "CZ"},
            2: {"name_pl": "Bańska", "role": "lead", "country": "SK"},
        },
        seen,
    )
    response = client.post("/desk/projects/pelny/partners/", sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_line-2-role"' in html
    assert "Wiersz 3:" in html
    assert 'value="Bańska"' in html
    sent["line-2-role"] = "observer"
    assert client.post("/desk/projects/pelny/partners/", sent).status_code == 302
    assert full.partnerships.count() == 3


def test_lines_changed_elsewhere_are_not_written_over(client, officer, full) -> None:
    sign_in(client, officer)
    response = client.post("/desk/projects/pelny/points/need/", lines({0: {"text_pl": "Moja"}}, seen="999"))
    assert response.status_code == 409
    assert "Moja" in response.content.decode()
    assert [p.text_pl for p in full.points.filter(kind="need")] == ["Zaufanie"]


@pytest.mark.parametrize("page", ["rates", "phases", "policy"])
def test_unreadable_lines_are_kept(client, officer, full, page) -> None:
    sign_in(client, officer)
    fields = {"rates": {"base": "EUR", "rate": "cztery", "quote": "PLN", "source": "NBP"},
              "phases": {"kind": "extension", "months": "dużo"},
              "policy": {"name_pl": "x" * 300}}[page]  # fmt: skip
    response = client.post(f"/desk/projects/pelny/{page}/", lines({0: fields}))
    assert response.status_code == 422
    assert str(list(fields.values())[-1])[:200] in response.content.decode() or "cztery" in response.content.decode()


def test_rates_phases_and_policy_are_saved(client, officer, full) -> None:
    sign_in(client, officer)
    [rate], phases, [instrument] = full.exchange_rates.all(), full.phases.all(), full.policy_instruments.all()
    row = {"base": "EUR", "rate": "4,2631", "quote": "PLN", "source": "NBP 70/A", "on": "2026-04-13"}
    again = {"id": rate.pk, "base": "EUR", "rate": "4,25", "quote": "PLN", "source": "NBP 69/A", "on": "2026-04-10"}
    assert client.post("/desk/projects/pelny/rates/", lines({0: again, 1: row}, str(rate.pk))).status_code == 302
    assert full.exchange_rates.get(on=date(2026, 4, 13)).rate == Decimal("4.2631")
    seen = ",".join(str(p.pk) for p in phases)
    sent = lines({k: {"id": p.pk, "kind": p.kind} for k, p in enumerate(phases)}, seen)
    assert client.post("/desk/projects/pelny/phases/", sent).status_code == 302
    assert list(full.phases.values_list("months", flat=True)) == [None, None]
    path = f"/desk/projects/pelny/policy/{instrument.pk}/"
    assert "FEM 2021-2027" in client.get(path).content.decode()
    [change] = instrument.changes.all()
    kept = {"id": change.pk, "on": "2026-02-01", "kind": "focus", "text_pl": "Nowy priorytet"}
    new = {"on": "2026-03-01", "kind": "projects", "text_pl": "Nabór"}
    assert client.post(path, lines({0: kept, 1: new}, str(change.pk))).status_code == 302
    assert instrument.changes.count() == 2
    assert client.get("/desk/projects/pelny/policy/999999/").status_code == 404


def test_a_card_without_a_word_is_not_published(client, city, officer) -> None:
    make_project(city, officer, slug="niemy", public=False, summary_pl="", summary_en="")
    sign_in(client, officer)
    response = client.post("/desk/projects/niemy/", {"publish": "1"})
    assert response.status_code == 422
    assert "data-errors" in response.content.decode()


def test_a_second_card_at_the_same_address_is_refused(client, officer, full) -> None:
    sign_in(client, officer)
    sent = {"title_pl": "Drugi", "summary_pl": "Drugi raz.", "slug": "pelny"}
    response = client.post("/desk/projects/new/", sent)
    assert response.status_code == 422
    assert 'href="#id_slug"' in response.content.decode()
    assert 'value="Drugi"' in response.content.decode()


def test_marks_are_sent_shown_on_the_card_and_removed(client, city, officer, full) -> None:
    sign_in(client, officer)
    for path in ("/desk/projects/pelny/marks/", "/desk/programmes/sieci/marks/"):
        response = client.post(path, {"mark": uploaded(photo("PNG"), "unia.png", "image/png"), "alt": "Flaga Unii"})
        assert response.status_code == 302
    refused = client.post(
        "/desk/projects/pelny/marks/", {"mark": uploaded(b"<svg/>", "znak.svg", "image/svg+xml"), "alt": "Znak"}
    )
    assert refused.status_code == 422
    assert 'value="Znak"' in refused.content.decode()
    client.logout()
    html = client.get("/projects/pelny/").content.decode()
    assert html.count('alt="Flaga Unii"') == 2
    first = Upload.objects.filter(holder_kind="project").get()
    assert client.get(f"/files/{first.pk}/").status_code == 200
    sign_in(client, officer)
    assert client.post("/desk/projects/pelny/marks/", {"remove": str(first.pk)}).status_code == 302
    assert not Upload.objects.filter(pk=first.pk).exists()
    assert client.post("/desk/projects/pelny/marks/", {"remove": "x"}).status_code == 404


def test_a_programme_is_made_changed_published_and_hidden(client, city, officer) -> None:
    sign_in(client, officer)
    sent = {"name_pl": "Fundusz Małych Skwerów", "summary_pl": "Dla małych miejsc.", "statement_pl": "Płaci X."}
    response = client.post("/desk/programmes/new/", {**sent, "url": "nie adres"})
    assert response.status_code == 422
    response = client.post("/desk/programmes/new/", sent)
    path = response["Location"]
    assert path == "/desk/programmes/fundusz-malych-skwerow/"
    client.post(path, {"publish": "1"})
    assert client.get("/programmes/fundusz-malych-skwerow/").status_code == 200
    client.post(path, {**sent, "name_pl": "Inna nazwa"})
    assert FundingProgramme.objects.get().name_pl == "Inna nazwa"
    client.post(path, {"hide": "1"})
    client.logout()
    assert client.get("/programmes/fundusz-malych-skwerow/").status_code == 404


def test_a_long_table_of_partners_costs_no_more_questions(client, officer, full, django_assert_max_num_queries) -> None:
    for n in range(20):
        make_partner(full, make_city(f"miasto-{n}"))
    sign_in(client, officer)
    with django_assert_max_num_queries(24):
        client.get("/desk/projects/pelny/partners/")
