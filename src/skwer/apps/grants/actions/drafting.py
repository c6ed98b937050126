"""From the published decision to agreements: drafted one by one or all at once, corrected until they are sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.actions.locking import lock
from skwer.apps.calls.applicants import GROUP
from skwer.apps.calls.caps import business_benefits, declaration_missing
from skwer.apps.calls.models import Call, DecisionLine, Proposal, Scheme, Stage
from skwer.apps.calls.queries import published_decision
from skwer.apps.calls.stages import AGREE
from skwer.apps.calls.words import money, say
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run

from ..accounts import AccountProblem, clean_account
from ..models import Agreement
from ..sums import CITY, GRANT, SOURCES, Planned, fitted, read_costs, supported
from ..terms import Terms, read_terms, terms_now, terms_of
from .book import Reader, as_office, exact_sum, locked, note
from .budgeting import keep_budget

PARTY_TEXTS = {"party_name": 200, "party_address": 250, "party_register_no": 60, "represented_by": 200}
NO_MONEY = (Scheme.Support.IN_KIND, Scheme.Support.LOAN)
"""Support that is bought or lent: nothing is paid out."""
OFFERED = ("title", "lines", "starts_on", "ends_on", "report_due_on")
"""What a posted offer tells the public: it does not change while and after it is shown."""


class NoAgreements(Refusal):
    """This call, or this proposal, gets no agreement."""

    message = _("This call makes no agreements. Add the stage “Agreements” to its set-up next year.")
    code = "no_agreements"


class AlreadyDrafted(Refusal):
    message = _("There is an agreement for this proposal already.")
    code = "already_drafted"
    status = 409


class NotADraft(Refusal):
    """Only a draft can be changed; what was sent is taken back first, what is in force is amended."""

    message = _("This agreement is no longer a draft. Take it back, or make an amendment.")
    code = "not_a_draft"
    status = 409


@transaction.atomic
def draft_agreement(*, by: Person, proposal: Proposal, values: Mapping[str, Any], at: datetime) -> Agreement:
    """An agreement for a chosen proposal: sums and lines from the decision and the application, the rest from `values`.

    `values` may hold `number`, `starts_on`, `ends_on`, `report_due_on`, `party_name`, `party_address`,
    `party_register_no`, `represented_by`, `account`, `de_minimis`, `de_minimis_declared_on` and `lines` ([{"name",
    "source", "amount", "payer", "quantity"}]); what is missing is proposed. Raises NotAllowed, NoAgreements,
    AlreadyDrafted, BadValues.
    """
    call = lock(proposal.call)
    if not may_run(by, call.organisation):
        raise NotAllowed
    line = _line_of(call, proposal)
    if Agreement.objects.filter(proposal=proposal).exists():
        raise AlreadyDrafted
    return _draft(by, call, proposal, line, values, at)


@transaction.atomic
def draft_all(*, by: Person, call: Call, at: datetime) -> list[Agreement]:
    """Agreements for all chosen proposals that have none yet. Raises NotAllowed, NoAgreements."""
    lock(call)
    if not may_run(by, call.organisation):
        raise NotAllowed
    made = []
    for proposal in waiting_proposals(call):
        made.append(_draft(by, call, proposal, _line_of(call, proposal), {}, at))
    return made


def waiting_proposals(call: Call) -> list[Proposal]:
    """Chosen proposals without an agreement, by number."""
    waiting = call.proposals.filter(state=Proposal.State.CHOSEN, agreement__isnull=True)
    return list(waiting.select_related("author", "organisation", "district").order_by("number"))


def _line_of(call: Call, proposal: Proposal) -> DecisionLine:
    if not call.stages.filter(kind=AGREE).exclude(state=Stage.State.CLOSED).exists():
        raise NoAgreements
    decision = published_decision(call)
    lines = decision.lines.filter(proposal=proposal, result=DecisionLine.Result.FUNDED) if decision else None
    line = lines.first() if lines is not None else None
    if line is None or proposal.state != Proposal.State.CHOSEN:
        raise NoAgreements(_("The published decision does not fund this proposal."), code="not_funded")
    return line


def _draft(
    by: Person, call: Call, proposal: Proposal, line: DecisionLine, values: Mapping[str, Any], at: datetime
) -> Agreement:
    frozen = terms_now(call)
    terms, scheme = read_terms(frozen), call.edition.scheme
    today = timezone.localtime(at).date()
    end = today + timedelta(days=terms.max_days - 1)
    agreement = Agreement(
        organisation=call.organisation,
        edition=call.edition,
        call=call,
        proposal=proposal,
        line=line,
        number=next_number(call.organisation, today.year),
        support=scheme.support,
        title=proposal.title,
        category=proposal.category,
        district=proposal.district,
        applicant_kind=proposal.applicant_kind,
        party=proposal.author,
        party_organisation=proposal.organisation,
        currency=call.currency,
        amount=line.amount,
        hour_rate=scheme.hour_rate,
        starts_on=today,
        ends_on=end,
        report_due_on=end + timedelta(days=terms.report_days),
        care_months=scheme.durability_months if terms.care_months is None else terms.care_months,
        terms=frozen,
        drafted_at=at,
        **_party(proposal),
        **_aid(proposal, scheme),
    )
    lines = fitted(_sources(read_costs(proposal.answers.get("costs") or []), scheme.support), line.amount)
    lines = [one if one.name else replace(one, name=agreement.title[:160]) for one in lines]
    lines = _fill(agreement, lines, values, terms)
    agreement.save()
    keep_budget(agreement, lines, terms, as_applied="lines" not in values)
    note(
        "draft_agreement",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        after={"number": agreement.number, "proposal": proposal.pk, "amount": agreement.amount, "line": line.pk},
    )
    return agreement


def _party(proposal: Proposal) -> dict[str, str]:
    """Who signs, as far as the application says it."""
    person = proposal.author.name if proposal.author else proposal.paper_name
    if (organisation := proposal.organisation) is not None:
        return {
            "party_name": organisation.name,
            "party_address": organisation.contact_address,
            "party_register_no": organisation.register_no or str(proposal.answers.get("register_no") or "")[:40],
            "represented_by": str(proposal.answers.get("signers") or "")[:200],
        }
    if proposal.applicant_kind == GROUP and proposal.group_name:
        return {"party_name": proposal.group_name, "represented_by": person}
    return {"party_name": person or proposal.group_name}


def _aid(proposal: Proposal, scheme: Scheme) -> dict[str, Any]:
    """De minimis aid, as the application says it; its declaration came with it on the day it was sent."""
    if not (scheme.de_minimis and business_benefits(proposal.answers)):
        return {}
    declared = None if declaration_missing(proposal.answers) else proposal.submitted_at
    return {"de_minimis": True, "de_minimis_declared_on": timezone.localtime(declared).date() if declared else None}


def _sources(lines: Sequence[Planned], support: str) -> list[Planned]:
    """Where the city gives no money, what was asked of it is what it buys or lends."""
    if support not in NO_MONEY:
        return list(lines)
    return [replace(line, source=CITY) if line.source == GRANT else line for line in lines]


def next_number(organisation: Organisation, year: int) -> str:
    """The next free number of the city's agreements, "12/2026". The city's row stays locked until the end."""
    lock(organisation)
    taken = Agreement.objects.filter(organisation=organisation, number__endswith=f"/{year}").values_list(
        "number", flat=True
    )
    counted = [int(found.group(1)) for number in taken if (found := re.fullmatch(rf"(\d{{1,9}})/{year}", number))]
    return f"{max(counted, default=0) + 1}/{year}"


@transaction.atomic
def change_draft(*, by: Person, agreement: Agreement, values: Mapping[str, Any], at: datetime) -> Agreement:
    """Correct a draft; `values` as in `draft_agreement`, and `title`. Raises NotAllowed, NotADraft, BadValues.

    Once its offer was posted, what the public read stays: title, lines and dates.
    """
    locked(agreement)
    as_office(by, agreement)
    if agreement.state != Agreement.State.DRAFTED:
        raise NotADraft
    terms = terms_of(agreement)
    posted = hasattr(agreement, "posting")
    promised = {pledge.line_id: str(pledge.quantity) for pledge in agreement.pledges.all()}
    held = [
        Planned(line.name, line.source, line.amount, line.payer, promised.get(line.pk, ""))
        for line in agreement.lines.order_by("order").all()
    ]
    before = {"amount": agreement.amount, "ends_on": agreement.ends_on}
    if posted and (changed := _offer_changes(agreement, held, values)):
        reader = Reader(values)
        reader.wrong(
            changed, "posted", _("The offer was posted as it is. Everybody read this; it can no longer change.")
        )
        reader.done()
    # Forms of the office show no quantities: a line that stays as it was keeps the hours or pieces promised in it.
    known = {(line.name, line.source, line.amount): line.quantity for line in held}
    lines = [
        replace(line, quantity=line.quantity or known.get((line.name, line.source, line.amount), ""))
        for line in _fill(agreement, held, values, terms)
    ]
    agreement.save()
    if not posted:
        # Hours without a row of costs came from the application; no correction of the rows takes them away.
        keep_budget(agreement, lines, terms, as_applied=None in promised)
    note(
        "change_agreement",
        "agreement",
        agreement.pk,
        by,
        at,
        organisation=agreement.organisation,
        before=before,
        after={"amount": agreement.amount, "ends_on": agreement.ends_on, "fields": sorted(values)},
    )
    return agreement


def _offer_changes(agreement: Agreement, held: Sequence[Planned], values: Mapping[str, Any]) -> str:
    """The first part of a posted offer that these values would change, or ""."""
    for name in OFFERED:
        if name not in values:
            continue
        if name == "lines":
            wanted = [
                (str(row.get("name", "")).strip(), str(row.get("source")), exact_sum(row.get("amount")))
                for row in values["lines"]
            ]
            same = wanted == [(line.name, line.source, line.amount) for line in held]
        else:
            same = str(values[name]) == str(getattr(agreement, name))
        if not same:
            return name
    return ""


def _fill(agreement: Agreement, lines: Sequence[Planned], values: Mapping[str, Any], terms: Terms) -> list[Planned]:
    """Set what `values` say on the row (unsaved), check the whole, and return the lines. Raises BadValues."""
    reader = Reader(values)
    if "title" in values:
        agreement.title = reader.text("title", 140, needed=_("Give the task a title.")) or agreement.title
    if "number" in values:
        _number(reader, agreement)
    for name, most in PARTY_TEXTS.items():
        if name in values:
            needed = _("Say who signs.") if name == "party_name" else None
            setattr(agreement, name, reader.text(name, most, needed=needed))
    if "account" in values:
        _account(reader, agreement)
    if "de_minimis" in values:
        agreement.de_minimis = bool(values["de_minimis"])
    if "de_minimis_declared_on" in values:
        agreement.de_minimis_declared_on = reader.day("de_minimis_declared_on")
    _days(reader, agreement, terms)
    read = _lines(reader, agreement) if "lines" in values else list(lines)
    reader.done()
    agreement.amount = supported(read)
    return read


def _number(reader: Reader, agreement: Agreement) -> None:
    number = reader.text("number", 40, needed=_("Give the agreement a number."))
    others = Agreement.objects.filter(organisation=agreement.organisation_id, number=number).exclude(pk=agreement.pk)
    if number and others.exists():
        reader.wrong("number", "taken", _("Another agreement of the city has this number."))
    agreement.number = number


def _account(reader: Reader, agreement: Agreement) -> None:
    written = reader.text("account", 60)
    if not written:
        agreement.account = ""
        return
    try:
        agreement.account = clean_account(written)
    except AccountProblem as problem:
        reader.wrong("account", "account", problem.message)


def _days(reader: Reader, agreement: Agreement, terms: Terms) -> None:
    """The time for the work; the report follows its end unless its day is given too."""
    for name in ("starts_on", "ends_on", "report_due_on"):
        if name in reader.values and (on := reader.day(name, needed=_("Give the day."))):
            setattr(agreement, name, on)
    if "ends_on" in reader.values and "report_due_on" not in reader.values:
        agreement.report_due_on = agreement.ends_on + timedelta(days=terms.report_days)
    if agreement.ends_on < agreement.starts_on:
        reader.wrong("ends_on", "order", _("The work ends before it begins."))
    elif (agreement.ends_on - agreement.starts_on).days >= terms.max_days:
        message = say(_("The work may last at most %(days)s days."), days=terms.max_days)
        reader.wrong("ends_on", "too_long", message)
    if agreement.report_due_on < agreement.ends_on:
        reader.wrong("report_due_on", "order", _("The final report is due before the work ends."))


def _lines(reader: Reader, agreement: Agreement) -> list[Planned]:
    read = read_lines(reader, reader.values["lines"], agreement.support)
    most = agreement.line.amount if agreement.line else agreement.amount
    given = supported(read)
    if given > most:
        message = say(
            _("What the city gives is %(given)s, but the decision grants %(most)s. Lower it by %(over)s."),
            given=money(given, agreement.currency),
            most=money(most, agreement.currency),
            over=money(given - most, agreement.currency),
        )
        reader.wrong("lines", "above_decision", message)
    elif not given:
        reader.wrong("lines", "nothing", _("Say in at least one line what the city gives."))
    return read


def read_lines(reader: Reader, rows: Sequence[Mapping[str, Any]], support: str) -> list[Planned]:
    """Lines of a budget as somebody wrote them; what is wrong is named by its row: "lines-2-amount".

    Where the city supports in kind or lends, no line is paid out.
    """
    read = []
    for index, row in enumerate(rows):
        inner = Reader(row)
        name = inner.text("name", 160, needed=_("Say what for."))
        payer, quantity = inner.text("payer", 120), inner.text("quantity", 60)
        amount = inner.sum("amount", needed=_("Write the sum."))
        source = str(row.get("source", ""))
        if source not in SOURCES:
            inner.wrong("source", "source", _("Choose what pays for this item."))
        elif source == GRANT and support in NO_MONEY:
            message = _("Here the city pays out no money. Choose that the city buys or lends it.")
            inner.wrong("source", "no_money", message)
        for error in inner.errors:
            reader.wrong(f"lines-{index}-{error.field}", error.code, error.message)
        read.append(Planned(name, source, amount or Decimal("0.00"), payer, quantity))
    return read
