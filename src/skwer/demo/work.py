"""What happens inside the invented network: tasks, money, agreed measures, risks, support and advice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes import actions as programmes
from skwer.apps.programmes import halves
from skwer.apps.programmes.models import BudgetLine, Partnership, Project

from .cards import Days, partners_of, spoken
from .data import read

Data = Mapping[str, Any]
AGREED = -555  # before the first of the three half-years ends, whatever the day of loading


class Office:
    """The network's project, and who writes for which partner: its officer, or the lead's in her stead."""

    def __init__(self, project: Project, officers: Mapping[str, Person], at: datetime) -> None:
        self.project = project
        self.officers = officers
        self.lead = officers["lipowiec"]
        self.partners: dict[str, Partnership] = partners_of(project)
        self.day = Days(at)

    def officer(self, partner: str | None) -> Person:
        return self.officers.get(partner or "", self.lead)

    def partner(self, key: str | None) -> Partnership | None:
        return self.partners[key] if key else None


def make_work(
    project: Project,
    organisations: Mapping[str, Organisation],
    officers: Mapping[str, Person],
    expert: Person,
    *,
    at: datetime,
) -> None:
    """Everything of network.json beyond the card."""
    data = read("networks/network.json")
    office = Office(project, officers, at)
    _tasks(office, data["tasks"])
    _money(office, data)
    _measures(office, data["measures"], at)
    _risks(office, data["risks"])
    _support(office, data["allowances"])
    _advice(office, data["expert"], expert)
    _study(office, data["study"], organisations)
    _applications(office, data["outside"], organisations)


def _tasks(office: Office, told: list[Data]) -> None:
    day = office.day
    for one in told:
        by = office.lead if one["kind"] != "task" else office.officer(one["partner"])
        set_on = min(one["due"] - 60, -20)
        task = programmes.set_task(
            by=by,
            project=office.project,
            kind=one["kind"],
            partnership=office.partner(one["partner"]),
            title=one["title"],
            text=one["text"],
            due_on=day(one["due"]),
            at=day.moment(set_on),
        )
        if one["done"] is not None:
            programmes.finish_task(
                by=by, task=task, evidence_url=one.get("evidence", ""), at=day.moment(one["done"], 14)
            )
        elif "dropped" in one:
            programmes.drop_task(by=by, task=task, why=one["why"], at=day.moment(one["dropped"], 14))


def _money(office: Office, data: Data) -> None:
    day = office.day
    lines: dict[str, BudgetLine] = {}
    for one in data["budget"]:
        lines[one["key"]] = programmes.plan_budget(
            by=office.lead,
            partnership=office.partners[one["partner"]],
            category=one["category"],
            currency=one["currency"],
            planned=Decimal(one["planned"]),
            at=day.moment(-390),
        )
    for one in data["spendings"]:
        line = lines[one["line"]]
        converted = (
            {
                "paid": Decimal(one["paid"]),
                "paid_currency": one["paid_currency"],
                "rate": Decimal(one["rate"]),
                "rate_source": "kurs zmyślony, invented rate",
                "rate_on": day(one["days"]),
            }
            if "paid" in one
            else {}
        )
        programmes.record_spending(
            by=office.officer(_partner_of(data, one["line"])),
            line=line,
            on=day.on(one["days"]),
            amount=Decimal(one["amount"]),
            document=one["document"],
            note_text=one["note"],
            hours=Decimal(one["hours"]) if "hours" in one else None,
            at=day.moment(one["days"] + 3),
            **converted,
        )
    for one in data["claims"]:
        _claim(office, one)


def _partner_of(data: Data, line: str) -> str:
    return next(one["partner"] for one in data["budget"] if one["key"] == line)


def _claim(office: Office, told: Data) -> None:
    day = office.day
    values: dict[str, Any] = {
        **{name: told[name] for name in ("kind", "document", "currency")},
        "amount": Decimal(told["amount"]),
        "period_from": day(told["from"]),
        "period_to": day(told["to"]),
    }
    if "rate" in told:
        values |= {
            "rate": Decimal(told["rate"]),
            "rate_currency": told["rate_currency"],
            "rate_source": "kurs zmyślony, invented rate",
            "rate_on": day(told["rate_days"]),
        }
    claim = programmes.submit_claim(
        by=office.officer(told["partner"]),
        partnership=office.partners[told["partner"]],
        values=values,
        at=day.moment(told["submitted"]),
    )
    if "returned" in told:
        programmes.return_claim(by=office.lead, claim=claim, why=told["why"], at=day.moment(told["returned"]))
    if "approved" in told:
        programmes.approve_claim(by=office.lead, claim=claim, at=day.moment(told["approved"]))
    if "paid" in told:
        programmes.pay_claim(by=office.lead, claim=claim, paid_on=day.on(told["paid"]), at=day.moment(told["paid"] + 1))


def _measures(office: Office, told: list[Data], at: datetime) -> None:
    """The last three half-years that have ended; a figure that was not given is missing."""
    last = halves.last_ended(at)
    periods = [halves.before(halves.before(last)), halves.before(last), last]
    for one in told:
        measure = programmes.agree_measure(
            by=office.lead,
            project=office.project,
            values=spoken({name: one[name] for name in ("name", "unit", "definition")}),
            agreed_on=office.day.on(AGREED),
            at=office.day.moment(AGREED),
        )
        for partner, figures in one["readings"].items():
            for half, value in zip(periods, figures, strict=True):
                if value is None:
                    continue
                given = datetime.combine(halves.bounds(half)[1], at.timetz()) + timedelta(days=10)
                programmes.record_reading(
                    by=office.officer(partner),
                    measure=measure,
                    partnership=office.partners[partner],
                    half=half,
                    value=Decimal(value),
                    at=min(given, at - timedelta(days=4)),
                )


def _risks(office: Office, told: list[Data]) -> None:
    for one in told:
        programmes.note_risk(
            by=office.officer(one["partner"]),
            project=office.project,
            partnership=office.partner(one["partner"]),
            values={
                **{name: one[name] for name in ("title", "likelihood", "impact", "mitigation")},
                "owner_role": one["owner"],
                "review_on": office.day(one["review"]),
            },
            at=office.day.moment(-100),
        )


def _support(office: Office, told: list[Data]) -> None:
    for one in told:
        allowance = programmes.offer_allowance(
            by=office.lead,
            project=office.project,
            kind=one["kind"],
            partnership=office.partner(one["partner"]),
            offered=Decimal(one["offered"]),
            at=office.day.moment(-310),
        )
        for partner, days, quantity, note in one["uses"]:
            programmes.book_use(
                by=office.lead,
                allowance=allowance,
                partnership=office.partners[partner],
                on=office.day.on(days),
                quantity=Decimal(quantity),
                note_text=note,
                at=office.day.moment(days + 2),
            )


def _advice(office: Office, told: Data, expert: Person) -> None:
    """An expert's contract, her ledger and one bill, and a visit note whose next steps became the city's tasks."""
    day = office.day
    contract = programmes.agree_contract(
        by=office.lead,
        project=office.project,
        person=expert,
        values={
            **{name: told[name] for name in ("topic", "languages", "currency")},
            "days_agreed": Decimal(told["days_agreed"]),
            "day_rate": Decimal(told["day_rate"]),
            "starts_on": day(told["starts"]),
            "ends_on": day(told["ends"]),
        },
        at=day.moment(told["starts"] - 5),
    )
    for partner, days, quantity, what in sorted(told["days"], key=lambda one: one[1]):
        programmes.log_expert_day(
            by=expert,
            contract=contract,
            partnership=office.partners[partner],
            on=day.on(days),
            days=Decimal(quantity),
            what=what,
            at=day.moment(days + 1),
        )
    programmes.bill_days(
        by=expert, contract=contract, until=day.on(told["billed_until"]), at=day.moment(told["billed_until"] + 2)
    )
    note = told["note"]
    visit = programmes.write_visit_note(
        by=expert,
        contract=contract,
        partnership=office.partners[note["partner"]],
        on=day.on(note["days"]),
        texts={name: note[name] for name in ("seen", "advised", "agreed")},
        next_steps=[{"title": title, "due_on": day(due)} for title, due in note["next"]],
        at=day.moment(note["days"] + 1),
    )
    programmes.publish_visit_note(by=expert, visit=visit, at=day.moment(note["days"] + 2))


def _study(office: Office, told: Data, organisations: Mapping[str, Organisation]) -> None:
    day = office.day
    study = programmes.add_study(
        by=office.lead,
        project=office.project,
        values={**spoken({"title": told["title"], "summary": told["summary"]}), "authors": told["authors"]},
        at=day.moment(told["days"] - 8),
    )
    advice = [
        programmes.add_recommendation(
            by=office.lead, study=study, values=spoken({"text": one["text"]}), at=day.moment(told["days"] - 8, 11)
        )
        for one in told["recommendations"]
    ]
    programmes.publish_study(by=office.lead, study=study, on=day.on(told["days"]), at=day.moment(told["days"]))
    for recommendation, one in zip(advice, told["recommendations"], strict=True):
        for city, kind, why, answered, outcome, known in one["answers"]:
            answer = programmes.answer_recommendation(
                by=office.officers[city],
                recommendation=recommendation,
                organisation=organisations[city],
                answer=kind,
                why=why,
                at=day.moment(answered),
            )
            if outcome:
                programmes.record_outcome(
                    by=office.officers[city], answer=answer, outcome=outcome, on=day.on(known), at=day.moment(known)
                )


def _applications(office: Office, told: list[Data], organisations: Mapping[str, Organisation]) -> None:
    day = office.day
    for one in told:
        programmes.record_application(
            by=office.officers[one["organisation"]],
            organisation=organisations[one["organisation"]],
            values={
                **{name: one[name] for name in ("programme_name", "title", "currency", "result", "learned")},
                "asked": Decimal(one["asked"]),
                "granted": Decimal(one["granted"]) if "granted" in one else None,
                "applied_on": day(one["applied"]),
                "decided_on": day(one.get("decided")),
                "project": office.project if one["result"] == "granted" else None,
            },
            at=day.moment(one.get("decided", one["applied"]) + 1),
        )
