"""Rows of a checked spreadsheet become agreements, payments and arrears. Parts of `moving`; they check nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from skwer.values.canonical import fingerprint

from ..models import (
    Agreement,
    BudgetLine,
    Delivery,
    Expense,
    Instalment,
    MovedRow,
    Moving,
    Pledge,
    Refund,
    RefundPayment,
    Report,
    Settlement,
    Version,
)
from ..queries.moving import agreement_prints, thing_print

REFUND_DAYS = 15
Rows = Mapping[int, Mapping[str, Any]]
_STATES = {
    "active": Agreement.State.ACTIVE,
    "performed": Agreement.State.PERFORMED,
    "closed": Agreement.State.CLOSED,
    "terminated": Agreement.State.TERMINATED,
}


def make_agreements(moving: Moving, good: Rows, at: datetime) -> list[MovedRow]:
    """Agreements with their money as the table tells it, a dozen statements for a whole table."""
    agreements = Agreement.objects.bulk_create([_agreement(moving, row, at) for row in good.values()], batch_size=500)
    pairs = list(zip(agreements, good.values(), strict=True))
    lines = BudgetLine.objects.bulk_create(
        [
            BudgetLine(agreement=one, order=1, name=_("The grant as a whole"), source="grant", amount=one.amount)
            for one in agreements
        ],
        batch_size=500,
    )
    Version.objects.bulk_create([_version(one, row, at) for one, row in pairs], batch_size=500)
    Instalment.objects.bulk_create([i for one, row in pairs for i in _instalments(one, row)], batch_size=500)
    Expense.objects.bulk_create(
        [
            expense
            for line, (one, row) in zip(lines, pairs, strict=True)
            if (expense := _expense(one, line, row, at)) is not None
        ],
        batch_size=500,
    )
    Report.objects.bulk_create([_report(one, row) for one, row in pairs], batch_size=500)
    settled = [(one, row) for one, row in pairs if row["accepted"] is not None]
    Settlement.objects.bulk_create([_settlement(one, row, moving) for one, row in settled], batch_size=500)
    _give_back(settled, at)
    _hours(pairs, moving, at)
    prints = agreement_prints(one.pk for one in agreements)
    return [
        MovedRow(moving=moving, row=number, kind="agreement", key=one.pk, fingerprint=prints[one.pk])
        for number, one in zip(good, agreements, strict=True)
    ]


def _agreement(moving: Moving, row: Mapping[str, Any], at: datetime) -> Agreement:
    state = _STATES[row["state"]]
    return Agreement(
        organisation=moving.organisation,
        edition=moving.edition,
        number=row["number"],
        state=state,
        support=row["support"],
        title=row["title"],
        category=row["category"] or "",
        district_id=row["district"],
        applicant_kind=row["applicant_kind"],
        party_name=row["party_name"],
        party_address=row["party_address"] or "",
        party_register_no=row["party_register_no"] or "",
        account=row["account"] or "",
        currency=row["currency"],
        amount=row["amount"],
        hour_rate=moving.edition.scheme.hour_rate if moving.edition else None,
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        report_due_on=row["report_due_on"],
        drafted_at=at,
        active_at=_noon(row["signed_on"]),
        performed_at=_noon(row["settled_on"]) if state != Agreement.State.ACTIVE and row["settled_on"] else None,
        ended_at=_noon(row["settled_on"] or row["ends_on"]) if state in ("closed", "terminated") else None,
        end_reason=_("Moved in from a spreadsheet.") if state == "terminated" else "",
    )


def _version(one: Agreement, row: Mapping[str, Any], at: datetime) -> Version:
    facts = {"amount": f"{one.amount:.2f}", "signed_on": row["signed_on"].isoformat(), "moved_in": True}
    return Version(
        agreement=one,
        number=1,
        paragraphs=[],
        facts=facts,
        checksum=fingerprint({"agreement": str(one.uid), **facts}),
        made_at=at,
        in_force_at=one.active_at,
    )


def _instalments(one: Agreement, row: Mapping[str, Any]) -> list[Instalment]:
    """What was paid, and the rest: still to come while the agreement runs, else never."""
    made: list[Instalment] = []
    if row["paid"]:
        made.append(
            Instalment(agreement=one, order=1, amount=row["paid"], state=Instalment.State.PAID, paid_on=row["paid_on"])
        )
    rest = one.amount - row["paid"]
    if rest:
        running = one.state == Agreement.State.ACTIVE
        made.append(
            Instalment(
                agreement=one,
                order=len(made) + 1,
                amount=rest,
                after=Instalment.After.FINAL,
                state=Instalment.State.PLANNED if running else Instalment.State.CANCELLED,
                why="" if running else _("Not paid by the end of the agreement."),
            )
        )
    return made


def _expense(one: Agreement, line: BudgetLine, row: Mapping[str, Any], at: datetime) -> Expense | None:
    if not row["accepted"]:
        return None
    return Expense(
        agreement=one,
        line=line,
        number=1,
        document=_("earlier account"),
        what=_("Costs accepted in the city's earlier account"),
        issued_on=row["settled_on"],
        total=row["accepted"],
        claimed=row["accepted"],
        accepted=row["accepted"],
        state=Expense.State.ACCEPTED,
        added_at=at,
        reviewed_at=at,
    )


def _report(one: Agreement, row: Mapping[str, Any]) -> Report:
    done = row["accepted"] is not None
    return Report(
        agreement=one,
        number=1,
        kind=Report.Kind.FINAL,
        due_on=one.report_due_on,
        state=Report.State.ACCEPTED if done else Report.State.DUE,
        decided_at=_noon(row["settled_on"]) if done else None,
        reason=_("Accepted before Skwer.") if done else "",
    )


def _settlement(one: Agreement, row: Mapping[str, Any], moving: Moving) -> Settlement:
    return Settlement(
        agreement=one,
        awarded=one.amount,
        paid=row["paid"],
        accepted=row["accepted"],
        refused=Decimal(0),
        due_back=row["paid"] - row["accepted"],
        settled_on=row["settled_on"],
        settled_by=moving.made_by,
        note=_("Moved in from a spreadsheet."),
    )


def _give_back(settled: list[tuple[Agreement, Mapping[str, Any]]], at: datetime) -> None:
    owed = [(one, row) for one, row in settled if row["paid"] > row["accepted"]]
    refunds = Refund.objects.bulk_create(
        [
            Refund(
                agreement=one,
                number=1,
                kind=Refund.Kind.UNSPENT,
                principal=row["paid"] - row["accepted"],
                due_on=row["settled_on"] + timedelta(days=REFUND_DAYS),
                interest_from=row["settled_on"] + timedelta(days=REFUND_DAYS + 1),
                rate_kind="tax",
                state=Refund.State.PAID if row["refunded"] == row["paid"] - row["accepted"] else Refund.State.ASSESSED,
                reason=_("Moved in from a spreadsheet."),
                ended_at=at if row["refunded"] == row["paid"] - row["accepted"] else None,
            )
            for one, row in owed
        ],
        batch_size=500,
    )
    RefundPayment.objects.bulk_create(
        [
            RefundPayment(
                refund=refund,
                on=row["refunded_on"],
                amount=row["refunded"],
                principal=row["refunded"],
                interest=Decimal(0),
            )
            for refund, (_one, row) in zip(refunds, owed, strict=True)
            if row["refunded"]
        ],
        batch_size=500,
    )


def _hours(pairs: list[tuple[Agreement, Mapping[str, Any]]], moving: Moving, at: datetime) -> None:
    given = [(one, row) for one, row in pairs if row["hours"]]

    def value(one: Agreement, row: Mapping[str, Any]) -> Decimal:
        hours: Decimal = row["hours"]
        return (hours * (one.hour_rate or Decimal(0))).quantize(Decimal("0.01"))

    pledges = Pledge.objects.bulk_create(
        [
            Pledge(
                agreement=one,
                kind=Pledge.Kind.HOURS,
                what=_("Voluntary work"),
                quantity=row["hours"],
                value=value(one, row),
            )
            for one, row in given
        ],
        batch_size=500,
    )
    Delivery.objects.bulk_create(
        [
            Delivery(
                pledge=pledge,
                on=row["settled_on"] or one.ends_on,
                quantity=row["hours"],
                what=_("Voluntary work"),
                state=Delivery.State.VERIFIED,
                value=value(one, row),
                logged_at=at,
                verified_by=moving.made_by,
                verified_at=at,
            )
            for pledge, (one, row) in zip(pledges, given, strict=True)
        ],
        batch_size=500,
    )


def make_payments(moving: Moving, good: Rows, at: datetime) -> list[MovedRow]:  # noqa: ARG001  (as its neighbours)
    """Each payment settles instalments that are still to be paid, the earliest first; one is split where it must be."""
    agreements = _by_number(moving, good)
    waiting: dict[int, list[Instalment]] = defaultdict(list)
    open_states = [Instalment.State.DUE, Instalment.State.PLANNED]
    for instalment in (
        Instalment.objects.select_for_update()
        .filter(agreement__in=agreements.values(), state__in=open_states)
        .order_by("agreement", "order")
    ):
        waiting[instalment.agreement_id].append(instalment)
    last = dict(
        Instalment.objects.filter(agreement__in=agreements.values())
        .order_by()
        .values_list("agreement")
        .annotate(last=Max("order"))
    )
    # What each instalment was before the table came (None: the table made it), and the row that touched it last.
    origins: dict[int, dict[str, Any] | None] = {}
    touched: dict[int, tuple[int, Instalment]] = {}
    for number, row in good.items():
        key = agreements[row["number"]].pk
        left = row["amount"]
        while left:
            instalment = waiting[key].pop(0)
            before = {"amount": f"{instalment.amount:.2f}", "state": instalment.state, "paid_on": None}
            origins.setdefault(instalment.pk, before)
            touched[instalment.pk] = (number, instalment)
            if instalment.amount > left:
                last[key] += 1
                rest = Instalment.objects.create(
                    agreement_id=key,
                    order=last[key],
                    amount=instalment.amount - left,
                    after=instalment.after,
                    due_on=instalment.due_on,
                    state=instalment.state,
                )
                waiting[key].insert(0, rest)
                origins[rest.pk], touched[rest.pk] = None, (number, rest)
                instalment.amount = left
            instalment.state, instalment.paid_on = Instalment.State.PAID, row["paid_on"]
            instalment.save(update_fields=["amount", "state", "paid_on"])
            left -= instalment.amount
    return [_moved(moving, number, "instalment", one, origins[pk]) for pk, (number, one) in touched.items()]


def make_arrears(moving: Moving, good: Rows, at: datetime) -> list[MovedRow]:
    """Reports and refunds still owed: a report gets its day, a refund is asked for."""
    del at
    agreements = _by_number(moving, good)
    reports = {
        report.agreement_id: report
        for report in Report.objects.select_for_update().filter(
            agreement__in=agreements.values(), kind=Report.Kind.FINAL
        )
    }
    last = dict(
        Refund.objects.filter(agreement__in=agreements.values())
        .order_by()
        .values_list("agreement")
        .annotate(last=Max("number"))
    )
    made: list[MovedRow] = []
    for number, row in good.items():
        agreement = agreements[row["number"]]
        if row["owed"] == "report":
            report = reports.get(agreement.pk)
            before = {"due_on": report.due_on.isoformat()} if report else None
            if report is None:
                report = Report(agreement=agreement, number=1, kind=Report.Kind.FINAL, due_on=row["due_on"])
            report.due_on = row["due_on"]
            report.save()
            made.append(_moved(moving, number, "report", report, before))
            continue
        last[agreement.pk] = last.get(agreement.pk, 0) + 1
        refund = Refund.objects.create(
            agreement=agreement,
            number=last[agreement.pk],
            kind=Refund.Kind.UNSPENT,
            principal=row["amount"],
            due_on=row["due_on"],
            interest_from=row["interest_from"] or row["due_on"] + timedelta(days=1),
            rate_kind="tax",
            reason=row["reason"] or _("Moved in from a spreadsheet."),
        )
        made.append(_moved(moving, number, "refund", refund, None))
    return made


def _moved(
    moving: Moving, row: int, kind: str, thing: Instalment | Report | Refund, before: dict[str, Any] | None
) -> MovedRow:
    thing.refresh_from_db()  # sums as the database gives them back
    return MovedRow(moving=moving, row=row, kind=kind, key=thing.pk, before=before, fingerprint=thing_print(thing))


def _by_number(moving: Moving, good: Rows) -> dict[str, Agreement]:
    numbers = {row["number"] for row in good.values()}
    held = Agreement.objects.select_for_update().filter(organisation=moving.organisation, number__in=numbers)
    return {one.number: one for one in held.order_by("pk")}


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
