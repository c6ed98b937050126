"""Exact points as readers see them, and a sheet that was sent."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from skwer.apps.assessment.models import Sheet
from skwer.apps.assessment.queries import changed_at, points_of
from skwer.apps.assessment.terms import AssessTerms
from skwer.apps.calls.models import Meeting
from skwer.apps.calls.queries import published_decision
from skwer.methods.ranking import short, total
from skwer.methods.tally.exact import rounded_text
from skwer.values.text import in_language


def points_text(points: Fraction, places: int = 2) -> str:
    """The figure rounded half up, with a point; templates write it in the reader's way by `|number`."""
    return rounded_text(points, places)


def sheet_shown(sheet: Sheet, terms: AssessTerms) -> dict[str, Any]:
    """A sent sheet: who, her total on the scale, points and reasons by criterion, earlier versions with the reason."""
    assignment = sheet.assignment
    earlier = [sent for sent in sheet.sent.all() if sent.reopened_at]
    return {
        "assignment": assignment,
        "name": assignment.assessor.name if assignment.assessor else assignment.label,
        "total": points_text(total(points_of(sheet), terms.criteria, terms.scale), 1),
        "scores": _scores(sheet.scores, terms),
        "comment": sheet.comment,
        "access": sheet.access if terms.access else {},
        "reason_id": f"id_reason-{sheet.pk}",
        "why_id": f"id_why-{sheet.pk}",
        "meeting_id": f"id_meeting-{sheet.pk}",
        "at": sheet.submitted_at,
        "earlier": [
            {
                "at": sent.at,
                "reason": sent.reopen_reason,
                "meeting": sent.meeting,
                "objection": sent.objection,
                "reopened_at": sent.reopened_at,
                "scores": _scores(sent.scores, terms),
            }
            for sent in earlier
        ],
    }


def _scores(scores: Any, terms: AssessTerms) -> list[dict[str, Any]]:
    return [
        {
            "key": criterion.key,
            "title": in_language(criterion.title) or criterion.key,
            "banded": criterion.bands is not None,
            "points": scores.get(criterion.key, {}).get("points", ""),
            "most": short(criterion.max),
            "reason": scores.get(criterion.key, {}).get("reason", ""),
        }
        for criterion in terms.criteria
    ]


def changed_shown(meeting: Meeting, *, inside: bool) -> list[dict[str, Any]]:
    """Points that this meeting changed: both figures and why. Others read them with the decision, never before."""
    if not inside and published_decision(meeting.call) is None:
        return []
    return [
        {
            "number": row.number,
            "title": row.title,
            "assessor": row.assessor,
            "criterion": in_language(row.criterion),
            "before": row.before,
            "after": row.after,
            "reason": row.reason,
        }
        for row in changed_at(meeting)
    ]
