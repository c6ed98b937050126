"""Who may change a file, and when."""

from __future__ import annotations

from datetime import datetime

from skwer.apps.people.models import Person

from .holders import kind_of
from .models import Upload


def may_add(person: Person | None, holder_kind: str, holder_key: str, at: datetime) -> bool:
    """Whoever may change the thing may add files to it; a file that belongs to nothing yet needs only an account.
    Without an account (None) only things that take files from anybody are open.
    """
    if person is None and holder_kind:
        anybody = kind_of(holder_kind).from_anybody
        return anybody is not None and anybody(holder_key, at)
    if person is None or not person.is_authenticated or not person.is_active:
        return False
    return not holder_kind or kind_of(holder_kind).may_change(person, holder_key, at)


def may_change(person: Person | None, upload: Upload, at: datetime) -> bool:
    """While its holder is open to her; a file that belongs to nothing yet is its uploader's."""
    if person is None or (not upload.holder_kind and upload.uploaded_by_id != person.pk):
        return False
    return may_add(person, upload.holder_kind, upload.holder_key, at)
