"""VOTE: the stage in which residents choose."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.kits.parts import one_of, record, ref, whole
from skwer.apps.calls.models import Call, Decision, Proposal, Stage
from skwer.apps.calls.stages import DECIDE, VOTE, Clause, Problem, Result, StageKind
from skwer.apps.inbox.due import Due
from skwer.apps.people.models import JournalEntry
from skwer.methods import tally
from skwer.methods.tally import Election, Project, election_from_approvals, supporters

from . import actions, keys
from .models import Ballot, RollEntry
from .queries import Terms, withdrawn_from_ballot
from .rules import TOPIC
from .sentences import sentences_of

DECLARATION = {
    "pl": "Mieszkam {in_city} i mam co najmniej {age} lat.",
    "en": "I live {in_city} and I am at least {age} years old.",
}
MOST_ON_A_BALLOT = 100
COUNTRIES = {"PLN": "Poland", "CZK": "Czechia", "NOK": "Norway"}
COMPLETED = {"none": "equalshares", "add1": "equalshares/add1"}


class Vote(StageKind):
    """Approval ballots: each voter chooses from `least` to `most` proposals; every choice is one vote."""

    key = VOTE
    name = _("Vote of residents")
    doing = _("Vote")

    def defaults(self) -> dict[str, Any]:
        return {"ballot": "approval", "least": 1, "most": 3, "age": 16, "declaration": dict(DECLARATION), "help": {}}

    def schema(self) -> dict[str, Any]:
        return record(
            {
                "ballot": one_of("approval"),
                "least": whole(1, MOST_ON_A_BALLOT),
                "most": whole(1, MOST_ON_A_BALLOT),
                "age": whole(1, 100),
                "declaration": ref("text"),
                "help": ref("words"),
            }
        )

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        found = []
        least, most, age = (settings.get(name) for name in ("least", "most", "age"))
        if settings.get("ballot", "approval") != "approval":
            found.append(Problem("ballot", str(_("This kind of ballot is not known.")), "ballot"))
        if not _whole(least) or not _whole(most) or not 1 <= least <= most <= MOST_ON_A_BALLOT:
            sentence = _("Set how many ideas a voter may choose, from 1 to 100; the least must not be above the most.")
            found.append(Problem("choices", str(sentence), "most"))
        if not _whole(age) or not 1 <= age <= 100:
            found.append(Problem("age", str(_("Set the least age of voters in whole years, from 1 to 100.")), "age"))
        if not _text(settings.get("declaration")):
            found.append(Problem("declaration", str(_("Write what voters declare.")), "declaration"))
        return found

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        return [Clause(TOPIC, text) for text in sentences_of(stage)]

    def freeze(self, stage: Stage) -> dict[str, Any]:
        """The ballot, the number of choices, the electorate, and the list of projects with their costs.

        Names are frozen along: they stand in the published file of ballots, whose hash must not move afterwards.
        """
        call = stage.call
        if stage.state == Stage.State.OPEN:
            # Rules reopened while people vote (a later hour of closing): list and sums stay as they were.
            kept = Stage.objects.values_list("frozen", flat=True).get(pk=stage.pk)
            return {**kept, "settings": dict(stage.settings)}
        return {
            "settings": dict(stage.settings),
            "currency": call.currency,
            "pot": format(call.pot, "f"),
            "city": call.organisation.name,
            "call": call.title,
            "edition": call.edition.name,
            "rule": _rule(call),
            "projects": [
                {"number": number, "title": title, "cost": format(cost, "f")}
                for number, title, cost in _eligible(stage)
            ],
        }

    def ready(self, stage: Stage) -> list[Problem]:
        found = self.problems(stage.settings)
        if stage.call.state != Call.State.DRAFT and stage.state == Stage.State.PLANNED and not _eligible(stage):
            found.append(
                Problem("empty", str(_("No proposal has passed the check, so there is nothing to vote on.")), "")
            )
        return found

    def may_reopen(self, stage: Stage, settings: Mapping[str, Any], at: datetime) -> list[Problem]:  # noqa: ARG002
        """While a vote runs only the help text may change. Whether anybody has voted yet is nobody's business."""
        changed = {key for key in {*settings, *stage.settings} if settings.get(key) != stage.settings.get(key)}
        if changed <= {"help"}:
            return []
        return [Problem("voting", str(_("People vote by these rules. They can no longer change.")), min(changed))]

    def on_open(self, stage: Stage, at: datetime) -> None:  # noqa: ARG002
        actions.open_urn(stage=stage)

    def on_close(self, stage: Stage, at: datetime) -> None:
        actions.seal_urn(stage=stage, at=at)

    def waiting(self, call: Call, at: datetime) -> list[Due]:
        """The office hears only of a vote that cannot go on; never of how it goes."""
        return [
            Due(
                what=_("The ballot key is missing: nobody can vote"),
                about=call.title,
                action=_("Look at the stage"),
                route="web:desk_stage",
                kwargs={"slug": call.slug, "order": stage.order},
                due_at=stage.closes_at,
                state="late",
                organisation=call.organisation,
            )
            for stage in call.stages.all()
            if stage.kind == VOTE and stage.runs(at) and not keys.exists(stage.pk)
        ]

    def result(self, stage: Stage) -> Result | None:
        """Votes by proposal and the file of ballots; the same bytes each time, because a sealed urn does not change.

        Ballots stand in the order of their random keys, numbered 1, 2, 3 …: a voter's number says nothing. There is
        no age, no sex, no district, no day: in a small vote any of them could point at one person.
        """
        if stage.state != Stage.State.CLOSED or stage.call.archived_election:
            return None
        return self._count(stage, election_of(stage))

    def _count(self, stage: Stage, election: Election) -> Result:
        written = tally.write_pabulib(election)
        ballots = written.encode() if isinstance(written, str) else written
        votes = supporters(election)
        return Result(
            scores={int(project.id): Fraction(votes[project.id]) for project in election.projects},
            scale=None,
            inputs={
                "ballot": "approval",
                "least": Terms.of(stage).least,
                "most": Terms.of(stage).most,
                "ballots_hash": hashlib.sha256(ballots).hexdigest(),
                "votes": {project.id: votes[project.id] for project in election.projects},
            },
            ballots=ballots,
            election=election,
            voters=len(election.ballots),
        )

    def verify(self, decision: Decision, stage: Stage) -> list[str]:
        """Is the urn the sealed one, is the published file made from it, and is the way back to voters destroyed?"""
        if stage.call.archived_election:
            return []
        found = []
        where = f"{stage.call.slug}, vote (stage {stage.order})"
        seals = JournalEntry.objects.filter(kind="stage", key=str(stage.pk), verb=actions.SEALED).order_by("number")
        sealed = seals.values_list("after", flat=True).last()
        urn = actions.seal_of(Ballot.objects.filter(stage=stage).values_list("pk", "choices"))
        if sealed is None:
            found.append(f"{where}: the journal has no seal of the urn.")
        elif sealed["seal"] != urn:
            found.append(f"{where}: the urn is not the one that was sealed.")
        result = self._count(stage, election_of(stage, decided_at=decision.decided_at))
        if stage.state != Stage.State.CLOSED:
            found.append(f"{where}: the vote is not closed, but it was decided.")
        # A committee's decision by points alone publishes no ballots, though there may have been a vote.
        if decision.ballots_hash and hashlib.sha256(result.ballots or b"").hexdigest() != decision.ballots_hash:
            found.append(f"{where}: the published ballots are not those of the urn.")
        roll, ballots = (kind.objects.filter(stage=stage).count() for kind in (RollEntry, Ballot))
        if roll != ballots:
            found.append(f"{where}: {roll} in the roll, but {ballots} in the urn.")
        if keys.exists(stage.pk) or Ballot.objects.filter(stage=stage).exclude(tracker="").exists():
            found.append(f"{where}: the ballot key or a tracker is still there.")
        return found


def election_of(stage: Stage, *, decided_at: datetime | None = None) -> Election:
    """The closed vote as an election, from what froze at opening and what lies in the urn.

    Proposals withdrawn (before `decided_at`, if given) are off the list; a vote for them counts for nobody.
    """
    frozen = stage.frozen or {}
    gone = withdrawn_from_ballot(stage, before=decided_at)
    listed = [row for row in frozen.get("projects", []) if row["number"] not in gone]
    terms = Terms.of(stage)
    urn = Ballot.objects.filter(stage=stage).order_by("pk").values_list("choices", flat=True)
    return election_from_approvals(
        projects=[Project(id=str(row["number"]), cost=Decimal(row["cost"]), name=row["title"]) for row in listed],
        budget=Decimal(frozen["pot"]),
        ballots=([str(number) for number in choices if number not in gone] for choices in urn),
        meta={
            "description": frozen["call"],
            "country": COUNTRIES.get(frozen["currency"], "Europe"),
            "unit": frozen["city"],
            "instance": frozen["edition"],
            "num_projects": len(listed),
            "num_votes": urn.count(),
            "budget": frozen["pot"],
            "vote_type": "approval",
            **frozen["rule"],
            "date_begin": _day(stage.opened_at),
            "date_end": _day(stage.closed_at),
            "min_length": terms.least,
            "max_length": terms.most,
            "currency": frozen["currency"],
            "edition": frozen["edition"],
        },
    )


def _eligible(stage: Stage) -> list[tuple[int, str, Decimal]]:
    rows = Proposal.objects.filter(call_id=stage.call_id, state=Proposal.State.ELIGIBLE, number__isnull=False)
    return [row for row in rows.order_by("number").values_list("number", "title", "requested") if row[0] is not None]


def _rule(call: Call) -> dict[str, str]:
    """The counting rule in the words of the file format, so that others' programs can recount; or that it has none."""
    decide = next((stage.settings for stage in call.stages.all() if stage.kind == DECIDE), {})
    allocation = decide.get("allocation", "greedy")
    if decide.get("method") != "votes":
        return {"rule": "unknown"}
    if allocation == "equal-shares":
        return {"rule": COMPLETED.get(decide.get("completion", "none"), "unknown")}
    if decide.get("min_votes") and allocation != "greedy-no-skip":
        return {"rule": "greedy-threshold", "min_project_score_threshold": str(decide["min_votes"])}
    return {"rule": "unknown" if decide.get("min_votes") else allocation}


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).strftime("%d.%m.%Y") if moment else ""


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value and any(t.strip() for t in value.values()))
