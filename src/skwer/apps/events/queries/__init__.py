"""What is looked up about events, the people at them, and what comes of them."""

from .agenda import agenda, blocks, own_sessions, venue
from .counting import Countable, countable
from .lists import coming_events, event_for, events_for, own_events, past_events
from .outcomes import interests_of, outcome_counts, overdue_for, sources_of_interest
from .people import (
    attendance_days,
    attendance_of,
    attended,
    certificate_days,
    evaluation_summary,
    needs_summary,
    people,
    photos,
    places_left,
    queue_place,
    registration_of,
)
from .wishes import WishReport, WishRow, latest_run, recomputed, wish_report

__all__ = [
    "Countable",
    "WishReport",
    "WishRow",
    "agenda",
    "attendance_days",
    "attendance_of",
    "attended",
    "blocks",
    "certificate_days",
    "coming_events",
    "countable",
    "evaluation_summary",
    "event_for",
    "events_for",
    "interests_of",
    "latest_run",
    "needs_summary",
    "outcome_counts",
    "overdue_for",
    "own_events",
    "own_sessions",
    "past_events",
    "people",
    "photos",
    "places_left",
    "queue_place",
    "recomputed",
    "registration_of",
    "sources_of_interest",
    "venue",
    "wish_report",
]
