"""A practice begun from what is already on record, in all the languages it is on record in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes.models import Project

from ..models import LANGUAGES, Practice
from .records import draft_practice, write_practice


@transaction.atomic
def begin_from_record(
    *,
    by: Person,
    organisation: Organisation,
    texts: Mapping[str, Mapping[str, str]],
    facts: Mapping[str, Any],
    at: datetime,
    project: Project | None = None,
    slug: str = "",
) -> Practice:
    """The draft of a practice with texts {part: {language: text}} and facts; the rest as in `draft_practice`.

    Raises NotAllowed, BadContents.
    """
    first = settings.MODELTRANSLATION_DEFAULT_LANGUAGE

    def written(language: str) -> dict[str, str]:
        return {part: said[language] for part, said in texts.items() if said.get(language)}

    practice = draft_practice(
        by=by, organisation=organisation, texts=written(first), facts=facts, project=project, slug=slug, at=at
    )
    version = practice.versions.get()
    for language in LANGUAGES:
        if language != first and (there := written(language)):
            write_practice(by=by, version=version, language=language, texts=there, at=at)
    return practice
