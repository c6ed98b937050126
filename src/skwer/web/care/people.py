"""Invitations to look after a place, handing it over, all one's places, and their calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.refusals import Refusal
from skwer.apps.places import rules, tokens
from skwer.apps.places.actions import feeds, handing, keeping
from skwer.apps.places.calendar import care_calendar
from skwer.apps.places.models import CareFeed, Handover, Keeper, Place
from skwer.apps.places.queries import care as queries
from skwer.web.context import address
from skwer.web.places.telling import keeper_name
from skwer.web.throttle import throttled

from . import showing
from .doors import seen_place, tell
from .forms import HandoverForm, NameForm, add_refusal

CALENDAR = "text/calendar; charset=utf-8"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keeper_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the letter. It says what is asked; taking it needs an account, so that one can be reached."""
    keeper = tokens.keeper_of(token)
    if keeper is None or keeper.invited_at is None:
        return render(request, "care/invitation_gone.html", status=410)
    at = timezone.now()
    if keeper.invited_at + timedelta(days=keeping.INVITATION_DAYS) < at:
        return render(request, "care/invitation_gone.html", status=410)
    place = keeper.place
    request.city = place.organisation  # type: ignore[attr-defined]
    handover = Handover.objects.filter(taker=keeper, state=Handover.State.ASKED).select_related("giver").first()
    person: Any = request.user
    form = NameForm(request.POST or None, initial={"public_name": getattr(person, "first_name", "")})
    if request.method == "POST":
        if not person.is_authenticated:
            return redirect(f"{address('account_login')}?next={request.path}")
        if (answer := _answer(request, keeper, handover, form, token)) is not None:
            return answer
    context = {
        "place": place,
        "city": place.organisation,
        "keeper": keeper,
        "handover": handover,
        "giver": capfirst(keeper_name(handover.giver)) if handover else "",
        "form": form,
        "tasks": [showing.task_row(state, timezone.localdate(at)) for state in _tasks(place, at)],
        "login_url": f"{address('account_login')}?next={request.path}",
        "signup_url": f"{address('account_signup')}?next={request.path}",
    }
    return render(request, "care/invitation.html", context, status=422 if form.errors else 200)


def _tasks(place: Place, at: Any) -> Any:
    return queries.task_states([place], timezone.localdate(at))


def _answer(
    request: HttpRequest, keeper: Keeper, handover: Handover | None, form: NameForm, token: str
) -> HttpResponse | None:
    """Yes or no to an invitation, or to the hand-over it came with; None shows the form again with what is wrong."""
    person: Any = request.user
    yes, at = "yes" in request.POST, timezone.now()
    if not form.is_valid():
        return None
    name = form.cleaned_data["public_name"] if yes else None
    try:
        if handover is not None:
            handing.answer_handover(by=person, handover=handover, yes=yes, public_name=name, key=token, at=at)
        else:
            keeping.answer_invitation(by=person, keeper=keeper, yes=yes, public_name=name, key=token, at=at)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
    return _answered(request, keeper.place, yes)


def _answered(request: HttpRequest, place: Place, yes: bool) -> HttpResponse:
    if yes:
        messages.success(request, _("You look after this place from today. Thank you."))
        return redirect("web:care", number=place.pk)
    messages.success(request, _("You said no, and your address is forgotten here. Thank you for the answer."))
    return redirect("web:place", number=place.pk) if place.is_published else redirect("web:places")


@throttled("care-handover", limit=30, seconds=3600)
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, number: int) -> HttpResponse:
    """Ask somebody to take over; answer when one is asked; take the question back."""
    place = seen_place(request, number)
    person: Any = request.user
    at = timezone.now()
    office = rules.may_change(person, place)
    mine = Keeper.objects.live().of(person).filter(place=place).order_by("role", "pk").first()
    asked = [one for one in queries.handovers_to(person) if one.place_id == place.pk]
    # The office hands over in the lead's stead when she cannot.
    lead = Keeper.objects.live().filter(place=place, role=Keeper.Role.LEAD).select_related("person").first()
    giver = mine or (lead if office else None)
    if giver is None and not asked:
        raise PermissionDenied
    form, name_form = _form(place, giver), NameForm(initial={"public_name": person.first_name})
    if request.method == "POST":
        if "yes" in request.POST or "no" in request.POST:
            name_form = NameForm(request.POST)
            answer = _answer_asked(request, asked, name_form, at)
        elif "withdraw" in request.POST:
            answer = _withdraw(request, place, at)
        else:
            form = _form(place, giver, request.POST)
            answer = _ask(request, place, giver, form, at)
        if answer is not None:
            return answer
    waiting = next((h for h in queries.open_handovers(place) if giver is not None and h.giver_id == giver.pk), None)
    context = {
        "place": place,
        "city": place.organisation,
        "giver": giver,
        "giver_name": keeper_name(giver) if giver else "",
        "mine": mine,
        "asked": [{"handover": one, "giver": capfirst(keeper_name(one.giver))} for one in asked],
        "waiting": waiting,
        "waits_for": _taker(waiting, office or mine is not None) if waiting else "",
        "form": form,
        "name_form": name_form,
        "history": _history(place),
    }
    return render(request, "care/handover.html", context, status=422 if form.errors or name_form.errors else 200)


def _form(place: Place, giver: Keeper | None, data: Any = None) -> HandoverForm:
    helpers = Keeper.objects.live().filter(place=place).select_related("organisation")
    helpers = helpers.exclude(pk=giver.pk if giver else 0) if giver and giver.role == "lead" else helpers.none()
    return HandoverForm(data, helpers=helpers, named=lambda keeper: capfirst(keeper_name(keeper)))


def _taker(waiting: Handover, inside: bool) -> str:
    taker = waiting.taker
    if taker.since is not None:
        return str(keeper_name(taker))
    return taker.email if inside else ""


def _history(place: Place) -> list[dict[str, Any]]:
    return [{"name": capfirst(keeper_name(keeper)), "keeper": keeper} for keeper in queries.keeper_history(place)]


def _ask(request: HttpRequest, place: Place, giver: Keeper | None, form: HandoverForm, at: Any) -> HttpResponse | None:
    if giver is None:
        raise PermissionDenied
    if not form.is_valid():
        return None
    giver.place = place
    to, email = form.cleaned_data["to"], form.cleaned_data["to_email"]
    try:
        handing.hand_over(
            by=request.user,  # type: ignore[arg-type]
            keeper=giver,
            to=to,
            to_email=email,
            text=form.cleaned_data["note"],
            at=at,
        )
    except Refusal as refusal:
        if getattr(refusal, "field", "") == "email":
            form.add_error("to_email", str(refusal.message))
        else:
            add_refusal(form, refusal)
        return None
    messages.success(request, _("The question is on its way. Until the answer comes, nothing changes."))
    return redirect("web:handover", number=place.pk)


def _answer_asked(request: HttpRequest, asked: list[Handover], form: NameForm, at: Any) -> HttpResponse | None:
    one = next((one for one in asked if str(one.pk) == request.POST.get("handover")), None)
    if one is None:
        raise Http404
    if not form.is_valid():
        return None
    yes, person = "yes" in request.POST, request.user
    name = form.cleaned_data["public_name"] if yes and one.taker.since is None else None
    try:
        handing.answer_handover(by=person, handover=one, yes=yes, public_name=name, at=at)  # type: ignore[arg-type]
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None
    return _answered(request, one.place, yes)


def _withdraw(request: HttpRequest, place: Place, at: Any) -> HttpResponse:
    one = next((h for h in queries.open_handovers(place) if str(h.pk) == request.POST.get("handover")), None)
    if one is not None:
        one.place = place
        try:
            handing.withdraw_handover(by=request.user, handover=one, at=at)  # type: ignore[arg-type]
        except Refusal as refusal:
            tell(request, refusal)
        else:
            messages.success(request, _("The question is taken back. You look after the place as before."))
    return redirect("web:handover", number=place.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_places(request: HttpRequest) -> HttpResponse:
    """Every place one looks after, what waits for an answer, and the address of one's calendar."""
    person: Any = request.user
    at = timezone.now()
    if request.method == "POST":
        return _my_places_post(request, person, at)
    kept = list(queries.kept_by(person))
    today = timezone.localdate(at)
    due: dict[int, Any] = {}
    for state in queries.task_states(Place.objects.filter(pk__in=[k.place_id for k in kept if k.since]), today):
        due.setdefault(state.task.place_id, showing.task_row(state, today))
    handovers = queries.handovers_to(person)
    taken = {one.taker_id for one in handovers}
    feed = CareFeed.objects.filter(person=person).first()
    path = address("web:care_calendar", tokens.feed_token(feed)) if feed else ""
    context = {
        "rows": [{"keeper": k, "place": k.place, "due": due.get(k.place_id)} for k in kept if k.since],
        "offers": [k for k in kept if k.since is None and k.person_id == person.pk],
        "invitations": [k for k in queries.invitations_to(person) if k.pk not in taken],
        "handovers": handovers,
        "named": queries.names_left(person),
        "feed_url": request.build_absolute_uri(path) if path else "",
        "frozen": {"readonly": True},
    }
    return render(request, "care/my_places.html", context)


def _my_places_post(request: HttpRequest, person: Any, at: Any) -> HttpResponse:
    if "renew" in request.POST:
        feeds.renew_feed(by=person, at=at)
        messages.success(request, _("This is your new address. The old one shows nothing any more."))
    elif "calendar" in request.POST:
        feeds.open_feed(by=person, at=at)
    elif "forget" in request.POST:
        past = next((k for k in queries.names_left(person) if str(k.pk) == request.POST["forget"]), None)
        if past is not None:
            keeping.rename_keeper(by=person, keeper=past, public_name="", at=at)
        messages.success(request, _("Your name is taken back: the log says “a neighbour” there."))
    else:
        key = request.POST.get("keeper", "")
        keeper = next((k for k in queries.invitations_to(person) if str(k.pk) == key), None)
        if keeper is None:
            raise Http404
        yes = "yes" in request.POST
        try:
            keeping.answer_invitation(by=person, keeper=keeper, yes=yes, at=at)
        except Refusal as refusal:
            tell(request, refusal)
        else:
            return _answered(request, keeper.place, yes)
    return redirect("web:my_places")


@require_safe
def care_calendar_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """A keeper's private calendar; whoever has the address reads it, so it says nothing about other people."""
    person = tokens.read_feed(token)
    if person is None:
        raise Http404
    if person == "gone":
        return HttpResponse(
            _("This address was renewed. Ask its owner for the new one."), status=410, content_type="text/plain"
        )
    answer = HttpResponse(care_calendar(person, timezone.now()), content_type=CALENDAR)
    answer["Content-Disposition"] = 'inline; filename="skwer-care.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
