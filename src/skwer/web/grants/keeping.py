"""Photos and papers of costs, work and reports: kept as soon as they arrive, so that a mistake elsewhere on the page
never costs a second upload from a phone."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from skwer.apps.files.actions import attach, delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import Refusal
from skwer.web.proposals.uploads import shown

MOST = 6


def take(request: HttpRequest, organisation: Organisation, at: datetime, name: str = "photo") -> list[str]:
    """Keep what was sent under this name; the sentences of what was not taken. They belong to nothing yet."""
    by: Any = request.user
    wrong, taken = [], []
    for sent in request.FILES.getlist(name)[:MOST]:
        picture = str(sent.content_type or "").startswith("image/")
        try:
            upload = store_upload(
                by=by,
                organisation=organisation,
                file=sent,
                kind=Upload.Kind.PHOTO if picture else Upload.Kind.DOCUMENT,
                alt_text=request.POST.get(f"{name}-alt", ""),
                at=at,
            )
        except Refusal as refusal:
            wrong.append(str(refusal))
        else:
            taken.append(upload)
    request.taken = {**getattr(request, "taken", {}), name: taken}  # type: ignore[attr-defined]
    return wrong


def waiting(request: HttpRequest, name: str = "photo") -> list[Upload]:
    """Files that came with this page or an earlier try of it and belong to nothing yet: the person's own only."""
    by: Any = request.user
    keys = _keys(request, f"{name}-kept")[:MOST]
    earlier = Upload.objects.filter(pk__in=keys, uploaded_by=by, holder_kind="").order_by("uploaded_at")
    return [*earlier, *getattr(request, "taken", {}).get(name, [])]


def _keys(request: HttpRequest, name: str) -> list[UUID]:
    """The keys of files the page named; what is no key is nobody's file."""
    found = []
    for typed in request.POST.getlist(name):
        with suppress(ValueError):
            found.append(UUID(typed))
    return found


def give(
    by: Person, uploads: list[Upload], kind: str, key: object, at: datetime, audience: str = Upload.Audience.INSIDE
) -> None:
    """The files belong to this thing from now on."""
    for upload in uploads:
        attach(by=by, upload=upload, holder_kind=kind, holder_key=key, audience=audience, at=at)


def drop(request: HttpRequest, kind: str, key: object, at: datetime, name: str = "photo") -> None:
    """Delete those of the thing's files that were ticked."""
    by: Any = request.user
    keys = _keys(request, f"{name}-remove")
    for upload in Upload.objects.filter(holder_kind=kind, holder_key=str(key), pk__in=keys):
        delete_upload(by=by, upload=upload, at=at)


def of(person: Any, kind: str, *keys: object) -> dict[str, list[dict[str, Any]]]:
    """Files the person may open, by the key of what they belong to. One query."""
    wanted = [str(key) for key in keys]
    found: dict[str, list[dict[str, Any]]] = {key: [] for key in wanted}
    rows = Upload.objects.visible_to(person).filter(holder_kind=kind, holder_key__in=wanted)
    for upload in rows.order_by("uploaded_at"):
        found[upload.holder_key].append(shown(upload))
    return found
