"""Ways out of a conflict with the law: a change of the kit, or the city's own reading of the law, with its source."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ..kits import elements
from ..kits.law import conflicts
from ..models import LegalRuling, Transfer, TransferElement
from ..queries import legal_conflicts
from .transfers import decide_element
from .transfers.common import locked, write_down

LENGTHS = {"reason": 2000, "source": 400}


class BadRuling(Refusal):
    """The ruling cannot stand; `field` says what is wrong with it."""

    code = "bad_ruling"

    def __init__(self, field: str, message: Any) -> None:
        super().__init__(message)
        self.field = field


def rule_conflict(
    *, by: Person, transfer: Transfer, code: str, reason: str, source: str, checked_on: date, at: datetime
) -> LegalRuling:
    """The conflict of this code does not stand in the way: why, on which act or opinion, checked on which day.

    Ruling again replaces the ruling. Raises NotAllowed, Ended, BadRuling.
    """
    with transaction.atomic():
        locked(by, transfer)
        city = transfer.organisation
        if code not in {one.code for one in conflicts(transfer.document, city.country, (), city.population)}:
            raise BadRuling("code", _("There is no such conflict in the kit as you have adapted it."))
        words = {"reason": reason.strip(), "source": source.strip()}
        if not words["reason"]:
            raise BadRuling("reason", _("Say why the law does not stand in the way."))
        if not words["source"]:
            raise BadRuling("source", _("Name the act, article or opinion you rely on."))
        for name, most in LENGTHS.items():
            if len(words[name]) > most:
                raise BadRuling(name, _("Shorten this to %(most)s characters.") % {"most": most})
        if checked_on > timezone.localdate(at):
            raise BadRuling("checked_on", _("That day is still to come. Write the day on which it was checked."))
        ruling, _new = LegalRuling.objects.update_or_create(
            transfer=transfer, code=code, defaults={**words, "checked_on": checked_on, "at": at, "by": by}
        )
        write_down("rule_conflict", transfer, by, at, after={"code": code, "checked_on": checked_on})
    return ruling


def withdraw_ruling(*, by: Person, transfer: Transfer, code: str, at: datetime) -> None:
    """The conflict stands in the way again; without a ruling nothing happens. Raises NotAllowed, Ended."""
    with transaction.atomic():
        locked(by, transfer)
        if transfer.rulings.filter(code=code).delete()[0]:
            write_down("withdraw_ruling", transfer, by, at, before={"code": code})


def mend_conflict(*, by: Person, transfer: Transfer, code: str, way: int, reason: str, at: datetime) -> TransferElement:
    """Take one of the ways out of a conflict: its element is changed in the kit at once, what else was said of the
    element stays. `way`: its place in the conflict's `mends`.

    Raises NotAllowed, Ended, BadRuling, and what `decide_element` refuses.
    """
    with transaction.atomic():
        locked(by, transfer)
        conflict = next((one for one in legal_conflicts(transfer) if one.code == code), None)
        if conflict is None:
            raise BadRuling("code", _("There is no such conflict in the kit as you have adapted it."))
        mend = conflict.mends[way] if 0 <= way < len(conflict.mends) else None
        if mend is None or mend.part is None:
            raise BadRuling("way", _("Choose one of the ways out."))
        row = _row(transfer, mend.element, by, at)
        return decide_element(
            by=by,
            transfer=transfer,
            key=mend.element,
            decision=TransferElement.Decision.CHANGE,
            reason=reason,
            vehicle=row.vehicle,
            owner=row.owner,
            risk=row.risk,
            risk_level=row.risk_level,
            part=mend.part,
            at=at,
        )


def add_element(*, by: Person, transfer: Transfer, key: str, at: datetime) -> TransferElement:
    """An element the kit lacks joins the matrix, undecided; one that is there stays as it is.

    Raises NotAllowed, Ended, BadRuling.
    """
    with transaction.atomic():
        locked(by, transfer)
        if key not in {one.key for one in elements.ELEMENTS}:
            raise BadRuling("code", _("There is no such element of a kit."))
        return _row(transfer, key, by, at)


def _row(transfer: Transfer, key: str, by: Person, at: datetime) -> TransferElement:
    """The element's row of the matrix. A kit may lack what the law demands: then it begins here."""
    row, new = TransferElement.objects.get_or_create(transfer=transfer, key=key)
    if new:
        write_down("add_element", transfer, by, at, after={"key": key})
    return row
