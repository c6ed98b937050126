"""Names of applicants as readers see them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from skwer.apps.calls.applicants import APPLICANTS
from skwer.apps.calls.models import Proposal
from skwer.apps.people.queries import public_name
from skwer.values.text import in_language


def applicant_words(kind: str) -> str:
    """ "Grupa nieformalna", "A person": a kind of applicant with a capital letter."""
    words = in_language(APPLICANTS.get(kind, kind))
    return words[:1].upper() + words[1:]


def who_applies(proposal: Proposal, *, inside: bool = False) -> str:
    """Who asks. Readers learn a person's name only if she agreed; those inside always."""
    if proposal.organisation is not None:
        return proposal.organisation.name
    if proposal.group_name:
        return _("Group “%(name)s”") % {"name": proposal.group_name}
    if proposal.author is None and not proposal.paper_name:
        return ""  # an imported election names nobody; an erased account leaves nobody to name
    if inside:
        return proposal.author.name or proposal.author.email if proposal.author else proposal.paper_name
    return public_name(proposal.author) or _("A resident")
