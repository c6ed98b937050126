"""A published decision joined for its page, and its files."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

import pytest

from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import Call, Decision
from skwer.methods.tally import Rules, read_pabulib, tally
from skwer.overview import files
from skwer.overview.result import published_of, result_page

from ..apps.voting.elections import CLOSES, close_vote, decide, make_vote, open_vote, plan_decision, voters_cast

BALLOTS = [(1, 2), (1, 2), (1,), (3, 1), (3,), (2, 4)]


@pytest.fixture
def vote(transactional_db, city):
    stage = open_vote(make_vote(city, costs=("12000", "15000", "9000", "5000", "7000"), pot="25000"))
    voters_cast(stage, *BALLOTS)
    return close_vote(stage)


@pytest.fixture
def decision(vote, officer) -> Decision:
    return decide(vote, officer)


def test_rows_stand_in_the_order_of_the_decision_with_reasons(decision):
    view = result_page(published_of(decision.call), None)

    assert [(row.number, row.result) for row in view.rows] == [
        (1, "funded"),
        (3, "funded"),
        (2, "reserve"),
        (4, "refused"),
        (5, "refused"),
    ]
    assert view.left == Decimal(4000)
    assert [row.parts for row in view.funded] == [(("votes", Decimal(4)),), (("votes", Decimal(2)),)]
    assert view.most == 4
    assert all(row.reason for row in view.unfunded)
    assert all(row.reason for row in view.funded)
    assert (view.cut.left, view.cut.number, view.cut.cost, view.cut.dear) == (4000, 2, 15000, True)


def test_turnout_is_a_share_of_residents_where_they_are_known(decision):
    assert result_page(published_of(decision.call), None).turnout is None
    decision.call.organisation.population = 120
    decision.call.organisation.save()
    assert result_page(published_of(decision.call), None).turnout == Decimal("5.0")


def test_equal_shares_tell_who_paid(vote, officer):
    decide(vote, officer, allocation="equal-shares", completion="add1")
    view = result_page(published_of(vote.call), None)

    assert view.sharing.rule == "equal-shares"
    assert view.sharing.endowment > 0
    assert {share.row.number for share in view.sharing.shares} == {row.number for row in view.funded}
    assert all(share.full + share.partial == share.supporters for share in view.sharing.shares)


def test_nothing_is_told_before_publication(vote, officer):
    decision = decide(vote, officer, publish=False)

    assert published_of(vote.call) is None
    with pytest.raises(LookupError):
        result_page(decision, officer)
    for name in files.KINDS:
        with pytest.raises(LookupError):
            files.published_file(decision, name)


def test_the_page_of_a_draft_call_is_closed_to_strangers(decision):
    Call.objects.filter(pk=decision.call_id).update(state=Call.State.DRAFT)
    with pytest.raises(LookupError):
        result_page(Decision.objects.select_related("call__organisation").get(pk=decision.pk), None)


def test_while_a_new_decision_is_not_public_the_old_one_stays_readable(decision, officer):
    again = calls.record_decision(
        by=officer, call=decision.call, act_number="2/2026", note="", at=CLOSES, supersede_reason="Pomyłka w akcie."
    )
    shown = published_of(decision.call)
    assert (shown.pk, shown.supersede_reason) == (decision.pk, "Pomyłka w akcie.")

    calls.publish_decision(by=officer, decision=again, at=CLOSES)
    shown = published_of(decision.call)
    assert shown.pk == again.pk
    assert [one.pk for one in result_page(shown, None).earlier] == [decision.pk]


def test_files_are_byte_for_byte_what_the_hashes_are_of(decision):
    for name, wanted in {
        "inputs.json": decision.inputs_hash,
        "outcome.json": decision.outcome_hash,
        "ballots.pb": decision.ballots_hash,
    }.items():
        file = files.published_file(decision, name)
        assert file.hash == wanted
        assert hashlib.sha256(b"".join(file.chunks)).hexdigest() == wanted


def test_the_published_ballots_give_the_published_winners(decision):
    election = read_pabulib(b"".join(files.published_file(decision, "ballots.pb").chunks))
    outcome = json.loads(b"".join(files.published_file(decision, "outcome.json").chunks))
    inputs = json.loads(b"".join(files.published_file(decision, "inputs.json").chunks))
    recounted = tally(election, Rules.from_json(inputs["tally"]))

    assert [project.id for project in recounted.funded] == [project["id"] for project in outcome["funded"]]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({}, "greedy"),
        ({"allocation": "greedy-no-skip"}, "greedy-no-skip"),
        ({"min_votes": 2}, "greedy-threshold"),
        ({"allocation": "equal-shares", "completion": "add1"}, "equalshares/add1"),
    ],
)
def test_the_file_names_the_rule_so_that_the_command_needs_no_options(city, officer, transactional_db, rule, told):
    stage = make_vote(city, costs=("12000", "15000", "9000", "5000", "7000"), pot="25000")
    plan_decision(stage, **rule)
    voters_cast(open_vote(stage), *BALLOTS)
    decision = decide(close_vote(stage), officer)
    election = read_pabulib(b"".join(files.published_file(decision, "ballots.pb").chunks))

    assert election.meta["rule"] == told
    funded = [line.proposal.number for line in decision.lines.filter(result="funded").order_by("order")]
    assert [int(project.id) for project in tally(election).funded] == funded


def test_the_table_neutralises_formulas(decision):
    decision.call.proposals.filter(number=1).update(title="=HYPERLINK(1)")
    text = b"".join(files.published_file(decision, "result.csv").chunks).decode("utf-8-sig")
    assert "1;1;'=HYPERLINK(1);funded" in text
    assert len(text.splitlines()) == 6


def test_no_person_is_in_any_file(decision, officer):
    everything = b"".join(b"".join(files.published_file(decision, name).chunks) for name in files.names_of(decision))
    for person in (officer, *(entry.person for entry in decision.call.stages.get(kind="vote").roll.all())):
        assert person.email.encode() not in everything
        assert str(person.uid).encode() not in everything


def test_the_page_needs_the_same_queries_for_five_and_for_fifty(
    city, officer, transactional_db, django_assert_num_queries
):
    counted = []
    for ideas in (5, 50):
        stage = open_vote(make_vote(city, ideas=ideas, pot="200000"))
        voters_cast(stage, (1, 2), (3,))
        decision = decide(close_vote(stage), officer)
        with django_assert_num_queries(5) as queries:
            result_page(published_of(decision.call), None)
        counted.append(len(queries))
    assert counted[0] == counted[1]
