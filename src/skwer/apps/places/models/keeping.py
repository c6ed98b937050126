"""Who looks after a place, what there is to do, and who comes when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal

from .place import Place


class KeeperQuerySet(models.QuerySet["Keeper"]):
    def live(self) -> KeeperQuerySet:
        """Those who look after a place now."""
        return self.filter(since__isnull=False, until__isnull=True)

    def of(self, person: Person) -> KeeperQuerySet:
        """Hers, and those of the organisations and groups she works in (a city's desk is no keeper)."""
        roles = [Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.MEMBER]
        mine = Membership.objects.current().filter(person=person, role__in=roles)
        groups = mine.exclude(organisation__kind=Organisation.Kind.CITY).values("organisation")
        return self.filter(Q(person=person) | Q(organisation__in=groups))


class Keeper(models.Model):
    """Somebody who looks after a place, from one day to another; without `since` only invited.

    A keeper is a person with an account, or an organisation or group known by its name. `public_name` is how the page
    of the place names her; empty, it says "a neighbour". The lead answers for the place in the durability period.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("leads the care")
        HELPER = "helper", _("helps")

    class Ending(models.TextChoices):
        HANDED = "handed", _("handed it over")
        STEPPED = "stepped", _("stepped back")
        REMOVED = "removed", _("ended by the office")
        DECLINED = "declined", _("declined the invitation")

    place = models.ForeignKey(Place, models.CASCADE, related_name="keeping")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="keeping")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="keeping")
    public_name = models.CharField(_("name on the page of the place"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=6, choices=Role.choices, default=Role.HELPER)
    email = models.EmailField(_("invited by e-mail"), blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True)

    PERSONAL: ClassVar = {
        "person": Personal("whom to ask about the place", "until the account is erased"),
        "public_name": Personal("so that neighbours know who waters the bed", "until the keeper takes the name back"),
        "email": Personal("to send the invitation", "until it is answered, withdrawn or 30 days old"),
    }
    objects = KeeperQuerySet.as_manager()

    class Meta:
        verbose_name = _("keeper")
        verbose_name_plural = _("keepers")
        ordering = ["place", "role", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "person"],
                condition=Q(person__isnull=False, until__isnull=True),
                name="keeper_once_a_place",
            ),
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(role="lead", since__isnull=False, until__isnull=True),
                name="keeper_one_lead_a_place",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="keeper_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.role}"

    @property
    def shown_name(self) -> str:
        """How everybody reads who looks after the place: the name she chose, an organisation by its own."""
        if self.public_name:
            return self.public_name
        return self.organisation.name if self.organisation else pgettext("keeper of a place", "a neighbour")


class Handover(models.Model):
    """The care of a place passed on: the old keeper stays until the new one says yes, so there is no gap."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        ACCEPTED = "accepted", _("taken over")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    place = models.ForeignKey(Place, models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(Keeper, models.CASCADE, related_name="given")
    taker = models.ForeignKey(Keeper, models.CASCADE, related_name="taken")
    note = models.TextField(_("what the next keeper should know"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "note": Personal(
            "so that the next keeper knows where the tap is and who has the key", "30 days after the answer"
        )
    }

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["giver"], condition=Q(state="asked"), name="handover_one_open_a_keeper")
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.state}"


class CareTask(models.Model):
    """Something to do at a place, again and again in its season, or once (`every_days` 0)."""

    class What(models.TextChoices):
        WATER = "water", _("watering")
        WEED = "weed", _("weeding")
        TIDY = "tidy", _("tidying up")
        PRUNE = "prune", _("pruning")
        MOW = "mow", _("mowing")
        PAINT = "paint", _("painting, oiling")
        CHECK = "check", _("looking whether all is well")
        WINTER = "winter", _("preparing for winter")
        OTHER = "other", _("something else")

    place = models.ForeignKey(Place, models.CASCADE, related_name="tasks")
    what = models.CharField(_("what"), max_length=8, choices=What.choices)
    note = models.CharField(_("how, where the tools are"), max_length=250, blank=True)
    every_days = models.PositiveSmallIntegerField(_("every how many days"), default=7)
    from_month = models.PositiveSmallIntegerField(_("from the month"), null=True, blank=True)
    to_month = models.PositiveSmallIntegerField(_("to the month"), null=True, blank=True)
    starts_on = models.DateField(_("first time on"))
    ended_on = models.DateField(_("no longer needed since"), null=True, blank=True)
    # The due day about which keepers were reminded last, so that nobody is told twice.
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("task of care")
        verbose_name_plural = _("tasks of care")
        ordering = ["place", "what", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_month__isnull=True, to_month__isnull=True)
                | Q(from_month__range=(1, 12), to_month__range=(1, 12)),
                name="care_task_season_has_both_months",
            )
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.what}"


class Turn(models.Model):
    """A keeper who says: I come on that day (a turn of the rota)."""

    task = models.ForeignKey(CareTask, models.CASCADE, related_name="turns")
    keeper = models.ForeignKey(Keeper, models.CASCADE, related_name="turns")
    on = models.DateField(_("on"))
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["task", "on"], name="turn_once_a_task_and_day")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.on}"


class CareFeed(models.Model):
    """A keeper's private calendar address. A new generation ends the old address."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="care_feed")
    generation = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()

    PERSONAL: ClassVar = {"person": Personal("whose tasks the address shows", "until the account is erased")}

    class Meta:
        verbose_name = _("keeper's calendar")
        verbose_name_plural = _("keepers' calendars")

    def __str__(self) -> str:
        return f"{self.person_id}/{self.generation}"
