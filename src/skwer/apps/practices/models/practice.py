"""A practice: what a city did, whether it worked, and what another needs to do it. In versions, read by two before it
counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.people.states import ProtectedState
from skwer.apps.programmes.models import DESK, Project
from skwer.values.canonical import fingerprint
from skwer.values.money import CURRENCIES
from skwer.values.text import in_language

from .comparing import inside_project
from .federation import Subscription
from .themes import Theme

NEVER = "1970-01-01T00:00:00+00:00"

PARTS = (
    "title",
    "summary",
    "context",
    "problem",
    "solution",
    "participants",
    "resources",
    "timeline",
    "evidence",
    "difficulties",
    "success_factors",
    "needs",
)
"""The record's texts, in the order in which they are read. `needs`: what a city needs to do the same."""


def written_by(person: Person) -> Q:
    """Practices whose unfinished text the person's desk reads: its keeper's, and that of its project's keeper."""
    desks = Membership.objects.current().filter(person=person, role__in=DESK).values("organisation")
    return Q(organisation__in=desks) | Q(project__organisation__in=desks)


class PracticeQuerySet(models.QuerySet["Practice"]):
    def visible_to(self, person: Person | None) -> PracticeQuerySet:
        """Published practices, retired ones too (their page says so), are for everybody; what is only written is for
        the desk of its keeper, and for those inside its project."""
        shown = Q(current__isnull=False)
        if person is not None and person.is_authenticated and person.is_active:
            shown |= Q(pk__in=self.model.objects.inside(person).values("pk"))
        return self.filter(shown)

    def inside(self, person: Person | None) -> PracticeQuerySet:
        """Practices whose drafts and remarks the person reads: of her own desk and of projects it keeps; those handed
        in, of projects she is inside of."""
        if person is None or not person.is_authenticated or not person.is_active:
            return self.none()
        handed_in = PracticeVersion.objects.exclude(state=PracticeVersion.State.DRAFT).values("practice")
        advised = Q(project__expert_contracts__person=person, project__expert_contracts__ended_at__isnull=True)
        found = written_by(person) | (Q(pk__in=handed_in) & (inside_project(person) | advised))
        return self.filter(pk__in=self.model.objects.filter(found).values("pk"))

    def published(self) -> PracticeQuerySet:
        return self.filter(current__isnull=False, retired_at__isnull=True)


class Practice(models.Model):
    """What worked, or failed, and where. Kept by an organisation here, or received from another installation.

    `population`, `cost_from`, `effort` and the rest of the figures repeat the facts of the current version, so that
    lists can be narrowed; `current` is what everybody reads.
    """

    class Verdict(models.TextChoices):
        WORKED = "worked", pgettext_lazy("verdict on a practice", "it worked")
        PARTLY = "partly", pgettext_lazy("verdict on a practice", "it worked in part")
        DID_NOT = "did_not", pgettext_lazy("verdict on a practice", "it did not work")

    class Effort(models.IntegerChoices):
        LITTLE = 1, pgettext_lazy("effort", "little: one person beside other work")
        SOME = 2, pgettext_lazy("effort", "some: a post for part of the year")
        MUCH = 3, pgettext_lazy("effort", "much: a team")

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name=_("organisation that keeps it"),
    )
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, null=True, blank=True, related_name="practices", verbose_name=_("received from")
    )
    origin_key = models.CharField(_("its key where it came from"), max_length=120, blank=True)
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, blank=True, related_name="practices", verbose_name=_("project")
    )
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    language = models.CharField(
        _("language it is written in first"), max_length=2, choices=settings.LANGUAGES, default="pl"
    )
    current = models.ForeignKey(
        "PracticeVersion", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices, default=Verdict.WORKED)
    city_name = models.CharField(_("city it comes from"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}$")])
    population = models.PositiveIntegerField(_("residents of the city"), null=True, blank=True)
    cost_from = models.DecimalField(_("cost, from"), max_digits=14, decimal_places=2, null=True, blank=True)
    cost_to = models.DecimalField(_("cost, to"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=[(code, code) for code in CURRENCIES], default="PLN"
    )
    months = models.PositiveSmallIntegerField(_("months from start to result"), null=True, blank=True)
    effort = models.PositiveSmallIntegerField(_("effort"), choices=Effort.choices, null=True, blank=True)
    label = models.CharField(_("label"), max_length=120, blank=True)
    labelled_on = models.DateField(_("labelled on"), null=True, blank=True)
    label_source = models.CharField(_("who gave the label, and where it is published"), max_length=400, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.TextField(_("why it is retired"), blank=True)
    created_at = models.DateTimeField()

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("practices", "practice")
        verbose_name_plural = pgettext_lazy("practices", "practices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, subscription__isnull=True)
                | Q(organisation__isnull=True, subscription__isnull=False),
                name="practice_kept_here_or_received",
            ),
            models.UniqueConstraint(
                fields=["subscription", "origin_key"],
                condition=Q(subscription__isnull=False),
                name="practice_received_once",
            ),
            models.CheckConstraint(
                condition=Q(cost_from__isnull=True) | Q(cost_to__isnull=True) | Q(cost_to__gte=models.F("cost_from")),
                name="practice_cost_range",
            ),
            models.CheckConstraint(
                condition=Q(label="", labelled_on__isnull=True) | (~Q(label="") & Q(labelled_on__isnull=False)),
                name="practice_label_with_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def newest(self) -> PracticeVersion | None:
        """What everybody reads; before there is such a version, what is being written."""
        return self.current or self.versions.order_by("-number").first()

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        version = self.newest
        return version.text("title") if version else self.slug

    @property
    def is_published(self) -> bool:
        return self.current_id is not None

    @property
    def is_foreign(self) -> bool:
        return self.subscription_id is not None


class PracticeTheme(models.Model):
    """One theme of a practice's current version."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="themes")
    theme = models.CharField(_("theme"), max_length=24, choices=Theme.choices)

    class Meta:
        verbose_name = pgettext_lazy("practices", "theme")
        verbose_name_plural = pgettext_lazy("practices", "themes")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["practice", "theme"], name="practice_theme_once")]

    def __str__(self) -> str:
        return str(self.get_theme_display())


class PracticeVersionQuerySet(models.QuerySet["PracticeVersion"]):
    def visible_to(self, person: Person | None) -> PracticeVersionQuerySet:
        """Versions once published are for everybody; those handed in for those inside; a draft for those who write."""
        shown = Q(published_at__isnull=False)
        if person is not None and person.is_authenticated and person.is_active:
            own = Practice.objects.filter(written_by(person)).values("pk")
            handed_in = ~Q(state=PracticeVersion.State.DRAFT)
            shown |= Q(practice__in=own) | (handed_in & Q(practice__in=Practice.objects.inside(person).values("pk")))
        return self.filter(shown)

    def published(self) -> PracticeVersionQuerySet:
        return self.filter(published_at__isnull=False)


class PracticeVersion(ProtectedState):
    """The record as it was at one time. One is being written or read at a time; a published one never changes.

    texts: {part: {language: text}} for PARTS. written_at: {language: when it was last made true}. facts: `themes`,
    `verdict`, `city` {name, country, population, population_year, population_source}, `cost` {from, to, currency},
    `months`, `effort`, `figures` [{label: Text, value: decimal string, unit: Text, period, source, url}], `links`
    [{label: Text, url}], `contact` {name, email, phone} of an office, `pictures` [{upload, alt: Text}].
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of a practice", "being written")
        SUBMITTED = "submitted", pgettext_lazy("state of a practice", "with the editor")
        IN_VALIDATION = "in_validation", pgettext_lazy("state of a practice", "with the expert")
        CHANGES = "changes", pgettext_lazy("state of a practice", "changes asked for")
        VALIDATED = "validated", pgettext_lazy("state of a practice", "validated")
        PUBLISHED = "published", pgettext_lazy("state of a practice", "published without validation")

    OPEN = (State.DRAFT, State.SUBMITTED, State.IN_VALIDATION, State.CHANGES)
    WRITING = (State.DRAFT, State.CHANGES)

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = FSMField(_("state"), choices=State.choices, default=State.DRAFT, protected=True)
    texts = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    written_at = models.JSONField(default=dict)
    change_note = models.JSONField(_("what is new"), default=dict)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    PERSONAL: ClassVar = {"submitted_by": Personal("who may not validate it herself", "until the account is erased")}
    objects = PracticeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a practice")
        verbose_name_plural = _("versions of practices")
        ordering = ["practice", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="practice_version_number_once"),
            models.UniqueConstraint(
                fields=["practice"],
                condition=Q(published_at__isnull=True),
                name="practice_one_unpublished_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id}, {self.number}"

    @transition(field=state, source=list(WRITING), target=State.SUBMITTED)
    def submit(self) -> None:
        """Handed in to the editor."""

    @transition(field=state, source=State.SUBMITTED, target=State.IN_VALIDATION)
    def pass_on(self) -> None:
        """The editor accepts; the expert is next."""

    @transition(field=state, source=[State.SUBMITTED, State.IN_VALIDATION], target=State.CHANGES)
    def ask_changes(self) -> None:
        """Editor or expert sends it back with remarks."""

    @transition(field=state, source=[State.SUBMITTED, State.IN_VALIDATION], target=State.DRAFT)
    def take_back(self) -> None:
        """The author takes it back to write on."""

    @transition(field=state, source=State.IN_VALIDATION, target=State.VALIDATED)
    def validate(self) -> None:
        """The expert accepts; it is published as validated."""

    @transition(field=state, source=list(WRITING), target=State.PUBLISHED)
    def publish(self) -> None:
        """Published by its keeper without validation, and marked so; also how one from elsewhere arrives."""

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_writable(self) -> bool:
        return self.state in self.WRITING

    def text(self, part: str, language: str | None = None) -> str:
        """A part in the language (the active one), or in the first it was written in."""
        return in_language(self.texts.get(part, {}), language)

    def written(self, part: str, language: str) -> str:
        """A part in exactly this language; "" where nobody wrote it."""
        return str(self.texts.get(part, {}).get(language, ""))

    @property
    def languages(self) -> list[str]:
        """Languages it can be read in, the original first: those that have at least a title."""
        original = self.practice.language
        others = [code for code in self.texts.get("title", {}) if code != original and self.written("title", code)]
        return [original, *sorted(others)]

    def is_stale(self, language: str) -> bool:
        """Was the original changed after this translation was last looked at?"""
        original = self.practice.language
        return language != original and language in self.languages and self._at(language) < self._at(original)

    def _at(self, language: str) -> datetime:
        return datetime.fromisoformat(self.written_at.get(language, NEVER))

    def fingerprint(self) -> str:
        """One hash of everything that must not change once it is published."""
        return fingerprint({"texts": self.texts, "facts": self.facts, "note": self.change_note})

    def fact(self, *path: str) -> Any:
        """A fact by its path, None where it is not known: `fact("city", "population")`."""
        value: Any = self.facts
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return value


class Review(models.Model):
    """What the editor or the expert said of a version that was handed in."""

    class Step(models.TextChoices):
        EDITOR = "editor", pgettext_lazy("step of validation", "editor")
        EXPERT = "expert", pgettext_lazy("step of validation", "expert")

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("verdict of a review", "accepted")
        CHANGES = "changes", pgettext_lazy("verdict of a review", "changes asked for")

    version = models.ForeignKey(PracticeVersion, models.CASCADE, related_name="reviews")
    step = models.CharField(_("step"), max_length=8, choices=Step.choices)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices)
    note = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    PERSONAL: ClassVar = {"by": Personal("who answers for the validation", "until the account is erased")}

    class Meta:
        verbose_name = _("review of a practice")
        verbose_name_plural = _("reviews of practices")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id}, {self.step}"


class Remark(models.Model):
    """A comment of the editor or expert on one part of the record; answered by the author, then settled with a
    reason. Only those inside read it."""

    class Settled(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("remark on a practice", "the answer suffices")
        NOT_ACCEPTED = "not_accepted", pgettext_lazy("remark on a practice", "the answer does not suffice")

    version = models.ForeignKey(PracticeVersion, models.CASCADE, related_name="remarks")
    step = models.CharField(_("step"), max_length=8, choices=Review.Step.choices)
    part = models.CharField(_("part of the record"), max_length=24)
    text = models.TextField(_("comment"), max_length=4000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    settled = models.CharField(_("settled"), max_length=12, choices=Settled.choices, blank=True)
    settled_reason = models.TextField(_("reason"), max_length=2000, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "by": Personal("whom the author answers", "until the account is erased"),
        "answered_by": Personal("who answered for the keeper", "until the account is erased"),
    }

    class Meta:
        verbose_name = _("comment on a practice")
        verbose_name_plural = _("comments on practices")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id}, {self.part}"

    @property
    def is_open(self) -> bool:
        return self.settled != self.Settled.ACCEPTED
