"""A decision about a comment with its statement of reasons, and objecting to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.discussion import actions, law, queries, rules
from skwer.apps.discussion.kinds import thing_of
from skwer.apps.discussion.models import Notice, Ruling
from skwer.apps.discussion.terms import object_until
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.throttle import throttled

from . import words


def _ruling(uid: UUID) -> Ruling:
    rows = Ruling.objects.select_related("comment__thread__organisation", "comment__author")
    return get_object_or_404(rows.exclude(what=Ruling.What.SHOW), uid=uid)


@never_cache
@login_required
@require_safe
def ruling(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For the author of the comment, who reported it, and the desk: what was decided, on what, and what one may do."""
    person: Any = request.user
    one = _ruling(uid)
    if not rules.reads_ruling(person, one):
        raise Http404
    thread = one.comment.thread
    request.city = thread.organisation  # type: ignore[attr-defined]
    house = queries.house_of(thread.organisation)
    mine = rules.is_own(person, one.comment)
    desk = rules.may_read_moderation(person, thread.organisation)
    if not mine and not desk:  # who reported it has a page of her own
        return redirect("web:notice_given", uid=one.notices.filter(by=person).values_list("uid", flat=True)[0])
    context = {
        "ruling": one,
        "title": words.ruled(one),
        "comment": one.comment,
        "mine": mine,
        "desk": desk,
        "on_notice": one.notices.exists(),
        "thing": thing_of(thread.kind, thread.key),
        "thread_url": address("web:comment", thread.kind, thread.key),
        "may_object": rules.may_object(person, one, None, house, timezone.now()),
        "until": object_until(one, house),
        "objections": one.objections.filter(notice=None).order_by("made_at") if mine else [],
        "house": house,
        "law": law.law(house),
        "redress": law.redress(house),
    }
    return render(request, "discussion/ruling.html", context)


@throttled("comment-objection", limit=10, seconds=3600)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The author objects to a removal; who reported objects to a comment that stays, with `?notice=` and her key."""
    one = _ruling(uid)
    person: Any = request.user if request.user.is_authenticated else None
    asked = request.POST or request.GET
    key = asked.get("key", "")
    notice = _notice(one, asked.get("notice", ""))
    reads = rules.reads_notice(person, notice, key) if notice else rules.is_own(person, one.comment)
    if not reads:
        raise Http404
    organisation = one.comment.thread.organisation
    request.city = organisation  # type: ignore[attr-defined]
    house = queries.house_of(organisation)
    back = address("web:ruling", one.uid)
    if notice is not None:
        back = address("web:notice_given", notice.uid) + (f"?key={key}" if key else "")
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.object_to(
                by=person, ruling=one, text=request.POST.get("text", ""), notice=notice, key=key, at=timezone.now()
            )
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("We have your objection. Somebody else decides, and you get a letter."))
            return redirect(back)
    field = getattr(refusal, "field", "") if refusal else ""
    context = {
        "ruling": one,
        "title": words.ruled(one),
        "notice": notice,
        "key": key,
        "back": back,
        "may": rules.may_object(person, one, notice, house, timezone.now(), key),
        "until": object_until(one, house),
        "typed": request.POST,
        "refusal": refusal,
        "problems": [(f"id_{field}" if field else "", str(refusal))] if refusal else [],
        "wrong": {field: [str(refusal)]} if field else {},
    }
    return render(request, "discussion/object.html", context, status=refusal.status if refusal else 200)


def _notice(one: Ruling, typed: str) -> Notice | None:
    if not typed:
        return None
    try:
        found = Notice.objects.filter(uid=UUID(typed), ruling=one).select_related("comment").first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
