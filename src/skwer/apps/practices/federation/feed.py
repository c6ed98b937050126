"""The list an installation publishes, `skwer-feed/1`: what there is, in which version, under which checksum; signed.

    {"format", "publisher": {"name", "url", "key"}, "sequence", "issued_at", "fresh_until",
     "keys": [{"key", "former", "since", "signature"}],        every change of key, vouched for by the key before
     "items": [{"kind", "key", "version", "about", "path", "sha256", "updated_at"}], "signature"}

It is written in the canonical form (names sorted, no spaces, one line), and only in that form it is taken: every byte
is signed. Numbers are whole, moments ISO 8601 with their zone, keys and signatures hexadecimal.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from . import envelope
from .faults import FeedRefused

FORMAT = "skwer-feed/1"
KINDS = ("practice", "kit", "evidence")
FEED_BYTES, ITEM_BYTES = 2_000_000, 1_100_000
MOST_ITEMS, MOST_KEYS = 2_000, 200
FRESH_FOR = timedelta(days=7)
CLOCKS_DIFFER = timedelta(hours=1)

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_PATH = re.compile(r"items/[a-z0-9][a-z0-9_-]{0,160}\.json")
_SHA = re.compile(r"[0-9a-f]{64}")
MOST_VERSION = 2_000_000_000


@dataclass(frozen=True)
class Item:
    """One line of the feed. `about`: the address of the practice it is, or belongs to. `version`: number of the feed in
    which the document first stood as it is now; practices and kits have versions of their own inside."""

    kind: str
    key: str
    version: int
    about: str
    path: str
    sha256: str
    updated_at: str

    @property
    def name(self) -> str:
        """How a sentence calls it."""
        return f"{self.kind} {self.key}"


@dataclass(frozen=True)
class Feed:
    """A feed that was read and whose signature holds. `keys`: the keys that led to the one it is signed with."""

    name: str
    url: str
    key: str
    sequence: int
    issued_at: datetime
    fresh_until: datetime
    items: tuple[Item, ...]
    sha256: str
    followed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trust:
    """What a subscriber knows before a feed comes: where it lives, whose key it takes, how far it has read."""

    url: str
    key: str
    former: tuple[str, ...] = ()
    sequence: int = 0
    sha256: str = ""


def composed(
    *,
    name: str,
    url: str,
    secret: bytes,
    sequence: int,
    issued_at: datetime,
    keys: Sequence[Mapping[str, str]],
    items: Sequence[Item],
) -> bytes:
    """A feed, signed."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "publisher": {"name": name, "url": url, "key": envelope.public_of(secret)},
        "sequence": sequence,
        "issued_at": issued_at.isoformat(),
        "fresh_until": (issued_at + FRESH_FOR).isoformat(),
        "keys": [dict(statement) for statement in keys],
        "items": [asdict(item) for item in items],
    }
    return envelope.canonical({**document, envelope.SIGNATURE: envelope.sign(document, secret)})


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def opened(data: bytes, trust: Trust, at: datetime) -> Feed:
    """The feed in these bytes, if it may be taken. First who signed it, then whether it is new, then what it says.

    Raises FeedRefused.
    """
    if len(data) > FEED_BYTES:
        raise FeedRefused("too_large", "feed.json")
    try:
        document = envelope.read(data)
    except envelope.UnreadableError as error:
        raise FeedRefused("unreadable", error) from error
    if not isinstance(document, dict):
        raise FeedRefused("unreadable", "no object")
    if document.get("format") != FORMAT:
        raise FeedRefused("format", str(document.get("format"))[:40])
    publisher = _mapping(document, "publisher")
    key = publisher.get("key")
    if not envelope.is_public(key):
        raise FeedRefused("shape", "publisher.key")
    followed = _followed(str(key), document, trust)
    try:
        intact = envelope.canonical(document) == data
    except (UnicodeEncodeError, RecursionError):
        intact = False
    if not intact or not envelope.is_signed(document, str(key)):
        raise FeedRefused("signature")
    sequence = _count(document, "sequence", 2**62)
    sha256 = sha256_of(data)
    if sequence < trust.sequence:
        raise FeedRefused("replayed", f"{sequence} < {trust.sequence}")
    if sequence == trust.sequence and sha256 != trust.sha256:
        raise FeedRefused("forked", sequence)
    issued_at, fresh_until = _moment(document, "issued_at"), _moment(document, "fresh_until")
    if issued_at > at + CLOCKS_DIFFER:
        raise FeedRefused("ahead", f"{issued_at:%Y-%m-%d %H:%M}")
    if fresh_until < at:
        raise FeedRefused("too_old", f"{fresh_until:%Y-%m-%d %H:%M}")
    url = _line(publisher, "url", 300).rstrip("/")
    if not is_within(trust.url, url):
        raise FeedRefused("elsewhere", url)
    return Feed(
        name=_line(publisher, "name", 200),
        url=url,
        key=str(key),
        sequence=sequence,
        issued_at=issued_at,
        fresh_until=fresh_until,
        items=tuple(_items(document)),
        sha256=sha256,
        followed=followed,
    )


def is_within(address: str, place: str) -> bool:
    """Does the address lie in this place: the same scheme and host, below its path?"""
    inner, outer = urlsplit(address), urlsplit(place)
    if inner.scheme not in {"http", "https"} or (inner.scheme, inner.netloc) != (outer.scheme, outer.netloc):
        return False
    return inner.path.startswith(outer.path.rstrip("/") + "/")


def _followed(key: str, document: Mapping[str, Any], trust: Trust) -> tuple[str, ...]:
    """The keys from the trusted one to this one, each vouched for by the one before; () where it is the trusted one."""
    if key == trust.key:
        return ()
    if key in trust.former:
        raise FeedRefused("old_key", envelope.key_id(key))
    statements = document.get("keys")
    if not isinstance(statements, list) or len(statements) > MOST_KEYS:
        raise FeedRefused("shape", "keys")
    after = {one["former"]: one["key"] for one in statements if isinstance(one, Mapping) and envelope.is_vouched(one)}
    followed, now = [], trust.key
    while now in after and now != key:
        followed.append(now)
        now = after.pop(now)
    if now != key:
        raise FeedRefused("unknown_key", envelope.key_id(key))
    return tuple(followed)


def _items(document: Mapping[str, Any]) -> Iterator[Item]:
    rows = document.get("items")
    if not isinstance(rows, list) or len(rows) > MOST_ITEMS:
        raise FeedRefused("shape", "items")
    seen = set()
    for number, row in enumerate(rows):
        if not isinstance(row, Mapping):
            raise FeedRefused("shape", f"items.{number}")
        if row.get("kind") not in KINDS:
            raise FeedRefused("shape", f"items.{number}.kind")
        kind, at = str(row["kind"]), f"items.{number}"
        item = Item(
            kind=kind,
            key=_matching(row, "key", _KEY, at),
            version=_count(row, "version", MOST_VERSION, at),
            about=_line(row, "about", 400, at, empty=kind == "kit"),
            path=_matching(row, "path", _PATH, at),
            sha256=_matching(row, "sha256", _SHA, at),
            updated_at=_moment(row, "updated_at", at).isoformat(),
        )
        if (kind, item.key) in seen:
            raise FeedRefused("shape", f"{at}: {kind} {item.key}")
        seen.add((kind, item.key))
        yield item


def _mapping(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    if not isinstance(found, Mapping):
        raise FeedRefused("shape", name)
    return found


def _count(values: Mapping[str, Any], name: str, most: int, at: str = "") -> int:
    found = values.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found <= most:
        raise FeedRefused("shape", f"{at}.{name}".lstrip("."))
    return found


def _line(values: Mapping[str, Any], name: str, most: int, at: str = "", *, empty: bool = False) -> str:
    found = values.get(name)
    if not isinstance(found, str) or len(found) > most or not found.isprintable() or not (found or empty):
        raise FeedRefused("shape", f"{at}.{name}".lstrip("."))
    return found


def _matching(values: Mapping[str, Any], name: str, pattern: re.Pattern[str], at: str) -> str:
    found = values.get(name)
    if not isinstance(found, str) or not pattern.fullmatch(found):
        raise FeedRefused("shape", f"{at}.{name}")
    return found


def _moment(values: Mapping[str, Any], name: str, at: str = "") -> datetime:
    found = moment_of(values.get(name))
    if found is None:
        raise FeedRefused("shape", f"{at}.{name}".lstrip("."))
    return found


def moment_of(value: object) -> datetime | None:
    """A moment with its zone, at which any clock can look; None where it is none."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo is not None and 1900 <= found.year < 3000 else None
