"""What other rooms keep about a person: they register how it is exported, erased, and what must be ended first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models

from .models import Person
from .personal import Personal


def _nothing(_person: Person, _at: datetime) -> Iterable[Any]:
    return ()


@dataclass(frozen=True)
class OwnData:
    """One room's answer to "what do you keep about me?".

    export: what the person gave or did, as JSON; erase: remove what `PERSONAL` alone does not (see `erase_declared`);
    hinders: sentences (lazy) that say what must end before the account can be erased, empty when nothing does.
    """

    key: str
    export: Callable[[Person], Any]
    erase: Callable[[Person, datetime], Any] = _nothing
    hinders: Callable[[Person, datetime], Iterable[Any]] = _nothing


_ROOMS: dict[str, OwnData] = {}


def register(room: OwnData) -> None:
    """Answer for a room; called once, from its `ready()`."""
    _ROOMS[room.key] = room


def rooms() -> list[OwnData]:
    return list(_ROOMS.values())


def declared() -> Iterator[tuple[type[models.Model], models.Field[Any, Any], Personal]]:
    """Every field that some model declares as personal, with its purpose and retention."""
    for model in apps.get_models():
        for name, personal in getattr(model, "PERSONAL", {}).items():
            yield model, model._meta.get_field(name), personal  # type: ignore[misc]


def _points_at_person(field: models.Field[Any, Any]) -> bool:
    return field.related_model is Person


def erase_declared(person: Person) -> None:
    """Do what the retentions say: cut or delete the rows that go with the account, blot her address everywhere.

    A reference that may be empty is emptied and its row stays (a proposal without its author); a row that is nothing
    without its person goes. References with a longer retention stay and point at an account without a name.
    """
    for model, field, personal in declared():
        if model is Person:
            continue
        if _points_at_person(field):
            if not personal.goes_with_account:
                continue
            rows = model._default_manager.filter(**{field.name: person})
            if field.null:
                rows.update(**{field.name: None})
            else:
                rows.delete()
        elif isinstance(field, models.EmailField):
            rows = model._default_manager.filter(**{f"{field.name}__iexact": person.email})
            rows.update(**{field.name: "" if field.blank else blotted(person)})


def blotted(person: Person) -> str:
    """An address that is unique, reaches nobody (RFC 2606) and tells nothing."""
    return f"{person.uid}@erased.invalid"


def mentions(person: Person) -> list[dict[str, Any]]:
    """Every kind of row that names the person: how many, why it is kept and for how long."""
    found = []
    for model, field, personal in declared():
        if not _points_at_person(field):
            continue
        if number := model._default_manager.filter(**{field.name: person}).count():
            found.append(
                {
                    "what": str(model._meta.verbose_name),
                    "as": field.name,
                    "number": number,
                    "purpose": personal.purpose,
                    "retention": personal.retention,
                }
            )
    return found
