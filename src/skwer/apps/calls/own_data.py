"""What this room keeps about a person: her proposals. Unsent ones go with her account, sent ones lose her name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skwer.apps.files.actions import delete_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .holding import KEY
from .models import Objection, Proposal


def proposals_of(person: Person) -> list[dict[str, Any]]:
    """For the export: everything she writes or wrote, with the answers as they stand."""
    return [
        {
            "call": proposal.call.slug,
            "number": proposal.number,
            "state": proposal.state,
            "receipt": proposal.receipt,
            "sent": proposal.submitted_at.isoformat() if proposal.submitted_at else None,
            "as": "author" if proposal.author_id == person.pk else "co-author",
            "answers": proposal.answers,
        }
        for proposal in Proposal.objects.written_by(person).select_related("call").order_by("pk")
    ]


def erase_drafts(person: Person, at: datetime) -> None:
    """Nobody but she saw a draft that was never sent; it goes with its files, unless somebody writes it with her."""
    alone = Proposal.objects.filter(author=person, number__isnull=True)
    for draft in alone.exclude(coauthors__accepted_at__isnull=False).distinct():
        for upload in Upload.objects.filter(holder_kind=KEY, holder_key=str(draft.pk)):
            delete_upload(by=person, upload=upload, at=at)
        draft.delete()


OWN_DATA = OwnData("proposals", proposals_of, erase_drafts)


def objections_of(person: Person) -> list[dict[str, Any]]:
    """For the export: what she objected to, her words and the ruling. They stay after erasure, without her name."""
    return [
        {
            "call": objection.call.slug,
            "proposal": objection.proposal.number,
            "number": objection.number,
            "against": objection.against,
            "text": objection.text,
            "filed": objection.filed_at.isoformat(),
            "state": objection.state,
            "ruling": objection.ruling,
        }
        for objection in Objection.objects.filter(filed_by=person).select_related("call", "proposal").order_by("pk")
    ]


OBJECTIONS = OwnData("objections", objections_of)
