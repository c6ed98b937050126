"""Letters about questions of a transfer: to the side that was asked, and the answer to who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.rules import may_run
from skwer.apps.practices.models import TransferQuestion
from skwer.apps.practices.rules import keeper_of

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing


def _question(pk: int) -> TransferQuestion:
    found = TransferQuestion.objects.select_related(
        "transfer__organisation", "transfer__practice__organisation", "transfer__kit_version__kit__organisation", "by"
    )
    return found.get(pk=pk)


def _sides(question: TransferQuestion) -> tuple[Organisation | None, Organisation | None]:
    """(who asks, who is asked)."""
    adopter, keeper = question.transfer.organisation, keeper_of(question.transfer)
    return (adopter, keeper) if question.from_adopter else (keeper, adopter)


def _officers(organisation: Organisation | None, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    if organisation is None:
        return
    roles = Membership.objects.current().filter(organisation=organisation, role__in=Membership.DECIDING)
    for person in Person.objects.filter(is_active=True, memberships__in=roles).distinct().order_by("pk"):
        yield Outgoing(kinds.TRANSFER, contents, person)


def asked(pk: int) -> Iterator[Outgoing]:
    """To those who run the side that was asked, unless somebody answered meanwhile."""
    question = _question(pk)
    if question.answered_at is None:
        yield from _officers(_sides(question)[1], lambda: _asked(question))


def answered(pk: int) -> Iterator[Outgoing]:
    """To who asked; to her colleagues, where she no longer works there."""
    question = _question(pk)
    asker = _sides(question)[0]
    if question.answered_at is None or asker is None:
        return
    if question.by is not None and may_run(question.by, asker):
        yield Outgoing(kinds.TRANSFER, lambda: _answered(question), question.by)
    else:
        yield from _officers(asker, lambda: _answered(question))


def _asked(question: TransferQuestion) -> Contents:
    asker, here = _sides(question)
    return Contents(
        subject=_("A question about a practice: %(title)s") % {"title": question.transfer.title},
        text=[_("%(city)s asks you:") % {"city": asker.name if asker else ""}],
        quote=question.text,
        button=(_("Answer the question"), _page(question)),
        why=_why(here),
        organisation=here,
    )


def _answered(question: TransferQuestion) -> Contents:
    asker, here = _sides(question)
    return Contents(
        subject=_("Answered: %(title)s") % {"title": question.transfer.title},
        text=[_("%(city)s answers your question:") % {"city": here.name if here else ""}],
        quote=question.answer,
        facts=[(_("You asked"), question.text)],
        button=(_("See all questions"), _page(question)),
        why=_why(asker),
        organisation=asker,
    )


def _page(question: TransferQuestion) -> str:
    return links.page("web:desk_transfer_questions", pk=question.transfer_id)


def _why(organisation: Organisation | None) -> str:
    return _("You get this letter because you run %(organisation)s.") % {
        "organisation": organisation.name if organisation else ""
    }


WRITERS = {"transfer_question_asked": asked, "transfer_question_answered": answered}
