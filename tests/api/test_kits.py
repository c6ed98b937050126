"""The schema of kits as open data."""

from __future__ import annotations

import jsonschema
import pytest

from skwer.apps.calls.kits import PRESETS, preset


def test_everybody_reads_the_schema_every_kit_keeps_to(client, db):
    answer = client.get("/api/v1/kits/schema.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$id"] == "http://testserver/api/v1/kits/schema.json"
    jsonschema.Draft202012Validator.check_schema(schema)
    for name in PRESETS:
        jsonschema.Draft202012Validator(schema).validate(preset(name))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({"format": "skwer-kit/1"})
