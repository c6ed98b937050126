"""What the party does with its agreement: reads it as PDF, signs, asks for a change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.actions import store_upload
from skwer.apps.grants import actions
from skwer.apps.grants.models import Agreement, Signature, Version
from skwer.apps.grants.queries.agreements import latest_version, step_of
from skwer.apps.grants.rules import may_ask_change, may_read_inside, open_annex, waits_for
from skwer.apps.people.models import Person
from skwer.web.context import address
from skwer.web.papers import pdf_response
from skwer.web.throttle import throttled

from .forms_agreements import ChangeForm, Lines, OwnSignatureForm
from .inside import attempt, done, gives_money, page, party_page, put_errors
from .papers import agreement_pdf, draft_pdf
from .showing import text_of


@party_page
@require_safe
def agreement_pdf_view(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """The agreement as PDF: `?version=n`, else the newest text; before it is sent, the desk's draft."""
    if not may_read_inside(request.user, agreement):  # type: ignore[arg-type]
        raise Http404
    wanted = request.GET.get("version", "")
    language = (get_language() or "pl")[:2]
    version: Version | None
    if wanted:
        version = agreement.versions.filter(number=int(wanted)).first() if wanted.isdecimal() else None
        if version is None:
            raise Http404
    else:
        version = latest_version(agreement)
    name = f"{slugify(agreement.number.replace('/', '-')) or agreement.pk}"
    if version is None:
        return pdf_response(draft_pdf(agreement, language), f"umowa-{name}-projekt.pdf")
    version.agreement = agreement
    return pdf_response(agreement_pdf(version, language), f"umowa-{name}-{version.number}.pdf")


def waiting_version(agreement: Agreement) -> Version | None:
    """The text that waits for signatures: the first one, or an annex."""
    if agreement.state in (Agreement.State.SENT, Agreement.State.SIGNED):
        return latest_version(agreement)
    return open_annex(agreement)


@party_page
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("sign", limit=20, seconds=3600)
def agreement_sign(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Read it, print it, sign it; or sign the PDF electronically and hand it in here."""
    version = waiting_version(agreement)
    missing = waits_for(version) if version else ""
    mine = bool(request.is_party)  # type: ignore[attr-defined]
    form, status = OwnSignatureForm(), 200
    if request.method == "POST":
        if not mine:
            raise PermissionDenied
        form = OwnSignatureForm(request.POST, request.FILES)
        answer = attempt(
            request,
            form,
            lambda told: _hand_in(request, agreement, version, told),
            _("Your signature is in. The city signs next."),
            address("web:agreement", agreement.pk),
        )
        if isinstance(answer, HttpResponse):
            return answer
        status = answer
    language = (get_language() or "pl")[:2]
    struck = version.signatures.filter(struck_at__isnull=False).last() if version else None
    context = {
        "title": "",
        "finding": _("Read it, then sign it"),
        "version": version,
        "waits": missing,
        "mine": mine,
        "form": form,
        "struck": struck if missing == "party" else None,
        "text": text_of(version, "en" if language == "en" else "pl"),
        "step": step_of(agreement, timezone.now()),
        "lines": version.facts["lines"] if version else [],
        "pdf_url": address("web:agreement_pdf", agreement.pk) + (f"?version={version.number}" if version else ""),
        "translated": language != "pl",
    }
    return page(request, "grants/sign.html", agreement, "agreement", context, status=status)


def _hand_in(request: HttpRequest, agreement: Agreement, version: Version | None, told: dict[str, Any]) -> Signature:
    if version is None:
        raise actions.NotWaiting
    by: Any = request.user
    at = timezone.now()
    upload = keep_signed(by, agreement, told["file"], at)
    return actions.register_signature(
        by=by,
        version=version,
        side=Signature.Side.PARTY,
        how=Signature.How.FILE,
        name=told["name"],
        signed_on=timezone.localtime(at).date(),
        upload=upload,
        at=at,
    )


def keep_signed(by: Person, agreement: Agreement, file: Any, at: Any) -> Any:
    """The signed file as an upload of the agreement."""
    return store_upload(
        by=by,
        organisation=agreement.organisation,
        file=file,
        kind="document",
        holder_kind="agreement",
        holder_key=agreement.pk,
        at=at,
    )


@party_page
@require_http_methods(["GET", "HEAD", "POST"])
def amendment_ask(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Write down what should be different. Whatever differs from today is asked for; nothing else."""
    by: Any = request.user
    if request.method == "POST" and not may_ask_change(by, agreement):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    money = gives_money(agreement)
    form = ChangeForm(sent, money=money) if sent is not None else ChangeForm.of(agreement)
    lines, status = Lines(sent, agreement), 200
    if sent is not None and sent.get("do") == "ask":
        status = 422
        if form.is_valid() and lines.is_valid():
            answer = _ask(request, agreement, form, lines)
            if isinstance(answer, HttpResponse):
                return answer
            status = answer
    elif sent is not None:
        form = ChangeForm(initial={name: sent.get(name, "") for name in form.fields}, money=money)
    open_one = agreement.amendments.filter(state__in=["asked", "agreed"]).first()
    context = {
        "title": "",
        "finding": _("What should be different?"),
        "form": form,
        "lines": lines,
        "open_one": open_one,
        "may_ask": may_ask_change(by, agreement),
        "shift": (agreement.terms.get("deliver") or {}).get("line_shift", "") if money else "",
    }
    return page(request, "grants/change.html", agreement, "agreement", context, status=status)


def _ask(request: HttpRequest, agreement: Agreement, form: ChangeForm, lines: Lines) -> Any:
    by: Any = request.user
    told = form.cleaned_data
    changes: dict[str, Any] = {"lines": lines.told} if lines.sent else {}
    if told["ends_on"]:
        changes["ends_on"] = told["ends_on"]
    if told["scope"]:
        changes["scope"] = told["scope"]
    people = ("party_name", "represented_by", "party_address", "account")
    changes |= {name: told[name] for name in people if name in told and name in request.POST}
    kinds = ["budget", "people", *(["time"] if told["ends_on"] else []), *(["scope"] if told["scope"] else [])]
    try:
        actions.ask_amendment(
            by=by, agreement=agreement, kinds=kinds, changes=changes, why=told["why"], at=timezone.now()
        )
    except actions.BadValues as refusal:
        rest = lines.take(refusal.errors)
        for error in rest:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        return 422
    except actions.OneIsOpen as refusal:
        put_errors(form, refusal)
        return refusal.status
    to = "web:desk_agreement" if request.reads_desk and not request.is_party else "web:agreement"  # type: ignore[attr-defined]
    return done(request, _("The office has your wish and will answer."), address(to, agreement.pk))


@party_page
@require_http_methods(["POST"])
def amendment_withdraw(request: HttpRequest, agreement: Agreement, number: int) -> HttpResponse:
    """Take a wish back before it is in force."""
    by: Any = request.user
    amendment = agreement.amendments.filter(number=number).first()
    if amendment is None:
        raise Http404
    actions.withdraw_amendment(by=by, amendment=amendment, at=timezone.now())
    messages.success(request, _("The change is withdrawn. The agreement stays as it is."))
    to = "web:agreement" if request.is_party else "web:desk_agreement"  # type: ignore[attr-defined]
    return redirect(address(to, agreement.pk))
