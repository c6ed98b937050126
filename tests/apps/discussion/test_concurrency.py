"""Two at once: one comment though it was sent twice, one decision though two moderators made one."""

from __future__ import annotations

import pytest

from skwer.apps.discussion import actions
from skwer.apps.discussion.models import Comment, Notice, Ruling
from tests.apps.voting.test_concurrency import all_at_once
from tests.discussion_factories import FACTS, LAW, make_house, make_place, report, say
from tests.factories import AT, make_member, make_person


@pytest.fixture
def place(transactional_db, city, officer):
    make_house(city, officer)
    return make_place(city)


def test_a_form_sent_ten_times_at_once_is_one_comment(place, resident):
    raised = all_at_once(*(lambda: say(place, resident) for _ in range(10)))
    assert [error for error in raised if error] == []
    assert Comment.objects.count() == 1


def test_two_moderators_at_once_make_one_decision(place, city, officer, resident):
    comment = say(place, resident)
    report(comment)
    others = [make_person(f"Urzędnik {n}") for n in range(3)]
    for person in others:
        make_member(person, city, "officer")

    def job(person):
        mine = Comment.objects.select_related("thread__organisation").get(pk=comment.pk)
        return lambda: actions.remove(by=person, comment=mine, ground="insult", law=LAW, facts=FACTS, at=AT)

    raised = all_at_once(*(job(person) for person in (officer, *others)))
    assert sum(error is None for error in raised) == 1
    assert all(error is None or isinstance(error, actions.Decided) for error in raised)
    assert Ruling.objects.count() == 1
    assert Notice.objects.get().state == Notice.State.ACTED


def test_a_report_sent_ten_times_at_once_is_one_report(place, resident):
    comment = say(place, resident)
    all_at_once(*(lambda: report(Comment.objects.get(pk=comment.pk)) for _ in range(10)))
    assert Notice.objects.count() == 1
