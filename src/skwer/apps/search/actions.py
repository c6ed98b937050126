"""Keeping the index in step with the things."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction

from . import lemmas
from .kinds import SearchKind, kinds
from .models import Entry

log = logging.getLogger(__name__)

LONGEST_TEXT = 50_000  # characters of one thing that are indexed


def index(*, kind: str, key: object) -> None:
    """Index one thing anew, in every language it has; a thing that is gone, or not to be found, leaves the index."""
    known = kinds()[kind]
    thing = known.things().filter(pk=key).first()
    with transaction.atomic():
        # Read again and written whole: whatever was there before, in whatever languages.
        Entry.objects.filter(kind=kind, key=str(key)).delete()
        if thing is not None:
            Entry.objects.bulk_create(_entries(known, thing), ignore_conflicts=True)


def index_later(*, kind: str, key: object) -> None:
    """Index one thing when the change that calls this is certain; a broken index breaks nobody's work."""

    def now() -> None:
        try:
            index(kind=kind, key=key)
        except Exception:
            log.exception("Indexing %s %s failed; `skwer manage reindex` mends the index.", kind, key)

    transaction.on_commit(now)


def rebuild() -> int:
    """Index everything anew; the number of entries written."""
    count = 0
    with transaction.atomic():
        Entry.objects.all().delete()
        for known in kinds().values():
            batch: list[Entry] = []
            for thing in known.things().iterator(chunk_size=500):
                batch += _entries(known, thing)
                if len(batch) >= 500:
                    count += len(Entry.objects.bulk_create(batch))
                    batch = []
            count += len(Entry.objects.bulk_create(batch))
    return count


def _entries(known: SearchKind, thing: Any) -> list[Entry]:
    return [
        Entry(
            kind=known.key,
            key=str(thing.pk),
            organisation=known.organisation(thing),
            language=words.language,
            title=words.title[:300],
            text=words.text[:LONGEST_TEXT],
            title_lemmas=lemmas.indexed(words.title[:300], words.language),
            text_lemmas=lemmas.indexed(words.text[:LONGEST_TEXT], words.language),
            address=words.address,
        )
        for words in known.entries(thing)
        if words.title.strip()
    ]
