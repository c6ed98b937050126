"""Letters to those who assess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from skwer.apps.assessment.models import Assignment

from .. import kinds, links
from ..contents import Contents
from ..models import Letter
from ..outbox import Outgoing
from ..words import moment


def assigned(pk: int) -> Iterator[Outgoing]:
    """To the assessor, once for a whole round of assignments: how many, and nothing of their contents."""
    assignment = Assignment.objects.select_related("stage__call__organisation", "assessor").get(pk=pk)
    just_now = timezone.now() - timedelta(hours=1)
    if Letter.objects.filter(kind=kinds.ASSESSMENT, person=assignment.assessor, written_at__gte=just_now).exists():
        return
    yield Outgoing(kinds.ASSESSMENT, lambda: _assigned(assignment), assignment.assessor)


def _assigned(assignment: Assignment) -> Contents:
    stage, call = assignment.stage, assignment.stage.call
    waiting = Assignment.objects.filter(
        stage=stage, assessor=assignment.assessor, state=Assignment.State.ASSIGNED
    ).count()
    facts = [(_("Call"), call.title), (_("Proposals"), str(waiting))]
    if stage.closes_at is not None:
        facts.append((_("By when"), moment(stage.closes_at)))
    return Contents(
        subject=_("Proposals to assess: %(call)s") % {"call": call.title},
        text=[_("You have proposals to assess. First say for each whether anything links you to the applicant.")],
        facts=facts,
        button=(_("Go to my proposals"), links.assignments(assignment)),
        after=[_("Until you say so, their contents stay closed to you.")],
        why=_("You get this letter because you sit in the committee of this call."),
        organisation=call.organisation,
    )
