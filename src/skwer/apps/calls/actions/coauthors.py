"""Writing a proposal together: invited by a letter, accepted with a link."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..models import CoAuthor, Proposal
from ..rules import reads
from ..signals import announce, coauthor_accepted, coauthor_invited
from .locking import lock

MOST = 10
"""Invitations of one proposal: enough for a group, too few for somebody who wants to send unasked letters."""
VALID_FOR = timedelta(days=30)


class CannotInvite(Refusal):
    """The invitation makes no sense: no address, already invited, too many."""

    code = "cannot_invite"


class InvitationGone(Refusal):
    """The link leads nowhere: taken back, used, or too old."""

    message = _("This invitation is no longer valid. Ask the author for a new one.")
    code = "invitation_gone"
    status = 409


@transaction.atomic
def invite_coauthor(
    *, by: Person, proposal: Proposal, email: str, at: datetime, role: str = CoAuthor.Role.WRITER
) -> CoAuthor:
    """Invite somebody by her e-mail address, to write along or only to read and confirm; inviting her again sends the
    letter again with a new link.

    Raises NotAllowed (only the author invites), CannotInvite.
    """
    lock(proposal)
    if proposal.author_id != by.pk:
        raise NotAllowed(_("Only the author may invite people to write along."))
    if proposal.state not in (Proposal.State.DRAFT, Proposal.State.CORRECTION):
        raise CannotInvite(_("This proposal has been sent and is no longer being written."), code="not_written")
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise CannotInvite(_("This is not an e-mail address. Check it for a slip."), code="email") from error
    if address == by.email.lower():
        raise CannotInvite(_("You already write this proposal. Enter somebody else's address."), code="own_email")
    known = proposal.coauthors.filter(email=address).first()
    if proposal.coauthors.filter(person__email=address).exists():
        raise CannotInvite(_("This person already writes along."), code="already_writes")
    if known is None and proposal.coauthors.count() >= MOST:
        raise CannotInvite(_("Ten people are the most who can write one proposal."), code="too_many")
    if role not in CoAuthor.Role.values:
        raise CannotInvite(_("Say whether this person writes along or only reads and confirms."), code="role")
    token = secrets.token_urlsafe(32)
    if known:
        known.token, known.invited_at, known.role = token, at, role
        known.save(update_fields=["token", "invited_at", "role"])
        coauthor = known
    else:
        coauthor = CoAuthor.objects.create(proposal=proposal, email=address, token=token, invited_at=at, role=role)
    announce(coauthor_invited, CoAuthor, coauthor=coauthor, proposal=proposal, by=by, at=at)
    return coauthor


def invitation(*, token: str, at: datetime) -> CoAuthor:
    """The invitation a link belongs to. Raises InvitationGone."""
    coauthor = CoAuthor.objects.select_related("proposal__call").filter(token=token).first() if token else None
    if coauthor is None or coauthor.accepted_at is not None or at > coauthor.invited_at + VALID_FOR:
        raise InvitationGone()
    return coauthor


@transaction.atomic
def accept_invitation(*, by: Person, token: str, at: datetime) -> CoAuthor:
    """Whoever holds the link and is signed in writes along, or reads. Raises InvitationGone, CannotInvite."""
    coauthor = invitation(token=token, at=at)
    lock(coauthor.proposal)
    lock(coauthor)
    if coauthor.accepted_at is not None:
        raise InvitationGone()
    if reads(by, coauthor.proposal):
        raise CannotInvite(_("You already write this proposal."), code="already_writes")
    # The address was kept for the letter alone.
    coauthor.person, coauthor.accepted_at, coauthor.email = by, at, ""
    coauthor.save(update_fields=["person", "accepted_at", "email"])
    announce(coauthor_accepted, CoAuthor, coauthor=coauthor, proposal=coauthor.proposal, at=at)
    return coauthor


@transaction.atomic
def decline_invitation(*, token: str, at: datetime) -> None:
    """The invited person says no; her address is erased with the invitation. Raises InvitationGone."""
    invitation(token=token, at=at).delete()


def forget_invitations(*, at: datetime) -> int:
    """The clock: invitations nobody answered in time go, and the addresses with them. Returns how many."""
    old = CoAuthor.objects.filter(accepted_at__isnull=True, invited_at__lte=at - VALID_FOR)
    return old.delete()[0]


@transaction.atomic
def remove_coauthor(*, by: Person, coauthor: CoAuthor, at: datetime) -> None:  # noqa: ARG001  (every action takes its moment)
    """The author takes an invitation back or ends the writing along; a co-author may leave. Raises NotAllowed."""
    proposal = lock(coauthor.proposal)
    if by.pk not in (proposal.author_id, coauthor.person_id):
        raise NotAllowed(_("Only the author may remove people who write along."))
    coauthor.delete()
