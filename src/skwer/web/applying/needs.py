"""What a proposal still needs from others, for those who write it: how to get it, and where to hand it in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.calls.actions import needing, supporting
from skwer.apps.calls.actions.proposing import WRITTEN
from skwer.apps.calls.models import Need, Proposal, SupportSheet
from skwer.apps.calls.queries.backing import owner_state, support_of
from skwer.apps.people.refusals import Refusal
from skwer.web.proposals import uploads
from skwer.web.proposals.finding import draft_of

from .words import consent_url, count_facts, shown, support_url

DOCUMENT = "application/pdf,image/jpeg,image/png,image/webp"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Consents to get and names to collect; each is handed in here."""
    proposal = draft_of(request, slug, uid)
    if request.method != "POST":
        return _page(request, proposal)
    try:
        _change(request, proposal)
    except Refusal as refusal:
        proposal.refresh_from_db()
        return _page(request, proposal, refusal)
    return redirect("web:needs", slug=slug, uid=uid)


def _change(request: HttpRequest, proposal: Proposal) -> None:
    by, at, do = request.user, timezone.now(), request.POST.get("do", "")
    file = request.FILES.get("file")
    if do in ("give", "renew"):
        need = proposal.needs.filter(pk=_number(request, "need")).exclude(kind=Need.Kind.SUPPORT).first()
        if need is None:
            raise Http404
        need.proposal = proposal
        if do == "renew":
            needing.renew_link(by=by, need=need, at=at)  # type: ignore[arg-type]
            messages.success(request, _("Here is a new link. The old one no longer works."))
        else:
            needing.give_need(by=by, need=need, who=request.POST.get("who", ""), file=file, at=at)  # type: ignore[arg-type]
            messages.success(request, _("The consent is handed in. The office looks at it."))
    elif do == "sheet":
        names = _number(request, "names")
        supporting.hand_in_sheet(by=by, proposal=proposal, names=names, file=file, at=at)  # type: ignore[arg-type]
        messages.success(request, _("The list is handed in. The office counts the names."))
    elif do == "take_back":
        sheet = proposal.support_sheets.filter(pk=_number(request, "sheet")).first()
        if sheet is None:
            raise Http404
        sheet.proposal = proposal
        supporting.take_back_sheet(by=by, sheet=sheet, at=at)  # type: ignore[arg-type]
        messages.success(request, _("The list is deleted."))


def _number(request: HttpRequest, name: str) -> int:
    """The number typed, or 0, which every action refuses in its own words."""
    typed = request.POST.get(name, "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _page(request: HttpRequest, proposal: Proposal, refusal: Refusal | None = None) -> HttpResponse:
    proposal.call.organisation  # noqa: B018  (one object for the whole page)
    rows = list(proposal.needs.all())
    for need in rows:
        need.proposal = proposal
    consents = [need for need in rows if need.kind != Need.Kind.SUPPORT]
    listed = next((need for need in rows if need.kind == Need.Kind.SUPPORT), None)
    at = timezone.now()
    typed = request.POST if refusal else {}
    sent_by = typed.get("do", "")
    context: dict[str, Any] = {
        "call": proposal.call,
        "city": proposal.call.organisation,
        "proposal": proposal,
        "owner_state": owner_state(proposal),
        "consents": [
            shown(need)
            | {
                "link": consent_url(need),
                "may_give": needing.may_give(request.user, need),  # type: ignore[arg-type]
                "file": _file(request, "need", need.pk),
                "form_url": reverse("web:consent_form", args=[proposal.call.slug, proposal.uid, need.kind]),
                "fields": _consent_fields(need, typed if sent_by == "give" else {}, refusal),
                "refused": refusal is not None and typed.get("need") == str(need.pk),
            }
            for need in consents
        ],
        "refusal": refusal,
        "problems": _problems(refusal, typed),
        "back_url": reverse("web:draft", args=[proposal.call.slug, proposal.uid])
        if proposal.state in WRITTEN
        else reverse("web:proposal", args=[proposal.call.slug, proposal.number]),
    }
    if listed is not None:
        count = support_of(proposal)
        context["support"] = shown(listed) | {
            "count": count,
            "url": support_url(proposal),
            "open": supporting.collecting(proposal, at),
            "facts": count_facts(proposal, count, supporting.kept_until(proposal.call, at)),
            "sheets": [_sheet(request, sheet) for sheet in proposal.support_sheets.all()],
            "fields": _sheet_fields(typed if sent_by == "sheet" else {}, refusal),
            "refused": refusal is not None and sent_by in ("sheet", "take_back"),
        }
    return render(request, "applying/needs.html", context, status=refusal.status if refusal else 200)


def _file(request: HttpRequest, holder: str, pk: int) -> Any:
    found = uploads.Upload.objects.visible_to(request.user).filter(holder_kind=holder, holder_key=str(pk)).first()  # type: ignore[arg-type]
    return uploads.shown(found) if found else None


def _sheet(request: HttpRequest, sheet: SupportSheet) -> dict[str, Any]:
    return {"sheet": sheet, "file": _file(request, "support_sheet", sheet.pk)}


def _problems(refusal: Refusal | None, typed: Any) -> list[tuple[str, str]]:
    if refusal is None:
        return []
    field = getattr(refusal, "field", "") or ("file" if typed.get("do") in ("give", "sheet") else "")
    return [(_id(field, typed) if field else "", str(refusal))]


def _id(field: str, typed: Any) -> str:
    return f"{field}-{typed.get('need')}" if typed.get("do") == "give" else field


def _consent_fields(need: Need, typed: Any, refusal: Refusal | None) -> list[dict[str, Any]]:
    mine = refusal if typed.get("need") == str(need.pk) else None
    at = getattr(mine, "field", "") or "file"
    wrong = [str(mine)] if mine else []
    whose = {
        Need.Kind.OWNER: (_("Who signed"), _("The owner, or the office that manages the land.")),
        Need.Kind.GUARDIAN: (_("Who signed"), _("Name and surname of the parent or guardian.")),
    }[Need.Kind(need.kind)]
    return [
        {"kind": "text", "name": "who", "id": f"id_who-{need.pk}", "label": whose[0], "hint": whose[1],
         "value": typed.get("who", need.who), "errors": wrong if at == "who" else [],
         "attrs": {"maxlength": 160, "autocomplete": "off"}},
        {"kind": "file", "name": "file", "id": f"id_file-{need.pk}", "label": _("Signed consent"),
         "hint": _("A scan or a photo. We do not publish it."), "errors": wrong if at == "file" else [],
         "more": {"accept": DOCUMENT}},
    ]  # fmt: skip


def _sheet_fields(typed: Any, refusal: Refusal | None) -> list[dict[str, Any]]:
    mine = refusal if typed else None
    at = getattr(mine, "field", "") or "file"
    wrong = [str(mine)] if mine else []
    return [
        {"kind": "number", "name": "names", "label": _("How many names stand on it?"), "value": typed.get("names", ""),
         "errors": wrong if at == "names" else []},
        {"kind": "file", "name": "file", "label": _("Scan or photo of the list"),
         "hint": _("Only you and the office see it. It is erased on the day printed on the list."),
         "errors": wrong if at == "file" else [], "more": {"accept": DOCUMENT}},
    ]  # fmt: skip
