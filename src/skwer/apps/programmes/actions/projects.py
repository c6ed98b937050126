"""Adding, changing and publishing the card of a project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.actions import index_later

from .. import rules
from ..card import Problem
from ..findable import PROJECT
from ..models import FundingProgramme, Project
from .noting import note
from .slugs import take_slug
from .taking import BadCard, assign, has_text, locked

PROJECT_FIELDS = (
    "programme", "acronym", "title", "summary", "description", "department", "fund", "measure", "sub_measure",
    "perspective", "category", "selection", "agreement_number", "signed_on", "starts_on", "ends_on", "whole_years",
    "state", "predecessor", "source_url",
)  # fmt: skip
# What the journal tells of a change.
JOURNALLED = ("state", "category", "selection", "perspective", "signed_on", "starts_on", "ends_on", "whole_years")
MOST_TAGS = 20
LONGEST_TAG = 60


def create_project(
    *, by: Person, organisation: Organisation, slug: str, values: Mapping[str, Any], at: datetime
) -> Project:
    """A project whose card the organisation keeps; a draft until published.

    values: any of PROJECT_FIELDS (texts also by language: `title_en`) and `tags`, a list of words; amounts, partners,
    phases and points have actions of their own. Raises NotAllowed, SlugTaken, BadCard.
    """
    if not rules.may_begin(by, organisation):
        raise NotAllowed
    with transaction.atomic():
        project = Project(organisation=organisation)
        _set(project, values, by)
        take_slug(project, slug)
        note("project_added", project, by, at, after=_facts(project))
        index_later(kind=PROJECT, key=project.pk)
    return project


def change_project(*, by: Person, project: Project, values: Mapping[str, Any], at: datetime) -> Project:
    """Other values for the card; what is not named stays. Raises NotAllowed, BadCard."""
    if not rules.may_keep(by, project):
        raise NotAllowed
    with transaction.atomic():
        project = locked(project)
        before = _facts(project)
        _set(project, values, by)
        project.save()
        note("project_changed", project, by, at, before=before, after=_facts(project))
        index_later(kind=PROJECT, key=project.pk)
    return project


def publish_project(*, by: Person, project: Project, at: datetime) -> Project:
    """Show the card to everybody; doing it twice changes nothing. Raises NotAllowed, BadCard when it says nothing."""
    if not rules.may_keep(by, project):
        raise NotAllowed
    if not has_text(project, "summary") and not has_text(project, "description"):
        raise BadCard([Problem("summary_pl", _("Say in a sentence what the project is about, then publish it."))])
    return _show(by, project, at, "project_published", at)


def hide_project(*, by: Person, project: Project, at: datetime) -> Project:
    """Take the card back from the public, for example to correct a mistake. Raises NotAllowed."""
    if not rules.may_keep(by, project):
        raise NotAllowed
    return _show(by, project, None, "project_hidden", at)


def _show(by: Person, project: Project, when: datetime | None, verb: str, at: datetime) -> Project:
    if (project.published_at is None) != (when is None):
        with transaction.atomic():
            project.published_at = when
            project.save(update_fields=["published_at"])
            note(verb, project, by, at)
            index_later(kind=PROJECT, key=project.pk)
    return project


def _set(project: Project, values: Mapping[str, Any], by: Person) -> None:
    given = dict(values)
    problems = list(_take_tags(project, given.pop("tags"))) if "tags" in given else []
    problems += assign(project, given, PROJECT_FIELDS)
    if not has_text(project, "title"):
        problems.append(Problem("title_pl", _("Give the project a title.")))
    if not problems:
        problems += _period_problems(project)
        problems += _chain_problems(project, by) if {"programme", "predecessor"} & set(given) else []
    if problems:
        raise BadCard(problems)


def _take_tags(project: Project, given: Iterable[str]) -> Iterable[Problem]:
    tags = list(dict.fromkeys(tag for tag in (str(one).strip().lstrip("#").strip() for one in given) if tag))
    if len(tags) > MOST_TAGS:
        yield Problem("tags", _("Keep at most %(n)s tags.") % {"n": MOST_TAGS})
    elif long := next((tag for tag in tags if len(tag) > LONGEST_TAG), ""):
        yield Problem("tags", _("Shorten the tag “%(tag)s…”.") % {"tag": long[:20]})
    else:
        project.tags = tags


def _period_problems(project: Project) -> Iterable[Problem]:
    """A period known in years only runs from the first day of the first to the last day of the last. Signing may
    follow the start: funds often count costs from before the agreement."""
    start, end = project.starts_on, project.ends_on
    if project.whole_years:
        start = project.starts_on = start and date(start.year, 1, 1)
        end = project.ends_on = end and date(end.year, 12, 31)
    if start and end and end < start:
        yield Problem(
            "ends_on",
            _("The project ends on %(end)s, before it begins on %(start)s. Correct one of the two days.")
            % {"end": end.isoformat(), "start": start.isoformat()},
        )


def _chain_problems(project: Project, by: Person) -> Iterable[Problem]:
    """Only what the person sees can be named, and no project continues itself, however long the way round."""
    programme, before = project.programme, project.predecessor
    if programme is not None and not FundingProgramme.objects.visible_to(by).filter(pk=programme.pk).exists():
        yield Problem("programme", _("Choose a programme from the list."))
    if before is None:
        return
    if not Project.objects.visible_to(by).filter(pk=before.pk).exists():
        yield Problem("predecessor", _("Choose a project from the list."))
        return
    passed: set[int] = set()
    one: Project | None = before
    while one is not None and one.pk not in passed:
        if one.pk == project.pk:
            yield Problem("predecessor", _("A project cannot continue itself. Choose the one that came before it."))
            return
        passed.add(one.pk)
        one = one.predecessor


def _facts(project: Project) -> dict[str, Any]:
    facts: dict[str, Any] = {name: getattr(project, name) for name in JOURNALLED}
    return {**facts, "programme": project.programme.slug if project.programme else ""}
