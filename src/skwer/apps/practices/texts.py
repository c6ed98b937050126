"""What all actions here share: texts in several languages, address parts, a line in the journal."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import slugify

from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person

from .models import LANGUAGES

RESERVED = {"new", "compare", "transfers", "import"}  # words that addresses need themselves
_PLAIN = str.maketrans("łŁøØ", "lLoO")


def in_all_languages(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{name}_{language}" for name in names for language in LANGUAGES)


def named(values: Mapping[str, Any], texts: Iterable[str], others: Iterable[str], thing: str) -> dict[str, Any]:
    """The values by the names of the model's fields: a text without a language is in the installation's first.

    Raises ValueError for a name that `thing` does not have.
    """
    known = set(texts)
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name in known:
            name = f"{name}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}"
        found[name] = value.strip() if isinstance(value, str) else value
    if unknown := set(found) - set(in_all_languages(known)) - set(others):
        raise ValueError(f"A {thing} has no {', '.join(sorted(unknown))}.")
    return found


def has_text(thing: models.Model, name: str) -> bool:
    """Is the text there in any language?"""
    return any(str(getattr(thing, f"{name}_{language}", None) or "").strip() for language in LANGUAGES)


def slug_for(wanted: str, title: str, taken: Callable[[str], bool], fallback: str) -> str:
    """The address part that was asked for, or one made from the title; with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", (wanted or title).translate(_PLAIN))
    base = slugify(plain)[:70].strip("-") or fallback
    slug, number = base, 1
    while slug in RESERVED or taken(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


def note(
    verb: str,
    kind: str,
    key: object,
    organisation: Organisation | None,
    by: Person,
    at: datetime,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    journal.record(
        actor=by, verb=verb, kind=kind, key=key, organisation=organisation, at=at, before=before, after=after
    )
