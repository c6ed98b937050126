"""A passer-by with a telephone reports by the plate: without a net too, and what she sends arrives once."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from PIL import Image

from skwer.apps.places.models import Defect, Entry
from tests.care_factories import make_place
from tests.signs_factories import by_sign, make_sign

from .conftest import axe, picture, sideways, until

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = "document.querySelector('[data-count]').textContent"
SAID = "document.querySelector('[data-said]').textContent"
KEPT = "caches.open('skwer-signs-1').then(c => c.match(location.pathname, {ignoreVary: true})).then(Boolean)"


@pytest.fixture
def sign(city, officer):
    place = make_place(city, title_pl="Skwer przy młynie", title_en="The square by the mill", address="ul. Młyńska 3")
    return make_sign(place, officer)


def photo(size=(3000, 2000)) -> dict:
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", size, (120, 90, 40)).save(out, "JPEG", exif=exif)
    return {"name": "ławka.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def report_bench(page, text="Deska luźna.") -> None:
    page.get_by_label("Coś jest zepsute").check()
    page.locator('[name="defect"][value="bench"]').check()
    page.get_by_label("Komuś może się coś stać").check()
    page.locator('[name="text"]').fill(text)
    page.locator('[name="photo"]').set_input_files(photo())
    page.get_by_role("button", name="Wyślij zgłoszenie").click()


def test_a_broken_bench_reported_without_a_net_arrives_once(visit, sign):
    """Must show 1b: from a 360 px phone, offline, over a reload, and once only."""
    address = reverse("web:sign", args=[sign.code])
    page = visit(width=360)
    page.goto(address)
    assert sideways(page) <= 0
    assert axe(page) == []
    assert not page.locator(".broken").is_visible(), "what only a defect needs shows with a defect"
    until(page, KEPT)
    page.context.set_offline(True)

    report_bench(page)
    until(page, f"{SAID}.includes('Nie ma tu zasięgu')")
    until(page, f"{WAITS} === '1'")
    assert page.locator('[name="text"]').input_value() == "", "the form is free for the next report"
    assert axe(page) == []
    picture(page, "sign-offline-360")
    assert not Entry.objects.exists()

    page.reload()  # without a net, and without the page she had open
    assert page.get_by_role("heading", name="Skwer przy młynie").is_visible()
    until(page, f"{WAITS} === '1'")
    assert not Entry.objects.exists()

    page.context.set_offline(False)
    until(page, f"{SAID}.includes('dotarło')")
    until(page, "document.querySelector('[data-waiting]').hidden")
    entry = Entry.objects.get()
    defect = Defect.objects.get()
    assert (entry.what, entry.channel, entry.state, entry.text) == ("broken", "sign", "waiting", "Deska luźna.")
    assert (defect.entry, defect.what, defect.danger, defect.state) == (entry, "bench", True, "reported")
    assert (entry.photo.width, entry.photo.height, entry.photo.audience) == (1600, 1067, "inside")
    assert entry.photo.uploaded_by is None

    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-waiting]").is_hidden()
    assert (Entry.objects.count(), Defect.objects.count()) == (1, 1)


def test_an_answer_that_got_lost_on_the_way_does_not_make_two_reports(visit, sign):
    page = visit(width=360)
    page.goto(reverse("web:sign", args=[sign.code]))
    lost = []

    def lose_the_answer(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())  # the server has it, the telephone hears nothing
            route.abort()
        else:
            route.continue_()

    page.context.route("**/l/**", lose_the_answer)
    report_bench(page)
    until(page, f"{WAITS} === '1'")
    assert Entry.objects.count() == 1
    page.get_by_role("button", name="Wyślij teraz").click()
    until(page, f"{SAID}.includes('dotarło')")
    assert lost[0].status == 201
    assert (Entry.objects.count(), Defect.objects.count()) == (1, 1)


def test_two_pages_of_one_telephone_send_what_waits_once(visit, sign):
    address = reverse("web:sign", args=[sign.code])
    page = visit(width=360)
    page.goto(address)
    until(page, KEPT)
    other = page.context.new_page()
    other.goto(address)
    page.context.set_offline(True)
    report_bench(page)
    until(page, f"{WAITS} === '1'")
    page.context.set_offline(False)
    for one in (page, other):
        until(one, "document.querySelector('[data-waiting]').hidden")
    assert Entry.objects.count() == 1


def test_what_is_missing_is_said_before_it_waits_for_a_net(visit, sign):
    page = visit(width=360, language="en")
    page.goto(f"/en{reverse('web:sign', args=[sign.code])}")
    page.context.set_offline(True)
    page.get_by_label("Something is broken").check()
    page.locator('[name="text"]').fill("A loose board.")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("alert").get_by_text("Choose what is broken.").is_visible()
    assert page.locator('[name="text"]').input_value() == "A loose board."
    assert axe(page) == []
    assert page.locator("[data-waiting]").is_hidden()


def test_what_the_server_refuses_is_said_and_what_was_typed_stays(visit, sign):
    page = visit(width=360)
    page.goto(reverse("web:sign", args=[sign.code]))
    page.get_by_label("Wszystko tu w porządku").check()
    page.locator('[name="text"]').fill("Ładnie.")
    page.locator('[name="photo"]').set_input_files(
        {"name": "ja.jpg", "mimeType": "image/jpeg", "buffer": b"MZ" + b"\0" * 400}
    )
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert alert.get_by_role("link").get_attribute("href") == "#id_photo"
    assert page.locator('[name="text"]').input_value() == "Ładnie."
    assert page.locator("[data-waiting]").is_hidden()
    assert not Entry.objects.exists()


def test_a_tick_arrives_at_once_with_a_keyboard_alone(visit, sign):
    page = visit(width=360, scheme="dark")
    page.goto(reverse("web:sign", args=[sign.code]))
    page.locator('[name="what"]').first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, f"{SAID}.includes('dotarło')")
    assert page.evaluate("document.activeElement.className") == "message", "what became of it is where the reader is"
    assert Entry.objects.get().what == "watered"
    assert axe(page) == []
    assert page.errors == []


def test_without_a_script_it_is_an_ordinary_form(visit, sign):
    page = visit(width=360, script=False)
    page.goto(reverse("web:sign", args=[sign.code]))
    report_bench(page)
    assert page.locator("#sent").is_visible()
    assert Defect.objects.get().danger


def test_the_desk_prints_it_and_sees_what_came(visit, sign, officer):
    by_sign(sign, "note", text="Kot na ławce.")
    page = visit(person=officer)
    page.goto(reverse("web:desk_signs", args=[sign.place_id]))
    assert axe(page) == []
    assert page.get_by_role("link", name="Drukuj A5").is_visible()
    assert page.get_by_text("1 zgłoszenie czeka").is_visible()
    picture(page, "desk-sign-1280")


def test_a_file_larger_than_we_take_is_named_before_it_is_sent(visit, sign, officer):
    page = visit(person=officer)
    page.goto(reverse("web:desk_place", args=[sign.place_id]))
    chosen = page.locator('[name="photo"]')
    chosen.set_input_files({"name": "film.jpg", "mimeType": "image/jpeg", "buffer": b"\xff" * (16 << 20)})
    assert page.get_by_role("alert").get_by_text("„film.jpg” ma więcej niż 15 MB").is_visible()
    assert chosen.input_value() == ""
    chosen.set_input_files(photo(size=(60, 40)))
    assert page.get_by_role("alert").get_by_text("film.jpg").count() == 0
    assert chosen.input_value().endswith("ławka.jpg")
