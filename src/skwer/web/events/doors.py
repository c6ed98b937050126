"""Who sees which event's pages, and who comes in at its desk. Every view of a single event opens one of these doors.

An event a person may not know of does not exist for her (404); one she sees but does not run is refused (403). Inside,
the event's own time zone is the current one, so hours are read and written on its clock.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from skwer.apps.events import rules
from skwer.apps.events.models import Event, Registration
from skwer.apps.events.tokens import invitation_of, registration_of

View = Callable[..., HttpResponse]


def _fetched() -> Any:
    return Event.objects.select_related("organisation", "project__organisation").prefetch_related("sites")


def seen(view: View) -> View:
    """view(request, event, …) instead of view(request, slug, …), for whoever may see the event.

    A guest's key or an invitation shows an event by invitation too: both came to her by letter.
    """

    @wraps(view)
    def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        visible = Event.objects.visible_to(request.user).filter(slug=slug).values("pk")  # type: ignore[arg-type]
        event = _fetched().filter(pk__in=visible).first() or _by_letter(request, slug)
        if event is None:
            raise Http404
        return _inside(view, request, event, kwargs)

    return inside


def _by_letter(request: HttpRequest, slug: str) -> Event | None:
    for name, read in (("key", registration_of), ("invitation", invitation_of)):
        found: Any = read(request.GET[name]) if request.GET.get(name) else None
        if found is not None and found.event.slug == slug and found.event.published_at is not None:
            return _fetched().filter(pk=found.event_id).first()  # type: ignore[no-any-return]
    return None


def desk(view: View) -> View:
    """view(request, event, …) for those who read the desk of the event; `request.may_run` says who changes it."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        event = _fetched().filter(pk__in=Event.objects.visible_to(person).filter(slug=slug).values("pk")).first()
        if event is None:
            raise Http404
        if not rules.may_read_desk_of(person, event):
            raise PermissionDenied
        request.may_run = rules.may_run_event(person, event)  # type: ignore[attr-defined]
        if request.method == "POST" and not request.may_run:  # type: ignore[attr-defined]
            raise PermissionDenied
        request.section = "desk"  # type: ignore[attr-defined]
        return _inside(view, request, event, kwargs)

    return inside


def _inside(view: View, request: HttpRequest, event: Event, kwargs: dict[str, Any]) -> HttpResponse:
    request.city = event.organisation  # type: ignore[attr-defined]
    with timezone.override(event.zone):
        return view(request, event, **kwargs)


def own_registration(request: HttpRequest, event: Event) -> tuple[Registration | None, str]:
    """(the reader's registration, the key that opened it): a guest's by the key of her letter, else her account's."""
    from skwer.apps.events import queries

    key = request.GET.get("key") or request.POST.get("key") or ""
    if key:
        found = registration_of(key)
        return (found, key) if found is not None and found.event_id == event.pk else (None, "")
    person: Any = request.user
    return (queries.registration_of(event, person) if person.is_authenticated else None), ""
