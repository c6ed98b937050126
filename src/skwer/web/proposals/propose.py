"""May I apply, and on whose behalf? From here a draft begins."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.applicants import GROUP, PERSON, needs_organisation
from skwer.apps.calls.backing import asks_guardian
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.queries.reusing import reusable
from skwer.apps.calls.rules import may_apply_as, may_edit, may_propose
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address

from .finding import call_of, draft_of
from .wizard import Way
from .words import applicant_words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """May I? If so, who am I: a person, a group, an organisation. Without an account: sign in, and come back here."""
    call = call_of(request, slug)
    if request.method != "POST":
        return _propose(request, call, {})
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    answers = {"owner": land} if (land := _land(call, request.POST)) else {}
    try:
        if earlier := _earlier(request, call):
            proposal = actions.start_from(by=request.user, call=call, earlier=earlier, at=timezone.now())
            return redirect(Way(proposal).url(Way(proposal).steps[0]))
        proposal = actions.start_proposal(
            by=request.user, call=call, at=timezone.now(), answers=answers, **_who(request)
        )
    except Refusal as refusal:
        return _propose(request, call, request.POST, refusal)
    return redirect(Way(proposal).resume_url)


def _earlier(request: HttpRequest, call: Call) -> Proposal | None:
    """The earlier proposal somebody chose to begin from."""
    chosen = request.POST.get("from", "")
    return next((one for one in reusable(request.user, call) if str(one.uid) == chosen), None) if chosen else None  # type: ignore[arg-type]


def _propose(request: HttpRequest, call: Call, typed: Any, refusal: Refusal | None = None) -> HttpResponse:
    answer = may_propose(request.user, call, timezone.now())  # type: ignore[arg-type]
    kinds = [may_apply_as(call, kind) for kind in call.applicants]
    drafts: list[Proposal] = []
    if request.user.is_authenticated:
        written = Proposal.objects.written_by(request.user).filter(call=call)
        drafts = list(written.order_by("-updated_at").select_related("call"))
    context = {
        "call": call,
        "answer": answer,
        "kinds": [(applicant_words(kind), may) for kind, may in zip(call.applicants, kinds, strict=True)],
        "drafts": [draft for draft in drafts if draft.state == Proposal.State.DRAFT],
        "sent": [draft for draft in drafts if draft.number is not None],
        "login_url": redirect_to_login(request.get_full_path()).url,
        "signup_url": f"{address('account_signup')}?{urlencode({'next': request.get_full_path()})}",
        "refusal": refusal,
        "earlier": reusable(request.user, call)[:8] if request.user.is_authenticated else [],
        "land": _land(call, typed or request.GET),
        **_choices(request, call, typed or _taken_along(request, call), refusal),
    }
    return render(request, "proposals/propose.html", context, status=refusal.status if refusal else 200)


def _taken_along(request: HttpRequest, call: Call) -> dict[str, str]:
    """What "May I apply?" already asked; else the first kind of applicant."""
    said = request.GET.get("applicant_kind", "")
    kind = said if said in call.applicants else (call.applicants[0] if call.applicants else "")
    return {"applicant_kind": kind, "young": request.GET.get("young", "")}


def _land(call: Call, given: Any) -> str:
    """Whose land, as "May I apply?" asked, if the call's form asks it too."""
    question = form_of(call).question("owner")
    said = given.get("land", "")
    return said if question is not None and said in {option.key for option in question.options} else ""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def applicant(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Who applies, in a draft that has begun."""
    proposal = draft_of(request, slug, uid)
    way = Way(proposal)
    refusal, typed = None, None
    if request.method == "POST":
        try:
            actions.change_applicant(by=request.user, proposal=proposal, at=timezone.now(), **_who(request))  # type: ignore[arg-type]
            return redirect(way.url(way.steps[0]) if way.steps else way.sending_url)
        except Refusal as caught:
            refusal, typed = caught, request.POST
    kept = {
        "applicant_kind": proposal.applicant_kind,
        "organisation": proposal.organisation_id or "",
        "group_name": proposal.group_name,
        "young": "on" if proposal.young else "",
    }
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "way": way,
        "bar": way.bar("applicant"),
        "may": may_edit(request.user, proposal, timezone.now()),  # type: ignore[arg-type]
        "refusal": refusal,
        **_choices(request, proposal.call, typed or kept, refusal),
    }
    return render(request, "proposals/applicant.html", context, status=refusal.status if refusal else 200)


def _who(request: HttpRequest) -> dict[str, Any]:
    """On whose behalf, as the page says it. An organisation or a group is read only where that kind is chosen."""
    kind = request.POST.get("applicant_kind", PERSON)
    chosen = request.POST.get("organisation", "")
    organisation = None
    if needs_organisation(kind) and chosen.isdecimal():
        organisation = Organisation.objects.of(request.user).filter(pk=int(chosen)).first()  # type: ignore[arg-type]
    group = request.POST.get("group_name", "") if kind == GROUP else ""
    young = "young" in request.POST and not needs_organisation(kind)
    return {"applicant_kind": kind, "organisation": organisation, "group_name": group, "young": young}


def _choices(request: HttpRequest, call: Call, typed: Any, refusal: Refusal | None) -> dict[str, Any]:
    """The questions "who applies": kinds, the reader's own organisations, the name of a group."""
    kinds = [(kind, applicant_words(kind)) for kind in call.applicants]
    mine: list[Organisation] = []
    if request.user.is_authenticated and any(needs_organisation(kind) for kind in call.applicants):
        mine = list(Organisation.objects.of(request.user).filter(kind__in=call.applicants))
    wrong = [str(refusal)] if refusal else []
    fields: list[dict[str, Any]] = [
        {
            "kind": "radio",
            "name": "applicant_kind",
            "label": _("Who applies?"),
            "choices": kinds,
            "value": typed.get("applicant_kind"),
            "errors": wrong if refusal and refusal.code == "applicant_kind" else [],
        }
    ]
    if GROUP in call.applicants:
        fields.append(
            {
                "kind": "text",
                "name": "group_name",
                "label": _("Name of your group"),
                "hint": str(may_apply_as(call, GROUP).why),
                "value": typed.get("group_name"),
                "required": False,
                "attrs": {"maxlength": 120},
            }
        )
    if any(needs_organisation(kind) for kind in call.applicants):
        fields.append(
            {
                "kind": "select",
                "name": "organisation",
                "label": _("Organisation you act for"),
                "hint": _("Only organisations in which you are a member.")
                if mine
                else _("You belong to no organisation here yet. Ask its administrator, or the office, to invite you."),
                "choices": [("", "–"), *((one.pk, one.name) for one in mine)],
                "value": typed.get("organisation"),
                "required": False,
                "errors": wrong if refusal and refusal.code == "not_a_member" else [],
            }
        )
    if asks_guardian(call):
        fields.append(
            {
                "kind": "checkbox",
                "name": "young",
                "label": _("I am under %(age)s years old") % {"age": call.guardian_age},
                "hint": _("Then your parent or guardian must agree; we show you how."),
                "value": bool(typed.get("young")),
                "required": False,
            }
        )
    named = {"applicant_kind": "applicant_kind", "not_a_member": "organisation"}
    return {
        "fields": fields,
        "several": len(kinds) > 1,
        "only": kinds[0] if len(kinds) == 1 else None,
        "problems": [(named.get(refusal.code, ""), str(refusal))] if refusal else [],
    }
