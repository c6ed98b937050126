"""What can be found. Rooms above register their things; who finds them is who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

if TYPE_CHECKING:
    from skwer.apps.people.models import Organisation, Person


class Words(NamedTuple):
    """A thing in one language: its title, the text under it, and the path of its page without language prefix."""

    language: str
    title: str
    text: str
    address: str


@dataclass(frozen=True)
class SearchKind:
    """A kind of findable thing.

    key: "place"; label: lazy text in the plural, for the filter; things() → queryset of all of them, with what
    `entries` needs; entries(thing) → its words by language, empty when it must not be found at all;
    organisation(thing) → whose it is; visible_keys(person) → queryset of the things she may see (the model's
    `visible_to`), or their primary keys as text; name: lazy text in the singular, beside each result.
    """

    key: str
    label: Any
    things: Callable[[], QuerySet[Any]]
    entries: Callable[[Any], list[Words]]
    organisation: Callable[[Any], Organisation | None]
    visible_keys: Callable[[Person | None], QuerySet[Any] | Iterable[str]]
    name: Any = ""


_KINDS: dict[str, SearchKind] = {}


def register(kind: SearchKind) -> None:
    """Offer a kind of thing; called once, from an app's `ready()`."""
    _KINDS[kind.key] = kind


def kinds() -> dict[str, SearchKind]:
    return dict(_KINDS)


def visible_keys(kind: SearchKind, person: Person | None) -> Any:
    """Keys, as text, of the things of this kind that the person may see."""
    keys = kind.visible_keys(person)
    if isinstance(keys, QuerySet):
        return keys.order_by().annotate(search_key_text=Cast("pk", CharField())).values("search_key_text")
    return [str(key) for key in keys]
