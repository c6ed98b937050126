"""Voting and recounting in a real browser: phone, keyboard, no script, both colour schemes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from skwer.apps.calls.models import Decision, Stage
from skwer.apps.voting.models import Ballot
from skwer.apps.voting.queries import my_ballot

from ..apps.voting.elections import cast, close_vote, decide, make_vote, open_vote, plan_decision
from ..factories import make_person
from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)
BALLOTS = [(1, 2), (1, 2), (1,), (3, 1), (3,), (2, 4)]
SCREENS = [(1280, "light"), (1280, "dark"), (360, "light"), (320, "dark")]


def _vote(city, **settings) -> Stage:
    now = timezone.now()
    stage = make_vote(city, costs=("12000", "15000", "9000", "5000", "7000"), pot="25000", **settings)
    stage.call.proposals.update(address="ul. Lipowa 14", lon=Decimal("16.55"), lat=Decimal("53.95"))
    stage.opens_at, stage.closes_at = now - timedelta(days=1), now + timedelta(days=1)
    stage.save()
    return stage


@pytest.fixture
def vote(city) -> Stage:
    return open_vote(_vote(city), at=timezone.now() - timedelta(days=1))


def _page(stage: Stage) -> str:
    return f"/calls/{stage.call.slug}/vote/"


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_ballot_and_done_are_accessible_and_narrow(visit, vote, resident, width, scheme):
    page = visit(width=width, scheme=scheme, person=resident)
    page.goto(_page(vote))
    picture(page, f"vote-{width}-{scheme}")
    assert axe(page) == []
    assert sideways(page) == 0
    page.check("#id_choice-3")
    page.click(".purse .ds-button >> nth=0")
    page.wait_for_selector("[data-errors]")
    assert axe(page) == []
    page.check("#id_declared")
    page.click(".purse .ds-button >> nth=0")
    page.wait_for_url("**/vote/done")
    picture(page, f"voted-{width}-{scheme}")
    assert axe(page) == []
    assert sideways(page) == 0
    assert my_ballot(resident, vote) == [3]
    assert page.errors == []


def test_states_without_a_ballot_are_accessible(visit, city, vote, resident):
    closed = close_vote(open_vote(make_vote(city)))
    for address, person in ((_page(vote), None), (_page(closed), resident), (_page(make_vote(city)), resident)):
        page = visit(width=320, person=person)
        page.goto(address)
        assert axe(page) == []
        assert sideways(page) == 0


def test_the_purse_counts_and_stops_at_the_limit(visit, vote, resident):
    page = visit(width=360, person=resident)
    page.goto(_page(vote))
    for number in (1, 2, 3):
        page.check(f"#id_choice-{number}")
    assert page.inner_text("[data-left]") == "0"
    page.click("label[for=id_choice-4] b >> nth=0")
    assert not page.is_checked("#id_choice-4")
    assert page.is_visible("[data-too-many]")
    page.uncheck("#id_choice-1")
    assert page.inner_text("[data-left]") == "1"
    assert page.is_hidden("[data-without-script]")


def test_one_votes_with_the_keyboard_alone(visit, vote, resident):
    page = visit(person=resident)
    page.goto(_page(vote))
    chosen = []
    for _step in range(60):
        page.keyboard.press("Tab")
        name, value = page.evaluate("[document.activeElement.name || '', document.activeElement.value || '']")
        if name == "choice" and len(chosen) < 2:
            page.keyboard.press("Space")
            chosen.append(int(value))
        elif name == "declared":
            page.keyboard.press("Space")
        elif page.evaluate("document.activeElement.matches('.purse button')"):
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/vote/done")
    assert my_ballot(resident, vote) == sorted(chosen)


def test_on_a_phone_the_purse_never_covers_what_has_the_focus(visit, city, resident):
    stage = open_vote(_vote(city, ideas=12), at=timezone.now() - timedelta(days=1))
    page = visit(width=360, person=resident)
    page.goto(_page(stage))
    seen = 0
    for _step in range(60):
        page.keyboard.press("Tab")
        inside, bottom, top = page.evaluate(
            """() => {
                const one = document.activeElement, purse = document.querySelector('.purse');
                const inside = one.matches('.vote input') && !purse.contains(one);
                return [inside, one.getBoundingClientRect().bottom, purse.getBoundingClientRect().top];
            }"""
        )
        seen += inside
        assert not inside or bottom <= top
    assert seen >= 13


def test_without_a_script_one_counts_casts_and_changes(visit, vote, resident):
    page = visit(script=False, person=resident)
    page.goto(_page(vote))
    page.check("#id_choice-1")
    page.click("button[name=count]")
    assert page.is_checked("#id_choice-1")
    assert not Ballot.objects.exists()
    page.check("#id_declared")
    page.click(".purse .ds-button >> nth=0")
    page.wait_for_url("**/vote/done")
    assert my_ballot(resident, vote) == [1]
    page.goto(_page(vote))
    page.uncheck("#id_choice-1")
    page.check("#id_choice-2")
    page.click(".purse .ds-button >> nth=0")
    page.wait_for_url("**/vote/done")
    assert my_ballot(resident, vote) == [2]


# --- the result and its recount


def _decided(city, officer, *, ballots=BALLOTS, **rule) -> Decision:
    stage = _vote(city)
    plan_decision(stage, **rule)
    open_vote(stage, at=timezone.now() - timedelta(days=1))
    for choices in ballots:
        cast(make_person(), stage, *choices, at=timezone.now())
    return decide(close_vote(stage, at=timezone.now()), officer, at=timezone.now())


def _recount(page, call) -> str:
    page.goto(f"/en/calls/{call.slug}/results/")
    page.click("[data-recount-start]")
    page.wait_for_selector('[data-recount]:not([data-recount=""])')
    return page.get_attribute("[data-recount]", "data-recount")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_result_page_is_accessible_and_narrow(visit, city, officer, width, scheme):
    call = _decided(city, officer).call
    page = visit(width=width, scheme=scheme)
    page.goto(f"/calls/{call.slug}/results/")
    for details in page.query_selector_all("main details summary"):
        details.click()
    picture(page, f"results-{width}-{scheme}")
    assert axe(page) == []
    assert sideways(page) == 0
    page.goto("/results/")
    assert axe(page) == []
    assert sideways(page) == 0
    assert page.errors == []


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"allocation": "greedy-no-skip"},
        {"min_votes": 3},
        {"ties": ["min-cost", "lot"]},
        {"ties": ["lot"], "seed": "Lipowiec 2026"},
    ],
)
def test_the_browser_recounts_and_finds_the_same_winners(visit, city, officer, rule):
    decision = _decided(city, officer, ballots=[*BALLOTS, (5,), (4,)], **rule)
    page = visit()
    assert _recount(page, decision.call) == "equal"
    assert page.errors == []


def test_a_rule_the_browser_does_not_know_is_named_as_such(visit, city, officer):
    decision = _decided(city, officer, allocation="equal-shares", completion="add1")
    assert _recount(visit(), decision.call) == "unknown"


def test_a_changed_file_or_result_is_found(visit, city, officer):
    decision = _decided(city, officer)
    page = visit()
    with decision.ballots.open("rb") as source:
        content = source.read()
    path = decision.ballots.path
    with open(path, "wb") as target:
        target.write(content.replace(b"1,2", b"4,5"))
    assert _recount(page, decision.call) == "damaged"
    with open(path, "wb") as target:
        target.write(content)
    outcome = {**decision.outcome, "funded": decision.outcome["funded"][::-1]}
    from skwer.values.canonical import fingerprint

    Decision.objects.filter(pk=decision.pk).update(outcome=outcome, outcome_hash=fingerprint(outcome))
    assert _recount(page, decision.call) == "different"


COUNT = """async ({inputs, ballots}) => (await import('/static/js/recount.js')).recount(inputs, ballots)"""


def _inputs(method: str, rule: dict | None = None) -> dict:
    """A decision by points, or by points and votes, with exact ratios, a tie, and one idea below each threshold."""
    from skwer.apps.calls.kinds.decide import DECIDE_KIND

    return {
        "method": method,
        "call": "x",
        "weights": {"points": 60, "votes": 40} if method == "mixed" else {"points": 100, "votes": 0},
        "rule": {**DECIDE_KIND.defaults(), "min_points": "30", "min_votes": 2, "seed": "s", **(rule or {})},
        "tally": None,
        "pot": "25000.00",
        "projects": [{"number": n, "id": str(n), "cost": cost} for n, cost in COSTS.items()],
        "withdrawn": [],
        "stages": [
            {
                "stage": 1,
                "kind": "assess",
                "scale": "60",
                "scores": {str(n): p for n, p in POINTS.items()},
                "inputs": {},
            },
        ],
    }


COSTS = {1: "12000.00", 2: "12000.00", 3: "9000.00", 4: "4000.50", 5: "26000.00", 6: "1000.00"}
POINTS = {1: "140/3", 2: "140/3", 3: "55", 4: "121/3", 5: "60", 6: "17"}


@pytest.mark.parametrize("method", ["points", "mixed"])
@pytest.mark.parametrize(
    "rule", [{}, {"allocation": "greedy-no-skip"}, {"ties": ["lot"]}, {"ties": ["max-votes", "min-cost", "lot"]}]
)
def test_points_are_recounted_as_the_method_counts_them(visit, city, method, rule):
    from skwer.apps.calls.deciding import compute
    from skwer.methods.tally import Project, election_from_approvals, write_pabulib

    told = {"description": "x", "country": "Poland", "unit": "x", "instance": "2026", "rule": "unknown"}
    ballots = write_pabulib(
        election_from_approvals(
            projects=[Project(id=str(n), cost=cost, name="Ławka; „cicha”") for n, cost in COSTS.items()],
            budget="25000",
            ballots=[["1", "2"], ["2", "3"], ["4"], ["4", "1"], ["6"], ["6"], ["5"], ["5", "3"]],
            meta={**told, "date_begin": "01.11.2026", "date_end": "02.11.2026"},
        )
    )
    inputs = _inputs(method, rule)
    expected = [p["id"] for p in compute(inputs, ballots.encode() if method == "mixed" else None).outcome["funded"]]
    page = visit()
    page.goto("/results/")

    assert page.evaluate(COUNT, {"inputs": inputs, "ballots": ballots}) == expected
