"""The final report gathers what several rooms know, and shows each reader what she may see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from skwer.apps.events import actions as events
from skwer.overview.report import report
from tests.events_factories import ENDS, make_event, make_registration
from tests.practices_factories import make_trial
from tests.work_factories import make_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(city, officer):
    return make_network(city, officer, partners=1, slug="siec")


@pytest.mark.job("LP6")
def test_events_of_the_project_stand_with_what_partners_carried_home(network, at):
    project, rows, (lead, partner) = network
    event = make_event(project.organisation, lead, project=project)
    make_event(project.organisation, lead, project=project, starts_at=ENDS + timedelta(days=400),
               ends_at=ENDS + timedelta(days=401))  # fmt: skip
    make_registration(event, lead, organisation=rows[1].organisation)
    later = ENDS + timedelta(days=1)
    events.mark_held(at=later)
    interest = events.state_interest(
        by=partner, event=event, organisation=rows[1].organisation, practice="Ławki na próbę",
        because="Stoją krótko.", first_step="Spacer.", by_on=date(2027, 6, 1), at=later,
    )  # fmt: skip
    found = report("siec", None, date(2027, 7, 1))
    assert [meeting.event for meeting in found.meetings] == [event]  # the coming one is no result
    (outcome,) = found.meetings[0].outcomes
    assert (outcome.interest, outcome.standing, outcome.last) == (interest, "overdue", None)


@pytest.mark.job("LP6")
def test_trials_that_are_public_are_reported_and_drafts_are_not(network, at):
    project, rows, (lead, partner) = network
    public = make_trial(rows[1].organisation, partner, project=project)
    make_trial(rows[1].organisation, partner, project=project, public=False)
    for person in (None, lead, partner):
        assert list(report("siec", person, at.date()).trials) == [public]


def test_a_draft_project_has_no_report_for_strangers(network, stranger, at):
    project, _rows, (lead, _partner) = network
    project.published_at = None
    project.save()
    assert report("siec", None, at.date()) is report("siec", stranger, at.date()) is None
    assert report("siec", lead, at.date()) is not None
