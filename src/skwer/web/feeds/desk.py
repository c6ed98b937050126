"""The operator's desk: whose feeds are read, why one was not taken, and the installation's own feed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.people.refusals import Refusal
from skwer.apps.practices import rules
from skwer.apps.practices.actions import feeds as actions
from skwer.apps.practices.actions.feeds.pulling import pull
from skwer.apps.practices.federation.envelope import finger
from skwer.apps.practices.models import Kit, Practice, Publication, PublishingKey, ReceivedItem, Subscription
from skwer.overview import feeding
from skwer.web.context import address

from .forms import KeyForm, SubscribeForm
from .words import in_groups, kind_words, reason_of, received_title, state_of

PAGE = 50


def for_operator(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Pages of the installation itself: nobody else's."""

    @never_cache
    @login_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        if not rules.may_exchange(person):
            raise PermissionDenied
        request.section = "desk"  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


@for_operator
def feeds(request: HttpRequest) -> HttpResponse:
    """Subscriptions, what waits first; a form for one more; our own feed."""
    at = timezone.now()
    form, refusal = SubscribeForm(), None
    if request.method == "POST":
        if "subscribe" in request.POST:
            form = SubscribeForm(request.POST)
            if form.is_valid() and (one := _subscribed(request, form)) is not None:
                return redirect("web:desk_feed", pk=one.pk)
        else:
            refusal = _own(request)
            if refusal is None:
                return redirect("web:desk_feeds")
    rows = [
        {"subscription": one, "state": state_of(one, at), "reason": reason_of(one)}
        for one in Subscription.objects.order_by("ended_at", "name", "pk")
    ]
    rows.sort(key=lambda row: ("fix", "late", "sent", "done", "no").index(row["state"][0]))
    key = PublishingKey.objects.filter(in_use=True).first()
    status = refusal.status if refusal else 422 if form.is_bound else 200
    context = {
        "rows": rows,
        "waiting": sum(row["state"][0] in ("fix", "late") for row in rows),
        "form": form,
        "refusal": refusal,
        "key": key,
        "digits": in_groups(key.public) if key else "",
        "fingerprint": finger(key.public) if key else "",
        "last": Publication.objects.first(),
    }
    return render(request, "feeds/desk_feeds.html", context, status=status)


def _subscribed(request: HttpRequest, form: SubscribeForm) -> Subscription | None:
    person: Any = request.user
    asked = form.cleaned_data
    try:
        one = actions.subscribe(by=person, url=asked["url"], key=asked["key"], at=timezone.now())
    except Refusal as refusal:
        form.add_error(getattr(refusal, "field", None) or None, str(refusal))
        return None
    pull.enqueue(one.pk)
    messages.success(request, _("Subscribed. The feed is being read."))
    return one


def _own(request: HttpRequest) -> Refusal | None:
    """One of the buttons of our own feed. What was refused, or None."""
    person: Any = request.user
    at = timezone.now()
    try:
        if "rotate" in request.POST:
            actions.rotate_key(by=person, at=at)
            feeding.publish(at=at)
            messages.success(
                request,
                _("From now on the new key signs. Subscribers follow by themselves where the old key vouched for it."),
            )
        else:
            if "begin" in request.POST:
                actions.begin_publishing(by=person, at=at)
            publication = feeding.publish(at=at)
            messages.success(request, _("Feed %(number)s is published.") % {"number": publication.sequence})
    except Refusal as refusal:
        return refusal
    return None


@for_operator
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """One feed that is read: how it stands, what came of it; read it now, trust another key, end it."""
    at = timezone.now()
    one = get_object_or_404(Subscription.objects.select_related("added_by"), pk=pk)
    form = KeyForm()
    if request.method == "POST":
        if "trust" in request.POST:
            form = KeyForm(request.POST)
            if form.is_valid() and _trusted(request, one, form):
                return redirect("web:desk_feed", pk=pk)
        else:
            _done(request, one)
            return redirect("web:desk_feed", pk=pk)
        one.refresh_from_db()
    items = ReceivedItem.objects.filter(subscription=one).order_by("-received_at", "kind", "key")
    page = Paginator(items, PAGE).get_page(request.GET.get("page"))
    context = {
        "subscription": one,
        "state": state_of(one, at),
        "reason": reason_of(one),
        "digits": in_groups(one.key),
        "fingerprint": finger(one.key),
        "former": [finger(key) for key in one.former_keys],
        "rows": _rows(one, list(page)),
        "page": page,
        "form": form,
    }
    return render(request, "feeds/desk_feed.html", context, status=422 if form.is_bound else 200)


def _trusted(request: HttpRequest, one: Subscription, form: KeyForm) -> bool:
    person: Any = request.user
    try:
        actions.trust_key(by=person, subscription=one, key=form.cleaned_data["key"], at=timezone.now())
    except Refusal as refusal:
        form.add_error("key", str(refusal))
        return False
    pull.enqueue(one.pk)
    messages.success(request, _("From now on this key counts. The feed is being read."))
    return True


def _done(request: HttpRequest, one: Subscription) -> None:
    person: Any = request.user
    if "end" in request.POST:
        actions.end_subscription(by=person, subscription=one, at=timezone.now())
        messages.success(request, _("The feed is read no longer. Practices and kits that came stay."))
    elif "again" in request.POST:
        actions.subscribe(by=person, url=one.url, key=one.key, at=timezone.now())
        pull.enqueue(one.pk)
        messages.success(request, _("Subscribed. The feed is being read."))
    else:
        pull.enqueue(one.pk)
        messages.success(request, _("The feed is being read. Look again in a minute."))


def _rows(one: Subscription, items: list[ReceivedItem]) -> list[dict[str, Any]]:
    """What came, with the page it has here. Three queries, however many rows."""
    practices = dict(Practice.objects.filter(subscription=one).values_list("origin_key", "slug"))
    kits = dict(Kit.objects.filter(subscription=one).values_list("origin_key", "slug"))
    pages = {
        "practice": lambda item: address("web:practice", practices[item.key]) if item.key in practices else "",
        "kit": lambda item: address("web:kit", kits[item.key]) if item.key in kits else "",
        "evidence": lambda item: item.about,
    }
    return [
        {
            "kind": kind_words(item.kind),
            "title": received_title(item),
            "url": pages[item.kind](item),
            "version": item.version,
            "at": item.received_at,
        }
        for item in items
    ]
