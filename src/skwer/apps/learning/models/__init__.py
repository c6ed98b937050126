"""What people learn from: modules with questions, paths through them; and how a city judges its own capacity."""

from .capacity import Scale, SelfAssessment, SelfRoll, SelfSheet
from .module import Module, Path, PathStep, Question
from .progress import Attempt, Completion

__all__ = [
    "Attempt",
    "Completion",
    "Module",
    "Path",
    "PathStep",
    "Question",
    "Scale",
    "SelfAssessment",
    "SelfRoll",
    "SelfSheet",
]
