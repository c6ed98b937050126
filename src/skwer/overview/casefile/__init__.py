"""The case file of one application: everything the office must keep of it, ready for its records system.

What is inside is for the city's desk only. Names of supporters are left out on purpose: they are erased before the
archive takes the case (`docs/privacy.md`).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from skwer.apps.calls.models import Proposal
from skwer.apps.grants.models import Agreement
from skwer.apps.people.models import Person
from skwer.apps.people.rules import may_read_desk
from skwer.values.money import write_amount

from .agreement import agreement
from .application import application, day, journal
from .pieces import CaseFile, Data, Document, Facts, Grid, Paper, Piece, Prose, Scan

__all__ = ["CaseFile", "Data", "Document", "Facts", "Grid", "Paper", "Piece", "Prose", "Scan", "case_file"]


def case_file(proposal: Proposal, person: Person, language: str) -> CaseFile | None:
    """The case of a proposal that was sent, in words of the language that is active; None for who may not read it.

    Ballots are in no case file: nobody can tell whose they are.
    """
    call = proposal.call
    if proposal.number is None or not may_read_desk(person, call.organisation):
        return None
    contract = Agreement.objects.filter(proposal=proposal).first()
    pieces = [*application(proposal, person, language)]
    keys = {"proposal": [str(proposal.uid)]}
    if contract is not None:
        pieces += agreement(contract, person, language)
        keys["agreement"] = [str(contract.pk), str(contract.uid)]
    pieces += journal(proposal, keys)
    applicant = (
        (proposal.organisation.name if proposal.organisation else "")
        or proposal.group_name
        or proposal.paper_name
        or (proposal.author.name if proposal.author else "")
    )
    facts = [
        (_("Title"), proposal.title_in(language)),
        (_("Applicant"), applicant or _("a person whose account is erased")),
        (_("Call"), call.title),
        (_("City"), call.organisation.name),
        (_("Number"), str(proposal.number)),
        (_("Receipt"), proposal.receipt),
        (_("Received"), day(proposal.submitted_at or proposal.idea_sent_at)),
        (_("State"), str(proposal.get_state_display())),
        (_("Asks for"), write_amount(proposal.requested, call.currency, language)),
        (_("Agreement"), contract.number if contract else ""),
    ]
    name = f"{call.slug}-{proposal.number:04d}"
    title = _("Case file: %(title)s") % {"title": proposal.title_in(language)}
    return CaseFile(name, title, [fact for fact in facts if fact[1]], pieces)
