"""Agreements, costs, work and reports hold files: who sees them, and who may add and take away."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from skwer.apps.files.holders import HolderKind
from skwer.apps.people.models import Person
from skwer.apps.people.rules import may_run

from .models import Agreement, Delivery, Expense, Report
from .rules import is_party, may_sign, open_annex, waits_for


def inside(person: Person | None) -> QuerySet[Agreement]:
    """Agreements whose papers she may open: she carries them out, or reads the city's desk."""
    if person is None or not person.is_authenticated:
        return Agreement.objects.none()
    mine = Agreement.objects.of_party(person).exclude(state=Agreement.State.DRAFTED).values("pk")
    desk = Agreement.objects.of_desk(person).values("pk")
    return Agreement.objects.filter(Q(pk__in=mine) | Q(pk__in=desk))


def _change_agreement(person: Person, key: str, _at: datetime) -> bool:
    """The party while its signature is waited for; the office as long as the agreement lives."""
    agreement = Agreement.objects.filter(pk=key).first() if key.isdecimal() else None
    if agreement is None or agreement.state in (Agreement.State.EXPIRED, Agreement.State.CLOSED):
        return False
    if may_run(person, agreement.organisation) or may_sign(person, agreement):
        return True
    annex = open_annex(agreement)
    return annex is not None and waits_for(annex) == "party" and is_party(person, agreement)


def _never(_person: Person, _key: str, _at: datetime) -> bool:
    """What stands under an agreement stays."""
    return False


def _nothing(_person: Person | None) -> list[str]:
    return []


def _expenses(person: Person | None) -> QuerySet[Expense]:
    return Expense.objects.filter(agreement__in=inside(person).values("pk"))


def _change_expense(person: Person, key: str, _at: datetime) -> bool:
    """The party, until it sends the document, and again when the office asks about it."""
    expense = Expense.objects.filter(pk=key).select_related("agreement").first() if key.isdecimal() else None
    return (
        expense is not None
        and expense.state in (Expense.State.DRAFT, Expense.State.QUERIED)
        and is_party(person, expense.agreement)
    )


def _deliveries(person: Person | None) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pledge__agreement__in=inside(person).values("pk"))


def _shown_deliveries(_person: Person | None) -> QuerySet[Delivery]:
    """Photos of confirmed work are public once the final report is accepted; the party says so of each photo."""
    return Delivery.objects.filter(
        state=Delivery.State.VERIFIED,
        pledge__agreement__reports__kind=Report.Kind.FINAL,
        pledge__agreement__reports__state=Report.State.ACCEPTED,
        pledge__agreement__state__in=Agreement.IN_FORCE_ONCE,
    )


def _change_delivery(person: Person, key: str, _at: datetime) -> bool:
    """Whoever carries the idea out, until the entry is confirmed or not."""
    found = Delivery.objects.filter(pk=key).select_related("pledge__agreement").first() if key.isdecimal() else None
    return found is not None and found.state == Delivery.State.LOGGED and is_party(person, found.pledge.agreement)


def _reports(person: Person | None) -> QuerySet[Report]:
    return Report.objects.filter(agreement__in=inside(person).values("pk"))


def _shown_reports(_person: Person | None) -> QuerySet[Report]:
    """Before and after: public once the report is accepted."""
    return Report.objects.filter(state=Report.State.ACCEPTED, agreement__state__in=Agreement.IN_FORCE_ONCE)


def _change_report(person: Person, key: str, _at: datetime) -> bool:
    """The party, while the report is to be written or corrected."""
    report = Report.objects.filter(pk=key).select_related("agreement").first() if key.isdecimal() else None
    return (
        report is not None
        and report.state in (Report.State.DUE, Report.State.CORRECTION)
        and is_party(person, report.agreement)
    )


AGREEMENT_FILES = HolderKind("agreement", _nothing, inside, _change_agreement)
SIGNED_FILES = HolderKind("agreement_signed", _nothing, inside, _never)
EXPENSE_FILES = HolderKind("grant_expense", _nothing, _expenses, _change_expense)
DELIVERY_FILES = HolderKind("grant_delivery", _shown_deliveries, _deliveries, _change_delivery)
REPORT_FILES = HolderKind("grant_report", _shown_reports, _reports, _change_report)
HOLDERS = (AGREEMENT_FILES, SIGNED_FILES, EXPENSE_FILES, DELIVERY_FILES, REPORT_FILES)
