"""Who looks for space in the city, what fits, and the office's answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.spaces import actions, queries
from skwer.apps.spaces.models import Match, Wish
from skwer.web.context import address, with_query
from skwer.web.desk.doors import desk_city
from skwer.web.refusing import refused

from .wishes import match_row

PAGE = 20


@desk_city
@require_http_methods(["GET", "HEAD", "POST"])
def desk_matches(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Searches of the city with what fits them: first those that are interested, then the rest."""
    here = address("web:desk_matches", city.slug)
    if request.method == "POST":
        if not request.may_run:  # type: ignore[attr-defined]
            raise PermissionDenied
        try:
            return _answer(request, city)
        except Refusal as refusal:
            return refused(request, refusal, back=here, back_label=_("Back to the searches"))
    rows = Match.objects.filter(space__organisation=city).select_related(
        "wish__person", "wish__for_organisation", "space__organisation", "space__district"
    )
    waiting = rows.filter(state__in=[Match.State.INTERESTED, Match.State.AGREED], wish__state=Wish.State.OPEN)
    fitting = Prefetch("matches", Match.objects.filter(state=Match.State.SEEN).select_related("space__district"))
    wishes = Wish.objects.filter(organisation=city, state=Wish.State.OPEN).select_related("for_organisation", "person")
    page = Paginator(wishes.prefetch_related(fitting), PAGE).get_page(request.GET.get("page"))
    best = queries.best_pairs(city)
    context = {
        "city": city,
        "title": _title(waiting.filter(state=Match.State.INTERESTED).count()),
        "waiting": [_waiting(match) for match in waiting.order_by("-state", "-score", "pk")[:100]],
        "page": page,
        "wishes": [
            {
                "wish": wish,
                "fits": [{"match": m, "best": best.get(wish.pk) == m.space_id} for m in wish.matches.all()],
            }
            for wish in page
        ],
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "spaces/desk_matches.html", context)


def _title(count: int) -> str:
    if not count:
        return _("Who looks for space")
    said = ngettext("%(n)s search waits for your answer", "%(n)s searches wait for your answer", count)
    return said % {"n": count}


def _waiting(match: Match) -> dict[str, Any]:
    url = address("web:desk_licence_new", match.space.organisation.slug)
    return {**match_row(match), "licence_url": with_query(url, f"match={match.pk}") if url else ""}


def _answer(request: HttpRequest, city: Organisation) -> HttpResponse:
    by: Any = request.user
    at = timezone.now()
    key = request.POST.get("match", "")
    rows = Match.objects.filter(space__organisation=city).select_related("space__organisation", "wish")
    match = get_object_or_404(rows, pk=int(key) if key.isdecimal() and len(key) < 19 else 0)
    if "agree" in request.POST:
        actions.agree_to_match(by=by, match=match, at=at)
        messages.success(request, _("Agreed. Who looks gets a letter; next comes the agreement."))
    elif "drop" in request.POST:
        actions.drop_match(by=by, match=match, why=request.POST.get("why", ""), at=at)
        messages.success(request, _("Given up. Who looks reads your reason."))
    return redirect("web:desk_matches", slug=city.slug)
