"""The work of a project for tests, made through the actions people use."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from skwer.apps.people.models import Organisation, Person
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import (
    Allowance,
    BudgetLine,
    Claim,
    ExpertContract,
    Measure,
    OutsideApplication,
    Partnership,
    Project,
    Reading,
    Task,
    VisitNote,
)

from .factories import AT, make_city, make_member, make_person
from .programmes_factories import make_partner, make_project


def make_network(
    lead: Organisation, officer: Person, partners: int = 1, **values: Any
) -> tuple[Project, list[Partnership], list[Person]]:
    """A running project of the lead with so many partner cities: their partnerships, the lead's first, and officers."""
    project = make_project(lead, officer, acronym="SIEĆ", **values)
    rows = [make_partner(project, lead, role=Partnership.Role.LEAD)]
    officers = [officer]
    for number in range(1, partners + 1):
        city = make_city(f"partner-{number}", name=f"Partner {number}")
        person = make_person(f"Urzędnik {number}", second_factor=True)
        make_member(person, city)
        rows.append(make_partner(project, city))
        officers.append(person)
    return project, rows, officers


def make_task(officer: Person, project: Project, partnership: Partnership | None = None, **values: Any) -> Task:
    given = {"title": "Opisać dobrą praktykę", "due_on": date(2026, 12, 1), "at": AT, **values}
    return actions.set_task(by=officer, project=project, partnership=partnership, **given)


def make_line(officer: Person, partnership: Partnership, planned: str = "1000.00", **values: Any) -> BudgetLine:
    given = {"category": "travel", "currency": "EUR", "at": AT, **values}
    return actions.plan_budget(by=officer, partnership=partnership, planned=Decimal(planned), **given)


def make_spending(officer: Person, line: BudgetLine, amount: str, **values: Any) -> Any:
    given = {"on": date(2026, 11, 1), "document": "FV 1/2026", "at": AT, **values}
    return actions.record_spending(by=officer, line=line, amount=Decimal(amount), **given)


def claim_values(**values: Any) -> dict[str, Any]:
    return {
        "kind": "invoice",
        "document": "FV 7/2026",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 6, 30),
        "currency": "EUR",
        "amount": Decimal("500.00"),
        **values,
    }


def make_claim(officer: Person, partnership: Partnership, *, at: datetime = AT, **values: Any) -> Claim:
    return actions.submit_claim(by=officer, partnership=partnership, values=claim_values(**values), at=at)


def make_measure(officer: Person, project: Project, *, agreed_on: date = date(2025, 3, 1), **values: Any) -> Measure:
    given = {"name_pl": "Małe skwery", "name_en": "Small squares", "unit_pl": "miejsca", "unit_en": "places", **values}
    return actions.agree_measure(by=officer, project=project, values=given, agreed_on=agreed_on, at=AT)


def make_reading(officer: Person, measure: Measure, partnership: Partnership, half: str, value: str) -> Reading:
    return actions.record_reading(
        by=officer, measure=measure, partnership=partnership, half=half, value=Decimal(value), at=AT
    )


def make_allowance(
    officer: Person, project: Project, kind: str = "visits", offered: str = "3", **values: Any
) -> Allowance:
    return actions.offer_allowance(
        by=officer, project=project, kind=kind, offered=Decimal(offered), **{"at": AT, **values}
    )


def make_contract(officer: Person, project: Project, expert: Person, days: str = "5", **values: Any) -> ExpertContract:
    given = {
        "topic": "Zieleń w mieście",
        "days_agreed": Decimal(days),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        **values,
    }
    return actions.agree_contract(by=officer, project=project, person=expert, values=given, at=AT)


def make_note(expert: Person, contract: ExpertContract, partnership: Partnership, **values: Any) -> VisitNote:
    given = {
        "on": date(2026, 11, 10),
        "texts": {"seen": "Plac bez cienia.", "advised": "Posadzić drzewa.", "agreed": "Spacer w grudniu."},
        "next_steps": [
            {"title": "Zaprosić mieszkańców na spacer", "due_on": date(2026, 12, 5)},
            {"title": "Zamówić drzewa", "due_on": None},
        ],
        "at": AT,
        **values,
    }
    return actions.write_visit_note(by=expert, contract=contract, partnership=partnership, **given)


def work_things() -> dict[str, Any]:
    """Things of the demo's network by name, for the tests that walk every address. A note that waits is added."""
    project = Project.objects.get(slug="siec-malych-skwerow")
    brzezina = project.partnerships.get(organisation__slug="brzezina")
    contract = project.expert_contracts.select_related("person", "project__organisation").get()
    note = contract.notes.filter(published_at__isnull=True).first() or make_note(
        contract.person, contract, brzezina, on=contract.starts_on, next_steps=[], at=AT
    )
    return {
        "network": project.slug,
        "work task": Task.objects.filter(project=project, partnership=brzezina).order_by("pk").first().pk,
        "work line": BudgetLine.objects.filter(partnership=brzezina).order_by("pk").first().pk,
        "work claim": Claim.objects.filter(partnership=brzezina).order_by("pk").first().pk,
        "work measure": project.measures.order_by("pk").first().pk,
        "work risk": project.risks.filter(partnership=brzezina).order_by("pk").first().pk,
        "work contract": contract.pk,
        "work note": contract.notes.filter(published_at__isnull=False).first().pk,
        "work study": project.studies.get().pk,
        "own note": note.pk,
        "application": OutsideApplication.objects.filter(organisation__slug="lipowiec").order_by("pk").first().pk,
    }
