"""Proposals may be talked about, where their city lets people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from skwer.apps.discussion.kinds import Kind, Thing, register

from .models import Proposal
from .queries.writers import writers_of


def _thing(proposal: Proposal) -> Thing:
    call = proposal.call
    return Thing(proposal.title_in(), f"/calls/{call.slug}/proposals/{proposal.number}/", call.organisation)


PROPOSALS = Kind(
    key="proposal",
    label=_("proposals"),
    visible=lambda person: Proposal.objects.visible_to(person).sent().select_related("call__organisation"),
    rows=lambda: Proposal.objects.sent().select_related("call__organisation"),
    thing=_thing,
    answers=lambda proposal: writers_of([proposal])[proposal.pk],
)


def offer() -> None:
    register(PROPOSALS)
