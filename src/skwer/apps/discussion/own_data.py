"""What this room keeps about a person: what she wrote, reported and objected to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .actions.common import lock
from .actions.writing import take_out
from .models import Comment, Notice, Objection


def given(person: Person) -> dict[str, list[dict[str, Any]]]:
    """For the export: her comments, notices and objections, with what became of them."""
    comments = Comment.objects.filter(author=person).select_related("thread").order_by("pk")
    notices = Notice.objects.filter(by=person).select_related("comment").order_by("pk")
    objections = Objection.objects.filter(by=person).select_related("ruling__comment").order_by("pk")
    return {
        "comments": [
            {
                "key": str(one.uid),
                "under": str(one.thread),
                "what": one.what,
                "state": one.state,
                "written": one.written_at.isoformat(),
                "name": one.author_name,
                "text": one.text,
            }
            for one in comments
        ],
        "notices": [
            {
                "comment": str(one.comment.uid),
                "ground": one.ground,
                "text": one.text,
                "given": one.given_at.isoformat(),
                "state": one.state,
            }
            for one in notices
        ],
        "objections": [
            {
                "comment": str(one.ruling.comment.uid),
                "text": one.text,
                "made": one.made_at.isoformat(),
                "state": one.state,
                "answer": one.answer,
            }
            for one in objections
        ],
    }


def erase(person: Person, at: datetime) -> None:
    """Her words go; the office's answers that she wrote stay, in the office's name. Nobody waits for her objections."""
    for comment in Comment.objects.filter(author=person).exclude(what=Comment.What.ANSWER).order_by("pk"):
        with transaction.atomic():
            take_out(lock(comment), person, at)
    Objection.objects.filter(by=person, state=Objection.State.OPEN).delete()
    Objection.objects.filter(by=person).update(by=None, text="")
    Notice.objects.filter(by=person).update(by=None, text="")


OWN_DATA = OwnData("discussion", given, erase)
