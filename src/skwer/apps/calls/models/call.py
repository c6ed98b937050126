"""Scheme → edition → call → stages, the regulations made from their settings, and recorded reopenings."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Body, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.practices.models import KitVersion, Transfer
from skwer.values.money import CURRENCIES


class Scheme(models.Model):
    """A city's grant programme, edition after edition: on which law it stands and in what form support comes."""

    class Vehicle(models.TextChoices):
        MICRO_GRANT = "micro_grant", _("municipal micro-grants")
        SMALL_GRANT = "small_grant", _("small grant (art. 19a of the Polish act on public benefit)")
        LOCAL_INITIATIVE = "local_initiative", _("local initiative (art. 19b of the Polish act on public benefit)")
        PARTICIPATORY_BUDGET = "participatory_budget", _("participatory budget (art. 5a of the Polish act on communes)")
        OTHER = "other", _("another legal basis")

    class Support(models.TextChoices):
        CASH = "cash", _("money")
        IN_KIND = "in_kind", _("the city buys")
        LOAN = "loan", _("the city lends")
        MIXED = "mixed", _("money, purchases and loans")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="schemes")
    name = models.CharField(_("name"), max_length=160)
    vehicle = models.CharField(_("legal basis"), max_length=24, choices=Vehicle.choices)
    legal_basis = models.TextField(_("the law it stands on, with its source and date"), blank=True)
    support = models.CharField(_("form of support"), max_length=10, choices=Support.choices)
    durability_months = models.PositiveSmallIntegerField(_("months of care after building"), default=24)
    hour_rate = models.DecimalField(
        _("value of an hour of voluntary work"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    year_cap = models.DecimalField(
        _("most one organisation may receive in a calendar year"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
    )
    de_minimis = models.BooleanField(_("ask for a de minimis declaration where a business benefits"), default=False)

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """One year or round of a scheme."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="editions")
    name = models.CharField(_("edition, for example 2026"), max_length=60)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-name"]
        constraints = [models.UniqueConstraint(fields=["scheme", "name"], name="edition_name_once_a_scheme")]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.name}"


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, person: Person | None) -> CallQuerySet:
        """Announced and later calls are public; drafts are for those who read the city's desk."""
        shown = ~Q(state=Call.State.DRAFT)
        if person is not None and person.is_authenticated:
            shown |= Q(
                organisation__memberships__person=person,
                organisation__memberships__ended_at__isnull=True,
                organisation__memberships__role__in=["officer", "admin", "auditor"],
            )
        return self.filter(shown).distinct()

    def of_city(self, city: Organisation) -> CallQuerySet:
        return self.filter(organisation=city)


class Call(models.Model):
    """One call: who may ask for what, how much there is, and the stages it goes through."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        ANNOUNCED = "announced", _("announced")
        DECIDED = "decided", _("decided")
        ARCHIVED = "archived", _("archived")
        CANCELLED = "cancelled", _("cancelled")

    class ShowProposals(models.TextChoices):
        SUBMITTED = "submitted", _("as soon as they are sent")
        CHECKED = "checked", _("after the formal check")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="calls")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="calls")
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=140)
    summary = models.CharField(_("in a sentence"), max_length=250, blank=True)
    description = models.TextField(_("description"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    preset = models.CharField(_("made from"), max_length=60, blank=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    kit_version = models.ForeignKey(
        KitVersion, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("version of the kit")
    )
    transfer = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="calls", verbose_name=_("transfer it comes from")
    )
    currency = models.CharField(_("currency"), max_length=3, default="PLN", choices=[(c, c) for c in CURRENCIES])
    pot = models.DecimalField(_("money in the pot"), max_digits=14, decimal_places=2)
    request_min = models.DecimalField(_("least a proposal may ask for"), max_digits=14, decimal_places=2, default=0)
    request_max = models.DecimalField(_("most a proposal may ask for"), max_digits=14, decimal_places=2)
    own_share = models.PositiveSmallIntegerField(_("own contribution, at least per cent of the whole cost"), default=0)
    applicants = models.JSONField(_("who may apply"), default=list)
    age_min = models.PositiveSmallIntegerField(_("least age of an applicant"), default=18)
    guardian_age = models.PositiveSmallIntegerField(_("a guardian agrees for people younger than"), default=0)
    categories = models.JSONField(_("kinds of places"), default=list)
    show_proposals = models.CharField(
        _("proposals are public"), max_length=12, choices=ShowProposals.choices, default=ShowProposals.CHECKED
    )
    clauses = models.JSONField(_("further paragraphs of the regulations"), default=list)
    cancel_reason = models.TextField(_("why it was cancelled"), blank=True)
    archived_election = models.JSONField(_("facts of an imported election"), null=True, blank=True)
    created_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(pot__gte=0), name="call_pot_not_negative"),
            models.CheckConstraint(condition=Q(request_max__gte=F("request_min")), name="call_request_range"),
            models.CheckConstraint(condition=Q(own_share__lte=100), name="call_own_share_percent"),
        ]

    def __str__(self) -> str:
        return self.title


class Stage(models.Model):
    """One stage of a call. Its kind (see `calls.stages`) says what people do in it; settings are data.

    Times: planned `opens_at` and `closes_at`; what really happened is `opened_at` and `closed_at`.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    call = models.ForeignKey(Call, models.CASCADE, related_name="stages")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(_("name"), max_length=80, blank=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    settings = models.JSONField(default=dict)
    body = models.ForeignKey(Body, models.SET_NULL, null=True, blank=True, related_name="+")
    frozen = models.JSONField(null=True, blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["call", "order"]
        constraints = [
            models.UniqueConstraint(fields=["call", "order"], name="stage_order_once_a_call"),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="stage_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order}"

    def runs(self, at: datetime) -> bool:
        """Open, and not past its hour (a stage that nobody has closed yet takes nothing after its hour)."""
        return self.state == self.State.OPEN and (self.closes_at is None or at < self.closes_at)


class Reopening(models.Model):
    """A change of rules after they froze: why, by whom, what was before and after. Everybody can read it."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="reopenings")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    changes = models.JSONField(default=list)
    hash_before = models.CharField(max_length=64)
    hash_after = models.CharField(max_length=64, blank=True)

    PERSONAL: ClassVar = {"by": Personal("who changed the rules", "as long as the call is kept")}

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.stage_id} {self.at:%Y-%m-%d}"


class Regulations(models.Model):
    """The regulations as they stood from one moment on: paragraphs in each language and their hash."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="regulations")
    version = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    paragraphs = models.JSONField()
    hash = models.CharField(max_length=64)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("regulations")
        verbose_name_plural = _("regulations")
        ordering = ["call", "version"]
        constraints = [models.UniqueConstraint(fields=["call", "version"], name="regulations_version_once")]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.version}"
