"""What waits for a city that carries a practice over: the stage it is in, until its last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.inbox.due import Due, end_of
from skwer.apps.people.models import Membership, Person

from ..models import Transfer, TransferElement

AHEAD = timedelta(days=45)  # a stage that ends later does not wait yet
ACTING = (Membership.Role.OFFICER, Membership.Role.ADMIN)
LAST_DAY = {
    Transfer.Stage.UNDERSTAND: "understand_until",
    Transfer.Stage.ADAPT: "adapt_until",
    Transfer.Stage.REUSE: "reuse_until",
}


def dues(person: Person, at: datetime) -> list[Due]:
    """One for each open transfer of an organisation she runs; without a last day it waits all the time."""
    mine = Membership.objects.current().filter(person=person, role__in=ACTING).values("organisation")
    found = Transfer.objects.filter(organisation__in=mine, ended_at__isnull=True).select_related("organisation")
    undecided = Q(elements__decision=TransferElement.Decision.UNDECIDED)
    return list(_waiting(found.annotate(left=Count("elements", filter=undecided)), at))


def _waiting(transfers: Any, at: datetime) -> Iterator[Due]:
    today = timezone.localdate(at)
    for transfer in transfers:
        last = getattr(transfer, LAST_DAY[Transfer.Stage(transfer.stage)])
        if last is not None and last > today + AHEAD:
            continue
        what, action = _what(transfer)
        yield Due(
            what=what,
            about=str(transfer.title),
            action=action,
            route="web:desk_transfer",
            kwargs={"pk": transfer.pk},
            due_at=end_of(last) if last else None,
            state="late" if last is not None and last < today else "draft",
            organisation=transfer.organisation,
        )


def _what(transfer: Any) -> tuple[Any, Any]:
    if transfer.stage == Transfer.Stage.UNDERSTAND:
        return _("Understand the practice, then go on to adapting it"), _("Open")
    if transfer.left:
        words = ngettext_lazy("Decide %(n)s element of the kit", "Decide %(n)s elements of the kit", "n")
        return words % {"n": transfer.left}, _("Decide")
    if transfer.stage == Transfer.Stage.ADAPT:
        return _("Every element is decided: go on to the re-use"), _("Open")
    return _("Open your call, and at its end say what the transfer taught"), _("Open")
