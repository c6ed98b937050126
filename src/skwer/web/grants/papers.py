"""Agreements, annexes and the order's list as paper. The signed text is the Polish one; others are for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.calls.models import Call
from skwer.apps.grants.merging import day, facts_of, instalments_text, merge, party_text
from skwer.apps.grants.models import Agreement, Signature, Version
from skwer.apps.grants.queries.agreements import public_party
from skwer.apps.grants.terms import read_terms, terms_now
from skwer.values.money import write_amount
from skwer.values.text import in_language
from skwer.web.papers import Article, Column, Contract, Signed, Table, TablePaper, letterhead, paper

LANGUAGES = ("pl", "en")


def sources(money: bool = True) -> dict[str, str]:
    """Who pays a line, in words; without money, nothing is paid from a grant."""
    return {
        **({"grant": _("the grant")} if money else {}),
        "city": _("the city buys or lends"),
        "own": _("own money"),
        "in_kind": _("things given"),
        "volunteer": _("residents' work"),
        "other": _("another funder"),
    }


def agreement_pdf(version: Version, language: str = "pl") -> bytes:
    """A version as PDF, with its signatures and checksum."""
    agreement = version.agreement
    signed = {row.side: row for row in version.signatures.filter(struck_at__isnull=True)}
    return _pdf(
        agreement,
        version.paragraphs,
        version.facts,
        language,
        mark=version.mark,
        number=version.number,
        before=_before(version),
        signed=signed,
    )


def draft_pdf(agreement: Agreement, language: str = "pl") -> bytes:
    """What a draft would say if it were sent now. Not to be signed."""
    facts = facts_of(agreement)
    return _pdf(agreement, merge(agreement, facts), facts, language, draft=True)


def _before(version: Version) -> Mapping[str, Any] | None:
    """The facts an annex changes."""
    if version.amendment_id is None:
        return None
    earlier = version.agreement.versions.filter(number__lt=version.number, in_force_at__isnull=False)
    last = earlier.order_by("number").last()
    return last.facts if last else None


def _pdf(
    agreement: Agreement,
    paragraphs: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any],
    language: str,
    *,
    mark: str = "",
    number: int = 1,
    before: Mapping[str, Any] | None = None,
    signed: Mapping[str, Signature] | None = None,
    draft: bool = False,
) -> bytes:
    language = language[:2] if language[:2] in LANGUAGES else "pl"
    with translation.override(language):
        if number > 1:
            title = _("Annex no. %(annex)s to agreement no. %(number)s")
        else:
            title = _("Agreement no. %(number)s")
        data = Contract(
            head=letterhead(agreement.organisation),
            title=title % {"number": facts["number"], "annex": number - 1},
            note=_note(language, draft),
            between=_between(agreement, facts, language),
            articles=[
                Article(in_language(part["heading"], language), [in_language(text, language) for text in part["texts"]])
                for part in paragraphs
            ],
            signatures=_signatures(signed or {}),
            tables=_tables(facts, language),
            changes=changes_of(before, facts, language) if before else (),
            mark=mark,
            version=number,
        )
    return paper("agreement", data, language)


def _note(language: str, draft: bool) -> str:
    if draft:
        return _("A draft. Not to be signed.")
    return "" if language == "pl" else _("For reading only: the Polish text is the one that is signed.")


def _between(agreement: Agreement, facts: Mapping[str, Any], language: str) -> list[str]:
    party = in_language(party_text(facts), language)
    return [
        _("made between: %(city)s, called “the city” below,") % {"city": agreement.organisation.name},
        _("and: %(party)s, called “the party” below.") % {"party": party},
    ]


def _signatures(signed: Mapping[str, Signature]) -> list[Signed]:
    made = []
    for side, words in (("city", _("For the city")), ("party", _("The party"))):
        row = signed.get(side)
        made.append(Signed(words, row.name, str(row.get_how_display()), row.signed_on) if row else Signed(words))
    return made


def _tables(facts: Mapping[str, Any], language: str) -> list[Table]:
    def sum_(value: str | Decimal) -> str:
        return write_amount(Decimal(value), facts["currency"], language)

    paid_from = sources()
    columns = [
        Column(pgettext("heading of a column with numbers", "No."), figures=True),
        Column(_("What for"), share=3),
        Column(_("Paid from"), share=2),
        Column(_("Sum"), figures=True),
    ]
    rows = [
        [
            str(line["order"]),
            line["name"],
            ", ".join(part for part in (paid_from.get(line["source"], line["source"]), line["payer"]) if part),
            sum_(line["amount"]),
        ]
        for line in facts["lines"]
    ]
    whole = sum((Decimal(line["amount"]) for line in facts["lines"]), Decimal(0))
    totals = [["", _("Of this, from the city"), "", sum_(facts["amount"])], ["", _("Together"), "", sum_(whole)]]
    return [Table(columns, rows, title=_("Budget of the task"), totals=totals)]


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> list[str]:
    """What an annex changes, one sentence each."""

    def sum_(value: str) -> str:
        return write_amount(Decimal(value), after["currency"], language)

    def on(value: str) -> str:
        return day(date.fromisoformat(value))[language]

    found = []
    was, now = ({line["order"]: line for line in facts["lines"]} for facts in (before, after))
    for order in sorted(was.keys() | now.keys()):
        old, new = was.get(order), now.get(order)
        if old is None and new is not None:
            found.append(_("new line “%(name)s”: %(sum)s") % {"name": new["name"], "sum": sum_(new["amount"])})
        elif new is None and old is not None:
            found.append(_("line “%(name)s” is left out") % {"name": old["name"]})
        elif old is not None and new is not None and old != new:
            told = {"name": new["name"], "old": sum_(old["amount"]), "new": sum_(new["amount"])}
            found.append(_("line “%(name)s”: %(new)s instead of %(old)s") % told)
    if before["amount"] != after["amount"]:
        told = {"old": sum_(before["amount"]), "new": sum_(after["amount"])}
        found.append(_("support by the city: %(new)s instead of %(old)s") % told)
    if before["instalments"] != after["instalments"] and after["instalments"]:
        found.append(_("payment: %(parts)s") % {"parts": in_language(instalments_text(after), language)})
    if before["ends_on"] != after["ends_on"]:
        told = {"old": on(before["ends_on"]), "new": on(after["ends_on"])}
        found.append(_("end of the work: %(new)s instead of %(old)s") % told)
    if before["report_due_on"] != after["report_due_on"]:
        found.append(_("final report due: %(new)s") % {"new": on(after["report_due_on"])})
    if before["scope"] != after["scope"]:
        found.append(_("scope: %(text)s") % {"text": after["scope"]})
    for name, words in (
        ("party_name", _("the party: %(new)s")),
        ("party_address", _("address: %(new)s")),
        ("represented_by", _("represented by: %(new)s")),
        ("account", _("account: %(new)s")),
    ):
        if before[name] != after[name]:
            found.append(words % {"new": after[name] or "–"})
    return found


def order_pdf(call: Call, agreements: Sequence[Agreement], language: str = "pl") -> bytes:
    """The list that is annexed to the order: what was granted for what, and the total. No private person's name."""
    with translation.override(language):
        terms = read_terms(terms_now(call))
        rows = [
            [
                str(index),
                one.number,
                one.title,
                str(public_party(one)),
                write_amount(one.amount, one.currency, language),
            ]
            for index, one in enumerate(agreements, 1)
        ]
        total = sum((one.amount for one in agreements), Decimal(0))
        table = Table(
            columns=[
                Column(pgettext("heading of a column with numbers", "No."), figures=True),
                Column(_("Agreement")),
                Column(_("Task"), share=3),
                Column(_("Who carries it out"), share=2),
                Column(_("Support"), figures=True),
            ],
            rows=rows,
            totals=[["", "", _("Together"), "", write_amount(total, call.currency, language)]] if rows else (),
            when_empty=_("There are no agreements yet."),
        )
        decision = call.decisions.filter(superseded_at__isnull=True, published_at__isnull=False).first()
        facts = [(_("Call"), call.title)]
        if decision is not None and decision.act_number:
            facts.append((_("Decided by"), decision.act_number))
        data = TablePaper(
            head=letterhead(call.organisation),
            title=_("Annex: %(order)s") % {"order": in_language(terms.act_title, language)},
            tables=[table],
            facts=facts,
        )
    return paper("table", data, language)


__all__ = ["agreement_pdf", "changes_of", "draft_pdf", "order_pdf", "sources"]
