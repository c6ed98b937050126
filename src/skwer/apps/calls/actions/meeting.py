"""Calling the committee to a meeting, its agenda, other hours, and calling it off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from skwer.apps.events import actions as events
from skwer.apps.events.models import Event
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..models import Call, Meeting, MeetingItem, Proposal, Stage
from ..queries.rounds import seated, waiting_for_meeting
from ..regulations import paragraph_of
from ..rules import may_set_up
from ..stages import MEET, kind_of
from ..words import say
from .locking import lock

MEETING_FIELDS = ("title", "starts_at", "ends_at", "place", "online_url", "quorum")
LONGEST_AGENDA = 200
_FAR = 1000  # orders beyond every real one, so that rows can change places without meeting


class CannotMeet(Refusal):
    """The meeting cannot be kept like this; `field` says which field is meant, when one is."""

    code = "cannot_meet"

    def __init__(self, message: Any, *, field: str = "", code: str | None = None, paragraph: str | None = None) -> None:
        self.field = field
        super().__init__(message, code=code, paragraph=paragraph)


class MeetingOver(Refusal):
    """The meeting was held, called off, or its minutes are out: it stays as it is."""

    code = "meeting_over"
    status = 409


@transaction.atomic
def call_meeting(*, by: Person, stage: Stage, values: Mapping[str, Any], at: datetime) -> Meeting:
    """Call the stage's committee to a meeting. Its members are invited and find it in their calendars.

    values: MEETING_FIELDS; `title`, `starts_at`, `ends_at` must be there, and a place or an address of a line; the
    quorum comes from the stage when it is not given. Raises NotAllowed, MeetingOver, CannotMeet.
    """
    call = lock(stage.call)
    stage = lock(stage)
    stage.call = call
    if not may_set_up(by, call):
        raise NotAllowed()
    if stage.kind != MEET or stage.body is None:
        raise CannotMeet(_("Choose the committee of this stage first, in the set-up of the call."), field="body")
    if call.state != Call.State.ANNOUNCED or stage.state == Stage.State.CLOSED:
        raise MeetingOver(_("Meetings belong to an announced call whose stage is not over."))
    settings = {**kind_of(stage).defaults(), **stage.settings}
    last = call.meetings.aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting(call=call, stage=stage, body=stage.body, number=last + 1, quorum=settings["quorum"])
    _set(meeting, values, at)
    meeting.event = _make_event(by, meeting, at)
    meeting.save()
    _journal(by, "call_meeting", meeting, at, after=_facts(meeting))
    return meeting


@transaction.atomic
def change_meeting(*, by: Person, meeting: Meeting, values: Mapping[str, Any], at: datetime) -> Meeting:
    """Other values for a meeting that has not begun; who is registered is told. Raises as `call_meeting`."""
    _take(by, meeting)
    if meeting.state != Meeting.State.PLANNED:
        raise MeetingOver(_("This meeting was held or called off. Its hour and place stay as they were."))
    before = _facts(meeting)
    _set(meeting, values, at)
    meeting.save()
    if (event := meeting.event) is not None and event.state == Event.State.ANNOUNCED:
        events.change_event(by=by, event=event, values=_event_values(meeting), at=at)
        site = event.sites.first()
        if meeting.place and site is not None:
            events.change_site(by=by, site=site, values={"name": meeting.place}, at=at)
        elif meeting.place:
            events.add_site(by=by, event=event, values={"name": meeting.place}, at=at)
        elif site is not None:
            events.remove_site(by=by, site=site, at=at)
    _journal(by, "change_meeting", meeting, at, before=before, after=_facts(meeting))
    return meeting


@transaction.atomic
def cancel_meeting(*, by: Person, meeting: Meeting, reason: str, at: datetime) -> Meeting:
    """Call it off, with the reason that members read. Raises NotAllowed, MeetingOver, CannotMeet (no reason)."""
    _take(by, meeting)
    if meeting.state != Meeting.State.PLANNED:
        raise MeetingOver(_("Only a meeting that was not held can be called off."))
    reason = clean_text(reason, lines=True).strip()
    if not reason:
        raise CannotMeet(_("Write why it is called off: members read it."), field="reason")
    meeting.state, meeting.cancel_reason = Meeting.State.CANCELLED, reason
    meeting.save(update_fields=["state", "cancel_reason"])
    event = meeting.event
    if event is not None and event.state == Event.State.ANNOUNCED and at < event.ends_at:
        events.cancel_event(by=by, event=event, reason=reason, at=at)
    _journal(by, "cancel_meeting", meeting, at, after={"state": meeting.state})
    return meeting


@transaction.atomic
def set_agenda(*, by: Person, meeting: Meeting, items: Sequence[Mapping[str, Any]], at: datetime) -> list[MeetingItem]:
    """The whole agenda in its order; each point: `proposal` or `title`, and perhaps `starts_at` of the presentation.

    A point that stays keeps what was recorded on it (who stepped aside). Points dealt with cannot leave.
    Raises NotAllowed, MeetingOver, CannotMeet.
    """
    _open(by, meeting)
    known = {item.proposal_id: item for item in meeting.items.filter(proposal__isnull=False)}
    titled = {item.title: item for item in meeting.items.filter(proposal=None)}
    kept: list[MeetingItem] = []
    for order, one in enumerate(items[:LONGEST_AGENDA], 1):
        proposal, title = one.get("proposal"), clean_text(str(one.get("title") or "")).strip()[:200]
        old = known.pop(proposal.pk, None) if proposal is not None else titled.pop(title, None)
        item = old or MeetingItem(meeting=meeting, proposal=proposal, title="" if proposal else title)
        item.order, item.starts_at = _FAR + order, one.get("starts_at")
        if old is None:
            _check_point(meeting, item)
        _check_hour(meeting, item)
        kept.append(item)
    if len({item.proposal_id for item in kept if item.proposal_id}) != sum(bool(item.proposal_id) for item in kept):
        raise CannotMeet(_("A proposal stands on the agenda once."), field="items", code="twice")
    gone = meeting.items.exclude(pk__in=[item.pk for item in kept if item.pk])
    if gone.exclude(outcome=MeetingItem.Outcome.OPEN).exists():
        raise CannotMeet(_("A point that was dealt with stays on the agenda."), field="items", code="dealt_with")
    gone.delete()
    for item in kept:
        item.save()
    meeting.items.update(order=F("order") - _FAR)
    _journal(by, "set_agenda", meeting, at, after={"points": len(kept)})
    return list(meeting.items.order_by("order"))


@transaction.atomic
def add_item(
    *,
    by: Person,
    meeting: Meeting,
    proposal: Proposal | None = None,
    title: str = "",
    starts_at: datetime | None = None,
    at: datetime,
) -> MeetingItem:
    """One point more, at the end. Raises NotAllowed, MeetingOver, CannotMeet."""
    _open(by, meeting)
    last = meeting.items.aggregate(last=Max("order"))["last"] or 0
    words = "" if proposal else clean_text(title).strip()[:200]
    item = MeetingItem(meeting=meeting, proposal=proposal, title=words, order=last + 1, starts_at=starts_at)
    _check_point(meeting, item)
    _check_hour(meeting, item)
    item.save()
    _journal(by, "set_agenda", meeting, at, after={"points": last + 1})
    return item


def _check_point(meeting: Meeting, item: MeetingItem) -> None:
    """Is it something this meeting can deal with, and new?"""
    proposal = item.proposal
    if proposal is None:
        if not item.title:
            raise CannotMeet(_("Choose a proposal, or write what the point is about."), field="title")
        return
    if proposal.call_id != meeting.call_id or not waiting_for_meeting(meeting.call).filter(pk=proposal.pk).exists():
        raise CannotMeet(_("This proposal does not wait for the committee in this call."), field="proposal")
    if meeting.pk and meeting.items.filter(proposal=proposal).exists():
        raise CannotMeet(_("A proposal stands on the agenda once."), field="proposal", code="twice")


def _check_hour(meeting: Meeting, item: MeetingItem) -> None:
    if item.starts_at is not None and not meeting.starts_at <= item.starts_at < meeting.ends_at:
        raise CannotMeet(_("The presentation must lie within the meeting."), field="starts_at", code="outside")


def _take(by: Person, meeting: Meeting) -> None:
    """Lock the meeting for the office. Raises NotAllowed."""
    call = lock(meeting.call)
    lock(meeting)
    meeting.call = call
    if not may_set_up(by, call):
        raise NotAllowed()


def _open(by: Person, meeting: Meeting) -> None:
    """Lock the meeting for its record, which is open until the minutes are out. Raises NotAllowed, MeetingOver."""
    _take(by, meeting)
    still_open(meeting)


def still_open(meeting: Meeting) -> None:
    if meeting.state == Meeting.State.CANCELLED:
        raise MeetingOver(_("This meeting was called off."))
    if meeting.minutes_at is not None:
        raise MeetingOver(_("The minutes of this meeting are public and stay as they are."))


def _set(meeting: Meeting, values: Mapping[str, Any], at: datetime) -> None:
    for name, value in values.items():
        if name not in MEETING_FIELDS:
            raise ValueError(f"A meeting has no {name}.")
        setattr(meeting, name, clean_text(value).strip() if isinstance(value, str) else value)
    if not meeting.title or len(meeting.title) > 160:
        raise CannotMeet(_("Give the meeting a title of at most 160 characters."), field="title")
    if meeting.starts_at is None or meeting.starts_at <= at:
        raise CannotMeet(_("A meeting is called beforehand: choose an hour that lies ahead."), field="starts_at")
    if meeting.ends_at is None or meeting.ends_at <= meeting.starts_at:
        raise CannotMeet(_("It must end after it begins."), field="ends_at")
    if not meeting.place and not meeting.online_url:
        raise CannotMeet(_("Say where it is: a place, or the address of the online meeting."), field="place")
    if len(meeting.place) > 200:
        raise CannotMeet(_("This text is too long. Shorten it."), field="place")
    if meeting.online_url:
        try:
            URLValidator(schemes=["https", "http"])(meeting.online_url)
        except ValidationError as error:
            message = _("This is not an address of a page. It begins with https://.")
            raise CannotMeet(message, field="online_url") from error
    members = len(seated(meeting.body))
    if not isinstance(meeting.quorum, int) or not 1 <= meeting.quorum <= max(members, 1):
        message = say(_("The quorum is a whole number from 1 to the %(members)s members."), members=members)
        raise CannotMeet(message, field="quorum", paragraph=paragraph_of(meeting.call, "meetings"))
    if not members:
        raise CannotMeet(_("Nobody sits in this committee. Seat its members first."), field="body")


def _event_values(meeting: Meeting) -> dict[str, Any]:
    return {
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "online_url": meeting.online_url,
    }


def _make_event(by: Person, meeting: Meeting, at: datetime) -> Event:
    """The event of the calendars: only for those invited; each member is entered and told."""
    call = meeting.call
    values = {
        **_event_values(meeting),
        "slug": f"{call.slug[:60]}-{call.pk}-m{meeting.number}",
        "kind": Event.Kind.GROUP_MEETING,
        "audience": Event.Audience.INVITED,
    }
    event = events.create_event(by=by, organisation=call.organisation, values=values, at=at)
    if meeting.place:
        events.add_site(by=by, event=event, values={"name": meeting.place}, at=at)
    events.announce_event(by=by, event=event, at=at)
    for person in seated(meeting.body):
        entered = {"name": person.name or person.email, "email": person.email, "language": person.language}
        events.register_for(by=by, event=event, values=entered, at=at)
    return event


def _facts(meeting: Meeting) -> dict[str, Any]:
    return {
        "call": meeting.call.slug,
        "number": meeting.number,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "quorum": meeting.quorum,
    }


def _journal(by: Person | None, verb: str, meeting: Meeting, at: datetime, **facts: Any) -> None:
    record(actor=by, verb=verb, kind="meeting", key=meeting.pk, organisation=meeting.call.organisation, at=at, **facts)


__all__ = ["CannotMeet", "MeetingOver", "add_item", "call_meeting", "cancel_meeting", "change_meeting", "set_agenda"]
