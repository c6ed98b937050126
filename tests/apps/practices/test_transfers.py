"""Transfers: begun from a kit, decided element by element, rated, moved through their stages, ended."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from skwer.apps.people.models import JournalEntry
from skwer.apps.people.own_data import erase_declared
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import queries
from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.dues import transfers as transfer_dues
from skwer.apps.practices.kits import elements
from skwer.apps.practices.models import Transfer
from skwer.apps.practices.own_data import transfers as transfer_own_data
from skwer.apps.programmes.models import ExpertContract
from tests.factories import AT, make_city, make_member, make_person
from tests.kits_factories import make_kit, next_version
from tests.practices_factories import make_network
from tests.transfers_factories import DAYS, decide_all, make_transfer
from tests.work_factories import make_contract

pytestmark = pytest.mark.django_db


def decide(transfer, by, key, decision, **values):
    return actions.decide_element(by=by, transfer=transfer, key=key, decision=decision, at=AT, **values)


def part(transfer, key):
    transfer.refresh_from_db()
    return elements.part(transfer.document, key)


@pytest.fixture
def kit(db):
    return make_kit()


@pytest.fixture
def transfer(city, officer, kit):
    return make_transfer(city, officer, kit_version=kit.newest)


class TestBeginning:
    def test_every_element_of_the_kit_is_undecided_and_the_document_is_a_copy(self, transfer, kit):
        keys = [one.key for one in elements.elements_of(kit.newest.document)]
        assert [row.key for row in queries.matrix(transfer)] == keys
        assert {row.element.decision for row in queries.matrix(transfer)} == {"undecided"}
        assert transfer.document == kit.newest.document

    def test_others_begin_nothing_for_the_city(self, city, stranger, auditor, kit):
        for person in (stranger, auditor):
            with pytest.raises(NotAllowed):
                actions.begin_transfer(by=person, organisation=city, kit_version=kit.newest, at=AT)

    def test_a_draft_of_a_kit_is_nothing_to_begin_from(self, city, officer):
        draft = make_kit(published=False).newest
        with pytest.raises(actions.BadTransfer) as refused:
            actions.begin_transfer(by=officer, organisation=city, kit_version=draft, at=AT)
        assert refused.value.field == "kit"

    def test_a_project_the_city_takes_no_part_in_is_refused(self, city, officer, other_city, kit):
        with pytest.raises(actions.BadTransfer) as refused:
            make_transfer(city, officer, kit_version=kit.newest, project=make_network(other_city))
        assert refused.value.field == "project"

    @pytest.mark.parametrize("name", ["adapt_until", "reuse_until"])
    def test_a_stage_does_not_end_before_the_one_that_comes_first(self, city, officer, kit, name):
        with pytest.raises(actions.BadTransfer) as refused:
            make_transfer(city, officer, kit_version=kit.newest, **{name: date(2026, 1, 1)})
        assert refused.value.field == name

    def test_title_goal_and_days_can_be_changed_later(self, transfer, officer):
        values = {"goal": "Więcej zieleni", "adapt_until": date(2027, 6, 30)}
        actions.change_transfer(by=officer, transfer=transfer, values=values, at=AT)
        transfer.refresh_from_db()
        assert (transfer.goal, transfer.adapt_until) == ("Więcej zieleni", date(2027, 6, 30))
        assert transfer.understand_until == DAYS["understand_until"]
        with pytest.raises(actions.BadTransfer):
            actions.change_transfer(by=officer, transfer=transfer, values={"title": " "}, at=AT)


class TestElements:
    def test_a_changed_part_stands_in_the_document_at_once(self, transfer, officer):
        money = {**part(transfer, "money"), "pot": "45000.00"}
        row = decide(transfer, officer, "money", "change", reason="Mniejszy budżet.", part=money)
        assert row.changed_here
        assert part(transfer, "money")["pot"] == "45000.00"

    def test_a_change_in_words_leaves_the_document_and_waits_for_the_draft_call(self, transfer, officer, kit):
        row = decide(transfer, officer, "clauses", "change", reason="Dodamy RODO.")
        assert not row.changed_here
        assert row.carried_at is None
        assert part(transfer, "clauses") == elements.part(kit.newest.document, "clauses")

    def test_keeping_again_brings_back_what_the_kit_says(self, transfer, officer, kit):
        money = {**part(transfer, "money"), "pot": "45000.00"}
        decide(transfer, officer, "money", "change", reason="Mniejszy budżet.", part=money)
        decide(transfer, officer, "money", "keep")
        assert transfer.document == kit.newest.document

    def test_a_changed_part_outlives_a_new_owner_and_goes_when_only_words_count(self, transfer, officer, kit):
        money = {**part(transfer, "money"), "pot": "45000.00"}
        decide(transfer, officer, "money", "change", reason="Mniejszy budżet.", part=money)
        row = decide(transfer, officer, "money", "change", reason="Mniejszy budżet.", owner="Skarbnik")
        assert row.changed_here
        assert part(transfer, "money")["pot"] == "45000.00"
        row = decide(transfer, officer, "money", "change", reason="Ustalimy.", in_words=True)
        assert not row.changed_here
        assert transfer.document == kit.newest.document

    def test_what_is_left_out_is_gone_from_the_document_and_comes_back_with_its_stage(self, transfer, officer, kit):
        decide(transfer, officer, "ballot", "drop", reason="Decyduje komisja.")
        assert part(transfer, "ballot") is None
        decide(transfer, officer, "ballot", "keep")
        assert transfer.document == kit.newest.document

    def test_what_went_with_an_element_comes_back_with_it(self, transfer, officer, kit):
        decide(transfer, officer, "agreement", "drop", reason="Miasto kupuje samo.")
        assert part(transfer, "delivery") is None
        assert part(transfer, "durability") is None
        decide(transfer, officer, "delivery", "drop", reason="Nie ma umów.")
        decide(transfer, officer, "agreement", "keep")
        assert part(transfer, "agreement") == elements.part(kit.newest.document, "agreement")
        assert part(transfer, "delivery") is None
        decide(transfer, officer, "delivery", "undecided")
        assert transfer.document == kit.newest.document

    @pytest.mark.parametrize("key", ["vehicle", "money", "stages", "counting"])
    def test_what_every_call_needs_cannot_be_left_out(self, transfer, officer, key):
        with pytest.raises(actions.BadElement) as refused:
            decide(transfer, officer, key, "drop", reason="Po co?")
        assert refused.value.field == "decision"

    @pytest.mark.parametrize("decision", ["change", "drop"])
    def test_changing_and_leaving_out_need_a_reason(self, transfer, officer, decision):
        with pytest.raises(actions.BadElement) as refused:
            decide(transfer, officer, "criteria", decision, reason=" ")
        assert refused.value.field == "reason"

    def test_an_element_is_taken_from_another_kit(self, transfer, officer):
        other = make_kit()
        version = next_version(other, pot="77000.00")
        row = decide(transfer, officer, "money", "change", reason="Jak u sąsiadów.", from_kit=version)
        assert row.changed_here
        assert part(transfer, "money")["pot"] == "77000.00"

    def test_nothing_is_taken_from_a_draft_of_another_city(self, transfer, officer):
        draft = make_kit(published=False).newest
        with pytest.raises(actions.BadElement) as refused:
            decide(transfer, officer, "money", "change", reason="Jak u sąsiadów.", from_kit=draft)
        assert refused.value.field == "from_kit"

    def test_a_part_of_another_shape_is_refused(self, transfer, officer):
        with pytest.raises(actions.BadElement) as refused:
            decide(transfer, officer, "money", "change", reason="Próba.", part=["nie", "tak"])
        assert refused.value.field == "part"

    def test_only_the_city_decides(self, transfer, stranger, auditor):
        for person in (stranger, auditor):
            with pytest.raises(NotAllowed):
                decide(transfer, person, "money", "keep")

    def test_the_journal_holds_the_decision_and_no_words(self, transfer, officer):
        decide(transfer, officer, "criteria", "change", reason="Sekret", owner="Biuro Dialogu", risk_level="high")
        entry = JournalEntry.objects.filter(verb="decide_element").get()
        assert entry.after == {"key": "criteria", "decision": "change", "changed_here": False, "risk_level": "high"}

    def test_a_change_made_in_the_call_waits_again_once_it_is_decided_anew(self, transfer, officer):
        row = decide(transfer, officer, "clauses", "change", reason="Dodamy RODO.")
        transfer.elements.filter(pk=row.pk).update(carried_at=AT)
        assert decide(transfer, officer, "clauses", "change", reason="Dodamy RODO.").carried_at == AT
        assert decide(transfer, officer, "clauses", "change", reason="I jeszcze więcej.").carried_at is None


class TestFit:
    @pytest.fixture
    def raters(self, city, transfer):
        people = [make_person(f"Osoba {n}") for n in range(3)]
        for person in people:
            make_member(person, city, "officer")
        return people

    def test_the_spread_shows_how_many_lowest_middle_and_highest(self, transfer, raters):
        for person, score in zip(raters, (2, 5, 4), strict=True):
            actions.rate_fit(by=person, transfer=transfer, aspect="legal", score=score, at=AT)
        legal, financial, *_rest = queries.fit(transfer)
        assert (legal.n, legal.low, legal.middle, legal.high) == (3, 2, 4.0, 5)
        assert (financial.n, financial.low, financial.middle, financial.high) == (0, None, None, None)

    def test_scoring_again_replaces_ones_own_score(self, transfer, officer):
        for score in (1, 3):
            actions.rate_fit(by=officer, transfer=transfer, aspect="social", score=score, at=AT)
        assert [one.scores for one in queries.fit(transfer) if one.aspect == "social"] == [(3,)]

    def test_experts_and_the_projects_keeper_score_others_do_not(self, city, officer, other_city, stranger, kit):
        project = make_network(other_city, city)
        transfer = make_transfer(city, officer, kit_version=kit.newest, project=project)
        expert = make_person("Ekspertka")
        with pytest.raises(NotAllowed):
            actions.rate_fit(by=expert, transfer=transfer, aspect="legal", score=3, at=AT)
        contract = make_contract(stranger, project, expert)
        for person in (expert, stranger):
            actions.rate_fit(by=person, transfer=transfer, aspect="legal", score=3, at=AT)
        ExpertContract.objects.filter(pk=contract.pk).update(ended_at=AT)
        with pytest.raises(NotAllowed):
            actions.rate_fit(by=expert, transfer=transfer, aspect="legal", score=4, at=AT)

    @pytest.mark.parametrize("score", [0, 6])
    def test_scores_run_from_one_to_five(self, transfer, officer, score):
        with pytest.raises(actions.BadTransfer):
            actions.rate_fit(by=officer, transfer=transfer, aspect="legal", score=score, at=AT)

    def test_the_journal_does_not_tell_the_score(self, transfer, officer):
        actions.rate_fit(by=officer, transfer=transfer, aspect="legal", score=2, at=AT)
        assert JournalEntry.objects.get(verb="rate_fit").after == {"aspect": "legal"}


class TestStages:
    def test_re_use_begins_once_every_element_is_decided(self, transfer, officer):
        actions.move_stage(by=officer, transfer=transfer, stage="adapt", at=AT)
        with pytest.raises(actions.NotYet):
            actions.move_stage(by=officer, transfer=transfer, stage="reuse", at=AT)
        decide_all(transfer, officer)
        assert actions.move_stage(by=officer, transfer=transfer, stage="reuse", at=AT).stage == "reuse"
        assert actions.move_stage(by=officer, transfer=transfer, stage="adapt", at=AT).stage == "adapt"

    def test_it_ends_with_the_re_use_and_a_lesson(self, transfer, officer):
        decide_all(transfer, officer)
        with pytest.raises(actions.NotYet):
            actions.finish_transfer(by=officer, transfer=transfer, lesson="Działa.", at=AT)
        actions.move_stage(by=officer, transfer=transfer, stage="reuse", at=AT)
        with pytest.raises(actions.BadTransfer):
            actions.finish_transfer(by=officer, transfer=transfer, lesson=" ", at=AT)
        actions.finish_transfer(by=officer, transfer=transfer, lesson="Działa.", at=AT)
        assert (transfer.stage, transfer.ended_at, transfer.lesson) == ("done", AT, "Działa.")

    def test_giving_up_needs_a_reason_and_ends_it(self, transfer, officer):
        with pytest.raises(actions.BadTransfer):
            actions.drop_transfer(by=officer, transfer=transfer, reason="", at=AT)
        actions.drop_transfer(by=officer, transfer=transfer, reason="Brak pieniędzy.", at=AT)
        assert (transfer.stage, transfer.lesson) == ("dropped", "Brak pieniędzy.")

    def test_what_has_ended_stays_as_it_was(self, transfer, officer):
        actions.drop_transfer(by=officer, transfer=transfer, reason="Brak pieniędzy.", at=AT)
        for act in (
            lambda: decide(transfer, officer, "money", "keep"),
            lambda: actions.rate_fit(by=officer, transfer=transfer, aspect="legal", score=3, at=AT),
            lambda: actions.move_stage(by=officer, transfer=transfer, stage="adapt", at=AT),
            lambda: actions.change_transfer(by=officer, transfer=transfer, values={"title": "Inny"}, at=AT),
            lambda: actions.publish_transfer(by=officer, transfer=transfer, at=AT),
        ):
            with pytest.raises(actions.Ended):
                act()


class TestSeeing:
    def test_working_papers_are_for_the_desk_and_those_inside_the_project(self, city, officer, other_city, kit):
        project = make_network(other_city, city)
        transfer = make_transfer(city, officer, kit_version=kit.newest, project=project)
        third = make_city("trzecie")
        outsider, insider = make_person("Poza"), make_person("W sieci")
        make_member(outsider, third, "officer")
        make_member(insider, other_city, "officer")
        assert list(Transfer.objects.inside(insider)) == [transfer]
        assert list(Transfer.objects.visible_to(outsider)) == []
        assert list(Transfer.objects.visible_to(None)) == []
        actions.publish_transfer(by=officer, transfer=transfer, at=AT)
        assert list(Transfer.objects.visible_to(outsider)) == [transfer]
        assert list(Transfer.objects.inside(outsider)) == []
        actions.hide_transfer(by=officer, transfer=transfer, at=AT)
        assert list(Transfer.objects.visible_to(None)) == []

    @pytest.mark.job("LP2")
    def test_city_by_element_shows_what_each_city_keeps_changes_drops_and_why(self, city, officer, other_city, kit):
        project = make_network(other_city, city)
        ours = make_transfer(city, officer, kit_version=kit.newest, project=project, public=True)
        theirs = make_transfer(other_city, kit_version=kit.newest, project=project)
        decide(ours, officer, "ballot", "drop", reason="Decyduje komisja.", vehicle="mały grant")
        found = queries.matrix_of_project(officer, project)
        assert [one.pk for one in found.transfers] == [theirs.pk, ours.pk]  # by name: Brzegi, Lipowiec
        cells = {element.key: row for element, row in found.rows}
        assert [cell.decision for cell in cells["ballot"]] == ["undecided", "drop"]
        assert (cells["ballot"][1].reason, cells["ballot"][1].vehicle) == ("Decyduje komisja.", "mały grant")
        everybody = queries.matrix_of_project(None, project)
        assert [one.pk for one in everybody.transfers] == [ours.pk]

    @pytest.mark.job("LP3")
    def test_the_fit_of_each_partner_has_its_spread_by_name_and_only_inside(self, city, officer, other_city, kit):
        project = make_network(other_city, city)
        ours = make_transfer(city, officer, kit_version=kit.newest, project=project, public=True)
        theirs = make_transfer(other_city, kit_version=kit.newest, project=project, public=True)
        colleague = make_person("Druga")
        make_member(colleague, city, "officer")
        for person, score in ((officer, 1), (colleague, 2)):
            actions.rate_fit(by=person, transfer=ours, aspect="legal", score=score, at=AT)
        actions.rate_fit(by=theirs.begun_by, transfer=theirs, aspect="legal", score=5, at=AT)
        found = queries.fit_of_project(officer, project)
        assert [one.transfer.pk for one in found] == [theirs.pk, ours.pk]
        assert [(one.aspects[0].n, one.aspects[0].low, one.aspects[0].high) for one in found] == [(1, 5, 5), (2, 1, 2)]
        assert queries.fit_of_project(None, project) == []
        assert queries.fit_of_project(make_person("Mieszkanka"), project) == []


class TestWaiting:
    def test_the_stage_waits_for_the_citys_officers_from_forty_five_days_before_and_is_late_after(
        self, transfer, officer
    ):
        assert transfer_dues.dues(officer, AT) == []  # its first day of judgement is 31 January
        near, after = datetime(2026, 12, 20, tzinfo=UTC), datetime(2027, 2, 2, tzinfo=UTC)
        assert [one.state for one in transfer_dues.dues(officer, near)] == ["draft"]
        assert [one.state for one in transfer_dues.dues(officer, after)] == ["late"]

    def test_what_is_undecided_is_counted_and_what_has_ended_waits_no_more(self, transfer, officer, stranger):
        actions.move_stage(by=officer, transfer=transfer, stage="adapt", at=AT)
        actions.change_transfer(by=officer, transfer=transfer, values={"adapt_until": None}, at=AT)
        (one,) = transfer_dues.dues(officer, AT)
        assert str(transfer.elements.count()) in str(one.what)
        assert transfer_dues.dues(stranger, AT) == []
        actions.drop_transfer(by=officer, transfer=transfer, reason="Brak pieniędzy.", at=AT)
        assert transfer_dues.dues(officer, AT) == []

    def test_a_person_takes_her_own_acts_with_her_and_leaves_the_citys_decisions(self, transfer, officer):
        decide(transfer, officer, "ballot", "drop", reason="Bez głosowania.")
        actions.rate_fit(by=officer, transfer=transfer, aspect="legal", score=2, note="Trudne.", at=AT)
        told = transfer_own_data.export(officer)
        assert [row["element"] for row in told["decided"]] == ["ballot"]
        assert [(row["aspect"], row["score"]) for row in told["fit"]] == [("legal", 2)]
        erase_declared(officer)
        row = transfer.elements.get(key="ballot")
        assert (row.decision, row.decided_by) == ("drop", None)
        assert transfer.fit_scores.count() == 0

    def test_other_cities_of_the_project_are_heard_on_an_element(self, city, officer, other_city, kit):
        project = make_network(other_city, city)
        ours = make_transfer(city, officer, kit_version=kit.newest, project=project)
        theirs = make_transfer(other_city, kit_version=kit.newest, project=project)
        decide(theirs, theirs.begun_by, "ballot", "drop", reason="Decyduje komisja.")
        assert [row.reason for row in queries.decided_elsewhere(officer, ours, "ballot")] == ["Decyduje komisja."]
        assert queries.decided_elsewhere(None, ours, "ballot") == []
        assert queries.decided_elsewhere(officer, ours, "money") == []
