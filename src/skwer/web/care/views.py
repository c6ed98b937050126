"""The keeper's page of a place: what is to be done, who comes, the log, what passers-by wrote. For a phone first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.places import rules
from skwer.apps.places.actions import caring, diary, keeping
from skwer.apps.places.models import CareTask, Defect, Entry, Keeper, Place, Turn
from skwer.apps.places.queries import care as queries
from skwer.web.context import address
from skwer.web.places.telling import keeper_name
from skwer.web.throttle import is_over, too_many

from . import showing
from .doors import seen_place, tell
from .forms import InviteForm, LogForm, NameForm, TaskForm, add_refusal

Form = django_forms.Form
LAST = 12
LETTERS = ("invite", "offer")
MOST_LETTERS = 20
"""Buttons that write to somebody: so often an hour, or a place would be a way to pester people."""
LOG_PAGE = 40


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def care(request: HttpRequest, number: int) -> HttpResponse:
    """For those who look after the place and its office; anybody else signed in may offer to join."""
    place = seen_place(request, number)
    person: Any = request.user
    at = timezone.now()
    failed: dict[str, Form] = {}
    status = 200
    if request.method == "POST":
        do = _DOINGS.get(request.POST.get("do", ""))
        if do is None:
            raise Http404
        if request.POST["do"] in LETTERS and is_over(request, "care-letters", limit=MOST_LETTERS, seconds=3600):
            return too_many(request)
        form = do(request, place, person, at)
        if form is None:
            return redirect("web:care", number=place.pk)
        failed, status = {request.POST["do"]: form}, 422
    if not rules.may_care(person, place):
        return render(request, "care/join.html", _joining(place, person, failed), status=status)
    return render(request, "care/care.html", _caring(place, person, failed, at), status=status)


def _joining(place: Place, person: Any, failed: dict[str, Form]) -> dict[str, Any]:
    live = list(queries.live_keepers(place))
    return {
        "place": place,
        "city": place.organisation,
        "keepers": showing.names(live) or place.keepers,
        "offer": Keeper.objects.filter(place=place, person=person, since=None, until=None).first(),
        "form": failed.get("offer") or NameForm(initial={"public_name": person.first_name}),
        "gone": place.state == Place.State.GONE,
    }


def _caring(place: Place, person: Any, failed: dict[str, Form], at: Any) -> dict[str, Any]:
    today = timezone.localdate(at)
    states = queries.task_states([place], today)
    office = rules.may_change(person, place)
    mine = Keeper.objects.live().of(person).filter(place=place).order_by("role", "pk").first()
    lets_in = rules.may_let_in(person, place)
    live = list(queries.live_keepers(place))
    waiting = Keeper.objects.filter(place=place, since=None, until=None).select_related("person", "organisation")
    tasks = [showing.task_row(state, today) for state in states]
    for row in tasks:
        key = f"task-{row['task'].pk}"
        row["form"] = failed.get("change") if failed and _task_key(failed.get("change")) == key else _task_form(row)
        row["open"] = row["form"].is_bound
    return {
        "place": place,
        "city": place.organisation,
        "today": today,
        "heading": showing.heading(place, states, today),
        "tasks": tasks,
        "first": next((row for row in tasks if row["due_on"]), None),
        "log_form": failed.get("log") or LogForm(place=place, initial={"on": today, "uid": uuid4()}),
        "task_form": failed.get("add") or TaskForm(prefix="new", initial={"starts_on": today}),
        "invite_form": failed.get("invite") or _invite_form(place),
        "name_form": failed.get("name") or NameForm(initial={"public_name": mine.public_name if mine else ""}),
        "failed": next(iter(failed), ""),
        "mine": mine,
        "office": office,
        "lets_in": lets_in,
        "keepers": [_keeper_row(keeper, office) for keeper in live],
        "waiting": [_keeper_row(keeper, office) for keeper in waiting] if lets_in else [],
        "handovers": queries.open_handovers(place),
        "entries": [showing.entry_row(e) for e in queries.waiting_entries(Place.objects.filter(pk=place.pk))],
        "defects": [
            showing.defect_row(d) for d in Defect.objects.filter(place=place, state__in=Defect.OPEN).order_by("-danger")
        ],
        "log": [showing.entry_row(e) for e in queries.log_of(place, person).public()[:LAST]],
        "gone": place.state == Place.State.GONE,
        "person": person,
    }


def _keeper_row(keeper: Keeper, office: bool) -> dict[str, Any]:
    """Keepers see each other as the public does; the office needs to know whom to ask."""
    inside = ""
    if office:
        inside = ", ".join(part for part in (keeper.person.name, keeper.person.email) if part) if keeper.person else ""
        inside = inside or keeper.email
    return {
        "keeper": keeper,
        "name": keeper_name(keeper) if keeper.since or keeper.public_name or keeper.organisation else "",
        "inside": inside,
        "offer": keeper.since is None and keeper.person_id is not None,
    }


def _task_form(row: dict[str, Any]) -> TaskForm:
    task = row["task"]
    return TaskForm(prefix=f"task-{task.pk}", initial={name: getattr(task, name) for name in caring.FIELDS})


def _task_key(form: Form | None) -> str:
    return str(form.prefix) if form is not None else ""


def _invite_form(place: Place, data: Any = None) -> InviteForm:
    near = Organisation.objects.filter(city=place.organisation).exclude(kind=Organisation.Kind.CITY).order_by("name")
    return InviteForm(data, organisations=near)


# --- what the page's buttons do: each answers None when it is done, or the form with what is wrong


def _log(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    form = LogForm(request.POST, place=place)
    if not form.is_valid():
        return form
    values = {**form.cleaned_data, "photo": request.FILES.get("photo"), "photo_alt": request.POST.get("photo-alt", "")}
    uid = values.pop("uid")
    try:
        diary.log(by=person, place=place, values=values, uid=uid, at=at)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return form
    messages.success(request, _("It stands in the log. Thank you."))
    return None


def _did(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    """One press: the task is done today."""
    task = _task(place, request.POST.get("task", ""))
    words = {"water": "watered", "weed": "worked", "tidy": "tidied", "check": "fine"}
    try:
        diary.log(
            by=person, place=place, values={"what": words.get(task.what, "worked"), "task": task}, uid=uuid4(), at=at
        )
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("It stands in the log. Thank you."))
    return None


def _task(place: Place, key: str) -> CareTask:
    task = CareTask.objects.filter(place=place, pk=key, ended_on=None).first() if key.isdecimal() else None
    if task is None:
        raise Http404
    task.place = place
    return task


def _turn(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    task = _task(place, request.POST.get("task", ""))
    try:
        on = parse_date(request.POST.get("on", ""))
    except ValueError:
        on = None
    try:
        caring.take_turn(by=person, task=task, on=on, at=at)  # type: ignore[arg-type]  (None is refused in words)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("That day is yours. It stands in your calendar."))
    return None


def _leave(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    key = request.POST.get("turn", "")
    turns = Turn.objects.select_related("task__place__organisation", "keeper").filter(task__place=place)
    turn = turns.filter(pk=key).first() if key.isdecimal() else None
    if turn is None:
        return None  # somebody was faster; the page shows how it stands
    try:
        caring.leave_turn(by=person, turn=turn, at=at)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The day is free again."))
    return None


def _values(form: TaskForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in caring.FIELDS}


def _add(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    form = TaskForm(request.POST, prefix="new")
    add = partial(caring.add_task, by=person, place=place, at=at)
    return _keep(request, form, add, _("The task is on the list."))


def _change(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    task = _task(place, request.POST.get("task", ""))
    form = TaskForm(request.POST, prefix=f"task-{task.pk}")
    return _keep(request, form, partial(caring.change_task, by=person, task=task, at=at), _("Saved."))


def _keep(request: HttpRequest, form: TaskForm, act: Callable[..., Any], done: str) -> Form | None:
    """Carry it out with what the form holds; the form again, with what is wrong, where it cannot be."""
    if form.is_valid():
        try:
            act(values=_values(form))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, done)
            return None
    return form


def _end(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    try:
        caring.end_task(by=person, task=_task(place, request.POST.get("task", "")), at=at)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The task is no longer on the list."))
    return None


def _judge(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    key = request.POST.get("entry", "")
    entry = Entry.objects.filter(place=place, pk=key).select_related("photo").first() if key.isdecimal() else None
    if entry is None:
        raise Http404
    entry.place = place
    show = "show" in request.POST
    try:
        diary.judge_entry(by=person, entry=entry, show=show, why=request.POST.get("why", ""), at=at)
    except Refusal as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Everybody reads it now.") if show else _("It is hidden, with your reason."))
    return None


def _invite(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    form = _invite_form(place, request.POST)
    if form.is_valid():
        try:
            keeping.invite_keeper(by=person, place=place, values=form.cleaned_data, at=at)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The invitation is on its way. It is good for 30 days."))
            return None
    return form


def _offer(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            keeping.become_keeper(by=person, place=place, public_name=form.cleaned_data["public_name"], at=at)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Thank you. Whoever leads the care here, or the office, answers you."))
            return None
    return form


def _name(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            keeper = _keeper(place, request.POST.get("keeper", ""))
            keeping.rename_keeper(by=person, keeper=keeper, public_name=form.cleaned_data["public_name"], at=at)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return None
    return form


def _keeper(place: Place, key: str) -> Keeper:
    found = (
        Keeper.objects.filter(place=place, pk=key).select_related("person", "organisation") if key.isdecimal() else ()
    )
    keeper = next(iter(found), None)
    if keeper is None:
        raise Http404
    keeper.place = place
    return keeper


def _by_button(action: Callable[..., Any], done: Any, **more: Any) -> Callable[..., Form | None]:
    """A button about one keeper: `action` does it, `done` says so."""

    def press(request: HttpRequest, place: Place, person: Any, at: Any) -> Form | None:
        try:
            action(by=person, keeper=_keeper(place, request.POST.get("keeper", "")), at=at, **more)
        except Refusal as refusal:
            tell(request, refusal)
        else:
            messages.success(request, done())
        return None

    return press


_DOINGS: dict[str, Callable[..., Form | None]] = {
    "log": _log,
    "did": _did,
    "turn": _turn,
    "leave": _leave,
    "add": _add,
    "change": _change,
    "end": _end,
    "judge": _judge,
    "invite": _invite,
    "offer": _offer,
    "name": _name,
    "withdraw": _by_button(keeping.withdraw_invitation, lambda: _("The invitation is taken back.")),
    "withdraw_offer": _by_button(keeping.withdraw_offer, lambda: _("Your offer is taken back.")),
    "take_offer": _by_button(keeping.answer_offer, lambda: _("One more looks after the place."), yes=True),
    "decline_offer": _by_button(keeping.answer_offer, lambda: _("The offer is declined."), yes=False),
    "step_back": _by_button(keeping.step_back, lambda: _("You no longer look after this place. Thank you.")),
    "end_keeping": _by_button(keeping.end_keeping, lambda: _("This keeper no longer looks after the place.")),
}


@require_safe
def care_log(request: HttpRequest, number: int) -> HttpResponse:
    """The whole log of a place: everybody's."""
    place = seen_place(request, number)
    person: Any = request.user
    page = Paginator(queries.log_of(place, person).public(), LOG_PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "city": place.organisation,
        "page": page,
        "rows": [showing.entry_row(entry) for entry in page],
        "place_url": address("web:place", place.pk),
    }
    return render(request, "care/log.html", context)
