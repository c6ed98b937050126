"""Answering a module's questions: everybody may try, only an account keeps what came of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from skwer.apps.learning import actions, queries
from skwer.apps.learning.models import Attempt, Completion
from skwer.apps.people import own_data
from skwer.apps.people.actions import erase_person
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed

from ...learning_factories import QUESTIONS, RIGHT, WRONG, make_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(city, officer):
    return make_module(city, officer, hours="0.5")


def test_right_answers_complete_it_once(module, resident, at):
    done = actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at)
    again = actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at + timedelta(days=1))
    assert done.outcome.passed
    assert done.completion == again.completion
    assert (done.completion.hours, done.completion.completed_at) == (Decimal("0.5"), at)
    assert len(done.completion.number) == 14
    assert done.completion.number.count("-") == 2


def test_wrong_answers_are_kept_and_may_be_tried_again(module, resident, at):
    tried = actions.answer_questions(by=resident, module=module, answers=WRONG, at=at)
    assert (tried.outcome.passed, tried.outcome.right, tried.completion) == (False, {2}, None)
    assert Attempt.objects.get().answers == WRONG
    assert actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at).completion is not None
    last = Attempt.objects.get()
    assert (last.answers, last.right, last.total, last.passed) == (RIGHT, 2, 2, True)


def test_a_worse_try_takes_no_completion_away(module, resident, at):
    actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at)
    actions.answer_questions(by=resident, module=module, answers=WRONG, at=at)
    assert queries.completion_of(resident, module) is not None


def test_without_an_account_nothing_is_kept(module, at):
    done = actions.answer_questions(by=None, module=module, answers=RIGHT, at=at)
    assert done.outcome.passed
    assert done.completion is None
    assert not Attempt.objects.exists()
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    "answers", [{}, {"1": ["a"]}, {"1": ["a"], "2": []}, {"1": ["a", "b"], "2": ["a"]}, {"1": ["z"], "2": ["a"]}]
)
def test_every_question_wants_its_answer(module, resident, answers, at):
    with pytest.raises(actions.Unanswered) as refusal:
        actions.answer_questions(by=resident, module=module, answers=answers, at=at)
    assert refusal.value.problems
    assert not Attempt.objects.exists()


def test_what_no_question_offers_counts_for_nothing(module, resident, at):
    answers = {**RIGHT, "1": ["a", "z"], "7": ["a"]}
    done = actions.answer_questions(by=resident, module=module, answers=answers, at=at)
    assert (done.answers, done.outcome.passed) == (RIGHT, True)


def test_a_draft_is_not_completed(city, officer, at):
    draft = make_module(city, officer, published=False)
    with pytest.raises(actions.NotOpen):
        actions.answer_questions(by=officer, module=draft, answers=RIGHT, at=at)


def test_a_closed_account_completes_nothing(module, resident, at):
    resident.is_active = False
    with pytest.raises(NotAllowed):
        actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at)


def test_an_earlier_version_stays_good_and_says_so(module, officer, resident, at):
    first = actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at).completion
    actions.set_questions(by=officer, module=module, questions=QUESTIONS[:1], at=at)
    module.refresh_from_db()
    assert queries.completion_of(resident, module) == first
    assert (first.module_version, module.version) == (1, 2)
    second = actions.answer_questions(by=resident, module=module, answers={"1": ["a"]}, at=at).completion
    assert second != first
    assert queries.completion_of(resident, module) == second
    assert Completion.objects.count() == 2
    assert queries.hours_of(resident) == Decimal("0.5")  # one module, whatever the versions


def test_the_pass_mark_decides(city, officer, resident, at):
    half = make_module(city, officer, pass_mark=50)
    assert actions.answer_questions(by=resident, module=half, answers=WRONG, at=at).outcome.passed
    more = make_module(city, officer, pass_mark=51)
    assert not actions.answer_questions(by=resident, module=more, answers=WRONG, at=at).outcome.passed


def test_the_journal_names_nobody_who_learned(module, resident, at):
    actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at)
    entry = JournalEntry.objects.get(verb="complete_module")
    assert entry.actor == ""
    assert str(resident.uid) not in str(entry.after)


def test_the_export_has_her_tries_and_certificates(module, resident, at):
    done = actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at)
    told = next(room for room in own_data.rooms() if room.key == "learning").export(resident)
    assert told["completed"][0]["certificate"] == done.completion.number
    assert told["tries"][0]["answers"] == RIGHT


def test_with_the_account_go_the_tries_and_the_name(module, resident, at):
    number = actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at).completion.number
    erase_person(by=resident, person=resident, at=at)
    assert not Attempt.objects.exists()
    kept = Completion.objects.get(number=number)  # a printed certificate can still be verified
    assert kept.person is None
