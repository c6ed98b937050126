"""Letters about a practice on its way: to who reads next, to who answers, and the good news."""

from __future__ import annotations

import pytest

from skwer.apps.practices import actions
from skwer.mail import jobs
from tests.factories import AT, make_city, make_member
from tests.library_factories import make_expert, make_practice, officer_of
from tests.practices_factories import make_network

from .conftest import VALIDATION_EVENTS, written
from .test_letters import compare, well_made

pytestmark = pytest.mark.django_db


def speaks(person, language, email):
    """Her language, and an address that is the same in every run."""
    person.language, person.email = language, email
    person.save()
    return person


def test_every_letter_about_validation_is_written_here():
    assert set(jobs.WRITERS) >= VALIDATION_EVENTS


@pytest.fixture
def keeper():
    return make_city("ostoja", name="Ostoja")


@pytest.fixture
def project(keeper, city):
    return make_network(keeper, city, slug="siec")


@pytest.fixture
def version(city, officer, project):
    return make_practice(city, officer, project=project, published=False, state="submitted").versions.get()


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_editor_is_told_that_a_practice_waits(version, keeper, officer, language) -> None:
    editor = speaks(officer_of(keeper), language, "redakcja@ostoja.example")
    make_member(officer, keeper, "officer")  # handed it in herself: not hers to read
    (letter,) = written("practice_submitted", version.pk)
    assert letter.to == [editor.email]
    assert f"/desk/practices/{version.practice.slug}/review/" in letter.body
    assert ("Ogrody na podwórkach" if language == "pl" else "Gardens in courtyards") in letter.subject
    well_made(letter, language)
    compare(f"practice_submitted.{language}", letter)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_expert_is_told_when_the_editor_has_accepted(version, keeper, project, language) -> None:
    expert = speaks(make_expert(project), language, "ekspert@ostoja.example")
    review = actions.accept(by=officer_of(keeper), version=version, step="editor", at=AT)
    (letter,) = written("practice_accepted", review.pk)
    assert letter.to == [expert.email]
    well_made(letter, language)
    compare(f"practice_accepted-editor.{language}", letter)
    assert written("practice_submitted", version.pk) == []  # nobody edits it any more


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_author_reads_why_it_came_back(version, keeper, officer, language) -> None:
    speaks(officer, language, "marta@lipowiec.example")
    review = actions.ask_changes(by=officer_of(keeper), version=version, reason="Brakuje liczb.", at=AT)
    (letter,) = written("practice_changes_asked", review.pk)
    assert letter.to == [officer.email]
    assert "Brakuje liczb." in letter.body
    well_made(letter, language)
    compare(f"practice_changes_asked.{language}", letter)
    actions.submit_practice(by=officer, version=version, at=AT)
    assert written("practice_changes_asked", review.pk) == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_author_is_told_that_everybody_reads_it(version, keeper, project, officer, language) -> None:
    speaks(officer, language, "marta@lipowiec.example")
    actions.accept(by=officer_of(keeper), version=version, step="editor", at=AT)
    review = actions.accept(by=make_expert(project), version=version, step="expert", at=AT)
    (letter,) = written("practice_accepted", review.pk)
    assert letter.to == [officer.email]
    assert f"/practices/{version.practice.slug}/" in letter.body
    well_made(letter, language)
    compare(f"practice_accepted-expert.{language}", letter)
