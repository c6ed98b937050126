"""What waits for people in this room: self-assessments they were asked to answer."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Person

from .models import SelfRoll


def for_asked(person: Person, at: datetime) -> list[Due]:
    """Self-assessments that are open and that she has not answered."""
    del at
    waiting = SelfRoll.objects.filter(person=person, answered=False, self_assessment__closed_at__isnull=True)
    return [
        Due(
            what=_("Say how strong your city is"),
            about=str(entry.self_assessment.scale.title),
            action=_("Answer"),
            route="web:self_assessment",
            kwargs={"pk": entry.self_assessment_id},
            state="check",
            organisation=entry.self_assessment.city,
            detail=_("Your answer carries no name."),
        )
        for entry in waiting.select_related("self_assessment__scale", "self_assessment__city")
    ]
