"""What this room offers to rooms below it: kinds of stages, due items, files, findable kinds, own data."""

from __future__ import annotations

from skwer.apps.calls import stages
from skwer.apps.files import holders
from skwer.apps.inbox import due
from skwer.apps.people import own_data
from skwer.apps.search import kinds as findables

from . import account_dues, dues, findable
from .holding import HOLDERS
from .kinds import AGREE_KIND, DELIVER_KIND, UPKEEP_KIND
from .own_data import OWN_DATA


def register_all() -> None:
    """Called once, when the app is ready."""
    for kind in (AGREE_KIND, DELIVER_KIND, UPKEEP_KIND):
        stages.register(kind)
    for holder in HOLDERS:
        holders.register(holder)
    due.register("grants_parties", dues.for_parties)
    due.register("grants_offices", dues.for_offices)
    due.register("grant_accounts", account_dues.for_parties)
    due.register("grant_accounts_offices", account_dues.for_offices)
    findables.register(findable.AGREEMENTS)
    own_data.register(OWN_DATA)
