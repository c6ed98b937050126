"""Whose money it is: what every public page of a co-funded project has to show."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.programmes import queries
from skwer.apps.programmes.models import Project

from .words import spoken


def funders_of(person: Person | None, project: Project) -> dict[str, Any]:
    """Values of `projects/_funders.html`: the marks this reader may see, and the statement in her language."""
    programme = project.programme
    return {
        "marks": queries.marks_of(person, project),
        "statement": programme.statement if programme else "",
        "statement_lang": spoken(programme, ["statement"])["statement"] if programme else "",
    }
