"""Inviting people to an organisation, giving and ending roles."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .. import queries, rules, signals, tokens
from ..journal import record
from ..models import Body, Invitation, Membership, Organisation, Person, Seat
from ..refusals import NotAllowed, Refusal
from .bodies import put_in_seat
from .organisations import WrongValue

INVITATION_DAYS = 14


class AlreadyMember(Refusal):
    """The person holds this very role today."""

    message = _("This person already holds this role.")
    code = "already_member"
    status = 409


class InvitationClosed(Refusal):
    """The link is altered, withdrawn, used or out of date."""

    message = _("This invitation is no longer good. Ask the office for a new one.")
    code = "invitation_closed"
    status = 409


class LastAdministrator(Refusal):
    """Nobody would be left who can let others in."""

    message = _("This is the last administrator. Give the role to somebody else first.")
    code = "last_administrator"
    status = 409


class RoleEnded(Refusal):
    """The role ended before."""

    message = _("This role has already ended.")
    code = "role_ended"
    status = 409


@transaction.atomic
def invite_member(
    *,
    by: Person,
    organisation: Organisation,
    email: str,
    role: str,
    at: datetime,
    body: Body | None = None,
    seat_role: str = Seat.Role.MEMBER,
    language: str = "pl",
) -> Invitation:
    """Offer a role, and a seat in one of its bodies if `body` is given, to whoever reads this address.

    Nobody learns whether the address has an account: the person accepts after signing in or up. A fresh invitation
    replaces an open one to the same address and role. Good for INVITATION_DAYS days.
    Raises NotAllowed, WrongValue, AlreadyMember.
    """
    if not rules.may_invite(by, organisation, role):
        raise NotAllowed()
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise WrongValue("email", _("Correct the e-mail address.")) from error
    if role not in Membership.Role.values:
        raise WrongValue("role", _("Choose a role from the list."))
    if body is not None and body.organisation_id != organisation.pk:
        raise WrongValue("body", _("This body belongs to another organisation."))
    if body is None and _current(organisation, role).filter(person__email__iexact=email).exists():
        raise AlreadyMember()
    Invitation.objects.filter(
        organisation=organisation, email__iexact=email, role=role, body=body, accepted_at__isnull=True,
        withdrawn_at__isnull=True,
    ).update(withdrawn_at=at, email="")  # fmt: skip
    invitation = Invitation.objects.create(
        organisation=organisation, email=email, role=role, body=body, seat_role=seat_role, language=language,
        invited_by=by, invited_at=at, expires_at=at + timedelta(days=INVITATION_DAYS),
    )  # fmt: skip
    record(
        actor=by, verb="invite", kind="invitation", key=invitation.pk, organisation=organisation, at=at,
        after={"role": role, "body": body.pk if body else None},
    )  # fmt: skip
    signals.announce(signals.member_invited, Invitation, invitation=invitation, by=by, at=at)
    return invitation


@transaction.atomic
def withdraw_invitation(*, by: Person, invitation: Invitation, at: datetime) -> None:
    """Take an invitation back; its link stops working and its address is forgotten.

    Raises NotAllowed, InvitationClosed.
    """
    if not rules.may_invite(by, invitation.organisation, invitation.role):
        raise NotAllowed()
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_open(at):
        raise InvitationClosed()
    invitation.withdrawn_at, invitation.email = at, ""
    invitation.save(update_fields=["withdrawn_at", "email"])
    record(actor=by, verb="withdraw", kind="invitation", key=invitation.pk, organisation=invitation.organisation, at=at)


@transaction.atomic
def accept_invitation(*, by: Person, token: str, at: datetime) -> Membership:
    """Take the offered role (and seat). Whoever holds the link may: it went to one address only.

    The address itself is then forgotten. Raises InvitationClosed.
    """
    found = tokens.read_invitation(token)
    if found is None:
        raise InvitationClosed()
    invitation = Invitation.objects.select_for_update().get(pk=found.pk)
    if not invitation.is_open(at):
        raise InvitationClosed()
    invitation.accepted_at, invitation.email = at, ""
    invitation.save(update_fields=["accepted_at", "email"])
    membership = _start(person=by, organisation=invitation.organisation, role=invitation.role, actor=by, at=at)
    if invitation.body is not None:
        put_in_seat(body=invitation.body, person=by, role=invitation.seat_role, actor=by, at=at)
    return membership


@transaction.atomic
def appoint_member(
    *, by: Person | None, organisation: Organisation, person: Person, role: str, at: datetime
) -> Membership:
    """Give a role without an invitation: the site operator does it for an organisation's first administrator
    (`by` None is the command line). Raises NotAllowed, AlreadyMember."""
    if by is not None and not rules.may_found(by):
        raise NotAllowed()
    if _current(organisation, role).filter(person=person).exists():
        raise AlreadyMember()
    return _start(person=person, organisation=organisation, role=role, actor=by, at=at)


@transaction.atomic
def end_membership(*, by: Person, membership: Membership, at: datetime) -> None:
    """End a role: its organisation's administrator may, and the person herself.

    Raises NotAllowed, RoleEnded, LastAdministrator.
    """
    if not (by.pk == membership.person_id or rules.may_administer_or_operate(by, membership.organisation)):
        raise NotAllowed()
    # The organisation's row is the lock: two administrators cannot end each other's role at the same moment.
    organisation = Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.ended_at is not None:
        raise RoleEnded()
    if membership.role == Membership.Role.ADMIN and queries.administrators(organisation).count() <= 1:
        raise LastAdministrator()
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    record(
        actor=by, verb="end", kind="membership", key=membership.pk, organisation=organisation, at=at,
        before={"role": membership.role},
    )  # fmt: skip
    signals.announce(signals.membership_ended, Membership, membership=membership, at=at)


@transaction.atomic
def forget_stale_invitations(*, at: datetime) -> int:
    """Forget the addresses of invitations that are out of date; answers how many. The clock does it, at any hour."""
    stale = Invitation.objects.filter(expires_at__lte=at, accepted_at__isnull=True).exclude(email="")
    forgotten = 0
    for invitation in stale.select_for_update():
        invitation.email = ""
        invitation.save(update_fields=["email"])
        record(
            actor=None, verb="expire", kind="invitation", key=invitation.pk, organisation=invitation.organisation, at=at
        )
        forgotten += 1
    return forgotten


def _current(organisation: Organisation, role: str) -> QuerySet[Membership]:
    return Membership.objects.current().filter(organisation=organisation, role=role)


def _start(*, person: Person, organisation: Organisation, role: str, actor: Person | None, at: datetime) -> Membership:
    membership, created = Membership.objects.get_or_create(
        person=person, organisation=organisation, role=role, ended_at=None, defaults={"since": at}
    )
    if created:
        record(
            actor=actor, verb="start", kind="membership", key=membership.pk, organisation=organisation, at=at,
            after={"role": role, "person": str(person.uid)},
        )  # fmt: skip
        signals.announce(signals.membership_started, Membership, membership=membership, at=at)
    return membership
