"""The plate with a code: made, mounted, retired; and what a passer-by writes by it, without an account."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from .. import rules
from ..holding import ENTRY
from ..models import Defect, Entry, Place, Sign
from .mending import report_defect

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


class BadSignDay(Refusal):
    field = "on"
    code = "bad_sign_day"


class Retired(Refusal):
    """The code belongs to a plate that was lost, stolen or replaced."""

    message = _("This sign is no longer in use. Report it on the page of the place instead.")
    code = "retired"
    status = 409


class Gone(Refusal):
    message = _("This place is no longer there, so there is nothing to report any more.")
    code = "gone"
    status = 409


class BadEntry(Refusal):
    """A value of the report cannot stand; `field` says which."""

    code = "bad_entry"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


class TooBusy(Refusal):
    """So much waits here already that nobody could look at more."""

    message = _(
        "Many reports about this place wait to be looked at, so we take no more now. If somebody may get hurt, "
        "call the city; otherwise come back tomorrow."
    )
    code = "too_busy"
    status = 409


def make_sign(*, by: Person, place: Place, at: datetime) -> Sign:
    """A code for the place's plate. Raises NotAllowed, SignRefusal where a live one is there or the place is gone."""
    if not rules.may_keep_signs(by, place):
        raise NotAllowed
    with transaction.atomic():
        place = Place.objects.select_for_update().get(pk=place.pk)
        if place.state == Place.State.GONE:
            raise SignRefusal(_("The place is no longer there; it needs no sign."))
        if place.signs.filter(retired_at=None).exists():
            raise SignRefusal(_("The place has a sign. Retire it first if it is lost or damaged."))
        sign = Sign.objects.create(place=place, code=_new_code(), made_at=at)
        _note("sign_made", sign, by, at)
    return sign


def mount_sign(*, by: Person, sign: Sign, on: date, at: datetime) -> Sign:
    """Say on which day the plate was put up. Raises NotAllowed, SignRefusal for a retired one, BadSignDay."""
    if not rules.may_mount(by, sign.place):
        raise NotAllowed
    if not timezone.localdate(sign.made_at) <= on <= timezone.localdate(at):
        raise BadSignDay(_("Give a day between the making of the sign and today."))
    with transaction.atomic():
        sign = Sign.objects.select_for_update().select_related("place").get(pk=sign.pk)
        if sign.retired_at is not None:
            raise SignRefusal(_("This sign is retired. Make a new one."))
        before, sign.mounted_on = {"mounted_on": sign.mounted_on}, on
        sign.save(update_fields=["mounted_on"])
        _note("sign_mounted", sign, by, at, before=before, after={"mounted_on": on})
    return sign


def retire_sign(*, by: Person, sign: Sign, at: datetime) -> Sign:
    """Its code takes no reports any more; doing it twice changes nothing. Raises NotAllowed."""
    if not rules.may_keep_signs(by, sign.place):
        raise NotAllowed
    with transaction.atomic():
        sign = Sign.objects.select_for_update().select_related("place").get(pk=sign.pk)
        if sign.retired_at is None:
            sign.retired_at = at
            sign.save(update_fields=["retired_at"])
            _note("sign_retired", sign, by, at)
    return sign


def log_by_sign(*, sign: Sign, values: Mapping[str, Any], uid: UUID, at: datetime) -> Entry:
    """What somebody at the place saw or did; sent twice with the same uid it arrives once.

    values: `what` (one of BY_SIGN), `on` (the day, where it was written without a net), `text`, `photo` (an open
    file), `contact` (an address, to hear of the repair) and `language` (in which); for something broken `defect` (Defect.What) and `danger`.
    A tick stands in the log at once; words and pictures wait until somebody has looked. Raises Retired, Gone,
    BadEntry, TooBusy and the refusals of `files`.
    """
    with transaction.atomic():
        # Whoever sends the same report at the same moment waits here, and then finds it.
        sign = Sign.objects.select_for_update(of=("self",)).select_related("place__organisation").get(pk=sign.pk)
        place = sign.place
        if known := Entry.objects.filter(uid=uid).first():
            if known.place_id != place.pk:
                raise BadEntry("", _("This report is known at another place. Open the page again and write it anew."))
            return known
        if sign.retired_at is not None:
            raise Retired
        if place.state == Place.State.GONE:
            raise Gone
        entry = _checked(values, place, uid, at)
        _room_for(entry, at)
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError as error:  # the same uid at another sign in the same moment
            raise BadEntry("", _("We could not keep this report. Open the page again and send it anew.")) from error
        if photo := values.get("photo"):
            entry.photo = store_upload(
                by=None,
                organisation=place.organisation,
                file=photo,
                kind=Upload.Kind.PHOTO,
                holder_kind=ENTRY,
                holder_key=entry.pk,
                at=at,
            )
            entry.save(update_fields=["photo"])
        _note_entry(entry, place.organisation, at)
        if entry.what == Entry.What.BROKEN:
            what, danger = str(values.get("defect", "")), bool(values.get("danger"))
            report_defect(by=None, place=place, values={"what": what, "danger": danger}, entry=entry, at=at)
    return entry


def _checked(values: Mapping[str, Any], place: Place, uid: UUID, at: datetime) -> Entry:
    what = str(values.get("what", ""))
    if what not in BY_SIGN:
        raise BadEntry("what", _("Choose what you saw or did."))
    text = str(values.get("text", "")).strip()
    if len(text) > LONGEST_TEXT:
        raise BadEntry("text", _("The text is too long. Keep what matters; 600 signs are enough."))
    if what == Entry.What.NOTE and not text and not values.get("photo"):
        raise BadEntry("text", _("Write in a few words what you want to say, or add a photo."))
    if what == Entry.What.BROKEN and values.get("defect") not in Defect.What.values:
        raise BadEntry("defect", _("Choose what is broken."))
    # Only where there is a repair to hear of; nobody's address is kept for nothing.
    contact = str(values.get("contact", "")).strip() if what == Entry.What.BROKEN else ""
    if contact:
        try:
            validate_email(contact)
        except ValidationError as error:
            raise BadEntry("contact", _("This is no e-mail address. Mend it, or leave it empty.")) from error
    waits = bool(text or values.get("photo"))
    return Entry(
        uid=uid,
        place=place,
        what=what,
        on=_day(values.get("on"), at),
        text=text,
        channel=Entry.Channel.SIGN,
        state=Entry.State.WAITING if waits else Entry.State.SHOWN,
        contact=contact,
        language=str(values.get("language") or "pl")[:2],
        made_at=at,
    )


def _day(given: Any, at: datetime) -> date:
    """The day the telephone says, if it can be true; today otherwise: its clock is nobody's fault."""
    today = timezone.localdate(at)
    if isinstance(given, date) and today - timedelta(days=LATE_DAYS) <= given <= today:
        return given
    return today


def _room_for(entry: Entry, at: datetime) -> None:
    """What one officer can look at, and what a log can carry: beyond that it is noise, or somebody's joke."""
    by_sign = Entry.objects.filter(place=entry.place, channel=Entry.Channel.SIGN)
    if by_sign.filter(made_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooBusy
    if entry.state == Entry.State.WAITING and by_sign.filter(state=Entry.State.WAITING).count() >= MOST_WAITING:
        raise TooBusy


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _n in range(CODE_LENGTH))
        if not Sign.objects.filter(code=code).exists():
            return code


def _note(
    verb: str,
    sign: Sign,
    by: Person,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    journal.record(
        actor=by,
        verb=verb,
        kind="sign",
        key=sign.pk,
        organisation=sign.place.organisation,
        at=at,
        before=before,
        after={"place": sign.place_id, **(after or {})},
    )


def _note_entry(entry: Entry, organisation: Organisation, at: datetime) -> None:
    journal.record(
        actor=None,
        verb="entry_by_sign",
        kind=ENTRY,
        key=entry.pk,
        organisation=organisation,
        at=at,
        after={"place": entry.place_id, "what": entry.what, "state": entry.state, "photo": entry.photo_id is not None},
    )
