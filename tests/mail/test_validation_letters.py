"""Letters about a practice on its way: to who reads next, to who answers, and the good news."""

from __future__ import annotations

import pytest

from skwer.apps.practices import actions
from tests.factories import AT, make_city, make_member
from tests.library_factories import make_expert, make_practice, officer_of
from tests.practices_factories import make_network

from .conftest import written
from .test_letters import well_made

pytestmark = pytest.mark.django_db


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
    editor = officer_of(keeper)
    editor.language = language
    editor.save()
    make_member(officer, keeper, "officer")  # handed it in herself: not hers to read
    (letter,) = written("practice_submitted", version.pk)
    assert letter.to == [editor.email]
    assert f"/desk/practices/{version.practice.slug}/review/" in letter.body
    assert ("Ogrody na podwórkach" if language == "pl" else "Gardens in courtyards") in letter.subject
    well_made(letter, language)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_expert_is_told_when_the_editor_has_accepted(version, keeper, project, language) -> None:
    expert = make_expert(project)
    expert.language = language
    expert.save()
    review = actions.accept(by=officer_of(keeper), version=version, step="editor", at=AT)
    (letter,) = written("practice_accepted", review.pk)
    assert letter.to == [expert.email]
    well_made(letter, language)
    assert written("practice_submitted", version.pk) == []  # nobody edits it any more


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_author_reads_why_it_came_back(version, keeper, officer, language) -> None:
    officer.language = language
    officer.save()
    review = actions.ask_changes(by=officer_of(keeper), version=version, reason="Brakuje liczb.", at=AT)
    (letter,) = written("practice_changes_asked", review.pk)
    assert letter.to == [officer.email]
    assert "Brakuje liczb." in letter.body
    well_made(letter, language)
    actions.submit_practice(by=officer, version=version, at=AT)
    assert written("practice_changes_asked", review.pk) == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_author_is_told_that_everybody_reads_it(version, keeper, project, officer, language) -> None:
    officer.language = language
    officer.save()
    actions.accept(by=officer_of(keeper), version=version, step="editor", at=AT)
    review = actions.accept(by=make_expert(project), version=version, step="expert", at=AT)
    (letter,) = written("practice_accepted", review.pk)
    assert letter.to == [officer.email]
    assert f"/practices/{version.practice.slug}/" in letter.body
    well_made(letter, language)
