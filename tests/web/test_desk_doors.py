"""Who comes in at the desk: those who run the city's calls, its auditors to read, nobody else."""

from __future__ import annotations

import re

import pytest

from skwer.apps.calls.models import Call
from tests.factories import make_body, make_call, make_member, make_person, make_proposal

from .resident import sign_in

OF_A_CALL = [
    "", "edit/", "announce/", "cancel/", "decide/", "proposals/", "proposals/1/", "stages/1/", "stages/1/reopen/",
    "stages/2/open/", "stages/1/close/", "proposals.csv", "proposals.xlsx",
]  # fmt: skip
OF_A_CITY = ["", "people/", "bodies/", "journal/"]


@pytest.fixture
def call(city, officer) -> Call:
    made = make_call(city, officer, slug="zielone")
    make_proposal(made)
    return made


@pytest.fixture
def draft(city, officer) -> Call:
    return make_call(city, officer, slug="szkic", announced=False)


def _forms_in(page: str) -> list[str]:
    """The forms of the page's own part that change something."""
    main = page[page.index("<main") : page.index("</main>")]
    return re.findall(r'<form[^>]*method="post"', main)


@pytest.mark.parametrize("page", [*OF_A_CALL, "paper/"])
def test_an_officer_sees_every_page_of_a_call(client, officer, call, page):
    assert sign_in(client, officer).get(f"/desk/calls/zielone/{page}").status_code == 200


@pytest.mark.parametrize("page", OF_A_CITY)
def test_an_officer_sees_every_page_of_her_city(client, officer, city, page):
    assert sign_in(client, officer).get(f"/desk/cities/lipowiec/{page}").status_code == 200


@pytest.mark.parametrize("page", [*OF_A_CALL, "paper/"])
def test_others_are_refused_at_an_announced_call(client, resident, stranger, call, page):
    address = f"/desk/calls/zielone/{page}"
    answer = client.get(address)
    assert answer.status_code == 302
    assert "login" in answer.url
    for person in (resident, stranger):
        sign_in(client, person)
        assert client.get(address).status_code == 403
        assert client.post(address, {"do": "publish", "reason": "x"}).status_code in (403, 405)


@pytest.mark.parametrize("page", ["", "edit/", "stages/1/", "announce/"])
def test_anothers_draft_does_not_exist(client, resident, stranger, draft, page):
    for person in (resident, stranger):
        sign_in(client, person)
        assert client.get(f"/desk/calls/szkic/{page}").status_code == 404
        assert client.post(f"/desk/calls/szkic/{page}").status_code in (404, 405)


@pytest.mark.parametrize("page", OF_A_CITY)
def test_others_are_refused_at_a_citys_pages(client, resident, stranger, city, page):
    for person in (resident, stranger):
        sign_in(client, person)
        assert client.get(f"/desk/cities/lipowiec/{page}").status_code == 403
        assert client.post(f"/desk/cities/lipowiec/{page}", {"do": "found"}).status_code in (403, 405)


def test_an_auditor_reads_every_page_and_finds_no_button(client, auditor, call, draft):
    sign_in(client, auditor)
    for page in OF_A_CALL[:-2]:
        answer = client.get(f"/desk/calls/zielone/{page}", follow=True)
        assert answer.status_code == 200, page
        assert not _forms_in(answer.content.decode()) or "stages/" in page or page == "edit/", page
        assert 'class="ds-button" name="go"' not in answer.content.decode(), page
    for page in ("", "edit/", "stages/1/", "stages/3/"):
        answer = client.get(f"/desk/calls/szkic/{page}")
        assert answer.status_code == 200
        assert 'name="add"' not in answer.content.decode()
        assert 'value="save">' not in answer.content.decode().replace('tabindex="-1" aria-hidden="true">', "")
    for page in OF_A_CITY:
        answer = client.get(f"/desk/cities/lipowiec/{page}")
        assert answer.status_code == 200
        assert 'type="submit"' not in answer.content.decode().split("<main")[1].split("</main>")[0], page


@pytest.mark.parametrize(
    "page",
    ["edit/", "announce/", "cancel/", "decide/", "proposals/1/", "stages/1/", "stages/1/reopen/", "stages/",
     "stages/2/open/", "stages/1/close/", "paper/"],
)  # fmt: skip
def test_an_auditor_changes_nothing(client, auditor, call, page):
    answer = sign_in(client, auditor).post(
        f"/desk/calls/zielone/{page}", {"reason": "x", "do": "publish", "title": "x"}
    )
    assert answer.status_code == 403
    call.refresh_from_db()
    assert call.state == Call.State.ANNOUNCED


@pytest.mark.parametrize("page", ["", "people/", "bodies/"])
def test_an_auditor_changes_nothing_of_the_city(client, auditor, city, page):
    for do in ("", "invite", "found", "end"):
        sent = {"do": do, "part": "facts", "name": "Nowa", "kind": "committee", "email": "a@b.example"}
        assert sign_in(client, auditor).post(f"/desk/cities/lipowiec/{page}", sent).status_code == 403
    assert not city.bodies.exists()


def test_only_an_administrator_changes_the_city_and_its_people(client, officer, admin, city):
    sign_in(client, officer)
    assert client.post("/desk/cities/lipowiec/", {"part": "facts", "name_pl": "Inne"}).status_code == 403
    assert client.post("/desk/cities/lipowiec/people/", {"do": "invite"}).status_code == 403
    sign_in(client, admin)
    sent = {"do": "invite", "email": "nowa@lipowiec.example", "role": "officer"}
    assert client.post("/desk/cities/lipowiec/people/", sent).status_code == 302
    assert client.post("/desk/cities/lipowiec/people/", {"do": "invite", "email": "nic"}).status_code == 422


def test_an_officer_calls_a_committee_together(client, officer, city):
    sign_in(client, officer)
    sent = {"do": "found", "kind": "committee", "name": "Komisja"}
    assert client.post("/desk/cities/lipowiec/bodies/", sent).status_code == 302
    body = city.bodies.get()
    sent = {"do": "invite", "body": str(body.pk), "email": "nie adres", "seat_role": "member"}
    answer = client.post("/desk/cities/lipowiec/bodies/", sent)
    assert answer.status_code == 422
    assert "nie adres" in answer.content.decode()


def test_nobody_begins_a_call_without_a_city(client, resident, auditor):
    for person in (resident, auditor):
        assert sign_in(client, person).get("/desk/calls/new/").status_code == 403
        assert client.post("/desk/calls/new/").status_code == 403


def test_the_desk_is_for_staff_and_committees(client, resident, auditor, city):
    assert sign_in(client, resident).get("/desk/").status_code == 403
    assert sign_in(client, auditor).get("/desk/").status_code == 200
    assessor = make_person("Halina Dębska")
    make_body(city, assessor)
    assert sign_in(client, assessor).get("/desk/").status_code == 200


def test_the_desk_of_an_officer_of_two_cities_holds_both(client, officer, city, other_city):
    make_member(officer, other_city, "officer")
    page = sign_in(client, officer).get("/desk/").content.decode()
    assert "/desk/cities/lipowiec/" in page
    assert "/desk/cities/brzegi/" in page


def test_the_specimen_is_for_the_operator(client, officer, operator):
    assert sign_in(client, officer).get("/desk/parts/").status_code == 403
    assert sign_in(client, operator).get("/desk/parts/").status_code == 200
