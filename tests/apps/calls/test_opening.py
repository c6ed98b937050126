"""From an adapted kit to a city's own draft call: the law first, then what is undecided, then the call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from skwer.apps.calls import actions
from skwer.apps.calls.actions import AlreadyOpened, CannotOpen, Invalid, NothingToCarry, NotReady
from skwer.apps.calls.against_kit import changes_from_kit, kit_paragraphs
from skwer.apps.calls.kits import preset
from skwer.apps.calls.models import Call, Scheme
from skwer.apps.calls.queries.ancestry import ancestry, changes_to_make, draft_of
from skwer.apps.calls.regulations import paragraphs
from skwer.apps.calls.setup_problems import whole_problems
from skwer.apps.people.models import JournalEntry, Organisation, Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions as practices
from skwer.apps.practices.actions.transfers import Ended
from skwer.apps.practices.models import CityProfile, Transfer
from tests.factories import AT, make_city, make_member, make_person
from tests.kits_factories import make_kit
from tests.transfers_factories import decide_all, make_transfer

pytestmark = pytest.mark.django_db
FIRST = date(2027, 3, 1)


@pytest.fixture
def city() -> Organisation:
    return make_city(population=100_000)


@pytest.fixture
def officer(city: Organisation) -> Person:
    person = make_person("Urzędniczka", second_factor=True)
    make_member(person, city)
    return person


def transfer_of(city: Organisation, officer: Person, document: Any = None, **given: Any) -> Transfer:
    version = make_kit(document=document or preset("micro-grant")).newest
    return make_transfer(city, officer, kit_version=version, **given)


def open_it(transfer: Transfer, by: Person, **given: Any) -> Call:
    facts: dict[str, Any] = {
        "title": {"pl": "Nasze podwórka 2027", "en": "Our courtyards 2027"},
        "slug": "nasze-podworka",
        "scheme_name": "Miejsca sąsiadów",
        "edition_name": "2027",
        "first_day": FIRST,
        "at": AT,
    }
    return actions.open_call(by=by, transfer=transfer, **{**facts, **given})


def ostrava() -> dict[str, Any]:
    document = preset("three-rounds")
    document["scheme"].update(vehicle="other", support="cash")
    document["call"]["applicants"] = ["person", "ngo"]
    return document


def decide(transfer: Transfer, by: Person, key: str, decision: str = "change", **given: Any) -> None:
    practices.decide_element(
        by=by, transfer=transfer, key=key, decision=decision, **{"reason": "Inaczej u nas.", "at": AT, **given}
    )


def test_an_adapted_kit_becomes_a_draft_that_knows_where_it_comes_from(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    call = open_it(transfer, officer)
    assert (call.state, call.organisation, call.title_en) == (Call.State.DRAFT, city, "Our courtyards 2027")
    assert (call.transfer, call.kit_version) == (transfer, transfer.kit_version)
    transfer.refresh_from_db()
    assert transfer.stage == Transfer.Stage.REUSE
    told = JournalEntry.objects.get(verb="open_call")
    assert (told.kind, told.after["call"]) == ("transfer", "nasze-podworka")


def test_the_law_stands_first_then_what_is_undecided(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, ostrava())
    with pytest.raises(CannotOpen) as refused:
        open_it(transfer, officer)
    assert [conflict.code for conflict in refused.value.conflicts] == ["cash_to_persons"]
    assert refused.value.undecided
    assert "prawo" in str(refused.value)
    decide_all(transfer, officer)
    mend = refused.value.conflicts[0].mends[0]
    decide(transfer, officer, mend.element, part=mend.part)
    call = open_it(transfer, officer)
    assert call.edition.scheme.vehicle == "micro_grant"


def test_what_is_undecided_is_named(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    decide(transfer, officer, "criteria", "undecided", reason="")
    with pytest.raises(CannotOpen) as refused:
        open_it(transfer, officer)
    assert [row.key for row in refused.value.undecided] == ["criteria"]
    assert Call.objects.count() == 0


def test_elements_that_do_not_fit_together_are_named(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    decide(transfer, officer, "ballot", "drop")  # and the decision still counts votes
    with pytest.raises(CannotOpen) as refused:
        open_it(transfer, officer)
    assert {problem.element for problem in refused.value.problems} == {"counting"}


def test_a_ruling_of_the_city_opens_the_way(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, ostrava(), decided=True)
    practices.rule_conflict(
        by=officer,
        transfer=transfer,
        code="cash_to_persons",
        reason="Tak orzekła izba.",
        source="uchwała RIO",
        checked_on=AT.date(),
        at=AT,
    )
    assert open_it(transfer, officer).edition.scheme.vehicle == "other"


def test_days_lie_on_the_citys_calendar(city: Organisation, officer: Person):
    CityProfile.objects.create(organisation=city, closed_days=["2027-04-08"])  # the day the kit would close on
    call = open_it(transfer_of(city, officer, decided=True), officer)
    first = call.stages.get(kind="propose")
    assert (first.opens_at.date(), first.closes_at.date()) == (FIRST, date(2027, 4, 9))
    assert call.stages.get(kind="check").opens_at.date() == date(2027, 4, 9)


def test_only_the_citys_officers_open_and_only_while_the_transfer_goes_on(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    stranger = make_person("Ktoś")
    make_member(stranger, make_city("obce"))
    with pytest.raises(NotAllowed):
        open_it(transfer, stranger)
    practices.drop_transfer(by=officer, transfer=transfer, reason="Brak pieniędzy.", at=AT)
    with pytest.raises(Ended):
        open_it(transfer, officer)


def test_there_is_one_draft_at_a_time(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    call = open_it(transfer, officer)
    with pytest.raises(AlreadyOpened) as refused:
        open_it(transfer, officer, slug="inny-adres")
    assert refused.value.call == call
    assert draft_of(transfer) == call
    actions.cancel_call(by=officer, call=call, reason="Jeszcze raz.", at=AT)
    assert open_it(transfer, officer, slug="inny-adres").slug == "inny-adres"


# --- changes that are made in the draft


def test_a_change_in_words_is_to_be_made_in_the_draft_before_it_is_announced(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    decide(transfer, officer, "criteria", reason="Mniej kryteriów.")
    call = open_it(transfer, officer)
    assert [row.key for row in changes_to_make(call)] == ["criteria"]
    assert "transfer.criteria" in {problem.where for problem in whole_problems(call)}
    with pytest.raises(NotReady) as refused:
        actions.announce_call(by=officer, call=call, at=AT)
    assert "transfer.criteria" in {problem.where for problem in refused.value.problems}
    actions.carry_change(by=officer, call=call, key="criteria", at=AT + timedelta(hours=1))
    assert changes_to_make(call) == []
    assert "transfer.criteria" not in {problem.where for problem in whole_problems(call)}
    with pytest.raises(NothingToCarry):
        actions.carry_change(by=officer, call=call, key="criteria", at=AT)


def test_a_change_made_in_the_kit_is_not_to_be_made_again(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    decide(transfer, officer, "money", part={**transfer.document["call"], "pot": "45000.00"})
    call = open_it(transfer, officer)
    assert str(call.pot) == "45000.00"
    assert changes_to_make(call) == []


def test_what_is_decided_anew_after_the_draft_was_opened_is_to_be_made_in_it(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    call = open_it(transfer, officer)
    decide(transfer, officer, "ballot", "drop", at=AT + timedelta(days=1))
    assert [row.key for row in changes_to_make(call)] == ["ballot"]
    actions.carry_change(by=officer, call=call, key="ballot", at=AT + timedelta(days=2))
    assert changes_to_make(call) == []


def test_the_next_call_of_the_transfer_needs_the_change_again_and_a_copy_of_the_call_does_not(
    city: Organisation, officer: Person
):
    transfer = transfer_of(city, officer, decided=True)
    decide(transfer, officer, "criteria")
    call = open_it(transfer, officer)
    actions.carry_change(by=officer, call=call, key="criteria", at=AT + timedelta(hours=1))
    actions.cancel_call(by=officer, call=call, reason="Jeszcze raz.", at=AT + timedelta(hours=2))
    later = AT + timedelta(days=400)
    again = open_it(transfer, officer, slug="nasze-2", at=later)
    assert [row.key for row in changes_to_make(again)] == ["criteria"]
    copy = actions.copy_call(
        by=officer, call=call, edition_name="2028", title="2028", slug="nasze-3", first_day=FIRST, at=later
    )
    assert (copy.transfer, copy.kit_version) == (transfer, transfer.kit_version)
    assert changes_to_make(copy) == []


def test_another_citys_officer_carries_nothing(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    decide(transfer, officer, "criteria")
    call = open_it(transfer, officer)
    stranger = make_person("Ktoś")
    make_member(stranger, make_city("obce"))
    with pytest.raises(NotAllowed):
        actions.carry_change(by=stranger, call=call, key="criteria", at=AT)


# --- the kit's own regulations, and this call's


def test_a_kit_adopted_as_it_is_makes_the_same_regulations(city: Organisation, officer: Person):
    CityProfile.objects.create(organisation=city, closed_days=["2027-04-08"])
    call = open_it(transfer_of(city, officer, decided=True), officer)
    assert kit_paragraphs(call, call.kit_version) == paragraphs(call)
    assert changes_from_kit(call) == []


@pytest.mark.parametrize("key", ["local-initiative", "small-grant", "participatory-budget", "three-rounds"])
def test_so_does_every_kit(city: Organisation, officer: Person, key: str):
    call = open_it(transfer_of(city, officer, preset(key), decided=True), officer)
    assert changes_from_kit(call) == []


def test_what_the_city_changed_is_marked_and_nothing_is_kept(city: Organisation, officer: Person):
    transfer = transfer_of(city, officer, decided=True)
    decide(transfer, officer, "money", part={**transfer.document["call"], "pot": "45000.00", "request_max": "3000.00"})
    decide(transfer, officer, "backing", "drop")
    call = open_it(transfer, officer)
    counted = Call.objects.count()
    changes = changes_from_kit(call)
    assert changes
    before = " ".join(clause.before for change in changes for clause in change.clauses)
    after = " ".join(clause.after for change in changes for clause in change.clauses)
    assert "90" in before
    assert "45" in after
    call.refresh_from_db()
    assert (str(call.pot), Call.objects.count()) == ("45000.00", counted)


def test_a_call_of_no_kit_is_held_against_none(city: Organisation, officer: Person):
    call = actions.create_call_from_preset(
        by=officer,
        organisation=city,
        preset="micro-grant",
        scheme_name="Inny",
        edition_name="2027",
        title="Zwykły",
        slug="zwykly",
        first_day=FIRST,
        at=AT,
    )
    assert changes_from_kit(call) is None
    assert ancestry(call, officer) is None


# --- where it comes from


def test_everybody_sees_the_kit_and_those_inside_the_transfer_until_it_is_published(
    city: Organisation, officer: Person
):
    transfer = transfer_of(city, officer, decided=True)
    call = open_it(transfer, officer)
    seen, inside = ancestry(call, None), ancestry(call, officer)
    assert (seen.kit_version, seen.transfer) == (call.kit_version, None)
    assert inside.transfer == transfer
    practices.publish_transfer(by=officer, transfer=transfer, at=AT)
    assert ancestry(call, None).transfer == transfer


def test_a_scheme_without_the_limit_the_kit_sets_is_not_used_silently(city: Organisation, officer: Person):
    facts = {"vehicle": "small_grant", "support": "cash", "durability_months": 0}
    Scheme.objects.create(organisation=city, name_pl="Małe granty", year_cap=None, **facts)
    transfer = transfer_of(city, officer, preset("small-grant"), decided=True)
    with pytest.raises(Invalid) as refused:
        open_it(transfer, officer, scheme_name="Małe granty")
    assert [problem.where for problem in refused.value.problems] == ["scheme_name"]
    Scheme.objects.create(organisation=city, name_pl="Małe granty 2", year_cap="20000.00", **facts)
    assert open_it(transfer, officer, scheme_name="Małe granty 2").edition.scheme.name_pl == "Małe granty 2"
