"""Letters for keepers and for whoever reported something, word for word in both languages, and whom they reach."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from skwer.apps.people.models import Person
from skwer.apps.places.actions import caring, diary, handing, keeping, mending
from skwer.apps.places.models import CareTask, Defect, Handover, Keeper
from skwer.apps.places.tokens import keeper_of
from skwer.mail import jobs

from ..care_factories import TODAY, make_defect, make_keeper, make_place, make_task
from ..factories import AT, make_member, make_organisation, make_person
from .conftest import CARE_EVENTS, written
from .test_letters import LANGUAGES, compare, well_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(city, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    for field, value in {
        "contact_name": "Marta Wilk", "contact_office": "Biuro Dialogu", "contact_address": "Rynek 1, pokój 4",
        "contact_hours": "pn.–pt. 8–16", "contact_email": "dialog@lipowiec.example",
    }.items():  # fmt: skip
        setattr(city, field, value)
    city.save()
    place = make_place(city, address="ul. Studzienna 3")
    make_keeper(place, make_person("Zofia Maj", email="zofia@poczta.example"), public_name="pani Zofia")
    return place


@pytest.fixture
def lead(place) -> Keeper:
    return Keeper.objects.get(place=place)


def _invited(place, officer) -> int:
    make_person("Jan", email="jan@poczta.example")
    return keeping.invite_keeper(by=officer, place=place, values={"email": "jan@poczta.example"}, at=AT).pk


def _offered(place, _officer) -> int:
    return keeping.become_keeper(by=make_person("Jan", email="jan@poczta.example"), place=place, at=AT).pk


def _answered(place, officer) -> int:
    keeper = Keeper.objects.get(pk=_offered(place, officer))
    return keeping.answer_offer(by=officer, keeper=keeper, yes=True, at=AT).pk


def _asked(place, _officer) -> int:
    make_person("Jan", email="jan@poczta.example")
    lead = Keeper.objects.get(place=place)
    told = "Wąż wisi w piwnicy."
    return handing.hand_over(by=lead.person, keeper=lead, to_email="jan@poczta.example", text=told, at=AT).pk


def _handed(place, officer) -> int:
    handover = Handover.objects.get(pk=_asked(place, officer))
    jan = Person.objects.get(email="jan@poczta.example")
    return handing.answer_handover(by=jan, handover=handover, yes=True, public_name="pan Jan", at=AT).pk


def _late(place, officer) -> int:
    task = make_task(place, officer, starts_on=TODAY - timedelta(days=3), note="Konewki są za śmietnikiem.")
    caring.remind_of_tasks(at=AT)
    return task.pk


def _confirmed(place, officer) -> int:
    defect = make_defect(place, text="Deska pękła")
    due = TODAY + timedelta(days=6)
    return mending.confirm_defect(
        by=officer, defect=defect, who="company", who_name="Stolarnia „Wiór”", due_on=due, at=AT
    ).pk


def _closed(place, officer) -> int:
    defect = Defect.objects.get(pk=_confirmed(place, officer))
    return mending.close_defect(by=officer, defect=defect, answer="Deska jest nowa, dębowa.", at=AT).pk


MAKES = {
    "keeper_invited": _invited, "keeper_offered": _offered, "keeper_answered": _answered, "handover_asked": _asked,
    "handover_answered": _handed, "task_late": _late, "defect_confirmed": _confirmed, "defect_closed": _closed,
}  # fmt: skip


def test_every_letter_about_care_is_read_here():
    assert set(MAKES) == CARE_EVENTS
    assert set(jobs.WRITERS) >= CARE_EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("event", sorted(MAKES))
def test_letters_read_so(event, language, place, officer):
    pk = MAKES[event](place, officer)
    Person.objects.update(language=language)
    (letter,) = written(event, pk)
    well_made(letter, language)
    compare(f"{event}.{language}", letter)


def test_an_invitation_carries_the_only_key(place, officer):
    pk = _invited(place, officer)
    (letter,) = written("keeper_invited", pk)
    assert letter.to == ["jan@poczta.example"]
    token = letter.body.split("/keepers/")[1].split("/")[0]
    assert keeper_of(token).pk == pk
    Keeper.objects.filter(pk=pk).update(until=TODAY, email="")
    assert written("keeper_invited", pk) == []  # withdrawn in the meantime


def test_whoever_left_an_address_hears_in_the_language_of_the_report(place, officer):
    defect = make_defect(place, contact="gosc@poczta.example", language="en")
    mending.confirm_defect(by=officer, defect=defect, who="office", due_on=TODAY, at=AT)
    to_reporter, to_lead = written("defect_confirmed", defect.pk)
    assert (to_reporter.to, to_lead.to) == (["gosc@poczta.example"], ["zofia@poczta.example"])
    assert to_reporter.extra_headers["Content-Language"] == "en"
    assert "30 days" in to_reporter.body


def test_whoever_reported_the_same_hears_of_the_repair_too(place, officer):
    first = make_defect(place, contact="a@poczta.example")
    again = make_defect(place, contact="b@poczta.example")
    mending.mark_duplicate(by=officer, defect=again, same_as=first, at=AT)
    (joined,) = written("defect_closed", again.pk)
    assert joined.to == ["b@poczta.example"]
    assert f"/defects/{first.number}/" in joined.body
    mending.confirm_defect(by=officer, defect=first, who="office", due_on=TODAY, at=AT)
    mending.close_defect(by=officer, defect=first, answer="Naprawione.", at=AT)
    told = [letter.to[0] for letter in written("defect_closed", first.pk)]
    assert told == ["a@poczta.example", "b@poczta.example", "zofia@poczta.example"]


def test_an_offer_reaches_the_office_where_nobody_leads(place, lead, officer):
    keeping.end_keeping(by=officer, keeper=lead, at=AT)
    (letter,) = written("keeper_offered", _offered(place, officer))
    assert letter.to == [officer.email]


def test_an_organisations_people_answer_for_it(place, officer):
    group = make_organisation("osiedle", name="Rada osiedla")
    chair = make_person("Jerzy", email="jerzy@poczta.example")
    make_member(chair, group, "admin")
    keeper = keeping.invite_keeper(by=officer, place=place, values={"organisation": group}, at=AT)
    (letter,) = written("keeper_invited", keeper.pk)
    assert letter.to == [chair.email]
    assert "/account/places/" in letter.body


def test_what_was_done_in_the_meantime_is_not_asked_for(place, officer, lead):
    pk = _late(place, officer)
    task = CareTask.objects.get(pk=pk)
    diary.log(by=lead.person, place=place, values={"what": "watered", "task": task}, uid=uuid4(), at=AT)
    assert written("task_late", pk) == []
