"""What waits in this room, kind by kind: trials and cases, records, transfers, their plans, offers of kits, feeds."""

from . import feeds, offers, plans, records, transfers, trials

DUES = {
    "practices": trials.dues,
    "practice_records": records.dues,
    "transfers": transfers.dues,
    "transfer_plans": plans.dues,
    "kit_offers": offers.dues,
    "feeds": feeds.dues,
}
"""By the names under which the inbox knows them."""

__all__ = ["DUES"]
