"""The page behind a plate, with and without its script; the desk's page of the sign; the plate as paper."""

from __future__ import annotations

import io
import re
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from skwer.apps.places.actions.diary import judge_entry
from skwer.apps.places.actions.signs import retire_sign
from skwer.apps.places.models import Defect, Entry, Place, Sign
from skwer.web.signs import views
from tests.apps.files.pictures import photo, uploaded
from tests.care_factories import make_keeper, make_place
from tests.signs_factories import by_sign, make_sign

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def place(city):
    return make_place(city, address="ul. Wodna 4")


@pytest.fixture
def sign(place, officer):
    return make_sign(place, officer)


def page(sign) -> str:
    return reverse("web:sign", args=[sign.code])


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_page_names_the_place_and_shows_what_happened_last(client, sign):
    by_sign(sign, "watered")
    by_sign(sign, "note", text="Ktoś tu był.")
    told = words(client.get(page(sign)))
    assert "Klomb przy studni" in told
    assert "ul. Wodna 4" in told
    assert "Podlane" in told
    assert "Ktoś tu był." not in told, "what nobody has looked at is not shown"


def test_a_name_in_another_language_says_so(client, sign, place):
    Place.objects.filter(pk=place.pk).update(title_en="")
    told = words(client.get(f"/en{page(sign)}"))
    assert '<h1 lang="pl">Klomb przy studni</h1>' in told


def test_a_code_typed_with_capitals_leads_to_the_same_page(client, sign):
    response = client.get(reverse("web:sign", args=[sign.code.upper()]))
    assert (response.status_code, response.url) == (301, page(sign))
    assert client.get(reverse("web:sign", args=["nothing"])).status_code == 404


def test_the_page_shows_no_account_for_the_telephone_keeps_it(sign, resident, officer):
    for person in (resident, officer):
        told = words(signed_in(person).get(page(sign)))
        assert person.name not in told
        assert person.email not in told


def test_a_tick_is_sent_without_a_script_and_its_receipt_says_so(client, sign):
    uid = uuid4()
    response = client.post(page(sign), {"what": "watered", "uid": uid})
    assert (response.status_code, response.url) == (302, f"{page(sign)}?sent={uid}#sent")
    assert "stoi w dzienniku" in words(client.get(f"{page(sign)}?sent={uid}"))
    assert Entry.objects.get().uid == uid


def test_sent_again_the_same_form_arrives_once(client, sign):
    told = {"what": "broken", "defect": "bench", "uid": uuid4()}
    urls = {client.post(page(sign), told).url for _n in range(2)}
    assert len(urls) == 1
    assert Entry.objects.count() == 1
    receipt = words(client.get(urls.pop()))
    defect = Defect.objects.get()
    assert reverse("web:care_defect", args=[defect.place_id, defect.number]) in receipt


def test_a_receipt_is_no_way_to_anybody_elses_entries(client, sign, city, officer):
    other = by_sign(make_sign(make_place(city, title_pl="Sad"), officer), "note", text="Sekret")
    for sent in (other.uid, uuid4(), "x"):
        assert 'id="sent"' not in words(client.get(f"{page(sign)}?sent={sent}"))


def test_each_page_brings_a_uid_of_its_own(client, sign):
    found = {re.search(r'name="uid" value="([^"]+)"', words(client.get(page(sign))))[1] for _n in range(2)}
    assert len({UUID(one) for one in found}) == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Wybierz"),
        ({"what": "broken"}, "Wybierz, co jest zepsute"),
        ({"what": "note"}, "w kilku słowach"),
        ({"what": "broken", "defect": "bench", "contact": "nikt"}, "id_contact"),
        ({"what": "fine", "text": "x" * 601}, "600"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, sign, sent, said):
    uid = str(uuid4())
    response = client.post(
        page(sign), {"text": "Przy studni.", **sent, "uid": uid} if sent != {"what": "note"} else sent
    )
    told = words(response)
    assert response.status_code == 422
    assert said in told
    assert "ds-error-summary" in told
    if sent.get("what") != "note":
        assert (sent.get("text") or "Przy studni.") in told
        assert f'name="uid" value="{uid}"' in told
    assert not Entry.objects.exists()


def test_a_photo_sent_with_a_mistake_is_asked_for_again(client, sign):
    response = client.post(page(sign), {"what": "broken", "contact": "x", "photo": uploaded(photo(size=(40, 30)))})
    assert response.status_code == 422
    response = client.post(page(sign), {"photo": uploaded(photo(size=(40, 30)))})
    assert "Wybierz zdjęcie jeszcze raz" in words(response)


def test_uid_and_day_that_are_none_are_made_here(client, sign, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    response = client.post(page(sign), {"what": "fine", "uid": "1", "on": "yesterday"})
    assert response.status_code == 302
    assert Entry.objects.get().on.isoformat() == "2026-11-23"


def test_the_script_asks_for_a_token_and_gets_answers_it_can_show(sign):
    phone = Client(enforce_csrf_checks=True)
    told = {"what": "note", "text": "Kot.", "uid": str(uuid4()), "on": "2026-11-20"}
    assert phone.post(page(sign), told, headers=JSON).status_code == 403
    token = phone.get(page(sign), headers=JSON).json()["token"]
    response = phone.post(page(sign), {**told, "csrfmiddlewaretoken": token}, headers=JSON)
    assert response.status_code == 201
    assert response.json()["sent"] == f"{page(sign)}?sent={told['uid']}#sent"
    assert "ktoś ogląda" in response.json()["thanks"]
    response = phone.post(page(sign), {"what": "broken", "csrfmiddlewaretoken": token}, headers=JSON)
    assert (response.status_code, list(response.json()["errors"])) == (422, ["defect"])


def test_a_hidden_report_that_is_sent_again_does_not_say_it_is_shown(client, sign, officer, at):
    entry = by_sign(sign, "note", text="Brzydkie słowo")
    judge_entry(by=officer, entry=entry, show=False, why="Obraża.", at=at)
    told = words(client.get(f"{page(sign)}?sent={entry.uid}"))
    assert "stoi w dzienniku" not in told
    assert "Brzydkie" not in told


def test_so_many_an_hour_from_one_telephone(client, sign, monkeypatch):
    monkeypatch.setattr(views, "MOST_AN_HOUR", 1)
    assert client.post(page(sign), {"what": "fine"}).status_code == 302
    response = client.post(page(sign), {"what": "note", "text": "Drugi raz."})
    assert response.status_code == 429
    assert "Drugi raz." in words(response), "what was typed stays"
    assert client.post(page(sign), {"what": "fine"}, headers=JSON).status_code == 429
    assert client.get(page(sign)).status_code == 200
    assert Entry.objects.count() == 1


def test_a_retired_sign_says_which_place_it_was_and_where_to_report(client, sign, place, officer, at):
    retire_sign(by=officer, sign=sign, at=at)
    for response in (client.get(page(sign)), client.post(page(sign), {"what": "fine"})):
        told = words(response)
        assert response.status_code == 410
        assert "Klomb przy studni" in told
        assert reverse("web:report_defect", args=[place.pk]) in told
        assert reverse("web:place", args=[place.pk]) in told
    # A telephone may ask again about what arrived before: it gets its token, and the report itself decides.
    assert client.get(page(sign), headers=JSON).json()["token"]
    assert client.post(page(sign), {"what": "fine"}, headers=JSON).status_code == 410
    assert client.post(page(sign), {"what": "fine"}, headers=JSON).json()["errors"]


def test_a_place_that_is_gone_takes_no_report(client, sign, place):
    Place.objects.filter(pk=place.pk).update(state="gone", gone_on="2026-11-01", gone_why="planned")
    response = client.post(page(sign), {"what": "fine"})
    assert response.status_code == 410
    assert reverse("web:report_defect", args=[place.pk]) not in words(response)


def test_a_place_taken_back_has_no_page_behind_its_sign(client, sign, place):
    Place.objects.filter(pk=place.pk).update(published_at=None)
    assert client.get(page(sign)).status_code == 404
    assert client.post(page(sign), {"what": "fine"}).status_code == 404


def test_the_worker_stands_where_it_reaches_the_pages_and_no_others(client):
    response = client.get(reverse("web:sign_worker"))
    assert reverse("web:sign_worker") == "/l/worker.js"
    assert response["Content-Type"].startswith("text/javascript")
    assert "max-age=3600" in response["Cache-Control"]
    assert "Service-Worker-Allowed" not in response
    assert "/static/js/sign-queue.js" in words(response)


def test_the_policy_of_the_page_lets_nothing_inline_run(client, sign):
    response = client.get(page(sign))
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]* src=)", words(response))
    assert " style=" not in words(response)


# --- the desk


def desk(place) -> str:
    return reverse("web:desk_signs", args=[place.pk])


def test_the_officer_makes_prints_puts_up_and_retires(place, officer):
    client = signed_in(officer)
    assert "nie ma jeszcze tabliczki" in words(client.get(desk(place)))
    client.post(desk(place), {"do": "make"})
    sign = Sign.objects.get()
    told = words(client.get(desk(place)))
    assert sign.code in told
    assert "<svg" in told
    assert client.post(desk(place), {"do": "make"}).status_code == 409
    assert client.post(desk(place), {"do": "mount", "on": ""}).status_code == 422
    assert client.post(desk(place), {"do": "mount", "on": "2020-01-01"}).status_code == 422
    today = Sign.objects.get().made_at.date().isoformat()
    assert client.post(desk(place), {"do": "mount", "on": today}).status_code == 302
    assert Sign.objects.get().mounted_on is not None
    assert client.post(desk(place), {"do": "retire"}).status_code == 302
    assert Sign.objects.get().retired_at is not None
    assert client.post(desk(place), {"do": "retire"}).status_code == 409
    assert sign.code in words(client.get(desk(place)))


def test_who_reads_and_who_keeps_the_signs(place, sign, officer, auditor, stranger, resident):
    assert Client().get(desk(place)).status_code == 302
    for person in (stranger, resident):
        assert signed_in(person).get(desk(place)).status_code == 403
    auditing = signed_in(auditor)
    told = words(auditing.get(desk(place)))
    assert 'value="retire"' not in told
    for what in ("make", "retire", "mount"):
        assert auditing.post(desk(place), {"do": what, "on": "2026-11-23"}).status_code in (403, 422)
    assert Sign.objects.get().retired_at is None
    make_keeper(place, resident)
    told = words(signed_in(resident).get(desk(place)))
    assert 'value="mount"' in told
    assert f'href="{reverse("web:desk_place", args=[place.pk])}"' not in told, "no way leads her where she may not go"
    assert 'value="retire"' not in told


def test_the_desks_page_asks_the_same_questions_however_much_came(place, sign, officer, django_assert_max_num_queries):
    for n in range(12):
        by_sign(sign, "note", text=f"Uwaga {n}")
    client = signed_in(officer)
    with django_assert_max_num_queries(24):
        told = words(client.get(desk(place)))
    assert "12 zgłoszeń czeka" in told


def test_the_plate_is_one_tagged_page_in_both_languages(place, sign, officer, stranger):
    address = reverse("web:sign_pdf", args=[place.pk])
    for size, width in (("a5", 420), ("a4", 595)):
        response = signed_in(officer).get(f"{address}?size={size}")
        assert response["Content-Type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(response.content))
        assert [round(float(one.mediabox.width)) for one in reader.pages] == [width]
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        said = " ".join(reader.pages[0].extract_text().split())
        assert f"127.0.0.1:8000/l/{sign.code}" in said
        for line in ("Klomb przy studni", "The bed by the well", "konta", "You need no account"):
            assert line in said
    assert signed_in(officer).get(f"{address}?size=a3").status_code == 404
    assert signed_in(stranger).get(address).status_code == 403
    Sign.objects.all().delete()
    assert signed_in(officer).get(address).status_code == 404
