"""Tools and rooms that a city or an organisation lends to others, by calendar."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.places.models import Area

from .groups import own_groups


class SharedQuerySet(models.QuerySet["Shared"]):
    def visible_to(self, person: Person | None) -> SharedQuerySet:
        """Offered ones are for everybody; others for those who lend them."""
        shown = Q(state=Shared.State.OFFERED)
        if person is not None and person.is_authenticated:
            shown |= Q(organisation__in=own_groups(person))
        return self.filter(shown)


class Shared(models.Model):
    """A tool, a set of tools or a room, lent by `organisation` in `city`. `pieces`: how many can be out at once."""

    class Kind(models.TextChoices):
        TOOL = "tool", _("tool")
        FURNITURE = "furniture", _("tables, tents, furniture")
        ROOM = "room", _("room")
        VEHICLE = "vehicle", _("cargo bicycle, trailer")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("shared thing", "being described")
        OFFERED = "offered", pgettext_lazy("shared thing", "can be booked")
        PAUSED = "paused", pgettext_lazy("shared thing", "not lent at present")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="shared")
    city = models.ForeignKey(Organisation, models.PROTECT, related_name="shared_in_city")
    title = models.CharField(_("name"), max_length=140)
    text = models.TextField(_("what it is, what one must know"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    pieces = models.PositiveSmallIntegerField(_("pieces"), default=1)
    address = models.CharField(_("where to fetch it"), max_length=200, blank=True)
    district = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+")
    hours = models.CharField(_("when to fetch it and bring it back"), max_length=200, blank=True)
    access = models.JSONField(_("universal design"), default=dict, blank=True)
    terms = models.TextField(_("terms of the loan"), blank=True)
    terms_version = models.PositiveSmallIntegerField(default=1)
    deposit = models.CharField(_("deposit"), max_length=80, blank=True)
    most_days = models.PositiveSmallIntegerField(_("for at most, days"), default=7)
    ahead_days = models.PositiveSmallIntegerField(_("can be booked ahead, days"), default=90)
    ask_first = models.BooleanField(_("the lender agrees to each booking"), default=True)
    photo = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared thing")
        verbose_name_plural = _("shared things")
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(condition=Q(pieces__gte=1), name="shared_at_least_one")]

    def __str__(self) -> str:
        return self.title


class BookingQuerySet(models.QuerySet["Booking"]):
    def holding(self) -> BookingQuerySet:
        """Those that take a piece out of the calendar."""
        return self.filter(state__in=Booking.HOLDING)

    def visible_to(self, person: Person | None) -> BookingQuerySet:
        """The borrower and her organisation, and the lender. Everybody else sees only what is taken."""
        if person is None or not person.is_authenticated:
            return self.none()
        groups = own_groups(person)
        return self.filter(Q(person=person) | Q(for_organisation__in=groups) | Q(shared__organisation__in=groups))


class Booking(models.Model):
    """A loan: asked for, agreed, fetched, brought back. `terms` is the text agreed to, `checksum` its fingerprint."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("booking", "waits for the lender")
        AGREED = "agreed", pgettext_lazy("booking", "agreed")
        OUT = "out", pgettext_lazy("booking", "lent out")
        BACK = "back", pgettext_lazy("booking", "brought back")
        REFUSED = "refused", pgettext_lazy("booking", "refused")
        CANCELLED = "cancelled", pgettext_lazy("booking", "cancelled")

    HOLDING: ClassVar = (State.ASKED, State.AGREED, State.OUT)

    shared = models.ForeignKey(Shared, models.CASCADE, related_name="bookings")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="bookings")
    for_organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="own_bookings"
    )
    pieces = models.PositiveSmallIntegerField(_("pieces"), default=1)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    purpose = models.CharField(pgettext_lazy("use of a space", "what for"), max_length=250)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    terms = models.TextField(blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    out_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    damage = models.CharField(_("what came back damaged"), max_length=300, blank=True)

    PERSONAL: ClassVar = {
        "person": Personal("who has the thing, and whom to write to", "until the account is erased"),
        "purpose": Personal("so that the lender can agree", "two years after it was brought back"),
    }
    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["shared", "starts_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start"),
            models.CheckConstraint(condition=Q(pieces__gte=1), name="booking_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.shared_id} {self.starts_at:%Y-%m-%d}"
