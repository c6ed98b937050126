"""What a juror prints, the portfolio before the line is drawn, and who gets which letter after the check."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pypdf import PdfReader

from skwer.apps.assessment import actions
from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import CoAuthor, Meeting, Proposal, Stage
from skwer.apps.places.models import Area
from tests.apps.assessment.factories import (
    good_scores,
    make_assess_stage,
    make_assignment,
    make_call,
    make_check_stage,
    make_committee,
    make_proposal,
)
from tests.factories import make_person

pytestmark = pytest.mark.django_db
ELIGIBLE = Proposal.State.ELIGIBLE


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.REQUIRE_MFA = False


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def now(stage: Stage) -> Stage:
    stage.opens_at = stage.opened_at = timezone.now() - timedelta(days=1)
    stage.closes_at = timezone.now() + timedelta(days=14)
    stage.save()
    return stage


@pytest.fixture
def call(city):
    return make_call(city)


@pytest.mark.job("J2")
def test_a_juror_prints_her_half_filled_sheet_with_anchors_and_room(client, city, call):
    body, (one, two, *_rest) = make_committee(city)
    stage = now(make_assess_stage(call, body))
    assignment = make_assignment(stage, make_proposal(call, state=ELIGIBLE), one)
    half = {"usefulness": {"points": "8", "reason": "Korzysta całe osiedle."}}
    actions.save_sheet(by=one, assignment=assignment, scores=half, comment="", version=0, at=timezone.now())
    path = f"/desk/assess/{assignment.pk}/sheet.pdf"
    assert sign_in(client, two).get(path).status_code == 404
    waiting = make_assignment(stage, make_proposal(call, state=ELIGIBLE), one, state="assigned")
    answer = sign_in(client, one).get(path)
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in reader.pages))
    assert "8 / 10" in text
    assert "Korzysta całe osiedle." in text
    assert "…………" in text
    assert client.get(f"/desk/assess/{waiting.pk}/sheet.pdf").status_code == 403, "nothing before the declaration"


@pytest.mark.job("J6")
def test_the_whole_portfolio_by_district_with_a_map_and_sums_before_the_line(client, city, call, officer, stranger):
    body, people = make_committee(city)
    stage = now(make_assess_stage(call, body))
    call.pot = 10_000
    call.save()
    north, south = (Area.objects.create(organisation=city, code=name, name=name) for name in ("Północ", "Południe"))
    for district, points in ((north, "9"), (south, "4"), (north, "7")):
        proposal = make_proposal(call, state=ELIGIBLE, district=district, lon="16.14", lat="53.89")
        for person in people[:2]:
            assignment = make_assignment(stage, proposal, person)
            scores = good_scores(usefulness={"points": points, "reason": "Powód."})
            actions.submit_sheet(by=person, assignment=assignment, scores=scores, at=timezone.now())
    path = f"/en/desk/calls/{call.slug}/assessment/districts/"
    assert sign_in(client, people[0]).get(path).status_code == 403, "nobody sees an order before the stage is closed"
    Stage.objects.filter(pk=stage.pk).update(state=Stage.State.CLOSED)
    for person in (people[0], officer):
        page = sign_in(client, person).get(path).content.decode()
        assert "By this order 1 district gets nothing" in page
        assert "Południe" in page
        assert "data-map" in page or "<svg" in page
        assert re.search(r"Północ</th><td class=\"n\">2</td>", page)
    assert sign_in(client, stranger).get(path).status_code == 403


@pytest.mark.job("O3")
def test_the_letters_shown_before_closing_are_the_letters_that_go(
    client, city, call, officer, stranger, django_capture_on_commit_callbacks, django_assert_max_num_queries
):
    stage = now(make_check_stage(call))
    good, bad, paper = (make_proposal(call) for _ in range(3))
    Proposal.objects.filter(pk=paper.pk).update(author=None, paper_contact="ul. Młyńska 3", channel="paper")
    along = make_person("Współautorka")
    CoAuthor.objects.create(
        proposal=good, email="", person=along, token="t", invited_at=timezone.now(), accepted_at=timezone.now()
    )
    desk, at = sign_in(client, officer), timezone.now()
    path = f"/en/desk/calls/{call.slug}/check/letters/"
    assert "3 proposals have no result yet" in desk.get(path).content.decode()
    # One sitting with a keyboard: every answer on one page, one button.
    many = {"number": ["1", "3"], "do": "finish"}
    for number in ("1", "3"):
        many |= {f"{number}-a-owner": "yes", f"{number}-a-limits": "yes", f"{number}-a-annexes": "na"}
    assert desk.post(f"/desk/calls/{call.slug}/check/all/", many).status_code == 302
    no = {"owner": {"answer": "no", "note": ""}}
    actions.finish_check(by=officer, stage=stage, proposal=bad, passed=False, reason="Brak.", answers=no, at=at)
    with django_assert_max_num_queries(20):
        page = desk.get(path).content.decode()
    assert "3 letters go out when the check closes" in page
    assert "1 came on paper without an account" in page
    assert "ul. Młyńska 3" in page
    shown = set(re.findall(r"osoba\d+@example\.org", page.partition("Who gets which letter</h2>")[2]))
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        calls.close_stage(by=officer, stage=stage, at=timezone.now())
    assert shown == {letter.to[0] for letter in mail.outbox} == {good.author.email, along.email, bad.author.email}
    assert sign_in(client, stranger).get(path).status_code == 403


@pytest.mark.job("J5")
def test_points_changed_at_a_meeting_stand_in_its_minutes_with_both_figures_but_not_before_the_decision(
    client, city, call, officer, resident
):
    body, (one, *_rest) = make_committee(city)
    stage = now(make_assess_stage(call, body))
    assignment = make_assignment(stage, make_proposal(call, state=ELIGIBLE), one)
    actions.submit_sheet(by=one, assignment=assignment, scores=good_scores(), at=timezone.now())
    Meeting.objects.create(
        call=call, stage=stage, body=body, number=1, title="Posiedzenie", quorum=2, state="held",
        starts_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now(), minutes="Rozmowa.",
        minutes_at=timezone.now(),
    )  # fmt: skip
    desk = sign_in(client, officer)
    typed = {
        "do": "rescore", "assignment": assignment.pk, "meeting": "1", "points-usefulness": "5",
        "why": "Droga jest zamknięta.",
    }  # fmt: skip
    path = f"/en/desk/calls/{call.slug}/assessment/{assignment.proposal.number}/"
    assert "Changed to" in desk.get(path).content.decode()
    assert desk.post(path, {**typed, "meeting": ""}).status_code == 409
    assert desk.post(path, typed).status_code == 302
    assert "Changed at meeting no. 1" in desk.get(path).content.decode()
    minutes = f"/en/calls/{call.slug}/meetings/1/"
    inside = desk.get(minutes).content.decode()
    assert "8 → 5" in inside
    assert "Droga jest zamknięta." in inside
    text = "".join(
        sheet.extract_text() for sheet in PdfReader(io.BytesIO(desk.get(f"{minutes}minutes.pdf").content)).pages
    )
    assert "8 → 5" in re.sub(r"\s+", " ", text)
    outside = sign_in(client, resident).get(minutes).content.decode()
    assert "8 → 5" not in outside, "no interim points in public"
