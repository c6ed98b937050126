"""The space changes hands: a protocol both sides can write, and both confirm as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.actions import delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.values import Reader
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.signals import announce
from skwer.values.canonical import fingerprint

from ..licence_queries import in_use_by_others, protocol_of
from ..licence_rules import acts_for_user, city_alone, may_run_licences, may_write_protocol, ways_open
from ..licence_signals import space_handed
from ..models import Extension, Licence, Protocol
from .licensing import NotWaiting, follow, locked, note, sum_or_none

ITEM_STATES = ("good", "worn", "damaged", "missing")
MOST_ROWS = 60
HOLDER = "space_protocol"


class StillInUse(Refusal):
    """The days may be free, but the last user is still in."""

    message = _("The last user has not given the space back yet. Take it back first.")
    code = "still_in_use"
    status = 409


class ProtocolChanged(Refusal):
    """The other side changed the protocol while this one read it."""

    message = _("The protocol was changed while you read it. Read it again, then confirm.")
    code = "protocol_changed"
    status = 409


class NothingToConfirm(Refusal):
    """Nobody wrote the protocol yet."""

    message = _("Write the protocol first, then confirm it.")
    code = "nothing_to_confirm"
    status = 409


def photos_of(protocol: Protocol) -> QuerySet[Upload]:
    """The photos it holds."""
    return Upload.objects.filter(holder_kind=HOLDER, holder_key=str(protocol.pk)).order_by("uploaded_at", "pk")


def print_of(protocol: Protocol) -> str:
    """What a side confirms: everything the protocol says, as a checksum."""
    return fingerprint(
        {
            "on": protocol.on,
            "items": protocol.items,
            "meters": protocol.meters,
            "keys": protocol.keys,
            "remarks": protocol.remarks,
            "kept": sum_or_none(protocol.deposit_kept),
            "why": protocol.deposit_why,
            "photos": sorted(photos_of(protocol).values_list("sha256", "alt_text")),
        }
    )


@transaction.atomic
def write_protocol(
    *, by: Person, licence: Licence, way: str, values: Mapping[str, Any], seen: str | None = None, at: datetime
) -> Protocol:
    """Write down what stands where. Either side may, while the space changes hands; a change takes confirmations back.

    `values`: `on`, `items` [{what, state, note}], `meters` [{what, value, unit}], `keys`, `remarks`; the office also
    `deposit_kept`, `deposit_why` at the hand-back. `seen`: the checksum the writer read, "" for none.
    Raises NotAllowed, NotWaiting, ProtocolChanged, BadValues.
    """
    locked(licence)
    if way not in ways_open(licence):
        raise NotWaiting
    if not may_write_protocol(by, licence, way):
        raise NotAllowed
    protocol = protocol_of(licence, way) or Protocol(licence=licence, way=way, on=timezone.localdate(at))
    before = print_of(protocol) if protocol.pk else ""
    if seen is not None and seen != before:
        raise ProtocolChanged(_("The other side changed the protocol meanwhile. Compare and save again."))
    _read(protocol, values, may_run_licences(by, licence), at)
    if print_of(protocol) != before:
        _unconfirmed(protocol)
        note("write_protocol", licence, by, at, way=way, on=protocol.on, print=print_of(protocol))
    return protocol


def _unconfirmed(protocol: Protocol) -> None:
    """What changed is confirmed anew."""
    protocol.party_confirmed_at = protocol.city_confirmed_at = protocol.city_officer = None
    protocol.save()


@transaction.atomic
def add_protocol_photo(*, by: Person, licence: Licence, way: str, file: Any, alt_text: str, at: datetime) -> Upload:
    """A photo of how it stands; begins the protocol if nobody did. Confirmations are taken back.

    Raises NotAllowed, NotWaiting, and what `files.actions.store_upload` raises.
    """
    locked(licence)
    if way not in ways_open(licence):
        raise NotWaiting
    if not may_write_protocol(by, licence, way):
        raise NotAllowed
    protocol = protocol_of(licence, way) or Protocol(licence=licence, way=way, on=timezone.localdate(at))
    _unconfirmed(protocol)
    return store_upload(
        by=by,
        organisation=licence.organisation,
        file=file,
        kind="photo",
        holder_kind=HOLDER,
        holder_key=protocol.pk,
        alt_text=alt_text,
        at=at,
    )


@transaction.atomic
def remove_protocol_photo(*, by: Person, licence: Licence, way: str, upload: Upload, at: datetime) -> None:
    """Take a photo away that one added oneself, or the office. Raises NotAllowed, NotWaiting."""
    locked(licence)
    protocol = protocol_of(licence, way)
    if way not in ways_open(licence) or protocol is None:
        raise NotWaiting
    if not may_write_protocol(by, licence, way) or not photos_of(protocol).filter(pk=upload.pk).exists():
        raise NotAllowed
    delete_upload(by=by, upload=upload, at=at)
    _unconfirmed(protocol)


def _read(protocol: Protocol, values: Mapping[str, Any], office: bool, at: datetime) -> None:
    reader = Reader(values)
    if "on" in values:
        day = reader.day("on", needed=_("Give the day."))
        if day is not None and day > timezone.localdate(at):
            reader.wrong("on", "future", _("This day has not come yet."))
        protocol.on = day or protocol.on
    protocol.items = _items(reader, values.get("items", protocol.items))
    protocol.meters = _meters(reader, values.get("meters", protocol.meters))
    keys = values.get("keys", protocol.keys)
    if not isinstance(keys, int) or isinstance(keys, bool) or not 0 <= keys <= 999:
        reader.wrong("keys", "keys", _("Give the number of keys, 0 if there are none."))
    else:
        protocol.keys = keys
    if "remarks" in values:
        protocol.remarks = reader.text("remarks", 2000, lines=True)
    if office and protocol.way == Protocol.Way.BACK and "deposit_kept" in values:
        _deposit(reader, protocol)
    reader.done()


def _deposit(reader: Reader, protocol: Protocol) -> None:
    kept, deposit = reader.sum("deposit_kept"), protocol.licence.deposit or 0
    why = reader.text("deposit_why", 250)
    if kept is not None and kept > deposit:
        reader.wrong("deposit_kept", "too_much", _("More than was deposited cannot be kept."))
    if kept and not why:
        reader.wrong("deposit_why", "missing", _("Say why a part of the deposit is kept."))
    protocol.deposit_kept, protocol.deposit_why = kept, why if kept else ""


def _rows(values: Any) -> Sequence[Mapping[str, Any]]:
    return [row for row in values if isinstance(row, Mapping)][:MOST_ROWS] if isinstance(values, (list, tuple)) else []


def _items(reader: Reader, rows: Any) -> list[dict[str, str]]:
    kept = []
    for row in _rows(rows):
        what, note_ = (" ".join(str(row.get(name, "")).split()) for name in ("what", "note"))
        state = str(row.get("state", ""))
        if not what and not note_:
            continue
        if not what:
            reader.wrong("items", "what", _("Say what each line is about."))
        elif state not in ITEM_STATES:
            reader.wrong("items", "state", _("Say in which state it is: %(what)s.") % {"what": what[:80]})
        elif state in ("damaged", "missing") and not note_:
            reader.wrong("items", "note", _("Describe the damage: %(what)s.") % {"what": what[:80]})
        kept.append({"what": what[:160], "state": state, "note": note_[:300]})
    return kept


def _meters(reader: Reader, rows: Any) -> list[dict[str, str]]:
    kept = []
    for row in _rows(rows):
        made = {name: " ".join(str(row.get(name, "")).split())[:60] for name in ("what", "value", "unit")}
        if not made["what"] and not made["value"]:
            continue
        if not made["what"] or not made["value"]:
            reader.wrong("meters", "incomplete", _("Each meter needs its name and what it shows."))
        kept.append(made)
    return kept


@transaction.atomic
def confirm_protocol(*, by: Person, licence: Licence, way: str, side: str, seen: str, at: datetime) -> Protocol:
    """One side agrees with the protocol as it read it (`seen`). With both the space has changed hands.

    Where the user stays away long after its last day, the city takes the space back with its own confirmation only.
    Raises NotAllowed, NotWaiting, NothingToConfirm, ProtocolChanged, StillInUse.
    """
    locked(licence)
    allowed = may_run_licences(by, licence) if side == "city" else acts_for_user(by, licence)
    if side not in ("city", "party") or not allowed:
        raise NotAllowed
    if way not in ways_open(licence):
        raise NotWaiting
    protocol = protocol_of(licence, way)
    if protocol is None:
        raise NothingToConfirm
    if print_of(protocol) != seen:
        raise ProtocolChanged
    if way == Protocol.Way.OUT and in_use_by_others(licence):
        raise StillInUse
    if side == "city":
        protocol.city_confirmed_at, protocol.city_officer = at, by
    else:
        protocol.party_confirmed_at = at
    protocol.save()
    if protocol.city_confirmed_at and (protocol.party_confirmed_at or city_alone(licence, way, at)):
        _change_hands(licence, protocol, at)
    note("confirm_protocol", licence, by, at, way=way, side=side, print=seen)
    return protocol


def _change_hands(licence: Licence, protocol: Protocol, at: datetime) -> None:
    if protocol.way == Protocol.Way.OUT:
        licence.hand_over()
    else:
        licence.hand_back()
        licence.ended_at = at
        open_ones = (Extension.State.ASKED, Extension.State.AGREED)
        licence.extensions.filter(state__in=open_ones).update(state=Extension.State.WITHDRAWN, answered_at=at)
    licence.save(update_fields=["state", "ended_at"])
    follow(licence.space, at)
    announce(space_handed, Protocol, protocol=protocol, licence=licence, at=at)


__all__ = [
    "HOLDER",
    "ITEM_STATES",
    "NothingToConfirm",
    "ProtocolChanged",
    "StillInUse",
    "add_protocol_photo",
    "confirm_protocol",
    "photos_of",
    "print_of",
    "remove_protocol_photo",
    "write_protocol",
]
