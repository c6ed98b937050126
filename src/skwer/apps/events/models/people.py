"""Who is invited, who registers, who was there, and what they thought of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.personal import Personal

from .event import Event, Session

FIVE_YEARS = "until the account is erased; at the latest five years after the event"
NEEDS = "the days after the event that the event names (14 unless it says otherwise), or until one cancels"


class Invitation(models.Model):
    """An address that may register for an event by invitation. Its letter carries a signed link, not a stored key."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), blank=True)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(_("language of the letter"), max_length=5, default="pl")
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    declined = models.BooleanField(pgettext_lazy("invitation", "declined"), default=False)

    PERSONAL: ClassVar = {
        "email": Personal("to send the invitation and to know who may register", FIVE_YEARS),
    }

    class Meta:
        verbose_name = _("invitation to an event")
        verbose_name_plural = _("invitations to events")
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "event", Lower("email"), condition=~Q(email=""), name="event_invitation_once_an_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.pk}"


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> RegistrationQuerySet:
        """Registered or waiting."""
        return self.filter(state__in=Registration.LIVE)

    def of(self, person: Person) -> RegistrationQuerySet:
        """The person's own: those she made, and those made for her address while nobody else's account has them."""
        return self.filter(Q(person=person) | Q(person__isnull=True, email__iexact=person.email))

    def in_queue(self) -> RegistrationQuerySet:
        return self.order_by("registered_at", "pk")


class Registration(models.Model):
    """Somebody comes, waits for a place, or does not come any more. `uid` stands for her in codes and runs."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", pgettext_lazy("state of a registration", "address not confirmed yet")
        REGISTERED = "registered", pgettext_lazy("state of a registration", "registered")
        WAITING = "waiting", pgettext_lazy("state of a registration", "on the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("state of a registration", "cancelled")

    LIVE: ClassVar = (State.REGISTERED, State.WAITING)

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="registrations")
    name = models.CharField(_("name and surname"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language of letters"), max_length=5, default="pl")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="event_registrations"
    )
    organisation_name = models.CharField(_("organisation"), max_length=160, blank=True)
    country = models.CharField(_("country (two letters)"), max_length=2, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REGISTERED)
    registered_at = models.DateTimeField(_("registered at"))
    cancelled_at = models.DateTimeField(null=True, blank=True)
    diet = models.CharField(_("what I eat or do not eat"), max_length=250, blank=True)
    access_needs = models.TextField(_("what I need to take part"), max_length=1000, blank=True)
    arrival = models.CharField(_("arrival"), max_length=120, blank=True)
    departure = models.CharField(_("departure"), max_length=120, blank=True)
    travel = models.CharField(_("how I travel, where I stay"), max_length=500, blank=True)
    needs_erased_at = models.DateTimeField(null=True, blank=True)
    photo_consent = models.BooleanField(_("photographs may show me"), default=False)
    by_officer = models.BooleanField(_("entered by an officer"), default=False)
    certificate_no = models.CharField(_("number of the certificate"), max_length=60, blank=True)
    evaluated = models.BooleanField(_("has answered the evaluation"), default=False)

    PERSONAL: ClassVar = {
        "person": Personal("to show her what she registered for", FIVE_YEARS),
        "name": Personal("badge, attendance list and certificate", FIVE_YEARS),
        "email": Personal("to write what changes about the event", FIVE_YEARS),
        "language": Personal("to write in a language she reads", FIVE_YEARS),
        "diet": Personal("to order food she can eat", NEEDS),
        "access_needs": Personal("so that she can take part", NEEDS),
        "arrival": Personal("to plan transport and rooms", NEEDS),
        "departure": Personal("to plan transport and rooms", NEEDS),
        "travel": Personal("to plan transport and rooms", NEEDS),
        "photo_consent": Personal("to show photographs only of those who agreed", FIVE_YEARS),
        "certificate_no": Personal("so that a certificate can be checked", FIVE_YEARS),
        "evaluated": Personal("one evaluation a person; the answers stand apart", FIVE_YEARS),
    }

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "event",
                Lower("email"),
                condition=Q(state__in=["registered", "waiting"]) & ~Q(email=""),
                name="registration_one_live_an_address",
            ),
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=Q(state__in=["registered", "waiting"], person__isnull=False),
                name="registration_one_live_a_person",
            ),
            models.UniqueConstraint(
                fields=["certificate_no"], condition=~Q(certificate_no=""), name="registration_certificate_once"
            ),
        ]
        indexes = [models.Index(fields=["event", "state", "registered_at"])]

    def __str__(self) -> str:
        return self.name or str(self.uid)

    @property
    def whose(self) -> str:
        """The organisation she comes from, in words; "" for somebody who comes for herself."""
        return self.organisation.short if self.organisation is not None else self.organisation_name

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def has_needs(self) -> bool:
        return bool(self.diet or self.access_needs or self.travel or self.arrival or self.departure)


class Attendance(models.Model):
    """She was there: that day, or in that session. Written once, however often her code is read."""

    class How(models.TextChoices):
        LIST = "list", _("by list")
        QR = "qr", _("by code")

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="attendance")
    session = models.ForeignKey(Session, models.CASCADE, null=True, blank=True, related_name="attendance")
    on = models.DateField(_("day"))
    at = models.DateTimeField()
    how = models.CharField(_("how"), max_length=4, choices=How.choices, default=How.LIST)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "on"], condition=Q(session__isnull=True), name="attendance_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=Q(session__isnull=False),
                name="attendance_once_a_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}, {self.on}"


class EvaluationAnswer(models.Model):
    """One filled evaluation. It carries no person and no moment, and its key is random: nobody knows whose it is."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="evaluation_answers")
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("answer to an evaluation")
        verbose_name_plural = _("answers to evaluations")
        ordering = ["key"]

    def __str__(self) -> str:
        return str(self.event_id)


class CalendarFeed(models.Model):
    """A person's private calendar address. A new generation ends the old address."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_feed")
    generation = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()

    PERSONAL: ClassVar = {"person": Personal("whose events the address shows", "until the account is erased")}

    class Meta:
        verbose_name = _("private calendar")
        verbose_name_plural = _("private calendars")

    def __str__(self) -> str:
        return f"{self.person_id}/{self.generation}"
