"""From the decision of a call for spaces to the agreement about a space."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.grants.licensing import LicensedAlready, NotChosen, chosen_for_spaces, draft_from_decision
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.spaces.actions import licensing

from ...factories import AT, make_call, make_proposal
from ...licence_factories import DAY, make_space

pytestmark = pytest.mark.django_db
DAYS = {"starts_on": DAY + timedelta(days=7), "ends_on": DAY + timedelta(days=90)}


@pytest.fixture
def proposal(city, officer) -> Proposal:
    call = make_call(city, officer)
    one = make_proposal(call, title="Pracownia napraw")
    Proposal.objects.filter(pk=one.pk).update(state=Proposal.State.CHOSEN, space=make_space(city))
    Call.objects.filter(pk=call.pk).update(state=Call.State.DECIDED)
    return Proposal.objects.get(pk=one.pk)


def test_a_chosen_proposal_becomes_an_agreement_with_its_author_once(proposal, officer, city):
    assert chosen_for_spaces(city) == [proposal]
    licence = draft_from_decision(by=officer, proposal=proposal, values=DAYS, at=AT)
    assert (licence.party, licence.purpose, licence.space) == (proposal.author, "Pracownia napraw", proposal.space)
    assert licence.source == f"call:{proposal.uid}"
    assert chosen_for_spaces(city) == []
    with pytest.raises(LicensedAlready):
        draft_from_decision(by=officer, proposal=proposal, values=DAYS, at=AT)
    licensing.void_licence(by=officer, licence=licence, why="Inny termin.", at=AT)
    assert chosen_for_spaces(city) == [proposal]


def test_only_what_was_chosen_and_only_by_the_citys_office(proposal, stranger, officer):
    with pytest.raises(NotAllowed):
        draft_from_decision(by=stranger, proposal=proposal, values=DAYS, at=AT)
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.RESERVE)
    with pytest.raises(NotChosen):
        draft_from_decision(by=officer, proposal=Proposal.objects.get(pk=proposal.pk), values=DAYS, at=AT)
