"""What leaves the house in the feed, and what stays: own, public things, and figures of whoever's practice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.utils import timezone

from skwer.apps.calls.kits import preset
from skwer.apps.practices.actions import feeds, kits
from skwer.apps.practices.federation import feed
from skwer.apps.practices.federation.items import checked
from skwer.apps.practices.models import Kit, Practice
from skwer.overview import feeding
from skwer.overview.evidence import address_of
from tests.factories import AT
from tests.feeds_factories import HERE, a_kit, a_practice, make_subscription, taken
from tests.kits_factories import make_kit
from tests.library_factories import make_practice

from .test_evidence import call_of, decide

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings, tmp_path) -> Path:
    settings.FEED_ROOT = tmp_path / "feed"
    return settings.FEED_ROOT


def names() -> set[tuple[str, str]]:
    return {(one.kind, one.key) for one in feeding.offered(AT)}


def test_own_public_practices_and_kits_go_out_and_drafts_stay(city, officer) -> None:
    practice = make_practice(city, officer, slug="ogrody")
    make_practice(city, officer, slug="szkic", published=False)
    make_kit(city, officer, practice=practice, slug="ogrody-zestaw")
    make_kit(city, officer, slug="szkic-zestawu", published=False)
    kits.ensure_shipped(key="micro-grant", document=preset("micro-grant"), at=AT)
    assert names() == {("practice", "ogrody"), ("kit", "ogrody-zestaw")}
    Practice.objects.filter(pk=practice.pk).update(retired_at=AT)
    assert ("practice", "ogrody") not in names()


def test_what_was_received_is_not_passed_on() -> None:
    subscription = make_subscription()
    taken(subscription, a_practice(), a_kit(about=f"{HERE}/practices/lawki-sasiadow/"))
    assert names() == set()


def test_a_draft_of_a_next_version_does_not_go_out(city, officer) -> None:
    kit = make_kit(city, officer, slug="zestaw")
    document = {**preset("micro-grant"), "summary": {"pl": "Tajny szkic"}}
    kits.save_draft(by=officer, kit=kit, document=document, at=AT)
    (one,) = feeding.offered(AT)
    assert one.document["version"] == 1
    assert "Tajny szkic" not in json.dumps(one.document, ensure_ascii=False)


def test_pictures_and_people_stay(city, officer) -> None:
    make_practice(city, officer, slug="ogrody")
    (one,) = feeding.offered(AT)
    assert "pictures" not in one.document["facts"]
    assert officer.name not in json.dumps(one.document, ensure_ascii=False)
    assert one.document["keeper"] == "Lipowiec nad Strugą"


def test_figures_of_anothers_practice_go_back_to_the_address_it_has_there(city, officer) -> None:
    subscription = make_subscription()
    url = f"{HERE}/practices/lawki-sasiadow/"
    taken(subscription, a_practice(), a_kit(about=url))
    version = Kit.objects.get().newest
    decide(call_of(version, city, officer))
    (one,) = feeding.offered(AT)
    assert (one.kind, one.key, one.about) == ("evidence", "lawki-sasiadow", url)
    assert address_of(Practice.objects.get()) == url


def test_everything_that_goes_out_can_be_taken(city, officer, root, settings) -> None:
    practice = make_practice(city, officer, slug="ogrody")
    make_kit(city, officer, practice=practice, slug="ogrody-zestaw")
    key = feeds.begin_publishing(by=None, at=AT)
    feeding.publish(at=AT)
    trust = feed.Trust(url=f"{settings.ORIGIN}/feed/feed.json", key=key.public)
    found = feed.opened((root / "feed.json").read_bytes(), trust, AT)
    assert [item.kind for item in found.items] == ["practice", "kit"]
    for item in found.items:
        checked(item, (root / item.path).read_bytes(), settings.ORIGIN)


def test_the_clock_publishes_once_an_hour_and_only_where_there_is_a_key(root) -> None:
    assert feeding.publish_later() is False
    feeds.begin_publishing(by=None, at=timezone.now())
    assert feeding.publish_later() is True
    assert (root / "feed.json").exists()
    assert feeding.publish_later() is False
