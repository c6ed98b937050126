"""Closed by default; who writes, what is shown when, what is mended and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.discussion import actions, queries
from skwer.apps.discussion.kinds import kinds, seen
from skwer.apps.discussion.models import Comment, House, Notice, Ruling, Thread
from skwer.apps.discussion.terms import EDIT_FOR, MOST_A_DAY
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed, Refusal
from tests.discussion_factories import make_house, make_place, report, say
from tests.factories import AT, make_member, make_person

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def place(city):
    return make_place(city)


@pytest.fixture
def house(city, officer) -> House:
    return make_house(city, officer)


def texts(thread, person=None) -> list[str]:
    return [one.text for one in queries.listed(thread, person)]


# --- closed by default


def test_nobody_writes_where_the_city_has_not_opened_a_house(place, resident):
    with pytest.raises(actions.NotPossible):
        say(place, resident)
    assert not Thread.objects.exists()


def test_only_the_kinds_that_are_open_are_open(city, officer, place, resident):
    make_house(city, officer, kinds=["proposal"])
    with pytest.raises(actions.NotPossible):
        say(place, resident)
    make_house(city, officer, kinds=["place"])
    assert say(place, resident).state == State.SHOWN


def test_a_thing_has_one_discussion_however_its_number_is_written(house, officer, place, resident):
    thread = say(place, resident).thread
    actions.close_thread(by=officer, thread=thread, why="Sprawa zakończona.", at=AT)
    for key in (f"0{place.pk}", f"00{place.pk}"):
        assert seen(resident, "place", key) is None
        with pytest.raises(actions.NotPossible):
            actions.comment(by=resident, kind="place", key=key, text="Piszę dalej.", at=AT)
    assert Thread.objects.count() == 1


def test_a_house_without_rules_does_not_open(city, officer):
    with pytest.raises(actions.BadValue) as refused:
        make_house(city, officer, rules_pl="", rules_en="")
    assert refused.value.field == "rules_pl"


@pytest.mark.parametrize(
    ("name", "value"),
    [("kinds", ["vote"]), ("look_hours", 0), ("answer_days", 91), ("objection_days", 13), ("check_first", "never")],
)
def test_a_setting_that_makes_no_sense_is_refused_beside_its_field(city, officer, name, value):
    with pytest.raises(actions.BadValue) as refused:
        make_house(city, officer, **{name: value})
    assert refused.value.field == name


def test_only_those_who_run_the_city_open_its_house(city, resident, auditor, stranger):
    for person in (resident, auditor, stranger):
        with pytest.raises(NotAllowed):
            make_house(city, person)


def test_every_kind_says_what_a_thing_is_and_who_may_see_it(city, officer, resident, stranger):
    assert {"proposal", "place", "trial", "method", "space"} <= set(kinds())
    hidden = make_place(city, published=False, title="Szkic")
    assert seen(officer, "place", str(hidden.pk)).title == "Szkic"
    assert seen(resident, "place", str(hidden.pk)) is None
    assert seen(stranger, "place", str(hidden.pk)) is None
    assert seen(None, "place", "abc") is None
    assert seen(None, "planet", "1") is None


def test_nobody_writes_under_what_she_may_not_see(city, house, resident):
    with pytest.raises(actions.NotPossible):
        say(make_place(city, published=False), resident)


# --- writing


def test_a_comment_is_shown_at_once_or_once_somebody_has_looked(city, officer, place, resident):
    make_house(city, officer, check_first=House.Shown.AFTER)
    at_once = say(place, resident)
    assert (at_once.state, at_once.shown_at, at_once.looked_at) == (State.SHOWN, AT, None)
    make_house(city, officer, check_first=House.Shown.BEFORE)
    waits = say(place, resident, "Drugi komentarz")
    assert waits.state == State.WAITING
    assert texts(waits.thread) == [at_once.text]
    assert texts(waits.thread, resident) == [at_once.text, waits.text]
    actions.look(by=officer, comment=waits, at=AT)
    assert texts(waits.thread) == [at_once.text, waits.text]
    assert Ruling.objects.get().what == Ruling.What.SHOW


def test_the_oldest_stands_first_whoever_asks(house, place, resident, officer):
    first = say(place, text="pierwszy", at=AT)
    say(place, text="trzeci", at=AT + timedelta(hours=2))
    say(place, text="drugi", at=AT + timedelta(hours=1))
    for person in (None, resident, officer):
        assert texts(first.thread, person) == ["pierwszy", "drugi", "trzeci"]


def test_an_address_must_be_confirmed_and_a_closed_account_is_silent(house, place):
    with pytest.raises(actions.NotPossible):
        say(place, make_person("Nowa", verified=False))
    with pytest.raises(actions.NotPossible):
        say(place, make_person("Zamknięta", is_active=False))


def test_the_same_words_sent_twice_are_one_comment(house, place, resident):
    first = say(place, resident)
    assert say(place, resident, at=AT + timedelta(minutes=5)) == first
    assert say(place, resident, at=AT + timedelta(minutes=11)) != first


def test_one_person_writes_no_more_in_a_day_than_a_conversation_needs(house, place, resident):
    for n in range(MOST_A_DAY):
        say(place, resident, f"Komentarz {n}")
    with pytest.raises(actions.TooMany):
        say(place, resident, "Jeszcze jeden")
    assert say(place, resident, "Jutro", at=AT + timedelta(days=1, minutes=1))


def test_nobody_signs_as_the_office(city, house, place, resident):
    city.contact_office = "Wydział Zieleni"
    city.save()
    for name in ("Lipowiec nad Strugą", "lipowiec", "  wydział   ZIELENI "):
        with pytest.raises(actions.BadValue) as refused:
            say(place, resident, name=name)
        assert refused.value.field == "name"
    assert say(place, resident, name="Jan z Młyńskiej").author_name == "Jan z Młyńskiej"


@pytest.mark.parametrize("text", ["", " ", "x", "x" * 4001])
def test_too_little_and_too_much_is_refused_beside_the_field(house, place, resident, text):
    with pytest.raises(actions.BadValue) as refused:
        say(place, resident, text)
    assert refused.value.field == "text"


def test_what_no_reader_can_use_is_left_out(house, place, resident):
    said = say(place, resident, "  Dobra\x00 \u202eławka\r\ndruga linia  ", name="Jan\n z piątki")
    assert (said.text, said.author_name) == ("Dobra ławka\ndruga linia", "Jan z piątki")


def test_a_reply_to_a_reply_stands_under_the_same_comment(house, place):
    first = say(place)
    reply = say(place, text="odpowiedź", reply_to=first)
    deeper = say(place, text="odpowiedź na odpowiedź", reply_to=reply)
    assert (reply.parent, deeper.parent) == (first, first)


def test_nobody_replies_to_what_is_gone_or_stands_elsewhere(city, house, place, resident):
    first = say(place)
    elsewhere = say(make_place(city, title="Inne"))
    with pytest.raises(actions.BadValue):
        say(place, resident, reply_to=elsewhere)
    actions.withdraw(by=first.author, comment=first, at=AT)
    with pytest.raises(actions.BadValue):
        say(place, resident, reply_to=first)


def test_a_closed_thread_takes_nothing_until_it_is_opened_again(house, place, officer, resident, stranger):
    thread = say(place).thread
    with pytest.raises(NotAllowed):
        actions.close_thread(by=stranger, thread=thread, why="Bo tak", at=AT)
    actions.close_thread(by=officer, thread=thread, why="Wszystko powiedziano.", at=AT)
    with pytest.raises(actions.NotPossible):
        say(place, resident)
    assert len(texts(thread)) == 1
    actions.reopen_thread(by=officer, thread=thread, at=AT)
    assert say(place, resident)


# --- questions


def test_a_question_waits_for_the_office_which_answers_in_its_own_name(city, house, place, resident, officer):
    question = actions.ask(by=resident, kind="place", key=str(place.pk), text="Kiedy naprawicie ławkę?", at=AT)
    assert question.answer_due_on == AT.date() + timedelta(days=14)
    assert list(queries.comments_of(city, queries.QUESTIONS)) == [question]
    city.contact_office = "Wydział Zieleni"
    city.save()
    question.refresh_from_db()
    given = actions.answer(by=officer, question=question, text="W czwartek.", at=AT)
    assert (given.author_name, given.what, given.state, given.parent) == (
        "Wydział Zieleni", "answer", State.SHOWN, question,
    )  # fmt: skip
    assert not queries.comments_of(city, queries.QUESTIONS).exists()


def test_only_the_office_answers_and_only_what_is_shown(city, officer, place, resident, stranger, auditor):
    make_house(city, officer, check_first=House.Shown.BEFORE)
    question = actions.ask(by=resident, kind="place", key=str(place.pk), text="Kiedy?", at=AT)
    for person in (resident, stranger, auditor, officer):  # the officer must show it first
        with pytest.raises(actions.NotPossible):
            actions.answer(by=person, question=question, text="Jutro.", at=AT)
    actions.look(by=officer, comment=question, at=AT)
    assert actions.answer(by=officer, question=question, text="Jutro.", at=AT)


def test_an_official_answer_is_neither_mended_nor_taken_back(house, place, resident, officer):
    question = actions.ask(by=resident, kind="place", key=str(place.pk), text="Kiedy?", at=AT)
    given = actions.answer(by=officer, question=question, text="Jutro.", at=AT)
    with pytest.raises(actions.NotPossible):
        actions.edit(by=officer, comment=given, text="Pojutrze.", at=AT)
    with pytest.raises(actions.NotPossible):
        actions.withdraw(by=officer, comment=given, at=AT)


# --- one's own


def test_ones_own_is_mended_for_a_quarter_of_an_hour(house, place, resident, officer):
    mine = say(place, resident)
    actions.look(by=officer, comment=mine, at=AT)
    actions.edit(by=resident, comment=mine, text="Lepiej powiedziane.", at=AT + EDIT_FOR - timedelta(seconds=1))
    assert (mine.text, mine.looked_at) == ("Lepiej powiedziane.", None), "the office looks again"
    with pytest.raises(actions.NotPossible):
        actions.edit(by=resident, comment=mine, text="Za późno.", at=AT + EDIT_FOR)
    with pytest.raises(actions.NotPossible):
        actions.edit(by=officer, comment=mine, text="Cudze.", at=AT)


def test_what_was_looked_at_before_it_was_shown_is_not_mended_behind_the_office(city, officer, place, resident):
    make_house(city, officer, check_first=House.Shown.BEFORE)
    mine = say(place, resident)
    actions.edit(by=resident, comment=mine, text="Jeszcze czeka.", at=AT)
    actions.look(by=officer, comment=mine, at=AT)
    with pytest.raises(actions.NotPossible):
        actions.edit(by=resident, comment=mine, text="Obelga", at=AT)


def test_what_was_reported_stays_as_it_is_until_that_is_decided(house, place, resident):
    mine = say(place, resident)
    report(mine)
    with pytest.raises(actions.NotPossible):
        actions.edit(by=resident, comment=mine, text="Nic takiego.", at=AT)


def test_taken_back_its_words_are_gone_and_reports_end(house, place, resident, officer):
    mine = say(place, resident)
    notice = report(mine)
    with pytest.raises(actions.NotPossible):
        actions.withdraw(by=officer, comment=mine, at=AT)
    actions.withdraw(by=resident, comment=mine, at=AT + timedelta(days=30))
    mine.refresh_from_db()
    notice.refresh_from_db()
    assert (mine.state, mine.text, mine.author_name) == (State.WITHDRAWN, "", "")
    assert notice.state == Notice.State.GONE
    assert texts(mine.thread) == [], "no gap where nobody replied"


def test_a_gap_is_kept_where_others_replied(house, place, resident):
    mine = say(place, resident)
    say(place, text="Odpowiadam", reply_to=mine)
    actions.withdraw(by=resident, comment=mine, at=AT)
    assert texts(mine.thread) == ["", "Odpowiadam"]


def test_the_journal_holds_no_word_and_no_name(house, place, resident, officer):
    mine = say(place, resident, "Tajne słowo ogórek", name="Pan Jan")
    report(mine, text="Wstydliwa sprawa ogórek")
    actions.remove(by=officer, comment=mine, ground="insult", law="pkt 2", facts="Słowo ogórek obraża.", at=AT)
    kept = str(list(JournalEntry.objects.values_list("verb", "key", "before", "after")))
    for word in ("ogórek", "Pan Jan", "ewa@poczta.example", "Przechodnia"):
        assert word not in kept
    assert {"comment_written", "notice_given", "comment_removed"} <= set(
        JournalEntry.objects.values_list("verb", flat=True)
    )


def test_another_citys_officer_sees_nothing_that_is_not_shown(city, officer, house, place, resident, stranger, auditor):
    make_house(city, officer, check_first=House.Shown.BEFORE)
    waits = say(place, resident)
    seen_by = {p: Comment.objects.visible_to(p).filter(pk=waits.pk).exists() for p in (resident, officer, auditor)}
    assert all(seen_by.values())
    member = make_person("Członkini komisji")
    make_member(member, city, "member")
    for person in (None, stranger, member):
        assert not Comment.objects.visible_to(person).filter(pk=waits.pk).exists()
        assert queries.comment_seen(person, waits.uid) is None


def test_a_shown_comment_hides_with_its_thing_but_not_from_its_author(house, place, resident, officer, stranger):
    mine = say(place, resident)
    place.published_at = None
    place.save()
    assert queries.comment_seen(None, mine.uid) is None
    assert queries.comment_seen(stranger, mine.uid) is None
    assert queries.comment_seen(resident, mine.uid) == mine
    assert queries.comment_seen(officer, mine.uid) == mine


def test_refusals_have_words(house, place, resident):
    with pytest.raises(Refusal) as refused:
        say(place, resident, "")
    assert str(refused.value)
