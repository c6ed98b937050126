"""One way to write a value as bytes, so that equal contents have equal hashes on every machine."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float):
        raise TypeError("A float has no canonical form; use Decimal or Fraction.")
    return str(value)


def canonical_json(value: Any) -> str:
    """JSON with sorted keys, no spaces, UTF-8 letters as they are; decimals and fractions as strings."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def fingerprint(value: Any) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()
