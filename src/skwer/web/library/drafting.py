"""A practice's record begun in one step from what is already public: a decided call, or a place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from skwer.apps.calls.models import Call
from skwer.apps.calls.queries import published_decision
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.places.models import Place
from skwer.apps.practices.actions.beginning import begin_from_record
from skwer.apps.practices.models import PARTS
from skwer.apps.practices.rules import may_draft_practice
from skwer.overview.practice_drafts import Drafted, from_call, from_place
from skwer.web.context import address
from skwer.web.practices.words import said_in
from skwer.web.refusing import refused
from skwer.web.templatetags.words import number as written

from .parts import name_of
from .record import unit_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_from_call(request: HttpRequest, slug: str) -> HttpResponse:
    """What the public record of a decided call already says; posted, it becomes the draft of a practice."""
    person: Any = request.user
    calls = Call.objects.visible_to(person).select_related("organisation", "edition__scheme")
    call = get_object_or_404(calls, slug=slug)
    if not may_draft_practice(person, call.organisation):
        raise PermissionDenied
    if published_decision(call) is None:
        raise Http404
    back = (address("web:desk_call", call.slug), str(call.title))
    return _draft(request, call.organisation, from_call(call, on=timezone.localdate()), back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_from_place(request: HttpRequest, number: int) -> HttpResponse:
    """The same from a public place that was opened once."""
    person: Any = request.user
    place = get_object_or_404(Place.objects.visible_to(person).select_related("organisation"), pk=number)
    if not may_draft_practice(person, place.organisation):
        raise PermissionDenied
    if place.published_at is None or place.ready_date is None:
        raise Http404
    back = (address("web:desk_place", place.pk), str(place.title))
    return _draft(request, place.organisation, from_place(place), back)


def _draft(request: HttpRequest, city: Organisation, made: Drafted, back: tuple[str, str]) -> HttpResponse:
    request.city = city  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            person: Any = request.user
            practice = begin_from_record(
                by=person, organisation=city, texts=made.texts, facts=made.facts, at=timezone.now()
            )
        except Refusal as refusal:
            return refused(request, refusal, back=back[0], back_label=back[1])
        messages.success(request, _("The practice is begun. Write what the record cannot know."))
        return redirect("web:desk_practice", practice.slug)
    told = [(name_of(part), said_in(made.texts[part])) for part in PARTS if part in made.texts]
    context = {
        "back_url": back[0],
        "back_label": back[1],
        "told": told,
        "figures": [
            (said_in(one["label"]), f"{written(one['value'])} {unit_of(one).text}".strip())
            for one in made.facts.get("figures", ())
        ],
        "missing": [name_of(part) for part in PARTS if part not in made.texts],
    }
    return render(request, "library/draft_from.html", context)
