"""What this room offers to the rooms below it: due items, who may see files, what can be found, what it keeps."""

from __future__ import annotations

from skwer.apps.files import holders
from skwer.apps.inbox import due
from skwer.apps.people import own_data
from skwer.apps.search import kinds as findables

from . import dues, findable
from .holding import EVENT_FILES
from .own_data import OWN_DATA


def register_all() -> None:
    """Called once, when the application starts."""
    due.register("events_people", dues.for_people)
    due.register("events_organisations", dues.for_organisations)
    due.register("events_desks", dues.for_desks)
    holders.register(EVENT_FILES)
    findables.register(findable.EVENTS)
    own_data.register(OWN_DATA)
