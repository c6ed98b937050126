"""Files are opened only by who may see them, and never as anything that runs."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.places.actions import add_place, change_place, publish_place
from skwer.web.files import receiving
from tests.apps.files.pictures import PDF, photo, uploaded

pytestmark = pytest.mark.django_db


def keep(by, city, at, **more) -> Upload:
    more.setdefault("file", uploaded(photo()))
    return store_upload(by=by, organisation=city, kind=more.pop("kind", "photo"), at=at, **more)


def address(upload) -> str:
    return reverse("web:file", args=[upload.pk])


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_a_photo_with_everything_a_browser_must_know(client, resident, city, at) -> None:
    upload = keep(resident, city, at)
    response = sign_in(client, resident).get(address(upload))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"].startswith("private")
    assert response["Content-Disposition"].startswith("inline")
    whole = body(response)
    assert len(whole) == upload.size
    small = client.get(address(upload) + "?size=small")
    assert small["ETag"] != response["ETag"]
    assert len(body(small)) == upload.thumbnail.size


def test_a_browser_that_has_it_gets_an_empty_answer(client, resident, city, at) -> None:
    upload = keep(resident, city, at)
    etag = sign_in(client, resident).get(address(upload))["ETag"]
    again = client.get(address(upload), headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    client.logout()
    assert client.get(address(upload), headers={"if-none-match": etag}).status_code == 404


def test_documents_are_downloaded_not_opened(client, resident, city, at) -> None:
    upload = keep(resident, city, at, kind="document", file=uploaded(PDF, 'zgoda "właściciela"\r\n.html'))
    response = sign_in(client, resident).get(address(upload))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert "html" not in response["Content-Disposition"]
    assert "\n" not in response["Content-Disposition"]


def test_a_file_one_may_not_see_does_not_exist(client, resident, stranger, city, at) -> None:
    upload = keep(resident, city, at)
    assert client.get(address(upload)).status_code == 404
    assert sign_in(client, stranger).get(address(upload)).status_code == 404
    assert client.get("/files/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert client.post(address(upload)).status_code == 405


def test_a_file_shows_with_its_place(client, officer, city, at) -> None:
    place = add_place(by=officer, organisation=city, values={"title": "Sad", "category": "garden"}, at=at)
    upload = keep(officer, city, at, holder_kind="place", holder_key=place.pk, audience="holder")
    change_place(by=officer, place=place, values={"photo": upload}, at=at)
    assert client.get(address(upload)).status_code == 404
    publish_place(by=officer, place=place, at=at)
    assert client.get(address(upload)).status_code == 200


def test_bytes_that_are_gone_are_no_error_of_ours(client, resident, city, at) -> None:
    upload = keep(resident, city, at)
    upload.file.storage.delete(upload.file.name)
    assert sign_in(client, resident).get(address(upload)).status_code == 404


def test_describing_replacing_and_deleting(client, resident, city, at) -> None:
    upload = keep(resident, city, at)
    page = reverse("web:file_edit", args=[upload.pk])
    assert sign_in(client, resident).get(page).status_code == 200
    response = client.post(page, {"describe": "", "alt": "Ławka", "next": "/places/"})
    assert (response.status_code, response.url) == (302, "/places/")
    upload.refresh_from_db()
    before = upload.sha256
    assert upload.alt_text == "Ławka"
    client.post(page, {"replace": "", "file": uploaded(photo("PNG", (50, 40)), "nowe.png")})
    upload.refresh_from_db()
    assert (upload.sha256 != before, upload.content_type, upload.width) == (True, "image/png", 50)
    response = client.post(page, {"replace": "", "file": uploaded(b"<svg/>", "x.png")})
    assert response.status_code == 422
    assert client.post(page, {"replace": ""}).status_code == 422
    response = client.post(page, {"delete": "", "next": "https://elsewhere.example/"})
    assert response.url.startswith("/")
    assert [str(m) for m in get_messages(response.wsgi_request)]
    assert not Upload.objects.exists()


def test_only_who_may_change_it_edits(client, resident, stranger, city, at) -> None:
    upload = keep(resident, city, at)
    page = reverse("web:file_edit", args=[upload.pk])
    assert client.get(page).status_code == 302
    assert sign_in(client, stranger).get(page).status_code == 404
    assert client.post(page, {"delete": ""}).status_code == 404


def test_whoever_sees_but_may_not_change_is_told_so(client, officer, auditor, city, at) -> None:
    place = add_place(by=officer, organisation=city, values={"title": "Sad", "category": "garden"}, at=at)
    upload = keep(officer, city, at, holder_kind="place", holder_key=place.pk)
    page = reverse("web:file_edit", args=[upload.pk])
    assert sign_in(client, auditor).get(page).status_code == 403
    assert client.post(page, {"delete": ""}).status_code == 403
    assert Upload.objects.exists()


def test_so_many_files_an_hour(client, resident, city, at, monkeypatch) -> None:
    upload = keep(resident, city, at)
    page = reverse("web:file_edit", args=[upload.pk])
    sign_in(client, resident)
    monkeypatch.setattr(receiving, "MOST_AN_HOUR", 1)
    assert client.post(page, {"replace": "", "file": uploaded(photo())}).status_code == 302
    assert client.post(page, {"replace": "", "file": uploaded(photo())}).status_code == 400
