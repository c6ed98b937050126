"""What people do on the pages, step by step; the stories in test_main_job and its neighbours are told with these."""

from __future__ import annotations

import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

from playwright.sync_api import Page, TimeoutError, expect

from skwer.apps.calls.models import Call
from skwer.apps.people.models import Organisation, Person

from ..apps.files.pictures import photo

TOWN = json.loads((Path(__file__).parents[2] / "src/skwer/demo/data/lipowiec.geojson").read_text())
CAST = ".purse .ds-button:not([name])"
SAVE = "button[name=go][value=save]:not(.vh)"
CONFIRM = "main form button.ds-button[type=submit]"


def with_streets(city: Organisation) -> Organisation:
    """The city gets its map: outline, river, streets."""
    city.geodata = TOWN
    city.save()
    return city


def press(page: Page, selector: str, *, until: str = "") -> None:
    """Press a button or follow a link; with `until`, the page that comes must have this address."""
    page.locator(selector).first.click()
    if not until:
        return
    try:
        page.wait_for_url(until)
    except TimeoutError as late:
        said = page.locator("[data-errors], .ds-error-summary").all_inner_texts()
        raise AssertionError(f"{page.url} instead of {until}: {said}") from late


def fill(page: Page, answers: Mapping[str, str]) -> None:
    """Type into fields by their ids."""
    for field, text in answers.items():
        page.fill(f"#id_{field}", text)


def refused(page: Page) -> list[str]:
    """Wait for the summary of errors; the fields its lines lead to."""
    page.wait_for_selector("[data-errors]")
    return [str(href) for href in page.eval_on_selector_all("[data-errors] a", "all => all.map(a => a.hash)")]


# --- proposing

IDEA = {
    "title": "Ogród przy Młyńskiej 12",
    "summary": "Zamiast betonu: klomb, ławka i cień dla czterech klatek.",
    "why": "Na podwórku nie ma gdzie usiąść, a latem beton parzy.",
    "what": "Klomb, dwie ławki i trzy drzewa.",
}
COSTS = [
    {"name": "Ławki", "quantity": "2 szt.", "amount": "4 000", "source": "grant"},
    {"name": "Drzewa", "quantity": "3 szt.", "amount": "2 000", "source": "grant"},
    {"name": "Praca sąsiadów", "quantity": "40 godzin", "amount": "1 200,00", "source": "volunteer"},
]
CARE = "Podlewają sąsiedzi z klatki B, zastępuje ich klatka C."


def begin(page: Page, call: Call) -> None:
    """From the call's public page to the first page of the form."""
    page.goto(f"/calls/{call.slug}/")
    press(page, "main a[href$='/propose/']", until="**/propose/")
    page.check("input[name=applicant_kind][value=person]")
    press(page, "form button:not([name])", until="**/drafts/*/idea/")


def save_and_go_on(page: Page, step: str) -> None:
    press(page, "button[name=go][value=next]:not(.vh)", until=f"**/{step}/")


def tell_the_costs(page: Page, rows: Iterable[Mapping[str, str]]) -> None:
    """Row by row: the page offers one empty row, "Add an item" brings the next."""
    for index, row in enumerate(rows):
        if index:
            page.click("button[name=add_row]")
            page.wait_for_selector(f"[name=costs-{index}-name]")
        for part in ("name", "quantity", "amount"):
            page.fill(f"[name=costs-{index}-{part}]", row[part])
        page.select_option(f"[name=costs-{index}-source]", row["source"])


def add_a_photo(page: Page, alt: str) -> None:
    page.set_input_files("#id_photo", {"name": "podworko.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.fill("#id_photo-alt", alt)


def put_on_the_map(page: Page) -> bool:
    """Click in the middle of the map; False where this browser cannot draw one (the page then hides it)."""
    page.locator("#id_place").scroll_into_view_if_needed()
    page.locator(".picker canvas, .picking[hidden]").first.wait_for(state="attached")
    for _try in range(10):  # a map that is still being drawn does not hear the first click
        if page.locator(".picking").is_hidden():
            return False
        page.locator(".picker").click()
        try:
            expect(page.locator("#id_place-lon")).not_to_have_value("", timeout=1_500)
        except AssertionError:
            continue
        return True
    raise AssertionError("the map does not answer")


def declare_and_send(page: Page) -> None:
    for box in page.locator("form.box input[type=checkbox]").all():
        box.check()
    press(page, "button[name=go][value=send]", until="**/receipt/")


# --- voting


def choose(page: Page, call: Call, numbers: Sequence[int]) -> None:
    """A whole ballot: exactly these ideas."""
    page.goto(f"/calls/{call.slug}/vote/")
    before = page.eval_on_selector_all("input[name=choice]:checked", "all => all.map(one => one.id)")
    for box in before:
        page.uncheck(f"#{box}")
    for number in numbers:
        page.check(f"#id_choice-{number}")
    page.check("#id_declared")
    press(page, CAST, until="**/vote/done")


def signed_in(person: Person) -> str:
    """A session of this person, as a cookie."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def all_at_once(base: str, call: Call, ballots: Sequence[tuple[Person, Sequence[int]]]) -> list[str]:
    """Everybody opens the ballot, waits for the others, and all send in the same moment. Where each one arrived."""
    cookies = [signed_in(person) for person, _numbers in ballots]
    gate = Barrier(len(ballots), timeout=120)
    address = f"{base}/calls/{call.slug}/vote/"

    def one(cookie: str, numbers: Sequence[int]) -> str:
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Cookie": cookie})) as answer:
            shown = answer.read().decode()
            csrf = re.search(r"csrftoken=[^;]+", answer.headers["Set-Cookie"])
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
        assert csrf is not None
        assert token is not None
        typed = [("csrfmiddlewaretoken", token[1]), *(("choice", str(n)) for n in numbers), ("declared", "on")]
        headers = {"Cookie": f"{cookie}; {csrf[0]}", "Referer": address}
        sent = urllib.request.Request(address, urllib.parse.urlencode(typed).encode(), headers)
        gate.wait()
        with urllib.request.urlopen(sent) as answer:
            return str(answer.url)

    with ThreadPoolExecutor(len(ballots)) as people:
        return list(people.map(one, cookies, [numbers for _person, numbers in ballots]))


# --- looking for what must not be told


def told(page: Page, addresses: Iterable[str]) -> dict[str, str]:
    """What this reader's pages say, address by address, without what differs from one answer to the next."""
    said = {}
    for address in addresses:
        answer = page.request.get(address)
        text = answer.text() if "sheet" not in answer.headers.get("content-type", "") else ""
        said[address] = f"{answer.status} " + re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    return said


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return [address for address, text in before.items() if after[address] != text]


# --- the keyboard

SEEN = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  const open = [[box.left + 2, box.top + 2], [box.left + box.width / 2, box.top + box.height / 2],
                [box.right - 2, box.bottom - 2]].some(([x, y]) => {
    const hit = document.elementFromPoint(x, y);  // null outside the window
    return hit && (one.contains(hit) || hit.contains(one) || hit.closest('label')?.contains(one));
  });
  return {marked, open, what: one.outerHTML.slice(0, 160)};
}"""


def tab_to(page: Page, selector: str, *, most: int = 90, back: bool = False) -> None:
    """Press Tab until the focus is on the element; every stop on the way must be visible and marked."""
    for _press in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        seen: Any = page.evaluate(SEEN)
        assert seen["marked"], f"nothing marks the focus: {seen['what']}"
        assert seen["open"], f"the focus is covered or off the screen: {seen['what']}"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} was not reached with {most} presses of Tab")


def type_into(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def has_focus(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_be_focused()
