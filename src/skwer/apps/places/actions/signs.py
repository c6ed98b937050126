"""The plate with a code: made, mounted, retired; and what a passer-by writes by it, without an account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import look
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..models import Defect, Entry, Place, Sign
from .common import BadCare, lock, note, standing, words
from .diary import found, write
from .mending import report_defect

KIND = "sign"
# No letter or figure that looks like another one: people type it from a wet plate.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 8
LONGEST_TEXT = 600
LATE_DAYS = 7  # a report that waited in a telephone without a net keeps its day as long as this
MOST_WAITING = 40
MOST_A_DAY = 100

TICKS = (Entry.What.WATERED, Entry.What.TIDIED, Entry.What.FINE)
BY_SIGN = (*TICKS, Entry.What.BROKEN, Entry.What.NOTE)


class SignRefusal(Refusal):
    """The sign cannot be made or mounted as it stands."""

    code = "sign"
    status = 409


class Retired(Refusal):
    """The code belongs to a plate that was lost, stolen or replaced."""

    message = _("This sign is no longer in use. Report it on the page of the place instead.")
    code = "retired"
    status = 409


class TooBusy(Refusal):
    """So much waits here already that nobody could look at more."""

    message = _(
        "Many reports about this place wait to be looked at, so we take no more now. If somebody may get hurt, "
        "call the city; otherwise come back tomorrow."
    )
    code = "too_busy"
    status = 409


def make_sign(*, by: Person, place: Place, at: datetime) -> Sign:
    """A code for the place's plate. Raises NotAllowed, PlaceGone, SignRefusal where a live one is there."""
    if not rules.may_keep_signs(by, place):
        raise NotAllowed
    with transaction.atomic():
        standing(place)
        if place.signs.filter(retired_at=None).exists():
            raise SignRefusal(_("The place has a sign. Retire it first if it is lost or damaged."))
        sign = Sign.objects.create(place=place, code=_new_code(), made_at=at)
        note("sign_made", sign, place, by, at, kind=KIND)
    return sign


def mount_sign(*, by: Person, sign: Sign, on: date, at: datetime) -> Sign:
    """Say on which day the plate was put up. Raises NotAllowed, SignRefusal for a retired one, BadCare."""
    if not rules.may_mount(by, sign.place):
        raise NotAllowed
    if not timezone.localdate(sign.made_at) <= on <= timezone.localdate(at):
        raise BadCare("on", _("Give a day between the making of the sign and today."))
    with transaction.atomic():
        place = lock(sign.place)
        lock(sign)
        if sign.retired_at is not None:
            raise SignRefusal(_("This sign is retired. Make a new one."))
        before, sign.mounted_on = {"mounted_on": sign.mounted_on}, on
        sign.save(update_fields=["mounted_on"])
        note("sign_mounted", sign, place, by, at, kind=KIND, before=before, after={"mounted_on": on})
    return sign


def retire_sign(*, by: Person, sign: Sign, at: datetime) -> Sign:
    """Its code takes no reports any more; doing it twice changes nothing. Raises NotAllowed."""
    if not rules.may_keep_signs(by, sign.place):
        raise NotAllowed
    with transaction.atomic():
        place = lock(sign.place)
        lock(sign)
        if sign.retired_at is None:
            sign.retired_at = at
            sign.save(update_fields=["retired_at"])
            note("sign_retired", sign, place, by, at, kind=KIND)
    return sign


def log_by_sign(*, sign: Sign, values: Mapping[str, Any], uid: UUID, at: datetime) -> Entry:
    """What somebody at the place saw or did; sent twice with the same uid it arrives once.

    values: `what` (one of BY_SIGN), `on` (the day, where it was written without a net), `text`, `photo` (an open
    file), `contact` (an address, to hear of the repair), `language` (in which); for something broken `defect`
    (Defect.What) and `danger`. A tick stands in the log at once; words and pictures wait until somebody has looked.
    Raises Retired, PlaceGone, BadCare, TooBusy and the refusals of `files`.
    """
    if photo := values.get("photo"):
        values = {**values, "photo": look(photo, Upload.Kind.PHOTO)}
    with transaction.atomic():
        # Whoever sends the same report at the same moment waits here, and then finds it.
        place = lock(sign.place)
        if known := found(place, uid):
            return known
        lock(sign)
        if sign.retired_at is not None:
            raise Retired
        standing(place)
        told = _checked(values, at)
        _room_for(place, bool(told["text"] or told["photo"]), at)
        entry = write(by=None, place=place, values=told, uid=uid, at=at)
        if entry.what == Entry.What.BROKEN:
            broken = {"what": values.get("defect"), "danger": bool(values.get("danger"))}
            report_defect(by=None, place=place, values=broken, entry=entry, at=at)
    return entry


def _checked(values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    what, photo = str(values.get("what") or ""), values.get("photo")
    if what not in BY_SIGN:
        raise BadCare("what", _("Choose what you saw or did."))
    text = words(values, "text", LONGEST_TEXT, lines=True)
    if what == Entry.What.NOTE and not text and not photo:
        raise BadCare("text", _("Write in a few words what you want to say, or add a photo."))
    if what == Entry.What.BROKEN and values.get("defect") not in Defect.What.values:
        raise BadCare("defect", _("Choose what is broken."))
    return {
        "what": what,
        "on": _day(values.get("on"), at),
        "text": text,
        "photo": photo,
        "contact": values.get("contact"),
        "language": values.get("language"),
    }


def _day(given: Any, at: datetime) -> date:
    """The day the telephone says, if it can be true; today otherwise: its clock is nobody's fault."""
    today = timezone.localdate(at)
    if isinstance(given, date) and today - timedelta(days=LATE_DAYS) <= given <= today:
        return given
    return today


def _room_for(place: Place, waits: bool, at: datetime) -> None:
    """What one officer can look at, and what a log can carry: beyond that it is noise, or somebody's joke."""
    by_sign = Entry.objects.filter(place=place, channel=Entry.Channel.SIGN)
    if by_sign.filter(made_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooBusy
    if waits and by_sign.filter(state=Entry.State.WAITING).count() >= MOST_WAITING:
        raise TooBusy


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH))
        if not Sign.objects.filter(code=code).exists():
            return code
