"""What waits for those who try things and write about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.inbox.due import Due
from skwer.apps.people.models import Membership, Person

from ..models import Case, Trial


def dues(person: Person, at: datetime) -> list[Due]:
    """Trials past their days, and cases of one's own organisation that are not answered yet."""
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    mine = list(
        Membership.objects.current().filter(person=person, role__in=roles).values_list("organisation", flat=True)
    )
    return [*_trials(mine, at), *_cases(mine)] if mine else []


def _trials(mine: list[int], at: datetime) -> Iterator[Due]:
    today = timezone.localdate(at)
    running = Trial.objects.filter(organisation__in=mine, state=Trial.State.RUNNING, ends_on__isnull=False)
    for trial in running.filter(ends_on__lte=today + timedelta(days=14)).select_related("organisation"):
        ends = timezone.make_aware(datetime.combine(trial.ends_on + timedelta(days=1), time()))  # type: ignore[operator]
        yield Due(
            what=_("Say what the trial taught, and end it"),
            about=str(trial.title),
            action=_("End the trial"),
            route="web:desk_trial_end",
            kwargs={"slug": trial.slug},
            due_at=ends,
            state="late" if ends < at else "fix",
            organisation=trial.organisation,
        )
    waiting = Trial.objects.filter(organisation__in=mine, state=Trial.State.PLANNED, starts_on__lte=today)
    for trial in waiting.select_related("organisation"):
        yield Due(
            what=_("Start the trial, or move its first day"),
            about=str(trial.title),
            action=_("Open"),
            route="web:desk_trial",
            kwargs={"slug": trial.slug},
            due_at=timezone.make_aware(datetime.combine(trial.starts_on, time())),  # type: ignore[arg-type]
            state="fix",
            organisation=trial.organisation,
        )


def _cases(mine: list[int]) -> Iterator[Due]:
    """A keeper who names a partner in a case asks it to write; what is published unanswered stays asked."""
    cases = Case.objects.filter(organisation__in=mine).select_related("comparison__project", "organisation")
    for case in cases:
        if not (left := len(case.unanswered)):
            continue
        yield Due(
            what=ngettext_lazy("Answer the %(n)s question still open", "Answer the %(n)s questions still open", "n")
            % {"n": left},
            about=f"{case.name} · {case.comparison.title}",
            action=_("Write"),
            route="web:desk_case",
            kwargs={
                "slug": case.comparison.project.slug,
                "comparison": case.comparison.slug,
                "number": case.order,
            },
            state="draft",
            organisation=case.organisation,
        )
