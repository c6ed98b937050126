"""An agreement between a city and whoever carries out an idea: its budget, versions, changes, signatures, posting."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from skwer.apps.calls.models import Call, DecisionLine, Edition, Proposal, Scheme
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.people.states import ProtectedState
from skwer.apps.places.models import CATEGORIES, Area
from skwer.values.money import CURRENCIES


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def public(self) -> AgreementQuerySet:
        """In the register: everything both sides have signed, whatever became of it."""
        return self.filter(state__in=Agreement.IN_FORCE_ONCE)

    def of_party(self, person: Person) -> AgreementQuerySet:
        """Those the person carries out: author or accepted co-author, or a member of the organisation that is party."""
        mine = Proposal.objects.written_by(person).values("pk")
        groups = Membership.objects.current().filter(person=person).values("organisation")
        return self.filter(Q(party=person) | Q(proposal__in=mine) | Q(party_organisation__in=groups))

    def of_desk(self, person: Person) -> AgreementQuerySet:
        """Those of cities whose desk the person reads (officer, administrator, auditor)."""
        roles = [Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR]
        desks = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
        return self.filter(organisation__in=desks)

    def visible_to(self, person: Person | None) -> AgreementQuerySet:
        """Signed ones are in the public register; before that the party and the city's desk see them."""
        shown = Q(state__in=Agreement.IN_FORCE_ONCE)
        if person is not None and person.is_authenticated:
            shown |= Q(pk__in=Agreement.objects.of_party(person).exclude(state=Agreement.State.DRAFTED).values("pk"))
            shown |= Q(pk__in=Agreement.objects.of_desk(person).values("pk"))
        return self.filter(shown)


class Agreement(ProtectedState):
    """What city and party owe each other. `amount` is the grant in force (cash, or what the city buys at most).

    One that was moved in from a spreadsheet has no proposal and no call; title, kind, district stand here for that.
    `number` is unique in the city ("12/2026"). `starts_on`…`ends_on`: the time for the work; `report_due_on`: the final
    report; `care_until`: end of the durability period, known once the report is accepted.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", pgettext_lazy("agreement", "being prepared")
        SENT = "sent", pgettext_lazy("agreement", "waits for the party's signature")
        SIGNED = "signed", _("signed by the party")
        ACTIVE = "active", pgettext_lazy("agreement", "in force")
        PERFORMED = "performed", pgettext_lazy("agreement", "performed")
        IN_CARE = "in_care", pgettext_lazy("agreement", "performed, being looked after")
        CLOSED = "closed", pgettext_lazy("agreement", "ended")
        TERMINATED = "terminated", pgettext_lazy("agreement", "terminated")
        EXPIRED = "expired", _("not signed in time")

    IN_FORCE_ONCE: ClassVar = (State.ACTIVE, State.PERFORMED, State.IN_CARE, State.CLOSED, State.TERMINATED)
    UNSIGNED: ClassVar = (State.DRAFTED, State.SENT, State.SIGNED)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreements")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="agreements")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="agreements")
    proposal = models.OneToOneField(Proposal, models.PROTECT, null=True, blank=True, related_name="agreement")
    line = models.ForeignKey(DecisionLine, models.PROTECT, null=True, blank=True, related_name="agreements")
    number = models.CharField(_("number"), max_length=40)
    state = FSMField(_("state"), choices=State.choices, default=State.DRAFTED, protected=True)
    support = models.CharField(_("form of support"), max_length=10, choices=Scheme.Support.choices)

    title = models.CharField(_("title"), max_length=140)
    category = models.CharField(_("kind of place"), max_length=20, choices=CATEGORIES, blank=True)
    district = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="agreements")
    applicant_kind = models.CharField(_("applicant"), max_length=20)

    party = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="agreements")
    party_organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="agreements_as_party"
    )
    party_name = models.CharField(_("party"), max_length=200)
    party_address = models.CharField(_("address of the party"), max_length=250, blank=True)
    party_register_no = models.CharField(_("number in a register"), max_length=60, blank=True)
    represented_by = models.CharField(_("represented by"), max_length=200, blank=True)
    account = models.CharField(_("bank account"), max_length=34, blank=True)

    currency = models.CharField(_("currency"), max_length=3, choices=[(c, c) for c in CURRENCIES])
    amount = models.DecimalField(_("granted"), max_digits=14, decimal_places=2)
    hour_rate = models.DecimalField(
        _("value of an hour of voluntary work"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("work begins"))
    ends_on = models.DateField(_("work ends"))
    report_due_on = models.DateField(_("final report due"))
    sign_until = models.DateTimeField(_("to be signed by"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)  # of the term to sign
    forgotten_at = models.DateTimeField(null=True, blank=True)  # the archive term ended: whoever signed has no name now
    care_months = models.PositiveSmallIntegerField(_("months of care afterwards"), default=0)
    care_until = models.DateField(_("looked after at least until"), null=True, blank=True)
    # The settings of the call's AGREE and DELIVER stages as they were when the agreement was made (see `terms`).
    terms = models.JSONField(default=dict)
    de_minimis = models.BooleanField(_("a business benefits: de minimis aid"), default=False)
    de_minimis_declared_on = models.DateField(_("declaration given on"), null=True, blank=True)

    drafted_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    active_at = models.DateTimeField(null=True, blank=True)
    performed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(_("why it ended"), blank=True)

    PERSONAL: ClassVar = {
        "party": Personal("who carries the idea out, and whom to write to", "the archive term of agreements"),
        "party_name": Personal("who signed; the register names organisations only", "the archive term of agreements"),
        "party_address": Personal("whom the agreement binds", "the archive term of agreements"),
        "party_register_no": Personal("whom the agreement binds", "the archive term of agreements"),
        "represented_by": Personal("who signs for the party", "the archive term of agreements"),
        "account": Personal("to pay the grant", "the archive term of agreements"),
    }
    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["-drafted_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="agreement_number_once_a_city"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="agreement_amount_not_negative"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.number

    @transition(field=state, source=State.DRAFTED, target=State.SENT)
    def send(self) -> None:
        """The office shows it to the party, to read and sign."""

    @transition(field=state, source=State.SENT, target=State.DRAFTED)
    def recall(self) -> None:
        """The office takes it back before anybody signed, to correct it."""

    @transition(field=state, source=State.SENT, target=State.SIGNED)
    def sign(self) -> None:
        """The party signed."""

    @transition(field=state, source=State.SIGNED, target=State.SENT)
    def unsign(self) -> None:
        """What the party handed in is no valid signature; it is to sign again."""

    @transition(field=state, source=State.SIGNED, target=State.ACTIVE)
    def countersign(self) -> None:
        """The city signed: it is in force."""

    @transition(field=state, source=State.ACTIVE, target=State.PERFORMED)
    def perform(self) -> None:
        """The final report is accepted and the account settled."""

    @transition(field=state, source=State.PERFORMED, target=State.IN_CARE)
    def care(self) -> None:
        """The durability period runs."""

    @transition(field=state, source=[State.PERFORMED, State.IN_CARE], target=State.CLOSED)
    def close(self) -> None:
        """Nothing is owed any more."""

    @transition(field=state, source=[State.ACTIVE, State.IN_CARE], target=State.TERMINATED)
    def terminate(self) -> None:
        """Ended before its time, with a reason; what was paid is settled."""

    @transition(field=state, source=list(UNSIGNED), target=State.EXPIRED)
    def expire(self) -> None:
        """Not signed in time, or the party stepped back: the money is free for the reserve list."""


class BudgetLine(models.Model):
    """A line of the budget in force. `source` as in the proposal's costs: grant, own, in_kind, volunteer, other."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("what for"), max_length=160)
    source = models.CharField(_("paid from"), max_length=20)
    payer = models.CharField(_("who pays, if another funder"), max_length=120, blank=True)
    amount = models.DecimalField(_("planned"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["agreement", "order"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "order"], name="grant_line_order_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="grant_line_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """The text as it stood from one moment on: numbered paragraphs, what they were made from, and their checksum.

    Version 1 is the agreement; each later one is an annex with the whole text as amended. `facts` holds the figures
    (lines, amount, dates) so that the budget in force at any past day can be read again.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    amendment = models.OneToOneField("Amendment", models.SET_NULL, null=True, blank=True, related_name="version")
    paragraphs = models.JSONField()
    facts = models.JSONField()
    checksum = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "paragraphs": Personal("the text both sides signed names the party", "the archive term of agreements"),
        "facts": Personal("whom the text binds, and where the grant is paid", "the archive term of agreements"),
    }

    class Meta:
        verbose_name = _("version of an agreement")
        verbose_name_plural = _("versions of agreements")
        ordering = ["agreement", "number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.number}"

    @property
    def mark(self) -> str:
        """The checksum as it is printed: twelve signs in groups of four."""
        sign = self.checksum[:12].upper()
        return " ".join(sign[start : start + 4] for start in range(0, 12, 4))


class Signature(models.Model):
    """A signature under a version: on paper, registered by an officer, or as an uploaded file signed electronically.

    One that turned out to be none is struck, with the reason, and stays.
    """

    class Side(models.TextChoices):
        PARTY = "party", pgettext_lazy("signature", "the party")
        CITY = "city", pgettext_lazy("signature", "the city")

    class How(models.TextChoices):
        PAPER = "paper", _("on paper")
        FILE = "file", _("a file signed electronically")

    version = models.ForeignKey(Version, models.CASCADE, related_name="signatures")
    side = models.CharField(_("who signed"), max_length=6, choices=Side.choices)
    how = models.CharField(_("how"), max_length=6, choices=How.choices)
    name = models.CharField(_("name of the signatory"), max_length=160)
    signed_on = models.DateField(_("signed on"))
    upload = models.UUIDField(_("signed file"), null=True, blank=True)
    registered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    registered_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_why = models.TextField(_("why it does not count"), blank=True)

    PERSONAL: ClassVar = {
        "name": Personal("who signed", "the archive term of agreements"),
        "registered_by": Personal("which officer registered the signature", "the archive term of agreements"),
    }

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["version", "registered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "side"], condition=Q(struck_at__isnull=True), name="signature_once_a_side"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.side}"


class Amendment(models.Model):
    """A change asked for by the party or the office. Agreed, it makes a new version, which both sides sign.

    `changes`: only what is to change: {"lines": [{"order", "name", "source", "amount"}], "amount", "ends_on", "scope",
    "represented_by", …}; `kinds`: budget, time, scope, people.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("amendment", "asked for")
        AGREED = "agreed", pgettext_lazy("amendment", "agreed, waits for signatures")
        IN_FORCE = "in_force", pgettext_lazy("amendment", "in force")
        REFUSED = "refused", pgettext_lazy("amendment", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "withdrawn")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    kinds = models.JSONField(_("what changes"), default=list)
    changes = models.JSONField()
    why = models.TextField(_("why"))
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    answer = models.TextField(_("answer of the office"), blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "asked_by": Personal("who asked for the change", "the archive term of agreements"),
        "answered_by": Personal("which officer answered", "the archive term of agreements"),
    }

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="amendment_number_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state__in=["asked", "agreed"]), name="amendment_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}"


class Posting(models.Model):
    """The offer of a small grant shown to everybody before the agreement; anyone may comment until it ends."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="posting")
    from_at = models.DateTimeField(_("shown from"))
    until_at = models.DateTimeField(_("shown until"))
    summary = models.TextField(_("the city's answer to the remarks"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("public posting")
        verbose_name_plural = _("public postings")
        ordering = ["-from_at"]
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="posting_ends_later")]

    def __str__(self) -> str:
        return str(self.agreement_id)


class Remark(models.Model):
    """What somebody said about a posted offer. Read by the office first; hidden only with a reason."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="remarks")
    name = models.CharField(_("name (not needed)"), max_length=120, blank=True)
    text = models.TextField(_("remark"))
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_why = models.CharField(_("why it is not shown"), max_length=200, blank=True)
    answer = models.TextField(_("answer of the office"), blank=True)

    PERSONAL: ClassVar = {"name": Personal("who comments, if she says so", "the archive term of agreements")}

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["posting", "at"]

    def __str__(self) -> str:
        return str(self.posting_id)
