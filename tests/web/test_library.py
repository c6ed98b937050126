"""A practice as it is read, written at the desk, and read by editor and expert."""

from __future__ import annotations

import re

import pytest

from skwer.apps.practices import actions
from skwer.apps.practices.models import Practice
from tests.factories import AT, make_member, make_person
from tests.library_factories import RECORD, make_expert, make_practice, officer_of
from tests.practices_factories import make_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(other_city):
    """The city that keeps the project; Lipowiec is its partner."""
    return other_city


@pytest.fixture
def project(keeper, city):
    return make_network(keeper, city, slug="siec")


@pytest.fixture
def editor(keeper):
    return officer_of(keeper)


@pytest.fixture
def expert(project):
    return make_expert(project)


def words(response) -> str:
    """The page's text without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def sent(page) -> dict[str, str]:
    """The fields of the record's form as the page shows them."""
    from tests.web.sent_form import fields

    return fields(page, "base_facts")


def test_everybody_reads_a_published_practice(client, city, officer) -> None:
    practice = make_practice(city, officer)
    page = client.get(f"/practices/{practice.slug}/")
    assert page.status_code == 200
    for part in RECORD.values():
        assert part in words(page)
    assert client.get(f"/practices/{practice.slug}/versions/").status_code == 200
    assert client.get(f"/practices/{practice.slug}/v/1/").status_code == 200


def test_desk_pages(client, city, officer, project, editor, expert) -> None:
    client.force_login(officer)
    assert client.get("/desk/practices/").status_code == 200
    assert client.get("/desk/practices/new/").status_code == 200
    practice = make_practice(city, officer, project=project, published=False, state="submitted")
    version = practice.versions.get()
    assert client.get(f"/desk/practices/{practice.slug}/").status_code == 200
    client.force_login(editor)
    assert client.get("/desk/practices/").status_code == 200
    url = f"/desk/practices/{practice.slug}/review/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"comment": "1", "step": "editor", "part": "evidence", "text": "Ile?"}).status_code == 302
    remark = version.remarks.get()
    client.force_login(officer)
    assert "Ile?" in words(client.get(url))
    assert client.post(url, {"answer_it": "1", "remark": remark.pk, "answer": "Dziewięć."}).status_code == 302
    client.force_login(editor)
    assert "Dziewięć." in words(client.get(url))
    client.post(url, {"settle": "accepted", "remark": remark.pk})
    client.post(url, {"accept": "1", "step": "editor"})
    version.refresh_from_db()
    assert version.state == "in_validation"
    client.force_login(expert)
    assert client.get("/desk/practices/").status_code == 200
    client.post(url, {"accept": "1", "step": "expert"})
    assert Practice.objects.get().is_published
