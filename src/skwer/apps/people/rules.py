"""Who may act for whom."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from .models import Body, Membership, Organisation, Person, Seat

Role = Membership.Role


def has_role(person: Person | None, organisation: Organisation, *roles: str) -> bool:
    """Does the person hold one of the roles (any role, if none is named) in the organisation today?"""
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    held = Membership.objects.current().filter(person=person, organisation=organisation)
    return (held.filter(role__in=roles) if roles else held).exists()


def may_run(person: Person | None, organisation: Organisation) -> bool:
    """Officers and administrators run the organisation's calls."""
    return has_role(person, organisation, Role.OFFICER, Role.ADMIN)


def may_read_desk(person: Person | None, organisation: Organisation) -> bool:
    """Those who run it, and its auditors, see what is inside."""
    return has_role(person, organisation, Role.OFFICER, Role.ADMIN, Role.AUDITOR)


def may_administer(person: Person | None, organisation: Organisation) -> bool:
    return has_role(person, organisation, Role.ADMIN)


def may_found(person: Person | None) -> bool:
    """The site operator founds organisations and names their first administrator."""
    return person is not None and person.is_authenticated and person.is_active and person.is_staff


def may_administer_or_operate(person: Person | None, organisation: Organisation) -> bool:
    """Lets people in and out: the organisation's administrator, or the site operator in her stead."""
    return may_found(person) or may_administer(person, organisation)


def may_invite(person: Person | None, organisation: Organisation, role: str) -> bool:
    """Officers call a committee together and so invite members; every other role is the administrator's to give."""
    return may_administer_or_operate(person, organisation) or (role == Role.MEMBER and may_run(person, organisation))


def may_change(person: Person | None, organisation: Organisation) -> bool:
    """Changes what the organisation says about itself."""
    return may_administer_or_operate(person, organisation)


def may_seat(person: Person | None, organisation: Organisation) -> bool:
    """Makes bodies and seats people in them: who runs the calls also calls the committee together."""
    return may_found(person) or may_run(person, organisation)


def belongs_to(person: Person | None, organisation: Organisation) -> bool:
    return has_role(person, organisation)


def sits_in(person: Person | None, body: Body) -> bool:
    if person is None or not person.is_authenticated:
        return False
    return Seat.objects.filter(body=body, person=person, ended_at__isnull=True).exists()


def decides(person: Person | None) -> bool:
    """Holds a role anywhere that decides or pays, and so needs a second factor."""
    if person is None or not person.is_authenticated:
        return False
    return person.is_staff or Membership.objects.current().filter(person=person, role__in=Membership.DECIDING).exists()


def has_verified_email(person: Person | None) -> bool:
    """Has she confirmed an e-mail address? Sending a proposal and voting ask for it."""
    if person is None or not person.is_authenticated:
        return False
    return EmailAddress.objects.filter(user_id=person.pk, verified=True).exists()
