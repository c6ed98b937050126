"""Who may vote, and when. Every answer names the paragraph of the regulations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.rules import Answer
from skwer.apps.people.models import Person
from skwer.apps.people.rules import has_verified_email

from . import keys

TOPIC = "vote"
"""Under this topic the regulations speak of the vote."""


@dataclass(frozen=True)
class MayVote(Answer):
    """`code` says which of the reasons it is: ok, cancelled, not_yet, closed, no_key, signed_out, unverified."""

    code: str = "ok"


def may_vote(person: Person | None, stage: Stage, at: datetime) -> MayVote:
    """May she cast or change her ballot now? Residence and age she declares when she casts it."""
    if stage.call.state in (Call.State.DRAFT, Call.State.CANCELLED):
        return _no("cancelled", _("There is no vote in this call."), stage)
    if stage.state == Stage.State.PLANNED:
        return _no("not_yet", _("The vote has not opened yet. Come back when it does."), stage)
    if not stage.runs(at):
        return _no("closed", _("The vote has ended. No ballot can be cast or changed any more."), stage)
    if not keys.exists(stage.pk):
        return _no("no_key", _("The vote has stopped for a technical reason. The office is at work on it."), stage)
    if person is None or not person.is_authenticated or not person.is_active:
        return _no("signed_out", _("Sign in to vote: everybody has one ballot."), stage)
    if not has_verified_email(person):
        return _no("unverified", _("Confirm your e-mail address first: open the link in our letter."), stage)
    return MayVote(yes=True, why="", paragraph=paragraph_of(stage.call, TOPIC))


def _no(code: str, why: Any, stage: Stage) -> MayVote:
    return MayVote(yes=False, why=why, paragraph=paragraph_of(stage.call, TOPIC), code=code)
