"""Events for calendar programmes (iCalendar): one event, a project's, and a person's own at an address nobody guesses.

Each answers 304 when nothing changed, because calendars ask again every few hours.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from skwer.apps.events import queries
from skwer.apps.events.calendar import event_calendar, events_calendar, own_calendar
from skwer.apps.events.tokens import read_feed
from skwer.apps.people.models import Person
from skwer.apps.programmes.models import Project


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


@require_safe
@cache_control(private=True, no_cache=True)
@conditional_page
def event_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """One announced event that the reader may see; with the line of the meeting for those who have a place."""
    person = request.user if isinstance(request.user, Person) else None
    event = queries.event_for(person, slug)
    if event is None or event.published_at is None:
        raise Http404
    return _answer(event_calendar(event, queries.registration_of(event, person)), event.slug)


@require_safe
@cache_control(public=True, max_age=900)
@conditional_page
def project_ics(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001
    """A project's events that anybody may see, cancelled ones too, so that calendars take them out."""
    project = Project.objects.visible_to(None).filter(slug=slug).first()
    if project is None:
        raise Http404
    events = queries.events_for(None).filter(project=project).order_by("starts_at", "pk")
    return _answer(events_calendar(events, project.short), project.slug)


@require_safe
@cache_control(private=True, no_cache=True)
@conditional_page
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """What one person comes to. The token is the key: no sign-in, no cookie. A renewed address is gone (410)."""
    person = read_feed(token)
    if person is None:
        raise Http404
    if person == "gone":
        words = _("This calendar address was renewed and shows nothing any more. Take the new one from your account.")
        return HttpResponse(words, status=410, content_type="text/plain; charset=utf-8")
    return _answer(own_calendar(person), "skwer")


# Named in the namespace of the pages, because pages and letters lead here; `skwer.urls` puts them together.
urlpatterns = [
    path("events/<slug:slug>/calendar.ics", event_ics, name="event_ics"),
    path("projects/<slug:slug>/events.ics", project_ics, name="project_ics"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar_feed"),
]
