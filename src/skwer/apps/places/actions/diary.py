"""The log of a place: what keepers and the office did and saw, and what stands of what passers-by wrote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import set_audience, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..holding import ENTRY
from ..models import CareTask, Entry, Keeper, Place
from .common import BadCare, lock, note, standing, words

LONGEST_TEXT = 1000
MOST_HOURS = Decimal(999)
BACK = timedelta(days=366)
BY_CARE = (
    Entry.What.WATERED, Entry.What.TIDIED, Entry.What.WORKED, Entry.What.FINE, Entry.What.REPAIRED, Entry.What.NOTE,
)  # fmt: skip


def log(*, by: Person, place: Place, values: Mapping[str, Any], uid: UUID, at: datetime) -> Entry:
    """A keeper or the office writes what was done; sent twice with the same uid it arrives once.

    values: `what` (BY_CARE), `on` (a day of the last year; today when missing), `text`, `hours`, `photo` (an open
    file) with `photo_alt`, `task` (a CareTask of the place). Raises NotAllowed, PlaceGone, BadCare and the refusals of
    `files`.
    """
    if not rules.may_care(by, place):
        raise NotAllowed
    if values.get("what") not in BY_CARE:
        raise BadCare("what", _("Choose what you did or saw."))
    with transaction.atomic():
        standing(place)
        return found(place, uid) or write(by=by, place=place, values=values, uid=uid, at=at)


def found(place: Place, uid: UUID) -> Entry | None:
    """The entry that came before with this uid; raises BadCare when it stands at another place."""
    entry = Entry.objects.filter(uid=uid).first()
    if entry is not None and entry.place_id != place.pk:
        raise BadCare("uid", _("This report is known at another place. Open the page again and write it anew."))
    return entry


def write(*, by: Person | None, place: Place, values: Mapping[str, Any], uid: UUID, at: datetime) -> Entry:
    """Put one entry into the log of a locked place; the caller has asked the rules.

    What keepers and the office write stands at once; words and pictures of anybody else wait until somebody has looked.
    """
    keeper = _keeper(by, place)
    officer = by if keeper is None and rules.may_change(by, place) else None
    inside = keeper is not None or officer is not None
    text = words(values, "text", LONGEST_TEXT if inside else 600, lines=True)
    photo = values.get("photo")
    channel = Entry.Channel.KEEPER if keeper else Entry.Channel.OFFICE if officer else Entry.Channel.SIGN
    waits = not inside and bool(text or photo)
    entry = Entry.objects.create(
        uid=uid,
        place=place,
        what=values["what"],
        on=_day(values.get("on"), at),
        text=text,
        hours=_hours(values.get("hours")),
        channel=channel,
        keeper=keeper,
        officer=officer,
        task=_task(values.get("task"), place),
        state=Entry.State.WAITING if waits else Entry.State.SHOWN,
        contact=_contact(values),
        language=str(values.get("language") or "pl")[:5],
        made_at=at,
    )
    if photo:
        entry.photo = store_upload(
            by=by if inside else None,
            organisation=place.organisation,
            file=photo,
            kind=Upload.Kind.PHOTO,
            audience=Upload.Audience.HOLDER,
            holder_kind=ENTRY,
            holder_key=entry.pk,
            alt_text=str(values.get("photo_alt") or ""),
            at=at,
        )
        entry.save(update_fields=["photo"])
    note(
        "entry_written", entry, place, by if inside else None, at, kind=ENTRY,
        after={"what": entry.what, "on": entry.on, "hours": entry.hours, "state": entry.state, "task": entry.task_id},
    )  # fmt: skip
    return entry


def judge_entry(*, by: Person, entry: Entry, show: bool, why: str = "", at: datetime) -> Entry:
    """Let an entry stand in the log, or hide it with a reason; its photo follows. Raises NotAllowed, BadCare.

    Keepers judge what passers-by wrote, the office everything.
    """
    if not rules.may_judge_entry(by, entry):
        raise NotAllowed
    reason = "" if show else words({"why": why}, "why", 250)
    if not show and not reason:
        raise BadCare("why", _("Write in a few words why it is hidden."))
    with transaction.atomic():
        place = lock(entry.place)
        lock(entry)
        if not rules.may_judge_entry(by, entry):  # the office has judged it meanwhile
            raise NotAllowed
        before = {"state": entry.state}
        entry.state = Entry.State.SHOWN if show else Entry.State.HIDDEN
        entry.hidden_why, entry.judged_by, entry.judged_at = reason, by, at
        entry.save(update_fields=["state", "hidden_why", "judged_by", "judged_at"])
        if entry.photo is not None:
            audience = Upload.Audience.HOLDER if show else Upload.Audience.INSIDE
            set_audience(by=by, upload=entry.photo, audience=audience, at=at)
        note("entry_judged", entry, place, by, at, kind=ENTRY, before=before, after={"state": entry.state})
    return entry


def _keeper(by: Person | None, place: Place) -> Keeper | None:
    if by is None or not by.is_authenticated:
        return None
    return Keeper.objects.live().of(by).filter(place=place).order_by("role", "pk").first()


def _day(given: Any, at: datetime) -> date:
    today = timezone.localdate(at)
    if given is None or given == "":
        return today
    if not isinstance(given, date) or given > today:
        raise BadCare("on", _("Give the day on which it was done: today or before."))
    if given < today - BACK:
        raise BadCare("on", _("Give a day of the last year."))
    return given


def _hours(given: Any) -> Decimal | None:
    if given is None or given == "":
        return None
    try:
        hours = Decimal(str(given)).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise BadCare("hours", _("Write hours as a number, for example 1.5.")) from error
    if not 0 < hours <= MOST_HOURS:
        raise BadCare("hours", _("Write hours above zero and below a thousand, all people together."))
    return hours


def _task(given: Any, place: Place) -> CareTask | None:
    if given is None or given == "":
        return None
    if not isinstance(given, CareTask) or given.place_id != place.pk:
        raise BadCare("task", _("Choose a task of this place."))
    return given


def _contact(values: Mapping[str, Any]) -> str:
    """Only where there is a repair to hear of; nobody's address is kept for nothing."""
    contact = str(values.get("contact") or "").strip() if values.get("what") == Entry.What.BROKEN else ""
    if contact:
        try:
            validate_email(contact)
        except ValidationError as error:
            raise BadCare("contact", _("This is no e-mail address. Mend it, or leave it empty.")) from error
        if len(contact) > 254:
            raise BadCare("contact", _("This is no e-mail address. Mend it, or leave it empty."))
    return contact
