"""Agreements at the city's desk: what waits, each from draft to signatures, a call's all at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls.models import Call
from skwer.apps.grants import actions
from skwer.apps.grants.actions.annexing import changed_facts
from skwer.apps.grants.merging import facts_of
from skwer.apps.grants.models import Agreement, Amendment, Signature
from skwer.apps.grants.queries.agreements import (
    WAITING,
    calls_to_draft,
    desk_list,
    latest_version,
    step_of,
    waiting_counts,
)
from skwer.apps.grants.rules import waits_for
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk, may_run
from skwer.web.context import address
from skwer.web.papers import pdf_response
from skwer.web.refusing import refused

from .forms_agreements import DraftForm, Lines, SignatureForm, UntilForm, WordsForm
from .inside import attempt, desk_page, done, gives_money, page
from .papers import changes_of, order_pdf
from .party import keep_signed, waiting_version
from .showing import row_of, text_of, who

PAGE = 40


def _cities(person: Person) -> list[Organisation]:
    """Cities whose desk she reads, and other organisations that run calls."""
    mine = Organisation.objects.of(person).order_by("name")
    return [one for one in mine if may_read_desk(person, one)]


@never_cache
@login_required
@require_safe
def desk_grants(request: HttpRequest) -> HttpResponse:
    """The agreements of one city by what they wait for."""
    person: Any = request.user
    mine = _cities(person)
    wanted = request.GET.get("city", "")
    cities = [one for one in mine if one.is_city] or mine
    city = next((one for one in mine if one.slug == wanted), None if wanted or not cities else cities[0])
    if city is None:
        raise PermissionDenied
    request.city = city  # type: ignore[attr-defined]
    waiting = request.GET.get("waiting", "")
    waiting = waiting if waiting in WAITING else ""
    at = timezone.now()
    rows = Paginator(desk_list(city, waiting), PAGE).get_page(request.GET.get("page"))
    counts = waiting_counts(city)
    names = {
        "prepare": _("to prepare"),
        "party": _("wait for the party"),
        "city": _("wait for the city's signature"),
        "change": _("changes to answer"),
        "running": _("in force"),
        "ended": pgettext("several agreements", "ended"),
    }
    context = {
        "city": city,
        "others": [one for one in cities if one != city],
        "calls": list(calls_to_draft(city)),
        "tabs": [{"key": key, "label": names[key], "count": counts[key]} for key in WAITING],
        "waiting": waiting,
        "page": rows,
        "rows": [row_of(one, step_of(one, at), at) for one in rows],
        "total": sum(counts[key] for key in WAITING if key != "change"),
        "register_url": address("web:agreements") + f"?city={city.slug}",
        "payments_url": address("web:desk_payments", city.slug),
        "overdue_url": address("web:desk_overdue", city.slug),
    }
    return render(request, "grants/desk_grants.html", context)


def _of_call(request: HttpRequest, slug: str) -> Call:
    person: Any = request.user
    visible = Call.objects.visible_to(person).select_related("organisation", "edition__scheme")
    call = get_object_or_404(visible, slug=slug)
    if not may_read_desk(person, call.organisation):
        raise PermissionDenied
    request.city = call.organisation  # type: ignore[attr-defined]
    return call


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_agreements_of_call(request: HttpRequest, slug: str) -> HttpResponse:
    """All agreements of a call: made at once, printed as the order's annex, sent one by one."""
    person: Any = request.user
    call, at = _of_call(request, slug), timezone.now()
    if request.method == "POST":
        if not may_run(person, call.organisation):
            raise PermissionDenied
        try:
            made = actions.draft_all(by=person, call=call, at=at)
        except Refusal as refusal:
            return refused(request, refusal, back=request.path)
        said = ngettext("%(n)s agreement is drafted.", "%(n)s agreements are drafted.", len(made)) % {"n": len(made)}
        return done(request, said, request.path)
    rows = list(desk_list(call.organisation).filter(call=call).order_by("pk"))
    held = [one for one in rows if one.state != Agreement.State.EXPIRED]
    context = {
        "call": call,
        "city": call.organisation,
        "rows": [row_of(one, step_of(one, at), at) for one in rows],
        "waiting": actions.waiting_proposals(call),
        "total": sum(one.amount for one in held),
        "may_run": may_run(person, call.organisation),
        "order_url": address("web:desk_award_order", slug),
        "payments_url": address("web:desk_payments", call.organisation.slug),
    }
    return render(request, "grants/desk_of_call.html", context)


@never_cache
@login_required
@require_safe
def desk_award_order(request: HttpRequest, slug: str) -> HttpResponse:
    """The annex of the order: the list of what is granted, and its total, as PDF."""
    call = _of_call(request, slug)
    rows = desk_list(call.organisation).filter(call=call).exclude(state=Agreement.State.EXPIRED).order_by("pk")
    language = (get_language() or "pl")[:2]
    return pdf_response(order_pdf(call, list(rows), language), f"zalacznik-{call.slug}.pdf")


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_agreement(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """One agreement: what comes next and its button, what is missing, signatures, changes, the end."""
    at, status, wrong, doing = timezone.now(), 200, "", request.POST.get("do", "")
    version = waiting_version(agreement)
    signing, words, until = SignatureForm(), WordsForm(), UntilForm()
    if request.method == "POST":
        if doing == "sign":
            signing = SignatureForm(request.POST, request.FILES)
            answer = attempt(
                request, signing, lambda told: _sign(request, agreement, told, at), _("The signature is registered."),
                request.path,
            )  # fmt: skip
            if isinstance(answer, HttpResponse):
                return answer
            status = answer
        else:
            words, until = WordsForm(request.POST), UntilForm(request.POST if doing == "extend" else None)
            try:
                said = _do(request, agreement, doing, words, until, at)
            except actions.BadValues as refusal:
                status, wrong = refusal.status, str(refusal.errors[0].message)
            except Refusal as refusal:
                status, wrong = refusal.status, str(refusal)
            else:
                if said:
                    return done(request, said, request.path)
                status = 422
    step = step_of(agreement, at)
    draft = agreement.state == Agreement.State.DRAFTED
    struck = Signature.objects.filter(version__agreement=agreement, struck_at__isnull=False).order_by("-pk")
    context = {
        "title": "",
        "finding": step.what,
        "step": step,
        "who": who(step, agreement, desk=True),
        "draft": draft,
        "missing": list(actions.missing_before_sending(agreement, at)) if draft else [],
        "posting_needed": step.key == "post",
        "version": version,
        "waits": waits_for(version) if version else "",
        "signing": signing,
        "words": words,
        "until": until,
        "wrong": wrong,
        "doing": doing,
        "signatures": _signatures(agreement),
        "struck": list(struck),
        "versions": list(agreement.versions.all()),
        "amendments": list(agreement.amendments.order_by("-number")),
        "lines": list(agreement.lines.all()),
        "instalments": list(agreement.instalments.all()),
        "text": text_of(latest_version(agreement), "en" if (get_language() or "pl")[:2] == "en" else "pl"),
        "proposal_url": address("web:desk_proposal", agreement.proposal.call.slug, agreement.proposal.number)
        if agreement.proposal
        else "",
        "public_url": address("web:agreement", agreement.pk),
        "shape_key": row_of(agreement, step, at)["shape"],
        "unsigned": agreement.state in Agreement.UNSIGNED,
        "may_end": agreement.state in (Agreement.State.ACTIVE, Agreement.State.IN_CARE),
    }
    return page(request, "grants/desk_agreement.html", agreement, "agreement", context, desk=True, status=status)


def _signatures(agreement: Agreement) -> list[dict[str, Any]]:
    rows = Signature.objects.filter(version__agreement=agreement, struck_at__isnull=True).select_related("version")
    return [
        {"signature": row, "file_url": address("web:file", row.upload) if row.upload else ""}
        for row in rows.order_by("version__number", "pk")
    ]


def _sign(request: HttpRequest, agreement: Agreement, told: dict[str, Any], at: datetime) -> Any:
    by: Any = request.user
    version = waiting_version(agreement)
    if version is None:
        raise actions.NotWaiting
    upload = keep_signed(by, agreement, told["file"], at) if told["file"] and told["how"] == "file" else None
    return actions.register_signature(
        by=by,
        version=version,
        side=request.POST.get("side", ""),
        how=told["how"],
        name=told["name"],
        signed_on=told["signed_on"],
        upload=upload,
        at=at,
    )


def _do(
    request: HttpRequest, agreement: Agreement, doing: str, words: WordsForm, until: UntilForm, at: datetime
) -> str:
    """One button of the page; what to say when it is done, or "" when a form is not filled in."""
    by: Any = request.user
    text = words.cleaned_data["words"] if words.is_valid() else ""
    if doing == "send":
        actions.send_agreement(by=by, agreement=agreement, at=at)
        return _("The agreement is with the party.")
    if doing == "post":
        actions.post(by=by, agreement=agreement, at=at)
        return _("The offer is shown to everybody.")
    if doing == "recall":
        actions.recall_agreement(by=by, agreement=agreement, at=at)
        return _("It is a draft again. Correct it and send it once more.")
    if doing == "extend":
        if not until.is_valid():
            return ""
        actions.extend_signing(by=by, agreement=agreement, until=until.cleaned_data["until"], at=at)
        return _("There is more time to sign.")
    if doing == "strike":
        version = waiting_version(agreement)
        signature = version.signatures.filter(struck_at__isnull=True).first() if version else None
        if signature is None:
            raise actions.NotWaiting
        actions.strike_signature(by=by, signature=signature, why=text, at=at)
        return _("The signature is struck. The party signs again.")
    if doing == "expire":
        actions.expire(by=by, agreement=agreement, reason=text, at=at)
        return _("There will be no agreement. The money is free for the reserve list.")
    if doing == "terminate":
        actions.terminate(by=by, agreement=agreement, reason=text, at=at)
        return _("The agreement is ended. What was paid is settled next.")
    raise Http404


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_agreement_edit(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Correct a draft: who signs, the time, the budget, the account."""
    if agreement.state != Agreement.State.DRAFTED:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    money = gives_money(agreement)
    form = DraftForm(sent, money=money) if sent is not None else DraftForm.of(agreement)
    lines, status = Lines(sent, agreement), 200
    if sent is not None and sent.get("do") == "save":
        status = 422
        if form.is_valid() and lines.is_valid():
            by: Any = request.user
            values = {**form.cleaned_data, **({"lines": lines.told} if lines.sent else {})}
            try:
                actions.change_draft(by=by, agreement=agreement, values=values, at=timezone.now())
            except actions.BadValues as refusal:
                for error in lines.take(refusal.errors):
                    form.add_error(error.field if error.field in form.fields else None, str(error.message))
            else:
                return done(request, _("The draft is saved."), address("web:desk_agreement", agreement.pk))
    elif sent is not None:
        form = DraftForm(initial={name: sent.get(name, "") for name in form.fields}, money=money)
    context = {
        "title": "",
        "finding": _("Correct the draft"),
        "form": form,
        "lines": lines,
        "posted": hasattr(agreement, "posting"),
        "most": agreement.line.amount if agreement.line else agreement.amount,
    }
    return page(request, "grants/desk_edit.html", agreement, "agreement", context, desk=True, status=status)


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def desk_amendment(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponse:
    """What the party wants changed, beside what holds now; agree or refuse with words."""
    amendment = get_object_or_404(Amendment.objects.filter(agreement=agreement), number=number)
    form, status, wrong = WordsForm(), 200, ""
    if request.method == "POST":
        by: Any = request.user
        form = WordsForm(request.POST)
        agree = request.POST.get("do") == "agree"
        if form.is_valid():
            try:
                actions.answer_amendment(
                    by=by, amendment=amendment, agree=agree, answer=form.cleaned_data["words"], at=timezone.now()
                )
            except actions.BadValues as refusal:
                status, wrong = refusal.status, str(refusal.errors[0].message)
            except Refusal as refusal:
                status, wrong = refusal.status, str(refusal)
            else:
                said = _("The annex is written. Both sides sign it next.") if agree else _("The party has your answer.")
                return done(request, said, address("web:desk_agreement", agreement.pk))
        else:
            status = 422
    context = {
        "title": "",
        "finding": _("A change was asked for"),
        "amendment": amendment,
        "wanted": wanted_of(agreement, amendment),
        "form": form,
        "wrong": wrong,
        "open_now": amendment.state == Amendment.State.ASKED,
    }
    return page(request, "grants/desk_amendment.html", agreement, "agreement", context, desk=True, status=status)


def wanted_of(agreement: Agreement, amendment: Amendment) -> list[str]:
    """What would change, one sentence each."""
    language = (get_language() or "pl")[:2]
    version = getattr(amendment, "version", None)
    if version is not None:
        before = agreement.versions.filter(number=version.number - 1).first()
        return changes_of(before.facts, version.facts, language) if before else []
    if amendment.state != Amendment.State.ASKED:
        return []
    return changes_of(facts_of(agreement), changed_facts(agreement, amendment.changes), language)
