"""What people send that is not what it seems: each answered in words on the page, with what was typed kept, and safely.

Wrong types behind right names, drawings with programs, 200 MB, bombs that unpack to gigabytes, photos that know where
they were taken, HEIC, and files that are two things at once.
"""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from skwer.apps.calls.models import Scheme
from skwer.apps.files import contents
from skwer.apps.files.actions import store_upload
from skwer.apps.files.contents import TooLarge, Unreadable, WrongContent, check
from skwer.apps.files.models import Upload
from skwer.apps.grants.models import Moving
from skwer.apps.grants.spreadsheets.reading import NotASheet, read
from skwer.apps.places.models import Entry, Place
from skwer.web.files import receiving
from tests.apps.files.pictures import PDF, photo, uploaded
from tests.care_factories import make_place
from tests.signs_factories import make_sign

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 20, height: int = 20, extra: bytes = b"") -> bytes:
    """A PNG that claims this size, with more chunks; its pixels are few."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * (61 * 20)))
    return b"\x89PNG\r\n\x1a\n" + head + extra + pixels + chunk(b"IEND", b"")


BOMB = zlib.compress(b"\0" * (80 * MB), 9)


def packed(name: str = "xl/worksheets/sheet1.xml", size: int = 80 * MB) -> bytes:
    """An office file a few kilobytes small that unpacks to `size`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, b"0" * size)
    return out.getvalue()


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
PIXELS = "Obraz ma za dużo pikseli"
DAMAGED = "może być uszkodzony"
HOSTILE = {
    "PHP behind .jpg": (b"<?php system($_GET['c']); ?>", contents.PROGRAM),
    "EXE behind .jpg": (b"MZ\x90\x00" + b"\0" * 200, contents.PROGRAM),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", contents.PROGRAM),
    "SVG with script": (SVG, contents.SVG),
    "SVG inside XML": (b"<?xml version='1.0'?>\n<!-- plan -->" + SVG, contents.SVG),
    "HTML": (b"<!doctype html><script>alert(1)</script>", contents.HTML),
    "HEIC": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"\0" * 60, contents.HEIC),
    "60 000 × 60 000": (png(60_000, 60_000), PIXELS),
    "bomb in iCCP": (png(extra=chunk(b"iCCP", b"x\0\0" + BOMB)), DAMAGED),
    "bomb in zTXt": (png(extra=chunk(b"zTXt", b"x\0\0" + BOMB)), DAMAGED),
    "bomb in iTXt": (png(extra=chunk(b"iTXt", b"x\0\1\0\0\0" + BOMB)), DAMAGED),
    "bomb in docx": (packed("word/document.xml"), contents.OFFICE),
    "cut off": (photo()[:2000], DAMAGED),
    "16 MB": (photo() + b"\0" * (16 * MB), "15 MB"),
    "empty": (b"", "pusty"),
}
DOCUMENTS = {
    "PDF with a program": (PDF.replace(b"<<>>", b"<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>", 1), True),
    "its name hidden": (PDF.replace(b"<<>>", b"<</OpenAction<</S/J#61vaScript/J#53(x)>>>>", 1), True),
    "it lies packed": (
        PDF.replace(
            b"trailer",
            b"2 0 obj<</Type/ObjStm/N 1>>\nstream\n" + zlib.compress(b"<</S/Launch/F(cmd.exe)>>") + b"\nendstream\n",
        ),
        True,
    ),
    "PDF that is a drawing too": (PDF.replace(b"trailer", SVG + b"\ntrailer"), False),
    "PDF that is a page too": (PDF.replace(b"trailer", b"<HTML><body onload=x>\ntrailer"), False),
}


def said(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def sign(city, officer):
    return make_sign(make_place(city), officer)


# --- on the pages


@pytest.mark.parametrize("name", HOSTILE)
def test_by_the_sign_each_is_answered_in_words_and_what_was_typed_stays(client, sign, name):
    data, sentence = HOSTILE[name]
    told = {"what": "broken", "defect": "bench", "danger": "on", "text": "Deska przy studni.", "contact": "a@b.example"}
    response = client.post(reverse("web:sign", args=[sign.code]), {**told, "photo": uploaded(data, "ławka.jpg")})
    page = said(response)
    assert response.status_code == 422
    assert escape(str(sentence)) in page
    assert 'href="#id_photo"' in page, "the sentence leads to the field"
    assert "Deska przy studni." in page
    assert "a@b.example" in page
    assert re.search(r'name="defect" value="bench" checked', page)
    assert not Entry.objects.exists()
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", HOSTILE)
def test_at_the_desk_of_a_place_too(sign, officer, name):
    data, sentence = HOSTILE[name]
    told = {"title_pl": "Nowa nazwa", "title_en": "New", "category": "garden", "state": "cared"}
    address = reverse("web:desk_place", args=[sign.place_id])
    response = signed_in(officer).post(address, {**told, "photo": uploaded(data, "ławka.jpg")})
    page = said(response)
    assert response.status_code == 422
    assert escape(str(sentence)) in page
    assert "Nowa nazwa" in page
    assert Place.objects.get(pk=sign.place_id).title == "Klomb przy studni"
    assert not Upload.objects.exists()


@pytest.mark.parametrize("name", ["PHP behind .jpg", "SVG with script", "HEIC", "60 000 × 60 000", "16 MB"])
def test_where_defects_are_reported_without_a_sign_too(client, sign, name):
    data, sentence = HOSTILE[name]
    told = {"what": "bench", "text": "Deska przy studni.", "uid": str(uuid4())}
    address = reverse("web:report_defect", args=[sign.place_id])
    response = client.post(address, {**told, "photo": uploaded(data, "ławka.jpg")})
    assert response.status_code == 422
    assert escape(str(sentence)) in said(response)
    assert "Deska przy studni." in said(response)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_pdf_that_runs_or_hides_something_is_refused(resident, city, at, name):
    data, runs = DOCUMENTS[name]
    kept = store_upload(by=resident, organisation=city, kind="document", file=uploaded(PDF, "plan.pdf"), at=at)
    address = reverse("web:file_edit", args=[kept.pk])
    response = signed_in(resident).post(address, {"replace": "", "file": uploaded(data, "plan.pdf")})
    assert response.status_code == 422
    assert escape(str(contents.PDF_PROGRAM if runs else contents.HIDDEN)) in said(response)
    kept.refresh_from_db()
    assert kept.file.read() == PDF


def test_plain_pdfs_are_taken_whatever_lies_in_their_streams():
    words = zlib.compress(b"BT (The tag <script> and /JavaScript are words here) Tj ET")
    data = PDF.replace(b"trailer", b"2 0 obj<</Length 9>>\nstream\n" + words + b"\nendstream\nendobj\ntrailer")
    assert check(io.BytesIO(data), "document", len(data)).data == data


def test_a_pdf_made_to_keep_us_busy_does_not():
    for filling in (b"stream\n" * 200_000, b"/ObjStm stream\nxx endstream" * 100_000):
        data = PDF.replace(b"trailer", filling + b"trailer")
        with suppress(TooLarge):
            check(io.BytesIO(data), "document", len(data))
    bomb = PDF.replace(b"trailer", b"2 0 obj<</Type/ObjStm>>\nstream\n" + BOMB + b"\nendstream\ntrailer")
    with pytest.raises(TooLarge):
        check(io.BytesIO(bomb), "document", len(bomb))


# --- two things at once, and what a camera writes


def test_of_a_photo_that_is_a_page_too_only_the_photo_stays(client, sign):
    hidden = b"<html><script>alert(document.cookie)</script></html>"
    data = photo(size=(60, 40)).replace(b"SecretCam", b"<script>x", 1) + hidden
    response = client.post(
        reverse("web:sign", args=[sign.code]), {"what": "fine", "photo": uploaded(data, "ja.jpg.html", "text/html")}
    )
    assert response.status_code == 302
    upload = Entry.objects.get().photo
    stored = upload.file.read() + upload.thumbnail.read()
    assert b"<script" not in stored
    assert b"html" not in stored
    assert (upload.content_type, upload.original_name) == ("image/jpeg", "ja.jpg.jpg")


def test_a_passers_by_photo_does_not_tell_where_and_by_what_it_was_taken(client, sign, officer):
    client.post(reverse("web:sign", args=[sign.code]), {"what": "fine", "photo": uploaded(photo(size=(60, 40)))})
    upload = Entry.objects.get().photo
    for stored in (upload.file, upload.thumbnail):
        data = stored.read()
        assert b"SecretCam" not in data
        with Image.open(io.BytesIO(data)) as image:
            assert dict(image.getexif()) == {}
            assert image.getexif().get_ifd(0x8825) == {}
    answer = signed_in(officer).get(reverse("web:file", args=[upload.pk]))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert client.get(reverse("web:file", args=[upload.pk])).status_code == 404, "nobody has looked at it yet"


# --- too much


class Endless(io.RawIOBase):
    """A form whose photo has so many bytes, made while it is read."""

    def __init__(self, fields: dict[str, str], size: int) -> None:
        rows = [f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
        named = 'form-data; name="photo"; filename="film.jpg"'
        first = f"--b\r\nContent-Disposition: {named}\r\nContent-Type: image/jpeg\r\n\r\n"
        last = '\r\n--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nNapisane na końcu.\r\n--b--\r\n'
        self.parts = ["".join(rows).encode() + first.encode() + b"\xff\xd8\xff", size, last.encode()]
        self.length = len(self.parts[0]) + size + len(self.parts[2])
        self.given = 0

    def read(self, most: int = -1) -> bytes:
        if not self.parts:
            return b""
        part = self.parts[0]
        if isinstance(part, int):
            size = min(part, most if most >= 0 else part)
            self.parts[0] = part - size
            out, over = b"\0" * size, part == size
        else:
            out = part if most < 0 else part[:most]
            self.parts[0] = part[len(out) :]
            over = not self.parts[0]
        if over:
            self.parts.pop(0)
        self.given += len(out)
        return out


def send(client: Client, path: str, body: Endless, claimed: int | None = None):
    return client.request(
        REQUEST_METHOD="POST",
        PATH_INFO=path,
        CONTENT_TYPE="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(claimed or body.length),
        **{"wsgi.input": body},
    )


def test_200_mb_are_read_to_the_end_dropped_on_the_way_and_answered_on_the_page(client, sign):
    body = Endless({"what": "note"}, 200 * MB)
    tracemalloc.start()
    response = send(client, reverse("web:sign", args=[sign.code]), body)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    page = said(response)
    assert response.status_code == 422
    assert "Plik ma więcej niż 15 MB" in page
    assert "Napisane na końcu." in page, "what stands behind the file in the form arrives too"
    assert body.given == body.length
    assert peak < 30 * MB
    assert response.wsgi_request.FILES["photo"].size <= receiving.MOST_OF_A_FILE + MB
    assert not Upload.objects.exists()


def test_what_claims_to_be_enormous_is_refused_unread(client, sign):
    body = Endless({"what": "note"}, MB)
    response = send(client, reverse("web:sign", args=[sign.code]), body, claimed=receiving.MOST_AT_ONCE + 1)
    assert response.status_code == 413
    assert body.given == 0
    assert "Plik jest za duży" in said(response)


def test_no_kind_of_file_may_be_as_large_as_what_is_cut():
    """A file cut on its way must be refused wherever it arrives: every limit lies below the cut."""
    from skwer.apps.grants.spreadsheets import reading
    from skwer.apps.people.actions.organisations import LOGO_BYTES
    from skwer.web.places.desk import MOST_GEOJSON

    limits = (contents.PHOTO_MOST, contents.DOCUMENT_MOST, reading.MOST_BYTES, LOGO_BYTES, MOST_GEOJSON)
    assert max(limits) < receiving.MOST_OF_A_FILE


# --- spreadsheets


def lying() -> bytes:
    """The directory of the archive says ten bytes; there are more."""
    data = bytearray(packed(size=MB))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rfind(mark)
        data[at + offset : at + offset + 4] = struct.pack("<I", 10)
    return bytes(data)


def laughing() -> bytes:
    """Entities that name entities: a few lines of XML that unpack to gigabytes of text."""
    rows = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<!DOCTYPE x [<!ENTITY a0 "ha">{rows}]><Types>&a11;</Types>')
    return out.getvalue()


@pytest.mark.parametrize("data", [packed(), lying(), laughing(), b"PK\x03\x04", packed("word/document.xml", 10)])
def test_a_spreadsheet_that_is_a_bomb_or_none_is_refused(data):
    tracemalloc.start()
    with pytest.raises(NotASheet):
        read(data)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * MB


def test_a_bomb_of_a_spreadsheet_is_answered_beside_its_field_with_what_was_typed(city, officer):
    scheme = Scheme.objects.create(organisation=city, name="Mikrodotacje", vehicle="micro_grant", support="cash")
    told = {"kind": "agreements", "edition": "new", "scheme": str(scheme.pk), "edition_name": "Rok 2024"}
    address = reverse("web:desk_moving", args=[city.slug])
    response = signed_in(officer).post(address, {**told, "file": uploaded(packed(), "umowy.xlsx")})
    page = said(response)
    assert response.status_code == 422
    assert "60 MB" in page
    assert "Rok 2024" in page
    assert not Moving.objects.exists()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [(png(60_000, 60_000), TooLarge), (png(extra=chunk(b"iCCP", b"x\0\0" + BOMB)), Unreadable), (SVG, WrongContent)],
)
def test_a_bomb_costs_no_memory(data, refusal):
    tracemalloc.start()
    with pytest.raises(refusal):
        check(io.BytesIO(data), "photo", len(data))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * MB


def test_a_large_picture_is_made_small_before_it_is_copied(monkeypatch):
    """Nothing of 60 million pixels stands in memory twice: what is drawn anew has its final size already."""
    sizes = []
    real = contents._anew
    monkeypatch.setattr(contents, "_anew", lambda image, kind: sizes.append(image.size) or real(image, kind))
    data = photo("PNG", size=(4000, 1000))
    content = check(io.BytesIO(data), "photo", len(data))
    assert sizes == [(2000, 500)]
    assert (content.width, content.height) == (2000, 500)
