"""LP5: many cities on the same measures each half-year, with n and what is missing; never zero for missing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skwer.apps.inbox.due import due_for, last_day
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.programmes import actions, halves
from skwer.apps.programmes.models import Reading
from skwer.apps.programmes.queries.progress import median, missing_readings, progress
from tests.work_factories import make_measure, make_network, make_reading

years = st.integers(1990, 2100)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_lies_in_its_half_year_and_neighbours_touch(day):
    half = halves.half_of(day)
    first, last = halves.bounds(half)
    assert first <= day <= last
    assert halves.before(halves.after(half)) == half == halves.after(halves.before(half))
    assert (halves.bounds(halves.after(half))[0] - last).days == 1
    assert halves.before(half) < half < halves.after(half)  # they sort as text


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**6), max_value=10**6)))
def test_the_median_has_as_many_figures_below_as_above(values):
    middle = median(values)
    if not values:
        assert middle is None
        return
    assert sum(one < middle for one in values) <= len(values) / 2
    assert sum(one > middle for one in values) <= len(values) / 2


@pytest.fixture
def network(city, officer):
    """Seven cities."""
    return make_network(city, officer, partners=6)


@pytest.mark.django_db
@pytest.mark.job("LP5")
def test_seven_cities_side_by_side_with_n_missing_change_and_middle(network, at, django_assert_num_queries):
    project, rows, officers = network
    places = make_measure(officers[0], project)
    hours = make_measure(officers[0], project, name_pl="Godziny pracy", unit_pl="h")
    for row, before, now in zip(rows, ["1", "2", "3", "4", None, "6", "7"], ["2", "2", "0", None, "5", "9", "8"],
                                strict=True):  # fmt: skip
        for half, value in (("2025H2", before), ("2026H1", now)):
            if value is not None:
                make_reading(officers[0], places, row, half, value)
    make_reading(officers[3], hours, rows[3], "2026H1", "12.5")

    with django_assert_num_queries(3):
        table = progress(project, "", at.date())
    assert table.half == "2026H1"  # the last that has ended
    assert table.halves == ("2025H1", "2025H2", "2026H1", "2026H2")
    first = [row.cells[0] for row in table.rows]
    assert [cell.value for cell in first] == [2, 2, 0, None, 5, 9, 8]  # zero is a figure, missing is not zero
    assert [cell.change for cell in first] == [1, 0, -3, None, None, 3, 1]
    assert [(foot.n, foot.of, foot.median, foot.least, foot.most) for foot in table.feet] == [
        (6, 7, Decimal("3.5"), 0, 9),
        (1, 7, Decimal("12.5"), Decimal("12.5"), Decimal("12.5")),
    ]
    assert (table.n, table.of) == (7, 14)
    assert [row.missing for row in table.rows] == [1, 1, 1, 1, 1, 1, 1]
    assert table.courses[0].points == (("2025H2", 6, 7, Decimal("3.5")), ("2026H1", 6, 7, Decimal("3.5")))


@pytest.mark.django_db
@pytest.mark.job("LP5")
def test_who_is_asked_follows_the_partners_dates_and_the_day_of_the_agreement(network, at):
    project, rows, officers = network
    make_measure(officers[0], project)
    late = make_measure(officers[0], project, name_pl="Nowa miara", agreed_on=date(2026, 7, 1))
    rows[1].since, rows[2].until = date(2026, 7, 1), date(2025, 12, 31)
    rows[1].save()
    rows[2].save()
    rows[3].role = "observer"
    rows[3].save()

    table = progress(project, "2026H1", at.date())
    assert [row.partnership for row in table.rows] == [rows[0], *rows[4:]]
    assert late not in table.measures
    assert late in progress(project, "2026H2", at.date()).measures
    assert rows[2] in [row.partnership for row in progress(project, "2025H2", at.date()).rows]


@pytest.mark.django_db
def test_a_project_without_measures_and_an_unknown_half_year_are_no_error(network, at):
    project, _rows, officers = network
    assert progress(project, "2026H1", at.date()).half == ""
    make_measure(officers[0], project)
    assert progress(project, "1850H9", at.date()).half == "2026H1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("half", "value", "field"),
    [
        ("2027H1", "1", "half"),
        ("2024H2", "1", "half"),
        ("2026", "1", "half"),
        ("2026H1", "1.23456", "value"),
        ("2026H1", "NaN", "value"),
        ("2026H1", "Infinity", "value"),
    ],
)
def test_an_impossible_figure_names_its_field(network, half, value, field):
    project, rows, officers = network
    measure = make_measure(officers[0], project)
    with pytest.raises(actions.BadValue) as refusal:
        make_reading(officers[1], measure, rows[1], half, value)
    assert refusal.value.field == field
    assert not Reading.objects.exists()


@pytest.mark.django_db
def test_a_figure_is_corrected_not_doubled_and_taken_back_it_is_missing(network, at):
    project, rows, officers = network
    measure = make_measure(officers[0], project)
    make_reading(officers[1], measure, rows[1], "2026H1", "5")
    reading = make_reading(officers[1], measure, rows[1], "2026H1", "6")
    assert Reading.objects.get().value == 6
    actions.remove_reading(by=officers[1], reading=reading, at=at)
    assert progress(project, "2026H1", at.date()).rows[1].cells[0].value is None


@pytest.mark.django_db
def test_figures_are_given_by_their_own_city_and_measures_agreed_by_the_keeper(network, stranger, at):
    project, rows, officers = network
    measure = make_measure(officers[0], project)
    for person in (officers[2], stranger):
        with pytest.raises(NotAllowed):
            make_reading(person, measure, rows[1], "2026H1", "5")
    with pytest.raises(NotAllowed):
        make_measure(officers[1], project)


@pytest.mark.django_db
def test_missing_figures_wait_in_the_inbox_of_the_city_that_owes_them(network, at):
    project, rows, officers = network
    measures = [make_measure(officers[0], project), make_measure(officers[0], project, name_pl="Godziny")]
    make_reading(officers[1], measures[0], rows[1], "2026H1", "5")
    for measure in measures:
        make_reading(officers[2], measure, rows[2], "2026H1", "5")
    assert missing_readings([rows[1].pk, rows[2].pk], "2026H1") == {rows[1].pk: 1}
    (due,) = due_for(officers[1], at)
    assert due.kwargs == {"slug": project.slug}
    assert due.due_at is not None
    assert last_day(due.due_at) == date(2026, 7, 31)
    assert due_for(officers[2], at) == []
