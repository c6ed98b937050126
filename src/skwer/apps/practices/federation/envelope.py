"""What is signed, byte for byte, and who signed it: Ed25519 over a canonical form. Knows no database."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from skwer.values.canonical import canonical_json

# A signature of a feed can never pass for one of a key, nor the other way round.
FEED, KEY = b"skwer-feed/1\n", b"skwer-feed-key/1\n"
SIGNATURE = "signature"
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
MOST_DEPTH = 40
"""A kit is 24 deep; what walks through a document must never run out of steps."""


class UnreadableError(ValueError):
    """Bytes that are not JSON as we exchange it."""


def fresh_secret() -> bytes:
    """A new secret key: 32 random bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(secret: bytes) -> str:
    """The public half, 64 hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw().hex()


def key_id(public: str) -> str:
    """A key's short name, for files and lists. It is no proof of anything."""
    return public[:16]


def finger(public: str) -> str:
    """What two people read to each other over the telephone: eight groups of four digits."""
    digest = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32]
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))


def is_public(text: object) -> bool:
    """Is it written like a public key?"""
    return isinstance(text, str) and len(text) == 64 and all(digit in "0123456789abcdef" for digit in text)


def canonical(document: Any) -> bytes:
    """The only way to write these contents."""
    return canonical_json(document).encode()


def sign(document: Mapping[str, Any], secret: bytes, purpose: bytes = FEED) -> str:
    """Signature of the document without the field that will hold it."""
    return Ed25519PrivateKey.from_private_bytes(secret).sign(_signed(document, purpose)).hex()


def is_signed(document: Mapping[str, Any], public: str, purpose: bytes = FEED) -> bool:
    """Did the holder of this key sign exactly this? A signature is written in one way only: the same one in capitals
    would make a second feed of one number."""
    signature = document.get(SIGNATURE)
    if not isinstance(signature, str) or not _SIGNATURE.fullmatch(signature):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), _signed(document, purpose))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed(document: Mapping[str, Any], purpose: bytes) -> bytes:
    return purpose + canonical({name: value for name, value in document.items() if name != SIGNATURE})


def vouched(new: str, former: str, since: str, secret: bytes) -> dict[str, str]:
    """The holder of the former key says which key comes after it, and since when."""
    statement = {"key": new, "former": former, "since": since}
    return {**statement, SIGNATURE: sign(statement, secret, KEY)}


def is_vouched(statement: Mapping[str, Any]) -> bool:
    """Did the former key sign this change?"""
    former = statement.get("former")
    return is_public(former) and is_public(statement.get("key")) and is_signed(statement, str(former), KEY)


def read(data: bytes) -> Any:
    """JSON in which no name stands twice and no number is anything but a number. Raises UnreadableError."""
    try:
        found = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
        again = json.dumps(found, ensure_ascii=False)
        again.encode()  # half a character is no text, though JSON can write one
    except (UnicodeError, RecursionError, ValueError) as error:
        raise UnreadableError(str(error) or error.__class__.__name__) from error
    if _depth(found) > MOST_DEPTH:
        raise UnreadableError("nested too deeply")
    if "\\u0000" in again:  # a database may not keep it
        raise UnreadableError("a text holds the character 0")
    return found


def _depth(value: Any) -> int:
    """How deeply objects and lists lie in each other, counted no further than we read."""
    depth, level = 0, [value]
    while level and depth <= MOST_DEPTH:
        inner = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list))]
        level = [each for one in inner for each in one]
        depth += 1
    return depth


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableError("a name stands twice in one object")
    return found


def _no_number(name: str) -> Any:
    raise UnreadableError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise UnreadableError(f"{text} is no number")
    return number
