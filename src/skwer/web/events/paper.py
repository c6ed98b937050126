"""Papers of an event: the attendance sheet to sign, the certificate, and the page that confirms one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skwer.apps.events import queries, rules
from skwer.apps.events.models import Event, Registration, Session
from skwer.web.context import address
from skwer.web.papers import AttendanceRow, AttendanceSheet, Certificate, letterhead, paper, pdf_response
from skwer.web.templatetags.words import day, language

from .cards import towns
from .doors import own_registration, seen
from .times import day_words, days_of, hours, local_date, span

SALT = "skwer.web.events.certificate"
SPARE = 6


def head(event: Event) -> Any:
    """Who holds the event, with the statement its project's funder asks for."""
    programme = event.project.programme if event.project is not None else None
    return letterhead(event.organisation, statement=programme.statement if programme is not None else "")


def project_words(event: Event) -> str:
    project = event.project
    return project.short if project is not None else ""


def attendance_sheet(event: Event, session: Session | None, on: date, people: Sequence[Registration]) -> HttpResponse:
    """The list of a day or of a session, by surname, with room for those nobody announced."""
    where = session.site.where if session is not None and session.site is not None else ""
    data = AttendanceSheet(
        head=head(event),
        event=event.title,
        session=session.title if session is not None else "",
        when=hours(session.starts_at, session.ends_at) if session is not None else "",
        day=on,
        where=where or _venue(event),
        project=project_words(event),
        rows=[AttendanceRow(one.name, one.whose) for one in people],
        spare=SPARE,
        data_protection=_(
            "%(who)s keeps this list to show the funder who took part, at most five years after the event."
        )
        % {"who": event.organisation.name},
    )
    name = f"{event.slug}-{on.isoformat()}{f'-{session.pk}' if session is not None else ''}.pdf"
    return pdf_response(paper("attendance_sheet", data, get_language() or "pl"), name)


def _venue(event: Event) -> str:
    site = queries.venue(event)
    return site.where if site is not None else ""


@never_cache
@require_safe
@seen
def event_certificate(request: HttpRequest, event: Event) -> HttpResponse:
    """One's own certificate; those who run the event open anybody's by its registration."""
    one = _whose(request, event)
    if one is None:
        if not request.user.is_authenticated and not request.GET.get("key"):
            return redirect(f"{address('account_login')}?next={request.path}")
        raise Http404
    if not one.certificate_no:
        raise Http404
    return certificate(event, one)


def _whose(request: HttpRequest, event: Event) -> Registration | None:
    asked = request.GET.get("registration", "")
    if asked:
        if not rules.may_read_desk_of(request.user, event):  # type: ignore[arg-type]
            raise PermissionDenied
        try:
            return event.registrations.filter(uid=UUID(asked)).first()
        except ValueError:
            return None
    return own_registration(request, event)[0]


def certificate(event: Event, one: Registration) -> HttpResponse:
    """The certificate of somebody who was there; it names the days on the list, and a page that confirms it."""
    data = Certificate(
        head=head(event),
        person=one.name,
        what=event.title,
        number=one.certificate_no,
        issued_on=local_date(event.ends_at, event),
        when=", ".join(day(on) for on in queries.certificate_days(one)) or span(event),
        where=towns(event),
        verify_url=f"{settings.ORIGIN}{address('web:event_certificate_check', event.slug, certificate_code(one))}",
        project=project_words(event),
        signed_by=event.organisation.contact_name,
        signed_as=event.organisation.contact_office,
    )
    name = f"{event.slug}-{one.certificate_no.replace('/', '-')}.pdf"
    return pdf_response(paper("certificate", data, language()), name)


def certificate_code(one: Registration) -> str:
    """What the certificate's own address ends in: printed on paper only, and made for nothing else."""
    return signing.Signer(salt=SALT).sign(one.uid.hex)


@never_cache
@require_safe
@seen
def event_certificate_check(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """Is this certificate ours? Whoever holds the paper reads here what it says."""
    try:
        uid = UUID(signing.Signer(salt=SALT).unsign(code))
    except (signing.BadSignature, ValueError) as error:
        raise Http404 from error
    one = event.registrations.filter(uid=uid).exclude(certificate_no="").first()
    if one is None:
        raise Http404
    context = {
        "event": event,
        "city": event.organisation,
        "one": one,
        "days": [capfirst(day_words(on)) for on in queries.certificate_days(one)] or [span(event)],
        "number_of_days": len(days_of(event)),
    }
    return render(request, "events/certificate.html", context)
