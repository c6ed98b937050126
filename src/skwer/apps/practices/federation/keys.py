"""The secret half of a publishing key: a file beside the ballot keys, or the environment. Never in the database, and so
never in a backup; an operator keeps a copy where she keeps what opens doors."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal

from .envelope import key_id, public_of


class NoSecret(Refusal):
    message = _(
        "The secret half of the publishing key is not on this machine. Bring it back, or make a new key: "
        "your subscribers then have to trust it by hand."
    )
    code = "no_secret"
    status = 409


def path_of(public: str) -> Path:
    """Where the secret of this key lies, unless it is in the environment."""
    return Path(settings.KEYS_ROOT) / f"feed-{key_id(public)}.key"


def keep(secret: bytes) -> str:
    """Write a secret down, readable by this system user alone; answers the public half."""
    public = public_of(secret)
    path = path_of(public)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, secret.hex().encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    draft.replace(path)
    return public


def destroy(public: str) -> None:
    """Overwrite the file of this secret and remove it; nothing happens when it is gone already."""
    path = path_of(public)
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as handle:
            handle.write(bytes(64))
            handle.flush()
            os.fsync(handle.fileno())
        path.unlink()


def from_environment() -> bytes | None:
    """The secret the environment gives, if it gives a whole one."""
    try:
        secret = bytes.fromhex(settings.FEED_KEY.strip())
    except ValueError:
        return None
    return secret if len(secret) == 32 else None


def secret_of(public: str) -> bytes:
    """The secret half of a public key. Raises NoSecret."""
    given = from_environment()
    if given is not None and public_of(given) == public:
        return given
    try:
        secret = bytes.fromhex(path_of(public).read_text().strip())
        if len(secret) == 32 and public_of(secret) == public:
            return secret
    except (OSError, ValueError):
        pass
    raise NoSecret
