"""What a stage can be: the registry of stage kinds.

`calls` knows its own kinds (PROPOSE, DECIDE); rooms above register theirs (CHECK and ASSESS come from `assessment`,
VOTE from `voting`). A kind holds rules and words, never a page. This is how a call asks rooms above it what it needs
to know without importing them.
"""

# ruff: noqa: ARG002  (the base class says what a kind may answer; its own answers need no arguments)
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from skwer.apps.inbox.due import Due
    from skwer.methods.tally import Election
    from skwer.values.text import Text

    from .models import Call, Decision, Proposal, Stage


# Keys of the kinds of stages; PROPOSE and DECIDE are this room's own (see `kinds`).
PROPOSE, MEET, CHECK, ASSESS, VOTE, DECIDE = "propose", "meet", "check", "assess", "vote", "decide"
# What follows a decision; these come from `grants`.
AGREE, DELIVER, UPKEEP = "agree", "deliver", "upkeep"


@dataclass(frozen=True)
class Problem:
    """Why a stage or call cannot go on: what is wrong, where it is mended (a name of the set-up form's part)."""

    code: str
    message: str
    where: str


@dataclass(frozen=True)
class Clause:
    """One sentence or short paragraph of the regulations, made from settings. `topic` groups clauses under headings."""

    topic: str
    text: Text


@dataclass(frozen=True)
class Result:
    """What a closed stage says about its proposals, for the decision.

    scores: exact score by proposal number, or empty; scale: the greatest score possible (None: relative to the best).
    inputs: everything needed to recompute `scores` (no names). ballots: the published file, for votes.
    """

    scores: Mapping[int, Fraction]
    scale: Decimal | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    ballots: bytes | None = None
    election: Election | None = None
    voters: int | None = None


class StageKind:
    """One kind of stage. Subclass it and `register` one instance from your app's `ready()`."""

    key: ClassVar[str]
    name: ClassVar[Any]  # lazy text
    doing: ClassVar[Any]  # lazy text: what people do in it, for "what next" ("Send your idea")
    # True for what follows the decision: it needs no hours, opens when the decision is published, and stays open.
    after_decision: ClassVar[bool] = False

    def defaults(self) -> dict[str, Any]:
        """Settings of a new stage."""
        return {}

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        """What is wrong with settings as data (wrong types, gaps and overlaps of bands, weights that do not add up)."""
        return []

    def schema(self) -> dict[str, Any]:
        """JSON Schema of the settings in a kit, tight enough that the kind's own `problems` can read whatever keeps to
        it. May name the pieces of `kits.parts.DEFS`.
        """
        return {"type": "object", "additionalProperties": False}

    def fits(self, stage: Stage, stages: Sequence[Stage]) -> list[Problem]:
        """Faults that only the other stages of the call show. `stages`, in order, need not be saved yet."""
        return []

    def from_kit(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Settings from a kit's element."""
        return {**self.defaults(), **data}

    def to_kit(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        return dict(settings)

    def copy(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Settings for next year's call, without what belongs to this year alone."""
        return dict(settings)

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        """The paragraphs of the regulations that this stage's settings mean."""
        return []

    def freeze(self, stage: Stage) -> dict[str, Any]:
        """Everything that must not change once the stage is open, as canonical data (it is hashed)."""
        return {"settings": dict(stage.settings)}

    def ready(self, stage: Stage) -> list[Problem]:
        """What is still missing before the stage may open."""
        return self.problems(stage.settings)

    def may_close(self, stage: Stage, at: datetime) -> list[Problem]:
        """What is still missing before the stage may close."""
        return []

    def may_reopen(self, stage: Stage, settings: Mapping[str, Any], at: datetime) -> list[Problem]:
        """Why these settings cannot replace those of the open stage, even with a reason (ballots were cast by them)."""
        return []

    def on_open(self, stage: Stage, at: datetime) -> None:
        """Make what the stage needs (assignments, the ballot key)."""

    def on_close(self, stage: Stage, at: datetime) -> None:
        """Seal what the stage made (lapse corrections, destroy the ballot key)."""

    def take_late(self, stage: Stage, proposal: Proposal, at: datetime) -> None:
        """Take in a proposal that came back into the call after the stage opened (its objection was upheld)."""

    def may_withdraw(self, proposal: Proposal) -> Problem | None:
        """Why the author can no longer take the proposal back, although its state would let her; None: she can."""
        return None

    def waiting(self, call: Call, at: datetime) -> list[Due]:
        """What the office must do next in this stage."""
        return []

    def result(self, stage: Stage) -> Result | None:
        """What the closed stage contributes to a decision; None when it decides nothing."""
        return None

    def verify(self, decision: Decision, stage: Stage) -> list[str]:
        """Differences between the decision's stored inputs and what this stage holds today, one sentence each."""
        return []


_KINDS: dict[str, StageKind] = {}


def register(kind: StageKind) -> None:
    """Offer a kind of stage; called once, from an app's `ready()`."""
    _KINDS[kind.key] = kind


def kind_of(stage: Stage) -> StageKind:
    return _KINDS[stage.kind]


def kinds() -> dict[str, StageKind]:
    """All kinds by key, in the order of registration."""
    return dict(_KINDS)
