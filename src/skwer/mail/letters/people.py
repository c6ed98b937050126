"""Invitations to an organisation or one of its bodies."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from skwer.apps.people.models import Invitation

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import moment


def invited(pk: int) -> Iterator[Outgoing]:
    """To the address the invitation names; the letter is the only place where its link stands."""
    invitation = Invitation.objects.select_related("organisation", "body", "invited_by").filter(pk=pk).first()
    if invitation is not None and invitation.email:
        yield Outgoing(
            kinds.INVITATION, lambda: _invited(invitation), email=invitation.email, language=invitation.language
        )


def _invited(invitation: Invitation) -> Contents:
    organisation = invitation.organisation
    facts = [(_("Role"), str(invitation.get_role_display()))]
    if invitation.body is not None:
        facts.append((_("Seat"), f"{invitation.body.name}: {invitation.get_seat_role_display()}"))
    facts.append((_("Accept until"), moment(invitation.expires_at)))
    return Contents(
        subject=_("%(organisation)s invites you") % {"organisation": organisation.name},
        text=[
            _("%(organisation)s invites you to work with it in Skwer, where residents propose and cities decide.")
            % {"organisation": organisation.name}
        ],
        facts=facts,
        button=(_("See the invitation"), links.invitation(invitation)),
        after=[_("Without an account you open one on the way. If you do not want to, do nothing.")],
        why=_("You get this letter because the office entered your address. We forget it when the invitation ends."),
        organisation=organisation,
    )
