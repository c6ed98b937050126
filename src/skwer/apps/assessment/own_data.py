"""What this room keeps about a person: the proposals she was given to assess, and her sheets."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .models import Assignment, Sheet


def sheets_of(person: Person) -> list[dict[str, Any]]:
    """For the export. They stay after erasure, without her name: a decision rests on them."""
    found = []
    given = Assignment.objects.filter(assessor=person).select_related("stage__call", "proposal", "sheet").order_by("pk")
    for assignment in given:
        sheet: Sheet | None = getattr(assignment, "sheet", None)
        found.append(
            {
                "call": assignment.stage.call.slug,
                "proposal": assignment.proposal.number,
                "state": assignment.state,
                "conflict": assignment.conflict_reason,
                "scores": sheet.scores if sheet else {},
                "comment": sheet.comment if sheet else "",
                "access": sheet.access if sheet else {},
                "sent": sheet.submitted_at.isoformat() if sheet and sheet.submitted_at else None,
            }
        )
    return found


OWN_DATA = OwnData("assessments", sheets_of)
