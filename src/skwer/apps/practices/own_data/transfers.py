"""What transfers keep about a person: what she began, decided, asked, and how she scored the fit."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from ..models import FitScore, Transfer, TransferElement, TransferQuestion


def export(person: Person) -> dict[str, list[dict[str, Any]]]:
    """For the export: her own acts and words, and when."""
    begun = Transfer.objects.filter(begun_by=person).order_by("pk")
    decided = TransferElement.objects.filter(decided_by=person).select_related("transfer").order_by("pk")
    asked = TransferQuestion.objects.filter(by=person).select_related("transfer").order_by("pk")
    answered = TransferQuestion.objects.filter(answered_by=person).select_related("transfer").order_by("pk")
    scores = FitScore.objects.filter(by=person).select_related("transfer").order_by("pk")
    return {
        "begun": [{"transfer": str(one), "at": one.begun_at.isoformat()} for one in begun],
        "decided": [
            {
                "transfer": str(row.transfer),
                "element": row.key,
                "decision": row.decision,
                "reason": row.reason,
                "at": row.decided_at.isoformat() if row.decided_at else None,
            }
            for row in decided
        ],
        "asked": [{"transfer": str(one.transfer), "question": one.text, "at": one.at.isoformat()} for one in asked],
        "answered": [{"transfer": str(one.transfer), "answer": one.answer} for one in answered],
        "fit": [
            {
                "transfer": str(one.transfer),
                "aspect": one.aspect,
                "score": one.score,
                "why": one.note,
                "at": one.at.isoformat(),
            }
            for one in scores
        ],
    }


OWN_DATA = OwnData("transfers", export)
