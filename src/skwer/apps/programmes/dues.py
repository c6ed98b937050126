"""What waits for whom in a project: computed from tasks, claims, measures, risks, advice and experts' notes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.apps.inbox.due import Due, end_of
from skwer.apps.people.models import Membership, Person

from . import halves
from .models import Answer, Claim, Partnership, Project, Recommendation, Risk, Task, VisitNote
from .queries.progress import MEASURED, missing_readings

AHEAD = timedelta(days=45)  # what is due later does not wait yet
TO_REPORT = timedelta(days=31)  # after the end of a half-year
OUTCOME_AFTER = timedelta(days=365)
AT_WORK = (Project.State.PREPARING, Project.State.RUNNING)
ACTING = (Membership.Role.OFFICER, Membership.Role.ADMIN)


def for_person(person: Person, at: datetime) -> list[Due]:
    """Everything of this room that waits for her, as an officer of a partner or of the keeper, and as an expert."""
    mine = set(
        Membership.objects.current().filter(person=person, role__in=ACTING).values_list("organisation", flat=True)
    )
    found = list(_notes(person))
    if mine:
        for part in (_tasks, _claims, _readings, _risks, _advice, _outcomes):
            found += part(mine, at)
    return found


def _theirs(mine: set[int]) -> Q:
    """Rows of their partnership; of the whole project, or of a partner that is not here, for the keeper."""
    nobody = Q(partnership__isnull=True) | Q(partnership__organisation__isnull=True)
    return Q(partnership__organisation__in=mine) | (nobody & Q(project__organisation__in=mine))


def _due(project: Project, what: Any, action: Any, route: str, **rest: Any) -> Due:
    kwargs = {"slug": project.slug, **rest.pop("kwargs", {})}
    return Due(
        what=what,
        about=project.short,
        action=action,
        route=route,
        kwargs=kwargs,
        organisation=project.organisation,
        **rest,
    )


def _tasks(mine: set[int], at: datetime) -> Iterator[Due]:
    rows = Task.objects.open().filter(_theirs(mine), project__state__in=AT_WORK)
    soon = rows.filter(due_on__lte=timezone.localdate(at) + AHEAD) | rows.filter(due_on=None, origin__isnull=False)
    for task in soon.select_related("project__organisation", "partnership__organisation"):
        yield _due(
            task.project,
            task.title,
            pgettext("task", "Do it"),
            "web:desk_work_task",
            kwargs={"pk": task.pk},
            due_at=end_of(task.due_on) if task.due_on else None,
            state="build",
            detail=task.partnership.label if task.partnership else "",
        )


def _claims(mine: set[int], _at: datetime) -> Iterator[Due]:
    State = Claim.State
    keeper = Q(partnership__project__organisation__in=mine, state__in=[State.SUBMITTED, State.APPROVED])
    sender = Q(partnership__organisation__in=mine, state=State.RETURNED)
    rows = Claim.objects.filter(keeper | sender).exclude(state=State.APPROVED, amount=0)
    words = {
        State.SUBMITTED: (_("Check: %(claim)s"), pgettext("claim", "Check"), "check"),
        State.APPROVED: (_("Pay: %(claim)s"), _("Note the payment"), "check"),
        State.RETURNED: (_("Mend and send again: %(claim)s"), pgettext("claim", "Mend"), "fix"),
    }
    for claim in rows.select_related("partnership__project__organisation", "partnership__organisation"):
        what, action, state = words[State(claim.state)]
        yield _due(
            claim.partnership.project,
            what % {"claim": claim},
            action,
            "web:desk_work_claim",
            kwargs={"pk": claim.pk},
            state=state,
            detail=claim.partnership.label,
        )


def _readings(mine: set[int], at: datetime) -> Iterator[Due]:
    half = halves.last_ended(at)
    partners = Partnership.objects.filter(
        organisation__in=mine, role__in=MEASURED, project__state=Project.State.RUNNING
    ).select_related("project__organisation")
    by_pk = {one.pk: one for one in partners}
    if not by_pk:
        return
    for pk, number in missing_readings(by_pk, half).items():
        said = ngettext(
            "Give the figure for the last half-year: %(n)d measure",
            "Give the figures for the last half-year: %(n)d measures",
            number,
        )
        yield _due(
            by_pk[pk].project,
            said % {"n": number},
            _("Give figures"),
            "web:desk_work_measures",
            due_at=end_of(halves.bounds(half)[1] + TO_REPORT),
        )


def _risks(mine: set[int], at: datetime) -> Iterator[Due]:
    rows = Risk.objects.filter(
        _theirs(mine), closed_at__isnull=True, review_on__lte=timezone.localdate(at), project__state__in=AT_WORK
    )
    for risk in rows.select_related("project__organisation"):
        yield _due(
            risk.project,
            _("Look at the risk again: %(risk)s") % {"risk": risk.title},
            _("Look at it"),
            "web:desk_work_risk",
            kwargs={"pk": risk.pk},
            due_at=end_of(risk.review_on),
        )


def _advice(mine: set[int], _at: datetime) -> Iterator[Due]:
    """Partners answer the recommendations of studies published while they take part. One item a project."""
    partners = Partnership.objects.current().filter(organisation__in=mine, role__in=MEASURED)
    for partner in partners.select_related("project__organisation", "organisation"):
        if partner.organisation is None or not partner.organisation.is_city:
            continue
        open_ones = Recommendation.objects.filter(
            study__project=partner.project, study__published_on__isnull=False
        ).exclude(answers__organisation=partner.organisation)
        if not (number := open_ones.count()):
            continue
        said = ngettext("Answer a recommendation: %(n)d waits", "Answer recommendations: %(n)d wait", number)
        yield _due(partner.project, said % {"n": number}, pgettext("recommendation", "Answer"), "web:desk_work_studies")


def _outcomes(mine: set[int], at: datetime) -> Iterator[Due]:
    """A year after a city adopted something it says what came of it."""
    rows = (
        Answer.objects.filter(organisation__in=mine, outcome="", at__lte=at - OUTCOME_AFTER)
        .exclude(answer=Answer.Kind.NOT)
        .values("recommendation__study__project")
        .annotate(number=Count("pk"))
    )
    counted = {row["recommendation__study__project"]: row["number"] for row in rows}
    for project in Project.objects.filter(pk__in=counted).select_related("organisation"):
        said = ngettext(
            "Say what came of a recommendation: %(n)d",
            "Say what came of recommendations: %(n)d",
            counted[project.pk],
        )
        yield _due(project, said % {"n": counted[project.pk]}, _("Say it"), "web:desk_work_studies")


def _notes(person: Person) -> Iterator[Due]:
    rows = VisitNote.objects.filter(contract__person=person, contract__ended_at__isnull=True, published_at__isnull=True)
    for visit in rows.select_related("contract__project__organisation", "partnership__organisation"):
        project = visit.contract.project
        yield Due(
            what=_("Finish the note of your visit: %(city)s") % {"city": visit.partnership.label},
            about=project.short,
            action=pgettext("visit note", "Finish"),
            route="web:desk_expert_note",
            kwargs={"pk": visit.pk},
            state="draft",
            organisation=project.organisation,
        )
