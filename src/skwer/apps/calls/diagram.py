"""The states of a proposal as a picture, made from its transitions, so that the docs cannot drift from the code."""

from __future__ import annotations

from .models import Proposal


def state_diagram() -> str:
    """A Mermaid state diagram: each arrow is a transition, named by its method."""
    lines = ["stateDiagram-v2", f"    [*] --> {Proposal.State.DRAFT.value}"]
    found = {
        (str(transition.source), str(transition.target), transition.name)
        for transition in Proposal._meta.get_field("state").get_all_transitions(Proposal)
    }
    order = [state.value for state in Proposal.State]
    for source, target, name in sorted(found, key=lambda one: (order.index(one[0]), order.index(one[1]), one[2])):
        lines.append(f"    {source} --> {target}: {name}")
    return "\n".join(lines) + "\n"


def document() -> str:
    """The page `docs/states.md`."""
    named = "\n".join(f"| `{state.value}` | {_WORDS[state.value]} |" for state in Proposal.State)
    return (
        "# States of a proposal\n\n"
        "Made from the transitions of `calls.models.Proposal` (`skwer.apps.calls.diagram`); a test compares.\n"
        "What readers are told is another matter: `calls.queries.public_label`.\n\n"
        f"```mermaid\n{state_diagram()}```\n\n"
        f"| state | meaning |\n|---|---|\n{named}\n"
    )


_WORDS = {
    "draft": "being written; only its authors see it",
    "idea": "in a call with rounds: the idea is sent, with number and receipt; the committee advises next",
    "invited": "the committee invites to the full application; it can be written until that round closes",
    "declined": "the committee advises against it, with its reasons; it may still change its mind",
    "lapsed": "no full application came in time",
    "submitted": "sent: it has a number, a receipt and a revision",
    "correction": "the office named fields to correct by a day; only these open",
    "eligible": "the formal check found nothing against it",
    "rejected": "the formal check found a reason against it; public when the check closes",
    "chosen": "a published decision funds it",
    "reserve": "a published decision keeps it on the reserve list",
    "refused": "a published decision gives it nothing",
    "withdrawn": "its author took it back; the number stays used",
}
