"""Asking strangers: with limits, without being led elsewhere, and never at home."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from skwer.apps.practices.actions import feeds
from skwer.apps.practices.actions.feeds import pulling
from skwer.apps.practices.federation import feed, fetching
from skwer.apps.practices.federation.faults import FeedRefused
from skwer.apps.practices.models import Practice, Subscription
from tests.factories import AT
from tests.feeds_factories import HERE, PUBLIC, a_feed, a_practice


class Stranger(BaseHTTPRequestHandler):
    """Answers what a test tells it to, and remembers what it was asked."""

    answers: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, headers, body = self.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def stranger() -> Iterator[str]:
    """The address of a server on this machine."""
    Stranger.answers, Stranger.asked = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def near(settings) -> None:
    settings.FEED_PRIVATE = True


def reason(url: str, most: int = 1000) -> tuple[str, str]:
    with pytest.raises(FeedRefused) as caught:
        fetching.get(url, most)
    return caught.value.code, caught.value.detail


def test_a_file_is_read(stranger, near) -> None:
    Stranger.answers["/a.json"] = (200, {"Content-Type": "application/json; charset=utf-8"}, b"{}")
    assert fetching.get(f"{stranger}/a.json", 10) == b"{}"


def test_nobody_at_home_is_asked(stranger, settings) -> None:
    Stranger.answers["/a.json"] = (200, {}, b"{}")
    assert reason(f"{stranger}/a.json")[0] == "address"
    assert reason(stranger.replace("127.0.0.1", "localhost") + "/a.json")[0] == "address"
    assert Stranger.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/a", "http://", "https://a:b@x.example/a.json"])
def test_only_plain_web_addresses_are_asked(url: str, near) -> None:
    assert reason(url)[0] == "address"


def test_a_redirect_is_not_followed(stranger, near) -> None:
    Stranger.answers["/a.json"] = (302, {"Location": "http://inny.example/b.json"}, b"")
    assert reason(f"{stranger}/a.json") == ("moved", "http://inny.example/b.json")


def test_more_than_agreed_is_not_read(stranger, near) -> None:
    Stranger.answers["/a.json"] = (200, {}, b"x" * 200_000)
    assert reason(f"{stranger}/a.json") == ("too_large", "a.json")


def test_a_page_is_no_feed_and_neither_is_what_must_be_unpacked(stranger, near) -> None:
    Stranger.answers["/a.json"] = (200, {"Content-Type": "text/html"}, b"<html>")
    Stranger.answers["/b.json"] = (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b")
    assert reason(f"{stranger}/a.json") == ("kind", "text/html")
    assert reason(f"{stranger}/b.json")[0] == "kind"


def test_what_is_not_there_is_said(stranger, near) -> None:
    assert reason(f"{stranger}/c.json") == ("unreachable", "c.json: HTTP 404")
    assert reason("http://127.0.0.1:9/a.json")[0] == "unreachable"


def test_one_that_never_ends_is_left(stranger, near, monkeypatch) -> None:
    Stranger.answers["/a.json"] = (200, {}, b"x" * 100_000)
    moments = iter(range(0, 100_000, 40))
    monkeypatch.setattr(fetching.time, "monotonic", lambda: next(moments))
    assert reason(f"{stranger}/a.json", 1_000_000) == ("too_slow", "a.json")


def dripping(head: bytes) -> Iterator[str]:
    """A server that sends this, then a byte now and then, for ever."""
    server = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        call, _from = server.accept()
        call.recv(4000)
        call.sendall(head)
        with suppress(OSError):
            while not ended.wait(0.05):
                call.sendall(b"x")

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}"
    ended.set()
    server.close()


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: "]
)
def test_one_that_sends_a_letter_now_and_then_is_hung_up_on(head: bytes, near, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "WHOLE", 0.4)
    asked: list[tuple[str, str]] = []
    with contextmanager(dripping)(head) as there:
        asking = threading.Thread(target=lambda: asked.append(reason(f"{there}/a.json", 1_000_000)), daemon=True)
        asking.start()
        asking.join(8)
        assert asked == [("too_slow", "a.json")]


def test_a_feed_of_many_slow_documents_is_left(monkeypatch) -> None:
    moments = iter([0, 100, 2000])
    monkeypatch.setattr(pulling.time, "monotonic", lambda: next(moments))
    monkeypatch.setattr(pulling.fetching, "get", lambda _url, _most: b"{}")
    data, _files = a_feed(a_practice("a"), a_practice("b"))
    items = list(feed.opened(data, feed.Trust(url=f"{HERE}/feed/feed.json", key=PUBLIC), AT).items)
    with pytest.raises(FeedRefused) as caught:
        list(pulling._files(HERE, items))
    assert (caught.value.code, caught.value.detail) == ("too_slow", "practice b")


@pytest.mark.django_db
def test_documents_are_asked_for_only_once_the_list_is_trusted(stranger, near, operator) -> None:
    data, files = a_feed(a_practice(url=f"{stranger}/practices/lawki-sasiadow/"), url=stranger)
    Stranger.answers = {f"/feed/{path}": (200, {}, body) for path, body in files.items()}
    Stranger.answers["/feed/feed.json"] = (200, {}, data[:-1] + b"]")
    subscription = feeds.subscribe(by=operator, url=stranger, key=PUBLIC, at=AT)
    with pytest.raises(FeedRefused):
        feeds.pull_feed(subscription=subscription, at=AT)
    assert Stranger.asked == ["/feed/feed.json"]
    subscription.refresh_from_db()
    assert subscription.refused == "unreadable"

    Stranger.answers["/feed/feed.json"] = (200, {}, data)
    assert feeds.pull_feed(subscription=subscription, at=AT) == 1
    assert Practice.objects.get().subscription == subscription
    asked = len(Stranger.asked)
    assert feeds.pull_feed(subscription=subscription, at=AT) == 0
    assert Stranger.asked[asked:] == ["/feed/feed.json"]  # nothing is fetched twice


@pytest.mark.django_db
def test_every_feed_is_asked_once_an_hour(operator, monkeypatch) -> None:
    asked: list[int] = []

    class Job:
        enqueue = staticmethod(asked.append)

    monkeypatch.setattr(pulling, "pull", Job)
    one = feeds.subscribe(by=operator, url="https://a.example/", key=PUBLIC, at=AT)
    two = feeds.subscribe(by=operator, url="https://b.example/", key=PUBLIC, at=AT)
    feeds.end_subscription(by=operator, subscription=two, at=AT)
    assert feeds.pull_later(at=AT) == 1
    assert feeds.pull_later(at=AT) == 0
    Subscription.objects.filter(pk=one.pk).update(checked_at=AT)
    assert asked == [one.pk]
