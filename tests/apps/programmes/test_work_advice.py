"""Experts' visits, studies with cities' answers, applications elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.inbox.due import due_for
from skwer.apps.people.actions import export_person
from skwer.apps.people.actions.persons import hindrances_to_erasure
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions
from skwer.apps.programmes.models import Answer, OutsideApplication, Study, Task, VisitNote
from skwer.apps.programmes.queries.research import by_year, counts_of, studies_for, success_of, sums_of
from tests.factories import make_person
from tests.work_factories import make_contract, make_network, make_note


@pytest.fixture
def network(city, officer):
    return make_network(city, officer, partners=2)


@pytest.fixture
def expert(db):
    return make_person("Ekspertka", email="ekspertka@example.org")


# --- visits: E3


@pytest.mark.django_db
@pytest.mark.job("E3")
def test_the_next_steps_of_a_visit_note_become_the_citys_tasks_and_the_city_answers(network, expert, at):
    project, rows, (lead, partner, other) = network
    contract = make_contract(lead, project, expert)
    visit = make_note(expert, contract, rows[1])
    assert not Task.objects.exists()
    assert list(VisitNote.objects.visible_to(expert)) == [visit]
    assert not VisitNote.objects.visible_to(partner).exists()
    assert [due.state for due in due_for(expert, at)] == ["draft"]

    first, second = actions.publish_visit_note(by=expert, visit=visit, at=at)
    assert (first.partnership, first.origin, first.due_on) == (rows[1], visit, date(2026, 12, 5))
    assert [str(due.what) for due in due_for(partner, at)] == [first.title, second.title]
    for person in (lead, partner):
        assert list(VisitNote.objects.visible_to(person)) == [visit]
    assert not VisitNote.objects.visible_to(other).exists()  # what an expert saw in one city is not the next one's

    actions.finish_task(by=partner, task=first, answer="Przyszło 30 osób.", at=at)
    actions.drop_task(by=partner, task=second, why="Drzewa sadzi zarząd dróg.", at=at)
    assert due_for(partner, at) == due_for(expert, at) == []
    assert [task.is_open for task in visit.tasks.all()] == [False, False]


@pytest.mark.django_db
def test_a_published_note_is_neither_changed_nor_published_again(network, expert, at):
    project, rows, (lead, *_rest) = network
    visit = make_note(expert, make_contract(lead, project, expert), rows[1])
    actions.publish_visit_note(by=expert, visit=visit, at=at)
    with pytest.raises(actions.NotNow):
        actions.publish_visit_note(by=expert, visit=visit, at=at)
    with pytest.raises(actions.NotNow):
        actions.change_visit_note(by=expert, visit=visit, on=visit.on, texts={}, next_steps=[], at=at)
    with pytest.raises(actions.NotNow):
        actions.discard_visit_note(by=expert, visit=visit, at=at)
    assert Task.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": date(2026, 12, 24)}, "on"),
        ({"next_steps": [{"title": "", "due_on": date(2026, 12, 1)}]}, "next_steps"),
        ({"next_steps": [{"title": "x", "due_on": date(2026, 11, 1)}]}, "next_steps"),
        ({"next_steps": [{"title": "x", "due_on": None}] * 13}, "next_steps"),
    ],
)
def test_an_impossible_note_names_its_field(network, expert, values, field):
    project, rows, (lead, *_rest) = network
    contract = make_contract(lead, project, expert)
    with pytest.raises(actions.BadValue) as refusal:
        make_note(expert, contract, rows[1], **values)
    assert refusal.value.field == field


@pytest.mark.django_db
def test_an_empty_note_goes_to_nobody_and_only_its_expert_writes_it(network, expert, at):
    project, rows, (lead, partner, _other) = network
    contract = make_contract(lead, project, expert)
    visit = make_note(expert, contract, rows[1], texts={"seen": "Plac."})
    with pytest.raises(actions.BadValue) as refusal:
        actions.publish_visit_note(by=expert, visit=visit, at=at)
    assert refusal.value.field == "advised"
    for person in (lead, partner):
        with pytest.raises(NotAllowed):
            make_note(person, contract, rows[1])
        with pytest.raises(NotAllowed):
            actions.publish_visit_note(by=person, visit=visit, at=at)
    assert not any("Plac" in str(entry.after) for entry in JournalEntry.objects.all())


@pytest.mark.django_db
def test_an_expert_gets_her_own_data_and_ends_her_contracts_before_she_goes(network, expert, at):
    project, rows, (lead, *_rest) = network
    contract = make_contract(lead, project, expert)
    make_note(expert, contract, rows[1])
    (told,) = export_person(by=expert, person=expert, at=at)["expert_contracts"]
    assert told["project"] == project.slug
    assert told["notes"][0]["seen"] == "Plac bez cienia."
    assert len(hindrances_to_erasure(expert, at)) == 1
    actions.end_contract(by=lead, contract=contract, at=at)
    assert hindrances_to_erasure(expert, at) == []


# --- studies


@pytest.fixture
def study(network, at):
    project, _rows, (lead, *_rest) = network
    made = actions.add_study(by=lead, project=project, values={"title_pl": "Mieszkańcy", "authors": "Instytut"}, at=at)
    for text in ("Zacząć od spaceru.", "Płacić za opiekę."):
        actions.add_recommendation(by=lead, study=made, values={"text_pl": text}, at=at)
    return made


def answer(person, advice, city, kind, why="", *, at):
    return actions.answer_recommendation(
        by=person, recommendation=advice, organisation=city, answer=kind, why=why, at=at
    )


@pytest.mark.django_db
def test_a_city_answers_says_why_and_a_year_later_what_came_of_it(network, study, resident, at):
    project, rows, (lead, partner, other) = network
    first, second = study.recommendations.all()
    assert (first.number, second.number) == (1, 2)
    with pytest.raises(actions.NotNow):
        answer(partner, first, rows[1].organisation, "adopt", at=at)
    assert not Study.objects.visible_to(resident).exists()
    actions.publish_study(by=lead, study=study, on=date(2026, 11, 1), at=at)
    assert "2" in str(due_for(partner, at)[0].what)

    given = answer(partner, first, rows[1].organisation, "adopt", at=at)
    for kind in ("partly", "not"):
        with pytest.raises(actions.BadValue) as refusal:
            answer(partner, second, rows[1].organisation, kind, " ", at=at)
        assert refusal.value.field == "why"
    answer(partner, second, rows[1].organisation, "not", "Nie pozwala na to statut.", at=at)
    answer(other, first, rows[2].organisation, "partly", "Tylko w centrum.", at=at)
    assert due_for(partner, at) == []

    later = at + timedelta(days=366)
    assert [due.route for due in due_for(partner, later) if due.route.endswith("studies")] == ["web:desk_work_studies"]
    actions.record_outcome(by=partner, answer=given, outcome="Spacery są w regulaminie.", on=later.date(), at=later)
    with pytest.raises(actions.NotNow):
        answer(partner, first, rows[1].organisation, "not", "Jednak nie.", at=later)

    (shown,) = studies_for(resident, project)
    assert [counts_of(one) for one in shown.recommendations.all()] == [
        {"adopt": 1, "partly": 1, "not": 0},
        {"adopt": 0, "partly": 0, "not": 1},
    ]


@pytest.mark.django_db
def test_who_answers_for_whom(network, study, stranger, other_city, resident, auditor, city, at):
    _project, rows, (lead, partner, _other) = network
    actions.publish_study(by=lead, study=study, on=date(2026, 11, 1), at=at)
    advice = study.recommendations.first()
    answer(stranger, advice, other_city, "adopt", at=at)  # any city may take advice
    for person, organisation in ((partner, city), (resident, city), (auditor, city), (stranger, city)):
        with pytest.raises(NotAllowed):
            answer(person, advice, organisation, "adopt", at=at)
    mine = answer(partner, advice, rows[1].organisation, "not", "Nie.", at=at)
    with pytest.raises(actions.NotNow):
        actions.record_outcome(by=partner, answer=mine, outcome="x", on=at.date(), at=at)
    with pytest.raises(NotAllowed):
        actions.record_outcome(by=stranger, answer=mine, outcome="x", on=at.date(), at=at)
    with pytest.raises(actions.NotNow):
        actions.change_recommendation(by=lead, advice=advice, values={"text_pl": "Inaczej."}, at=at)
    assert Answer.objects.count() == 2


@pytest.mark.django_db
def test_studies_are_read_with_a_fixed_number_of_queries(network, study, at, django_assert_num_queries):
    project, _rows, (lead, *_rest) = network
    actions.publish_study(by=lead, study=study, on=date(2026, 11, 1), at=at)
    with django_assert_num_queries(3):
        for one in studies_for(None, project):
            for advice in one.recommendations.all():
                counts_of(advice)


# --- applications elsewhere


def application_values(**values):
    given = {"programme_name": "Horyzont", "title": "Cień na rynku", "currency": "EUR", "asked": Decimal("100000.00")}
    return given | {"applied_on": date(2026, 3, 1), **values}


def granted(**values):
    return application_values(
        **{"result": "granted", "granted": Decimal("80000.00"), "decided_on": date(2026, 9, 1), **values}
    )


@pytest.mark.django_db
def test_an_application_is_the_citys_own_and_its_result_is_told(city, officer, auditor, stranger, at):
    made = actions.record_application(by=officer, organisation=city, values=application_values(), at=at)
    actions.change_application(by=officer, application=made, values=granted(learned="Zacząć wcześniej."), at=at)
    assert (made.result, made.granted) == ("granted", Decimal("80000.00"))
    assert OutsideApplication.objects.visible_to(auditor).get() == made
    assert not OutsideApplication.objects.visible_to(stranger).exists()
    for person in (auditor, stranger):
        with pytest.raises(NotAllowed):
            actions.change_application(by=person, application=made, values={"title": "x"}, at=at)
    actions.change_application(by=officer, application=made, values={"result": "pending"}, at=at)
    assert (made.granted, made.decided_on) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"asked": Decimal(0)}, "asked"),
        ({"title": ""}, "title"),
        ({"applied_on": date(2027, 1, 1)}, "applied_on"),
        ({"result": "granted", "decided_on": date(2026, 4, 1)}, "granted"),
        ({"result": "refused"}, "decided_on"),
        ({"result": "refused", "decided_on": date(2026, 1, 1)}, "decided_on"),
        ({"result": "won"}, "result"),
        ({"result": "granted", "decided_on": date(2026, 4, 1), "granted": Decimal("100000.01")}, "granted"),
    ],
)
def test_an_impossible_application_names_its_field(city, officer, values, field, at):
    with pytest.raises(actions.BadValue) as refusal:
        actions.record_application(by=officer, organisation=city, values=application_values(**values), at=at)
    assert refusal.value.field == field
    assert not OutsideApplication.objects.exists()


@pytest.mark.django_db
def test_an_application_names_only_a_project_one_takes_part_in(network, stranger, other_city, at):
    project, rows, (_lead, partner, _other) = network
    with pytest.raises(actions.BadValue) as refusal:
        actions.record_application(
            by=stranger, organisation=other_city, values=application_values(project=project), at=at
        )
    assert refusal.value.field == "project"
    actions.record_application(
        by=partner, organisation=rows[1].organisation, values=application_values(project=project), at=at
    )


results = st.sampled_from(OutsideApplication.Result.values)
sums = st.decimals(min_value=1, max_value=10**9, places=2)
applications = st.lists(st.tuples(results, sums, st.integers(2020, 2026)))


def _application(result, asked, year):
    """As much of an application as counting asks for."""
    granted = asked if result == "granted" else None
    return SimpleNamespace(result=result, asked=asked, granted=granted, currency="PLN", applied_on=date(year, 5, 1))


@given(applications)
def test_the_success_rate_counts_only_what_was_decided_and_years_add_up(told):
    rows = [_application(*one) for one in told]
    found = success_of(rows)
    decided = [one for one in rows if one.result in ("granted", "refused")]
    assert found.sent == len(rows) == found.granted + found.refused + found.pending + found.withdrawn
    assert found.decided == len(decided)
    expected = Fraction(sum(one.result == "granted" for one in decided), len(decided)) if decided else None
    assert found.rate == expected
    years = by_year(rows)
    assert sum(one.sent for _year, one, _sums in years) == found.sent
    assert sum((one.asked for _year, _success, listed in years for one in listed), Decimal(0)) == sum(
        (one.asked for one in sums_of(rows)), Decimal(0)
    )
