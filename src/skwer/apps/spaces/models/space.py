"""Empty space and those who look for some: the inventory, wishes, matches, appointments to look."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.places.models import Area
from skwer.values.money import CURRENCIES

from .groups import own_groups

# What a space has, and what somebody needs: the same words on both sides.
UTILITIES = [
    ("water", _("water")),
    ("power", _("electricity")),
    ("heating", _("heating")),
    ("sewage", _("sewage")),
    ("toilet", _("toilet")),
    ("internet", _("internet")),
    ("window", _("shop window")),
    ("yard", _("yard, outdoor area")),
    ("parking", _("place to unload")),
]
# What may be done in a space, and what somebody wants to do.
USES = [
    ("shop", _("shop, market")),
    ("workshop", _("workshop, making things")),
    ("culture", _("exhibition, concert, theatre")),
    ("meeting", _("meetings, learning")),
    ("care", _("help and care")),
    ("food", _("food and drink")),
    ("sport", _("sport, play")),
    ("garden", _("garden")),
    ("office", _("office, co-working")),
    ("storage", _("storage")),
]


class SpaceQuerySet(models.QuerySet["Space"]):
    def public(self) -> SpaceQuerySet:
        """In the inventory: published, whatever its state, until it is withdrawn."""
        return self.filter(published_at__isnull=False).exclude(state=Space.State.WITHDRAWN)

    def of_desk(self, person: Person) -> SpaceQuerySet:
        desks = Membership.objects.desks_of(person).values("organisation")
        return self.filter(organisation__in=desks)

    def visible_to(self, person: Person | None) -> SpaceQuerySet:
        """The inventory is for everybody; drafts and withdrawn ones for the city's desk."""
        shown = Q(pk__in=Space.objects.public().values("pk"))
        if person is not None and person.is_authenticated:
            shown |= Q(pk__in=Space.objects.of_desk(person).values("pk"))
        return self.filter(shown)


class Space(models.Model):
    """Empty premises or land that somebody may use for a time. Its number is unique in the installation."""

    class Kind(models.TextChoices):
        SHOP = "shop", _("shop, ground floor")
        HALL = "hall", _("hall, factory")
        ROOM = "room", _("room")
        BUILDING = "building", pgettext_lazy("space", "building")
        PLOT = "plot", _("plot, yard")
        ROOF = "roof", _("roof")

    class Owner(models.TextChoices):
        CITY = "city", pgettext_lazy("owner", "the city")
        PUBLIC = "public", pgettext_lazy("owner", "another public body")
        PRIVATE = "private", pgettext_lazy("owner", "a private owner")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("space", "being described")
        FREE = "free", pgettext_lazy("space", "free")
        TALKS = "talks", pgettext_lazy("space", "being talked about")
        IN_USE = "in_use", pgettext_lazy("space", "in use")
        WITHDRAWN = "withdrawn", pgettext_lazy("space", "no longer offered")

    class Fee(models.TextChoices):
        FREE = "free", pgettext_lazy("fee", "for nothing")
        UTILITIES = "utilities", _("utilities only")
        RENT = "rent", _("rent")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="spaces")
    title = models.CharField(_("name"), max_length=140)
    summary = models.TextField(_("in a few sentences"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    owner = models.CharField(_("owner"), max_length=8, choices=Owner.choices, default=Owner.CITY)
    owner_name = models.CharField(_("name of the owner, for the office"), max_length=160, blank=True)
    parcel = models.CharField(_("parcel"), max_length=60, blank=True)
    area_m2 = models.DecimalField(_("area, m²"), max_digits=9, decimal_places=2)
    address = models.CharField(_("address"), max_length=200, blank=True)
    district = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="spaces")
    lon = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    utilities = models.JSONField(_("what it has"), default=list, blank=True)
    uses = models.JSONField(_("what may be done there"), default=list, blank=True)
    condition = models.TextField(pgettext_lazy("space", "condition"), blank=True)
    surveyed_on = models.DateField(_("condition seen on"), null=True, blank=True)
    hazards = models.TextField(_("what to be careful about"), blank=True)
    constraints = models.TextField(_("what is not possible there"), blank=True)
    access = models.JSONField(_("universal design"), default=dict, blank=True)
    free_from = models.DateField(_("free from"), null=True, blank=True)
    free_until = models.DateField(_("free until"), null=True, blank=True)
    least_days = models.PositiveSmallIntegerField(_("for at least, days"), default=1)
    most_days = models.PositiveSmallIntegerField(_("for at most, days"), default=365)
    notice_days = models.PositiveSmallIntegerField(_("notice, days"), default=14)
    fee = models.CharField(_("fee"), max_length=10, choices=Fee.choices, default=Fee.UTILITIES)
    fee_month = models.DecimalField(
        pgettext_lazy("fee", "a month"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(max_length=3, choices=[(c, c) for c in CURRENCIES], default="PLN")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    cover = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    PERSONAL: ClassVar = {
        "owner_name": Personal("whom the office asks about the space; never published", "while it is in the inventory"),
    }
    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("vacant space")
        verbose_name_plural = _("vacant spaces")
        ordering = ["-published_at", "pk"]
        indexes = [models.Index(fields=["organisation", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(area_m2__gt=0), name="space_area_positive"),
            models.CheckConstraint(condition=Q(most_days__gte=F("least_days")), name="space_days_in_order"),
            models.CheckConstraint(
                condition=Q(free_until__isnull=True) | Q(free_from__isnull=True) | Q(free_until__gte=F("free_from")),
                name="space_free_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WishQuerySet(models.QuerySet["Wish"]):
    def of(self, person: Person) -> WishQuerySet:
        """One's own, and those of the organisations one belongs to."""
        return self.filter(Q(person=person) | Q(for_organisation__in=own_groups(person)))

    def visible_to(self, person: Person | None) -> WishQuerySet:
        """One's own and one's organisation's; all of a city's for its desk. Others see nothing."""
        if person is None or not person.is_authenticated:
            return self.none()
        desks = Membership.objects.desks_of(person).values("organisation")
        mine = Q(person=person) | Q(for_organisation__in=own_groups(person))
        return self.filter(mine | Q(organisation__in=desks))


class Wish(models.Model):
    """What somebody looks for. Empty fields mean: I do not mind."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("wish", "looking")
        FOUND = "found", pgettext_lazy("wish", "found")
        CLOSED = "closed", pgettext_lazy("wish", "no longer looking")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="space_wishes")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="space_wishes")
    for_organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="own_space_wishes"
    )
    title = models.CharField(pgettext_lazy("use of a space", "what for"), max_length=140)
    text = models.TextField(_("what you want to do there"), blank=True)
    uses = models.JSONField(_("kind of use"), default=list, blank=True)
    kinds = models.JSONField(_("kind of space"), default=list, blank=True)
    area_min = models.DecimalField(_("at least, m²"), max_digits=9, decimal_places=2, null=True, blank=True)
    area_max = models.DecimalField(_("at most, m²"), max_digits=9, decimal_places=2, null=True, blank=True)
    utilities = models.JSONField(_("what it must have"), default=list, blank=True)
    access = models.JSONField(_("what must be possible for everybody"), default=list, blank=True)
    district = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    pay_most = models.DecimalField(_("pays at most, a month"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=[(c, c) for c in CURRENCIES], default="PLN")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "person": Personal("whom to write to about a space", "until the account is erased"),
        "text": Personal("what the space is for; the office reads it", "two years after the wish was closed"),
    }
    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish for a space")
        verbose_name_plural = _("wishes for a space")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Match(models.Model):
    """A space and a wish that fit: how well and why, counted by `methods.matching` and kept as it was shown.

    `reasons`: list of {"what": key, "fit": "full" | "part" | "none", …figures}; `score` from 0 to 100.
    """

    class State(models.TextChoices):
        SEEN = "seen", pgettext_lazy("match", "found")
        INTERESTED = "interested", pgettext_lazy("match", "the user is interested")
        AGREED = "agreed", pgettext_lazy("match", "the office agrees")
        DROPPED = "dropped", pgettext_lazy("match", "given up")
        LICENSED = "licensed", pgettext_lazy("match", "agreement made")

    space = models.ForeignKey(Space, models.CASCADE, related_name="matches")
    wish = models.ForeignKey(Wish, models.CASCADE, related_name="matches")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SEEN)
    note = models.CharField(_("why it was given up"), max_length=250, blank=True)
    found_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "wish"], name="match_once"),
            models.CheckConstraint(condition=Q(score__lte=100), name="match_score_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.space_id} {self.wish_id}"


class Viewing(models.Model):
    """An hour at which a space can be looked at."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="viewings")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveSmallIntegerField(_("for how many visitors"), default=1)
    note = models.CharField(_("where to meet"), max_length=250, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("viewing appointment")
        verbose_name_plural = _("viewing appointments")
        ordering = ["starts_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="viewing_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.space_id} {self.starts_at:%Y-%m-%d %H:%M}"


class Visit(models.Model):
    """Somebody who comes to a viewing."""

    viewing = models.ForeignKey(Viewing, models.CASCADE, related_name="visits")
    person = models.ForeignKey(Person, models.CASCADE, related_name="space_visits")
    wish = models.ForeignKey(Wish, models.SET_NULL, null=True, blank=True, related_name="visits")
    needs = models.CharField(_("what you need to get there"), max_length=200, blank=True)
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "person": Personal("who comes to look", "until the account is erased"),
        "needs": Personal("so that the door can be reached", "14 days after the appointment"),
    }

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["viewing", "booked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["viewing", "person"], condition=Q(cancelled_at__isnull=True), name="visit_once_a_viewing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.viewing_id}"
