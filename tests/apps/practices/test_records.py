"""A practice record: written, handed in, read by two, published; and published without anybody's word."""

from __future__ import annotations

import pytest

from skwer.apps.practices import actions
from tests.factories import AT
from tests.library_factories import make_practice


def test_thin(city, project, officer) -> None:
    practice = make_practice(city, officer, project=project)
    assert practice.is_published and practice.current.state == "validated"
    assert practice.city_name == "Lipowiec nad Strugą" and practice.themes.count() == 3
    assert practice.current.hash == practice.current.fingerprint()


def test_unvalidated(city, officer) -> None:
    practice = make_practice(city, officer)
    assert practice.current.state == "published"
