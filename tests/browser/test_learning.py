"""A proposer learns beside her form and gets a certificate; a city judges itself before and after."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from skwer.apps.calls import actions as calls
from skwer.apps.learning.models import Completion, SelfAssessment, SelfSheet

from ..factories import make_body, make_person
from ..learning_factories import area, make_module, make_scale, text
from ..web.resident import begin, call_now, page, sign_in
from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)

AREAS = ("Udział mieszkańców", "Pieniądze", "Dostępność")


def sound(tab, name: str) -> None:
    """No violation, no sideways scroll, no error in the console."""
    assert axe(tab) == []
    assert sideways(tab) <= 0
    assert tab.errors == []
    picture(tab, name)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_from_the_form_to_the_certificate_and_back(visit, client, city, officer, resident, script):
    """On a phone: the costs are half typed, the lesson opens, one answer is wrong, then the certificate comes."""
    module = make_module(city, officer, slug="maly-budzet")
    call = call_now(city, officer)
    stage = call.stages.get(kind="propose")
    calls.attach_module(by=officer, stage=stage, module=module, question_key="costs", at=timezone.now())
    draft = begin(sign_in(client, resident), call)

    tab = visit(width=360, script=script, person=resident)
    tab.goto(page(draft, "money"))
    tab.fill("[name='costs-0-name']", "Osiem skrzyń z modrzewia")
    tab.fill("[name='costs-0-amount']", "6 400")
    tab.fill("#id_work_hours", "sto dwadzieścia")
    if script:
        sound(tab, "learning-beside")
    tab.get_by_role("button", name="Jak policzyć mały projekt").click()

    assert tab.locator("h1").inner_text() == "Jak policzyć mały projekt"
    if script:
        sound(tab, "learning-module")
    tab.get_by_role("link", name="Odpowiedz na pytania").click()
    tab.get_by_label("Od sumy").check()
    tab.get_by_role("button", name="Sprawdź odpowiedzi").click()
    assert tab.locator("[data-missing]").count() == 1
    assert tab.get_by_label("Od sumy").is_checked()
    tab.get_by_label("Ławki").check()
    tab.get_by_label("Transport").check()
    tab.get_by_role("button", name="Sprawdź odpowiedzi").click()

    assert "1 z 2" in tab.locator("h1").inner_text()
    assert "Powód b" in tab.locator(".quiz").first.inner_text()
    if script:
        sound(tab, "learning-wrong")
    tab.get_by_label("Od listy rzeczy").check()
    tab.get_by_role("button", name="Sprawdź jeszcze raz").click()

    assert tab.locator("h1").inner_text() == "Wszystko jasne: zaliczone"
    number = Completion.objects.get(person=resident, module=module).number
    assert number in tab.locator(".result").inner_text()
    if script:
        sound(tab, "learning-passed")
    answer = tab.request.get(tab.get_by_role("link", name="Zaświadczenie (PDF)").get_attribute("href"))
    paper = PdfReader(io.BytesIO(answer.body()))
    written = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    assert "Jan Kowalski" in written
    assert "Jak policzyć mały projekt" in written
    assert number in written

    # Nothing she typed is lost, however wrong it was.
    tab.get_by_role("link", name="Wróć do szkicu", exact=True).click()
    assert tab.url.endswith(page(draft, "money"))
    assert tab.input_value("[name='costs-0-name']") == "Osiem skrzyń z modrzewia"
    assert tab.input_value("#id_work_hours") == "sto dwadzieścia"

    # Anybody verifies the number, and reads no name.
    reader = visit(person=None, script=script)
    reader.goto("/learn/certificates/")
    reader.fill("#id_number", number.lower().replace("-", " "))
    reader.get_by_role("button", name="Sprawdź").click()
    assert "Jak policzyć mały projekt" in reader.locator("main").inner_text()
    assert "Jan Kowalski" not in reader.locator("main").inner_text()
    if script:
        sound(reader, "learning-verified")


def answer(tab, url: str, scores: list[int]) -> None:
    tab.goto(url)
    for fieldset, score in zip(tab.locator("fieldset.judge").all(), scores, strict=True):
        fieldset.locator(f"input[value='{score}']").check()
    tab.get_by_role("button", name="Złóż kartę").click()
    assert "Twoja karta jest złożona" in tab.locator("main").inner_text()


def test_a_city_judges_itself_before_and_after(visit, city, officer):
    module = make_module(city, officer, slug="dostepne-miejsce", title_pl="Miejsce dla każdego")
    areas = [{**area(f"obszar{n}", *([module.slug] if n == 2 else [])), "title": text(name)}
             for n, name in enumerate(AREAS)]  # fmt: skip
    scale = make_scale(city, officer, areas=areas)
    people = [make_person(name) for name in ("Anna Lis", "Bogdan Nowy", "Celina Maj", "Darek Wolny")]
    make_body(city, *people, name="Grupa lokalna", kind="local_group")
    desk = visit(person=officer)
    told = {
        "before": [[1, 2, 1], [2, 3, 2], [2, 4, 1], [3, 3, 2]],
        "after": [[3, 2, 2], [4, 3, 1], [4, 4, 2], [5, 3, 2]],
    }
    for moment, sheets in told.items():
        desk.goto(f"/desk/learn/self-assessments/new/?organisation={city.slug}&moment={moment}")
        desk.select_option("#id_scale", scale.slug)
        desk.locator(f"input[name='moment'][value='{moment}']").check()
        desk.get_by_role("button", name="Otwórz").click()
        desk.get_by_label("Grupa lokalna").check()
        desk.get_by_role("button", name="Zapytaj").click()
        one = SelfAssessment.objects.get(moment=moment)
        for person, scores in zip(people, sheets, strict=True):
            tab = visit(width=360, person=person)
            if person is people[0]:
                tab.goto(f"/learn/self-assessment/{one.pk}/")
                sound(tab, f"judge-{moment}")
            answer(tab, f"/learn/self-assessment/{one.pk}/", scores)
        desk.reload()
        assert desk.locator("h1").inner_text() == "Odpowiedzi: 4 z 4 osób"
        sound(desk, f"judge-desk-{moment}")
        desk.get_by_role("button", name="Zamknij samoocenę").click()

    assert SelfSheet.objects.count() == 8
    desk.get_by_role("link", name="Zobacz wynik").click()
    assert desk.locator("h1").inner_text() == "Mocniejsze niż przedtem są 2 obszary z 3"
    first, second, third = desk.locator(".areas > li").all()
    # 1 2 2 3 → 3 4 4 5: the median moves by two, and all scores are on the strip.
    assert "Wyżej o 2" in first.inner_text()
    assert "Oceny 1, 2, 2, 3" in first.inner_text()
    assert "Oceny 3, 4, 4, 5" in first.inner_text()
    assert first.locator("svg").count() == 2
    assert "Bez zmian" in second.inner_text()
    # 1 1 2 2 → 1 2 2 2: up by a half and weak all the same, so a lesson stands there.
    assert "Miejsce dla każdego" in third.inner_text()
    sound(desk, "judge-result")
    shown = desk.locator("main").inner_text()
    assert not any(person.name in shown for person in people)

    phone = visit(width=360, scheme="dark", person=people[0], language="en")
    phone.goto(f"/en/learn/self-assessment/{one.pk}/")
    assert "of 3 areas" in phone.locator("h1").inner_text()
    sound(phone, "judge-result-phone")
