"""What may be talked about. Rooms above register their things; who may read a discussion is who may see its thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from skwer.apps.people.models import Organisation, Person


@dataclass(frozen=True)
class Thing:
    """One thing under which people talk: its title, the path of its page without language prefix, whose it is."""

    title: str
    address: str
    organisation: Organisation


def _nobody(_thing: Any) -> list[Person]:
    return []


@dataclass(frozen=True)
class Kind:
    """A kind of thing.

    key: "place"; label: lazy text in the plural, for settings and filters; visible(person) → queryset of the things
    she may see (the model's `visible_to`); rows() → all of them, both with what `thing` needs; thing(row) → how it is
    called, where it stands, whose it is; answers(row) → people who answer for it (authors, keepers): they hear of what
    is new once a day.
    """

    key: str
    label: Any
    visible: Callable[[Person | None], QuerySet[Any]]
    thing: Callable[[Any], Thing]
    rows: Callable[[], QuerySet[Any]]
    answers: Callable[[Any], list[Person]] = field(default=_nobody)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Offer a kind of thing; called once, from an app's `ready()`."""
    _KINDS[kind.key] = kind


def kinds() -> dict[str, Kind]:
    return dict(_KINDS)


def _is_key(key: str) -> bool:
    """A number as we write it: 7, never 07, or one thing would have two discussions and the second no moderator."""
    return key.isascii() and key.isdecimal() and len(key) < 19 and str(int(key)) == key


def _row(rows: QuerySet[Any], key: str) -> Any:
    return rows.filter(pk=key).first() if _is_key(key) else None


def seen(person: Person | None, kind: str, key: str) -> Thing | None:
    """The thing, if the person may see it; None also for a kind nobody registered."""
    found = _KINDS.get(kind)
    row = _row(found.visible(person), key) if found else None
    return found.thing(row) if found is not None and row is not None else None


def thing_of(kind: str, key: str) -> Thing | None:
    """The thing whoever asks: for letters and for actions that have asked already who may."""
    found = _KINDS.get(kind)
    row = _row(found.rows(), key) if found else None
    return found.thing(row) if found is not None and row is not None else None


def things_of(kind: str, keys: Iterable[str]) -> dict[str, Thing]:
    """Many things of a kind by their keys, in one query."""
    found = _KINDS.get(kind)
    wanted = [key for key in keys if _is_key(key)]
    if found is None or not wanted:
        return {}
    return {str(row.pk): found.thing(row) for row in found.rows().filter(pk__in=wanted)}


def answers_for(kind: str, key: str) -> list[Person]:
    """People who answer for the thing."""
    found = _KINDS.get(kind)
    row = _row(found.rows(), key) if found else None
    return found.answers(row) if found is not None and row is not None else []
