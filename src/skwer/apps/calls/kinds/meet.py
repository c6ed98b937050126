"""MEET: the committee meets, hears what people want to do and advises them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.inbox.due import Due

from ..kits.parts import record, whole
from ..models import Call, Meeting, MeetingItem, Proposal, Stage
from ..regulations.rounds_sentences import meeting_clauses
from ..stages import MEET, Clause, Problem, StageKind


class MeetKind(StageKind):
    """Settings: `quorum` (members without whom a point cannot be decided), `answer_all` (authors answer each
    recommendation before they send the full application). The stage's `body` is the committee.
    """

    key = MEET
    name = _("Meeting of the committee")
    doing = _("The committee meets and advises")

    def defaults(self) -> dict[str, Any]:
        return {"quorum": 3, "answer_all": True}

    def schema(self) -> dict[str, Any]:
        return record({"quorum": whole(1, 100), "answer_all": {"type": "boolean"}})

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        quorum = {**self.defaults(), **settings}["quorum"]
        if not isinstance(quorum, int) or isinstance(quorum, bool) or quorum < 1:
            message = _("Say how many members must be there: a whole number, at least 1.")
            return [Problem("quorum", str(message), "quorum")]
        return []

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        return list(meeting_clauses(stage, {**self.defaults(), **stage.settings}))

    def freeze(self, stage: Stage) -> dict[str, Any]:
        body = stage.body.name if stage.body else ""
        return {"settings": {**self.defaults(), **stage.settings}, "body": body}

    def ready(self, stage: Stage) -> list[Problem]:
        if found := self.problems(stage.settings):
            return found
        if stage.body is None:
            return [Problem("body", str(_("Choose the committee that meets.")), "body")]
        seats = stage.body.seats.filter(ended_at__isnull=True, person__is_active=True)
        members, needed = seats.values("person").distinct().count(), {**self.defaults(), **stage.settings}["quorum"]
        if members < needed:
            message = _("The committee has %(members)d members, but %(needed)d must be there.")
            return [Problem("body", message % {"members": members, "needed": needed}, "body")]
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

    def waiting(self, call: Call, at: datetime) -> list[Due]:
        return list(_waiting(call, at))


def _waiting(call: Call, at: datetime) -> Iterator[Due]:
    """Ideas on no agenda; meetings whose hour has come; minutes that are not out."""
    open_stages = [one for one in call.stages.all() if one.kind == MEET and one.state == Stage.State.OPEN]
    if not open_stages:
        return
    stage = open_stages[0]
    still_open = Q(meeting__state=Meeting.State.PLANNED) | Q(
        meeting__state=Meeting.State.HELD, meeting__minutes_at=None
    )
    listed = MeetingItem.objects.filter(still_open, proposal__isnull=False).values("proposal")
    if call.proposals.filter(state=Proposal.State.IDEA).exclude(pk__in=listed).exists():
        yield Due(
            what=_("Put the ideas on the agenda of a meeting"),
            about=call.title,
            action=pgettext_lazy("of a committee", "Meetings"),
            route="web:desk_meetings",
            kwargs={"slug": call.slug},
            due_at=stage.closes_at,
            state="check",
            organisation=call.organisation,
        )
    begun = Meeting.objects.filter(call=call, starts_at__lte=at, minutes_at=None)
    for meeting in begun.exclude(state=Meeting.State.CANCELLED).order_by("number"):
        planned = meeting.state == Meeting.State.PLANNED
        yield Due(
            what=_("Record who is at the meeting") if planned else _("Publish the minutes"),
            about=meeting.title,
            action=_("Record") if planned else pgettext_lazy("minutes", "Write"),
            route="web:desk_meeting",
            kwargs={"slug": call.slug, "number": meeting.number},
            due_at=stage.closes_at,
            state="check",
            organisation=call.organisation,
        )


MEET_KIND = MeetKind()
