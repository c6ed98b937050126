"""An event with its places, sessions and speakers; every announced change of it; its photographs."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.programmes.models import Project

DESK = (Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR)


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, person: Person | None) -> EventQuerySet:
        """Announced events, but those by invitation only for who is invited or registered; drafts for the desks.

        A desk here: of the organisation that holds the event, or that keeps its project.
        """
        shown = Q(published_at__isnull=False) & ~Q(audience=Event.Audience.INVITED)
        if person is not None and person.is_authenticated:
            desk = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
            shown |= Q(organisation__in=desk) | Q(project__organisation__in=desk)
            from .people import Invitation, Registration  # they point at events

            asked = Invitation.objects.filter(email__iexact=person.email).values("event")
            comes = Registration.objects.of(person).values("event")
            shown |= Q(published_at__isnull=False) & (Q(pk__in=asked) | Q(pk__in=comes))
        return self.filter(shown)

    def run_by(self, person: Person | None) -> EventQuerySet:
        """Events the person may run: an officer of who holds them, or of who keeps their project."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        runs = Membership.objects.current().filter(person=person, role__in=Membership.DECIDING).values("organisation")
        return self.filter(Q(organisation__in=runs) | Q(project__organisation__in=runs))

    def coming(self, at: datetime) -> EventQuerySet:
        """Announced and not over, the next one first."""
        return self.filter(state=Event.State.ANNOUNCED, ends_at__gt=at).order_by("starts_at", "pk")

    def over(self, at: datetime) -> EventQuerySet:
        """Held, or past their end; the last one first."""
        gone = Q(state=Event.State.HELD) | Q(state=Event.State.ANNOUNCED, ends_at__lte=at)
        return self.filter(gone).order_by("-starts_at", "-pk")


class Event(models.Model):
    """People meet: one day or several, at one place or more, or on a line."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("conference")
        SEMINAR = "seminar", _("seminar")
        BROKERAGE = "brokerage", _("brokerage of practices")
        STUDY_VISIT = "study_visit", _("study visit")
        TRAINING = "training", pgettext_lazy("kind of event", "training")
        GROUP_MEETING = "group_meeting", _("group meeting")
        ONLINE_CALL = "online_call", _("online call")
        PEER_REVIEW = "peer_review", _("peer review")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of an event", "draft")
        ANNOUNCED = "announced", pgettext_lazy("state of an event", "announced")
        HELD = "held", pgettext_lazy("state of an event", "held")
        CANCELLED = "cancelled", pgettext_lazy("state of an event", "cancelled")

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("everybody")
        PARTNERS = "partners", _("partners of the project")
        INVITED = "invited", _("those who are invited")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="events")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="events")
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("in a sentence"), blank=True)
    description = models.TextField(_("description"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Warsaw")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT)
    cancel_reason = models.TextField(pgettext_lazy("event", "why it was cancelled"), blank=True)
    sequence = models.PositiveIntegerField(_("version in calendars"), default=0)
    changed_at = models.DateTimeField(_("last changed"))
    audience = models.CharField(_("who may register"), max_length=12, choices=Audience.choices, default="everybody")
    registration_opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    registration_closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    online_url = models.URLField(_("address of the online meeting"), max_length=500, blank=True)
    keep_needs_days = models.PositiveSmallIntegerField(_("days needs and travel are kept after the end"), default=14)
    languages = models.JSONField(_("working languages"), default=list, blank=True)
    evaluation = models.JSONField(_("evaluation form"), default=dict, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    outcome_intro = models.TextField(_("what the outcomes page says first"), blank=True)
    published_at = models.DateTimeField(_("announced on"), null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="event_cancelled_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"]), models.Index(fields=["organisation", "starts_at"])]

    def __str__(self) -> str:
        return self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def days(self) -> list[date]:
        """Every day of the event, in its own time zone."""
        first, last = self.starts_at.astimezone(self.zone).date(), self.ends_at.astimezone(self.zone).date()
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    @property
    def needs_kept_until(self) -> datetime:
        """When diets, access needs and travel are erased."""
        return self.ends_at + timedelta(days=self.keep_needs_days)

    @property
    def is_live(self) -> bool:
        """Announced, neither over nor cancelled."""
        return self.state == self.State.ANNOUNCED


class Site(models.Model):
    """A place of the event: where it is held, what is visited, or a line."""

    class Kind(models.TextChoices):
        VENUE = "venue", _("venue")
        VISIT = "visit", _("place to visit")
        ONLINE = "online", _("online")

    event = models.ForeignKey(Event, models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=160)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.VENUE)
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    lon = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    access = models.TextField(_("getting there and getting in: steps, doors, toilets, hearing loop"), blank=True)

    class Meta:
        verbose_name = _("place of an event")
        verbose_name_plural = _("places of events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> str:
        """Name, address, town: in one line."""
        return ", ".join(part for part in (self.name, self.address, self.city) if part)


class Session(models.Model):
    """A part of the programme. Sessions of the same `block` are alternatives: one person is placed in one of them."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", _("plenary")
        GROUP = "group", _("working group")
        VISIT = "visit", pgettext_lazy("kind of session", "visit")
        BREAK = "break", pgettext_lazy("kind of session", "break")
        OTHER = "other", pgettext_lazy("kind of session", "other")

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PLENARY)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what happens"), blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="sessions")
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    block = models.SlugField(_("parallel block"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["starts_at", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.title


class Speaker(models.Model):
    """Who speaks, as the programme prints it."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="speakers")
    name = models.CharField(_("name and surname"), max_length=120)
    affiliation = models.CharField(_("for whom she speaks"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    PERSONAL: ClassVar = {"name": Personal("the programme says who speaks", "as long as the programme is public")}

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Change(models.Model):
    """A change that those who come must know: another time or place. Letters and the page say before and after."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="changes")
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of an event")
        verbose_name_plural = _("changes of events")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.sequence}"


class EventPhoto(models.Model):
    """A photograph of the event: public only when everybody it shows agreed (see `actions/photographs.py`)."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="photos")
    upload = models.OneToOneField(Upload, models.CASCADE, related_name="event_photo")
    shows_people = models.BooleanField(_("shows people one can recognise"), default=False)
    shown = models.ManyToManyField("events.Registration", blank=True, related_name="photos")

    class Meta:
        verbose_name = _("photograph of an event")
        verbose_name_plural = _("photographs of events")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.upload)
