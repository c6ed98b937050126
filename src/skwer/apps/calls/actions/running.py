"""A call's life: announced, its stages opened and closed by the office or the clock, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later
from skwer.values.canonical import fingerprint

from ..models import Call, Correction, Regulations, Stage
from ..regulations import paragraphs, regulations_hash
from ..rules import may_set_up
from ..setup_problems import AFTER, whole_problems
from ..signals import announce, call_announced, call_cancelled, stage_closed, stage_opened
from ..stages import CHECK, PROPOSE, VOTE, Problem, kind_of
from .coauthors import forget_invitations
from .correcting import lapse_correction
from .locking import lock


class NotReady(Refusal):
    """Something is missing before this can happen: `problems` say what and where it is mended."""

    message = _("Something is still missing. See the list.")
    code = "not_ready"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__()
        self.add_note("; ".join(f"{problem.where}: {problem.message}" for problem in problems))


class WrongState(Refusal):
    """The call or stage is not in a state in which this can be done (any more)."""

    code = "wrong_state"
    status = 409


@transaction.atomic
def announce_call(*, by: Person, call: Call, at: datetime) -> Call:
    """Make the call public: its regulations get their first version. Raises NotAllowed, WrongState, NotReady."""
    lock(call)
    if not may_set_up(by, call):
        raise NotAllowed()
    if call.state != Call.State.DRAFT:
        raise WrongState(_("This call has already been announced."))
    if problems := whole_problems(call):
        raise NotReady(problems)
    call.state, call.announced_at = Call.State.ANNOUNCED, at
    call.save(update_fields=["state", "announced_at"])
    version = freeze_regulations(call, at)
    _journal(by, "announce_call", call, at, after={"state": call.state, "regulations": version.hash})
    announce(call_announced, Call, call=call, at=at)
    index_later(kind="call", key=call.pk)
    return call


def freeze_regulations(call: Call, at: datetime, reason: str = "") -> Regulations:
    """Keep the text that today's settings mean as a new version; the same text keeps its version."""
    made = paragraphs(call)
    last = call.regulations.order_by("version").last()
    if last is not None and last.hash == regulations_hash(made):
        return last
    return Regulations.objects.create(
        call=call,
        version=last.version + 1 if last else 1,
        since=at,
        paragraphs=made,
        hash=regulations_hash(made),
        reason=reason,
    )


@transaction.atomic
def open_stage(*, by: Person | None, stage: Stage, at: datetime) -> Stage:
    """Open a planned stage and freeze its rules. `by` None is the clock.

    Raises NotAllowed, WrongState (not announced, not planned; people were told a later hour), NotReady.
    """
    call = lock(stage.call)
    lock(stage)
    stage.call = call
    _may_run(by, call)
    if kind_of(stage).after_decision:
        if call.state != Call.State.DECIDED:
            raise WrongState(_("This begins when the decision is published."))
    elif call.state != Call.State.ANNOUNCED:
        raise WrongState(_("Announce the call first."))
    if stage.state != Stage.State.PLANNED:
        raise WrongState(_("This stage has already been opened."))
    if stage.opens_at is not None and at < stage.opens_at and (by is None or stage.kind in (PROPOSE, VOTE)):
        raise WrongState(_("People were told a later hour. To open earlier, change the rules with a reason."))
    kind = kind_of(stage)
    if problems := [*_unclosed(stage), *kind.ready(stage)]:
        raise NotReady(problems)
    _begin(by, stage, at)
    return stage


def _begin(by: Person | None, stage: Stage, at: datetime) -> None:
    freeze_stage(stage)
    stage.state, stage.opened_at = Stage.State.OPEN, at
    stage.save(update_fields=["state", "opened_at", "frozen", "frozen_hash"])
    kind_of(stage).on_open(stage, at)
    rules = {"stage": stage.order, "kind": stage.kind, "rules": stage.frozen_hash}
    _journal(by, "open_stage", stage.call, at, after=rules)
    announce(stage_opened, Stage, stage=stage, at=at)


def open_followers(call: Call, at: datetime) -> list[Stage]:
    """Open what follows the decision, as part of publishing it; the call must be locked and decided.

    What was already opened stays as it is (a second decision replaces the first, its agreements go on).
    """
    opened = []
    for stage in call.stages.filter(state=Stage.State.PLANNED).order_by("order"):
        if kind_of(stage).after_decision:
            stage.call = call
            _begin(None, lock(stage), at)
            opened.append(stage)
    return opened


def freeze_stage(stage: Stage) -> None:
    """What must not change from now on, and its hash. Saves nothing."""
    stage.frozen = None  # a kind reads what is frozen in preference to what is planned
    stage.frozen = kind_of(stage).freeze(stage)
    stage.frozen_hash = fingerprint(stage.frozen)


def _unclosed(stage: Stage) -> list[Problem]:
    """Stages this one builds on that are not over."""
    needed = AFTER.get(stage.kind, ())
    waits = stage.call.stages.filter(order__lt=stage.order, kind__in=needed).exclude(state=Stage.State.CLOSED)
    if not waits.exists():
        return []
    return [Problem("earlier_stages", str(_("Close the stages this one builds on first.")), "stages")]


@transaction.atomic
def close_stage(*, by: Person | None, stage: Stage, at: datetime) -> Stage:
    """Close an open stage. Raises NotAllowed, WrongState, NotReady (its kind says what is missing)."""
    call = lock(stage.call)
    lock(stage)
    stage.call = call
    _may_run(by, call)
    if stage.state != Stage.State.OPEN:
        raise WrongState(_("This stage is not open."))
    kind = kind_of(stage)
    if problems := list(kind.may_close(stage, at)):
        raise NotReady(problems)
    shut(stage, at)
    _journal(by, "close_stage", call, at, after={"stage": stage.order, "kind": stage.kind})
    announce(stage_closed, Stage, stage=stage, at=at)
    return stage


def shut(stage: Stage, at: datetime) -> None:
    """Seal the stage: what its kind does at the end, and what its end means for proposals."""
    kind_of(stage).on_close(stage, at)
    stage.state, stage.closed_at = Stage.State.CLOSED, at
    stage.save(update_fields=["state", "closed_at"])
    if stage.kind == CHECK:
        # From now on everybody may read who passed and who did not, and why.
        stage.call.proposals.sent().update(checked_published=True)


@transaction.atomic
def cancel_call(*, by: Person, call: Call, reason: str, at: datetime) -> Call:
    """End a call without a decision; everybody can read why. Raises NotAllowed, WrongState, NotReady (no reason)."""
    lock(call)
    if not may_set_up(by, call):
        raise NotAllowed()
    if call.state not in (Call.State.DRAFT, Call.State.ANNOUNCED):
        raise WrongState(_("A call that is decided cannot be cancelled."))
    if call.decisions.filter(superseded_at__isnull=True, published_at__isnull=False).exists():
        raise WrongState(_("A call that is decided cannot be cancelled."))
    if not reason.strip():
        raise NotReady([Problem("reason", str(_("Give the reason: people will read it.")), "reason")])
    before = call.state
    for stage in call.stages.filter(state=Stage.State.OPEN).order_by("order"):
        stage.call = call
        shut(lock(stage), at)
    call.state, call.cancel_reason = Call.State.CANCELLED, reason.strip()
    call.save(update_fields=["state", "cancel_reason"])
    _journal(by, "cancel_call", call, at, before={"state": before}, after={"state": call.state})
    announce(call_cancelled, Call, call=call, reason=call.cancel_reason, at=at)
    return call


def tick(*, at: datetime) -> list[str]:
    """What the clock does: lapse corrections, forget old invitations, close stages whose hour has passed, open others.

    Each step is its own transaction under the row's lock, and looks again after it has the lock: running it twice, or
    twice at once, does no harm. A stage that is not ready waits for the office. Returns a line for each change.
    """
    lines = []
    overdue = Correction.objects.filter(answered_at__isnull=True, lapsed_at__isnull=True, due_at__lte=at)
    for correction in overdue.select_related("proposal__call").order_by("due_at"):
        if lapse_correction(correction=correction, at=at):
            lines.append(f"{correction.proposal.call.slug}: correction of no. {correction.proposal.number} lapsed")
    if forgotten := forget_invitations(at=at):
        lines.append(f"{forgotten} invitations to write along were too old and are gone")
    # An end may make the next beginning possible, so go round until nothing moves.
    while moved := [*_due_ends(at), *_due_beginnings(at)]:
        lines += moved
    return lines


def _due_ends(at: datetime) -> list[str]:
    lines = []
    for stage in Stage.objects.filter(
        state=Stage.State.OPEN, closes_at__lte=at, call__state=Call.State.ANNOUNCED
    ).order_by("closes_at", "call", "order"):
        try:
            close_stage(by=None, stage=stage, at=at)
        except (NotReady, WrongState):
            continue
        lines.append(f"{stage.call.slug}: stage {stage.order} {stage.kind} closed")
    return lines


def _due_beginnings(at: datetime) -> list[str]:
    lines = []
    for stage in Stage.objects.filter(
        state=Stage.State.PLANNED, opens_at__lte=at, call__state=Call.State.ANNOUNCED
    ).order_by("opens_at", "call", "order"):
        try:
            open_stage(by=None, stage=stage, at=at)
        except (NotReady, WrongState):
            continue
        lines.append(f"{stage.call.slug}: stage {stage.order} {stage.kind} opened")
    return lines


def _may_run(by: Person | None, call: Call) -> None:
    if by is not None and not may_set_up(by, call):
        raise NotAllowed()


def _journal(by: Person | None, verb: str, call: Call, at: datetime, **facts: Any) -> None:
    record(actor=by, verb=verb, kind="call", key=call.pk, organisation=call.organisation, at=at, **facts)
