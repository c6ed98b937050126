"""Many at once on one practice: one open version, and one word at each step. SQLite (a file) and PostgreSQL."""

from __future__ import annotations

from skwer.apps.practices import actions
from skwer.apps.practices.models import Practice, PracticeVersion, Review
from tests.apps.voting.test_concurrency import all_at_once
from tests.factories import AT, make_city, make_member, make_person
from tests.library_factories import make_practice, officer_of
from tests.practices_factories import make_network

THREADS = 6


def test_those_who_begin_the_next_version_at_once_get_the_same_one(transactional_db) -> None:
    officer, city = make_person("Marta Wilk", second_factor=True), make_city("lipowiec")
    make_member(officer, city, "officer")
    practice = make_practice(city, officer)
    found: list[int] = []

    def begin() -> None:
        one = Practice.objects.get(pk=practice.pk)
        found.append(actions.begin_version(by=officer, practice=one, at=AT).pk)

    assert all_at_once(*[begin] * THREADS) == [None] * THREADS
    assert len(set(found)) == 1


def test_two_editors_at_once_give_one_word(transactional_db) -> None:
    """One accepts, one sends it back: whoever comes second is told that it has moved on."""
    city, keeper = make_city("lipowiec"), make_city("ostoja")
    project = make_network(keeper, city, slug="siec")
    version = make_practice(city, project=project, published=False, state="submitted").versions.get()
    editors = [officer_of(keeper), officer_of(keeper)]

    def accept() -> None:
        one = PracticeVersion.objects.get(pk=version.pk)
        actions.accept(by=editors[0], version=one, step="editor", at=AT)

    def send_back() -> None:
        one = PracticeVersion.objects.get(pk=version.pk)
        actions.ask_changes(by=editors[1], version=one, reason="Brakuje liczb.", at=AT)

    ended = all_at_once(*[accept, send_back] * 3)
    assert sorted(type(one).__name__ for one in ended) == ["NoneType", *["PracticeMoved"] * 5]
    assert Review.objects.count() == 1
