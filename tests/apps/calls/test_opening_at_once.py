"""Two officers open the call, or answer an offer, in the same moment: one call, one answer."""

from __future__ import annotations

from datetime import date

from skwer.apps.calls import actions
from skwer.apps.calls.actions import AlreadyOpened
from skwer.apps.calls.models import Call
from skwer.apps.practices import actions as practices
from skwer.apps.practices.actions import OfferAnswered
from skwer.apps.practices.models import KitOffer, Transfer
from tests.apps.voting.test_concurrency import all_at_once
from tests.factories import AT, make_city
from tests.kits_factories import make_kit, next_version, officer_of
from tests.transfers_factories import make_transfer

THREADS = 4


def test_a_transfer_becomes_one_draft_call(transactional_db) -> None:
    city = make_city("lipowiec", population=100_000)
    officer = officer_of(city)
    transfer = make_transfer(city, officer, decided=True)

    def open_one(number: int) -> None:
        actions.open_call(
            by=officer,
            transfer=Transfer.objects.get(pk=transfer.pk),
            title="Nasze miejsca",
            slug=f"miejsca-{number}",
            scheme_name="Miejsca",
            edition_name="2027",
            first_day=date(2027, 3, 1),
            at=AT,
        )

    raised = all_at_once(*(lambda n=n: open_one(n) for n in range(THREADS)))
    assert [type(error) for error in raised if error] == [AlreadyOpened] * (THREADS - 1)
    assert Call.objects.filter(transfer=transfer).count() == 1


def test_an_offer_is_answered_once(transactional_db) -> None:
    city = make_city("lipowiec", population=100_000)
    officer = officer_of(city)
    kit = make_kit()
    make_transfer(city, officer, kit_version=kit.newest, decided=True)
    next_version(kit)
    offer = KitOffer.objects.get()

    def answer(taken: list[str]) -> None:
        practices.answer_offer(by=officer, offer=KitOffer.objects.get(pk=offer.pk), taken=taken, at=AT)

    raised = all_at_once(*(lambda t=taken: answer(t) for taken in (["money"], [], ["money"], [])))
    assert [type(error) for error in raised if error] == [OfferAnswered] * 3
    offer.refresh_from_db()
    pot = Transfer.objects.get().document["call"]["pot"]
    assert (pot == "123000.00") is (offer.taken == ["money"])
