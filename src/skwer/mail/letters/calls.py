"""Letters about calls and proposals: what arrived, what is missing, what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.calls.models import Call, CoAuthor, Correction, Decision, DecisionLine, Proposal, Reopening, Stage
from skwer.apps.calls.queries import form_of, next_step_of
from skwer.apps.people.models import Person
from skwer.values.text import in_language

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import moment, money

_WRITES = gettext_lazy("You get this letter because you write this proposal. It cannot be turned off: a right or a "
                       "deadline of yours depends on it.")  # fmt: skip


def writers(proposal: Proposal) -> list[Person]:
    """The author and those who accepted to write along. A paper application has none: the office answers on paper."""
    found = [proposal.author] if proposal.author is not None else []
    along = proposal.coauthors.filter(accepted_at__isnull=False, person__isnull=False).select_related("person")
    return found + [c.person for c in along.order_by("pk") if c.person is not None and c.person not in found]


def _proposal(pk: int) -> Proposal | None:
    return Proposal.objects.select_related("call__organisation", "author").filter(pk=pk).first()


def _title(proposal: Proposal) -> str:
    return proposal.title_in() or _("untitled")


# --- what arrived


def submitted(pk: int) -> Iterator[Outgoing]:
    """The receipt."""
    proposal = _proposal(pk)
    if proposal is None or proposal.submitted_at is None:
        return
    for person in writers(proposal):
        yield Outgoing(kinds.RECEIPT, lambda: _submitted(proposal), person)


def _submitted(proposal: Proposal) -> Contents:
    call = proposal.call
    facts = [
        (_("Call"), call.title),
        (_("Number"), str(proposal.number)),
        (_("Receipt"), proposal.receipt),
        (_("Sent"), moment(proposal.submitted_at)) if proposal.submitted_at else ("", ""),
        (_("Asks for"), money(proposal.requested, call.currency)),
    ]
    step = next_step_of(proposal, proposal.submitted_at) if proposal.submitted_at else None
    if step is not None:
        facts += [(_("What next"), str(step.what)), (_("Who"), str(step.who))]
        facts.append((_("By when"), moment(step.by_when) if step.by_when else ""))
    return Contents(
        subject=_("We have your proposal: %(title)s") % {"title": _title(proposal)},
        text=[_("Your proposal has arrived. Keep this letter: the receipt number proves when.")],
        facts=[fact for fact in facts if fact[1]],
        button=(_("See the receipt"), links.receipt(proposal)),
        after=[_("If anything is missing, we write to you.")],
        why=str(_WRITES),
        organisation=call.organisation,
    )


# --- writing together


def coauthor_invited(pk: int) -> Iterator[Outgoing]:
    """To the invited address, in the language of the proposal."""
    coauthor = CoAuthor.objects.select_related("proposal__call__organisation", "proposal__author").filter(pk=pk).first()
    if coauthor is not None and coauthor.email and coauthor.accepted_at is None:
        yield Outgoing(
            kinds.INVITATION,
            lambda: _coauthor_invited(coauthor),
            email=coauthor.email,
            language=coauthor.proposal.language,
        )


def _coauthor_invited(coauthor: CoAuthor) -> Contents:
    proposal = coauthor.proposal
    names = {"name": proposal.author.name if proposal.author else "", "title": _title(proposal)}
    if coauthor.role == CoAuthor.Role.READER:
        subject = _("%(name)s asks you to read a proposal and confirm it") % names
        text = (
            _("%(name)s asks you to read the proposal “%(title)s” and to confirm its text before it is sent.") % names
        )
    else:
        subject = _("%(name)s invites you to write a proposal together") % names
        text = _("%(name)s invites you to write the proposal “%(title)s” together.") % names
    return Contents(
        subject=subject,
        text=[text],
        facts=[(_("Call"), proposal.call.title)],
        button=(_("See the invitation"), links.coauthor(coauthor)),
        after=[_("The link works for thirty days. If you do not want to, decline there or do nothing.")],
        why=_("You get this letter because the author entered your address."),
        organisation=proposal.call.organisation,
    )


def coauthor_accepted(pk: int) -> Iterator[Outgoing]:
    """To the author: somebody joined."""
    coauthor = CoAuthor.objects.select_related("proposal__call__organisation", "proposal__author", "person").get(pk=pk)
    proposal = coauthor.proposal
    if proposal.author is not None and coauthor.person is not None:
        yield Outgoing(kinds.TOGETHER, lambda: _coauthor_accepted(coauthor), proposal.author)


def _coauthor_accepted(coauthor: CoAuthor) -> Contents:
    proposal, person = coauthor.proposal, coauthor.person
    names = {"name": person.name if person else "", "title": _title(proposal)}
    return Contents(
        subject=_("%(name)s writes along now") % names,
        text=[_("%(name)s accepted your invitation and can now change the proposal “%(title)s”.") % names],
        why=_("You get this letter because you write this proposal."),
        organisation=proposal.call.organisation,
    )


def withdrawn(pk: int) -> Iterator[Outgoing]:
    """To everybody who writes it: it is out of the call."""
    proposal = _proposal(pk)
    if proposal is not None:
        for person in writers(proposal):
            yield Outgoing(kinds.TOGETHER, lambda: _withdrawn(proposal), person)


def _withdrawn(proposal: Proposal) -> Contents:
    return Contents(
        subject=_("Withdrawn: %(title)s") % {"title": _title(proposal)},
        text=[
            _("The proposal was withdrawn. It takes no further part in the call and is no longer shown."),
            *([_("The office did it, and notes:")] if proposal.withdraw_reason else []),
        ],
        quote=proposal.withdraw_reason,
        facts=[(_("Call"), proposal.call.title)],
        why=_("You get this letter because you write this proposal."),
        organisation=proposal.call.organisation,
    )


# --- the formal check


def correction_requested(pk: int) -> Iterator[Outgoing]:
    """What is missing and by when."""
    correction = Correction.objects.select_related("proposal__call__organisation", "proposal__author").get(pk=pk)
    for person in writers(correction.proposal):
        yield Outgoing(kinds.CORRECTION, lambda: _correction_requested(correction), person)


def _correction_requested(correction: Correction) -> Contents:
    proposal = correction.proposal
    form = form_of(proposal)
    questions = [form.question(key) for key in correction.fields]
    names = ", ".join(in_language(q.label) for q in questions if q is not None)
    return Contents(
        subject=_("Complete your proposal: %(title)s") % {"title": _title(proposal)},
        text=[_("The office looked through your proposal and asks you to complete it. In its words:")],
        quote=correction.message,
        facts=[(_("What to complete"), names), (_("By when"), moment(correction.due_at))],
        button=(_("Complete the proposal"), links.correction(proposal)),
        after=[_("Only these answers are open. After the deadline the office goes on with what you sent before.")],
        why=str(_WRITES),
        organisation=proposal.call.organisation,
    )


def correction_lapsed(pk: int) -> Iterator[Outgoing]:
    """The term passed without an answer."""
    correction = Correction.objects.select_related("proposal__call__organisation", "proposal__author").get(pk=pk)
    for person in writers(correction.proposal):
        yield Outgoing(kinds.CORRECTION, lambda: _correction_lapsed(correction), person)


def _correction_lapsed(correction: Correction) -> Contents:
    proposal = correction.proposal
    return Contents(
        subject=_("The deadline has passed: %(title)s") % {"title": _title(proposal)},
        text=[_("The time to complete your proposal is over. The office goes on with what you sent before.")],
        facts=[(_("The deadline was"), moment(correction.due_at))],
        button=(_("See the proposal"), links.receipt(proposal)),
        why=str(_WRITES),
        organisation=proposal.call.organisation,
    )


def checked(pk: int) -> Iterator[Outgoing]:
    """When the check of a call closes: to every author what came of it. Before, the office may still change it."""
    stage = Stage.objects.select_related("call").get(pk=pk)
    if stage.kind != "check":
        return
    ended = [*Proposal.PASSED, Proposal.State.REJECTED]
    proposals = Proposal.objects.filter(call=stage.call, state__in=ended).select_related("call__organisation", "author")
    for proposal in proposals.order_by("number"):
        for person in writers(proposal):
            yield Outgoing(kinds.CHECK, lambda p=proposal: _checked(p), person)  # type: ignore[misc]


def _checked(proposal: Proposal) -> Contents:
    if proposal.state == Proposal.State.REJECTED:
        subject = _("Your proposal did not pass the formal check: %(title)s")
        text = _("The office ended the formal check. Your proposal did not pass, for this reason:")
    else:
        subject = _("Your proposal passed the formal check: %(title)s")
        text = _("The office ended the formal check. Your proposal passed and goes on.")
    return Contents(
        subject=subject % {"title": _title(proposal)},
        text=[text],
        quote=proposal.reject_reason,
        facts=[(_("Call"), proposal.call.title), (_("Number"), str(proposal.number))],
        button=(_("See the proposal"), links.proposal(proposal)),
        after=[_("Your rights and deadlines stand in the regulations:"), links.regulations(proposal.call)],
        why=str(_WRITES),
        organisation=proposal.call.organisation,
    )


# --- rules, decisions, new calls


def rules_reopened(pk: int) -> Iterator[Outgoing]:
    """To everybody who writes a proposal in the call, once a person: the rules changed, and why."""
    reopening = Reopening.objects.select_related("stage__call__organisation").get(pk=pk)
    for person in _writers_of(reopening.stage.call):
        yield Outgoing(kinds.RULES, lambda: _rules_reopened(reopening), person)


def _writers_of(call: Call) -> list[Person]:
    going = Proposal.objects.filter(call=call).exclude(state__in=[Proposal.State.WITHDRAWN, Proposal.State.REJECTED])
    people = {p.pk: p for proposal in going.select_related("author").order_by("pk") for p in writers(proposal)}
    return list(people.values())


def _rules_reopened(reopening: Reopening) -> Contents:
    call = reopening.stage.call
    return Contents(
        subject=_("The rules changed: %(call)s") % {"call": call.title},
        text=[_("The rules of this call changed after they had been frozen. The office gives this reason:")],
        quote=reopening.reason,
        facts=[(_("Changed"), moment(reopening.at))],
        button=(_("See what changed"), links.changes(call)),
        why=_("You get this letter because you write a proposal in this call. It cannot be turned off: a right or a "
              "deadline of yours depends on it."),
        organisation=call.organisation,
    )  # fmt: skip


def decided(pk: int) -> Iterator[Outgoing]:
    """To every author what the decision means for her proposal."""
    lines = DecisionLine.objects.filter(decision_id=pk, decision__published_at__isnull=False)
    before = _told_before(pk)
    for line in lines.select_related("decision", "proposal__call__organisation", "proposal__author").order_by("order"):
        if before.get(line.proposal_id) == (line.result, line.amount) or line.proposal.state == "withdrawn":
            continue  # a list that replaces another is news only to those for whom something changed
        for person in writers(line.proposal):
            yield Outgoing(kinds.DECISION, lambda x=line: _decided(x), person)  # type: ignore[misc]


def _told_before(pk: int) -> dict[int, tuple[str, Any]]:
    """What authors read in the list that this decision replaced."""
    now = Decision.objects.get(pk=pk)
    earlier = Decision.objects.filter(call=now.call, published_at__isnull=False, superseded_at__isnull=False)
    last = earlier.exclude(pk=pk).order_by("-superseded_at", "-pk").first()
    return {one.proposal_id: (one.result, one.amount) for one in last.lines.all()} if last else {}


def _decided(line: DecisionLine) -> Contents:
    proposal, call, decision = line.proposal, line.proposal.call, line.decision
    title = {"title": _title(proposal)}
    facts = [(_("Call"), call.title), (_("Number"), str(proposal.number))]
    if line.result == DecisionLine.Result.FUNDED:
        subject = _("Chosen: %(title)s") % title
        text = _("Your proposal was chosen. The office will write what comes next.")
        facts.append((_("Granted"), money(line.amount, call.currency)))
    elif line.result == DecisionLine.Result.RESERVE:
        subject = _("On the reserve list: %(title)s") % title
        text = _("Your proposal is on the reserve list: it gets money if some of it is left.")
    else:
        subject, text = _("Not chosen: %(title)s") % title, _("Your proposal was not chosen this time.")
    return Contents(
        subject=subject,
        text=[text, *([_("In the words of the committee:")] if line.comment else [])],
        quote=line.comment,
        facts=[*facts, *_act(decision)],
        button=(_("See the results and the reasons"), links.results(call)),
        after=[_("The page says why, with every figure. Anyone can recount it.")],
        why=str(_WRITES),
        organisation=call.organisation,
    )


def _act(decision: Decision) -> list[tuple[str, str]]:
    return [(_("Act"), decision.act_number)] if decision.act_number else []


def announced(pk: int) -> Iterator[Outgoing]:
    """To those who asked for it and have sent a proposal in this city: there is a new call."""
    call = Call.objects.select_related("organisation").get(pk=pk)
    theirs = Proposal.objects.filter(call__organisation=call.organisation, number__isnull=False)
    people = {p.pk: p for proposal in theirs.select_related("author").order_by("pk") for p in writers(proposal)}
    for person in people.values():
        yield Outgoing(kinds.NEW_CALL, lambda: _announced(call), person)


def _announced(call: Call) -> Contents:
    facts = []
    stage = call.stages.filter(kind="propose").order_by("order").first()
    if stage is not None and stage.opens_at is not None:
        facts.append((_("Opens"), moment(stage.opens_at)))
    if stage is not None and stage.closes_at is not None:
        facts.append((_("Closes"), moment(stage.closes_at)))
    facts += [
        (_("In the pot"), money(call.pot, call.currency)),
        (_("For one proposal"), _("up to %(sum)s") % {"sum": money(call.request_max, call.currency)}),
    ]
    return Contents(
        subject=_("New call: %(call)s") % {"call": call.title},
        text=[call.summary or _("There is a new call in %(city)s.") % {"city": call.organisation.name}],
        facts=facts,
        button=(_("See the call"), links.call(call)),
        why=_("You get this letter because you asked for news of new calls."),
        organisation=call.organisation,
    )
