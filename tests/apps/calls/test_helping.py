"""Modules beside a stage and its questions."""

from __future__ import annotations

from datetime import date

import pytest

from skwer.apps.calls import actions
from skwer.apps.calls.models import StageModule
from skwer.apps.calls.queries import modules_beside, modules_of_call
from skwer.apps.learning.actions import hide_module
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed

from ...factories import make_call
from ...learning_factories import make_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(city, officer):
    return make_call(city, officer).stages.get(kind="propose")


@pytest.fixture
def module(city, officer):
    return make_module(city, officer)


def test_a_module_stands_beside_a_question_of_a_running_stage(stage, module, officer, at):
    frozen = stage.frozen_hash
    link = actions.attach_module(by=officer, stage=stage, module=module, question_key="costs", at=at)
    assert actions.attach_module(by=officer, stage=stage, module=module, question_key="costs", at=at) == link
    actions.attach_module(by=officer, stage=stage, module=module, at=at)
    assert [one.question_key for one in modules_beside(stage)] == ["", "costs"]
    assert [one.module for one in modules_of_call(stage.call)] == [module]
    stage.refresh_from_db()
    assert stage.frozen_hash == frozen  # help is no rule
    assert JournalEntry.objects.filter(verb="attach_module").count() == 2


def test_only_those_who_run_the_call(stage, module, officer, stranger, auditor, resident, at):
    link = actions.attach_module(by=officer, stage=stage, module=module, at=at)
    for other in (stranger, auditor, resident):
        with pytest.raises(NotAllowed):
            actions.attach_module(by=other, stage=stage, module=module, question_key="costs", at=at)
        with pytest.raises(NotAllowed):
            actions.detach_module(by=other, link=link, at=at)
    actions.detach_module(by=officer, link=link, at=at)
    assert modules_beside(stage) == []


def test_nothing_stands_where_nobody_could_use_it(stage, module, city, officer, at):
    with pytest.raises(actions.CannotAttach) as refusal:
        actions.attach_module(by=officer, stage=stage, module=module, question_key="pesel", at=at)
    assert refusal.value.field == "question"
    check = stage.call.stages.get(kind="check")
    with pytest.raises(actions.CannotAttach):
        actions.attach_module(by=officer, stage=check, module=module, question_key="costs", at=at)
    draft = make_module(city, officer, published=False)
    with pytest.raises(actions.CannotAttach) as refusal:
        actions.attach_module(by=officer, stage=stage, module=draft, at=at)
    assert refusal.value.field == "module"


def test_modules_of_another_city_may_be_offered(stage, stranger, officer, at):
    theirs = make_module(stranger.memberships.get().organisation, stranger)
    assert actions.attach_module(by=officer, stage=stage, module=theirs, at=at)


def test_a_hidden_module_is_not_offered(stage, module, officer, at):
    actions.attach_module(by=officer, stage=stage, module=module, at=at)
    hide_module(by=officer, module=module, at=at)
    assert modules_beside(stage) == []
    assert modules_of_call(stage.call) == []


def test_a_copied_call_takes_its_modules_along(stage, module, officer, at):
    actions.attach_module(by=officer, stage=stage, module=module, question_key="costs", at=at)
    copy = actions.copy_call(
        by=officer, call=stage.call, edition_name="2027", title="Za rok", slug="za-rok", first_day=date(2027, 11, 15),
        at=at,
    )  # fmt: skip
    assert [(one.module, one.question_key) for one in modules_of_call(copy)] == [(module, "costs")]
    assert StageModule.objects.count() == 2
