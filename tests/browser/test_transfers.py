"""A city goes through a kit in a real browser: with a script and without, on a phone, light and dark."""

from __future__ import annotations

import pytest

from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.kits import elements
from tests.factories import AT, make_city
from tests.kits_factories import make_kit
from tests.practices_factories import make_network
from tests.transfers_factories import make_transfer

from .conftest import axe, sideways

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def transfer(city, officer):
    other = make_city("brzegi", name="Brzegi")
    project = make_network(other, city, slug="siec")
    one = make_transfer(city, officer, kit_version=make_kit(slug="mikrodotacje").newest, project=project, public=True)
    make_transfer(other, kit_version=one.kit_version, project=project, public=True)
    actions.rate_fit(by=officer, transfer=one, aspect="legal", score=2, note="Trzeba operatora.", at=AT)
    actions.decide_element(
        by=officer, transfer=one, key="ballot", decision="drop", reason="Wystarczy komisja.", risk_level="low", at=AT
    )
    return one


def test_an_element_shows_only_what_the_decision_asks_for_and_saves_what_is_typed(visit, officer, transfer):
    page = visit(person=officer, script=False)
    page.goto(f"/desk/transfers/{transfer.pk}/elements/money/")
    assert not page.locator("[name='part.pot']").is_visible()
    page.check("[name=decision][value=change]")
    assert page.locator("[name='part.pot']").is_visible()
    assert not page.locator("[name=from_kit]").is_visible()
    page.fill("[name='part.pot']", "45 000")
    page.fill("[name=reason]", "Mniejsze miasto, mniejsza pula.")
    page.click("button[value=next]")
    assert page.url.endswith("/elements/budget/")
    transfer.refresh_from_db()
    assert elements.part(transfer.document, "money")["pot"] == "45000.00"
    page.goto(f"/desk/transfers/{transfer.pk}/elements/money/")
    assert page.locator("[name='part.pot']").is_visible()
    assert "45 000 zł" in page.locator("aside").inner_text().replace("\u00a0", " ")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_of_transfers_are_whole_for_everybody(visit, officer, transfer, width, scheme):
    page = visit(person=officer, width=width, scheme=scheme)
    one = f"/desk/transfers/{transfer.pk}/"
    for path in (
        "/desk/transfers/",
        "/desk/transfers/new/?kit=mikrodotacje",
        one,
        f"{one}elements/criteria/",
        f"{one}elements/ballot/",
        f"{one}fit/",
        f"/transfers/{transfer.pk}/",
        "/projects/siec/transfers/",
    ):
        page.goto(path)
        assert (path, axe(page)) == (path, [])
        assert (path, sideways(page)) == (path, 0)
    page.goto(f"{one}elements/criteria/")
    page.check("[name=decision][value=change]")
    assert axe(page) == []
    assert sideways(page) == 0
