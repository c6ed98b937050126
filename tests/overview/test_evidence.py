"""What a practice led to: of decided calls only, known and missing told apart, and the same when it has travelled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from skwer.apps.calls.models import Call, Decision, DecisionLine, Proposal
from skwer.apps.practices.federation.evidence import FIGURES, evidence_problems
from skwer.apps.practices.models import Kit, KitVersion, Practice, ReceivedItem, Subscription, Transfer
from skwer.overview.evidence import Figure, added, address_of, evidence_of, published_evidence

from ..factories import AT, make_call, make_city, make_member, make_person, make_proposal
from ..lasting_factories import lived
from ..numbers_factories import make_agreement

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def practice(city) -> Practice:
    return Practice.objects.create(organisation=city, slug="podworka", created_at=AT)


@pytest.fixture
def version(city, practice) -> KitVersion:
    kit = Kit.objects.create(organisation=city, practice=practice, slug="zestaw", created_at=AT)
    return KitVersion.objects.create(
        kit=kit, number=1, document={}, hash="0", rulebook_hash="0", created_at=AT, published_at=AT
    )


def call_of(version, city, officer, **origin) -> Call:
    call = make_call(city, officer, slug=f"nabor-{city.slug}-{Call.objects.count()}")
    Call.objects.filter(pk=call.pk).update(**(origin or {"kit_version": version}))
    call.refresh_from_db()
    return call


def decide(call: Call, *proposals: Proposal, voters: int | None = None, published: bool = True) -> Decision:
    decision = Decision.objects.create(
        call=call, method="votes", inputs={}, inputs_hash="1", outcome={}, outcome_hash="1", voters=voters,
        pot=call.pot, spent=Decimal("6000.00") * len(proposals), decided_at=AT, published_at=AT if published else None,
    )  # fmt: skip
    for order, proposal in enumerate(proposals, 1):
        DecisionLine.objects.create(
            decision=decision, proposal=proposal, order=order, result="funded", amount=Decimal("6000.00"), reason="x"
        )
    return decision


def test_a_call_counts_once_its_decision_is_public(city, officer, practice, version):
    call = call_of(version, city, officer)
    proposal = make_proposal(call)
    decision = decide(call, proposal, voters=40, published=False)
    found = evidence_of(practice, on=TODAY)
    assert (found.calls, found.running, found.totals["applications"]) == (0, 1, Figure(None, 0, 0))
    Decision.objects.filter(pk=decision.pk).update(published_at=AT)
    row = evidence_of(practice, on=TODAY).rows[0]
    assert (row.figures["applications"].value, row.figures["awarded"].value, row.figures["voters"].value) == (1, 1, 40)
    assert row.money["PLN"]["granted"].value == Decimal("6000.00")


def test_what_nobody_knows_is_missing_and_never_nought(city, officer, practice, version):
    told, silent = call_of(version, city, officer), call_of(version, city, officer)
    proposal = make_proposal(told)
    decide(told, proposal, voters=40)
    decide(silent)
    make_agreement(told.edition, "6000.00", proposal=proposal, hours=(40, 25), paid=["4000.00"])
    row = evidence_of(practice, on=TODAY).rows[0]
    assert row.figures["voters"] == Figure(Decimal(40), 1, 1)
    assert row.figures["hours"] == Figure(Decimal(25), 1, 1)
    assert row.figures["applications"] == Figure(Decimal(1), 2, 0)  # nobody applied: that is known
    assert row.figures["stood"] == Figure(None, 0, 2)
    assert row.money["PLN"]["paid"] == Figure(Decimal("4000.00"), 1, 1)


def test_people_who_wrote_are_counted_once_and_not_guessed(city, officer, practice, version):
    call = call_of(version, city, officer)
    one = make_person()
    first, _second = make_proposal(call, one), make_proposal(call, one)
    other = make_proposal(call)
    decide(call, first)
    assert evidence_of(practice, on=TODAY).totals["writers"].value == 2
    Proposal.objects.filter(pk=other.pk).update(author=None)  # the account was erased
    assert evidence_of(practice, on=TODAY).totals["writers"] == Figure(None, 0, 1)
    Proposal.objects.filter(pk=other.pk).update(channel="paper")
    assert evidence_of(practice, on=TODAY).totals["writers"].value == 2


def test_places_count_for_lasting_once_their_two_years_have_passed(city, officer, practice, version):
    call = call_of(version, city, officer)
    places = [
        lived(city, 800),
        lived(city, 800, on=TODAY - timedelta(days=10)),
        lived(city, 300, gone="decayed", ago=600),
        lived(city, 300, gone="planned", ago=600),  # was meant to go: says nothing about lasting
        lived(city, 100),  # too young
    ]
    proposals = []
    for place in places:
        proposal = make_proposal(call)
        Proposal.objects.filter(pk=proposal.pk).update(place=place, state="chosen")
        proposals.append(proposal)
    decide(call, *proposals)
    totals = evidence_of(practice, on=TODAY).totals
    assert (totals["places"].value, totals["stood"].value, totals["of"].value) == (5, 2, 3)


def test_calls_descend_by_transfer_by_kit_and_by_being_its_kits_parent(city, officer, practice, version):
    elsewhere = make_city("brzezina", name="Brzezina Mała")
    theirs = make_person(second_factor=True)
    make_member(theirs, elsewhere, "officer")
    transfer = Transfer.objects.create(
        organisation=elsewhere, practice=practice, kit_version=version, title="Podwórka u nas", begun_at=AT
    )
    by_transfer = call_of(version, elsewhere, theirs, transfer=transfer)
    parent = call_of(version, city, officer, kit_version=None)
    KitVersion.objects.filter(pk=version.pk).update(made_from={"call": parent.slug})
    stranger = call_of(version, elsewhere, theirs, kit_version=None)
    for call in (by_transfer, parent, stranger):
        decide(call)
    found = evidence_of(practice, on=TODAY)
    assert {call.url.rsplit("/", 2)[1] for row in found.rows for call in row.calls} == {by_transfer.slug, parent.slug}


def test_a_received_kit_names_a_call_of_its_own_installation_not_ours(city, officer, practice, version):
    feed = Subscription.objects.create(url="https://inna.example/feed/", name="Inna", key="k", added_at=AT)
    stranger = call_of(version, city, officer, kit_version=None)
    decide(stranger)
    Kit.objects.filter(pk=version.kit_id).update(organisation=None, subscription=feed, origin_key="x")
    KitVersion.objects.filter(pk=version.pk).update(made_from={"call": stranger.slug})
    assert evidence_of(practice, on=TODAY).rows == ()


def test_evidence_reads_the_same_after_it_has_travelled(city, officer, practice, version):
    call = call_of(version, city, officer)
    proposal = make_proposal(call)
    decide(call, proposal, voters=40)
    make_agreement(call.edition, "6000.00", proposal=proposal, hours=(40, 25), paid=["4000.00"])
    document = published_evidence(practice, on=TODAY)
    assert evidence_problems(document) == []
    here = evidence_of(practice, on=TODAY).rows[0]
    Call.objects.filter(pk=call.pk).update(kit_version=None)
    feed = Subscription.objects.create(url="https://inna.example/feed/", name="Inna", key="k", added_at=AT)
    ReceivedItem.objects.create(
        subscription=feed, kind="evidence", key="podworka", version=1, about=address_of(practice), document=document,
        sha256="0", received_at=timezone.now(),
    )  # fmt: skip
    there = evidence_of(practice, on=TODAY).rows[0]
    assert (there.figures, there.money, there.source) == (here.figures, here.money, feed)
    assert there.city == here.city
    feed.ended_at = AT
    feed.save()
    assert evidence_of(practice, on=TODAY).rows == ()


def test_a_call_that_is_told_of_twice_counts_once(city, officer, practice, version):
    """By two documents of one feed, or by two subscriptions to one installation; the newest counts."""
    call = call_of(version, city, officer)
    decision = decide(call, make_proposal(call), voters=40)
    document = published_evidence(practice, on=TODAY)
    Decision.objects.filter(pk=decision.pk).update(voters=41)
    newer = published_evidence(practice, on=TODAY)
    Call.objects.filter(pk=call.pk).update(kit_version=None)
    for number, (said, later) in enumerate([(document, 0), (newer, 2), (document, 1)]):
        feed = Subscription.objects.create(url=f"https://{number}.example/feed/", name="Inna", key="k", added_at=AT)
        ReceivedItem.objects.create(
            subscription=feed, kind="evidence", key="podworka", version=1, about=address_of(practice), document=said,
            sha256="0", received_at=AT + timedelta(days=later),
        )  # fmt: skip
    found = evidence_of(practice, on=TODAY)
    assert (found.calls, found.totals["voters"].value) == (1, 41)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("format",), "skwer-evidence/9", "no skwer-evidence/1"),
        (("about",), "javascript:alert(1)", "address of a practice"),
        (("on",), "yesterday", "a day"),
        (("rows", 0, "city"), {}, "needs a name"),
        (("rows", 0, "city", "population"), {"<b>": 1}, "whole number"),
        (("rows", 0, "city", "population"), "22000", "whole number"),
        (("rows", 0, "city", "country"), ["PL"], "two capital letters"),
        (("rows", 0, "city", "name"), "Brzezina\u202e", "needs a name"),
        (("rows", 0, "calls"), [], "name the calls"),
        (("rows", 0, "calls", 0, "url"), "https://a.example/ <b>", "needs an address"),
        (("rows", 0, "calls", 0, "edition"), "x" * 9000, "a line of text"),
        (("rows", 0, "calls"), [{"title": "Nabór", "url": "https://inna.example/x/"}] * 2, "told of twice"),
        (("rows", 0, "figures", "voters"), {"value": "0", "n": 0, "missing": 1}, "null where nothing is known"),
        (("rows", 0, "figures", "voters"), {"value": None, "n": 1, "missing": 0}, "null where nothing is known"),
        (("rows", 0, "figures", "hours"), {"value": "1e9", "n": 1, "missing": 0}, "at most two decimals"),
        (("rows", 0, "figures", "hours"), None, "missing"),
        (("rows", 0, "money"), {"zł": {}}, "by currency"),
    ],
)
def test_a_document_that_is_not_evidence_is_refused_with_what_is_wrong(path, value, said):
    figure = {"value": None, "n": 0, "missing": 1}
    row = {
        "city": {"name": "Brzezina"},
        "calls": [{"title": "Nabór", "url": "https://inna.example/calls/x/"}],
        "figures": dict.fromkeys(FIGURES, figure),
        "money": {"PLN": {"granted": {"value": "5.00", "n": 1, "missing": 0}, "paid": figure}},
    }
    document = {"format": "skwer-evidence/1", "about": "https://a.example/", "on": "2026-11-26", "rows": [row]}
    assert evidence_problems(document) == []
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert said in " ".join(evidence_problems(document))


def test_adding_knows_nothing_of_nothing():
    assert added([]) == Figure(None, 0, 0)
    assert added([Figure(None, 0, 1), Figure(Decimal(3), 1, 0)]) == Figure(Decimal(3), 1, 1)


def test_the_number_of_queries_does_not_grow_with_calls(
    city, officer, practice, version, django_assert_max_num_queries
):
    for _number in range(3):
        decide(call_of(version, city, officer))
    with django_assert_max_num_queries(20):
        evidence_of(practice, on=TODAY)
