"""Proposals as everybody sees them: the plan with its equal list, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Proposal
from skwer.apps.calls.objections import matters, may_object
from skwer.apps.calls.queries import form_of, open_correction, public_label
from skwer.apps.calls.rules import may_edit, may_see_inside, may_withdraw, writes
from skwer.apps.forms.schema import RESERVED, Form
from skwer.apps.forms.showing import Shown, display
from skwer.apps.places.access import PLANNED, planned
from skwer.web.calls.coming import next_of_proposal
from skwer.web.calls.results import line_of, reason_of
from skwer.web.context import address
from skwer.web.meetings.showing import advice_on
from skwer.web.templatetags.pictures import category as category_words
from skwer.web.templatetags.words import day, money

from . import uploads
from .cards import card, cards, public_proposals
from .finding import call_of, proposal_of
from .words import who_applies

CARDS = 12  # so many are drawn as cards; the others stand in a compact list, with the same numbers on the plan


@require_safe
def proposals(request: HttpRequest, slug: str) -> HttpResponse:
    """All public proposals of a call: on the plan and in the list, narrowed by district, kind and state."""
    call = call_of(request, slug)
    everything = cards(public_proposals(call))
    chosen = {name: request.GET.get(name, "") for name in ("district", "kind", "state")}
    shown = [one for one in everything if _fits(one, chosen)]
    drawn = 0 if call.archived_election else CARDS  # a file of ballots tells no kinds of places to draw
    context = {
        "call": call,
        "city": call.organisation,
        "all": len(everything),
        "shown": shown,
        "plots": shown[:drawn],
        "rest": shown[drawn:],
        "filters": _filters(everything, chosen),
        "filtered": any(chosen.values()),
        "with_point": any(one["lon"] is not None for one in everything),
        "without_point": sum(1 for one in shown if one["lon"] is None),
    }
    return render(request, "proposals/list.html", context)


def _fits(one: Mapping[str, Any], chosen: Mapping[str, str]) -> bool:
    return (
        (not chosen["district"] or (one["district"] is not None and one["district"].code == chosen["district"]))
        and (not chosen["kind"] or one["category"] == chosen["kind"])
        and (not chosen["state"] or one["state"] == chosen["state"])
    )


def _filters(everything: Sequence[Mapping[str, Any]], chosen: Mapping[str, str]) -> list[dict[str, Any]]:
    """Only what there is to choose from; a list with one answer is no choice."""
    districts = {one["district"].code: one["district"].name for one in everything if one["district"] is not None}
    kinds = {one["category"]: category_words(one["category"]) for one in everything if one["category"]}
    states = {one["state"]: one["state_label"] for one in everything}
    fields = []
    for name, label, values in (
        ("district", _("District"), districts),
        ("kind", _("Kind"), kinds),
        ("state", _("State"), states),
    ):
        if len(values) > 1 or chosen[name]:
            options = [("", _("all")), *sorted(values.items(), key=lambda pair: pair[1])]
            fields.append({"kind": "select", "name": name, "label": label, "choices": options, "value": chosen[name]})
    return fields


@require_safe
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One proposal. Those who write it, and the office, see more: private answers and what they can do."""
    one = proposal_of(request, slug, number)
    form, now = form_of(one), timezone.now()
    inside = may_see_inside(request.user, one)  # type: ignore[arg-type]
    mine = inside and writes(request.user, one)  # type: ignore[arg-type]
    answers = {shown.question.key: shown for shown in display(form, one.answers, public=True)}
    known = uploads.listed(one, request.user)
    photos = [known[uid] for uid in answers["photo"].files if uid in known] if "photo" in answers else []
    line = line_of(one)
    versions = one.revisions.count()
    context = {
        "call": one.call,
        "city": one.call.organisation,
        "proposal": one,
        "label": public_label(one, request.user),
        "card": card(one),
        "photos": photos,
        "cover": photos[0] if photos else None,
        "next": next_of_proposal(one, now, inside=inside, mine=mine),
        "sections": [shown for shown in answers.values() if _is_section(shown)],
        "grids": [shown for shown in answers.values() if shown.grid and shown.question.key != PLANNED],
        "access": planned(one.answers) if PLANNED in answers else None,
        "costs": answers.get("costs"),
        "documents": [
            shown
            for shown in answers.values()
            if shown.files and shown.question.key != "photo" and any(uid in known for uid in shown.files)
        ],
        "files": known,
        "facts": _facts(one, answers, line, inside=inside),
        "line": line,
        "reason": reason_of(line),
        "results_url": address("web:results", slug) if line else "",
        "versions": versions,
        "inside": inside,
        "told": inside or one.checked_published,
        "advice": advice_on(one, request.user),
        "original": one.title if one.title_in() != one.title else "",
    }
    if decided := matters(one):
        answers_ = [may_object(request.user, one, against, now) for against in decided]  # type: ignore[arg-type]
        context["may_object"] = next((answer for answer in answers_ if answer), None)
        context["objections"] = one.objections.exclude(state="withdrawn").count()
    if inside:
        context |= _inside(request, one, form, now, mine=mine)
    return render(request, "proposals/proposal.html", context)


def _is_section(shown: Shown) -> bool:
    return shown.question.kind == "long_text" and shown.question.key not in RESERVED and not shown.empty


def _facts(one: Proposal, answers: Mapping[str, Shown], line: Any, *, inside: bool) -> list[dict[str, Any]]:
    """The most important first: how much, who, where; then every short public answer."""
    currency = one.call.currency
    who, public = who_applies(one, inside=inside), who_applies(one)
    rows: list[dict[str, Any]] = [
        {"label": _("Asks for"), "value": money(one.requested, currency), "big": True},
        {"label": _("Granted"), "value": money(line.amount, currency) if line and line.amount else ""},
        {"label": _("Whole cost"), "value": money(one.total, currency) if one.total != one.requested else ""},
        {"label": _("Who"), "value": who, "note": _("Others read: %(who)s") % {"who": public} if who != public else ""},
        {"label": _("Where"), "value": ", ".join(p for p in (one.address, getattr(one.district, "name", "")) if p)},
        {"label": _("Kind"), "value": category_words(one.category) if one.category else ""},
    ]
    for shown in answers.values():
        short = shown.question.kind in ("short_text", "number", "money", "choice", "choices")
        if short and shown.question.key not in RESERVED and not shown.empty:
            rows.append({"label": shown.label, "value": shown.text})
    rows.append({"label": _("Idea sent"), "value": day(one.idea_sent_at) if one.idea_sent_at else ""})
    rows.append({"label": _("Sent"), "value": day(one.submitted_at) if one.submitted_at else ""})
    return rows


def _inside(request: HttpRequest, one: Proposal, form: Form, now: Any, *, mine: bool) -> dict[str, Any]:
    """What only those who write it and the office see."""
    slug, number = one.call.slug, one.number
    correction = open_correction(one)
    private = [
        shown
        for shown in display(form, one.answers)
        if not shown.question.public and shown.question.kind != "declaration"
    ]
    return {
        "private": [shown for shown in private if not shown.empty],
        "mine": mine,
        "correction": correction,
        "needs": mine and one.needs.exists(),
        "may_edit": may_edit(request.user, one, now) if mine else None,  # type: ignore[arg-type]
        "may_withdraw": may_withdraw(request.user, one) if mine else None,  # type: ignore[arg-type]
        "desk_url": "" if mine else address("web:desk_proposal", slug, number),
        "state_words": one.get_state_display(),
    }
