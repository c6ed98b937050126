"""What this room offers below: projects and programmes in the search, and as holders of the funder's marks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import translation

from skwer.apps.files import holders
from skwer.apps.people.models import Membership, Person
from skwer.apps.search import kinds
from skwer.apps.search.kinds import Words

from . import rules
from .models import DESK, FundingProgramme, Project, inside
from .models.funding import FundingProgrammeQuerySet
from .models.project import ProjectQuerySet

PROJECT = "project"
PROGRAMME = "programme"
LANGUAGES = ("pl", "en")


def project_entries(project: Project) -> list[Words]:
    """The card in every language its title was written in."""
    found = []
    for language in LANGUAGES:
        if not getattr(project, f"title_{language}", None):
            continue
        with translation.override(language):
            texts: list[object] = [project.acronym, project.summary, project.description, *project.tags]
            texts += [point.text for point in project.points.all()]
            texts += [partner.label for partner in project.partnerships.all()]
            texts += [project.programme.name] if project.programme else []
            found.append(Words(language, str(project.title), _sentences(texts), f"/projects/{project.slug}/"))
    return found


def programme_entries(programme: FundingProgramme) -> list[Words]:
    found = []
    for language in LANGUAGES:
        if not getattr(programme, f"name_{language}", None):
            continue
        with translation.override(language):
            text = _sentences([programme.summary, programme.fund, programme.perspective])
            found.append(Words(language, str(programme.name), text, f"/programmes/{programme.slug}/"))
    return found


def _sentences(texts: Iterable[object]) -> str:
    """The texts, each with an end, so that a snippet does not run from one into the next."""
    tidy = [str(text).strip() for text in texts if text]
    return " ".join(text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in tidy if text)


def _projects(person: Person | None) -> ProjectQuerySet:
    return Project.objects.visible_to(person)


def _programmes(person: Person | None) -> FundingProgrammeQuerySet:
    return FundingProgramme.objects.visible_to(person)


def _programmes_inside(person: Person | None) -> FundingProgrammeQuerySet:
    if person is None or not person.is_authenticated:
        return FundingProgramme.objects.none()
    desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
    return FundingProgramme.objects.filter(organisation__in=desks)


def _may_change_project(person: Person, key: str, _at: datetime) -> bool:
    project = Project.objects.filter(pk=key).select_related("organisation").first() if key.isdecimal() else None
    return project is not None and rules.may_keep(person, project)


def _may_change_programme(person: Person, key: str, _at: datetime) -> bool:
    found = FundingProgramme.objects.filter(pk=key).select_related("organisation").first() if key.isdecimal() else None
    return found is not None and rules.may_keep_programme(person, found)


def register() -> None:
    holders.register(holders.HolderKind(PROJECT, _projects, inside, _may_change_project))
    holders.register(holders.HolderKind(PROGRAMME, _programmes, _programmes_inside, _may_change_programme))
    kinds.register(
        kinds.SearchKind(
            key=PROJECT,
            label=Project._meta.verbose_name_plural,
            things=lambda: Project.objects.select_related("organisation", "programme").prefetch_related(
                "points", "partnerships__organisation"
            ),
            entries=project_entries,
            organisation=lambda project: project.organisation,
            visible_keys=_projects,
            name=Project._meta.verbose_name,
        )
    )
    kinds.register(
        kinds.SearchKind(
            key=PROGRAMME,
            label=FundingProgramme._meta.verbose_name_plural,
            things=lambda: FundingProgramme.objects.select_related("organisation"),
            entries=programme_entries,
            organisation=lambda programme: programme.organisation,
            visible_keys=_programmes,
            name=FundingProgramme._meta.verbose_name,
        )
    )
