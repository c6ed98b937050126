"""Feeds of invented installations, signed by invented keys."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from skwer.apps.calls.kits import preset
from skwer.apps.people.models import Person
from skwer.apps.practices.actions import feeds
from skwer.apps.practices.federation import envelope, feed
from skwer.apps.practices.federation.items import Offered
from skwer.apps.practices.models import Subscription

from .factories import AT, make_person

HERE = "https://sasiad.example"
SECRET, NEXT, FORGER = (bytes([number]) * 32 for number in (1, 2, 3))
PUBLIC = envelope.public_of(SECRET)


def a_practice(key: str = "lawki-sasiadow", version: int = 1, **changes: Any) -> dict[str, Any]:
    """A practice as another installation writes it."""
    return {
        "format": "skwer-practice/1",
        "key": key,
        "version": version,
        "url": f"{HERE}/practices/{key}/",
        "keeper": "Brzegi",
        "language": "pl",
        "texts": {
            "title": {"pl": "Ławki sąsiadów", "en": "Neighbours' benches"},
            "summary": {"pl": "Sąsiedzi ustawiają ławki.", "en": "Neighbours put benches."},
        },
        "facts": {
            "themes": ["public_space"],
            "verdict": "worked",
            "city": {"name": "Brzegi", "country": "PL", "population": 22000},
        },
        "written_at": {"pl": "2026-10-01T10:00:00+00:00", "en": "2026-09-01T10:00:00+00:00"},
        "change_note": {},
        "validated": True,
        "published_at": "2026-10-01T10:00:00+00:00",
        **changes,
    }


def a_kit(key: str = "zestaw-lawek", version: int = 1, *, about: str = "", pot: str = "60000.00") -> dict[str, Any]:
    """A kit as another installation writes it: the shipped micro-grant under another name."""
    document = deepcopy(dict(preset("micro-grant")))
    document["call"] = {**document["call"], "pot": pot}
    return {
        "format": "skwer-kit-release/1",
        "key": key,
        "version": version,
        "url": f"{HERE}/kits/{key}/",
        "practice": about,
        "note": {"pl": "Nowe kwoty."} if version > 1 else {},
        "published_at": "2026-10-02T10:00:00+00:00",
        "document": document,
    }


def evidence(about: str, *, city: str = "Brzegi", applications: str = "12") -> dict[str, Any]:
    """What came of a practice in one city of another installation."""
    known = {"value": applications, "n": 1, "missing": 0}
    unknown = {"value": None, "n": 0, "missing": 1}
    names = ("applications", "awarded", "writers", "voters", "hours", "places", "stood", "of")
    return {
        "format": "skwer-evidence/1",
        "about": about,
        "title": "Ławki",
        "on": "2026-11-20",
        "rows": [
            {
                "city": {"name": city, "country": "PL", "population": 22000},
                "calls": [{"title": "Ławki 2026", "url": f"{HERE}/calls/lawki-2026/", "edition": "2026"}],
                "figures": {name: known if name == "applications" else unknown for name in names},
                "money": {"PLN": {"granted": {"value": "3000.00", "n": 1, "missing": 0}, "paid": unknown}},
            }
        ],
    }


def a_feed(
    *documents: Mapping[str, Any],
    sequence: int = 1,
    secret: bytes = SECRET,
    at: datetime = AT,
    url: str = HERE,
    keys: Sequence[Mapping[str, str]] = (),
    versions: Mapping[str, int] | None = None,
) -> tuple[bytes, dict[str, bytes]]:
    """A signed feed of these documents, and their files. versions: {key: item's version}, else the feed's number."""
    files, items = {}, []
    for document in documents:
        data = envelope.canonical(document)
        kind = {"skwer-practice/1": "practice", "skwer-kit-release/1": "kit"}.get(document["format"], "evidence")
        key = str(document.get("key", "figures"))
        path = f"items/{kind}-{key}-{feed.sha256_of(data)[:16]}.json"
        files[path] = data
        about = {"practice": "url", "kit": "practice", "evidence": "about"}[kind]
        items.append(
            feed.Item(
                kind=kind,
                key=key,
                version=(versions or {}).get(key, sequence),
                about=str(document[about]),
                path=path,
                sha256=feed.sha256_of(data),
                updated_at="2026-11-20T10:00:00+00:00",
            )
        )
    issued = (at - timedelta(hours=1)).astimezone(UTC)
    data = feed.composed(
        name="Sąsiad", url=url, secret=secret, sequence=sequence, issued_at=issued, keys=keys, items=items
    )
    return data, files


def signed_again(data: bytes, secret: bytes = SECRET, **changes: Any) -> bytes:
    """The feed with other contents, signed anew: what its own publisher could say."""
    document = {**json.loads(data), **changes}
    document.pop("signature")
    return envelope.canonical({**document, "signature": envelope.sign(document, secret)})


def make_subscription(
    by: Person | None = None, *, url: str = f"{HERE}/feed/feed.json", key: str = PUBLIC
) -> Subscription:
    """A feed that is read."""
    by = by or make_person("Olga Operator", is_staff=True, second_factor=True)
    return feeds.subscribe(by=by, url=url, key=key, at=AT - timedelta(days=1))


def taken(subscription: Subscription, *documents: Mapping[str, Any], at: datetime = AT, **how: Any) -> int:
    """The subscription after it took a feed of these documents."""
    data, files = a_feed(*documents, at=at, **how)
    return feeds.receive(subscription=subscription, data=data, files=files, at=at)


def feed_things(at: datetime = AT) -> dict[str, Any]:
    """A feed that is read, with a practice that came; and a feed of our own with one document."""
    subscription = make_subscription(Person.objects.filter(is_staff=True).first())
    taken(subscription, a_practice("lawki-z-kanalu"), at=at)
    feeds.rotate_key(by=None, at=at)  # the first key, or one whose secret lies where these tests look
    one = a_practice("nasze-lawki")
    offered = [Offered(kind="practice", key=one["key"], about=one["url"], document=one, updated_at=at)]
    feeds.publish_feed(offered=offered, at=at)
    listed = json.loads((Path(settings.FEED_ROOT) / "feed.json").read_bytes())
    return {"feed_subscription": subscription.pk, "feed_item": Path(listed["items"][0]["path"]).stem}
