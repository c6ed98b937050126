"""The whole way of a resident without a single script, on a phone: propose, mend what was refused, vote, change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.calls.models import Proposal
from skwer.apps.voting.queries import my_ballot

from ..apps.calls.journey import pass_all
from ..factories import make_call, make_proposal
from .conftest import picture, sideways
from .steps import (
    CARE,
    CAST,
    COSTS,
    IDEA,
    add_a_photo,
    begin,
    choose,
    declare_and_send,
    fill,
    refused,
    save_and_go_on,
    tell_the_costs,
    with_streets,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def call(clock, city, officer):
    return make_call(with_streets(city), officer, kinds=["propose", "check", "vote", "decide"])


NEXT = "button[name=go][value=next]:not(.vh)"


def test_one_proposes_without_a_script(visit, call, resident):
    page = visit(script=False, width=360, person=resident)
    begin(page, call)
    fill(page, {key: IDEA[key] for key in ("title", "why", "what")})  # the sentence for the list is forgotten
    page.select_option("#id_category", "courtyard")
    add_a_photo(page, "Puste podwórko z betonu.")
    assert sideways(page) == 0
    save_and_go_on(page, "place_step")

    assert page.locator(".picking").is_hidden()
    fill(page, {"place": "ul. Młyńska 12", "place-lat": "53,8958", "place-lon": "szesnaście"})
    page.check("input[name=owner][value=city]")
    page.fill("#id_access", "Dojście bez progu od ulicy.")
    page.click(NEXT)
    assert refused(page) == ["#id_place-lon"]
    assert page.input_value("#id_place") == "ul. Młyńska 12"
    assert page.input_value("#id_place-lon") == "szesnaście"
    assert sideways(page) == 0
    picture(page, "no-script-01-place-refused")
    page.fill("#id_place-lon", "16,1184")
    save_and_go_on(page, "money")

    tell_the_costs(page, COSTS)
    page.fill("[name=costs-1-amount]", "dużo")
    page.fill("#id_work_hours", "40")
    page.click(NEXT)
    assert refused(page) == ["#id_costs-1-amount"]
    assert page.input_value("[name=costs-2-name]") == "Praca sąsiadów"
    page.fill("[name=costs-1-amount]", "2 000")
    page.click("button[name=remove_row][value=costs-2]")
    page.wait_for_selector("[name=costs-2-name]", state="detached")
    page.click("button[name=add_row]")
    fill(page, {"costs-2-name": "Ziemia", "costs-2-quantity": "2 m³", "costs-2-amount": "500"})
    save_and_go_on(page, "care")
    page.fill("#id_who_cares", CARE)
    save_and_go_on(page, "check-and-send")

    page.click("button[name=go][value=send]")
    assert {"#id_summary", "#id_is_of_age", "#id_knows_rules"} <= set(refused(page))
    assert not Proposal.objects.exclude(state="draft").exists()
    assert sideways(page) == 0
    picture(page, "no-script-02-something-remains")
    page.click("[data-errors] a[href$='#id_summary']")
    page.fill("#id_summary", IDEA["summary"])
    save_and_go_on(page, "place_step")
    page.click("a[href$='/check-and-send/']")
    declare_and_send(page)
    sent = Proposal.objects.get()
    assert (sent.state, sent.number, sent.requested) == ("submitted", 1, 6500)
    assert (str(sent.lat), str(sent.lon), sent.address) == ("53.895800", "16.118400", "ul. Młyńska 12")
    assert sent.receipt in page.inner_text("main")
    picture(page, "no-script-03-receipt")


def test_one_votes_without_a_script(visit, clock, call, officer, resident):
    for title in ("Ławki na Rynku", "Drzewa przy szkole", "Rowerownia", "Mural Heleny"):
        make_proposal(call, title=title, at=clock.now)
    clock.to(call.stages.get(kind="propose").closes_at)
    clock.tick()
    pass_all(call, officer, at=clock.now)
    vote = call.stages.get(kind="vote")
    clock.to(vote.opens_at + timedelta(hours=1))
    clock.tick()
    vote.refresh_from_db()

    page = visit(script=False, width=360, person=resident)
    page.goto(f"/calls/{call.slug}/")
    page.click(f"main a[href='/calls/{call.slug}/vote/']")
    for number in (1, 2, 3, 4):
        page.check(f"#id_choice-{number}")
    page.check("#id_declared")
    page.click(CAST)
    assert len(refused(page)) == 1
    assert my_ballot(resident, vote) is None
    assert sideways(page) == 0
    page.uncheck("#id_choice-4")
    page.click("button[name=count]")
    assert page.inner_text("[data-left]") == "0"
    page.click(CAST)
    page.wait_for_url("**/vote/done")
    assert my_ballot(resident, vote) == [1, 2, 3]
    picture(page, "no-script-04-voted")
    choose(page, call, [4])
    assert my_ballot(resident, vote) == [4]
    assert "Mural Heleny" in page.inner_text("main")
