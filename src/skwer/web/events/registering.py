"""Coming to an event: the form, one's own registration with its code, and the way back out."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.events import actions, queries, rules
from skwer.apps.events.models import Event, Invitation, Registration
from skwer.apps.events.tokens import code_of, invitation_of, key_of, registration_by_code
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.refusing import refused
from skwer.web.templatetags.words import language
from skwer.web.throttle import throttled

from . import agenda
from .cards import places_words
from .doors import own_registration, seen
from .forms import RegisterForm, add_refusal
from .times import span, zone_words

NEEDS = ("diet", "access_needs", "arrival", "departure", "travel")
ABOUT_ME = ("name", "organisation", "organisation_name", "country", *NEEDS, "photo_consent")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("event-register", limit=20, seconds=3600)
@seen
def register(request: HttpRequest, event: Event) -> HttpResponse:
    """One short form. Who has no account confirms the address by a link in a letter."""
    at = timezone.now()
    person: Any = request.user if request.user.is_authenticated else None
    back = address("web:event", event.slug)
    invitation = _invitation(request, event)
    mine, _key = own_registration(request, event)
    if mine is not None and mine.is_live:
        return redirect("web:event_mine", slug=event.slug)
    answer = rules.may_register(person, event, at, invitation)
    if not answer:
        login = address("account_login")
        links = () if person else ((_("Sign in"), f"{login}?next={request.path}"),)
        refusal = Refusal(answer.why)
        return refused(request, refusal, back=back, back_label=_("Back to the event"), links=links)
    if request.method == "POST" and "decline" in request.POST and invitation is not None:
        return _declined(request, event, at)
    form = _form(request, event, person, invitation)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _register(request, event, person, form, at)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal)
            else:
                return _registered(request, event, made)
    left = queries.places_left(event)
    context = {
        "event": event,
        "city": event.organisation,
        "form": form,
        "when": span(event, at),
        "zone": zone_words(event),
        "full": left is not None and left <= 0,
        "left": places_words(left) if left is not None and left > 0 else "",
        "signed_in": person is not None,
        "invited": invitation is not None,
        "back": back,
        "closes": rules.closes_at(event),
    }
    return render(request, "events/register.html", context, status=status)


def _invitation(request: HttpRequest, event: Event) -> Invitation | None:
    found = invitation_of(request.GET.get("invitation", ""))
    return found if found is not None and found.event_id == event.pk else None


def _declined(request: HttpRequest, event: Event, at: Any) -> HttpResponse:
    actions.decline_invitation(key=request.GET.get("invitation", ""), at=at)
    messages.success(request, _("Thank you for telling us. We do not expect you."))
    return redirect("web:event", slug=event.slug) if event.audience != "invited" else redirect("web:events")


def _form(request: HttpRequest, event: Event, person: Any, invitation: Invitation | None) -> RegisterForm:
    mine = Organisation.objects.of(person).order_by("name") if person is not None else None
    if mine is not None and not mine:
        mine = None
    initial: dict[str, Any] = {"country": "PL"}
    if person is not None:
        initial |= {"name": person.name, "organisation": mine[0] if mine is not None and len(mine) == 1 else None}
    elif invitation is not None:
        initial["email"] = invitation.email
    return RegisterForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        blocks=list(queries.blocks(event).items()),
        signed_in=person is not None,
        mine=mine,
    )


def _register(request: HttpRequest, event: Event, person: Any, form: RegisterForm, at: Any) -> Registration:
    values = dict(form.cleaned_data)
    wishes = values.pop("wishes")
    values["language"] = language()
    return actions.register(
        event=event,
        by=person,
        values=values,
        wishes=wishes,
        invitation_key=request.GET.get("invitation", ""),
        at=at,
    )


def _registered(request: HttpRequest, event: Event, made: Registration) -> HttpResponse:
    if made.state == Registration.State.UNCONFIRMED:
        return render(request, "events/letter.html", {"event": event, "city": event.organisation, "email": made.email})
    if made.state == Registration.State.WAITING:
        messages.success(request, _("You are on the waiting list. We write as soon as a place becomes free."))
    else:
        messages.success(request, _("You are registered. See you there."))
    if not request.user.is_authenticated:
        return redirect(f"{address('web:event_mine', event.slug)}?key={key_of(made)}")
    return redirect("web:event_mine", slug=event.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("event-mine", limit=60, seconds=3600)
@seen
def mine(request: HttpRequest, event: Event) -> HttpResponse:
    """One's own registration: state, group, code for the entrance; confirm it, change it, cancel it."""
    at = timezone.now()
    person: Any = request.user if request.user.is_authenticated else None
    one, key = own_registration(request, event)
    if one is None:
        if person is None and not request.GET.get("key"):
            return redirect(f"{address('account_login')}?next={request.path}")
        raise Http404
    here = address("web:event_mine", event.slug) + (f"?key={key}" if key else "")
    form = _change_form(request, event, one)
    status = 200
    if request.method == "POST":
        try:
            done, kept = _change(request, one, person, key, form, at)
        except Refusal as refusal:
            status = refusal.status
            add_refusal(form, refusal)
        else:
            if done:
                messages.success(request, done)
                # Somebody who confirms twice is led to the registration she already has.
                return redirect(here if not key else f"{address('web:event_mine', event.slug)}?key={key_of(kept)}")
            status = 422
    return render(request, "events/mine.html", _context(request, event, one, key, form, at), status=status)


def _change(
    request: HttpRequest, one: Registration, person: Any, key: str, form: RegisterForm, at: Any
) -> tuple[str, Registration]:
    """Do what was asked: the words that say so ("" when the form has to be mended first), and the registration."""
    if "confirm" in request.POST:
        kept = actions.confirm_registration(registration=one, key=key, at=at)
        if kept.state == Registration.State.WAITING:
            return _("Your address is confirmed. All places are taken, so you are on the waiting list."), kept
        return _("Your address is confirmed. You are registered."), kept
    if "cancel" in request.POST:
        kept = actions.cancel_registration(by=person, registration=one, at=at, key=key)
        return _("Your registration is cancelled, and your place goes to the next one."), kept
    if not form.is_valid():
        return "", one
    values = dict(form.cleaned_data)
    wishes = values.pop("wishes")
    kept = actions.change_registration(by=person, registration=one, values=values, wishes=wishes, at=at, key=key)
    return _("Saved."), kept


def _change_form(request: HttpRequest, event: Event, one: Registration) -> RegisterForm:
    blocks = list(queries.blocks(event).items())
    initial = {name: getattr(one, name) for name in ABOUT_ME}
    ranked: dict[str, int] = {}
    block_of = {s.pk: number for number, (_block, sessions) in enumerate(blocks) for s in sessions}
    for wish in one.wishes.all():
        if (number := block_of.get(wish.session_id)) is not None:
            ranked[f"wish-{number}-{wish.rank}"] = wish.session_id
    person: Any = request.user
    orgs = Organisation.objects.of(person).order_by("name") if person.is_authenticated else None
    saving = request.method == "POST" and "save" in request.POST
    form = RegisterForm(
        request.POST if saving else None,
        initial={**initial, **ranked},
        blocks=blocks,
        signed_in=True,  # the address stays: it is what the registration belongs to
        mine=orgs if orgs else None,
    )
    if one.needs_erased_at is not None:
        for name in NEEDS:
            del form.fields[name]
    form.cleaned_data = {}  # a refusal of another button of this page may be put beside a field
    return form


def _context(
    request: HttpRequest, event: Event, one: Registration, key: str, form: RegisterForm, at: Any
) -> dict[str, Any]:
    person: Any = request.user if request.user.is_authenticated else None
    suffix = f"?key={key}" if key else ""
    placed = [p.session for p in one.placings.select_related("session__site")]
    live = event.is_live and event.ends_at > at
    code = code_of(one)
    here_url = request.build_absolute_uri(address("web:event_here", event.slug, code))
    return {
        "event": event,
        "city": event.organisation,
        "one": one,
        "key": key,
        "form": form,
        "when": span(event, at),
        "zone": zone_words(event),
        "queue": queries.queue_place(one) if one.state == Registration.State.WAITING else 0,
        "groups": [agenda.line(session, {}) for session in placed],
        "blocks": bool(form.blocks),
        "may_change": one.is_live and bool(rules.may_change_registration(person, one, at, key)),
        "live": live,
        "qr": qr(here_url) if live and one.state == Registration.State.REGISTERED else "",
        "code": code,
        "online_url": event.online_url if one.state == Registration.State.REGISTERED else "",
        "ics_url": address("web:event_ics", event.slug),
        "calendar_url": address("web:account_calendar") if person else "",
        "evaluation_url": address("web:event_evaluation", event.slug) + suffix if rules.may_evaluate(one, at) else "",
        "certificate_url": address("web:event_certificate", event.slug) + suffix if one.certificate_no else "",
        "register_url": address("web:event_register", event.slug)
        if one.state == Registration.State.CANCELLED and live
        else "",
    }


def qr(text: str) -> SafeString:
    """The text as a QR code: an inline drawing in black, on whatever white box it stands in."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, dark="#000", border=2
    )
    return mark_safe(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


@never_cache
@require_safe
@seen
def here(request: HttpRequest, event: Event, code: str) -> HttpResponse:
    """What a phone's camera opens: staff go on to the check-list, everybody else reads what the code is for."""
    found = registration_by_code(code)
    if found is None or found.event_id != event.pk:
        raise Http404
    person: Any = request.user
    if person.is_authenticated and rules.may_run_event(person, event):
        return redirect(f"{address('web:desk_event_attendance', event.slug)}?code={code}")
    return render(request, "events/here.html", {"event": event, "city": event.organisation})
