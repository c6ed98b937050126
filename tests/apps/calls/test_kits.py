"""Kit documents: what the schema lets through opens a call, and what does not is said in words with its place."""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from itertools import count

import jsonschema
import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.calls import actions
from skwer.apps.calls.actions import Invalid
from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.calls.kinds.propose import form_data
from skwer.apps.calls.models import Call, Scheme
from skwer.apps.calls.regulations.making import paragraphs, regulations_hash
from skwer.apps.calls.setup_problems import whole_problems
from skwer.apps.calls.stages import kinds
from skwer.apps.practices.kits import elements, registry
from skwer.apps.practices.kits.documents import document_hash, rulebook_hash

from ...factories import AT, make_body, make_city, make_member, make_person
from ...kit_strategies import JSON, documents, near_kits

pytestmark = pytest.mark.django_db
_serial = count(1)
KEYS = {element.key for element in elements.ELEMENTS}
OF_NO_ELEMENT = ("format", "key", "version", "languages", "title", "summary", "practice", "call.summary", "to_decide")


@pytest.fixture
def city():
    return make_city()


@pytest.fixture
def officer(city):
    person = make_person("Anna Sowa", second_factor=True)
    make_member(person, city, "officer")
    return person


def open_call(city, officer, document, **changes):
    return actions.create_call_from_document(
        by=officer,
        organisation=city,
        document=document,
        scheme_name="Miejsca",
        edition_name="2027",
        title="Miejsca 2027",
        slug=f"miejsca-{next(_serial)}",
        first_day=date(2027, 3, 15),
        at=AT,
        **changes,
    )


@contextmanager
def taken_back():
    """Whatever happens inside is undone, so that examples do not meet."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def opens_or_says_why(city, officer, document) -> bool:
    """Must-show: a call, of which everything can be read, or sentences that name a place; never another error."""
    faults = registry.faults(document)
    for fault in faults:
        assert fault.message
        assert fault.element in KEYS or is_of_no_element(fault, document), fault
    with taken_back():
        try:
            call = open_call(city, officer, document)
        except Invalid as refused:
            # Only the day it begins on can add something: an hour that the change of the clocks takes away.
            assert [problem.message for problem in refused.problems] == [fault.message for fault in faults]
            return False
        assert not faults
        assert paragraphs(call)
        whole_problems(call)
        for stage in call.stages.all():
            kinds()[stage.kind].freeze(stage)
            if stage.kind == "propose":
                form_data(stage)
        return True


def is_of_no_element(fault, document) -> bool:
    """What tears the whole document, or is no rule."""
    if fault.path == "" or fault.path.split(".")[0] in OF_NO_ELEMENT or fault.path.startswith(OF_NO_ELEMENT):
        return True
    head, _dot, rest = fault.path.partition(".")
    known = registry.schema()["properties"]
    return head not in known or head in ("scheme", "call", "stages") and not rest.startswith(tuple("0123456789"))


@given(document=documents())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_keeps_to_the_schema_opens_a_call_or_says_which_element_is_wrong(city, officer, document):
    jsonschema.Draft202012Validator(registry.schema()).validate(document)
    opens_or_says_why(city, officer, document)


@given(document=near_kits())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_kit_somebody_changed_opens_a_call_or_says_which_element_is_wrong(city, officer, document):
    opens_or_says_why(city, officer, document)


@given(document=JSON)
@settings(max_examples=60, deadline=None)
def test_anything_else_is_refused_in_words(document):
    assert [problem.message for problem in registry.problems(document) if not problem.undecided]
