"""Inspections at the desk: the list of a city, one visit written down on a phone, a breach and its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import FieldError
from skwer.apps.forms.values import BadValues
from skwer.apps.grants.models import Agreement
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk, may_run
from skwer.apps.places import access as lists
from skwer.apps.places import visiting
from skwer.apps.places.actions import breaching, inspecting
from skwer.apps.places.models import Breach, Inspection, Keeper, Place
from skwer.apps.places.queries.inspections import VIEWS, breaches_of, inspections_of
from skwer.overview.durability import visit_of
from skwer.web.context import address
from skwer.web.desk.doors import changes_only_by_staff, desk_city
from skwer.web.grants import keeping
from skwer.web.grants.inside import attempt, done, put_errors
from skwer.web.refusing import refused
from skwer.web.templatetags.words import day

from .visit_forms import BreachForm, CancelForm, HoldForm, MoveForm, PlanForm

PAGE = 50
VISIT_SHAPES = {"due": "sent", "late": "late", "held": "done", "cancelled": "no"}
VISIT_WORDS = {
    "due": gettext_lazy("planned"),
    "late": gettext_lazy("not held yet"),
    "held": gettext_lazy("held"),
    "cancelled": gettext_lazy("not held"),
}
RESULT_SHAPES = {"fine": "done", "remarks": "check", "breach": "no"}
BREACH_SHAPES = {
    Breach.State.OPEN: "fix",
    Breach.State.MENDED: "done",
    Breach.State.EXCUSED: "no",
    Breach.State.ENFORCED: "late",
}


def of_place(kind: type[Model]) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """view(request, thing, …) for the desk of the city of the thing's place. A place one may not know of hides its
    things (404); one that is shown but another city's is refused (403).
    """

    def door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @login_required
        @wraps(view)
        def inside(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            person: Any = request.user
            rows: Any = kind._default_manager.filter(place__in=Place.objects.visible_to(person).values("pk"))
            thing = rows.select_related("place__organisation", "place__district").filter(pk=pk).first()
            if thing is None:
                raise Http404
            city = thing.place.organisation
            if not may_read_desk(person, city):
                raise PermissionDenied
            request.city = city  # type: ignore[attr-defined]
            request.may_run = may_run(person, city)  # type: ignore[attr-defined]
            request.section = "desk"  # type: ignore[attr-defined]
            if request.method == "POST" and not request.may_run:  # type: ignore[attr-defined]
                raise PermissionDenied
            try:
                return view(request, thing, **kwargs)
            except Refusal as refusal:
                return refused(request, refusal, back=request.path)

        return inside

    return door


def visit_row(inspection: Inspection, on: date) -> dict[str, Any]:
    """A visit for a list: its state in words, how late."""
    visit = visit_of(inspection, on, inspection.place)
    shape, words = VISIT_SHAPES[visit.state], VISIT_WORDS[visit.state]
    if visit.state == "held":
        shape, words = RESULT_SHAPES[inspection.result], inspection.get_result_display()
    return {"one": inspection, "place": inspection.place, "shape": shape, "words": words, "visit": visit}


def agreements_of(place: Place) -> list[Agreement]:
    """Agreements by which care of the place is owed."""
    return list(Agreement.objects.public().filter(proposal__place=place).order_by("pk"))


def leads_of(place: Place) -> list[str]:
    """Names of whoever answers for the place now; for the desk only."""
    live = Keeper.objects.live().filter(place=place, role=Keeper.Role.LEAD).select_related("person", "organisation")
    named = (one.organisation or one.person for one in live)
    return [one.name for one in named if one is not None]


# --- the list


@desk_city
@changes_only_by_staff
@require_http_methods(["GET", "HEAD", "POST"])
def desk_inspections(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Visits of a city: what is late and next, what was seen, breaches to end; and a form that plans one more."""
    person: Any = request.user
    at = timezone.now()
    on = timezone.localdate(at)
    view = request.GET.get("view", "open")
    view = view if view in VIEWS else "open"
    form = PlanForm(request.POST if request.method == "POST" else None, city=city)
    status = 200
    if request.method == "POST":
        answer = attempt(
            request,
            form,
            lambda given: inspecting.plan_inspection(by=person, place=given["place"], on=given["on"], at=at),
            _("Planned. The keepers hear of it two weeks before."),
            request.path,
        )
        if not isinstance(answer, int):
            return answer
        status = answer
    late = inspections_of(city, "late", on).count()
    page = Paginator(inspections_of(city, view, on), PAGE).get_page(request.GET.get("page"))
    breaches = list(breaches_of(city)[:PAGE])
    context = {
        "city": city,
        "finding": _list_finding(city, late, on),
        "page": page,
        "rows": [visit_row(one, on) for one in page],
        "view": view,
        "views": list(_VIEW_WORDS.items()),
        "breaches": [{"one": one, "late": (on - one.mend_by).days} for one in breaches],
        "form": form,
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "register_url": address("web:desk_durability", city.slug),
    }
    return render(request, "care/inspections.html", context, status=status)


_VIEW_WORDS = {
    "open": gettext_lazy("To be held"),
    "late": gettext_lazy("Late ones only"),
    "held": gettext_lazy("Held"),
    "cancelled": gettext_lazy("Not held"),
}


def _list_finding(city: Organisation, late: int, on: date) -> str:
    if late:
        return ngettext("%(n)s inspection is late", "%(n)s inspections are late", late) % {"n": late}
    following = inspections_of(city, "open", on).first()
    if following is None:
        return _("No inspection is planned")
    return _("Next inspection: %(day)s") % {"day": day(following.planned_on)}


# --- one visit


@of_place(Inspection)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_inspection(request: HttpRequest, inspection: Inspection) -> HttpResponse:
    """Hold it, move it, or say why it is not held; afterwards as it was written down."""
    person: Any = request.user
    at = timezone.now()
    today = timezone.localdate(at)
    place = inspection.place
    here = address("web:desk_inspection", inspection.pk)
    do = request.POST.get("do", "")
    hold = HoldForm(request.POST if do == "hold" else None, initial={"on": today})
    move = MoveForm(request.POST if do == "move" else None, initial={"on": inspection.planned_on}, auto_id="id_move_%s")
    cancel = CancelForm(request.POST if do == "cancel" else None)
    findings: dict[str, Any] = {}
    access: dict[str, Any] = _seen_before(place)
    wrong: list[FieldError] = []
    status = 200
    if do == "hold":
        findings, access = visiting.read(request.POST), lists.read(request.POST)
        answer = _hold(request, inspection, hold, findings, access, wrong)
        if not isinstance(answer, int):
            return answer
        status = answer
    elif do in ("move", "cancel"):
        form: forms.Form = move if do == "move" else cancel
        action: Callable[[dict[str, Any]], object] = (
            (lambda given: inspecting.move_inspection(by=person, inspection=inspection, at=at, **given))
            if do == "move"
            else (lambda given: inspecting.cancel_inspection(by=person, inspection=inspection, at=at, **given))
        )
        said = _("Moved. The keepers hear of the new day.") if do == "move" else _("Written down. It is not held.")
        answer = attempt(request, form, action, said, here)
        if not isinstance(answer, int):
            return answer
        status = answer
    row = visit_row(inspection, today)
    earlier = place.inspections.filter(held_on__isnull=False).exclude(pk=inspection.pk).order_by("-held_on").first()
    context = {
        "one": inspection,
        "place": place,
        "city": place.organisation,
        "row": row,
        "open": inspection.held_on is None and inspection.cancelled_at is None,
        "finding": _visit_finding(row),
        "form": hold,
        "move": move,
        "cancel": cancel,
        "doing": do,
        "findings_question": visiting.QUESTION,
        "findings": {visiting.KEY: findings or inspection.findings},
        "rows": visiting.rows(inspection.findings),
        "access": access,
        "looked": "access-looked" in request.POST,
        "seen_access": inspection.access,
        "problems": [*wrong, *((name, error) for name, errors in hold.errors.items() for error in errors)],
        "photo_errors": [error.message for error in wrong if error.field == "photo"],
        "wrong": wrong,
        "kept": keeping.waiting(request) if do == "hold" else [],
        "breaches": list(inspection.breaches.all()),
        "open_breaches": place.breaches.filter(state=Breach.State.OPEN),
        "earlier": earlier,
        "earlier_rows": visiting.rows(earlier.findings) if earlier else [],
        "earlier_shape": RESULT_SHAPES[earlier.result] if earlier else "",
        "leads": leads_of(place),
        "agreements": agreements_of(place),
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "care/inspection.html", context, status=status)


def _visit_finding(row: dict[str, Any]) -> str:
    one: Inspection = row["one"]
    state = row["visit"].state
    if state == "held":
        words = {
            Inspection.Result.FINE: _("All is well at the place"),
            Inspection.Result.REMARKS: _("The place stands, with remarks"),
            Inspection.Result.BREACH: _("Care was owed here and not given"),
        }
        return words[Inspection.Result(one.result)]
    if state == "cancelled":
        return _("This inspection is not held")
    if state == "late":
        return _("Planned for %(day)s and not held yet") % {"day": day(one.planned_on)}
    return _("Inspection planned for %(day)s") % {"day": day(one.planned_on)}


def _seen_before(place: Place) -> dict[str, Any]:
    """The checklist as somebody saw it; what is only planned is looked at anew, item by item."""
    return dict(place.access) if place.access_on else {}


def _hold(
    request: HttpRequest,
    inspection: Inspection,
    form: HoldForm,
    findings: dict[str, Any],
    access: dict[str, Any],
    wrong: list[FieldError],
) -> Any:
    """Keep the photo first: a slip elsewhere on the page must not cost a second upload from a phone."""
    person: Any = request.user
    at = timezone.now()
    refused_files = keeping.take(request, inspection.place.organisation, at)
    wrong.extend(FieldError("photo", "photo", message) for message in refused_files)
    valid = form.is_valid()
    if not valid or refused_files:
        wrong.extend([*visiting.problems(findings), *lists.problems(access)])
        return 422
    kept = keeping.waiting(request)
    # The list is filled in with what was seen before: left as it was, it is no look at it unless the officer says so.
    looked = "access-looked" in request.POST or lists.clean(access) != _seen_before(inspection.place)
    values = {**form.cleaned_data, "findings": findings, "access": access if looked else {}}
    try:
        with transaction.atomic():
            keeping.give(person, kept[-1:], inspecting.KIND, inspection.pk, at, Upload.Audience.HOLDER)
            inspecting.hold_inspection(
                by=person, inspection=inspection, values=values, photo=kept[-1] if kept else None, at=at
            )
    except Refusal as refusal:
        errors = list(getattr(refusal, "errors", ()))
        if not errors:
            raise
        grids = (visiting.KEY, lists.KEY)
        wrong.extend(error for error in errors if error.field in grids)
        beside = [error for error in errors if error.field not in grids]
        if beside:
            put_errors(form, BadValues(beside))
        return refusal.status
    return done(request, _("Written down. It stands on the place's page and in the register."), request.path)


# --- a breach


@of_place(Breach)
@require_http_methods(["GET", "HEAD", "POST"])
def desk_breach(request: HttpRequest, breach: Breach) -> HttpResponse:
    """What is missing, by when, and how it ends; after the last resort, the way to the money."""
    person: Any = request.user
    at = timezone.now()
    on = timezone.localdate(at)
    here = address("web:desk_breach", breach.pk)
    form = BreachForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        said = _("Written down. The keepers get a letter.")
        answer = attempt(request, form, lambda given: _end(person, breach, given, at), said, here)
        if not isinstance(answer, int):
            return answer
        status = answer
    place = breach.place
    agreements = agreements_of(place)
    context = {
        "breach": breach,
        "place": place,
        "city": place.organisation,
        "shape": BREACH_SHAPES[Breach.State(breach.state)],
        "open": breach.state == Breach.State.OPEN,
        "late": max(0, (on - breach.mend_by).days),
        "finding": _breach_finding(breach, on),
        "form": form,
        "agreements": agreements,
        "asks": [(one, f"{address('web:desk_refunds', one.pk)}?breach={breach.pk}") for one in agreements]
        if breach.state == Breach.State.ENFORCED
        else [],
        "log": place.entries.filter(state="shown", on__gte=breach.found_on).order_by("-on")[:5],
        "leads": leads_of(place),
        "may_run": request.may_run,  # type: ignore[attr-defined]
    }
    return render(request, "care/breach.html", context, status=status)


def _end(person: Any, breach: Breach, given: dict[str, Any], at: Any) -> object:
    action = {
        Breach.State.MENDED: breaching.mend_breach,
        Breach.State.EXCUSED: breaching.excuse_breach,
        Breach.State.ENFORCED: breaching.enforce_breach,
    }[Breach.State(given["how"])]
    return action(by=person, breach=breach, on=given["on"], note=given["note"], at=at)


def _breach_finding(breach: Breach, on: date) -> str:
    if breach.state == Breach.State.MENDED:
        return _("What was missing is mended")
    if breach.state == Breach.State.EXCUSED:
        return _("The breach is excused")
    if breach.state == Breach.State.ENFORCED:
        return _("Not mended in time")
    if breach.mend_by < on:
        return _("It should have been mended by %(day)s") % {"day": day(breach.mend_by)}
    return _("To be mended by %(day)s") % {"day": day(breach.mend_by)}
