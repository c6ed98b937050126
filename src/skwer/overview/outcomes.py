"""What became of an event's statements: who wanted to carry over what, from where, and how it stands today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from skwer.apps.events.models import Event, FollowUp, Interest
from skwer.apps.events.models.outcomes import OVERDUE, STATED
from skwer.apps.events.queries import interests_of
from skwer.apps.people.models import Person
from skwer.apps.practices.models import Case, Comparison, Trial

STANDINGS = (STATED, OVERDUE, *FollowUp.State.values)


@dataclass(frozen=True)
class Outcome:
    """One statement. `source`, `case`: where the practice can be read; `became`: the trial it grew into. Each of them
    only when the reader may see it. `last`: the latest word, None while there is none."""

    interest: Interest
    standing: str
    last: FollowUp | None
    follow_ups: tuple[FollowUp, ...]
    source: Trial | None
    case: Case | None
    became: Trial | None


@dataclass(frozen=True)
class Outcomes:
    """All statements of an event in the order they were made; `counts`: standing → how many, all standings there."""

    event: Event
    rows: tuple[Outcome, ...]
    counts: Mapping[str, int]

    @property
    def carried_over(self) -> int:
        return self.counts[FollowUp.State.CARRIED_OVER]


def outcomes(event: Event, person: Person | None, at: datetime) -> Outcomes:
    """How the event's statements stand at the moment, for this reader. A fixed number of queries."""
    today = timezone.localdate(at)
    interests = list(interests_of(event))
    keys = {i.trial_id for i in interests} | {f.trial_id for i in interests for f in i.follow_ups.all()}
    trials = {trial.pk: trial for trial in Trial.objects.visible_to(person).filter(pk__in=keys - {None})}
    cases = {i.case.comparison_id for i in interests if i.case is not None}
    comparisons = set(Comparison.objects.visible_to(person).filter(pk__in=cases).values_list("pk", flat=True))
    rows = tuple(_row(interest, interest.standing(today), trials, comparisons) for interest in interests)
    counted = Counter(row.standing for row in rows)
    return Outcomes(event, rows, {standing: counted[standing] for standing in STANDINGS})


def _row(interest: Interest, standing: str, trials: Mapping[int, Trial], comparisons: set[int]) -> Outcome:
    words = tuple(sorted(interest.follow_ups.all(), key=lambda word: (word.at, word.pk)))
    grown = next((trials[w.trial_id] for w in reversed(words) if w.trial_id in trials), None)
    case = interest.case
    return Outcome(
        interest=interest,
        standing=standing,
        last=words[-1] if words else None,
        follow_ups=words,
        source=trials.get(interest.trial_id) if interest.trial_id is not None else None,
        case=case if case is not None and case.comparison_id in comparisons else None,
        became=grown,
    )
