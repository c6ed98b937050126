"""Letters about owed care, word for word in Polish and in English, and whom they reach."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.places.actions import breaching, inspecting
from skwer.apps.places.models import Keeper, Place
from skwer.mail import jobs

from ..factories import AT, make_member, make_organisation, make_person
from ..visits_factories import breach_values, findings, held, owing_place
from .conftest import VISIT_EVENTS, written
from .test_letters import LANGUAGES, compare, well_made

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def place(city, officer, monkeypatch) -> Place:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    for field, value in {
        "contact_name": "Marta Wilk", "contact_office": "Biuro Dialogu", "contact_address": "Rynek 1, pokój 4",
        "contact_hours": "pn.–pt. 8–16", "contact_email": "dialog@lipowiec.example",
    }.items():  # fmt: skip
        setattr(city, field, value)
    city.save()
    return owing_place(city, officer, lead=make_person("Zofia Kamińska", email="zofia@poczta.example"))


def _cancelled(place, officer) -> int:
    one = place.inspections.get(month=12)
    return inspecting.cancel_inspection(by=officer, inspection=one, reason="Ulica jest rozkopana.", at=AT).pk


def _seen(place, officer) -> int:
    values = {"findings": findings(clean="remark"), "note": "Kosz był pełny, reszta bardzo ładna."}
    return held(place, officer, at=AT, values=values).pk


def _found(place, officer) -> int:
    held(place, officer, at=AT, values=breach_values(AT))
    return place.breaches.get().pk


def _ended(place, officer) -> int:
    _found(place, officer)
    return breaching.mend_breach(by=officer, breach=place.breaches.get(), note="Trzy nowe krzewy rosną.", at=AT).pk


MAKES = {
    "care_began": lambda place, _officer: place.pk,
    "inspection_announced": lambda place, _officer: place.inspections.get(month=12).pk,
    "inspection_cancelled": _cancelled,
    "inspection_held": _seen,
    "breach_found": _found,
    "breach_near": _found,
    "breach_ended": _ended,
}


def test_every_letter_about_owed_care_is_read_here():
    assert set(MAKES) == VISIT_EVENTS
    assert set(jobs.WRITERS) >= VISIT_EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", sorted(MAKES))
def test_letters_word_for_word(place, officer, event, language):
    lead = Keeper.objects.get(place=place).person
    lead.language = language
    lead.save()
    (letter,) = written(event, MAKES[event](place, officer))
    assert letter.to == ["zofia@poczta.example"]
    well_made(letter, language)
    compare(f"{event}.{language}", letter)


def test_what_is_over_meanwhile_is_no_letter(place, officer):
    _ended(place, officer)
    breach = place.breaches.get()
    assert written("breach_found", breach.pk) == []
    assert written("breach_near", breach.pk) == []
    assert written("inspection_announced", place.inspections.get(month=12).pk) == []
    assert written("inspection_held", place.inspections.get(month=12).pk) == []  # the breach's letter says it


@pytest.mark.parametrize("action", [breaching.excuse_breach, breaching.enforce_breach])
def test_how_it_ended_is_told_in_the_office_s_words(place, officer, action):
    _found(place, officer)
    breach = place.breaches.get()
    action(by=officer, breach=breach, note="Zgodnie z § 9.", at=AT + timedelta(days=31))
    (letter,) = written("breach_ended", breach.pk)
    assert "Zgodnie z § 9." in letter.body


def test_a_day_that_has_passed_is_said(place, officer, monkeypatch):
    _found(place, officer)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + timedelta(days=31))
    (letter,) = written("breach_near", place.breaches.get().pk)
    assert "minął" in letter.subject


def test_an_organisation_hears_through_its_people_and_helpers_do_not(place, officer, city):
    group = make_organisation(name="Fundacja Lipa")
    inside = make_person("Ola", email="ola@lipa.example")
    make_member(inside, group, "officer")
    Keeper.objects.filter(place=place).update(person=None, organisation=group)
    Keeper.objects.create(place=place, person=make_person("Pomocnik"), role="helper", since=AT.date())
    assert [letter.to for letter in written("care_began", place.pk)] == [["ola@lipa.example"]]
    Keeper.objects.filter(place=place, role="lead").update(until=AT.date(), ending="stepped")
    assert written("care_began", place.pk) == []
