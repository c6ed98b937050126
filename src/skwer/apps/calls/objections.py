"""Terms of objections, as the frozen settings of the stages say them, and who may object until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.values.text import Text, in_language

from .models import Call, Objection, Proposal, Stage
from .queries.calls import stages_of
from .queries.decisions import published_decision
from .regulations import paragraph_of
from .rules import Answer, writes
from .stages import ASSESS, CHECK, DECIDE, Problem
from .words import moment, say

Against = Objection.Against
STAGE_OF: dict[str, str] = {Against.FORMAL: CHECK, Against.SCORE: ASSESS, Against.RESULT: DECIDE}
APPLICANT, ANYONE = "applicant", "anyone"
DEFAULTS: Mapping[str, Any] = {"days": 0, "rule_days": 14, "body": {}, "who": APPLICANT}
"""No objections, until a city sets days: what a call announced earlier does not promise, it does not get."""


@dataclass(frozen=True)
class Term:
    """What one stage promises: days to object and to rule, the body that rules, who may object.

    `starts` is the moment from which days count (None: not yet), `ends` the last moment.
    """

    against: str
    stage: Stage
    days: int
    rule_days: int
    body: Text
    who: str
    starts: datetime | None

    @property
    def ends(self) -> datetime | None:
        return end_of_day(self.starts, self.days) if self.starts else None

    def runs(self, at: datetime) -> bool:
        return self.starts is not None and self.ends is not None and self.starts <= at <= self.ends

    def rules_until(self, filed: datetime) -> datetime:
        """When the body must have ruled on what was filed at this moment."""
        return end_of_day(filed, self.rule_days)

    def body_in(self, language: str | None = None) -> str:
        return in_language(self.body, language) or self.stage.call.organisation.name


def end_of_day(start: datetime, days: int) -> datetime:
    """The last minute of the day so many days later, by the clock of the installation."""
    day = timezone.localdate(start) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def settings_of(stage: Stage) -> dict[str, Any]:
    """The stage's own settings of objections: as frozen once it has opened."""
    chosen = (stage.frozen or {}).get("settings") or stage.settings
    return {**DEFAULTS, **(chosen.get("objections") or {})}


def terms_of(call: Call) -> dict[str, Term]:
    """Objections the call allows, by what they are against; none once it is cancelled or in the archive."""
    if call.state in (Call.State.CANCELLED, Call.State.ARCHIVED):
        return {}
    decision = published_decision(call)
    found = {}
    for stage in stages_of(call):
        against = next((key for key, kind in STAGE_OF.items() if kind == stage.kind), None)
        chosen = settings_of(stage)
        if against is None or not chosen["days"]:
            continue
        stage.call = call
        if against == Against.FORMAL:
            starts = stage.closed_at if stage.state == Stage.State.CLOSED else None
        else:
            # Points and the result are told with the decision; a later decision gives a new term.
            starts = decision.published_at if decision else None
        found[str(against)] = Term(
            str(against), stage, chosen["days"], chosen["rule_days"], chosen["body"], chosen["who"], starts
        )
    return found


def objections_open(call: Call, at: datetime) -> bool:
    """Is a term still running, or an objection not ruled? For those who must wait for a final list."""
    waiting = call.objections.filter(state=Objection.State.FILED).exists()
    return waiting or any(term.runs(at) for term in terms_of(call).values())


def matters(proposal: Proposal) -> list[str]:
    """What somebody can object to in the proposal's present state, whatever the time."""
    if proposal.state == Proposal.State.REJECTED:
        return [Against.FORMAL] if proposal.checked_published else []
    decided = (Proposal.State.CHOSEN, Proposal.State.RESERVE, Proposal.State.REFUSED)
    return [Against.SCORE, Against.RESULT] if proposal.state in decided else []


def may_object(person: Person | None, proposal: Proposal, against: str, at: datetime, *, paper: bool = False) -> Answer:
    """May she object to this now? `paper`: an officer enters what somebody else wrote; then only the matter counts."""
    call = proposal.call
    cited = paragraph_of(call, "objections")
    term = terms_of(call).get(against)
    if term is None:
        return Answer(False, _("The regulations of this call know no objection to this."), cited)
    allowed = paper or (
        person is not None
        and person.is_authenticated
        and person.is_active
        and (term.who == ANYONE or writes(person, proposal))
    )
    if not allowed:
        return Answer(False, _("Only those who wrote the proposal may object."), cited)
    if against not in matters(proposal):
        return Answer(False, _("There is nothing decided about this proposal that one could object to."), cited)
    if proposal.objections.filter(against=against, state=Objection.State.FILED).exists():
        return Answer(False, _("An objection to this is already waiting for its ruling."), cited)
    if term.starts is None or term.ends is None or at < term.starts:
        return Answer(False, _("The time to object has not begun."), cited)
    if at > term.ends:
        return Answer(False, say(_("The time to object ended on %(ended)s."), ended=moment(term.ends)), cited)
    before = proposal.objections.filter(against=against, filed_at__gte=term.starts)
    if before.exclude(state=Objection.State.WITHDRAWN).exists():
        return Answer(False, _("This was already objected to, and ruled on."), cited)
    return Answer(True, say(_("You may object until %(until)s."), until=moment(term.ends)), cited)


def objection_problems(settings: Mapping[str, Any]) -> list[Problem]:
    """Faults of the settings of objections, for the kinds of stages that have them."""
    chosen = settings.get("objections")
    if chosen is None:
        return []
    found = []

    def add(code: str, message: Any) -> None:
        found.append(Problem(code, str(message), "objections"))

    if not isinstance(chosen, Mapping):
        return [Problem("objections", str(_("The settings of objections cannot be read.")), "objections")]
    chosen = {**DEFAULTS, **chosen}
    if not _whole(chosen["days"], 0, 60):
        add("objection_days", _("Give from 1 to 60 days to object, or 0 for no objections."))
    if not _whole(chosen["rule_days"], 1, 90):
        add("rule_days", _("Give from 1 to 90 days for the ruling."))
    if chosen["who"] not in (APPLICANT, ANYONE):
        add("objection_who", _("Say who may object."))
    if not isinstance(chosen["body"], (Mapping, str)):
        add("objection_body", _("Name the body that rules."))
    return found


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
