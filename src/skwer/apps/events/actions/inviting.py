"""Asking people to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Event, Invitation, Registration
from ..signals import announce, invited
from ..tokens import invitation_of
from .common import BadValue, WrongState, note
from .locking import lock
from .registering import LinkGone

MOST_AT_ONCE = 300
MOST_AN_EVENT = 3000


def invite(
    *,
    by: Person,
    event: Event,
    emails: Sequence[str],
    language: str = "pl",
    organisation: Organisation | None = None,
    at: datetime,
) -> list[Invitation]:
    """Invite addresses to an announced event; who is invited or registered already gets no second letter.

    Answers the new invitations. Raises NotAllowed, WrongState, BadValue.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed
    wanted = list(dict.fromkeys(address.strip().lower() for address in emails if address.strip()))
    if not wanted:
        raise BadValue("emails", _("Write at least one e-mail address."))
    if len(wanted) > MOST_AT_ONCE:
        raise BadValue("emails", _("Invite at most 300 people at once."))
    for address in wanted:
        try:
            validate_email(address)
        except ValidationError as error:
            message = _("“%(address)s” is not an e-mail address. Correct or delete it.") % {"address": address}
            raise BadValue("emails", message) from error
    with transaction.atomic():
        lock(event)
        if event.state != Event.State.ANNOUNCED or at >= event.ends_at:
            raise WrongState(_("People are invited to an announced event that is not over."))
        known = set(event.invitations.values_list("email", flat=True))
        if len(known) + len(wanted) > MOST_AN_EVENT:
            raise BadValue("emails", _("This event has as many invitations as we send: 3000."))
        known |= set(Registration.objects.filter(event=event).live().values_list("email", flat=True))
        made = [
            Invitation.objects.create(
                event=event, email=address, organisation=organisation, language=language, invited_at=at
            )
            for address in wanted
            if address not in known
        ]
        if made:
            note("invited", event, by, at, after={"number": len(made)})
        for invitation in made:
            announce(invited, Invitation, invitation=invitation, at=at)
    return made


def decline_invitation(*, key: str, at: datetime) -> Invitation:
    """She cannot come; the key from her letter says who. Raises LinkGone."""
    invitation = invitation_of(key)
    if invitation is None:
        raise LinkGone(_("This invitation is no longer valid."))
    with transaction.atomic():
        lock(invitation)
        if Registration.objects.filter(event=invitation.event, email__iexact=invitation.email).live().exists():
            raise LinkGone(_("You are registered for this event. Cancel your registration instead."))
        invitation.answered_at, invitation.declined = at, True
        invitation.save(update_fields=["answered_at", "declined"])
        note("invitation_declined", invitation.event, None, at, kind="invitation", key=invitation.pk)
    return invitation
