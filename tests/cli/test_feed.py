"""`skwer feed`: what it says, and what it answers when it cannot."""

from __future__ import annotations

import pytest

from skwer.apps.practices.federation import envelope
from skwer.apps.practices.models import PublishingKey
from skwer.cli import main
from tests.feeds_factories import make_subscription

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.FEED_ROOT = tmp_path / "feed"


def test_without_a_key_or_a_subscription_one_line_says_what_to_do(capsys) -> None:
    assert main(["feed", "publish"]) == 2
    assert "Make a key first" in capsys.readouterr().err
    assert main(["feed", "pull"]) == 2
    assert "/desk/feeds/" in capsys.readouterr().err
    assert main(["feed", "pull", "https://x.example/feed/feed.json"]) == 2


def test_the_key_is_made_once_and_never_shown(capsys, settings) -> None:
    assert main(["feed", "key"]) == 0
    first = capsys.readouterr().out
    assert main(["feed", "key"]) == 0
    assert capsys.readouterr().out == first
    public = PublishingKey.objects.get().public
    assert public in first
    assert envelope.finger(public) in first
    assert next(settings.KEYS_ROOT.glob("feed-*.key")).read_text() not in first


def test_a_new_key_publishes_at_once(capsys) -> None:
    main(["feed", "key"])
    assert main(["feed", "rotate"]) == 0
    assert "Feed 1, 0 items" in capsys.readouterr().out
    assert main(["feed", "publish", "--number", "70"]) == 0
    assert "Feed 70" in capsys.readouterr().out


def test_a_feed_that_is_refused_is_said_with_its_reason(capsys) -> None:
    make_subscription(url="http://127.0.0.1:9/feed/feed.json")
    assert main(["feed", "pull"]) == 2
    told = capsys.readouterr().err
    assert "refused (unreachable)" in told
    assert "could not be fetched" in told
