"""Letters about the work of a project: to those who run the partner, when something needs them or ends well."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.programmes import actions
from tests.factories import make_person
from tests.work_factories import make_claim, make_contract, make_network, make_note

from .conftest import written
from .test_letters import well_made

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(city, officer):
    return make_network(city, officer, partners=1, slug="siec")


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_report_that_came_back_says_why_and_where_to_mend_it(network, language, at):
    _project, rows, (lead, partner) = network
    partner.language = language
    partner.save()
    claim = make_claim(partner, rows[1])
    actions.return_claim(by=lead, claim=claim, why="Brakuje karty czasu pracy.", at=at)
    (letter,) = written("claim_returned", claim.pk)
    assert letter.to == [partner.email]
    assert "Brakuje karty czasu pracy." in letter.body
    assert f"/claims/{claim.pk}/" in letter.body
    well_made(letter, language)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_payment_says_its_day(network, language, at):
    _project, rows, (lead, partner) = network
    partner.language = language
    partner.save()
    claim = make_claim(partner, rows[1])
    actions.approve_claim(by=lead, claim=claim, at=at)
    actions.pay_claim(by=lead, claim=claim, paid_on=at.date() - timedelta(days=1), at=at)
    (letter,) = written("claim_paid", claim.pk)
    assert ("22 listopada 2026" if language == "pl" else "22 November 2026") in letter.body
    assert written("claim_returned", claim.pk) == []  # the day it was returned is over
    well_made(letter, language)


def test_an_experts_note_is_announced_and_not_told(network, at):
    project, rows, (lead, partner) = network
    expert = make_person("Ekspertka")
    visit = make_note(expert, make_contract(lead, project, expert), rows[1])
    actions.publish_visit_note(by=expert, visit=visit, at=at)
    (letter,) = written("visit_note", visit.pk)
    assert letter.to == [partner.email]
    assert "Plac bez cienia" not in letter.body
    assert "2 następne kroki" in letter.body
    well_made(letter, "pl")


def test_a_partner_that_is_not_here_gets_no_letter(network, at):
    _project, rows, (lead, _partner) = network
    rows[1].organisation, rows[1].name = None, "Fjordvik"
    rows[1].save()
    claim = make_claim(lead, rows[1])
    actions.return_claim(by=lead, claim=claim, why="x", at=at)
    assert written("claim_returned", claim.pk) == []
