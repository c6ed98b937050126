"""Whom a place suits: on its page, as text, as data, in a proposal, on a score sheet, and at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.assessment.models import Sheet
from skwer.apps.calls.models import Proposal
from skwer.apps.forms.reading import render_post
from skwer.apps.places import access, actions, visiting
from skwer.apps.places.models import Place
from tests.apps.assessment.factories import make_assess_stage, make_assignment, make_committee
from tests.apps.assessment.factories import make_call as make_plain_call
from tests.apps.assessment.factories import make_proposal as make_plain_proposal
from tests.factories import make_person
from tests.places_factories import make_place
from tests.visits_factories import owing_place

from .resident import begin, call_now, fresh, page, sent, sign_in, typed

pytestmark = pytest.mark.django_db

SEEN = {
    "route": {"is": "yes", "value": "140"},
    "surface": {"is": "yes"},
    "slope": {"is": "partly", "note": "od północy stromo", "value": "7"},
    "contrast": {"is": "no"},
    "toilet": {"is": "yes", "note": "w remizie"},
}


def names(data=None, **other) -> dict[str, str]:
    """What a browser sends for the checklist."""
    return dict(render_post(access.FORM, {access.KEY: data or {}})) | other


@pytest.fixture
def place(city, officer) -> Place:
    return make_place(city, officer)


@pytest.fixture
def seen(place, officer) -> Place:
    """The place as somebody saw it ten days ago."""
    now = timezone.now()
    day = timezone.localdate(now) - timedelta(days=10)
    return actions.set_access(by=officer, place=place, access=SEEN, on=day, at=now)


# --- the page of a place


def test_the_page_says_whom_the_place_suits_and_why(client, seen) -> None:
    html = client.get(f"/places/{seen.pk}/").content.decode()
    above = html[: html.index('id="visit"')]
    for words in ("Dla osób na wózku: częściowo", "Dla osób słabowidzących: nie"):
        assert words in above  # under the title, before anything else is told
    card = html[html.index('id="visit"') :]
    assert "od północy stromo" in card
    assert "najstromszy odcinek 7\u00a0%" in card
    assert "Nie wiadomo: siedziska." in card
    assert "Sprawdzone na miejscu" in card


def test_a_plan_is_called_a_plan_and_nothing_known_is_no_yes(client, place, officer) -> None:
    html = client.get(f"/places/{place.pk}/").content.decode()
    assert "Nikt jeszcze nie sprawdził" in html
    assert html.count("nie wiadomo") >= 3
    actions.set_access(by=officer, place=place, access=SEEN, on=None, at=timezone.now())
    assert "Tak to zaplanowano." in client.get(f"/places/{place.pk}/").content.decode()


def test_the_same_stands_in_plain_text(client, seen) -> None:
    answer = client.get(f"/places/{seen.pk}/visit.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert "Dla osób na wózku: częściowo\n  Nachylenie: częściowo" in text
    assert f"/places/{seen.pk}/" in text
    assert "Toaleta: tak · w remizie" in text
    assert "With low sight: no" in client.get(f"/en/places/{seen.pk}/visit.txt").content.decode()


def test_a_draft_of_a_place_tells_nobody_outside(client, seen, officer, stranger) -> None:
    actions.hide_place(by=officer, place=seen, at=timezone.now())
    assert client.get(f"/places/{seen.pk}/visit.txt").status_code == 404
    assert sign_in(client, stranger).get(f"/places/{seen.pk}/visit.txt").status_code == 404
    assert sign_in(client, officer).get(f"/places/{seen.pk}/visit.txt").status_code == 200


def test_open_data_carry_the_answers_without_notes(client, seen) -> None:
    row = client.get("/api/v1/places").json()["results"][0]
    assert (row["wheelchair"], row["low_sight"], row["little_breath"]) == ("partly", "no", "unknown")
    assert row["access"]["slope"] == "partly"
    assert row["access_on"] == seen.access_on.isoformat()
    table = b"".join(client.get("/api/v1/places.csv").streaming_content).decode()
    assert "route: yes; surface: yes; slope: partly" in table
    assert "stromo" not in table


# --- the desk


def desk(place: Place) -> str:
    return f"/desk/places/{place.pk}/access/"


def test_the_office_writes_it_down(client, place, officer) -> None:
    client = sign_in(client, officer)
    assert client.get(desk(place)).status_code == 200
    day = timezone.localdate().isoformat()
    answer = client.post(desk(place), names(SEEN, on=day))
    assert (answer.status_code, answer.url) == (302, f"/desk/places/{place.pk}/")
    kept = Place.objects.get(pk=place.pk)
    assert (kept.access, kept.access_on.isoformat()) == (SEEN, day)


def test_what_is_missing_is_named_beside_its_row_and_nothing_typed_is_lost(client, place, officer) -> None:
    client = sign_in(client, officer)
    sent_ = names({"route": {"is": "yes", "value": "bardzo"}, "slope": {"is": "partly"}, "toilet": {"is": "no"}})
    answer = client.post(desk(place), sent_)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_access-0-value"' in html
    assert 'value="bardzo"' in html
    assert 'aria-describedby="id_access-0-value-error"' in html
    answer = client.post(desk(place), names({"slope": {"is": "partly"}, "toilet": {"is": "no"}}))
    html = answer.content.decode()
    assert 'href="#id_access-2-note"' in html
    assert 'name="access-toilet" value="no" checked' in html
    assert Place.objects.get(pk=place.pk).access == {}


def test_an_older_look_is_refused_on_the_page(client, seen, officer) -> None:
    client = sign_in(client, officer)
    answer = client.post(desk(seen), names(SEEN, on=(seen.access_on - timedelta(days=1)).isoformat()))
    assert answer.status_code == 422
    assert "Zostają nowsze odpowiedzi." in answer.content.decode()
    assert client.post(desk(seen), names(SEEN, on="wczoraj")).status_code == 422


def test_who_only_reads_the_desk_reads_and_does_not_write(client, place, auditor, stranger) -> None:
    html = sign_in(client, auditor).get(desk(place)).content.decode()
    assert 'name="access-route"' not in html
    assert client.post(desk(place), names(SEEN)).status_code == 403
    assert sign_in(client, stranger).get(desk(place)).status_code == 403
    assert Place.objects.get(pk=place.pk).access == {}


# --- proposals


def test_a_resident_plans_it_in_her_draft_and_readers_see_it(client, city, officer) -> None:
    resident = make_person()
    call = call_now(city, officer)
    client = sign_in(client, resident)
    draft = begin(client, call)
    rows = dict(render_post(access.FORM, {access.KEY: SEEN}))
    rows = {name.replace(access.KEY, access.PLANNED, 1): value for name, value in rows.items()}
    assert client.post(page(draft, "place_step"), typed(draft, "place_step", **rows)).status_code == 302
    assert fresh(draft).answers[access.PLANNED] == SEEN
    html = client.get(page(draft, "place_step")).content.decode()
    assert 'name="access_list-slope" value="partly" checked' in html
    told = client.get(page(draft, "check-and-send")).content.decode()
    assert "Nachylenie" in told
    assert "od północy stromo" in told


def test_the_page_of_a_proposal_shows_the_plan(client, city, officer) -> None:
    proposal = sent(call_now(city, officer, show_proposals="submitted"), access_list=SEEN)
    html = client.get(f"/calls/{proposal.call.slug}/proposals/{proposal.number}/").content.decode()
    assert "Dla kogo będzie to miejsce" in html
    assert "Dla osób słabowidzących: nie" in html
    other = sent(proposal.call)
    html = client.get(f"/calls/{other.call.slug}/proposals/{other.number}/").content.decode()
    assert "Dla kogo będzie to miejsce" not in html


def test_the_office_changes_the_rows_of_a_grid(client, city, officer) -> None:
    call = call_now(city, officer, announced=False)
    stage = call.stages.get(order=1)
    html = sign_in(client, officer).get(f"/desk/calls/{call.slug}/stages/1/").content.decode()
    steps = stage.settings["form"]["steps"]
    step = next(k for k, one in enumerate(steps) if any(q["key"] == access.PLANNED for q in one["questions"]))
    number = next(k for k, q in enumerate(steps[step]["questions"]) if q["key"] == access.PLANNED)
    where = f"form.steps.{step}.questions.{number}"
    assert f'name="{where}.rows.0.label.pl"' in html
    assert f'name="{where}.rows.0.measure.pl"' in html
    assert f'name="{where}.options.0.label.pl"' in html


# --- assessment


def test_an_assessor_marks_it_beside_the_plan_and_the_sheet_shows_it(client, city) -> None:
    call = make_plain_call(city)
    body, people = make_committee(city)
    stage = make_assess_stage(call, body, access=True)
    mine = make_assignment(stage, make_plain_proposal(call, state=Proposal.State.ELIGIBLE), people[1])
    client = sign_in(client, people[1])
    url = f"/desk/assess/{mine.pk}/"
    assert 'name="access-route"' in client.get(url).content.decode()
    scores = {"points-usefulness": "8", "points-care": "4", "value-work": "41", "version": "0"}
    answer = client.post(url, {**scores, **names({"slope": {"is": "partly"}}), "do": "send"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_access-2-note"' in html
    again = {**scores, **names(SEEN), "version": "1", "do": "send"}
    assert client.post(url, again).status_code == 302
    assert Sheet.objects.get(assignment=mine).access == SEEN
    html = client.get(url).content.decode()
    assert "Dla osób na wózku: częściowo" in html
    assert client.get(f"{url}sheet.pdf").content[:5] == b"%PDF-"


def test_without_the_setting_the_sheet_does_not_ask(client, city) -> None:
    call = make_plain_call(city)
    body, people = make_committee(city)
    mine = make_assignment(
        make_assess_stage(call, body), make_plain_proposal(call, state=Proposal.State.ELIGIBLE), people[1]
    )
    assert 'name="access-route"' not in sign_in(client, people[1]).get(f"/desk/assess/{mine.pk}/").content.decode()


# --- inspection


def held(client, place: Place, **more: str) -> Place:
    """The place after its next inspection was held with what the page shows, and `more`."""
    inspection = place.inspections.order_by("planned_on").filter(held_on__isnull=True).first()
    url = f"/desk/inspections/{inspection.pk}/"
    html = client.get(url).content.decode()
    seen = place.access if place.access_on else {}
    for item, cell in seen.items():
        assert f'name="access-{item}" value="{cell["is"]}" checked' in html
    sent_ = {f"findings-{row.key}": "ok" for row in visiting.QUESTION.rows}
    sent_ |= names(seen) | {"do": "hold", "on": timezone.localdate().isoformat()} | more
    answer = client.post(url, sent_)
    assert answer.status_code == 302, answer.content.decode()
    return Place.objects.get(pk=place.pk)


@pytest.fixture
def owed(city, officer, resident) -> Place:
    return owing_place(city, officer, lead=resident)


def test_a_plan_does_not_become_seen_because_somebody_was_there(client, owed, officer) -> None:
    Place.objects.filter(pk=owed.pk).update(access=SEEN)
    owed.refresh_from_db()
    kept = held(sign_in(client, officer), owed)
    assert (kept.access, kept.access_on) == (SEEN, None)


def test_an_inspection_that_looked_says_only_what_it_saw(client, owed, officer) -> None:
    Place.objects.filter(pk=owed.pk).update(access=SEEN)
    owed.refresh_from_db()
    kept = held(sign_in(client, officer), owed, **{"access-route": "no"})
    assert (kept.access, kept.access_on) == ({"route": {"is": "no"}}, timezone.localdate())


def test_what_is_unchanged_is_seen_again_when_the_officer_says_so(client, owed, officer) -> None:
    day = timezone.localdate() - timedelta(days=200)
    Place.objects.filter(pk=owed.pk).update(access=SEEN, access_on=day)
    owed.refresh_from_db()
    client = sign_in(client, officer)
    kept = held(client, owed)
    assert (kept.access, kept.access_on) == (SEEN, day)
    kept = held(client, kept, **{"access-looked": "on"})
    assert (kept.access, kept.access_on) == (SEEN, timezone.localdate())
