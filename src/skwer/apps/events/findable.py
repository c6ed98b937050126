"""Events in the search: title, what it is about, where, who speaks, and what was agreed."""

from __future__ import annotations

from django.utils import translation

from skwer.apps.people.models import Person
from skwer.apps.search.kinds import SearchKind, Words

from .models import Event, EventQuerySet

KIND = "event"


def entries(event: Event) -> list[Words]:
    """The event in every language its title was written in."""
    found = []
    for language in ("pl", "en"):
        if not getattr(event, f"title_{language}", None):
            continue
        with translation.override(language):
            texts = [event.summary, event.description, event.get_kind_display(), event.minutes]
            texts += [site.where for site in event.sites.all()]
            for session in event.sessions.all():
                texts += [session.title, *(speaker.name for speaker in session.speakers.all())]
            text = " ".join(_sentence(str(t)) for t in texts if t)
            found.append(Words(language, str(event.title), text, f"/events/{event.slug}/"))
    return found


def _sentence(text: str) -> str:
    """The text with an end, so that a snippet does not run into what follows it."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _visible(person: Person | None) -> EventQuerySet:
    return Event.objects.visible_to(person)


EVENTS = SearchKind(
    key=KIND,
    label=Event._meta.verbose_name_plural,
    things=lambda: Event.objects.select_related("organisation").prefetch_related("sites", "sessions__speakers"),
    entries=entries,
    organisation=lambda event: event.organisation,
    visible_keys=_visible,
    name=Event._meta.verbose_name,
)
