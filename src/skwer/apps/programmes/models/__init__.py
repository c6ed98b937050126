"""On whose money and with whom: funding programmes, projects with their cards, partnerships, and their work."""

from .funding import DESK, FundingProgramme
from .inside import desks_of, inside
from .partnership import Partnership
from .project import Amount, ExchangeRate, Phase, Point, PolicyChange, PolicyInstrument, Project
from .research import Answer, OutsideApplication, Recommendation, Study
from .support import HALF_DAY, Allowance, ExpertContract, ExpertDay, Use, VisitNote
from .work import BudgetLine, Category, Claim, ClaimStep, Measure, Reading, Risk, Spending, Task

__all__ = [
    "DESK",
    "HALF_DAY",
    "Allowance",
    "Amount",
    "Answer",
    "BudgetLine",
    "Category",
    "Claim",
    "ClaimStep",
    "ExchangeRate",
    "ExpertContract",
    "ExpertDay",
    "FundingProgramme",
    "Measure",
    "OutsideApplication",
    "Partnership",
    "Phase",
    "Point",
    "PolicyChange",
    "PolicyInstrument",
    "Project",
    "Reading",
    "Recommendation",
    "Risk",
    "Spending",
    "Study",
    "Task",
    "Use",
    "VisitNote",
    "desks_of",
    "inside",
]
