"""What waits in the account of a grant, for the party and for the office: costs, work, reports, refunds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from skwer.apps.inbox.due import Due, end_of
from skwer.apps.people.models import Membership, Organisation, Person

from .models import Agreement, Delivery, Expense, Instalment, Refund, Report, Settlement
from .queries.owing import late_reports

SOON = timedelta(days=30)
"""A report stands in the inbox a month before its day."""
RUNNING = (Agreement.State.ACTIVE, Agreement.State.TERMINATED)


def for_parties(person: Person, at: datetime) -> list[Due]:
    """Costs to complete, entries to confirm, reports to write or correct, money to give back."""
    mine = Agreement.objects.of_party(person).values("pk")
    return [*_asked(mine), *_to_confirm(person, mine), *_reports(mine, at), *_refunds(mine, at)]


def _asked(mine: QuerySet[Any]) -> Iterator[Due]:
    rows = Expense.objects.filter(agreement__in=mine, state=Expense.State.QUERIED)
    for expense in rows.select_related("agreement__organisation").order_by("agreement", "number"):
        yield Due(
            what=_("Complete the cost the office asks about"),
            about=f"{expense.agreement.title}: {expense.what}",
            action=_("Complete it"),
            route="web:grant_cost",
            kwargs={"pk": expense.agreement_id, "number": expense.number},
            state="fix",
            organisation=expense.agreement.organisation,
            detail=expense.reason,
        )


def _to_confirm(person: Person, mine: QuerySet[Any]) -> Iterator[Due]:
    """Entries somebody else of the party wrote down: nobody confirms her own."""
    waiting = Q(pledges__deliveries__state=Delivery.State.LOGGED) & ~Q(pledges__deliveries__logged_by=person)
    for agreement in _counted(Agreement.objects.filter(pk__in=mine, state__in=RUNNING), waiting):
        n: int = agreement.waiting  # type: ignore[attr-defined]
        yield Due(
            what=ngettext_lazy("Confirm %(n)d entry of work", "Confirm %(n)d entries of work", n) % {"n": n},
            about=agreement.title,
            action=_("Look"),
            route="web:grant_work",
            kwargs={"pk": agreement.pk},
            state="check",
            organisation=agreement.organisation,
        )


def _counted(agreements: QuerySet[Agreement], which: Q) -> QuerySet[Agreement]:
    """Agreements with at least one such thing, and how many; one query."""
    return (
        agreements.annotate(waiting=Count("pledges__deliveries", filter=which, distinct=True))
        .filter(waiting__gt=0)
        .select_related("organisation")
        .order_by("pk")
    )


def _reports(mine: QuerySet[Any], at: datetime) -> Iterator[Due]:
    rows = Report.objects.filter(
        agreement__in=mine, agreement__state__in=RUNNING, agreement__settlement__isnull=True
    ).filter(
        Q(state=Report.State.CORRECTION)
        | Q(state=Report.State.DUE, due_on__lte=timezone.localdate(at) + SOON)
    )  # fmt: skip
    for report in rows.select_related("agreement__organisation").order_by("due_on", "pk"):
        correct = report.state == Report.State.CORRECTION
        until = report.correct_until if correct and report.correct_until else end_of(report.due_on)
        yield Due(
            what=_("Correct the report") if correct else _("Write the report"),
            about=report.agreement.title,
            action=_("Correct") if correct else _("Write"),
            route="web:grant_report",
            kwargs={"pk": report.agreement_id, "number": report.number},
            due_at=until,
            state="late" if until <= at else "fix",
            organisation=report.agreement.organisation,
            detail=report.correction if correct else "",
        )


def _refunds(mine: QuerySet[Any], at: datetime) -> Iterator[Due]:
    open_ = (Refund.State.ASSESSED, Refund.State.ENFORCED)
    for refund in Refund.objects.filter(agreement__in=mine, state__in=open_).select_related("agreement__organisation"):
        until = end_of(refund.due_on)
        yield Due(
            what=_("Give money back to the city"),
            about=refund.agreement.title,
            action=_("See how much"),
            route="web:grant_refunds",
            kwargs={"pk": refund.agreement_id},
            due_at=until,
            state="late" if until <= at else "fix",
            organisation=refund.agreement.organisation,
        )


def for_offices(person: Person, at: datetime) -> list[Due]:
    """What the accounts of the cities she runs wait for."""
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN]
    held = Membership.objects.current().filter(person=person, role__in=roles).values("organisation")
    return [due for city in Organisation.objects.filter(pk__in=held) for due in for_city(city, at)]


def for_city(city: Organisation, at: datetime) -> list[Due]:
    """What the office must do next, the same for each of its officers; one query a kind of thing."""
    return [*_to_answer(city), *_to_pay(city), *_to_settle(city), *_late(city, at)]


def _to_answer(city: Organisation) -> Iterator[Due]:
    here = Agreement.objects.filter(organisation=city, state__in=RUNNING)
    claimed = here.annotate(
        waiting=Count("expenses", filter=Q(expenses__state=Expense.State.CLAIMED), distinct=True)
    ).filter(waiting__gt=0)
    for agreement in claimed.order_by("pk"):
        n: int = agreement.waiting  # type: ignore[attr-defined]
        words = ngettext_lazy("Answer %(n)d cost", "Answer %(n)d costs", n) % {"n": n}
        yield _office(agreement, words, "web:desk_costs", city)
    for agreement in _counted(here, Q(pledges__deliveries__state=Delivery.State.LOGGED)):
        n = agreement.waiting  # type: ignore[attr-defined]
        words = ngettext_lazy("Confirm %(n)d entry of work", "Confirm %(n)d entries of work", n) % {"n": n}
        yield _office(agreement, words, "web:desk_grant_work", city)
    sent = Report.objects.filter(agreement__organisation=city, state=Report.State.SUBMITTED)
    for report in sent.select_related("agreement").order_by("sent_at", "pk"):
        yield _office(report.agreement, _("Answer the report"), "web:desk_report", city, number=report.number)


def _office(agreement: Agreement, what: Any, route: str, city: Organisation, state: str = "check", **more: Any) -> Due:
    return Due(
        what=what,
        about=f"{agreement.number}: {agreement.title}",
        action=_("Look"),
        route=route,
        kwargs={"pk": agreement.pk, **more},
        state=state,
        organisation=city,
    )


def _to_pay(city: Organisation) -> Iterator[Due]:
    due = Instalment.objects.filter(
        agreement__organisation=city, agreement__state=Agreement.State.ACTIVE, state=Instalment.State.DUE
    )
    if n := due.count():
        yield Due(
            what=ngettext_lazy("Order the payment of %(n)d instalment", "Order the payment of %(n)d instalments", n)
            % {"n": n},
            about=city.name,
            action=_("Order payment"),
            route="web:desk_payments",
            kwargs={"slug": city.slug},
            state="check",
            organisation=city,
        )


def _to_settle(city: Organisation) -> Iterator[Due]:
    """Accepted final reports whose account is open, and settled ones whose money was not asked back."""
    ready = Agreement.objects.filter(
        organisation=city,
        state=Agreement.State.ACTIVE,
        settlement__isnull=True,
        reports__kind=Report.Kind.FINAL,
        reports__state=Report.State.ACCEPTED,
    )
    for agreement in ready.distinct().order_by("pk"):
        yield _office(agreement, _("Settle the account"), "web:desk_settle", city)
    owing = Settlement.objects.filter(agreement__organisation=city, due_back__gt=0, agreement__refunds__isnull=True)
    for settlement in owing.select_related("agreement").order_by("pk"):
        yield _office(settlement.agreement, _("Ask for the money that is to come back"), "web:desk_refunds", city)


def _late(city: Organisation, at: datetime) -> Iterator[Due]:
    """One line for all that is late: the list shows each."""
    on = timezone.localdate(at)
    reports = late_reports(city, on).exclude(state=Report.State.CORRECTION, correct_until__gt=at).count()
    open_ = (Refund.State.ASSESSED, Refund.State.ENFORCED)
    refunds = Refund.objects.filter(agreement__organisation=city, state__in=open_, due_on__lt=on).count()
    if n := reports + refunds:
        yield Due(
            what=ngettext_lazy("%(n)d report or refund is late", "%(n)d reports and refunds are late", n) % {"n": n},
            about=city.name,
            action=_("Look"),
            route="web:desk_overdue",
            kwargs={"slug": city.slug},
            state="late",
            organisation=city,
        )
