"""A city's own reading of the law; a newer version of the kit, taken or left element by element."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from skwer.apps.calls.kits import preset
from skwer.apps.people.models import JournalEntry, Organisation, Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions
from skwer.apps.practices.actions import BadAnswer, BadRuling, OfferAnswered
from skwer.apps.practices.actions.transfers import Ended
from skwer.apps.practices.models import KitOffer, LegalRuling, Transfer
from skwer.apps.practices.queries import legal_conflicts, rulings_in_force
from tests.factories import AT, make_city, make_member, make_person
from tests.kits_factories import make_kit, officer_of
from tests.transfers_factories import make_transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Organisation:
    return make_city(population=100_000)


@pytest.fixture
def officer(city: Organisation) -> Person:
    return officer_of(city)


@pytest.fixture
def transfer(city: Organisation, officer: Person) -> Transfer:
    document = preset("three-rounds")
    document["scheme"].update(vehicle="other", support="cash")
    document["call"]["applicants"] = ["person", "ngo"]
    return make_transfer(city, officer, kit_version=make_kit(document=document).newest)


def stranger() -> Person:
    person = make_person("Ktoś")
    make_member(person, make_city("obce"))
    return person


def rule(by: Person, transfer: Transfer, **given: Any) -> LegalRuling:
    facts = {"code": "cash_to_persons", "reason": "Tak orzekła izba.", "source": "uchwała RIO nr 1",
             "checked_on": AT.date(), "at": AT}  # fmt: skip
    return actions.rule_conflict(by=by, transfer=transfer, **{**facts, **given})


def test_a_ruling_takes_the_conflict_away_and_withdrawing_brings_it_back(transfer: Transfer, officer: Person):
    assert [one.code for one in legal_conflicts(transfer)] == ["cash_to_persons"]
    ruling = rule(officer, transfer)
    assert legal_conflicts(transfer) == []
    assert [(conflict.code, held) for conflict, held in rulings_in_force(transfer)] == [("cash_to_persons", ruling)]
    told = JournalEntry.objects.get(verb="rule_conflict")
    assert "RIO" not in str(told.after)  # reasons and sources are read on the page, not kept in the journal
    actions.withdraw_ruling(by=officer, transfer=transfer, code="cash_to_persons", at=AT)
    assert [one.code for one in legal_conflicts(transfer)] == ["cash_to_persons"]


def test_ruling_again_replaces_the_ruling(transfer: Transfer, officer: Person):
    rule(officer, transfer)
    rule(officer, transfer, source="opinia radcy prawnego z 3 listopada 2026 r.")
    assert transfer.rulings.get().source.startswith("opinia")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"source": ""}, "source"),
        ({"source": "x" * 401}, "source"),
        ({"checked_on": AT.date() + timedelta(days=1)}, "checked_on"),
        ({"code": "small_grant_days"}, "code"),
    ],
)
def test_a_ruling_says_why_on_what_and_when_about_a_conflict_there_is(
    transfer: Transfer, officer: Person, given: dict[str, Any], field: str
):
    with pytest.raises(BadRuling) as refused:
        rule(officer, transfer, **given)
    assert refused.value.field == field
    assert not transfer.rulings.exists()


def test_nobody_else_rules_for_the_city_and_not_after_the_end(transfer: Transfer, officer: Person):
    other = stranger()
    with pytest.raises(NotAllowed):
        rule(other, transfer)
    with pytest.raises(NotAllowed):
        actions.withdraw_ruling(by=other, transfer=transfer, code="cash_to_persons", at=AT)
    actions.drop_transfer(by=officer, transfer=transfer, reason="Koniec.", at=AT)
    with pytest.raises(Ended):
        rule(officer, transfer)


# --- a newer version


def offer_of(city: Organisation, officer: Person, change: Any, **given: Any) -> KitOffer:
    """A city that decided everything, and then a version in which `change` was done to the document."""
    kit = make_kit()
    make_transfer(city, officer, kit_version=kit.newest, decided=True, **given)
    keeper = officer_of(kit.organisation)
    document = preset("micro-grant")
    change(document)
    version = actions.save_draft(by=keeper, kit=kit, document=document, at=AT)
    actions.publish_kit_version(by=keeper, version=version, note={"pl": "Nowe zasady."}, at=AT)
    return KitOffer.objects.get()


def richer(document: dict[str, Any]) -> None:
    document["call"].update(pot="123000.00", age_min=16)


def without_vote(document: dict[str, Any]) -> None:
    document["stages"] = [stage for stage in document["stages"] if stage["kind"] != "vote"]
    decide = next(stage for stage in document["stages"] if stage["kind"] == "decide")["settings"]
    decide.update(method="points", weights={"points": 100, "votes": 0}, ties=["max-points", "min-cost", "lot"])


def test_an_offer_names_what_differs(city: Organisation, officer: Person):
    assert actions.offered_elements(offer_of(city, officer, richer)) == ["applicants", "money"]


def test_what_is_taken_changes_the_adapted_kit_and_what_is_left_does_not(city: Organisation, officer: Person):
    offer = offer_of(city, officer, richer)
    actions.answer_offer(by=officer, offer=offer, taken=["money"], reason="Mamy więcej.", at=AT)
    offer.refresh_from_db()
    transfer = Transfer.objects.get()
    assert (offer.taken, offer.answered_by, offer.answered_at) == (["money"], officer, AT)
    assert (transfer.document["call"]["pot"], transfer.document["call"]["age_min"]) == ("123000.00", 18)
    row = transfer.elements.get(key="money")
    assert (row.decision, row.changed_here, row.reason) == ("change", True, "Mamy więcej.")
    assert transfer.elements.get(key="applicants").decision == "keep"
    assert JournalEntry.objects.get(verb="answer_offer").after == {"version": 2, "taken": ["money"]}


def test_everything_can_be_left(city: Organisation, officer: Person):
    offer = offer_of(city, officer, richer)
    actions.answer_offer(by=officer, offer=offer, taken=[], at=AT)
    assert Transfer.objects.get().document == offer.transfer.kit_version.document


def test_an_element_the_newer_version_dropped_is_dropped_when_taken(city: Organisation, officer: Person):
    offer = offer_of(city, officer, without_vote)
    assert set(actions.offered_elements(offer)) >= {"ballot", "counting", "stages", "calendar"}
    actions.answer_offer(by=officer, offer=offer, taken=actions.offered_elements(offer), at=AT)
    transfer = Transfer.objects.get()
    assert transfer.document["stages"] == offer.version.document["stages"]
    assert transfer.elements.get(key="ballot").decision == "drop"


def test_what_does_not_fit_what_is_kept_is_refused_with_the_fault(city: Organisation, officer: Person):
    offer = offer_of(city, officer, without_vote)
    with pytest.raises(BadAnswer) as refused:
        actions.answer_offer(by=officer, offer=offer, taken=["ballot"], at=AT)  # votes still count
    assert refused.value.problems
    offer.refresh_from_db()
    assert offer.answered_at is None
    assert Transfer.objects.get().elements.get(key="ballot").decision == "keep"


def test_an_offer_is_answered_once_and_with_its_own_elements(city: Organisation, officer: Person):
    offer = offer_of(city, officer, richer)
    with pytest.raises(BadAnswer):
        actions.answer_offer(by=officer, offer=offer, taken=["form"], at=AT)
    actions.answer_offer(by=officer, offer=offer, taken=["money"], at=AT)
    with pytest.raises(OfferAnswered):
        actions.answer_offer(by=officer, offer=offer, taken=[], at=AT)


def test_nobody_else_answers_for_the_city(city: Organisation, officer: Person):
    offer = offer_of(city, officer, richer)
    with pytest.raises(NotAllowed):
        actions.answer_offer(by=stranger(), offer=offer, taken=["money"], at=AT)
    assert KitOffer.objects.get().answered_at is None


def test_a_draft_call_gets_what_was_taken_as_a_change_to_make(city: Organisation, officer: Person):
    from skwer.apps.calls.actions import open_call
    from skwer.apps.calls.queries.ancestry import changes_to_make

    offer = offer_of(city, officer, richer)
    call = open_call(
        by=officer,
        transfer=offer.transfer,
        title="Nasze miejsca",
        slug="nasze-miejsca",
        scheme_name="Miejsca",
        edition_name="2027",
        first_day=date(2027, 3, 1),
        at=AT,
    )
    assert changes_to_make(call) == []
    actions.answer_offer(by=officer, offer=offer, taken=["money"], at=AT + timedelta(days=1))
    assert [row.key for row in changes_to_make(call)] == ["money"]
    call.refresh_from_db()
    assert str(call.pot) == "90000.00"  # people change their call themselves


# --- ways out


def test_a_way_out_changes_the_kit_and_leaves_what_was_said_of_the_element(transfer: Transfer, officer: Person):
    actions.decide_element(by=officer, transfer=transfer, key="vehicle", decision="keep", owner="Biuro prawne", at=AT)
    actions.mend_conflict(by=officer, transfer=transfer, code="cash_to_persons", way=1, reason="Tylko rzeczy.", at=AT)
    row = transfer.elements.get(key="vehicle")
    assert (row.decision, row.changed_here, row.owner, row.reason) == ("change", True, "Biuro prawne", "Tylko rzeczy.")
    transfer.refresh_from_db()
    assert transfer.document["scheme"]["vehicle"] == "local_initiative"
    assert "initiative_money" in {one.code for one in legal_conflicts(transfer)}  # one thing after another


def test_an_element_the_kit_lacks_begins_with_the_way_out(city: Organisation, officer: Person):
    document = preset("local-initiative")
    document["call"]["clauses"] = []
    for stage in document["stages"]:
        for name in ("conditions", "cost_rules", "caps"):
            stage["settings"].pop(name, None)
    transfer = make_transfer(city, officer, kit_version=make_kit(document=document).newest)
    assert not transfer.elements.filter(key="clauses").exists()
    actions.mend_conflict(by=officer, transfer=transfer, code="initiative_scope", way=0, reason="Ustawa.", at=AT)
    assert transfer.elements.get(key="clauses").changed_here
    assert legal_conflicts(transfer) == []


@pytest.mark.parametrize(("code", "way"), [("cash_to_persons", 9), ("cash_to_persons", -1), ("small_grant_days", 0)])
def test_a_way_out_is_one_of_those_there_are(transfer: Transfer, officer: Person, code: str, way: int):
    with pytest.raises(BadRuling):
        actions.mend_conflict(by=officer, transfer=transfer, code=code, way=way, reason="Bo tak.", at=AT)


def test_an_element_is_added_to_the_matrix_once(transfer: Transfer, officer: Person):
    assert not transfer.elements.filter(key="ballot").exists()
    added = actions.add_element(by=officer, transfer=transfer, key="ballot", at=AT)
    assert added.decision == "undecided"
    assert actions.add_element(by=officer, transfer=transfer, key="ballot", at=AT) == added
    with pytest.raises(BadRuling):
        actions.add_element(by=officer, transfer=transfer, key="moon", at=AT)
    with pytest.raises(NotAllowed):
        actions.add_element(by=stranger(), transfer=transfer, key="ballot", at=AT)
