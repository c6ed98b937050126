"""What the actions of this room share: problems with their place, texts in languages, addresses, journal entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import Refusal

LANGUAGES = ("pl", "en", "nb", "cs")
RESERVED = ("paths", "certificates", "self-assessment", "new", "scales", "self-assessments")
"""Words that addresses under /learn/ and /desk/learn/ already use."""


class Problem(NamedTuple):
    """One thing to mend; `where` is the field, for rows with their numbers: "questions.0.options.1.text"."""

    where: str
    message: Any


class Invalid(Refusal):
    """The values cannot be kept like this: `problems` say what is wrong and where."""

    message = _("Some of this cannot be kept. Correct it and save again.")
    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        self.field = self.problems[0].where if self.problems else ""
        super().__init__(self.problems[0].message if len(self.problems) == 1 else None)


def refuse(problems: Sequence[Problem]) -> None:
    """Raises Invalid if anything is wrong."""
    if problems:
        raise Invalid(problems)


def texts(*names: str) -> set[str]:
    """Names of the fields that hold these texts in every language."""
    return {f"{name}_{code}" for name in names for code in LANGUAGES}


def fill(row: models.Model, values: Mapping[str, Any], allowed: set[str]) -> None:
    """Put the values in; a name that is not allowed is a mistake in code."""
    if unknown := set(values) - allowed:
        raise ValueError(f"{type(row).__name__} has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def too_long(row: models.Model, *names: str) -> list[Problem]:
    """Texts that do not fit their column, in any language."""
    found = []
    for name in sorted(texts(*names)):
        most = getattr(row._meta.get_field(name), "max_length", None)
        if most is not None and len(getattr(row, name) or "") > most:
            found.append(Problem(name, _("This is too long: at most %(most)s characters.") % {"most": most}))
    return found


def title_of(row: models.Model) -> str:
    """The title in Polish, in which every address and every list begins."""
    return str(getattr(row, "title_pl", "") or "").strip()


def has_text(value: Any) -> bool:
    """Is there a text in at least one language?"""
    return isinstance(value, Mapping) and any(isinstance(v, str) and v.strip() for v in value.values())


def is_address(value: Any) -> bool:
    try:
        URLValidator(schemes=["https", "http"])(value)
    except ValidationError:
        return False
    return True


def free_slug(model: type[models.Model], slug: str, title: str) -> str:
    """The address part as typed, or made of the title. Raises Invalid where it is taken, or is none."""
    plain = str(title or "").replace("ł", "l").replace("Ł", "L")
    slug = slug.strip() or slugify(plain)[:80].strip("-")
    if not slug or slug != slugify(slug):
        raise Invalid([Problem("slug", _("The address may hold small letters without accents, digits and hyphens."))])
    if slug in RESERVED or model._default_manager.filter(slug=slug).exists():
        raise Invalid([Problem("slug", _("This address is taken. Choose another one."))])
    return slug


def note(
    verb: str,
    row: models.Model,
    organisation: Organisation,
    by: Person | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One line in the organisation's journal."""
    journal.record(
        actor=by,
        verb=verb,
        kind=row._meta.model_name or "",
        key=row.pk,
        organisation=organisation,
        at=at,
        before=before,
        after=after,
    )
