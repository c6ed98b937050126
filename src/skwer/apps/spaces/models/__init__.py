from .licence import Evaluation, Extension, Licence, LicenceQuerySet, LicenceVersion, Protocol
from .sharing import Booking, BookingQuerySet, Shared, SharedQuerySet
from .space import USES, UTILITIES, Match, Space, SpaceQuerySet, Viewing, Visit, Wish, WishQuerySet

__all__ = [
    "USES",
    "UTILITIES",
    "Booking",
    "BookingQuerySet",
    "Evaluation",
    "Extension",
    "Licence",
    "LicenceQuerySet",
    "LicenceVersion",
    "Match",
    "Protocol",
    "Shared",
    "SharedQuerySet",
    "Space",
    "SpaceQuerySet",
    "Viewing",
    "Visit",
    "Wish",
    "WishQuerySet",
]
