"""Next year's proposal begins from last year's: nothing is typed twice, and what changed is marked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from skwer.apps.calls import actions
from skwer.apps.calls.queries.reusing import origin_of, reusable
from skwer.apps.people.refusals import NotAllowed
from tests.factories import AT, make_call, make_city, make_member, make_organisation, make_person, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def officer(city):
    person = make_person("Jan Urzędnik")
    make_member(person, city, "officer")
    return person


@pytest.fixture
def member():
    person = make_person("Ola Krzew")
    make_member(person, make_organisation("krzewy"), "member")
    return person


@pytest.fixture
def earlier(city, officer, member):
    call = make_call(city, officer, slug="rok-pierwszy")
    draft = make_proposal(call, member, submitted=False)
    ngo = member.memberships.get().organisation
    actions.change_applicant(by=member, proposal=draft, applicant_kind="ngo", organisation=ngo, at=AT)
    return actions.submit_proposal(by=member, proposal=draft, at=AT)


def _next_year(officer, earlier, **changes):
    call = actions.copy_call(
        by=officer,
        call=earlier.call,
        edition_name="2027",
        title="Zielone podwórka 2027",
        slug="rok-drugi",
        first_day=date(2027, 11, 15),
        at=AT,
    )
    if form := changes.pop("form", None):
        stage = call.stages.get(kind="propose")
        settings = {"form": form(stage.settings["form"])}
        actions.change_stage(by=officer, stage=stage, changes={"settings": settings}, at=AT)
    actions.change_call(by=officer, call=call, changes=changes, at=AT)
    actions.announce_call(by=officer, call=call, at=AT)
    at = call.stages.get(kind="propose").opens_at + timedelta(days=1)
    actions.tick(at=at)
    call.refresh_from_db()
    return call, at


def _other_questions(form):
    for step in form["steps"]:
        for question in step["questions"]:
            if question["key"] == "why":
                question["label"] = {"pl": "Komu to pomoże zimą?", "en": "Whom will it help in winter?"}
            if question["key"] == "access":
                question["max_length"] = 200
        if step["key"] == "care":
            words = {"pl": "Jak zadbacie o wodę?", "en": "How will you save water?"}
            step["questions"].append({"key": "water", "kind": "long_text", "label": words, "required": True})
    return form


@pytest.mark.job("N1")
def test_organisation_and_answers_come_along_and_changed_rules_are_flagged(city, officer, member, earlier):
    call, at = _next_year(officer, earlier, form=_other_questions, request_max=Decimal(9000))
    new = actions.start_from(by=member, call=call, earlier=earlier, at=at)
    assert (new.organisation, new.applicant_kind) == (earlier.organisation, "ngo")
    for key in ("title", "what", "costs", "work_hours", "place"):
        assert new.answers[key] == earlier.answers[key]
    assert (new.title, new.requested, new.number) == (earlier.title, earlier.requested, None)
    assert "is_open" not in new.answers  # a statement is made for one call
    flags = dict(origin_of(new).flags)
    assert flags.pop("why") == "changed"
    assert flags.pop("access") == "rules"
    assert flags.pop("costs") == "rules"
    assert flags.pop("water") == "new"
    assert set(flags.values()) == {"again"}
    assert "is_open" in flags


def test_nothing_is_flagged_that_did_not_change(city, officer, member, earlier):
    call, at = _next_year(officer, earlier)
    new = actions.start_from(by=member, call=call, earlier=earlier, at=at)
    assert set(origin_of(new).flags.values()) == {"again"}  # declarations; dates and paragraphs' numbers do not count
    assert origin_of(earlier) is None


def test_only_those_who_wrote_it_begin_from_it(city, officer, member, earlier):
    call, at = _next_year(officer, earlier)
    assert list(reusable(member, call)) == [earlier]
    assert list(reusable(make_person(), call)) == []
    with pytest.raises(NotAllowed):
        actions.start_from(by=make_person(), call=call, earlier=earlier, at=at)


def test_who_no_longer_belongs_to_the_organisation_cannot_act_for_it(city, officer, member, earlier):
    call, at = _next_year(officer, earlier)
    member.memberships.update(ended_at=AT)
    with pytest.raises(NotAllowed):
        actions.start_from(by=member, call=call, earlier=earlier, at=at)


def test_the_page_offers_it_and_marks_the_questions(client, city, officer, member, earlier, monkeypatch):
    call = make_call(city, officer, slug="obok", request_max="9000")
    monkeypatch.setattr("skwer.web.proposals.propose.timezone", SimpleNamespace(now=lambda: AT))
    client.force_login(member)
    url = reverse("web:propose", args=[call.slug])
    assert str(earlier.uid) in client.get(url).content.decode()
    answer = client.post(url, {"from": str(earlier.uid)})
    assert answer.status_code == 302
    new = call.proposals.get()
    assert new.copied_from == earlier
    shown = client.get(reverse("web:draft", args=[call.slug, new.uid, "money"])).content.decode()
    assert earlier.title in shown
    assert earlier.call.title in shown
