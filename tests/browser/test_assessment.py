"""Checking and assessing in a real browser: every page in its main states, wide and narrow, by keyboard, no script."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.assessment import actions
from skwer.apps.assessment.models import Assignment, Check
from skwer.apps.calls.models import Proposal, Stage

from ..apps.assessment.factories import (
    good_scores,
    make_assess_stage,
    make_assignment,
    make_call,
    make_check_stage,
    make_committee,
    make_proposal,
)
from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)
SCREENS = [(1280, "light"), (1280, "dark"), (360, "light"), (320, "dark")]
ELIGIBLE = Proposal.State.ELIGIBLE
TITLES = ["Ogród przy Młyńskiej 12", "Rowerownia dla Podgórza", "Łąka przy szkole nr 4 i ścieżka do przystanku"]


def _open(stage: Stage) -> Stage:
    stage.opens_at = stage.opened_at = timezone.now() - timedelta(days=1)
    stage.closes_at = timezone.now() + timedelta(days=14)
    stage.save()
    return stage


@pytest.fixture
def call(city):
    return make_call(city)


@pytest.fixture
def check(call, officer) -> Stage:
    """Four proposals: one to check, one begun, one being corrected, one passed."""
    stage, at = _open(make_check_stage(call)), timezone.now()
    fresh, begun, wrong, good = (make_proposal(call, title=title) for title in [*TITLES, "Ściana Heleny"])
    actions.answer_check(
        by=officer, stage=stage, proposal=begun, at=at,
        answers={"owner": {"answer": "no", "note": "Brakuje zgody właściciela działki 88/2."}},
    )  # fmt: skip
    actions.ask_correction(
        by=officer, stage=stage, proposal=wrong, fields=["owner_consent"], message="Dołącz zgodę.", at=at
    )
    yes = {"owner": {"answer": "yes"}, "limits": {"answer": "yes"}, "annexes": {"answer": "na"}}
    actions.finish_check(by=officer, stage=stage, proposal=good, passed=True, reason="", answers=yes, at=at)
    assert fresh.number == 1
    return stage


@pytest.fixture
def committee(city):
    return make_committee(city)


@pytest.fixture
def assess(call, committee) -> Stage:
    """Three proposals: one scored far apart, one half scored, one nobody has."""
    stage = _open(make_assess_stage(call, committee[0]))
    first, second, _third = (make_proposal(call, title=title, state=ELIGIBLE) for title in TITLES)
    _send(stage, first, committee[1][1])
    _send(
        stage,
        first,
        committee[1][2],
        usefulness={"points": "1", "reason": "Nikt tamtędy nie chodzi."},
    )
    _send(stage, second, committee[1][2])
    make_assignment(stage, second, committee[1][1])
    return stage


def _send(stage: Stage, proposal: Proposal, person, **scores) -> Assignment:
    assignment = make_assignment(stage, proposal, person)
    actions.submit_sheet(by=person, assignment=assignment, scores=good_scores(**scores), at=timezone.now())
    return assignment


def _look(page, name: str) -> None:
    picture(page, name)
    assert axe(page) == [], name
    assert sideways(page) == 0, name
    assert page.errors == [], name


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_check_is_accessible_and_narrow(visit, call, check, officer, width, scheme):
    page, base = visit(width=width, scheme=scheme, person=officer), f"/desk/calls/{call.slug}/check/"
    page.goto(base)
    _look(page, f"check-list-{width}-{scheme}")
    page.goto(f"{base}all/")
    _look(page, f"check-many-{width}-{scheme}")
    page.goto(f"{base}2/")
    for way in page.locator(".ways summary").all():
        way.click()
    _look(page, f"check-one-{width}-{scheme}")
    page.click("button[value=pass]")
    page.wait_for_selector("[data-errors]")
    _look(page, f"check-refused-{width}-{scheme}")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_assessors_pages_are_accessible_and_narrow(visit, assess, committee, width, scheme):
    person = committee[1][1]
    waiting = make_assignment(assess, Proposal.objects.get(number=3), person, state="assigned")
    scoring = Assignment.objects.get(assessor=person, proposal__number=2)
    sent = Assignment.objects.get(assessor=person, proposal__number=1)
    page = visit(width=width, scheme=scheme, person=person)
    for url, name in [("", "assignments"), (f"{waiting.pk}/", "declare"), (f"{scoring.pk}/", "sheet")]:
        page.goto(f"/desk/assess/{url}")
        _look(page, f"{name}-{width}-{scheme}")
    page.click("button[value=send]")
    page.wait_for_selector("[data-errors]")
    _look(page, f"sheet-refused-{width}-{scheme}")
    page.goto(f"/desk/assess/{sent.pk}/")
    _look(page, f"sheet-sent-{width}-{scheme}")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_the_overview_and_the_ranking_are_accessible_and_narrow(visit, call, assess, committee, officer, width, scheme):
    page, base = visit(width=width, scheme=scheme, person=officer), f"/desk/calls/{call.slug}/assessment/"
    page.goto(base)
    _look(page, f"overview-{width}-{scheme}")
    page.goto(f"{base}3/")
    _look(page, f"overview-nobody-{width}-{scheme}")
    chair = visit(width=width, scheme=scheme, person=committee[1][0])
    chair.goto(f"{base}1/")
    chair.locator("summary").filter(has_text="Bogdan Lis").click()
    _look(chair, f"overview-chair-{width}-{scheme}")
    for number in (2, 3):
        for person in committee[1][1:3]:
            if not Assignment.objects.filter(proposal__number=number, assessor=person, state="submitted").exists():
                Assignment.objects.filter(proposal__number=number, assessor=person).delete()
                _send(assess, Proposal.objects.get(number=number), person)
    Stage.objects.filter(pk=assess.pk).update(state="closed", closed_at=timezone.now())
    page.goto(f"{base}ranking/")
    _look(page, f"ranking-{width}-{scheme}")


def test_a_proposal_is_checked_with_the_keyboard_alone(visit, call, check, officer):
    page = visit(person=officer)
    page.goto(f"/desk/calls/{call.slug}/check/1/")
    page.focus("#id_a-owner")
    page.keyboard.press("Space")
    for item, presses in (("limits", ["Space"]), ("annexes", ["Space", "ArrowRight", "ArrowRight"])):
        page.keyboard.press("Tab")  # the note of the item before
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == f"a-{item}"
        for key in presses:
            page.keyboard.press(key)
    page.focus("button[value=pass]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/2/")
    assert Check.objects.get(proposal__number=1).result == "passed"


def test_declaring_and_scoring_without_a_script(visit, assess, committee):
    person = committee[1][1]
    assignment = make_assignment(assess, Proposal.objects.get(number=3), person, state="assigned")
    page = visit(width=360, person=person, script=False)
    page.goto("/desk/assess/")
    assert page.get_by_text("Łąka przy szkole").count() == 0
    page.goto(f"/desk/assess/{assignment.pk}/")
    page.click("button[value=clear]")
    assert page.locator("h1").inner_text() == TITLES[2]
    page.fill("#id_points-usefulness", "7")
    page.fill("#id_points-care", "4,5")
    page.click("button[value=save]")
    assert page.locator("#id_points-care").input_value() == "4.5"
    assert page.locator("#id_value-work").input_value() == "25"
    page.click("button[value=send]")
    assignment.refresh_from_db()
    assert assignment.state == "submitted"
