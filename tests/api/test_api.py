"""Open data: what anybody may see and nothing else, in constant queries, as the description says."""

from __future__ import annotations

import csv
import io
import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from skwer.apps.calls.models import Proposal
from skwer.wsgi import application
from tests.factories import make_call, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(city, officer):
    """A call that shows proposals as soon as they are sent, with one sent and one draft."""
    call = make_call(city, officer, show_proposals="submitted", kinds=("propose", "check", "assess", "decide"))
    sent = make_proposal(call, title="=1+1 ławek")
    draft = make_proposal(call, submitted=False, title="Tajny szkic")
    return call, sent, draft


def get(path: str, person=None):
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(path)
    assert response.status_code == 200, response.content[:300]
    return response


def body(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def test_a_draft_is_nowhere(shown, officer):
    _call, sent, _draft = shown
    for path in ("/api/v1/proposals", "/api/v1/proposals.geojson", "/api/v1/proposals.csv"):
        for person in (None, officer, sent.author):
            assert "Tajny szkic" not in body(get(path, person))
            assert "ławek" in body(get(path, person))


def test_a_draft_call_is_nowhere(city, officer):
    call = make_call(city, officer, announced=False)
    assert get("/api/v1/calls", officer).json()["total"] == 0
    assert Client().get(f"/api/v1/calls/{call.slug}").status_code == 404


def test_the_assessment_does_not_show_before_its_time(shown):
    _call, sent, _draft = shown
    Proposal.objects.filter(pk=sent.pk).update(state="eligible")
    assert get("/api/v1/proposals").json()["results"][0]["state"] == "under_way"


def test_sums_are_decimal_strings_and_languages_follow(shown):
    call, _sent, _draft = shown
    first = get("/api/v1/calls?lang=en").json()["results"][0]
    assert first["pot"] == str(call.pot)
    assert first["url"].endswith(f"/calls/{call.slug}/")


def test_csv_is_safe_for_spreadsheets(shown):
    text = body(get("/api/v1/proposals.csv"))
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["title"] for row in rows] == ["'=1+1 ławek"]


def test_geojson_is_longitude_first(shown):
    data = json.loads(body(get("/api/v1/proposals.geojson")))
    (feature,) = data["features"]
    assert feature["geometry"]["coordinates"] == [16.14, 53.898]
    assert "lon" not in feature["properties"]


@pytest.mark.parametrize("path", ["/api/v1/cities", "/api/v1/calls", "/api/v1/proposals", "/api/v1/decisions"])
def test_queries_do_not_grow_with_rows(shown, path, django_assert_max_num_queries):
    call, _sent, _draft = shown
    for _ in range(6):
        make_proposal(call)
    with django_assert_max_num_queries(4):
        get(path)


def test_pages_of_results(shown):
    call, _sent, _draft = shown
    for _ in range(4):
        make_proposal(call)
    first = get("/api/v1/proposals?limit=2").json()
    assert (first["total"], first["next"], len(first["results"])) == (5, 2, 2)
    last = get("/api/v1/proposals?limit=2&offset=4").json()
    assert (last["next"], len(last["results"])) == (None, 1)


def test_docs_need_no_foreign_script(shown):
    page = get("/api/v1/docs").content.decode()
    assert "/api/v1/proposals.geojson" in page
    assert "cdn" not in page.lower()


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def one_connection():
    """The judge calls the WSGI application itself; between requests it must not close the test's own transaction."""
    for sent in (request_started, request_finished):
        sent.disconnect(close_old_connections)
    yield
    for sent in (request_started, request_finished):
        sent.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_answers_are_as_described(case, shown, one_connection):
    """An outside judge asks every operation whatever the description allows, and some things it does not."""
    case.call_and_validate(
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ]
    )
