"""Writing to the journal and walking its chain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from skwer.values.canonical import canonical_json, fingerprint

from .models import JournalChain, JournalEntry, Organisation, Person

SITE = "site"


def scope_of(organisation: Organisation | None) -> str:
    """The chain an organisation's entries stand in; None is the installation itself."""
    return f"organisation:{organisation.pk}" if organisation else SITE


def _hash(entry: JournalEntry) -> str:
    return fingerprint(
        {
            "scope": entry.scope,
            "number": entry.number,
            "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": entry.actor,
            "on_behalf_of": entry.on_behalf_of,
            "verb": entry.verb,
            "kind": entry.kind,
            "key": entry.key,
            "before": canonical_json(entry.before),
            "after": canonical_json(entry.after),
            "previous": entry.previous_hash,
        }
    )


@transaction.atomic
def record(
    *,
    actor: Person | None,
    verb: str,
    kind: str,
    key: object,
    organisation: Organisation | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    on_behalf_of: str = "",
) -> JournalEntry:
    """Append one entry to the organisation's chain.

    `before` and `after` hold states, sums, dates, hashes and keys, never names, addresses or free text of people.
    The head's row is locked, so that parallel writers stand in one line. Call it inside the action's transaction:
    the change and its entry come together or not at all.
    """
    scope = scope_of(organisation)
    JournalChain.objects.get_or_create(scope=scope)
    head = JournalChain.objects.select_for_update().get(scope=scope)
    entry = JournalEntry(
        scope=scope,
        number=head.length + 1,
        at=at,
        actor=str(actor.uid) if actor else "",
        on_behalf_of=on_behalf_of,
        verb=verb,
        kind=kind,
        key=str(key),
        before=_plain(before),
        after=_plain(after),
        previous_hash=head.last_hash,
    )
    entry.hash = _hash(entry)
    entry.save()
    head.length, head.last_hash = entry.number, entry.hash
    head.save(update_fields=["length", "last_hash"])
    return entry


def _plain(value: Mapping[str, Any] | None) -> Any:
    return None if value is None else json.loads(canonical_json(dict(value)))


def broken_links() -> Iterator[str]:
    """Walk every chain; one sentence for each entry that does not fit its forerunner or its own hash."""
    headless = JournalEntry.objects.exclude(scope__in=JournalChain.objects.values("scope")).order_by("scope")
    for scope in headless.values_list("scope", flat=True).distinct():
        yield f"Journal {scope}: the head of its chain is missing."
    for head in JournalChain.objects.order_by("scope"):
        previous, number = "0" * 64, 0
        for entry in JournalEntry.objects.filter(scope=head.scope).order_by("number").iterator(chunk_size=500):
            number += 1
            if entry.number != number:
                yield f"Journal {head.scope}: entry {number} is missing (found {entry.number})."
                number = entry.number
            if entry.previous_hash != previous:
                yield f"Journal {head.scope}, entry {entry.number}: does not continue the entry before it."
            if entry.hash != _hash(entry):
                yield f"Journal {head.scope}, entry {entry.number}: its contents were changed."
            previous = entry.hash
        if (number, previous) != (head.length, head.last_hash):
            yield f"Journal {head.scope}: ends at entry {number}, but {head.length} were written."
