"""Two read a practice before it counts: the editor of its project, then an expert. Each comment is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules, signals
from ..contents import BadContents
from ..models import PARTS, Practice, PracticeVersion, Remark, Review
from ..publishing import PRACTICE, place_current
from ..texts import note
from .records import PracticeMoved

Step = Review.Step
State = PracticeVersion.State
# What one can comment on: the texts, and the groups of facts as the page shows them.
REMARK_PARTS = (*PARTS, "facts", "figures", "pictures")
TURN = {State.SUBMITTED: Step.EDITOR, State.IN_VALIDATION: Step.EXPERT}


class FourEyes(NotAllowed):
    message = _("Two others read a practice: nobody accepts what she handed in, or reads it as editor and expert both.")
    code = "four_eyes"


class RemarksOpen(Refusal):
    """Comments that nobody settled; `number` of them."""

    code = "remarks_open"
    status = 409

    def __init__(self, number: int) -> None:
        words = ngettext_lazy(
            "%(n)s comment is still open. Settle it first: does the answer suffice, and why?",
            "%(n)s comments are still open. Settle them first: does the answer suffice, and why?",
            "n",
        )
        super().__init__(words % {"n": number})
        self.number = number


def remark(*, by: Person, version: PracticeVersion, step: str, part: str, text: str, at: datetime) -> Remark:
    """Comment on one part, for the author to answer. Raises NotAllowed, PracticeMoved, BadContents."""
    text = _said(text, "text")
    with transaction.atomic():
        _at_step(by, version, step, at)
        if part not in REMARK_PARTS:
            raise BadContents("part", _("Choose the part of the record you speak of."))
        if not text:
            raise BadContents("text", _("Write what is missing or unclear."))
        made = Remark.objects.create(version=version, step=step, part=part, text=text, at=at, by=by)
        _note("practice_remarked", version, by, at, after={"remark": made.pk, "step": step, "part": part})
    return made


def answer_remark(*, by: Person, remark: Remark, answer: str, at: datetime) -> Remark:
    """The author says what was changed, or why not. An answer that did not suffice is given anew.

    Raises NotAllowed, PracticeMoved, BadContents.
    """
    answer = _said(answer, "answer")
    with transaction.atomic():
        version = _locked(remark.version)
        remark.refresh_from_db()
        if not rules.may_write_practice(by, version.practice):
            raise NotAllowed
        if version.is_published or not remark.is_open:
            raise PracticeMoved(_("This comment is settled."))
        if not answer:
            raise BadContents("answer", _("Write what you changed, or why you changed nothing."))
        remark.answer, remark.answered_at, remark.answered_by = answer, at, by
        remark.settled = ""
        remark.save()
        _note("practice_remark_answered", version, by, at, after={"remark": remark.pk})
    return remark


def settle_remark(*, by: Person, remark: Remark, settled: str, at: datetime, reason: str = "") -> Remark:
    """Does the answer suffice? If not, say why. Raises NotAllowed, PracticeMoved, BadContents."""
    reason = _said(reason, "reason")[:2000]
    with transaction.atomic():
        version = _at_step(by, remark.version, remark.step, at)
        remark.refresh_from_db()
        if settled not in Remark.Settled.values:
            raise BadContents("settled", _("Choose one of the answers."))
        if settled == Remark.Settled.NOT_ACCEPTED and not reason:
            raise BadContents("reason", _("Say why the answer does not suffice, so that the author can mend it."))
        before = {"settled": remark.settled}
        remark.settled, remark.settled_reason, remark.settled_at = settled, reason, at
        remark.save()
        after = {"remark": remark.pk, "settled": settled}
        _note("practice_remark_settled", version, by, at, before=before, after=after)
    return remark


def ask_changes(*, by: Person, version: PracticeVersion, reason: str, at: datetime) -> Review:
    """Send it back to the author, with a reason. Raises NotAllowed, FourEyes, PracticeMoved, BadContents."""
    reason = _said(reason, "reason")
    with transaction.atomic():
        step, today = _turn(version), timezone.localdate(at)
        if step == Step.EXPERT and rules.may_edit(by, version) and not rules.may_advise(by, version, today):
            raise _with(step)  # another editor was quicker
        _at_step(by, version, step, at)
        if not reason:
            raise BadContents("reason", _("Say what has to change before you can accept it."))
        before = {"state": version.state}
        version.ask_changes()
        version.save()
        review = _review(version, step, Review.Verdict.CHANGES, reason, by, at)
        after = {"state": version.state, "step": step}
        _note("practice_changes_asked", version, by, at, before=before, after=after)
        signals.announce(signals.practice_changes_asked, Review, review=review, at=at)
    return review


def accept(*, by: Person, version: PracticeVersion, step: str, at: datetime, reason: str = "") -> Review:
    """The editor passes it on to the expert; the expert's word publishes it as validated.

    Every comment of this step must be settled. Raises NotAllowed, FourEyes, PracticeMoved, RemarksOpen.
    """
    reason = _said(reason, "reason")
    with transaction.atomic():
        _at_step(by, version, step, at)
        # Each settles her own: what the expert asked when she sent it back is hers to look at again.
        if number := version.remarks.filter(step=step).exclude(settled=Remark.Settled.ACCEPTED).count():
            raise RemarksOpen(number)
        before = {"state": version.state}
        if step == Step.EDITOR:
            version.pass_on()
            version.save()
        else:
            version.validate()
            place_current(version, at)
        review = _review(version, step, Review.Verdict.ACCEPTED, reason, by, at)
        after = {"state": version.state, "step": step, "version": version.number, "hash": version.fingerprint()}
        _note("practice_accepted", version, by, at, before=before, after=after)
        signals.announce(signals.practice_accepted, Review, review=review, at=at)
        if step == Step.EXPERT:
            signals.announce(signals.practice_published, PracticeVersion, version=version, at=at)
    return review


def _turn(version: PracticeVersion) -> str:
    """Whose turn it is. Raises PracticeMoved."""
    _locked(version)
    if version.state not in TURN:
        raise PracticeMoved(_("It is not being read by an editor or expert now."))
    return TURN[State(version.state)]


def _at_step(by: Person, version: PracticeVersion, step: str, at: datetime) -> PracticeVersion:
    """The version is at this step, and the person reads it there. Raises NotAllowed, FourEyes, PracticeMoved."""
    turn = _turn(version)
    if step not in Step.values or not rules.may_validate(by, version, step, timezone.localdate(at)):
        raise FourEyes if rules.reads_at(by, version, step, timezone.localdate(at)) else NotAllowed
    if turn != step:
        raise _with(turn)
    return version


def _with(step: str) -> PracticeMoved:
    return PracticeMoved(format_lazy(_("It is with the {who} now."), who=Step(step).label))


def _locked(version: PracticeVersion) -> PracticeVersion:
    """Nobody else changes it now; what is in memory is what is kept."""
    Practice.objects.select_for_update().get(pk=version.practice_id)
    version.refresh_from_db()
    version.practice.refresh_from_db()
    return version


def _said(text: str, field: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > 4000:
        raise BadContents(field, _("Write at most 4,000 characters."))
    return text


def _review(version: PracticeVersion, step: str, verdict: str, reason: str, by: Person, at: datetime) -> Review:
    return Review.objects.create(version=version, step=step, verdict=verdict, note=reason, by=by, at=at)


def _note(verb: str, version: PracticeVersion, by: Person, at: datetime, **facts: Any) -> None:
    note(verb, PRACTICE, version.practice_id, version.practice.organisation, by, at, **facts)
