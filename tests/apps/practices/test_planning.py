"""The transfer plan: who writes it, what cannot stand in it, how the pot is divided, and who is reminded."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions
from skwer.apps.practices.actions import planning
from skwer.apps.practices.actions import transfers as transferring
from skwer.apps.practices.actions.transfers import Ended
from skwer.apps.practices.models import PlanStep, Transfer
from skwer.apps.practices.transfer_plan import plan_of, shares_of

from ...factories import AT, make_city, make_member, make_person
from ...practices_factories import make_network
from ...transfers_factories import make_transfer

STEP = {
    "title": "Uchwała o inicjatywie lokalnej",
    "stage": "adapt",
    "owner": "Biuro Prawne",
    "starts_on": date(2027, 2, 1),
    "ends_on": date(2027, 3, 31),
    "cost": Decimal("12000"),
    "currency": "PLN",
    "measure": "Rada przyjęła uchwałę.",
}


@pytest.fixture
def transfer(city, officer) -> Transfer:
    return make_transfer(city, officer)


def add(transfer, by, **changes) -> PlanStep:
    return actions.add_step(by=by, transfer=transfer, values={**STEP, **changes}, at=AT)


@pytest.mark.django_db
def test_the_plan_is_written_by_the_city_that_adopts_and_nobody_in_its_stead(transfer, officer, resident):
    keeper = make_city("opiekun")
    other = make_person("Obca", second_factor=True)
    make_member(other, keeper, "officer")
    auditor = make_person("Rewident")
    make_member(auditor, transfer.organisation, "auditor")
    transfer.project = make_network(keeper, transfer.organisation)
    transfer.save()
    step = add(transfer, officer)
    for nobody in (other, auditor, resident, None):
        for act in (
            lambda by: add(transfer, by),
            lambda by: actions.change_step(by=by, step=step, values={"title": "x"}, at=AT),
            lambda by: actions.mark_step_done(by=by, step=step, done_on=AT.date(), at=AT),
            lambda by: actions.reopen_step(by=by, step=step, at=AT),
            lambda by: actions.remove_step(by=by, step=step, at=AT),
        ):
            with pytest.raises(NotAllowed):
                act(nobody)
    assert [one.title for one in transfer.steps.all()] == [STEP["title"]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"stage": "done"}, "stage"),
        ({"owner": "x" * 161}, "owner"),
        ({"measure": "x" * 301}, "measure"),
        ({"detail": "x" * 2001}, "detail"),
        ({"cost": Decimal("-1")}, "cost"),
        ({"cost": Decimal(10) ** 12}, "cost"),
        ({"currency": "XXX"}, "currency"),
        ({"ends_on": date(2027, 1, 1)}, "ends_on"),
    ],
)
def test_what_cannot_stand_in_a_step_names_its_field(transfer, officer, values, field):
    step = add(transfer, officer)
    for act in (
        lambda: add(transfer, officer, **values),
        lambda: actions.change_step(by=officer, step=step, values=values, at=AT),
    ):
        with pytest.raises(actions.BadStep) as refused:
            act()
        assert refused.value.field == field
    assert PlanStep.objects.get().title == STEP["title"]


@pytest.mark.django_db
def test_what_is_not_named_stays_when_a_step_is_changed(transfer, officer):
    step = add(transfer, officer)
    actions.change_step(by=officer, step=step, values={"cost": None, "owner": "Skarbnik"}, at=AT)
    step = PlanStep.objects.get()
    assert (step.title, step.owner, step.cost) == (STEP["title"], "Skarbnik", None)


@pytest.mark.django_db
def test_a_step_is_done_on_a_day_that_has_come_and_keeps_its_first_day(transfer, officer):
    step = add(transfer, officer)
    with pytest.raises(actions.BadStep) as refused:
        actions.mark_step_done(by=officer, step=step, done_on=AT.date() + timedelta(days=1), at=AT)
    assert refused.value.field == "done_on"
    actions.mark_step_done(by=officer, step=step, done_on=AT.date() - timedelta(days=2), at=AT)
    actions.mark_step_done(by=officer, step=PlanStep.objects.get(), done_on=AT.date(), at=AT)
    assert PlanStep.objects.get().done_on == AT.date() - timedelta(days=2)
    with pytest.raises(actions.BadStep):
        actions.remove_step(by=officer, step=step, at=AT)
    actions.reopen_step(by=officer, step=step, at=AT)
    assert PlanStep.objects.get().done_on is None
    actions.remove_step(by=officer, step=step, at=AT)
    assert not PlanStep.objects.exists()


@pytest.mark.django_db
def test_what_somebody_removed_meanwhile_is_not_changed(transfer, officer):
    step = add(transfer, officer)
    seen_before = PlanStep.objects.get()
    actions.remove_step(by=officer, step=step, at=AT)
    with pytest.raises(actions.StepGone):
        actions.change_step(by=officer, step=seen_before, values={"title": "Nowy"}, at=AT)


@pytest.mark.django_db
def test_a_plan_of_a_transfer_that_ended_stays_as_it_was(transfer, officer):
    step = add(transfer, officer)
    transferring.drop_transfer(by=officer, transfer=transfer, reason="Brak pieniędzy.", at=AT)
    step.refresh_from_db()
    for act in (
        lambda: add(transfer, officer),
        lambda: actions.change_step(by=officer, step=step, values={"title": "x"}, at=AT),
        lambda: actions.mark_step_done(by=officer, step=step, done_on=AT.date(), at=AT),
        lambda: actions.remove_step(by=officer, step=step, at=AT),
    ):
        with pytest.raises(Ended):
            act()


@pytest.mark.django_db
def test_a_plan_is_no_longer_than_people_read(transfer, officer, monkeypatch):
    monkeypatch.setattr(planning, "MOST_STEPS", 2)
    add(transfer, officer)
    add(transfer, officer)
    with pytest.raises(actions.PlanFull):
        add(transfer, officer)


@pytest.mark.django_db
def test_the_journal_tells_of_sums_and_days_and_never_of_words(transfer, officer):
    step = add(transfer, officer)
    actions.change_step(by=officer, step=step, values={"cost": Decimal("9000")}, at=AT)
    actions.mark_step_done(by=officer, step=step, done_on=AT.date(), at=AT)
    entries = list(JournalEntry.objects.filter(kind="planstep").order_by("pk"))
    assert [entry.verb for entry in entries] == ["step_added", "step_changed", "step_done"]
    assert entries[1].before["cost"] == "12000.00"
    assert entries[1].after["cost"] == "9000.00"
    assert not any("Uchwała" in str(entry.after) or "Biuro" in str(entry.after) for entry in entries)


@pytest.mark.django_db
def test_the_plan_reads_by_stage_and_day_and_never_adds_two_currencies(transfer, officer):
    add(transfer, officer, title="Późny")
    add(transfer, officer, title="Wczesny", ends_on=date(2027, 2, 15), cost=Decimal("50"), currency="EUR")
    add(transfer, officer, title="Bez dnia", starts_on=None, ends_on=None, cost=None)
    done = add(transfer, officer, title="Rozmowa", stage="understand", ends_on=date(2027, 2, 2), cost=Decimal("1.50"))
    actions.mark_step_done(by=officer, step=done, done_on=AT.date(), at=AT)
    plan = plan_of(transfer)
    assert [step.title for step in plan.steps] == ["Rozmowa", "Wczesny", "Późny", "Bez dnia"]
    assert plan.costs == [("EUR", Decimal("50.00")), ("PLN", Decimal("12001.50"))]
    assert (plan.uncosted, plan.done, plan.next().title) == (1, 1, "Wczesny")
    assert [step.title for step in plan.late(date(2027, 3, 1))] == ["Wczesny"]


@pytest.mark.django_db
def test_named_risks_come_the_greatest_first(transfer, officer):
    for key, level in (("money", "low"), ("vehicle", "high"), ("stages", "")):
        transferring.decide_element(
            by=officer, transfer=transfer, key=key, decision="keep", risk=f"Ryzyko: {key}", risk_level=level, at=AT
        )
    assert [row.key for row in plan_of(transfer).risks] == ["vehicle", "money", "stages"]


PARTS = st.lists(st.integers(1, 40), min_size=1, max_size=8).map(lambda found: [*found, max(0, 100 - sum(found))])


@given(percents=PARTS, pot=st.decimals(min_value=0, max_value=10**9, places=2))
def test_the_parts_of_a_pot_are_the_pot_to_the_cent(percents, pot):
    whole = sum(percents) == 100
    shares = shares_of([{"key": str(n), "percent": percent} for n, percent in enumerate(percents)], pot)
    together = sum((share.amount for share in shares), Decimal(0))
    if whole:
        assert together == pot
    for share in shares:
        assert abs(share.amount - pot * share.percent / 100) < Decimal("0.01")


def test_a_pot_nobody_knows_is_divided_in_hundredths_only():
    (share,) = shares_of([{"key": "grants", "title": {"pl": "Dotacje", "en": "Grants"}, "percent": 100}], None)
    assert (share.title, share.percent, share.amount) == ("Dotacje", 100, None)


@pytest.mark.django_db
def test_a_step_whose_last_day_is_near_waits_for_the_officers_of_the_city(transfer, officer, other_city):
    step = add(transfer, officer)
    stranger = make_person("Obca", second_factor=True)
    make_member(stranger, other_city, "officer")

    def waiting(person, days):
        at = AT.replace(year=2027, month=3, day=31) + timedelta(days=days)
        return [(due.about, due.state) for due in due_for(person, at) if due.route == "web:desk_transfer_plan"]

    assert waiting(officer, -20) == []
    assert waiting(officer, -10) == [(step.title, "fix")]
    assert waiting(officer, 0) == [(step.title, "fix")]
    assert waiting(officer, 1) == [(step.title, "late")]
    assert waiting(stranger, 1) == []
    actions.mark_step_done(by=officer, step=step, done_on=AT.date(), at=AT)
    assert waiting(officer, 1) == []
