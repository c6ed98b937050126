"""What is looked up about people and their organisations."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from .consents import PUBLIC_NAME, PURPOSES
from .models import Body, Consent, Invitation, Membership, Organisation, Person, Seat


def second_factors(person: Person) -> QuerySet[Authenticator]:
    """Apps and passkeys; recovery codes alone are no second factor."""
    strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=person.pk, type__in=strong)


def has_second_factor(person: Person) -> bool:
    return second_factors(person).exists()


def has_agreed(person: Person, purpose: str) -> bool:
    """Does her consent stand, given to the text as it reads today?"""
    version = PURPOSES[purpose].version
    return Consent.objects.filter(
        person=person, purpose=purpose, text_version=version, withdrawn_at__isnull=True
    ).exists()


def public_name(person: Person | None) -> str:
    """Her name, if she agreed that readers see it; else "" (pages then say "a resident")."""
    return person.name if person is not None and has_agreed(person, PUBLIC_NAME) else ""


def members(organisation: Organisation) -> QuerySet[Membership]:
    """Who holds which role today."""
    return Membership.objects.current().filter(organisation=organisation).select_related("person").order_by("pk")


def sitting(body: Body) -> QuerySet[Seat]:
    """Who sits in the body today, chair first."""
    return (
        Seat.objects.filter(body=body, ended_at__isnull=True).select_related("person").order_by("role", "since", "pk")
    )


def open_invitations(organisation: Organisation, at: datetime) -> QuerySet[Invitation]:
    """Invitations that can still be accepted, newest first."""
    return Invitation.objects.filter(
        organisation=organisation, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at
    ).select_related("body")


def administrators(organisation: Organisation) -> QuerySet[Person]:
    return Person.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__role=Membership.Role.ADMIN,
        memberships__ended_at__isnull=True,
    )
