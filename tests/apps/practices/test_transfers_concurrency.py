"""Many at once in one transfer: no decision is lost, one score a person. SQLite (a file) and PostgreSQL."""

from __future__ import annotations

from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.kits import elements
from skwer.apps.practices.models import FitScore, Transfer
from tests.apps.voting.test_concurrency import all_at_once
from tests.factories import AT, make_city
from tests.transfers_factories import make_transfer

KEYS = ("ballot", "checks", "measures", "modules", "committee", "budget")


def test_elements_decided_at_once_all_stand_in_the_document(transactional_db) -> None:
    transfer = make_transfer(make_city("lipowiec"))
    keys = [key for key in KEYS if elements.part(transfer.document, key) is not None]
    held = [(Transfer.objects.get(pk=transfer.pk), key) for key in keys]

    def drop(mine: Transfer, key: str):
        return lambda: actions.decide_element(
            by=transfer.begun_by, transfer=mine, key=key, decision="drop", reason="Nie u nas.", at=AT
        )

    assert all_at_once(*(drop(mine, key) for mine, key in held)) == [None] * len(keys)
    transfer.refresh_from_db()
    assert [elements.part(transfer.document, key) for key in keys] == [None] * len(keys)
    assert transfer.elements.filter(decision="drop").count() == len(keys)


def test_one_who_scores_twice_at_once_has_one_score(transactional_db) -> None:
    transfer = make_transfer(make_city("lipowiec"))

    def rate() -> None:
        mine = Transfer.objects.get(pk=transfer.pk)
        actions.rate_fit(by=transfer.begun_by, transfer=mine, aspect="legal", score=4, at=AT)

    assert all_at_once(*[rate] * 6) == [None] * 6
    assert FitScore.objects.count() == 1


def test_an_element_decided_while_the_transfer_is_given_up_is_refused_or_stands(transactional_db) -> None:
    transfer = make_transfer(make_city("lipowiec"))
    by = transfer.begun_by
    one, other = (Transfer.objects.get(pk=transfer.pk) for _ in range(2))

    def give_up() -> None:
        actions.drop_transfer(by=by, transfer=one, reason="Brak pieniędzy.", at=AT)

    def decide() -> None:
        actions.decide_element(by=by, transfer=other, key="money", decision="keep", at=AT)

    given_up, decided = all_at_once(give_up, decide)
    assert given_up is None
    transfer.refresh_from_db()
    assert transfer.stage == "dropped"
    kept = transfer.elements.get(key="money").decision == "keep"
    assert kept == (decided is None)
    assert decided is None or isinstance(decided, actions.Ended)
