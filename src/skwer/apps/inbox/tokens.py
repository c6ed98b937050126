"""The signed key in "no more of these letters" links. It opens nothing else, and works without signing in."""

from __future__ import annotations

from django.core import signing

from skwer.apps.people.models import Person
from skwer.apps.people.tokens import read_pair

from .letters import LetterKind, find

_SALT = "skwer.inbox.unsubscribe"


def unsubscribe_token(person: Person, letter: str) -> str:
    return signing.dumps([str(person.uid), letter], salt=_SALT)


def read_unsubscribe(token: str) -> tuple[Person, LetterKind] | None:
    """Whose wish about which letter, or None when the link was altered or the account is gone."""
    uid, letter = read_pair(token, _SALT)
    if not uid:
        return None
    person = Person.objects.filter(uid=uid, is_active=True).first()
    kind = find(letter)
    return (person, kind) if person is not None and kind is not None else None
