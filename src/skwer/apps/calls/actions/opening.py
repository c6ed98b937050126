"""From an adapted kit to a city's own draft call, and from the draft to a call that has everything it should."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.practices.actions.transfers import move_stage
from skwer.apps.practices.actions.transfers.common import TRANSFER, locked
from skwer.apps.practices.kits import registry
from skwer.apps.practices.kits.law import Conflict
from skwer.apps.practices.kits.registry import KitProblem
from skwer.apps.practices.models import Transfer, TransferElement
from skwer.apps.practices.queries import MatrixRow, closed_days, legal_conflicts, undecided

from ..models import Call
from ..opening_dates import laid
from ..queries.ancestry import changes_to_make, draft_of
from ..rules import may_set_up
from .locking import lock
from .setup import create_call_from_document


class CannotOpen(Refusal):
    """The adapted kit is not ready: `conflicts` with the law, `undecided` rows of the matrix, `problems` of the kit."""

    code = "cannot_open"

    def __init__(
        self, conflicts: Sequence[Conflict], undecided: Sequence[MatrixRow], problems: Sequence[KitProblem]
    ) -> None:
        self.conflicts, self.undecided, self.problems = list(conflicts), list(undecided), list(problems)
        if conflicts:
            message = _("The law stands in the way. Choose a way out of each conflict, or rule on it.")
        elif undecided:
            message = _("Some elements are not decided yet. Decide them first.")
        else:
            message = _("The elements do not fit together yet. Mend what is named.")
        super().__init__(message)
        self.add_note("; ".join([*(one.code for one in conflicts), *(row.key for row in undecided)]))


class AlreadyOpened(Refusal):
    """There is a draft from this transfer; a second one would be the same call twice."""

    message = _("A draft call from this transfer is there already. Go on with it, or cancel it first.")
    code = "already_opened"
    status = 409

    def __init__(self, call: Call) -> None:
        self.call = call
        super().__init__()


class NothingToCarry(Refusal):
    message = _("This change is not, or no longer, to be made in this call.")
    code = "nothing_to_carry"
    status = 409


def faults(transfer: Transfer) -> CannotOpen | None:
    """What keeps the transfer from becoming a call, the law first; None when nothing does."""
    found = legal_conflicts(transfer), undecided(transfer), registry.faults(transfer.document)
    return CannotOpen(*found) if any(found) else None


@transaction.atomic
def open_call(
    *,
    by: Person,
    transfer: Transfer,
    title: str | Mapping[str, str],
    slug: str,
    scheme_name: str,
    edition_name: str,
    first_day: date,
    at: datetime,
) -> Call:
    """The draft call the adapted kit means, its days laid on the city's calendar. The transfer is then in re-use.

    Raises NotAllowed, Ended, AlreadyOpened, CannotOpen (conflicts with the law first), Invalid.
    """
    locked(by, transfer)
    if (there := draft_of(transfer)) is not None:
        raise AlreadyOpened(there)
    if (refusal := faults(transfer)) is not None:
        raise refusal
    city = transfer.organisation
    planned = laid(transfer.document, first_day, city.country, closed_days(city))
    call = create_call_from_document(
        by=by,
        organisation=city,
        document=planned.document,
        scheme_name=scheme_name,
        edition_name=edition_name,
        title=title,  # type: ignore[arg-type]  # one language, or several
        slug=slug,
        first_day=first_day,
        at=at,
        kit_version=transfer.kit_version,
        transfer=transfer,
    )
    move_stage(by=by, transfer=transfer, stage=Transfer.Stage.REUSE, at=at)
    after = {"call": call.slug, "moved": len(planned.moves)}
    record(actor=by, verb="open_call", kind=TRANSFER, key=transfer.pk, organisation=city, at=at, after=after)
    return call


@transaction.atomic
def carry_change(*, by: Person, call: Call, key: str, at: datetime) -> TransferElement:
    """This change of the transfer now stands in the draft. Raises NotAllowed, NothingToCarry."""
    lock(call)
    if not may_set_up(by, call):
        raise NotAllowed()
    row = next((one for one in changes_to_make(call) if one.key == key), None)
    if row is None:
        raise NothingToCarry
    row.carried_at = at
    row.save(update_fields=["carried_at"])
    after = {"element": key, "transfer": call.transfer_id}
    record(actor=by, verb="carry_change", kind="call", key=call.pk, organisation=call.organisation, at=at, after=after)
    return row
