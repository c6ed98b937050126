from __future__ import annotations

import pytest

from tests.apps.assessment.factories import make_assess_stage, make_call, make_check_stage, make_committee


@pytest.fixture
def call(city):
    return make_call(city)


@pytest.fixture
def check_stage(call):
    return make_check_stage(call)


@pytest.fixture
def committee(city):
    """(body, people); the first of four chairs."""
    return make_committee(city)


@pytest.fixture
def assess_stage(call, committee):
    return make_assess_stage(call, committee[0])
