"""The way of a letter: through the database to a mail server, and what is left of it."""

from __future__ import annotations

import socket
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from skwer.apps.people import actions
from skwer.mail import kinds, outbox
from skwer.mail.contents import Contents
from skwer.mail.models import Letter
from skwer.mail.outbox import MOST_TRIES, Outgoing, deliver, deliver_waiting, send

from ..factories import make_city

pytestmark = pytest.mark.django_db


class Post:
    """A mail server that remembers what it got, and refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.got, self.refuse = [], ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.got.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def post(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = Post()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    server.stop()


def contents() -> Contents:
    return Contents(
        subject="Zażółć gęślą jaźń", text=["Pierwszy akapit."], button=("Zobacz", "http://127.0.0.1:8000/x/"),
        organisation=make_city("poczta", contact_email="dialog@lipowiec.example"),
    )  # fmt: skip


def to(person) -> Letter:
    return send(Outgoing(kinds.RECEIPT, contents, person))


def test_a_letter_reaches_a_real_server_whole(post, resident):
    to(resident)
    ((addresses, message),) = post.got
    assert addresses == ["jan@example.org"]
    assert message["Subject"] == "Zażółć gęślą jaźń"
    assert message["Reply-To"] == "dialog@lipowiec.example"
    assert message["Auto-Submitted"] == "auto-generated"
    kinds_of_parts = [part.get_content_type() for part in message.iter_parts()]
    assert kinds_of_parts == ["text/plain", "text/html"]
    assert "Pierwszy akapit." in message.get_body(("plain",)).get_content()
    assert "Pierwszy akapit." in message.get_body(("html",)).get_content()


def test_once_sent_neither_address_nor_words_are_kept(post, resident):
    letter = to(resident)
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert (letter.to, letter.subject, letter.text, letter.html, letter.headers) == ("", "", "", "", {})
    assert (letter.kind, letter.person) == (kinds.RECEIPT, resident)


def test_a_letter_goes_once_however_many_jobs_try(post, resident):
    letter = to(resident)
    assert deliver.call(letter.pk) == "nothing to do"
    assert len(post.got) == 1


def test_while_one_worker_sends_others_keep_away(post, resident):
    letter = to(resident)
    Letter.objects.filter(pk=letter.pk).update(sent_at=None, to="jan@example.org")  # as if it were still on its way
    assert deliver.call(letter.pk) == "nothing to do"


def test_a_server_that_is_down_delays_and_loses_nothing(resident, settings, post):
    working, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    letter = to(resident)
    letter.refresh_from_db()
    assert (letter.sent_at, letter.tries, letter.trouble) == (None, 1, "ConnectionRefusedError")
    settings.EMAIL_PORT = working
    assert deliver_waiting(at=timezone.now()) == [], "not yet"
    Letter.objects.update(next_try_at=timezone.now())
    assert deliver_waiting(at=timezone.now()) == [f"letter {letter.pk}: sent again"]
    assert len(post.got) == 1
    assert deliver_waiting(at=timezone.now()) == [], "twice does no harm"


def test_every_try_waits_longer(resident, settings, post):
    settings.EMAIL_PORT = 1
    letter = to(resident)
    waits = []
    for _try in range(3):
        letter.refresh_from_db()
        waits.append(letter.next_try_at - timezone.now())
        Letter.objects.update(next_try_at=timezone.now())
        deliver.call(letter.pk)
    assert waits[0] < waits[1] < waits[2]


def test_an_address_refused_for_good_is_given_up_and_not_written_into_the_log(resident, post, caplog):
    post.refuse = "550 no such user"
    letter = to(resident)
    letter.refresh_from_db()
    assert (letter.tries, letter.trouble) == (MOST_TRIES, "SMTPRecipientsRefused 550")
    assert "jan@example.org" not in caplog.text
    Letter.objects.update(next_try_at=timezone.now())
    assert deliver_waiting(at=timezone.now()) == []


def test_a_full_mailbox_is_tried_again(resident, post):
    post.refuse = "452 mailbox full"
    letter = to(resident)
    letter.refresh_from_db()
    assert letter.tries == 1


def test_what_could_not_be_sent_in_thirty_days_is_erased(resident, post):
    post.refuse = "550 no such user"
    to(resident)
    later = timezone.now() + timedelta(days=29)
    assert deliver_waiting(at=later) == []
    assert deliver_waiting(at=later + timedelta(days=2)) == [
        "1 letters that could not be sent in thirty days were erased"
    ]
    assert not Letter.objects.exists()


def test_a_lost_job_is_found_by_the_clock(resident, post, monkeypatch):
    monkeypatch.setattr(type(deliver), "enqueue", lambda self, *args, **kwargs: None)
    letter = to(resident)
    monkeypatch.undo()
    assert deliver_waiting(at=timezone.now()) == [], "its own job may still be in the queue"
    soon = timezone.now() + timedelta(minutes=2)
    assert deliver_waiting(at=soon) == [f"letter {letter.pk}: sent again"]


def test_erasing_an_account_takes_its_waiting_letters_along(resident, post, at):
    post.refuse = "452 later"
    to(resident)
    outbox.send(Outgoing(kinds.INVITATION, contents_of_invitation, email="Jan@example.org"))
    assert Letter.objects.count() == 2
    post.refuse = ""
    actions.erase_person(by=resident, person=resident, at=at)
    assert not Letter.objects.filter(sent_at__isnull=True).exists()


def contents_of_invitation() -> Contents:
    return Contents(subject="Zaproszenie", text=["Zapraszamy."])


def test_the_export_tells_which_letters_went(resident, post, at):
    to(resident)
    data = actions.export_person(by=resident, person=resident, at=at)
    assert [(x["kind"], bool(x["sent"])) for x in data["letters_sent"]] == [(kinds.RECEIPT, True)]


def test_the_task_queue_keeps_no_address(resident, settings, post):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    letter = to(resident)
    (job,) = DBTaskResult.objects.all()
    assert job.args_kwargs == {"args": [letter.pk], "kwargs": {}}
    assert post.got == [], "the request did not wait for the mail server"


def test_a_calendar_entry_arrives_whole_and_is_forgotten_with_the_letter(post, resident):
    entry = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nX-A:zażółć\r\nEND:VCALENDAR\r\n"
    contents = Contents(subject="Odwołane", text=["Nie będzie."], calendar=entry)
    letter = send(Outgoing(kinds.EVENT, lambda: contents, resident))
    ((_addresses, message),) = post.got
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "CANCEL"
    assert part.get_payload(decode=True).decode() == entry
    letter.refresh_from_db()
    assert letter.calendar == ""
