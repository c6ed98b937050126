"""A year later the event's page shows what came of its statements."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from skwer.apps.events import actions
from skwer.overview.outcomes import outcomes

from ..events_factories import ENDS, LATER, make_event, make_registration
from ..factories import make_city, make_member, make_person
from ..practices_factories import make_comparison, make_network, make_trial

pytestmark = pytest.mark.django_db

A_YEAR_LATER = ENDS + timedelta(days=365)


@pytest.fixture
def told(city, officer):
    """Three statements of a partner: one became a trial, one was dropped, one met silence."""
    partner = make_city("brzezina", name="Brzezina Mała")
    theirs = make_person("Elżbieta Karaś")
    make_member(theirs, partner, "officer")
    project = make_network(city, partner)
    event = make_event(city, officer, project=project)
    make_registration(event, officer, organisation=partner)
    public = make_trial(city, officer, project=project, state="ended")
    hidden = make_trial(partner, theirs, project=project, public=False)
    case = make_comparison(project, officer, cases=3).cases.first()
    sources = ({"trial": public}, {"case": case}, {})
    kept, dropped, _silent = (
        actions.state_interest(
            by=officer, event=event, organisation=partner, practice=f"Praktyka {n}", because="Bo warto.",
            first_step="Spis.", by_on=date(2027, 6, 30), at=LATER, **source,
        )
        for n, source in enumerate(sources, 1)
    )  # fmt: skip
    actions.follow_up(by=theirs, interest=kept, state="begun", text="Spis jest.", trial=hidden, at=LATER)
    actions.follow_up(by=theirs, interest=kept, state="carried_over", text="Działa.", at=A_YEAR_LATER)
    actions.follow_up(by=theirs, interest=dropped, state="dropped", text="Brak zgody.", at=A_YEAR_LATER)
    return event, theirs, public, hidden, case


def test_what_became_of_each(told):
    event, theirs, public, hidden, _case = told
    found = outcomes(event, theirs, A_YEAR_LATER)
    assert [row.standing for row in found.rows] == ["carried_over", "dropped", "overdue"]
    assert found.counts == {"stated": 0, "overdue": 1, "begun": 0, "carried_over": 1, "changed": 0, "dropped": 1}
    assert found.carried_over == 1
    kept, dropped, silent = found.rows
    assert (kept.source, kept.became, kept.last.text) == (public, hidden, "Działa.")
    assert [word.state for word in kept.follow_ups] == ["begun", "carried_over"]
    assert (dropped.source, dropped.became) == (None, None)
    assert silent.last is None


def test_a_reader_sees_no_trial_or_case_that_is_not_public(told, stranger):
    event, theirs, public, _hidden, case = told
    for person in (None, stranger):
        kept, dropped, _silent = outcomes(event, person, A_YEAR_LATER).rows
        assert (kept.source, kept.became, dropped.case) == (public, None, None)
    assert outcomes(event, theirs, A_YEAR_LATER).rows[1].case == case


def test_before_its_day_a_statement_is_just_stated(told):
    event = told[0]
    assert outcomes(event, None, LATER).counts["overdue"] == 0


def test_the_number_of_queries_is_fixed(told, django_assert_max_num_queries):
    event, theirs, *_rest = told
    with django_assert_max_num_queries(6):
        for row in outcomes(event, theirs, A_YEAR_LATER).rows:
            assert row.interest.organisation.name
            assert row.case is None or row.case.comparison
