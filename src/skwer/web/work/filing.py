"""Files of tasks and claims: listed, added, taken away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.web.context import address


def files_of(person: Person | None, kind: str, key: object, *, keys: bool = False) -> list[dict[str, Any]]:
    """The thing's files the person may open, as a field for files lists them; with `keys` they may be removed."""
    rows = Upload.objects.visible_to(person).filter(holder_kind=kind, holder_key=str(key)).order_by("uploaded_at")
    return [
        {
            "name": one.original_name,
            "size": one.size,
            "alt": one.alt_text,
            "url": address("web:file", one.pk),
            "key": str(one.pk) if keys else "",
        }
        for one in rows
    ]


def take_files(request: HttpRequest, organisation: Organisation, kind: str, key: object, audience: str) -> None:
    """Keep the files that were sent and delete those that were ticked. Raises the refusals of `files`."""
    by: Any = request.user
    at = timezone.now()
    for uid in request.POST.getlist("files-remove"):
        held = Upload.objects.filter(holder_kind=kind, holder_key=str(key))
        for upload in held.filter(pk=uid) if _is_uid(uid) else held.none():
            delete_upload(by=by, upload=upload, at=at)
    for sent in request.FILES.getlist("files"):
        photo = str(sent.content_type or "").startswith("image/")
        store_upload(
            by=by,
            organisation=organisation,
            file=sent,
            kind=Upload.Kind.PHOTO if photo else Upload.Kind.DOCUMENT,
            audience=audience,
            holder_kind=kind,
            holder_key=key,
            at=at,
        )


def _is_uid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4
