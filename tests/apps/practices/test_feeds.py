"""Taking another installation's feed: all of it or nothing, and a reason in words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from skwer.apps.people.journal import broken_links
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices.actions import feeds
from skwer.apps.practices.dues.feeds import dues
from skwer.apps.practices.federation import envelope, feed
from skwer.apps.practices.federation.faults import WORDS, FeedRefused
from skwer.apps.practices.federation.origin import origin_of, practice_at
from skwer.apps.practices.models import Kit, KitVersion, Practice, ReceivedItem, Subscription
from skwer.apps.practices.own_data.feeds import subscriptions_of
from tests.factories import AT, make_person
from tests.feeds_factories import (
    FORGER,
    HERE,
    NEXT,
    PUBLIC,
    SECRET,
    a_feed,
    a_kit,
    a_practice,
    evidence,
    make_subscription,
    signed_again,
    taken,
)

pytestmark = pytest.mark.django_db


def state() -> dict[str, Any]:
    """Everything a feed may change."""
    kept = ("url", "key", "former_keys", "sequence", "feed_hash", "name")
    return {
        "subscriptions": list(Subscription.objects.values(*kept)),
        "items": list(ReceivedItem.objects.order_by("pk").values()),
        "practices": list(Practice.objects.order_by("pk").values()),
        "kits": list(KitVersion.objects.order_by("pk").values()),
    }


def refused(subscription: Subscription, data: bytes, files: dict[str, bytes], code: str, at=AT) -> FeedRefused:
    """The feed is refused for this reason, the reason is kept, and nothing else changes."""
    before = state()
    with pytest.raises(FeedRefused) as caught:
        feeds.receive(subscription=subscription, data=data, files=files, at=at)
    assert caught.value.code == code
    subscription.refresh_from_db()
    assert (subscription.refused, subscription.checked_at) == (code, at)
    assert state() == before
    return caught.value


def test_a_feed_becomes_practices_and_kits_that_say_where_they_are_from() -> None:
    subscription = make_subscription()
    practice = a_practice()
    assert taken(subscription, practice, a_kit(about=practice["url"])) == 2
    one = Practice.objects.get()
    assert (one.title, one.city_name, one.subscription, one.origin_key) == (
        "Ławki sąsiadów",
        "Brzegi",
        subscription,
        "lawki-sasiadow",
    )
    assert one.current.state == "published"
    assert one.current.is_stale("en")
    kit = Kit.objects.get()
    assert (kit.practice, kit.newest.number, kit.subscription) == (one, 1, subscription)
    assert practice_at(practice["url"]) == one
    origin = origin_of(one, AT)
    assert (origin.url, origin.keeper, origin.validated, origin.is_fresh) == (practice["url"], "Brzegi", True, True)
    assert not origin_of(one, AT + timedelta(days=8)).is_fresh
    assert subscription.name == "Sąsiad"


def test_the_same_feed_once_more_changes_nothing() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice())
    before = state()
    assert taken(subscription, a_practice()) == 0
    assert state() == before


def test_a_changed_byte_is_refused_wherever_it_is() -> None:
    subscription = make_subscription()
    data, files = a_feed(a_practice())
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(FeedRefused):
            feeds.receive(subscription=subscription, data=bytes(changed), files=files, at=AT)
    assert not ReceivedItem.objects.exists()
    refused(subscription, data.replace(b"lawki-sasiadow", b"lawki-sasiadov"), files, "signature")
    refused(subscription, data + b"\n", files, "signature")
    refused(subscription, json.dumps(json.loads(data)).encode(), files, "signature")


def test_a_changed_document_is_refused() -> None:
    subscription = make_subscription()
    data, files = a_feed(a_practice())
    path = next(iter(files))
    reason = refused(subscription, data, {path: files[path].replace(b"Brzegi", b"Brzezi")}, "item_hash")
    assert "lawki-sasiadow" in str(reason)
    refused(subscription, data, {}, "item_missing")


def test_an_older_feed_is_a_replay_and_another_of_the_same_number_a_forgery() -> None:
    subscription = make_subscription()
    old = a_feed(a_practice(), sequence=3)
    taken(subscription, a_practice(), sequence=4, versions={"lawki-sasiadow": 3})
    assert "3" in str(refused(subscription, *old, "replayed"))
    refused(subscription, *a_feed(sequence=4), "forked")


def test_a_stranger_s_key_is_refused() -> None:
    subscription = make_subscription()
    refused(subscription, *a_feed(a_practice(), secret=FORGER), "unknown_key")
    vouched_by_itself = [envelope.vouched(envelope.public_of(FORGER), PUBLIC, "2026-11-01", FORGER)]
    refused(subscription, *a_feed(a_practice(), secret=FORGER, keys=vouched_by_itself), "unknown_key")
    pretends = signed_again(a_feed(a_practice(), secret=SECRET)[0], FORGER)
    refused(subscription, pretends, {}, "signature")


def test_a_new_key_is_followed_if_the_old_one_vouched_and_the_old_one_is_refused_from_then_on() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice())
    new = envelope.public_of(NEXT)
    keys = [envelope.vouched(new, PUBLIC, "2026-11-22T10:00:00+00:00", SECRET)]
    taken(subscription, a_practice(), sequence=2, secret=NEXT, keys=keys, versions={"lawki-sasiadow": 1})
    assert (subscription.key, subscription.former_keys) == (new, [PUBLIC])
    reason = refused(subscription, *a_feed(a_practice(), sequence=9), "old_key")
    assert PUBLIC[:16] in str(reason)


def test_the_statement_of_a_key_is_no_feed_and_a_feed_no_statement() -> None:
    statement = envelope.vouched(envelope.public_of(NEXT), PUBLIC, "2026-11-22", SECRET)
    assert envelope.is_vouched(statement)
    assert not envelope.is_signed(statement, PUBLIC)
    assert not envelope.is_vouched({**statement, "key": envelope.public_of(FORGER)})


def test_a_feed_past_its_time_or_from_the_future_is_refused() -> None:
    subscription = make_subscription()
    refused(subscription, *a_feed(at=AT - timedelta(days=8)), "too_old")
    refused(subscription, *a_feed(at=AT + timedelta(days=1)), "ahead")


def test_a_feed_says_only_where_it_lives() -> None:
    subscription = make_subscription()
    refused(subscription, *a_feed(a_practice(), url="https://inny.example"), "elsewhere")
    elsewhere = a_practice(url="https://inny.example/practices/lawki-sasiadow/")
    refused(subscription, *a_feed(elsewhere), "item_practice")


def test_a_published_version_never_changes_under_its_number() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice(), a_kit())
    other = a_practice(texts={"title": {"pl": "Zupełnie co innego"}})
    refused(subscription, *a_feed(other, a_kit(), sequence=2, versions={"zestaw-lawek": 1}), "item_rewritten")
    refused(subscription, *a_feed(a_kit(pot="61000.00"), sequence=2), "item_rewritten")
    same_item = a_feed(other, sequence=2, versions={"lawki-sasiadow": 1})
    refused(subscription, *same_item, "item_rewritten")


def test_an_older_version_in_a_newer_feed_is_refused() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice(version=2), sequence=5)
    refused(subscription, *a_feed(a_practice(version=1), sequence=6), "item_older")
    refused(subscription, *a_feed(a_practice(version=2), sequence=6, versions={"lawki-sasiadow": 4}), "item_older")


def test_one_bad_document_among_good_ones_refuses_all() -> None:
    subscription = make_subscription()
    bad = a_kit()
    bad["document"] = {**bad["document"], "stages": "none"}
    reason = refused(subscription, *a_feed(a_practice(), bad), "item_kit")
    assert "zestaw-lawek" in str(reason)
    refused(subscription, *a_feed(a_practice(facts={"themes": ["nonsense"]})), "item_practice")
    refused(subscription, *a_feed(a_practice(texts={"title": {"pl": "x" * 500}})), "item_practice")
    wrong = evidence(f"{HERE}/practices/lawki/")
    wrong["rows"][0]["figures"]["hours"] = {"value": "0", "n": 0, "missing": 1}
    refused(subscription, *a_feed(wrong), "item_evidence")


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "skwer-feed/2"},
        {"sequence": 0},
        {"sequence": True},
        {"sequence": "7"},
        {"issued_at": "yesterday"},
        {"fresh_until": "2026-12-01T10:00:00"},
        {"publisher": []},
        {"items": {}},
        {"items": [7]},
        {"items": [{"kind": "person"}]},
    ],
)
def test_a_feed_of_another_shape_is_refused_and_not_an_error(changes: dict[str, Any]) -> None:
    subscription = make_subscription()
    data, files = a_feed(a_practice())
    code = "format" if "format" in changes else "shape"
    refused(subscription, signed_again(data, **changes), files, code)


@pytest.mark.parametrize("path", ["../feed.json", "items/../../x.json", "/etc/passwd", "https://x.example/a.json"])
def test_a_path_leads_nowhere_else(path: str) -> None:
    subscription = make_subscription()
    data, files = a_feed(a_practice())
    items = [{**json.loads(data)["items"][0], "path": path}]
    refused(subscription, signed_again(data, items=items), {path: next(iter(files.values()))}, "shape")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b'{"a":1,"a":2}',
        b"[" * 100_000,
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":"\\u0000"}',
        b'{"a":"\\ud800"}',
    ],
)
def test_what_is_no_feed_is_refused_and_not_an_error(data: bytes) -> None:
    refused(make_subscription(), data, {}, "unreadable")


def test_markup_does_not_come_in() -> None:
    subscription = make_subscription()
    texts = {"title": {"pl": 'Ławki <script src="//x.example/a.js"></script>'}, "summary": {"pl": "1 < 2 <b>tak</b>"}}
    taken(subscription, a_practice(texts=texts))
    version = Practice.objects.get().current
    assert version.text("title") == "Ławki"
    assert version.text("summary") == "1 < 2 tak"
    links = {"links": [{"label": {"pl": "x"}, "url": "javascript:alert(1)"}]}
    refused(subscription, *a_feed(a_practice("druga", facts=links), sequence=2), "item_practice")


def test_a_newer_version_takes_the_place_of_the_older() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice())
    label = {"name": "URBACT Good Practice", "on": "2024-10-01", "source": "urbact.eu"}
    taken(subscription, a_practice(version=2, label=label), sequence=2)
    one = Practice.objects.get()
    assert (one.current.number, one.versions.count(), one.label) == (2, 2, "URBACT Good Practice")


def test_a_label_may_come_later_for_the_same_version() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice())
    taken(subscription, a_practice(label={"name": "Dobra praktyka", "on": "2026-11-01"}), sequence=2)
    one = Practice.objects.get()
    assert (one.versions.count(), one.label, str(one.labelled_on)) == (1, "Dobra praktyka", "2026-11-01")


def test_what_is_no_longer_published_is_retired_and_may_come_back() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice(), evidence(f"{HERE}/practices/lawki-sasiadow/"))
    taken(subscription, sequence=2)
    one = Practice.objects.get()
    assert one.retired_at == AT
    assert one.retired_reason
    assert not ReceivedItem.objects.filter(kind="evidence").exists()
    taken(subscription, a_practice(), sequence=3, versions={"lawki-sasiadow": 1})
    one.refresh_from_db()
    assert one.retired_at is None


def test_an_address_part_that_is_taken_gets_a_number() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice())
    other = make_subscription(url="https://sasiad.example/inny/feed/feed.json")
    taken(other, a_practice(url=f"{HERE}/inny/practices/x/"), url=f"{HERE}/inny")
    assert sorted(Practice.objects.values_list("slug", flat=True)) == ["lawki-sasiadow", "lawki-sasiadow-2"]


def test_newer_figures_take_the_place_of_older_ones() -> None:
    subscription = make_subscription()
    about = f"{HERE}/practices/lawki/"
    taken(subscription, evidence(about))
    taken(subscription, evidence(about, applications="15"), sequence=2)
    item = ReceivedItem.objects.get()
    assert (item.about, item.document["rows"][0]["figures"]["applications"]["value"]) == (about, "15")


def test_only_the_operator_says_whom_to_trust(officer, admin) -> None:
    subscription = make_subscription()
    for person in (officer, admin, make_person()):
        with pytest.raises(NotAllowed):
            feeds.subscribe(by=person, url="https://inny.example/feed/", key=PUBLIC, at=AT)
        with pytest.raises(NotAllowed):
            feeds.trust_key(by=person, subscription=subscription, key=envelope.public_of(NEXT), at=AT)
        with pytest.raises(NotAllowed):
            feeds.end_subscription(by=person, subscription=subscription, at=AT)
        with pytest.raises(NotAllowed):
            feeds.begin_publishing(by=person, at=AT)
        with pytest.raises(NotAllowed):
            feeds.rotate_key(by=person, at=AT)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://inny.example/", "https://inny.example/feed/feed.json"),
        ("https://inny.example/feed/", "https://inny.example/feed/feed.json"),
        (" https://inny.example/a/feed ", "https://inny.example/a/feed/feed.json"),
        ("https://inny.example/x/y.json", "https://inny.example/x/y.json"),
    ],
)
def test_the_address_of_the_page_is_as_good_as_that_of_the_list(operator, typed: str, kept: str) -> None:
    spaced = " ".join(PUBLIC[i : i + 4] for i in range(0, 64, 4)).upper()
    subscription = feeds.subscribe(by=operator, url=typed, key=spaced, at=AT)
    assert (subscription.url, subscription.key) == (kept, PUBLIC)


@pytest.mark.parametrize(
    ("url", "key", "field"),
    [
        ("ftp://inny.example/feed.json", PUBLIC, "url"),
        ("inny.example", PUBLIC, "url"),
        ("https://ktos:haslo@inny.example/", PUBLIC, "url"),
        ("http://127.0.0.1:8000/feed/", PUBLIC, "url"),
        (f"{HERE}/feed/feed.json", PUBLIC, "url"),
        ("https://inny.example/", PUBLIC[:-1], "key"),
        ("https://inny.example/", "z" * 64, "key"),
    ],
)
def test_a_subscription_that_cannot_stand_names_its_field(operator, url: str, key: str, field: str) -> None:
    make_subscription(operator)
    with pytest.raises(feeds.BadSubscription) as caught:
        feeds.subscribe(by=operator, url=url, key=key, at=AT)
    assert caught.value.field == field


def test_an_ended_subscription_takes_nothing_and_can_begin_again_without_going_back(operator) -> None:
    subscription = make_subscription(operator)
    taken(subscription, a_practice(), sequence=4)
    feeds.end_subscription(by=operator, subscription=subscription, at=AT)
    refused(subscription, *a_feed(a_practice(), sequence=5, versions={"lawki-sasiadow": 4}), "ended")
    assert Practice.objects.count() == 1
    again = feeds.subscribe(by=operator, url=subscription.url, key=PUBLIC, at=AT)
    assert again.pk == subscription.pk
    refused(again, *a_feed(a_practice(), sequence=3), "replayed")


def test_a_key_trusted_by_hand_takes_the_place_of_the_lost_one(operator) -> None:
    subscription = make_subscription(operator)
    feeds.trust_key(by=operator, subscription=subscription, key=envelope.public_of(NEXT), at=AT)
    taken(subscription, a_practice(), secret=NEXT)
    refused(subscription, *a_feed(sequence=2), "old_key")


def test_a_reason_that_stays_is_written_down_once() -> None:
    subscription = make_subscription()
    for _hour in range(3):
        refused(subscription, b"", {}, "unreadable")
    assert JournalEntry.objects.filter(verb="feed_refused").count() == 1
    assert list(broken_links()) == []


def test_every_reason_has_its_sentence() -> None:
    for code in WORDS:
        assert "{" not in str(FeedRefused(code, "x"))


def test_a_feed_that_was_not_taken_or_is_out_of_date_waits_for_the_operator(operator, officer) -> None:
    subscription = make_subscription(operator)
    assert dues(operator, AT) == []  # not read yet: the clock will
    taken(subscription, a_practice())
    assert dues(operator, AT) == []
    assert [str(due.about) for due in dues(operator, AT + timedelta(days=8))] == ["Sąsiad"]
    refused(subscription, b"", {}, "unreadable")
    assert [due.kwargs for due in dues(operator, AT)] == [{"pk": subscription.pk}]
    assert dues(officer, AT) == []
    feeds.end_subscription(by=operator, subscription=subscription, at=AT)
    assert dues(operator, AT) == []


def test_the_operator_takes_what_is_kept_of_her_along_and_it_goes_with_her(operator) -> None:
    subscription = make_subscription(operator)
    assert subscriptions_of(operator)[0]["feed"] == subscription.url


def test_a_kit_finds_its_practice_also_when_that_comes_later() -> None:
    subscription = make_subscription()
    practice = a_practice()
    taken(subscription, a_kit(about=practice["url"]))
    assert Kit.objects.get().practice is None
    taken(subscription, practice, a_kit(about=practice["url"]), sequence=2, versions={"zestaw-lawek": 1})
    assert Kit.objects.get().practice == Practice.objects.get()
    taken(subscription, practice, a_kit(), sequence=3, versions={"lawki-sasiadow": 2})
    assert Kit.objects.get().practice is None  # its keeper took it off


def test_nobody_hangs_a_kit_on_the_practice_of_another_installation(settings) -> None:
    subscription = make_subscription()
    ours = f"{settings.ORIGIN}/practices/ogrody/"
    refused(subscription, *a_feed(a_kit(about=ours)), "item_kit")


def test_figures_are_told_only_of_the_calls_of_ones_own_installation(settings) -> None:
    subscription = make_subscription()
    for url in (f"{settings.ORIGIN}/calls/lawki/", "https://trzeci.example/calls/lawki/", f"{HERE}.evil.example/x/"):
        told = evidence(f"{settings.ORIGIN}/practices/ogrody/")
        told["rows"][0]["calls"][0]["url"] = url
        refused(subscription, *a_feed(told), "item_evidence")
    assert taken(subscription, evidence(f"{settings.ORIGIN}/practices/ogrody/")) == 1


@pytest.mark.parametrize("depth", [60, 600, 900])
def test_what_is_nested_without_end_is_refused_and_said(depth: int) -> None:
    practice = a_practice()
    data, files = a_feed(practice)
    deep = envelope.canonical({**practice, "texts": 0}).replace(b'"texts":0', b'"texts":' + b"[" * depth + b"]" * depth)
    path = next(iter(files))
    items = json.loads(data)["items"]
    items[0]["sha256"] = feed.sha256_of(deep)
    refused(make_subscription(), signed_again(data, items=items), {path: deep}, "item_practice")


def test_comments_that_never_end_are_read_once() -> None:
    """Read anew from each of them, this took minutes of a worker."""
    practice = a_practice()
    practice["texts"]["context"] = {"pl": "<!--" * 250_000}
    refused(make_subscription(), *a_feed(practice), "item_practice")


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00"])
def test_a_moment_no_clock_knows_is_refused(moment: str) -> None:
    subscription = make_subscription()
    refused(subscription, *a_feed(a_practice(published_at=moment)), "item_practice")
    data, files = a_feed(a_practice())
    refused(subscription, signed_again(data, fresh_until=moment), files, "shape")


def test_nought_with_a_million_digits_is_nought() -> None:
    practice = a_practice()
    practice["facts"]["figures"] = [{"label": {"pl": "Ławki"}, "value": "0e-999999", "source": "spis"}]
    taken(make_subscription(), practice)
    assert Practice.objects.get().current.fact("figures")[0]["value"] == "0.0000"


def test_the_same_signature_written_otherwise_is_none() -> None:
    """Taken in capitals, the true feed would look like a second one of its number."""
    subscription = make_subscription()
    data, files = a_feed(a_practice())
    signature = json.loads(data)["signature"]
    refused(subscription, data.replace(signature.encode(), signature.upper().encode()), files, "signature")
    assert taken(subscription, a_practice()) == 1
