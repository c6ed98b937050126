"""Pictures of a practice at the desk: added with words in each language, taken out again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.practices import actions, reading, rules
from skwer.apps.practices.contents import BadContents
from skwer.apps.practices.models import PracticeVersion
from skwer.apps.practices.publishing import PRACTICE
from skwer.web.context import address
from skwer.web.practices.words import said_in


def rows(version: PracticeVersion) -> list[dict[str, Any]]:
    return [
        {"key": str(upload.pk), "url": address("web:file", upload.pk), "alt": said_in(alt)}
        for upload, alt in reading.pictures_of(version)
    ]


@transaction.atomic
def add(request: HttpRequest, version: PracticeVersion, to: str) -> None:
    """One more picture; what it shows must be said in the original language. Raises BadContents and others."""
    by: Any = request.user
    at = timezone.now()
    original = version.practice.language
    alts = {original: request.POST.get("photo-alt", ""), to: request.POST.get("photo-alt-to", "")}
    photo = request.FILES.get("photo")
    if photo is None:
        raise BadContents("photo", _("Choose a photo first."))
    if not alts[original].strip():
        raise BadContents("photo-alt", _("Say in a sentence what the picture shows, then send it again."))
    organisation = version.practice.organisation
    if organisation is None or not version.is_writable or not rules.may_write_practice(by, version.practice):
        raise actions.PracticeMoved(_("It is with the editor or the expert now. Take it back to write on."))
    upload = store_upload(
        by=by,
        organisation=organisation,
        file=photo,
        kind=Upload.Kind.PHOTO,
        holder_kind=PRACTICE,
        holder_key=version.practice_id,
        alt_text=alts[original][:250],
        at=at,
    )
    pictures = [*(version.fact("pictures") or []), {"upload": str(upload.pk), "alt": alts}]
    actions.write_practice(by=by, version=version, facts={"pictures": pictures}, at=at)


@transaction.atomic
def remove(request: HttpRequest, version: PracticeVersion) -> None:
    """Out of this version; the file goes too, unless another version shows it."""
    by: Any = request.user
    at = timezone.now()
    key = request.POST.get("remove_picture", "")
    there = version.fact("pictures") or []
    actions.write_practice(
        by=by, version=version, facts={"pictures": [row for row in there if row["upload"] != key]}, at=at
    )
    others = version.practice.versions.exclude(pk=version.pk)
    if any(key == row["upload"] for other in others for row in other.fact("pictures") or []):
        return
    held = Upload.objects.filter(holder_kind=PRACTICE, holder_key=str(version.practice_id))
    for upload in held.filter(pk__in=[row["upload"] for row in there if row["upload"] == key]):
        delete_upload(by=by, upload=upload, at=at)
