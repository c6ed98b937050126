"""What this room offers to the rooms below it: due items, who may see files, what can be found, what it keeps."""

from __future__ import annotations

from skwer.apps.files import holders
from skwer.apps.inbox import due
from skwer.apps.people import own_data
from skwer.apps.search import kinds as findables

from . import dues, findable
from .holding import SHARED_FILES, SPACE_FILES
from .own_data import OWN_DATA


def register_all() -> None:
    """Called once, when the application starts. Agreements offer theirs in `licence_offers`."""
    due.register("spaces_desks", dues.for_desks)
    due.register("spaces_people", dues.for_people)
    due.register("spaces_lenders", dues.for_lenders)
    due.register("spaces_borrowers", dues.for_borrowers)
    holders.register(SPACE_FILES)
    holders.register(SHARED_FILES)
    findables.register(findable.SPACES)
    findables.register(findable.SHARED)
    own_data.register(OWN_DATA)
