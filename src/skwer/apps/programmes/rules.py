"""Who keeps a project's card, who speaks for a partner, and who reads what is inside."""

from __future__ import annotations

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.rules import has_role, may_run

from .models import DESK, FundingProgramme, Partnership, Project


def may_begin(person: Person | None, organisation: Organisation) -> bool:
    """Officers and administrators of any organisation, not only of a city, begin its programmes and projects."""
    return may_run(person, organisation)


def may_keep_programme(person: Person | None, programme: FundingProgramme) -> bool:
    return may_run(person, programme.organisation)


def may_keep(person: Person | None, project: Project) -> bool:
    """Officers and administrators of the organisation that keeps the card."""
    return may_run(person, project.organisation)


def may_report(person: Person | None, partnership: Partnership) -> bool:
    """What a partner did and spent is said by its own officers, or by the keeper in its stead."""
    organisation = partnership.organisation
    if organisation is not None and may_run(person, organisation):
        return True
    return may_keep(person, partnership.project)


def is_partner(person: Person | None, project: Project) -> bool:
    """Does the person run, or audit, an organisation that takes part in the project today?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
    return Partnership.objects.current().filter(project=project, organisation__in=desks).exists()


def may_read_inside(person: Person | None, project: Project) -> bool:
    """Tasks, sums by partner, risks: for the desks of the keeper and of the partners of today."""
    return has_role(person, project.organisation, *DESK) or is_partner(person, project)
