"""Meetings of the committee as everybody reads them; a member steps aside; an author answers recommendations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls import actions
from skwer.apps.calls.actions.advising import may_answer
from skwer.apps.calls.models import Call, Meeting, MeetingItem, Recommendation
from skwer.apps.calls.queries.rounds import FULL, is_seated, stage_of_round
from skwer.apps.calls.rules import may_check, may_edit, writes
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.web.assessment.showing import changed_shown
from skwer.web.context import address
from skwer.web.papers import pdf_response
from skwer.web.proposals.finding import call_of, proposal_of

from .sheet import sheet_of
from .showing import hours, is_inside, mark_of, points_of, there


@require_safe
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """When the committee meets, and the minutes of what was."""
    call = call_of(request, slug)
    now = timezone.now()
    open_to = set(Meeting.objects.visible_to(request.user).filter(call=call).values_list("pk", flat=True))  # type: ignore[arg-type]
    listed = Meeting.objects.announced().filter(call=call).select_related("body").order_by("starts_at", "number")
    rows = [
        {"meeting": one, "hours": hours(one), "mark": mark_of(one, now), "open": one.pk in open_to} for one in listed
    ]
    context = {
        "call": call,
        "city": call.organisation,
        "rows": rows,
        "published": sum(1 for row in rows if row["meeting"].minutes_at),
        "desk": may_read_desk(request.user, call.organisation),  # type: ignore[arg-type]
    }
    return render(request, "meetings/list.html", context)


def meeting_of(request: HttpRequest, call: Call, number: int) -> Meeting:
    """A meeting whose agenda and minutes this reader may see."""
    visible = Meeting.objects.visible_to(request.user).select_related("body")  # type: ignore[arg-type]
    meeting = get_object_or_404(visible, call=call, number=number)
    meeting.call = call
    return meeting


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Agenda or minutes. A member of the committee says here for which point she steps aside."""
    call = call_of(request, slug)
    one = meeting_of(request, call, number)
    refusal: Refusal | None = None
    if request.method == "POST":
        if not is_seated(request.user, one.body):  # type: ignore[arg-type]
            raise Http404
        item = get_object_or_404(MeetingItem, meeting=one, pk=_whole(request.POST.get("item")))
        item.meeting = one
        try:
            _step(request, item)
        except Refusal as error:
            refusal = error
        else:
            messages.success(request, _("Recorded. You do not count for this point."))
            return redirect(f"{request.path}#point-{item.order}")
    now = timezone.now()
    member = is_seated(request.user, one.body)  # type: ignore[arg-type]
    present, chair = there(one)
    mine = set(one.items.filter(recusals__person=request.user).values_list("pk", flat=True)) if member else set()
    context = {
        "call": call,
        "city": call.organisation,
        "meeting": one,
        "mark": mark_of(one, now),
        "hours": hours(one),
        "points": points_of(one, request.user),
        "present": present,
        "chair": chair,
        "inside": is_inside(one, request.user),
        "changed": changed_shown(one, inside=is_inside(one, request.user)),
        "may_step": member and one.minutes_at is None and one.state != Meeting.State.CANCELLED,
        "mine": mine,
        "desk": may_read_desk(request.user, call.organisation),  # type: ignore[arg-type]
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "meetings/meeting.html", context, status=refusal.status if refusal else 200)


def _step(request: HttpRequest, item: MeetingItem) -> None:
    """Aside, or back again."""
    by: Any = request.user
    if request.POST.get("do") == "back":
        recusal = get_object_or_404(item.recusals, person=by)
        actions.withdraw_recusal(by=by, recusal=recusal, at=timezone.now())
        return
    actions.recuse(by=by, item=item, person=by, reason=request.POST.get("reason", ""), at=timezone.now())


@require_safe
def minutes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The minutes on paper; before they are public, the agenda for those who may see it."""
    call = call_of(request, slug)
    one = meeting_of(request, call, number)
    name = f"{call.slug}-{'minutes' if one.minutes_at else 'agenda'}-{one.number}.pdf"
    return pdf_response(sheet_of(one, request.user, (get_language() or "pl")[:2]), name, inline=True)


# --- recommendations


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recommendations(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What the committee advised, and the author's answers. Those who write the proposal answer here."""
    proposal = proposal_of(request, slug, number)
    reader: Any = request.user
    given = Recommendation.objects.visible_to(reader).filter(proposal=proposal).given()
    rows = list(given.select_related("item__meeting").order_by("number"))
    # Whoever applied on paper answers on paper, and the office enters it.
    mine = writes(reader, proposal) or (proposal.channel == proposal.Channel.PAPER and may_check(reader, proposal))
    said = (
        MeetingItem.objects.filter(proposal=proposal, meeting__minutes_at__isnull=False)
        .select_related("meeting")
        .order_by("meeting__starts_at")
    )
    if not mine and not rows and not may_read_desk(reader, proposal.call.organisation):
        raise Http404
    errors: list[Any] = []
    typed: dict[int, tuple[str, str]] = {}
    if request.method == "POST":
        if not mine:
            raise Http404
        typed = {
            one.number: (
                request.POST.get(f"answer-{one.number}", one.answer),
                request.POST.get(f"why-{one.number}", one.why),
            )
            for one in rows
        }
        errors = actions.answer_recommendations(by=reader, proposal=proposal, answers=typed, at=timezone.now())
        if not errors:
            messages.success(request, _("Your answers are saved. You can change them until you send the application."))
            return redirect("web:recommendations", slug=slug, number=number)
    return _advice_page(request, proposal, rows, said, mine=mine, errors=errors, typed=typed)


def _advice_page(
    request: HttpRequest, proposal: Any, rows: list[Any], said: Any, *, mine: bool, errors: list[Any], typed: Any
) -> HttpResponse:
    now = timezone.now()
    wrong = {error.field: str(error.message) for error in errors}
    shown = []
    for one in rows:
        answer, why = typed.get(one.number, (one.answer, one.why))
        shown.append(
            {
                "one": one,
                "answer": answer,
                "why": why,
                "error": wrong.get(f"recommendation-{one.number}", ""),
                "may": mine and may_answer(proposal, one),
                "words": one.get_answer_display(),
            }
        )
    waiting = sum(1 for row in shown if row["may"] and not row["one"].answer)
    full = stage_of_round(proposal.call, FULL)
    context = {
        "call": proposal.call,
        "city": proposal.call.organisation,
        "proposal": proposal,
        "rows": shown,
        "said": [item for item in said if item.note and (mine or rows or item)],
        "mine": mine,
        "answering": any(row["may"] for row in shown),
        "waiting": waiting,
        "answered": len(shown) - sum(1 for row in shown if not row["one"].answer),
        "choices": [choice for choice in Recommendation.Answer.choices if choice[0]],
        "errors": [(f"recommendation-{row['one'].number}", row["error"]) for row in shown if row["error"]],
        "may_write": may_edit(request.user, proposal, now) if mine and proposal.state == "invited" else None,  # type: ignore[arg-type]
        "full": full,
        "draft_url": address("web:draft", proposal.call.slug, proposal.uid) if mine else "",
    }
    return render(request, "meetings/recommendations.html", context, status=422 if errors else 200)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0
