"""ASSESS: the committee scores every proposal on sheets."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.kits.parts import exact, one_of, record, ref, rows, whole
from skwer.apps.calls.models import Call, Decision, Objection, Proposal, Stage
from skwer.apps.calls.objections import DEFAULTS, objection_problems
from skwer.apps.calls.queries import counted_at
from skwer.apps.calls.regulations.objecting_sentences import objection_clauses
from skwer.apps.calls.stages import ASSESS, Clause, Problem, Result, StageKind
from skwer.apps.calls.words import say
from skwer.apps.inbox.due import Due
from skwer.methods.ranking import rank_inputs
from skwer.methods.tally.exact import ratio_text

from .. import actions
from ..problems import REASONS, assess_problems
from ..queries import Progress, altered, assessed, candidates, district_pairs, progress, ranking_inputs, tied_pairs
from ..sentences import assess_clauses
from ..terms import AssessTerms, settings_of


class AssessKind(StageKind):
    """Settings: `criteria` (see `methods.ranking.Criterion`), `scale`, `assessors` (least number a proposal), `reasons`
    and `reasons_below`, `spread_alarm`, `own_district` (members leave their own district alone), `ties` with `seed`
    (random, made here, never copied), `access` (assessors fill in the checklist of universal design), all read by
    `terms.AssessTerms`; `objections` (see `calls.objections.DEFAULTS`).
    """

    key = ASSESS
    name = _("Assessment by the committee")
    doing = _("The committee scores the proposals")

    def defaults(self) -> dict[str, Any]:
        return {
            "criteria": [],
            "scale": 100,
            "assessors": 2,
            "reasons": "below",
            "reasons_below": 60,
            "spread_alarm": 30,
            "ties": ["lower-request", "lot"],
            "seed": secrets.token_hex(6),
            "own_district": False,
            "access": False,
            "objections": {**DEFAULTS, "body": {}},
        }

    def schema(self) -> dict[str, Any]:
        return record(
            {
                "criteria": rows(_criterion(), least=1),
                "scale": exact(),
                "assessors": whole(2, 20),
                "reasons": one_of(*REASONS),
                "reasons_below": whole(0, 100),
                "spread_alarm": whole(0, 100),
                "ties": rows({"type": "string", "minLength": 1, "maxLength": 80}, least=1),
                "own_district": {"type": "boolean"},
                "access": {"type": "boolean"},
                "objections": ref("objections"),
            },
            ("criteria",),
        )

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        return [*assess_problems({**self.defaults(), **settings}), *objection_problems(settings)]

    def from_kit(self, data: Mapping[str, Any]) -> dict[str, Any]:
        return {**self.defaults(), **_without_seed(data)}

    def to_kit(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        return _without_seed(settings)

    def copy(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        # Last year's seed is known, so its draw could be computed before proposals are sent.
        return {**settings, "seed": self.defaults()["seed"]}

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        settings = settings_of(stage)
        return [*assess_clauses(stage), *objection_clauses(settings, Objection.Against.SCORE)]

    def freeze(self, stage: Stage) -> dict[str, Any]:
        return {"settings": dict(stage.settings), "body": stage.body.name if stage.body else ""}

    def ready(self, stage: Stage) -> list[Problem]:
        """Settings without fault, a committee large enough, and for every proposal enough members without a tie."""
        found = self.problems(stage.settings)
        if found:
            return found
        if stage.body_id is None:
            return [Problem("body", gettext("Choose the committee that assesses."), "body")]
        people, needed = candidates(stage), AssessTerms.of(stage).assessors
        if len(people) < needed:
            said = gettext("The committee has %(seated)d members, but %(needed)d must assess each proposal.")
            return [Problem("body", said % {"seated": len(people), "needed": needed}, "body")]
        proposals = list(assessed(stage))
        tied = tied_pairs(proposals, people) | district_pairs(stage, proposals, people)
        for proposal in proposals:
            free = sum(1 for person in people if (proposal.pk, person.pk) not in tied)
            if free < needed:
                said = gettext("Only %(free)d members may assess proposal %(number)d. Seat more people.")
                found.append(Problem("free", said % {"free": free, "number": proposal.number}, "body"))
        return found

    def may_close(self, stage: Stage, at: datetime) -> list[Problem]:  # noqa: ARG002
        """Every proposal has at least as many sheets as the rules ask for."""
        short = [str(row.proposal.number) for row in progress(stage) if row.sent < row.needed]
        if not short:
            return []
        said = ngettext(
            "Proposal %(numbers)s has too few score sheets.",
            "Proposals %(numbers)s have too few score sheets.",
            len(short),
        )
        return [Problem("sheets", said % {"numbers": ", ".join(short)}, "assessment")]

    def on_open(self, stage: Stage, at: datetime) -> None:
        actions.assign_assessors(by=None, stage=stage, at=at)

    def take_late(self, stage: Stage, proposal: Proposal, at: datetime) -> None:
        """A proposal whose objection was upheld gets its assessors, even after the others were assessed."""
        if stage.state == Stage.State.OPEN:
            actions.assign_assessors(by=None, stage=stage, at=at)
        elif stage.state == Stage.State.CLOSED:
            actions.assign_late(stage=stage, proposal=proposal, at=at)

    def waiting(self, call: Call, at: datetime) -> list[Due]:  # noqa: ARG002
        made: list[Due] = []
        for stage in call.stages.all():
            if stage.kind == ASSESS and stage.state == Stage.State.OPEN:
                made += _dues(call, stage, progress(stage))
        return made

    def result(self, stage: Stage) -> Result | None:
        """The exact scores of the closed stage. Sheets are published under labels, without names and without words."""
        if stage.state != Stage.State.CLOSED:
            return None
        inputs = ranking_inputs(stage)
        ranking = rank_inputs(inputs)
        scores = {row.proposal: row.points for row in ranking.rows}
        return Result(scores=scores, scale=Decimal(inputs["scale"]), inputs=inputs)

    def verify(self, decision: Decision, stage: Stage) -> list[str]:
        """Are the sheets, criteria, tie rules and sums that were decided on those kept today?"""
        where = f"{stage.call.slug}, assessment (stage {stage.order})"
        stored = _stored(decision.inputs, stage.order)
        if stored is None:
            return [f"{where}: the decision holds no sheets of this stage."] if _counts(decision) else []
        # A sheet that was changed later, with its reason, is compared as it stood when this was decided.
        live = ranking_inputs(stage, numbers=stored["proposals"], at=counted_at(decision))
        found = [
            f"{where}: {part} differ from those that were decided on."
            for part in ("criteria", "scale", "ties", "proposals", "requests")
            if stored[part] != live[part]
        ]
        told = _told(decision.inputs, stage.order)
        counted = {str(row.proposal): ratio_text(row.points) for row in rank_inputs(stored).rows}
        if told is not None and dict(told) != counted:
            found.append(f"{where}: the scores that were decided on are not those of the sheets.")
        kept = {(s["proposal"], s["assessor"]): s["points"] for s in live["sheets"]}
        used = {(s["proposal"], s["assessor"]): s["points"] for s in stored["sheets"]}
        for number, label in sorted(kept.keys() | used.keys()):
            if kept.get((number, label)) != used.get((number, label)):
                found.append(f"{where}: sheet {label} of proposal {number} is not the one that was decided on.")
        for number, label in altered(stage, stored["proposals"]):
            if kept.get((number, label)) == used.get((number, label)):
                found.append(f"{where}: sheet {label} of proposal {number} is not the one that was sent.")
        return found


def _criterion() -> dict[str, Any]:
    end = {**exact(), "type": ["string", "integer", "null"], "pattern": "^$|" + exact()["pattern"]}
    band = {
        "points": exact(),
        "from": end,
        "to": end,
        "from_open": {"type": "boolean"},
        "to_open": {"type": "boolean"},
    }
    bands = {
        "bands": rows(record(band, ("points",))),
        "unit": ref("words"),
        "precision": end,
        "start": end,
        "end": end,
    }
    return record(
        {
            "key": ref("key"),
            "title": ref("text"),
            "hint": ref("words"),
            "max": exact(),
            "weight": exact(3, ratios=True),
            "step": exact(),
            "anchors": rows(record({"points": exact(), "text": ref("text")}, ("points", "text"))),
            "bands": record(bands, ("bands",)),
            "measure": {"type": "string", "maxLength": 40},
        },
        ("key", "title", "max", "weight"),
    )


def _without_seed(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if key != "seed"}


def _counts(decision: Decision) -> bool:
    return decision.method != Decision.Method.VOTES and not decision.call.archived_election


def _stored(inputs: Any, order: int) -> Mapping[str, Any] | None:
    """This stage's own part of a decision's inputs, wherever the decision keeps it."""
    for part in _parts(inputs):
        if part.get("stage") == order and "sheets" in part:
            return part
    return None


def _told(inputs: Any, order: int) -> Mapping[str, str] | None:
    """The scores the decision took from this stage, "p/q" by number."""
    for part in _parts(inputs):
        if part.get("stage") == order and "scores" in part:
            scores: Mapping[str, str] = part["scores"]
            return scores
    return None


def _parts(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner)


def _dues(call: Call, stage: Stage, rows: Sequence[Progress]) -> Iterator[Due]:
    """For the office: proposals without enough assessors, sheets far apart, and a stage that can be closed."""
    lacking = [str(row.proposal.number) for row in rows if row.lacking]
    apart = [str(row.proposal.number) for row in rows if row.alarm]
    common: dict[str, Any] = {
        "about": call.title,
        "route": "web:desk_assess",
        "kwargs": {"slug": call.slug},
        "due_at": stage.closes_at,
        "organisation": call.organisation,
    }
    if lacking:
        yield Due(
            what=say(_("Find assessors for no. %(numbers)s"), numbers=", ".join(lacking)),
            action=_("Name somebody"),
            state="fix",
            detail=_("Nobody in the committee is free: members are assigned, tied or stepped aside."),
            **common,
        )
    if apart:
        yield Due(
            what=say(_("Talk about no. %(numbers)s: the scores are far apart"), numbers=", ".join(apart)),
            action=_("See the scores"),
            state="check",
            detail=_("The committee discusses it; the chair may reopen a sheet."),
            **common,
        )
    if rows and not lacking and all(row.complete for row in rows):
        yield Due(
            what=_("All score sheets are in: close the assessment"),
            action=_("Look and close"),
            state="check",
            **{**common, "route": "web:desk_close", "kwargs": {"slug": call.slug, "order": stage.order}},
        )
