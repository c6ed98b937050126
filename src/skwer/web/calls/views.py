"""Calls: the list, the page of one, its regulations and how they changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from skwer.apps.calls.against_kit import changes_from_kit
from skwer.apps.calls.models import Call
from skwer.apps.calls.queries import money_of, published_decision
from skwer.apps.calls.regulations import differences, frozen_or_made, regulations_hash
from skwer.apps.calls.rules import may_propose
from skwer.apps.calls.stages import MEET
from skwer.apps.people.models import Organisation
from skwer.web.context import address
from skwer.web.learn import beside
from skwer.web.proposals.cards import cards, public_proposals
from skwer.web.proposals.finding import call_of

from . import coming, findings, stages
from .ancestry import ancestry_lines
from .rows import call_rows

CARDS = 6  # so many ideas are drawn as cards on the call's page


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every public call, running ones first; narrowed by city and state."""
    chosen = {name: request.GET.get(name, "") for name in ("city", "state")}
    found = _narrowed(Call.objects.visible_to(None), chosen)
    listed = list(found.select_related("organisation").prefetch_related("stages").order_by("-announced_at", "-pk"))
    rows = call_rows(listed, timezone.now())
    cities = Organisation.objects.cities().filter(calls__in=Call.objects.visible_to(None)).distinct()
    city = next((one for one in cities if one.slug == chosen["city"]), None)
    if city is not None or len(cities) == 1:
        request.city = city or cities[0]  # type: ignore[attr-defined]
    request.section = "results" if chosen["state"] == "decided" else "calls"  # type: ignore[attr-defined]
    context = {
        "running": [row for row in rows if row["running"]],
        "past": [row for row in rows if not row["running"]],
        "filters": _filters(cities, chosen),
        "filtered": any(chosen.values()),
        "decided_only": chosen["state"] == "decided",
    }
    return render(request, "calls/list.html", context)


STATES = {
    "running": [Call.State.ANNOUNCED],
    "decided": [Call.State.DECIDED, Call.State.ARCHIVED],
    "cancelled": [Call.State.CANCELLED],
}


def _narrowed(found: QuerySet[Call], chosen: Mapping[str, str]) -> QuerySet[Call]:
    if chosen["city"]:
        found = found.filter(organisation__slug=chosen["city"])
    if chosen["state"]:
        found = found.filter(state__in=STATES.get(chosen["state"], []))
    return found


def _filters(cities: Any, chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    states = [
        ("", _("all")),
        ("running", pgettext("calls", "running")),
        ("decided", pgettext("calls", "decided")),
        ("cancelled", pgettext("calls", "cancelled")),
    ]
    fields = [{"kind": "select", "name": "state", "label": _("State"), "choices": states, "value": chosen["state"]}]
    if len(cities) > 1:
        options = [("", _("all")), *((one.slug, one.short) for one in cities)]
        fields.insert(0, {"kind": "select", "name": "city", "label": _("City"), "choices": options,
                          "value": chosen["city"]})  # fmt: skip
    return fields


@require_safe
def call(request: HttpRequest, slug: str) -> HttpResponse:
    """One call: its stages, what next, the money, the ideas, the rules in five sentences, a person to talk to."""
    one = call_of(request, slug)
    now = timezone.now()
    money = money_of(one)
    ideas = cards(public_proposals(one))
    drawn = 0 if one.archived_election else CARDS  # a file of ballots tells no kinds of places to draw
    decision = published_decision(one)
    context = {
        "call": one,
        "city": one.organisation,
        "bar": stages.bar(one, now),
        "next": coming.next_of_call(one, now) if one.state == Call.State.ANNOUNCED else None,
        "may": may_propose(request.user, one, now),  # type: ignore[arg-type]
        "money": money,
        "finding": findings.about_money(money),
        "ideas": ideas,
        "with_point": any(idea["lon"] is not None for idea in ideas),
        "plots": ideas[:drawn],
        "rest": ideas[drawn:],
        "sentences": [] if one.archived_election else findings.five_sentences(one),
        "lessons": beside.of_call(one),
        "versions": one.regulations.count(),
        "meets": any(stage.kind == MEET for stage in one.stages.all()),
        "decision": decision,
        "results_url": address("web:results", one.slug) if decision else "",
        "desk_url": address("web:desk_call", one.slug) if one.state == Call.State.DRAFT else "",
        "copied_from": one.copied_from if one.copied_from and one.copied_from.state != Call.State.DRAFT else None,
        "ancestry": ancestry_lines(one, request.user),
        "changes_url": address("web:regulations_changes", one.slug) if one.kit_version_id else "",
    }
    return render(request, "calls/call.html", context)


@require_safe
def regulations(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules as a numbered text, with its hash; an earlier version by its number."""
    one = call_of(request, slug)
    if one.archived_election:
        return render(request, "calls/no_regulations.html", {"call": one})
    versions = list(one.regulations.order_by("version"))
    wanted = request.GET.get("version", "")
    shown = next((v for v in versions if str(v.version) == wanted), versions[-1] if versions else None)
    paragraphs = shown.paragraphs if shown else frozen_or_made(one)
    context = {
        "call": one,
        "paragraphs": findings.in_words(paragraphs),
        "shown": shown,
        "latest": versions[-1] if versions else None,
        "versions": versions,
        "hash": shown.hash if shown else regulations_hash(paragraphs),
        "reopenings": _reopenings(one),
        "last_year": one.copied_from if one.copied_from and one.copied_from.state != Call.State.DRAFT else None,
    }
    return render(request, "calls/regulations.html", context)


@require_safe
def regulations_changes(request: HttpRequest, slug: str) -> HttpResponse:
    """How each version differs from the one before, the first from last year's, and the call from the kit it is of."""
    one = call_of(request, slug)
    if one.archived_election:
        return render(request, "calls/no_regulations.html", {"call": one})
    versions = list(one.regulations.order_by("version"))
    last_year = one.copied_from if one.copied_from and one.copied_from.state != Call.State.DRAFT else None
    before = frozen_or_made(last_year) if last_year else None
    changes = []
    if not versions and before is not None:
        changes.append({"version": None, "changed": differences(before, frozen_or_made(one)), "first": True})
    for version in versions:
        if before is not None:
            first = version.version == versions[0].version
            changes.append({"version": version, "changed": differences(before, version.paragraphs), "first": first})
        before = version.paragraphs
    context = {
        "call": one,
        "changes": changes[::-1],
        "last_year": last_year,
        "reopenings": _reopenings(one),
        "kit": one.kit_version,
        "from_kit": changes_from_kit(one),
    }
    return render(request, "calls/changes.html", context)


def _reopenings(one: Call) -> list[Any]:
    found = []
    for stage in stages.stages_of(one):
        for reopening in stage.reopenings.all():
            found.append({"reopening": reopening, "stage": stages.stage_name(stage)})
    return sorted(found, key=lambda row: row["reopening"].at, reverse=True)
