"""Announcements become letters: after the commit, by a job, and only while they are news."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from skwer.apps.calls import actions
from skwer.apps.people import actions as people
from skwer.mail import receivers

from ..factories import make_call, make_person, make_proposal

pytestmark = pytest.mark.django_db(transaction=True)


def test_sending_a_proposal_brings_the_receipt(city, officer):
    now = timezone.now()
    call = make_call(city, officer, first_day=timezone.localdate(now - timedelta(days=3)), at=now)
    author = make_person("Zofia Kamińska", email="zofia@poczta.example")
    proposal = make_proposal(call, author, at=now)
    ours = [letter for letter in mail.outbox if letter.to == ["zofia@poczta.example"]]
    assert len(ours) == 1
    assert proposal.receipt in ours[0].body


def test_an_invitation_is_sent_after_the_commit_and_not_after_a_rollback(admin, city):
    now = timezone.now()

    def interrupted():
        with transaction.atomic():
            people.invite_member(by=admin, organisation=city, email="a@example.org", role="member", at=now)
            assert mail.outbox == []
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert mail.outbox == []
    people.invite_member(by=admin, organisation=city, email="a@example.org", role="member", at=now)
    assert [letter.to for letter in mail.outbox] == [["a@example.org"]]


def test_a_coauthor_is_invited_by_a_link_that_works(client, city, officer):
    now = timezone.now()
    call = make_call(city, officer, first_day=timezone.localdate(now - timedelta(days=3)), at=now)
    author = make_person("Zofia Kamińska", email="zofia@poczta.example")
    proposal = make_proposal(call, author, submitted=False, at=now)
    mail.outbox.clear()
    actions.invite_coauthor(by=author, proposal=proposal, email="tomasz@poczta.example", at=now)
    (letter,) = mail.outbox
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True).status_code == 200


def test_what_is_long_past_is_told_to_nobody(admin, city):
    old = timezone.now() - receivers.NEWS_FOR - timedelta(minutes=1)
    people.invite_member(by=admin, organisation=city, email="a@example.org", role="member", at=old)
    assert mail.outbox == []


def test_an_erased_person_gets_one_last_letter(resident):
    people.erase_person(by=resident, person=resident, at=timezone.now())
    assert [letter.to for letter in mail.outbox] == [["jan@example.org"]]


def test_every_announcement_has_its_receiver_and_writer():
    from skwer.mail import jobs

    assert {event for _signal, event, _subject in receivers.EVENTS} == set(jobs.WRITERS)
    for signal, event, _subject in receivers.EVENTS:
        assert any(f"mail.{event}" in str(entry[0]) for entry in signal.receivers), event
