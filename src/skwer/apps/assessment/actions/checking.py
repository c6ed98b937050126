"""The formal check: answers to the checklist, a request for correction, the result with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls import actions as calls
from skwer.apps.calls.actions.locking import lock
from skwer.apps.calls.models import Correction, Proposal, Stage
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.stages import CHECK
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.values.text import in_language

from ..models import Check
from ..rules import may_check
from ..terms import CheckTerms, Item
from .common import write_down

NOTE_LENGTH = 2000

Answers = Mapping[str, Mapping[str, str]]
"""Item key → {"answer": "yes" | "no" | "na" | "" (not answered), "note": text}."""


class CannotCheck(Refusal):
    """The stage or the proposal does not stand where a check is made."""

    code = "cannot_check"
    status = 409


class CheckIncomplete(Refusal):
    """Items without an answer, or one answered with "no" in a check that is to pass. `items`: their keys."""

    code = "check_incomplete"

    def __init__(self, items: Sequence[str], message: Any, *, paragraph: str = "") -> None:
        self.items = list(items)
        super().__init__(message, paragraph=paragraph)


class NothingToRefuse(Refusal):
    """A refusal must rest on an item that is answered with "no", and say why."""

    code = "nothing_to_refuse"


class NoMoreCorrections(Refusal):
    """The regulations allow fewer requests for correction, or a longer term."""

    code = "no_more_corrections"


@transaction.atomic
def answer_check(*, by: Person, stage: Stage, proposal: Proposal, answers: Answers, at: datetime) -> Check:
    """Keep answers to some items of the checklist; the others stay as they are, so that two officers can share work.

    Changing an answer of a check that has ended opens it again. Raises NotAllowed, CannotCheck.
    """
    _allow(by, stage, proposal)
    terms = CheckTerms.of(stage)
    check, _made = Check.objects.select_for_update().get_or_create(stage=stage, proposal=proposal)
    merged = {key: dict(answer) for key, answer in check.answers.items() if terms.item(key)}
    for key, given in answers.items():
        item = terms.item(key)
        if item is None:
            raise CannotCheck(_("The checklist has no such item."), code="unknown_item")
        kept = {"answer": _answer(item, given), "note": clean_text(given.get("note", ""))[:NOTE_LENGTH].strip()}
        merged.pop(key, None)
        if any(kept.values()):
            merged[key] = kept
    if merged == check.answers:
        return check
    was, check.answers = check.answers, merged
    check.result, check.reason, check.checked_by, check.checked_at = Check.Result.OPEN, "", by, at
    check.save()
    write_down(
        stage, "answer_check", "proposal", proposal.uid, by=by, at=at, before=_plain(was), after=_plain(check.answers)
    )
    return check


@transaction.atomic
def answer_checks(
    *,
    by: Person,
    stage: Stage,
    answers: Mapping[int, Answers],
    finish: bool = False,
    at: datetime,
) -> list[Check]:
    """The same for many proposals at once, by their numbers: all are kept or none.

    finish: those in which every item is answered and none with "no" pass. Raises as `answer_check`.
    """
    if not may_check(by, stage):
        raise NotAllowed()
    proposals = {p.number: p for p in Proposal.objects.filter(call_id=stage.call_id, number__in=list(answers))}
    if len(proposals) != len(answers):
        raise CannotCheck(_("One of these proposals is not part of this call."), code="unknown_proposal")
    checks = []
    for number, given in sorted(answers.items()):
        proposal = proposals[number]
        check = answer_check(by=by, stage=stage, proposal=proposal, answers=given, at=at)
        if finish and proposal.state == Proposal.State.SUBMITTED and _is_clean(check, CheckTerms.of(stage)):
            check = finish_check(by=by, stage=stage, proposal=proposal, passed=True, reason="", at=at)
        checks.append(check)
    return checks


@transaction.atomic
def finish_check(
    *,
    by: Person,
    stage: Stage,
    proposal: Proposal,
    passed: bool,
    reason: str,
    answers: Answers | None = None,
    at: datetime,
) -> Check:
    """End the check of one proposal; `calls` gives it its state. While the stage is open the result may be corrected.

    answers: given with the result, kept first (as `answer_check`).

    Passing needs an answer to every item and no "no"; not passing needs at least one "no" and a reason. The reason
    that is kept and published names the items and the paragraphs they rest on, whatever the officer wrote.
    Raises NotAllowed, CannotCheck, CheckIncomplete, NothingToRefuse, and what `calls.record_check` raises.
    """
    _allow(by, stage, proposal)
    if answers is not None:
        answer_check(by=by, stage=stage, proposal=proposal, answers=answers, at=at)
    terms = CheckTerms.of(stage)
    cited = paragraph_of(stage.call, CHECK)
    check, _made = Check.objects.select_for_update().get_or_create(stage=stage, proposal=proposal)
    given = {item.key: check.answers.get(item.key, {}).get("answer", "") for item in terms.items}
    refused = [item for item in terms.items if given[item.key] == Check.Answer.NO]
    if passed:
        missing = [key for key, answer in given.items() if not answer]
        if missing:
            raise CheckIncomplete(missing, _("Answer every item of the checklist first."), paragraph=cited)
        if refused:
            message = _("A proposal with a “no” cannot pass. Correct the answer, or ask for a correction.")
            raise CheckIncomplete([item.key for item in refused], message, paragraph=cited)
        words = ""
    else:
        if not refused:
            raise NothingToRefuse(_("Answer “no” to the item that is not met; a refusal rests on it."), paragraph=cited)
        if not reason.strip():
            raise NothingToRefuse(
                _("Write the reason: what is not met, and what would be."), code="no_reason", paragraph=cited
            )
        words = cite(stage, proposal, refused) + " " + clean_text(reason).strip()
    calls.record_check(by=by, proposal=proposal, passed=passed, reason=words, at=at)
    check.result = Check.Result.PASSED if passed else Check.Result.FAILED
    check.reason, check.checked_by, check.checked_at = words, by, at
    check.save()
    return check


@transaction.atomic
def ask_correction(
    *,
    by: Person,
    stage: Stage,
    proposal: Proposal,
    fields: Sequence[str],
    message: str,
    due_at: datetime | None = None,
    answers: Answers | None = None,
    at: datetime,
) -> Correction:
    """Ask the applicant to correct the named fields. Without `due_at` she gets the days the regulations promise.

    answers: what the checklist says so far, kept first (as `answer_check`).

    Raises NotAllowed, CannotCheck, NoMoreCorrections (too many, or less time than promised), and what
    `calls.request_correction` raises.
    """
    _allow(by, stage, proposal)
    if answers is not None:
        answer_check(by=by, stage=stage, proposal=proposal, answers=answers, at=at)
    terms = CheckTerms.of(stage)
    cited = paragraph_of(stage.call, "correction") or paragraph_of(stage.call, CHECK)
    if proposal.corrections.filter(requested_at__gte=stage.opened_at).count() >= terms.corrections:
        said = _("No further correction can be asked for. Decide on what was sent.")
        raise NoMoreCorrections(said, paragraph=cited)
    promised = terms.promised(at)
    if due_at is not None and timezone.localdate(due_at) < timezone.localdate(promised):
        few = _("Give at least %(days)s days: the regulations promise them.") % {"days": terms.correction_days}
        raise NoMoreCorrections(few, code="too_little_time", paragraph=cited)
    return calls.request_correction(
        by=by, proposal=proposal, fields=fields, message=message, due_at=due_at or promised, at=at
    )


def cite(stage: Stage, proposal: Proposal, items: Sequence[Item]) -> str:
    """ "Item 3 (§ 4): Is the owner's consent attached?" in the proposal's language, one sentence an item."""
    terms = CheckTerms.of(stage)
    sentences = []
    with translation.override(proposal.language):
        for item in items:
            paragraph = (paragraph_of(stage.call, item.topic) if item.topic else "") or paragraph_of(stage.call, CHECK)
            sentences.append(
                gettext("Not met, item %(number)s (%(paragraph)s): %(text)s")
                % {
                    "number": terms.items.index(item) + 1,
                    "paragraph": paragraph,
                    "text": in_language(item.text, proposal.language),
                }
            )
    return " ".join(sentences)


def _allow(by: Person, stage: Stage, proposal: Proposal) -> None:
    """Lock both rows and see that the check of this proposal is on."""
    lock(stage)
    lock(proposal)
    if not may_check(by, stage):
        raise NotAllowed()
    if stage.kind != CHECK or proposal.call_id != stage.call_id:
        raise CannotCheck(_("This proposal is not part of this check."), code="wrong_stage")
    if stage.state != Stage.State.OPEN:
        raise CannotCheck(_("The formal check is not open."), code="stage", paragraph=paragraph_of(stage.call, CHECK))
    if proposal.number is None or proposal.state == Proposal.State.WITHDRAWN:
        raise CannotCheck(_("This proposal was not sent, or was withdrawn."), code="not_sent")


def _answer(item: Item, given: Mapping[str, str]) -> str:
    answer = given.get("answer", "")
    allowed = ["", Check.Answer.YES, Check.Answer.NO, *([Check.Answer.NA] if item.na else [])]
    if answer not in allowed:
        raise CannotCheck(_("This item can only be answered with yes or no."), code="answer")
    return str(answer)


def _is_clean(check: Check, terms: CheckTerms) -> bool:
    given = [check.answers.get(item.key, {}).get("answer", "") for item in terms.items]
    return check.result == Check.Result.OPEN and all(given) and Check.Answer.NO not in given


def _plain(answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers without notes: notes are somebody's words and stay out of the journal."""
    return {key: answer.get("answer", "") for key, answer in answers.items()}
