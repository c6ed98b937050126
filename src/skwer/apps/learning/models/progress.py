"""What a person tried and what she completed. Only people with an account leave anything here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.personal import Personal

from .module import Module


class Attempt(models.Model):
    """Answers to a module's questions, once. answers: {"1": ["a"], "2": ["b", "c"]} by the question's place."""

    module = models.ForeignKey(Module, models.CASCADE, related_name="attempts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="attempts")
    module_version = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    at = models.DateTimeField()

    PERSONAL: ClassVar = {
        "person": Personal("to go on where she stopped", "until the account is erased, or another try replaces it")
    }

    class Meta:
        verbose_name = _("try at the questions")
        verbose_name_plural = _("tries at the questions")
        constraints = [models.UniqueConstraint(fields=["module", "person"], name="attempt_last_of_a_person")]

    def __str__(self) -> str:
        return f"{self.module_id}: {self.right}/{self.total}"


class Completion(models.Model):
    """A module that somebody completed in one of its versions. Its number is on the certificate and tells nothing.

    With the account goes the person, not the row: a printed certificate can still be verified.
    """

    module = models.ForeignKey(Module, models.PROTECT, related_name="completions")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="completions")
    module_version = models.PositiveSmallIntegerField()
    hours = models.DecimalField(max_digits=4, decimal_places=2)
    completed_at = models.DateTimeField()
    number = models.CharField(max_length=20, unique=True)

    PERSONAL: ClassVar = {"person": Personal("whose certificate it is", "until the account is erased")}

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["-completed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["module", "person", "module_version"], name="completion_once_a_version")
        ]

    def __str__(self) -> str:
        return self.number
