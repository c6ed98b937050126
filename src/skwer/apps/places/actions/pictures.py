"""Pictures of a place: before, while it was built, after; two taken from one spot stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload
from skwer.apps.files.models import Upload
from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..findable import KIND
from ..models import Picture, Place

Moment = Picture.Moment


class BadPicture(Refusal):
    """The picture cannot stand so; `field` says what to mend."""

    code = "bad_picture"

    def __init__(self, field: str, message: object) -> None:
        super().__init__(message)
        self.field = field


def add_picture(
    *,
    by: Person,
    place: Place,
    upload: Upload,
    moment: str,
    at: datetime,
    taken_on: date | None = None,
    beside: Picture | None = None,
) -> Picture:
    """Put a photo into the place's story, after those that are there.

    upload: a photo held by this place that everybody who sees the place may see; beside: a picture of the other moment
    taken from the same spot. Raises NotAllowed, BadPicture.
    """
    if not rules.may_change(by, place):
        raise NotAllowed
    if (upload.holder_kind, upload.holder_key) != (KIND, str(place.pk)) or upload.kind != Upload.Kind.PHOTO:
        raise BadPicture("picture", _("This photo does not belong to this place. Send it here."))
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=place.pk)  # the order and the numbers of pairs are the place's own
        last: int | None = place.pictures.aggregate(last=Max("order"))["last"]
        picture = Picture(place=place, upload=upload, order=0 if last is None else last + 1)
        _set(picture, moment, taken_on, beside, at)
        picture.save()
        _note("picture_added", picture, by, at)
    return picture


def change_picture(
    *,
    by: Person,
    picture: Picture,
    moment: str,
    taken_on: date | None,
    beside: Picture | None,
    at: datetime,
) -> Picture:
    """Correct when it was taken, and which picture shows the same spot. Raises NotAllowed, BadPicture."""
    if not rules.may_change(by, picture.place):
        raise NotAllowed
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=picture.place_id)
        picture.refresh_from_db()
        _part(picture)
        _set(picture, moment, taken_on, beside, at)
        picture.save()
        _note("picture_changed", picture, by, at)
    return picture


def order_pictures(*, by: Person, place: Place, pictures: Sequence[Picture], at: datetime) -> None:
    """Show the pictures in this order; those not named follow as they stood. Raises NotAllowed, BadPicture."""
    if not rules.may_change(by, place):
        raise NotAllowed
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=place.pk)
        rows = {row.pk: row for row in place.pictures.all()}
        wanted = [picture.pk for picture in pictures]
        if set(wanted) - set(rows):
            raise BadPicture("order", _("One of these pictures is not of this place, or was deleted. Load the page."))
        for order, key in enumerate([*wanted, *(key for key in rows if key not in wanted)]):
            rows[key].order = order
        Picture.objects.bulk_update(rows.values(), ["order"])
        journal.record(
            actor=by,
            verb="pictures_ordered",
            kind=KIND,
            key=place.pk,
            organisation=place.organisation,
            at=at,
            after={"pictures": len(rows)},
        )


def remove_picture(*, by: Person, picture: Picture, at: datetime) -> None:
    """Take a picture out of the story, its file too. Raises NotAllowed."""
    if not rules.may_change(by, picture.place):
        raise NotAllowed
    with transaction.atomic():
        Place.objects.select_for_update().get(pk=picture.place_id)
        _part(picture)
        _note("picture_removed", picture, by, at)
        upload = picture.upload
        picture.delete()
        delete_upload(by=by, upload=upload, at=at)


def _set(picture: Picture, moment: str, taken_on: date | None, beside: Picture | None, at: datetime) -> None:
    if moment not in Moment.values:
        raise BadPicture("moment", _("Say whether it shows the place before, while it was built, or after."))
    if taken_on is not None and taken_on > timezone.localdate(at):
        raise BadPicture("taken_on", _("The day it was taken lies ahead. Write the day of the photo."))
    picture.moment, picture.taken_on = moment, taken_on
    if beside is None:
        return
    other = Picture.objects.filter(pk=beside.pk, place=picture.place_id).first()
    if other is None or {moment, other.moment} != {Moment.BEFORE, Moment.AFTER}:
        raise BadPicture("beside", _("Only a picture from before and one from after stand beside each other."))
    if other.pair is not None:
        raise BadPicture("beside", _("That picture already stands beside another one. Part them first."))
    last: int | None = Picture.objects.filter(place=picture.place_id).aggregate(last=Max("pair"))["last"]
    other.pair = picture.pair = (last or 0) + 1
    other.save(update_fields=["pair"])


def _part(picture: Picture) -> None:
    """Leave the pair, if it stands in one: a single picture is no pair either."""
    if picture.pair is not None:
        Picture.objects.filter(place=picture.place_id, pair=picture.pair).update(pair=None)
        picture.pair = None


def _note(verb: str, picture: Picture, by: Person, at: datetime) -> None:
    taken = picture.taken_on.isoformat() if picture.taken_on else None
    journal.record(
        actor=by,
        verb=verb,
        kind=KIND,
        key=picture.place_id,
        organisation=picture.place.organisation,
        at=at,
        after={"moment": picture.moment, "taken_on": taken, "upload": str(picture.upload_id), "pair": picture.pair},
    )
