"""A reader, such as a member of the board, confirms the text of a proposal: she reads and signs, and writes nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..models import CoAuthor, Proposal
from ..queries.writers import text_hash
from .locking import lock


class CannotConfirm(Refusal):
    """The text changed while it was read, or is no longer being written."""

    code = "cannot_confirm"
    status = 409


@transaction.atomic
def confirm_text(*, by: Person, proposal: Proposal, seen: str, at: datetime) -> CoAuthor:
    """Confirm exactly the text that was shown (`seen` is its hash); a later change needs a new confirmation.

    Raises NotAllowed (she was not asked to read it), CannotConfirm.
    """
    lock(proposal)
    reader = proposal.coauthors.filter(person=by, accepted_at__isnull=False, role=CoAuthor.Role.READER).first()
    if reader is None:
        raise NotAllowed(_("Only those who were asked to read this proposal confirm it."))
    if proposal.state not in (Proposal.State.DRAFT, Proposal.State.INVITED):
        raise CannotConfirm(_("This proposal has been sent. There is nothing to confirm any more."), code="sent")
    if seen != text_hash(proposal):
        raise CannotConfirm(_("The text has changed since you opened it. Read what is new, then confirm it."))
    reader.confirmed_at, reader.confirmed_hash = at, seen
    reader.save(update_fields=["confirmed_at", "confirmed_hash"])
    return reader
