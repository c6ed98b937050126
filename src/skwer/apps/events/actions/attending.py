"""Who was there: by list or by code. Written once however often it is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes.actions import book_use
from skwer.apps.programmes.models import Allowance, Partnership, Use

from .. import rules
from ..calendar import address_of
from ..models import Attendance, Event, Registration, Session
from ..tokens import registration_by_code
from .common import BadValue, WrongState, note
from .locking import lock


class UnknownCode(Refusal):
    """The code is none of this event's."""

    message = _("This code does not belong to this event. Look the person up in the list.")
    code = "unknown_code"


class NotComing(Refusal):
    """Only people with a place are on the attendance list."""

    message = _("This person has no place at the event: she waits or has cancelled. Register her first.")
    code = "not_coming"
    status = 409


class CertificateGiven(Refusal):
    message = _("A certificate with a number rests on this attendance. It stays.")
    code = "certificate_given"
    status = 409


def record_attendance(
    *,
    by: Person,
    event: Event,
    registrations: Iterable[Registration],
    on: date,
    session: Session | None = None,
    at: datetime,
) -> list[Attendance]:
    """Tick people on the list of a day, or of a session. Who is ticked already stays so.

    Raises NotAllowed, WrongState, BadValue, NotComing.
    """
    return _record(by, event, list(registrations), on, session, Attendance.How.LIST, at)


def record_attendance_by_code(
    *, by: Person, event: Event, code: str, session: Session | None = None, at: datetime
) -> Attendance:
    """Staff read the code on a badge: she is here today (in the event's time zone). Reading it twice is once.

    Raises NotAllowed, UnknownCode, WrongState, BadValue, NotComing.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed(_("Codes are read by those who run the event. Show yours at the door."))
    registration = registration_by_code(code.strip())
    if registration is None or registration.event_id != event.pk:
        raise UnknownCode
    today = at.astimezone(event.zone).date()
    (made,) = _record(by, event, [registration], today, session, Attendance.How.QR, at)
    return made


def _record(
    by: Person,
    event: Event,
    registrations: list[Registration],
    on: date,
    session: Session | None,
    how: str,
    at: datetime,
) -> list[Attendance]:
    if not rules.may_run_event(by, event):
        raise NotAllowed
    if session is not None and session.event_id != event.pk:
        raise BadValue("session", _("This session belongs to another event."))
    if session is not None:
        on = session.starts_at.astimezone(event.zone).date()
    if on not in event.days:
        raise BadValue("on", _("The event is not held on this day."))
    if on > at.astimezone(event.zone).date():
        raise BadValue("on", _("This day has not come yet."))
    with transaction.atomic():
        lock(event)
        if event.state not in (Event.State.ANNOUNCED, Event.State.HELD):
            raise WrongState(_("Attendance is recorded for an event that takes place."))
        keys = {registration.pk for registration in registrations}
        comes = Registration.objects.filter(event=event, pk__in=keys, state=Registration.State.REGISTERED)
        if comes.count() < len(keys):
            raise NotComing
        found, fresh = [], 0
        for registration in registrations:
            same = {"registration": registration, "session": session, "on": on}
            attendance, created = Attendance.objects.get_or_create(**same, defaults={"at": at, "how": how})
            found.append(attendance)
            fresh += created
        if fresh:
            note(
                "attendance_recorded", event, by, at,
                after={"on": on, "session": session.pk if session else None, "how": how, "number": fresh},
            )  # fmt: skip
    return found


def remove_attendance(*, by: Person, attendance: Attendance, at: datetime) -> None:
    """Correct a slip on the list. Raises NotAllowed, CertificateGiven."""
    registration = attendance.registration
    event = registration.event
    if not rules.may_run_event(by, event):
        raise NotAllowed
    with transaction.atomic():
        lock(event)
        lock(registration)
        if registration.certificate_no:
            raise CertificateGiven
        note(
            "attendance_removed", event, by, at, kind="registration", key=registration.uid,
            before={"on": attendance.on, "session": attendance.session_id},
        )  # fmt: skip
        attendance.delete()


def count_attendance(*, by: Person, event: Event, allowance: Allowance, partnership: Partnership, at: datetime) -> Use:
    """Write down, in the event's project, how many places (people of the partner who were there) or visits (one) of an
    allowance the event used. Said by hand, because who counts what against an allowance is a decision.

    Counted once an event, allowance and partner. Raises NotAllowed, BadValue, and what `book_use` refuses.
    """
    if not rules.may_run_event(by, event):
        raise NotAllowed
    if event.project is None or allowance.project_id != event.project_id:
        raise BadValue("allowance", _("This allowance belongs to another project than the event."))
    if allowance.kind not in (Allowance.Kind.VISITS, Allowance.Kind.PLACES):
        raise BadValue("allowance", _("An event uses places or visits. Days of experts are recorded with the expert."))
    was_there = Registration.objects.filter(event=event, attendance__isnull=False).distinct()
    number = was_there.filter(organisation=partnership.organisation).count() if partnership.organisation_id else 0
    if not number:
        raise BadValue("partnership", _("Nobody of this partner is on the attendance list."))
    reference = address_of(event)
    with transaction.atomic():
        lock(event)
        if Use.objects.filter(allowance=allowance, partnership=partnership, reference=reference).exists():
            raise BadValue("partnership", _("This event is counted for this partner already."))
        return book_use(
            by=by,
            allowance=allowance,
            partnership=partnership,
            on=event.starts_at.astimezone(event.zone).date(),
            quantity=Decimal(number if allowance.kind == Allowance.Kind.PLACES else 1),
            reference=reference,
            at=at,
        )
