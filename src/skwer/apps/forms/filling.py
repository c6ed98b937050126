"""Values of a form into the columns of a row, where texts are kept in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import TextField

from .checking import clean_text

LANGUAGES: tuple[str, ...] = tuple(settings.MODELTRANSLATION_LANGUAGES)


def translated(*names: str) -> tuple[str, ...]:
    """The names of translated fields: plain (the installation's first language) and one for each language."""
    return (*names, *(f"{name}_{language}" for name in names for language in LANGUAGES))


def fill(row: Any, values: Mapping[str, Any], fields: tuple[str, ...], texts: tuple[str, ...] = ()) -> None:
    """Put the values in; a text without language is in the installation's first. ValueError: an unknown name."""
    if unknown := set(values) - set(fields):
        raise ValueError(f"{type(row).__name__} has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        column = column_of(name, texts)
        if isinstance(value, str):
            value = clean_text(value, lines=isinstance(row._meta.get_field(column), TextField)).strip()
        setattr(row, column, value)


def column_of(name: str, texts: tuple[str, ...]) -> str:
    """The column a value is put into."""
    return f"{name}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}" if name in texts else name
