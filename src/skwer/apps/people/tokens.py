"""Signed keys in links, an invitation's among them: nothing that opens a door is kept in the database."""

from __future__ import annotations

from typing import Any

from django.core import signing

from .models import Invitation

_SALT = "skwer.people.invitation"


def invitation_token(invitation: Invitation) -> str:
    return signing.dumps([invitation.pk, invitation.email], salt=_SALT)


def read_invitation(token: str) -> Invitation | None:
    """The invitation the link was made for, or None when the link was altered or its address is no longer kept."""
    pk, email = read_pair(token, _SALT)
    if not email:
        return None
    return Invitation.objects.filter(pk=pk, email=email).select_related("organisation", "body").first()


def read_pair(token: str, salt: str) -> tuple[Any, Any]:
    """The two values a key was made of; None and None where it was altered, or made to open something else."""
    try:
        first, second = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError, TypeError):
        return None, None
    return first, second
