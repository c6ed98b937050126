"""What this room keeps about a person, for her export."""

from . import feeds, kits, methods, opening, records, transfers

OWN_DATA = (
    methods.OWN_DATA,
    kits.OWN_DATA,
    records.OWN_DATA,
    transfers.OWN_DATA,
    opening.OWN_DATA,
    feeds.OWN_DATA,
)

__all__ = ["OWN_DATA"]
