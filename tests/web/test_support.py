"""The support of a town: found by TERYT, told on a page, in a table and on paper, each with its sources."""

from __future__ import annotations

import csv
import io

import pytest
from pypdf import PdfReader

from ..factories import make_city, make_organisation
from ..support_factories import OTHERS, SECRETS, make_support
from .resident import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(city, officer, other_city, stranger):
    city.teryt = "9901011"
    city.save()
    return make_support(city, officer, other_city, stranger)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


def main_of(response) -> str:
    return text(response).split("<main")[1].split("</main>")[0]


def rows_of(response) -> list[dict[str, str]]:
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body)))


def paper_text(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


@pytest.mark.job("M7")
def test_from_a_teryt_code_to_all_money_and_events(client, world):
    """A journalist types a code and gets one page, a table and a paper that say the same, each with its sources."""
    answer = client.get("/support/?q=9901011")
    assert (answer.status_code, answer.url) == (302, "/support/lipowiec/")
    page = main_of(client.get(answer.url))
    for shown in (
        "Podwórka z głową", "83 380 €", "66 704 €", "1 000,50 zł", "Sieć skwerów", "Ławka na próbę", "5 400,50 zł",
        "Plan rozwoju miasta", "15 000 zł", "27 000 zł", "Ogród pokoleń", "Spotkanie w Lipowcu", "Giełda w sieci",
        "Ławki na próbę z Roubaix", "https://www.fundusz.example/karta", "/projects/siec/", "/events/gielda/",
        "1 marca 2026 – 31 grudnia 2028", "20 stycznia 2027 – 21 stycznia 2027", "9901011", "/programmes/",
    ):  # fmt: skip
        assert shown in page, shown
    for hidden in (*SECRETS, *OTHERS, "tak oznaczon"):
        assert hidden not in page, hidden

    table = rows_of(client.get("/support/lipowiec/support.csv"))
    sums = {(row["title"], row["currency"], row["amount"]) for row in table}
    assert {
        ("Podwórka z głową", "EUR", "83380.00"), ("Podwórka z głową", "PLN", "1000.50"),
        ("Ławka na próbę", "PLN", "5400.50"), ("Giełda w sieci", "", ""),
    } <= sums  # fmt: skip
    own = next(row for row in table if row["title"] == "Podwórka z głową")
    assert own["page"] == "http://testserver/projects/wlasny/"
    assert own["source"] == "https://www.fundusz.example/karta"
    assert (own["from"], own["until"], own["public"]) == ("2026-01-01", "2028-12-31", "yes")
    assert not [row for row in table if row["title"] in (*SECRETS, *OTHERS)]

    paper = paper_text(client.get("/support/lipowiec/support.pdf"))
    for shown in (
        "Podwórka z głową",
        "83 380 €",
        "Giełda w sieci",
        "http://testserver/projects/siec/",
        "TERYT 9901011",
    ):
        assert shown in paper, shown
    assert not [secret for secret in (*SECRETS, *OTHERS) if secret in paper]


def test_sums_of_currencies_stand_beside_each_other_and_are_never_added(client, world):
    page = main_of(client.get("/support/lipowiec/"))
    assert "84 380" not in page
    assert "Niczego nie przeliczamy" in page


def test_it_speaks_english(client, world):
    page = main_of(client.get("/en/support/lipowiec/"))
    assert "Lipowiec: support in 2 projects" in page
    assert "Clever yards" in page
    assert "€83,380" in page or "83,380 €" in page
    assert '<span lang="pl">Ogród' in page or 'lang="pl">Ogród pokoleń' in page
    paper = paper_text(client.get("/en/support/lipowiec/support.pdf"))
    assert "Lipowiec: support in 2 projects" in paper
    assert rows_of(client.get("/en/support/lipowiec/support.csv"))[0]["part"] == "Projects of its own"


def test_the_desk_sees_more_and_is_told_what_is_not_public(client, world, officer):
    sign_in(client, officer)
    page = main_of(client.get("/support/lipowiec/"))
    assert "Zielony rynek" in page
    assert "są tak oznaczone" in page
    table = rows_of(client.get("/support/lipowiec/support.csv"))
    assert {row["public"] for row in table if row["title"] == "Zielony rynek"} == {"no"}
    used = next(row for row in table if row["title"] == "Warsztat o wodzie")
    assert (used["currency"], used["amount"]) == ("", "1.5")
    assert "(niepubliczne) Zielony rynek" in paper_text(client.get("/support/lipowiec/support.pdf"))


def test_another_towns_officer_learns_nothing_of_its_own_business(client, world, stranger):
    sign_in(client, stranger)
    for address in ("/support/lipowiec/", "/support/lipowiec/support.csv"):
        response = client.get(address)
        said = b"".join(response.streaming_content).decode() if response.streaming else text(response)
        assert "Zielony rynek" not in said
        assert "Tajne miejsce" not in said


def test_the_address_may_be_the_code(client, world):
    assert client.get("/support/9901011/").url == "/support/lipowiec/"
    assert client.get("/support/990101/").url == "/support/lipowiec/"
    assert client.get("/support/9901011/support.csv").status_code == 200
    assert client.get("/support/1234567/").url == "/support/?q=1234567"
    assert client.get("/support/nigdzie/").status_code == 404
    assert client.get("/support/nigdzie/support.pdf").status_code == 404


def test_an_association_or_a_group_of_residents_is_no_town(client, db):
    make_organisation("grupa", kind="informal_group", name="Sąsiedzi")
    assert client.get("/support/grupa/").status_code == 404


def test_several_towns_are_offered_and_none_is_explained(client, world):
    make_city("brzezina", name="Brzezina Mała", teryt="9901023", population=4100)
    page = main_of(client.get("/support/?q=9901"))
    assert "/support/lipowiec/" in page
    assert "/support/brzezina/" in page
    none = main_of(client.get("/support/?q=0000000"))
    assert "Żadne miasto" in none
    assert 'value="0000000"' in none, "what was typed is still there"
    assert client.get("/support/?q=" + "x" * 500).status_code == 200


def test_a_town_without_anything_says_so(client, db):
    make_city("pusto", name="Pusto")
    page = main_of(client.get("/support/pusto/"))
    assert "nic jeszcze" in page
    assert "support.pdf" not in page
    assert paper_text(client.get("/support/pusto/support.pdf"))
    assert rows_of(client.get("/support/pusto/support.csv")) == []


def test_titles_cannot_break_out_of_page_or_table(client, world, city):
    from skwer.apps.places.models import Place

    Place.objects.filter(title="Ogród pokoleń").update(title="=1+1 <script>alert(1)</script>")
    assert "<script>alert" not in text(client.get("/support/lipowiec/"))
    assert any(row["title"].startswith("'=1+1") for row in rows_of(client.get("/support/lipowiec/support.csv")))


def test_paper_is_not_made_without_end(client, world, monkeypatch):
    monkeypatch.setattr("skwer.web.support.views.PAPERS_A_MINUTE", 1)
    assert client.get("/support/lipowiec/support.pdf").status_code == 200
    assert client.get("/support/lipowiec/support.pdf").status_code == 429
