"""At the meeting: who is there, who steps aside, what is said and advised on each point; then the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.events import actions as events
from skwer.apps.events.models import Event, Registration
from skwer.apps.forms.checking import clean_text
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.actions import index_later

from ..models import Meeting, MeetingItem, Presence, Proposal, Recommendation, Recusal
from ..queries.rounds import is_seated, seated, tied, voices
from ..regulations import paragraph_of
from ..rules import may_set_up
from ..signals import announce, committee_answered, minutes_published
from ..words import say
from .locking import lock
from .meeting import CannotMeet, MeetingOver, _journal, _open, _take, still_open

Outcome = MeetingItem.Outcome
JUDGED = (Outcome.INVITE, Outcome.DECLINE)
"""Outcomes that move a proposal: for these the committee must have its quorum."""

MOST_ADVICE = 20


class NoQuorum(CannotMeet):
    """Too few members are there, or too many stepped aside."""

    code = "no_quorum"


@transaction.atomic
def record_presence(*, by: Person, meeting: Meeting, present: Iterable[int], chair: int | None, at: datetime) -> None:
    """Who of the committee's members was there (keys of people), and who chaired.

    Raises NotAllowed, MeetingOver, CannotMeet (before the day, nobody chairs, not a member).
    """
    _open(by, meeting)
    if at < meeting.starts_at:
        raise CannotMeet(_("Who was there is recorded from the first minute of the meeting on."), field="present")
    members = {person.pk for person in seated(meeting.body)}
    # Somebody who left the committee since stays in the record of a meeting she was at.
    members |= set(meeting.presences.exclude(person=None).values_list("person_id", flat=True))
    here = set(present)
    if here - members:
        raise CannotMeet(_("Only members of the committee are entered here."), field="present")
    if here and chair not in here:
        raise CannotMeet(_("Say who of those present chaired."), field="chair")
    meeting.presences.update(chairs=False)
    for pk in members:
        facts = {"present": pk in here, "chairs": pk == chair}
        Presence.objects.update_or_create(meeting=meeting, person_id=pk, defaults=facts)
    _journal(by, "record_presence", meeting, at, after={"present": len(here), "members": len(members)})


@transaction.atomic
def recuse(*, by: Person, item: MeetingItem, person: Person, reason: str = "", at: datetime) -> Recusal:
    """A member steps aside for one point; she says so herself beforehand, or the office enters it at the meeting.

    Raises NotAllowed, MeetingOver, CannotMeet (not a member).
    """
    meeting = lock(item.meeting)
    item.meeting = meeting
    if not (may_set_up(by, meeting.call) or (by.pk == person.pk and is_seated(by, meeting.body))):
        raise NotAllowed(_("A member of the committee steps aside for herself; the office enters it at the meeting."))
    still_open(meeting)
    if not is_seated(person, meeting.body):
        raise CannotMeet(_("Only members of the committee are entered here."), field="person")
    if item.proposal_id is None:
        raise CannotMeet(_("One steps aside when a proposal is judged. This point has none."), field="person")
    facts = {"reason": clean_text(reason).strip()[:200], "at": at}
    recusal, _made = Recusal.objects.update_or_create(item=item, person=person, defaults=facts)
    _journal(by, "recuse", meeting, at, after={"point": item.order})
    return recusal


@transaction.atomic
def withdraw_recusal(*, by: Person, recusal: Recusal, at: datetime) -> None:
    """Entered by mistake; it goes while the minutes are not out. Raises NotAllowed, MeetingOver."""
    meeting = lock(recusal.item.meeting)
    if not (may_set_up(by, meeting.call) or by.pk == recusal.person_id):
        raise NotAllowed()
    still_open(meeting)
    order = recusal.item.order
    recusal.delete()
    _journal(by, "withdraw_recusal", meeting, at, before={"point": order})


@transaction.atomic
def hold_meeting(*, by: Person, meeting: Meeting, at: datetime) -> Meeting:
    """The meeting takes place: enough members are there, one of them chairs. From now on points can be dealt with.

    Raises NotAllowed, MeetingOver, CannotMeet, NoQuorum.
    """
    _take(by, meeting)
    still_open(meeting)
    if meeting.state != Meeting.State.PLANNED:
        return meeting
    if at < meeting.starts_at:
        raise CannotMeet(_("This meeting has not begun yet."), field="starts_at")
    present = meeting.presences.filter(present=True).count()
    if present < meeting.quorum:
        raise _no_quorum(meeting, present, field="present")
    meeting.state = Meeting.State.HELD
    meeting.save(update_fields=["state"])
    _journal(by, "hold_meeting", meeting, at, after={"state": meeting.state, "present": present})
    return meeting


@transaction.atomic
def record_item(
    *, by: Person, item: MeetingItem, note: str, outcome: str, texts: Sequence[str] | None = None, at: datetime
) -> MeetingItem:
    """What was said on a point, how it ended, and (`texts`) all its recommendations in their order. Nothing moves, and
    no author reads anything, before the minutes are published.

    Raises NotAllowed, MeetingOver, CannotMeet (not held, an outcome that does not fit, no reason), NoQuorum.
    """
    meeting = item.meeting
    _open(by, meeting)
    lock(item)
    item.meeting = meeting
    if meeting.state != Meeting.State.HELD:
        raise CannotMeet(_("Record first who is there, and open the meeting."), field="outcome")
    if outcome not in Outcome.values or outcome == Outcome.OPEN:
        raise CannotMeet(_("Choose how this point ended."), field="outcome")
    note = clean_text(note, lines=True).strip()
    _check_outcome(item, outcome, note)
    if texts is not None and item.proposal is not None:
        give(item, texts, at)
    item.note, item.outcome = note, outcome
    item.save(update_fields=["note", "outcome"])
    _journal(by, "record_item", meeting, at, after={"point": item.order, "outcome": outcome})
    return item


def _check_outcome(item: MeetingItem, outcome: str, note: str) -> None:
    """Does the outcome fit the point, and may those present judge it?"""
    proposal = item.proposal
    if outcome not in JUDGED:
        return
    if proposal is None:
        raise CannotMeet(_("Only an idea is invited or declined."), field="outcome", code="no_idea")
    may_come = (Proposal.State.IDEA, Proposal.State.DECLINED)
    if proposal.state not in (may_come if outcome == Outcome.INVITE else (Proposal.State.IDEA,)):
        message = _("This proposal is no longer an idea. Note what was said, or advise.")
        raise CannotMeet(message, field="outcome", code="no_idea")
    if outcome == Outcome.DECLINE and not note:
        message = _("Write why the committee advises against it: the author reads it.")
        raise CannotMeet(message, field="note", code="reason")
    judge(item)


def judge(item: MeetingItem) -> None:
    """May those present judge the point? Nobody tied to the proposal among them, and still enough of them."""
    meeting, proposal = item.meeting, item.proposal
    if proposal is None:
        return
    aside = set(item.recusals.values_list("person_id", flat=True))
    here = [row.person for row in meeting.presences.filter(present=True).select_related("person") if row.person]
    if tied(proposal, here) - aside:
        message = _("Somebody present belongs to those who apply. Record first that she steps aside for this point.")
        raise CannotMeet(message, field="recusals", code="tied", paragraph=paragraph_of(meeting.call, "meetings"))
    if (free := voices(item)) < meeting.quorum:
        raise _no_quorum(meeting, free, field="outcome")


def give(item: MeetingItem, texts: Sequence[str], at: datetime) -> list[Recommendation]:
    """Put these recommendations in the place of those the point had. Raises CannotMeet, NoQuorum."""
    if item.proposal is None:
        raise CannotMeet(_("Recommendations belong to a proposal. This point has none."), field="texts")
    wanted = [text for one in texts if (text := clean_text(one, lines=True).strip())]
    if len(wanted) > MOST_ADVICE:
        raise CannotMeet(_("Give at most twenty recommendations."), field="texts")
    if wanted:
        if item.meeting.state != Meeting.State.HELD:
            raise CannotMeet(_("Record first who is there, and open the meeting."), field="texts")
        judge(item)
    proposal = lock(item.proposal)
    item.recommendations.all().delete()
    last = proposal.recommendations.aggregate(last=Max("number"))["last"] or 0
    return [
        Recommendation.objects.create(proposal=proposal, item=item, number=last + number, text=text, at=at)
        for number, text in enumerate(wanted, 1)
    ]


@transaction.atomic
def publish_minutes(*, by: Person, meeting: Meeting, text: str, at: datetime) -> Meeting:
    """Make the minutes public for good. Invited and declined ideas move now; each author gets one letter.

    Raises NotAllowed, MeetingOver, CannotMeet (not held, a point left open), NoQuorum (somebody stepped aside since).
    """
    _open(by, meeting)
    if meeting.state != Meeting.State.HELD:
        raise CannotMeet(_("Minutes are of a meeting that was held. Record who was there, and open it."), field="text")
    items = list(meeting.items.select_related("proposal__call").order_by("order"))
    if left := [str(item.order) for item in items if item.outcome == Outcome.OPEN]:
        message = say(_("Say first how these points ended: %(points)s."), points=", ".join(left))
        raise CannotMeet(message, field="items", code="open_points")
    for item in items:
        item.meeting = meeting
        if item.outcome in JUDGED or item.recommendations.exists():
            judge(item)
    meeting.minutes, meeting.minutes_at = clean_text(text, lines=True).strip(), at
    meeting.save(update_fields=["minutes", "minutes_at"])
    for item in items:
        _carry_out(by, item, at)
    _attended(by, meeting, at)
    _journal(by, "publish_minutes", meeting, at, after={"points": len(items)})
    announce(minutes_published, Meeting, meeting=meeting, at=at)
    return meeting


def _attended(by: Person, meeting: Meeting, at: datetime) -> None:
    """The meeting in people's calendars learns who was there, so that nobody is asked to write it down again."""
    event = meeting.event
    if event is None or event.state not in (Event.State.ANNOUNCED, Event.State.HELD):
        return
    here = Person.objects.filter(pk__in=meeting.presences.filter(present=True).values("person"))
    come = Registration.objects.filter(event=event, state=Registration.State.REGISTERED)
    listed = come.filter(Q(person__in=here) | Q(email__in=here.values("email")))
    if listed.exists():
        events.record_attendance(by=by, event=event, registrations=listed, on=event.days[0], at=at)


def _carry_out(by: Person, item: MeetingItem, at: datetime) -> None:
    """What the minutes mean for the proposal of a point, and its author's letter."""
    if item.proposal is None:
        return
    proposal = lock(item.proposal)
    before = proposal.state
    if item.outcome == Outcome.INVITE and before in (Proposal.State.IDEA, Proposal.State.DECLINED):
        proposal.invite()
    elif item.outcome == Outcome.DECLINE and before == Proposal.State.IDEA:
        proposal.decline()
    if proposal.state != before:
        proposal.updated_at = at
        proposal.save(update_fields=["state", "updated_at"])
        record(
            actor=by,
            verb="answer_idea",
            kind="proposal",
            key=proposal.uid,
            organisation=proposal.call.organisation,
            at=at,
            before={"state": before},
            after={"state": proposal.state},
        )
        index_later(kind="proposal", key=proposal.pk)
    if proposal.state != before or item.recommendations.exists():
        announce(committee_answered, MeetingItem, item=item, proposal=proposal, at=at)


def _no_quorum(meeting: Meeting, present: int, *, field: str) -> NoQuorum:
    message: Any = say(
        _("%(present)s members can judge here; %(needed)s must be there. Put the point off to another meeting."),
        present=present,
        needed=meeting.quorum,
    )
    return NoQuorum(message, field=field, paragraph=paragraph_of(meeting.call, "meetings"))


__all__ = [
    "MeetingOver",
    "NoQuorum",
    "hold_meeting",
    "publish_minutes",
    "record_item",
    "record_presence",
    "recuse",
    "withdraw_recusal",
]
