"""The kinds of stages this room offers to `calls`: CHECK and ASSESS."""

from .assess import AssessKind
from .check import CheckKind

__all__ = ["AssessKind", "CheckKind"]
