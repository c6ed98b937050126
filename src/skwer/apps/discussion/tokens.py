"""The signed key of a notice: who gave one without an account reads the decision, and objects, with it."""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from .models import Notice

_SALT = "skwer.discussion.notice"


def notice_key(notice: Notice) -> str:
    """Opens the notice to whoever reads the letters of the address it came from; once that is forgotten, to nobody."""
    return signing.dumps([str(notice.uid), notice.email], salt=_SALT)


def holds_key(notice: Notice, key: str) -> bool:
    """Does the key from a letter open this notice?"""
    try:
        uid, email = signing.loads(key, salt=_SALT)
        return bool(email) and UUID(uid) == notice.uid and email == notice.email
    except (signing.BadSignature, ValueError, TypeError):
        return False
