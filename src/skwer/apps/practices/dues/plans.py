"""What waits in a transfer: steps of the plan whose day is near, questions of the other side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.inbox.due import Due, end_of
from skwer.apps.people.models import Membership, Person

from .. import rules
from ..models import PlanStep, Transfer, TransferQuestion

NEAR = timedelta(days=14)


def dues(person: Person, at: datetime) -> list[Due]:
    """For the officers of the cities that adopt, and of the practices' keepers."""
    roles = Membership.objects.current().filter(person=person, role__in=Membership.DECIDING)
    mine = list(roles.values_list("organisation", flat=True))
    return [*_steps(mine, at), *_questions(mine)] if mine else []


def _steps(mine: list[int], at: datetime) -> Iterator[Due]:
    near = timezone.localdate(at + NEAR)
    steps = PlanStep.objects.filter(transfer__organisation__in=mine, transfer__stage__in=Transfer.OPEN)
    for step in steps.filter(done_on__isnull=True, ends_on__lte=near).select_related("transfer__organisation"):
        ends = end_of(step.ends_on)  # type: ignore[arg-type]
        yield Due(
            what=_("A step of the transfer plan"),
            about=step.title,
            action=_("To the plan"),
            route="web:desk_transfer_plan",
            kwargs={"pk": step.transfer_id},
            due_at=ends,
            state="late" if ends <= at else "fix",
            organisation=step.transfer.organisation,
            detail=step.transfer.title,
        )


def _questions(mine: list[int]) -> Iterator[Due]:
    keeps = Q(transfer__practice__organisation__in=mine) | Q(
        transfer__practice__isnull=True, transfer__kit_version__kit__organisation__in=mine
    )
    asked = Q(from_adopter=True) & keeps | Q(from_adopter=False, transfer__organisation__in=mine)
    waiting: dict[tuple[int, bool], list[TransferQuestion]] = {}
    for question in (
        TransferQuestion.objects.filter(asked, answered_at__isnull=True)
        .select_related("transfer__organisation", "transfer__practice__organisation")
        .select_related("transfer__kit_version__kit__organisation")
        .order_by("at", "pk")
    ):
        waiting.setdefault((question.transfer_id, question.from_adopter), []).append(question)
    for (pk, from_adopter), questions in waiting.items():
        transfer = questions[0].transfer
        yield Due(
            what=ngettext_lazy(
                "Answer %(n)s question about the practice", "Answer %(n)s questions about the practice", "n"
            )
            % {"n": len(questions)},
            about=transfer.title,
            action=_("Answer"),
            route="web:desk_transfer_questions",
            kwargs={"pk": pk},
            state="fix",
            organisation=rules.keeper_of(transfer) if from_adopter else transfer.organisation,
        )
