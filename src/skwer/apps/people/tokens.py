"""The signed key in an invitation's link: nothing that opens a door is kept in the database."""

from __future__ import annotations

from django.core import signing

from .models import Invitation

_SALT = "skwer.people.invitation"


def invitation_token(invitation: Invitation) -> str:
    return signing.dumps([invitation.pk, invitation.email], salt=_SALT)


def read_invitation(token: str) -> Invitation | None:
    """The invitation the link was made for, or None when the link was altered or its address is no longer kept."""
    try:
        pk, email = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        Invitation.objects.filter(pk=pk, email=email).exclude(email="").select_related("organisation", "body").first()
    )
