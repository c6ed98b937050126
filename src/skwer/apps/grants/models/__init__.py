"""Agreements and what follows from them: money, work, reports; and what was moved in from spreadsheets."""

from .agreement import Agreement, Amendment, BudgetLine, Posting, Remark, Signature, Version
from .money import (
    Expense,
    Instalment,
    InterestRate,
    PaymentOrder,
    Purchase,
    Refund,
    RefundPayment,
    Settlement,
)
from .moving import MovedRow, Moving
from .work import Delivery, Pledge, Report

__all__ = [
    "Agreement",
    "Amendment",
    "BudgetLine",
    "Delivery",
    "Expense",
    "Instalment",
    "InterestRate",
    "MovedRow",
    "Moving",
    "PaymentOrder",
    "Pledge",
    "Posting",
    "Purchase",
    "Refund",
    "RefundPayment",
    "Remark",
    "Report",
    "Settlement",
    "Signature",
    "Version",
]
