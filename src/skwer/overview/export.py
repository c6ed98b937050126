"""Everything an auditor may read of a city, as plain tables: nothing of drafts, ballots, or sheets still coming in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from skwer.apps.assessment.models import Assignment, Check, SentSheet, Sheet
from skwer.apps.calls.models import (
    Call,
    Correction,
    Decision,
    DecisionAct,
    DecisionLine,
    Edition,
    Meeting,
    MeetingItem,
    Need,
    Objection,
    Presence,
    Proposal,
    Recommendation,
    Recusal,
    Regulations,
    Reopening,
    Revision,
    Scheme,
    Stage,
    SupportSheet,
)
from skwer.apps.files.models import Upload
from skwer.apps.grants.models import (
    Agreement,
    Amendment,
    BudgetLine,
    Delivery,
    Expense,
    Instalment,
    InterestRate,
    PaymentOrder,
    Pledge,
    Posting,
    Purchase,
    Refund,
    RefundPayment,
    Remark,
    Report,
    Settlement,
    Signature,
    Version,
)
from skwer.apps.people.journal import scope_of
from skwer.apps.people.models import Body, JournalEntry, Organisation, Person, Seat
from skwer.apps.people.rules import may_read_desk

# Keys that open doors, drawings of maps, and who stands behind a label of a published sheet.
SECRET = {"token", "geodata", "outline", "assessor", "thumbnail"}


@dataclass(frozen=True)
class Table:
    """One table: its name, (column, what it holds), and its rows as they are stored. People are their keys."""

    name: str
    columns: Sequence[tuple[str, str]]
    found: QuerySet[Any]
    paths: Sequence[str]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Row by row, so that a large city needs no large memory."""
        yield from self.found.values_list(*self.paths).iterator(chunk_size=500)


def tables(city: Organisation, person: Person) -> list[Table]:
    """The tables in the order of the procedure; none for who does not read the city's desk."""
    if not may_read_desk(person, city):
        return []
    calls = Call.objects.visible_to(person).filter(organisation=city)
    mine = {"call__in": calls.values("pk")}
    sent = Proposal.objects.visible_to(person).filter(call__in=calls.values("pk"), number__isnull=False)
    proposals = {"proposal__in": sent.values("pk")}
    decisions = Decision.objects.filter(**mine, published_at__isnull=False)
    closed = Stage.objects.filter(**mine, state=Stage.State.CLOSED)
    grants = Agreement.objects.of_desk(person).filter(organisation=city)
    inside = {"agreement__in": grants.values("pk")}
    pledges = Pledge.objects.filter(**inside)
    found: list[QuerySet[Any]] = [
        Scheme.objects.filter(organisation=city),
        Edition.objects.filter(scheme__organisation=city),
        calls,
        Stage.objects.filter(**mine),
        Regulations.objects.filter(**mine),
        Reopening.objects.filter(stage__call__in=calls.values("pk")),
        sent,
        Revision.objects.filter(**proposals),
        Correction.objects.filter(**proposals),
        Need.objects.filter(**proposals),
        SupportSheet.objects.filter(**proposals),
        Meeting.objects.filter(**mine),
        MeetingItem.objects.filter(meeting__call__in=calls.values("pk")),
        Presence.objects.filter(meeting__call__in=calls.values("pk")),
        Recusal.objects.filter(item__meeting__call__in=calls.values("pk")),
        Recommendation.objects.filter(**proposals),
        Check.objects.filter(**proposals),
        Assignment.objects.filter(stage__in=closed.values("pk")),
        Sheet.objects.filter(assignment__stage__in=closed.values("pk")),
        SentSheet.objects.filter(sheet__assignment__stage__in=closed.values("pk")),
        decisions,
        DecisionLine.objects.filter(decision__in=decisions.values("pk")),
        DecisionAct.objects.filter(decision__in=decisions.values("pk")),
        Objection.objects.filter(**mine),
        grants,
        BudgetLine.objects.filter(**inside),
        Version.objects.filter(**inside),
        Signature.objects.filter(version__agreement__in=grants.values("pk")),
        Amendment.objects.filter(**inside),
        Posting.objects.filter(**inside),
        Remark.objects.filter(posting__agreement__in=grants.values("pk")),
        PaymentOrder.objects.filter(organisation=city),
        Instalment.objects.filter(**inside),
        Expense.objects.filter(**inside).exclude(state=Expense.State.DRAFT),
        Purchase.objects.filter(**inside),
        pledges,
        Delivery.objects.filter(pledge__in=pledges.values("pk")),
        Report.objects.filter(**inside),
        Settlement.objects.filter(**inside),
        Refund.objects.filter(**inside),
        RefundPayment.objects.filter(refund__agreement__in=grants.values("pk")),
        InterestRate.objects.filter(organisation=city),
        Body.objects.filter(organisation=city),
        Seat.objects.filter(body__organisation=city),
        Upload.objects.visible_to(person).filter(organisation=city),
        JournalEntry.objects.filter(scope=scope_of(city)),
    ]
    made = [_table(one) for one in found]
    people = Person.objects.filter(_named_in(city, sent, grants)).distinct()
    names = [("uid", str(Person._meta.get_field("uid").verbose_name)), ("name", str(Person._meta.verbose_name))]
    return [*made, Table("person", names, people.order_by("pk"), ["uid", "name"])]


def _named_in(city: Organisation, sent: QuerySet[Proposal], grants: QuerySet[Agreement]) -> Q:
    """Whose names the auditor reads at the desk anyway: applicants, parties, the office, members of its bodies."""
    return (
        Q(proposals__in=sent.values("pk"))
        | Q(agreements__in=grants.values("pk"))
        | Q(memberships__organisation=city)
        | Q(seats__body__organisation=city)
    )


def _table(found: QuerySet[Any]) -> Table:
    columns, paths = [], []
    for field in found.model._meta.concrete_fields:
        if field.name in SECRET:
            continue
        is_person = isinstance(field, models.ForeignKey) and field.related_model is Person
        columns.append((field.name if is_person else field.attname, str(field.verbose_name)))
        paths.append(f"{field.name}__uid" if is_person else field.attname)
    return Table(found.model._meta.model_name, columns, found.order_by("pk"), paths)
