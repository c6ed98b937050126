"""Putting what people typed into rows, checked field by field; every mistake is found, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from skwer.apps.forms.checking import clean_text
from skwer.apps.people.refusals import Refusal

from ..card import Problem
from ..models import Project

Row = TypeVar("Row", bound=models.Model)


class BadCard(Refusal):
    """Something on the card cannot stand; `problems` says each, `field` names the first."""

    code = "bad_card"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        self.field = self.problems[0].field
        super().__init__(self.problems[0].message)


class Stale(Refusal):
    """Somebody else changed the lines while they were open here."""

    message = _("Somebody changed these lines at the same time. Compare with what stands there now, then save again.")
    code = "stale"
    status = 409


def languages_of(model: type[models.Model], name: str) -> list[str]:
    """The fields in which the text is kept, one a language; none when it is not translated."""
    if model not in translator.get_registered_models():
        return []
    if name not in translator.get_options_for_model(model).all_fields:
        return []
    return [f"{name}_{code}" for code in settings.MODELTRANSLATION_LANGUAGES]


def known_names(model: type[models.Model], names: Iterable[str]) -> set[str]:
    """The names a caller may set: each field, and each of its languages."""
    found: set[str] = set()
    for name in names:
        found |= {name, *languages_of(model, name)}
    return found


def assign(
    instance: models.Model, values: Mapping[str, Any], names: Iterable[str], row: int | None = None
) -> list[Problem]:
    """Set the values that are named; a text without language goes to the installation's first. What is wrong with them.

    Raises ValueError for a name that is none: that is a mistake in code.
    """
    model = type(instance)
    allowed = known_names(model, names)
    if unknown := set(values) - allowed:
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}.")
    problems: list[Problem] = []
    for name, value in values.items():
        if languages_of(model, name):
            name = f"{name}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}"
        field: Any = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            setattr(instance, name, value)
            continue
        try:
            setattr(instance, name, field.clean(_tidy(field, value), instance))
        except ValidationError as error:
            problems += [Problem(name, message, row) for message in error.messages]
    return problems


def _tidy(field: Any, value: Any) -> Any:
    if isinstance(field, (models.CharField, models.TextField)):
        text = clean_text("" if value is None else value, lines=not isinstance(field, models.CharField)).strip()
        return text or (None if field.null else "")
    return value


def has_text(instance: models.Model, name: str) -> bool:
    """Is the text there in any language?"""
    return any(str(getattr(instance, one) or "").strip() for one in languages_of(type(instance), name) or [name])


def replace_rows(
    *,
    model: type[Row],
    parent: Mapping[str, models.Model],
    rows: Sequence[Mapping[str, Any]],
    names: Iterable[str],
    check: Callable[[Row, int], Iterable[Problem]],
    seen: Collection[int] | None,
    narrowed: Mapping[str, Any] | None = None,
    may_go: Callable[[Row], Problem | None] = lambda _row: None,
) -> list[Row]:
    """All lines of one table at once: those with `id` are changed, those without are new, those left out go.

    The caller holds the lock on the project. seen: ids the person had before her; where others stand there now, nothing
    is overwritten. Raises BadCard with every problem of every line, Stale.
    """
    names = tuple(names)
    here = {row.pk: row for row in model._default_manager.filter(**parent, **(narrowed or {}))}
    if seen is not None and set(here) != set(seen):
        raise Stale
    problems: list[Problem] = []
    kept: list[Row] = []
    for index, given in enumerate(rows):
        values = dict(given)
        key = values.pop("id", None)
        if key is not None and key not in here:
            raise Stale
        row = here.pop(key) if key is not None else model(**parent, **(narrowed or {}))
        problems += assign(row, values, names, index)
        problems += check(row, index)
        kept.append(row)
    problems += [problem for row in here.values() if (problem := may_go(row))]
    if problems:
        raise BadCard(problems)
    for row in here.values():
        row.delete()
    ordered = any(field.name == "order" for field in model._meta.get_fields())
    for index, row in enumerate(kept):
        if ordered:
            row.order = index + 1  # type: ignore[attr-defined]
        row.save()
    return kept


def locked(project: Project) -> Project:
    """The project, its row held until the change is done: two people who save its lines stand in one line."""
    return Project.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=project.pk)
