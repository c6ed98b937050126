"""Who assesses what: shared out evenly, given by hand, taken away."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions.locking import lock
from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.signals import announce
from skwer.apps.calls.stages import ASSESS
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places.models import Area
from skwer.methods.ranking import share_work

from ..models import Assignment, HomeDistrict
from ..queries import assessed, candidates, district_pairs, forbidden_pairs, free_assessors, late_of, tied_pairs
from ..rules import may_assign
from ..signals import assessor_assigned
from ..terms import AssessTerms, settings_of
from .common import write_down

# No letters or digits that are mistaken for each other when read aloud in a meeting.
LABEL_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class CannotAssign(Refusal):
    """The stage or the proposal takes no assignments."""

    code = "cannot_assign"
    status = 409


class NotInCommittee(Refusal):
    message = _("Only members of the committee assess. Seat this person in the committee first.")
    code = "not_in_committee"


class TiedAssessor(Refusal):
    message = _("This person must not assess this proposal: she wrote it, is tied to it or stepped aside.")
    code = "tied"


class AlreadyAssigned(Refusal):
    message = _("This person already assesses this proposal.")
    code = "already_assigned"
    status = 409


@transaction.atomic
def assign_assessors(
    *, by: Person | None, stage: Stage, at: datetime, people: Sequence[Person] | None = None
) -> list[Assignment]:
    """Give every proposal the number of assessors the rules ask for, as evenly as conflicts allow.

    by: None is the clock, when the stage opens. people: whom to share among (default: the committee). What is
    assigned stays; calling it again only fills gaps. Proposals for which nobody is free are left short: they stand
    in the officers' inbox. Raises NotAllowed, CannotAssign, NotInCommittee.
    """
    _allow(by, stage)
    seated = candidates(stage)
    among = seated if people is None else list(people)
    if {person.pk for person in among} - {person.pk for person in seated}:
        raise NotInCommittee(paragraph=paragraph_of(stage.call, "assessors"))
    proposals = list(assessed(stage))
    held = [
        pair
        for pair in Assignment.objects.live().filter(stage=stage).values_list("proposal_id", "assessor_id")
        if pair[1] is not None
    ]
    share = share_work(
        [proposal.pk for proposal in proposals],
        [person.pk for person in among],
        each=AssessTerms.of(stage).assessors,
        forbidden=forbidden_pairs(stage, proposals, among),
        held=held,
        seed=settings_of(stage).get("seed", ""),
    )
    by_key, who = {p.pk: p for p in proposals}, {p.pk: p for p in among}
    return [_make(by, stage, by_key[proposal], who[person], at) for proposal, person in share.added]


@transaction.atomic
def assign_late(*, stage: Stage, proposal: Proposal, at: datetime) -> list[Assignment]:
    """A proposal that came back into the call after its assessment closed gets the number of assessors all others had.

    Those with the least to do come first. Part of ruling on an objection (`StageKind.take_late`), never done by hand.
    """
    lock(stage)
    needed = AssessTerms.of(stage).assessors
    have = Assignment.objects.live().filter(stage=stage, proposal=proposal).count()
    free = free_assessors(stage, proposal)[: max(needed - have, 0)]
    return [_make(None, stage, proposal, person, at, late=True) for person in free]


@transaction.atomic
def assign(*, by: Person, stage: Stage, proposal: Proposal, assessor: Person, at: datetime) -> Assignment:
    """Give one proposal to one member of the committee.

    Raises NotAllowed, CannotAssign, NotInCommittee, TiedAssessor (own proposal, own organisation, or she declared
    a conflict), AlreadyAssigned.
    """
    late = stage.state == Stage.State.CLOSED and late_of(stage).filter(proposal=proposal).exists()
    _allow(by, stage, late=late)
    cited = paragraph_of(stage.call, "conflict")
    if not assessed(stage).filter(pk=proposal.pk).exists():
        raise CannotAssign(_("This proposal is not part of this assessment."), code="wrong_proposal")
    if assessor.pk not in {person.pk for person in candidates(stage)}:
        raise NotInCommittee(paragraph=paragraph_of(stage.call, "assessors"))
    if tied_pairs([proposal], [assessor]) or district_pairs(stage, [proposal], [assessor]):
        raise TiedAssessor(paragraph=cited)
    earlier = Assignment.objects.filter(stage=stage, proposal=proposal, assessor=assessor).first()
    if earlier is not None and earlier.state in Assignment.LIVE:
        raise AlreadyAssigned()
    if earlier is not None and earlier.state == Assignment.State.CONFLICT:
        raise TiedAssessor(paragraph=cited)
    return _make(by, stage, proposal, assessor, at, earlier=earlier, late=late)


@transaction.atomic
def release(*, by: Person, assignment: Assignment, at: datetime) -> Assignment | None:
    """Take an assignment away from somebody who cannot do it, and give it to whoever is free. Sent sheets stay.

    Returns the replacement, or None when nobody is free. Raises NotAllowed, CannotAssign.
    """
    _allow(by, assignment.stage, late=assignment.late)
    lock(assignment)
    if assignment.state not in (Assignment.State.ASSIGNED, Assignment.State.CLEAR):
        raise CannotAssign(_("A sheet that was sent stays, and so does a declared conflict."), code="sent")
    before, assignment.state = assignment.state, Assignment.State.RELEASED
    assignment.save(update_fields=["state"])
    _note(by, "release_assignment", assignment, at, before=before)
    return replace(assignment, by=by, at=at)


def replace(gone: Assignment, *, by: Person | None, at: datetime) -> Assignment | None:
    """Somebody free in place of an assignment that ended, if the proposal lacks one; in the caller's transaction."""
    stage, proposal = gone.stage, gone.proposal
    live = Assignment.objects.live().filter(stage=stage, proposal=proposal).count()
    if live >= AssessTerms.of(stage).assessors:
        return None
    free = free_assessors(stage, proposal)
    return _make(by, stage, proposal, free[0], at, replaces=gone, late=gone.late) if free else None


@transaction.atomic
def name_district(*, by: Person, stage: Stage, person: Person, area: Area | None, at: datetime) -> None:
    """Note the district of a member, for rules that keep members away from their own; None: she has none here.

    By the office or by herself. What is already assigned stays. Raises NotAllowed, NotInCommittee.
    """
    if by.pk != person.pk and not may_assign(by, stage):
        raise NotAllowed()
    if person.pk not in {one.pk for one in candidates(stage)} or stage.body is None:
        raise NotInCommittee()
    if area is not None and area.organisation_id != stage.call.organisation_id:
        raise NotAllowed(_("This district belongs to another city."))
    if area is None:
        HomeDistrict.objects.filter(body=stage.body, person=person).delete()
    else:
        HomeDistrict.objects.update_or_create(body=stage.body, person=person, defaults={"area": area})
    after = {"person": str(person.uid), "area": area.pk if area else None}
    write_down(stage, "name_district", "body", stage.body.pk, by=by, at=at, after=after)


def _allow(by: Person | None, stage: Stage, *, late: bool = False) -> None:
    lock(stage)
    if by is not None and not may_assign(by, stage):
        raise NotAllowed()
    if stage.kind != ASSESS:
        raise CannotAssign(_("This stage is not an assessment."), code="wrong_stage")
    if stage.state != Stage.State.OPEN and not late:
        raise CannotAssign(_("The assessment is not open."), code="stage")


def _make(
    by: Person | None,
    stage: Stage,
    proposal: Proposal,
    person: Person,
    at: datetime,
    *,
    replaces: Assignment | None = None,
    earlier: Assignment | None = None,
    late: bool = False,
) -> Assignment:
    if earlier is not None:
        earlier.state, earlier.assigned_at, earlier.declared_at = Assignment.State.ASSIGNED, at, None
        earlier.late = late
        earlier.save(update_fields=["state", "assigned_at", "declared_at", "late"])
        assignment = earlier
    else:
        assignment = Assignment.objects.create(
            stage=stage,
            proposal=proposal,
            assessor=person,
            label=_label(stage, person),
            assigned_at=at,
            replaces=replaces,
            late=late,
        )
    _note(by, "assign_assessor", assignment, at)
    announce(assessor_assigned, Assignment, assignment=assignment, at=at)
    return assignment


def _label(stage: Stage, person: Person) -> str:
    """The person's label in this stage: the one she has, else a random one nobody has."""
    taken = dict(Assignment.objects.filter(stage=stage).values_list("label", "assessor_id"))
    for label, holder in taken.items():
        if holder == person.pk:
            return label
    while True:
        label = "".join(secrets.choice(LABEL_LETTERS) for _index in range(3))
        if label not in taken:
            return label


def _note(by: Person | None, verb: str, assignment: Assignment, at: datetime, *, before: str = "") -> None:
    write_down(
        assignment.stage,
        verb,
        "assignment",
        assignment.pk,
        by=by,
        at=at,
        before={"state": before} if before else None,
        after={
            "state": assignment.state,
            "proposal": str(assignment.proposal.uid),
            "assessor": str(assignment.assessor.uid) if assignment.assessor else "",
        },
    )
