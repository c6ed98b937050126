"""Modules: a short text, slides, films and questions; and paths that put modules in order for one role."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Membership, Organisation, Person

DESK = (Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR)


def shown_to(person: Person | None) -> Q:
    """What is published is for everybody; drafts for those who read the organisation's desk."""
    shown = Q(published_at__isnull=False)
    if person is not None and person.is_authenticated:
        desk = Membership.objects.current().filter(person=person, role__in=DESK)
        shown |= Q(organisation__in=desk.values("organisation"))
    return shown


class ModuleQuerySet(models.QuerySet["Module"]):
    def visible_to(self, person: Person | None) -> ModuleQuerySet:
        return self.filter(shown_to(person))

    def published(self) -> ModuleQuerySet:
        return self.filter(published_at__isnull=False)


class Module(models.Model):
    """A piece of learning of some ten minutes. `version` counts its tests: other questions make another version.

    videos: [{"url": …, "title": {"pl": …, "en": …}, "transcript": {…}, "minutes": 3}]; slides and files are uploads
    that this module holds.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="modules")
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=140)
    summary = models.CharField(_("in a sentence"), max_length=250, blank=True)
    body = models.TextField(_("text"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), default=10)
    hours = models.DecimalField(_("hours on the certificate"), max_digits=4, decimal_places=2, default=Decimal("0.25"))
    videos = models.JSONField(_("films"), default=list, blank=True)
    pass_mark = models.PositiveSmallIntegerField(_("right answers needed, per cent"), default=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("last changed"))
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(pass_mark__gte=1, pass_mark__lte=100), name="module_pass_mark_percent"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="module_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class Question(models.Model):
    """One question of a module. Every option tells the reader why it is right or wrong.

    options: [{"key": "a", "text": {"pl": …, "en": …}, "right": true, "feedback": {"pl": …, "en": …}}]
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("one answer is right")
        SEVERAL = "several", _("several answers may be right")

    module = models.ForeignKey(Module, models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("question"), max_length=400)
    options = models.JSONField(_("answers"), default=list)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["module", "order"]
        constraints = [models.UniqueConstraint(fields=["module", "order"], name="question_order_once_a_module")]

    def __str__(self) -> str:
        return self.text

    @property
    def right_keys(self) -> frozenset[str]:
        return frozenset(str(option["key"]) for option in self.options if option.get("right"))


class PathQuerySet(models.QuerySet["Path"]):
    def visible_to(self, person: Person | None) -> PathQuerySet:
        return self.filter(shown_to(person))


class Path(models.Model):
    """Modules in an order that fits one role."""

    class Audience(models.TextChoices):
        RESIDENT = "resident", _("residents")
        OFFICER = "officer", _("officers")
        JUROR = "juror", _("members of committees")
        COORDINATOR = "coordinator", _("coordinators of local groups")
        LEAD = "lead", _("leads of networks")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="learning_paths")
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=140)
    summary = models.CharField(_("in a sentence"), max_length=250, blank=True)
    audience = models.CharField(_("for whom"), max_length=12, choices=Audience.choices)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PathQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")
        ordering = ["audience", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.published_at is not None


class PathStep(models.Model):
    """A module's place in a path."""

    path = models.ForeignKey(Path, models.CASCADE, related_name="steps")
    module = models.ForeignKey(Module, models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("step of a path")
        verbose_name_plural = _("steps of a path")
        ordering = ["path", "order"]
        constraints = [
            models.UniqueConstraint(fields=["path", "order"], name="path_step_order_once"),
            models.UniqueConstraint(fields=["path", "module"], name="path_step_module_once"),
        ]

    def __str__(self) -> str:
        return f"{self.path_id} {self.order}"
