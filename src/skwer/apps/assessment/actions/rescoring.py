"""Points the committee changed after a sheet was sent: at a meeting, or because an objection was upheld."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions.locking import lock
from skwer.apps.calls.models import Meeting, Objection, Proposal, Stage
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.signals import announce
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.values.canonical import fingerprint

from ..models import Assignment, SentSheet, Sheet
from ..rules import may_rescore
from ..signals import sheet_changed
from ..terms import AssessTerms
from .common import write_down
from .declaring import ReasonMissing
from .scoring import REASON_LENGTH, CannotScore, SheetIncomplete, read_score, sheet_errors


@transaction.atomic
def rescore(
    *,
    by: Person,
    assignment: Assignment,
    scores: Mapping[str, Mapping[str, Any]],
    reason: str,
    at: datetime,
    meeting: Meeting | None = None,
    objection: Objection | None = None,
) -> Sheet:
    """Write down other points on a sheet that was sent. The sent version stays beside the new one, with the reason.

    scores: only the criteria that change, as `save_sheet` takes them; the others stay. It rests on a meeting of the
    committee that was held, while the assessment is open, or on an upheld objection against the points of this
    proposal, also after it closed. Raises NotAllowed, CannotScore, ReasonMissing, SheetIncomplete.
    """
    stage = lock(assignment.stage)
    lock(assignment)
    assignment.stage = stage
    proposal, call = assignment.proposal, stage.call
    if not may_rescore(by, stage, proposal):
        raise NotAllowed(_("Only the committee's chair or the office writes down changed points."))
    _rests_on(stage, proposal, meeting, objection)
    if assignment.state != Assignment.State.SUBMITTED:
        raise CannotScore(_("Only points of a sheet that was sent can be changed here."))
    words = clean_text(reason).strip()[:REASON_LENGTH]
    if not words:
        raise ReasonMissing(_("Say why the points change; the reason stays with both figures."))
    sheet: Sheet = Sheet.objects.select_for_update().get(assignment=assignment)
    terms = AssessTerms.of(stage)
    changed = {key: read_score(criterion, scores[key]) for key in scores if (criterion := terms.criterion(key))}
    changed = {key: {**score, "reason": score.get("reason") or words} for key, score in changed.items()}
    new = {**sheet.scores, **{k: s for k, s in changed.items() if s.get("points") != sheet.scores[k].get("points")}}
    if new == sheet.scores:
        raise CannotScore(_("These are the points the sheet already gives."), code="same")
    if errors := sheet_errors(stage, new):
        raise SheetIncomplete(errors, paragraph=paragraph_of(call, "criteria"))
    sent = sheet.sent.order_by("-number")[0]
    sent.reopened_at, sent.reopened_by, sent.reopen_reason = at, by, words
    sent.meeting, sent.objection = meeting, objection
    sent.save()
    before = fingerprint(sheet.scores)
    sheet.scores, sheet.version = new, sheet.version + 1
    sheet.updated_at = sheet.submitted_at = at
    sheet.save()
    SentSheet.objects.create(
        sheet=sheet, number=sent.number + 1, scores=new, comment=sheet.comment, access=sheet.access, at=at
    )
    write_down(
        stage,
        "rescore",
        "sheet",
        sheet.pk,
        by=by,
        at=at,
        before={"scores": before},
        after={
            "scores": fingerprint(new),
            "proposal": str(proposal.uid),
            "meeting": meeting.number if meeting else None,
            "objection": objection.number if objection else None,
        },
    )
    announce(sheet_changed, Sheet, sheet=sheet, assignment=assignment, at=at)
    return sheet


def _rests_on(stage: Stage, proposal: Proposal, meeting: Meeting | None, objection: Objection | None) -> None:
    """Points of sent sheets change for one of two causes, and the cause must be about this stage and proposal."""
    cited = paragraph_of(stage.call, "objections" if objection else "own_scores")
    if objection is not None:
        upheld = objection.state == Objection.State.UPHELD and objection.against == Objection.Against.SCORE
        if objection.proposal_id != proposal.pk or not upheld:
            raise CannotScore(_("Only an upheld objection against these points changes them."), paragraph=cited)
        if objection.new_decision_id is not None:
            raise CannotScore(_("The list was already counted again after this objection."), paragraph=cited)
        return
    if meeting is None:
        raise CannotScore(_("Name the meeting of the committee at which the points changed."), paragraph=cited)
    if meeting.call_id != stage.call_id or meeting.body_id != stage.body_id or meeting.state == Meeting.State.CANCELLED:
        raise CannotScore(_("This is not a meeting of the committee that assesses."), paragraph=cited)
    if stage.state != Stage.State.OPEN:
        raise CannotScore(_("The assessment is closed. Points now change only after an objection."), paragraph=cited)
