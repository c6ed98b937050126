"""An agreement as text: facts of its rows, placeholders filled, numbered paragraphs, and the checksum that is printed.

The text is made in Polish and English from the same facts; Polish is what is signed.
"""

# ruff: noqa: E501  (a sentence of law reads best in one piece)
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from skwer.apps.calls.regulations import paragraph_of
from skwer.apps.calls.regulations.writing import translated
from skwer.values.canonical import fingerprint
from skwer.values.sentences import LANGUAGES, counted, counted_en, day, listed, money, text
from skwer.values.text import Text, in_language

from .models import Agreement, Instalment, InterestRate, Pledge, Version
from .sums import CITY, GRANT, NOUGHT
from .terms import Terms, read_terms
from .wording import template_for

EMPTY: Text = {"pl": "", "en": ""}

PLACEHOLDERS: dict[str, Text] = {
    "party": text("strona umowy: nazwa, adres, numer w rejestrze, reprezentacja", "the party: name, address, register"),
    "city": text("nazwa miasta", "name of the city"),
    "title": text("tytuł zadania", "title of the task"),
    "number": text("numer umowy", "number of the agreement"),
    "call": text("tytuł naboru", "title of the call"),
    "receipt": text("numer wniosku", "number of the application"),
    "act": text("akt, którym rozstrzygnięto nabór", "the act that decided the call"),
    "amount": text("cała kwota wsparcia", "the whole support"),
    "cash": text("pieniądze wypłacane stronie", "money paid to the party"),
    "bought": text("wartość tego, co Miasto kupuje lub wypożycza", "what the city buys or lends"),
    "instalments": text("transze i ich warunki", "instalments and their conditions"),
    "account": text("rachunek bankowy strony", "the party's bank account"),
    "pledges": text("wkład strony: praca, rzeczy, pieniądze", "what the party gives: work, things, money"),
    "hour_rate": text("wartość godziny pracy", "value of an hour of work"),
    "starts_on": text("początek zadania", "begin of the task"),
    "ends_on": text("koniec zadania", "end of the task"),
    "report_due_on": text("termin sprawozdania końcowego", "final report due"),
    "partial_reports": text("terminy sprawozdań częściowych", "partial reports due"),
    "line_shift": text("o ile procent wolno przekroczyć pozycję", "by how many per cent a line may be exceeded"),
    "correction_days": text("dni na poprawę sprawozdania", "days to correct a report"),
    "refund_days": text("dni na zwrot", "days to give back"),
    "interest": text("rodzaj odsetek", "kind of interest"),
    "care_until_text": text("zdanie o opiece nad miejscem", "the sentence about care of the place"),
    "scope": text("zmiana zakresu z aneksu", "change of scope by an amendment"),
    "de_minimis": text("dzień oświadczenia o pomocy de minimis", "day of the de minimis declaration"),
}
"""What a text may name in braces, and what stands there then. `{§limits}`: a paragraph of the regulations."""


def facts_of(agreement: Agreement) -> dict[str, Any]:
    """Every figure the text rests on, as JSON: the budget in force at a past day can be read from a version's facts."""
    return {
        "number": agreement.number,
        "support": agreement.support,
        "title": agreement.title,
        "party_name": agreement.party_name,
        "party_address": agreement.party_address,
        "party_register_no": agreement.party_register_no,
        "represented_by": agreement.represented_by,
        "account": agreement.account,
        "currency": agreement.currency,
        "amount": f"{agreement.amount:.2f}",
        "hour_rate": f"{agreement.hour_rate:.2f}" if agreement.hour_rate is not None else "",
        "starts_on": agreement.starts_on.isoformat(),
        "ends_on": agreement.ends_on.isoformat(),
        "report_due_on": agreement.report_due_on.isoformat(),
        "care_months": agreement.care_months,
        "de_minimis": agreement.de_minimis_declared_on.isoformat()
        if agreement.de_minimis and agreement.de_minimis_declared_on
        else "",
        "scope": _scope(agreement),
        "lines": [
            {
                "order": line.order,
                "name": line.name,
                "source": line.source,
                "payer": line.payer,
                "amount": f"{line.amount:.2f}",
            }
            for line in agreement.lines.order_by("order")
        ],
        "instalments": [
            {
                "order": row.order,
                "amount": f"{row.amount:.2f}",
                "after": row.after,
                "due_on": row.due_on.isoformat() if row.due_on else "",
            }
            for row in agreement.instalments.exclude(state=Instalment.State.CANCELLED).order_by("order")
        ],
        "reports": [
            {"number": report.number, "kind": report.kind, "due_on": report.due_on.isoformat()}
            for report in agreement.reports.order_by("number")
        ],
        "pledges": [
            {
                "line": row.line.order if row.line else None,
                "kind": row.kind,
                "what": row.what,
                "quantity": f"{row.quantity:.2f}",
                "value": f"{row.value:.2f}",
            }
            for row in agreement.pledges.select_related("line").order_by("pk")
        ],
    }


def _scope(agreement: Agreement) -> str:
    """The scope as the last version in force changed it; it stands nowhere but in the text."""
    last = agreement.versions.filter(in_force_at__isnull=False).order_by("number").last()
    return str(last.facts.get("scope", "")) if last else ""


def merge(agreement: Agreement, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Numbered paragraphs with every placeholder filled: [{"number", "heading": Text, "texts": [Text]}]."""
    terms = read_terms(agreement.terms)
    template = terms.template or template_for(agreement.support)
    filling = _filling(agreement, facts, terms)
    made: list[dict[str, Any]] = []
    for paragraph in template:
        texts = [filled for words in paragraph["texts"] if (filled := _fill(agreement, words, filling))]
        if texts:
            made.append({"number": len(made) + 1, "heading": _both(paragraph["heading"]), "texts": texts})
    return made


def checksum(paragraphs: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> str:
    """Of the text and the figures it was made from; twelve signs of it are printed."""
    return fingerprint({"paragraphs": list(paragraphs), "facts": dict(facts)})


def is_intact(version: Version) -> bool:
    """Does the version still say what its checksum says? (Not after a name was replaced at the end of the archive.)"""
    return checksum(version.paragraphs, version.facts) == version.checksum


def party_text(facts: Mapping[str, Any]) -> Text:
    """Who signs: "Jan Kowalski, ul. Lipowa 1", or with register number and whoever represents."""
    register, by = str(facts["party_register_no"]), str(facts["represented_by"])
    polish = [facts["party_name"], facts["party_address"]]
    english = list(polish)
    if register:
        polish.append(f"numer w rejestrze: {register}")
        english.append(f"number in the register: {register}")
    if by:
        polish.append(f"reprezentacja: {by}")
        english.append(f"represented by: {by}")
    return text(", ".join(p for p in polish if p), ", ".join(p for p in english if p))


def _days(number: int) -> Text:
    return text(counted(number, "dzień", "dni", "dni"), counted_en(number, "day", "days"))


def _filling(agreement: Agreement, facts: Mapping[str, Any], terms: Terms) -> dict[str, Text]:
    currency = facts["currency"]

    def sum_of(source: str) -> Text:
        total = sum((Decimal(line["amount"]) for line in facts["lines"] if line["source"] == source), NOUGHT)
        return money(total, currency) if total else EMPTY

    def on(name: str) -> Text:
        return day(date.fromisoformat(facts[name])) if facts[name] else EMPTY

    def said(words: str) -> Text:
        return text(words, words)

    partial = [day(date.fromisoformat(row["due_on"])) for row in facts["reports"] if row["kind"] == "partial"]
    rate = facts["hour_rate"]
    hours = any(row["kind"] == Pledge.Kind.HOURS for row in facts["pledges"])
    call, proposal = agreement.call, agreement.proposal
    return {
        "party": party_text(facts),
        "city": said(agreement.organisation.name),
        "title": said(facts["title"]),
        "number": said(facts["number"]),
        "call": translated(call, "title") if call else said(agreement.edition.name),
        "receipt": said(proposal.receipt if proposal else ""),
        "act": _act(agreement),
        "amount": money(Decimal(facts["amount"]), currency),
        "cash": sum_of(GRANT),
        "bought": sum_of(CITY),
        "instalments": instalments_text(facts),
        "account": said(grouped(facts["account"])),
        "pledges": pledges_text(facts),
        "hour_rate": money(Decimal(rate), currency) if rate and hours else EMPTY,
        "starts_on": on("starts_on"),
        "ends_on": on("ends_on"),
        "report_due_on": on("report_due_on"),
        "partial_reports": listed(partial, last=text("i", "and")) if partial else EMPTY,
        "line_shift": said(f"{terms.line_shift.normalize():f}".replace(".", ",")),
        "correction_days": _days(terms.correction_days),
        "refund_days": _days(terms.refund_days),
        "interest": INTEREST[terms.interest],
        "care_until_text": care_text(facts["care_months"]),
        "scope": said(facts["scope"]),
        "de_minimis": on("de_minimis"),
    }


INTEREST: dict[str, Text] = {
    InterestRate.Kind.TAX: text("jak dla zaległości podatkowych", "as for tax arrears"),
    InterestRate.Kind.STATUTORY: text("ustawowe za opóźnienie", "at the statutory rate for delay"),
}


def _act(agreement: Agreement) -> Text:
    """The act of the decision, or its day where no act was named."""
    decision = agreement.line.decision if agreement.line else None
    if decision is None:
        return EMPTY
    on = day(decision.decided_at.date())
    if decision.act_number:
        return text(f"{decision.act_number} z {on['pl']}", f"{decision.act_number} of {on['en']}")
    return text(f"decyzja z {on['pl']}", f"the decision of {on['en']}")


AFTER: dict[str, Text] = {
    Instalment.After.SIGNED: text("po wejściu umowy w życie", "once the agreement is in force"),
    Instalment.After.PARTIAL: text("po przyjęciu sprawozdania częściowego", "once the partial report is accepted"),
    Instalment.After.FINAL: text("po przyjęciu sprawozdania końcowego", "once the final report is accepted"),
}


def instalments_text(facts: Mapping[str, Any]) -> Text:
    """ "4 800 zł po wejściu umowy w życie, 1 200 zł po przyjęciu sprawozdania końcowego"."""
    parts: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for row in facts["instalments"]:
        when = (
            _until(day(date.fromisoformat(row["due_on"])))
            if row["after"] == Instalment.After.DATE
            else AFTER[row["after"]]
        )
        sum_ = money(Decimal(row["amount"]), facts["currency"])
        for code, written in parts.items():
            written.append(f"{sum_[code]} {when[code]}")
    return {code: ", ".join(written) for code, written in parts.items()}


def _until(on: Text) -> Text:
    return text(f"do {on['pl']}", f"by {on['en']}")


def pledges_text(facts: Mapping[str, Any]) -> Text:
    """What the party gives, item by item, with its value."""
    items: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for row in facts["pledges"]:
        quantity, value = Decimal(row["quantity"]), money(Decimal(row["value"]), facts["currency"])
        if row["kind"] == Pledge.Kind.HOURS:
            hours = f"{quantity.normalize():f}".replace(".", ",")
            items["pl"].append(f"{row['what']} ({hours} godz. pracy społecznej, wartość {value['pl']})")
            items["en"].append(f"{row['what']} ({quantity.normalize():f} hours of voluntary work, worth {value['en']})")
        elif row["kind"] == Pledge.Kind.MONEY:
            items["pl"].append(f"{row['what']} (pieniądze własne, {value['pl']})")
            items["en"].append(f"{row['what']} (own money, {value['en']})")
        else:
            items["pl"].append(f"{row['what']} (rzeczy, wartość {value['pl']})")
            items["en"].append(f"{row['what']} (things, worth {value['en']})")
    return {code: ", ".join(written) for code, written in items.items()}


def care_text(months: int) -> Text:
    """The sentence about the durability period, or nothing when there is none."""
    if not months:
        return EMPTY
    return text(
        f"Realizator dba o miejsce przez {counted(months, 'miesiąc', 'miesiące', 'miesięcy')} od przyjęcia sprawozdania "
        "końcowego. Miejsce pozostaje w tym czasie otwarte dla wszystkich i w dobrym stanie.",
        f"The party looks after the place for {counted_en(months, 'month', 'months')} from the day the final report is "
        "accepted. For that time it stays open to everybody and in good repair.",
    )


def grouped(account: str) -> str:
    """An account number in groups of four, as it stands on paper."""
    return " ".join(account[start : start + 4] for start in range(0, len(account), 4))


def _both(words: Text | str) -> dict[str, str]:
    return {code: in_language(words, code) for code in LANGUAGES}


def _fill(agreement: Agreement, words: Text | str, filling: Mapping[str, Text]) -> dict[str, str] | None:
    """The text in both languages; None when it names something this agreement does not have."""
    made = {}
    for code in LANGUAGES:
        pieces, rest = [], in_language(words, code)
        while (start := rest.find("{")) != -1 and (end := rest.find("}", start)) != -1:
            name = rest[start + 1 : end]
            if name.startswith("§"):
                value = paragraph_of(agreement.call, name[1:]) if agreement.call else ""
            elif name in filling:
                value = filling[name][code]
            else:
                value = rest[start : end + 1]
            if not value:
                return None
            pieces += [rest[:start], value]
            rest = rest[end + 1 :]
        # A day ends with "r.", and so may the sentence: one full stop is enough.
        made[code] = "".join([*pieces, rest]).replace("r..", "r.")
    return made


__all__ = ["PLACEHOLDERS", "checksum", "day", "facts_of", "grouped", "is_intact", "merge", "party_text"]
