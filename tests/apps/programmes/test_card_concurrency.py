"""Two desks at once: the lines of a card are one person's or the other's, never both, and no figure twice."""

import pytest

from skwer.apps.programmes import actions
from skwer.apps.programmes.models import Amount, Point
from tests.apps.voting.test_concurrency import all_at_once
from tests.factories import AT
from tests.programmes_factories import make_project

THREADS = 8


@pytest.fixture
def project(transactional_db, city, officer):
    return make_project(city, officer)


def test_who_saves_second_is_told_that_the_lines_have_changed(project, officer) -> None:
    def save(n: int) -> None:
        rows = [{"text_pl": f"Cel {n}"}]
        actions.set_points(by=officer, project=project, kind="aim", rows=rows, at=AT, seen=[])

    raised = all_at_once(*(lambda n=n: save(n) for n in range(THREADS)))
    assert [type(error) for error in raised if error is not None] == [actions.Stale] * (THREADS - 1)
    assert Point.objects.count() == 1


def test_amounts_of_two_people_are_not_mixed(project, officer) -> None:
    def save(n: int) -> None:
        sums = {"EUR": {"total": 100 + n, "grant": 50 + n}}
        actions.set_amounts(by=officer, project=project, amounts=sums, at=AT)

    assert all_at_once(*(lambda n=n: save(n) for n in range(THREADS))) == [None] * THREADS
    kept = dict(Amount.objects.values_list("kind", "amount"))
    assert kept["total"] - kept["grant"] == 50
