"""Learning on the page: without an account, with one, at the desk; a city's look at itself."""

from __future__ import annotations

import pytest

from ..learning_factories import make_module, make_path

pytestmark = pytest.mark.django_db


def test_smoke(client, city, officer):
    one = make_module(city, officer)
    make_path(city, officer, one)
    for url in (
        "/learn/",
        f"/learn/{one.slug}/",
        f"/learn/{one.slug}/questions/",
        "/learn/paths/pierwszy-wniosek/",
        "/learn/certificates/",
    ):
        assert client.get(url).status_code == 200, url
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    for url in (
        "/desk/learn/",
        "/desk/learn/new/",
        f"/desk/learn/{one.slug}/",
        f"/desk/learn/{one.slug}/questions/",
        f"/desk/learn/{one.slug}/files/",
        "/desk/learn/paths/new/",
        "/desk/learn/paths/pierwszy-wniosek/",
        "/desk/learn/scales/new/",
        "/desk/learn/self-assessments/new/",
    ):
        assert client.get(url).status_code == 200, url
