"""One defect from the report to the repair, and reporting one, with an account or without."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.files.models import Upload
from skwer.apps.people.refusals import Refusal
from skwer.apps.places import rules
from skwer.apps.places.actions import mending
from skwer.apps.places.actions.common import PlaceGone, Stale
from skwer.apps.places.models import Defect, Entry, Place
from skwer.web.context import address
from skwer.web.refusing import refused
from skwer.web.throttle import throttled

from . import showing
from .doors import seen_place, tell
from .forms import AnswerForm, CloseForm, ConfirmForm, ReportForm, SameForm, add_refusal

Form = Any


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("report-defect", limit=10, seconds=3600)
def report_defect(request: HttpRequest, number: int) -> HttpResponse:
    """Something is broken: what, where, a photo if one has one. No account is needed."""
    place = seen_place(request, number)
    if place.state == Place.State.GONE:
        return refused(request, PlaceGone(), back=address("web:place", place.pk), back_label=_("Back to the place"))
    person: Any = request.user if request.user.is_authenticated else None
    form = ReportForm(request.POST or None, initial={"uid": uuid4()})
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "language": get_language() or "pl", "photo": request.FILES.get("photo")}
        told["photo_alt"] = request.POST.get("photo-alt", "")
        try:
            defect = mending.report_defect(by=person, place=place, values=told, at=timezone.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Thank you: your report has arrived. On this page you see what becomes of it."))
            return redirect("web:care_defect", number=place.pk, defect=defect.number)
    known = Defect.objects.filter(place=place, state__in=Defect.OPEN).order_by("-reported_at")
    context = {
        "place": place,
        "city": place.organisation,
        "form": form,
        "known": [showing.defect_row(defect) for defect in known[:10]],
    }
    return render(request, "care/report.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def care_defect(request: HttpRequest, number: int, defect: int) -> HttpResponse:
    """How a defect stands, for everybody; keepers and the office move it on from here."""
    place = seen_place(request, number)
    rows = Defect.objects.select_related("entry__photo", "closing__photo", "same_as")
    one = rows.filter(place=place, number=defect).first()
    if one is None:
        raise Http404
    one.place = place
    answer, forms = moving(request, one, address("web:care_defect", place.pk, one.number))
    if answer is not None:
        return answer
    context = defect_context(request, one, forms)
    return render(request, "care/defect.html", context, status=422 if forms.get("failed") else 200)


def defect_context(request: HttpRequest, one: Defect, forms: dict[str, Any]) -> dict[str, Any]:
    """What the public page and the desk's show alike."""
    person: Any = request.user
    entry, closing = one.entry, one.closing
    shown = entry is not None and entry.state == Entry.State.SHOWN
    inside = rules.may_judge(person, one.place)
    return {
        "place": one.place,
        "city": one.place.organisation,
        "row": showing.defect_row(one),
        "one": one,
        "entry": showing.entry_row(entry) if entry is not None and (shown or inside) else None,
        "waits": entry is not None and not shown,
        "closing_photo": _photo(closing),
        "twins": one.duplicates.count(),
        "may_mend": rules.may_mend(person, one),
        "office": rules.may_change(person, one.place),
        "live": one.state in Defect.OPEN and one.place.state != Place.State.GONE,
        "inside": inside,
        **forms,
    }


def _photo(entry: Entry | None) -> Upload | None:
    if entry is None or entry.state != Entry.State.SHOWN or entry.photo is None:
        return None
    return entry.photo if entry.photo.audience == Upload.Audience.HOLDER else None


def moving(request: HttpRequest, one: Defect, back: str) -> tuple[HttpResponse | None, dict[str, Any]]:
    """The forms that move a defect on; a sent one is done and leads back, or comes back with what is wrong."""
    person: Any = request.user
    forms = _forms(one)
    if request.method != "POST":
        return None, forms
    if not rules.may_judge(person, one.place):
        raise PermissionDenied
    at = timezone.now()
    do = request.POST.get("do", "")
    try:
        if do == "begin":
            mending.begin_repair(by=person, defect=one, at=at)
            messages.success(request, _("Everybody sees now that somebody is at it."))
            return redirect(back), forms
        if do not in _MOVES:
            raise Http404
        form = forms[do] = _forms(one, request.POST)[do]
        if form.is_valid():
            messages.success(request, _MOVES[do](request, person, one, form.cleaned_data, at))
            return redirect(back), forms
    except Refusal as refusal:
        if do == "begin" or do not in forms or isinstance(refusal, Stale):
            tell(request, refusal)
            return redirect(back), forms
        add_refusal(forms[do], refusal)
    forms["failed"] = do
    return None, forms


def _forms(one: Defect, data: Any = None) -> dict[str, Any]:
    others = Defect.objects.filter(place=one.place_id).exclude(pk=one.pk).exclude(state=Defect.State.DUPLICATE)
    told = {"who": one.who or "office", "who_name": one.who_name, "due_on": one.due_on, "danger": one.danger}
    return {
        "confirm": ConfirmForm(data, initial={**told, "waits": one.place.state == Place.State.REPAIR}),
        "close": CloseForm(data, prefix="close"),
        "decline": AnswerForm(data, prefix="decline"),
        "same": SameForm(data, others=others, named=showing.defect_name),
    }


def _confirm(_request: HttpRequest, person: Any, one: Defect, told: dict[str, Any], at: Any) -> str:
    mending.confirm_defect(by=person, defect=one, at=at, **told)
    return _("Everybody sees now who repairs it, and by when.")


def _close(request: HttpRequest, person: Any, one: Defect, told: dict[str, Any], at: Any) -> str:
    photo, alt = request.FILES.get("photo"), request.POST.get("photo-alt", "")
    mending.close_defect(by=person, defect=one, photo=photo, photo_alt=alt, at=at, **told)
    return _("It is repaired: the log says so, and whoever reported it hears of it.")


def _decline(_request: HttpRequest, person: Any, one: Defect, told: dict[str, Any], at: Any) -> str:
    mending.decline_defect(by=person, defect=one, at=at, **told)
    return _("The report is answered.")


def _same(_request: HttpRequest, person: Any, one: Defect, told: dict[str, Any], at: Any) -> str:
    mending.mark_duplicate(by=person, defect=one, at=at, **told)
    return _("The two are one now; the other goes on.")


_MOVES = {"confirm": _confirm, "close": _close, "decline": _decline, "same": _same}
