"""Deciding one element: keep it, change it, or leave it out. The adapted document follows at once."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal

from ...kits import elements, registry
from ...models import KitVersion, Transfer, TransferElement
from .common import locked, write_down

Decision = TransferElement.Decision
LENGTHS = {"reason": 2000, "vehicle": 300, "owner": 160, "risk": 1000}


class BadElement(Refusal):
    """The decision cannot stand; `field` says what is wrong with it. `faults`: of the new part, each with its path."""

    code = "bad_element"

    def __init__(self, field: str, message: Any, faults: Sequence[registry.KitProblem] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.faults = list(faults)


def decide_element(
    *,
    by: Person,
    transfer: Transfer,
    key: str,
    decision: str,
    at: datetime,
    reason: str = "",
    vehicle: str = "",
    owner: str = "",
    risk: str = "",
    risk_level: str = "",
    part: Any = None,
    from_kit: KitVersion | None = None,
    in_words: bool = False,
) -> TransferElement:
    """What the city does with one element of the kit.

    A change is made at once with `part` (the element's new part of the document) or `from_kit` (the part of another
    kit); without either it stands in words and is made in the draft call. A part that was changed before stays, unless
    `in_words` says that only the words count. Raises NotAllowed, Ended, BadElement.
    """
    with transaction.atomic():
        locked(by, transfer)
        row = transfer.elements.filter(key=key).first()
        if row is None:
            raise BadElement("key", _("The kit has no such element."))
        before = _facts(row)
        words = {"reason": reason, "vehicle": vehicle, "owner": owner, "risk": risk}
        _check(key, decision, words, risk_level)
        document, changed_here = _adapted(by, transfer, row, decision, part, from_kit, in_words=in_words)
        if row.decision == Decision.DROP != decision:
            document = _brought_back(transfer, row, document)
        news = {name: text.strip() for name, text in words.items()}
        moved = (row.decision, row.reason, row.changed_here) != (decision, news["reason"], changed_here)
        if moved or document != transfer.document:
            row.carried_at = None
        for name, text in news.items():
            setattr(row, name, text)
        row.decision = decision
        row.risk_level = risk_level
        row.changed_here = changed_here
        decided = decision != Decision.UNDECIDED
        row.decided_at, row.decided_by = (at, by) if decided else (None, None)
        row.save()
        if document != transfer.document:
            transfer.document = document
            transfer.save(update_fields=["document"])
        write_down("decide_element", transfer, by, at, before=before, after=_facts(row))
    return row


def _check(key: str, decision: str, words: dict[str, str], risk_level: str) -> None:
    if decision not in Decision.values:
        raise BadElement("decision", _("Choose one of the answers."))
    if risk_level not in TransferElement.Risk.values:
        raise BadElement("risk_level", _("Choose one of the answers."))
    for name, most in LENGTHS.items():
        if len(words[name].strip()) > most:
            raise BadElement(name, _("Shorten this to %(most)s characters.") % {"most": most})
    if decision in (Decision.CHANGE, Decision.DROP) and not words["reason"].strip():
        raise BadElement("reason", _("Say why. The practice's keeper and the next city learn from the reason."))
    if decision == Decision.DROP and elements.element(key).required:
        raise BadElement(
            "decision", _("No call works without this element, so it cannot be left out. Keep it, or change it.")
        )


def _adapted(
    by: Person,
    transfer: Transfer,
    row: TransferElement,
    decision: str,
    part: Any,
    from_kit: KitVersion | None,
    *,
    in_words: bool,
) -> tuple[Any, bool]:
    """The document with the decision carried out, and whether the change is made in it."""
    document = deepcopy(transfer.document)
    kit = transfer.kit_version.document
    own = elements.part(kit, row.key)
    if decision == Decision.DROP:
        return elements.without(document, row.key), False
    if decision != Decision.CHANGE:
        return elements.replaced(document, row.key, own, kit), False
    if from_kit is not None:
        part = _part_of(by, from_kit, row.key)
    if part is not None:
        return _with_part(document, row.key, part, kit), True
    if row.changed_here and row.decision == Decision.CHANGE and not in_words:
        return document, True
    return elements.replaced(document, row.key, own, kit), False


def _with_part(document: Any, key: str, part: Any, kit: Any) -> Any:
    """The document with the new part. What is wrong with the part itself is refused; what it does to other elements is
    seen there (an order of stages without the vote needs another way of counting)."""
    try:
        adapted = elements.replaced(document, key, part, kit)
    except ValueError as error:
        raise BadElement(
            "part", _("This does not fit this element. Take it from a kit that has the same one.")
        ) from error
    if faults := [one for one in registry.faults(adapted) if one.element == key]:
        raise BadElement("part", faults[0].message, faults)
    return adapted


def _brought_back(transfer: Transfer, row: TransferElement, document: Any) -> Any:
    """What went with the element (the care with the work) comes back with it, as in the kit."""
    kit = transfer.kit_version.document
    others = {one.key: one for one in transfer.elements.exclude(pk=row.pk).exclude(decision=Decision.DROP)}
    for element in elements.elements_of(kit):
        other = others.get(element.key)
        own: Any = elements.part(kit, element.key)
        here: Any = elements.part(document, element.key)
        without_stage = element.key == "durability" and here and own["upkeep"] and not here["upkeep"]
        if other is None or not (here is None or without_stage):
            continue
        document = elements.replaced(document, element.key, own, kit)
        if other.changed_here:  # its change went, too: what is left of it stands in words
            other.changed_here = False
            other.save(update_fields=["changed_here"])
    return document


def _part_of(by: Person, version: KitVersion, key: str) -> Any:
    if not KitVersion.objects.visible_to(by).filter(pk=version.pk).exists():
        raise BadElement("from_kit", _("There is no such kit. Choose one from the list."))
    part = elements.part(version.document, key)
    if part is None:
        raise BadElement("from_kit", _("That kit does not have this element. Choose another kit."))
    return part


def _facts(row: TransferElement) -> dict[str, Any]:
    names = ("key", "decision", "changed_here", "risk_level")
    return {name: getattr(row, name) for name in names}
