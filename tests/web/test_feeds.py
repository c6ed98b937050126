"""The feed's pages: what is published, for people and for machines; and the operator's desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from skwer.apps.practices.actions import feeds
from skwer.apps.practices.federation import envelope
from skwer.apps.practices.federation.items import Offered
from skwer.apps.practices.models import Practice, PublishingKey, ReceivedItem, Subscription
from tests.factories import AT
from tests.feeds_factories import NEXT, PUBLIC, a_kit, a_practice, evidence, make_subscription, taken

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings, tmp_path) -> Path:
    settings.FEED_ROOT = tmp_path / "feed"
    return settings.FEED_ROOT


@pytest.fixture
def published() -> PublishingKey:
    key = feeds.begin_publishing(by=None, at=AT)
    things = [("practice", a_practice()), ("kit", a_kit())]
    offered = [Offered(kind=kind, key=one["key"], about=one["url"], document=one) for kind, one in things]
    feeds.publish_feed(offered=offered, at=timezone.now())
    return key


@pytest.fixture
def signed_in(client, operator):
    client.force_login(operator)
    return client


@pytest.fixture
def asked(monkeypatch) -> list[int]:
    """Subscriptions that were handed to a job; nothing is fetched."""
    from skwer.web.feeds import desk

    handed: list[int] = []

    class Job:
        enqueue = staticmethod(handed.append)

    monkeypatch.setattr(desk, "pull", Job)
    return handed


def test_the_page_shows_the_key_and_what_is_in_the_feed(client, published) -> None:
    page = client.get("/en/feed/").content.decode()
    assert envelope.finger(published.public) in page
    assert " ".join(published.public[i : i + 4] for i in range(0, 64, 4)) in page
    assert "1 practice and 1 kit for other cities to take" in page


def test_before_anything_is_published_the_page_says_so_and_there_are_no_files(client) -> None:
    assert client.get("/feed/").status_code == 200
    for path in ("/feed/feed.json", "/feed/feed.atom", "/feed/items/x.json"):
        assert client.get(path).status_code == 404


def test_the_files_are_served_as_they_lie_there(client, published, root) -> None:
    answer = client.get("/feed/feed.json")
    assert answer.content == (root / "feed.json").read_bytes()
    assert answer["Content-Type"] == "application/json"
    again = client.get("/feed/feed.json", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for item in json.loads(answer.content)["items"]:
        assert client.get(f"/feed/{item['path']}").content == (root / item["path"]).read_bytes()
    assert client.get("/feed/feed.atom")["Content-Type"].startswith("application/atom+xml")


def test_no_other_file_of_the_house_is_served(client, published, root) -> None:
    (root.parent / "secret.json").write_text("{}")
    for path in ("/feed/items/../../secret.json", "/feed/items/..%2f..%2fsecret.json", "/feed/../secret.json"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("role", ["officer", "admin", "auditor", "resident"])
def test_the_desk_of_feeds_is_the_operator_s(client, request, role: str) -> None:
    one = make_subscription()
    client.force_login(request.getfixturevalue(role))
    for url in ("/desk/feeds/", f"/desk/feeds/{one.pk}/"):
        assert client.get(url).status_code == 403
        assert client.post(url, {"end": "1"}).status_code == 403
    one.refresh_from_db()
    assert one.ended_at is None


def test_the_operator_subscribes_and_the_feed_is_asked_for(signed_in, asked) -> None:
    given = {"subscribe": "1", "url": "https://sasiad.example/feed/", "key": PUBLIC}
    answer = signed_in.post("/desk/feeds/", given)
    one = Subscription.objects.get()
    assert answer["Location"] == f"/desk/feeds/{one.pk}/"
    assert asked == [one.pk]


def test_what_was_typed_stays_when_it_cannot_stand(signed_in, asked) -> None:
    given = {"subscribe": "1", "url": "https://sasiad.example/feed/", "key": "abc"}
    answer = signed_in.post("/desk/feeds/", given)
    assert answer.status_code == 422
    assert "https://sasiad.example/feed/" in answer.content.decode()
    assert "abc" in answer.content.decode()
    assert asked == []


def test_the_desk_says_in_words_why_a_feed_was_not_taken(signed_in) -> None:
    one = make_subscription()
    taken(one, a_practice(), sequence=5)
    data, files = b"{}", {}
    with pytest.raises(feeds.FeedRefused):
        feeds.receive(subscription=one, data=data, files=files, at=AT)
    for url in ("/en/desk/feeds/", f"/en/desk/feeds/{one.pk}/"):
        page = signed_in.get(url).content.decode()
        assert "This installation reads skwer-feed/1" in page


def test_the_operator_reads_now_trusts_another_key_ends_and_begins_again(signed_in, asked) -> None:
    one = make_subscription()
    url = f"/desk/feeds/{one.pk}/"
    signed_in.post(url, {"pull": "1"})
    assert asked == [one.pk]
    assert signed_in.post(url, {"trust": "1", "key": "abc"}).status_code == 422
    signed_in.post(url, {"trust": "1", "key": envelope.public_of(NEXT)})
    one.refresh_from_db()
    assert one.key == envelope.public_of(NEXT)
    signed_in.post(url, {"end": "1"})
    one.refresh_from_db()
    assert one.ended_at is not None
    signed_in.post(url, {"again": "1"})
    one.refresh_from_db()
    assert one.ended_at is None


def test_the_operator_begins_publishes_and_changes_the_key(signed_in, root) -> None:
    signed_in.post("/desk/feeds/", {"begin": "1"})
    first = PublishingKey.objects.get()
    assert json.loads((root / "feed.json").read_bytes())["publisher"]["key"] == first.public
    signed_in.post("/desk/feeds/", {"rotate": "1"})
    second = PublishingKey.objects.get(in_use=True)
    assert json.loads((root / "feed.json").read_bytes())["publisher"]["key"] == second.public
    page = signed_in.get("/feed/").content.decode()
    assert envelope.finger(first.public) in page


def test_publishing_without_a_key_is_refused_in_words(signed_in) -> None:
    answer = signed_in.post("/en/desk/feeds/", {"publish": "1"})
    assert answer.status_code == 409
    assert "does not publish yet" in answer.content.decode()


def test_the_lists_ask_a_constant_number_of_questions(signed_in, published, django_assert_max_num_queries) -> None:
    one = make_subscription()
    things = [a_practice(f"praktyka-{n}") for n in range(12)]
    taken(one, *things, evidence("https://sasiad.example/practices/praktyka-1/"))
    for n in range(6):
        make_subscription(url=f"https://sasiad-{n}.example/")
    assert Practice.objects.count() == 12
    assert ReceivedItem.objects.count() == 13
    with django_assert_max_num_queries(16):
        signed_in.get("/desk/feeds/")
    with django_assert_max_num_queries(18):
        signed_in.get(reverse("web:desk_feed", args=[one.pk]))
    with django_assert_max_num_queries(16):
        signed_in.get("/feed/")


def test_a_practice_and_a_kit_from_elsewhere_say_where_they_are_from_and_how_fresh_they_are(client) -> None:
    one = make_subscription()
    now = timezone.now()
    taken(one, a_practice(), a_kit(about="https://sasiad.example/practices/lawki-sasiadow/"), at=now)
    pages = ("/en/practices/lawki-sasiadow/", "/en/kits/zestaw-lawek/")
    for page in (client.get(url).content.decode() for url in pages):
        assert "Received from Sąsiad" in page
        assert 'href="https://sasiad.example/' in page
        assert "may have changed" not in page
    assert "Validated there" in client.get(pages[0]).content.decode()
    Subscription.objects.update(fresh_until=now)
    for page in (client.get(url).content.decode() for url in pages):
        assert "may have changed" in page
    Subscription.objects.update(ended_at=now)
    assert "not kept up to date any more" in client.get(pages[0]).content.decode()
