"""Versions of an agreement's text: made from what holds, under a checksum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..merging import checksum, facts_of, merge
from ..models import Agreement, Amendment, Version


def make_version(
    agreement: Agreement, at: datetime, *, amendment: Amendment | None = None, facts: Mapping[str, Any] | None = None
) -> Version:
    """The next version of the text. An annex gives the facts as they will be once it is in force."""
    told = dict(facts) if facts is not None else facts_of(agreement)
    paragraphs = merge(agreement, told)
    last = agreement.versions.order_by("number").last()
    return Version.objects.create(
        agreement=agreement,
        number=last.number + 1 if last else 1,
        amendment=amendment,
        paragraphs=paragraphs,
        facts=told,
        checksum=checksum(paragraphs, told),
        made_at=at,
    )
