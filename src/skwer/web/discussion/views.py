"""A discussion's own page, and one's own comment: to mend, to take back, to read what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.discussion import actions, queries, rules
from skwer.apps.discussion.kinds import thing_of
from skwer.apps.discussion.models import Comment
from skwer.apps.discussion.terms import EDIT_FOR, LONGEST
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.refusing import refused
from skwer.web.throttle import throttled

from . import words
from .showing import Talk, finding, path, talk


@throttled("comment", limit=10, seconds=600)
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Everything said under a thing, the oldest first; and the form."""
    found = talk(request, kind, key, number=request.GET.get("page"))
    if found is None:
        raise Http404
    request.city = found.thing.organisation  # type: ignore[attr-defined]
    refusal: Refusal | None = None
    reply_to = _reply_to(found, request.POST.get("reply") or request.GET.get("reply", ""))
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            made = _write(request, found, reply_to)
        except Refusal as error:
            refusal = error
        else:
            waits = made.state == Comment.State.WAITING
            said = _("Thank you. The office looks at it; until then only you see it.") if waits else _("Thank you.")
            messages.success(request, said)
            return redirect(f"{_address(found, made)}#c{made.pk}")
    context = {
        "talk": found,
        "finding": finding(found.voices),
        "thing_url": path(found.thing),
        "reply_to": reply_to,
        "typed": request.POST,
        "name": request.POST.get("name", getattr(request.user, "first_name", "")),
        "language": request.POST.get("language", (get_language() or "pl")[:2]),
        "languages": words.LANGUAGES,
        "refusal": refusal,
        "problems": _problems(refusal),
        "wrong": _wrong(refusal),
        "longest": LONGEST,
        "login_url": f"{address('account_login')}?next={request.path}",
        "minutes": int(EDIT_FOR.total_seconds() // 60),
    }
    return render(request, "discussion/thread.html", context, status=refusal.status if refusal else 200)


def _write(request: HttpRequest, found: Talk, reply_to: Comment | None) -> Comment:
    by: Any = request.user
    return actions.comment(
        by=by,
        kind=found.kind,
        key=found.key,
        text=request.POST.get("text", ""),
        name=request.POST.get("name", ""),
        language=request.POST.get("language", ""),
        reply_to=reply_to,
        question=request.POST.get("what") == "question" and reply_to is None,
        at=timezone.now(),
    )


def _reply_to(found: Talk, typed: str) -> Comment | None:
    if found.thread is None or not typed:
        return None
    try:
        shown = found.thread.comments.shown()
        return shown.filter(uid=UUID(typed)).select_related("parent").first()
    except ValueError:
        return None


def _address(found: Talk, made: Comment) -> str:
    """The page on which the new comment stands: the last one."""
    here = address("web:comment", found.kind, found.key)
    if made.parent_id is not None:
        return here
    again = found.page.paginator.count
    pages = -(-(again + 1) // found.page.paginator.per_page)
    return f"{here}?page={pages}" if pages > 1 else here


def _problems(refusal: Refusal | None) -> list[tuple[str, str]]:
    if refusal is None:
        return []
    field = getattr(refusal, "field", "")
    return [(f"id_{field}" if field else "", str(refusal))]


def _wrong(refusal: Refusal | None) -> dict[str, list[str]]:
    """The refusal beside its field."""
    field = getattr(refusal, "field", "") if refusal else ""
    return {field: [str(refusal)]} if field else {}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own comment."""
    person: Any = request.user
    comment = queries.comment_seen(person, uid)
    if comment is None or not rules.is_own(person, comment) or comment.what == Comment.What.ANSWER:
        raise Http404
    organisation = comment.thread.organisation
    request.city = organisation  # type: ignore[attr-defined]
    at, house = timezone.now(), queries.house_of(organisation)
    thing = thing_of(comment.thread.kind, comment.thread.key)
    here = address("web:comment", comment.thread.kind, comment.thread.key)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "withdraw":
                actions.withdraw(by=person, comment=comment, at=at)
                messages.success(request, _("You took the comment back. Its words are erased."))
            else:
                actions.edit(by=person, comment=comment, text=request.POST.get("text", ""), at=at)
                messages.success(request, _("The comment is mended."))
            return redirect(here)
        except Refusal as error:
            if error.status == 403:
                return refused(request, error, back=here)
            refusal = error
            comment.refresh_from_db()
    may = rules.may_edit(person, comment, house, at)
    context = {
        "comment": comment,
        "mark": words.mark(comment),
        "thing": thing,
        "thread_url": here,
        "typed": request.POST.get("text", comment.text),
        "may_edit": may,
        "until": comment.written_at + EDIT_FOR,
        "may_withdraw": rules.may_withdraw(person, comment),
        "rulings": comment.rulings.exclude(what="show").order_by("made_at"),
        "reported": comment.notices.filter(state="open").exists(),
        "refusal": refusal,
        "problems": _problems(refusal),
        "wrong": _wrong(refusal),
        "longest": LONGEST,
    }
    return render(request, "discussion/own.html", context, status=refusal.status if refusal else 200)
