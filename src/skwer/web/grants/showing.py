"""How agreements look on pages: their status, what comes next, facts everybody may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from skwer.apps.calls.models import Proposal
from skwer.apps.grants.models import Agreement, Version
from skwer.apps.grants.queries.agreements import Step, public_party, step_of
from skwer.values.text import in_language
from skwer.web.context import address
from skwer.web.templatetags.words import when

State = Agreement.State
SHAPES = {
    State.DRAFTED: "draft",
    State.SENT: "sent",
    State.SIGNED: "check",
    State.ACTIVE: "build",
    State.PERFORMED: "done",
    State.IN_CARE: "done",
    State.CLOSED: "done",
    State.TERMINATED: "no",
    State.EXPIRED: "no",
}


def shape(agreement: Agreement) -> str:
    return SHAPES[agreement.state]


def who(step: Step, agreement: Agreement, *, party: bool = False, desk: bool = False) -> str:
    """Whose turn it is, in words: the party reads "you", the desk its name, everybody else no private name."""
    if step.who == "party":
        if party:
            return _("You")
        return agreement.party_name if desk else str(public_party(agreement))
    if step.who == "office":
        return agreement.organisation.contact_office or agreement.organisation.name
    return ""


def text_of(version: Version | None, language: str) -> Sequence[tuple[int, str, list[str]]]:
    """The paragraphs of a version in one language: (number, heading, texts)."""
    if version is None:
        return []
    return [
        (part["number"], in_language(part["heading"], language), [in_language(t, language) for t in part["texts"]])
        for part in version.paragraphs
    ]


def links_of(agreement: Agreement) -> dict[str, str]:
    """Where its call, proposal and place are."""
    proposal = agreement.proposal
    return {
        "call_url": address("web:call", agreement.call.slug) if agreement.call else "",
        "proposal_url": address("web:proposal", proposal.call.slug, proposal.number) if proposal else "",
        "place_url": address("web:place", proposal.place_id) if proposal and proposal.place_id else "",
        "rules_url": address("web:regulations", agreement.call.slug) if agreement.call else "",
    }


def next_of_agreement(proposal: Proposal, at: datetime, *, mine: bool) -> dict[str, str]:
    """Values of `{% next %}` for a chosen proposal that has an agreement the reader may see; else nothing."""
    agreement = Agreement.objects.filter(proposal=proposal).select_related("organisation", "party_organisation").first()
    if agreement is None or agreement.state == State.EXPIRED:
        return {}
    if agreement.state not in Agreement.IN_FORCE_ONCE and not (mine and agreement.state != State.DRAFTED):
        return {}
    step = step_of(agreement, at, inside=mine)
    signs = mine and agreement.state == State.SENT
    return {
        "what": str(step.what),
        "who": who(step, agreement, party=mine),
        "when": when(step.due_at) if step.due_at else "",
        "label": _("Read and sign") if signs else _("See the agreement"),
        "url": address("web:agreement_sign" if signs else "web:agreement", agreement.pk),
    }


def row_of(agreement: Agreement, step: Step, at: datetime) -> dict[str, Any]:
    """A line of the desk's list."""
    return {
        "agreement": agreement,
        "shape": step.state if step.state in ("fix", "late") else shape(agreement),
        "state": agreement.get_state_display(),
        "step": step,
        "late": step.due_at is not None and at >= step.due_at,
        "party": agreement.party_name,
    }
