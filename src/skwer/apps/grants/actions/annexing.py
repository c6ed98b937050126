"""From an agreed change to the annex: the facts as they will be, and once both have signed, the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal

from ..merging import facts_of
from ..models import Agreement, Amendment, BudgetLine, Instalment, Pledge, Report, Version
from ..sums import GRANT, SUPPORTED, pledges, split
from ..terms import terms_of
from .book import exact_sum, note

PEOPLE = {"party_name": 200, "party_address": 250, "represented_by": 200}
OPEN_INSTALMENTS = (Instalment.State.PLANNED, Instalment.State.DUE, Instalment.State.WITHHELD)


class Stale(Refusal):
    """Payments were made since the annex was written, so its instalments no longer add up."""

    message = _("Money was paid since this annex was written. Withdraw it and answer the change again.")
    code = "stale_annex"
    status = 409


def changed_facts(agreement: Agreement, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they will be once the change is in force. Changes no row."""
    facts = facts_of(agreement)
    for name in ("scope", *PEOPLE, "account"):
        if name in changes:
            facts[name] = changes[name]
    if "ends_on" in changes:
        days = terms_of(agreement).report_days
        facts["ends_on"] = changes["ends_on"]
        facts["report_due_on"] = (date.fromisoformat(changes["ends_on"]) + timedelta(days=days)).isoformat()
        for report in facts["reports"]:
            if report["kind"] == Report.Kind.FINAL:
                report["due_on"] = facts["report_due_on"]
    if "lines" in changes:
        facts["lines"] = [dict(row) for row in changes["lines"]]
        given = [Decimal(row["amount"]) for row in facts["lines"] if row["source"] in SUPPORTED]
        facts["amount"] = f"{sum(given, Decimal(0)):.2f}"
        in_cash = sum((Decimal(row["amount"]) for row in facts["lines"] if row["source"] == GRANT), Decimal(0))
        facts["instalments"] = [
            {
                "order": row.order,
                "amount": f"{row.amount:.2f}",
                "after": row.after,
                "due_on": row.due_on.isoformat() if row.due_on else "",
            }
            for row in reshaped(agreement, in_cash)
            if row.amount and row.state != Instalment.State.CANCELLED
        ]
        facts["pledges"] = [
            {
                "line": row.line.order if row.line else None,
                "kind": row.kind,
                "what": row.what,
                "quantity": f"{row.quantity:.2f}",
                "value": f"{row.value:.2f}",
            }
            for row in repledged(agreement, facts["lines"])
        ]
    return facts


def reshaped(agreement: Agreement, in_cash: Decimal) -> list[Instalment]:
    """Instalments (unsaved) that add up to the new grant: those still open share what is left, in proportion.

    An open one with sum 0 is to be dropped; where none is open and money is left, one more follows the final report.
    """
    rows = list(agreement.instalments.order_by("order"))
    movable = [row for row in rows if row.state in OPEN_INSTALMENTS]
    left = in_cash - sum((row.amount for row in rows if row not in movable), Decimal(0))
    if movable:
        for row, part in zip(movable, split(left, [row.amount for row in movable]), strict=True):
            row.amount = part
    elif left > 0:
        order = rows[-1].order + 1 if rows else 1
        rows.append(Instalment(agreement=agreement, order=order, amount=left, after=Instalment.After.FINAL))
    return rows


def repledged(agreement: Agreement, rows: Sequence[Mapping[str, Any]]) -> list[Pledge]:
    """Pledges (unsaved) as the new budget means them. One whose line kept its sum stays as it is."""
    held = {pledge.line.order: pledge for pledge in agreement.pledges.select_related("line") if pledge.line}
    made = [pledge for pledge in agreement.pledges.all() if pledge.line_id is None]
    for row in rows:
        line = BudgetLine(
            order=row["order"], name=row["name"], source=row["source"], amount=exact_sum(row["amount"]) or Decimal(0)
        )
        new = next(iter(pledges([line], {}, agreement.hour_rate)), None)
        old = held.get(row["order"])
        if old is not None and new is not None and old.kind == new.kind:
            if old.line is not None and old.line.amount == line.amount:
                made.append(old)
                continue
            new.pk = old.pk
        if new is not None:
            made.append(new)
    return made


def bring_into_force(agreement: Agreement, version: Version, at: datetime) -> None:
    """Both signed the annex: its facts become the rows. Called under the agreement's lock. Raises Stale."""
    amendment = version.amendment
    assert amendment is not None  # noqa: S101  (an annex has one)
    if changed_facts(agreement, amendment.changes) != version.facts:
        raise Stale
    facts = version.facts
    before = {"amount": agreement.amount, "ends_on": agreement.ends_on}
    for name in ("party_name", "party_address", "represented_by", "account"):
        setattr(agreement, name, facts[name])
    agreement.ends_on = date.fromisoformat(facts["ends_on"])
    agreement.report_due_on = date.fromisoformat(facts["report_due_on"])
    agreement.reports.filter(kind=Report.Kind.FINAL).exclude(state=Report.State.ACCEPTED).update(
        due_on=agreement.report_due_on, reminded_at=None
    )
    if "lines" in amendment.changes:
        _keep_lines(agreement, facts)
    agreement.amount = Decimal(facts["amount"])
    agreement.save()
    version.in_force_at = at
    version.save(update_fields=["in_force_at"])
    amendment.state = Amendment.State.IN_FORCE
    amendment.save(update_fields=["state"])
    note(
        "amend_agreement",
        "agreement",
        agreement.pk,
        None,
        at,
        organisation=agreement.organisation,
        before=before,
        after={"amount": agreement.amount, "ends_on": agreement.ends_on, "amendment": amendment.number},
    )


def _keep_lines(agreement: Agreement, facts: Mapping[str, Any]) -> None:
    rows = facts["lines"]
    in_cash = sum((Decimal(row["amount"]) for row in rows if row["source"] == GRANT), Decimal(0))
    for part in reshaped(agreement, in_cash):
        if part.amount:
            part.save()
        elif part.pk:
            part.delete()
    promised = repledged(agreement, rows)
    kept = {row["order"] for row in rows}
    agreement.pledges.filter(line__isnull=False).exclude(
        pk__in=[pledge.pk for pledge in promised if pledge.pk]
    ).delete()
    agreement.lines.exclude(order__in=kept).delete()
    lines = {}
    for row in rows:
        lines[row["order"]], _made = BudgetLine.objects.update_or_create(
            agreement=agreement,
            order=row["order"],
            defaults={
                "name": row["name"],
                "source": row["source"],
                "amount": Decimal(row["amount"]),
                "payer": row["payer"],
            },
        )
    for pledge in promised:
        if pledge.line is not None:
            pledge.agreement, pledge.line = agreement, lines[pledge.line.order]
        pledge.save()
