"""Districts of a city, and the places its people made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Membership, Organisation, Person

CATEGORIES = [
    ("bench", _("bench, rest")),
    ("garden", _("garden")),
    ("courtyard", _("courtyard")),
    ("playground", _("playground, sport")),
    ("tree", _("trees")),
    ("bicycle", _("bicycles")),
    ("mural", _("mural, art")),
    ("meadow", _("meadow, flowers")),
    ("path", _("path, access")),
    ("water", _("waterside")),
]


class Area(models.Model):
    """A district with its outline (GeoJSON geometry, WGS84, longitude first) and number of residents."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="areas")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    residents = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    outline = models.JSONField(_("outline"), null=True, blank=True)

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="area_code_once_a_city")]

    def __str__(self) -> str:
        return self.name


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, person: Person | None) -> PlaceQuerySet:
        """Published places are for everybody; drafts for those who read the city's desk."""
        shown = models.Q(published_at__isnull=False)
        if person is not None and person.is_authenticated:
            desk = Membership.objects.current().filter(person=person, role__in=["officer", "admin", "auditor"])
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

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["-ready_date", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None
