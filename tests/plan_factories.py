"""A transfer with a plan and a question, for the tests that walk every address."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from skwer.apps.events.models import Event, Interest
from skwer.apps.people.models import Person
from skwer.apps.practices import actions

from .factories import AT
from .kits_factories import make_kit
from .transfers_factories import make_transfer

STEPS = (
    ("understand", "Rozmowa z opiekunem praktyki", "Biuro Dialogu", None, date(2026, 11, 30), None),
    ("adapt", "Uchwała o inicjatywie lokalnej", "Biuro Prawne", date(2027, 2, 1), date(2027, 3, 31), "12000"),
    ("reuse", "Ogłoszenie naboru", "Wydział Zieleni", date(2027, 5, 4), date(2027, 5, 4), "90000"),
)


def plan_things(officer: Person) -> dict[str, int]:
    """Brzezina's kit carried over by the officer's city: three steps, one done; one question answered, one not."""
    keeper = Person.objects.get(email="elzbieta.karas@brzezina.example")
    brzezina = keeper.memberships.get(role="officer").organisation
    kit = make_kit(brzezina, keeper, slug="zestaw-brzeziny")
    city = officer.memberships.get(role="officer").organisation
    transfer = make_transfer(city, officer, kit_version=kit.newest, title="Ławki z Brzeziny", public=True)
    steps = [
        actions.add_step(
            by=officer,
            transfer=transfer,
            at=AT,
            values={"stage": stage, "title": title, "owner": owner, "starts_on": starts, "ends_on": ends,
                    "cost": Decimal(cost) if cost else None, "measure": "Jest protokół."},
        )
        for stage, title, owner, starts, ends, cost in STEPS
    ]  # fmt: skip
    actions.mark_step_done(by=officer, step=steps[0], done_on=date(2026, 11, 20), at=AT)
    ask = {"by": officer, "transfer": transfer, "at": AT}
    answered = actions.ask_question(text="Kto podlewa po dwóch latach?", element="durability", **ask)
    actions.answer_question(by=keeper, question=answered, answer="Wspólnota, z listą dyżurów.", at=AT)
    actions.ask_question(text="Ile godzin w tygodniu zajmuje to urzędowi?", **ask)
    stated = Interest.objects.create(
        event=Event.objects.get(slug="szkolenie-lipowiec"), organisation=city, practice="Ławki z Brzeziny",
        because="Mamy gdzie je postawić.", first_step="Spis miejsc.", by_on=date(2027, 6, 30), stated_at=AT,
    )  # fmt: skip
    return {"stated_interest": stated.pk, "transfer_asked": transfer.pk, "transfer_step": steps[1].pk}
