"""A trial: something small done to learn whether it works. Pilots, small actions and trial runs are one thing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.programmes.models import DESK, Project
from skwer.values.money import CURRENCIES

LANGUAGES = ("pl", "en", "nb", "cs")


class TrialQuerySet(models.QuerySet["Trial"]):
    def visible_to(self, person: Person | None) -> TrialQuerySet:
        """Published trials are for everybody; drafts for the desks of the one who tries and of the project's keeper."""
        shown = Q(published_at__isnull=False)
        if person is not None and person.is_authenticated:
            shown |= Q(pk__in=self.model.objects.inside(person).values("pk"))
        return self.filter(shown)

    def inside(self, person: Person | None) -> TrialQuerySet:
        """Trials whose desk the person reads: of her own organisation, and of projects it keeps."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
        return self.filter(Q(organisation__in=desks) | Q(project__organisation__in=desks))


class Trial(models.Model):
    """What is tried where, why, at what cost; what was measured, decided and learned."""

    class Kind(models.TextChoices):
        PILOT = "pilot", pgettext_lazy("kind of trial", "pilot")
        SMALL_ACTION = "small_action", pgettext_lazy("kind of trial", "small action")
        TRIAL_RUN = "trial_run", pgettext_lazy("kind of trial", "trial run")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("state of a trial", "planned")
        RUNNING = "running", pgettext_lazy("state of a trial", "under way")
        ENDED = "ended", pgettext_lazy("state of a trial", "ended")

    class Decision(models.TextChoices):
        SCALE = "scale", pgettext_lazy("decision after a trial", "do it on a larger scale")
        CHANGE = "change", pgettext_lazy("decision after a trial", "change it and try again")
        STOP = "stop", pgettext_lazy("decision after a trial", "stop")

    class Verdict(models.TextChoices):
        WORKED = "worked", pgettext_lazy("verdict on a trial", "it worked")
        PARTLY = "partly", pgettext_lazy("verdict on a trial", "it worked in part")
        DID_NOT = "did_not", pgettext_lazy("verdict on a trial", "it did not work")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="trials", verbose_name=_("organisation that tries it")
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="trials", verbose_name=_("project")
    )
    transfer = models.ForeignKey(
        "practices.Transfer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="trials",
        verbose_name=_("transfer it tests"),
    )
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.PILOT)
    title = models.CharField(_("title"), max_length=160)
    problem_area = models.TextField(_("problem and where it is"), blank=True)
    hypothesis = models.TextField(_("hypothesis"), blank=True)
    actions = models.TextField(_("what is done"), blank=True)
    measure = models.TextField(_("what is measured, and how"), blank=True)
    unit = models.CharField(_("unit of the measure"), max_length=60, blank=True)
    baseline = models.DecimalField(_("value before"), max_digits=14, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(_("value aimed at"), max_digits=14, decimal_places=4, null=True, blank=True)
    measured = models.DecimalField(_("value measured"), max_digits=14, decimal_places=4, null=True, blank=True)
    budget = models.DecimalField(_("budget"), max_digits=14, decimal_places=2, null=True, blank=True)
    spent = models.DecimalField(_("spent"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=[(code, code) for code in CURRENCIES], default="PLN"
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    result = models.TextField(_("result"), blank=True)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices, blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, blank=True)
    decision_reason = models.TextField(_("why this decision"), blank=True)
    lesson = models.TextField(_("what it taught"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("practices", "trial")
        verbose_name_plural = pgettext_lazy("practices", "trials")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="trial_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (~Q(decision="") & ~Q(verdict="")), name="trial_ends_with_a_decision"
            ),
            models.CheckConstraint(condition=Q(budget__isnull=True) | Q(budget__gte=0), name="trial_budget_positive"),
            models.CheckConstraint(condition=Q(spent__isnull=True) | Q(spent__gte=0), name="trial_spent_positive"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_settled(self) -> bool:
        """Ended and public: what it says can only be corrected, for all to see."""
        return self.is_published and self.state == self.State.ENDED


class Correction(models.Model):
    """A public trial that had ended said something wrong: which fields were corrected, when and why."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    fields = models.JSONField(default=list)
    why = models.TextField(_("why it is corrected"))

    class Meta:
        verbose_name = pgettext_lazy("practices", "correction of a trial")
        verbose_name_plural = pgettext_lazy("practices", "corrections of trials")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.trial_id}, {self.at:%Y-%m-%d}"
