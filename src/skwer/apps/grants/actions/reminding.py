"""Reminders of reports: before the day, on it, and after it. Letters go by the announcement; nothing else changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..models import Agreement, Report
from ..signals import announce, report_reminded
from .book import is_settled, locked

DAYS = (-14, -3, 0, 7, 30)
"""Days after the term on which the party is reminded; one letter a day at most, the newest only."""
CORRECTION_DAYS = DAYS[1:]
"""Whoever was asked to correct got a letter that very day; fourteen days before the term would be the same day."""
OPEN = (Report.State.DUE, Report.State.CORRECTION)
RUNNING = (Agreement.State.ACTIVE, Agreement.State.TERMINATED)


def term_of(report: Report) -> date:
    """The day by which it is to be sent: the report's own, or that of its correction."""
    if report.state == Report.State.CORRECTION and report.correct_until is not None:
        return timezone.localdate(report.correct_until)
    return report.due_on


def remind_of_reports(*, at: datetime) -> Iterator[str]:
    """Remind of every report whose day is near or past. Called by `skwer tick`; twice a day it sends nothing twice."""
    today = timezone.localdate(at)
    near = Q(due_on__lte=today - timedelta(days=DAYS[0])) | Q(state=Report.State.CORRECTION)
    rows = Report.objects.filter(near, state__in=OPEN, agreement__state__in=RUNNING, agreement__settlement__isnull=True)
    for row in rows.select_related("agreement").order_by("pk"):
        if not _wanted(row, today):
            continue
        with transaction.atomic():
            agreement = locked(row.agreement)
            row.refresh_from_db()
            row.agreement = agreement
            open_ = row.state in OPEN and agreement.state in RUNNING and not is_settled(agreement)
            if not open_ or not _wanted(row, today):
                continue
            row.reminded_at = at
            row.save(update_fields=["reminded_at"])
            announce(report_reminded, Report, report=row, agreement=agreement, at=at)
        yield f"report {row.number} of agreement {agreement.number}: reminded"


def _wanted(report: Report, today: date) -> bool:
    """Has a day of reminding come since the last letter?"""
    days = CORRECTION_DAYS if report.state == Report.State.CORRECTION else DAYS
    term = term_of(report)
    passed = [term + timedelta(days=day) for day in days if term + timedelta(days=day) <= today]
    if not passed:
        return False
    told = timezone.localdate(report.reminded_at) if report.reminded_at else None
    return told is None or told < max(passed)
