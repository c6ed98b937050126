"""Publishing: documents become files, a signed list says which there are."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal
from skwer.values.canonical import fingerprint

from ...federation import atom, envelope, feed, keys
from ...federation.items import Offered
from ...models import Publication, PublishingKey
from .common import PUBLICATION, note

AGAIN_AFTER = timedelta(days=1)
"""A feed without news is signed again after this time, so that subscribers know it still holds."""


class NotPublishing(Refusal):
    message = _("This installation does not publish yet. Make a key first.")
    code = "not_publishing"
    status = 409


@transaction.atomic
def publish_feed(*, offered: Sequence[Offered], at: datetime, least: int = 0) -> Publication:
    """Write what is offered as files and sign the list of them; the newest publication where nothing is new.

    The list is exchanged as a whole, after its documents are there: whoever reads meanwhile sees the one before. least:
    the lowest number it may have, for an installation that came back from an old backup.

    Raises NotPublishing, NoSecret.
    """
    key = PublishingKey.objects.select_for_update().filter(in_use=True).first()
    if key is None:
        raise NotPublishing
    secret = keys.secret_of(key.public)
    root = Path(settings.FEED_ROOT)
    last = Publication.objects.order_by("-sequence").first()
    before = _there(root)
    there = int(before.get("sequence", 0))
    sequence = max(there + 1, last.sequence + 1 if last else 1, least)
    files, items = _written(offered, before.get("items", []), sequence, at)
    contents = fingerprint([[item.kind, item.key, item.version, item.sha256] for item in items])
    if (
        last is not None
        and (last.sequence, last.contents, last.key_id) == (there, contents, key.pk)
        and last.issued_at <= at < last.issued_at + AGAIN_AFTER
        and least <= last.sequence
    ):
        return last
    (root / "items").mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        _put(root / path, data)
    signed = feed.composed(
        name=settings.FEED_NAME,
        url=settings.ORIGIN,
        secret=secret,
        sequence=sequence,
        issued_at=at.astimezone(UTC),
        keys=_statements(),
        items=items,
    )
    _put(root / "feed.atom", atom.written(offered, items, name=settings.FEED_NAME, url=settings.ORIGIN, at=at))
    _put(root / "feed.json", signed)
    _sweep(root, {*files, *(str(row.get("path", "")) for row in before.get("items", []))})
    publication = Publication.objects.create(
        sequence=sequence, issued_at=at, key=key, contents=contents, items=len(items)
    )
    if last is None or (last.contents, last.key_id) != (contents, key.pk):
        after = {"items": len(items), "contents": contents, "key": envelope.key_id(key.public)}
        note("feed_published", PUBLICATION, sequence, None, at, after=after)
    return publication


def _written(
    offered: Sequence[Offered], before: Sequence[Mapping[str, Any]], sequence: int, at: datetime
) -> tuple[dict[str, bytes], list[feed.Item]]:
    """Files by path, and their lines. A document that did not change keeps its version and moment."""
    known = {(row["kind"], row["key"], row["sha256"]): row for row in before}
    files, items = {}, []
    for one in sorted(offered, key=lambda one: (feed.KINDS.index(one.kind), one.key)):
        data = envelope.canonical(one.document)
        sha256 = feed.sha256_of(data)
        old = known.get((one.kind, one.key, sha256))
        updated = (one.updated_at or at).astimezone(UTC).isoformat()
        item = feed.Item(
            kind=one.kind,
            key=one.key,
            version=old["version"] if old else sequence,
            about=one.about,
            path=f"items/{one.kind}-{one.key}-{sha256[:16]}.json",
            sha256=sha256,
            updated_at=old["updated_at"] if old else updated,
        )
        files[item.path] = data
        items.append(item)
    return files, items


def _statements() -> list[dict[str, str]]:
    """Every change of key that the key before vouched for."""
    found, former = [], ""
    for key in PublishingKey.objects.order_by("pk"):
        if key.vouched and former:
            since = key.since.astimezone(UTC).isoformat()
            found.append({"key": key.public, "former": former, "since": since, envelope.SIGNATURE: key.vouched})
        former = key.public
    return found


def _there(root: Path) -> dict[str, Any]:
    """The feed that lies there now; {} where there is none that can be read."""
    try:
        found = json.loads((root / "feed.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _put(path: Path, data: bytes) -> None:
    """The whole file at once, for readers never wait."""
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    with draft.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)


def _sweep(root: Path, kept: set[str]) -> None:
    """Documents neither this feed nor the one before names are gone; a reader in the middle still finds hers."""
    for path in (root / "items").iterdir():
        if f"items/{path.name}" not in kept:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
