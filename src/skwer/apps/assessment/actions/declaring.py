"""The declaration: before any content is seen, the assessor says whether something links her to the applicant."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions.locking import lock
from skwer.apps.calls.models import Stage
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.signals import announce
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..models import Assignment
from ..rules import is_assessor
from ..signals import conflict_declared
from .assigning import replace
from .common import write_down


class AlreadyDeclared(Refusal):
    """The declaration was made, or the assignment has ended."""

    message = _("You have already declared for this proposal.")
    code = "already_declared"
    status = 409


class ReasonMissing(Refusal):
    """Words are needed where somebody steps aside or reopens a sheet."""

    message = _("Say in a sentence why.")
    code = "reason_missing"


@transaction.atomic
def declare(*, by: Person, assignment: Assignment, conflict: bool, reason: str = "", at: datetime) -> Assignment | None:
    """Declare that there is no conflict of interest, or that there is one and what it is.

    Without a conflict the proposal opens. With one the assignment ends and somebody free takes over; who finds
    a conflict only while reading may declare it until her sheet is sent. Returns the replacement, or None when
    there was no conflict or nobody is free (then it stands in the officers' inbox).
    Raises NotAllowed, AlreadyDeclared, ReasonMissing.
    """
    lock(assignment.stage)
    lock(assignment)
    stage = assignment.stage
    cited = paragraph_of(stage.call, "conflict")
    if not is_assessor(by, assignment):
        raise NotAllowed(paragraph=cited)
    may = (Assignment.State.ASSIGNED, Assignment.State.CLEAR) if conflict else (Assignment.State.ASSIGNED,)
    if assignment.state not in may:
        raise AlreadyDeclared(paragraph=cited)
    if stage.state != Stage.State.OPEN and not assignment.late:
        raise AlreadyDeclared(_("The assessment is not open."), code="stage", paragraph=cited)
    words = clean_text(reason).strip()[:2000]
    if conflict and not words:
        raise ReasonMissing(_("Say in a sentence what links you to the applicant."), paragraph=cited)
    before = assignment.state
    assignment.state = Assignment.State.CONFLICT if conflict else Assignment.State.CLEAR
    assignment.declared_at = at
    assignment.conflict_reason = words if conflict else ""
    assignment.save(update_fields=["state", "declared_at", "conflict_reason"])
    write_down(
        stage,
        "declare_conflict" if conflict else "declare_no_conflict",
        "assignment",
        assignment.pk,
        by=by,
        at=at,
        before={"state": before},
        after={"state": assignment.state, "proposal": str(assignment.proposal.uid)},
    )
    if not conflict:
        return None
    replacement = replace(assignment, by=None, at=at)
    announce(conflict_declared, Assignment, assignment=assignment, replacement=replacement, at=at)
    return replacement
