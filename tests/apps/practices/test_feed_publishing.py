"""Publishing: keys, files, numbers that only grow; and what leaves the house at all."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from skwer.apps.people.models import JournalEntry
from skwer.apps.practices.actions import feeds
from skwer.apps.practices.federation import envelope, feed, keys
from skwer.apps.practices.federation.items import Offered
from skwer.apps.practices.models import Publication, PublishingKey
from tests.factories import AT
from tests.feeds_factories import a_kit, a_practice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def root(settings, tmp_path) -> Path:
    settings.FEED_ROOT = tmp_path / "feed"
    settings.FEED_NAME = "Lipowiec"
    return settings.FEED_ROOT


def offered(*documents: dict[str, Any]) -> list[Offered]:
    kinds = {"skwer-practice/1": "practice", "skwer-kit-release/1": "kit"}
    return [
        Offered(kind=kinds[one["format"]], key=one["key"], about=one["url"], document=one, updated_at=AT)
        for one in documents
    ]


def listed(root: Path) -> dict[str, Any]:
    return json.loads((root / "feed.json").read_bytes())


def trust(key: PublishingKey, settings) -> feed.Trust:
    return feed.Trust(url=f"{settings.ORIGIN}/feed/feed.json", key=key.public)


def test_what_is_published_can_be_taken(root, settings) -> None:
    key = feeds.begin_publishing(by=None, at=AT)
    publication = feeds.publish_feed(offered=offered(a_practice(), a_kit()), at=AT)
    found = feed.opened((root / "feed.json").read_bytes(), trust(key, settings), AT)
    assert (found.sequence, found.name, len(found.items), publication.items) == (1, "Lipowiec", 2, 2)
    for item in found.items:
        assert feed.sha256_of((root / item.path).read_bytes()) == item.sha256


def test_without_a_key_nothing_is_published(root) -> None:
    with pytest.raises(feeds.NotPublishing):
        feeds.publish_feed(offered=[], at=AT)
    assert not root.exists()


def test_nothing_new_is_signed_again_after_a_day_and_news_at_once(root) -> None:
    feeds.begin_publishing(by=None, at=AT)
    things = offered(a_practice())
    feeds.publish_feed(offered=things, at=AT)
    assert feeds.publish_feed(offered=things, at=AT + timedelta(hours=2)).sequence == 1
    assert feeds.publish_feed(offered=things, at=AT + DAY).sequence == 2
    again = listed(root)["items"][0]
    assert again["version"] == 1  # the document is the same as in the first
    assert feeds.publish_feed(offered=offered(a_practice(version=2)), at=AT + DAY).sequence == 3
    assert listed(root)["items"][0]["version"] == 3
    assert JournalEntry.objects.filter(verb="feed_published").count() == 2


def test_the_number_grows_past_what_lies_there_and_past_what_is_asked_for(root) -> None:
    feeds.begin_publishing(by=None, at=AT)
    feeds.publish_feed(offered=[], at=AT)
    feeds.publish_feed(offered=[], at=AT, least=40)
    assert listed(root)["sequence"] == 40
    Publication.objects.filter(sequence=40).delete()  # the database came back from an older backup
    assert feeds.publish_feed(offered=[], at=AT).sequence == 41


def test_lost_files_are_written_again(root) -> None:
    feeds.begin_publishing(by=None, at=AT)
    feeds.publish_feed(offered=offered(a_practice()), at=AT)
    (root / "feed.json").unlink()
    assert feeds.publish_feed(offered=offered(a_practice()), at=AT).sequence == 2
    assert listed(root)["sequence"] == 2


def test_documents_of_the_feed_before_stay_for_readers_in_the_middle(root) -> None:
    feeds.begin_publishing(by=None, at=AT)
    for version in (1, 2, 3):
        feeds.publish_feed(offered=offered(a_practice(version=version)), at=AT)
    kept = [json.loads(path.read_bytes())["version"] for path in (root / "items").iterdir()]
    assert sorted(kept) == [2, 3]


def test_the_secret_is_in_a_file_of_one_reader_and_not_in_the_database(settings) -> None:
    key = feeds.begin_publishing(by=None, at=AT)
    path = keys.path_of(key.public)
    assert path.stat().st_mode & 0o777 == 0o600
    secret = path.read_text()
    assert envelope.public_of(bytes.fromhex(secret)) == key.public
    assert secret not in json.dumps(list(PublishingKey.objects.values()), default=str)
    assert secret not in json.dumps(list(JournalEntry.objects.values()), default=str)


def test_a_lost_secret_stops_publishing_and_says_so(root) -> None:
    key = feeds.begin_publishing(by=None, at=AT)
    keys.path_of(key.public).unlink()
    with pytest.raises(keys.NoSecret):
        feeds.publish_feed(offered=[], at=AT)
    new = feeds.rotate_key(by=None, at=AT)
    assert new.vouched == ""
    feeds.publish_feed(offered=[], at=AT)
    assert listed(root)["keys"] == []


def test_the_environment_may_hold_the_secret(settings) -> None:
    secret = bytes([7]) * 32
    settings.FEED_KEY = secret.hex()
    key = feeds.begin_publishing(by=None, at=AT)
    assert key.public == envelope.public_of(secret)
    assert not keys.path_of(key.public).exists()
    assert keys.secret_of(key.public) == secret


@pytest.mark.parametrize("given", ["", "abc", "zz" * 32, "00" * 31])
def test_half_a_secret_in_the_environment_is_none(settings, given: str) -> None:
    settings.FEED_KEY = given
    assert keys.from_environment() is None


def test_subscribers_follow_two_changes_of_key_at_once(root, settings, django_capture_on_commit_callbacks) -> None:
    first = feeds.begin_publishing(by=None, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        second = feeds.rotate_key(by=None, at=AT + timedelta(microseconds=17))
    assert not keys.path_of(first.public).exists()
    with django_capture_on_commit_callbacks(execute=True):
        third = feeds.rotate_key(by=None, at=AT + DAY)
    feeds.publish_feed(offered=[], at=AT + DAY)
    found = feed.opened((root / "feed.json").read_bytes(), trust(first, settings), AT + DAY)
    assert (found.key, found.followed) == (third.public, (first.public, second.public))
    assert PublishingKey.objects.get(in_use=True) == third


def test_a_new_key_signs_a_feed_without_news(root) -> None:
    feeds.begin_publishing(by=None, at=AT)
    feeds.publish_feed(offered=[], at=AT)
    new = feeds.rotate_key(by=None, at=AT)
    assert feeds.publish_feed(offered=[], at=AT).sequence == 2
    assert listed(root)["publisher"]["key"] == new.public


def test_the_atom_feed_tells_people_the_same(root) -> None:
    feeds.begin_publishing(by=None, at=AT)
    texts = {"title": {"pl": "Ławki & <kwiaty>"}}
    feeds.publish_feed(offered=offered(a_practice(texts=texts), a_kit()), at=AT)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.parse(root / "feed.atom").getroot().findall(f"{atom}entry")
    assert {entry.findtext(f"{atom}title") for entry in entries} >= {"Ławki & <kwiaty>"}
    assert len(entries) == 2
