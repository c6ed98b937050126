"""What every action on money shares: the agreement's lock, a line in the journal, and how values are read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from skwer.apps.calls.actions.locking import lock
from skwer.apps.forms.values import BadValues, Reader, exact_sum
from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed

from .. import rules
from ..models import Agreement, Settlement

__all__ = ["BadValues", "Reader", "as_office", "as_party", "exact_sum", "is_settled", "locked", "note"]


def locked(agreement: Agreement) -> Agreement:
    """The agreement, read afresh and locked until the transaction ends. Everything about its money takes this lock
    first, so that two officers, or a party and an officer, never count from the same old state.
    """
    return lock(agreement)


def is_settled(agreement: Agreement) -> bool:
    """Is the account closed by a settlement? Asked of the database: the object may remember an older answer."""
    return Settlement.objects.filter(agreement=agreement).exists()


def as_office(by: Person, agreement: Agreement) -> None:
    """Only officers of the agreement's city. Raises NotAllowed."""
    if not rules.may_run_grants(by, agreement):
        raise NotAllowed


def as_party(by: Person, agreement: Agreement) -> None:
    """Only those who carry the agreement out. Raises NotAllowed."""
    if not rules.is_party(by, agreement):
        raise NotAllowed


def note(
    verb: str,
    kind: str,
    key: object,
    by: Person | None,
    at: datetime,
    *,
    organisation: Organisation,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One line in the city's journal: states, sums, dates, keys; never names or words of people."""
    journal.record(
        actor=by, verb=verb, kind=kind, key=key, organisation=organisation, at=at, before=before, after=after
    )
