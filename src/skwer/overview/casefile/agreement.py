"""The agreement's half of a case file: versions and signatures, money, costs with files, work, reports, account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.files.models import Upload
from skwer.apps.forms.schema import SOURCES, Form
from skwer.apps.forms.showing import display
from skwer.apps.grants.models import Agreement, Delivery, Refund, Settlement
from skwer.apps.people.models import Person
from skwer.values.canonical import canonical_json

from .application import day, money
from .pieces import Data, Document, Facts, Grid, Paper, Piece, Prose, scans


def agreement(one: Agreement, person: Person, language: str) -> Iterator[Piece]:
    """Pieces of the agreement in the order of the procedure."""

    def sum_(amount: Any) -> str:
        return money(amount, one.currency, language)

    yield from _contract(one, person, sum_)
    yield from _money_out(one, sum_)
    yield from _costs(one, person, sum_)
    yield from _work(one, person, sum_)
    yield from _reports(one, person)
    yield from _account(one, sum_)


def _held(person: Person, kind: str, keys: Iterable[Any]) -> list[Upload]:
    found = Upload.objects.visible_to(person).filter(holder_kind=kind, holder_key__in=[str(key) for key in keys])
    return list(found.order_by("uploaded_at", "pk"))


def source_words(source: str) -> str:
    """Who pays a line of the budget."""
    more = {"city": _("the city buys or lends"), "other": _("another funder")}
    return str({**SOURCES, **more}.get(source, source))


def _number() -> str:
    return pgettext("heading of a column with numbers", "No.")


def _contract(one: Agreement, person: Person, sum_: Any) -> Iterator[Piece]:
    facts = [
        (_("Agreement"), one.number),
        (_("State"), str(one.get_state_display())),
        (_("Party"), one.party_name),
        (_("Address of the party"), one.party_address),
        (_("Number in a register"), one.party_register_no),
        (_("Represented by"), one.represented_by),
        (_("Bank account"), one.account),
        (_("Form of support"), str(one.get_support_display())),
        (_("Granted"), sum_(one.amount)),
        (_("Work"), f"{day(one.starts_on)} – {day(one.ends_on)}"),
        (_("Final report due"), day(one.report_due_on)),
        (_("Looked after at least until"), day(one.care_until)),
        (_("Why it ended"), one.end_reason),
    ]
    lines = [
        [str(b.order), b.name, source_words(b.source), b.payer, sum_(b.amount)] for b in one.lines.order_by("order")
    ]
    parts: list[Any] = [
        Facts([row for row in facts if row[1]]),
        Grid([_number(), _("What for"), _("Paid from"), _("Who pays"), _("Planned")], lines, _("Budget in force")),
    ]
    for change in one.amendments.order_by("number"):
        rows = [
            (_("Asked on"), day(change.asked_at)),
            (_("State"), str(change.get_state_display())),
            (_("Why"), change.why),
            (_("Answer of the office"), change.answer),
        ]
        title = _("Change no. %(number)s") % {"number": change.number}
        parts.append(Facts([row for row in rows if row[1]], title))
    posting = getattr(one, "posting", None)
    if posting is not None:
        shown = [[day(r.at), r.text, r.answer] for r in posting.remarks.filter(hidden_at__isnull=True)]
        rows = [(_("Shown"), f"{day(posting.from_at)} – {day(posting.until_at)}"), (_("Answer"), posting.summary)]
        parts.append(Facts([row for row in rows if row[1]], _("Public posting")))
        parts.append(Grid([_("When"), _("Remark"), _("Answer")], shown, _("Remarks")))
    yield Piece("8-agreement/agreement.html", _("Agreement in facts"), one.drafted_at, Document(parts))
    for version in one.versions.order_by("number").prefetch_related("signatures"):
        name = f"8-agreement/version-{version.number}"
        title = _("Agreement, version %(number)s") % {"number": version.number}
        yield Piece(f"{name}.pdf", title, version.made_at, Paper("agreement", version))
        data = Data(canonical_json({"paragraphs": version.paragraphs, "facts": version.facts}).encode())
        words = _("%(title)s, as data") % {"title": title}
        yield Piece(f"{name}.json", words, version.made_at, data, version.checksum)
        signed = [
            [
                *(str(s.get_side_display()), str(s.get_how_display()), s.name, day(s.signed_on), day(s.registered_at)),
                *(day(s.struck_at), s.struck_why),
            ]
            for s in version.signatures.all()
        ]
        if signed:
            columns = [
                *(_("Who signed"), _("How"), _("Name"), _("Signed on"), _("Entered on")),
                *(_("Struck on"), _("Why it does not count")),
            ]
            words = _("Signatures under version %(number)s") % {"number": version.number}
            yield Piece(f"{name}-signatures.html", words, version.in_force_at, Document([Grid(columns, signed)]))
    yield from scans("8-agreement/files", _held(person, "agreement", [one.pk]), _("File of the agreement"))
    yield from scans("8-agreement/signed", _held(person, "agreement_signed", [one.pk]), _("Signed file"))


def _money_out(one: Agreement, sum_: Any) -> Iterator[Piece]:
    rows = [
        [str(part.order), sum_(part.amount), str(part.get_after_display()), str(part.get_state_display()),
         str(part.payment.number) if part.payment else "", day(part.paid_on), part.why]
        for part in one.instalments.select_related("payment").order_by("order")
    ]  # fmt: skip
    bought = [
        [p.what, str(p.get_kind_display()), str(p.get_state_display()), sum_(p.cost), p.document,
         day(p.handed_over_on), day(p.given_back_on)]
        for p in one.purchases.order_by("pk")
    ]  # fmt: skip
    parts: list[Any] = []
    if rows:
        columns = [
            _number(), _("Sum"), _("Condition"), _("State"), _("Payment order"), _("Paid on"),
            _("Why it is withheld or cancelled"),
        ]  # fmt: skip
        parts.append(Grid(columns, rows, _("Instalments")))
    if bought:
        columns = [
            _("What"), _("Kind"), _("State"), _("Cost, or value"), _("Document"), _("Handed over"), _("Given back"),
        ]  # fmt: skip
        parts.append(Grid(columns, bought, _("Bought or lent by the city")))
    if parts:
        yield Piece("8-agreement/money.html", _("Money and things from the city"), None, Document(parts))


def _costs(one: Agreement, person: Person, sum_: Any) -> Iterator[Piece]:
    costs = list(one.expenses.select_related("line").order_by("number"))
    if not costs:
        return
    rows = [
        [str(c.number), c.document, c.seller, c.what, c.line.name, day(c.issued_on), sum_(c.total), sum_(c.claimed),
         sum_(c.accepted), str(c.get_state_display()), " ".join(part for part in (c.reason, c.paragraph) if part)]
        for c in costs
    ]  # fmt: skip
    columns = [
        _number(), _("Document"), _("Seller"), _("What was bought"), _("Budget line"), _("Issued"),
        _("Sum of the document"), _("From the grant"), _("Accepted"), _("State"), _("Why not, or not all"),
    ]  # fmt: skip
    yield Piece("8-agreement/costs/costs.html", _("Costs"), None, Document([Grid(columns, rows)]))
    held: dict[str, list[Upload]] = {}
    for upload in _held(person, "grant_expense", [cost.pk for cost in costs]):
        held.setdefault(upload.holder_key, []).append(upload)
    for cost in costs:
        words = _("Cost no. %(number)s") % {"number": cost.number}
        yield from scans(f"8-agreement/costs/{cost.number:03d}", held.get(str(cost.pk), []), words)


def _work(one: Agreement, person: Person, sum_: Any) -> Iterator[Piece]:
    pledges = [
        [p.what, str(p.get_kind_display()), f"{p.quantity.normalize():f}", sum_(p.value)]
        for p in one.pledges.order_by("pk")
    ]
    given = list(Delivery.objects.filter(pledge__agreement=one).select_related("pledge").order_by("on", "pk"))
    rows = [
        [day(d.on), d.pledge.what, d.what, f"{d.quantity.normalize():f}", sum_(d.value), str(d.get_state_display()),
         d.why]
        for d in given
    ]  # fmt: skip
    if not pledges and not rows:
        return
    parts = [Grid([_("What"), _("Kind"), _("How much"), _("Value")], pledges, _("Promised"))]
    columns = [
        _("Day"), _("Promise"), _("What was done"), _("How much"), _("Value"), _("State"), _("Why it is not confirmed"),
    ]  # fmt: skip
    parts.append(Grid(columns, rows, _("What was given")))
    yield Piece("8-agreement/given/given.html", _("Voluntary work, things and own money"), None, Document(parts))
    uploads = _held(person, "grant_delivery", [d.pk for d in given])
    yield from scans("8-agreement/given/files", uploads, _("Photo of the work"))


def _reports(one: Agreement, person: Person) -> Iterator[Piece]:
    asked = (one.terms.get("deliver") or {}).get("report_form")
    for report in one.reports.order_by("number"):
        facts = [
            (_("Kind"), str(report.get_kind_display())),
            (_("Due"), day(report.due_on)),
            (_("State"), str(report.get_state_display())),
            (_("Sent"), day(report.sent_at)),
            (_("Decided"), day(report.decided_at)),
            (_("What to correct"), report.correction),
            (_("Words of the office"), report.reason),
            ("SHA-256", report.hash),
        ]
        parts: list[Any] = [Facts([row for row in facts if row[1]])]
        if report.answers and asked:
            parts += [Prose(s.text, s.label) for s in display(Form.from_json(asked), report.answers) if s.text]
        results = [
            [str(r.get(key, "")) for key in ("name", "target", "reached", "unit", "how")] for r in report.results
        ]
        if results:
            columns = [_("Result"), _("Target"), _("Reached"), _("Unit"), _("How it was measured")]
            parts.append(Grid(columns, results, _("Results")))
        title = _("Report no. %(number)s") % {"number": report.number}
        name = f"8-agreement/reports/report-{report.number}"
        yield Piece(f"{name}.html", title, report.sent_at or report.due_on, Document(parts))
        yield from scans(name, _held(person, "grant_report", [report.pk]), title)


def _account(one: Agreement, sum_: Any) -> Iterator[Piece]:
    account = Settlement.objects.filter(agreement=one).first()
    refunds = list(Refund.objects.filter(agreement=one).prefetch_related("payments").order_by("number"))
    parts: list[Any] = []
    if account is not None:
        facts = [
            (_("Granted"), sum_(account.awarded)),
            (_("Paid"), sum_(account.paid)),
            (_("Accepted costs"), sum_(account.accepted)),
            (_("Costs not accepted"), sum_(account.refused)),
            (_("To be given back"), sum_(account.due_back)),
            (_("Settled on"), day(account.settled_on)),
            (_("Words of the office"), account.note),
        ]
        parts.append(Facts([row for row in facts if row[1]], _("Settlement")))
    for refund in refunds:
        facts = [
            (_("Why"), str(refund.get_kind_display())),
            (_("Sum"), sum_(refund.principal)),
            (_("To be paid by"), day(refund.due_on)),
            (_("Interest runs from"), day(refund.interest_from)),
            (_("State"), str(refund.get_state_display())),
            (_("Reason"), refund.reason),
        ]
        title = _("Refund no. %(number)s") % {"number": refund.number}
        parts.append(Facts([row for row in facts if row[1]], title))
        came = [
            [day(p.on), sum_(p.amount), sum_(p.principal), sum_(p.interest), p.document] for p in refund.payments.all()
        ]
        if came:
            columns = [
                _("Came in on"), _("Sum"), _("Of which the sum itself"), _("Of which interest"), _("Document"),
            ]  # fmt: skip
            parts.append(Grid(columns, came))
    if parts:
        on = account.settled_on if account else None
        yield Piece("8-agreement/settlement.html", _("Settlement and refunds"), on, Document(parts))
