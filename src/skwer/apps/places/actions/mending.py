"""Defects, from the report to the repair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import look
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Defect, Entry, Place
from ..queries.care import forgettable_contacts
from ..signals import announce, defect_closed, defect_confirmed, defect_reported
from .common import BadCare, Stale, lock, note, standing, words
from .diary import found, write

KIND = "defect"
LONGEST_TEXT = 600
MOST_COST = Decimal("9999999.99")
MOST_OPEN = 60


class TooManyOpen(Stale):
    """So many reports wait at the place that one more tells nobody anything."""

    message = _(
        "Many defects are reported here already, so we take no more until somebody has looked. Read the list: yours "
        "may be in it. If somebody may get hurt, call the city."
    )
    code = "too_many_open"


def report_defect(
    *, by: Person | None, place: Place, values: Mapping[str, Any], entry: Entry | None = None, at: datetime
) -> Defect:
    """Something at the place is broken. The same entry twice gives the same defect.

    values: `what` (Defect.What), `danger`; where no entry of the log stands behind it also what the entry holds:
    `text`, `photo` (an open file), `contact` (an address, to hear of the repair), `language`, `uid` (of the report:
    sent twice it arrives once). by: None for a passer-by. Raises NotAllowed, PlaceGone, BadCare, TooManyOpen and the
    refusals of `files`.
    """
    if not rules.may_report(by, place):
        raise NotAllowed
    what = str(values.get("what") or "")
    if what not in Defect.What.values:
        raise BadCare("what", _("Choose what is broken."))
    if entry is None and (photo := values.get("photo")):
        values = {**values, "photo": look(photo, Upload.Kind.PHOTO)}  # not while everybody waits for the place's lock
    with transaction.atomic():
        standing(place)
        if entry is None:
            uid = values.get("uid") or uuid4()
            if not isinstance(uid, UUID):
                raise BadCare("uid", _("We could not keep this report. Open the page again and send it anew."))
            entry = found(place, uid)
        if entry is not None and (known := Defect.objects.filter(entry=entry).first()):
            return known
        if Defect.objects.filter(place=place, state=Defect.State.REPORTED).count() >= MOST_OPEN:
            raise TooManyOpen
        if entry is None:
            entry = write(by=by, place=place, values={**values, "what": Entry.What.BROKEN, "on": None}, uid=uid, at=at)
        last = Defect.objects.filter(place=place).aggregate(last=Max("number"))["last"] or 0
        defect = Defect.objects.create(
            place=place,
            number=last + 1,
            entry=entry,
            what=what,
            danger=bool(values.get("danger")),
            reported_at=at,
        )
        note("defect_reported", defect, place, by, at, kind=KIND, after=_facts(defect))
        announce(defect_reported, Defect, defect=defect, at=at)
    return defect


def confirm_defect(
    *,
    by: Person,
    defect: Defect,
    who: str,
    who_name: str = "",
    due_on: date | None,
    waits: bool = False,
    danger: bool | None = None,
    at: datetime,
) -> Defect:
    """It is so: who repairs it, and by when. A confirmed defect may be given to somebody else, or another day.

    waits: the place as a whole waits for repair; with `danger` it does in any case. Keepers confirm what they repair
    themselves. Raises NotAllowed, BadCare, Stale, PlaceGone.
    """
    if not rules.may_mend(by, defect) or not (who == Defect.Who.KEEPERS or rules.may_change(by, defect.place)):
        raise NotAllowed
    if who not in Defect.Who.values:
        raise BadCare("who", _("Choose who repairs it."))
    if due_on is None or due_on < timezone.localdate(at):
        raise BadCare("due_on", _("Give a day from today on by which it is to be repaired."))
    name = words({"who_name": who_name}, "who_name", 120)
    if who == Defect.Who.COMPANY and not name:
        raise BadCare("who_name", _("Write which company repairs it."))
    with transaction.atomic():
        place = standing(defect.place)
        before = _open(by, defect, *Defect.OPEN)
        if defect.state == Defect.State.REPORTED:
            defect.state, defect.confirmed_at = Defect.State.CONFIRMED, at
        defect.who, defect.who_name, defect.due_on = who, name, due_on
        if danger is not None:
            defect.danger = danger
        defect.save()
        _stand(place, waits=waits or defect.danger)
        note("defect_confirmed", defect, place, by, at, kind=KIND, before=before, after=_facts(defect))
        announce(defect_confirmed, Defect, defect=defect, at=at)
    return defect


def begin_repair(*, by: Person, defect: Defect, at: datetime) -> Defect:
    """Somebody is at it. Raises NotAllowed, Stale."""
    if not rules.may_mend(by, defect):
        raise NotAllowed
    with transaction.atomic():
        place = standing(defect.place)
        before = _open(by, defect, Defect.State.CONFIRMED)
        defect.state = Defect.State.REPAIR
        defect.save(update_fields=["state"])
        note("repair_begun", defect, place, by, at, kind=KIND, before=before, after=_facts(defect))
    return defect


def close_defect(
    *,
    by: Person,
    defect: Defect,
    answer: str,
    cost: Decimal | None = None,
    photo: Any = None,
    photo_alt: str = "",
    at: datetime,
) -> Defect:
    """It is repaired: what was done, what it cost, a photo. The log says so too; whoever reported it hears of it.

    Raises NotAllowed, BadCare, Stale, PlaceGone and the refusals of `files`.
    """
    if not rules.may_mend(by, defect):
        raise NotAllowed
    text = words({"answer": answer}, "answer", 300)
    if not text:
        raise BadCare("answer", _("Write in a sentence what was done."))
    if cost is not None and not (0 <= cost <= MOST_COST):
        raise BadCare("cost", _("Write a sum of zero or more, below ten million."))
    with transaction.atomic():
        place = standing(defect.place)
        before = _open(by, defect, Defect.State.CONFIRMED, Defect.State.REPAIR)
        told = {"what": Entry.What.REPAIRED, "text": text, "photo": photo, "photo_alt": photo_alt}
        defect.closing = write(by=by, place=place, values=told, uid=uuid4(), at=at)
        defect.state, defect.closed_at, defect.answer, defect.cost = Defect.State.REPAIRED, at, text, cost
        defect.save()
        _stand(place)
        note("defect_repaired", defect, place, by, at, kind=KIND, before=before, after=_facts(defect))
        announce(defect_closed, Defect, defect=defect, at=at)
    return defect


def decline_defect(*, by: Person, defect: Defect, answer: str, at: datetime) -> Defect:
    """No defect, or not ours to repair; the answer says why. For the office. Raises NotAllowed, BadCare, Stale."""
    if not rules.may_change(by, defect.place):
        raise NotAllowed
    text = words({"answer": answer}, "answer", 300)
    if not text:
        raise BadCare("answer", _("Write in a sentence why nothing is repaired: whoever reported it reads it."))
    with transaction.atomic():
        place = lock(defect.place)
        before = _open(by, defect, *Defect.OPEN)
        defect.state, defect.closed_at, defect.answer = Defect.State.DECLINED, at, text
        defect.save()
        _stand(place)
        note("defect_declined", defect, place, by, at, kind=KIND, before=before, after=_facts(defect))
        announce(defect_closed, Defect, defect=defect, at=at)
    return defect


def mark_duplicate(*, by: Person, defect: Defect, same_as: Defect, at: datetime) -> Defect:
    """The same thing was reported before (or after): one of the two goes on. Raises NotAllowed, BadCare, Stale."""
    if not rules.may_mend(by, defect):
        raise NotAllowed
    with transaction.atomic():
        place = lock(defect.place)
        before = _open(by, defect, *Defect.OPEN)
        lock(same_as)
        if same_as.place_id != defect.place_id or same_as.pk == defect.pk:
            raise BadCare("same_as", _("Choose another defect of the same place."))
        if same_as.state == Defect.State.DUPLICATE:
            raise BadCare("same_as", _("That one is itself one with another. Choose the one that goes on."))
        if Defect.objects.filter(same_as=defect).exists():
            raise BadCare("same_as", _("Others were joined with this one. Join the new one with it instead."))
        defect.state, defect.same_as, defect.closed_at = Defect.State.DUPLICATE, same_as, at
        defect.save()
        if defect.danger and not same_as.danger:
            same_as.danger = True
            same_as.save(update_fields=["danger"])
        at_it = same_as.state in (Defect.State.CONFIRMED, Defect.State.REPAIR)
        _stand(place, waits=same_as.danger and at_it)
        note(
            "defect_joined", defect, place, by, at, kind=KIND, before=before,
            after={**_facts(defect), "same_as": same_as.number},
        )  # fmt: skip
        announce(defect_closed, Defect, defect=defect, at=at)
    return defect


def forget_contacts(*, at: datetime) -> int:
    """Erase addresses of passers-by whose reports were answered 30 days ago. Called by `skwer tick`."""
    return forgettable_contacts(at).update(contact="")


def _open(by: Person, defect: Defect, *states: str) -> dict[str, Any]:
    """Lock the defect and answer how it stood; raises Stale when somebody was faster, NotAllowed when it was given to
    somebody else meanwhile."""
    lock(defect)
    if defect.state not in states:
        raise Stale(_("This defect no longer stands as you saw it. Look at it again."))
    if not rules.may_mend(by, defect):
        raise NotAllowed
    return _facts(defect)


def _stand(place: Place, *, waits: bool = False) -> None:
    """The place waits for repair while something is to be repaired that keeps people from it; else it is cared for."""
    busy = Defect.objects.filter(place=place, state__in=(Defect.State.CONFIRMED, Defect.State.REPAIR)).exists()
    state = place.state
    if waits and busy and state == Place.State.CARED:
        state = Place.State.REPAIR
    elif not busy and state == Place.State.REPAIR:
        state = Place.State.CARED
    if state != place.state:
        place.state = state
        place.save(update_fields=["state"])


def _facts(defect: Defect) -> dict[str, Any]:
    return {
        "number": defect.number,
        "state": defect.state,
        "what": defect.what,
        "danger": defect.danger,
        "who": defect.who,
        "due_on": defect.due_on,
        "cost": defect.cost,
    }
