"""Recommendations of the committee, and the author's answer to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import FieldError, clean_text
from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from ..models import MeetingItem, Proposal, Recommendation
from ..queries.rounds import FULL, stage_of_round
from ..regulations import paragraph_of
from ..rules import may_check, writes
from .locking import lock
from .meeting import CannotMeet, _open
from .sitting import give

Answer = Recommendation.Answer


@transaction.atomic
def recommend(*, by: Person, item: MeetingItem, texts: Sequence[str], at: datetime) -> list[Recommendation]:
    """All recommendations given on a point, in their order; authors read them when the minutes are published.

    Raises NotAllowed, MeetingOver, CannotMeet (not held, nobody to advise, too many), NoQuorum.
    """
    meeting = item.meeting
    _open(by, meeting)
    made = give(item, texts, at)
    record(
        actor=by,
        verb="recommend",
        kind="meeting",
        key=meeting.pk,
        organisation=meeting.call.organisation,
        at=at,
        after={"point": item.order, "recommendations": len(made)},
    )
    return made


@transaction.atomic
def answer_recommendation(
    *, by: Person, recommendation: Recommendation, answer: str, why: str, at: datetime
) -> Recommendation:
    """The author says whether she adopts it, and how or why not. She may change it until the full application is sent.

    Raises NotAllowed, CannotMeet (not given yet, the time is over, no choice, no reason).
    """
    proposal = lock(recommendation.proposal)
    lock(recommendation)
    call = proposal.call
    field = f"recommendation-{recommendation.number}"
    on_paper = proposal.channel == Proposal.Channel.PAPER and may_check(by, proposal)
    if not (on_paper or writes(by, proposal)):
        raise NotAllowed(_("Only those who write this proposal answer its recommendations."))
    cited = paragraph_of(call, "recommendations")
    if not proposal.recommendations.given().filter(pk=recommendation.pk).exists():
        raise CannotMeet(_("This recommendation is not given yet: the minutes are not published."), field=field)
    if not may_answer(proposal, recommendation):
        message = _("The application was sent with these answers. They stay as they are.")
        raise CannotMeet(message, field=field, code="too_late", paragraph=cited)
    if answer not in Answer.values or answer == Answer.NONE:
        raise CannotMeet(_("Choose whether you adopt it."), field=field, code="answer", paragraph=cited)
    why = clean_text(why, lines=True).strip()
    if answer != Answer.ADOPTED and not why:
        message = _("Write why you do not adopt all of it: the committee reads it.")
        raise CannotMeet(message, field=field, code="why", paragraph=cited)
    before = recommendation.answer
    recommendation.answer, recommendation.why, recommendation.answered_at = answer, why, at
    recommendation.save(update_fields=["answer", "why", "answered_at"])
    record(
        actor=by,
        verb="answer_recommendation",
        kind="proposal",
        key=proposal.uid,
        organisation=call.organisation,
        at=at,
        before={"recommendation": recommendation.number, "answer": before},
        after={"answer": answer},
    )
    return recommendation


@transaction.atomic
def answer_recommendations(
    *, by: Person, proposal: Proposal, answers: Mapping[int, tuple[str, str]], at: datetime
) -> list[FieldError]:
    """Several answers at once, by the number of the recommendation: (answer, why). What is complete is kept; the rest
    comes back as errors. Nothing at all said about one leaves it as it is. Raises NotAllowed.
    """
    errors = []
    for one in proposal.recommendations.given().order_by("number"):
        answer, why = answers.get(one.number, ("", ""))
        if not answer and not why.strip():
            continue
        if (answer, why.strip()) == (one.answer, one.why):
            continue
        try:
            answer_recommendation(by=by, recommendation=one, answer=answer, why=why, at=at)
        except CannotMeet as refusal:
            errors.append(FieldError(field=refusal.field, code=refusal.code, message=refusal.message))
    return errors


def may_answer(proposal: Proposal, recommendation: Recommendation) -> bool:
    """While the full application can still be sent; in a call of one round once, while it is being judged."""
    if stage_of_round(proposal.call, FULL) is not None:
        return bool(proposal.state == Proposal.State.INVITED)
    waits = proposal.state in (Proposal.State.SUBMITTED, Proposal.State.CORRECTION, Proposal.State.ELIGIBLE)
    return waits and not recommendation.answer
