"""A vote as the tests need it: a call with ideas that passed the check, opened and closed through the stage kind."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from skwer.apps.calls import actions as calls
from skwer.apps.calls.actions.running import freeze_regulations, freeze_stage
from skwer.apps.calls.models import Call, Decision, Edition, Proposal, Scheme, Stage
from skwer.apps.calls.stages import kinds
from skwer.apps.people.models import Organisation, Person
from skwer.apps.voting import actions
from skwer.apps.voting.models import Ballot, RollEntry

from ...factories import AT, make_person

_serial = count(1)
OPENED = AT - timedelta(days=3)
CLOSES = AT + timedelta(days=4)


def make_vote(
    city: Organisation, *, ideas: int = 5, costs: tuple[str, ...] = (), pot: str = "30000", **settings: object
) -> Stage:
    """A planned vote over `ideas` eligible ideas, numbered from 1; `costs` in order, 9000 for the rest."""
    scheme = Scheme.objects.create(
        organisation=city, name="Mikrodotacje", vehicle="micro_grant", support="cash", durability_months=24
    )
    edition = Edition.objects.create(scheme=scheme, name="2026")
    call = Call.objects.create(
        organisation=city,
        edition=edition,
        slug=f"podworka-{next(_serial)}",
        title="Zielone podwórka",
        state=Call.State.ANNOUNCED,
        pot=Decimal(pot),
        request_min=Decimal(0),
        request_max=Decimal(12000),
        created_at=OPENED,
        announced_at=OPENED,
    )
    for number in range(1, ideas + 1):
        Proposal.objects.create(
            call=call,
            number=number,
            state=Proposal.State.ELIGIBLE,
            title=f"Pomysł {number}",
            summary="Ławka i cień.",
            category="bench",
            requested=Decimal(costs[number - 1] if number <= len(costs) else "9000"),
            created_at=OPENED,
            updated_at=OPENED,
            submitted_at=OPENED,
        )
    defaults = kinds()["vote"].defaults()
    return Stage.objects.create(
        call=call, order=1, kind="vote", opens_at=OPENED, closes_at=CLOSES, settings={**defaults, **settings}
    )


def open_vote(stage: Stage, at: datetime = OPENED) -> Stage:
    """Freeze and open it, as `calls` does."""
    freeze_stage(stage)
    stage.state, stage.opened_at = Stage.State.OPEN, at
    stage.save()
    kinds()["vote"].on_open(stage, at)
    return stage


def close_vote(stage: Stage, at: datetime = CLOSES) -> Stage:
    """Close and seal it, as `calls` does."""
    kinds()["vote"].on_close(stage, at)
    stage.state, stage.closed_at = Stage.State.CLOSED, at
    stage.save()
    return stage


def cast(person: Person, stage: Stage, *choices: int, at: datetime = AT, declared: bool = True) -> None:
    actions.cast_ballot(by=person, stage=stage, choices=choices, declared=declared, at=at)


def voters_cast(stage: Stage, *ballots: tuple[int, ...]) -> list[Person]:
    """A new person for each ballot."""
    people = [make_person(f"Osoba {n}") for n in range(len(ballots))]
    for person, choices in zip(people, ballots, strict=True):
        cast(person, stage, *choices)
    return people


def faults(stage: Stage, *, most: int) -> list[str]:
    """What must never be true of a vote, whatever happened at once: the one check of all concurrency tests."""
    found = []
    people = list(RollEntry.objects.filter(stage=stage).values_list("person_id", flat=True))
    if len(people) != len(set(people)):
        found.append("somebody stands twice in the roll")
    trackers = list(Ballot.objects.filter(stage=stage).exclude(tracker="").values_list("tracker", flat=True))
    if len(trackers) != len(set(trackers)):
        found.append("somebody has two live ballots")
    ballots = list(Ballot.objects.filter(stage=stage).values_list("choices", flat=True))
    if len(ballots) != len(people):
        found.append(f"{len(people)} voted, but {len(ballots)} ballots lie in the urn")
    if any(len(choices) > most for choices in ballots):
        found.append("a ballot has too many choices")
    return found


def plan_decision(stage: Stage, **settings: object) -> Stage:
    """The stage after the vote: by votes, unless `settings` say otherwise."""
    chosen = {"method": "votes", "ties": ["max-votes", "min-cost", "lot"], "seed": "ziarno", "reserve": 1, **settings}
    return Stage.objects.create(
        call_id=stage.call_id, order=stage.order + 1, kind="decide", settings=chosen, opens_at=CLOSES
    )


def decide(
    stage: Stage, officer: Person, *, at: datetime = CLOSES, publish: bool = True, **settings: object
) -> Decision:
    """Record and publish the decision of a closed vote."""
    call = Call.objects.get(pk=stage.call_id)
    deciding = call.stages.filter(kind="decide").first() or plan_decision(stage, **settings)
    freeze_regulations(call, at)
    freeze_stage(deciding)
    deciding.state, deciding.opened_at = Stage.State.OPEN, at
    deciding.save()
    decision = calls.record_decision(by=officer, call=call, act_number="1/2026", note="", at=at)
    return calls.publish_decision(by=officer, decision=decision, at=at) if publish else decision
