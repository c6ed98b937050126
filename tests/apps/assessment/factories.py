"""A call with a check and an assessment, made straight in the database so that these tests hold for this room alone."""

from __future__ import annotations

import copy
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from skwer.apps.assessment.kinds import AssessKind
from skwer.apps.assessment.models import Assignment
from skwer.apps.calls.models import Call, Edition, Proposal, Scheme, Stage
from skwer.apps.people.models import Body, Organisation, Person
from tests.factories import AT, make_body, make_person

_serial = count(1)


def words(pl: str, en: str) -> dict[str, str]:
    return {"pl": pl, "en": en}


FORM = {
    "steps": [
        {
            "key": "idea",
            "title": words("Pomysł", "Idea"),
            "questions": [
                {"key": "title", "kind": "short_text", "label": words("Tytuł", "Title"), "required": True},
                {"key": "summary", "kind": "long_text", "label": words("Streszczenie", "Summary")},
                {"key": "owner_consent", "kind": "long_text", "label": words("Zgoda właściciela", "Owner's consent")},
                {"key": "secret", "kind": "short_text", "label": words("Telefon", "Telephone"), "public": False},
                {"key": "costs", "kind": "costs", "label": words("Koszty", "Costs")},
            ],
        }
    ]
}
ITEMS = [
    {
        "key": "owner",
        "text": words("Czy jest zgoda właściciela terenu?", "Is the owner's consent there?"),
        "topic": "places",
        "fields": ["owner_consent"],
    },
    {
        "key": "limits",
        "text": words("Czy kwota mieści się w granicach?", "Is the sum within the limits?"),
        "topic": "limits",
        "fields": ["costs"],
    },
    {"key": "annexes", "text": words("Czy są załączniki?", "Are the annexes there?"), "na": True},
]
CHECK = {"items": ITEMS, "correction_days": 7, "corrections": 1}
CRITERIA = [
    {
        "key": "usefulness",
        "title": words("Przydatność", "Usefulness"),
        "weight": 40,
        "max": 10,
        "step": 1,
        "anchors": [
            {"points": 0, "text": words("Nikomu nie służy", "Serves nobody")},
            {"points": 10, "text": words("Służy wszystkim", "Serves everybody")},
        ],
    },
    {"key": "care", "title": words("Opieka", "Care"), "weight": 40, "max": 5, "step": "0.5"},
    {
        "key": "work",
        "title": words("Praca społeczna", "Social work"),
        "weight": 20,
        "max": 10,
        "measure": "volunteer_share",
        "bands": {
            "unit": words("% kosztów", "% of the cost"),
            "precision": 1,
            "end": 100,
            "bands": [
                {"to": 10, "points": 1},
                {"from": 11, "to": 20, "points": 4},
                {"from": 21, "to": 30, "points": 6},
                {"from": 31, "to": 40, "points": 8},
                {"from": 41, "points": 10},
            ],
        },
    },
]
ASSESS = {
    "criteria": CRITERIA,
    "assessors": 2,
    "reasons": "below",
    "reasons_below": 60,
    "spread_alarm": 30,
    "ties": ["criterion:usefulness", "lower-request", "lot"],
}


def check_settings(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy({**CHECK, **changes})


def assess_settings(**changes: Any) -> dict[str, Any]:
    return AssessKind().from_kit(copy.deepcopy({**ASSESS, **changes}))


def make_call(city: Organisation, **fields: Any) -> Call:
    """An announced call with a closed PROPOSE stage; `make_check_stage` and `make_assess_stage` add theirs."""
    scheme = Scheme.objects.create(
        organisation=city, name="Mikrodotacje", vehicle=Scheme.Vehicle.MICRO_GRANT, support=Scheme.Support.CASH
    )
    call = Call.objects.create(
        **{
            "organisation": city,
            "edition": Edition.objects.create(scheme=scheme, name="2026"),
            "slug": f"zielone-podworka-{next(_serial)}",
            "title": "Zielone podwórka",
            "state": Call.State.ANNOUNCED,
            "pot": Decimal(100_000),
            "request_max": Decimal(15_000),
            "applicants": ["person", "ngo"],
            "created_at": AT - timedelta(days=60),
            **fields,
        }
    )
    Stage.objects.create(
        call=call,
        order=1,
        kind="propose",
        settings={"form": copy.deepcopy(FORM)},
        state=Stage.State.CLOSED,
        opens_at=AT - timedelta(days=50),
        closes_at=AT - timedelta(days=2),
        opened_at=AT - timedelta(days=50),
        closed_at=AT - timedelta(days=2),
    )
    return call


def make_check_stage(call: Call, *, state: str = Stage.State.OPEN, **changes: Any) -> Stage:
    return _stage(call, 2, "check", check_settings(**changes), state)


def make_assess_stage(call: Call, body: Body | None = None, *, state: str = Stage.State.OPEN, **changes: Any) -> Stage:
    stage = _stage(call, 3, "assess", assess_settings(**changes), state)
    stage.body = body
    stage.save()
    return stage


def _stage(call: Call, order: int, kind: str, settings: dict[str, Any], state: str) -> Stage:
    return Stage.objects.create(
        call=call,
        order=order,
        kind=kind,
        settings=settings,
        state=state,
        opens_at=AT - timedelta(days=1),
        closes_at=AT + timedelta(days=14),
        opened_at=None if state == Stage.State.PLANNED else AT - timedelta(days=1),
        frozen=None if state == Stage.State.PLANNED else {"settings": copy.deepcopy(settings)},
    )


def make_proposal(
    call: Call, number: int | None = None, *, state: str = Proposal.State.SUBMITTED, **fields: Any
) -> Proposal:
    """A proposal that was sent, with its answers."""
    number = number or call.last_number + 1
    call.last_number = max(call.last_number, number)
    call.save(update_fields=["last_number"])
    title = fields.pop("title", f"Ławki nad Strugą {number}")
    return Proposal.objects.create(
        **{
            "call": call,
            "number": number,
            "state": state,
            "author": make_person(f"Autorka {number}"),
            "title": title,
            "summary": "Trzy ławki i cień.",
            "requested": Decimal(9000),
            "total": Decimal(10_000),
            "receipt": f"{call.slug}-{number}",
            "created_at": AT - timedelta(days=10),
            "updated_at": AT - timedelta(days=10),
            "submitted_at": AT - timedelta(days=9),
            "answers": {
                "title": title,
                "summary": "Trzy ławki i cień.",
                "secret": "600 100 200",
                "costs": [
                    {"name": "deski", "quantity": "10", "amount": "7500.00", "source": "grant"},
                    {"name": "praca sąsiadów", "quantity": "50 h", "amount": "2500.00", "source": "volunteer"},
                ],
            },
            **fields,
        }
    )


def make_committee(city: Organisation, size: int = 4) -> tuple[Body, list[Person]]:
    """A committee of so many; the first one chairs it."""
    names = ["Anna Kalinowska", "Bogdan Lis", "Celina Maj", "Dorota Nowak", "Emil Osa", "Feliks Pan"]
    people = [make_person(names[index]) for index in range(size)]
    return make_body(city, *people), people


def good_scores(**changes: dict[str, str]) -> dict[str, dict[str, str]]:
    return {
        "usefulness": {"points": "8", "reason": "Korzysta całe osiedle."},
        "care": {"points": "4,5", "reason": "Są opiekunowie."},
        "work": {"value": "25", "reason": "Ćwierć kosztów to praca sąsiadów."},
        **changes,
    }


def make_assignment(stage: Stage, proposal: Proposal, person: Person, *, state: str = "clear") -> Assignment:
    """An assignment by hand, its assessor labelled by her key."""
    return Assignment.objects.create(
        stage=stage,
        proposal=proposal,
        assessor=person,
        label=f"L{person.pk}",
        state=state,
        assigned_at=AT,
        declared_at=None if state == "assigned" else AT,
    )
