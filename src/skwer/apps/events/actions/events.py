"""Setting up an event, announcing, changing, cancelling it; and the clock that ends it."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.files.actions import delete_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import clean_text
from skwer.apps.forms.filling import fill, translated
from skwer.apps.forms.schema import Form
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes.models import Project
from skwer.apps.search.actions import index_later

from .. import rules
from ..models import Event, Registration
from ..signals import announce, event_announced, event_cancelled, event_held
from .common import BadValue, WrongState, fits, note
from .locking import lock
from .moving import calendar_changed, facts_of
from .waiting import promote

TEXTS = ("title", "summary", "description", "outcome_intro")
EVENT_FIELDS = (
    *translated(*TEXTS),
    *("slug", "kind", "starts_at", "ends_at", "time_zone", "audience", "registration_opens_at"),
    *("registration_closes_at", "capacity", "online_url", "keep_needs_days", "languages", "evaluation", "project"),
)
JOURNALLED = (
    *("kind", "starts_at", "ends_at", "time_zone", "audience", "capacity", "registration_opens_at"),
    *("registration_closes_at", "keep_needs_days"),
)
LONGEST_DAYS = 60


class NoReason(BadValue):
    """Who registered must be told why."""

    code = "no_reason"

    def __init__(self) -> None:
        super().__init__("reason", _("Write why it is cancelled: everybody who registered reads it."))


class NotReady(Refusal):
    """Something is missing before the event can be announced."""

    code = "not_ready"


class EvaluationBegun(BadValue):
    """Answers to other questions would lose their meaning."""

    code = "evaluation_begun"
    status = 409

    def __init__(self) -> None:
        super().__init__("evaluation", _("People have answered the evaluation. Its questions stay as they are."))


def create_event(
    *, by: Person, organisation: Organisation, project: Project | None = None, values: Mapping[str, Any], at: datetime
) -> Event:
    """A new event of the organisation, not announced yet.

    values: any of EVENT_FIELDS; `title`, `kind`, `slug`, `starts_at`, `ends_at` must be there. A text without language
    is in the installation's first. Raises NotAllowed, BadValue.
    """
    if not rules.may_create_in(by, organisation, project):
        raise NotAllowed(_("You can hold events of your own organisation, in projects it takes part in."))
    event = Event(organisation=organisation, project=project, changed_at=at)
    _set(event, values)
    with transaction.atomic():
        event.save()
        note("event_created", event, by, at, after=_journalled(event))
        index_later(kind="event", key=event.pk)
    return event


def change_event(*, by: Person, event: Event, values: Mapping[str, Any], at: datetime) -> Event:
    """Other values; what is not named stays.

    Of an announced event, another time or line raises the version in calendars and is written to those who come. More
    places go to the waiting list in its order. Raises NotAllowed, WrongState, BadValue, EvaluationBegun.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        if event.state == Event.State.CANCELLED:
            raise WrongState(_("A cancelled event stays as it is. Create a new one."))
        before, moved, form = _journalled(event), facts_of(event), event.evaluation
        _set(event, values)
        if event.evaluation != form and event.evaluation_answers.exists():
            raise EvaluationBegun
        taken = Registration.objects.filter(event=event, state=Registration.State.REGISTERED).count()
        if event.capacity is not None and event.capacity < taken:
            raise BadValue(
                "capacity",
                ngettext_lazy(
                    "%(number)d person is registered already. Leave at least as many places.",
                    "%(number)d people are registered already. Leave at least as many places.",
                    "number",
                )
                % {"number": taken},
            )
        if event.project is not None and not rules.takes_part(event.organisation, event.project):
            raise BadValue("project", _("Your organisation does not take part in this project."))
        event.save()
        note("event_changed", event, by, at, before=before, after=_journalled(event))
        calendar_changed(event, moved, at)
        promote(event, at)
        index_later(kind="event", key=event.pk)
    return event


def announce_event(*, by: Person, event: Event, at: datetime) -> Event:
    """Make the event public; doing it twice changes nothing. Raises NotAllowed, WrongState, NotReady."""
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        if event.state == Event.State.ANNOUNCED:
            return event
        if event.state != Event.State.DRAFT:
            raise WrongState
        if event.starts_at <= at:
            raise NotReady(_("The event would have begun already. Correct its days first."))
        if not event.sites.exists() and not event.online_url:
            raise NotReady(_("Say where it is: add a place, or the address of the online meeting."))
        event.state, event.published_at, event.changed_at = Event.State.ANNOUNCED, at, at
        event.save(update_fields=["state", "published_at", "changed_at"])
        note("event_announced", event, by, at, after={"state": event.state})
        announce(event_announced, Event, event=event, at=at)
        index_later(kind="event", key=event.pk)
    return event


def cancel_event(*, by: Person, event: Event, reason: str, at: datetime) -> Event:
    """The event does not take place: calendars and everybody who registered are told, and why.

    What people need and how they travel is erased at once. Raises NotAllowed, WrongState, NoReason.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed
    reason = clean_text(reason).strip()
    if not reason:
        raise NoReason
    with transaction.atomic():
        lock(event)
        if event.state != Event.State.ANNOUNCED or at >= event.ends_at:
            raise WrongState(_("Only an announced event that is not over can be cancelled."))
        event.state, event.cancel_reason, event.changed_at = Event.State.CANCELLED, reason, at
        event.sequence += 1
        event.save(update_fields=["state", "cancel_reason", "changed_at", "sequence"])
        blank_needs(Registration.objects.filter(event=event), at)
        note("event_cancelled", event, by, at, after={"state": event.state, "sequence": event.sequence})
        announce(event_cancelled, Event, event=event, reason=reason, at=at)
        index_later(kind="event", key=event.pk)
    return event


def delete_draft(*, by: Person, event: Event, at: datetime) -> None:
    """A draft nobody has seen goes. Raises NotAllowed, WrongState."""
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        if event.state != Event.State.DRAFT:
            raise WrongState(_("What was announced stays on record. Cancel it instead."))
        key = event.pk
        note("event_deleted", event, by, at)
        for upload in Upload.objects.filter(holder_kind="event", holder_key=str(key)):
            delete_upload(by=by, upload=upload, at=at)
        event.delete()
        index_later(kind="event", key=key)


def mark_held(*, at: datetime) -> list[Event]:
    """For the clock: announced events past their end are held. Idempotent."""
    held = []
    for pk in Event.objects.filter(state=Event.State.ANNOUNCED, ends_at__lte=at).values_list("pk", flat=True):
        with transaction.atomic():
            event = lock(Event.objects.get(pk=pk))
            if event.state != Event.State.ANNOUNCED or event.ends_at > at:
                continue
            event.state = Event.State.HELD
            event.save(update_fields=["state"])
            note("event_held", event, None, at, after={"state": event.state})
            announce(event_held, Event, event=event, at=at)
            held.append(event)
    return held


def blank_needs(rows: Any, at: datetime) -> int:
    """Erase diets, access needs and travel of these registrations; answers how many there were."""
    kept = rows.filter(needs_erased_at__isnull=True)
    return int(kept.update(diet="", access_needs="", arrival="", departure="", travel="", needs_erased_at=at))


def _set(event: Event, values: Mapping[str, Any]) -> None:
    """Put the values in, checked."""
    was_public = event.published_at is not None
    before = event.slug
    fill(event, values, EVENT_FIELDS, TEXTS)
    if not str(event.title or "").strip():
        raise BadValue("title", _("Give the event a title."))
    fits(event, "slug", "online_url", *(f"title_{language}" for language in ("pl", "en", "nb", "cs")))
    _check_slug(event, before if was_public else "")
    for field, choices in (("kind", Event.Kind), ("audience", Event.Audience)):
        if getattr(event, field) not in choices.values:
            raise BadValue(field, _("Choose one from the list."))
    if event.time_zone not in zoneinfo.available_timezones():
        raise BadValue("time_zone", _("We do not know this time zone. Choose one from the list."))
    _check_times(event)
    if event.capacity is not None and event.capacity < 1:
        raise BadValue("capacity", _("Write at least one place, or leave it empty when everybody fits."))
    if not 0 <= event.keep_needs_days <= 365:
        raise BadValue("keep_needs_days", _("Write a number of days from 0 to 365."))
    if event.online_url:
        try:
            URLValidator(schemes=["https", "http"])(event.online_url)
        except ValidationError as error:
            raise BadValue("online_url", _("This is not an address of a page. It begins with https://.")) from error
    if event.audience == Event.Audience.PARTNERS and event.project is None:
        raise BadValue("audience", _("Only an event of a project can be for its partners. Choose the project first."))
    if event.evaluation and (problems := Form.from_json(event.evaluation).problems()):
        raise BadValue("evaluation", problems[0].message)
    if any(question.kind == "file" for question in Form.from_json(event.evaluation).questions):
        raise BadValue("evaluation", _("An evaluation without names cannot take files. Remove this question."))


def _check_slug(event: Event, fixed: str) -> None:
    try:
        validate_slug(event.slug)
    except ValidationError as error:
        raise BadValue("slug", _("An address part has small letters, digits and hyphens only.")) from error
    if fixed and event.slug != fixed:
        raise BadValue("slug", _("The event is public: its address stays."))
    if Event.objects.filter(slug=event.slug).exclude(pk=event.pk).exists():
        raise BadValue("slug", _("Another event has this address. Choose another."))


def _check_times(event: Event) -> None:
    if event.starts_at is None:
        raise BadValue("starts_at", _("Say when it begins."))
    if event.ends_at is None or event.ends_at <= event.starts_at:
        raise BadValue("ends_at", _("It must end after it begins."))
    if len(event.days) > LONGEST_DAYS:
        raise BadValue("ends_at", _("An event lasts at most 60 days. Is the year right?"))
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens is not None and opens >= rules.closes_at(event):
        raise BadValue("registration_opens_at", _("Registration must open before it closes."))
    if closes is not None and closes > event.ends_at:
        raise BadValue("registration_closes_at", _("Registration cannot close after the event has ended."))
    if event.pk is not None:
        for session in event.sessions.all():
            if session.starts_at < event.starts_at or session.ends_at > event.ends_at:
                raise BadValue(
                    "starts_at",
                    _("A session would lie outside the event. Move the sessions first."),
                )


def _journalled(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in JOURNALLED}
