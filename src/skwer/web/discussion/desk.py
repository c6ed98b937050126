"""Discussions at the desk: what waits, all comments, and deciding about one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.discussion import actions, queries, rules
from skwer.apps.discussion.kinds import kinds, thing_of
from skwer.apps.discussion.models import Comment, Notice, Objection
from skwer.apps.discussion.terms import LONGEST, look_due
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_run
from skwer.web.context import address
from skwer.web.desk.doors import desk_city

from . import words
from .showing import path

PAGE = 50


def _abouts() -> dict[str, str]:
    return {
        queries.NOTICES: _("reported"),
        queries.OBJECTIONS: _("with an objection"),
        queries.QUESTIONS: _("questions without an answer"),
        queries.WAITING: _("to look at"),
    }


@desk_city
@require_safe
def listing(request: HttpRequest, city: Organisation) -> HttpResponse:
    """What waits first; every comment by filter."""
    counts = queries.waiting_counts(city)
    about, kind = _picked(request, counts)
    found = _found(city, about, kind)
    page = Paginator(found.order_by("written_at", "pk") if about else found.order_by("-written_at", "-pk"), PAGE)
    shown = page.get_page(request.GET.get("page"))
    house = queries.house_of(city)
    things = queries.titles([one.thread for one in shown])
    at = timezone.now()
    rows = []
    for one in shown:
        due = look_due(house, one.written_at) if house is not None and one.looked_at is None else None
        rows.append(
            {
                "comment": one,
                "mark": words.mark(one),
                "thing": things.get(one.thread_id),
                "due": due,
                "late": due is not None and one.state in ("waiting", "shown") and due <= at,
            }
        )
    context = {
        "city": city,
        "house": house,
        "title": _title(sum(counts.values())),
        "counts": [(key, label, counts[key]) for key, label in _abouts().items()],
        "abouts": [("all", _("all")), *_abouts().items()],
        "kinds": [("", _("all")), *((key, one.label) for key, one in kinds().items())],
        "about": about or "all",
        "kind": kind,
        "rows": rows,
        "page": shown,
        "csv_url": f"{address('web:desk_discussion_csv', city.slug)}?about={about or 'all'}&kind={kind}",
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "discussion/desk_list.html", context)


def _picked(request: HttpRequest, counts: dict[str, int]) -> tuple[str, str]:
    """What to show: as asked, else the first that waits."""
    wanted = request.GET.get("about", "")
    kind = request.GET.get("kind", "") if request.GET.get("kind") in kinds() else ""
    if wanted in counts:
        return wanted, kind
    if wanted == "all":
        return "", kind
    return next((key for key in _abouts() if counts[key]), ""), kind


def _found(city: Organisation, about: str, kind: str) -> Any:
    found = queries.comments_of(city, about).select_related("thread__organisation", "parent")
    return found.filter(thread__kind=kind) if kind else found


def _title(number: int) -> str:
    if not number:
        return _("Nothing waits in the discussions")
    said = ngettext("%(n)s thing waits in the discussions", "%(n)s things wait in the discussions", number)
    return said % {"n": number}


@desk_city
@require_safe
def table(request: HttpRequest, city: Organisation) -> HttpResponse:
    """The list as a table: states and days. Texts are in it, names of people are not."""
    about, kind = _picked(request, dict.fromkeys(_abouts(), 0))
    found = _found(city, about if request.GET.get("about") else "", kind).order_by("written_at", "pk")
    response = HttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="discussion-{city.slug}.csv"'
    return response


def _csv(found: Iterable[Comment]) -> bytes:
    paper = io.StringIO(newline="")
    sheet = csv.writer(paper, delimiter=";", lineterminator="\r\n")
    sheet.writerow(["comment", "under", "what", "state", "written", "looked_at", "answer_due", "language", "text"])
    for one in found:
        written = timezone.localtime(one.written_at).isoformat(timespec="minutes")
        looked = timezone.localtime(one.looked_at).isoformat(timespec="minutes") if one.looked_at else ""
        row = [one.uid, one.thread, one.what, one.state, written, looked, one.answer_due_on or "", one.language]
        sheet.writerow([*row, _safe(one.text)])
    return b"\xef\xbb\xbf" + paper.getvalue().encode()


def _safe(text: str) -> str:
    """Words that a spreadsheet would run as a formula get an apostrophe before them."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One comment with everything that was said and decided about it, and what the reader may decide."""
    person: Any = request.user
    rows = Comment.objects.visible_to(person).select_related("thread__organisation", "author", "parent")
    comment = get_object_or_404(rows, uid=uid)
    city = comment.thread.organisation
    if not rules.may_read_moderation(person, city):
        raise PermissionDenied
    runs = may_run(person, city)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    request.city = city  # type: ignore[attr-defined]
    request.section = "desk"  # type: ignore[attr-defined]
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            messages.success(request, _act(request, comment))
            return redirect("web:desk_comment", uid=comment.uid)
        except Refusal as error:
            refusal = error
            comment.refresh_from_db()
    thing = thing_of(comment.thread.kind, comment.thread.key)
    did = request.POST.get("do", "") if refusal else ""
    did = "objection" if did in ("uphold", "dismiss") else did
    field = getattr(refusal, "field", "") if refusal else ""
    state = Comment.State
    context = {
        "comment": comment,
        "thread": comment.thread,
        "mark": words.mark(comment),
        "thing": thing,
        "thing_url": path(thing) if thing else "",
        "thread_url": address("web:comment", comment.thread.kind, comment.thread.key),
        "list_url": address("web:desk_discussion", city.slug),
        "notices": [(one, words.notice_mark(one)) for one in comment.notices.select_related("by")],
        "waits": any(one.state == Notice.State.OPEN for one in comment.notices.all()),
        "rulings": [(one, words.ruled(one)) for one in comment.rulings.select_related("by").order_by("made_at", "pk")],
        "objections": [_objection(one, person) for one in _objections(comment)],
        "may": rules.may_moderate(person, comment) if runs else None,
        "live": comment.state in (state.WAITING, state.SHOWN),
        "may_answer": runs and bool(rules.may_answer(person, comment)),
        "runs": runs,
        "own": rules.is_own(person, comment),  # she learns as little of who reported her as any author
        "grounds": Notice.Ground.choices,
        "office": actions.office_name(city),
        "languages": words.LANGUAGES,
        "language": (get_language() or "pl")[:2],
        "typed": request.POST,
        "did": did,
        "refusal": refusal,
        "problems": [(f"id_{did}_{field}" if field else "", str(refusal))] if refusal else [],
        "wrong": {f"{did}_{field}": [str(refusal)]} if field else {},
        "longest": LONGEST,
    }
    return render(request, "discussion/desk_comment.html", context, status=refusal.status if refusal else 200)


def _objections(comment: Comment) -> Any:
    found = Objection.objects.filter(ruling__comment=comment).select_related("by", "decided_by", "notice")
    return found.select_related("ruling__comment__thread__organisation", "ruling__by").order_by("made_at", "pk")


def _objection(objection: Objection, person: Any) -> dict[str, Any]:
    waits = objection.state == Objection.State.OPEN
    return {
        "objection": objection,
        "mark": (
            {"open": "check", "upheld": "done", "dismissed": "no"}[objection.state],
            str(objection.get_state_display()),
        ),
        "may": rules.may_decide_objection(person, objection) if waits else None,
        "removes": objection.notice_id is not None,
    }


def _act(request: HttpRequest, comment: Comment) -> str:
    """One of the decisions; answers what to say."""
    by: Any = request.user
    at, do, typed = timezone.now(), request.POST.get("do", ""), request.POST
    if do == "look":
        actions.look(by=by, comment=comment, at=at)
        return _("You have looked at it, and it is shown.")
    if do == "remove":
        actions.remove(
            by=by, comment=comment, ground=typed.get("remove_ground", ""),
            law=typed.get("remove_law", ""), facts=typed.get("remove_facts", ""), at=at,
        )  # fmt: skip
        return _("It is removed. Its author gets your reasons by letter, and may object.")
    if do == "keep":
        actions.keep(by=by, comment=comment, facts=typed.get("keep_facts", ""), at=at)
        return _("It stays. Those who reported it get your reasons by letter, and may object.")
    if do == "answer":
        actions.answer(
            by=by, question=comment, text=typed.get("answer_text", ""), language=typed.get("answer_language", ""), at=at
        )  # fmt: skip
        return _("The answer is published in the name of the office.")
    if do in ("uphold", "dismiss"):
        objection = get_object_or_404(_objections(comment), pk=_number(typed.get("objection", "")))
        actions.decide_objection(
            by=by, objection=objection, upheld=do == "uphold", answer=typed.get("objection_answer", ""),
            ground=typed.get("objection_ground", ""), law=typed.get("objection_law", ""), at=at,
        )  # fmt: skip
        return _("The objection is decided. Whoever objected gets your reasons by letter.")
    if do == "close":
        actions.close_thread(by=by, thread=comment.thread, why=typed.get("close_why", ""), at=at)
        return _("The discussion is closed. What stands there stays.")
    if do == "reopen":
        actions.reopen_thread(by=by, thread=comment.thread, at=at)
        return _("Comments are taken again.")
    raise Refusal(_("Choose what to do."), code="nothing")


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else 0
