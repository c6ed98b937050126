"""Results: the list, the page of one decision, and its files."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Call
from skwer.overview import files
from skwer.overview.city import published_decisions
from skwer.overview.result import ResultView, Row, published_of, result_page
from skwer.values.text import in_language
from skwer.web.context import address

from . import past, words

A_PAGE = 20
KEY_UP_TO = 24  # with more shares than that the key beside the bed only repeats the list


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every published result, the newest first."""
    decisions = (
        published_decisions()
        .filter(call__in=Call.objects.visible_to(request.user))
        .select_related("call__organisation")
        .only(
            "published_at",
            "voters",
            "pot",
            "spent",
            "call__slug",
            "call__title",
            "call__currency",
            "call__state",
            "call__organisation__name",
            "call__organisation__short_name",
        )
        .order_by("-published_at", "-pk")
    )
    page = Paginator(decisions, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "results/index.html", {"page": page})


@require_safe
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """Who got what and why, how the money was shared, and everything one needs to recount it."""
    call = _call(request, slug)
    if "on" in request.GET:
        return past.result_on(request, call)
    decision = published_of(call)
    if decision is None:
        stages = [stage for stage in call.stages.all() if stage.kind == "decide"]
        return render(
            request,
            "results/waiting.html",
            {"call": call, "stage": stages[-1] if stages else None, "call_url": address("web:call", slug)},
        )
    return show(request, result_page(decision, request.user))


def show(request: HttpRequest, view: ResultView, **more: Any) -> HttpResponse:
    """The page of one decision, the one in force or one of the past."""
    slug, decision = view.call.slug, view.decision
    urls = {row.number: "" if row.gone else address("web:proposal", slug, row.number) for row in view.rows}
    return render(
        request,
        "results/result.html",
        {
            "view": view,
            "call": view.call,
            "decision": decision,
            "heading": words.finding(view),
            "funded": [_line(row, view, urls) for row in view.funded],
            "unfunded": [_line(row, view, urls) for row in view.unfunded],
            "cut": words.cut(view),
            "shared": words.sharing(view),
            "shares": [{"number": r.number, "title": r.title, "amount": r.amount, "url": ""} for r in view.funded],
            "show_key": len(view.funded) <= KEY_UP_TO,
            "points": [{**_line(r, view, urls), "lon": r.lon, "lat": r.lat} for r in view.rows if r.lon is not None],
            "files": [
                {"name": name, "words": words.FILES[name], "url": _file_url(slug, name) + more.get("query", "")}
                for name in files.names_of(decision)
            ],
            "fingerprint": words.in_fours(decision.outcome_hash),
            "rules_url": address("web:regulations", slug),
            "call_url": address("web:call", slug),
            "acts": [
                {"title": in_language(act.title), "number": act.number, "on": act.on} for act in decision.acts.all()
            ],
            "objections": view.call.objections.exclude(state="withdrawn").count(),
            "live": True,
            **more,
        },
    )


@require_safe
def published_file(request: HttpRequest, slug: str, name: str) -> HttpResponse | StreamingHttpResponse:
    """One file of the decision; it never changes while the decision is in force, so its hash is its ETag."""
    call = _call(request, slug)
    decision = past.decision_of(request, call) if "on" in request.GET else published_of(call)
    if decision is None:
        raise Http404
    try:
        file = files.published_file(decision, name)
    except LookupError as error:
        raise Http404 from error
    if file.hash and request.headers.get("If-None-Match") == f'"{file.hash}"':
        return HttpResponseNotModified()
    response = StreamingHttpResponse(file.chunks, content_type=file.type)
    response["Content-Disposition"] = f'attachment; filename="{slug}-{name}"'
    response["Cache-Control"] = "public, max-age=300"
    if file.hash:
        response["ETag"] = f'"{file.hash}"'
    return response


def _call(request: HttpRequest, slug: str) -> Call:
    visible = Call.objects.visible_to(request.user).select_related("organisation").prefetch_related("stages")
    call = get_object_or_404(visible, slug=slug)
    request.city = call.organisation
    request.section = "results"
    return call


def _file_url(slug: str, name: str) -> str:
    return address("web:results_files", slug, name)


def _line(row: Row, view: ResultView, urls: dict[int, str]) -> dict[str, Any]:
    """A row of the ranking for `{% rank_row %}`."""
    return {
        "number": row.number,
        "title": row.title,
        "url": urls[row.number],
        "where": row.where,
        "parts": [(str(words.SOURCES[name]), words.rounded(part)) for name, part in row.parts],
        "most": view.most,
        "unit": words.unit(view, row),
        "amount": row.amount if row.funded else row.asked,
        "currency": view.call.currency,
        "state": words.STATES[row.result],
        "why": " ".join(text for text in (row.reason, row.comment) if text),
        "out": not row.funded,
        "anchor": f"n{row.number}",
        "points": words.rounded(row.points),
        "votes": words.rounded(row.votes),
    }
