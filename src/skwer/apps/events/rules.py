"""Who may run an event, come to it, and speak for an organisation there; and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.rules import has_role, may_run
from skwer.apps.programmes.models import DESK, Partnership, Project
from skwer.apps.programmes.rules import may_keep

from .models import Event, Interest, Invitation, Registration
from .tokens import registration_of
from .words import moment, say

EVALUATE_FOR = timedelta(days=60)
"""So long after the end an evaluation is taken: a later one no longer remembers."""


@dataclass(frozen=True)
class Answer:
    """May I? `why` is a lazily translated sentence."""

    yes: bool
    why: Any

    def __bool__(self) -> bool:
        return self.yes


def _acts(person: Person | None) -> bool:
    return person is not None and person.is_authenticated and person.is_active


def may_create_in(person: Person | None, organisation: Organisation, project: Project | None = None) -> bool:
    """Officers of the organisation hold its events; in a project only while it keeps the project or takes part."""
    if not may_run(person, organisation):
        return False
    return project is None or takes_part(organisation, project)


def takes_part(organisation: Organisation, project: Project) -> bool:
    """Does it keep the project, or is it among its partners today?"""
    if project.organisation_id == organisation.pk:
        return True
    return Partnership.objects.current().filter(project=project, organisation=organisation).exists()


def may_run_event(person: Person | None, event: Event) -> bool:
    """Officers of who holds it, and of who keeps its project."""
    return may_run(person, event.organisation) or (event.project is not None and may_keep(person, event.project))


def may_read_desk_of(person: Person | None, event: Event) -> bool:
    """Those who run it and their auditors: who comes, who was there, what is decided."""
    if has_role(person, event.organisation, *DESK):
        return True
    return event.project is not None and has_role(person, event.project.organisation, *DESK)


def may_see_needs(person: Person | None, event: Event) -> bool:
    """Diets and access needs are for those who run the event: auditors and other desks do not need them."""
    return may_run_event(person, event)


# --- who may come


def _window(event: Event, at: datetime) -> Answer | None:
    """What keeps everybody from registering now, whoever she is."""
    if event.state == Event.State.CANCELLED:
        return Answer(False, _("This event was cancelled."))
    if event.state != Event.State.ANNOUNCED:
        over = event.state == Event.State.HELD
        return Answer(False, _("This event is over.") if over else _("This event is not announced yet."))
    opens, closes = event.registration_opens_at, closes_at(event)
    if opens is not None and at < opens:
        return Answer(False, say(_("You can register from %(opens)s."), opens=moment(opens, event.time_zone)))
    if at >= closes:
        return Answer(False, say(_("Registration closed on %(closed)s."), closed=moment(closes, event.time_zone)))
    return None


def closes_at(event: Event) -> datetime:
    """When registration ends: as the event says, else when it begins."""
    return event.registration_closes_at or event.starts_at


def is_invited(person: Person | None, event: Event) -> bool:
    if person is None or not person.is_authenticated:
        return False
    return Invitation.objects.filter(event=event, email__iexact=person.email).exists()


def is_of_partner(person: Person | None, event: Event) -> bool:
    """Does she hold any role today in an organisation that takes part in the event's project?"""
    if person is None or not person.is_authenticated or event.project is None:
        return False
    mine = Membership.objects.current().filter(person=person).values("organisation")
    if Organisation.objects.filter(pk=event.project.organisation_id, pk__in=mine).exists():
        return True
    return Partnership.objects.current().filter(project=event.project, organisation__in=mine).exists()


def may_register(person: Person | None, event: Event, at: datetime, invitation: Invitation | None = None) -> Answer:
    """May she (None: somebody without an account) register now? An invitation that she holds opens every audience."""
    if (closed := _window(event, at)) is not None:
        return closed
    if person is not None and person.is_authenticated and not person.is_active:
        return Answer(False, _("This account is closed."))
    if invitation is not None and invitation.event_id == event.pk:
        return Answer(True, _("You are invited."))
    signed_in = person is not None and person.is_authenticated
    if event.audience == Event.Audience.EVERYBODY:
        return Answer(True, _("Everybody may register."))
    if is_invited(person, event):
        return Answer(True, _("You are invited."))
    if event.audience == Event.Audience.PARTNERS:
        if is_of_partner(person, event):
            return Answer(True, _("You come from a partner of the project."))
        why = _("This event is for partners of the project. Ask your organisation to add you to its people.")
        return Answer(False, why if signed_in else _("This event is for partners of its project. Sign in."))
    why = _("This event is for those who are invited, and this address is not among them. Ask who holds the event.")
    return Answer(False, why if signed_in else _("You need an invitation. Use the link in your letter."))


def may_register_for(person: Person | None, event: Event, organisation: Organisation | None, at: datetime) -> Answer:
    """Who runs the event registers anybody until it ends; a partner's officers their own people, while it is open."""
    if may_run_event(person, event):
        if event.state == Event.State.CANCELLED:
            return Answer(False, _("This event was cancelled."))
        if event.state == Event.State.DRAFT:
            return Answer(False, _("This event is not announced yet."))
        return Answer(True, _("You run this event."))
    if organisation is None or not may_run(person, organisation):
        return Answer(False, _("You can register people of your own organisation only."))
    outside = event.project is not None and not takes_part(organisation, event.project)
    if event.audience == Event.Audience.INVITED or outside:
        return Answer(False, _("Only who holds the event can register other people for it."))
    closed = _window(event, at)
    return closed if closed is not None else Answer(True, _("You act for your organisation."))


def holds_key(registration: Registration, key: str) -> bool:
    """Does the key from a letter open this registration?"""
    found = registration_of(key) if key else None
    return found is not None and found.pk == registration.pk


def is_own(person: Person | None, registration: Registration, key: str = "") -> bool:
    """Hers: by her account, by the address it was made for, or by the key in her letter."""
    if holds_key(registration, key):
        return True
    if person is None or not person.is_authenticated:
        return False
    if registration.person_id is not None:
        return registration.person_id == person.pk
    return bool(registration.email) and registration.email.lower() == person.email.lower()


def may_change_registration(person: Person | None, registration: Registration, at: datetime, key: str = "") -> Answer:
    """Her own until the event ends, whoever runs it afterwards too (a slip in a name on a certificate)."""
    event = registration.event
    if may_run_event(person, event):
        return Answer(True, _("You run this event."))
    if not is_own(person, registration, key):
        return Answer(False, _("This is somebody else's registration."))
    if event.state == Event.State.CANCELLED:
        return Answer(False, _("This event was cancelled."))
    if event.state != Event.State.ANNOUNCED or at >= event.ends_at:
        return Answer(False, _("This event is over."))
    return Answer(True, _("You can change it until the event ends."))


# --- what comes of it


def may_speak_for(person: Person | None, event: Event, organisation: Organisation) -> bool:
    """Somebody of the organisation who is registered, one of its officers, or who runs the event on its behalf."""
    if not _acts(person):
        return False
    if may_run(person, organisation) or may_run_event(person, event):
        return True
    comes = Registration.objects.filter(event=event, person=person, state=Registration.State.REGISTERED)
    return comes.filter(organisation=organisation).exists() and has_role(person, organisation)


def took_part(event: Event, organisation: Organisation) -> bool:
    """Has the organisation anybody at the event?"""
    here = Registration.objects.filter(event=event, organisation=organisation)
    return here.filter(state=Registration.State.REGISTERED).exists()


def speaking_for(person: Person | None, event: Event) -> list[Organisation]:
    """Organisations at the event for which she may state an interest."""
    comes = Registration.objects.filter(event=event, state=Registration.State.REGISTERED).values("organisation")
    here = Organisation.objects.filter(pk__in=comes).order_by("name")
    return [organisation for organisation in here if may_speak_for(person, event, organisation)]


def may_state_interest(person: Person | None, event: Event, organisation: Organisation, at: datetime) -> Answer:
    """From its first hour on, for organisations that take part."""
    if event.state not in (Event.State.ANNOUNCED, Event.State.HELD):
        return Answer(False, _("Statements of interest belong to an event that takes place."))
    if at < event.starts_at:
        return Answer(False, _("Statements of interest are taken from the first hour of the event on."))
    if not may_speak_for(person, event, organisation):
        return Answer(False, _("Only people of this organisation, or who runs the event, can speak for it here."))
    if not took_part(event, organisation):
        return Answer(False, _("Nobody of this organisation is registered at the event. Register somebody first."))
    return Answer(True, _("You may say what your organisation wants to carry over."))


def may_follow_up(person: Person | None, interest: Interest) -> bool:
    """Officers of the organisation that stated it, and who runs the event."""
    return may_run(person, interest.organisation) or may_run_event(person, interest.event)


def may_open_transfer(person: Person | None, interest: Interest) -> bool:
    """Officers of the organisation that stated it: nobody sets out in its stead."""
    return may_run(person, interest.organisation)


def may_evaluate(registration: Registration, at: datetime) -> Answer:
    """Once, from the event's first hour until two months after it, for those who were registered."""
    event = registration.event
    if not event.evaluation:
        return Answer(False, _("This event has no evaluation."))
    if event.state == Event.State.CANCELLED or registration.state != Registration.State.REGISTERED:
        return Answer(False, _("The evaluation is for those who took part."))
    if at < event.starts_at:
        return Answer(False, _("You can evaluate the event once it has begun."))
    if at >= event.ends_at + EVALUATE_FOR:
        return Answer(False, _("The time for the evaluation is over. Thank you for coming."))
    if registration.evaluated:
        return Answer(False, _("You have answered the evaluation already. Thank you."))
    return Answer(True, _("Your answers are kept without your name."))
