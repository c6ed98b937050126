"""An agreement about a space: made, sent; or not concluded. Signatures: `signing`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.values import Reader
from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run
from skwer.apps.people.signals import announce

from ..licence_queries import clash, state_by_licences
from ..licence_rules import is_user, may_run_licences
from ..licence_signals import licence_recalled, licence_sent, licence_void
from ..licence_text import checksum, paragraphs_of
from ..models import Licence, LicenceVersion, Match, Space
from .matching import rematch_space

SIGN_DAYS = 21
MOST_TERMS = 20


class SpaceTaken(Refusal):
    """Somebody else holds the space on one of the days."""

    message = _("Another agreement holds the space on some of these days. Choose other days.")
    code = "space_taken"
    status = 409
    field = "starts_on"


class SpaceNotOffered(Refusal):
    """A space that is being described, or withdrawn, is not given to anybody."""

    message = _("This space is not in the inventory. Publish it first.")
    code = "space_not_offered"
    status = 409


class NotADraft(Refusal):
    """What was sent is no longer changed; it is taken back first."""

    message = _("This agreement was sent. Take it back to change it.")
    code = "not_a_draft"
    status = 409


class NotWaiting(Refusal):
    """This is not what the agreement waits for (any more)."""

    message = _("This is not what the agreement waits for now. Load the page again to see where it stands.")
    code = "not_waiting"
    status = 409


def locked_space(space: Space) -> Space:
    """The space, locked until the transaction ends and read afresh: whoever gives it away for some days waits here."""
    Space.objects.select_for_update(of=("self",)).get(pk=space.pk)
    space.refresh_from_db()
    return space


def locked(licence: Licence) -> Licence:
    """The space first, then the agreement; so do all actions, and none blocks another."""
    locked_space(licence.space)
    Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
    space = licence.space
    licence.refresh_from_db()
    licence.space = space
    return licence


def as_office(by: Person, licence: Licence) -> None:
    """Only officers of the city. Raises NotAllowed."""
    if not may_run_licences(by, licence):
        raise NotAllowed


def note(verb: str, licence: Licence, by: Person | None, at: datetime, **after: Any) -> None:
    """One line in the city's journal: states, sums, dates, keys."""
    journal.record(
        actor=by,
        verb=verb,
        kind="licence",
        key=licence.pk,
        organisation=licence.organisation,
        at=at,
        after={"state": licence.state, **after},
    )


def follow(space: Space, at: datetime) -> None:
    """The space's state follows its agreements; what is not offered stays so. Who looks hears of one that is free."""
    if space.state in (Space.State.DRAFT, Space.State.WITHDRAWN):
        return
    now = state_by_licences(space)
    if space.state != now:
        space.state = now
        space.save(update_fields=["state"])
        rematch_space(space, at)


@transaction.atomic
def draft_licence(
    *,
    by: Person,
    space: Space,
    values: Mapping[str, Any],
    match: Match | None = None,
    source: str = "",
    party: Person | None = None,
    party_organisation: Organisation | None = None,
    at: datetime,
) -> Licence:
    """Begin an agreement. The user comes from the match's wish, or is given; `values` as `read_values` reads them.

    `source`: "call:<uid of the proposal>" where a call decided it. Raises NotAllowed, SpaceNotOffered, BadValues.
    """
    if not may_run(by, space.organisation):
        raise NotAllowed
    locked_space(space)
    if space.state in (Space.State.DRAFT, Space.State.WITHDRAWN):
        raise SpaceNotOffered
    if match is not None:
        party, party_organisation = match.wish.person, match.wish.for_organisation
    licence = Licence(
        organisation=space.organisation,
        space=space,
        match=match,
        source=source,
        party=party,
        party_organisation=party_organisation,
        fee=space.fee,
        fee_month=space.fee_month,
        currency=space.currency,
        notice_days=space.notice_days,
        drafted_at=at,
    )
    read_values(licence, values)
    licence.number = next_number(space.organisation, timezone.localtime(at).year)
    licence.save()
    if match is not None and match.state not in (Match.State.AGREED, Match.State.LICENSED):
        match.state, match.changed_at = Match.State.AGREED, at
        match.save(update_fields=["state", "changed_at"])
    follow(space, at)
    note("draft_licence", licence, by, at, space=space.pk, number=licence.number, source=source)
    return licence


@transaction.atomic
def change_licence(*, by: Person, licence: Licence, values: Mapping[str, Any], at: datetime) -> Licence:
    """Change a draft. Raises NotAllowed, NotADraft, BadValues."""
    locked(licence)
    as_office(by, licence)
    if licence.state != Licence.State.DRAFTED:
        raise NotADraft
    read_values(licence, values)
    licence.save()
    note("change_licence", licence, by, at, starts_on=licence.starts_on, ends_on=licence.ends_on)
    return licence


def next_number(organisation: Organisation, year: int) -> str:
    """The next free number of the city's agreements about spaces, "L12/2026". The city's row stays locked."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    taken = Licence.objects.filter(organisation=organisation, number__endswith=f"/{year}")
    found = (re.fullmatch(rf"L(\d{{1,9}})/{year}", number) for number in taken.values_list("number", flat=True))
    return f"L{max((int(one.group(1)) for one in found if one), default=0) + 1}/{year}"


def read_values(licence: Licence, values: Mapping[str, Any]) -> None:
    """Put a form's values into the row: `party_name`, `party_address`, `purpose`, `form`, `starts_on`, `ends_on`,
    `fee`, `fee_month`, `deposit`, `currency`, `notice_days`, `insurance`, `restore`, `extra` (list of texts).
    What is not given stays. Raises BadValues.
    """
    reader = Reader(values)
    texts = {
        "party_name": (200, _("Say who uses the space and signs.")),
        "party_address": (250, None),
        "purpose": (250, _("Say what the space is used for.")),
    }
    for name, (most, needed) in texts.items():
        if name in values or (needed and not getattr(licence, name)):
            setattr(licence, name, reader.text(name, most, needed=needed))
    for name, choices in (("form", Licence.Form.values), ("fee", Space.Fee.values)):
        if name in values:
            if values[name] not in choices:
                reader.wrong(name, "choice", _("Choose one of these."))
            setattr(licence, name, values[name])
    if "currency" in values:
        licence.currency = str(values["currency"])
    for name, words in (("starts_on", _("Give the first day.")), ("ends_on", _("Give the last day."))):
        if name in values or not getattr(licence, name):
            day = reader.day(name, needed=words)
            if day is not None:
                setattr(licence, name, day)
    for name in ("fee_month", "deposit"):
        if name in values:
            setattr(licence, name, reader.sum(name))
    if licence.fee == Space.Fee.RENT and not licence.fee_month and not reader.errors:
        reader.wrong("fee_month", "missing", _("Say how much is paid a month."))
    if licence.fee != Space.Fee.RENT:
        licence.fee_month = None
    if "notice_days" in values:
        days = values["notice_days"]
        if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 365:
            reader.wrong("notice_days", "days", _("Give a number of days from 0 to 365."))
        else:
            licence.notice_days = days
    for name in ("insurance", "restore"):
        if name in values:
            setattr(licence, name, bool(values[name]))
    if "extra" in values:
        licence.extra = [" ".join(str(one).split())[:500] for one in values["extra"] if str(one).strip()][:MOST_TERMS]
    if licence.starts_on and licence.ends_on:
        check_days(reader, licence.space, licence.starts_on, licence.ends_on)
    reader.done()


def check_days(reader: Reader, space: Space, starts_on: date, ends_on: date, field: str = "ends_on") -> None:
    """Does the time fit what the space's page promises: free from and until, at least and at most?"""
    days = (ends_on - starts_on).days + 1
    if ends_on < starts_on:
        reader.wrong(field, "order", _("The last day comes before the first one."))
    elif days > space.most_days:
        reader.wrong(
            field,
            "too_long",
            _("The space is given for at most %(n)d days, and this would be %(days)d.")
            % {"n": space.most_days, "days": days},
        )
    elif days < space.least_days:
        reader.wrong(field, "too_short", _("The space is given for at least %(n)d days.") % {"n": space.least_days})
    if space.free_from is not None and starts_on < space.free_from:
        reader.wrong("starts_on", "too_early", _("The space is not free yet on this day."))
    if space.free_until is not None and ends_on > space.free_until:
        reader.wrong(field, "too_late", _("The space is no longer free on this day."))


@transaction.atomic
def send_licence(*, by: Person, licence: Licence, at: datetime) -> LicenceVersion:
    """Make the text and show it to the user. From now on it holds the space for its days.

    Raises NotAllowed, NotADraft, SpaceNotOffered, SpaceTaken, BadValues (its time is over, or no longer
    fits the space).
    """
    locked(licence)
    as_office(by, licence)
    if licence.state != Licence.State.DRAFTED:
        raise NotADraft(_("This agreement was sent already."))
    if licence.space.state in (Space.State.DRAFT, Space.State.WITHDRAWN):
        raise SpaceNotOffered
    reader = Reader({})
    check_days(reader, licence.space, licence.starts_on, licence.ends_on)
    if licence.ends_on < timezone.localdate(at):
        reader.wrong("ends_on", "past", _("The last day has passed. Choose other days."))
    reader.done()
    if clash(licence.space, licence.starts_on, licence.ends_on, but=licence) is not None:
        raise SpaceTaken
    text = paragraphs_of(licence)
    version = LicenceVersion.objects.create(
        licence=licence, number=1, text=text, checksum=checksum(text), ends_on=licence.ends_on, made_at=at
    )
    licence.send()
    licence.sent_at, licence.sign_until = at, at + timedelta(days=SIGN_DAYS)
    licence.save(update_fields=["state", "sent_at", "sign_until"])
    note("send_licence", licence, by, at, version=1, checksum=version.checksum)
    announce(licence_sent, Licence, licence=licence, at=at)
    return version


@transaction.atomic
def recall_licence(*, by: Person, licence: Licence, at: datetime) -> Licence:
    """Take it back to correct it, before anybody signed; the unsigned text goes. Raises NotAllowed, NotWaiting."""
    locked(licence)
    as_office(by, licence)
    if licence.state != Licence.State.SENT:
        raise NotWaiting(_("Only an agreement that waits for the user's signature can be taken back."))
    licence.versions.all().delete()
    licence.recall()
    licence.sent_at = licence.sign_until = None
    licence.save(update_fields=["state", "sent_at", "sign_until"])
    note("recall_licence", licence, by, at)
    announce(licence_recalled, Licence, licence=licence, at=at)
    return licence


@transaction.atomic
def void_licence(*, by: Person | None, licence: Licence, why: str, at: datetime) -> Licence:
    """It is not concluded: the office gives up, the user does not want it, or (by=None) the clock. The space is free.

    Raises NotAllowed, NotWaiting (it is in force already), BadValues (no reason).
    """
    locked(licence)
    if by is not None and not may_run_licences(by, licence):
        declines = licence.state in (Licence.State.SENT, Licence.State.SIGNED) and is_user(by, licence)
        if not declines:
            raise NotAllowed
    if licence.state not in (Licence.State.DRAFTED, Licence.State.SENT, Licence.State.SIGNED):
        raise NotWaiting(_("It is in force or over. An agreement in force is ended with notice."))
    reader = Reader({"why": why})
    reason = reader.text("why", 1000, needed=_("Say why: the other side reads it."), lines=True)
    reader.done()
    licence.void()
    licence.ended_at, licence.end_reason = at, reason
    licence.save(update_fields=["state", "ended_at", "end_reason"])
    follow(licence.space, at)
    note("void_licence", licence, by, at)
    announce(licence_void, Licence, licence=licence, at=at)
    return licence


def sum_or_none(value: Decimal | None) -> str | None:
    """A sum as the journal writes it."""
    return None if value is None else f"{value:.2f}"
