"""What all actions on transfers share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ... import rules
from ...models import Transfer
from ...texts import note

TRANSFER = "transfer"


class Ended(Refusal):
    """Carried over or given up: what was decided stays as it was."""

    message = _("This transfer has ended. What was decided in it stays as it was.")
    code = "transfer_ended"
    status = 409


def locked(by: Person, transfer: Transfer) -> Transfer:
    """Nobody else changes it now; what is in memory is what is kept. Raises NotAllowed, Ended."""
    Transfer.objects.select_for_update().get(pk=transfer.pk)
    transfer.refresh_from_db()
    if not rules.may_adapt(by, transfer):
        raise NotAllowed
    if not transfer.is_open:
        raise Ended
    return transfer


def write_down(verb: str, transfer: Transfer, by: Person, at: datetime, **facts: Any) -> None:
    """The journal's line about a transfer."""
    note(verb, TRANSFER, transfer.pk, transfer.organisation, by, at, **facts)
