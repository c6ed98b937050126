"""DECIDE: points, votes or both become a list of who gets what, by a rule fixed beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import Due
from skwer.values.text import in_language

from ..for_spaces import offered_in
from ..kits.parts import one_of, record, ref, rows, whole
from ..models import Call, Decision, DecisionAct, Objection, Stage
from ..objections import DEFAULTS, objection_problems
from ..queries.decisions import acts_missing
from ..regulations.decide_sentences import decide_clauses
from ..regulations.objecting_sentences import chain_clauses, objection_clauses, reserve_clauses
from ..stages import ASSESS, DECIDE, VOTE, Clause, Problem, StageKind

METHODS = ("points", "votes", "mixed")
ALLOCATIONS = ("greedy", "greedy-no-skip", "greedy-threshold", "equal-shares")
COMPLETIONS = ("none", "add1", "add1-exhaustive", "add1u", "fill")
TIES = ("max-points", "max-votes", "min-cost", "lot")
NEEDS = {"points": (ASSESS,), "votes": (VOTE,), "mixed": (ASSESS, VOTE)}


class DecideKind(StageKind):
    """Settings: `method` points | votes | mixed; `weights` of points and votes, together 100 (mixed only);
    `allocation` (how a ranking becomes money), `completion` (what Equal Shares does with money left); `min_points` (of
    the committee's scale) and `min_votes`: below them nothing is funded; `ties`: a chain, ending with a draw; `seed` of
    the draw, made and published at announcement; `reserve`: length of the reserve list; `objections` (see
    `objections.DEFAULTS`); `chain`: bodies the list goes through, [{"title": {"pl", "en"}, "role": recommends |
    decides}], each recorded with the number of its act before the result is published.
    """

    key = DECIDE
    name = _("Decision")
    doing = _("Wait for the result")

    def defaults(self) -> dict[str, Any]:
        return {
            "method": "points",
            "weights": {"points": 100, "votes": 0},
            "allocation": "greedy",
            "completion": "none",
            "min_points": "0",
            "min_votes": 0,
            "ties": ["max-points", "min-cost", "lot"],
            "seed": "",
            "reserve": 3,
            "body": "",
            "objections": {**DEFAULTS, "body": {}},
            "chain": [],
        }

    def schema(self) -> dict[str, Any]:
        return record(
            {
                "method": one_of(*METHODS),
                "weights": record({"points": whole(0, 100), "votes": whole(0, 100)}, ("points", "votes")),
                "allocation": one_of(*ALLOCATIONS),
                "completion": one_of(*COMPLETIONS),
                "min_points": ref("percent"),
                "min_votes": whole(0, 10**7),
                "ties": {**rows(one_of(*TIES), least=1), "uniqueItems": True},
                "seed": {"title": "seed", "const": ""},
                "reserve": whole(0, 1000),
                "body": {"type": "string", "maxLength": 200},
                "objections": ref("objections"),
                "chain": rows(
                    record({"title": ref("text"), "role": one_of(*DecisionAct.Role.values)}, ("title", "role"))
                ),
            }
        )

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        settings = {**self.defaults(), **settings}
        found: list[Problem] = []

        def add(code: str, message: Any, where: str) -> None:
            found.append(Problem(code, str(message), where))

        method, allocation = settings["method"], settings["allocation"]
        if method not in METHODS:
            add("method", _("Choose whether points, votes or both decide."), "method")
        if allocation not in ALLOCATIONS:
            add("allocation", _("Choose how the ranking is turned into money."), "allocation")
        if allocation == "equal-shares" and method != "votes":
            add("allocation_votes", _("Equal Shares needs ballots alone. Choose votes, or another rule."), "allocation")
        if settings["completion"] not in COMPLETIONS:
            add("completion", _("Choose what happens with the money Equal Shares leaves."), "completion")
        if method == "mixed" and not _weights_add_up(settings["weights"]):
            add("weights", _("The weights of points and votes must be whole numbers that add up to 100."), "weights")
        if not _is_share(settings["min_points"]):
            add("min_points", _("The least number of points is a number from 0 to 100."), "min_points")
        for name, most in (("min_votes", 10**7), ("reserve", 1000)):
            if not _is_whole(settings[name], most):
                add(name, _("Enter a whole number, 0 or more."), name)
        found += [*_ties_problems(settings), *objection_problems(settings), *_chain_problems(settings["chain"])]
        return found

    def fits(self, stage: Stage, stages: Sequence[Stage]) -> list[Problem]:
        """Points and votes that the result counts must come from a stage before it."""
        before = {other.kind for other in stages if other.order < stage.order}
        found = []
        for needed in NEEDS.get({**self.defaults(), **stage.settings}["method"], ()):
            if needed not in before:
                message = (
                    _("The result counts points, but no stage before it gives points. Add an assessment.")
                    if needed == ASSESS
                    else _("The result counts votes, but there is no vote before it. Add a vote.")
                )
                found.append(Problem(f"needs_{needed}", str(message), "method"))
        return found

    def to_kit(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Each call draws its own lots."""
        return {key: value for key, value in settings.items() if key != "seed"}

    def copy(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Next year draws its own lots."""
        return {**settings, "seed": ""}

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        settings = {**self.defaults(), **stage.settings}
        counted = decide_clauses(stage, settings)
        return [
            *counted,
            *reserve_clauses(settings),
            *chain_clauses(settings["chain"]),
            *objection_clauses(settings, Objection.Against.RESULT),
        ]

    def freeze(self, stage: Stage) -> dict[str, Any]:
        call = stage.call
        return {"settings": {**self.defaults(), **stage.settings}, "pot": f"{call.pot:.2f}", "currency": call.currency}

    def ready(self, stage: Stage) -> list[Problem]:
        settings = {**self.defaults(), **stage.settings}
        found = [*self.problems(settings), *self.fits(stage, list(stage.call.stages.all()))]
        if settings["allocation"] == "equal-shares" and offered_in(stage.call):
            message = _("In a call for spaces one proposal wins each space: put them in order. Equal Shares cannot.")
            found.append(Problem("shares_of_spaces", str(message), "allocation"))
        if stage.opened_at is None and stage.call.state != Call.State.DRAFT:
            open_before = [
                other
                for other in stage.call.stages.all()
                if other.order < stage.order and other.state != Stage.State.CLOSED
            ]
            if open_before:
                found.append(Problem("stages_open", str(_("Close the stages before the decision first.")), "stages"))
        return found

    def may_close(self, stage: Stage, at: datetime) -> list[Problem]:  # noqa: ARG002  (the hinge gives the moment)
        published = Decision.objects.filter(
            call=stage.call, superseded_at__isnull=True, published_at__isnull=False
        ).exists()
        if published:
            return []
        return [Problem("not_published", str(_("Publish the decision first.")), "decision")]

    def waiting(self, call: Call, at: datetime) -> list[Due]:  # noqa: ARG002
        stage = next((one for one in call.stages.all() if one.kind == DECIDE and one.state == Stage.State.OPEN), None)
        if stage is None or call.state != Call.State.ANNOUNCED:
            return []
        decision = Decision.objects.filter(call=call, superseded_at__isnull=True).first()
        if decision is None:
            what, action = _("Record the decision"), _("Look at the ranking")
        elif acts_missing(decision):
            what, action = _("Record the acts of the bodies that decide"), _("Record")
        elif decision.published_at is None:
            what, action = _("Publish the decision"), _("Publish")
        else:
            return []
        return [
            Due(
                what=what,
                about=call.title,
                action=action,
                route="web:desk_decide",
                kwargs={"slug": call.slug},
                due_at=stage.closes_at,
                state="check",
                organisation=call.organisation,
            )
        ]


def _weights_add_up(weights: Any) -> bool:
    if not isinstance(weights, Mapping):
        return False
    values = [weights.get("points"), weights.get("votes")]
    return all(_is_whole(value, 100) for value in values) and sum(values) == 100  # type: ignore[arg-type]


def _is_whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _is_share(value: Any) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    return number.is_finite() and 0 <= number <= 100


def _chain_problems(chain: Any) -> list[Problem]:
    if not isinstance(chain, list) or not all(isinstance(step, Mapping) for step in chain):
        return [Problem("chain", str(_("The bodies that decide cannot be read.")), "chain")]
    if any(not in_language(step.get("title") or "").strip() for step in chain):
        return [Problem("chain_title", str(_("Each body that recommends or decides needs a name.")), "chain")]
    if any(step.get("role") not in DecisionAct.Role.values for step in chain):
        return [Problem("chain_role", str(_("Say of each body whether it recommends or decides.")), "chain")]
    if chain and chain[-1]["role"] != DecisionAct.Role.DECIDES:
        return [Problem("chain_last", str(_("The last body must be one that decides.")), "chain")]
    return []


def _ties_problems(settings: Mapping[str, Any]) -> list[Problem]:
    ties = settings["ties"]
    if not isinstance(ties, list) or any(tie not in TIES for tie in ties) or len(set(ties)) != len(ties):
        return [Problem("ties", str(_("Choose from the list what settles a tie, each once.")), "ties")]
    if not ties or ties[-1] != "lot":
        # Anything else can tie again, and then somebody would have to choose by hand.
        return [Problem("ties_lot", str(_("The last way to settle a tie must be the draw.")), "ties")]
    if "max-points" in ties and settings["method"] == "votes":
        return [Problem("ties_points", str(_("There are no points to settle a tie with. Remove them.")), "ties")]
    if "max-votes" in ties and settings["method"] == "points":
        return [Problem("ties_votes", str(_("There are no votes to settle a tie with. Remove them.")), "ties")]
    return []


DECIDE_KIND = DecideKind()
