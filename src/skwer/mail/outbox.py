"""The way of a letter: written into the database, taken by a job, sent, forgotten but for its kind and moment."""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.mime.text import MIMEText
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone, translation
from django_tasks import task

from skwer.apps.inbox.letters import kind_of
from skwer.apps.inbox.queries import wants
from skwer.apps.people.models import Person

from . import links
from .contents import Contents
from .models import Letter

log = logging.getLogger("skwer.mail")

MOST_TRIES = 12
KEPT_FOR = timedelta(days=30)
# While a worker sends, others keep away; a worker that died gives the letter back after this time.
CLAIM = timedelta(minutes=10)


@dataclass(frozen=True)
class Outgoing:
    """Somebody to write to, and how: `contents` is called with the letter's language active.

    `person` None: an invitation to an address that may have no account.
    """

    kind: str
    contents: Callable[[], Contents]
    person: Person | None = None
    email: str = ""
    language: str = ""


def send(outgoing: Outgoing) -> Letter | None:
    """Write the letter down and hand it to a job; None when the person does not want this kind."""
    person, now = outgoing.person, timezone.now()
    if person is not None and not wants(person, outgoing.kind):
        return None
    to = outgoing.email or (person.email if person else "")
    with translation.override(outgoing.language or (person.language if person else "pl")):
        contents = outgoing.contents()
        headers = {"Auto-Submitted": "auto-generated", "Content-Language": translation.get_language() or "pl"}
        if person is not None and not kind_of(outgoing.kind).compulsory:
            stop = links.unsubscribe(person, outgoing.kind)
            contents = replace(contents, stop=stop)
            headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        if contents.organisation is not None and contents.organisation.contact_email:
            headers["Reply-To"] = contents.organisation.contact_email
        letter = Letter.objects.create(
            kind=outgoing.kind,
            person=person,
            to=to,
            language=translation.get_language() or "pl",
            subject=contents.subject_line,
            text=contents.as_text(),
            html=contents.as_html(),
            headers=headers,
            calendar=contents.calendar,
            written_at=now,
            next_try_at=now,
        )
    deliver.enqueue(letter.pk)
    return letter


@task()
def deliver(pk: int) -> str:
    """Send one letter; a job that comes second, or too late, does nothing. Answers with what happened.

    The job's arguments and answer are kept by the task queue, so they hold no address.
    """
    now = timezone.now()
    claimed = Letter.objects.filter(pk=pk, sent_at__isnull=True, next_try_at__lte=now, tries__lt=MOST_TRIES)
    if not claimed.update(next_try_at=now + CLAIM, tries=F("tries") + 1):
        return "nothing to do"
    letter = Letter.objects.get(pk=pk)
    try:
        _message(letter).send()
    except (smtplib.SMTPException, OSError) as error:
        return _failed(letter, error, now)
    # Update by filter: the account may have been erased, and the letter with it, while it was on its way.
    Letter.objects.filter(pk=pk).update(
        sent_at=timezone.now(), to="", subject="", text="", html="", headers={}, calendar="", trouble=""
    )
    return "sent"


def _message(letter: Letter) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to], headers=letter.headers)
    message.attach_alternative(letter.html, "text/html")
    if letter.calendar:
        message.attach(_calendar(letter.calendar))
    return message


def _calendar(text: str) -> MIMEText:
    """The entry as programmes recognise it (RFC 6047): the type names the method that stands in the text."""
    part = MIMEText(text, "calendar", "utf-8")
    method = re.search(r"^METHOD:(\w+)", text, re.M)
    part.set_param("method", method[1] if method else "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="event.ics")
    return part


def _failed(letter: Letter, error: Exception, now: datetime) -> str:
    """Try again later, ever more seldom; at once give up on an address the server refuses for good."""
    code = _code(error)
    final = isinstance(error, smtplib.SMTPRecipientsRefused) and code >= 500
    trouble = f"{type(error).__name__} {code}" if code else type(error).__name__
    log.warning("Letter %s (%s) did not go: %s.", letter.pk, letter.kind, trouble)  # never the address
    Letter.objects.filter(pk=letter.pk).update(
        trouble=trouble,
        tries=MOST_TRIES if final else F("tries"),
        next_try_at=now + timedelta(minutes=5 * 2 ** min(letter.tries, 8)),
    )
    return "given up" if final else "later"


def _code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((int(code) for code, _words in error.recipients.values()), default=0)
    return int(getattr(error, "smtp_code", 0) or 0)


def deliver_waiting(*, at: datetime) -> list[str]:
    """For the clock: send again what did not go, forget what never will. Idempotent; one line a thing done."""
    lines = []
    waiting = Letter.objects.filter(sent_at__isnull=True, next_try_at__lte=at, tries__lt=MOST_TRIES)
    # A letter that no job has touched yet has its job in the queue; a minute later that job is late or lost.
    late = waiting.exclude(tries=0, written_at__gt=at - timedelta(minutes=1))
    for pk in late.values_list("pk", flat=True)[:500]:
        deliver.enqueue(pk)
        lines.append(f"letter {pk}: sent again")
    stale = Letter.objects.filter(written_at__lte=at - KEPT_FOR, sent_at__isnull=True)
    gone, _by_model = stale.delete()
    if gone:
        lines.append(f"{gone} letters that could not be sent in thirty days were erased")
    return lines


def sent_to(person: Person) -> list[dict[str, Any]]:
    """For the export: which letters went to the person, and when."""
    letters = Letter.objects.filter(person=person).order_by("pk")
    return [
        {"kind": x.kind, "written": x.written_at.isoformat(), "sent": x.sent_at and x.sent_at.isoformat()}
        for x in letters
    ]


def forget(person: Person, _at: datetime) -> None:
    """Erasure: letters to her that have not gone, whoever they were addressed for."""
    Letter.objects.filter(person=person).delete()
    Letter.objects.filter(to__iexact=person.email).delete()
