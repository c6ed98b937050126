"""A large column is parsed only when somebody looks, and is JSON in every other way."""

from __future__ import annotations

import copy
import pickle

import pytest

from skwer.apps.people import fields
from skwer.apps.people.models import Organisation

pytestmark = pytest.mark.django_db
STREETS = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"layer": "street"}}]}


@pytest.fixture
def parsed(monkeypatch) -> list[int]:
    """One entry for each time the text was read."""
    seen: list[int] = []
    read = fields.models.JSONField.from_db_value

    def counting(*given):
        seen.append(1)
        return read(*given)

    monkeypatch.setattr(fields.models.JSONField, "from_db_value", counting)
    return seen


def test_nobody_looks_nothing_is_parsed(city, parsed):
    Organisation.objects.filter(pk=city.pk).update(geodata=STREETS)
    row = Organisation.objects.get(pk=city.pk)
    assert parsed == []
    assert row.geodata["features"] == STREETS["features"]
    assert (row.geodata or {}).get("type") == "FeatureCollection"
    assert len(parsed) == 1


def test_it_is_saved_copied_and_packed_like_any_value(city):
    Organisation.objects.filter(pk=city.pk).update(geodata=STREETS)
    row = Organisation.objects.get(pk=city.pk)
    row.name = "Inna nazwa"
    row.save()
    assert Organisation.objects.get(pk=city.pk).geodata == STREETS
    assert copy.deepcopy(row.geodata) == STREETS
    assert pickle.loads(pickle.dumps(row)).geodata == STREETS
    row.geodata = None
    row.save()
    assert Organisation.objects.get(pk=city.pk).geodata is None


def test_a_city_without_streets_has_none(city):
    assert Organisation.objects.get(pk=city.pk).geodata is None
