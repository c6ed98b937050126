"""The ballot key of a vote: a file outside the database, made at opening and destroyed at closing.

With the key, a voter's own live ballot can be found again; without it, nobody's can. It is never backed up.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings

from skwer.apps.people.models import Person


class NoKey(Exception):  # noqa: N818  (a state of affairs, told to people as a refusal)
    """The key of this vote is not there: destroyed at closing, or lost."""


def path_of(stage_pk: int) -> Path:
    """Where the key of this stage lies."""
    return Path(settings.KEYS_ROOT) / f"vote-{stage_pk}.key"


def make(stage_pk: int) -> None:
    """A fresh key, readable by this system user alone; one left by an opening that failed is replaced."""
    path = path_of(stage_pk)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secrets.token_bytes(32))
        os.fsync(handle)
    finally:
        os.close(handle)
    draft.replace(path)


def exists(stage_pk: int) -> bool:
    return path_of(stage_pk).is_file()


def destroy(stage_pk: int) -> None:
    """Overwrite the key and remove it; nothing happens when it is gone already."""
    path = path_of(stage_pk)
    with contextlib.suppress(FileNotFoundError):
        handle = os.open(path, os.O_WRONLY)
        try:
            os.write(handle, bytes(32))
            os.fsync(handle)
        finally:
            os.close(handle)
        path.unlink()


def tracker(stage_pk: int, person: Person) -> str:
    """What stands on the person's live ballot: HMAC-SHA256 of her `uid` under the key, 64 hexadecimal digits.

    Raises NoKey when the vote has no key.
    """
    try:
        key = path_of(stage_pk).read_bytes()
    except FileNotFoundError as error:
        raise NoKey(stage_pk) from error
    return hmac.new(key, f"{stage_pk}:{person.uid}".encode(), hashlib.sha256).hexdigest()
