"""Who looks after places of Lipowiec, what they wrote, what broke and was repaired. Everything here is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from skwer.apps.people.models import Organisation, Person
from skwer.apps.places.actions import caring, diary, handing, keeping, mending
from skwer.apps.places.models import Keeper, Place

Cast = Mapping[str, Person]


def make_care(town: Organisation, officer: Person, cast: Cast, *, at: datetime) -> None:
    """A place with a lead, a helper and a rota; one handed over in summer; one that waits for a company."""
    places = {place.title_pl: place for place in Place.objects.of_city(town)}
    water, orchard = places["Skwer przy Wodnej"], places["Sad za remizą"]
    _water(water, officer, cast, at)
    _orchard(orchard, officer, cast, at)
    _yard(places["Podwórko Garncarska 7"], officer, at)


def _keep(place: Place, officer: Person, person: Person, role: str, name: str, at: datetime) -> Keeper:
    if Keeper.objects.live().filter(place=place, role=Keeper.Role.LEAD).exists():
        role = Keeper.Role.HELPER  # the party of its agreement leads already
    keeper = keeping.invite_keeper(
        by=officer, place=place, values={"email": person.email, "role": role, "public_name": name}, at=at
    )
    return keeping.answer_invitation(by=person, keeper=keeper, yes=True, at=at + timedelta(days=1))


def _log(by: Person, place: Place, at: datetime, **values: Any) -> None:
    diary.log(by=by, place=place, values=values, uid=uuid4(), at=at)


def _water(place: Place, officer: Person, cast: Cast, at: datetime) -> None:
    danuta, ola = cast["danuta-mroz"], cast["ola-sobczak"]
    _keep(place, officer, danuta, "lead", "pani Danuta", at - timedelta(days=300))
    _keep(place, officer, ola, "helper", "Ola z Wodnej 5", at - timedelta(days=250))
    today = timezone.localdate(at)
    begun = at - timedelta(days=200)
    told: dict[str, Any] = {"starts_on": today - timedelta(days=200)}
    water = caring.add_task(
        by=danuta, place=place, at=begun,
        values={**told, "what": "water", "every_days": 3, "from_month": 4, "to_month": 10,
                "note": "Konewki stoją za śmietnikiem, kran jest przy klatce B."},
    )  # fmt: skip
    tidy = caring.add_task(by=danuta, place=place, at=begun, values={**told, "what": "tidy", "every_days": 7})
    look = caring.add_task(by=danuta, place=place, at=begun, values={**told, "what": "check", "every_days": 14})
    for days, who, what, task, text in (
        (60, danuta, "watered", water, ""),
        (44, ola, "watered", water, "Lało się jak z cebra, ale pod okapem było sucho."),
        (25, ola, "worked", None, "Posadziłyśmy cebule krokusów, czterdzieści sztuk."),
        (12, danuta, "tidied", tidy, "Dwa worki liści, zabrane przez Zakład Zieleni."),
        (9, danuta, "fine", look, ""),
        (5, ola, "tidied", tidy, ""),
    ):
        hours = "3" if what == "worked" else ""
        day = at - timedelta(days=days)
        _log(who, place, day, what=what, task=task, text=text, hours=hours)
    caring.take_turn(by=ola, task=tidy, on=today + timedelta(days=2), at=at - timedelta(days=1))
    bench = mending.report_defect(
        by=None, place=place, at=at - timedelta(days=40),
        values={"what": "bench", "text": "W ławce od strony Strugi pękła deska."},
    )  # fmt: skip
    if bench.entry is not None:
        diary.judge_entry(by=danuta, entry=bench.entry, show=True, at=at - timedelta(days=40) + timedelta(hours=5))
    due = today - timedelta(days=30)
    mending.confirm_defect(
        by=officer, defect=bench, who="company", who_name="Stolarnia spółdzielcza „Wiór”", due_on=due,
        at=at - timedelta(days=39),
    )  # fmt: skip
    mending.begin_repair(by=officer, defect=bench, at=at - timedelta(days=36))
    mending.close_defect(
        by=officer, defect=bench, answer="Deska wymieniona na dębową, śruby dokręcone.", cost=Decimal("180.00"),
        at=at - timedelta(days=34),
    )  # fmt: skip
    mending.report_defect(
        by=None, place=place, at=at - timedelta(hours=20),
        values={"what": "light", "text": "Latarnia przy zejściu do wody mruga i gaśnie."},
    )  # fmt: skip


def _orchard(place: Place, officer: Person, cast: Cast, at: datetime) -> None:
    """The first keeper moved away in summer and handed over; a neighbour offers to help."""
    second, third = cast["julia-kmiec"], cast["hanna-lewandowicz"]
    lead = Keeper.objects.live().filter(place=place, role=Keeper.Role.LEAD).first()
    if lead is None:  # the party of its agreement leads where there is one
        lead = _keep(place, officer, cast["piotr-golab"], "lead", "Piotr z remizy", at - timedelta(days=150))
    since = lead.since or timezone.localdate(at)
    asked = max(at - timedelta(days=80), at - (timezone.localdate(at) - since) + timedelta(hours=1))
    handover = handing.hand_over(
        by=officer, keeper=lead, to_email=second.email, at=asked,
        text="Młode jabłonie piją najwięcej w lipcu. Klucz do kranu ma dyżurny OSP.",
    )  # fmt: skip
    handing.answer_handover(by=second, handover=handover, yes=True, public_name="Julia", at=asked + timedelta(hours=2))
    keeping.become_keeper(by=third, place=place, public_name="Hanna", at=at - timedelta(days=2))
    caring.add_task(
        by=second, place=place, at=at - timedelta(days=70),
        values={"what": "check", "every_days": 10, "starts_on": timezone.localdate(at) - timedelta(days=4),
                "note": "Osłonki pni i wiązania."},
    )  # fmt: skip


def _yard(place: Place, officer: Person, at: datetime) -> None:
    """Something dangerous, confirmed, its day passed."""
    defect = mending.report_defect(
        by=officer, place=place, at=at - timedelta(days=18),
        values={"what": "surface", "danger": True, "text": "Przy wejściu do klatki 7 zapadły się płyty, ktoś upadł."},
    )  # fmt: skip
    mending.confirm_defect(
        by=officer, defect=defect, who="company", who_name="Brukarstwo Lipka", at=at - timedelta(days=17),
        due_on=timezone.localdate(at) - timedelta(days=3), waits=True,
    )  # fmt: skip
