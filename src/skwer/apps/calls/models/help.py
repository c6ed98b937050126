"""Learning beside a stage: where people need it, not in a library."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.learning.models import Module

from .call import Stage


class StageModule(models.Model):
    """A module offered in a stage of a call, beside one question of its form or (without a key) the whole stage.

    It is help and no rule: it may come and go while the stage runs, and is in no frozen hash.
    """

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="modules")
    module = models.ForeignKey(Module, models.CASCADE, related_name="stages")
    question_key = models.CharField(_("question"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("lesson of a stage")
        verbose_name_plural = _("lessons of stages")
        ordering = ["stage", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "module", "question_key"], name="stage_module_once_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}: {self.module_id}"
