"""A practice as it is read, written at the desk, and read by editor and expert."""

from __future__ import annotations

import pytest

from tests.library_factories import make_practice


def test_everybody_reads_a_published_practice(client, city, officer) -> None:
    practice = make_practice(city, officer)
    page = client.get(f"/practices/{practice.slug}/")
    assert page.status_code == 200
    assert "Ogrody na podwórkach" in page.content.decode()
    assert client.get(f"/practices/{practice.slug}/versions/").status_code == 200
    assert client.get(f"/practices/{practice.slug}/v/1/").status_code == 200
