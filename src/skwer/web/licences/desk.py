"""Agreements about spaces at the city's desk: from draft to signatures, extensions, the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls.models import Proposal
from skwer.apps.grants.licensing import chosen_for_spaces, draft_from_decision, party_name_of
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.spaces.actions import extending, licensing, signing
from skwer.apps.spaces.licence_queries import (
    WAITING,
    desk_list,
    latest_version,
    open_extension,
    waiting_counts,
    waiting_version,
)
from skwer.apps.spaces.licence_rules import acts_for_user, waits_for
from skwer.apps.spaces.licence_text import paragraphs_of
from skwer.apps.spaces.models import Evaluation, Licence, Match, Space
from skwer.web.context import address, with_query
from skwer.web.desk.doors import changes_only_by_staff, desk_city
from skwer.web.grants.inside import attempt, done, put_errors

from .forms import AnswerForm, EndForm, LicenceForm, NewLicenceForm, ReasonForm, SignatureForm
from .inside import desk_page, page, text_of
from .user import keep_signed, may_evaluate, row_of

PAGE = 40


@desk_city
@require_safe
def desk_licences(request: HttpRequest, city: Organisation) -> HttpResponse:
    """The city's agreements about spaces by what they wait for."""
    at = timezone.now()
    waiting = request.GET.get("waiting", "")
    waiting = waiting if waiting in WAITING else ""
    shown = Paginator(desk_list(city, waiting), PAGE).get_page(request.GET.get("page"))
    counts = waiting_counts(city)
    names = {
        "prepare": _("to prepare"),
        "party": _("wait for the user"),
        "city": _("wait for the city's signature"),
        "handing": _("to be handed over or back"),
        "extension": _("extensions to answer"),
        "in_use": _("in use"),
        "ended": pgettext("several agreements", "ended"),
    }
    context = {
        "city": city,
        "tabs": [{"key": key, "label": names[key], "count": counts[key]} for key in WAITING],
        "waiting": waiting,
        "page": shown,
        "rows": [row_of(one, at) for one in shown],
        "chosen": chosen_for_spaces(city),
        "total": sum(counts[key] for key in WAITING if key != "extension"),
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "spaces_url": address("web:desk_spaces", city.slug),
    }
    return render(request, "licences/desk_list.html", context)


@login_required
@require_safe
def desk_licence_of_space(request: HttpRequest, pk: int) -> HttpResponse:
    """From a space, or one of its matches, to the form of its city."""
    person: Any = request.user
    space = get_object_or_404(Space.objects.of_desk(person).select_related("organisation"), pk=pk)
    match = request.GET.get("match", "")
    return redirect(
        with_query(
            address("web:desk_licence_new", space.organisation.slug),
            urlencode({"space": space.pk, **({"match": match} if match else {})}),
        )
    )


@desk_city
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def desk_licence_new(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Begin an agreement: from a match, from a space, or from nothing."""
    by: Any = request.user
    match, proposal = _match(request, city), _proposal(request, city)
    known = match is not None or proposal is not None
    status = 200
    if request.method == "POST":
        form = NewLicenceForm(request.POST, city=city, with_account=not known)
        if form.is_valid():
            answer = _draft(by, form, match, proposal)
            if isinstance(answer, Licence):
                return done(
                    request,
                    _("The draft is saved. Check it and send it to the user."),
                    address("web:desk_licence", answer.pk),
                )
            status = answer
        else:
            status = 422
    else:
        given = _initial(request, city, match, proposal)
        form = NewLicenceForm(initial=given, city=city, with_account=not known)
    context = {
        "city": city,
        "form": form,
        "match": match,
        "proposal": proposal,
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "title": _("A new agreement about a space"),
        "list_url": address("web:desk_licences", city.slug),
        "empty": not form.fields["space"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "licences/desk_new.html", context, status=status)


def _match(request: HttpRequest, city: Organisation) -> Match | None:
    wanted = request.POST.get("match") or request.GET.get("match") or ""
    if not wanted:
        return None
    rows = Match.objects.filter(space__organisation=city).select_related(
        "space", "wish__person", "wish__for_organisation"
    )
    found = rows.filter(pk=wanted).first() if wanted.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _proposal(request: HttpRequest, city: Organisation) -> Proposal | None:
    """The chosen proposal the agreement follows from."""
    wanted = request.POST.get("proposal") or request.GET.get("proposal") or ""
    if not wanted:
        return None
    found = next((one for one in chosen_for_spaces(city) if str(one.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _initial(
    request: HttpRequest, city: Organisation, match: Match | None, proposal: Proposal | None
) -> dict[str, Any]:
    """What is known already: the wish, the space, the city's usual terms."""
    wanted = request.GET.get("space", "")
    space = match.space if match else proposal.space if proposal else None
    if space is None and wanted.isdecimal():
        space = Space.objects.public().filter(organisation=city, pk=wanted).first()
    told: dict[str, Any] = {"form": Licence.Form.LOAN, "restore": True, "currency": "PLN", "notice_days": 14}
    told["fee"] = Space.Fee.UTILITIES
    if space is not None:
        names = ("fee", "fee_month", "currency", "notice_days")
        told |= {name: getattr(space, name) for name in names} | {"space": space.pk}
        if space.fee == Space.Fee.RENT:
            told["form"] = Licence.Form.SHORT
    if match is not None:
        wish = match.wish
        party = wish.for_organisation.name if wish.for_organisation else wish.person.name if wish.person else ""
        told |= {"party_name": party, "purpose": wish.title, "starts_on": wish.starts_on, "ends_on": wish.ends_on}
    if proposal is not None:
        told |= {"party_name": party_name_of(proposal), "purpose": proposal.title}
    return told


def _draft(by: Person, form: NewLicenceForm, match: Match | None, proposal: Proposal | None) -> Licence | int:
    told, email = form.told, form.cleaned_data.get("party_email", "")
    space = told.pop("space")
    told.pop("party_email", None)
    party = Person.objects.filter(email__iexact=email, is_active=True).first() if email else None
    if email and party is None:
        form.add_error("party_email", _("Nobody has an account with this address. Leave it empty, or ask the user."))
        return 422
    if match is not None and match.space_id != space.pk:
        match = None
    try:
        if proposal is not None:
            return draft_from_decision(by=by, proposal=proposal, values=told, at=timezone.now())
        return licensing.draft_licence(by=by, space=space, values=told, match=match, party=party, at=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        put_errors(form, refusal)
        return refusal.status


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_licence_edit(request: HttpRequest, one: Licence) -> HttpResponse:
    """Correct a draft."""
    if one.state != Licence.State.DRAFTED:
        return redirect(address("web:desk_licence", one.pk))
    form, status = LicenceForm(initial=LicenceForm.initial_of(one)), 200
    if request.method == "POST":
        by: Any = request.user
        form = LicenceForm(request.POST)
        answer = attempt(
            request, form,
            lambda _told: licensing.change_licence(by=by, licence=one, values=form.told, at=timezone.now()),
            _("The draft is saved."), address("web:desk_licence", one.pk),
        )  # fmt: skip
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
        one.refresh_from_db()
    context = {"title": _("Correct the draft"), "form": form}
    return page(request, "licences/desk_edit.html", one, "licence", context, desk=True, status=status)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_licence(request: HttpRequest, one: Licence) -> HttpResponse:
    """One agreement: what comes next and its button, signatures, extension, the end."""
    at, doing, status = timezone.now(), request.POST.get("do", ""), 200
    forms: dict[str, Any] = {
        "signing": SignatureForm(initial={"signed_on": timezone.localdate(at)}),
        "reason": ReasonForm(),
        "answering": AnswerForm(),
        "ending": EndForm(initial={"on": timezone.localdate(at) + timedelta(days=one.notice_days)}),
    }
    wrong = ""
    if request.method == "POST":
        try:
            answer = _do(request, one, doing, forms, at)
        except NotAllowed:
            raise
        except Refusal as refusal:
            errors = getattr(refusal, "errors", ())
            answer, wrong = refusal.status, str(errors[0].message if errors else refusal)
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
        one.refresh_from_db()
    version, newest = waiting_version(one), latest_version(one)
    extensions = list(one.extensions.select_related("version"))
    draft = one.state == Licence.State.DRAFTED
    context = {
        "draft": draft,
        "version": version,
        "newest": newest,
        "waits": waits_for(version) if version else "",
        "text": text_of(newest, paragraphs_of(one) if newest is None else None),
        "versions": [_signed_files(row) for row in one.versions.all()],
        "extensions": extensions,
        "asked": next((e for e in extensions if e.state == e.State.ASKED), None),
        "agreed": next((e for e in extensions if e.state == e.State.AGREED), None),
        "unsigned": one.state in (Licence.State.DRAFTED, Licence.State.SENT, Licence.State.SIGNED),
        "may_end": one.state in extending.RUNNING,
        "may_ask": one.state in extending.RUNNING and acts_for_user(request.user, one),  # type: ignore[arg-type]
        "on_paper": one.party_id is None and one.party_organisation_id is None,
        "evaluation": Evaluation.objects.filter(licence=one).first(),
        "may_evaluate": may_evaluate(one, request),
        "pdf_url": address("web:licence_pdf", one.pk),
        "doing": doing,
        "wrong": wrong,
        **forms,
    }
    return page(request, "licences/desk_licence.html", one, "licence", context, desk=True, status=status)


def _signed_files(version: Any) -> dict[str, Any]:
    files = [
        (version.party_paper_id, _("the user's signed file")),
        (version.city_paper_id, _("the city's signed file")),
    ]
    return {"version": version, "files": [(address("web:file", key), words) for key, words in files if key]}


def _do(request: HttpRequest, one: Licence, doing: str, forms: dict[str, Any], at: datetime) -> Any:
    """One button of the page."""
    by: Any = request.user
    here = request.path
    if doing == "send":
        licensing.send_licence(by=by, licence=one, at=at)
        return done(request, _("The agreement is with the user. The space is held for it."), here)
    if doing == "recall":
        licensing.recall_licence(by=by, licence=one, at=at)
        return done(request, _("It is a draft again. Correct it and send it once more."), here)
    if doing == "sign":
        forms["signing"] = SignatureForm(request.POST, request.FILES)
        return attempt(
            request,
            forms["signing"],
            lambda told: _sign(request, one, told, at),
            _("The signature is registered."),
            here,
        )
    if doing == "strike" and (version := waiting_version(one)) is not None:
        forms["reason"] = ReasonForm(request.POST)
        return attempt(
            request, forms["reason"],
            lambda told: signing.strike_signature(by=by, version=version, why=told["words"], at=at),
            _("The user is asked to sign again."), here,
        )  # fmt: skip
    if doing == "void":
        forms["reason"] = ReasonForm(request.POST)
        return attempt(
            request, forms["reason"],
            lambda told: licensing.void_licence(by=by, licence=one, why=told["words"], at=at),
            _("There will be no agreement. The space is free again."), here,
        )  # fmt: skip
    if doing == "end":
        forms["ending"] = EndForm(request.POST)
        return attempt(
            request, forms["ending"],
            lambda told: extending.terminate_licence(by=by, licence=one, at=at, **told),
            _("The agreement ends early. The user knows."), here,
        )  # fmt: skip
    if doing in ("agree", "refuse"):
        return _answer(request, one, doing == "agree", forms, at)
    if doing == "withdraw" and (extension := open_extension(one)) is not None:
        extending.withdraw_extension(by=by, extension=extension, at=at)
        return done(request, _("The extension is taken back. The last day stays as it was."), here)
    if doing == "publish" and (evaluation := Evaluation.objects.filter(licence=one).first()) is not None:
        extending.publish_evaluation(by=by, evaluation=evaluation, at=at)
        return done(request, _("Everybody reads it on the page of the space."), here)
    raise Http404


def _answer(request: HttpRequest, one: Licence, agree: bool, forms: dict[str, Any], at: datetime) -> Any:
    by: Any = request.user
    extension = open_extension(one)
    if extension is None:
        raise licensing.NotWaiting
    forms["answering"] = AnswerForm(request.POST)
    said = _("The annex is written. Both sides sign it next.") if agree else _("The user has your answer.")
    return attempt(
        request, forms["answering"],
        lambda told: extending.answer_extension(
            by=by, extension=extension, agree=agree, answer=told["answer"], at=at
        ),
        said, request.path,
    )  # fmt: skip


def _sign(request: HttpRequest, one: Licence, told: dict[str, Any], at: datetime) -> None:
    by: Any = request.user
    version = waiting_version(one)
    if version is None:
        raise licensing.NotWaiting
    upload = keep_signed(by, one, told["file"], at) if told["file"] else None
    side = request.POST.get("side", "")
    signing.register_signature(by=by, version=version, side=side, signed_on=told["signed_on"], upload=upload, at=at)
