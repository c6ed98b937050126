"""A new proposal begun from an earlier one: applicant and answers come along, declarations and files do not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import check_save
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed

from ..models import Call, Proposal
from ..queries import form_of
from ..queries.reusing import carried
from ..rules import writes
from .needing import open_needs
from .proposing import start_proposal, write_columns


@transaction.atomic
def start_from(*, by: Person, call: Call, earlier: Proposal, at: datetime) -> Proposal:
    """A draft with what of the earlier proposal this call still asks for; `queries.reusing` says what to look at again.

    Raises NotAllowed (she did not write it), CannotPropose (not now, not this kind of applicant).
    """
    if not writes(by, earlier):
        raise NotAllowed(_("Only those who wrote a proposal may begin a new one from it."))
    proposal = start_proposal(
        by=by,
        call=call,
        at=at,
        applicant_kind=earlier.applicant_kind,
        organisation=earlier.organisation,
        group_name=earlier.group_name,
    )
    form = form_of(proposal)
    proposal.answers = check_save(form, carried(form, earlier.answers))[0]
    proposal.copied_from = earlier
    proposal.version = 1
    write_columns(proposal)
    proposal.save()
    open_needs(proposal=proposal, at=at)
    return proposal
