"""A comment reported, removed with reasons, restored on objection: five people, each on her own pages."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from skwer.apps.discussion import actions
from skwer.apps.discussion.models import Comment

from ..discussion_factories import make_place
from ..factories import make_member, make_person
from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Ten z trójki wyrzuca tu butelki co piątek."


def _sound(page) -> None:
    assert axe(page) == [], page.url
    assert sideways(page) == 0, page.url
    assert page.errors == []


def _says(page, words: str) -> None:
    assert words in page.inner_text("main"), (page.url, words)


def test_a_comment_reported_removed_with_reasons_and_restored_on_objection(
    city, officer, resident, visit, clock, settings
):
    settings.REQUIRE_MFA = False
    place = make_place(city)
    other = make_person("Tomasz Gajda")
    make_member(other, city, "officer")
    talk = f"/discussion/place/{place.pk}/"

    # Nothing is open until the office says so.
    anybody = visit(width=360, script=False)
    assert anybody.goto(talk, timeout=60_000).status == 404  # a fresh server answers its first reader slowly
    desk = visit(person=officer)
    desk.goto(f"/desk/discussion/{city.slug}/")
    _sound(desk)
    desk.click(f"a[href$='/desk/cities/{city.slug}/discussion/']")
    desk.check("input[name=kinds][value=place]")
    desk.check("input[name=check_first][value=before]")
    desk.fill("#id_rules_pl", "1. Mówimy o miejscach.\n2. Nie wskazujemy ludzi.")
    _sound(desk)
    picture(desk, "discussion-house")
    desk.click("form:has(#id_rules_pl) button.ds-button")
    desk.wait_for_url(f"**/desk/discussion/{city.slug}/")

    # A neighbour writes on her phone; only she sees it until somebody has looked.
    phone = visit(width=360, person=resident)
    phone.goto(f"/places/{place.pk}/")
    phone.click("#discussion a.ds-button")
    phone.fill("#id_text", WORDS)
    phone.fill("#id_name", "Jan z piątki")
    _sound(phone)
    phone.click("#write button.ds-button")
    phone.wait_for_selector("ol.talk li")
    _says(phone, "widzisz go tylko Ty")
    _sound(phone)
    anybody.goto(talk)
    assert WORDS not in anybody.inner_text("main")
    desk.goto(f"/desk/discussion/{city.slug}/")
    desk.click("table a")
    _sound(desk)
    desk.click("button[value=look]")
    desk.wait_for_selector(".ds-alert, [role=status], main")

    # Somebody without an account and without scripts reports it.
    anybody.goto(f"/places/{place.pk}/")
    _says(anybody, WORDS)
    anybody.click("ol.talk a[href$='/notice/']")
    anybody.check("input[name=ground][value=insult]")
    anybody.fill("#id_text", "Wskazuje sąsiada, którego łatwo rozpoznać.")
    anybody.fill("#id_name", "Ewa")
    anybody.click("form:has(#id_ground, [name=ground]) button.ds-button")
    _says(anybody, "Wpisz adres e-mail")
    assert anybody.input_value("#id_text") == "Wskazuje sąsiada, którego łatwo rozpoznać."
    anybody.fill("#id_email", "ewa@poczta.example")
    anybody.check("#id_good_faith")
    anybody.click("form:has(#id_email) button.ds-button")
    anybody.wait_for_url(f"**{talk}")
    clock.tick()
    receipt = next(letter for letter in mail.outbox if letter.to == ["ewa@poczta.example"])
    (own,) = re.findall(r"http://[^/]+(/discussion/notices/\S+)", receipt.body)

    # The office removes it, with reasons that its author reads word for word.
    desk.goto(f"/desk/discussion/{city.slug}/?about=notices")
    desk.click("table a")
    _says(desk, "Ewa")
    _sound(desk)
    picture(desk, "discussion-desk")
    desk.select_option("#id_remove_ground", "insult")
    desk.fill("#id_remove_law", "pkt 2 zasad rozmowy")
    desk.fill("#id_remove_facts", "Słowa „ten z trójki” wskazują konkretną osobę.")
    desk.click("button[value=remove]")
    desk.wait_for_selector("button[value=remove]", state="detached")
    anybody.goto(talk)
    _says(anybody, "Usunięty przez urząd")
    assert WORDS not in anybody.inner_text("main")
    anybody.goto(own)
    _says(anybody, "Komentarz usunięto, zgodnie ze zgłoszeniem")

    # Its author reads the reasons and objects.
    reasons = next(letter for letter in mail.outbox if letter.to == [resident.email] and "pkt 2" in letter.body)
    (ruling,) = set(re.findall(r"http://[^/]+(/discussion/rulings/[0-9a-f-]+/)", reasons.body))
    phone.goto(ruling)
    _says(phone, "Uzasadnienie decyzji")
    _says(phone, "2022/2065")
    _sound(phone)
    picture(phone, "discussion-reasons-phone")
    phone.click("a.ds-button[href$='/objection/']")
    phone.fill("#id_text", "Nie podałem nazwiska, chcę tylko kosza na śmieci.")
    _sound(phone)
    phone.click("form:has(#id_text) button.ds-button")
    phone.wait_for_url(f"**{ruling}")

    # Who removed it cannot decide; somebody else puts it back.
    comment = Comment.objects.get()
    desk.goto(f"/desk/comments/{comment.uid}/")
    assert desk.locator("button[value=uphold]").count() == 0
    _says(desk, "To Twoja decyzja, więc o sprzeciwie rozstrzyga ktoś inny")
    _sound(desk)
    second = visit(person=other)
    second.goto(f"/desk/discussion/{city.slug}/?about=objections")
    second.click("table a")
    _sound(second)
    second.fill("#id_objection_answer", "Nie ma tu nazwiska ani adresu.")
    second.click("button[value=uphold]")
    second.wait_for_selector("button[value=uphold]", state="detached")
    anybody.goto(talk)
    _says(anybody, WORDS)
    anybody.goto(own)
    _says(anybody, "przywrócono po sprzeciwie")
    phone.goto(ruling)
    _says(phone, "uwzględniony")
    _sound(phone)

    # The public count tells it without names.
    phone.goto(f"/cities/{city.slug}/discussion/")
    _says(phone, "usunięto 1 komentarz")
    _sound(phone)
    picture(phone, "discussion-report-phone")
    assert "Ewa" not in phone.inner_text("main")
    assert actions.forget(at=clock.now) == 0
