"""What this room keeps about a person: her tries, what she completed, and where she was asked for a judgement."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .models import Attempt, Completion, SelfRoll


def learning_of(person: Person) -> dict[str, Any]:
    """For the export. Which sheet of a self-assessment is hers nobody can say, we neither."""
    tries = Attempt.objects.filter(person=person).select_related("module").order_by("at", "pk")
    done = Completion.objects.filter(person=person).select_related("module")
    asked = SelfRoll.objects.filter(person=person).select_related("self_assessment__scale", "self_assessment__city")
    return {
        "tries": [
            {
                "module": one.module.slug,
                "version": one.module_version,
                "answers": one.answers,
                "right": f"{one.right}/{one.total}",
                "at": one.at.isoformat(),
            }
            for one in tries
        ],
        "completed": [
            {
                "module": one.module.slug,
                "version": one.module_version,
                "hours": str(one.hours),
                "certificate": one.number,
                "at": one.completed_at.isoformat(),
            }
            for one in done
        ],
        "asked_to_judge": [
            {
                "city": one.self_assessment.city.slug,
                "scale": one.self_assessment.scale.slug,
                "moment": one.self_assessment.moment,
                "answered": one.answered,
            }
            for one in asked.order_by("pk")
        ],
    }


OWN_DATA = OwnData("learning", learning_of)
