"""On whose money and with whom: funding programmes, projects with their cards, partnerships, and their work."""

from .funding import DESK, FundingProgramme
from .partnership import Partnership
from .project import Amount, ExchangeRate, Phase, Point, PolicyChange, PolicyInstrument, Project

__all__ = [
    "DESK",
    "Amount",
    "ExchangeRate",
    "FundingProgramme",
    "Partnership",
    "Phase",
    "Point",
    "PolicyChange",
    "PolicyInstrument",
    "Project",
]
