"""Many at once: steps stand one after another, a plan never grows past its limit, a question has one answer."""

from __future__ import annotations

from skwer.apps.practices import actions
from skwer.apps.practices.actions import planning
from skwer.apps.practices.models import PlanStep, Transfer, TransferQuestion
from tests.apps.voting.test_concurrency import all_at_once
from tests.factories import AT, make_city, make_member, make_person
from tests.library_factories import make_practice
from tests.transfers_factories import make_transfer

THREADS = 6


def _officer(slug: str):
    person = make_person(f"Urzędniczka {slug}", second_factor=True)
    city = make_city(slug)
    make_member(person, city, "officer")
    return person, city


def test_steps_added_at_once_stand_one_after_another_within_the_limit(transactional_db, monkeypatch) -> None:
    monkeypatch.setattr(planning, "MOST_STEPS", 4)
    officer, city = _officer("lipowiec")
    pk = make_transfer(city, officer).pk
    refused: list[str] = []

    def add() -> None:
        try:
            transfer = Transfer.objects.get(pk=pk)
            actions.add_step(by=officer, transfer=transfer, values={"title": "Krok", "stage": "adapt"}, at=AT)
        except actions.PlanFull as refusal:
            refused.append(refusal.code)

    assert all_at_once(*[add] * THREADS) == [None] * THREADS
    assert list(PlanStep.objects.order_by("order").values_list("order", flat=True)) == [1, 2, 3, 4]
    assert len(refused) == THREADS - 4


def test_a_question_is_answered_once_however_many_answer(transactional_db) -> None:
    officer, city = _officer("lipowiec")
    keepers, keeper = _officer("ostoja")
    transfer = make_transfer(city, officer, practice=make_practice(keeper, keepers))
    pk = actions.ask_question(by=officer, transfer=transfer, text="Kto?", at=AT).pk
    refused: list[str] = []

    def answer(text: str):
        def act() -> None:
            try:
                question = TransferQuestion.objects.get(pk=pk)
                actions.answer_question(by=keepers, question=question, answer=text, at=AT)
            except actions.AlreadyAnswered as refusal:
                refused.append(refusal.code)

        return act

    assert all_at_once(*[answer(f"Odpowiedź {n}") for n in range(THREADS)]) == [None] * THREADS
    assert len(refused) == THREADS - 1
