"""The stages of a transfer, who may read it, and how it ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ... import signals
from ...models import Transfer, TransferElement
from .beginning import BadTransfer
from .common import locked, write_down

Stage = Transfer.Stage


class NotYet(Refusal):
    """Something comes first."""

    code = "not_yet"
    status = 409


def move_stage(*, by: Person, transfer: Transfer, stage: str, at: datetime) -> Transfer:
    """To another open stage, forward or back. Re-use begins once every element is decided.

    Raises NotAllowed, Ended, BadTransfer, NotYet.
    """
    if stage not in Transfer.OPEN:
        raise BadTransfer("stage", _("Choose one of the answers."))
    with transaction.atomic():
        locked(by, transfer)
        before = transfer.stage
        if stage == before:
            return transfer
        if stage == Stage.REUSE:
            _all_decided(transfer)
        _set(transfer, by, at, "move_stage", {"stage": before}, stage=stage)
    return transfer


def publish_transfer(*, by: Person, transfer: Transfer, at: datetime) -> Transfer:
    """Everybody reads stages, matrix and plan from now on, never the fit. Raises NotAllowed, Ended."""
    with transaction.atomic():
        locked(by, transfer)
        if not transfer.is_published:
            _set(transfer, by, at, "publish_transfer", None, published_at=at)
    return transfer


def hide_transfer(*, by: Person, transfer: Transfer, at: datetime) -> Transfer:
    """Take it back from the public while it goes on. Raises NotAllowed, Ended."""
    with transaction.atomic():
        locked(by, transfer)
        if transfer.is_published:
            _set(transfer, by, at, "hide_transfer", None, published_at=None)
    return transfer


def finish_transfer(*, by: Person, transfer: Transfer, lesson: str, at: datetime) -> Transfer:
    """The practice is carried over; what it taught is said. Raises NotAllowed, Ended, NotYet, BadTransfer."""
    with transaction.atomic():
        locked(by, transfer)
        if transfer.stage != Stage.REUSE:
            raise NotYet(_("A transfer ends with the re-use. Go on to that stage first, or give it up with a reason."))
        _all_decided(transfer)
        if not lesson.strip():
            raise BadTransfer("lesson", _("Say what it taught: the next city begins with that."))
        _end(transfer, by, at, "finish_transfer", Stage.DONE, lesson)
    return transfer


def drop_transfer(*, by: Person, transfer: Transfer, reason: str, at: datetime) -> Transfer:
    """Given up; the reason is kept as what it taught. Raises NotAllowed, Ended, BadTransfer."""
    with transaction.atomic():
        locked(by, transfer)
        if not reason.strip():
            raise BadTransfer("reason", _("Say why it is given up. What did not work teaches too."))
        _end(transfer, by, at, "drop_transfer", Stage.DROPPED, reason)
    return transfer


def _all_decided(transfer: Transfer) -> None:
    left = transfer.elements.filter(decision=TransferElement.Decision.UNDECIDED).count()
    if left:
        raise NotYet(
            ngettext_lazy(
                "%(n)s element is not decided yet. Decide it first.",
                "%(n)s elements are not decided yet. Decide them first.",
                "n",
            )
            % {"n": left}
        )


def _end(transfer: Transfer, by: Person, at: datetime, verb: str, stage: str, lesson: str) -> None:
    before = {"stage": transfer.stage}
    _set(transfer, by, at, verb, before, stage=stage, ended_at=at, lesson=lesson.strip())
    signals.announce(signals.transfer_ended, Transfer, transfer=transfer, at=at)


def _set(transfer: Transfer, by: Person, at: datetime, verb: str, before: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(transfer, name, value)
    transfer.save(update_fields=list(values))
    write_down(verb, transfer, by, at, before=before, after={"stage": transfer.stage})
