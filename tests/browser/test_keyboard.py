"""The proposer's and the voter's ways with the keyboard alone: every stop can be seen, errors take the focus."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.calls.models import Proposal
from skwer.apps.voting.queries import my_ballot

from ..apps.calls.journey import pass_all
from ..factories import make_call, make_proposal
from .conftest import picture
from .steps import CARE, CAST, IDEA, has_focus, tab_to, type_into, with_streets

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = "button[name=go][value=next]:not(.vh)"


@pytest.fixture
def call(clock, city, officer):
    return make_call(with_streets(city), officer, kinds=["propose", "check", "vote", "decide"])


def _press(page, selector: str, key: str = "Enter", *, until: str = "") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)
    if until:
        page.wait_for_url(until)


def test_the_first_stop_leads_past_the_menu(visit, call):
    page = visit()
    page.goto(f"/calls/{call.slug}/")
    _press(page, "a.skip")
    tab_to(page, "main a", most=1)


@pytest.mark.parametrize("width", [1280, 360])
def test_one_proposes_with_the_keyboard_alone(visit, call, resident, width):
    page = visit(width=width, person=resident)
    page.goto(f"/calls/{call.slug}/")
    _press(page, "main a[href$='/propose/']", until="**/propose/")
    _press(page, "input[name=applicant_kind]", "Space")
    _press(page, "form button:not([name])", until="**/idea/")

    for key, text in IDEA.items():
        if key == "why":
            tab_to(page, "#id_category")
            page.keyboard.press("ArrowDown")
        type_into(page, f"#id_{key}", text)
    _press(page, NEXT, until="**/place_step/")

    type_into(page, "#id_place", "ul. Młyńska 12")
    type_into(page, "#id_place-lat", "daleko")
    page.keyboard.press("Enter")  # from any field Enter saves, and never removes or adds anything
    has_focus(page, "[data-errors]")
    picture(page, f"keyboard-01-errors-{width}")
    _press(page, "[data-errors] a")
    has_focus(page, "#id_place-lat")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    _press(page, "input[name=owner]", "Space")
    type_into(page, "#id_access", "Dojście bez progu od ulicy.")
    _press(page, NEXT, until="**/money/")

    for part, text in {"name": "Ławki", "quantity": "2 szt.", "amount": "4000"}.items():
        type_into(page, f"[name=costs-0-{part}]", text)
    _press(page, "button[name=add_row]")
    has_focus(page, "[name=costs-1-name]")  # the new row, ready to be written into
    page.keyboard.type("Drzewa")
    for part, text in {"quantity": "3 szt.", "amount": "2000"}.items():
        type_into(page, f"[name=costs-1-{part}]", text)
    type_into(page, "#id_work_hours", "40")
    _press(page, NEXT, until="**/care/")
    type_into(page, "#id_who_cares", CARE)
    _press(page, NEXT, until="**/check-and-send/")

    _press(page, "button[name=go][value=send]")
    has_focus(page, "[data-errors]")
    _press(page, "[data-errors] a")
    has_focus(page, "#id_is_of_age")
    page.keyboard.press("Space")
    for key in ("is_open", "will_care", "knows_rules"):
        _press(page, f"#id_{key}", "Space")
    _press(page, "button[name=go][value=send]", until="**/receipt/")
    sent = Proposal.objects.get()
    assert (sent.state, sent.requested, sent.address) == ("submitted", 6000, "ul. Młyńska 12")
    assert page.errors == []


@pytest.mark.parametrize("width", [1280, 360])
def test_one_votes_with_the_keyboard_alone(visit, clock, call, officer, resident, width):
    for title in ("Ławki na Rynku", "Drzewa przy szkole", "Rowerownia"):
        make_proposal(call, title=title, at=clock.now)
    clock.to(call.stages.get(kind="propose").closes_at)
    clock.tick()
    pass_all(call, officer, at=clock.now)
    vote = call.stages.get(kind="vote")
    clock.to(vote.opens_at + timedelta(hours=1))
    clock.tick()
    vote.refresh_from_db()

    page = visit(width=width, person=resident)
    page.goto(f"/calls/{call.slug}/")
    _press(page, f"main a[href='/calls/{call.slug}/vote/']", until="**/vote/")
    chosen = []
    for _one in range(2):
        _press(page, "input[name=choice]", "Space")
        chosen.append(int(page.evaluate("document.activeElement.value")))
    _press(page, CAST)
    has_focus(page, "[data-errors]")
    picture(page, f"keyboard-02-vote-refused-{width}")
    _press(page, "[data-errors] a")
    has_focus(page, "#id_declared")
    page.keyboard.press("Space")
    _press(page, CAST, until="**/vote/done")
    assert my_ballot(resident, vote) == sorted(chosen)
    assert page.errors == []
