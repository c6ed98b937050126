"""Hand-over and hand-back: one protocol, written by either side, confirmed by both as it stands."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from skwer.apps.forms.values import BadValues
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.spaces.actions import handing, licensing
from skwer.apps.spaces.models import Licence, Space

from ...factories import AT, make_person
from ...licence_factories import DAY, GOOD, confirmed, in_force, in_use, make_space, moment, sent
from ..files.pictures import photo, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(city) -> Space:
    return make_space(city)


@pytest.fixture
def licence(space, resident) -> Licence:
    return in_force(space, resident, deposit="500")


def write(by, licence, way="out", **told):
    values = {"items": GOOD, "keys": 2, **told.pop("values", {})}
    return handing.write_protocol(by=by, licence=licence, way=way, values=values, at=AT, **told)


def confirm(by, licence, side, protocol, way="out"):
    return handing.confirm_protocol(by=by, licence=licence, way=way, side=side, seen=handing.print_of(protocol), at=AT)


def test_both_sides_confirm_and_the_space_is_in_use(licence, officer, resident, space):
    protocol = write(resident, licence)
    confirm(resident, licence, "party", protocol)
    assert licence.state == Licence.State.ACTIVE
    confirm(officer, licence, "city", protocol)
    space.refresh_from_db()
    protocol.refresh_from_db()
    assert (licence.state, space.state, protocol.city_officer) == (Licence.State.IN_USE, Space.State.IN_USE, officer)


def test_nobody_confirms_for_the_other_side_or_from_outside(licence, officer, resident, other_city):
    protocol = write(officer, licence)
    stranger = make_person("Obca")
    for by, side in ((resident, "city"), (officer, "party"), (stranger, "party"), (stranger, "city")):
        with pytest.raises(NotAllowed):
            confirm(by, licence, side, protocol)
    with pytest.raises(NotAllowed):
        write(stranger, licence)


def test_the_office_confirms_for_a_user_without_an_account(space, officer):
    licence = in_force(space)
    protocol = write(officer, licence)
    confirm(officer, licence, "party", protocol)
    confirm(officer, licence, "city", protocol)
    assert licence.state == Licence.State.IN_USE


def test_a_change_takes_confirmations_back_and_an_equal_text_does_not(licence, officer, resident):
    protocol = write(officer, licence)
    confirm(resident, licence, "party", protocol)
    assert write(officer, licence).party_confirmed_at is not None
    assert write(officer, licence, values={"keys": 3}).party_confirmed_at is None


def test_only_what_was_read_is_confirmed(licence, officer, resident):
    read = handing.print_of(write(officer, licence))
    write(officer, licence, values={"keys": 5})
    with pytest.raises(handing.ProtocolChanged):
        handing.confirm_protocol(by=resident, licence=licence, way="out", side="party", seen=read, at=AT)


def test_a_photo_is_part_of_what_is_confirmed(licence, officer, resident):
    protocol = write(officer, licence)
    read = handing.print_of(protocol)
    confirm(resident, licence, "party", protocol)
    taken = handing.add_protocol_photo(
        by=officer, licence=licence, way="out", file=uploaded(photo()), alt_text="Rysa na witrynie", at=AT
    )
    protocol.refresh_from_db()
    assert protocol.party_confirmed_at is None
    with pytest.raises(handing.ProtocolChanged):
        handing.confirm_protocol(by=resident, licence=licence, way="out", side="party", seen=read, at=AT)
    handing.remove_protocol_photo(by=officer, licence=licence, way="out", upload=taken, at=AT)
    assert handing.print_of(protocol) == read


def test_whoever_writes_over_the_others_words_is_told(licence, officer, resident):
    write(officer, licence, seen="")
    with pytest.raises(handing.ProtocolChanged):
        write(resident, licence, values={"keys": 9}, seen="")


def test_a_confirmed_protocol_stays(licence, officer, resident):
    confirmed(licence, "out", at=AT)
    with pytest.raises(licensing.NotWaiting):
        write(officer, licence)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"items": [{"what": "Podłoga", "state": ""}]}, "items"),
        ({"items": [{"what": "", "state": "good", "note": "rysa"}]}, "items"),
        ({"items": [{"what": "Szyba", "state": "damaged", "note": ""}]}, "items"),
        ({"meters": [{"what": "Prąd", "value": ""}]}, "meters"),
        ({"keys": -1}, "keys"),
        ({"on": DAY + timedelta(days=1)}, "on"),
    ],
)
def test_what_cannot_stand_is_named(licence, officer, values, field):
    with pytest.raises(BadValues) as refused:
        write(officer, licence, values=values)
    assert {error.field for error in refused.value.errors} == {field}


def test_hand_back_frees_the_space_and_keeps_of_the_deposit_with_a_reason(space, officer, resident):
    licence = in_use(space, resident, deposit="500")
    last = moment(licence.ends_on)
    for wrong, field in (({"deposit_kept": "600"}, "deposit_kept"), ({"deposit_kept": "60"}, "deposit_why")):
        with pytest.raises(BadValues) as refused:
            write(
                officer, licence, "back", values={**wrong, "deposit_why": "Szyba"} if field != "deposit_why" else wrong
            )
        assert {error.field for error in refused.value.errors} == {field}
    confirmed(licence, "back", at=last, deposit_kept="60", deposit_why="Stłuczona szyba")
    space.refresh_from_db()
    assert (licence.state, licence.ended_at, space.state) == (Licence.State.ENDED, last, Space.State.FREE)
    assert licence.protocols.get(way="back").deposit_kept == Decimal("60")


def test_the_user_says_nothing_about_the_deposit(space, resident):
    licence = in_use(space, resident, deposit="500")
    protocol = write(resident, licence, "back", values={"deposit_kept": "0.01", "deposit_why": "x"})
    assert protocol.deposit_kept is None


def test_nothing_is_handed_over_before_it_is_in_force_nor_back_before_it_was_handed_over(space, officer, resident):
    licence = sent(space, resident)
    with pytest.raises(licensing.NotWaiting):
        write(officer, licence)
    with pytest.raises(licensing.NotWaiting):
        write(officer, in_force(make_space(space.organisation)), "back")


def test_the_next_user_waits_until_the_last_one_is_out(space, officer, resident):
    first = in_use(space, resident)
    second = in_force(space, starts_on=first.ends_on + timedelta(days=1), ends_on=first.ends_on + timedelta(days=30))
    with pytest.raises(handing.StillInUse):
        confirmed(second, "out", at=moment(second.starts_on))
    confirmed(first, "back", at=moment(first.ends_on))
    confirmed(second, "out", at=moment(second.starts_on))
    assert second.state == Licence.State.IN_USE


def test_without_a_protocol_there_is_nothing_to_confirm(licence, officer):
    with pytest.raises(handing.NothingToConfirm):
        handing.confirm_protocol(by=officer, licence=licence, way="out", side="city", seen="", at=AT)


def test_who_stays_away_holds_the_space_for_two_weeks_and_no_longer(space, officer, resident):
    licence = in_use(space, resident)
    protocol = handing.write_protocol(by=officer, licence=licence, way="back", values={"keys": 1}, at=AT)
    seen = handing.print_of(protocol)
    for days, state in ((14, Licence.State.IN_USE), (15, Licence.State.ENDED)):
        at = moment(licence.ends_on + timedelta(days=days))
        handing.confirm_protocol(by=officer, licence=licence, way="back", side="city", seen=seen, at=at)
        licence.refresh_from_db()
        assert licence.state == state
    space.refresh_from_db()
    protocol.refresh_from_db()
    assert (space.state, protocol.party_confirmed_at) == (Space.State.FREE, None)


def test_nobody_takes_a_space_over_alone(licence, officer):
    protocol = write(officer, licence)
    at = moment(licence.ends_on + timedelta(days=40))
    handing.confirm_protocol(
        by=officer, licence=licence, way="out", side="city", seen=handing.print_of(protocol), at=at
    )
    assert licence.state == Licence.State.ACTIVE
