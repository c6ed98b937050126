"""One thing of a feed as a document: how a practice and a kit are written for others, and what is wrong with one that
came. Nothing of a document reaches a page before it went through here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from skwer.apps.people.fields import plain

from ..contents import BadContents, checked_facts, checked_texts
from ..kits import documents, registry
from ..models import LANGUAGES, KitVersion, PracticeVersion
from . import envelope
from .evidence import evidence_problems
from .faults import FeedRefused
from .feed import Item, is_within, moment_of

PRACTICE, KIT = "skwer-practice/1", "skwer-kit-release/1"
# From one opening of a comment to the next at most: thousands that never end are read once, not once each.
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<!--(?:(?!<!--).)*?-->", re.S)
MOST_CHARACTERS = 300
MOST_NUMBER = 32_000


@dataclass(frozen=True)
class Offered:
    """A document this installation publishes, before it is a file."""

    kind: str
    key: str
    about: str
    document: Mapping[str, Any]
    updated_at: datetime | None = None


def practice_document(version: PracticeVersion, *, url: str, keeper: str) -> dict[str, Any]:
    """A published version for others. Its pictures stay here: the address leads to them. keeper: its name."""
    practice = version.practice
    facts = {name: value for name, value in version.facts.items() if name != "pictures"}
    document: dict[str, Any] = {
        "format": PRACTICE,
        "key": practice.slug,
        "version": version.number,
        "url": url,
        "keeper": keeper,
        "language": practice.language,
        "texts": version.texts,
        "facts": facts,
        "written_at": version.written_at,
        "change_note": version.change_note,
        "validated": version.state == PracticeVersion.State.VALIDATED,
        "published_at": _utc(version.published_at),
    }
    if practice.label:
        document["label"] = {
            "name": practice.label,
            "on": practice.labelled_on.isoformat() if practice.labelled_on else "",
            "source": practice.label_source,
        }
    return document


def kit_document(version: KitVersion, *, url: str, about: str) -> dict[str, Any]:
    """A published version of a kit for others. about: the address of its practice, or ""."""
    return {
        "format": KIT,
        "key": version.kit.slug,
        "version": version.number,
        "url": url,
        "practice": about,
        "note": version.note,
        "published_at": _utc(version.published_at),
        "document": plain(version.document),
    }


def checked(item: Item, data: bytes, place: str) -> dict[str, Any]:
    """The document of an item, read, and everything in it as this installation keeps such things. place: the address
    of the installation it came from. Raises FeedRefused."""
    try:
        document = envelope.read(data)
    except envelope.UnreadableError as error:
        raise FeedRefused(f"item_{item.kind}", f"{item.name}: {error}") from error
    try:
        found: dict[str, Any] = _CHECKS[item.kind](item, document, place)
    except _BadDocument as error:
        raise FeedRefused(f"item_{item.kind}", f"{item.name}: {error}") from error
    except BadContents as error:
        raise FeedRefused(f"item_{item.kind}", f"{item.name}, {error.field}: {error}") from error
    return found


class _BadDocument(Exception):  # noqa: N818  (told as a refusal)
    pass


def _practice(item: Item, document: Any, place: str) -> dict[str, Any]:
    _same(item, document, PRACTICE)
    if document.get("url") != item.about or not is_within(item.about, place):
        raise _BadDocument("url")
    language = document.get("language")
    if language not in LANGUAGES:
        raise _BadDocument("language")
    texts = checked_texts(_bare(document.get("texts")))
    if language not in texts.get("title", {}):
        raise _BadDocument("texts.title")
    facts = checked_facts(_bare({k: v for k, v in _mapping(document, "facts").items() if k != "pictures"}))
    found: dict[str, Any] = {
        "version": document["version"],
        "keeper": _words(document.get("keeper", ""), "keeper"),
        "language": language,
        "texts": texts,
        "facts": facts,
        "written_at": {
            code: _moment(moment, "written_at").isoformat()
            for code, moment in _mapping(document, "written_at").items()
            if code in LANGUAGES
        },
        "change_note": _note(document, "change_note"),
        "validated": document.get("validated") is True,
        "published_at": _moment(document.get("published_at"), "published_at").isoformat(),
        "label": None,
    }
    if label := document.get("label"):
        if not isinstance(label, Mapping):
            raise _BadDocument("label")
        found["label"] = {
            "name": _words(label.get("name"), "label.name", most=120),
            "on": _day(label.get("on"), "label.on"),
            "source": _words(label.get("source", ""), "label.source", most=400),
        }
        if not found["label"]["name"]:
            raise _BadDocument("label.name")
    return found


def _kit(item: Item, document: Any, place: str) -> dict[str, Any]:
    _same(item, document, KIT)
    if not is_within(str(document.get("url")), place) or document.get("practice") != item.about:
        raise _BadDocument("url")
    if item.about and not is_within(item.about, place):  # nobody hangs a kit on the practice of another installation
        raise _BadDocument("practice")
    kit = document.get("document")
    if documents.depth(kit) > documents.MOST_DEPTH:
        raise _BadDocument("document")
    if wrong := registry.faults(kit):
        raise _BadDocument("; ".join(f"{one.path or one.code}: {one.message}" for one in wrong[:3]))
    return {
        "version": document["version"],
        "note": _note(document, "note"),
        "published_at": _moment(document.get("published_at"), "published_at").isoformat(),
        "document": kit,
    }


def _evidence(item: Item, document: Any, place: str) -> dict[str, Any]:
    if wrong := evidence_problems(document):
        raise _BadDocument("; ".join(wrong[:3]))
    if document["about"] != item.about:
        raise _BadDocument("about")
    for row in document["rows"]:
        for call in row["calls"]:
            if not is_within(call["url"], place):  # nobody tells figures of another installation's calls
                raise _BadDocument(f"calls.url {call['url']}")
    return dict(document)


_CHECKS: dict[str, Callable[[Item, Any, str], dict[str, Any]]] = {
    "practice": _practice,
    "kit": _kit,
    "evidence": _evidence,
}


def _same(item: Item, document: Any, form: str) -> None:
    """The document is what the signed line says it is."""
    if not isinstance(document, Mapping) or document.get("format") != form:
        raise _BadDocument("format")
    number = document.get("version")
    if document.get("key") != item.key:
        raise _BadDocument("key")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST_NUMBER:
        raise _BadDocument("version")


def _bare(value: Any) -> Any:
    """The same without anything that looks like HTML. Lists and objects are walked; they are as deep as JSON allows."""
    if isinstance(value, str):
        return _TAG.sub("", value)
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _bare(one) for name, one in value.items()}
    return value


def _mapping(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name, {})
    if not isinstance(found, Mapping):
        raise _BadDocument(name)
    return found


def _note(document: Mapping[str, Any], name: str) -> dict[str, str]:
    return {
        code: _words(words, name, most=2000) for code, words in _mapping(document, name).items() if code in LANGUAGES
    }


def _words(value: Any, name: str, most: int = MOST_CHARACTERS) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise _BadDocument(name)
    return " ".join(_TAG.sub("", value).split())


def _moment(value: Any, name: str) -> datetime:
    found = moment_of(value)
    if found is None:
        raise _BadDocument(name)
    return found


def _day(value: Any, name: str) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError as error:
        raise _BadDocument(name) from error


def _utc(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment else ""
