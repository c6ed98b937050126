"""The agreement by which a space is used for a time: texts in versions, protocols at both ends, extension, end."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.people.states import ProtectedState
from skwer.values.money import CURRENCIES

from .groups import own_groups
from .space import Match, Space

ARCHIVE = "the archive term of agreements"


class LicenceQuerySet(models.QuerySet["Licence"]):
    def of_party(self, person: Person) -> LicenceQuerySet:
        return self.filter(Q(party=person) | Q(party_organisation__in=own_groups(person)))

    def of_desk(self, person: Person) -> LicenceQuerySet:
        desks = Membership.objects.desks_of(person).values("organisation")
        return self.filter(organisation__in=desks)

    def visible_to(self, person: Person | None) -> LicenceQuerySet:
        """The party once it was sent, and the city's desk. What the public may know stands on the space's page."""
        if person is None or not person.is_authenticated:
            return self.none()
        party = Licence.objects.of_party(person).exclude(state=Licence.State.DRAFTED).values("pk")
        return self.filter(Q(pk__in=party) | Q(pk__in=Licence.objects.of_desk(person).values("pk")))


class Licence(ProtectedState):
    """Who uses which space, for what, from when to when, on what terms. `source`: "call:<proposal uid>" or empty."""

    class Form(models.TextChoices):
        LOAN = "loan", _("loan for use (Polish: użyczenie)")
        SHORT = "short", _("short-term lease")
        LEASE = "lease", pgettext_lazy("form of agreement", "lease of land")
        ACCESS = "access", _("licence to use")

    class State(models.TextChoices):
        DRAFTED = "drafted", pgettext_lazy("licence", "being prepared")
        SENT = "sent", pgettext_lazy("licence", "waits for the user's signature")
        SIGNED = "signed", pgettext_lazy("licence", "signed by the user")
        ACTIVE = "active", pgettext_lazy("licence", "in force, waits for the hand-over")
        IN_USE = "in_use", pgettext_lazy("licence", "the space is in use")
        ENDED = "ended", pgettext_lazy("licence", "handed back")
        TERMINATED = "terminated", pgettext_lazy("licence", "ended early, waits for the hand-back")
        VOID = "void", pgettext_lazy("licence", "not concluded")

    LIVE: ClassVar = (State.ACTIVE, State.IN_USE, State.TERMINATED)
    HOLDING: ClassVar = (State.SENT, State.SIGNED, *LIVE)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="licences")
    space = models.ForeignKey(Space, models.PROTECT, related_name="licences")
    match = models.ForeignKey(Match, models.SET_NULL, null=True, blank=True, related_name="licences")
    source = models.CharField(max_length=80, blank=True)
    number = models.CharField(_("number"), max_length=40)
    form = models.CharField(_("form of agreement"), max_length=8, choices=Form.choices, default=Form.LOAN)
    state = FSMField(_("state"), choices=State.choices, default=State.DRAFTED, protected=True)

    party = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="licences")
    party_organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="licences_as_party"
    )
    party_name = models.CharField(_("user"), max_length=200)
    party_address = models.CharField(_("address of the user"), max_length=250, blank=True)
    purpose = models.CharField(_("purpose"), max_length=250)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    fee = models.CharField(_("fee"), max_length=10, choices=Space.Fee.choices, default=Space.Fee.UTILITIES)
    fee_month = models.DecimalField(
        pgettext_lazy("fee", "a month"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    deposit = models.DecimalField(_("deposit"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=[(c, c) for c in CURRENCIES], default="PLN")
    notice_days = models.PositiveSmallIntegerField(_("notice, days"), default=14)
    insurance = models.BooleanField(_("the user must be insured"), default=False)
    restore = models.BooleanField(_("to be given back as it was"), default=True)
    extra = models.JSONField(_("further terms"), default=list, blank=True)

    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sign_until = models.DateTimeField(_("to be signed until"), null=True, blank=True)
    active_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(_("why it ended early"), blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "party": Personal("who uses the space, and whom to write to", ARCHIVE),
        "party_name": Personal("who signed; the space's page names organisations only", ARCHIVE),
        "party_address": Personal("whom the agreement binds", ARCHIVE),
    }
    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement about a space")
        verbose_name_plural = _("agreements about spaces")
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="licence_number_once_a_city"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="licence_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.number

    @transition(field=state, source=State.DRAFTED, target=State.SENT)
    def send(self) -> None:
        """The office shows it to the user, to read and sign."""

    @transition(field=state, source=State.SENT, target=State.DRAFTED)
    def recall(self) -> None:
        """The office takes it back before anybody signed."""

    @transition(field=state, source=State.SENT, target=State.SIGNED)
    def sign(self) -> None:
        """The user signed."""

    @transition(field=state, source=State.SIGNED, target=State.SENT)
    def unsign(self) -> None:
        """The user's signature does not count; it signs again."""

    @transition(field=state, source=State.SIGNED, target=State.ACTIVE)
    def countersign(self) -> None:
        """The city signed: it is in force."""

    @transition(field=state, source=State.ACTIVE, target=State.IN_USE)
    def hand_over(self) -> None:
        """Keys and meters were taken over; both sides confirmed the protocol."""

    @transition(field=state, source=[State.ACTIVE, State.IN_USE], target=State.TERMINATED)
    def terminate(self) -> None:
        """Ended before its time, with a reason and the notice agreed."""

    @transition(field=state, source=[State.IN_USE, State.TERMINATED], target=State.ENDED)
    def hand_back(self) -> None:
        """The space came back; both sides confirmed the protocol."""

    @transition(field=state, source=[State.DRAFTED, State.SENT, State.SIGNED], target=State.VOID)
    def void(self) -> None:
        """Not concluded; the space is free again."""


class LicenceVersion(models.Model):
    """The text of an agreement: the first, and one for each extension. Signed versions never change."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.JSONField(default=list)  # [{"heading": text, "texts": [text …]}] in pl and en
    checksum = models.CharField(max_length=64)
    ends_on = models.DateField(_("until"))
    made_at = models.DateTimeField()
    party_signed_on = models.DateField(_("signed by the user on"), null=True, blank=True)
    city_signed_on = models.DateField(_("signed by the city on"), null=True, blank=True)
    party_paper = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    city_paper = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")
    struck_why = models.TextField(_("why the user's signature did not count"), blank=True)

    class Meta:
        verbose_name = _("version of an agreement about a space")
        verbose_name_plural = _("versions of agreements about spaces")
        ordering = ["licence", "number"]
        constraints = [models.UniqueConstraint(fields=["licence", "number"], name="licence_version_once")]

    def __str__(self) -> str:
        return f"{self.licence_id}/{self.number}"


class Extension(models.Model):
    """A longer time asked for and answered; in force when both signed its version."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("extension", "waits for an answer")
        AGREED = "agreed", pgettext_lazy("extension", "agreed, to be signed")
        IN_FORCE = "in_force", pgettext_lazy("extension", "in force")
        REFUSED = "refused", pgettext_lazy("extension", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("extension", "taken back")

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="extensions")
    until = models.DateField(_("until"))
    why = models.TextField(_("why"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    version = models.OneToOneField(LicenceVersion, models.SET_NULL, null=True, blank=True, related_name="extension")

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["licence", "-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["licence"], condition=Q(state__in=["asked", "agreed"]), name="extension_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.state}"


class Protocol(models.Model):
    """What stood where when the space changed hands: condition by item, meters, keys; confirmed by both sides.

    `items`: [{"what": text, "state": "good" | "worn" | "damaged" | "missing", "note": text}]; `meters`:
    [{"what": text, "value": text, "unit": text}].
    """

    class Way(models.TextChoices):
        OUT = "out", _("hand-over to the user")
        BACK = "back", _("hand-back to the city")

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="protocols")
    way = models.CharField(max_length=4, choices=Way.choices)
    on = models.DateField(_("on"))
    items = models.JSONField(default=list, blank=True)
    meters = models.JSONField(default=list, blank=True)
    keys = models.PositiveSmallIntegerField(_("keys"), default=0)
    remarks = models.TextField(_("remarks"), blank=True)
    party_confirmed_at = models.DateTimeField(null=True, blank=True)
    city_confirmed_at = models.DateTimeField(null=True, blank=True)
    city_officer = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("confirmed for the city by")
    )
    deposit_kept = models.DecimalField(_("kept of the deposit"), max_digits=12, decimal_places=2, null=True, blank=True)
    deposit_why = models.CharField(_("why it is kept"), max_length=250, blank=True)

    PERSONAL: ClassVar = {"city_officer": Personal("who handed over for the city", ARCHIVE)}

    class Meta:
        verbose_name = _("hand-over protocol")
        verbose_name_plural = _("hand-over protocols")
        ordering = ["licence", "-way"]
        constraints = [models.UniqueConstraint(fields=["licence", "way"], name="protocol_once_a_way")]

    def __str__(self) -> str:
        return f"{self.licence_id} {self.way}"


class Evaluation(models.Model):
    """What a time of use brought, told by the user and, published, by the space's page."""

    licence = models.OneToOneField(Licence, models.CASCADE, related_name="evaluation")
    visitors = models.PositiveIntegerField(_("visitors"), null=True, blank=True)
    events = models.PositiveIntegerField(_("events"), null=True, blank=True)
    effects = models.TextField(_("what changed"), blank=True)
    stays = models.TextField(_("what stays"), blank=True)
    told_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("evaluation of a use")
        verbose_name_plural = _("evaluations of uses")

    def __str__(self) -> str:
        return str(self.licence_id)
