"""Many at once: one draft, one place in the row for each case. SQLite (a file) and PostgreSQL."""

from __future__ import annotations

from skwer.apps.practices import actions
from skwer.apps.practices.models import Case, Comparison, Method, MethodVersion
from skwer.apps.practices.queries import draft_of
from tests.apps.voting.test_concurrency import all_at_once
from tests.factories import AT, make_city, make_member, make_person
from tests.practices_factories import make_case, make_comparison, make_network

THREADS = 8


def _network():
    officer = make_person("Marta Wilk", second_factor=True)
    city = make_city("lipowiec")
    make_member(officer, city, "officer")
    return officer, make_network(city)


def test_cases_added_at_once_stand_one_after_another(transactional_db) -> None:
    officer, project = _network()
    comparison = make_comparison(project, officer)

    def add() -> None:
        actions.add_case(
            by=officer, comparison=Comparison.objects.get(pk=comparison.pk), values={"name": "Miasto"}, at=AT
        )

    assert all_at_once(*[add] * THREADS) == [None] * THREADS
    assert list(Case.objects.order_by("order").values_list("order", flat=True)) == list(range(1, THREADS + 1))


def test_two_who_begin_a_version_at_once_get_the_same_draft(transactional_db) -> None:
    officer, project = _network()
    case = make_case(make_comparison(project, officer), officer)
    method = actions.draft_method(by=officer, project=project, values={"title": "Metoda"}, cases=[case], at=AT)
    actions.publish_version(by=officer, version=draft_of(method), at=AT)
    found: list[int] = []

    def begin() -> None:
        found.append(actions.draft_version(by=officer, method=Method.objects.get(pk=method.pk), at=AT).pk)

    assert all_at_once(*[begin] * THREADS) == [None] * THREADS
    assert len(set(found)) == 1
    assert MethodVersion.objects.filter(method=method).count() == 2
