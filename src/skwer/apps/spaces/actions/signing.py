"""Signatures under an agreement about a space, and under the annexes that extend it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.models import Upload
from skwer.apps.forms.values import Reader
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.people.signals import announce

from ..licence_queries import waiting_version
from ..licence_rules import is_user, may_run_licences, waits_for
from ..licence_signals import licence_in_force, signature_refused
from ..models import Extension, Licence, LicenceVersion, Match, Wish
from .common import lock
from .licensing import NotWaiting, as_office, follow, locked, note
from .wishing import settle

HOLDER, SIGNED = "licence", "licence_signed"
"""Holders of files: what was handed in, and what stands under a version and can no longer be deleted."""
AGAIN = timedelta(days=7)
"""Whoever has to sign again has at least a week for it."""


@transaction.atomic
def register_signature(
    *,
    by: Person,
    version: LicenceVersion,
    side: str,
    signed_on: date,
    upload: Upload | None = None,
    at: datetime,
) -> LicenceVersion:
    """Note that a side ("party", then "city") signed. The office registers both; the user hands in its signed PDF.

    With both signatures the agreement, or the extension, is in force. Raises NotAllowed, NotWaiting, BadValues.
    """
    licence = locked(version.licence)
    version.refresh_from_db()
    version.licence = licence
    office = may_run_licences(by, licence)
    if not office and not (side == "party" and is_user(by, licence)):
        raise NotAllowed
    if waiting_version(licence) != version or waits_for(version) != side:
        raise NotWaiting
    if not office and licence.state == Licence.State.SENT and licence.sign_until and at >= licence.sign_until:
        raise NotWaiting(_("The time to sign is over. Ask the office for a new agreement."))
    _check_signature(licence, version, office, signed_on, upload, at)
    if upload is not None:
        upload.holder_kind = SIGNED
        upload.save(update_fields=["holder_kind"])
    if side == "party":
        version.party_signed_on, version.party_paper, version.struck_why = signed_on, upload, ""
    else:
        version.city_signed_on, version.city_paper = signed_on, upload
    version.save()
    _move_on(licence, version, side, at)
    told = {"version": version.number, "side": side, "signed_on": signed_on}
    note("sign_licence", licence, by, at, **told, sha256=upload.sha256 if upload else "")
    if side == "city":
        announce(licence_in_force, Licence, licence=licence, version=version, at=at)
    return version


def _check_signature(
    licence: Licence, version: LicenceVersion, office: bool, signed_on: date, upload: Upload | None, at: datetime
) -> None:
    reader = Reader({})
    if signed_on > timezone.localdate(at):
        reader.wrong("signed_on", "future", _("The day of signing lies in the future."))
    elif signed_on < timezone.localdate(version.made_at):
        reader.wrong("signed_on", "before", _("This text is newer than the signature. Check the day."))
    fits = upload is not None and (upload.holder_kind, upload.holder_key, upload.content_type) == (
        HOLDER,
        str(licence.pk),
        "application/pdf",
    )
    if (upload is None and not office) or (upload is not None and not fits):
        reader.wrong("file", "file", _("Add the signed PDF."))
    reader.done()


def _move_on(licence: Licence, version: LicenceVersion, side: str, at: datetime) -> None:
    """What the signature changes: the agreement's state, or its last day where it was an extension's."""
    if version.number == 1:
        if side == "party":
            licence.sign()
            licence.save(update_fields=["state"])
            return
        licence.countersign()
        licence.active_at = at
        licence.save(update_fields=["state", "active_at"])
        if licence.match is not None:
            _found(licence.match, at)
        follow(licence.space, at)
    elif side == "city":
        licence.ends_on, licence.reminded_at = version.ends_on, None
        licence.save(update_fields=["ends_on", "reminded_at"])
        Extension.objects.filter(version=version).update(state=Extension.State.IN_FORCE)


@transaction.atomic
def strike_signature(*, by: Person, version: LicenceVersion, why: str, at: datetime) -> LicenceVersion:
    """What the user handed in is no valid signature of this text: it signs again. Only before the city signs.

    Raises NotAllowed, NotWaiting, BadValues (no reason).
    """
    licence = locked(version.licence)
    as_office(by, licence)
    version.refresh_from_db()
    if waiting_version(licence) != version or waits_for(version) != "city":
        raise NotWaiting
    reader = Reader({"why": why})
    reason = reader.text("why", 1000, needed=_("Say what is wrong: the user reads it."), lines=True)
    reader.done()
    version.party_signed_on, version.party_paper, version.struck_why = None, None, reason
    version.save()
    if version.number == 1:
        licence.unsign()
        licence.sign_until = max(licence.sign_until or at, at + AGAIN)
        licence.save(update_fields=["state", "sign_until"])
    note("strike_licence_signature", licence, by, at, version=version.number)
    announce(signature_refused, LicenceVersion, version=version, licence=licence, at=at)
    return version


def _found(match: Match, at: datetime) -> None:
    """The search is answered."""
    match.state, match.changed_at = Match.State.LICENSED, at
    match.save(update_fields=["state", "changed_at"])
    settle(lock(match.wish), Wish.State.FOUND, at)
