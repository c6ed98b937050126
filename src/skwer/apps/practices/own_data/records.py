"""What this room keeps about a person's part in practices: what she handed in, said of one, and answered."""

from __future__ import annotations

from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from ..models import PracticeVersion, Remark, Review


def export(person: Person) -> dict[str, Any]:
    """Versions handed in, words as editor or expert, comments and answers: all of it her own words."""
    handed_in = PracticeVersion.objects.filter(submitted_by=person).select_related("practice").order_by("pk")
    reviews = Review.objects.filter(by=person).select_related("version__practice").order_by("pk")
    remarks = Remark.objects.filter(by=person).select_related("version__practice").order_by("pk")
    answers = Remark.objects.filter(answered_by=person).select_related("version__practice").order_by("pk")
    return {
        "handed_in": [{**_which(version), "at": _moment(version.submitted_at)} for version in handed_in],
        "reviews": [
            {**_which(one.version), "step": one.step, "verdict": one.verdict, "reason": one.note, "at": _moment(one.at)}
            for one in reviews
        ],
        "comments": [
            {**_which(one.version), "step": one.step, "part": one.part, "text": one.text, "at": _moment(one.at)}
            for one in remarks
        ],
        "answers": [
            {**_which(one.version), "part": one.part, "answer": one.answer, "at": _moment(one.answered_at)}
            for one in answers
        ],
    }


def _which(version: PracticeVersion) -> dict[str, Any]:
    return {"practice": version.practice.slug, "version": version.number}


def _moment(at: Any) -> str | None:
    return at.isoformat() if at else None


OWN_DATA = OwnData("practices", export)
