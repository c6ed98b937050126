"""Kit documents as files: read with limits, written the same way each time, and their fingerprints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.people.refusals import Refusal
from skwer.values.canonical import fingerprint

from .registry import Document, filled

MOST_BYTES = 1_000_000
MOST_DEPTH = 24


class UnreadableKit(Refusal):
    """The file is no kit document at all: too long, no JSON, no object. The sentence says where."""

    status = 422
    code = "kit_unreadable"
    field = "document"


def read(data: bytes | str) -> Document:
    """The document in a file. Raises UnreadableKit with the line; what the document means is not looked at."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > MOST_BYTES:
        raise UnreadableKit(_("A kit is at most 1 MB long. This file is longer."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = _("The file is not UTF-8 text (line %(line)d). Save it as UTF-8.") % {"line": line}
        raise UnreadableKit(message) from error
    if not text.strip():
        raise UnreadableKit(_("The file is empty."))
    try:
        document = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        message = _("This is not JSON: look at line %(line)d, character %(column)d.")
        raise UnreadableKit(message % {"line": error.lineno, "column": error.colno}) from error
    except _SaidError as error:
        raise UnreadableKit(str(error)) from error
    except RecursionError as error:
        raise UnreadableKit(_too_deep()) from error
    except ValueError as error:  # Python reads no whole number of thousands of digits
        raise UnreadableKit(_("The file holds a number that is too long.")) from error
    if not isinstance(document, dict):
        raise UnreadableKit(_("A kit is a JSON object: it begins with “{”."))
    if depth(document) > MOST_DEPTH:
        raise UnreadableKit(_too_deep())
    return document


class _SaidError(ValueError):
    """A fault found while reading, already in words."""


def _too_deep() -> str:
    return _("The document is nested too deeply to be a kit.")


def _no_constant(name: str) -> Any:
    raise _SaidError(_("“%(name)s” is no number that a kit may hold.") % {"name": name})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise _SaidError(_("“%(name)s” stands twice in one object. Keep one.") % {"name": twice})
    return made


def depth(value: Any) -> int:
    """How deeply objects and lists lie in each other."""
    deepest, level = 0, [value]
    while level:
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        deepest += 1
        if deepest > MOST_DEPTH:
            break
    return deepest


def write(document: Mapping[str, Any]) -> str:
    """The document as a file people can read and compare: indented, its order kept."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def document_hash(document: Mapping[str, Any]) -> str:
    """Fingerprint of everything the document says."""
    return fingerprint(document)


RULES = (
    "currency",
    "pot",
    "request_min",
    "request_max",
    "own_share",
    "applicants",
    "age_min",
    "guardian_age",
    "categories",
    "show_proposals",
    "clauses",
)
"""Fields of a call that are rules; its title, summary and description are not."""


def rulebook_hash(document: Document) -> str:
    """Fingerprint of the rules alone: scheme, rules of the call, stages with their settings and days.

    Two kits that lead to the same rules have the same one, whatever they are called and whatever they advise; what a
    document leaves out counts as what it means (its default).
    """
    whole = filled(deepcopy(document))
    call = whole["call"]
    rules = {
        "scheme": whole["scheme"],
        "call": {name: call[name] for name in RULES if name in call},
        "stages": [{name: value for name, value in one.items() if name != "title"} for one in whole["stages"]],
    }
    return fingerprint(rules)


__all__ = ["MOST_BYTES", "UnreadableKit", "document_hash", "read", "rulebook_hash", "write"]
