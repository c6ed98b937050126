"""Objections in words: what they are against, how they stand, what a ruling changed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.calls.models import Objection
from skwer.web.context import address

State = Objection.State
SHAPES = {
    State.FILED: "check",
    State.UPHELD: "chosen",
    State.DISMISSED: "no",
    State.NOT_HEARD: "no",
    State.WITHDRAWN: "draft",
}
MATTERS = {
    "formal": gettext_lazy("The rejection on formal grounds"),
    "score": gettext_lazy("The points"),
    "result": gettext_lazy("The result"),
}


def effect(objection: Objection) -> str:
    """What followed from an upheld objection, in a sentence; "" where nothing did or nothing is decided."""
    if objection.state != State.UPHELD:
        return ""
    if objection.effect.get("too_late"):
        return _("People were already voting. The ballot stays as it is.")
    if objection.new_decision is not None:
        if objection.new_decision.published_at is None:
            return _("The list was counted again. It is published when the bodies have decided.")
        return _("The list was counted again. The earlier one stays readable.")
    if objection.against == Objection.Against.FORMAL:
        return _("The proposal is back in the call and is assessed like the others.")
    return _("The list will be counted again.")


def shown(objection: Objection) -> dict[str, Any]:
    """An objection as pages draw it; no name, and not the words of whoever objected."""
    proposal = objection.proposal
    return {
        "objection": objection,
        "number": objection.number,
        "matter": str(MATTERS[objection.against]),
        "shape": SHAPES[State(objection.state)],
        "label": objection.get_state_display(),
        "proposal": proposal.number,
        "title": proposal.title_in(),
        "url": address("web:proposal", objection.call.slug, proposal.number),
        "effect": effect(objection),
    }
