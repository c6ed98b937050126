"""Questions between the city that adopts and the keeper of the practice: who asks, who answers, who reads."""

from __future__ import annotations

import pytest

from skwer.apps.inbox.due import due_for
from skwer.apps.people.journal import scope_of
from skwer.apps.people.models import JournalEntry, Person
from skwer.apps.people.own_data import erase_declared
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions, rules
from skwer.apps.practices.actions import transfers as transferring
from skwer.apps.practices.models import Transfer, TransferQuestion

from ...factories import AT, make_city, make_member, make_person
from ...library_factories import make_practice
from ...transfers_factories import make_transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return make_city("ostoja", name="Ostoja")


@pytest.fixture
def keepers_officer(keeper) -> Person:
    person = make_person("Jana Dvořák", second_factor=True)
    make_member(person, keeper, "officer")
    return person


@pytest.fixture
def transfer(city, officer, keeper, keepers_officer) -> Transfer:
    return make_transfer(city, officer, practice=make_practice(keeper, keepers_officer))


def ask(transfer, by, text="Kto pilnuje ogrodów po dwóch latach?", **more) -> TransferQuestion:
    return actions.ask_question(by=by, transfer=transfer, text=text, at=AT, **more)


def test_the_city_that_adopts_asks_and_the_keeper_answers_once(transfer, officer, keepers_officer, resident):
    question = ask(transfer, officer, element="durability")
    assert (question.from_adopter, question.element, question.by) == (True, "durability", officer)
    for nobody in (officer, resident, None):
        with pytest.raises(NotAllowed):
            actions.answer_question(by=nobody, question=question, answer="Ja.", at=AT)
    with pytest.raises(actions.BadQuestion) as refused:
        actions.answer_question(by=keepers_officer, question=question, answer=" ", at=AT)
    assert refused.value.field == "answer"
    seen_before = TransferQuestion.objects.get()
    actions.answer_question(by=keepers_officer, question=question, answer="Wspólnoty.", at=AT)
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_question(by=keepers_officer, question=seen_before, answer="Miasto.", at=AT)
    assert TransferQuestion.objects.get().answer == "Wspólnoty."


def test_the_keeper_asks_back_once_it_knows_of_the_transfer(transfer, officer, keepers_officer):
    with pytest.raises(NotAllowed):
        ask(transfer, keepers_officer)
    assert not rules.may_read_questions(keepers_officer, transfer)
    transferring.publish_transfer(by=officer, transfer=transfer, at=AT)
    question = ask(transfer, keepers_officer, "Co zmieniacie w kryteriach?")
    assert question.from_adopter is False
    with pytest.raises(NotAllowed):
        actions.answer_question(by=keepers_officer, question=question, answer="Nic.", at=AT)
    actions.answer_question(by=officer, question=question, answer="Dodajemy opiekę.", at=AT)


def test_a_question_lets_the_keeper_read_it_before_the_transfer_is_public(transfer, officer, keepers_officer):
    ask(transfer, officer)
    assert rules.may_read_questions(keepers_officer, transfer)
    assert ask(transfer, keepers_officer, "A u Was?").from_adopter is False


def test_others_neither_read_nor_ask(transfer, officer, other_city, resident):
    ask(transfer, officer)
    stranger = make_person("Obca", second_factor=True)
    make_member(stranger, other_city, "officer")
    auditor = make_person("Rewident")
    make_member(auditor, transfer.organisation, "auditor")
    for nobody in (stranger, resident, None):
        assert not rules.may_read_questions(nobody, transfer)
        with pytest.raises(NotAllowed):
            ask(transfer, nobody)
    assert rules.may_read_questions(auditor, transfer)
    with pytest.raises(NotAllowed):
        ask(transfer, auditor)


def test_where_nobody_here_keeps_the_practice_nobody_is_asked(city, officer, transfer):
    kit = transfer.kit_version.kit
    kit.organisation, kit.shipped, kit.practice = None, "micro-grant", None
    kit.save()
    transfer.practice = None
    transfer.save()
    with pytest.raises(actions.NobodyToAsk):
        ask(transfer, officer)


def test_a_city_that_adopts_its_own_practice_asks_nobody(city, officer):
    own = make_transfer(city, officer, practice=make_practice(city, officer))
    with pytest.raises(NotAllowed):
        ask(own, officer)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"text": ""}, "text"), ({"text": "x" * 4001}, "text"), ({"element": "nothing"}, "element")],
)
def test_what_cannot_stand_names_its_field(transfer, officer, values, field):
    with pytest.raises(actions.BadQuestion) as refused:
        ask(transfer, officer, **{"text": "Kto?", **values})
    assert refused.value.field == field


def test_a_question_waits_in_the_inbox_of_the_side_that_was_asked(transfer, officer, keepers_officer):
    def waiting(person):
        return [due.kwargs["pk"] for due in due_for(person, AT) if due.route == "web:desk_transfer_questions"]

    question = ask(transfer, officer)
    assert (waiting(keepers_officer), waiting(officer)) == ([transfer.pk], [])
    back = ask(transfer, keepers_officer, "A u Was?")
    assert waiting(officer) == [transfer.pk]
    actions.answer_question(by=keepers_officer, question=question, answer="Wspólnoty.", at=AT)
    actions.answer_question(by=officer, question=back, answer="Tak samo.", at=AT)
    assert (waiting(keepers_officer), waiting(officer)) == ([], [])


def test_the_journal_says_that_one_asked_and_not_what(transfer, officer, keepers_officer):
    question = ask(transfer, officer)
    actions.answer_question(by=keepers_officer, question=question, answer="Wspólnoty.", at=AT)
    asked, answered = JournalEntry.objects.filter(kind="transferquestion").order_by("pk")
    assert (asked.verb, asked.scope) == ("question_asked", scope_of(transfer.organisation))
    assert (answered.verb, answered.scope) == ("question_answered", scope_of(transfer.practice.organisation))
    assert "ogrod" not in str(asked.after)
    assert "Wspólnoty" not in str(answered.after)


def test_a_question_outlives_the_account_that_asked_it(transfer, officer, keepers_officer):
    question = ask(transfer, officer)
    actions.answer_question(by=keepers_officer, question=question, answer="Wspólnoty.", at=AT)
    for person in (officer, keepers_officer):
        erase_declared(person)
    question.refresh_from_db()
    assert (question.by, question.answered_by, question.answer) == (None, None, "Wspólnoty.")
