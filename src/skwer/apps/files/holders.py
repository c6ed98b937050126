"""What a file may belong to. Rooms above register their things; each says who sees them and who may change them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from skwer.apps.people.models import Person

    from .models import UploadQuerySet

Keys = Iterable[str] | QuerySet[Any]


@dataclass(frozen=True)
class HolderKind:
    """A kind of thing that holds files.

    key: "proposal", "place". visible_keys(person) → keys of the things she may see; inside_keys(person) → of those
    whose inner files she may see too (authors, the city). Either a queryset of the things, whose primary keys are
    meant, or keys as text. may_change(person, key, at): may she add, replace and delete files of that thing now?
    from_anybody(key, at): may somebody without an account add one now? Nobody may, unless the room says so.
    """

    key: str
    visible_keys: Callable[[Person | None], Keys]
    inside_keys: Callable[[Person | None], Keys]
    may_change: Callable[[Person, str, datetime], bool]
    from_anybody: Callable[[str, datetime], bool] | None = None


_KINDS: dict[str, HolderKind] = {}


def register(kind: HolderKind) -> None:
    """Offer a kind of thing; called once, from an app's `ready()`."""
    _KINDS[kind.key] = kind


_READERS: dict[str, list[Callable[[Person], Keys]]] = {}


def also_inside(key: str, keys: Callable[[Person], Keys]) -> None:
    """Let more people read all files of a kind's things: a room above knows them (assessors, once they declared)."""
    _READERS.setdefault(key, []).append(keys)


def kind_of(key: str) -> HolderKind:
    """The registered kind; an unknown one is a mistake in code, and a KeyError."""
    return _KINDS[key]


def _as_text(keys: Keys) -> Any:
    if isinstance(keys, QuerySet):
        return keys.order_by().annotate(holder_key_text=Cast("pk", CharField())).values("holder_key_text")
    return [str(key) for key in keys]


def visible(queryset: UploadQuerySet, person: Person | None) -> UploadQuerySet:
    """The uploads the person may open: her own, and those the things that hold them show her."""
    from .models import Upload  # the model asks this module who sees its rows

    shown = Q(pk__in=[])
    if person is not None and person.is_authenticated:
        shown |= Q(uploaded_by=person)
    else:
        person = None
    for kind in _KINDS.values():
        outside = Q(audience=Upload.Audience.HOLDER, holder_key__in=_as_text(kind.visible_keys(person)))
        inside = Q(holder_key__in=_as_text(kind.inside_keys(person)))
        shown |= Q(holder_kind=kind.key) & (outside | inside)
    if person is not None:
        for key, readers in _READERS.items():
            for keys in readers:
                shown |= Q(holder_kind=key, holder_key__in=_as_text(keys(person)))
    return queryset.filter(shown)
