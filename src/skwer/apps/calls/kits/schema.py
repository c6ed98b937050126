"""The JSON Schema of kit documents, put together from what each kind of stage says of its settings."""

from __future__ import annotations

from typing import Any


def schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of `skwer-kit/1`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
