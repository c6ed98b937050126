"""The API lists what anybody may see of events, and nobody who comes to them."""

from __future__ import annotations

from datetime import date

import pytest

from skwer.apps.events import actions

from ..events_factories import LATER, make_event, make_registration, make_session
from ..factories import make_city
from ..practices_factories import make_network

pytestmark = pytest.mark.django_db


def test_public_events_with_their_programme_and_nobody_s_name(client, city, officer, at):
    project = make_network(city, slug="siec")
    event = make_event(city, officer, project=project, slug="gielda", languages=["pl", "en"],
                       online_url="https://line.example/1")  # fmt: skip
    make_session(event, officer, "Otwarcie")
    make_event(city, officer, announced=False)
    make_event(city, officer, audience="invited")
    make_registration(event, officer, "Anna Nowak", diet="wegańska")
    client.force_login(officer)
    answer = client.get("/api/v1/events?lang=en")
    assert answer.json()["total"] == 1, "the same for an officer as for a stranger"
    (row,) = answer.json()["results"]
    assert row["title"] == "Brokerage of practices"
    assert (row["event"], row["project"], row["state"]) == ("gielda", "siec", "announced")
    assert row["starts_at"] == "2027-01-20T09:30:00+01:00"
    assert row["where"] == "Dom kultury, ul. Lipowa 2, Lipowiec"
    assert [session["title"] for session in row["sessions"]] == ["Otwarcie"]
    for word in ("Nowak", "wegańska", "line.example"):
        assert word not in answer.content.decode()
    assert client.get("/api/v1/events?project=inny").json()["total"] == 0
    assert client.get(f"/api/v1/events?organisation={city.slug}").json()["total"] == 1
    table = b"".join(client.get("/api/v1/events.csv").streaming_content).decode()
    assert table.splitlines()[0].lstrip("\ufeff").startswith("event,uid,organisation")
    assert "gielda" in table


def test_an_unpublished_project_is_not_named(client, city, officer):
    make_event(city, officer, project=make_network(city, public=False))
    assert client.get("/api/v1/events").json()["results"][0]["project"] is None


def test_statements_and_how_they_stand(client, city, officer, at):
    partner = make_city("brzezina", name="Brzezina Mała")
    event = make_event(city, officer, slug="gielda")
    make_registration(event, officer, organisation=partner)
    interest = actions.state_interest(
        by=officer, event=event, organisation=partner, practice="Inwentarz", because="Bo puste.", first_step="Spis.",
        by_on=date(2027, 6, 30), at=LATER,
    )  # fmt: skip
    actions.follow_up(by=officer, interest=interest, state="begun", text="Spis jest.", at=LATER)
    (row,) = client.get("/api/v1/statements?event=gielda").json()["results"]
    assert (row["organisation"], row["standing"], row["by_on"]) == ("brzezina", "begun", "2027-06-30")
    assert "Wilk" not in str(row)


def test_pages_have_a_fixed_number_of_queries(client, city, officer, django_assert_max_num_queries):
    for _n in range(5):
        make_session(make_event(city, officer), officer)
    with django_assert_max_num_queries(6):
        assert client.get("/api/v1/events").json()["total"] == 5
