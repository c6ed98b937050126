"""What an application says of de minimis aid comes into the agreement that is drafted from it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from skwer.apps.grants.actions.drafting import _aid
from tests.factories import AT


def _of(answers: dict[str, Any], *, asks: bool = True) -> dict[str, Any]:
    proposal: Any = SimpleNamespace(answers=answers, submitted_at=AT)
    scheme: Any = SimpleNamespace(de_minimis=asks)
    return _aid(proposal, scheme)


def test_a_business_that_benefits_and_its_declaration_come_from_the_application():
    declared = _of({"business_benefits": "yes", "de_minimis": ["a file"]})
    assert declared == {"de_minimis": True, "de_minimis_declared_on": AT.date()}
    # On paper the declaration lies at the office: the agreement waits until its day is entered.
    assert _of({"business_benefits": "yes"}) == {"de_minimis": True, "de_minimis_declared_on": None}


def test_nothing_is_asked_where_nobody_benefits_or_the_scheme_does_not_ask():
    assert _of({"business_benefits": "no"}) == {}
    assert _of({"business_benefits": "yes"}, asks=False) == {}
