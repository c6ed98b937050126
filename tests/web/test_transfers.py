"""Pages of transfers: the desk, element by element, the fit, and what everybody reads."""

from __future__ import annotations

import pytest

from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.models import Transfer
from tests.factories import AT
from tests.kits_factories import make_kit
from tests.transfers_factories import decide_all, make_transfer

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
