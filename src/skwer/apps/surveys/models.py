"""Short anonymous surveys before and after an edition: who answered and what was answered, apart (as in `voting`)."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.calls.models import Edition
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal


def random_key() -> int:
    """A random 63-bit number, so that the order of rows tells nothing."""
    return secrets.randbits(63)


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, person: Person | None) -> SurveyQuerySet:
        """Opened and closed ones are public; drafts are for the city's desk."""
        shown = ~Q(state=Survey.State.DRAFT)
        if person is not None and person.is_authenticated:
            shown |= Q(organisation__in=Membership.objects.desks_of(person).values("organisation"))
        return self.filter(shown)


class Survey(models.Model):
    """Questions before or after an edition. `form` is frozen when it opens; results come out only when it has closed.

    `least`: no figure is shown for fewer answers than this, and none from which such a figure could be reckoned.
    """

    class Moment(models.TextChoices):
        BEFORE = "before", _("before the edition")
        AFTER = "after", _("after the edition")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("survey", "being prepared")
        OPEN = "open", pgettext_lazy("survey", "open")
        CLOSED = "closed", pgettext_lazy("survey", "closed")

    class Who(models.TextChoices):
        ANYBODY = "anybody", _("anybody, once a browser")
        CODES = "codes", _("whoever has a code")
        ACCOUNTS = "accounts", _("people with an account")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="surveys")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="surveys")
    moment = models.CharField(_("when"), max_length=6, choices=Moment.choices)
    title = models.CharField(_("title"), max_length=140)
    form = models.JSONField(default=dict)
    who = models.CharField(_("who may answer"), max_length=8, choices=Who.choices, default=Who.ANYBODY)
    least = models.PositiveSmallIntegerField(_("no figure for fewer answers than"), default=5)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-opens_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "moment"], name="survey_once_a_moment"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_opening"),
            models.CheckConstraint(condition=Q(least__gte=3), name="survey_guards_small_cells"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.moment}"


class SurveyCode(models.Model):
    """A code on a printed slip or in a letter. Only its digest is kept; once used it opens nothing."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="codes")
    digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("code of a survey")
        verbose_name_plural = _("codes of surveys")

    def __str__(self) -> str:
        return str(self.survey_id)


class SurveyRoll(models.Model):
    """This person answered this survey; not what, and not when."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="roll")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    PERSONAL: ClassVar = {"person": Personal("so that nobody answers twice", "until the survey closes")}

    class Meta:
        verbose_name = _("entry of a survey's roll")
        verbose_name_plural = _("rolls of surveys")
        constraints = [models.UniqueConstraint(fields=["survey", "person"], name="survey_roll_once")]

    def __str__(self) -> str:
        return str(self.survey_id)


class SurveyAnswer(models.Model):
    """One sheet of answers: no person, no address, no moment."""

    id = models.BigIntegerField(primary_key=True, default=random_key, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("answers of a survey")
        verbose_name_plural = _("answers of surveys")

    def __str__(self) -> str:
        return str(self.survey_id)
