"""Score sheets: drafts with gaps, sending that checks everything, and a chair who may open one again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions.locking import lock
from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.signals import announce
from skwer.apps.calls.words import say
from skwer.apps.forms.checking import FieldError, clean_text
from skwer.apps.forms.schema import Words
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places.access import as_typed
from skwer.apps.places.access import clean as clean_access
from skwer.apps.places.access import problems as access_problems
from skwer.methods.ranking import Criterion, OffScaleError, short
from skwer.methods.tally.exact import exact
from skwer.values.canonical import fingerprint

from ..models import Assignment, SentSheet, Sheet
from ..rules import is_assessor, may_reopen, may_score
from ..signals import sheet_reopened, sheet_submitted
from ..terms import AssessTerms
from .common import write_down
from .declaring import ReasonMissing

REASON_LENGTH = 4000
NUMBER_LENGTH = 20


class CannotScore(Refusal):
    """The sheet takes nothing now: not declared, already sent, stage closed."""

    code = "cannot_score"
    status = 409


class StaleSheet(Refusal):
    """The sheet was saved elsewhere meanwhile. Both versions are here: `mine` was typed, `theirs` is kept."""

    message = _("This sheet was saved in another window in the meantime. Compare both versions and choose.")
    code = "stale"
    status = 409

    def __init__(self, *, mine: Mapping[str, Any], theirs: Mapping[str, Any], version: int) -> None:
        self.mine, self.theirs, self.version = dict(mine), dict(theirs), version
        super().__init__()


class SheetIncomplete(Refusal):
    """Points or reasons are missing or off the scale: `errors` says which, criterion by criterion."""

    message = _("The sheet is not complete. Mend what is marked and send it again; everything is saved.")
    code = "incomplete"

    def __init__(self, errors: Sequence[FieldError], *, paragraph: str = "") -> None:
        self.errors = list(errors)
        super().__init__(paragraph=paragraph)


@transaction.atomic
def save_sheet(
    *,
    by: Person,
    assignment: Assignment,
    scores: Mapping[str, Mapping[str, Any]],
    comment: str,
    version: int,
    at: datetime,
    access: Mapping[str, Any] | None = None,
) -> Sheet:
    """Keep the sheet as it was typed, gaps and slips included; nobody else sees it. Drafts are not journalled.

    scores: criterion key → {"points": "8,5", "value": "41" (banded criteria: the quantity), "reason": text}.
    access: the checklist of universal design where the rules ask for it; None leaves what is kept.
    `version` is the one the page was made from (0 for a new sheet). Raises NotAllowed, CannotScore, StaleSheet.
    """
    _allow(by, assignment)
    terms = AssessTerms.of(assignment.stage)
    clean = {c.key: read_score(c, scores.get(c.key, {})) for c in terms.criteria if c.key in scores}
    words = clean_text(comment)[:REASON_LENGTH].strip()
    sheet = Sheet.objects.filter(assignment=assignment).first()
    kept = sheet.access if sheet else {}
    seen = as_typed(access) if access is not None and terms.access else kept
    if (sheet.version if sheet else 0) != version:
        theirs = {"scores": sheet.scores, "comment": sheet.comment, "access": sheet.access} if sheet else {}
        mine = {"scores": clean, "comment": words, "access": seen}
        raise StaleSheet(mine=mine, theirs=theirs, version=sheet.version if sheet else 0)
    if sheet is None:
        sheet = Sheet(assignment=assignment, updated_at=at)
    elif (sheet.scores, sheet.comment, sheet.access) == (clean, words, seen):
        return sheet
    sheet.scores, sheet.comment, sheet.version, sheet.updated_at = clean, words, version + 1, at
    sheet.access = seen
    sheet.save()
    return sheet


def submit_sheet(
    *,
    by: Person,
    assignment: Assignment,
    scores: Mapping[str, Mapping[str, Any]] | None = None,
    comment: str = "",
    version: int = 0,
    at: datetime,
    access: Mapping[str, Any] | None = None,
) -> Sheet:
    """Send the sheet: every criterion scored, on its scale, with reasons where the rules ask for them.

    With `scores` (and comment, version, access: as `save_sheet`) they are saved first, and stay saved if sending is
    refused. From here on it counts, cannot be changed, and opens others' sheets for the same proposal to its author.
    Raises NotAllowed, CannotScore, SheetIncomplete, and StaleSheet when something is to be saved.
    """
    if scores is not None:
        save_sheet(by=by, assignment=assignment, scores=scores, comment=comment, version=version, access=access, at=at)
    return _send(by, assignment, at)


@transaction.atomic
def _send(by: Person, assignment: Assignment, at: datetime) -> Sheet:
    _allow(by, assignment)
    stage = assignment.stage
    sheet = Sheet.objects.filter(assignment=assignment).first() or Sheet(assignment=assignment, updated_at=at)
    errors = sheet_errors(stage, sheet.scores)
    if AssessTerms.of(stage).access:
        errors += access_problems(sheet.access)
        sheet.access = clean_access(sheet.access)
    if errors:
        raise SheetIncomplete(errors, paragraph=paragraph_of(stage.call, "criteria"))
    sheet.submitted_at = sheet.updated_at = at
    sheet.save()
    number = sheet.sent.count() + 1
    SentSheet.objects.create(
        sheet=sheet, number=number, scores=sheet.scores, comment=sheet.comment, access=sheet.access, at=at
    )
    assignment.state = Assignment.State.SUBMITTED
    assignment.save(update_fields=["state"])
    _note(by, "submit_sheet", sheet, at, number)
    announce(sheet_submitted, Sheet, sheet=sheet, assignment=assignment, at=at)
    return sheet


@transaction.atomic
def reopen_sheet(*, by: Person, assignment: Assignment, reason: str, at: datetime) -> Sheet:
    """The chair lets an assessor change a sheet that was sent. The sent one stays, with the chair's reason.

    Raises NotAllowed (not the chair), CannotScore (not sent, stage closed), ReasonMissing.
    """
    lock(assignment.stage)
    lock(assignment)
    if assignment.state != Assignment.State.SUBMITTED or assignment.stage.state != Stage.State.OPEN:
        raise CannotScore(_("Only a sheet that was sent can be reopened, while the assessment is open."))
    if not may_reopen(by, assignment):
        raise NotAllowed(_("Only the chair of the committee reopens a sheet."))
    words = clean_text(reason).strip()[:REASON_LENGTH]
    if not words:
        raise ReasonMissing(_("Say why the sheet is reopened; the reason stays with it."))
    sheet: Sheet = assignment.sheet
    sent = sheet.sent.order_by("-number")[0]
    sent.reopened_at, sent.reopened_by, sent.reopen_reason = at, by, words
    sent.save()
    sheet.submitted_at = None
    sheet.save(update_fields=["submitted_at"])
    assignment.state = Assignment.State.CLEAR
    assignment.save(update_fields=["state"])
    _note(by, "reopen_sheet", sheet, at, sent.number)
    announce(sheet_reopened, Sheet, sheet=sheet, assignment=assignment, reason=words, at=at)
    return sheet


def sheet_errors(stage: Stage, scores: Mapping[str, Mapping[str, str]]) -> list[FieldError]:
    """Everything that keeps a sheet from being sent, in the order of the criteria."""
    terms = AssessTerms.of(stage)
    errors = []
    for criterion in terms.criteria:
        score = scores.get(criterion.key, {})
        typed = score.get("points", "")
        label = Words.of(criterion.title)
        part = "value" if criterion.bands is not None else "points"

        def error(code: str, message: Any, part: str = part, label: Words = label, key: str = criterion.key) -> None:
            errors.append(FieldError(field=key, code=code, message=message, part=part, label=label))

        if criterion.bands is not None and score.get("value") and not typed:
            error("off_scale", _("No band holds this value. Write a number the scale knows."))
            continue
        if not typed:
            error("missing", _("Points are missing."))
            continue
        try:
            points = exact(typed)
            criterion.check(points)
        except OffScaleError:
            error(
                "off_scale",
                say(
                    _("Give points from 0 to %(most)s, in steps of %(step)s."),
                    most=short(criterion.max),
                    step=short(criterion.step),
                ),
            )
            continue
        except ValueError:
            error("not_a_number", _("This is not a number."))
            continue
        if terms.needs_reason(criterion, points) and not score.get("reason"):
            error("reason", _("Say why you give these points."), part="reason")
    return errors


def read_score(criterion: Criterion, typed: Mapping[str, Any]) -> dict[str, str]:
    """One score as it is kept. Numbers are written with a point if they can be read, else as they were typed."""
    kept = {"points": _number(typed.get("points", ""))}
    if criterion.bands is not None and (value := _number(typed.get("value", ""))):
        # The quantity decides: whoever writes 41 % cannot also choose the points.
        kept["value"] = value
        try:
            kept["points"] = short(criterion.bands.points_for(exact(value)))
        except ValueError:
            kept["points"] = ""
    kept["reason"] = clean_text(typed.get("reason", ""))[:REASON_LENGTH].strip()
    return {part: text for part, text in kept.items() if text}


def _number(typed: Any) -> str:
    text = clean_text(typed, lines=False).strip()[:NUMBER_LENGTH]
    if "e" in text.lower():
        return text  # "1e99" is nobody's number of points, and would be a very long text
    try:
        return short(Fraction(exact(text.replace(",", ".").replace("\u00a0", "").replace(" ", "")))) if text else ""
    except ValueError:
        return text


def _allow(by: Person, assignment: Assignment) -> None:
    lock(assignment.stage)
    lock(assignment)
    if not is_assessor(by, assignment):
        raise NotAllowed()
    if assignment.proposal.state == Proposal.State.WITHDRAWN:
        raise CannotScore(_("This proposal was withdrawn. There is nothing to score."), code="withdrawn")
    if may_score(by, assignment):
        return
    sentences = {
        Assignment.State.ASSIGNED: _("Declare first whether you have a conflict of interest."),
        Assignment.State.SUBMITTED: _("This sheet was sent. The chair can reopen it."),
        Assignment.State.CLEAR: _("The assessment is not open."),
    }
    raise CannotScore(sentences.get(Assignment.State(assignment.state), _("This assignment has ended.")))


def _note(by: Person, verb: str, sheet: Sheet, at: datetime, number: int) -> None:
    """Scores go into the journal as a hash: reasons are somebody's words, and points are not public yet."""
    write_down(
        sheet.assignment.stage,
        verb,
        "sheet",
        sheet.pk,
        by=by,
        at=at,
        after={"number": number, "scores": fingerprint(sheet.scores), "proposal": str(sheet.assignment.proposal.uid)},
    )
