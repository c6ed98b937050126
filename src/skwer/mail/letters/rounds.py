"""Letters of a call with rounds: the idea has arrived, and what the committee said about it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from skwer.apps.calls.models import MeetingItem, Proposal
from skwer.apps.calls.queries import next_step_of
from skwer.apps.calls.queries.rounds import FULL, stage_of_round

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import moment, money
from .calls import _WRITES, _title, writers


def idea_sent(pk: int) -> Iterator[Outgoing]:
    """The receipt of an idea."""
    proposal = Proposal.objects.select_related("call__organisation", "author").filter(pk=pk).first()
    if proposal is None or proposal.idea_sent_at is None:
        return
    for person in writers(proposal):
        yield Outgoing(kinds.RECEIPT, lambda: _idea_sent(proposal), person)


def _idea_sent(proposal: Proposal) -> Contents:
    call, sent_at = proposal.call, proposal.idea_sent_at or proposal.created_at
    step = next_step_of(proposal, sent_at)
    facts = [
        (_("Call"), call.title),
        (_("Number"), str(proposal.number)),
        (_("Receipt"), proposal.receipt),
        (_("Sent"), moment(sent_at)),
        (_("Asks for"), money(proposal.requested, call.currency)),
        (_("What next"), str(step.what)),
        (_("Who"), str(step.who)),
        (_("By when"), moment(step.by_when) if step.by_when else ""),
    ]
    return Contents(
        subject=_("We have your idea: %(title)s") % {"title": _title(proposal)},
        text=[_("Your idea has arrived. Keep this letter: the receipt number proves when.")],
        facts=[fact for fact in facts if fact[1]],
        button=(_("See the receipt"), links.receipt(proposal)),
        after=[_("After the committee has met we write to you what it advises.")],
        why=str(_WRITES),
        organisation=call.organisation,
    )


def committee_answered(pk: int) -> Iterator[Outgoing]:
    """Invited or not, with the recommendations to answer: one letter for a point of the minutes."""
    items = MeetingItem.objects.select_related("meeting", "proposal__call__organisation", "proposal__author")
    item = items.filter(pk=pk).first()
    if item is None or item.proposal is None:
        return
    for person in writers(item.proposal):
        yield Outgoing(kinds.ADVICE, lambda: _committee_answered(item, item.proposal), person)


def _committee_answered(item: MeetingItem, proposal: Proposal) -> Contents:
    advice = [f"{one.number}. {one.text}" for one in item.recommendations.order_by("number")]
    invited, declined = item.outcome == item.Outcome.INVITE, item.outcome == item.Outcome.DECLINE
    full = stage_of_round(proposal.call, FULL)
    title = {"title": _title(proposal)}
    if invited:
        subject, text = _("Invited to the full application: %(title)s"), _("The committee invites you to go on.")
    elif declined:
        subject = _("The committee advises against it: %(title)s")
        text = _("The committee advises not to go on with this idea in this call. In its words:")
    else:
        subject, text = _("Recommendations for %(title)s"), _("The committee gave you recommendations.")
    facts = [(_("Call"), proposal.call.title), (_("Meeting"), item.meeting.title)]
    if invited and full is not None and full.closes_at:
        facts.append((_("Full application by"), moment(full.closes_at)))
    answer = _("Answer each recommendation before you send the full application: adopted, partly or not, and why.")
    told = [item.note] if declined and item.note else []
    return Contents(
        subject=subject % title,
        text=[text, answer] if advice and not declined else [text],
        quote="\n".join([*told, *advice]),
        facts=facts,
        button=(
            _("Answer the recommendations") if advice and not declined else _("Read what the committee said"),
            links.page("web:recommendations", slug=proposal.call.slug, number=proposal.number),
        ),
        after=[_("A recommendation you do not adopt does not rule you out.")] if advice and not declined else [],
        why=str(_WRITES),
        organisation=proposal.call.organisation,
    )
