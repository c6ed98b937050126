"""Many object, and several officers move the list up, in the same moment: numbers without gaps, one of each."""

from __future__ import annotations

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Decision, Objection, Proposal
from skwer.apps.people.journal import broken_links

from .journey import decide, pass_all, score, send, to_check
from .test_concurrency import all_at_once
from .test_objecting import FAIR, GOOD, call_with_objections


def test_objections_filed_at_once_are_numbered_without_gaps_and_one_a_matter(transactional_db, city, officer):
    call = call_with_objections(city, officer)
    send(call, *["3000"] * 6)
    at = pass_all(call, officer, at=to_check(call), but=dict.fromkeys(range(2, 7), "Brak zgody."))
    refused = list(call.proposals.filter(number__gt=1).select_related("author", "call"))

    def file(proposal):
        fresh = Proposal.objects.select_related("call").get(pk=proposal.pk)
        actions.file_objection(by=proposal.author, proposal=fresh, against="formal", text="Była.", at=at)

    raised = all_at_once(*(lambda p=proposal: file(p) for proposal in [*refused, refused[0]]))
    assert [type(error) for error in raised if error] == [actions.CannotObject]
    assert sorted(Objection.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert list(broken_links()) == []


def test_the_reserve_list_moves_up_once(transactional_db, city, officer):
    call = call_with_objections(city, officer)
    send(call, "8000", "7000")
    at = pass_all(call, officer, at=to_check(call))
    score(call, {1: GOOD, 2: FAIR}, at=at)
    actions.tick(at=call.stages.get(kind="assess").closes_at)
    at = call.stages.get(kind="decide").opens_at
    decide(call, officer, at=at)
    actions.withdraw_winner(by=officer, proposal=call.proposals.get(number=1), reason="Pismo.", at=at)
    raised = all_at_once(
        *(
            lambda: actions.promote(by=officer, call=Call.objects.get(pk=call.pk), reason="Nr 1 zrezygnował.", at=at)
            for _ in range(4)
        )
    )
    assert [type(error) for error in raised if error] == [actions.NothingToPromote] * 3
    assert Decision.objects.filter(superseded_at__isnull=True).count() == 1
    assert Decision.objects.count() == 2
