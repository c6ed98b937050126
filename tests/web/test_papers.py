"""Paper: tagged, in its language, with people's texts as texts, and clear about a picture that is missing."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from skwer.apps.people.models import Organisation
from skwer.web import papers
from skwer.web.papers import (
    Article,
    AttendanceRow,
    AttendanceSheet,
    Bullets,
    Certificate,
    Column,
    ConsentForm,
    Contract,
    Evidence,
    FinalReport,
    Letterhead,
    Minutes,
    MinutesPoint,
    Paragraph,
    Picture,
    PictureError,
    Poster,
    Section,
    Signed,
    SignPlate,
    SignWords,
    SupportSheet,
    Table,
    TablePaper,
    paper,
    pdf_response,
)
from skwer.web.papers.data import KINDS, Application
from skwer.web.papers.making import COLOURS, clean

PANGRAM = "Zażółć gęślą jaźń"
SLY = '#import "x" *bold* _it_ $x$ <label> @ref = Head // gone'


def mark(width: int = 300, height: int = 200, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#003399").save(out, form)
    return out.getvalue()


HEAD = Letterhead(
    "Lipowiec nad Strugą", "struga", "Współfinansowane przez Unię Europejską.", [Picture(mark(), "Flaga Unii")]
)
SHEET = AttendanceSheet(
    HEAD, PANGRAM, [AttendanceRow(f"Osoba {n}", "Urząd Gminy Brzezina Mała") for n in range(1, 61)],
    "Dane usuniemy 31 grudnia 2031.", session="Grupa 2", day=date(2026, 12, 4), where="Dom Kultury", spare=5,
)  # fmt: skip
CERTIFICATE = Certificate(
    HEAD, "Elżbieta Karaś", PANGRAM, "LNS/2026/17", date(2026, 12, 5), hours=Decimal("6.50"),
    topics=("Wkład własny",), verify_url="https://skwer.example/c/17/",
)  # fmt: skip
POSTER = Poster(
    HEAD, PANGRAM, fund="EFRR", aim="Podwórka, które trwają.", sums=[("Wartość", "83\u00a0380\u00a0€")],
    partners=["Fjordvik"], url="https://skwer.example/projects/siec/",
)  # fmt: skip
ROWS = Table(
    [Column("Projekt", share=2), Column("Suma", figures=True)],
    [[f"Skwer {n}", f"{n}\u00a0zł"] for n in range(1, 81)],
    title="Projekty", totals=[["Razem", "3240\u00a0zł"]], note="Walut nie sumujemy.",
)  # fmt: skip
TABLE = TablePaper(HEAD, PANGRAM, [ROWS], lead="Wszystko o mieście.", facts=[("TERYT", "3209011")])
REPORT = FinalReport(
    HEAD, PANGRAM,
    [
        Section("Co się udało", [Paragraph("Przenieśliśmy praktykę.", [1]), Bullets([Paragraph("Ławka stoi", [2])])]),
        Section("Pieniądze", [ROWS]),
        Section("Wskaźniki", [Paragraph("n = 4 z 5")], level=2),
    ],
    evidence=[Evidence("Protokół", "https://skwer.example/events/x/outcomes/"), Evidence("Zdjęcia")],
)  # fmt: skip
ALL = {"attendance_sheet": SHEET, "certificate": CERTIFICATE, "poster": POSTER, "table": TABLE, "final_report": REPORT}
# an annex to an agreement
ALL["agreement"] = Contract(
    HEAD, PANGRAM, between=["zawarta między: Lipowiec nad Strugą,", "a: Jan Kowalski."],
    articles=[Article("Przedmiot umowy", ["Jeden tekst."]), Article("Termin", ["Pierwszy.", "Drugi."])],
    signatures=[Signed("Za Miasto"), Signed("Realizator", "Jan Kowalski", "na papierze", date(2026, 12, 4))],
    tables=[ROWS], changes=["koniec zadania: 4 grudnia"], note="Projekt.", mark="AB12 CD34 EF56", version=2,
)  # fmt: skip
# a proposal as it was sent
ALL["application"] = Application(
    HEAD, PANGRAM, "Zielone podwórka", number="7/2026", version="wersja 2", checksum="AB12 CD34 EF56 0099",
    whole_checksum="ab12cd34" * 8, sent="wysłano 23 listopada 2026",
    sections=[Section("Pomysł", []), Section("Co powstanie?", [Paragraph("Ławka i drzewo.")], level=2)],
    rule="§ 5", url="https://skwer.example/desk/printed/", facts=[("Wnioskodawca", "Jan Kowalski")],
)  # fmt: skip
# minutes of a committee
ALL["minutes"] = Minutes(
    HEAD, PANGRAM, subtitle="Pierwsze posiedzenie", facts=[("Komisja", "Komisja rund")], present=["Halina Dębska"],
    points=[
        MinutesPoint(
            PANGRAM, outcome="Zaproszenie", note="Pomysł.\n\nSzkic.", advice=["1. Dodaj cień."], aside="Jan Kos",
        ),
        MinutesPoint("Sprawy różne"),
    ],
    text="Koniec o 18.", signed=True,
)  # fmt: skip
# the plate at a place
ALL["sign"] = SignPlate(
    HEAD, "https://skwer.example/l/k7f2m9xq/", "skwer.example/l/k7f2m9xq",
    [SignWords("pl", PANGRAM, "Podlane?", "Skieruj aparat."), SignWords("en", PANGRAM, "Watered?", "Point a camera.")],
)  # fmt: skip
# consents and support
ALL["support_sheet"] = SupportSheet(
    HEAD, PANGRAM, "Zielone podwórka", "Popieram ten pomysł.", ["Nie wpisuj numeru PESEL."], date(2027, 3, 28),
    "http://127.0.0.1:8000/calls/x/proposals/y/support/", number="7", where="Młyńska 12",
)  # fmt: skip
ALL["consent_form"] = ConsentForm(
    HEAD, "Zgoda właściciela terenu", PANGRAM, "Zielone podwórka", ["Miejsce pozostaje otwarte."], "Wyrażam zgodę.",
    "Imię i nazwisko", ["Zgody nie publikujemy."], where="Młyńska 12", url="http://127.0.0.1:8000/consents/z/",
)  # fmt: skip


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in read(pdf).pages).replace("\u00a0", " ").split())


def tags(reader: PdfReader) -> set[str]:
    """The kinds of structure elements in the tree."""
    found: set[str] = set()

    def walk(node) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.add(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_every_kind_is_tried_here():
    assert set(ALL) == set(KINDS)


@pytest.mark.parametrize("language", ["pl", "en", "nb", "cs"])
@pytest.mark.parametrize("kind", ALL)
def test_paper_is_tagged_and_says_its_language_and_title(kind, language):
    reader = read(paper(kind, ALL[kind], language))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert PANGRAM in reader.metadata.title
    assert reader.metadata.author == "Lipowiec nad Strugą"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert "/Figure" in tags(reader), "a funder's mark is a figure with words"


@pytest.mark.parametrize("kind", ALL)
def test_polish_letters_come_out_as_text(kind):
    said = text(paper(kind, ALL[kind], "pl"))
    assert PANGRAM in said
    assert "Lipowiec nad Strugą" in said
    assert "Współfinansowane przez Unię Europejską." in said


def test_fixed_words_are_in_the_language_of_the_paper():
    polish, english = (text(paper("certificate", CERTIFICATE, language)) for language in ("pl", "en"))
    assert "Zaświadczenie" in polish
    assert "udział w wydarzeniu" in polish
    assert "5 grudnia 2026" in polish
    assert "6,5" in polish
    assert "Certificate" in english
    assert "took part in the event" in english
    assert "5 December 2026" in english
    assert "6.5" in english
    assert "completed the learning module" in text(paper("certificate", replace(CERTIFICATE, kind="learning"), "en"))


def test_sheet_repeats_its_head_counts_pages_and_leaves_rows_to_sign():
    pdf = paper("attendance_sheet", SHEET, "pl")
    pages = [page.extract_text() for page in read(pdf).pages]
    assert len(pages) > 2
    for n, page in enumerate(pages, start=1):
        assert "Podpis" in page
        assert f"Strona {n} z {len(pages)}" in page.replace("\n", " ")
        assert HEAD.statement in page.replace("\n", " "), "the funder's statement stands on every page"
    said = text(pdf)
    assert all(f"Osoba {n} " in said for n in range(1, 61))
    assert " 65 " in f"{said} ", "five more rows for the unannounced"
    assert "Dane usuniemy 31 grudnia 2031." in said
    assert {"/Table", "/TH", "/TD"} <= tags(read(pdf))


def test_table_repeats_its_head_and_ends_with_totals():
    reader = read(paper("table", TABLE, "pl"))
    with_rows = [one for page in reader.pages if "Skwer " in (one := page.extract_text())]
    assert len(with_rows) > 1
    assert all(re.search(r"Projekt\s+Suma", page) for page in with_rows)
    assert "Razem 3240 zł Walut nie sumujemy." in text(paper("table", TABLE, "pl"))
    assert {"/Table", "/TH", "/H1"} <= tags(reader)


def test_a_row_stays_on_one_page_unless_it_is_longer_than_one():
    tall = [[f"A{n}\n" + "i\n" * (n % 7) + f"Z{n}", ""] for n in range(1, 61)]
    short = replace(ROWS, rows=tall, totals=[])
    pages = [page.extract_text().split() for page in read(paper("table", replace(TABLE, tables=[short]), "pl")).pages]
    assert len(pages) > 4
    assert all(any(f"A{n}" in page and f"Z{n}" in page for page in pages) for n in range(1, 61))
    long = replace(ROWS, rows=[["słowo " * 4000 + "koniec", ""]], totals=[])
    assert "koniec" in text(paper("table", replace(TABLE, tables=[long]), "pl"))


def test_a_wide_table_turns_the_sheet_and_an_empty_one_says_so():
    wide = Table([Column(f"K{n}") for n in range(8)], [["x"] * 8])
    box = read(paper("table", replace(TABLE, tables=[wide]), "pl")).pages[0].mediabox
    assert box.width > box.height
    empty = replace(ROWS, rows=[], totals=[], when_empty="Nic tu jeszcze nie ma.")
    assert "Nic tu jeszcze nie ma." in text(paper("table", replace(TABLE, tables=[empty]), "pl"))


def test_report_has_bookmarks_and_its_evidence_is_numbered_and_linked():
    reader = read(paper("final_report", REPORT, "pl"))
    flat = re.findall(r"'/Title': '([^']+)'", str(reader.outline))
    assert [one for one in flat if one[0].isdigit()] == ["1 Co się udało", "2 Pieniądze", "2.1 Wskaźniki"]
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert any(note.get("/A", {}).get("/URI") == "https://skwer.example/events/x/outcomes/" for note in links)
    assert len([note for note in links if "/Dest" in note or note.get("/A", {}).get("/S") == "/GoTo"]) >= 2
    assert "[1] Protokół" in text(paper("final_report", REPORT, "pl"))
    assert {"/H1", "/H2", "/L", "/LI", "/Link"} <= tags(reader)


def test_poster_is_one_large_sheet():
    reader = read(paper("poster", POSTER, "pl"))
    assert [round(float(page.mediabox.width)) for page in reader.pages] == [842]
    assert "83 380 €" in text(paper("poster", POSTER, "pl"))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("attendance_sheet", replace(SHEET, event=SLY, rows=[AttendanceRow(SLY, SLY)])),
        ("certificate", replace(CERTIFICATE, person=SLY, what=SLY, topics=[SLY])),
        ("poster", replace(POSTER, title=SLY, aim=SLY, partners=[SLY])),
        ("table", replace(TABLE, title=SLY, tables=[replace(ROWS, rows=[[SLY, SLY]])])),
        ("final_report", replace(REPORT, sections=[Section(SLY, [Paragraph(SLY), Bullets([Paragraph(SLY)])])])),
        (
            "agreement",
            replace(ALL["agreement"], between=[SLY], articles=[Article(SLY, [SLY, SLY])], changes=[SLY], note=SLY),
        ),
        (
            "application",
            replace(ALL["application"], title=SLY, call=SLY, sections=[Section(SLY, [Paragraph(SLY)])]),
        ),
        ("sign", replace(ALL["sign"], lines=[SignWords("en", SLY, SLY, SLY)])),
        ("minutes", replace(ALL["minutes"], points=[MinutesPoint(SLY, note=SLY, advice=[SLY])], text=SLY)),
        ("support_sheet", replace(ALL["support_sheet"], title=SLY, where=SLY, call=SLY)),
        ("consent_form", replace(ALL["consent_form"], title=SLY, summary=SLY, applicant=SLY, points=[SLY])),
    ],
    ids=ALL,
)
def test_what_people_write_stays_text(kind, data):
    squeezed = text(paper(kind, data, "en")).replace(" ", "")
    assert squeezed.count(SLY.replace(" ", "")) >= 2


@pytest.mark.parametrize("size", ["a5", "a4"])
def test_a_plate_is_one_page_with_its_address_and_each_language_named(size):
    long = SignWords(
        "pl", "Kieszonkowy skwer przy dawnej stacji kolei wąskotorowej", "Czy podlane? " * 5, "Skieruj. " * 9
    )
    plate = replace(ALL["sign"], size=size, lines=[long, replace(long, language="en")])
    reader = read(paper("sign", plate, "pl"))
    assert [round(float(page.mediabox.width)) for page in reader.pages] == [420 if size == "a5" else 595]
    assert "skwer.example/l/k7f2m9xq" in text(paper("sign", plate, "pl"))
    assert "/Figure" in tags(reader), "the square says in words where it leads"


def test_a_sign_no_font_can_draw_costs_nobody_the_list():
    rows = [AttendanceRow("Anna 🌳 Lipa"), AttendanceRow("日本"), AttendanceRow("Jan\x00\x07 Ko\u200bwalq\u0301")]
    said = text(paper("attendance_sheet", replace(SHEET, rows=rows), "pl"))
    assert "Anna □ Lipa" in said
    assert "Jan Kowalq" in said


def test_every_letter_we_let_through_can_be_drawn():
    every = "".join(sign for code in range(0x20, 0x3000) if (sign := chr(code)) == clean(chr(code)))
    assert {*"ąćęłńóśźżøåæčřžůґїєß€„”–−×≤→"} <= set(every)
    cells = [[every[at : at + 40]] for at in range(0, len(every), 40)]
    bold = Table([Column("x")], cells, totals=cells)
    paper("table", replace(TABLE, tables=[bold]), "pl")
    paper("certificate", replace(CERTIFICATE, what=every, person=every[:200]), "pl")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_makes_a_paper(one, other):
    report = Section(one or "x", [Paragraph(other), Bullets([Paragraph(one)]), Table([Column(one)], [[other]])])
    paper("final_report", replace(REPORT, title=one, sections=[report], evidence=[Evidence(other)]), "pl")


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (Picture(b"", "Flaga Unii"), "Flaga Unii"),
        (Picture(b"<svg/>", "Flaga Unii"), "cannot be read"),
        (Picture(mark()[:60], "Flaga Unii"), "cannot be read"),
        (Picture(mark(form="GIF"), "Flaga Unii"), "PNG or JPEG"),
        (Picture(mark(), " "), "no words"),
    ],
    ids=["empty", "not a picture", "cut off", "another kind", "no words"],
)
def test_a_missing_picture_is_refused_and_named(picture, words):
    with pytest.raises(PictureError) as refused:
        paper("poster", replace(POSTER, head=replace(HEAD, marks=[picture])), "en")
    from django.utils import translation

    with translation.override("en"):
        assert words in str(refused.value)


def test_many_wide_marks_share_one_row():
    wide = replace(HEAD, marks=[Picture(mark(900, 200, form), f"Znak {form}") for form in ("PNG", "JPEG", "WEBP")] * 2)
    assert len(read(paper("certificate", replace(CERTIFICATE, head=wide), "pl")).pages) == 1


def test_letters_are_ours():
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in read(paper("poster", POSTER, "pl")).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.split("+")[1] for name in fonts} == {
        "Commissioner-Regular",
        "Commissioner-Bold",
        "CommissionerFlair-Bold",
    }


def test_colours_are_those_of_the_pages():
    sheet = (Path(papers.__file__).parents[1] / "static" / "css" / "tokens.css").read_text()
    for theme in Organisation.Theme.values:
        line = next(line for line in sheet.splitlines() if f'[data-city="{theme}"]' in line)
        light = dict(re.findall(r"--(\w+): light-dark\((#\w+),", line))
        assert COLOURS[theme] == (light["fill"], light["link"], light["tint"], light["mid"])


def test_the_wrong_data_for_a_kind_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="poster is made from Poster"):
        paper("poster", TABLE, "pl")


def test_nothing_heavy_is_loaded_before_paper_is_asked_for(tmp_path):
    program = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'skwer.settings'; import django; django.setup();"
        "import skwer.web.papers; sys.exit(int('typst' in sys.modules or 'segno' in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(papers.__file__).parents[3], check=False,
        env={"SKWER_DEBUG": "1", "SKWER_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0


def test_response_carries_the_name_of_the_file():
    response = pdf_response(b"%PDF", "lista-obecności.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''lista-obecno")
    assert pdf_response(b"%PDF", "x.pdf", inline=True)["Content-Disposition"] == 'inline; filename="x.pdf"'
