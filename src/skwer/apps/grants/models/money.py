"""Money out and back: instalments and payment orders, expenses, what the city buys, settlement, refund, rates."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.personal import Personal

from .agreement import Agreement, BudgetLine


class PaymentOrder(models.Model):
    """A list of payments handed to the bank at once: XLSX, CSV, Elixir-0 or pain.001 are made from it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="payment_orders")
    number = models.PositiveIntegerField(_("number"))
    currency = models.CharField(_("currency"), max_length=3)
    from_account = models.CharField(_("account of the city"), max_length=34)
    pay_on = models.DateField(_("day of payment"))
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2)
    hash = models.CharField(max_length=64)

    PERSONAL: ClassVar = {"made_by": Personal("which officer ordered the payment", "the archive term of agreements")}

    class Meta:
        verbose_name = _("payment order")
        verbose_name_plural = _("payment orders")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="order_number_once_a_city")]

    def __str__(self) -> str:
        return str(self.number)


class Instalment(models.Model):
    """A part of the grant, due once its condition holds.

    All instalments, cancelled ones among them, add up to what the agreement grants in money: what is cancelled was
    granted and is never paid. Only an amendment changes the whole, and then it changes rows that are not paid.
    """

    class After(models.TextChoices):
        SIGNED = "signed", _("when the agreement is in force")
        DATE = "date", _("on a day")
        PARTIAL = "partial", _("when the partial report is accepted")
        FINAL = "final", _("when the final report is accepted")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("instalment", "planned")
        DUE = "due", pgettext_lazy("instalment", "to be paid")
        ORDERED = "ordered", pgettext_lazy("instalment", "ordered")
        PAID = "paid", pgettext_lazy("instalment", "paid")
        WITHHELD = "withheld", pgettext_lazy("instalment", "withheld")
        CANCELLED = "cancelled", pgettext_lazy("instalment", "not to be paid")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="instalments")
    order = models.PositiveSmallIntegerField()
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)
    after = models.CharField(_("condition"), max_length=10, choices=After.choices, default=After.SIGNED)
    due_on = models.DateField(_("day"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    payment = models.ForeignKey(PaymentOrder, models.PROTECT, null=True, blank=True, related_name="instalments")
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    why = models.TextField(_("why it is withheld or cancelled"), blank=True)

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        ordering = ["agreement", "order"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "order"], name="instalment_order_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="instalment_positive"),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False), name="instalment_paid_has_its_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.order}"


class Expense(models.Model):
    """An invoice or bill the party shows. `claimed` is asked of the grant; other payers stand in `shares`.

    `claimed` and `shares` together never exceed `total`. The office answers each: accepted (whole or in part) or not,
    with the reason. Photos and scans are files of holder "grant_expense" (key: pk).
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("expense", "not sent yet")
        CLAIMED = "claimed", pgettext_lazy("expense", "waits for the office")
        QUERIED = "queried", pgettext_lazy("expense", "to be completed")
        ACCEPTED = "accepted", pgettext_lazy("expense", "accepted")
        PARTLY = "partly", pgettext_lazy("expense", "partly accepted")
        REFUSED = "refused", pgettext_lazy("expense", "not eligible")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="expenses")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="expenses")
    number = models.PositiveSmallIntegerField()
    document = models.CharField(_("number of the document"), max_length=80)
    seller = models.CharField(_("seller"), max_length=160, blank=True)
    seller_no = models.CharField(_("seller's tax number"), max_length=20, blank=True)
    what = models.CharField(_("what was bought"), max_length=200)
    issued_on = models.DateField(_("issued on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    total = models.DecimalField(_("sum of the document"), max_digits=14, decimal_places=2)
    claimed = models.DecimalField(_("from the grant"), max_digits=14, decimal_places=2)
    shares = models.JSONField(
        _("from others"), default=list
    )  # [{"source": own|other, "payer": text, "amount": "1.00"}]
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    accepted = models.DecimalField(_("accepted"), max_digits=14, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("why not, or not all"), blank=True)
    paragraph = models.CharField(_("paragraph of the regulations"), max_length=20, blank=True)
    file_hashes = models.JSONField(default=list)  # SHA-256 of its files when it was sent
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "seller": Personal("who was paid", "the archive term of agreements"),
        "seller_no": Personal("to find a document shown twice", "the archive term of agreements"),
        "added_by": Personal("who showed the document", "the archive term of agreements"),
        "reviewed_by": Personal("which officer answered", "the archive term of agreements"),
    }

    class Meta:
        verbose_name = _("expense")
        verbose_name_plural = _("expenses")
        ordering = ["agreement", "number"]
        indexes = [models.Index(fields=["seller_no", "document"])]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="expense_number_once"),
            models.CheckConstraint(condition=Q(total__gt=0), name="expense_total_positive"),
            models.CheckConstraint(condition=Q(claimed__gte=0) & Q(claimed__lte=F("total")), name="expense_claim_fits"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | (Q(accepted__gte=0) & Q(accepted__lte=F("claimed"))),
                name="expense_accepted_fits",
            ),
        ]

    def __str__(self) -> str:
        return self.document


class Purchase(models.Model):
    """What the city itself buys or lends for an idea (support in kind): ordered, delivered, handed over, given back."""

    class Kind(models.TextChoices):
        BUY = "buy", _("bought by the city")
        LEND = "lend", _("lent by the city")

    class State(models.TextChoices):
        WANTED = "wanted", pgettext_lazy("purchase", "wanted")
        ORDERED = "ordered", pgettext_lazy("purchase", "ordered")
        DELIVERED = "delivered", pgettext_lazy("purchase", "delivered")
        HANDED_OVER = "handed_over", pgettext_lazy("purchase", "handed over")
        GIVEN_BACK = "given_back", pgettext_lazy("purchase", "given back")
        DROPPED = "dropped", pgettext_lazy("purchase", "not needed")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="purchases")
    line = models.ForeignKey(BudgetLine, models.PROTECT, null=True, blank=True, related_name="purchases")
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices, default=Kind.BUY)
    what = models.CharField(_("what"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.WANTED)
    cost = models.DecimalField(_("cost, or value"), max_digits=14, decimal_places=2, default=0)
    document = models.CharField(_("number of the document"), max_length=80, blank=True)
    ordered_on = models.DateField(null=True, blank=True)
    delivered_on = models.DateField(null=True, blank=True)
    handed_over_on = models.DateField(null=True, blank=True)
    back_by = models.DateField(_("to be given back by"), null=True, blank=True)
    given_back_on = models.DateField(null=True, blank=True)
    condition = models.CharField(_("condition"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("purchase or loan")
        verbose_name_plural = _("purchases and loans")
        ordering = ["agreement", "pk"]
        constraints = [models.CheckConstraint(condition=Q(cost__gte=0), name="purchase_cost_not_negative")]

    def __str__(self) -> str:
        return self.what


class Settlement(models.Model):
    """The account of an agreement at its end: awarded = paid + never paid; paid = accepted + to be given back."""

    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="settlement")
    awarded = models.DecimalField(_("granted"), max_digits=14, decimal_places=2)
    paid = models.DecimalField(_("paid"), max_digits=14, decimal_places=2)
    accepted = models.DecimalField(_("accepted costs"), max_digits=14, decimal_places=2)
    refused = models.DecimalField(_("costs not accepted"), max_digits=14, decimal_places=2)
    due_back = models.DecimalField(_("to be given back"), max_digits=14, decimal_places=2)
    settled_on = models.DateField(_("settled on"))
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    note = models.TextField(_("words of the office"), blank=True)

    PERSONAL: ClassVar = {"settled_by": Personal("which officer settled", "the archive term of agreements")}

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        constraints = [
            models.CheckConstraint(condition=Q(due_back__gte=0), name="settlement_due_back_not_negative"),
            models.CheckConstraint(condition=Q(paid__lte=F("awarded")), name="settlement_paid_within_grant"),
        ]

    def __str__(self) -> str:
        return str(self.agreement_id)


class Refund(models.Model):
    """Money to be given back: a principal, from when interest runs, and what came in. Interest: `methods.settling`."""

    class Kind(models.TextChoices):
        UNSPENT = "unspent", _("not spent")
        INELIGIBLE = "ineligible", _("costs not accepted")
        MISUSED = "misused", _("used against the agreement")

    class State(models.TextChoices):
        ASSESSED = "assessed", pgettext_lazy("refund", "asked for")
        PAID = "paid", pgettext_lazy("refund", "given back")
        ENFORCED = "enforced", pgettext_lazy("refund", "given to enforcement")
        WAIVED = "waived", pgettext_lazy("refund", "waived")

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="refunds")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("why"), max_length=12, choices=Kind.choices)
    principal = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)
    due_on = models.DateField(_("to be paid by"))
    interest_from = models.DateField(_("interest runs from"))
    rate_kind = models.CharField(_("interest"), max_length=12)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASSESSED)
    reason = models.TextField(_("reason"))
    notified_on = models.DateField(_("notified on"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="refund_number_once"),
            models.CheckConstraint(condition=Q(principal__gt=0), name="refund_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}"


class RefundPayment(models.Model):
    """Money that came back, split into interest and principal in proportion, as of its day."""

    refund = models.ForeignKey(Refund, models.CASCADE, related_name="payments")
    on = models.DateField(_("came in on"))
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)
    principal = models.DecimalField(_("of which the sum itself"), max_digits=14, decimal_places=2)
    interest = models.DecimalField(_("of which interest"), max_digits=14, decimal_places=2)
    document = models.CharField(_("number of the document"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("payment of a refund")
        verbose_name_plural = _("payments of refunds")
        ordering = ["refund", "on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_payment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.refund_id} {self.on}"


class InterestRate(models.Model):
    """A yearly rate in per cent from a day on, as the city keeps it: with where it was read, and when."""

    class Kind(models.TextChoices):
        TAX = "tax", _("as for tax arrears")
        STATUTORY = "statutory", _("statutory, for delay")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="interest_rates")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    since = models.DateField(_("from"))
    percent = models.DecimalField(_("per cent a year"), max_digits=6, decimal_places=3)
    source = models.CharField(_("source"), max_length=250)
    read_on = models.DateField(_("read on"))

    class Meta:
        verbose_name = _("interest rate")
        verbose_name_plural = _("interest rates")
        ordering = ["organisation", "kind", "since"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "since"], name="rate_once_a_day"),
            models.CheckConstraint(condition=Q(percent__gte=0), name="rate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since} {self.percent}"
