"""What care offers to the rooms below: due items, and what it keeps about a person."""

from __future__ import annotations

from skwer.apps.inbox import due
from skwer.apps.people import own_data

from . import dues
from .own_data import OWN_DATA


def register() -> None:
    due.register("care_keepers", dues.for_keepers)
    due.register("care_desks", dues.for_desks)
    own_data.register(OWN_DATA)
