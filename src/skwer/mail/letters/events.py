"""Letters about events: one's place, one's group, what changes, what is asked afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.events.calendar import CANCEL, event_calendar
from skwer.apps.events.models import Change, Event, Interest, Invitation, Placing, Registration
from skwer.apps.events.queries import attended, venue
from skwer.apps.people.models import Membership, Person

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import day, span

_COMES = gettext_lazy("You get this letter because you registered for this event. It cannot be turned off: where and "
                      "when it is depends on it.")  # fmt: skip
REGISTERED, WAITING, UNCONFIRMED = (
    Registration.State.REGISTERED, Registration.State.WAITING, Registration.State.UNCONFIRMED,
)  # fmt: skip


def _registration(pk: int) -> Registration | None:
    rows = Registration.objects.select_related("event__organisation", "event__project", "person")
    return rows.filter(pk=pk).first()


def _of(event: Event, *states: str) -> Iterator[Registration]:
    rows = Registration.objects.filter(event=event, state__in=states)
    yield from rows.select_related("event__organisation", "person").in_queue()


def _to(registration: Registration, contents: Callable[[], Contents], kind: str = kinds.EVENT) -> Iterator[Outgoing]:
    """To her account, or to the address a guest gave; nobody without an address."""
    if registration.person is not None:
        yield Outgoing(kind, contents, registration.person)
    elif registration.email:
        yield Outgoing(kind, contents, email=registration.email, language=registration.language)


def _facts(event: Event, line: bool = False) -> list[tuple[str, str]]:
    """When and where. A letter's words lead to our own pages only: the line's address is in the registration and in the
    calendar entry of those who have a place."""
    site = venue(event)
    facts = [(_("When"), span(event.starts_at, event.ends_at, event.time_zone))]
    if site is not None:
        facts += [(_("Where"), site.where), (_("Getting in"), str(site.access or ""))]
    if line and event.online_url:
        facts.append((_("Online"), _("the address stands in your registration and in the attached calendar entry")))
    return [fact for fact in facts if fact[1]]


def _ics(registration: Registration, method: str = "PUBLISH") -> str:
    return event_calendar(registration.event, registration, method).decode()


# --- one's place


def address(pk: int) -> Iterator[Outgoing]:
    """To the address a guest gave: is it hers?"""
    registration = _registration(pk)
    if registration is not None and registration.state == UNCONFIRMED:
        yield from _to(registration, lambda: _address(registration))


def _address(registration: Registration) -> Contents:
    event = registration.event
    return Contents(
        subject=_("Confirm your registration: %(event)s") % {"event": event.title},
        text=[_("Somebody registered this address for the event. If it was you, confirm it; only then it counts.")],
        facts=_facts(event),
        button=(_("Confirm the registration"), links.event_mine(registration)),
        after=[_("The link works for two days. If it was not you, do nothing: we forget the address then.")],
        why=_("You get this letter because somebody entered your address at the registration."),
        organisation=event.organisation,
    )


def registered(pk: int) -> Iterator[Outgoing]:
    """She has a place, or waits for one."""
    registration = _registration(pk)
    if registration is not None and registration.is_live and registration.event.is_live:
        write = _waiting if registration.state == WAITING else _registered
        yield from _to(registration, lambda: write(registration))


def _registered(registration: Registration) -> Contents:
    event = registration.event
    return Contents(
        subject=_("You have a place: %(event)s") % {"event": event.title},
        text=[
            _("%(city)s registered you for this event.") % {"city": event.organisation.name}
            if registration.by_officer
            else _("You are registered for this event.")
        ],
        facts=_facts(event, line=True),
        button=(_("See your registration"), links.event_mine(registration)),
        after=[
            _("There you say what you eat and need, choose your groups, and find the code for the door."),
            _("If you cannot come, cancel there: somebody else gets your place."),
        ],
        why=str(_COMES),
        organisation=event.organisation,
        calendar=_ics(registration),
    )


def _waiting(registration: Registration) -> Contents:
    event = registration.event
    return Contents(
        subject=_("You are on the waiting list: %(event)s") % {"event": event.title},
        text=[_("All places are taken. You are on the waiting list: when a place is free for you, we write.")],
        facts=_facts(event),
        button=(_("See your registration"), links.event_mine(registration)),
        after=[_("If you no longer want to come, cancel there.")],
        why=str(_COMES),
        organisation=event.organisation,
    )


def promoted(pk: int) -> Iterator[Outgoing]:
    """A place became free."""
    registration = _registration(pk)
    if registration is not None and registration.state == REGISTERED:
        yield from _to(registration, lambda: _promoted(registration))


def _promoted(registration: Registration) -> Contents:
    event = registration.event
    return Contents(
        subject=_("A place is yours: %(event)s") % {"event": event.title},
        text=[_("A place became free, and you were first on the waiting list. It is yours now.")],
        facts=_facts(event, line=True),
        button=(_("See your registration"), links.event_mine(registration)),
        after=[_("If you cannot come any more, cancel there: the next one waits.")],
        why=str(_COMES),
        organisation=event.organisation,
        calendar=_ics(registration),
    )


def placed(pk: int) -> Iterator[Outgoing]:
    """She is in a group, or in another than before."""
    rows = Placing.objects.select_related("session__site", "session__event", "registration__event__organisation")
    placing = rows.select_related("registration__person").filter(pk=pk).first()
    if placing is not None and placing.registration.state == REGISTERED:
        yield from _to(placing.registration, lambda: _placed(placing))


def _placed(placing: Placing) -> Contents:
    session, event = placing.session, placing.registration.event
    facts = [(_("Group"), str(session.title)), (_("When"), span(session.starts_at, session.ends_at, event.time_zone))]
    if session.site is not None:
        facts += [(_("Where"), session.site.where), (_("Getting in"), str(session.site.access or ""))]
    return Contents(
        subject=_("Your group: %(group)s") % {"group": session.title},
        text=[_("At “%(event)s” you are in this group:") % {"event": event.title}],
        facts=[fact for fact in facts if fact[1]],
        button=(_("See your registration"), links.event_mine(placing.registration)),
        after=[
            _("Who runs the event chose this group for you.")
            if placing.by_hand
            else _("The groups were placed by everybody's wishes, so that as many as possible have theirs.")
        ],
        why=str(_COMES),
        organisation=event.organisation,
    )


# --- what changes


def changed(pk: int) -> Iterator[Outgoing]:
    """To everybody who comes or waits: another time or place, before and after."""
    change = Change.objects.select_related("event__organisation").filter(pk=pk).first()
    if change is None or change.event.state != Event.State.ANNOUNCED:
        return
    for registration in _of(change.event, REGISTERED, WAITING):
        yield from _to(registration, lambda r=registration: _changed(change, r))  # type: ignore[misc]


def _changed(change: Change, registration: Registration) -> Contents:
    event = registration.event
    comes = registration.state == REGISTERED
    moved = {"starts_at", "ends_at", "time_zone"} & set(change.before)
    facts = []
    if moved:
        facts.append((_("Time before"), span(*_hours(event, change.before))))
    if change.before.get("where"):
        facts.append((_("Place before"), str(change.before["where"])))
    if "online_url" in change.before and not event.online_url:
        facts.append((_("Online"), _("there is no online meeting any more")))
    what = _("Another time: %(event)s") if moved else _("Another place: %(event)s")
    return Contents(
        subject=what % {"event": event.title},
        text=[_("The event changed. This is how it stands now; below is what it was.")],
        facts=[*_facts(event, line=comes), *facts],
        button=(_("See your registration"), links.event_mine(registration)),
        after=[_("If you cannot come now, cancel there: somebody else gets your place.")],
        why=str(_COMES),
        organisation=event.organisation,
        calendar=_ics(registration) if comes else "",
    )


def _hours(event: Event, before: dict[str, str]) -> tuple[datetime, datetime, str]:
    """What the hours were; a part that did not change is as it is."""
    starts, ends = before.get("starts_at"), before.get("ends_at")
    return (
        datetime.fromisoformat(starts) if starts else event.starts_at,
        datetime.fromisoformat(ends) if ends else event.ends_at,
        before.get("time_zone") or event.time_zone,
    )


def cancelled(pk: int) -> Iterator[Outgoing]:
    """To everybody who wanted to come: it does not take place, and why."""
    event = Event.objects.select_related("organisation").get(pk=pk)
    if event.state != Event.State.CANCELLED:
        return
    for registration in _of(event, REGISTERED, WAITING):
        yield from _to(registration, lambda r=registration: _cancelled(r))  # type: ignore[misc]


def _cancelled(registration: Registration) -> Contents:
    event = registration.event
    return Contents(
        subject=_("Cancelled: %(event)s") % {"event": event.title},
        text=[_("The event does not take place. In the words of those who hold it:")],
        quote=event.cancel_reason,
        facts=[(_("It would have been"), span(event.starts_at, event.ends_at, event.time_zone))],
        button=(_("See the event"), links.event(event)),
        after=[_("What you told us about food, access and travel is erased.")],
        why=str(_COMES),
        organisation=event.organisation,
        calendar=_ics(registration, CANCEL) if registration.state == REGISTERED else "",
    )


def invited(pk: int) -> Iterator[Outgoing]:
    """To the invited address; the letter is the only place where its link stands."""
    invitation = Invitation.objects.select_related("event__organisation").filter(pk=pk).exclude(email="").first()
    if invitation is not None and invitation.event.state == Event.State.ANNOUNCED:
        yield Outgoing(
            kinds.INVITATION, lambda: _invited(invitation), email=invitation.email, language=invitation.language
        )


def _invited(invitation: Invitation) -> Contents:
    event = invitation.event
    facts = _facts(event)
    if event.registration_closes_at:
        facts.append((_("Register until"), day(event.registration_closes_at)))
    return Contents(
        subject=_("Invitation: %(event)s") % {"event": event.title},
        text=[
            _("%(city)s invites you to “%(event)s”.") % {"city": event.organisation.name, "event": event.title},
            *([str(event.summary)] if event.summary else []),
        ],
        facts=facts,
        button=(_("Answer the invitation"), links.event_invitation(invitation)),
        after=[_("You need no account. If you cannot come, say so there, or do nothing.")],
        why=_("You get this letter because who holds the event entered your address."),
        organisation=event.organisation,
    )


# --- afterwards


def held(pk: int) -> Iterator[Outgoing]:
    """An evaluation is wanted: from those who were there, or from all registered where nobody took attendance."""
    event = Event.objects.select_related("organisation").get(pk=pk)
    if not event.evaluation:
        return
    there = set(attended(event).values_list("pk", flat=True))
    for registration in _of(event, REGISTERED):
        if not registration.evaluated and (not there or registration.pk in there):
            yield from _to(registration, lambda r=registration: _held(r), kinds.AFTER_EVENT)  # type: ignore[misc]


def _held(registration: Registration) -> Contents:
    event = registration.event
    return Contents(
        subject=_("How was it? %(event)s") % {"event": event.title},
        text=[_("Thank you for coming. A few questions help to make the next event better.")],
        button=(_("Answer the questions"), links.event_evaluation(registration)),
        after=[_("Your answers are kept without your name, and few answers are not shown singly.")],
        why=_("You get this letter because you took part in this event."),
        organisation=event.organisation,
    )


def follow_up(pk: int) -> Iterator[Outgoing]:
    """To the officers of the organisation that stated an interest: its day has passed."""
    interest = Interest.objects.select_related("event__organisation", "organisation").filter(pk=pk).first()
    if interest is None or interest.follow_ups.exists():
        return
    officers = Person.objects.filter(
        is_active=True,
        memberships__in=Membership.objects.current().filter(
            organisation=interest.organisation, role__in=Membership.DECIDING
        ),
    )
    for person in officers.distinct().order_by("pk"):
        yield Outgoing(kinds.FOLLOW_UP, lambda: _follow_up(interest), person)


def _follow_up(interest: Interest) -> Contents:
    event = interest.event
    return Contents(
        subject=_("What became of it? %(practice)s") % {"practice": interest.practice},
        text=[
            _("At “%(event)s” your organisation said what it wants to carry over. The day you named has passed.")
            % {"event": event.title}
        ],
        facts=[
            (_("What"), interest.practice),
            (_("First step"), interest.first_step),
            (_("By when"), day(datetime.combine(interest.by_on, datetime.min.time(), event.zone))),
        ],
        button=(_("Say what became of it"), links.event_outcomes(event)),
        after=[_("Begun, carried over, changed or dropped: each answer helps the others, also “we dropped it”.")],
        why=_("You get this letter because you run %(organisation)s.") % {"organisation": interest.organisation.name},
        organisation=event.organisation,
    )
