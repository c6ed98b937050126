"""What happens at a place: the sign with its code, the log anybody may write to, defects from report to repair."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Membership, Person
from skwer.apps.people.personal import Personal

from .keeping import CareTask, Keeper
from .place import Place


class Sign(models.Model):
    """The plate on the spot. Its code opens `/l/<code>/`; a lost or stolen plate is retired and a new one printed."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="signs")
    code = models.CharField(_("code"), max_length=12, unique=True)
    made_at = models.DateTimeField()
    mounted_on = models.DateField(_("mounted on"), null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sign")
        verbose_name_plural = _("signs")
        ordering = ["place", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(retired_at__isnull=True), name="sign_one_live_a_place"
            )
        ]

    def __str__(self) -> str:
        return self.code


class EntryQuerySet(models.QuerySet["Entry"]):
    def public(self) -> EntryQuerySet:
        return self.filter(state=Entry.State.SHOWN)

    def visible_to(self, person: Person | None) -> EntryQuerySet:
        """Shown ones of places the person may see; all of them for keepers of the place and the city's desk."""
        shown = Q(state=Entry.State.SHOWN, place__in=Place.objects.visible_to(person).values("pk"))
        if person is not None and person.is_authenticated:
            desks = Membership.objects.desks_of(person).values("organisation")
            shown |= Q(place__in=Keeper.objects.live().of(person).values("place")) | Q(place__organisation__in=desks)
        return self.filter(shown)


class Entry(models.Model):
    """One line of the place's log. `uid` is made where it is written, so that one sent twice arrives once.

    A passer-by writes without an account: nothing about her is kept but an address she may leave to hear of the
    repair. What she writes waits until a keeper or the office has looked, unless it is only a tick.
    """

    class What(models.TextChoices):
        WATERED = "watered", _("watered")
        TIDIED = "tidied", _("tidied up")
        WORKED = "worked", _("worked on")
        FINE = "fine", _("all is well")
        BROKEN = "broken", _("something is broken")
        REPAIRED = "repaired", _("repaired")
        NOTE = "note", _("note")

    class Channel(models.TextChoices):
        SIGN = "sign", _("a passer-by")
        KEEPER = "keeper", _("a keeper")
        OFFICE = "office", _("the office")

    class State(models.TextChoices):
        SHOWN = "shown", pgettext_lazy("log entry", "shown")
        WAITING = "waiting", pgettext_lazy("log entry", "waits to be looked at")
        HIDDEN = "hidden", pgettext_lazy("log entry", "hidden")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, models.CASCADE, related_name="entries")
    what = models.CharField(_("what"), max_length=8, choices=What.choices)
    on = models.DateField(_("day"))
    text = models.TextField(_("in a few words"), blank=True)
    hours = models.DecimalField(_("hours of work"), max_digits=6, decimal_places=2, null=True, blank=True)
    photo = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    keeper = models.ForeignKey(Keeper, models.SET_NULL, null=True, blank=True, related_name="entries")
    officer = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    task = models.ForeignKey(CareTask, models.SET_NULL, null=True, blank=True, related_name="entries")
    state = models.CharField(max_length=8, choices=State.choices, default=State.SHOWN)
    hidden_why = models.CharField(_("why it is hidden"), max_length=250, blank=True)
    judged_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    contact = models.EmailField(_("to tell you when it is repaired"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="pl")
    made_at = models.DateTimeField()

    PERSONAL: ClassVar = {
        "officer": Personal("who wrote for the office", "as long as the place's log is kept"),
        "judged_by": Personal("who let it stand or hid it", "as long as the place's log is kept"),
        "contact": Personal("to tell whoever reported it that it is repaired", "30 days after the report is answered"),
        "text": Personal("what was seen; the log is public", "as long as the place's log is kept"),
    }
    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-on", "-made_at", "-pk"]
        indexes = [models.Index(fields=["place", "state", "-on"])]

    def __str__(self) -> str:
        return f"{self.place_id} {self.what}"


class Defect(models.Model):
    """Something broken, from the report to the repair. Its number is the place's own (1, 2, 3 …)."""

    class What(models.TextChoices):
        BENCH = "bench", _("bench, furniture")
        PLANTS = "plants", _("plants, trees")
        SURFACE = "surface", _("path, surface")
        LIGHT = "light", _("lighting")
        PLAY = "play", _("playground, sport")
        LITTER = "litter", _("litter")
        DAMAGE = "damage", _("vandalism")
        ACCESS = "access", _("way in is blocked")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("defect", "reported")
        CONFIRMED = "confirmed", pgettext_lazy("defect", "confirmed")
        REPAIR = "repair", pgettext_lazy("defect", "being repaired")
        REPAIRED = "repaired", pgettext_lazy("defect", "repaired")
        DECLINED = "declined", pgettext_lazy("defect", "no defect, or not ours")
        DUPLICATE = "duplicate", pgettext_lazy("defect", "already reported")

    OPEN: ClassVar = (State.REPORTED, State.CONFIRMED, State.REPAIR)

    class Who(models.TextChoices):
        KEEPERS = "keepers", pgettext_lazy("who repairs", "keepers")
        OFFICE = "office", pgettext_lazy("who repairs", "the city")
        COMPANY = "company", pgettext_lazy("who repairs", "a company")

    place = models.ForeignKey(Place, models.CASCADE, related_name="defects")
    number = models.PositiveIntegerField()
    entry = models.OneToOneField(Entry, models.SET_NULL, null=True, blank=True, related_name="defect")
    what = models.CharField(_("what is broken"), max_length=8, choices=What.choices)
    danger = models.BooleanField(_("somebody may get hurt"), default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REPORTED)
    reported_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    who = models.CharField(_("who repairs it"), max_length=8, choices=Who.choices, blank=True)
    who_name = models.CharField(_("name of the company or unit"), max_length=120, blank=True)
    due_on = models.DateField(_("to be repaired by"), null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("what was done, or why nothing"), max_length=300, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    closing = models.OneToOneField(Entry, models.SET_NULL, null=True, blank=True, related_name="closes")
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="duplicates")

    class Meta:
        verbose_name = _("defect")
        verbose_name_plural = _("defects")
        ordering = ["-reported_at", "-pk"]
        indexes = [models.Index(fields=["place", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="defect_number_once_a_place"),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="defect_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}/{self.number}"
