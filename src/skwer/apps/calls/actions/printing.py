"""A printed proposal comes to the office: its number and checksum say whether it is the version in force."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run

from ..models import Proposal, Revision
from ..receipts import is_receipt
from ..regulations import paragraph_of
from ..words import moment, say

SHORT = 16
"""Signs of the checksum that are printed large and typed: more than chance or a slip of the pen can meet."""


class NotThisPaper(Refusal):
    """The paper is not the version in force, or not ours."""

    code = "not_this_paper"


def short_sum(revision: Revision) -> str:
    """The checksum as it is printed and read aloud: "3F2A-91BC-04DE-7782"."""
    sign = revision.hash[:SHORT].upper()
    return "-".join(sign[start : start + 4] for start in range(0, SHORT, 4))


@transaction.atomic
def take_print(*, by: Person, city: Organisation, receipt: str, checksum: str, at: datetime) -> Revision:
    """The revision that is on the paper, if it is the one in force; the journal keeps that it came.

    Raises NotAllowed, NotThisPaper (a slip in the number, no such proposal here, another text, an older version).
    """
    if not may_run(by, city):
        raise NotAllowed()
    number = receipt.strip()
    if not is_receipt(number):
        raise NotThisPaper(_("This number has a slip in it. Compare it with the paper, sign by sign."), code="receipt")
    proposal = (
        Proposal.objects.select_related("call").filter(call__organisation=city, receipt__iexact=number).first()
        if number
        else None
    )
    if proposal is None:
        raise NotThisPaper(_("No proposal of this city has this number."), code="unknown")
    cited = paragraph_of(proposal.call, "print")
    written = re.sub(r"[^0-9a-f]", "", checksum.lower())
    revisions = list(proposal.revisions.order_by("number"))
    found = [one for one in revisions if len(written) >= SHORT and one.hash.startswith(written)]
    if not found:
        message = _(
            "This checksum belongs to no version of the proposal. Compare it with the paper; if it is the same, the "
            "text on the paper was changed."
        )
        raise NotThisPaper(message, code="altered", paragraph=cited)
    if found[-1].pk != revisions[-1].pk:
        message = say(
            _(
                "This is version %(old)s. Version %(new)s is in force since %(since)s. Ask the applicant to print the "
                "newest version."
            ),
            old=found[-1].number,
            new=revisions[-1].number,
            since=moment(revisions[-1].at),
        )
        raise NotThisPaper(message, code="older", paragraph=cited)
    record(
        actor=by,
        verb="take_print",
        kind="proposal",
        key=proposal.uid,
        organisation=city,
        at=at,
        after={"number": proposal.number, "version": found[-1].number, "revision": found[-1].hash},
    )
    found[-1].proposal = proposal
    return found[-1]
