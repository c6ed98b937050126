"""Reports, decisions with reasons, objections decided by somebody else, the public count, forgetting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from skwer.apps.discussion import actions, queries, rules
from skwer.apps.discussion.models import Comment, House, Notice, Objection, Ruling
from skwer.apps.discussion.own_data import OWN_DATA
from skwer.apps.discussion.terms import SIX_MONTHS, look_due
from skwer.apps.discussion.tokens import notice_key
from skwer.apps.people.actions import erase_person
from skwer.overview.discussion_dues import for_desks
from tests.discussion_factories import FACTS, LAW, make_house, make_place, removed, report, say
from tests.factories import AT, make_member, make_person

pytestmark = pytest.mark.django_db
State = Comment.State
WHY = "Nie podałem nazwiska i przepraszam za ton."


@pytest.fixture
def place(city):
    return make_place(city)


@pytest.fixture
def house(city, officer) -> House:
    return make_house(city, officer)


@pytest.fixture
def second(city):
    person = make_person("Tomasz Gajda")
    make_member(person, city, "officer")
    return person


@pytest.fixture
def mine(house, place, resident) -> Comment:
    return say(place, resident, "Sąsiad to złodziej.")


def fresh(row):
    row.refresh_from_db()
    return row


# --- reports


def test_anybody_reports_with_an_account_or_with_name_and_address(mine):
    notice = report(mine)
    assert (notice.by, notice.name, notice.email) == (None, "Ewa Przechodnia", "ewa@poczta.example")
    own = report(mine, make_person("Zalogowana"), name="Kto inny", email="kto@inny.example")
    assert (own.name, own.email) == ("", ""), "who she is, her account says"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ground": "boring"}, "ground"),
        ({"text": "złe"}, "text"),
        ({"name": " "}, "name"),
        ({"email": "nie-adres"}, "email"),
        ({"good_faith": False}, "good_faith"),
    ],
)
def test_a_report_says_why_who_and_in_good_faith(mine, values, field):
    with pytest.raises(actions.BadValue) as refused:
        report(mine, **values)
    assert refused.value.field == field
    assert not Notice.objects.exists()


def test_sexual_abuse_of_a_child_is_reported_without_a_name(mine):
    notice = report(mine, ground="child", name="", email="", text="Opis wykorzystania dziecka.")
    assert (notice.name, notice.email) == ("", "")


def test_the_same_person_reporting_twice_is_one_open_report(mine, stranger):
    assert report(mine) == report(mine, text="Jeszcze raz, innymi słowami.")
    assert report(mine, stranger) == report(mine, stranger)
    assert Notice.objects.count() == 2


def test_what_is_not_shown_is_not_reported(city, officer, place, resident):
    make_house(city, officer, check_first=House.Shown.BEFORE)
    with pytest.raises(actions.NotPossible):
        report(say(place, resident))


# --- deciding


def test_a_removal_needs_ground_provision_and_facts(mine, officer):
    for missing in ("ground", "law", "facts"):
        with pytest.raises(actions.BadValue) as refused:
            removed(mine, officer, **{missing: ""})
        assert refused.value.field == missing
    assert fresh(mine).state == State.SHOWN


def test_a_removal_ends_every_open_report_with_the_same_reasons(mine, officer, stranger, place):
    first, second_ = report(mine), report(mine, stranger)
    ruling = removed(mine, officer)
    assert fresh(mine).state == State.REMOVED
    for notice in (first, second_):
        assert (fresh(notice).state, notice.ruling) == (Notice.State.ACTED, ruling)
    assert (ruling.ground, ruling.law, ruling.facts) == ("insult", LAW, FACTS)
    shown = queries.listed(mine.thread, None)
    assert [(one.state) for one in shown] == ["removed"], "a gap with the ground, not silence"


def test_nobody_but_the_office_decides_and_nobody_about_her_own_words(
    mine, city, place, officer, resident, auditor, stranger
):
    report(mine)
    for person in (resident, auditor, stranger):
        for act in (
            lambda p=person: actions.look(by=p, comment=mine, at=AT),
            lambda p=person: removed(mine, p),
            lambda p=person: actions.keep(by=p, comment=mine, facts=FACTS, at=AT),
        ):
            with pytest.raises(actions.NotPossible):
                act()
    hers = say(place, officer, "Piszę prywatnie.")
    with pytest.raises(actions.NotPossible):
        actions.look(by=officer, comment=hers, at=AT)


def test_a_comment_that_stays_needs_reasons_and_a_report(mine, officer):
    with pytest.raises(actions.Decided):
        actions.keep(by=officer, comment=mine, facts=FACTS, at=AT)
    notice = report(mine)
    with pytest.raises(actions.BadValue):
        actions.keep(by=officer, comment=mine, facts="", at=AT)
    ruling = actions.keep(by=officer, comment=mine, facts="To zdanie o miejscu.", at=AT)
    assert (fresh(notice).state, notice.ruling, fresh(mine).state) == (Notice.State.LEFT, ruling, State.SHOWN)


def test_what_is_decided_is_not_decided_again(mine, officer, second):
    removed(mine, officer)
    with pytest.raises(actions.Decided):
        removed(mine, second)
    with pytest.raises(actions.Decided):
        actions.look(by=second, comment=mine, at=AT)


# --- objections


def test_an_objection_upheld_puts_the_comment_back_and_tells_who_reported(mine, officer, second, resident):
    notice = report(mine)
    ruling = removed(mine, officer)
    objection = actions.object_to(by=resident, ruling=ruling, text=WHY, at=AT)
    with pytest.raises(actions.NotPossible):
        actions.decide_objection(by=officer, objection=objection, upheld=True, answer="Sama zdecyduję.", at=AT)
    actions.decide_objection(by=second, objection=objection, upheld=True, answer="Nikogo tu nie wskazano.", at=AT)
    assert (fresh(mine).state, mine.text) == (State.SHOWN, "Sąsiad to złodziej.")
    assert fresh(objection).state == Objection.State.UPHELD
    assert fresh(notice).state == Notice.State.LEFT
    assert list(mine.rulings.order_by("pk").values_list("what", flat=True)) == ["remove", "restore"]
    with pytest.raises(actions.Decided):
        actions.decide_objection(by=second, objection=objection, upheld=False, answer="Jednak nie, bo tak.", at=AT)


def test_an_objection_dismissed_leaves_things_as_they_are(mine, officer, second, resident):
    objection = actions.object_to(by=resident, ruling=removed(mine, officer), text=WHY, at=AT)
    actions.decide_objection(by=second, objection=objection, upheld=False, answer="Słowa wskazują osobę.", at=AT)
    assert (fresh(mine).state, fresh(objection).state) == (State.REMOVED, Objection.State.DISMISSED)


def test_who_reported_without_an_account_objects_with_her_key(mine, officer, second):
    notice = report(mine)
    ruling = actions.keep(by=officer, comment=mine, facts="To zdanie o miejscu.", at=AT)
    fresh(notice)
    with pytest.raises(actions.NotPossible):
        actions.object_to(by=None, ruling=ruling, notice=notice, text=WHY, at=AT, key="zgadywany")
    key = notice_key(notice)
    objection = actions.object_to(by=None, ruling=ruling, notice=notice, text=WHY, at=AT, key=key)
    with pytest.raises(actions.NotPossible):
        actions.object_to(by=None, ruling=ruling, notice=notice, text=WHY, at=AT, key=key)
    with pytest.raises(actions.BadValue) as refused:  # its author will get a statement of reasons: it needs a ground
        actions.decide_objection(by=second, objection=objection, upheld=True, answer="Jednak obraża osobę.", at=AT)
    assert refused.value.field == "ground"
    assert fresh(objection).state == Objection.State.OPEN, "all or nothing"
    actions.decide_objection(
        by=second, objection=objection, upheld=True, answer="Jednak obraża osobę.", ground="insult", law=LAW, at=AT
    )
    assert (fresh(mine).state, fresh(notice).state) == (State.REMOVED, Notice.State.ACTED)
    last = mine.rulings.get(what="remove")
    assert actions.object_to(by=mine.author, ruling=last, text=WHY, at=AT), "the author may object in turn"


def test_one_objects_once_and_in_time_and_only_in_ones_own_matter(mine, officer, resident, stranger, house):
    ruling = removed(mine, officer)
    with pytest.raises(actions.NotPossible):
        actions.object_to(by=stranger, ruling=ruling, text=WHY, at=AT)
    with pytest.raises(actions.NotPossible):
        actions.object_to(by=None, ruling=ruling, text=WHY, at=AT)
    with pytest.raises(actions.NotPossible):
        actions.object_to(by=resident, ruling=ruling, text=WHY, at=AT + timedelta(days=house.objection_days))
    last = AT + timedelta(days=house.objection_days, seconds=-1)
    actions.object_to(by=resident, ruling=ruling, text=WHY, at=last)
    with pytest.raises(actions.NotPossible):
        actions.object_to(by=resident, ruling=ruling, text=WHY, at=last)


def test_where_nobody_else_works_the_administrator_decides_and_says_so(mine, officer, city, resident):
    objection = actions.object_to(by=resident, ruling=removed(mine, officer), text=WHY, at=AT)
    alone = rules.may_decide_objection(officer, objection)
    assert not alone
    assert "administrac" in str(alone.why)
    make_member(officer, city, "admin")
    may = rules.may_decide_objection(officer, objection)
    assert may
    assert str(may.why)
    make_member(make_person("Nowy"), city, "officer")
    assert not rules.may_decide_objection(officer, objection), "now somebody else is there"


def test_who_reported_a_comment_does_not_decide_about_the_objection_while_others_can(mine, officer, second, city):
    report(mine, second)
    objection = actions.object_to(by=mine.author, ruling=removed(mine, officer), text=WHY, at=AT)
    assert rules.may_decide_objection(second, objection), "nobody else is there who did not decide"
    third = make_person("Iga Trzecia")
    make_member(third, city, "officer")
    assert not rules.may_decide_objection(second, objection)
    assert rules.may_decide_objection(third, objection)


def test_nobody_decides_about_her_own_objection(mine, officer, second, place):
    hers = say(place, second, "Piszę prywatnie, ostro.")
    objection = actions.object_to(by=second, ruling=removed(hers, officer), text=WHY, at=AT)
    assert not rules.may_decide_objection(second, objection)


# --- who reads what


def test_reasons_are_read_by_the_author_who_reported_and_the_desk(mine, officer, auditor, resident, stranger):
    teller = make_person("Zgłaszająca")
    report(mine, teller)
    ruling = removed(mine, officer)
    for person in (resident, teller, officer, auditor):
        assert rules.reads_ruling(person, ruling)
    for person in (None, stranger, make_person("Ktoś")):
        assert not rules.reads_ruling(person, ruling)


def test_a_key_opens_its_own_report_until_the_address_is_forgotten(mine):
    notice, other = report(mine), report(mine, email="inna@poczta.example")
    assert rules.reads_notice(None, notice, notice_key(notice))
    assert not rules.reads_notice(None, other, notice_key(notice))
    key = notice_key(notice)
    notice.email = ""
    assert not rules.reads_notice(None, notice, key)
    assert not rules.reads_notice(None, notice, notice_key(notice))


# --- how long things take


def test_hours_run_on_working_days_only(house):
    house.look_hours = 24
    friday = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
    assert look_due(house, friday) == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    saturday = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
    assert look_due(house, saturday) == datetime(2026, 11, 23, 23, 0, tzinfo=UTC), "midnight in Warsaw"


def test_the_desk_is_told_what_waits_and_what_is_late(mine, place, officer, auditor, stranger):
    report(mine)
    actions.ask(by=mine.author, kind="place", key=str(place.pk), text="Kiedy naprawa?", at=AT)
    kinds = [due.route for due in for_desks(officer, AT)]
    assert len(kinds) == 3, "a report, a question, comments to look at"
    later = for_desks(officer, AT + timedelta(days=30))
    assert {due.state for due in later} == {"late"}
    assert for_desks(auditor, AT) == for_desks(stranger, AT) == []


# --- in public


def test_every_decision_is_counted_in_public_without_names(mine, city, place, officer, second, resident):
    report(mine, at=AT)
    ruling = removed(mine, officer, at=AT + timedelta(hours=6))
    objection = actions.object_to(by=resident, ruling=ruling, text=WHY, at=AT + timedelta(days=1))
    actions.decide_objection(
        by=second, objection=objection, upheld=True, answer="Nikogo nie wskazano.", at=AT + timedelta(days=2)
    )
    other = say(place, text="Drugi")
    removed(other, officer, ground="spam")
    (year,) = queries.years(city, AT + timedelta(days=3))
    assert (year.year, year.comments, year.notices, year.removed, year.on_notice) == (2026, 2, 1, 2, 1)
    assert year.by_ground == {"insult": 1, "spam": 1}
    assert (year.objections, year.upheld, year.dismissed, year.restored, year.kept) == (1, 1, 0, 1, 0)
    assert year.hours == 48, "until the last word about the report"


# --- forgetting


def test_once_nobody_can_object_any_more_it_is_forgotten_who_it_was(mine, officer, second, resident, house):
    notice = report(mine)
    ruling = removed(mine, officer)
    end = AT + timedelta(days=SIX_MONTHS)
    assert actions.forget(at=end - timedelta(seconds=1)) == 0
    assert actions.forget(at=end)
    assert actions.forget(at=end) == 0
    assert (fresh(notice).name, notice.email, notice.text) == ("", "", "")
    assert (fresh(ruling).by, ruling.facts) == (None, FACTS)
    assert fresh(mine).text == ""


def test_a_longer_time_to_object_keeps_things_longer(mine, city, officer):
    make_house(city, officer, objection_days=365)
    report(mine)
    removed(mine, officer)
    assert actions.forget(at=AT + timedelta(days=364)) == 0
    assert actions.forget(at=AT + timedelta(days=365))


def test_an_open_objection_keeps_everything(mine, officer, second, resident):
    objection = actions.object_to(by=resident, ruling=removed(mine, officer), text=WHY, at=AT)
    far = AT + timedelta(days=SIX_MONTHS * 2)
    assert actions.forget(at=far) == 0
    actions.decide_objection(by=second, objection=objection, upheld=False, answer="Słowa wskazują osobę.", at=far)
    assert actions.forget(at=far) == 0
    assert actions.forget(at=far + timedelta(days=SIX_MONTHS))
    assert (fresh(objection).by, objection.text) == (None, "")


def test_an_open_report_keeps_its_name(mine):
    notice = report(mine)
    actions.forget(at=AT + timedelta(days=SIX_MONTHS * 3))
    assert fresh(notice).email == "ewa@poczta.example"


def test_an_erased_account_takes_its_words_along_and_leaves_the_offices(mine, place, officer, resident):
    say(place, text="odpowiadam", reply_to=mine)
    question = actions.ask(by=resident, kind="place", key=str(place.pk), text="Kiedy?", at=AT)
    given = actions.answer(by=officer, question=question, text="Jutro.", at=AT)
    exported = OWN_DATA.export(resident)
    assert [one["text"] for one in exported["comments"]] == ["Sąsiad to złodziej.", "Kiedy?"]
    erase_person(by=resident, person=resident, at=AT)
    assert (fresh(mine).text, mine.author_name, mine.author, mine.state) == ("", "", None, State.WITHDRAWN)
    OWN_DATA.erase(officer, AT)
    assert fresh(given).text == "Jutro."


def test_once_a_day_those_who_answer_for_a_thing_hear_of_what_is_new(mine, place):
    assert actions.tell_of_new(at=AT) == 1
    assert actions.tell_of_new(at=AT + timedelta(minutes=1)) == 0
    say(place, text="Nowe", at=AT + timedelta(hours=1))
    assert actions.tell_of_new(at=AT + timedelta(hours=2)) == 0, "once a day"
    assert actions.tell_of_new(at=AT + timedelta(hours=24)) == 1
    assert (fresh(mine.thread).told_from, mine.thread.told_at) == (AT, AT + timedelta(hours=24))
    assert Ruling.objects.count() == 0
