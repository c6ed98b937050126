"""Who keeps a project's card, who speaks for a partner, and who reads what is inside."""

from __future__ import annotations

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.rules import may_run

from .models import DESK, ExpertContract, FundingProgramme, Partnership, Project, inside


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
    """Tasks, sums by partner, risks: for the desks of the keeper and of the partners of today, and their experts."""
    return inside(person).filter(pk=project.pk).exists()


def may_write_for(person: Person | None, project: Project, partnership: Partnership | None) -> bool:
    """The keeper writes every row of a project; a partner's officers those of their own partnership only."""
    if partnership is None:
        return may_keep(person, project)
    return partnership.project_id == project.pk and may_report(person, partnership)


def advises(person: Person | None, contract: ExpertContract) -> bool:
    """Is it the person's own contract, and has nobody ended it?"""
    return person is not None and person.is_active and contract.person_id == person.pk and contract.ended_at is None


def may_log_days(person: Person | None, contract: ExpertContract) -> bool:
    """The expert keeps her ledger; the keeper may write in it for her."""
    return advises(person, contract) or may_keep(person, contract.project)


def may_answer(person: Person | None, project: Project, organisation: Organisation) -> bool:
    """Cities, and whoever takes part in the project, answer the recommendations of its studies."""
    takes_part = organisation.is_city or Project.objects.of(organisation).filter(pk=project.pk).exists()
    return takes_part and may_run(person, organisation)
