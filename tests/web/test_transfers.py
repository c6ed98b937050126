"""Pages of transfers: the desk, element by element, the fit, and what everybody reads."""

from __future__ import annotations

import pytest

from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.practices.kits import elements
from skwer.apps.practices.models import Transfer
from skwer.web.transfers import shapes
from tests.kits_factories import make_kit
from tests.transfers_factories import decide_all, make_transfer
from tests.web.sent_form import fields_of

pytestmark = pytest.mark.django_db


def test_a_city_begins_from_the_kits_page(client, city, officer):
    kit = make_kit()
    client.force_login(officer)
    page = client.get(f"/desk/transfers/new/?kit={kit.slug}")
    assert page.status_code == 200
    sent = {"kit": kit.newest.pk, "title": "Miejsca sąsiadów", "understand_until": "2027-01-31"}
    answer = client.post(f"/desk/transfers/new/?kit={kit.slug}", sent)
    transfer = Transfer.objects.get()
    assert answer.headers["Location"] == f"/desk/transfers/{transfer.pk}/"
    assert transfer.elements.count() > 10
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/desk/transfers/").status_code == 200


@pytest.fixture
def transfer(city, officer):
    return make_transfer(city, officer)


def _element(transfer, key):
    return f"/desk/transfers/{transfer.pk}/elements/{key}/"


def _sent(client, url, **typed):
    """The form as the page shows it, with some values typed over."""
    page = client.get(url)
    assert page.status_code == 200
    at = next(k for k in range(6) if "decision" in fields_of(page, k) or "reason" in fields_of(page, k))
    return {**fields_of(page, at), **typed}


@pytest.mark.parametrize("name", PRESETS)
def test_every_element_of_every_shipped_kit_comes_back_from_its_page_as_it_was(client, city, officer, name):
    transfer = make_transfer(city, officer, kit_version=make_kit(document=preset(name)).newest)
    client.force_login(officer)
    for row in transfer.elements.all():
        url = _element(transfer, row.key)
        answer = client.post(url, _sent(client, url, decision="change", how="here", reason="Próba."))
        assert (row.key, answer.status_code) == (row.key, 422)
        assert [where for where, _message in answer.context["problems"]] == ["id_how"], row.key


@pytest.mark.parametrize("name", PRESETS)
def test_parts_are_the_same_after_being_laid_out_as_fields(name):
    document = preset(name)
    for element in elements.elements_of(document):
        old = elements.part(document, element.key)
        assert (element.key, shapes.part_of(element.key, old, shapes.values_of(element.key, document, old))) == (
            element.key,
            old,
        )
