"""Samples and chains in words: findings as headings, a step of the chain each, a sentence for each gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.grants.models import Agreement, Expense
from skwer.overview.auditing import Picks
from skwer.overview.casefile.agreement import source_words
from skwer.overview.casefile.application import day
from skwer.overview.tracing import Gap, Trace
from skwer.web.context import address
from skwer.web.templatetags.words import money, number


@dataclass(frozen=True)
class Step:
    """One link of the chain: what it is, what it says, and whether it holds."""

    title: str
    facts: Sequence[dict[str, Any]]
    holds: bool
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)


def finding(found: Picks | None) -> str:
    """The sample in a sentence."""
    if found is None or not found.picked:
        return _("There is nothing to draw from")
    said = ngettext("%(drawn)s of %(listed)s agreement drawn", "%(drawn)s of %(listed)s agreements drawn", found.listed)
    return said % {"drawn": number(len(found.picked)), "listed": number(found.listed)}


def costs(agreement: Agreement, expenses: Sequence[Expense]) -> str:
    """An agreement's costs in a sentence."""
    if not expenses:
        return _("Agreement %(number)s: no cost was shown yet") % {"number": agreement.number}
    said = ngettext(
        "Agreement %(number)s: %(n)s cost to follow", "Agreement %(number)s: %(n)s costs to follow", len(expenses)
    )
    return said % {"number": agreement.number, "n": len(expenses)}


def chain(traced: Trace) -> str:
    """Does the chain hold?"""
    document = traced.expense.document
    if traced.whole:
        return _("%(document)s: from the file to the payment without a gap") % {"document": document}
    said = ngettext("%(document)s: the chain has %(n)s gap", "%(document)s: the chain has %(n)s gaps", len(traced.gaps))
    return said % {"document": document, "n": len(traced.gaps)}


def steps(traced: Trace) -> list[Step]:
    """The links in their order."""
    codes = {gap.code for gap in traced.gaps}
    return [
        _files(traced, codes),
        _expense(traced),
        _line(traced, codes),
        _version(traced, codes),
        _account(traced, codes),
        _payments(traced, codes),
    ]


def gaps(traced: Trace) -> list[str]:
    """What does not hold, a sentence each."""
    return [_gap(gap) for gap in traced.gaps]


def _gap(gap: Gap) -> str:
    return {
        "no_file": _("No file is kept with this cost."),
        "file_lost": _("The store has lost the file %(what)s."),
        "file_changed": _("The file %(what)s is not the one that was uploaded: its SHA-256 differs."),
        "file_not_sent": _("The file %(what)s came after the cost was sent to the office."),
        "file_gone": _("A file that was there when the cost was sent is missing: %(what)s."),
        "no_version": _("No version of the agreement was in force on the day of the answer."),
        "version_changed": _("Version %(what)s does not have the checksum it was made with."),
        "line_not_in_version": _("The version in force on that day has no budget line “%(what)s” in this place."),
        "nothing_paid": _("Costs are accepted, but nothing was paid yet."),
        "no_order": _("Instalment %(what)s is paid, but no payment order names it."),
        "order_changed": _("Payment order %(what)s does not hold the payments it was made with."),
        "more_accepted_than_paid": _("More costs are accepted than the grant can pay."),
    }[gap.code] % {"what": gap.what}


def _row(label: str, value: Any, note: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "note": note}


def _files(traced: Trace, codes: set[str]) -> Step:
    facts, links = [], []
    for one in traced.files:
        facts.append(_row(one.upload.original_name, one.computed or "–", _("SHA-256, counted just now")))
        facts.append(_row(_("As it was uploaded"), one.upload.sha256, day(one.upload.uploaded_at)))
        if url := address("web:file", str(one.upload.pk)):
            links.append((one.upload.original_name, url))
    holds = not codes & {"no_file", "file_lost", "file_changed", "file_not_sent", "file_gone"}
    return Step(_("The file"), facts, holds, links)


def _expense(traced: Trace) -> Step:
    one, currency = traced.expense, traced.agreement.currency
    facts = [
        _row(_("Document"), one.document, _("issued on %(day)s") % {"day": day(one.issued_on)}),
        _row(_("What was bought"), one.what),
        _row(_("Seller"), one.seller, one.seller_no),
        _row(_("Sum of the document"), money(one.total, currency)),
        _row(_("From the grant"), money(one.claimed, currency)),
        _row(_("Accepted"), money(one.accepted, currency), day(one.reviewed_at)),
        _row(_("State"), str(one.get_state_display()), " ".join(p for p in (one.reason, one.paragraph) if p)),
    ]
    return Step(_("The cost"), facts, True)


def _line(traced: Trace, codes: set[str]) -> Step:
    line, currency = traced.expense.line, traced.agreement.currency
    stated = traced.in_force.line if traced.in_force else None
    facts = [_row(_("Budget line"), f"{line.order}. {line.name}", source_words(line.source))]
    facts.append(_row(_("Planned today"), money(line.amount, currency)))
    if stated:
        then = f"{stated.get('name', '')}: {money(Decimal(str(stated.get('amount', 0))), currency)}"
        facts.append(_row(_("On the day of the answer"), then))
    return Step(_("The budget line"), facts, "line_not_in_version" not in codes and "no_version" not in codes)


def _version(traced: Trace, codes: set[str]) -> Step:
    agreement, links = traced.agreement, []
    facts = [_row(_("Agreement"), agreement.number)]
    if traced.in_force:
        version = traced.in_force.version
        facts.append(_row(_("Version in force on %(day)s") % {"day": day(traced.on)}, str(version.number)))
        facts.append(_row(_("In force since"), day(version.in_force_at)))
        facts.append(_row(_("Checksum"), version.checksum))
        if url := address("web:agreement_pdf", agreement.pk):
            links.append((_("The text (PDF)"), f"{url}?version={version.number}"))
    return Step(_("The version in force"), facts, not codes & {"no_version", "version_changed"}, links)


def _account(traced: Trace, codes: set[str]) -> Step:
    account, currency = traced.account, traced.agreement.currency
    facts = [
        _row(_("Bank account"), traced.agreement.account or "–"),
        _row(_("Granted"), money(account.awarded, currency)),
        _row(_("Paid"), money(account.paid, currency)),
        _row(_("Accepted costs"), money(account.accepted, currency)),
        _row(_("Costs not accepted"), money(account.refused, currency)),
        _row(_("To be given back"), money(account.due_back, currency)),
        _row(_("Given back"), money(account.refunded, currency)),
    ]
    return Step(_("The account of the agreement"), facts, "more_accepted_than_paid" not in codes)


def _payments(traced: Trace, codes: set[str]) -> Step:
    facts, links, currency = [], [], traced.agreement.currency
    city = traced.agreement.organisation
    for one in traced.paid:
        part = _("Instalment %(number)s") % {"number": one.instalment.order}
        paid = _("paid on %(day)s") % {"day": day(one.instalment.paid_on)}
        facts.append(_row(part, money(one.instalment.amount, currency), paid))
        if one.order is not None:
            name = _("Payment order %(number)s") % {"number": one.order.number}
            total = _("%(sum)s in all") % {"sum": money(one.order.total, one.order.currency)}
            facts.append(_row(name, one.order.hash, total))
            if url := address("web:desk_payment", city.slug, one.order.number):
                links.append((name, url))
    if not facts:
        facts.append(_row(_("Instalments"), _("nothing paid yet")))
    return Step(
        _("Instalments and payment orders"), facts, not codes & {"nothing_paid", "no_order", "order_changed"}, links
    )
