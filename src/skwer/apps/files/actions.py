"""Keeping, attaching, describing and deleting files."""

from __future__ import annotations

import hashlib
import unicodedata
import uuid
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from . import contents, rules
from .models import Upload

MOST_A_HOLDER = 40


class TooMany(Refusal):
    message = _("There are already as many files as we can take. Delete one to add another.")
    code = "too_many"


class NotYours(NotAllowed):
    """Who may not change the thing may not change its files."""

    message = _("You cannot change the files of this any more.")
    code = "not_yours"


def look(file: Any, kind: str) -> contents.Checked:
    """Look at a file's bytes, before the transaction that keeps it. Raises the refusals of `contents.check`."""
    return contents.Checked(contents.check(file, kind, _size(file)), str(getattr(file, "name", "") or ""))


def store_upload(
    *,
    by: Person | None,
    organisation: Organisation,
    file: Any,
    kind: str,
    audience: str = Upload.Audience.INSIDE,
    holder_kind: str = "",
    holder_key: object = "",
    alt_text: str = "",
    at: datetime,
) -> Upload:
    """Keep a file somebody sent, after a look at its bytes.

    file: an uploaded file, any open binary file with `name`, or what `look` answered; kind: "photo" or "document";
    audience: "holder" (whoever may see the thing it belongs to) or "inside" (authors and the city). Pictures are made
    anew, upright, at most 2000 pixels, without position or other data of the camera. Raises NotYours, TooMany, and the
    refusals of `contents.check` (TooLarge, WrongContent, Unreadable).

    by: None for somebody without an account, where the thing takes files from anybody; such a file stays inside until
    somebody who may change the thing has looked and opens it (`set_audience`).
    """
    key = str(holder_key)
    if by is None:
        audience = Upload.Audience.INSIDE
    if not rules.may_add(by, holder_kind, key, at):
        raise NotYours
    checked = file if isinstance(file, contents.Checked) else look(file, kind)
    uid = uuid.uuid4()
    with transaction.atomic():
        if holder_kind and Upload.objects.filter(holder_kind=holder_kind, holder_key=key).count() >= MOST_A_HOLDER:
            raise TooMany
        upload = Upload(
            uid=uid,
            organisation=organisation,
            uploaded_by=by,
            kind=kind,
            audience=audience,
            holder_kind=holder_kind,
            holder_key=key,
            alt_text=_line(alt_text),
            uploaded_at=at,
        )
        _fill(upload, checked.content, str(uid), checked.name)
        try:
            upload.save(force_insert=True)
            _note("upload_stored", upload, by, at, after=_facts(upload))
        except BaseException:
            _delete_bytes(upload)
            raise
    return upload


def attach(
    *,
    by: Person,
    upload: Upload,
    holder_kind: str,
    holder_key: object,
    audience: str | None = None,
    at: datetime,
) -> Upload:
    """Give a file that belongs to nothing yet to a thing the person may change. Raises NotYours."""
    key = str(holder_key)
    if upload.holder_kind or not rules.may_change(by, upload, at) or not rules.may_add(by, holder_kind, key, at):
        raise NotYours
    with transaction.atomic():
        upload.holder_kind, upload.holder_key = holder_kind, key
        upload.audience = audience or upload.audience
        upload.save(update_fields=["holder_kind", "holder_key", "audience"])
        _note("upload_attached", upload, by, at, after={"holder": f"{holder_kind}:{key}", "audience": upload.audience})
    return upload


def describe(*, by: Person, upload: Upload, alt_text: str, at: datetime) -> Upload:
    """Say what the picture shows, for people who cannot see it. Raises NotYours."""
    if not rules.may_change(by, upload, at):
        raise NotYours
    with transaction.atomic():
        upload.alt_text = _line(alt_text)
        upload.save(update_fields=["alt_text"])
        _note("upload_described", upload, by, at)
    return upload


def set_audience(*, by: Person, upload: Upload, audience: str, at: datetime) -> Upload:
    """Open a file to whoever may see its thing ("holder"), or keep it inside ("inside"). Raises NotYours."""
    if not rules.may_change(by, upload, at):
        raise NotYours
    if upload.audience != audience:
        with transaction.atomic():
            before, upload.audience = {"audience": upload.audience}, Upload.Audience(audience)
            upload.save(update_fields=["audience"])
            _note("upload_audience", upload, by, at, before=before, after={"audience": upload.audience})
    return upload


def replace_upload(*, by: Person, upload: Upload, file: Any, at: datetime) -> Upload:
    """Other bytes under the same address, checked like the first. Raises NotYours and what `contents.check` raises."""
    if not rules.may_change(by, upload, at):
        raise NotYours
    if file is None:
        raise contents.Unreadable(_("The file is empty. Choose it once more."))
    checked = look(file, upload.kind)
    before, old = _facts(upload), [(f.storage, f.name) for f in (upload.file, upload.thumbnail) if f.name]
    name = f"{uuid.uuid4()}"
    with transaction.atomic():
        _fill(upload, checked.content, name, checked.name)
        try:
            upload.save()
            _note("upload_replaced", upload, by, at, before=before, after=_facts(upload))
        except BaseException:
            _delete_bytes(upload)
            raise
        for storage, stored in old:
            transaction.on_commit(partial(storage.delete, stored))
    return upload


def delete_upload(*, by: Person, upload: Upload, at: datetime) -> None:
    """Delete a file, its bytes too once the change is certain. Raises NotYours."""
    if not rules.may_change(by, upload, at):
        raise NotYours
    with transaction.atomic():
        _note("upload_deleted", upload, by, at, before=_facts(upload))
        names = [(f.storage, f.name) for f in (upload.file, upload.thumbnail) if f.name]
        upload.delete()
        for storage, name in names:
            transaction.on_commit(partial(storage.delete, name))


def _fill(upload: Upload, content: contents.Content, name: str, given: object) -> None:
    """Write the checked bytes under the name and what they are into the row; the row is not saved yet."""
    upload.original_name = _name(given, content.extension)
    upload.content_type = content.content_type
    upload.size = len(content.data)
    upload.sha256 = hashlib.sha256(content.data).hexdigest()
    upload.width, upload.height = content.width, content.height
    upload.file.save(f"{name}.{content.extension}", ContentFile(content.data), save=False)
    if content.small is None:
        upload.thumbnail = ""
    else:
        upload.thumbnail.save(f"{name}-small.{content.extension}", ContentFile(content.small), save=False)


def _size(file: BinaryIO | Any) -> int:
    size = getattr(file, "size", None)
    if isinstance(size, int):
        return size
    file.seek(0, 2)
    return int(file.tell())


def _name(given: object, extension: str) -> str:
    """The name by which the person recognises her file, with the ending that is true."""
    stem = PurePosixPath(_line(str(given or "")).replace("\\", "/")).stem
    stem = "".join(c for c in stem if c not in '<>:"|?*').strip(". ") or "plik"
    return f"{stem[:150]}.{extension}"


def _line(text: str) -> str:
    kept = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs", "Cf"))
    return unicodedata.normalize("NFC", " ".join(kept.split()))[:250]


def _facts(upload: Upload) -> dict[str, Any]:
    holder = f"{upload.holder_kind}:{upload.holder_key}" if upload.holder_kind else ""
    return {"kind": upload.kind, "size": upload.size, "sha256": upload.sha256, "holder": holder}


def _note(
    verb: str,
    upload: Upload,
    by: Person | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    journal.record(
        actor=by,
        verb=verb,
        kind="upload",
        key=upload.pk,
        organisation=upload.organisation,
        at=at,
        before=before,
        after=after,
    )


def _delete_bytes(upload: Upload) -> None:
    for stored in (upload.file, upload.thumbnail):
        if stored.name:
            stored.storage.delete(stored.name)
