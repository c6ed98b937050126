"""What stands around a project's card: events, pilots, comparisons, methods, measures and studies one may see."""

from __future__ import annotations

from dataclasses import dataclass

from skwer.apps.events.models import Event
from skwer.apps.people.models import Person
from skwer.apps.practices.models import Comparison, Method, Transfer, Trial
from skwer.apps.programmes.models import Measure, Project, Study

FEW = 6


@dataclass(frozen=True)
class Around:
    """The newest of each, as the reader may see them; `trials_number` counts all of them."""

    events: list[Event]
    trials: list[Trial]
    trials_number: int
    comparisons: list[Comparison]
    methods: list[Method]
    has_measures: bool
    has_studies: bool
    has_transfers: bool


def around(project: Project, person: Person | None) -> Around:
    """One query a kind, however much there is."""
    trials = list(Trial.objects.visible_to(person).filter(project=project).select_related("organisation"))
    return Around(
        events=list(
            Event.objects.visible_to(person)
            .filter(project=project)
            .select_related("project")
            .prefetch_related("sites")
            .order_by("-starts_at")[:FEW]
        ),
        trials=trials[:FEW],
        trials_number=len(trials),
        comparisons=list(Comparison.objects.visible_to(person).filter(project=project)),
        methods=list(Method.objects.visible_to(person).filter(project=project)),
        has_measures=Measure.objects.visible_to(person).filter(project=project).exists(),
        has_studies=Study.objects.visible_to(person).filter(project=project).exists(),
        has_transfers=Transfer.objects.visible_to(person).filter(project=project).exists(),
    )
