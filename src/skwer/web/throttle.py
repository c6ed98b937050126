"""Counting requests without keeping addresses: the cache knows only daily-salted fingerprints."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

DAY = 86_400


def salted_address(request: HttpRequest) -> str:
    """A fingerprint of the sender's network address that means nothing tomorrow.

    The salt is random, lives in the cache for a day and is written nowhere else, so the fingerprint cannot be
    turned back by trying all addresses once the day is over.
    """
    return hmac.new(_salt().encode(), _address(request).encode(), "sha256").hexdigest()[:32]


def _salt() -> str:
    key = f"throttle-salt:{timezone.localdate():%Y-%m-%d}"
    cache.add(key, secrets.token_hex(32), timeout=DAY)  # whichever process comes first; the others read its salt
    return str(cache.get(key) or "")


def _address(request: HttpRequest) -> str:
    """Behind our own proxy its last entry counts: earlier ones are the sender's to invent."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if last := forwarded.rsplit(",", 1)[-1].strip():
            return last
    return str(request.META.get("REMOTE_ADDR", ""))


def is_over(request: HttpRequest, scope: str, *, limit: int, seconds: int) -> bool:
    """Count this request; is it one too many? Signed-in people are counted each for herself, so that a library's
    shared address does not shut out the fourth reader."""
    user = getattr(request, "user", None)
    who = f"p{user.pk}" if user is not None and user.is_authenticated else salted_address(request)
    key = f"throttle:{scope}:{who}"
    if cache.add(key, 1, timeout=seconds):
        return limit < 1
    try:
        return bool(cache.incr(key) > limit)
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, timeout=seconds)
        return False


def throttled(scope: str, *, limit: int, seconds: int) -> Callable[..., Any]:
    """Decorate a view that takes a public form: at most `limit` POSTs in `seconds`, then a page that says so (429)."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and is_over(request, scope, limit=limit, seconds=seconds):
                return too_many(request)
            return view(request, *args, **kwargs)

        return counted

    return decorate


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


def signing_in(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The account somebody wants to sign in to, for axes: without it, one who guesses would lock out everybody who
    shares her network address."""
    given = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(given).strip().lower()


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """The sign-in page after too many wrong passwords (called by axes)."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)
