"""Presets: kits as data. A kit is a scheme's form of support, a call's limits, and stages with their texts."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any

PRESETS = (
    "micro-grant",
    "ostrava-space-grant",
    "three-rounds",
    "participatory-budget",
    "participatory-budget-greedy",
    "local-initiative",
    "small-grant",
    "temporary-use",
)


class UnknownPresetError(LookupError):
    """No kit has this name."""


@cache
def _read(key: str) -> dict[str, Any]:
    if key not in PRESETS:
        raise UnknownPresetError(key)
    loaded: dict[str, Any] = json.loads((resources.files(__package__) / f"{key}.json").read_text("utf-8"))
    return loaded


def preset(key: str) -> dict[str, Any]:
    """A fresh copy of a kit: `title`, `summary`, `scheme`, `call`, `stages`. Raises UnknownPresetError."""
    return deepcopy(_read(key))


def presets() -> list[dict[str, Any]]:
    """`key`, `title` and `summary` (Text) of every preset, for the page where a call is begun."""
    return [{"key": key, **{name: _read(key)[name] for name in ("title", "summary")}} for key in PRESETS]
