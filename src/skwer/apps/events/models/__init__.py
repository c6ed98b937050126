"""Events, who comes to them, and what comes of them."""

from .event import Change, Event, EventPhoto, EventQuerySet, Session, Site, Speaker
from .groups import GroupRun, Placing, Wish
from .outcomes import FollowUp, Interest, InterestQuerySet
from .people import Attendance, CalendarFeed, EvaluationAnswer, Invitation, Registration, RegistrationQuerySet

__all__ = [
    "Attendance",
    "CalendarFeed",
    "Change",
    "EvaluationAnswer",
    "Event",
    "EventPhoto",
    "EventQuerySet",
    "FollowUp",
    "GroupRun",
    "Interest",
    "InterestQuerySet",
    "Invitation",
    "Placing",
    "Registration",
    "RegistrationQuerySet",
    "Session",
    "Site",
    "Speaker",
    "Wish",
]
