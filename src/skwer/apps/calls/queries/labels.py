"""What a reader is told about a proposal's state. Internal states stay inside until their result is published."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Person
from skwer.apps.people.rules import may_read_desk

from ..models import Call, CoAuthor, Proposal, Stage
from ..stages import ASSESS, CHECK, VOTE
from .calls import stages_of

Label = tuple[str, Any]
State = Proposal.State

# The same for every reader.
_PLAIN: dict[str, Label] = {
    State.DRAFT: ("draft", _("draft")),
    State.IDEA: ("sent", _("idea sent")),
    State.INVITED: ("check", _("invited to the full application")),
    State.DECLINED: ("no", _("the committee advises against it")),
    State.LAPSED: ("no", _("full application not sent")),
    State.WITHDRAWN: ("no", pgettext_lazy("proposal", "withdrawn")),
    State.CHOSEN: ("chosen", pgettext_lazy("proposal", "chosen")),
    State.RESERVE: ("reserve", _("on the reserve list")),
    State.REFUSED: ("no", pgettext_lazy("proposal", "not chosen")),
}
# For those who write it and for the city's desk, while others only learn that it is being checked.
_INSIDE: dict[str, Label] = {
    State.CORRECTION: ("fix", _("waits for correction")),
    State.ELIGIBLE: ("check", _("passed the check")),
    State.REJECTED: ("no", _("did not pass the check")),
}


def public_label(proposal: Proposal, person: Person | Any | None) -> Label:
    """(sign, words) that this reader may know; the sign is one of the design's states (`.is[data-is]`).

    Corrections and results of the check are told to authors and the desk at once, to others when the check's stage has
    closed. Asks for the call's stages at most once a call object.
    """
    state, call = proposal.state, proposal.call
    if state in _PLAIN:
        return _PLAIN[state]
    if call.state == Call.State.CANCELLED:
        return "no", _("the call was cancelled")
    if not proposal.checked_published:
        if state in _INSIDE and _is_inside(proposal, person):
            return _INSIDE[state]
        return _before_publication(call)
    if state == State.REJECTED:
        return _INSIDE[State.REJECTED]
    return _passed(call)


def _before_publication(call: Call) -> Label:
    checking = any(stage.kind == CHECK and stage.state != Stage.State.PLANNED for stage in _stages(call))
    return ("check", _("being checked")) if checking else ("sent", pgettext_lazy("proposal", "sent"))


def _passed(call: Call) -> Label:
    opened = {stage.kind for stage in _stages(call) if stage.state == Stage.State.OPEN}
    if VOTE in opened:
        return "vote", _("in the vote")
    if ASSESS in opened:
        return "check", _("being assessed")
    later = [stage for stage in _stages(call) if stage.kind in (ASSESS, VOTE)]
    if later and all(stage.state == Stage.State.CLOSED for stage in later):
        return "check", _("waits for the decision")
    return "check", _("passed the check")


def _stages(call: Call) -> list[Stage]:
    prefetch_related_objects([call], "stages")
    return stages_of(call)


def _is_inside(proposal: Proposal, person: Person | Any | None) -> bool:
    if person is None or not person.is_authenticated:
        return False
    return (
        proposal.author_id == person.pk
        or CoAuthor.objects.filter(proposal=proposal, person=person, accepted_at__isnull=False).exists()
        or may_read_desk(person, proposal.call.organisation)
    )
