"""The committee's meetings at the desk: called, set up, recorded, published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.calls import actions
from skwer.apps.calls.models import Call, Meeting, MeetingItem, Proposal, Stage
from skwer.apps.calls.queries import stages_of
from skwer.apps.calls.queries.rounds import seated, tied, voices, waiting_for_meeting, without_meeting
from skwer.apps.calls.stages import MEET, kind_of
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import Refusal
from skwer.web.desk.doors import changes_only_by_staff, desk_call

from .forms import MeetingForm
from .showing import hours, mark_of, points_of, there

Outcome = MeetingItem.Outcome
SPARE_LINES = 3
MOST_LINES = 20


@desk_call
@require_safe
def meetings(request: HttpRequest, call: Call) -> HttpResponse:
    """All meetings of the call, and ideas that stand on no agenda."""
    now = timezone.now()
    rows = [
        {"meeting": one, "hours": hours(one), "mark": mark_of(one, now), "points": one.items.count()}
        for one in call.meetings.select_related("body").order_by("starts_at", "number")
    ]
    stage = _stage(call)
    context = {
        "call": call,
        "rows": rows,
        "stage": stage,
        "body": stage.body if stage else None,
        "may_call": request.may_run and stage is not None and stage.body is not None,  # type: ignore[attr-defined]
        "left": list(without_meeting(call)),
    }
    return render(request, "meetings/desk_list.html", context)


def _stage(call: Call) -> Stage | None:
    """The stage in which the committee meets now, else the next one."""
    stages = [stage for stage in stages_of(call) if stage.kind == MEET]
    open_ones = [stage for stage in stages if stage.state == Stage.State.OPEN]
    return next(iter(open_ones or [stage for stage in stages if stage.state == Stage.State.PLANNED]), None)


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, call: Call) -> HttpResponse:
    """Call the committee to a meeting."""
    stage = _stage(call)
    if stage is None:
        raise Http404
    settings = {**kind_of(stage).defaults(), **stage.settings}
    count = call.meetings.count() + 1
    title = _("Meeting no. %(number)s of the committee") % {"number": count}
    form = MeetingForm(request.POST or None, initial={"title": title, "quorum": settings["quorum"]})
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        try:
            made = actions.call_meeting(by=by, stage=stage, values=form.cleaned_data, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The meeting is called. Its members were told and find it in their calendars."))
            return redirect("web:desk_meeting", slug=call.slug, number=made.number)
    context = {"call": call, "form": form, "stage": stage, "members": seated(stage.body) if stage.body else []}
    return render(request, "meetings/desk_new.html", context, status=422 if form.errors else 200)


@desk_call
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, call: Call, number: int) -> HttpResponse:
    """One page for the whole meeting: hour and place, agenda, who is there, each point, the minutes."""
    one = get_object_or_404(call.meetings.select_related("body", "stage", "event"), number=number)
    one.call = call
    refusal: Refusal | None = None
    form = MeetingForm(meeting=one)
    if request.method == "POST":
        do = request.POST.get("do", "")
        act = _ACTS.get(do)
        if act is None:
            raise Http404
        if do == "change":
            form = MeetingForm(request.POST)
        try:
            if do != "change" or form.is_valid():
                message, anchor = act(request, one)
                if message:
                    messages.success(request, message)
                return redirect(f"{request.path}{anchor}")
        except Refusal as error:
            refusal = error
            if do == "change":
                form.add_refusal(error)
            one.refresh_from_db()
            one.call = call
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "meetings/desk_meeting.html", _context(request, call, one, form, refusal), status=status)


def _context(
    request: HttpRequest, call: Call, one: Meeting, form: MeetingForm, refusal: Refusal | None
) -> dict[str, Any]:
    now = timezone.now()
    typed = request.POST if refusal is not None else None
    members = seated(one.body)
    present, chair = there(one)
    rows = [_row(one, point, members, typed) for point in points_of(one, request.user)]
    listed = {row["item"].proposal_id for row in rows}
    still_open = one.minutes_at is None and one.state != Meeting.State.CANCELLED
    here = {row.person_id for row in present}
    return {
        "call": call,
        "meeting": one,
        "mark": mark_of(one, now),
        "hours": hours(one),
        "form": form,
        "refusal": refusal,
        "did": typed.get("do", "") if typed else "",
        "rows": rows,
        "left": sum(1 for row in rows if row["item"].outcome == Outcome.OPEN),
        "waiting": [idea for idea in waiting_for_meeting(call) if idea.pk not in listed] if still_open else [],
        "members": [
            {
                "person": person,
                "here": str(person.pk) in typed.getlist("present") if _is(typed, "presence") else person.pk in here,
                "chairs": (typed or {}).get("chair") == str(person.pk)
                if _is(typed, "presence")
                else any(row.chairs and row.person_id == person.pk for row in present),
            }
            for person in members
        ],
        "present": present,
        "chair": chair,
        "begun": one.starts_at <= now,
        "held": one.state == Meeting.State.HELD,
        "planned": one.state == Meeting.State.PLANNED,
        "open": still_open and request.may_run,  # type: ignore[attr-defined]
        "minutes_typed": typed.get("text", "") if typed else one.minutes,
        "reason": typed.get("reason", "") if _is(typed, "cancel") else "",
    }


def _is(typed: Any, do: str) -> bool:
    return typed is not None and typed.get("do") == do


def _row(one: Meeting, point: Any, members: list[Person], typed: Any) -> dict[str, Any]:
    """A point with what was recorded, or what was typed and refused."""
    item: MeetingItem = point.item
    mine = _is(typed, "point") and typed.get("item") == str(item.pk)
    lines = typed.getlist("texts") if mine else [advice.text for advice in item.recommendations.all()]
    lines = [line for line in lines if line.strip()]
    aside = list(item.recusals.all())
    bound = tied(item.proposal, members) if item.proposal else set()
    return {
        "item": item,
        "point": point,
        "note": typed.get("note", "") if mine else item.note,
        "outcome": typed.get("outcome", "") if mine else item.outcome,
        "outcomes": _outcomes(item),
        "lines": [*lines, *[""] * min(max(SPARE_LINES - len(lines), 1), max(MOST_LINES - len(lines), 0))],
        "aside": aside,
        "others": [person for person in members if person.pk not in {one.person_id for one in aside}],
        "bound": [str(person) for person in members if person.pk in bound - {row.person_id for row in aside}],
        "voices": voices(item) if one.state == Meeting.State.HELD and item.proposal else None,
        "asked": mine,
    }


def _outcomes(item: MeetingItem) -> list[tuple[str, Any]]:
    """How this point can end: only an idea is invited or declined."""
    state = item.proposal.state if item.proposal else ""
    ways = [Outcome.NOTED, Outcome.POSTPONE]
    if state in (Proposal.State.IDEA, Proposal.State.DECLINED):
        ways.insert(0, Outcome.INVITE)
    if state == Proposal.State.IDEA:
        ways.insert(1, Outcome.DECLINE)
    return [(way.value, str(way.label)[:1].upper() + str(way.label)[1:]) for way in ways]


# --- what the page's buttons do: each answers a message and the part of the page to go on with

Did = tuple[str, str]


def _change(request: HttpRequest, one: Meeting) -> Did:
    form = MeetingForm(request.POST)
    form.is_valid()
    actions.change_meeting(by=_by(request), meeting=one, values=form.cleaned_data, at=timezone.now())
    return _("Changed. The members of the committee were told."), ""


def _cancel(request: HttpRequest, one: Meeting) -> Did:
    actions.cancel_meeting(by=_by(request), meeting=one, reason=request.POST.get("reason", ""), at=timezone.now())
    return _("The meeting is called off. Its members were told."), ""


def _agenda(request: HttpRequest, one: Meeting) -> Did:
    """Proposals that were ticked and a point in words, behind what is there; with so many minutes each, from when it
    begins.
    """
    kept = _kept(one)
    wanted = {_whole(pk) for pk in request.POST.getlist("proposals")}
    kept += [{"proposal": idea} for idea in waiting_for_meeting(one.call) if idea.pk in wanted]
    if title := request.POST.get("title", "").strip():
        kept.append({"title": title})
    if not wanted and not title:
        raise actions.CannotMeet(_("Choose a proposal, or write what the point is about."), field="proposals")
    each = _whole(request.POST.get("each"))
    if each:
        starts = one.starts_at
        for point in kept:
            point["starts_at"] = starts
            starts += timedelta(minutes=each)
    made = actions.set_agenda(by=_by(request), meeting=one, items=kept, at=timezone.now())
    words = ngettext("The agenda has %(n)s point.", "The agenda has %(n)s points.", len(made)) % {"n": len(made)}
    return words, "#agenda"


def _rearrange(request: HttpRequest, one: Meeting) -> Did:
    """One point up, down, or off the agenda."""
    kept, items = _kept(one), list(one.items.order_by("order"))
    pressed = request.POST.get("move", "")
    way, _sign, pk = pressed.partition("-")
    place = next((index for index, item in enumerate(items) if item.pk == _whole(pk)), None)
    if place is None or way not in ("up", "down", "off"):
        raise Http404
    point = kept.pop(place)
    if way != "off":
        kept.insert(max(place + (-1 if way == "up" else 1), 0), point)
    actions.set_agenda(by=_by(request), meeting=one, items=kept, at=timezone.now())
    return "", "#agenda"


def _kept(one: Meeting) -> list[dict[str, Any]]:
    items = one.items.select_related("proposal").order_by("order")
    return [{"proposal": item.proposal, "title": item.title, "starts_at": item.starts_at} for item in items]


def _presence(request: HttpRequest, one: Meeting) -> Did:
    present = {_whole(pk) for pk in request.POST.getlist("present")}
    chair = _whole(request.POST.get("chair")) or None
    actions.record_presence(by=_by(request), meeting=one, present=present, chair=chair, at=timezone.now())
    return _("Recorded who is there."), "#there"


def _hold(request: HttpRequest, one: Meeting) -> Did:
    actions.hold_meeting(by=_by(request), meeting=one, at=timezone.now())
    return _("The meeting is open. Record each point as it ends."), "#points"


def _recuse(request: HttpRequest, one: Meeting) -> Did:
    item = _item(request, one)
    person = get_object_or_404(Person, pk=_whole(request.POST.get("person")))
    reason = request.POST.get("reason", "")
    actions.recuse(by=_by(request), item=item, person=person, reason=reason, at=timezone.now())
    return _("Recorded who stepped aside."), f"#point-{item.order}"


def _unrecuse(request: HttpRequest, one: Meeting) -> Did:
    item = _item(request, one)
    recusal = get_object_or_404(item.recusals, pk=_whole(request.POST.get("recusal")))
    actions.withdraw_recusal(by=_by(request), recusal=recusal, at=timezone.now())
    return _("Taken out again."), f"#point-{item.order}"


def _point(request: HttpRequest, one: Meeting) -> Did:
    item = _item(request, one)
    actions.record_item(
        by=_by(request),
        item=item,
        note=request.POST.get("note", ""),
        outcome=request.POST.get("outcome", ""),
        texts=request.POST.getlist("texts") if item.proposal_id else None,
        at=timezone.now(),
    )
    return _("The point is recorded."), f"#point-{item.order}"


def _publish(request: HttpRequest, one: Meeting) -> Did:
    actions.publish_minutes(by=_by(request), meeting=one, text=request.POST.get("text", ""), at=timezone.now())
    return _("The minutes are public, and each author got a letter."), ""


def _item(request: HttpRequest, one: Meeting) -> MeetingItem:
    item = get_object_or_404(one.items.select_related("proposal__call"), pk=_whole(request.POST.get("item")))
    item.meeting = one
    return item


def _by(request: HttpRequest) -> Any:
    return request.user


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


_ACTS: dict[str, Callable[[HttpRequest, Meeting], Did]] = {
    "change": _change,
    "cancel": _cancel,
    "agenda": _agenda,
    "rearrange": _rearrange,
    "presence": _presence,
    "hold": _hold,
    "recuse": _recuse,
    "unrecuse": _unrecuse,
    "point": _point,
    "publish": _publish,
}
