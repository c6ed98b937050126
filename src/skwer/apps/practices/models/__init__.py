"""What works and where: practices, kits, transfers; trials, cases, methods; feeds of other installations."""

from .cities import CityProfile
from .comparing import Case, Comparison
from .federation import Publication, PublishingKey, ReceivedItem, Subscription
from .kits import Kit, KitVersion
from .methods import Method, MethodVersion, Reference
from .practice import PARTS, Practice, PracticeTheme, PracticeVersion, Remark, Review
from .themes import Size, Theme
from .transfers import (
    FitScore,
    KitOffer,
    LegalRuling,
    PlanStep,
    Transfer,
    TransferElement,
    TransferQuestion,
)
from .trials import LANGUAGES, Correction, Trial, TrialQuerySet

__all__ = [
    "LANGUAGES",
    "PARTS",
    "Case",
    "CityProfile",
    "Comparison",
    "Correction",
    "FitScore",
    "Kit",
    "KitOffer",
    "KitVersion",
    "LegalRuling",
    "Method",
    "MethodVersion",
    "PlanStep",
    "Practice",
    "PracticeTheme",
    "PracticeVersion",
    "Publication",
    "PublishingKey",
    "ReceivedItem",
    "Reference",
    "Remark",
    "Review",
    "Size",
    "Subscription",
    "Theme",
    "Transfer",
    "TransferElement",
    "TransferQuestion",
    "Trial",
    "TrialQuerySet",
]
