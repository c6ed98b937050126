"""Reporting a comment, with an account or without, and reading what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.discussion import actions, law, queries, rules
from skwer.apps.discussion.actions.reporting import WITHOUT_NAME
from skwer.apps.discussion.kinds import thing_of
from skwer.apps.discussion.models import Notice
from skwer.apps.discussion.terms import object_until
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.throttle import throttled

from . import words


@throttled("comment-notice", limit=5, seconds=3600)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say that a comment is illegal or against the rules."""
    person: Any = request.user
    signed_in = person.is_authenticated
    comment = queries.comment_seen(person if signed_in else None, uid)
    if comment is None:
        raise Http404
    organisation = comment.thread.organisation
    request.city = organisation  # type: ignore[attr-defined]
    here = address("web:comment", comment.thread.kind, comment.thread.key)
    may, refusal = rules.may_give_notice(comment), None
    if request.method == "POST":
        try:
            made = actions.give_notice(
                by=person if signed_in else None,
                comment=comment,
                ground=request.POST.get("ground", ""),
                text=request.POST.get("text", ""),
                name=request.POST.get("name", ""),
                email=request.POST.get("email", ""),
                good_faith=bool(request.POST.get("good_faith")),
                language=(get_language() or "pl")[:2],
                at=timezone.now(),
            )
        except Refusal as error:
            refusal = error
        else:
            if signed_in:
                messages.success(request, _("We have your report. You get a letter when it is decided."))
                return redirect("web:notice_given", uid=made.uid)
            messages.success(request, _("We have your report. If you left an address, a receipt is on its way there."))
            return redirect(here)
    field = getattr(refusal, "field", "") if refusal else ""
    context = {
        "comment": comment,
        "thing": thing_of(comment.thread.kind, comment.thread.key),
        "thread_url": here,
        "may": may,
        "signed_in": signed_in,
        "grounds": Notice.Ground.choices,
        "without_name": Notice.Ground(WITHOUT_NAME).label,
        "typed": request.POST,
        "complete_name": {"autocomplete": "name"},
        "complete_email": {"autocomplete": "email"},
        "law": law.law(queries.house_of(organisation)),
        "house": queries.house_of(organisation),
        "refusal": refusal,
        "problems": [(f"id_{field}" if field else "", str(refusal))] if refusal else [],
        "wrong": {field: [str(refusal)]} if field else {},
    }
    return render(request, "discussion/notice.html", context, status=refusal.status if refusal else 200)


@never_cache
@require_safe
def given(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For who gave a notice: what was decided, why, and how to object."""
    rows = Notice.objects.select_related("comment__thread__organisation", "ruling__comment__thread__organisation", "by")
    one = get_object_or_404(rows, uid=uid)
    person: Any = request.user if request.user.is_authenticated else None
    key = request.GET.get("key", "")
    if not rules.reads_notice(person, one, key):
        raise Http404
    thread = one.comment.thread
    request.city = thread.organisation  # type: ignore[attr-defined]
    house = queries.house_of(thread.organisation)
    query = f"?notice={one.uid}" + (f"&key={key}" if key else "")
    context = {
        "notice": one,
        "mark": words.notice_mark(one),
        "thing": thing_of(thread.kind, thread.key),
        "thread_url": address("web:comment", thread.kind, thread.key),
        "ruling": one.ruling,
        "may_object": rules.may_object(person, one.ruling, one, house, timezone.now(), key) if one.ruling else None,
        "object_url": address("web:object_ruling", one.ruling.uid) + query if one.ruling else "",
        "until": object_until(one.ruling, house) if one.ruling else None,
        "objections": one.objections.order_by("made_at"),
        "redress": law.redress(house),
        "law": law.law(house),
    }
    return render(request, "discussion/notice_given.html", context)
