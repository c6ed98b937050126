"""Letters about consents and support: somebody answered, the office looked, enough people signed, lists are counted."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.calls.models import Need, Proposal, SupportSheet
from skwer.apps.calls.queries.backing import Backing, deadline_of, support_of

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import moment
from .calls import _WRITES, _title, writers


def _need(pk: int) -> Need | None:
    return Need.objects.select_related("proposal__call__organisation", "proposal__author").filter(pk=pk).first()


def given(pk: int) -> Iterator[Outgoing]:
    """To those who write it: a guardian or an owner answered by the link. A file they handed in they know of."""
    need = _need(pk)
    if need is None or need.upload is not None or need.state not in (Need.State.GIVEN, Need.State.REFUSED):
        return
    for person in writers(need.proposal):
        yield Outgoing(kinds.BACKING, lambda: _given(need), person)


def _given(need: Need) -> Contents:
    agreed = need.state == Need.State.GIVEN
    names = {"what": need.get_kind_display(), "title": _title(need.proposal)}
    return Contents(
        subject=(_("Given: %(what)s") if agreed else _("Refused: %(what)s")) % names,
        text=[
            _("%(who)s agrees to the proposal “%(title)s”. Nothing more is needed for this now.")
            % {"who": need.who, "title": names["title"]}
            if agreed
            else _("%(who)s does not agree to the proposal “%(title)s”. Talk to them; then you can ask again.")
            % {"who": need.who, "title": names["title"]}
        ],
        facts=[(_("Call"), need.proposal.call.title)],
        button=(_("See consents and support"), links.needs(need.proposal)),
        why=str(_WRITES),
        organisation=need.proposal.call.organisation,
    )


def settled(pk: int) -> Iterator[Outgoing]:
    """To those who write it: what the office found."""
    need = _need(pk)
    if need is None or need.state == Need.State.GIVEN:
        return
    for person in writers(need.proposal):
        yield Outgoing(kinds.BACKING, lambda: _settled(need), person)


def _settled(need: Need) -> Contents:
    proposal = need.proposal
    said = {
        Need.State.CONFIRMED: _("The office looked at it: everything is in order."),
        Need.State.REFUSED: _("The office cannot accept it. In its words:"),
        Need.State.WAIVED: _("The office found that it is not needed. In its words:"),
        Need.State.OPEN: _("The office still needs it."),
    }[Need.State(need.state)]
    due_at = deadline_of(need) if need.state in (Need.State.OPEN, Need.State.REFUSED) else None
    facts = [
        (_("What it is about"), need.get_kind_display()),
        (_("Proposal"), _title(proposal)),
        (_("By when"), moment(due_at) if due_at else ""),
    ]
    return Contents(
        subject=_("Consents and support: %(title)s") % {"title": _title(proposal)},
        text=[said],
        quote=need.note,
        facts=[fact for fact in facts if fact[1]],
        button=(_("See consents and support"), links.needs(proposal)),
        why=str(_WRITES),
        organisation=proposal.call.organisation,
    )


def complete(pk: int) -> Iterator[Outgoing]:
    """To those who write it: as many signed as are needed."""
    proposal = Proposal.objects.select_related("call__organisation", "author").filter(pk=pk).first()
    if proposal is None:
        return
    count = support_of(proposal)
    if count.missing:
        return  # somebody took her name back meanwhile
    for person in writers(proposal):
        yield Outgoing(kinds.BACKING, lambda: _complete(proposal, count), person)


def _complete(proposal: Proposal, count: Backing) -> Contents:
    names = {"title": _title(proposal), "n": count.needed}
    return Contents(
        subject=_("Enough people support it: %(title)s") % names,
        text=[
            ngettext(
                "%(n)s person was needed, and so many have signed for “%(title)s”.",
                "%(n)s people were needed, and so many have signed for “%(title)s”.",
                count.needed,
            )
            % names,
            _("Some names may be struck when the office counts, so a few more do no harm."),
        ],
        facts=[(_("Call"), proposal.call.title)],
        button=(_("See consents and support"), links.needs(proposal)),
        why=str(_WRITES),
        organisation=proposal.call.organisation,
    )


def counted(pk: int) -> Iterator[Outgoing]:
    """To those who write it: how many names of a paper list count."""
    sheets = SupportSheet.objects.select_related("proposal__call__organisation", "proposal__author")
    sheet = sheets.filter(pk=pk).first()
    if sheet is None or sheet.counted_at is None:
        return
    for person in writers(sheet.proposal):
        yield Outgoing(kinds.BACKING, lambda: _counted(sheet), person)


def _counted(sheet: SupportSheet) -> Contents:
    proposal = sheet.proposal
    count = support_of(proposal)
    facts = [
        (_("Proposal"), _title(proposal)),
        (_("Names that count"), str(sheet.valid)),
        (_("Names struck"), str(sheet.struck) if sheet.struck else ""),
        (_("Why they were struck"), sheet.why_struck),
        (_("Together"), _("%(there)s of %(needed)s") % {"there": count.together, "needed": count.needed}),
    ]
    return Contents(
        subject=_("The office counted your list of support"),
        text=[_("The office counted the paper list of support. The names on it are not kept in the system.")],
        facts=[fact for fact in facts if fact[1]],
        button=(_("See consents and support"), links.needs(proposal)),
        why=str(_WRITES),
        organisation=proposal.call.organisation,
    )
