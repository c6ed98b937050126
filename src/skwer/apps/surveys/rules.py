"""Who prepares surveys, and who may answer one now."""

from __future__ import annotations

from datetime import datetime

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.rules import may_run

from .models import Survey


def may_keep_surveys(person: Person | None, city: Organisation) -> bool:
    """Officers and administrators of the city."""
    return may_run(person, city)


def is_open(survey: Survey, at: datetime) -> bool:
    """Does it take answers at this hour, whatever the clock has done by now?"""
    return survey.state == Survey.State.OPEN and survey.opens_at <= at < survey.closes_at
