"""What a proposal waits for before it can be sent, besides its own answers: others, and the call's own count."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import FieldError

from ..models import Proposal
from ..queries.rounds import unanswered
from ..queries.writers import unconfirmed
from ..regulations import paragraph_of
from ..words import say


def unanswered_errors(proposal: Proposal) -> list[FieldError]:
    """Each recommendation the author has not answered, as an error beside it."""
    cited = paragraph_of(proposal.call, "recommendations")
    message = _("Answer recommendation %(number)s of the committee first (%(paragraph)s).")
    return [
        FieldError(
            field=f"recommendation-{one.number}",
            code="unanswered",
            message=say(message, number=one.number, paragraph=cited),
        )
        for one in unanswered(proposal)
    ]


def too_many(proposal: Proposal, most: int) -> list[FieldError]:
    """One person or organisation may send only so many proposals; withdrawn ones do not count."""
    if not most or (proposal.author_id is None and proposal.organisation_id is None):
        return []
    sent = proposal.call.proposals.sent().exclude(state=Proposal.State.WITHDRAWN)
    if proposal.organisation_id:
        mine = sent.filter(organisation=proposal.organisation)
    else:
        mine = sent.filter(author=proposal.author, organisation=None)
    if mine.count() < most:
        return []
    message = say(
        _("You have already sent as many proposals as this call allows: %(most)s (%(paragraph)s)."),
        most=most,
        paragraph=paragraph_of(proposal.call, "per_applicant"),
    )
    return [FieldError(field="applicant", code="per_applicant", message=message)]


def unconfirmed_errors(proposal: Proposal) -> list[FieldError]:
    """Somebody was asked to read the text and has not confirmed it as it stands now."""
    waits = ", ".join(str(reader.person) for reader in unconfirmed(proposal))
    if not waits:
        return []
    message = _("%(people)s must still read the text and confirm it. Ask for it, or remove the reader.")
    return [FieldError(field="readers", code="unconfirmed", message=say(message, people=waits))]
