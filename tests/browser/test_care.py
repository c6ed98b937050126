"""Pages of care on a phone and at a desk: the keeper's, the offer, the invitation, one's places, the desk of care."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from skwer.apps.places.actions import caring, diary, keeping
from skwer.apps.places.models import Entry, Keeper, Turn
from skwer.apps.places.tokens import keeper_token

from ..care_factories import TODAY, make_defect, make_keeper, make_place, make_task
from ..factories import AT, make_person
from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(city, officer):
    place = make_place(city, owed=True, address="ul. Studzienna 3")
    zofia = make_person("Zofia Maj", email="zofia@example.org")
    make_keeper(place, zofia, public_name="pani Zofia")
    make_keeper(place, make_person("Ewa"), role="helper", public_name="Ewa")
    task = make_task(place, officer, note="Kran przy klatce B.")
    make_task(place, officer, what="weed", starts_on=TODAY - timedelta(days=9))
    caring.take_turn(by=zofia, task=task, on=TODAY + timedelta(days=1), at=AT)
    make_defect(place, text="Pękła deska", danger=True)
    diary.log(by=zofia, place=place, values={"what": "watered", "text": "Dużo wody"}, uid=uuid4(), at=AT)
    return place


def fine(page, name: str) -> None:
    picture(page, f"care-{name}")
    assert axe(page) == []
    assert sideways(page) == 0
    assert page.errors == []


@pytest.mark.usefixtures("clock")
def test_a_keeper_on_a_phone_does_takes_a_turn_reads_and_writes(visit, place):
    zofia = Keeper.objects.get(place=place, role="lead").person
    page = visit(width=360, person=zofia)
    page.goto(f"/places/{place.pk}/care/")
    fine(page, "keeper-360")
    page.get_by_role("button", name="Zrobione dziś").first.click()
    page.get_by_text("Jest w dzienniku").wait_for()
    assert Entry.objects.filter(what="worked", task__what="weed").exists()
    page.get_by_role("button", name="Pokaż wszystkim").click()
    page.get_by_text("Teraz czytają to wszyscy").wait_for()
    weed = place.tasks.get(what="weed")
    page.locator(f"#task-{weed.pk} button[value=turn]").click()
    page.get_by_text("Ten dyżur jest Twój").wait_for()
    assert Turn.objects.filter(task__what="weed", keeper__person=zofia).exists()
    page.goto("/account/places/")
    fine(page, "mine-360")


@pytest.mark.usefixtures("clock")
def test_what_neighbours_see(visit, place, officer, resident):
    keeper = keeping.invite_keeper(by=officer, place=place, values={"email": "ktos@example.org"}, at=AT)
    for language, start in (("pl", ""), ("en", "/en")):
        page = visit(width=360, language=language, scheme="dark")
        for path in ("report/", "defects/1/", "log/"):
            page.goto(f"{start}/places/{place.pk}/{path}")
            fine(page, f"{path.split('/')[0]}-{language}-360")
        page.goto(f"{start}/keepers/{keeper_token(keeper)}/")
        fine(page, f"invitation-{language}-360")
    page = visit(width=360, person=resident)
    page.goto(f"/places/{place.pk}/care/")
    fine(page, "join-360")


@pytest.mark.usefixtures("clock")
def test_the_desk_of_care(visit, city, place, officer):
    entry = Entry.objects.get(what="broken")
    for width in (360, 1280):
        page = visit(width=width, person=officer)
        for name, path in (
            ("desk", f"/desk/care/{city.slug}/"),
            ("desk-defect", f"/desk/defects/{entry.defect.pk}/"),
            ("desk-entry", f"/desk/entries/{entry.pk}/"),
            ("office", f"/places/{place.pk}/care/"),
            ("handover", f"/places/{place.pk}/hand-over/"),
        ):
            page.goto(path)
            fine(page, f"{name}-{width}")
