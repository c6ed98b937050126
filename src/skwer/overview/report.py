"""The final report of a project: what the rooms know of it, each piece with what shows that it is so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skwer.apps.events.models import Event, FollowUp, Interest
from skwer.apps.files.models import Upload
from skwer.apps.people.models import Person
from skwer.apps.practices.models import Trial
from skwer.apps.programmes.models import PolicyChange, Project, Study, Task, inside
from skwer.apps.programmes.queries import card_of
from skwer.apps.programmes.queries.progress import Progress, progress
from skwer.apps.programmes.queries.research import Asked, Success, linked_applications, studies_for, success_of, sums_of
from skwer.apps.programmes.queries.sums import ProjectMoney, money_of


@dataclass(frozen=True)
class Outcome:
    """What a partner wanted to carry home from an event, and what is known of it today."""

    interest: Interest
    standing: str
    last: FollowUp | None


@dataclass(frozen=True)
class Meeting:
    event: Event
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Report:
    """Everything, as far as the reader may see it. `money` is None for those outside until the project has ended."""

    project: Project
    complete: bool
    deliverables: tuple[Task, ...]
    files: dict[int, list[Upload]]
    progress: Progress
    money: ProjectMoney | None
    trials: tuple[Trial, ...]
    meetings: tuple[Meeting, ...]
    changes: tuple[PolicyChange, ...]
    studies: tuple[Study, ...]
    success: Success
    asked: tuple[Asked, ...]


def report(slug: str, person: Person | None, on: date) -> Report | None:
    """The report as of a day; None where the person may not see the project.

    Who reads what is inside sees all of it while the project runs; everybody sees it once the project has ended. Until
    then others see what is public anyway: results, finished deliverables, measures, public trials, events, studies.
    """
    project = card_of(person, slug)
    if project is None:
        return None
    complete = project.state == Project.State.FINISHED or inside(person).filter(pk=project.pk).exists()
    tasks = Task.objects.filter(project=project, dropped_at__isnull=True).exclude(kind=Task.Kind.TASK)
    if not complete:
        tasks = tasks.visible_to(person)
    deliverables = tuple(tasks.select_related("partnership__organisation"))
    applications = linked_applications(project)
    return Report(
        project=project,
        complete=complete,
        deliverables=deliverables,
        files=_files(person, deliverables),
        progress=progress(project, "", on),
        money=money_of(project) if complete else None,
        trials=tuple(
            Trial.objects.visible_to(person)
            .filter(project=project, published_at__isnull=False)
            .select_related("organisation")
            .order_by("starts_on", "pk")
        ),
        meetings=_meetings(person, project, on),
        changes=tuple(change for one in project.policy_instruments.all() for change in one.changes.all()),
        studies=tuple(one for one in studies_for(person, project) if one.published_on),
        success=success_of(applications),
        asked=tuple(sums_of(applications)),
    )


def _files(person: Person | None, tasks: tuple[Task, ...]) -> dict[int, list[Upload]]:
    """Evidence that everybody may open who sees the task, by task."""
    found: dict[int, list[Upload]] = {}
    held = Upload.objects.visible_to(person).filter(
        holder_kind="task", holder_key__in=[str(task.pk) for task in tasks], audience=Upload.Audience.HOLDER
    )
    for upload in held.order_by("uploaded_at", "pk"):
        found.setdefault(int(upload.holder_key), []).append(upload)
    return found


def _meetings(person: Person | None, project: Project, on: date) -> tuple[Meeting, ...]:
    """Events that took place, in order, each with its statements of interest."""
    shown = (Event.State.ANNOUNCED, Event.State.HELD)
    events = (
        Event.objects.visible_to(person)
        .filter(project=project, state__in=shown, starts_at__date__lte=on)
        .order_by("starts_at", "pk")
    )
    interests: dict[int, list[Outcome]] = {}
    rows = Interest.objects.filter(event__in=events).select_related("organisation", "transfer")
    for one in rows.prefetch_related("follow_ups"):
        last = max(one.follow_ups.all(), key=lambda step: (step.at, step.pk), default=None)
        interests.setdefault(one.event_id, []).append(Outcome(one, one.standing(on), last))
    return tuple(Meeting(event, tuple(interests.get(event.pk, []))) for event in events)
