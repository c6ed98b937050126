"""The decision at the desk: looked at, recorded, published, replaced; and nothing counted before its time."""

from __future__ import annotations

import re

import pytest

from skwer.apps.calls.models import Call, Decision, Stage
from tests.apps.voting.elections import OPENED, close_vote, make_vote, open_vote, voters_cast
from tests.factories import make_call

from .resident import sign_in


@pytest.fixture
def desk(client, officer):
    return sign_in(client, officer)


def main_of(answer) -> str:
    page = answer.content.decode()
    return re.sub(r'value="\w{60,}"', "", page[page.index("<main") : page.index("</main>")])  # without its token


def decided_by_votes(city, ideas: int) -> Call:
    """A call whose vote is over and whose decision stage is open."""
    stage = open_vote(make_vote(city, ideas=ideas, pot="20000"))
    voters_cast(stage, (1, 2), (1,), (2,), (3, 1))
    close_vote(stage)
    settings = {"method": "votes", "ties": ["max-votes", "min-cost", "lot"], "seed": "abc"}
    Stage.objects.create(
        call=stage.call, order=2, kind="decide", opens_at=stage.closes_at, opened_at=stage.closes_at,
        state=Stage.State.OPEN, settings=settings,
    )  # fmt: skip
    return stage.call


def test_the_decision_is_looked_at_recorded_published_and_replaced(desk, city):
    call = decided_by_votes(city, 3)
    page = f"/desk/calls/{call.slug}/decide/"
    assert main_of(desk.get(page)).count('<th scope="row"') == 3
    assert desk.post(page, {"do": "publish"}).status_code == 422
    sent = {"do": "record", "act_number": "ZP.7", "note": "Dziękujemy.", "comment-2": "Zgłoś za rok."}
    assert desk.post(page, sent).status_code == 302
    decision = Decision.objects.get()
    assert (decision.act_number, decision.published_at) == ("ZP.7", None)
    assert desk.post(page, sent).status_code in (409, 422)  # a second click records nothing
    assert Decision.objects.count() == 1
    assert desk.post(page, {"do": "publish"}).status_code == 302
    after = main_of(desk.get(page))
    assert f"/calls/{call.slug}/results/" in after
    assert "Zgłoś za rok." in after
    assert desk.post(page, {"do": "replace", "supersede_reason": "", "act_number": "ZP.8"}).status_code in (409, 422)
    assert desk.post(page, {"do": "replace", "supersede_reason": "Omyłka.", "act_number": "ZP.8"}).status_code == 302
    new = Decision.objects.get(superseded_at__isnull=True)
    assert new.act_number == "ZP.8"
    assert new.lines.get(proposal__number=2).comment == "Zgłoś za rok."
    assert "Omyłka." in main_of(desk.get(page))


def test_before_the_stages_close_nothing_is_counted(desk, city, officer):
    call = make_call(city, officer)
    assert "<table" not in main_of(desk.get(f"/desk/calls/{call.slug}/decide/"))
    assert desk.post(f"/desk/calls/{call.slug}/decide/", {"do": "record"}).status_code in (409, 422)
    assert not Decision.objects.exists()


def test_nothing_at_the_desk_changes_with_how_people_vote(desk, city):
    stage = open_vote(make_vote(city, ideas=3), OPENED)
    pages = ["", "proposals/", "proposals/1/", "decide/", "stages/1/", "stages/1/close/"]

    def seen() -> list[str]:
        return [main_of(desk.get(f"/desk/calls/{stage.call.slug}/{page}")) for page in pages]

    before = seen()
    voters_cast(stage, (1, 2), (2,))
    assert seen() == before
