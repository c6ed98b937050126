"""Modules beside a stage and its questions: help, not rules, so it may change at any time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.learning.models import Module
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal

from ..models import Call, Stage, StageModule
from ..queries import form_of
from ..rules import may_set_up
from ..stages import PROPOSE

MOST_MODULES = 20


class CannotAttach(Refusal):
    """The module cannot stand there; `field` says what to change."""

    code = "cannot_attach"

    def __init__(self, field: str, message: object) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def attach_module(*, by: Person, stage: Stage, module: Module, at: datetime, question_key: str = "") -> StageModule:
    """Offer a published module in the stage, or beside one question of its form. Doing it twice changes nothing.

    Raises NotAllowed, CannotAttach.
    """
    call = stage.call
    if not may_set_up(by, call):
        raise NotAllowed()
    if not module.is_published:
        raise CannotAttach("module", _("Publish the lesson first: people could not open it."))
    if question_key and (stage.kind != PROPOSE or form_of(stage).question(question_key) is None):
        raise CannotAttach("question", _("The form of this stage has no such question. Choose one from the list."))
    if stage.modules.count() >= MOST_MODULES:
        raise CannotAttach("module", _("At most %(most)s lessons in one stage.") % {"most": MOST_MODULES})
    link, made = StageModule.objects.get_or_create(stage=stage, module=module, question_key=question_key)
    if made:
        _journal(by, "attach_module", call, at, {"stage": stage.order, "module": module.slug, "beside": question_key})
    return link


@transaction.atomic
def detach_module(*, by: Person, link: StageModule, at: datetime) -> None:
    """Take the module away from the stage. Raises NotAllowed."""
    call = link.stage.call
    if not may_set_up(by, call):
        raise NotAllowed()
    facts = {"stage": link.stage.order, "module": link.module.slug, "beside": link.question_key}
    link.delete()
    _journal(by, "detach_module", call, at, facts)


def copy_modules(old: Stage, new: Stage) -> None:
    """Part of copying a call: last year's help stands beside this year's stage."""
    StageModule.objects.bulk_create(
        StageModule(stage=new, module_id=link.module_id, question_key=link.question_key) for link in old.modules.all()
    )


def _journal(by: Person, verb: str, call: Call, at: datetime, facts: dict[str, object]) -> None:
    record(actor=by, verb=verb, kind="call", key=call.pk, organisation=call.organisation, at=at, after=facts)
