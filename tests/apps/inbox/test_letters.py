"""Which letters a person gets, and how she says so."""

import pytest

from skwer.apps.inbox import actions, letters, queries
from skwer.apps.inbox.letters import LetterKind
from skwer.apps.inbox.models import Preference
from skwer.apps.inbox.tokens import read_unsubscribe, unsubscribe_token
from skwer.apps.people.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    known = {
        "news": LetterKind("news", "News", default=True),
        "digest": LetterKind("digest", "Digest", default=False),
        "term": LetterKind("term", "Terms", compulsory=True),
    }
    monkeypatch.setattr(letters, "_KINDS", known)


def test_without_a_wish_the_default_holds(resident):
    assert [queries.wants(resident, key) for key in ("news", "digest", "term")] == [True, False, True]


def test_a_wish_overrides_the_default_both_ways(resident, at):
    actions.set_preference(by=resident, letter="news", wanted=False, at=at)
    actions.set_preference(by=resident, letter="digest", wanted=True, at=at)
    assert [queries.wants(resident, key) for key in ("news", "digest")] == [False, True]
    assert [(w.kind.key, w.wanted) for w in queries.wishes(resident)] == [
        ("term", True), ("news", False), ("digest", True),
    ]  # fmt: skip


def test_a_compulsory_letter_cannot_be_turned_off(resident, at):
    with pytest.raises(actions.Compulsory):
        actions.set_preference(by=resident, letter="term", wanted=False, at=at)
    Preference.objects.create(person=resident, letter="term", wanted=False)
    assert queries.wants(resident, "term")


def test_unknown_kinds_are_refused_and_closed_accounts_get_nothing(resident, at):
    with pytest.raises(actions.UnknownLetter):
        actions.set_preference(by=resident, letter="spam", wanted=True, at=at)
    resident.is_active = False
    assert not queries.wants(resident, "term")
    assert not queries.wants(None, "news")


def test_all_wishes_at_once_and_only_changes_are_written_down(resident, at):
    actions.set_preferences(by=resident, wanted=["news", "digest", "nonsense"], at=at)
    assert [queries.wants(resident, key) for key in ("news", "digest", "term")] == [True, True, True]
    assert JournalEntry.objects.filter(verb="prefer").count() == 1
    actions.set_preferences(by=resident, wanted=[], at=at)
    assert [queries.wants(resident, key) for key in ("news", "digest", "term")] == [False, False, True]


def test_the_link_in_a_letter_names_person_and_kind_and_nothing_else(resident):
    token = unsubscribe_token(resident, "news")
    person, kind = read_unsubscribe(token)
    assert (person, kind.key) == (resident, "news")
    assert read_unsubscribe(token + "x") is None
    assert read_unsubscribe("") is None
    resident.is_active = False
    resident.save()
    assert read_unsubscribe(token) is None
