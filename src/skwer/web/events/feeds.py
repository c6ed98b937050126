"""One's own calendar address: made when one asks for it, and made anew when it got into wrong hands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.events import actions, queries
from skwer.apps.events.models import CalendarFeed
from skwer.apps.events.tokens import feed_token
from skwer.web.context import address

from .cards import row


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_calendar(request: HttpRequest) -> HttpResponse:
    """The private address of one's events, for a calendar on one's own devices."""
    person: Any = request.user
    at = timezone.now()
    if request.method == "POST":
        if "renew" in request.POST:
            actions.renew_feed(by=person, at=at)
            messages.success(request, _("This is your new address. The old one shows nothing any more."))
        else:
            actions.open_feed(by=person, at=at)
        return redirect("web:account_calendar")
    feed = CalendarFeed.objects.filter(person=person).first()
    path = address("web:calendar_feed", feed_token(feed)) if feed else ""
    mine = [one for one in queries.own_events(person) if one.event.ends_at > at]
    context = {
        "frozen": {"readonly": True},
        "feed_url": request.build_absolute_uri(path) if path else "",
        "rows": [row(one.event, at) | {"note": one.get_state_display()} for one in mine],
    }
    return render(request, "events/calendar.html", context)
