"""MEET: the committee meets, hears what people want to do and advises them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..models import Meeting, Proposal, Stage
from ..stages import MEET, Problem, StageKind


class MeetKind(StageKind):
    """Settings: `quorum` (members without whom a point cannot be decided), `answer_all` (authors answer each
    recommendation before they send the full application). The stage's `body` is the committee.
    """

    key = MEET
    name = _("Meeting of the committee")
    doing = _("The committee meets and advises")

    def defaults(self) -> dict[str, Any]:
        return {"quorum": 3, "answer_all": True}

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        quorum = {**self.defaults(), **settings}["quorum"]
        if not isinstance(quorum, int) or isinstance(quorum, bool) or quorum < 1:
            message = _("Say how many members must be there: a whole number, at least 1.")
            return [Problem("quorum", str(message), "quorum")]
        return []

    def may_close(self, stage: Stage, at: datetime) -> list[Problem]:  # noqa: ARG002  (the hinge gives the moment)
        found = []
        meetings = Meeting.objects.filter(stage=stage).exclude(state=Meeting.State.CANCELLED)
        if meetings.filter(minutes_at=None).exists():
            message = _("Publish the minutes of every meeting first, or cancel the meeting.")
            found.append(Problem("minutes", str(message), "meetings"))
        if stage.call.proposals.filter(state=Proposal.State.IDEA).exists():
            message = _("Some ideas have no answer from the committee yet.")
            found.append(Problem("ideas", str(message), "meetings"))
        return found


MEET_KIND = MeetKind()
