"""Who keeps trials, cases and methods, and who reads what is not public yet."""

from __future__ import annotations

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import has_role, may_run
from skwer.apps.programmes.models import DESK, Partnership, Project
from skwer.apps.programmes.rules import may_keep, may_read_inside

from .models import Case, Comparison, Trial


def takes_part(organisation: Organisation, project: Project) -> bool:
    """Does the organisation keep the project, or take part in it today?"""
    if project.organisation_id == organisation.pk:
        return True
    return Partnership.objects.current().filter(project=project, organisation=organisation).exists()


def may_try(person: Person | None, organisation: Organisation, project: Project | None = None) -> bool:
    """Officers of the organisation write its trials; in a project its keeper may in a partner's stead."""
    if may_run(person, organisation):
        return True
    return project is not None and takes_part(organisation, project) and may_keep(person, project)


def may_change_trial(person: Person | None, trial: Trial) -> bool:
    """Officers of the one who tries, and of the project's keeper."""
    if may_run(person, trial.organisation):
        return True
    return trial.project is not None and may_keep(person, trial.project)


def may_read_trial_desk(person: Person | None, trial: Trial) -> bool:
    """Those who change it, and the auditors of both."""
    if has_role(person, trial.organisation, *DESK):
        return True
    return trial.project is not None and has_role(person, trial.project.organisation, *DESK)


def may_compare(person: Person | None, project: Project) -> bool:
    """The project's keeper asks the questions, orders the cases and publishes."""
    return may_keep(person, project)


def may_add_case(person: Person | None, comparison: Comparison, organisation: Organisation | None) -> bool:
    """A partner's officers add their own case; the keeper any."""
    if may_keep(person, comparison.project):
        return True
    if organisation is None or not takes_part(organisation, comparison.project):
        return False
    return may_run(person, organisation)


def may_write_case(person: Person | None, case: Case) -> bool:
    """A partner's officers write their own case, as long as it takes part; the keeper all."""
    return may_add_case(person, case.comparison, case.organisation)


def may_keep_method(person: Person | None, project: Project) -> bool:
    """The keeper edits the method, has it translated and publishes it."""
    return may_keep(person, project)


def may_read_project_desk(person: Person | None, project: Project) -> bool:
    """Drafts of comparisons and methods: for the desks of the keeper and of the partners of today."""
    return may_read_inside(person, project)
