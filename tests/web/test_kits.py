"""Kits: read by everybody, compared, brought in, written and published at the desk."""

from __future__ import annotations

import json
import re
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from skwer.apps.calls.actions.kit_making import keep_shipped_kits
from skwer.apps.calls.kits import preset
from skwer.apps.calls.models import Call
from skwer.apps.practices.actions import kits as actions
from skwer.apps.practices.kits import documents
from skwer.apps.practices.models import Kit
from tests.factories import AT, make_call, make_member, make_person
from tests.kits_factories import make_kit, next_version, officer_of
from tests.library_factories import make_practice

pytestmark = pytest.mark.django_db


def sign_in(client: Client, person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def html_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


# --- for everybody


def test_an_empty_list_says_why(client) -> None:
    assert 'class="blank"' in html_of(client, "/kits/")


def test_the_list_holds_cities_kits_and_those_shipped_and_no_drafts(client, city, officer) -> None:
    keep_shipped_kits(at=AT)
    shipped = Kit.objects.count()
    document = {**preset("micro-grant"), "title": {"pl": "Granty Lipowca"}}
    make_kit(city, officer, document=document)
    make_kit(city, officer, document={**document, "title": {"pl": "Ukryty"}}, published=False)
    html = html_of(client, "/kits/")
    assert re.search(r"<h1>(.*?)</h1>", html)[1].startswith(str(shipped + 1))
    assert "Ukryty" not in html
    assert html.index("Granty Lipowca") < html.index('href="/kits/micro-grant/"')


def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    client, city, officer, django_assert_max_num_queries
) -> None:
    for _n in range(8):
        make_kit(city, officer, practice=make_practice(organisation=city, published=True))
    with django_assert_max_num_queries(12):
        html_of(client, "/kits/")


def test_a_kit_is_read_element_by_element(client, city, officer) -> None:
    kit = make_kit(city, officer, slug="granty")
    html = html_of(client, f"/kits/{kit.slug}/")
    for key in ("vehicle", "money", "stages", "calendar", "form", "criteria", "ballot", "counting", "durability"):
        assert f'id="element-{key}"' in html
    assert "90\u00a0000\u00a0zł" in html  # the pot
    assert "Podlewają" not in html
    assert "{request_max}" not in html  # figures stand where a call will put its own
    english = html_of(client, f"/en/kits/{kit.slug}/")
    assert "Money in the pot" in english


def test_every_shipped_kit_can_be_read_in_both_languages(client) -> None:
    keep_shipped_kits(at=AT)
    for kit in Kit.objects.all():
        for prefix in ("", "/en"):
            html_of(client, f"{prefix}/kits/{kit.slug}/")


def test_a_draft_is_for_its_desk_alone(client, city, officer, other_city) -> None:
    kit = make_kit(city, officer, published=False, slug="szkic")
    paths = ("/kits/szkic/", "/kits/szkic/v/1/", "/kits/szkic/v/1/kit.json", "/kits/szkic/diff/")
    for person in (None, officer_of(other_city)):
        reader = sign_in(Client(), person) if person else client
        for path in paths:
            html_of(reader, path, 404)
    for path in paths:
        html_of(sign_in(Client(), officer), path)
    assert kit.versions.count() == 1


def test_a_draft_beside_a_published_version_is_not_read_by_its_number(client, city, officer) -> None:
    kit = make_kit(city, officer, slug="granty")
    actions.save_draft(by=officer, kit=kit, document=kit.newest.document, at=AT)
    html_of(client, "/kits/granty/v/2/", 404)
    html_of(client, "/kits/granty/diff/?a=1&b=2", 404)
    html_of(client, "/kits/granty/v/2/kit.json", 404)


def test_an_older_version_leads_to_the_newest(client, city, officer) -> None:
    kit = make_kit(city, officer, slug="granty")
    next_version(kit)
    assert 'href="/kits/granty/"' in html_of(client, "/kits/granty/v/1/")
    assert "Nowa kwota." in html_of(client, "/kits/granty/")


def test_the_file_comes_back_as_the_same_rules(client, city, officer) -> None:
    kit = make_kit(city, officer, slug="granty")
    response = client.get("/kits/granty/v/1/kit.json")
    assert response["Content-Type"].startswith("application/json")
    assert documents.rulebook_hash(documents.read(response.content)) == kit.newest.rulebook_hash


# --- compared


def test_two_versions_differ_element_by_element(client, city, officer) -> None:
    kit = make_kit(city, officer, slug="granty")
    next_version(kit, pot="95000.00")
    html = html_of(client, "/kits/granty/diff/?a=1&b=2")
    assert 'id="element-money"' in html
    assert 'id="element-form"' not in html
    assert "<del>" in html
    assert "<ins>" in html


def test_a_kit_is_held_against_another(client, city, officer) -> None:
    make_kit(city, officer, slug="granty")
    make_kit(city, officer, slug="rundy", document=preset("three-rounds"))
    html = html_of(client, "/kits/granty/diff/?a=rundy@1&b=1")
    assert 'id="element-ballot"' in html


@pytest.mark.parametrize("query", ["a=x", "a=99", "a=nic@1", "a=granty@", "a=99999999999"])
def test_a_version_that_is_none_is_not_found(client, city, officer, query) -> None:
    make_kit(city, officer, slug="granty")
    html_of(client, f"/kits/granty/diff/?{query}", 404)


def test_the_same_version_twice_says_so(client, city, officer) -> None:
    make_kit(city, officer, slug="granty")
    assert 'class="note"' in html_of(client, "/kits/granty/diff/?a=1&b=1")


# --- brought in


def test_a_file_becomes_a_draft(client, city, officer) -> None:
    data = documents.write(preset("small-grant")).encode()
    file = SimpleUploadedFile("kit.json", data, "application/json")
    response = sign_in(client, officer).post("/desk/kits/import/", {"file": file, "slug": "male"})
    assert response.status_code == 302
    assert response["Location"].endswith("/desk/kits/male/")
    assert Kit.objects.get().versions.get().is_published is False


def test_faults_are_listed_with_their_place_and_the_text_stays(client, city, officer) -> None:
    document = preset("small-grant")
    document["call"]["request_max"] = "-1"
    text = json.dumps(document)
    response = sign_in(client, officer).post("/desk/kits/import/", {"text": text, "slug": "male"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "call.request_max" in html
    assert "small-grant" in html  # what was pasted
    assert 'value="male"' in html
    assert not Kit.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [({}, "file"), ({"text": "{oops"}, "text"), ({"text": "[]"}, "text"), ({"text": "{}", "slug": "a b"}, "slug")],
)
def test_what_cannot_be_read_is_said_beside_its_field(client, city, officer, sent, field) -> None:
    response = sign_in(client, officer).post("/desk/kits/import/", sent)
    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.content.decode()


def test_a_file_too_long_is_not_read(client, city, officer) -> None:
    file = SimpleUploadedFile("kit.json", b" " * (documents.MOST_BYTES + 1), "application/json")
    response = sign_in(client, officer).post("/desk/kits/import/", {"file": file})
    assert response.status_code == 422
    assert "1 MB" in response.content.decode()


def test_only_officers_bring_in(client, city, resident) -> None:
    auditor = make_person("Audytorka", second_factor=True)
    make_member(auditor, city, "auditor")
    for person in (auditor, resident):
        assert sign_in(Client(), person).get("/desk/kits/import/").status_code == 404


# --- at the desk


def test_a_decided_call_becomes_a_kit_with_one_button(client, city, officer) -> None:
    call = make_call(city, officer, slug="zielone")
    sign_in(client, officer)
    assert "/desk/calls/zielone/kit/" not in html_of(client, "/desk/calls/zielone/")
    assert client.post("/desk/calls/zielone/kit/").status_code == 409
    Call.objects.filter(pk=call.pk).update(state="decided")
    assert "/desk/calls/zielone/kit/" in html_of(client, "/desk/calls/zielone/")
    response = client.post("/desk/calls/zielone/kit/")
    assert response["Location"].endswith("/desk/kits/zielone/")
    assert "zielone" in html_of(client, "/desk/kits/zielone/")
    assert "zielone" in html_of(client, "/desk/kits/")


def test_a_draft_is_named_filled_published_and_thrown_away(client, city, officer) -> None:
    kit = make_kit(city, officer, published=False, slug="granty")
    sign_in(client, officer)
    names = {"names": "", "title_pl": "Granty Lipowca", "title_en": "", "summary_pl": "Trzy rundy.", "summary_en": ""}
    assert client.post("/desk/kits/granty/", names).status_code == 302
    assert kit.versions.get().document["title"] == {"pl": "Granty Lipowca"}
    assert client.post("/desk/kits/granty/", {"publish": ""}).status_code == 302
    assert "Granty Lipowca" in html_of(Client(), "/kits/granty/")
    document = deepcopy(dict(kit.newest.document))
    document["call"]["pot"] = "95000.00"
    assert client.post("/desk/kits/granty/", {"document": "", "text": json.dumps(document)}).status_code == 302
    html = html_of(client, "/desk/kits/granty/")
    assert 'id="element-money"' in html
    assert client.post("/desk/kits/granty/", {"publish": "", "note_pl": ""}).status_code == 422
    assert client.post("/desk/kits/granty/", {"drop": ""}).status_code == 302
    assert kit.versions.count() == 1


def test_throwing_the_only_draft_away_leads_to_the_list(client, city, officer) -> None:
    make_kit(city, officer, published=False, slug="granty")
    response = sign_in(client, officer).post("/desk/kits/granty/", {"drop": ""})
    assert response["Location"].endswith("/desk/kits/")
    assert not Kit.objects.exists()


def test_a_title_is_needed(client, city, officer) -> None:
    make_kit(city, officer, published=False, slug="granty")
    response = sign_in(client, officer).post("/desk/kits/granty/", {"names": "", "title_pl": "", "title_en": "Grants"})
    assert response.status_code == 422
    assert 'value="Grants"' in response.content.decode()


def test_a_practice_of_ones_own_is_attached(client, city, officer, other_city) -> None:
    kit = make_kit(city, officer, slug="granty")
    own, foreign = make_practice(organisation=city), make_practice(organisation=other_city)
    sign_in(client, officer)
    assert client.post("/desk/kits/granty/", {"attach": "", "practice": str(foreign.pk)}).status_code == 422
    assert client.post("/desk/kits/granty/", {"attach": "", "practice": str(own.pk)}).status_code == 302
    kit.refresh_from_db()
    assert kit.practice == own


def test_an_auditor_reads_the_desk_and_sends_nothing(client, city, officer) -> None:
    make_kit(city, officer, published=False, slug="granty")
    auditor = make_person("Audytorka", second_factor=True)
    make_member(auditor, city, "auditor")
    sign_in(client, auditor)
    assert "<form" not in re.search(r"<main.*</main>", html_of(client, "/desk/kits/granty/"), re.S)[0]
    assert client.post("/desk/kits/granty/", {"publish": ""}).status_code == 404


def test_another_citys_desk_has_no_such_kit(client, city, officer, other_city) -> None:
    make_kit(city, officer, slug="granty")
    sign_in(client, officer_of(other_city))
    html_of(client, "/desk/kits/granty/", 404)
    assert client.post("/desk/kits/granty/", {"drop": ""}).status_code == 404


def test_nobodys_work_is_overwritten_unseen(client, city, officer) -> None:
    kit = make_kit(city, officer, published=False, slug="granty")
    sign_in(client, officer)
    seen = re.search(r'name="base" value="(\w+)"', html_of(client, "/desk/kits/granty/"))[1]
    other = deepcopy(dict(kit.newest.document))
    other["call"]["pot"] = "95000.00"
    actions.save_draft(by=officer, kit=kit, document=other, at=AT)
    names = {"names": "", "base": seen, "title_pl": "Moja nazwa", "summary_pl": "Zdanie."}
    refused = client.post("/desk/kits/granty/", names)
    assert refused.status_code == 409
    assert "Moja nazwa" in refused.content.decode()
    assert client.post("/desk/kits/granty/", {"publish": "", "base": seen}).status_code == 409
    now = re.search(r'name="base" value="(\w+)"', refused.content.decode())[1]
    assert client.post("/desk/kits/granty/", {**names, "base": now}).status_code == 302
    assert kit.newest.document["call"]["pot"] == "95000.00"


def test_a_kits_page_asks_as_often_with_many_versions(client, city, officer, django_assert_max_num_queries) -> None:
    kit = make_kit(city, officer, slug="granty", practice=make_practice(organisation=city, published=True))
    for pot in ("91000.00", "92000.00", "93000.00"):
        next_version(kit, pot=pot)
    with django_assert_max_num_queries(16):
        html_of(client, "/kits/granty/")


def test_the_desks_list_asks_as_often_for_many_as_for_few(client, city, officer, django_assert_max_num_queries) -> None:
    for _n in range(5):
        make_kit(city, officer, practice=make_practice(organisation=city, published=True))
    sign_in(client, officer)
    with django_assert_max_num_queries(20):
        html_of(client, "/desk/kits/?organisation=lipowiec")


def test_a_kit_is_made_by_pressing_and_not_by_looking(client, city, officer, other_city) -> None:
    call = make_call(city, officer, slug="zielone")
    Call.objects.filter(pk=call.pk).update(state="decided")
    sign_in(client, officer)
    assert client.get("/desk/calls/zielone/kit/").status_code == 405
    stranger = sign_in(Client(), officer_of(other_city))
    assert stranger.get("/desk/calls/zielone/kit/").status_code == 403
    assert stranger.post("/desk/calls/zielone/kit/").status_code == 403
    assert not Kit.objects.exists()
