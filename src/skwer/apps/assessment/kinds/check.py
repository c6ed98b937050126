"""CHECK: the office goes through a checklist with every proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.kits.parts import record, ref, rows, whole
from skwer.apps.calls.models import Call, Decision, Objection, Proposal, Stage
from skwer.apps.calls.objections import DEFAULTS, end_of_day, objection_problems
from skwer.apps.calls.regulations.objecting_sentences import objection_clauses
from skwer.apps.calls.stages import CHECK, VOTE, Clause, Problem, StageKind
from skwer.apps.inbox.due import Due

from ..models import Check
from ..problems import check_problems
from ..queries import check_rows, unchecked
from ..sentences import check_clauses
from ..terms import settings_of


class CheckKind(StageKind):
    """Settings: `items` (see `terms.Item`), `correction_days` (days each correction gets, at least), `corrections`
    (how many a proposal may be asked for), `objections` (see `calls.objections.DEFAULTS`).
    """

    key = CHECK
    name = _("Formal check")
    doing = _("The office checks the proposals")

    def defaults(self) -> dict[str, Any]:
        objections = {**DEFAULTS, "body": {}}
        return {"items": [], "correction_days": 7, "corrections": 1, "objections": objections}

    def schema(self) -> dict[str, Any]:
        item = record(
            {
                "key": {"type": "string", "minLength": 1, "maxLength": 60},
                "text": ref("text"),
                "hint": ref("words"),
                "topic": {"type": "string", "maxLength": 40},
                "fields": rows({"type": "string", "maxLength": 60}),
                "na": {"type": "boolean"},
            },
            ("key", "text"),
        )
        return record(
            {
                "items": rows(item, least=1),
                "correction_days": whole(1, 60),
                "corrections": whole(0, 5),
                "objections": ref("objections"),
            },
            ("items",),
        )

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        return [*check_problems({**self.defaults(), **settings}), *objection_problems(settings)]

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        return [*check_clauses(stage), *objection_clauses(settings_of(stage), Objection.Against.FORMAL)]

    def ready(self, stage: Stage) -> list[Problem]:
        """Settings without fault, and time to object and to rule before people vote on the list."""
        return self.problems(stage.settings) or self.fits(stage, list(stage.call.stages.all()))

    def fits(self, stage: Stage, stages: Sequence[Stage]) -> list[Problem]:
        """Objections are ruled on before people vote on the list."""
        chosen = {**DEFAULTS, **(stage.settings.get("objections") or {})}
        if not chosen["days"] or stage.closes_at is None:
            return []
        vote = next((s for s in stages if s.kind == VOTE and s.order > stage.order), None)
        ruled = end_of_day(stage.closes_at, chosen["days"] + chosen["rule_days"])
        if vote is None or vote.opens_at is None or vote.opens_at > ruled:
            return []
        said = gettext(
            "The vote opens before objections to the formal check are ruled on. Open it later, or give fewer days."
        )
        return [Problem("objections_before_vote", said, "objections")]

    def take_late(self, stage: Stage, proposal: Proposal, at: datetime) -> None:
        """An upheld objection overturns the refusal; the answers of the checklist stay as the office gave them."""
        said = gettext("An objection against the refusal was upheld.")
        changed = {"result": Check.Result.PASSED, "reason": said, "checked_at": at}
        Check.objects.update_or_create(stage=stage, proposal=proposal, defaults=changed)

    def may_close(self, stage: Stage, at: datetime) -> list[Problem]:  # noqa: ARG002
        """Every proposal has its result, and nobody is still correcting."""
        left = unchecked(stage).count()
        found = []
        if left:
            said = ngettext("%(n)d proposal has no result yet.", "%(n)d proposals have no result yet.", left)
            found.append(Problem("unchecked", said % {"n": left}, "check"))
        reopened = (
            Check.objects.filter(stage=stage, result=Check.Result.OPEN, proposal__state__in=_DONE)
            .exclude(answers={})
            .count()
        )
        if reopened:
            said = ngettext(
                "%(n)d check was changed after it ended. Finish it again.",
                "%(n)d checks were changed after they ended. Finish them again.",
                reopened,
            )
            found.append(Problem("reopened", said % {"n": reopened}, "check"))
        return found

    def waiting(self, call: Call, at: datetime) -> list[Due]:  # noqa: ARG002
        """One item for the proposals that can be checked now; those being corrected wait for somebody else."""
        made = []
        for stage in call.stages.all():
            if stage.kind != CHECK or stage.state != Stage.State.OPEN:
                continue
            rows = [row for row in check_rows(stage) if row.proposal.state == Proposal.State.SUBMITTED]
            if not rows:
                continue
            answered = sum(1 for row in rows if row.corrections)
            made.append(
                Due(
                    what=ngettext_lazy("Check %(n)d proposal", "Check %(n)d proposals", "n") % {"n": len(rows)},
                    about=call.title,
                    action=_("Check"),
                    route="web:desk_check",
                    kwargs={"slug": call.slug},
                    due_at=stage.closes_at,
                    state="check",
                    organisation=call.organisation,
                    detail=ngettext_lazy("%(n)d correction has come in.", "%(n)d corrections have come in.", "n")
                    % {"n": answered}
                    if answered
                    else "",
                )
            )
        return made

    def verify(self, decision: Decision, stage: Stage) -> list[str]:
        """Every proposal of the decision passed this check."""
        numbers = [n for n in decision.lines.values_list("proposal__number", flat=True) if n is not None]
        passed = Check.objects.filter(stage=stage, result=Check.Result.PASSED, proposal__number__in=numbers)
        missing = sorted(set(numbers) - set(passed.values_list("proposal__number", flat=True)))
        if stage.call.archived_election:
            return []
        return [
            f"{stage.call.slug}: proposal {number} was decided without passing the formal check." for number in missing
        ]


_DONE = (Proposal.State.ELIGIBLE, Proposal.State.REJECTED)
