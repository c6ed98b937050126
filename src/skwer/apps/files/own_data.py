"""What this room keeps about a person: the files she uploaded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skwer.apps.people.models import Person
from skwer.apps.people.own_data import OwnData

from .actions import delete_upload
from .models import Upload


def uploads_of(person: Person) -> list[dict[str, Any]]:
    """For the export: names, sizes and moments; the files themselves are where she put them."""
    return [
        {
            "uid": str(upload.uid),
            "name": upload.original_name,
            "size": upload.size,
            "uploaded": upload.uploaded_at.isoformat(),
            "shows": upload.alt_text,
        }
        for upload in Upload.objects.filter(uploaded_by=person).order_by("uploaded_at", "uid")
    ]


def erase_loose(person: Person, at: datetime) -> None:
    """Files that belong to nothing yet were seen by nobody else."""
    for upload in Upload.objects.filter(uploaded_by=person, holder_kind=""):
        delete_upload(by=person, upload=upload, at=at)


OWN_DATA = OwnData("files", uploads_of, erase_loose)
