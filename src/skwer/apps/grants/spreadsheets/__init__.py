"""Spreadsheets on their way in: `reading` the file, `columns` it may have, `checking` its rows. Keeps nothing."""

from .checking import Checked, Fault, Known, check
from .columns import COLUMNS, Column, guess
from .reading import NotASheet, Sheet, read

__all__ = ["COLUMNS", "Checked", "Column", "Fault", "Known", "NotASheet", "Sheet", "check", "guess", "read"]
