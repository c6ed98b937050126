"""A vacant shop, through the pages: described and offered, looked for, matched, viewed, agreed on, handed over on a
telephone, extended, and given back.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from skwer.apps.people.models import Organisation
from skwer.apps.spaces.models import Licence, Match, Space, Viewing, Visit, Wish

from ..apps.files.pictures import photo
from ..factories import AT
from ..licence_factories import moment
from .conftest import axe, picture, sideways
from .steps import fill, press, with_streets

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, LAST = date(2027, 1, 4), date(2027, 3, 31)
LONGER = date(2027, 5, 31)


def test_a_vacant_shop_from_the_inventory_to_the_hand_back(visit, clock, city, officer, resident):
    with_streets(city)

    def both() -> tuple[Page, Page]:
        """The officer at her desk and the user with a telephone; sessions end while the clock is moved."""
        pages = visit(person=officer), visit(person=resident, width=360)
        opened.extend(pages)
        return pages

    opened: list[Page] = []
    desk, user = both()
    space = described_and_offered(desk, city)
    match = looked_for(user, city, space)
    viewed(desk, user, space)
    agreed_on(desk, match)
    licence = licensed(desk, user, match)
    signed(desk, licence)
    clock.to(moment(FIRST))
    desk, user = both()
    handed_over(desk, user, licence)
    clock.to(moment(LAST - timedelta(days=20)))
    clock.tick()
    desk, user = both()
    extended(desk, user, licence)
    clock.to(moment(LONGER))
    desk, user = both()
    given_back(desk, user, licence)
    told(desk, user, licence, space)
    assert [page.errors for page in opened if page.errors] == []  # type: ignore[attr-defined]


def described_and_offered(desk: Page, city: Organisation) -> Space:
    desk.goto(f"/desk/spaces/{city.slug}/new/")
    fill(desk, {"title_pl": "Sklep przy Rynku 4", "title_en": "Shop at Rynek 4", "area_m2": "62,5"})
    fill(desk, {"summary_pl": "Dawna cukiernia z witryną.", "summary_en": "A former confectioner's with a window."})
    desk.select_option("#id_kind", "shop")
    fill(desk, {"place": "Rynek 4", "least_days": "7", "most_days": "200", "notice_days": "14"})
    for name, value in (("uses", "workshop"), ("utilities", "power"), ("utilities", "water")):
        desk.check(f"input[name={name}][value={value}]")
    fill(desk, {"free_from": "2026-12-01"})
    press(desk, ".save-bar button.ds-button", until="**/desk/spaces/*/")
    space = Space.objects.get()
    press(desk, "button[name=publish]", until="**/desk/spaces/*/")
    space.refresh_from_db()
    assert space.state == Space.State.FREE
    return space


def looked_for(user: Page, city: Organisation, space: Space) -> Match:
    user.goto(f"/spaces/wishes/new/?city={city.slug}")
    fill(user, {"title": "Pracownia napraw", "text": "Naprawiamy rowery.", "area_min": "40"})
    fill(user, {"starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat()})
    user.check("input[name=uses][value=workshop]")
    user.check("input[name=utilities][value=power]")
    press(user, "main form button.ds-button:not([name])")
    user.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdigit())
    match = Match.objects.get(wish=Wish.objects.get(), space=space)
    expect(user.locator(f"#match-{match.pk}")).to_be_visible()
    user.locator(f"#match-{match.pk} button[name=interest]").click()
    user.wait_for_load_state()
    match.refresh_from_db()
    assert match.state == Match.State.INTERESTED
    return match


def viewed(desk: Page, user: Page, space: Space) -> None:
    desk.goto(f"/desk/spaces/{space.pk}/viewings/")
    day = AT.date() + timedelta(days=9)
    fill(desk, {"starts_at": f"{day}T15:00", "ends_at": f"{day}T15:30", "capacity": "3", "note": "przy wejściu"})
    press(desk, "button[name=add]")
    desk.wait_for_load_state()
    viewing = Viewing.objects.get()
    user.goto(f"/spaces/{space.pk}/viewings/{viewing.pk}/")
    press(user, "main form button.ds-button:not([name])")
    user.wait_for_load_state()
    assert Visit.objects.get().viewing == viewing


def agreed_on(desk: Page, match: Match) -> None:
    desk.goto(f"/desk/spaces/{match.space.organisation.slug}/matches/")
    desk.locator(f"#match-{match.pk} button[name=agree]").click()
    desk.wait_for_load_state()
    match.refresh_from_db()
    assert match.state == Match.State.AGREED


def licensed(desk: Page, user: Page, match: Match) -> Licence:
    desk.goto(f"/desk/spaces/{match.space.organisation.slug}/matches/")
    press(desk, f"#match-{match.pk} a[href*='/licences/']", until="**/new/**")
    expect(desk.locator("#id_purpose")).to_have_value("Pracownia napraw")
    expect(desk.locator("#id_starts_on")).to_have_value(FIRST.isoformat())
    fill(desk, {"party_address": "ul. Młyńska 12", "deposit": "500", "extra": "Szyld uzgadniamy z miastem."})
    press(desk, "main form button.ds-button", until="**/desk/licences/*/")
    picture(desk, "licence-desk-draft")
    assert axe(desk) == []
    press(desk, "button[value=send]")
    desk.wait_for_load_state()
    licence = Licence.objects.get()
    assert licence.state == Licence.State.SENT
    user.goto(f"/licences/{licence.pk}/")
    expect(user.locator("main")).to_contain_text("Szyld uzgadniamy z miastem.")
    picture(user, "licence-user-360")
    assert sideways(user) == 0
    assert axe(user) == []
    return licence


def signed(desk: Page, licence: Licence) -> None:
    """Both signed two copies at the office."""
    for _side in ("party", "city"):
        desk.goto(f"/desk/licences/{licence.pk}/")
        press(desk, "button[value=sign]")
        desk.wait_for_load_state()
    licence.refresh_from_db()
    assert licence.state == Licence.State.ACTIVE


def handed_over(desk: Page, user: Page, licence: Licence) -> None:
    """The user writes it on a telephone in the shop; both confirm what stands there."""
    user.goto(f"/licences/{licence.pk}/")
    press(user, f"a[href$='/licences/{licence.pk}/out/']", until="**/out/")
    for row in range(user.locator(".protocol-rows").first.locator("li").count() - 1):
        user.select_option(f"#id_item{row}-state", "good")
    user.select_option("#id_item2-state", "damaged")
    press(user, "button[value=save]:not(.vh)")
    expect(user.locator("[data-errors]")).to_be_visible()  # damage without words
    fill(
        user, {"item2-note": "pęknięta szyba przy drzwiach", "meter0-value": "4 120", "meter1-value": "18", "keys": "2"}
    )
    user.set_input_files("#id_photo", {"name": "szyba.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    fill(user, {"photo-alt": "Pęknięta szyba przy drzwiach"})
    assert sideways(user) == 0
    press(user, "button[value=save]:not(.vh)")
    user.wait_for_url("**/out/#confirm")
    picture(user, "licence-protocol-360")
    expect(user.locator(".protocol-photos img")).to_have_attribute("alt", "Pęknięta szyba przy drzwiach")
    assert axe(user) == []
    confirm_both(desk, user, licence, "out")
    licence.refresh_from_db()
    licence.space.refresh_from_db()
    assert (licence.state, licence.space.state) == (Licence.State.IN_USE, Space.State.IN_USE)


def confirm_both(desk: Page, user: Page, licence: Licence, way: str) -> None:
    for page in (user, desk):
        page.goto(f"/licences/{licence.pk}/{way}/")
        press(page, "button[value=confirm]")
        page.wait_for_load_state()


def extended(desk: Page, user: Page, licence: Licence) -> None:
    user.goto(f"/licences/{licence.pk}/")
    press(user, "a[href$='/extend/']", until="**/extend/")
    fill(user, {"until": LONGER.isoformat(), "why": "Wiosną przychodzi najwięcej rowerów."})
    press(user, "main form button.ds-button", until=f"**/licences/{licence.pk}/")
    desk.goto(f"/desk/licences/{licence.pk}/")
    picture(desk, "licence-desk-extension")
    expect(desk.locator("#answer")).to_contain_text("Wiosną przychodzi najwięcej rowerów.")
    press(desk, "button[value=agree]")
    desk.wait_for_load_state()
    for _side in ("party", "city"):
        desk.goto(f"/desk/licences/{licence.pk}/")
        press(desk, "button[value=sign]")
        desk.wait_for_load_state()
    licence.refresh_from_db()
    assert licence.ends_on == LONGER


def given_back(desk: Page, user: Page, licence: Licence) -> None:
    desk.goto(f"/licences/{licence.pk}/back/")
    picture(desk, "licence-back")
    expect(desk.locator("main")).to_contain_text("pęknięta szyba przy drzwiach")  # how it was handed over
    for row in range(desk.locator(".protocol-rows").first.locator("li").count() - 1):
        desk.select_option(f"#id_item{row}-state", "good")
    fill(desk, {"meter0-value": "4 890", "meter1-value": "31", "keys": "2"})
    fill(desk, {"deposit_kept": "0"})
    press(desk, "button[value=save]:not(.vh)")
    desk.wait_for_url("**/back/#confirm")
    confirm_both(desk, user, licence, "back")
    licence.refresh_from_db()
    licence.space.refresh_from_db()
    assert (licence.state, licence.space.state) == (Licence.State.ENDED, Space.State.FREE)


def told(desk: Page, user: Page, licence: Licence, space: Space) -> None:
    user.goto(f"/licences/{licence.pk}/")
    press(user, "a[href$='/evaluate/']", until="**/evaluate/")
    fill(user, {"visitors": "840", "events": "21", "effects": "Sto dwadzieścia rowerów wróciło na ulice."})
    press(user, "main form button.ds-button", until=f"**/licences/{licence.pk}/")
    desk.goto(f"/desk/licences/{licence.pk}/")
    press(desk, "button[value=publish]")
    desk.wait_for_load_state()
    user.goto(f"/spaces/{space.pk}/")
    picture(user, "licence-space-360")
    expect(user.locator("main")).to_contain_text("Sto dwadzieścia rowerów wróciło na ulice.")
    expect(user.locator("main")).not_to_contain_text("Kowalski")
