"""What the user of a space does with its agreement: reads, signs, asks for more time, ends it, tells about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.actions import store_upload
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.spaces.actions import extending, licensing, signing
from skwer.apps.spaces.licence_queries import (
    latest_version,
    of_person,
    open_extension,
    step_of,
    waiting_version,
    was_handed_over,
)
from skwer.apps.spaces.licence_rules import acts_for_user, waits_for
from skwer.apps.spaces.models import Extension, Licence
from skwer.web.context import address
from skwer.web.grants.inside import attempt, done, put_errors
from skwer.web.throttle import throttled

from .forms import EndForm, EvaluationForm, ExtensionForm, OwnSignatureForm, ReasonForm
from .inside import SHAPES, licence_page, page, text_of, who

PAGE = 30


@never_cache
@login_required
@require_safe
def licences(request: HttpRequest) -> HttpResponse:
    """The agreements of the signed-in person and her organisations."""
    person: Any = request.user
    at = timezone.now()
    rows = of_person(person).prefetch_related("extensions__version", "protocols")
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    request.section = "places"  # type: ignore[attr-defined]
    return render(request, "licences/list.html", {"page": shown, "rows": [row_of(one, at) for one in shown]})


def row_of(licence: Licence, at: datetime) -> dict[str, Any]:
    """A line of a list."""
    step = step_of(licence, at)
    return {
        "licence": licence,
        "step": step,
        "who": who(step, licence),
        "shape": "late" if step.state == "late" else SHAPES[licence.state],
    }


@licence_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("licence", limit=40, seconds=3600)
def licence(request: HttpRequest, one: Licence) -> HttpResponse:
    """One agreement as its user reads it: the next step, the text, signing, extension, the end."""
    at, doing, status = timezone.now(), request.POST.get("do", ""), 200
    forms: dict[str, Any] = {"signing": OwnSignatureForm(), "reason": ReasonForm(), "ending": EndForm()}
    if request.method == "POST":
        answer = _do(request, one, doing, forms, at)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    version = waiting_version(one)
    newest = latest_version(one)
    extensions = list(one.extensions.select_related("version"))
    context = {
        "finding": _finding(one),
        "version": version,
        "newest": newest,
        "waits": waits_for(version) if version else "",
        "text": text_of(newest),
        "doing": doing,
        "extensions": extensions,
        "open_extension": next((e for e in extensions if e.state in extending.OPEN), None),
        "may_extend": one.state in extending.RUNNING and acts_for_user(request.user, one),  # type: ignore[arg-type]
        "may_end": one.state in extending.RUNNING and request.is_user,  # type: ignore[attr-defined]
        "may_decline": one.state in (Licence.State.SENT, Licence.State.SIGNED) and request.is_user,  # type: ignore[attr-defined]
        "evaluation": getattr(one, "evaluation", None),
        "may_evaluate": may_evaluate(one, request),
        "pdf_url": address("web:licence_pdf", one.pk),
        "versions": list(one.versions.all()),
        "ongoing": request.is_user and one.state not in (Licence.State.ENDED, Licence.State.VOID),  # type: ignore[attr-defined]
        **forms,
    }
    return page(request, "licences/licence.html", one, "licence", context, status=status)


def may_evaluate(one: Licence, request: HttpRequest) -> bool:
    """Is it time to tell what the use brought, and may she?"""
    told = getattr(one, "evaluation", None)
    open_ = one.state == Licence.State.ENDED and was_handed_over(one)
    return open_ and (told is None or told.published_at is None) and acts_for_user(request.user, one)  # type: ignore[arg-type]


def _finding(one: Licence) -> str:
    return {
        Licence.State.SENT: _("Read the agreement, then sign it"),
        Licence.State.SIGNED: _("Your signature is in"),
        Licence.State.ACTIVE: _("The agreement is in force"),
        Licence.State.IN_USE: _("You have the use of this space"),
        Licence.State.TERMINATED: _("The agreement ends early"),
        Licence.State.ENDED: _("The space is back"),
        Licence.State.VOID: _("There is no agreement"),
        Licence.State.DRAFTED: _("The office prepares the agreement"),
    }[Licence.State(one.state)]


def _do(request: HttpRequest, one: Licence, doing: str, forms: dict[str, Any], at: datetime) -> Any:
    """One button of the page: the way on, or the status of the page that says what to mend."""
    by: Any = request.user
    here = request.path
    if doing == "sign":
        forms["signing"] = OwnSignatureForm(request.POST, request.FILES)
        return attempt(
            request, forms["signing"], lambda told: _sign(by, one, told["file"], at),
            _("Your signature is in. The city signs next."), here,
        )  # fmt: skip
    if doing == "decline":
        forms["reason"] = ReasonForm(request.POST)
        return attempt(
            request, forms["reason"],
            lambda told: licensing.void_licence(by=by, licence=one, why=told["words"], at=at),
            _("The office knows that you will not sign."), here,
        )  # fmt: skip
    if doing == "end":
        forms["ending"] = EndForm(request.POST)
        return attempt(
            request, forms["ending"],
            lambda told: extending.terminate_licence(by=by, licence=one, on=told["on"], why=told["why"], at=at),
            _("The agreement ends early. The office knows."), here,
        )  # fmt: skip
    if doing == "withdraw":
        extension = open_extension(one)
        if extension is None:
            raise licensing.NotWaiting
        extending.withdraw_extension(by=by, extension=extension, at=at)
        return done(request, _("You no longer ask for more time."), here)
    raise PermissionDenied


def _sign(by: Person, one: Licence, file: Any, at: datetime) -> None:
    version = waiting_version(one)
    if version is None or waits_for(version) != "party":
        raise licensing.NotWaiting
    upload = keep_signed(by, one, file, at)
    today = timezone.localdate(at)
    signing.register_signature(by=by, version=version, side="party", signed_on=today, upload=upload, at=at)


def keep_signed(by: Person, one: Licence, file: Any, at: datetime) -> Any:
    """The signed file as an upload of the agreement."""
    return store_upload(
        by=by,
        organisation=one.organisation,
        file=file,
        kind="document",
        holder_kind=signing.HOLDER,
        holder_key=one.pk,
        at=at,
    )


@licence_page
@require_http_methods(["GET", "HEAD", "POST"])
def licence_extend(request: HttpRequest, one: Licence) -> HttpResponse:
    """Ask for more time."""
    by: Any = request.user
    if not acts_for_user(by, one):
        raise PermissionDenied
    at, form, status = timezone.now(), ExtensionForm(), 200
    if request.method == "POST":
        form = ExtensionForm(request.POST)
        desk = not request.is_user  # type: ignore[attr-defined]
        answer = attempt(
            request, form,
            lambda told: extending.ask_extension(by=by, licence=one, until=told["until"], why=told["why"], at=at),
            _("The office has your wish and will answer."),
            address("web:desk_licence" if desk else "web:licence", one.pk),
        )  # fmt: skip
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    context = {
        "title": _("Ask for more time"),
        "form": form,
        "open_one": open_extension(one),
        "running": one.state in extending.RUNNING and one.ends_on >= timezone.localdate(at),
        "asked": Extension.State.ASKED,
    }
    return page(request, "licences/extend.html", one, "licence", context, status=status)


@licence_page
@require_http_methods(["GET", "HEAD", "POST"])
def licence_evaluate(request: HttpRequest, one: Licence) -> HttpResponse:
    """Tell what the time of use brought."""
    by: Any = request.user
    if not acts_for_user(by, one):
        raise PermissionDenied
    told = getattr(one, "evaluation", None)
    names = EvaluationForm.base_fields
    form = EvaluationForm(initial={name: getattr(told, name) for name in names} if told else None)
    status = 200
    if request.method == "POST":
        form = EvaluationForm(request.POST)
        if not form.is_valid():
            status = 422
        else:
            try:
                extending.evaluate(by=by, licence=one, values=form.cleaned_data, at=timezone.now())
            except NotAllowed:
                raise PermissionDenied from None
            except licensing.NotWaiting:
                raise
            except extending.Refusal as refusal:
                put_errors(form, refusal)
                status = refusal.status
            else:
                return done(request, _("Thank you. The office reads it and shows it."), address("web:licence", one.pk))
    context = {"title": _("What the time of use brought"), "form": form, "open_now": may_evaluate(one, request)}
    return page(request, "licences/evaluate.html", one, "licence", context, status=status)
