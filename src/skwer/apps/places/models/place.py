"""The places people made, their pictures, and what was measured there."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Membership, Organisation, Person

from .area import CATEGORIES, Area


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, person: Person | None) -> PlaceQuerySet:
        """Published places are for everybody; drafts for those who read the city's desk."""
        shown = models.Q(published_at__isnull=False)
        if person is not None and person.is_authenticated:
            desk = Membership.objects.desks_of(person)
            shown |= models.Q(organisation__in=desk.values("organisation"))
        return self.filter(shown)

    def of_city(self, city: Organisation) -> PlaceQuerySet:
        return self.filter(organisation=city)


class Place(models.Model):
    """A piece of the city that people made and look after. Its number is unique in the installation."""

    class State(models.TextChoices):
        BUILDING = "building", _("being built")
        CARED = "cared", _("ready and looked after")
        REPAIR = "needs_repair", _("waits for repair")
        GONE = "gone", pgettext_lazy("place", "no longer there")

    class Ending(models.TextChoices):
        """Why a place is no longer there; those that were to go on a day known before say nothing about lasting."""

        PLANNED = "planned", _("its time was to end, as planned from the beginning")
        REPLACED = "replaced", _("something else was built there")
        DECAYED = "decayed", _("it decayed, nobody looked after it")
        DAMAGED = "damaged", _("it was destroyed")
        UNWANTED = "unwanted", _("neighbours or the city no longer wanted it")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="places")
    title = models.CharField(_("name"), max_length=140)
    summary = models.TextField(_("in a sentence"), blank=True)
    story = models.TextField(_("its story"), blank=True)
    category = models.CharField(_("kind"), max_length=20, choices=CATEGORIES)
    district = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="places")
    address = models.CharField(_("address"), max_length=200, blank=True)
    lon = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.BUILDING)
    keepers = models.CharField(_("who looks after it"), max_length=250, blank=True)
    granted = models.DecimalField(_("granted"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="PLN")
    work_hours = models.PositiveIntegerField(_("hours of residents' work"), null=True, blank=True)
    ready_date = models.DateField(_("ready on"), null=True, blank=True)
    care_until = models.DateField(_("looked after at least until"), null=True, blank=True)
    photo = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    # What the place offers to people with a wheelchair, low sight, little breath (see `places.access`).
    access = models.JSONField(_("universal design"), default=dict, blank=True)
    access_on = models.DateField(_("looked at on"), null=True, blank=True)
    # The durability period somebody owes by agreement; other places may be cared for without one.
    care_from = models.DateField(_("time of care since"), null=True, blank=True)
    gone_on = models.DateField(_("no longer there since"), null=True, blank=True)
    gone_why = models.CharField(_("why it is no longer there"), max_length=10, choices=Ending.choices, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        # Said for both databases: PostgreSQL would put those without a day first.
        ordering = [F("ready_date").desc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gone_on__isnull=True) | Q(ready_date__isnull=True) | Q(gone_on__gte=F("ready_date")),
                name="place_gone_after_ready",
            ),
            models.CheckConstraint(
                condition=Q(state="gone", gone_on__isnull=False) | (~Q(state="gone") & Q(gone_on__isnull=True)),
                name="place_gone_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Picture(models.Model):
    """A photo in the place's story. A before and an after taken from one spot stand beside each other (`pair`)."""

    class Moment(models.TextChoices):
        BEFORE = "before", _("before")
        DURING = "during", _("while it was built")
        AFTER = "after", _("after")

    place = models.ForeignKey(Place, models.CASCADE, related_name="pictures")
    upload = models.OneToOneField(Upload, models.CASCADE, related_name="+")
    moment = models.CharField(_("when"), max_length=8, choices=Moment.choices)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    pair = models.PositiveSmallIntegerField(_("pair"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("picture of a place")
        verbose_name_plural = _("pictures of places")
        ordering = ["place", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "pair", "moment"], condition=Q(pair__isnull=False), name="picture_once_in_a_pair"
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.moment}"


class Measure(models.Model):
    """What somebody measured or counted at a place on a day. The latest of a kind is what the page says."""

    class What(models.TextChoices):
        UNSEALED = "m2_unsealed", _("ground unsealed, m²")
        GREEN = "m2_green", _("new green, m²")
        TREES = "trees", _("trees planted")
        SHRUBS = "shrubs", _("shrubs planted")
        SEATS = "seats", pgettext_lazy("measured at a place", "seats")
        SHADE = "m2_shade", _("shaded ground, m²")
        WATER = "l_rain", _("rainwater kept, litres")
        BIKES = "bikes", _("stands for bicycles")
        PEOPLE = "people_an_hour", _("people counted in an hour")

    place = models.ForeignKey(Place, models.CASCADE, related_name="measures")
    what = models.CharField(_("what"), max_length=16, choices=What.choices)
    value = models.DecimalField(_("how much"), max_digits=10, decimal_places=2)
    on = models.DateField(_("measured on"))
    how = models.CharField(_("how it was measured, by whom"), max_length=200, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["place", "what", "-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="measure_not_negative")]

    def __str__(self) -> str:
        return f"{self.place_id} {self.what}"
