"""What changes here: checks, corrections asked for, assignments, declarations, sheets."""

from .assigning import (
    AlreadyAssigned,
    CannotAssign,
    NotInCommittee,
    TiedAssessor,
    assign,
    assign_assessors,
    assign_late,
    name_district,
    release,
)
from .checking import (
    CannotCheck,
    CheckIncomplete,
    NoMoreCorrections,
    NothingToRefuse,
    answer_check,
    answer_checks,
    ask_correction,
    finish_check,
)
from .declaring import AlreadyDeclared, ReasonMissing, declare
from .rescoring import rescore
from .scoring import CannotScore, SheetIncomplete, StaleSheet, reopen_sheet, save_sheet, submit_sheet

__all__ = [
    "AlreadyAssigned",
    "AlreadyDeclared",
    "CannotAssign",
    "CannotCheck",
    "CannotScore",
    "CheckIncomplete",
    "NoMoreCorrections",
    "NotInCommittee",
    "NothingToRefuse",
    "ReasonMissing",
    "SheetIncomplete",
    "StaleSheet",
    "TiedAssessor",
    "answer_check",
    "answer_checks",
    "ask_correction",
    "assign",
    "assign_assessors",
    "assign_late",
    "declare",
    "finish_check",
    "name_district",
    "release",
    "reopen_sheet",
    "rescore",
    "save_sheet",
    "submit_sheet",
]
