"""Whatever a stranger sends: it is taken, or refused with a reason; it is never an error."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.practices.actions import feeds
from skwer.apps.practices.federation import envelope, feed
from skwer.apps.practices.federation.faults import FeedRefused
from skwer.apps.practices.models import Practice
from tests.factories import AT
from tests.feeds_factories import HERE, PUBLIC, a_feed, a_kit, a_practice, evidence, make_subscription, signed_again

_serial = count(1)
TRUST = feed.Trust(url=f"{HERE}/feed/feed.json", key=PUBLIC)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.text(max_size=30)
    | st.sampled_from(["", "x" * 9000, "2026-01-01", "https://x.example/", "<b>", "\u202e", "1e9", "NaN", "pl", 0.5]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(longer for key, one in inner for longer in _paths(one, (*path, key)))]


def _changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    whole = deepcopy(document)
    place = whole
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return whole


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(FeedRefused):
        feed.opened(data, TRUST, AT)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_list_its_publisher_could_sign(data: st.DataObject) -> None:
    whole = json.loads(a_feed(a_practice(), a_kit())[0])
    path = data.draw(st.sampled_from([path for path in _paths(whole) if path and path[0] != "signature"]))
    changed = _changed(whole, path, data.draw(VALUES))
    with suppress(FeedRefused):
        assert feed.opened(signed_again(envelope.canonical(changed)), TRUST, AT).key == PUBLIC


@pytest.mark.django_db
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_document_its_publisher_could_sign(data: st.DataObject) -> None:
    """Taken whole or not at all: also what passes the checks can be kept."""
    document = data.draw(
        st.sampled_from([a_practice(), a_kit(), evidence(f"{HERE}/practices/lawki-sasiadow/")]), label="document"
    )
    changed = _changed(document, data.draw(st.sampled_from(_paths(document)[1:])), data.draw(VALUES))
    named = {"skwer-practice/1": "url", "skwer-kit-release/1": "practice", "skwer-evidence/1": "about"}
    keys = ("format", "key", named[document["format"]])
    listed = {**changed, **{key: document[key] for key in keys if key in document}}
    subscription = make_subscription(url=f"{HERE}/{next(_serial)}/feed/feed.json")
    feed_bytes, files = a_feed(listed)
    there = envelope.canonical(changed)
    items = json.loads(feed_bytes)["items"]
    items[0]["sha256"] = feed.sha256_of(there)
    files = {items[0]["path"]: there}
    before = Practice.objects.count()
    with suppress(FeedRefused):
        feeds.receive(subscription=subscription, data=signed_again(feed_bytes, items=items), files=files, at=AT)
    subscription.refresh_from_db()
    assert Practice.objects.count() == before or not subscription.refused
    assert bool(subscription.refused) == (subscription.sequence == 0)
