"""Who keeps trials, cases and methods, and who reads what is not public yet."""

from __future__ import annotations

from datetime import date

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import has_role, may_found, may_run
from skwer.apps.programmes.models import DESK, ExpertContract, Partnership, Project
from skwer.apps.programmes.rules import may_keep, may_read_inside

from .models import Case, Comparison, Kit, Practice, PracticeVersion, Remark, Review, Transfer, TransferQuestion, Trial


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


def may_keep_kits(person: Person | None, organisation: Organisation) -> bool:
    """Officers of an organisation make, bring in and publish its kits."""
    return may_run(person, organisation)


def may_change_kit(person: Person | None, kit: Kit) -> bool:
    """Officers of the organisation that keeps it; kits shipped with Skwer or received in a feed change nowhere here."""
    return kit.organisation is not None and may_run(person, kit.organisation)


# --- questions of a transfer


def keeper_of(transfer: Transfer) -> Organisation | None:
    """Who answers for the practice: its keeper, or the kit's; None where both came from another installation or with
    Skwer itself."""
    practice = transfer.practice
    return practice.organisation if practice is not None else transfer.kit_version.kit.organisation


def asks_as_adopter(person: Person | None, transfer: Transfer) -> bool | None:
    """On which side she asks: the city that adopts (True), the practice's keeper (False), neither (None).

    A city that adopts its own practice asks nobody.
    """
    keeper = keeper_of(transfer)
    if keeper is None or keeper.pk == transfer.organisation_id:
        return None
    if may_run(person, transfer.organisation):
        return True
    return False if may_run(person, keeper) and may_read_questions(person, transfer) else None


def may_answer_question(person: Person | None, question: TransferQuestion) -> bool:
    """Officers of the side that was asked."""
    transfer = question.transfer
    asked = keeper_of(transfer) if question.from_adopter else transfer.organisation
    return asked is not None and may_run(person, asked)


def may_read_questions(person: Person | None, transfer: Transfer) -> bool:
    """Those who read the transfer's working papers; the practice's keeper, once there is a question or everybody sees
    the transfer."""
    if Transfer.objects.inside(person).filter(pk=transfer.pk).exists():
        return True
    keeper = keeper_of(transfer)
    if keeper is None or not has_role(person, keeper, *DESK):
        return False
    return transfer.is_published or transfer.questions.exists()


# --- transfers


def may_transfer(person: Person | None, organisation: Organisation) -> bool:
    """Officers of an organisation set out to carry a practice over."""
    return may_run(person, organisation)


def may_adapt(person: Person | None, transfer: Transfer) -> bool:
    """What a city keeps, changes or drops is its own decision: its officers take it, nobody in its stead."""
    return may_run(person, transfer.organisation)


def may_rate(person: Person | None, transfer: Transfer) -> bool:
    """Officers of the city, of the project's keeper, and the project's experts say how well the practice fits."""
    if may_run(person, transfer.organisation):
        return True
    project = transfer.project
    if project is None or person is None or not person.is_authenticated:
        return False
    return (
        may_keep(person, project)
        or ExpertContract.objects.filter(
            project=project, person=person, ended_at__isnull=True, person__is_active=True
        ).exists()
    )


# --- practice records: who writes, who validates


def may_draft_practice(person: Person | None, organisation: Organisation, project: Project | None = None) -> bool:
    """Officers write what their organisation did; in a project its keeper may in a partner's stead."""
    return may_try(person, organisation, project)


def may_write_practice(person: Person | None, practice: Practice) -> bool:
    """Officers of the organisation that keeps it, and of its project's keeper. One received is not written here."""
    if practice.organisation is None:
        return False
    if may_run(person, practice.organisation):
        return True
    return practice.project is not None and may_keep(person, practice.project)


def may_edit(person: Person | None, version: PracticeVersion) -> bool:
    """The editor: who runs the organisation that keeps the practice's project, has not handed the version in herself
    and has not spoken of it as its expert."""
    project = version.practice.project
    return project is not None and may_keep(person, project) and _reads_it_afresh(person, version, Review.Step.EDITOR)


def may_advise(person: Person | None, version: PracticeVersion, on: date) -> bool:
    """The expert: one with a contract of the project that runs on that day, who has neither handed the version in nor
    spoken of it as its editor."""
    project = version.practice.project
    if project is None or not _has_contract(person, project, on):
        return False
    return _reads_it_afresh(person, version, Review.Step.EXPERT)


def may_validate(person: Person | None, version: PracticeVersion, step: str, on: date) -> bool:
    """Does the person read the version at this step, whether or not it is there now?"""
    return may_edit(person, version) if step == Review.Step.EDITOR else may_advise(person, version, on)


def reads_at(person: Person | None, version: PracticeVersion, step: str, on: date) -> bool:
    """Does the person hold the role of this step, though perhaps barred from this very version?"""
    project = version.practice.project
    if project is None:
        return False
    return may_keep(person, project) if step == Review.Step.EDITOR else _has_contract(person, project, on)


def reads_for_project(person: Person | None, version: PracticeVersion, on: date) -> bool:
    """Is the person an editor or expert of the project at all, though perhaps not for this version?"""
    return any(reads_at(person, version, step, on) for step in Review.Step.values)


def advises_any(person: Person | None) -> bool:
    """Has the person a contract as expert that nobody has ended?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return ExpertContract.objects.live().filter(person=person).exists()


def may_label(person: Person | None, practice: Practice) -> bool:
    """A label is noted by the keeper of the practice's project; without a project by who keeps the practice."""
    if practice.project is not None:
        return may_keep(person, practice.project)
    return may_write_practice(person, practice)


def _has_contract(person: Person | None, project: Project, on: date) -> bool:
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    contracts = ExpertContract.objects.live().filter(project=project, person=person)
    return contracts.filter(starts_on__lte=on, ends_on__gte=on).exists()


def _reads_it_afresh(person: Person | None, version: PracticeVersion, step: str) -> bool:
    """Four eyes: not who handed it in, and nobody at both steps of one version."""
    if person is None or version.submitted_by_id == person.pk:
        return False
    said = (Review.objects, Remark.objects)
    return not any(rows.filter(version=version, by=person).exclude(step=step).exists() for rows in said)


def may_exchange(person: Person | None) -> bool:
    """The site operator publishes the feed of the installation, and says whose feeds it reads."""
    return may_found(person)


def may_read_kit_desk(person: Person | None, kit: Kit) -> bool:
    """Drafts of a kit: for the desk of the organisation that keeps it."""
    return kit.organisation is not None and has_role(person, kit.organisation, *DESK)
