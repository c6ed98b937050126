"""Many at once: numbers without gaps, no text lost, one decision. On a SQLite file and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from skwer.apps.calls import actions
from skwer.apps.calls.actions import proposing
from skwer.apps.calls.models import Call, Decision, Proposal, Stage
from skwer.apps.people.journal import broken_links
from skwer.apps.people.models import JournalEntry
from tests.factories import AT, make_call, make_person, make_proposal

from .journey import pass_all, send, to_check, vote


def all_at_once(*jobs: Callable[[], object]) -> list[BaseException | None]:
    """Run every job in a thread of its own, started together; what each raised, in order."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> BaseException | None:
        try:
            start.wait()
            job()
        except Exception as error:
            return error
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def _fresh(proposal: Proposal) -> Proposal:
    """As another request would load it."""
    return Proposal.objects.select_related("call").get(pk=proposal.pk)


@pytest.fixture
def call(transactional_db, city, officer):
    return make_call(city, officer)


def test_numbers_given_at_once_have_no_gaps(call):
    drafts = [make_proposal(call, make_person(), submitted=False) for _ in range(12)]
    raised = all_at_once(
        *(lambda d=draft: actions.submit_proposal(by=d.author, proposal=_fresh(d), at=AT) for draft in drafts)
    )
    assert raised == [None] * 12
    assert sorted(call.proposals.values_list("number", flat=True)) == list(range(1, 13))
    assert len(set(call.proposals.values_list("receipt", flat=True))) == 12
    assert Call.objects.get(pk=call.pk).last_number == 12
    assert list(broken_links()) == []


def test_without_the_lock_two_proposals_would_get_one_number(call, monkeypatch):
    """The guard removed: two requests that both read the call before either wrote it."""
    first, second = (_fresh(make_proposal(call, make_person(), submitted=False)) for _ in range(2))
    monkeypatch.setattr(proposing, "lock", lambda row: row)
    actions.submit_proposal(by=first.author, proposal=first, at=AT)
    with pytest.raises(IntegrityError):
        actions.submit_proposal(by=second.author, proposal=second, at=AT)


def test_one_proposal_sent_many_times_at_once_is_sent_once(call, resident):
    draft = make_proposal(call, resident, submitted=False)
    raised = all_at_once(
        *(lambda: actions.submit_proposal(by=resident, proposal=_fresh(draft), at=AT) for _ in range(6))
    )
    assert [type(error) for error in raised if error] == [actions.CannotEdit] * 5
    assert _fresh(draft).revisions.count() == 1
    assert Call.objects.get(pk=call.pk).last_number == 1


def test_of_saves_at_once_one_is_kept_and_the_others_are_told(call, resident):
    draft = make_proposal(call, resident, submitted=False)
    version = draft.version
    raised = all_at_once(
        *(
            lambda n=n: actions.save_draft(
                by=resident, proposal=_fresh(draft), answers={"title": f"Tytuł {n}"}, version=version, at=AT
            )
            for n in range(6)
        )
    )
    stale = [error for error in raised if error]
    assert [type(error) for error in stale] == [actions.StaleVersion] * 5
    kept = _fresh(draft)
    assert kept.version == version + 1
    assert {error.theirs["title"] for error in stale} == {kept.title}
    assert {error.mine["title"] for error in stale} | {kept.title} == {f"Tytuł {n}" for n in range(6)}


def test_clocks_that_tick_at_once_do_everything_once(call):
    at = call.stages.get(order=1).closes_at
    raised = all_at_once(*(lambda: actions.tick(at=at) for _ in range(5)))
    assert raised == [None] * 5
    assert JournalEntry.objects.filter(verb="close_stage").count() == 1
    assert JournalEntry.objects.filter(verb="open_stage").count() == 2
    assert Stage.objects.get(call=call, kind="check").state == Stage.State.OPEN


def test_decisions_at_once_leave_one_within_the_pot(transactional_db, city, officer):
    call = make_call(city, officer, kinds=["propose", "check", "vote", "decide"], pot="10000", request_max="9000")
    send(call, "6000", "5000", "4000")
    pass_all(call, officer, at=to_check(call))
    at = vote(call, [1], [1, 2], [3])
    actions.tick(at=at)
    raised = all_at_once(
        *(
            lambda: actions.record_decision(
                by=officer, call=Call.objects.get(pk=call.pk), act_number="", note="", at=at
            )
            for _ in range(5)
        )
    )
    assert [type(error) for error in raised if error] == [actions.WrongState] * 4
    decision = Decision.objects.get()
    assert sum(line.amount for line in decision.lines.all()) == decision.spent <= decision.pot
