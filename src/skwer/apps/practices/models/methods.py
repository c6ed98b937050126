"""A method: one text that grew from cases, in versions that stay as they were published."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal
from skwer.apps.programmes.models import Project
from skwer.values.canonical import fingerprint

from .comparing import Case, inside_project
from .trials import LANGUAGES


class MethodQuerySet(models.QuerySet["Method"]):
    def visible_to(self, person: Person | None) -> MethodQuerySet:
        """Those with a published version; what is only drafted is for the desks of the keeper and of the partners."""
        projects = Project.objects.visible_to(person).values("pk")
        published = MethodVersion.objects.filter(published_at__isnull=False).values("method")
        return self.filter(Q(pk__in=published, project__in=projects) | inside_project(person))


class Method(models.Model):
    """A way of working that a project's cities share."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="methods")
    slug = models.SlugField(_("address part"), max_length=80)
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(
        _("language it is written in first"), max_length=2, choices=settings.LANGUAGES, default="pl"
    )

    objects = MethodQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("practices", "method")
        verbose_name_plural = pgettext_lazy("practices", "methods")
        ordering = ["project", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "slug"], name="method_slug_once_a_project")]

    def __str__(self) -> str:
        return str(self.title)


class MethodVersionQuerySet(models.QuerySet["MethodVersion"]):
    def visible_to(self, person: Person | None) -> MethodVersionQuerySet:
        """Published versions of methods one may see; drafts for the desks of the keeper and of the partners."""
        drafted = Method.objects.filter(inside_project(person)).values("pk")
        seen = Method.objects.visible_to(person).values("pk")
        return self.filter(Q(published_at__isnull=False, method__in=seen) | Q(method__in=drafted))

    def published(self) -> MethodVersionQuerySet:
        return self.filter(published_at__isnull=False)


class MethodVersion(models.Model):
    """The text as it was at one time. `written_at` says when each language was last made true."""

    method = models.ForeignKey(Method, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    body = models.TextField(_("text"), blank=True)
    written_at = models.JSONField(default=dict)
    change_note = models.TextField(_("what is new"), blank=True)
    cases = models.ManyToManyField(Case, through="Reference", related_name="method_versions")
    published_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")

    PERSONAL: ClassVar = {"by": Personal("who answers for the published text", "until the account is erased")}
    objects = MethodVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a method")
        verbose_name_plural = _("versions of methods")
        ordering = ["method", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["method", "number"], name="method_version_number_once"),
            models.UniqueConstraint(
                fields=["method"], condition=Q(published_at__isnull=True), name="method_one_draft_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method_id}, {self.number}"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def text(self, language: str) -> str:
        """The text in exactly this language; "" where there is none."""
        return getattr(self, f"body_{language}", None) or ""

    @property
    def languages(self) -> list[str]:
        """Languages it can be read in, the original first."""
        original = self.method.language
        return [original, *(code for code in LANGUAGES if code != original and self.text(code))]

    def language_for(self, wanted: str) -> str:
        """The language it is shown in to a reader of `wanted`."""
        return wanted if self.text(wanted) else self.method.language

    def is_stale(self, language: str) -> bool:
        """Was the original changed after this translation was last looked at?"""
        original = self.method.language
        if language == original or not self.text(language):
            return False
        return self._at(language) < self._at(original)

    def _at(self, language: str) -> datetime:
        return datetime.fromisoformat(self.written_at.get(language, "1970-01-01T00:00:00+00:00"))

    def fingerprint(self) -> str:
        """One hash of everything that must not change once it is published."""
        return fingerprint(
            {
                "texts": {code: self.text(code) for code in LANGUAGES},
                "notes": {code: getattr(self, f"change_note_{code}", None) or "" for code in LANGUAGES},
                "references": {str(r.number): r.case_id for r in self.references.all()},
            }
        )


class Reference(models.Model):
    """The number by which a version's text points at a case: "[3]"."""

    version = models.ForeignKey(MethodVersion, models.CASCADE, related_name="references")
    case = models.ForeignKey(Case, models.PROTECT, related_name="references")
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="reference_number_once"),
            models.UniqueConstraint(fields=["version", "case"], name="reference_case_once"),
        ]

    def __str__(self) -> str:
        return f"[{self.number}]"
