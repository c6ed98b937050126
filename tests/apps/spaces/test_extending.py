"""More time, an early end, what the use brought, and what the clock does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from skwer.apps.forms.values import BadValues
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.spaces.actions import extending, handing, licensing
from skwer.apps.spaces.licence_queries import held_until
from skwer.apps.spaces.models import Extension, Licence, Space
from skwer.apps.spaces.own_data import OWN_DATA

from ...factories import AT, make_person
from ...licence_factories import DAY, confirmed, drafted, in_force, in_use, make_space, moment, sent, sign_both

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(city) -> Space:
    return make_space(city)


@pytest.fixture
def licence(space, resident) -> Licence:
    return in_use(space, resident)


def ask(by, licence, days=30, why="Sezon trwa.", at=AT):
    return extending.ask_extension(by=by, licence=licence, until=licence.ends_on + timedelta(days=days), why=why, at=at)


def answer(by, extension, agree=True, words=""):
    return extending.answer_extension(by=by, extension=extension, agree=agree, answer=words, at=AT)


def test_an_agreed_extension_is_in_force_when_both_signed_its_annex(licence, officer, resident):
    was = licence.ends_on
    extension = answer(officer, ask(resident, licence))
    assert extension.state == Extension.State.AGREED
    licence.refresh_from_db()
    assert (licence.ends_on, held_until(licence)) == (was, was + timedelta(days=30))
    sign_both(licence)
    extension.refresh_from_db()
    assert (licence.ends_on, extension.state) == (was + timedelta(days=30), Extension.State.IN_FORCE)
    assert [one.number for one in licence.versions.all()] == [1, 2]
    annex = licence.versions.get(number=2)
    assert "23 czerwca 2027" not in str(annex.text) or annex.ends_on == licence.ends_on


def test_an_agreed_extension_already_holds_its_days(licence, officer, resident, space):
    answer(officer, ask(resident, licence))
    after = {"starts_on": licence.ends_on + timedelta(days=10), "ends_on": licence.ends_on + timedelta(days=60)}
    with pytest.raises(licensing.SpaceTaken):
        sent(space, **after)


def test_nobody_extends_into_somebody_elses_days(licence, officer, resident, space):
    extension = ask(resident, licence)
    sent(space, starts_on=licence.ends_on + timedelta(days=20), ends_on=licence.ends_on + timedelta(days=40))
    with pytest.raises(licensing.SpaceTaken):
        answer(officer, extension)
    extending.withdraw_extension(by=resident, extension=extension, at=AT)
    with pytest.raises(licensing.SpaceTaken):
        ask(resident, licence)
    assert ask(resident, licence, days=19).state == Extension.State.ASKED


def test_only_the_user_asks_and_only_the_office_answers(licence, officer, resident, auditor):
    for by in (officer, auditor, make_person("Obca")):
        with pytest.raises(NotAllowed):
            ask(by, licence)
    extension = ask(resident, licence)
    for by in (resident, auditor):
        with pytest.raises(NotAllowed):
            answer(by, extension)


def test_one_extension_at_a_time_each_with_a_reason(licence, resident, officer):
    with pytest.raises(BadValues):
        ask(resident, licence, why=" ")
    with pytest.raises(BadValues):
        ask(resident, licence, days=0)
    with pytest.raises(BadValues):  # longer than the space is given for
        ask(resident, licence, days=400)
    extension = ask(resident, licence)
    with pytest.raises(extending.OneIsOpen):
        ask(resident, licence)
    with pytest.raises(BadValues):
        answer(officer, extension, agree=False)
    assert answer(officer, extension, agree=False, words="Remont.").state == Extension.State.REFUSED
    with pytest.raises(licensing.NotWaiting):
        answer(officer, extension)
    assert ask(resident, licence).state == Extension.State.ASKED


def test_after_the_last_day_it_is_too_late(licence, resident):
    with pytest.raises(licensing.NotWaiting):
        ask(resident, licence, at=moment(licence.ends_on + timedelta(days=1)))


def test_the_notice_holds_for_the_user_and_the_office_may_end_at_once(licence, officer, resident, space):
    def end(by, days, **told):
        return extending.terminate_licence(
            by=by, licence=licence, on=DAY + timedelta(days=days), why="Powód.", at=AT, **told
        )

    with pytest.raises(BadValues):
        end(resident, 13)
    with pytest.raises(BadValues):
        end(officer, 0)
    with pytest.raises(BadValues):
        end(resident, 0, at_once=True)
    with pytest.raises(BadValues):
        end(resident, 400)
    with pytest.raises(NotAllowed):
        end(make_person("Obca"), 20)
    extension = ask(resident, licence)
    end(officer, 8, at_once=True)
    extension.refresh_from_db()
    space.refresh_from_db()
    assert licence.state == Licence.State.TERMINATED
    assert licence.ends_on == DAY + timedelta(days=8)
    assert extension.state == Extension.State.WITHDRAWN
    assert space.state == Space.State.IN_USE  # until it is handed back
    confirmed(licence, "back", at=AT)
    space.refresh_from_db()
    assert (licence.state, space.state) == (Licence.State.ENDED, Space.State.FREE)


def test_what_was_never_handed_over_ends_without_a_protocol(space, resident):
    licence = in_force(space, resident)
    extending.terminate_licence(by=resident, licence=licence, on=DAY + timedelta(days=14), why="Nie mogę.", at=AT)
    space.refresh_from_db()
    assert (licence.state, space.state) == (Licence.State.ENDED, Space.State.FREE)
    with pytest.raises(licensing.NotWaiting):  # whoever never had it has nothing to tell
        extending.evaluate(by=resident, licence=licence, values={"effects": "Nic."}, at=AT)


def test_what_the_use_brought_is_told_after_the_hand_back_and_published_by_the_office(licence, officer, resident):
    told = {"visitors": 1200, "events": 14, "effects": "Ulica ożyła.", "stays": "Regały."}
    with pytest.raises(licensing.NotWaiting):
        extending.evaluate(by=resident, licence=licence, values=told, at=AT)
    confirmed(licence, "back", at=moment(licence.ends_on))
    for wrong in ({"effects": ""}, {"visitors": -1}):
        with pytest.raises(BadValues):
            extending.evaluate(by=resident, licence=licence, values={**told, **wrong}, at=AT)
    evaluation = extending.evaluate(by=resident, licence=licence, values=told, at=AT)
    with pytest.raises(NotAllowed):
        extending.publish_evaluation(by=resident, evaluation=evaluation, at=AT)
    extending.publish_evaluation(by=officer, evaluation=evaluation, at=AT)
    with pytest.raises(licensing.NotWaiting):
        extending.evaluate(by=resident, licence=licence, values=told, at=AT)


def test_the_clock_ends_what_nobody_signed_and_only_that(space, resident):
    licence = sent(space, resident)
    assert list(extending.tick_licences(at=AT + timedelta(days=20))) == []
    assert len(list(extending.tick_licences(at=AT + timedelta(days=21)))) == 1
    assert list(extending.tick_licences(at=AT + timedelta(days=21))) == []
    licence.refresh_from_db()
    space.refresh_from_db()
    assert (licence.state, space.state) == (Licence.State.VOID, Space.State.FREE)


def test_a_draft_whose_time_is_over_is_void(space):
    licence = drafted(space)
    list(extending.tick_licences(at=moment(licence.ends_on)))
    licence.refresh_from_db()
    assert licence.state == Licence.State.DRAFTED
    list(extending.tick_licences(at=moment(licence.ends_on + timedelta(days=1))))
    licence.refresh_from_db()
    assert licence.state == Licence.State.VOID


def test_the_end_is_announced_a_month_a_week_before_on_the_day_and_after(licence, django_capture_on_commit_callbacks):
    told = []
    from skwer.apps.spaces.licence_signals import licence_near_end

    def hear(licence, at, **_more):
        told.append((at.date() - licence.ends_on).days)

    licence_near_end.connect(hear)
    try:
        for day in range(-40, 10):
            for _twice in range(2):
                with django_capture_on_commit_callbacks(execute=True):
                    list(extending.tick_licences(at=moment(licence.ends_on + timedelta(days=day))))
    finally:
        licence_near_end.disconnect(hear)
    assert told == [-30, -7, 0, 3]


def test_names_leave_after_the_archive_term_and_the_days_stay(licence, settings):
    confirmed(licence, "back", at=moment(licence.ends_on))
    year = licence.ended_at.year + settings.ARCHIVE_YEARS
    assert extending.forget_users(at=moment(DAY.replace(year=year))) == 0
    assert extending.forget_users(at=moment(DAY.replace(year=year + 1))) == 1
    assert extending.forget_users(at=moment(DAY.replace(year=year + 1))) == 0
    licence.refresh_from_db()
    assert (licence.party, licence.party_name, licence.party_address) == (None, "—", "")
    assert "Lis" not in str(licence.versions.get().text)
    assert "Lipowa" not in str(licence.versions.get().text)
    assert licence.starts_on is not None


def test_the_export_of_ones_data_tells_what_was_agreed(licence, resident):
    (told,) = OWN_DATA.export(resident)["agreements"]
    assert (told["number"], told["name"], told["address"]) == (
        licence.number, licence.party_name, licence.party_address,
    )  # fmt: skip


def test_a_space_nobody_took_over_is_free_after_the_last_day(space, resident):
    licence = in_force(space, resident)
    last, after = moment(licence.ends_on), moment(licence.ends_on + timedelta(days=1))
    assert list(extending.tick_licences(at=last)) == []
    assert len(list(extending.tick_licences(at=after))) == 1
    assert list(extending.tick_licences(at=after)) == []
    licence.refresh_from_db()
    space.refresh_from_db()
    assert (licence.state, licence.ended_at, space.state) == (Licence.State.ENDED, after, Space.State.FREE)
    assert licence.end_reason


def test_a_protocol_somebody_began_gets_two_weeks_more_and_the_users_word_all_it_needs(space, resident, officer):
    licence = in_force(space, resident)
    protocol = handing.write_protocol(by=officer, licence=licence, way="out", values={"keys": 1}, at=AT)
    waits, over = (moment(licence.ends_on + timedelta(days=n)) for n in (14, 15))
    list(extending.tick_licences(at=waits))
    licence.refresh_from_db()
    assert licence.state == Licence.State.ACTIVE
    seen = handing.print_of(protocol)
    with transaction.atomic():
        handing.confirm_protocol(by=resident, licence=licence, way="out", side="party", seen=seen, at=AT)
        list(extending.tick_licences(at=over))
        licence.refresh_from_db()
        assert licence.state == Licence.State.ACTIVE
        transaction.set_rollback(True)
    list(extending.tick_licences(at=over))
    licence.refresh_from_db()
    assert licence.state == Licence.State.ENDED
