"""Looking for a space: the form, one's searches, and what fits each with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.places import access
from skwer.apps.spaces import actions, queries, rules
from skwer.apps.spaces.models import USES, UTILITIES, Match, Space, Wish
from skwer.web.context import address, with_query
from skwer.web.refusing import refused
from skwer.web.templatetags.words import day, money
from skwer.web.throttle import throttled

from .cards import area_words, card, fee_words
from .forms import WishForm, add_refusal
from .reasons import listed, told

MATCH_SHAPES = {
    Match.State.SEEN: "sent",
    Match.State.INTERESTED: "check",
    Match.State.AGREED: "chosen",
    Match.State.DROPPED: "no",
    Match.State.LICENSED: "done",
}


def _own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """view(request, wish) for those who may see it: whose it is, and the city's desk."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, pk: int) -> HttpResponse:
        person: Any = request.user
        rows = Wish.objects.visible_to(person).select_related("organisation", "for_organisation", "district")
        wish = get_object_or_404(rows, pk=pk)
        request.city = wish.organisation  # type: ignore[attr-defined]
        return view(request, wish)

    return inside


@never_cache
@login_required
@require_safe
def my_wishes(request: HttpRequest) -> HttpResponse:
    """All searches of the reader and her organisations, with how many spaces fit."""
    person: Any = request.user
    rows = Wish.objects.of(person).select_related("organisation", "for_organisation").prefetch_related("matches__space")
    context = {
        "rows": [{"wish": wish, "fits": fitting(wish.matches.all())} for wish in rows],
    }
    return render(request, "spaces/wishes.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("wish", limit=20, seconds=3600)
def wish_new(request: HttpRequest) -> HttpResponse:
    """Say what you look for; what fits is shown at once. Without a city in the address one is asked for first."""
    cities = list(Organisation.objects.cities().order_by("name"))
    slug = request.GET.get("city", "")
    city = next((c for c in cities if c.slug == slug), cities[0] if len(cities) == 1 and not slug else None)
    if slug and city is None:
        raise Http404
    if city is None:
        return render(request, "spaces/wish_city.html", {"choices": [(c.slug, c.name) for c in cities]})
    return _edit(request, city, None)


@require_http_methods(["GET", "HEAD", "POST"])
@_own
def wish_edit(request: HttpRequest, wish: Wish) -> HttpResponse:
    """Other conditions."""
    if not rules.may_change_wish(request.user, wish):  # type: ignore[arg-type]
        raise PermissionDenied
    return _edit(request, wish.organisation, wish)


def _edit(request: HttpRequest, city: Organisation, wish: Wish | None) -> HttpResponse:
    person: Any = request.user
    request.city = city  # type: ignore[attr-defined]
    given: dict[str, Any] = {"city": city, "groups": rules.lends_for(person)}
    sent = request.POST if request.method == "POST" else None
    form = WishForm(sent, initial=WishForm.initial_of(wish) if wish else {"currency": "PLN"}, **given)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                at = timezone.now()
                if wish is None:
                    wish = actions.add_wish(by=person, organisation=city, values=form.cleaned_data, at=at)
                else:
                    actions.change_wish(by=person, wish=wish, values=form.cleaned_data, at=at)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal)
            else:
                messages.success(request, _("Saved. These spaces fit."))
                return redirect("web:wish", pk=wish.pk)
    return render(request, "spaces/wish_edit.html", {"form": form, "city": city, "wish": wish}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@_own
def wish(request: HttpRequest, wish: Wish) -> HttpResponse:
    """What fits, best first, each with its reasons; what nearly fits; the way on from here."""
    person: Any = request.user
    if request.method == "POST":
        try:
            return _answer(request, wish)
        except Refusal as refusal:
            return refused(request, refusal, back=address("web:wish", wish.pk), back_label=_("Back to the search"))
    mine = rules.may_change_wish(person, wish)
    matches = list(queries.matches_of(wish))
    looking = wish.state == Wish.State.OPEN
    context = {
        "wish": wish,
        "city": wish.organisation,
        "mine": mine,
        "looking": looking,
        "conditions": conditions(wish),
        "rows": [match_row(match) for match in matches],
        "fits": fitting(matches),
        "misses": [
            {"card": card(space), "reasons": told(r.told() for r in found.reasons if r.hard)}
            for space, found in (queries.near_misses(wish) if looking else [])
        ],
        "all_url": with_query(address("web:spaces"), f"city={wish.organisation.slug}"),
    }
    return render(request, "spaces/wish.html", context)


def _answer(request: HttpRequest, wish: Wish) -> HttpResponse:
    by: Any = request.user
    at = timezone.now()
    if "close" in request.POST or "found" in request.POST:
        actions.close_wish(by=by, wish=wish, found="found" in request.POST, at=at)
        messages.success(request, _("Closed. Nobody offers you spaces for it any more."))
    elif "reopen" in request.POST:
        actions.reopen_wish(by=by, wish=wish, at=at)
    else:
        match = get_object_or_404(Match.objects.select_related("space__organisation", "wish"), wish=wish,
                                  pk=_number(request.POST.get("match", "")))  # fmt: skip
        if "interest" in request.POST:
            actions.state_interest(by=by, match=match, at=at)
            messages.success(request, _("The office knows that this space interests you."))
        elif "drop" in request.POST:
            if not rules.may_change_wish(by, wish):
                raise PermissionDenied
            actions.drop_match(by=by, match=match, at=at)
    return redirect("web:wish", pk=wish.pk)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


def fitting(matches: Iterable[Match]) -> int:
    """How many of the spaces found are still to be had, or are this search's own."""
    given = (Match.State.AGREED, Match.State.LICENSED)
    return sum(
        match.state in given or (match.state != Match.State.DROPPED and match.space.state in queries.TO_HAVE)
        for match in matches
    )


def match_row(match: Match) -> dict[str, Any]:
    """A match as the pages show it."""
    space: Space = match.space
    waiting = (Match.State.SEEN, Match.State.DROPPED)
    return {
        "match": match,
        "space": space,
        "url": address("web:space", space.pk),
        "shape": MATCH_SHAPES.get(match.state, "draft"),  # type: ignore[call-overload]
        "line": " · ".join(str(x) for x in (area_words(space), space.district or space.address, fee_words(space)) if x),
        "reasons": told(match.reasons, str(space.district or "")),
        "to_have": space.state in queries.TO_HAVE,
        "may_interest": match.state in waiting and space.state in queries.TO_HAVE,
    }


def conditions(wish: Wish) -> list[dict[str, Any]]:
    """What the wish names, as facts."""
    needs = [(need.key, need.label) for need in access.NEEDS]
    area = {
        (True, False): _("at least %(least)s m²"),
        (False, True): _("at most %(most)s m²"),
        (True, True): _("%(least)s to %(most)s m²"),
    }.get((wish.area_min is not None, wish.area_max is not None), "")
    span = {
        (True, False): _("from %(first)s"), (False, True): _("until %(last)s"), (True, True): _("%(first)s – %(last)s"),
    }.get((wish.starts_on is not None, wish.ends_on is not None), "")  # fmt: skip
    return [
        {"label": _("Kind of use"), "value": listed(wish.uses, USES)},
        {"label": _("Kind of space"), "value": listed(wish.kinds, Space.Kind.choices)},
        {"label": pgettext("square metres", "Area"),
         "value": area % {"least": _plain(wish.area_min), "most": _plain(wish.area_max)}},
        {"label": _("When"), "value": span % {
            "first": day(wish.starts_on) if wish.starts_on else "", "last": day(wish.ends_on) if wish.ends_on else ""}},
        {"label": _("What it must have"), "value": listed(wish.utilities, UTILITIES)},
        {"label": _("Who must be able to come"), "value": listed(wish.access, needs)},
        {"label": _("District"), "value": wish.district.name if wish.district else ""},
        {"label": _("You pay at most, a month"),
         "value": money(wish.pay_most, wish.currency) if wish.pay_most is not None else ""},
    ]  # fmt: skip


def _plain(value: Any) -> str:
    return "" if value is None else f"{value:f}".removesuffix(".00")
