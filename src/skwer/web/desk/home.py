"""What waits for me, and my city's calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.queries import stages_of
from skwer.apps.calls.stages import DECIDE
from skwer.apps.people.rules import may_run
from skwer.web.calls.stages import stage_name
from skwer.web.inbox.views import inbox_page
from skwer.web.specimen import context
from skwer.web.templatetags.words import when

from .calls import mark_of
from .doors import cities_of, organisations_of
from .ways import ways_of


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """First what is due, the late things on top; then the calls and what happens in them by itself."""
    at = timezone.now()
    organisations = organisations_of(request)
    cities = [one for one in organisations if one.is_city]
    sits = request.user.seats.filter(ended_at__isnull=True).exists()
    advises = request.user.expert_contracts.filter(ended_at__isnull=True).exists()
    if not organisations and not sits and not advises and not request.user.is_staff:
        raise PermissionDenied
    if organisations:
        request.city = organisations[0]
    page = inbox_page(request.user, at, desk=True)
    calls = (
        Call.objects.filter(organisation__in=cities)
        .exclude(state__in=[Call.State.ARCHIVED, Call.State.CANCELLED])
        .select_related("organisation")
        .prefetch_related("stages")
        .order_by("-created_at", "-pk")
    )
    rows = [_row(call, at, several=len(cities) > 1) for call in calls]
    return render(
        request,
        "desk/home.html",
        {
            **page,
            "finding": finding(page["groups"]),
            "running": [row for row in rows if row["running"]],
            "decided": [row for row in rows if not row["running"]],
            "cities": cities,
            "organisations": [{"organisation": one, "ways": ways_of(one)} for one in organisations],
            "may_begin": any(may_run(request.user, city) for city in cities),
            "sits": sits,
            "advises": advises,
        },
    )


def finding(groups: Any) -> str:
    """The desk in two sentences: "Today you have three things. One of them is late." """
    counts = {group.key: len(group.rows) for group in groups}
    late = counts.get("late", 0)
    today = late + counts.get("today", 0)
    rest = sum(counts.values()) - today
    if not today and not rest:
        return _("Nothing waits for you.")
    if not today:
        said = ngettext(
            "Nothing for today. You have %(number)s thing for later.",
            "Nothing for today. You have %(number)s things for later.",
            rest,
        )
        return said % {"number": in_words(rest)}
    said = ngettext("Today you have %(number)s thing.", "Today you have %(number)s things.", today)
    sentences = [said % {"number": in_words(today)}]
    if late:
        said = ngettext("%(number)s of them is late.", "%(number)s of them are late.", late)
        words = said % {"number": _late_in_words(late)}
        sentences.append(words[:1].upper() + words[1:])
    return " ".join(sentences)


def in_words(number: int) -> str:
    """Small numbers of things one has as words, larger ones in figures."""
    words = {
        1: pgettext("number of things", "one"),
        2: pgettext("number of things", "two"),
        3: pgettext("number of things", "three"),
        4: pgettext("number of things", "four"),
        5: pgettext("number of things", "five"),
        6: pgettext("number of things", "six"),
        7: pgettext("number of things", "seven"),
        8: pgettext("number of things", "eight"),
        9: pgettext("number of things", "nine"),
        10: pgettext("number of things", "ten"),
    }
    return words.get(number, str(number))


def _late_in_words(number: int) -> str:
    """The same where the number begins the sentence: Polish has "jedną rzecz", but "jedna jest spóźniona"."""
    return pgettext("number of late things", "one") if number == 1 else in_words(number)


def _row(call: Call, at: datetime, *, several: bool) -> dict[str, Any]:
    shape, label = mark_of(call, at)
    return {
        "call": call,
        "city": call.organisation.short if several else "",
        "shape": shape,
        "label": label,
        "running": call.state in (Call.State.DRAFT, Call.State.ANNOUNCED),
        "next": _next_hour(call, at),
    }


def _next_hour(call: Call, at: datetime) -> str:
    """What the clock does next in the call."""
    if call.state != Call.State.ANNOUNCED:
        return ""
    coming = []
    for stage in stages_of(call):
        name = stage_name(stage)
        if stage.state == Stage.State.OPEN and stage.kind != DECIDE and stage.closes_at and stage.closes_at > at:
            coming.append((stage.closes_at, _("“%(stage)s” closes by itself: %(when)s."), name))
        elif stage.state == Stage.State.PLANNED and stage.opens_at and stage.opens_at > at:
            coming.append((stage.opens_at, _("“%(stage)s” opens by itself: %(when)s."), name))
    if not coming:
        return ""
    moment, text, name = min(coming)
    return text % {"stage": name, "when": when(moment)}


@login_required
@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """Every part of the design language on one page, for those who build and translate."""
    if not request.user.is_staff:
        raise PermissionDenied
    city = next(iter(cities_of(request)), None)
    request.city = city
    return render(request, "parts/specimen.html", context(city.geodata if city else None, timezone.now()))
