"""What this room offers to the rooms below it: its stage kinds, due items, who may see files, what can be found."""

from __future__ import annotations

from skwer.apps.files import holders
from skwer.apps.inbox import due
from skwer.apps.people import own_data
from skwer.apps.practices.kits import registry as kit_registry
from skwer.apps.search import kinds as findables

from . import backing_offers, discussing, dues, findable, stages
from .holding import PROPOSAL_FILES
from .kinds import DECIDE_KIND, MEET_KIND, PROPOSE_KIND
from .kits.checking import KIT_CHECKER
from .own_data import OBJECTIONS, OWN_DATA


def register_all() -> None:
    """Called once, when the application starts."""
    stages.register(PROPOSE_KIND)
    stages.register(MEET_KIND)
    stages.register(DECIDE_KIND)
    kit_registry.register(KIT_CHECKER)
    due.register("calls_authors", dues.for_authors)
    due.register("calls_offices", dues.for_offices)
    due.register("calls_backing_authors", backing_offers.for_authors)
    due.register("calls_backing_offices", backing_offers.for_offices)
    holders.register(PROPOSAL_FILES)
    holders.register(backing_offers.NEED_FILES)
    holders.register(backing_offers.SHEET_FILES)
    findables.register(findable.CALLS)
    findables.register(findable.PROPOSALS)
    discussing.offer()
    own_data.register(backing_offers.OWN_SUPPORT)  # before the drafts themselves go
    own_data.register(OWN_DATA)
    own_data.register(OBJECTIONS)
