"""Somebody who only reads: the whole text on one page, and her confirmation of exactly that text."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.calls import actions
from skwer.apps.calls.queries import proposing_stage
from skwer.apps.calls.queries.writers import text_hash
from skwer.apps.calls.rules import writes
from skwer.apps.forms.showing import display
from skwer.apps.people.refusals import Refusal

from . import uploads
from .finding import read_of
from .wizard import Way
from .words import who_applies


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Read everything, confirm it. Whoever writes goes to where it is sent from."""
    proposal = read_of(request, slug, uid)
    if writes(request.user, proposal):  # type: ignore[arg-type]
        return redirect("web:draft_preview", slug=slug, uid=uid)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.confirm_text(
                by=request.user,  # type: ignore[arg-type]
                proposal=proposal,
                seen=request.POST.get("seen", ""),
                at=timezone.now(),
            )
        except Refusal as caught:
            refusal = caught
        else:
            messages.success(request, _("You confirmed this text. If it changes, you are asked again."))
            return redirect("web:draft_read", slug=slug, uid=uid)
    me = proposal.coauthors.get(person=request.user)
    now, way = text_hash(proposal), Way(proposal)
    shown = {one.question.key: one for one in display(way.form, proposal.answers)}
    context = {
        "call": proposal.call,
        "proposal": proposal,
        "parts": [
            {"step": step, "shown": [shown[q.key] for q in step.questions if q.key in shown]} for step in way.steps
        ],
        "files": uploads.listed(proposal, request.user),
        "who": who_applies(proposal, inside=True),
        "seen": now,
        "me": me,
        "confirmed": me.confirmed_hash == now,
        "changed": bool(me.confirmed_hash) and me.confirmed_hash != now,
        "open": proposal.number is None or proposal.state == proposal.State.INVITED,
        "stage": proposing_stage(proposal.call),
        "refusal": refusal,
    }
    return render(request, "proposals/reading.html", context, status=refusal.status if refusal else 200)
