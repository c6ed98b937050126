"""Many at once: each publication has a number of its own, and a feed is taken once."""

from __future__ import annotations

import json
from datetime import timedelta

from skwer.apps.practices.actions import feeds
from skwer.apps.practices.federation.items import Offered
from skwer.apps.practices.models import Practice, Publication, PublishingKey, ReceivedItem, Subscription
from tests.apps.voting.test_concurrency import all_at_once
from tests.factories import AT, make_person
from tests.feeds_factories import PUBLIC, a_feed, a_practice, make_subscription

THREADS = 6


def test_publications_at_once_have_numbers_of_their_own_and_the_last_one_lies_there(
    transactional_db, settings, tmp_path
) -> None:
    settings.FEED_ROOT = tmp_path / "feed"
    feeds.begin_publishing(by=None, at=AT)

    def publish(number: int) -> None:
        one = a_practice(version=number)
        offered = [Offered(kind="practice", key=one["key"], about=one["url"], document=one)]
        feeds.publish_feed(offered=offered, at=AT + timedelta(minutes=number))

    jobs = [lambda number=number: publish(number) for number in range(1, THREADS + 1)]
    assert all_at_once(*jobs) == [None] * THREADS
    numbers = list(Publication.objects.order_by("sequence").values_list("sequence", flat=True))
    assert numbers == list(range(1, THREADS + 1))
    there = json.loads((settings.FEED_ROOT / "feed.json").read_bytes())
    assert there["sequence"] == THREADS
    assert (settings.FEED_ROOT / there["items"][0]["path"]).exists()


def test_a_feed_that_comes_twice_at_once_is_taken_once(transactional_db) -> None:
    subscription = make_subscription()
    data, files = a_feed(a_practice())

    def take() -> None:
        one = Subscription.objects.get(pk=subscription.pk)
        feeds.receive(subscription=one, data=data, files=files, at=AT)

    assert all_at_once(*[take] * THREADS) == [None] * THREADS
    assert (Practice.objects.count(), ReceivedItem.objects.count()) == (1, 1)


def test_a_key_made_twice_at_once_is_one(transactional_db) -> None:
    assert all_at_once(*[lambda: feeds.begin_publishing(by=None, at=AT)] * THREADS) == [None] * THREADS
    assert PublishingKey.objects.count() == 1


def test_two_operators_who_subscribe_at_once_have_one_subscription(transactional_db) -> None:
    operator = make_person("Olga Operator", is_staff=True, second_factor=True)

    def subscribe() -> None:
        feeds.subscribe(by=operator, url="https://inny.example/", key=PUBLIC, at=AT)

    outcomes = all_at_once(*[subscribe] * THREADS)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["BadSubscription"] * (THREADS - 1) + ["NoneType"]
    assert Subscription.objects.count() == 1
