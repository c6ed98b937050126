"""A project with its card: money, periods, phases, what it is for and what came of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation, Person
from skwer.values.money import CURRENCIES

from .funding import FundingProgramme
from .partnership import Partnership

CURRENCY_CHOICES = [(code, code) for code in CURRENCIES]


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, person: Person | None) -> ProjectQuerySet:
        """Published cards are for everybody; drafts for those who read what is inside (see `inside`)."""
        from .inside import inside  # asks this queryset in its turn

        return self.filter(Q(published_at__isnull=False) | Q(pk__in=inside(person).values("pk")))

    def of(self, organisation: Organisation) -> ProjectQuerySet:
        """Projects whose card the organisation keeps, and those it takes or took part in."""
        taking_part = Partnership.objects.filter(organisation=organisation).values("project")
        return self.filter(Q(organisation=organisation) | Q(pk__in=taking_part))


class Project(models.Model):
    """What several organisations do together for some years with somebody's money."""

    class Category(models.TextChoices):
        INVESTMENT = "investment", _("investment")
        NON_INVESTMENT = "non_investment", _("non-investment")

    class Selection(models.TextChoices):
        COMPETITIVE = "competitive", _("competitive")
        NON_COMPETITIVE = "non_competitive", _("non-competitive")

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("state of a project", "in preparation")
        RUNNING = "running", pgettext_lazy("state of a project", "in progress")
        FINISHED = "finished", pgettext_lazy("state of a project", "finished")
        DECLINED = "declined", pgettext_lazy("state of a project", "did not get the money")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="kept_projects", verbose_name=_("organisation that keeps the card")
    )
    programme = models.ForeignKey(
        FundingProgramme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("funding programme"),
    )
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("in a sentence"), blank=True)
    description = models.TextField(_("description"), blank=True)
    department = models.CharField(_("beneficiary department"), max_length=250, blank=True)
    fund = models.CharField(_("fund"), max_length=200, blank=True)
    measure = models.CharField(_("measure"), max_length=300, blank=True)
    sub_measure = models.CharField(_("sub-measure"), max_length=300, blank=True)
    perspective = models.CharField(_("financial perspective"), max_length=20, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices, blank=True)
    selection = models.CharField(_("mode of selection"), max_length=20, choices=Selection.choices, blank=True)
    agreement_number = models.CharField(_("agreement number"), max_length=80, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    whole_years = models.BooleanField(_("the period is known in years only"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PREPARING)
    stated_rate = models.DecimalField(
        _("rate of co-funding as stated, in per cent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    tags = models.JSONField(_("tags"), default=list, blank=True)
    predecessor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("project it continues"),
    )
    source_url = models.URLField(_("where this is published first"), max_length=400, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="project_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def short(self) -> str:
        return self.acronym or str(self.title)

    def sums(self) -> dict[str, dict[str, Decimal]]:
        """Amounts by currency and kind: {"EUR": {"total": …, "grant": …}}; only what is known is there."""
        found: dict[str, dict[str, Decimal]] = {}
        for line in sorted(self.amounts.all(), key=lambda line: list(CURRENCIES).index(line.currency)):
            found.setdefault(line.currency, {})[line.kind] = line.amount
        return found

    def rate(self, currency: str) -> Fraction | None:
        """Grant ÷ eligible expenditure in one currency, exact; None where one of them is not known, or nothing is
        eligible."""
        kinds = self.sums().get(currency, {})
        grant, eligible = kinds.get(Amount.Kind.GRANT), kinds.get(Amount.Kind.ELIGIBLE)
        return Fraction(grant) / Fraction(eligible) if grant is not None and eligible else None


class Amount(models.Model):
    """One line of the card's money. Never converted: other currencies are other lines."""

    class Kind(models.TextChoices):
        TOTAL = "total", _("total value")
        ELIGIBLE = "eligible", _("eligible expenditure")
        GRANT = "grant", pgettext_lazy("co-funding", "grant")
        EU_GRANT = "eu_grant", _("EU grant")

    project = models.ForeignKey(Project, models.CASCADE, related_name="amounts")
    kind = models.CharField(_("what it is"), max_length=10, choices=Kind.choices)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCY_CHOICES)
    amount = models.DecimalField(_("sum"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("amount")
        verbose_name_plural = _("amounts")
        ordering = ["project", "currency", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "currency"], name="amount_once_a_kind_and_currency"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount} {self.currency}"


class ExchangeRate(models.Model):
    """What one unit of `base` is in `quote`, who said so and when. Without such a line nothing is converted."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="exchange_rates")
    base = models.CharField(_("one"), max_length=3, choices=CURRENCY_CHOICES)
    quote = models.CharField(_("is in"), max_length=3, choices=CURRENCY_CHOICES)
    rate = models.DecimalField(_("rate"), max_digits=14, decimal_places=6)
    source = models.CharField(_("source"), max_length=200)
    on = models.DateField(_("of the day"))

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["project", "base", "quote", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["project", "base", "quote", "on"], name="exchange_rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
            models.CheckConstraint(condition=~Q(base=models.F("quote")), name="exchange_rate_two_currencies"),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate} {self.quote}"


class Phase(models.Model):
    """A part of a project's life that was decided by itself: preparation, implementation, extension."""

    class Kind(models.TextChoices):
        PREPARATORY = "preparatory", _("preparatory phase")
        IMPLEMENTATION = "implementation", _("implementation")
        EXTENSION = "extension", _("extension")

    project = models.ForeignKey(Project, models.CASCADE, related_name="phases")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["project", "order", "pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Point(models.Model):
    """One thing the card says: a need, an aim, what is done, a result, for whom, about what."""

    class Kind(models.TextChoices):
        REASON = "reason", pgettext_lazy("point of a project", "reason")
        NEED = "need", pgettext_lazy("point of a project", "need")
        AIM = "aim", pgettext_lazy("point of a project", "aim")
        ACTIVITY = "activity", pgettext_lazy("point of a project", "activity")
        RESULT = "result", pgettext_lazy("point of a project", "expected result")
        TARGET_GROUP = "target_group", pgettext_lazy("point of a project", "target group")
        TOPIC = "topic", pgettext_lazy("point of a project", "topic")
        THEME = "theme", pgettext_lazy("point of a project", "theme")

    class Level(models.TextChoices):
        INTERNATIONAL = "international", _("international level")
        LOCAL = "local", _("local level")

    project = models.ForeignKey(Project, models.CASCADE, related_name="points")
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    level = models.CharField(_("level"), max_length=14, choices=Level.choices, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text = models.TextField(_("text"))
    reached = models.TextField(_("what was reached"), blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        verbose_name = _("point of a card")
        verbose_name_plural = _("points of a card")
        ordering = ["project", "kind", "order", "pk"]

    def __str__(self) -> str:
        return str(self.text)[:80]


class PolicyInstrument(models.Model):
    """For Interreg: the plan or programme a partner wants to improve with what the project learns."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="policy_instruments")
    name = models.CharField(_("policy instrument"), max_length=250)
    authority = models.CharField(_("responsible authority"), max_length=200, blank=True)
    description = models.TextField(_("what should change in it"), blank=True)

    class Meta:
        verbose_name = _("policy instrument")
        verbose_name_plural = _("policy instruments")
        ordering = ["project", "pk"]

    def __str__(self) -> str:
        return str(self.name)


class PolicyChange(models.Model):
    """A change of a policy instrument that came from the project, with evidence."""

    class Kind(models.TextChoices):
        PROJECTS = "projects", _("new projects are paid from it")
        GOVERNANCE = "governance", _("it is run in another way")
        FOCUS = "focus", _("its text has another focus")

    instrument = models.ForeignKey(PolicyInstrument, models.CASCADE, related_name="changes")
    on = models.DateField(_("day"))
    kind = models.CharField(_("what kind of change"), max_length=12, choices=Kind.choices)
    text = models.TextField(_("what changed"))
    evidence_url = models.URLField(_("where it can be read"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("policy change")
        verbose_name_plural = _("policy changes")
        ordering = ["instrument", "-on", "pk"]

    def __str__(self) -> str:
        return str(self.text)[:80]
