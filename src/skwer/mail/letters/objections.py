"""Letters about objections: one arrived, one was ruled on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from skwer.apps.calls.models import Objection
from skwer.apps.people.models import Person

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import moment
from .calls import writers


def _objection(pk: int) -> Objection | None:
    found = Objection.objects.select_related("call__organisation", "proposal__author", "filed_by")
    return found.filter(pk=pk).first()


def _whom(objection: Objection) -> list[Person]:
    """Whoever objected, and those who write the proposal. A paper without an account is answered on paper."""
    people = writers(objection.proposal)
    mine = objection.filed_by
    return people if mine is None or mine in people else [mine, *people]


def filed(pk: int) -> Iterator[Outgoing]:
    """The receipt of an objection: its number, who rules and until when."""
    objection = _objection(pk)
    if objection is not None:
        for person in _whom(objection):
            yield Outgoing(kinds.OBJECTION, lambda: _filed(objection), person)


def _filed(objection: Objection) -> Contents:
    title = objection.proposal.title_in()
    return Contents(
        subject=_("We have the objection: %(title)s") % {"title": title},
        text=[_("An objection has arrived. You get another letter when it is ruled on.")],
        facts=[*_facts(objection), (_("Ruling due"), moment(objection.rule_until))],
        button=(_("See the objection"), links.objection(objection.proposal)),
        why=_why(),
        organisation=objection.call.organisation,
    )


def ruled(pk: int) -> Iterator[Outgoing]:
    """The ruling with its reasons."""
    objection = _objection(pk)
    if objection is not None and objection.ruling:
        for person in _whom(objection):
            yield Outgoing(kinds.OBJECTION, lambda: _ruled(objection), person)


def _ruled(objection: Objection) -> Contents:
    title = {"title": objection.proposal.title_in()}
    after = []
    if objection.state == Objection.State.UPHELD:
        subject = _("Objection upheld: %(title)s") % title
        if objection.effect.get("too_late"):
            after.append(_("People were already voting. The ballot stays as it is."))
        elif objection.effect.get("count_again"):
            after.append(_("The list will be counted again. You get a letter if anything changes for you."))
        else:
            after.append(_("The proposal is back in the call and is assessed like the others."))
    elif objection.state == Objection.State.DISMISSED:
        subject = _("Objection dismissed: %(title)s") % title
    else:
        subject = _("Objection not examined: %(title)s") % title
    return Contents(
        subject=subject,
        text=[_("The body named in the regulations has ruled. Its reasons:")],
        quote=objection.ruling,
        facts=_facts(objection),
        button=(_("See the objection"), links.objection(objection.proposal)),
        after=after,
        why=_why(),
        organisation=objection.call.organisation,
    )


def _facts(objection: Objection) -> list[tuple[str, str]]:
    return [
        (_("Call"), objection.call.title),
        (_("Objection"), f"{objection.number}, {objection.get_against_display()}"),
        (_("Who rules"), objection.body),
    ]


def _why() -> str:
    return _("You get this letter because you objected or write this proposal. It cannot be turned off: a right or a "
             "deadline of yours depends on it.")  # fmt: skip
