"""Photographs: the public sees only those on which everybody one can recognise agreed to be seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Event, EventPhoto, Registration
from .common import BadValue, note

PUBLIC, INSIDE = Upload.Audience.HOLDER, Upload.Audience.INSIDE


def add_photo(
    *,
    by: Person,
    event: Event,
    file: Any,
    alt_text: str,
    shows_people: bool,
    shown: Sequence[Registration] = (),
    at: datetime,
) -> EventPhoto:
    """A photograph of the event, with words for those who cannot see it.

    It is public when it shows nobody one can recognise, or when all those it shows (`shown`, who must be named then)
    agreed; else only those who run the event see it. Raises NotAllowed, BadValue, and the refusals of a bad file.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed
    if not alt_text.strip():
        raise BadValue("alt_text", _("Say in a sentence what the picture shows, for those who cannot see it."))
    if any(registration.event_id != event.pk for registration in shown):
        raise BadValue("shown", _("Choose among the people of this event."))
    with transaction.atomic():
        audience = PUBLIC if _all_agreed(shows_people, shown) else INSIDE
        upload = store_upload(
            by=by, organisation=event.organisation, file=file, kind="photo", audience=audience, holder_kind="event",
            holder_key=event.pk, alt_text=alt_text, at=at,
        )  # fmt: skip
        photo = EventPhoto.objects.create(event=event, upload=upload, shows_people=shows_people or bool(shown))
        photo.shown.set(shown)
        note("photo_added", event, by, at, kind="upload", key=upload.pk, after={"audience": audience})
    return photo


def remove_photo(*, by: Person, photo: EventPhoto, at: datetime) -> None:
    """Take a photograph away, bytes too. Raises NotAllowed."""
    if not rules.may_run_event(by, photo.event):
        raise NotAllowed
    delete_upload(by=by, upload=photo.upload, at=at)


def hide_photos_of(registration: Registration, by: Person | None, at: datetime) -> None:
    """Part of an action: she took her consent back, so what shows her leaves the public at once."""
    seen = Upload.objects.filter(event_photo__shown=registration, audience=PUBLIC)
    for upload in seen:
        upload.audience = INSIDE
        upload.save(update_fields=["audience"])
        note("photo_hidden", registration.event, by, at, kind="upload", key=upload.pk, after={"audience": INSIDE})


def _all_agreed(shows_people: bool, shown: Sequence[Registration]) -> bool:
    if not shown:
        return not shows_people
    agreed = Registration.objects.filter(pk__in=[r.pk for r in shown], photo_consent=True).count()
    return agreed == len({registration.pk for registration in shown})
