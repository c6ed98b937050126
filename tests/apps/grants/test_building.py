"""What an agreement makes on the ground: a place being built, ready and shown, owed care, and the end of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.grants import actions
from skwer.apps.grants.actions.ending import StillOwed
from skwer.apps.grants.building import place_of
from skwer.apps.grants.kinds import UPKEEP_KIND
from skwer.apps.grants.models import Agreement
from skwer.apps.places.access import PLANNED
from skwer.apps.places.models import Breach, Keeper, Place
from tests.apps.files.pictures import photo, uploaded

from ...factories import AT, make_organisation
from ...grants_factories import active_agreement, agreement, sign_both
from ...visits_factories import in_care, performed

TODAY = AT.date()


def test_in_force_it_has_a_place_at_the_desk_filled_from_the_proposal(city, officer):
    made = agreement(
        city,
        answers={"title": "Cień", PLANNED: {"route": {"is": "yes"}}},
    )
    proposal = made.proposal
    proposal.translations = {"en": {"title": "Shade"}}
    proposal.address = "ul. Młyńska 12"
    proposal.cover = store_upload(
        by=officer, organisation=city, file=uploaded(photo()), kind="photo", alt_text="Pusty plac", at=AT
    )
    proposal.save()
    sign_both(officer, actions.send_agreement(by=officer, agreement=made, at=AT), on=TODAY, at=AT)

    proposal.refresh_from_db()
    place = proposal.place
    assert (place.title_pl, place.title_en, place.address) == ("Cień", "Shade", "ul. Młyńska 12")
    assert (place.state, place.published_at, place.granted) == ("building", None, made.amount)
    assert (place.access, place.access_on) == ({"route": {"is": "yes"}}, None)
    assert place.photo.pk != proposal.cover.pk
    assert (place.photo.holder_kind, place.photo.alt_text) == ("place", "Pusty plac")


def test_a_photo_whose_bytes_are_gone_keeps_nobody_from_signing(city, officer):
    made = agreement(city)
    cover = store_upload(by=officer, organisation=city, file=uploaded(photo()), kind="photo", at=AT)
    cover.file.storage.delete(cover.file.name)
    made.proposal.cover = cover
    made.proposal.save()
    sign_both(officer, actions.send_agreement(by=officer, agreement=made, at=AT), on=TODAY, at=AT)
    assert Place.objects.get().photo is None
    assert Upload.objects.count() == 1


def test_a_place_it_has_already_stays_and_where_nothing_is_owed_none_is_made(city, officer):
    made = agreement(city)
    place = Place.objects.create(organisation=city, title="Jest", category="bench")
    made.proposal.place = place
    made.proposal.save()
    sign_both(officer, actions.send_agreement(by=officer, agreement=made, at=AT), on=TODAY, at=AT)
    assert place_of(Agreement.objects.get(pk=made.pk)) == place
    nothing = active_agreement(city, durability_months=0, upkeep={"months": 0})
    nothing.call.stages.filter(kind="upkeep").delete()
    assert Place.objects.count() == 2  # its call had a stage of care when it was signed


def test_without_months_and_without_a_stage_of_care_there_is_no_place(city, officer):
    made = agreement(city, durability_months=0)
    made.call.stages.filter(kind="upkeep").delete()
    sign_both(officer, actions.send_agreement(by=officer, agreement=made, at=AT), on=TODAY, at=AT)
    assert Place.objects.count() == 0


def test_care_opens_the_place_plans_visits_and_the_party_leads(city, officer, resident):
    made = in_care(city, author=resident, upkeep={"inspections": [6, 12, 48]})
    place = place_of(made)
    assert (place.state, place.is_published, place.care_from, place.care_until) == (
        "cared", True, TODAY, date(2028, 11, 23)
    )  # fmt: skip
    assert [one.month for one in place.inspections.all()] == [6, 12]  # the time of care is 24 months
    keeper = Keeper.objects.get(place=place)
    assert (keeper.person, keeper.role, keeper.public_name) == (resident, "lead", "")


def test_an_organisation_that_is_party_leads_under_its_own_name(city, officer, resident):
    group = make_organisation(name="Fundacja Lipa")
    made = in_care(city, author=resident, organisation=group)
    keeper = Keeper.objects.get(place=place_of(made))
    assert (keeper.person, keeper.organisation) == (None, group)


def test_a_place_that_is_gone_is_not_opened_and_owes_nothing(city, officer):
    made = performed(city)
    Place.objects.update(state="gone", gone_on=TODAY)
    list(actions.tick_grants(at=AT))
    place = Place.objects.get()
    assert (place.state, place.care_from, place.inspections.count()) == ("gone", None, 0)
    assert Agreement.objects.get(pk=made.pk).state == "in_care"


def test_ended_before_its_time_nothing_is_inspected(city, officer):
    made = in_care(city)
    actions.terminate(by=officer, agreement=made, reason="Wyprowadzka.", at=AT + timedelta(days=40))
    place = Place.objects.get()
    assert place.care_until == TODAY + timedelta(days=40)
    assert not place.inspections.filter(cancelled_at=None).exists()


def test_an_open_breach_keeps_the_agreement_open(city, officer):
    made = in_care(city)
    breach = Breach.objects.create(place=Place.objects.get(), found_on=TODAY, what="x", mend_by=TODAY)
    over = AT + timedelta(days=800)
    with pytest.raises(StillOwed):
        actions.close_agreement(by=officer, agreement=made, at=over)
    breach.state = "excused"
    breach.save()
    actions.close_agreement(by=officer, agreement=made, at=over)
    assert Agreement.objects.get(pk=made.pk).state == "closed"


@pytest.mark.parametrize(
    ("months", "inspections", "bad"),
    [(12, [6, 12], []), (12, [6, 13], ["inspections"]), (None, [12, 36], []), (12, ["6"], ["inspections"])],
)
def test_no_inspection_after_the_months_of_care(months, inspections, bad):
    found = UPKEEP_KIND.problems({"months": months, "inspections": inspections})
    assert [one.where for one in found] == bad


def test_hours_confirmed_stand_at_the_place(city, officer, resident):
    from skwer.apps.grants.actions import working

    made = active_agreement(city, officer=officer, author=resident)
    entry = working.log_delivery(
        by=resident, pledge=made.pledges.get(), values={"on": TODAY, "quantity": "40", "people": 4, "what": "Kopanie"},
        at=AT,
    )  # fmt: skip
    working.verify_delivery(by=officer, delivery=entry, yes=True, at=AT)
    made.instalments.update(state="paid", paid_on=TODAY)
    made.perform()
    made.performed_at = AT
    made.save()
    list(actions.tick_grants(at=AT))
    assert Place.objects.get().work_hours == 40
    assert Place.objects.get().granted == Decimal(made.amount)
