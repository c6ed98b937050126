"""After an event at the desk: minutes, photos, the evaluation, what people want to carry over, certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from skwer.apps.events import actions, queries
from skwer.apps.events.models import Event, EventPhoto, Registration
from skwer.apps.forms.schema import Form
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address

from . import doors, evaluation, outcomes, questions, standing
from .forms import add_refusal


class MinutesForm(forms.Form):
    minutes_pl = forms.CharField(
        label=gettext_lazy("Meeting minutes"), widget=forms.Textarea, max_length=40_000, required=False
    )
    minutes_en = forms.CharField(
        label=gettext_lazy("Meeting minutes in English"), widget=forms.Textarea, max_length=40_000, required=False
    )


class PhotoForm(forms.Form):
    photo = forms.FileField(label=gettext_lazy("Photo"))
    shows_people = forms.BooleanField(label=gettext_lazy("It shows people one can recognise"), required=False)
    shown = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Whom it shows"), queryset=Registration.objects.none(), required=False
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        come = event.registrations.filter(state=Registration.State.REGISTERED).order_by("name")
        self.fields["shown"].queryset = come  # type: ignore[attr-defined]
        self.fields["shown"].label_from_instance = _with_consent  # type: ignore[attr-defined]


def _with_consent(one: Registration) -> str:
    return one.name if one.photo_consent else _("%(name)s (no consent)") % {"name": one.name}


class IntroForm(forms.Form):
    outcome_intro_pl = forms.CharField(
        label=gettext_lazy("What the outcomes page says first"), widget=forms.Textarea, max_length=4000, required=False
    )
    outcome_intro_en = forms.CharField(
        label=gettext_lazy("The same in English"), widget=forms.Textarea, max_length=4000, required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_minutes(request: HttpRequest, event: Event) -> HttpResponse:
    """What was said and agreed, in Markdown."""
    form = MinutesForm(
        request.POST if request.method == "POST" else None,
        initial={"minutes_pl": event.minutes_pl, "minutes_en": event.minutes_en},  # type: ignore[attr-defined]
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.write_minutes(by=request.user, event=event, values=form.cleaned_data, at=timezone.now())  # type: ignore[arg-type]
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal)
            else:
                messages.success(request, _("Saved. The minutes stand on the event's page."))
                return redirect("web:desk_event_minutes", slug=event.slug)
    context = {"event": event, "form": form, "may_run": request.may_run, "early": event.starts_at > timezone.now()}  # type: ignore[attr-defined]
    return render(request, "events/desk_minutes.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_photos(request: HttpRequest, event: Event) -> HttpResponse:
    """Photos with words for those who cannot see them; public only where everybody shown agreed."""
    by: Any = request.user
    at = timezone.now()
    if request.method == "POST" and "remove" in request.POST:
        photo = get_object_or_404(EventPhoto.objects.filter(event=event), pk=_number(request.POST["remove"]))
        photo.event = event
        try:
            actions.remove_photo(by=by, photo=photo, at=at)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("The photo is deleted."))
        return redirect("web:desk_event_photos", slug=event.slug)
    sent = request.method == "POST"
    form = PhotoForm(request.POST if sent else None, request.FILES if sent else None, event=event)
    status = 200
    if sent:
        status = 422
        if form.is_valid():
            try:
                photo = actions.add_photo(
                    by=by,
                    event=event,
                    file=form.cleaned_data["photo"],
                    alt_text=request.POST.get("photo-alt", ""),
                    shows_people=form.cleaned_data["shows_people"],
                    shown=list(form.cleaned_data["shown"]),
                    at=at,
                )
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal, {"alt_text": "photo", "file": "photo"})
            else:
                public = photo.upload.audience == "holder"
                done = _("The photo stands on the event's page.")
                messages.success(
                    request, done if public else _("Only the desk sees this photo: not everybody it shows agreed.")
                )
                return redirect("web:desk_event_photos", slug=event.slug)
    photos = queries.photos(event, by).prefetch_related("shown")
    context = {
        "event": event,
        "form": form,
        "photos": photos,
        "alt": request.POST.get("photo-alt", ""),
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "events/desk_photos.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_evaluation(request: HttpRequest, event: Event) -> HttpResponse:
    """What is asked, and what people answered, guarded as on the public page."""
    told = queries.evaluation_summary(event) if event.evaluation else None
    rows = questions.rows_of(event.evaluation)
    problems: list[tuple[str, Any]] = []
    status = 200
    if request.method == "POST":
        rows = questions.read(request.POST)
        if "add" in request.POST:
            rows.append(questions.empty())
        else:
            problems, status = questions.problems(rows), 422
            if not problems:
                try:
                    actions.change_event(
                        by=request.user,  # type: ignore[arg-type]
                        event=event,
                        values={"evaluation": questions.form_of(rows)},
                        at=timezone.now(),
                    )
                except Refusal as refusal:
                    problems, status = [("", refusal.message)], refusal.status
                else:
                    messages.success(request, _("Saved."))
                    return redirect("web:desk_event_evaluation", slug=event.slug)
    context = {
        "event": event,
        "told": told,
        "evaluation": evaluation.summary(event),
        "questions": Form.from_json(event.evaluation).questions if event.evaluation else (),
        "rows": rows,
        "kinds": questions.KINDS,
        "problems": problems,
        "may_change": request.may_run  # type: ignore[attr-defined]
        and not event.evaluation_answers.exists()
        and event.state != Event.State.CANCELLED,
    }
    return render(request, "events/desk_evaluation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_outcomes(request: HttpRequest, event: Event) -> HttpResponse:
    """State an interest on somebody's behalf, follow statements up, say what the page says first."""
    person: Any = request.user
    at = timezone.now()
    may_speak = outcomes.organisations_for(person, event, at)
    form = outcomes.interest_form(request, event, may_speak)
    intro = IntroForm(
        request.POST if request.POST.get("do") == "intro" else None,
        initial={n: getattr(event, n) for n in IntroForm.base_fields},
    )
    status = 200
    here = address("web:desk_event_outcomes", event.slug)
    if request.method == "POST":
        status, done = _outcome_done(request, event, form, intro, at)
        if done is not None:
            return redirect(here + done)
    context = {
        "event": event,
        "title": standing.finding(event, at),
        "counts": standing.counts(event, at),
        "groups": standing.groups(event, at, person, desk=True),
        "form": form,
        "intro": intro,
        "may_state": may_speak.exists(),
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "early": event.starts_at > at,
    }
    return render(request, "events/desk_outcomes.html", context, status=status)


def _outcome_done(request: HttpRequest, event: Event, form: Any, intro: IntroForm, at: Any) -> tuple[int, str | None]:
    """(status, where on the page to go on, or None when something has to be mended)."""
    by: Any = request.user
    do = request.POST.get("do")
    try:
        if do == "state":
            status, made = outcomes.stated(request, event, form)
            return status, f"#statement-{made.pk}" if made is not None else None
        if do == "intro" and intro.is_valid():
            actions.change_event(by=by, event=event, values=intro.cleaned_data, at=at)
            messages.success(request, _("Saved."))
            return 200, ""
        if do == "withdraw":
            interest = get_object_or_404(queries.interests_of(event), pk=_number(request.POST.get("statement")))
            interest.event = event
            actions.withdraw_interest(by=by, interest=interest, at=at)
            messages.success(request, _("The statement is taken back."))
            return 200, ""
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return refusal.status, None
    return 422, None


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_statement(request: HttpRequest, event: Event, pk: int) -> HttpResponse:
    """Say what became of one statement, from the desk."""
    return outcomes.follow(request, event, pk, back=address("web:desk_event_outcomes", event.slug), desk=True)


@require_http_methods(["GET", "HEAD", "POST"])
@doors.desk
def desk_event_certificates(request: HttpRequest, event: Event) -> HttpResponse:
    """Give everybody who was there a numbered certificate; who has one, with her days."""
    refusal: Refusal | None = None
    if request.method == "POST":
        if not request.may_run:  # type: ignore[attr-defined]
            raise PermissionDenied
        try:
            number = actions.issue_certificates(by=request.user, event=event, at=timezone.now())  # type: ignore[arg-type]
        except Refusal as error:
            refusal = error
        else:
            said = ngettext("%(n)s certificate issued.", "%(n)s certificates issued.", number) % {"n": number}
            messages.success(request, said if number else _("Everybody who was there has a certificate."))
            return redirect("web:desk_event_certificates", slug=event.slug)
    there = list(queries.attended(event).prefetch_related("attendance"))
    context = {
        "event": event,
        "rows": [(one, sorted({a.on for a in one.attendance.all()})) for one in there],
        "new": sum(1 for one in there if not one.certificate_no),
        "refusal": refusal,
        "over": event.ends_at <= timezone.now() and event.state != Event.State.CANCELLED,
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "events/desk_certificates.html", context, status=refusal.status if refusal else 200)


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 12 else 0
