"""After an event: minutes, evaluation, certificates, and what is erased when its time has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import FieldError, check_save, check_submit
from skwer.apps.forms.filling import fill, translated
from skwer.apps.forms.schema import Form
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later

from .. import rules
from ..models import EvaluationAnswer, Event, Invitation, Registration
from ..queries import attended
from .common import WrongState, note
from .events import blank_needs
from .locking import lock

MINUTES = translated("minutes")
PARTICIPANTS_KEPT = timedelta(days=5 * 365 + 1)
"""So long funders may ask who was there."""


class BadAnswers(Refusal):
    """Some answers cannot stand; `errors` says which."""

    message = _("Some answers are missing or cannot be read. Look at them once more.")
    code = "bad_answers"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__()
        self.errors = list(errors)


class NotEvaluated(Refusal):
    """The evaluation is not taken from her, or not now."""

    code = "not_evaluated"
    status = 409


def write_minutes(*, by: Person, event: Event, values: Mapping[str, Any], at: datetime) -> Event:
    """Write what was said and agreed, in one language or several (MINUTES), from the first hour on.

    Raises NotAllowed, WrongState.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        if event.state not in (Event.State.ANNOUNCED, Event.State.HELD) or at < event.starts_at:
            raise WrongState(_("Minutes are written from the first hour of an event on."))
        fill(event, values, MINUTES, ("minutes",))
        event.save()
        note("minutes_written", event, by, at, after={"languages": sorted(values)})
        index_later(kind="event", key=event.pk)
    return event


def give_evaluation(
    *, by: Person | None, registration: Registration, answers: Mapping[str, Any], at: datetime, key: str = ""
) -> None:
    """Say what one thinks of the event, once. That she answered and what she answered are kept apart, without moments;
    like a ballot it is not written to the journal. Raises NotAllowed, NotEvaluated, BadAnswers.
    """
    if not rules.is_own(by, registration, key):
        raise NotAllowed(_("Only who took part evaluates the event."))
    with transaction.atomic():
        lock(registration)
        if not (answer := rules.may_evaluate(registration, at)):
            raise NotEvaluated(answer.why)
        form = Form.from_json(registration.event.evaluation)
        if errors := check_submit(form, answers):
            raise BadAnswers(errors)
        clean, _errors = check_save(form, answers)
        registration.evaluated = True
        registration.save(update_fields=["evaluated"])
        EvaluationAnswer.objects.create(event=registration.event, answers=clean)


def issue_certificates(*, by: Person, event: Event, at: datetime) -> int:
    """Give everybody who was there a certificate number; who has one keeps it. Answers how many are new.

    Raises NotAllowed, WrongState.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        if event.state not in (Event.State.ANNOUNCED, Event.State.HELD) or at < event.ends_at:
            raise WrongState(_("Certificates are issued when the event is over."))
        last = Registration.objects.filter(event=event).exclude(certificate_no="").count()
        year = event.ends_at.astimezone(event.zone).year
        new = list(attended(event).filter(certificate_no=""))
        for number, registration in enumerate(new, start=last + 1):
            registration.certificate_no = f"{event.pk}/{number}/{year}"
            registration.save(update_fields=["certificate_no"])
        if new:
            note("certificates_issued", event, by, at, after={"number": len(new)})
    return len(new)


def erase_needs(*, at: datetime) -> int:
    """For the clock: diets, access needs and travel go the days after the event that it names. Idempotent."""
    erased = 0
    waiting = Registration.objects.filter(needs_erased_at__isnull=True, event__ends_at__lte=at)
    for event in Event.objects.filter(pk__in=waiting.values("event")):
        if at < event.needs_kept_until:
            continue
        with transaction.atomic():
            number = blank_needs(Registration.objects.filter(event=event), at)
            if number:
                note("needs_erased", event, None, at, after={"number": number})
            erased += number
    return erased


def forget_participants(*, at: datetime) -> int:
    """For the clock: five years after an event names and addresses go; how many came stays. Idempotent."""
    old = Event.objects.filter(ends_at__lte=at - PARTICIPANTS_KEPT)
    named = Registration.objects.filter(event__in=old).exclude(name="", email="", person=None)
    gone = named.update(person=None, name="", email="", certificate_no="")
    gone += Invitation.objects.filter(event__in=old).exclude(email="").update(email="")
    return gone
