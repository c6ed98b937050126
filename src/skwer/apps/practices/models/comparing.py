"""Cases side by side: the same questions asked of all, of the good ones and of the bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.programmes.models import DESK, Partnership, Project
from skwer.values.text import in_language

from .trials import Trial


@dataclass(frozen=True)
class Question:
    """What every case is asked. A key that is the name of a field of trials can be filled in from one."""

    key: str
    label: dict[str, str]

    def __str__(self) -> str:
        return in_language(self.label)


def inside_project(person: Person | None) -> Q:
    """Rows of projects whose desk, as keeper or partner of today, the person reads."""
    if person is None or not person.is_authenticated or not person.is_active:
        return Q(pk__in=[])
    desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
    partners = Partnership.objects.current().filter(organisation__in=desks).values("project")
    return Q(project__organisation__in=desks) | Q(project__in=partners)


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def visible_to(self, person: Person | None) -> ComparisonQuerySet:
        """Published, of a project one may see; a draft is for the desks of the keeper and of the partners of today."""
        projects = Project.objects.visible_to(person).values("pk")
        return self.filter(Q(published_at__isnull=False, project__in=projects) | inside_project(person))


class Comparison(models.Model):
    """Cases of a project by the same questions."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="comparisons")
    slug = models.SlugField(_("address part"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    intro = models.TextField(_("what is compared, and why"), blank=True)
    questions = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = _("comparison of cases")
        verbose_name_plural = _("comparisons of cases")
        ordering = ["project", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "slug"], name="comparison_slug_once_a_project")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def asked(self) -> list[Question]:
        return [Question(str(q["key"]), dict(q["label"])) for q in self.questions]


class Case(models.Model):
    """What happened in one place, told by the same questions. A bad one is a case like any other."""

    class Verdict(models.TextChoices):
        GOOD = "good", pgettext_lazy("verdict on a case", "good practice")
        MIXED = "mixed", pgettext_lazy("verdict on a case", "worked in part")
        BAD = "bad", pgettext_lazy("verdict on a case", "did not work")

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="cases")
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name of the case"), max_length=160)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("organisation that writes it"),
    )
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}$")])
    verdict = models.CharField(_("verdict"), max_length=6, choices=Verdict.choices, default=Verdict.MIXED)
    trial = models.ForeignKey(
        Trial, models.SET_NULL, null=True, blank=True, related_name="cases", verbose_name=_("trial it tells of")
    )
    answers = models.JSONField(default=dict)
    source_url = models.URLField(_("where one can read more"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["comparison", "order"]
        constraints = [models.UniqueConstraint(fields=["comparison", "order"], name="case_order_once_a_comparison")]

    def __str__(self) -> str:
        return str(self.name)

    def answer(self, key: str, language: str | None = None) -> str:
        """The answer in the language, or in the first it was written in."""
        return in_language(self.answers.get(key, {}), language)

    def written(self, key: str, language: str) -> str:
        """The answer in exactly this language; "" where nobody wrote one."""
        return str(self.answers.get(key, {}).get(language, ""))

    @property
    def unanswered(self) -> list[Question]:
        return [question for question in self.comparison.asked if not self.answer(question.key)]

    def facts(self) -> dict[str, Any]:
        """What the journal keeps of a case."""
        answered = sorted(key for key, texts in self.answers.items() if any(texts.values()))
        return {"verdict": self.verdict, "trial": self.trial_id, "answered": answered}
