"""Letters to the keeper of a practice: a city carries it over, has done so, or gave it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from skwer.apps.people.models import Membership, Person
from skwer.apps.practices.models import Transfer
from skwer.apps.practices.rules import keeper_of

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing


def _transfer(pk: int) -> Transfer:
    found = Transfer.objects.select_related(
        "organisation", "project", "practice__current", "practice__organisation", "kit_version__kit__organisation"
    )
    return found.get(pk=pk)


def _to_keeper(transfer: Transfer, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    """To those who run the practice's keeper; nobody where it is in another installation, or the city's own."""
    keeper = keeper_of(transfer)
    if keeper is None or keeper.pk == transfer.organisation_id:
        return
    roles = Membership.objects.current().filter(organisation=keeper, role__in=Membership.DECIDING)
    for person in Person.objects.filter(is_active=True, memberships__in=roles).distinct().order_by("pk"):
        yield Outgoing(kinds.TRANSFER, contents, person)


def begun(pk: int) -> Iterator[Outgoing]:
    """A city set out to do the same."""
    transfer = _transfer(pk)
    yield from _to_keeper(transfer, lambda: _begun(transfer))


def ended(pk: int) -> Iterator[Outgoing]:
    """Carried over or given up, with what it taught."""
    transfer = _transfer(pk)
    yield from _to_keeper(transfer, lambda: _ended(transfer))


def _begun(transfer: Transfer) -> Contents:
    return Contents(
        subject=_("%(city)s carries your practice over") % {"city": transfer.organisation.short},
        text=[_("A city has begun to adapt your practice. It may ask you how things went: you will get a letter.")],
        facts=_facts(transfer),
        button=_button(transfer),
        why=_why(),
        organisation=keeper_of(transfer),
    )


def _ended(transfer: Transfer) -> Contents:
    if transfer.stage == Transfer.Stage.DONE:
        subject, text = _("Carried over: %(title)s"), _("The city has carried your practice over. What it taught:")
    else:
        subject, text = _("Given up: %(title)s"), _("The city does not carry your practice over. This is what it says:")
    return Contents(
        subject=subject % {"title": transfer.title},
        text=[text],
        facts=_facts(transfer),
        quote=transfer.lesson,
        button=_button(transfer),
        why=_why(),
        organisation=keeper_of(transfer),
    )


def _facts(transfer: Transfer) -> list[tuple[str, str]]:
    rows = [
        (_("Practice"), transfer.practice.title if transfer.practice else transfer.kit_version.title),
        (_("City"), transfer.organisation.name),
        # The keeper of the practice need not be inside the project, and may know of it once everybody does.
        (_("Project"), transfer.project.short if transfer.project and transfer.project.published_at else ""),
    ]
    return [row for row in rows if row[1]]


def _button(transfer: Transfer) -> tuple[str, str]:
    """To what the keeper may read: the transfer once everybody does, else her own practice or kit."""
    if transfer.is_published:
        return _("See the transfer"), links.page("web:transfer", pk=transfer.pk)
    if transfer.practice is not None:
        return _("See your practice"), links.page("web:practice", slug=transfer.practice.slug)
    return _("See your kit"), links.page("web:kit", slug=transfer.kit_version.kit.slug)


def _why() -> str:
    return _("You get this letter because your organisation keeps the practice.")


WRITERS = {"transfer_begun": begun, "transfer_ended": ended}
