"""The demo as plain data: geography, people, proposals, assessments, places, networks, lessons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read(name: str) -> Any:
    """One of the files here as Python values, for example `read("proposals.json")`; FileNotFoundError if it is none."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def text(name: str) -> str:
    """One of the texts here, for example `text("learning/maly-budzet.pl.md")`; FileNotFoundError if it is none."""
    return (HERE / name).read_text(encoding="utf-8")
