"""The work of a project: tasks, money by partner, claims, what is measured each half-year, risks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Person
from skwer.values.money import to_cents

from .inside import InsideQuerySet, OpenQuerySet, desks_of, inside
from .partnership import Partnership
from .project import CURRENCY_CHOICES, Project
from .support import VisitNote


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, person: Person | None) -> TaskQuerySet:
        """All for those inside; deliverables and milestones that are done for everybody who sees the card."""
        done = Q(done_at__isnull=False, kind__in=[Task.Kind.MILESTONE, Task.Kind.DELIVERABLE])
        public = done & Q(project__in=Project.objects.visible_to(person).values("pk"))
        return self.filter(public | Q(project__in=inside(person)))

    def open(self) -> TaskQuerySet:
        return self.filter(done_at__isnull=True, dropped_at__isnull=True)


class Task(models.Model):
    """Something somebody does until a day: a task, a milestone, or a deliverable with its evidence."""

    class Kind(models.TextChoices):
        TASK = "task", pgettext_lazy("work of a project", "task")
        MILESTONE = "milestone", pgettext_lazy("work of a project", "milestone")
        DELIVERABLE = "deliverable", pgettext_lazy("work of a project", "deliverable")

    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks")
    partnership = models.ForeignKey(
        Partnership, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("who")
    )
    origin = models.ForeignKey(
        VisitNote, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("from the visit note")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.TASK)
    title = models.CharField(_("what is to be done"), max_length=200)
    text = models.TextField(_("details"), blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)
    answer = models.TextField(_("what was done, or why not"), blank=True)
    evidence_url = models.URLField(_("where the result can be seen"), max_length=400, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["project", F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(dropped_at__isnull=True), name="task_done_or_dropped"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None

    def is_late(self, on: date) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < on


class Category(models.TextChoices):
    """What money is spent on: the cost categories of Interreg, which other funds use under other names."""

    STAFF = "staff", pgettext_lazy("costs", "staff")
    OFFICE = "office", pgettext_lazy("costs", "office and administration")
    TRAVEL = "travel", pgettext_lazy("costs", "travel and accommodation")
    SERVICES = "services", pgettext_lazy("costs", "external expertise and services")
    EQUIPMENT = "equipment", pgettext_lazy("costs", "equipment")
    WORKS = "works", pgettext_lazy("costs", "infrastructure and works")


class BudgetLine(models.Model):
    """How much a partner may spend on one category, in one currency."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="budget_lines")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="budget_lines", verbose_name=_("partner"))
    category = models.CharField(_("category"), max_length=10, choices=Category.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES)
    planned = models.DecimalField(_("planned"), max_digits=14, decimal_places=2)

    objects = InsideQuerySet["BudgetLine"].as_manager()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["project", "partnership__order", "partnership", "currency", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "category", "currency"], name="budget_line_once_a_category_and_currency"
            ),
            models.CheckConstraint(condition=Q(planned__gte=0), name="budget_line_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}: {self.planned} {self.currency}"


class Converted(models.Model):
    """A sum in a currency other than the budget's: it counts only with a rate, its source and its day."""

    rate = models.DecimalField(_("rate"), max_digits=14, decimal_places=6, null=True, blank=True)
    rate_source = models.CharField(_("source of the rate"), max_length=200, blank=True)
    rate_on = models.DateField(_("rate of the day"), null=True, blank=True)

    class Meta:
        abstract = True


class SpendingQuerySet(models.QuerySet["Spending"]):
    def visible_to(self, person: Person | None) -> SpendingQuerySet:
        return self.filter(line__project__in=inside(person))


class Spending(Converted):
    """Money spent on a budget line, in its currency; what was paid in another one stands beside it with the rate.

    A correction is a row with a minus.
    """

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="spendings")
    on = models.DateField(_("day"))
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)
    paid = models.DecimalField(
        _("sum paid in another currency"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    paid_currency = models.CharField(_("currency it was paid in"), max_length=3, choices=CURRENCY_CHOICES, blank=True)
    hours = models.DecimalField(_("hours of work"), max_digits=7, decimal_places=2, null=True, blank=True)
    document = models.CharField(_("document"), max_length=80)
    note = models.CharField(_("note"), max_length=250, blank=True)

    objects = SpendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        ordering = ["line", "on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="spending_not_zero")]

    def __str__(self) -> str:
        return f"{self.document}: {self.amount}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, person: Person | None) -> ClaimQuerySet:
        """For the desks of the partner that sent it and of the project's keeper: invoices are nobody else's."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        desks = desks_of(person)
        return self.filter(Q(partnership__organisation__in=desks) | Q(partnership__project__organisation__in=desks))


class Claim(Converted):
    """A partner's report or invoice on its way: sent, returned with a reason, approved, paid."""

    class Kind(models.TextChoices):
        REPORT = "report", pgettext_lazy("what a partner sends", "report")
        INVOICE = "invoice", pgettext_lazy("what a partner sends", "invoice")

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("state of a report or invoice", "being checked")
        RETURNED = "returned", pgettext_lazy("state of a report or invoice", "returned to be mended")
        APPROVED = "approved", pgettext_lazy("state of a report or invoice", "approved, waits for payment")
        PAID = "paid", pgettext_lazy("state of a report or invoice", "paid")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="claims", verbose_name=_("partner"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    number = models.PositiveIntegerField(_("number"))
    document = models.CharField(_("number of the document"), max_length=80, blank=True)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period until"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES)
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)
    rate_currency = models.CharField(_("currency of the budget"), max_length=3, choices=CURRENCY_CHOICES, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SUBMITTED)
    submitted_at = models.DateTimeField(_("sent at"))
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    paid_at = models.DateTimeField(_("payment noted at"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    why = models.TextField(_("why it was returned"), blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("report or invoice")
        verbose_name_plural = _("reports and invoices")
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind", "number"], name="claim_number_once_a_partner"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="claim_period_in_order"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="claim_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def in_budget_currency(self) -> Decimal | None:
        """The sum at the stated rate, to the cent; None where no rate is stated."""
        return to_cents(self.amount * self.rate) if self.rate is not None else None


class ClaimStep(models.Model):
    """One move of a claim, kept for the story: a claim may be returned and sent more than once."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Claim.State.choices)
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("step of a report or invoice")
        verbose_name_plural = _("steps of reports and invoices")
        ordering = ["claim", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.at}"


class Measure(models.Model):
    """What all partners agreed to count, in the same way, each half-year."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="measures")
    name = models.CharField(_("measure"), max_length=160)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    definition = models.TextField(_("what exactly is counted"), blank=True)
    agreed_on = models.DateField(_("agreed on"))
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = OpenQuerySet["Measure"].as_manager()

    class Meta:
        verbose_name = _("agreed measure")
        verbose_name_plural = _("agreed measures")
        ordering = ["project", "order", "pk"]

    def __str__(self) -> str:
        return str(self.name)


class Reading(models.Model):
    """A partner's figure of a measure for a half-year. What was not read is not here: missing, never zero."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="readings")
    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="readings", verbose_name=_("partner"))
    half = models.CharField(_("half-year"), max_length=6)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)
    note = models.CharField(_("note"), max_length=250, blank=True)
    source_url = models.URLField(_("source"), max_length=400, blank=True)
    at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("reading of a measure")
        verbose_name_plural = _("readings of measures")
        ordering = ["measure", "half", "partnership__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "partnership", "half"], name="reading_once_a_half_year"),
            models.CheckConstraint(condition=Q(half__regex=r"^[0-9]{4}H[12]$"), name="reading_half_year"),
        ]

    def __str__(self) -> str:
        return f"{self.half}: {self.value}"


class Risk(models.Model):
    """What could go wrong, how likely, how badly, what is done about it, and when it is looked at again."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="risks")
    partnership = models.ForeignKey(
        Partnership, models.CASCADE, null=True, blank=True, related_name="risks", verbose_name=_("partner")
    )
    title = models.CharField(_("what could go wrong"), max_length=200)
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood, 1 to 5"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    impact = models.PositiveSmallIntegerField(
        _("impact, 1 to 5"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    mitigation = models.TextField(_("what is done about it"), blank=True)
    owner_role = models.CharField(_("whose it is (a role, no surname)"), max_length=120, blank=True)
    review_on = models.DateField(_("to be looked at again on"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = InsideQuerySet["Risk"].as_manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["project", "review_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_one_to_five",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def weight(self) -> int:
        """Likelihood times impact: 1 to 25."""
        return self.likelihood * self.impact
