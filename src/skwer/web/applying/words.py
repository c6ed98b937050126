"""Consents and support in words: their names, their states, where the address of a link begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.calls.models import Need, Proposal
from skwer.apps.calls.queries.backing import Backing, deadline_of
from skwer.apps.calls.regulations import paragraph_of
from skwer.web.templatetags.words import day, number

SHAPES = {
    Need.State.OPEN: "fix",
    Need.State.GIVEN: "sent",
    Need.State.CONFIRMED: "done",
    Need.State.REFUSED: "no",
    Need.State.WAIVED: "done",
}
TOPICS = {Need.Kind.OWNER: "consent", Need.Kind.GUARDIAN: "guardian", Need.Kind.SUPPORT: "support"}


def titles() -> dict[str, str]:
    return {
        Need.Kind.GUARDIAN: _("Consent of a parent or guardian"),
        Need.Kind.OWNER: _("Consent of the owner of the land"),
        Need.Kind.SUPPORT: _("Support of neighbours"),
    }


def support_url(proposal: Proposal) -> str:
    """The unlisted address of the list, as it is passed on and printed."""
    return f"{settings.ORIGIN}{reverse('web:support_proposal', args=[proposal.call.slug, proposal.uid])}"


def consent_url(need: Need) -> str:
    return f"{settings.ORIGIN}{reverse('web:consent_give', args=[need.token])}"


def count_facts(proposal: Proposal, count: Backing, erased: date) -> list[dict[str, Any]]:
    """The numbers of a list, as a page tells them."""
    return [
        {"label": pgettext("support", "Online"), "value": str(count.online)},
        {"label": pgettext("support", "On paper"), "value": str(count.paper)},
        {"label": _("The list takes at most"), "value": str(count.most), "note": cap_words(proposal, count)},
        {"label": _("Names are erased"), "value": day(erased)},
    ]


def cap_words(proposal: Proposal, count: Backing) -> str:
    """Where the law limits the number: the cap and what it is counted from."""
    if count.cap is None:
        return ""
    residents = proposal.call.organisation.population or 0
    return _("The law lets the city require at most %(cap)s: 0.1%% of %(residents)s residents.") % {
        "cap": count.cap,
        "residents": number(residents),
    }


def shown(need: Need) -> dict[str, Any]:
    """What every page tells about a need."""
    names_in = need.kind == Need.Kind.SUPPORT and need.state == Need.State.GIVEN
    return {
        "need": need,
        "kind": need.kind,
        "title": titles()[need.kind],
        "shape": SHAPES[Need.State(need.state)],
        "state": _("collected") if names_in else need.get_state_display(),
        "due_at": deadline_of(need),
        "paragraph": paragraph_of(need.proposal.call, TOPICS[Need.Kind(need.kind)]),
    }
