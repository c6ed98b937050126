"""The same list for people's feed readers. Nothing is signed here: programs read feed.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from skwer.values.text import in_language

from .feed import Item
from .items import Offered


def written(offered: Sequence[Offered], items: Sequence[Item], *, name: str, url: str, at: datetime) -> bytes:
    """An Atom document, newest first."""
    documents: dict[tuple[str, str], Mapping[str, object]] = {(one.kind, one.key): one.document for one in offered}
    entries = [
        _entry(item, documents[item.kind, item.key], url)
        for item in sorted(items, key=lambda item: item.updated_at, reverse=True)
    ]
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{escape(name)}</title>\n<id>{escape(url)}/feed/</id>\n"
        f"<updated>{at.astimezone(UTC).isoformat()}</updated>\n<author><name>{escape(name)}</name></author>\n"
        f'<link rel="self" href={quoteattr(url + "/feed/feed.atom")}/>\n'
        f"<link href={quoteattr(url + '/feed/')}/>\n"
    )
    return (head + "".join(entries) + "</feed>\n").encode()


def _entry(item: Item, document: Mapping[str, object], url: str) -> str:
    address = str(document.get("url") or item.about)
    return (
        f"<entry><id>{escape(f'{url}/feed/{item.path}')}</id><title>{escape(_title(document))}</title>"
        f"<updated>{item.updated_at}</updated><category term={quoteattr(item.kind)}/>"
        f"<link href={quoteattr(address)}/>"
        f'<link rel="alternate" type="application/json" href={quoteattr(f"{url}/feed/{item.path}")}/></entry>\n'
    )


def _title(document: Mapping[str, object]) -> str:
    """Every document carries its name somewhere else."""
    texts, kit = document.get("texts"), document.get("document")
    if isinstance(texts, Mapping):
        return in_language(texts.get("title", {}), str(document.get("language", "")))
    if isinstance(kit, Mapping):
        return in_language(kit.get("title", {}), "en")
    return str(document.get("title", ""))
