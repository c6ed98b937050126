"""Which paragraph of the regulations says so: every refusal to a party cites one where the call's regulations speak."""

from __future__ import annotations

from skwer.apps.calls.regulations import paragraph_of

from .models import Agreement

# Where a topic has no clause of its own, the regulations speak of it under a wider one.
WIDER = {
    "line_shift": ("costs", "report"),
    "costs": ("report", "instalments"),
    "hours": ("costs", "report"),
    "refund": ("settlement", "report"),
    "settlement": ("report",),
    "instalments": ("agreement",),
    "report": ("agreement",),
}


def cite(agreement: Agreement, topic: str) -> str:
    """ "§ 9" of the call's regulations, or "" where they are silent or the agreement was moved in without a call."""
    call = agreement.call
    if call is None:
        return ""
    for name in (topic, *WIDER.get(topic, ())):
        if paragraph := paragraph_of(call, name):
            return paragraph
    return ""
