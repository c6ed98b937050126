"""A payment order as files: for people (XLSX, CSV) and for banks (Elixir-0, pain.001). See docs/methods/payments.md."""

from .files import FORMATS, BankFile, NoSuchFile, make_file
from .lines import OrderChanged, Transfer, transfers

__all__ = ["FORMATS", "BankFile", "NoSuchFile", "OrderChanged", "Transfer", "make_file", "transfers"]
