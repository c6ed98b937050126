"""The inventory, wishes and what fits: who may, what is refused, and what is kept as it was shown."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.spaces import actions, queries
from skwer.apps.spaces.actions import licensing
from skwer.apps.spaces.models import Match, Space, Wish
from skwer.apps.spaces.signals import space_found

from ...factories import AT, make_member, make_organisation, make_person
from ...licence_factories import confirmed, drafted, in_force, in_use, moment, sign_both, terms
from ...spaces_factories import make_space, make_wish


def test_a_space_is_a_draft_until_it_is_offered(city, officer, resident, stranger):
    space = make_space(city, officer, published=False)
    assert space.state == Space.State.DRAFT
    for person in (None, resident, stranger):
        assert not Space.objects.visible_to(person).exists()
    assert Space.objects.visible_to(officer).exists()

    actions.publish_space(by=officer, space=space, at=AT)
    assert Space.objects.visible_to(None).get() == space
    assert space.state == Space.State.FREE


def test_only_the_citys_office_keeps_the_inventory(city, officer, resident, stranger, auditor):
    space = make_space(city, officer)
    for person in (resident, stranger, auditor):
        with pytest.raises(NotAllowed):
            make_space(city, person)
        with pytest.raises(NotAllowed):
            actions.change_space(by=person, space=space, values={"address": "x"}, at=AT)
        with pytest.raises(NotAllowed):
            actions.withdraw_space(by=person, space=space, at=AT)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title_pl": " ", "title_en": ""}, "title_pl"),
        ({"area_m2": "0"}, "area_m2"),
        ({"kind": "castle"}, "kind"),
        ({"uses": ["war"]}, "uses"),
        ({"utilities": "water"}, "utilities"),
        ({"fee": "free", "fee_month": "10"}, "fee_month"),
        ({"fee_month": "-1"}, "fee_month"),
        ({"least_days": 10, "most_days": 9}, "most_days"),
        ({"free_from": date(2027, 1, 2), "free_until": date(2027, 1, 1)}, "free_until"),
        ({"lon": "16.1"}, "lon"),
        ({"currency": "XXX"}, "currency"),
    ],
)
def test_a_value_that_cannot_stand_is_named(city, officer, values, field):
    with pytest.raises(actions.BadValue) as refused:
        make_space(city, officer, **values)
    assert refused.value.field == field


def test_a_space_without_words_or_place_is_not_offered(city, officer):
    space = make_space(city, officer, published=False, summary_pl="", summary_en="")
    with pytest.raises(actions.NotReady):
        actions.publish_space(by=officer, space=space, at=AT)
    nowhere = make_space(city, officer, published=False, address="")
    with pytest.raises(actions.NotReady):
        actions.publish_space(by=officer, space=nowhere, at=AT)


def test_withdrawing_forgets_the_owners_name_and_stays_out_of_the_journal(city, officer):
    space = make_space(city, officer, owner_name="Zofia Właścicielska")
    actions.withdraw_space(by=officer, space=space, at=AT)
    space.refresh_from_db()
    assert space.owner_name == ""
    assert not Space.objects.public().exists()
    assert "Zofia" not in str(list(JournalEntry.objects.values_list("before", "after")))


def test_a_space_in_use_is_not_withdrawn(city, officer):
    space = make_space(city, officer)
    Space.objects.update(state=Space.State.IN_USE)
    with pytest.raises(actions.WrongState):
        actions.withdraw_space(by=officer, space=space, at=AT)


def test_a_wish_finds_what_fits_with_reasons(city, officer, resident):
    fits = make_space(city, officer)
    make_space(city, officer, title_pl="Bez wody", utilities=["power"])
    wish = make_wish(city, resident)

    match = Match.objects.get()
    assert (match.space, match.wish, match.score) == (fits, wish, 100)
    assert [reason["what"] for reason in match.reasons] == ["use", "time", "area", "utilities"]
    [(missed, why)] = queries.near_misses(wish)
    assert missed.title == "Bez wody"
    assert [reason.what for reason in why.reasons if reason.hard] == ["utilities"]


def test_a_space_that_comes_later_is_found_and_told(city, officer, resident, django_capture_on_commit_callbacks):
    from skwer.apps.spaces.signals import space_found

    wish = make_wish(city, resident)
    heard = []

    def listen(**facts):
        heard.append(facts["match"].wish)

    space_found.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            make_space(city, officer)
    finally:
        space_found.disconnect(listen)
    assert heard == [wish]


def test_what_was_only_seen_follows_the_space_and_what_was_answered_stays(city, officer, resident):
    first, second = make_space(city, officer), make_space(city, officer, title_pl="Drugi")
    make_wish(city, resident)
    answered = Match.objects.get(space=first)
    actions.state_interest(by=resident, match=answered, at=AT)
    for space in (first, second):
        actions.change_space(by=officer, space=space, values={"utilities": ["power"]}, at=AT)
    assert [m.space for m in Match.objects.all()] == [first]
    assert Match.objects.get().score == 100


def test_wishes_are_seen_by_their_people_and_the_citys_desk_only(city, officer, resident, stranger, auditor):
    group = make_organisation("grupa")
    friend, member = make_person("Ela"), make_person("Członkini komisji")
    make_member(resident, group, "admin")
    make_member(friend, group, "member")
    make_member(member, city, "member")
    wish = make_wish(city, resident, for_organisation=group)
    for person in (resident, friend, officer, auditor):
        assert Wish.objects.visible_to(person).get() == wish
    for person in (None, stranger, member, make_person()):
        assert not Wish.objects.visible_to(person).exists()


def test_nobody_looks_in_the_name_of_an_organisation_she_does_not_belong_to(city, resident):
    with pytest.raises(actions.BadValue) as refused:
        make_wish(city, resident, for_organisation=make_organisation("cudza"))
    assert refused.value.field == "for_organisation"


def test_wishes_that_contradict_themselves_are_refused(city, resident):
    for values, field in (
        ({"area_min": Decimal(50), "area_max": Decimal(40)}, "area_max"),
        ({"starts_on": date(2027, 2, 1), "ends_on": date(2027, 1, 1)}, "ends_on"),
        ({"access": ["wings"]}, "access"),
        ({"title": ""}, "title"),
    ):
        with pytest.raises(actions.BadValue) as refused:
            make_wish(city, resident, **values)
        assert refused.value.field == field


def test_the_office_agrees_only_to_who_is_interested_and_gives_up_with_a_reason(city, officer, resident, stranger):
    make_space(city, officer)
    make_wish(city, resident)
    match = Match.objects.get()
    with pytest.raises(actions.CannotMatch):
        actions.agree_to_match(by=officer, match=match, at=AT)
    with pytest.raises(NotAllowed):
        actions.state_interest(by=officer, match=match, at=AT)
    actions.state_interest(by=resident, match=match, at=AT)
    for person in (resident, stranger):
        with pytest.raises(NotAllowed):
            actions.agree_to_match(by=person, match=match, at=AT)
    actions.agree_to_match(by=officer, match=match, at=AT)
    with pytest.raises(actions.BadValue):
        actions.drop_match(by=officer, match=match, why=" ", at=AT)
    actions.drop_match(by=officer, match=match, why="Lokal idzie na sprzedaż.", at=AT)
    assert (match.state, match.note) == (Match.State.DROPPED, "Lokal idzie na sprzedaż.")


def test_a_space_somebody_uses_interests_nobody_any_more(city, officer, resident):
    make_space(city, officer)
    make_wish(city, resident)
    match = Match.objects.get()
    Space.objects.update(state=Space.State.IN_USE)
    match.refresh_from_db()
    with pytest.raises(actions.CannotMatch):
        actions.state_interest(by=resident, match=match, at=AT)


def test_a_closed_wish_finds_nothing_and_can_be_opened_again(city, officer, resident):
    make_space(city, officer)
    wish = make_wish(city, resident)
    actions.close_wish(by=resident, wish=wish, at=AT)
    assert not Match.objects.exists()
    with pytest.raises(actions.WrongState):
        actions.change_wish(by=resident, wish=wish, values={"title": "x"}, at=AT)
    actions.reopen_wish(by=resident, wish=wish, at=AT)
    assert Match.objects.count() == 1


def test_the_words_of_a_closed_wish_go_after_two_years(city, resident):
    wish = make_wish(city, resident)
    actions.close_wish(by=resident, wish=wish, at=AT)
    assert actions.forget_wishes(at=AT + timedelta(days=729)) == 0
    assert actions.forget_wishes(at=AT + timedelta(days=730)) == 1
    wish.refresh_from_db()
    assert wish.text == ""


def test_the_best_pairs_serve_all_wishes_at_once(city, officer, resident):
    """Both fit the first; only one fits the second: the second gets it."""
    dry = make_space(city, officer, title_pl="Bez wody", utilities=["power"])
    wet = make_space(city, officer)
    easy = make_wish(city, resident, utilities=[])
    picky = make_wish(city, resident)
    assert queries.best_pairs(city) == {easy.pk: dry.pk, picky.pk: wet.pk}


def test_another_citys_spaces_are_not_offered(city, other_city, officer, stranger, resident):
    make_space(other_city, stranger)
    make_wish(city, resident)
    assert not Match.objects.exists()


def test_ten_open_wishes_are_enough(city, resident):
    for _n in range(10):
        make_wish(city, resident)
    with pytest.raises(actions.WrongState):
        make_wish(city, resident)


def test_who_looks_hears_of_a_space_that_is_given_back(city, officer, resident, django_capture_on_commit_callbacks):
    space = make_space(city, officer, free_from=None)
    licence = in_use(space, make_person())
    wish = make_wish(city, resident)
    assert not wish.matches.exists()
    heard = []
    with django_capture_on_commit_callbacks(execute=True):
        space_found.connect(hear := lambda match, **_rest: heard.append(match.wish), weak=False)
        confirmed(licence, "back", at=moment(licence.ends_on))
    space_found.disconnect(hear)
    assert heard == [wish]
    assert wish.matches.get().space == space


def test_a_space_that_was_taken_is_no_longer_shown_to_those_who_only_saw_it(city, officer, resident, stranger):
    space = make_space(city, officer, free_from=None)
    seen, asked = make_wish(city, resident), make_wish(city, stranger)
    actions.state_interest(by=stranger, match=asked.matches.get(), at=AT)
    in_force(space, make_person())
    assert not seen.matches.exists()
    assert asked.matches.get().state == Match.State.INTERESTED


def test_an_agreement_ends_the_search_it_came_from(city, officer, resident):
    space = make_space(city, officer, free_from=None)
    make_space(city, officer, title_pl="Inny", free_from=None)
    other = make_space(city, officer, title_pl="Trzeci", free_from=None)
    wish = make_wish(city, resident)
    actions.state_interest(by=resident, match=wish.matches.get(space=other), at=AT)
    match = wish.matches.get(space=space)
    licence = licensing.draft_licence(by=officer, space=space, values=terms(), match=match, at=AT)
    licensing.send_licence(by=officer, licence=licence, at=AT)
    sign_both(licence)
    wish.refresh_from_db()
    assert (wish.state, wish.closed_at) == (Wish.State.FOUND, AT)
    states = dict(wish.matches.values_list("space__title_pl", "state"))
    assert states == {space.title_pl: Match.State.LICENSED, "Trzeci": Match.State.DROPPED}

    confirmed(licence, "out", at=moment(licence.starts_on))
    confirmed(licence, "back", at=moment(licence.ends_on))
    actions.reopen_wish(by=resident, wish=wish, at=AT)
    actions.state_interest(by=resident, match=wish.matches.get(space=space), at=AT)


def test_a_space_promised_to_somebody_is_not_withdrawn_and_a_withdrawn_one_is_not_promised(city, officer, resident):
    space = make_space(city, officer, free_from=None)
    draft = drafted(space, resident)
    actions.withdraw_space(by=officer, space=space, at=AT)
    with pytest.raises(licensing.SpaceNotOffered):
        licensing.send_licence(by=officer, licence=draft, at=AT)
    actions.publish_space(by=officer, space=space, at=AT)
    assert space.state == Space.State.TALKS
    licensing.send_licence(by=officer, licence=draft, at=AT)
    with pytest.raises(actions.WrongState):
        actions.withdraw_space(by=officer, space=space, at=AT)


def test_withdrawing_calls_off_the_appointments_to_come(city, officer, resident):
    space = make_space(city, officer)
    begins = AT + timedelta(days=2)
    viewing = actions.add_viewing(by=officer, space=space, starts_at=begins, ends_at=begins + timedelta(hours=1), at=AT)
    actions.withdraw_space(by=officer, space=space, at=AT)
    viewing.refresh_from_db()
    assert viewing.cancelled_at == AT
