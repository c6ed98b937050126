"""Who may check, assign, read, score and compare."""

from __future__ import annotations

from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.calls.rules import writes
from skwer.apps.forms.schema import Question
from skwer.apps.people.models import Person, Seat
from skwer.apps.people.rules import may_read_desk, may_run

from .models import Assignment
from .queries import late_of


def may_check(person: Person | None, stage: Stage) -> bool:
    """Officers of the city do the formal check."""
    return may_run(person, stage.call.organisation)


def may_assign(person: Person | None, stage: Stage) -> bool:
    """Officers of the city say who assesses what; never what points it gets."""
    return may_run(person, stage.call.organisation)


def chairs(person: Person | None, stage: Stage) -> bool:
    """Does she chair the committee of the stage?"""
    if person is None or not person.is_authenticated or stage.body_id is None:
        return False
    return Seat.objects.filter(
        body_id=stage.body_id, person=person, ended_at__isnull=True, role=Seat.Role.CHAIR
    ).exists()


def may_oversee(person: Person | None, stage: Stage) -> bool:
    """Who assesses what, and how far it is: for the city's desk and the committee's chair."""
    return may_read_desk(person, stage.call.organisation) or chairs(person, stage)


def is_assessor(person: Person | None, assignment: Assignment) -> bool:
    return person is not None and person.is_authenticated and assignment.assessor_id == person.pk


def may_see_content(person: Person | None, assignment: Assignment) -> bool:
    """The proposal behind an assignment: only after the assessor declared that she has no conflict."""
    return is_assessor(person, assignment) and assignment.state in Assignment.OPENED


def assessor_reads(question: Question) -> bool:
    """What an assessor needs to judge: everything public, and documents; not a telephone number somebody gave."""
    return question.public or question.kind == "file"


def may_score(person: Person | None, assignment: Assignment) -> bool:
    """Her own sheet, after her declaration, until it is sent, while the stage is open (or the proposal came late)."""
    return (
        is_assessor(person, assignment)
        and assignment.state == Assignment.State.CLEAR
        and (assignment.stage.state == Stage.State.OPEN or assignment.late)
    )


def may_see_others(person: Person | None, assignment: Assignment) -> bool:
    """Others' sheets for the same proposal: only after her own is sent."""
    return is_assessor(person, assignment) and assignment.state == Assignment.State.SUBMITTED


def may_see_sheets(person: Person | None, stage: Stage, proposal: Proposal) -> bool:
    """All sheets of a proposal, for the desk and the chair: once every assessor has sent hers, or the stage is closed.

    Who still owes a sheet of her own for this proposal sees none, whatever else she is.
    """
    if not may_oversee(person, stage):
        return False
    if stage.state == Stage.State.CLOSED and not late_of(stage).filter(proposal=proposal).exists():
        return True
    live = Assignment.objects.live().filter(stage=stage, proposal=proposal)
    states = list(live.values_list("state", flat=True))
    return bool(states) and all(state == Assignment.State.SUBMITTED for state in states)


def may_see_ranking(person: Person | None, stage: Stage) -> bool:
    """The ranking exists once the stage is closed: for the desk and the committee. The public reads the decision."""
    if stage.state != Stage.State.CLOSED or person is None or not person.is_authenticated:
        return False
    if may_oversee(person, stage):
        return True
    return (
        stage.body_id is not None
        and Seat.objects.filter(body_id=stage.body_id, person=person, ended_at__isnull=True).exists()
    )


def may_reopen(person: Person | None, assignment: Assignment) -> bool:
    """The chair, while the stage is open, and only a sheet that was sent."""
    return (
        assignment.state == Assignment.State.SUBMITTED
        and assignment.stage.state == Stage.State.OPEN
        and chairs(person, assignment.stage)
    )


def may_rescore(person: Person | None, stage: Stage, proposal: Proposal) -> bool:
    """The chair, or the office as secretary, writes down points the committee changed; never on her own proposal."""
    if writes(person, proposal):
        return False
    return may_run(person, stage.call.organisation) or chairs(person, stage)
