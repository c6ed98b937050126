"""A place into its second year, through the pages: its agreement made it and owes its care; the office finds what is
missing, a neighbour reports a broken bench, the care passes on without a gap, all is mended, and everybody reads it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from playwright.sync_api import Page

from skwer.apps.grants.models import Agreement
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places.models import Breach, Defect, Keeper, Place

from ..apps.files.pictures import photo
from ..factories import make_person
from ..visits_factories import performed
from .conftest import axe, picture, sideways
from .steps import fill, press, with_streets

pytestmark = pytest.mark.django_db(transaction=True)
MISSING = "Uschły trzy krzewy, grządka jest zarośnięta."


@pytest.mark.job("R8")
def test_a_place_into_its_second_year(visit, clock, city, officer, auditor):
    with_streets(city)
    zofia = make_person("Zofia Kamińska", email="zofia@poczta.example")
    zenon = make_person("Zenon Wrona", email="zenon@poczta.example")
    place = owed_by_agreement(clock, city, officer, zofia)
    announced_two_weeks_before(visit, clock, place, zofia)
    breach = inspected_on_a_phone(visit, clock, city, place, officer)
    defect = a_bench_is_reported(visit, place)
    read_by_the_keeper(visit, place, zofia)
    handed_over(visit, clock, place, zofia, zenon)
    repaired_and_logged(visit, clock, place, defect, zenon)
    mended(visit, clock, breach, officer, zenon)
    into_the_second_year(visit, clock, city, place, officer)
    everybody_reads_it(visit, city, place)
    the_auditor_sees_it(visit, city, auditor)


def fine(page: Page, name: str) -> None:
    picture(page, f"second-year-{name}")
    assert axe(page) == []
    assert sideways(page) == 0
    assert page.errors == []  # type: ignore[attr-defined]


def owed_by_agreement(clock, city: Organisation, officer: Person, zofia: Person) -> Place:
    """The account is settled; the clock does the rest: the place opens, care is owed, visits stand in the calendar."""
    agreement = performed(city, officer=officer, author=zofia, at=clock.now, upkeep={"inspections": [12, 13]})
    clock.tick()
    agreement = Agreement.objects.select_related("proposal__place").get(pk=agreement.pk)
    place = agreement.proposal.place
    assert agreement.state == "in_care"
    assert (place.state, place.care_until) == ("cared", date(2028, 11, 23))
    assert Keeper.objects.get(place=place).person == zofia
    return place


def letters_to(person: Person) -> list:
    return [letter for letter in mail.outbox if letter.to == [person.email]]


def announced_two_weeks_before(visit, clock, place: Place, zofia: Person) -> None:
    clock.to(clock.now.replace(year=2027) - timedelta(days=14))
    mail.outbox.clear()
    clock.tick()
    assert any("Urząd obejrzy miejsce" in letter.subject for letter in letters_to(zofia))
    page = visit(width=360, person=zofia)
    page.goto("/inbox/")
    assert "Urząd przyjdzie obejrzeć miejsce" in page.inner_text("main")


def inspected_on_a_phone(visit, clock, city: Organisation, place: Place, officer: Person) -> Breach:
    """Eight months of plants without water: the officer marks it, photographs it, and says by when to mend it."""
    clock.to(clock.now + timedelta(days=14, hours=1))
    page = visit(width=360, person=officer)
    page.goto(f"/desk/care/{city.slug}/inspections/")
    page.get_by_role("link", name=re.compile("Obejrzyj")).first.click()
    page.wait_for_url("**/desk/inspections/*/")
    fine(page, "visit")
    for key in ("there", "whole", "safe", "clean", "open", "sign"):
        page.check(f"input[name=findings-{key}][value=ok]")
    page.check("input[name=findings-plants][value=bad]")
    page.fill("[name=findings-plants-note]", "Trzy z ośmiu krzewów suche.")
    page.set_input_files("#id_photo", {"name": "grzadka.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.check("#id_breach")
    press(page, "#hold button[name=do][value=hold]:not(.vh)")
    page.wait_for_selector("[data-errors]")  # what is missing must be said; nothing typed is lost
    assert page.input_value("[name=findings-plants-note]") == "Trzy z ośmiu krzewów suche."
    assert page.locator("[name=photo-kept]").count() == 1
    by = (clock.now + timedelta(days=30)).date().isoformat()
    fill(page, {"what": MISSING, "mend_by": by, "note": "Ławki są w dobrym stanie."})
    press(page, "#hold button[name=do][value=hold]:not(.vh)")
    page.wait_for_selector("#seen")
    assert "Brakuje należnej opieki" in page.inner_text("h1")
    fine(page, "visit-held")
    one = place.inspections.get(month=12)
    assert (one.officer, one.photo is not None) == (officer, True)
    return place.breaches.get()


def a_bench_is_reported(visit, place: Place) -> Defect:
    """A passer-by, without an account, on a phone."""
    page = visit(width=360)
    page.goto(f"/places/{place.pk}/report/")
    page.check("input[name=what][value=bench]")
    page.fill("#id_text", "Pękła deska w ławce od strony ulicy.")
    press(page, "main form button.ds-button")
    page.wait_for_url(lambda url: "/report/" not in url)
    return Defect.objects.get(place=place)


def read_by_the_keeper(visit, place: Place, zofia: Person) -> None:
    page = visit(width=360, person=zofia)
    page.goto("/inbox/")
    assert MISSING in page.inner_text("main")
    page.goto(f"/places/{place.pk}/")
    assert MISSING in page.inner_text("main")


def handed_over(visit, clock, place: Place, zofia: Person, zenon: Person) -> None:
    """Until Zenon says yes Zofia stays; that day is her last and his first."""
    page = visit(width=360, person=zofia)
    page.goto(f"/places/{place.pk}/hand-over/")
    fill(page, {"to_email": zenon.email, "note": "Kran jest za bramą, klucz u dozorcy."})
    mail.outbox.clear()
    press(page, "main form:has(#id_to_email) button.ds-button")
    page.wait_for_selector("[name=withdraw]")
    assert Keeper.objects.live().get(place=place).person == zofia
    (letter,) = letters_to(zenon)
    link = re.search(r"/keepers/[^\s\"]+/", letter.body)
    assert link is not None
    clock.to(clock.now + timedelta(days=3))
    neighbour = visit(width=360, person=zenon)
    neighbour.goto(link.group())
    assert "Kran jest za bramą" in neighbour.inner_text("main")
    fine(neighbour, "invitation")
    neighbour.fill("#id_public_name", "Zenon")
    press(neighbour, "button[name=yes]", until=f"**/places/{place.pk}/care/")
    old, new = Keeper.objects.filter(place=place).order_by("since", "pk")
    assert (old.person, old.until) == (zofia, clock.now.date())
    assert (new.person, new.since, new.role, new.until) == (zenon, old.until, "lead", None)


def repaired_and_logged(visit, clock, place: Place, defect: Defect, zenon: Person) -> None:
    """The new keeper confirms the defect, repairs it, and writes the new plants into the log."""
    page = visit(width=360, person=zenon)
    here = f"/places/{place.pk}/defects/{defect.number}/"
    page.goto(here)
    fill(page, {"due_on": (clock.now + timedelta(days=10)).date().isoformat()})
    press(page, "form:has(input[value=confirm]) button.ds-button")
    page.wait_for_selector("form:has(input[value=close])")
    clock.to(clock.now + timedelta(days=5))
    page = visit(width=360, person=zenon)
    page.goto(here)
    page.fill("form:has(input[value=close]) :is(textarea, input[type=text])", "Nowa deska, dwie śruby.")
    press(page, "form:has(input[value=close]) button.ds-button")
    page.wait_for_selector("text=Nowa deska, dwie śruby.")
    defect.refresh_from_db()
    assert defect.state == "repaired"
    page.goto(f"/places/{place.pk}/care/")
    page.check("input[name=what][value=worked]")
    page.fill("#id_text", "Posadziliśmy trzy nowe krzewy i wypieliliśmy grządkę.")
    press(page, "form:has(input[value=log]) button.ds-button")
    page.wait_for_selector("text=Posadziliśmy trzy nowe krzewy")
    fine(page, "care")


def mended(visit, clock, breach: Breach, officer: Person, zenon: Person) -> None:
    """The log says so, the officer looks, and the breach is mended before its day."""
    page = visit(width=360, person=officer)
    page.goto(f"/desk/breaches/{breach.pk}/")
    assert "Posadziliśmy trzy nowe krzewy" in page.inner_text("main")
    fine(page, "breach")
    page.check("input[name=how][value=mended]")
    fill(page, {"note": "Krzewy rosną, grządka wypielona."})
    mail.outbox.clear()
    press(page, "#answer button.ds-button")
    page.wait_for_selector("#end")
    breach.refresh_from_db()
    assert breach.state == "mended"
    assert breach.ended_on < breach.mend_by
    assert any("Naprawione" in letter.subject for letter in letters_to(zenon))


def into_the_second_year(visit, clock, city: Organisation, place: Place, officer: Person) -> None:
    """A month later the office looks again: all is well."""
    clock.to(clock.now.replace(month=12, day=23, hour=10))
    one = place.inspections.get(month=13)
    page = visit(person=officer)
    page.goto(f"/desk/inspections/{one.pk}/")
    assert "Co było widać poprzednio" in page.inner_text("#before")
    for key in ("there", "whole", "safe", "plants", "clean", "open", "sign"):
        page.check(f"input[name=findings-{key}][value=ok]")
    fill(page, {"note": "Wszystko rośnie."})
    press(page, "#hold button[name=do][value=hold]:not(.vh)")
    page.wait_for_selector("#seen")
    assert "wszystko w porządku" in page.inner_text("h1")


def everybody_reads_it(visit, city: Organisation, place: Place) -> None:
    for width in (360, 1280):
        page = visit(width=width)
        page.goto(f"/places/{place.pk}/")
        told = page.inner_text("main")
        for words in (MISSING, "Zenon", "Nowa deska", "Posadziliśmy trzy nowe krzewy"):
            assert words in told, words
        assert page.locator(".story img").count() == 1  # what the officer photographed
        assert "Zofia Kamińska" not in told
        assert "Wrona" not in told
        fine(page, f"place-{width}")
        page.goto(f"/cities/{city.slug}/durability/")
        assert "Odbyły się wszystkie 2 przeglądy" in page.inner_text("h1")
        assert "Marta Wilk" not in page.inner_text("main")
        fine(page, f"register-{width}")


def the_auditor_sees_it(visit, city: Organisation, auditor: Person) -> None:
    page = visit(person=auditor)
    page.goto(f"/desk/durability/{city.slug}/")
    table = page.inner_text("table")
    assert "Marta Wilk" in table
    assert "zdjęcie" in table
    fine(page, "register-inside")
