"""Letters about comments: whom they reach, the reasons they carry, and what they keep to themselves."""

from __future__ import annotations

import pytest

from skwer.apps.discussion import actions
from skwer.mail import jobs
from tests.discussion_factories import make_house, make_place, removed, report, say
from tests.factories import AT, make_member, make_person

from .conftest import DISCUSSION_EVENTS, written
from .test_letters import compare, well_made

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["pl", "en"])
def author(request, resident):
    resident.language = request.param
    resident.save()
    return resident


@pytest.fixture
def comment(city, officer, author):
    make_house(city, officer)
    return say(make_place(city), author, "Sąsiad to złodziej.")


@pytest.fixture
def second(city):
    person = make_person("Tomasz Gajda")
    make_member(person, city, "officer")
    return person


def read(event: str, key: int, language: str, *, name: str = ""):
    """The one letter the event brings, kept word for word."""
    (letter,) = written(event, key)
    well_made(letter, language)
    compare(f"{name or event}.{language}", letter)
    return letter


def test_every_letter_of_discussions_is_read_here():
    assert set(jobs.WRITERS) >= DISCUSSION_EVENTS


def test_who_reports_without_an_account_gets_a_receipt_in_her_language(comment, author):
    notice = report(comment, language=author.language)
    letter = read("comment_notice", notice.pk, author.language)
    assert letter.to == ["ewa@poczta.example"]
    assert "?key=" in letter.body
    assert notice.text not in letter.body, "nobody writes to a stranger's address in the city's name"


def test_the_receipt_to_an_account_repeats_what_was_reported(comment):
    notice = report(comment, make_person("Ewa Czytelna", email="ewa@example.org"))
    (letter,) = written("comment_notice", notice.pk)
    assert notice.text in letter.body


def test_a_report_without_an_address_brings_no_letter(comment):
    notice = report(comment, ground="child", email="", name="")
    assert written("comment_notice", notice.pk) == []


def test_the_author_gets_the_statement_of_reasons_and_not_who_reported(comment, officer, author):
    notice = report(comment, language=author.language)
    ruling = removed(comment, officer)
    letter = read("comment_ruled", ruling.pk, author.language)
    assert letter.to == [author.email]
    assert "Ewa" not in letter.body
    assert "2022/2065" in letter.body
    told = read("comment_notice_ended", notice.pk, author.language)
    assert told.to == ["ewa@poczta.example"]


def test_who_reported_reads_why_it_stays_and_until_when_she_may_object(comment, officer, author):
    notice = report(comment, language=author.language)
    actions.keep(by=officer, comment=comment, facts="To zdanie o miejscu, nie o człowieku.", at=AT)
    letter = read("comment_notice_ended", notice.pk, author.language, name="comment_kept")
    assert "To zdanie o miejscu" in letter.body


def test_an_objection_brings_a_receipt_an_answer_and_the_news_to_who_reported(comment, officer, second, author):
    notice = report(comment, language=author.language)
    ruling = removed(comment, officer)
    objection = actions.object_to(by=author, ruling=ruling, text="Nie podałem nazwiska.", at=AT)
    assert read("comment_objection", objection.pk, author.language).to == [author.email]
    actions.decide_objection(by=second, objection=objection, upheld=True, answer="Nikogo nie wskazano.", at=AT)
    assert read("comment_objection_decided", objection.pk, author.language).to == [author.email]
    restored = comment.rulings.get(what="restore")
    assert read("comment_ruled", restored.pk, author.language, name="comment_restored").to == [author.email]
    assert read("comment_notice_ended", notice.pk, author.language, name="comment_put_back").to == notice.email.split()


def test_who_asked_reads_the_answer(comment, officer, author):
    key = comment.thread.key
    question = actions.ask(by=author, kind="place", key=key, text="Kiedy naprawa?", at=AT)
    given = actions.answer(by=officer, question=question, text="W czwartek.", at=AT)
    assert read("question_answered", given.pk, author.language).to == [author.email]


def test_keepers_hear_once_a_day_of_what_others_said(comment, author, monkeypatch):
    keeper = make_person("Opiekunka", email="opiekunka@example.org", language=author.language)
    monkeypatch.setattr("skwer.mail.letters.discussion.answers_for", lambda _kind, _key: [keeper, author])
    actions.tell_of_new(at=AT)
    thread = comment.thread
    letter = read("discussion_digest", thread.pk, author.language)
    assert letter.to == [keeper.email], "nobody is told of her own words"
    assert "Sąsiad to złodziej." in letter.body
