"""Asking another installation for its files, as one asks a stranger: briefly, a little at a time, and nobody at home.

Redirects are not followed: the address that was trusted is the address that answers. No proxy and no password of this
machine is used. The network address is looked at after the connection is made and before a byte is sent, so that a
name which means something else a moment later gains nothing. Whoever sends a letter a minute is hung up on: each read
has its own patience, so the whole needs a clock beside it.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from .faults import FeedRefused

CONNECT, READ, WHOLE = 5, 10, 30
"""Seconds to connect, to wait for the next byte, and for one file."""
PIECE = 65_536
JSON = {"application/json", "text/json", "application/feed+json"}


class _AtHomeError(OSError):
    """The name leads into our own network."""


def _looked_at(connection: socket.socket) -> socket.socket:
    """The connection, unless it leads to this machine or its neighbours; the clock may end it from now on."""
    peer = ipaddress.ip_address(connection.getpeername()[0].split("%")[0])
    if not settings.FEED_PRIVATE and not (getattr(peer, "ipv4_mapped", None) or peer).is_global:
        connection.close()
        raise _AtHomeError
    _CALLS.get().append(connection.dup())
    return connection


_CALLS: ContextVar[list[socket.socket]] = ContextVar("_CALLS")


@contextmanager
def _at_most(seconds: float) -> Iterator[threading.Event]:
    """Every connection begun inside is cut after so long; the event then says so."""
    over, calls = threading.Event(), list[socket.socket]()

    def cut() -> None:
        over.set()
        for call in list(calls):
            with suppress(OSError):
                call.shutdown(socket.SHUT_RDWR)

    before, clock = _CALLS.set(calls), threading.Timer(seconds, cut)
    clock.daemon = True
    clock.start()
    try:
        yield over
    finally:
        clock.cancel()
        clock.join()
        _CALLS.reset(before)
        for call in calls:
            call.close()


class _Http(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _looked_at(super()._new_conn())


class _Https(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _looked_at(super()._new_conn())


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Careful(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


def get(url: str, most: int) -> bytes:
    """The file at this address, at most so many bytes. Raises FeedRefused."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise FeedRefused("address", url)
    name = parts.path.rsplit("/", 1)[-1] or url
    with _at_most(WHOLE) as over:
        try:
            found = _got(url, name, parts.hostname, most)
        except FeedRefused:
            if over.is_set():
                raise FeedRefused("too_slow", name) from None
            raise
        if over.is_set():  # cut in the middle, what came looks like the whole
            raise FeedRefused("too_slow", name)
        return found


def _got(url: str, name: str, host: str, most: int) -> bytes:
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", _Careful(max_retries=0))
    session.mount("https://", _Careful(max_retries=0))
    started = time.monotonic()
    try:
        with session.get(
            url,
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT, READ),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Skwer feed reader"},
        ) as answer:
            _must_be_a_file(answer, url, name)
            found = bytearray()
            for piece in answer.raw.stream(PIECE, decode_content=False):
                found += piece
                if len(found) > most:
                    raise FeedRefused("too_large", name)
                if time.monotonic() - started > WHOLE:
                    raise FeedRefused("too_slow", name)
            return bytes(found)
    except requests.Timeout as error:
        raise FeedRefused("too_slow", name) from error
    except (requests.RequestException, OSError, ValueError) as error:
        if _led_home(error):
            raise FeedRefused("address", host) from error
        raise FeedRefused("unreachable", _reason(error, host)) from error
    finally:
        session.close()


def beside(url: str, path: str) -> str:
    """The address of a file the feed names."""
    return urljoin(url, path)


def _must_be_a_file(answer: requests.Response, url: str, name: str) -> None:
    if answer.is_redirect or 300 <= answer.status_code < 400:
        raise FeedRefused("moved", urljoin(url, answer.headers.get("Location", ""))[:300])
    if answer.status_code != 200:
        raise FeedRefused("unreachable", f"{name}: HTTP {answer.status_code}")
    kind = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind not in JSON or answer.headers.get("Content-Encoding", "identity") != "identity":
        raise FeedRefused("kind", kind[:60] or "?")


def _led_home(error: BaseException | None) -> bool:
    """Was it our own look at the connection that ended it, however deep in others' errors?"""
    seen = 0
    while error is not None and seen < 12:
        if isinstance(error, _AtHomeError):
            return True
        inner = getattr(error, "reason", None)
        nested = inner if isinstance(inner, BaseException) else None
        first = error.args[0] if error.args and isinstance(error.args[0], BaseException) else None
        error = error.__cause__ or error.__context__ or nested or first
        seen += 1
    return False


def _reason(error: BaseException, host: str) -> str:
    """What failed, in a word or two; the long chains of a library tell an operator nothing."""
    if isinstance(error, requests.exceptions.SSLError):
        return f"{host}: TLS"
    return f"{host}: {error.__class__.__name__}"
