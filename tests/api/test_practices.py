"""Trials as open data: what anybody may see, the failed ones too."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from skwer.apps.practices import actions
from skwer.apps.programmes.models import Project
from tests.practices_factories import make_network, make_trial

pytestmark = pytest.mark.django_db


def test_published_trials_are_there_and_drafts_are_not(city, officer, at) -> None:
    project = make_network(city, slug="siec")
    failed = make_trial(city, officer, project=project, state="ended", verdict="did_not", decision="stop")
    make_trial(city, officer)
    make_trial(city, officer, public=False)
    actions.correct_trial(by=officer, trial=failed, values={"measured": "26"}, why="Źle policzone.", at=at)
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/api/v1/trials").json()
    assert answer["total"] == 2  # an officer gets what a stranger gets
    (one,) = client.get("/api/v1/trials?verdict=did_not&project=siec&organisation=lipowiec&kind=pilot").json()[
        "results"
    ]
    assert (one["slug"], one["project"], one["corrected"]) == (failed.slug, "siec", 1)
    assert (one["baseline"], one["measured"], one["spent"]) == ("12", "26", "5400.50")
    assert one["lesson"] == "Najpierw drzewo, potem ławka."
    english = client.get("/api/v1/trials?verdict=did_not&lang=en").json()["results"][0]
    assert english["lesson"] == "First the tree, then the bench."
    other = next(row for row in answer["results"] if row["slug"] != failed.slug)
    assert (other["verdict"], other["spent"], other["project"]) == (None, None, None)
    assert client.get("/api/v1/trials?verdict=great").status_code == 422
    text = b"".join(client.get("/api/v1/trials.csv").streaming_content).decode("utf-8-sig")
    assert [row["slug"] for row in csv.DictReader(io.StringIO(text))] == [row["slug"] for row in answer["results"]]


def test_a_hidden_project_is_not_named(city, officer) -> None:
    make_trial(city, officer, project=make_network(city, slug="tajny", public=False))
    client = Client()
    assert client.get("/api/v1/trials").json()["results"][0]["project"] is None
    assert client.get("/api/v1/trials?project=tajny").json()["total"] == 0
    Project.objects.update(published_at=officer.joined_at)
    assert client.get("/api/v1/trials?project=tajny").json()["total"] == 1


def test_queries_do_not_grow_with_rows(city, officer, django_assert_max_num_queries) -> None:
    for _n in range(6):
        make_trial(city, officer, project=None, state="ended")
    with django_assert_max_num_queries(3):
        Client().get("/api/v1/trials")
