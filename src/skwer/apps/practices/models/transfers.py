"""A transfer: one city understands a practice, adapts it element by element, and re-uses it."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.fields import LargeJSONField
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.programmes.models import DESK, Project
from skwer.values.money import CURRENCIES

from .comparing import inside_project
from .kits import KitVersion
from .practice import Practice


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, person: Person | None) -> TransferQuerySet:
        """Published transfers are for everybody; others for the adopting desk and those inside the project."""
        shown = Q(published_at__isnull=False)
        if person is not None and person.is_authenticated and person.is_active:
            shown |= Q(pk__in=self.model.objects.inside(person).values("pk"))
        return self.filter(shown)

    def inside(self, person: Person | None) -> TransferQuerySet:
        """Transfers whose working papers the person reads: of her own desk, and of projects she is inside of."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
        advised = Q(project__expert_contracts__person=person, project__expert_contracts__ended_at__isnull=True)
        found = Q(organisation__in=desks) | inside_project(person) | advised
        return self.filter(pk__in=self.model.objects.filter(found).values("pk"))


class Transfer(models.Model):
    """A city's way from another's practice to its own call. `document` is the kit as adapted so far."""

    class Stage(models.TextChoices):
        UNDERSTAND = "understand", pgettext_lazy("stage of a transfer", "understand")
        ADAPT = "adapt", pgettext_lazy("stage of a transfer", "adapt")
        REUSE = "reuse", pgettext_lazy("stage of a transfer", "re-use")
        DONE = "done", pgettext_lazy("stage of a transfer", "carried over")
        DROPPED = "dropped", pgettext_lazy("stage of a transfer", "given up")

    OPEN = (Stage.UNDERSTAND, Stage.ADAPT, Stage.REUSE)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="transfers", verbose_name=_("city that adopts")
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="transfers", verbose_name=_("project")
    )
    practice = models.ForeignKey(
        Practice, models.PROTECT, null=True, blank=True, related_name="transfers", verbose_name=_("practice")
    )
    kit_version = models.ForeignKey(
        KitVersion, models.PROTECT, related_name="transfers", verbose_name=_("version of the kit")
    )
    title = models.CharField(_("title"), max_length=160)
    goal = models.TextField(_("what the city wants to reach"), blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.UNDERSTAND)
    understand_until = models.DateField(_("understand, until"), null=True, blank=True)
    adapt_until = models.DateField(_("adapt, until"), null=True, blank=True)
    reuse_until = models.DateField(_("re-use, until"), null=True, blank=True)
    document = LargeJSONField(default=dict)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    lesson = models.TextField(_("what it taught"), blank=True)

    PERSONAL: ClassVar = {"begun_by": Personal("whom the practice's keeper asks", "until the account is erased")}
    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("practices", "transfer")
        verbose_name_plural = pgettext_lazy("practices", "transfers")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(understand_until__isnull=True)
                    | Q(adapt_until__isnull=True)
                    | Q(adapt_until__gte=models.F("understand_until"))
                )
                & (
                    Q(adapt_until__isnull=True)
                    | Q(reuse_until__isnull=True)
                    | Q(reuse_until__gte=models.F("adapt_until"))
                ),
                name="transfer_stages_in_order",
            )
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_open(self) -> bool:
        return self.stage in self.OPEN

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class TransferElement(models.Model):
    """What the city does with one element of the kit. Which elements there are, see `practices.kits.elements`.

    A *change* is made in the transfer's `document` at once (`changed_here`), or described in words and made in the
    draft call: then it is a thing to do there until `carried_at`.
    """

    class Decision(models.TextChoices):
        UNDECIDED = "undecided", pgettext_lazy("element of a kit", "undecided")
        KEEP = "keep", pgettext_lazy("element of a kit", "keep")
        CHANGE = "change", pgettext_lazy("element of a kit", "change")
        DROP = "drop", pgettext_lazy("element of a kit", "drop")

    class Risk(models.TextChoices):
        NONE = "", pgettext_lazy("risk", "none named")
        LOW = "low", pgettext_lazy("risk", "low")
        MIDDLE = "middle", pgettext_lazy("risk", "middling")
        HIGH = "high", pgettext_lazy("risk", "high")

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="elements")
    key = models.CharField(_("element"), max_length=24)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.UNDECIDED)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    vehicle = models.CharField(_("legal vehicle"), max_length=300, blank=True)
    owner = models.CharField(_("who sees to it (an office or a role)"), max_length=160, blank=True)
    risk = models.TextField(_("risk"), max_length=1000, blank=True)
    risk_level = models.CharField(_("how great the risk is"), max_length=8, choices=Risk.choices, blank=True)
    changed_here = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    carried_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {"decided_by": Personal("who decided for the city", "until the account is erased")}

    class Meta:
        verbose_name = _("element of a transfer")
        verbose_name_plural = _("elements of a transfer")
        ordering = ["transfer", "pk"]
        constraints = [models.UniqueConstraint(fields=["transfer", "key"], name="transfer_element_once")]

    def __str__(self) -> str:
        return f"{self.transfer_id}, {self.key}"


class FitScore(models.Model):
    """How well the practice fits the city, in one person's eyes. Read inside only; cities are never ranked by it."""

    class Aspect(models.TextChoices):
        LEGAL = "legal", pgettext_lazy("fit of a practice", "law")
        FINANCIAL = "financial", pgettext_lazy("fit of a practice", "money")
        SOCIAL = "social", pgettext_lazy("fit of a practice", "people")
        CAPACITY = "capacity", pgettext_lazy("fit of a practice", "capacity of the office")

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="fit_scores")
    aspect = models.CharField(_("aspect"), max_length=10, choices=Aspect.choices)
    score = models.PositiveSmallIntegerField(_("from 1 to 5"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    note = models.TextField(_("why"), max_length=1000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")

    PERSONAL: ClassVar = {
        "by": Personal("one person scores once, and may change her score", "until the account is erased")
    }

    class Meta:
        verbose_name = _("score of fit")
        verbose_name_plural = _("scores of fit")
        ordering = ["transfer", "aspect", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["transfer", "aspect", "by"], name="fit_score_once_a_person"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="fit_score_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id}, {self.aspect}"


class PlanStep(models.Model):
    """One action of the transfer plan."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="steps")
    stage = models.CharField(_("stage"), max_length=10, choices=Transfer.Stage.choices[:3])
    order = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("action"), max_length=200)
    detail = models.TextField(_("what is done"), max_length=2000, blank=True)
    owner = models.CharField(_("who sees to it (an office or a role)"), max_length=160, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=[(code, code) for code in CURRENCIES], default="PLN"
    )
    measure = models.CharField(_("how one sees that it worked"), max_length=300, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of a transfer plan")
        verbose_name_plural = _("steps of a transfer plan")
        ordering = ["transfer", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="plan_step_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="plan_step_cost_positive"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class TransferQuestion(models.Model):
    """A question between the city that adopts and the keeper of the practice, whichever of them asks."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="questions")
    from_adopter = models.BooleanField(default=True)
    element = models.CharField(_("about the element"), max_length=24, blank=True)
    text = models.TextField(_("question"), max_length=4000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    PERSONAL: ClassVar = {
        "by": Personal("who asks for her city", "until the account is erased"),
        "answered_by": Personal("who answers for her city", "until the account is erased"),
    }

    class Meta:
        verbose_name = _("question of a transfer")
        verbose_name_plural = _("questions of transfers")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.transfer_id}, {self.at:%Y-%m-%d}"


class LegalRuling(models.Model):
    """The city holds that a conflict the system named does not stand in its way: why, and on what source."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="rulings")
    code = models.CharField(max_length=60)
    reason = models.TextField(_("why it does not stand in the way"), max_length=2000)
    source = models.CharField(_("source: act, article, opinion"), max_length=400)
    checked_on = models.DateField(_("checked on"))
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    PERSONAL: ClassVar = {"by": Personal("who answers for the reading of the law", "until the account is erased")}

    class Meta:
        verbose_name = _("ruling on a legal conflict")
        verbose_name_plural = _("rulings on legal conflicts")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["transfer", "code"], name="legal_ruling_once")]

    def __str__(self) -> str:
        return f"{self.transfer_id}, {self.code}"


class KitOffer(models.Model):
    """A newer version of the kit, offered to a city that began from an older one: taken or left, element by element.

    `taken`: keys of the elements that were taken over."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="offers")
    version = models.ForeignKey(KitVersion, models.CASCADE, related_name="offers")
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    taken = models.JSONField(default=list)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    PERSONAL: ClassVar = {"answered_by": Personal("who decided for the city", "until the account is erased")}

    class Meta:
        verbose_name = _("offer of a newer version")
        verbose_name_plural = _("offers of newer versions")
        ordering = ["offered_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["transfer", "version"], name="kit_offer_once")]

    def __str__(self) -> str:
        return f"{self.transfer_id}, {self.version_id}"
