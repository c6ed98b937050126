"""What followed the decided call: agreements, payments, bills, hours, reports, accounts, a refund with interest.

Six of the eight ideas are finished and looked after; two are being made. Each has its own small story.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from skwer.apps.calls.actions.needing import settle_need
from skwer.apps.calls.models import Call, Need, Proposal
from skwer.apps.files.actions import store_upload
from skwer.apps.grants import actions as grants
from skwer.apps.grants.actions import paying, rating, reporting, settling, spending, working
from skwer.apps.grants.models import Agreement, Expense, Instalment, Pledge, Report
from skwer.apps.grants.queries.owing import owed
from skwer.apps.people.models import Person

from .calls import Teller

CITY_ACCOUNT = "PL61109010140000071219812874"
PARTY_ACCOUNT = "PL27114020040000300201355387"
# Made up for the demo, so that a delay costs something to look at: no law says so.
RATES = (("2020-01-01", "8.00"), ("2024-01-01", "12.00"), ("2025-07-01", "11.00"))
SHOPS = ("Tartak Struga", "Szkółka Pod Lipą", "Skład U Wójcika", "Kamieniarstwo Nadrzecze", "Hurtownia Zielona")
WORK = (
    ("Wykopy i wyrównanie terenu", 7, 24),
    ("Sadzenie i podlewanie", 9, 31),
    ("Montaż ławek i stołu", 5, 18),
    ("Malowanie i sprzątanie", 6, 15),
)


@dataclass(frozen=True)
class Fate:
    """How one agreement went. refused: the bill the office did not accept, and why; saved: what was not spent of the
    last bill; stage: how far it came.
    """

    stage: str = "care"  # care, report, bills, started
    refused: str = ""
    saved: Decimal = Decimal(0)
    refund: str = ""  # "", "paid", "owed"


FATES: Mapping[str, Fate] = {
    "skwery-cegla-do-cegly": Fate(refused="Poczęstunek na otwarciu nie jest kosztem miejsca.", refund="paid"),
    "skwery-brod-brzegowa": Fate(saved=Decimal("312.40"), refund="owed"),
    # These two are still being built (see places.json).
    "skwery-rowerownia": Fate(stage="bills"),
    "skwery-skwer-semaforowy": Fate(stage="report"),
}


def make_agreements(teller: Teller, call: Call, known: Mapping[str, Proposal], *, decided_at: datetime) -> None:
    """Every chosen proposal of the call gets its agreement and its story, in the order of the numbers."""
    set_rates(teller, at=decided_at)
    drafted = decided_at + timedelta(days=6)
    grants.draft_all(by=teller.officer, call=call, at=drafted)
    names = {proposal.pk: key for key, proposal in known.items()}
    agreements = [
        sign(teller, agreement, at=drafted + timedelta(hours=3))
        for agreement in call.agreements.select_related("proposal__author").order_by("pk")
    ]
    pay(teller, agreements, Instalment.After.SIGNED, at=drafted + timedelta(days=16))
    finals = []
    for index, agreement in enumerate(agreements):
        fate = FATES.get(names[agreement.proposal_id], Fate())
        if deliver(teller, agreement, fate, index, at=drafted + timedelta(days=40)):
            finals.append((agreement, fate))
    paid = drafted + timedelta(days=215)
    pay(teller, [agreement for agreement, _fate in finals], Instalment.After.FINAL, at=paid)
    for agreement, fate in finals:
        close(teller, agreement, fate, at=paid + timedelta(days=6))


def set_rates(teller: Teller, *, at: datetime) -> None:
    """The city's table of interest, invented and saying so."""
    for since, percent in RATES:
        rating.set_rate(
            by=teller.officer,
            organisation=teller.town,
            kind="tax",
            since=since,
            percent=percent,
            source="Stopa zmyślona na potrzeby pokazu / a rate made up for the demo",
            read_on=at.date(),
            at=at,
        )


def sign(teller: Teller, agreement: Agreement, *, at: datetime) -> Agreement:
    """The office completes the draft and sends it; both sides sign on paper within a fortnight.

    What the regulations ask for before the agreement (the consent of the land's owner) came on paper by then.
    """
    for need in agreement.proposal.needs.filter(state=Need.State.OPEN):  # type: ignore[union-attr]
        settle_need(by=teller.officer, need=need, state=Need.State.CONFIRMED, who="właściciel terenu", at=at)
    grants.change_draft(
        by=teller.officer,
        agreement=agreement,
        values={"account": PARTY_ACCOUNT, "party_address": "78-100 Lipowiec nad Strugą (adres zmyślony)"},
        at=at,
    )
    version = grants.send_agreement(by=teller.officer, agreement=agreement, at=at + timedelta(hours=1))
    party, city = at + timedelta(days=5), at + timedelta(days=9)
    name = agreement.represented_by or agreement.party_name
    for side, who, moment in (("party", name, party), ("city", "Urszula Bielak, burmistrzyni", city)):
        grants.register_signature(
            by=teller.officer,
            version=version,
            side=side,
            how="paper",
            name=who,
            signed_on=moment.date(),
            upload=None,
            at=moment,
        )
    return Agreement.objects.select_related("proposal__author", "organisation").get(pk=agreement.pk)


def pay(teller: Teller, agreements: Sequence[Agreement], after: str, *, at: datetime) -> None:
    """One order for the bank with everything due, confirmed from its statement a day later."""
    due = list(Instalment.objects.filter(agreement__in=agreements, after=after, state=Instalment.State.DUE))
    if due:
        order = paying.order_payments(
            by=teller.officer,
            organisation=teller.town,
            instalments=due,
            from_account=CITY_ACCOUNT,
            pay_on=at.date() + timedelta(days=1),
            at=at,
        )
        later = at + timedelta(days=1)
        paying.confirm_paid(by=teller.officer, order=order, paid_on=later.date(), at=later)


def deliver(teller: Teller, agreement: Agreement, fate: Fate, index: int, *, at: datetime) -> bool:
    """Hours, bills and the report, as far as the story goes. Is the report accepted?"""
    author = agreement.proposal.author  # type: ignore[union-attr]  (every one of these has a proposal)
    log_work(teller, agreement, author, most=2 if fate.stage == "bills" else len(WORK), at=at)
    bills = add_bills(agreement, author, fate, index, at=at + timedelta(days=30))
    spending.claim_expenses(by=author, agreement=agreement, at=at + timedelta(days=60))
    if fate.stage == "bills":
        return False
    for bill in bills:
        answer_bill(teller, bill, fate.refused if bill == bills[-1] else "", at=at + timedelta(days=70))
    report = write_report(agreement, author, at=at + timedelta(days=120))
    if fate.stage == "report":
        return False
    reporting.accept_report(by=teller.officer, report=report, at=at + timedelta(days=140))
    return True


def log_work(teller: Teller, agreement: Agreement, author: Person, *, most: int, at: datetime) -> None:
    """Days of work, logged by the author and confirmed by the office; the last one waits where work goes on."""
    pledge = agreement.pledges.filter(kind=Pledge.Kind.HOURS).first()
    if pledge is None:
        return
    for place, (what, people, hours) in enumerate(WORK[:most]):
        moment = at + timedelta(days=8 * place)
        entry = working.log_delivery(
            by=author,
            pledge=pledge,
            values={"on": moment.date(), "quantity": hours, "people": people, "what": what},
            at=moment,
        )
        if most == len(WORK) or place < most - 1:
            working.verify_delivery(by=teller.officer, delivery=entry, yes=True, at=moment + timedelta(days=3))


def add_bills(agreement: Agreement, author: Person, fate: Fate, index: int, *, at: datetime) -> list[Expense]:
    """A bill for each line the grant pays, each with its picture."""
    lines = list(agreement.lines.filter(source="grant").order_by("order"))
    made = []
    for place, line in enumerate(lines):
        day = at.date() + timedelta(days=3 * place)
        total = line.amount - (fate.saved if line == lines[-1] else 0)
        bill = spending.add_expense(
            by=author,
            agreement=agreement,
            values={
                "line": line.order,
                "document": f"FV {index + 1}{place + 1:02}/{day.year}",
                "seller": SHOPS[(index + place) % len(SHOPS)],
                "what": line.name,
                "issued_on": day,
                "paid_on": day,
                "total": total,
                "claimed": total,
            },
            at=at + timedelta(days=3 * place, hours=2),
        )
        store_upload(
            by=author,
            organisation=agreement.organisation,
            file=invoice(bill),
            kind="photo",
            holder_kind="grant_expense",
            holder_key=bill.pk,
            alt_text="Zdjęcie faktury",
            at=at + timedelta(days=3 * place, hours=2),
        )
        made.append(bill)
    return made


def invoice(bill: Expense) -> io.BytesIO:
    """A picture of an invented invoice, each with its own number."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (420, 560), "white")
    pen = ImageDraw.Draw(page)
    rows = (
        "FAKTURA / INVOICE",
        bill.document,
        str(bill.issued_on),
        f"{bill.total} PLN",
        "",
        "(dokument na niby / invented)",
    )
    for row, text in enumerate(rows):
        pen.text((30, 40 + 40 * row), text, fill="black")
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=70)
    packed.seek(0)
    packed.name = "faktura.jpg"
    return packed


def answer_bill(teller: Teller, bill: Expense, refused: str, *, at: datetime) -> None:
    bill = Expense.objects.select_related("agreement__organisation", "agreement__call").get(pk=bill.pk)
    accepted = Decimal(0) if refused else bill.claimed
    spending.review_expense(by=teller.officer, expense=bill, accepted=accepted, reason=refused, at=at)


def write_report(agreement: Agreement, author: Person, *, at: datetime) -> Report:
    """The final report: what the application promised, with what was reached."""
    report = agreement.reports.get(kind=Report.Kind.FINAL)
    report = reporting.begin_report(by=author, report=report, at=at)
    results: list[dict[str, Any]] = [
        {**row, "reached": row.get("reached") or row.get("target")} for row in report.results
    ]
    answers = {
        "what_was_done": "Zrobiliśmy to, co było w planie, w tej samej kolejności. Dwie soboty zabrał nam deszcz.",
        "who_took_part": "Od siedmiu do dwunastu osób w każdą sobotę, z czterech domów. Korzysta cała ulica.",
        "who_cares_now": "Ci sami sąsiedzi, z kluczem do kranu i grafikiem na tablicy.",
    }
    reporting.save_report(
        by=author, report=report, answers=answers, results=results, version=report.version, at=at + timedelta(hours=1)
    )
    report.refresh_from_db()
    return reporting.submit_report(by=author, report=report, version=report.version, at=at + timedelta(hours=2))


def close(teller: Teller, agreement: Agreement, fate: Fate, *, at: datetime) -> None:
    """The account is settled; what was not accepted or not spent goes back; care begins."""
    agreement = Agreement.objects.select_related("organisation", "call").get(pk=agreement.pk)
    settlement = settling.settle(by=teller.officer, agreement=agreement, at=at)
    if settlement.due_back:
        kind = "ineligible" if fate.refused else "unspent"
        reason = fate.refused or "Ostatni zakup był tańszy niż w planie."
        asked = settling.ask_refund(
            by=teller.officer,
            agreement=agreement,
            kind=kind,
            principal=settlement.due_back,
            reason=reason,
            at=at + timedelta(days=1),
        )
        if fate.refund == "paid":
            came = asked.due_on + timedelta(days=12)
            moment = at + timedelta(days=(came - at.date()).days)
            settling.record_refund_payment(
                by=teller.officer, refund=asked, on=came, amount=owed(asked, came).total, document="WB 48", at=moment
            )
    agreement.refresh_from_db()
    if agreement.state == Agreement.State.PERFORMED:
        grants.start_care(by=teller.officer, agreement=agreement, at=at + timedelta(days=2))
