"""Taking a row's lock: the event's before those of its registrations, so that no two actions block each other."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def lock(row: M) -> M:
    """Lock the row until the transaction ends and read it afresh into the same object."""
    type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    row.refresh_from_db()
    return row
