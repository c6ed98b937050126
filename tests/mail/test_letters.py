"""Every letter, word for word, in Polish and in English. SKWER_WRITE_GOLDEN=1 writes them anew: read the difference."""

from __future__ import annotations

import os
import re

import pytest
import vobject
from django.core import mail
from django.utils import translation

from skwer.apps.calls.models import CoAuthor, DecisionLine, Proposal
from skwer.apps.events import actions as events
from skwer.apps.events.models import Event, FollowUp, Registration
from skwer.apps.events.models import Invitation as EventInvitation
from skwer.apps.inbox import actions as inbox
from skwer.apps.people.models import Person
from skwer.mail import jobs, kinds
from skwer.mail.letters import accounts
from skwer.mail.outbox import Outgoing, send

from ..events_factories import LATER
from ..factories import AT
from .conftest import (
    AGREEMENT_EVENTS,
    BACKING_EVENTS,
    CARE_EVENTS,
    DISCUSSION_EVENTS,
    GOLDEN,
    GRANT_EVENTS,
    LICENCE_EVENTS,
    QUESTION_EVENTS,
    SPACE_EVENTS,
    TRANSFER_EVENTS,
    VALIDATION_EVENTS,
    VISIT_EVENTS,
    keys_of,
    without_keys,
    written,
)

pytestmark = pytest.mark.django_db

LANGUAGES = ["pl", "en"]


def compare(name: str, letter) -> None:
    """The letter against its file: headers a reader sees, then the text."""
    reply = letter.extra_headers.get("Reply-To", "")
    text = without_keys(f"To: {letter.to[0]}\nReply-To: {reply}\nSubject: {letter.subject}\n\n{letter.body}")
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("SKWER_WRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def well_made(letter, language: str) -> None:
    """What holds for every letter, whatever it says."""
    (html, kind) = letter.alternatives[0]
    assert kind == "text/html"
    assert f'<html lang="{language}">' in html
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert letter.extra_headers["Content-Language"] == language
    for forbidden in ("<img", "<script", "http-equiv", "@import", "url("):
        assert forbidden not in html, "nothing that tells us whether it was opened"
    links = set(re.findall(r"http[^\s\"<]+", letter.body))
    assert links <= set(re.findall(r"http[^\s\"<]+", html.replace("&amp;", "&")))
    assert all(link.startswith("http://127.0.0.1:8000/") for link in links)
    assert all(("/en/" in link) == (language == "en") for link in links)
    assert "None" not in letter.body
    assert "%(" not in letter.body


@pytest.fixture
def speaking(world):
    """Everybody reads this language."""

    def speak(language: str):
        Person.objects.update(language=language)
        world.invitation.language = language
        world.invitation.save()
        Proposal.objects.update(language=language)
        Registration.objects.update(language=language)
        EventInvitation.objects.update(language=language)
        return world

    return speak


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "event",
    sorted(
        set(jobs.WRITERS)
        - GRANT_EVENTS
        - AGREEMENT_EVENTS
        - BACKING_EVENTS
        - CARE_EVENTS
        - VISIT_EVENTS
        - LICENCE_EVENTS
        - SPACE_EVENTS
        - TRANSFER_EVENTS
        - VALIDATION_EVENTS
        - QUESTION_EVENTS
        - DISCUSSION_EVENTS
    ),
)
def test_every_event_s_letter(event, language, speaking):
    world = speaking(language)
    if event == "coauthor_accepted":
        CoAuthor.objects.filter(pk=world.coauthor.pk).update(person=world.along, accepted_at=world.proposal.created_at)
    if event == "checked":
        Proposal.objects.filter(pk=world.proposal.pk).update(
            state="rejected", reject_reason="Działka nie należy do miasta (§ 5)."
        )
    if event == "announced":
        inbox.set_preference(by=world.author, letter="new_call", wanted=True, at=world.proposal.created_at)
    if event == "event_cancelled":
        Event.objects.update(state="cancelled", cancel_reason="Dom kultury jest zalany.\nNowy termin podamy w marcu.")
    (letter,) = written(event, keys_of(world)[event])
    well_made(letter, language)
    compare(f"{event}.{language}", letter)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("result", ["reserve", "refused"])
def test_what_a_decision_means_otherwise(result, language, speaking):
    world = speaking(language)
    DecisionLine.objects.update(result=result, amount=0, comment="")
    (letter,) = written("decided", world.decision.pk)
    compare(f"decided-{result}.{language}", letter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passed_check(language, speaking):
    world = speaking(language)
    Proposal.objects.filter(pk=world.proposal.pk).update(state="eligible")
    (letter,) = written("checked", world.check.pk)
    compare(f"checked-passed.{language}", letter)


FACTS = {"activate_url": "http://127.0.0.1:8000/{}account/confirm-email/key/",
         "password_reset_url": "http://127.0.0.1:8000/{}account/password/reset/key/"}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(accounts.known() - set(accounts._NOTICES)))
def test_letters_about_an_account(kind, language, resident):
    facts = {key: url.format("en/" if language == "en" else "") for key, url in FACTS.items()}
    send(Outgoing(kinds.ACCOUNT, accounts.letter(kind, facts), resident, language=language))
    well_made(mail.outbox[0], language)
    compare(f"{kind.rsplit('/', 1)[1]}.{language}", mail.outbox[0])


@pytest.mark.parametrize("kind", sorted(accounts._NOTICES))
def test_notices_say_what_happened_in_the_reader_s_language(kind, resident):
    subjects = {}
    for language in LANGUAGES:
        send(Outgoing(kinds.ACCOUNT, accounts.letter(kind, {}), resident, language=language))
        well_made(mail.outbox[-1], language)
        subjects[language] = mail.outbox[-1].subject
    assert subjects["pl"] != subjects["en"]


def test_every_letter_the_sign_in_library_asks_for_is_known():
    from pathlib import Path

    import allauth

    asked = set()
    for path in Path(allauth.__file__).parent.rglob("*.py"):
        if {"account", "mfa"} & set(path.parts) and "tests" not in path.parts:
            asked |= set(re.findall(r"[\"']((?:account|mfa)/email/\w+)[\"']", path.read_text()))
    # Codes instead of links, and letters to unknown addresses, are switched off.
    off = {name for name in asked if "code" in name and "recovery" not in name} | {"account/email/unknown_account"}
    assert asked
    assert asked - off <= accounts.known()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_last_letter(language, resident):
    send(Outgoing(kinds.ACCOUNT, lambda: accounts.erased({}), email="jan@example.org", language=language))
    compare(f"erased.{language}", mail.outbox[0])


# --- who is written to


def test_everybody_who_writes_a_proposal_and_nobody_else(world):
    CoAuthor.objects.filter(pk=world.coauthor.pk).update(person=world.along, accepted_at=world.proposal.created_at)
    letters = written("correction_requested", world.correction.pk)
    assert [letter.to for letter in letters] == [["zofia@poczta.example"], ["tomasz@poczta.example"]]


def test_a_paper_application_has_nobody_to_write_to(world):
    Proposal.objects.update(author=None)
    assert written("submitted", world.proposal.pk) == []
    assert written("decided", world.decision.pk) == []


def test_one_letter_a_person_when_the_rules_change(world):
    from ..factories import make_proposal

    world.call.stages.filter(kind="propose").update(settings={})  # no limit on what one person may send
    make_proposal(world.call, world.author)
    assert len(written("rules_reopened", world.reopening.pk)) == 1


def test_an_unpublished_decision_is_told_to_nobody(world):
    world.decision.published_at = None
    world.decision.save()
    assert written("decided", world.decision.pk) == []


def test_only_the_formal_check_s_closing_is_told(world):
    Proposal.objects.filter(pk=world.proposal.pk).update(state="eligible")
    assert written("checked", world.call.stages.get(kind="assess").pk) == []


def test_many_assignments_are_one_letter(world):
    assert len(written("assigned", world.assignment.pk)) == 1
    assert written("assigned", world.assignment.pk) == []


def test_an_optional_letter_is_not_sent_unasked_and_can_be_stopped(world, at):
    assert written("announced", world.call.pk) == []
    inbox.set_preference(by=world.author, letter="new_call", wanted=True, at=at)
    (letter,) = written("announced", world.call.pk)
    stop = letter.extra_headers["List-Unsubscribe"]
    assert stop.startswith("<http://127.0.0.1:8000/account/letters/")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.strip("<>") in letter.body
    inbox.set_preference(by=world.author, letter="new_call", wanted=False, at=at)
    assert written("announced", world.call.pk) == []


def test_a_compulsory_letter_offers_no_way_out(world):
    (letter,) = written("submitted", world.proposal.pk)
    assert "List-Unsubscribe" not in letter.extra_headers
    assert "/account/letters/" not in letter.body


def test_a_closed_account_gets_nothing(world):
    Person.objects.update(is_active=False)
    assert written("submitted", world.proposal.pk) == []


def test_nothing_in_people_s_words_becomes_a_header_or_a_tag(world):
    Proposal.objects.filter(pk=world.proposal.pk).update(title="Ławka\r\nBcc: x@example.org <b>tanio</b>" + "x" * 90)
    (letter,) = written("submitted", world.proposal.pk)
    assert "\n" not in letter.subject
    assert len(letter.subject) <= 150
    assert "<b>tanio" not in letter.alternatives[0][0]
    assert "<b>tanio" in letter.subject


def test_the_page_s_language_does_not_leak_into_the_letter(world):
    with translation.override("en"):
        (letter,) = written("submitted", world.proposal.pk)
        assert translation.get_language() == "en"
    assert letter.extra_headers["Content-Language"] == "pl"


# --- events


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_who_waits_is_told_so(language, speaking):
    world = speaking(language)
    Registration.objects.filter(pk=world.meeting.comes.pk).update(state="waiting")
    (letter,) = written("event_registered", world.meeting.comes.pk)
    well_made(letter, language)
    compare(f"event_registered-waiting.{language}", letter)
    assert letter.attachments == []


def entry_of(letter):
    """(type with its method, the calendar entry) that a letter carries."""
    (part,) = letter.attachments
    return part["Content-Type"], vobject.readOne(part.get_payload(decode=True).decode()).vevent


@pytest.mark.parametrize("event", ["event_registered", "event_promoted", "event_changed"])
def test_who_has_a_place_gets_it_into_her_calendar(event, world):
    (letter,) = written(event, keys_of(world)[event])
    kind, entry = entry_of(letter)
    assert (kind, entry.status.value) == ('text/calendar; charset="utf-8"; method="PUBLISH"', "CONFIRMED")
    assert entry.uid.value == f"{world.meeting.event.uid}@127.0.0.1"
    assert int(entry.sequence.value) == Event.objects.get(pk=world.meeting.event.pk).sequence
    assert "https://line.example/abc" in entry.description.value
    assert "line.example" not in letter.body, "a letter's words lead to our own pages only"


def test_a_cancelled_event_leaves_her_calendar(world, at):
    events.cancel_event(by=world.officer, event=world.meeting.event, reason="Powódź.", at=at)
    (letter,) = written("event_cancelled", world.meeting.event.pk)
    kind, entry = entry_of(letter)
    assert kind.endswith('method="CANCEL"')
    assert entry.status.value == "CANCELLED"
    assert int(entry.sequence.value) > world.meeting.change.sequence


def test_a_guests_letters_carry_the_key_that_opens_her_registration(world, at):
    from skwer.apps.events import tokens

    guest = world.meeting.guest
    events.confirm_registration(registration=guest, key=tokens.key_of(guest), at=at)
    (letter,) = written("event_registered", guest.pk)
    assert letter.to == ["lucie@exemple.example"]
    key = re.search(r"/mine/\?key=(\S+)", letter.body)[1]
    assert tokens.registration_of(key) == guest
    (own,) = written("event_registered", world.meeting.comes.pk)
    assert "?key=" not in own.body, "who has an account signs in"


def test_everybody_who_comes_or_waits_hears_of_a_change_and_nobody_else(world, at):
    meeting = world.meeting
    events.change_event(by=world.officer, event=meeting.event, values={"capacity": 1}, at=at)
    events.register_for(
        by=world.officer, event=meeting.event, values={"name": "Czeka", "email": "czeka@poczta.example"}, at=at
    )
    events.register_for(by=world.officer, event=meeting.event, values={"name": "Bez poczty"}, at=at)
    letters = written("event_changed", meeting.change.pk)
    assert [(letter.to[0], len(letter.attachments)) for letter in letters] == [
        ("zofia@poczta.example", 1), ("czeka@poczta.example", 0)
    ]  # fmt: skip


def test_an_evaluation_is_asked_of_those_who_were_there(world):
    meeting = world.meeting
    other = events.register_for(
        by=world.officer, event=meeting.event, values={"name": "Był", "email": "byl@poczta.example"}, at=AT
    )
    assert len(written("event_held", meeting.event.pk)) == 2, "nobody took attendance: all who had a place"
    events.record_attendance(
        by=world.officer, event=meeting.event, registrations=[other], on=meeting.event.days[0], at=LATER
    )
    assert [letter.to for letter in written("event_held", meeting.event.pk)] == [["byl@poczta.example"]]
    Event.objects.update(evaluation={})
    assert written("event_held", meeting.event.pk) == []


def test_nobody_is_reminded_of_what_was_followed_up(world):
    FollowUp.objects.create(interest=world.meeting.interest, at=AT, state="begun", text="Spis jest.")
    assert written("event_follow_up", world.meeting.interest.pk) == []
