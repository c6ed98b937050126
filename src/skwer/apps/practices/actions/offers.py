"""A newer version of the kit, taken or left element by element."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ..kits import elements, registry
from ..kits.registry import Document, KitProblem
from ..models import KitOffer, Transfer, TransferElement
from .transfers.common import locked, write_down


class OfferAnswered(Refusal):
    message = _("This offer has been answered already.")
    code = "offer_answered"
    status = 409


class BadAnswer(Refusal):
    """What was taken does not fit together: `problems` name each fault, or an element is none of the offer's."""

    code = "bad_answer"

    def __init__(self, message: Any, problems: Sequence[KitProblem] = ()) -> None:
        super().__init__(message)
        self.problems = list(problems)


def offered_elements(offer: KitOffer) -> list[str]:
    """Keys of the elements in which the newer version differs from the one the city began from."""
    old, new = (registry.filled(one.document) for one in (offer.transfer.kit_version, offer.version))
    return [one.key for one in elements.ELEMENTS if elements.part(old, one.key) != elements.part(new, one.key)]


def answer_offer(*, by: Person, offer: KitOffer, taken: Collection[str], reason: str = "", at: datetime) -> KitOffer:
    """Take these elements of the newer version and leave the others; the adapted kit follows at once.

    A call that is open as a draft gets what was taken as changes to make; what is announced stays as it is. Raises
    NotAllowed, Ended, OfferAnswered, BadAnswer.
    """
    with transaction.atomic():
        transfer = locked(by, offer.transfer)
        offer.refresh_from_db()
        offer.transfer = transfer
        if offer.answered_at is not None:
            raise OfferAnswered
        offered = offered_elements(offer)
        if set(taken) - set(offered):
            raise BadAnswer(_("Choose elements of this offer."))
        chosen = [key for key in offered if key in taken]
        if len(reason.strip()) > 2000:
            raise BadAnswer(_("Shorten the reason to 2000 characters."))
        transfer.document = _with(transfer.document, offer.version.document, chosen)
        transfer.save(update_fields=["document"])
        words = reason.strip() or gettext("Taken over from version %(n)s of the kit.") % {"n": offer.version.number}
        for key in chosen:
            _decide(transfer, offer.version.document, key, words, by, at)
        offer.taken, offer.reason, offer.answered_at, offer.answered_by = chosen, reason.strip(), at, by
        offer.save(update_fields=["taken", "reason", "answered_at", "answered_by"])
        write_down("answer_offer", transfer, by, at, after={"version": offer.version.number, "taken": chosen})
    return offer


def _with(document: Document, newer: Document, keys: Sequence[str]) -> Document:
    """The document with these elements of the newer version. Raises BadAnswer where they do not fit the others."""
    for key in keys:
        part = elements.part(newer, key)
        if part is None and elements.part(document, key) is not None:
            document = elements.without(document, key)
        elif part is not None:
            document = elements.replaced(document, key, part, newer)
    if faults := registry.faults(document):
        raise BadAnswer(
            _("Taken together with what you keep, this is no kit a call could be opened from. Take more, or less."),
            faults,
        )
    return document


def _decide(transfer: Transfer, newer: Document, key: str, reason: str, by: Person, at: datetime) -> None:
    row = transfer.elements.filter(key=key).first() or TransferElement(transfer=transfer, key=key)
    there = elements.part(newer, key) is not None
    row.decision = TransferElement.Decision.CHANGE if there else TransferElement.Decision.DROP
    row.changed_here = there
    row.reason, row.decided_at, row.decided_by, row.carried_at = reason, at, by, None
    row.save()
