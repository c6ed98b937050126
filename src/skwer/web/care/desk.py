"""The desk of care: what is broken, what waits to be read, where nobody looks after a place, what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.apps.places import rules
from skwer.apps.places.actions import diary
from skwer.apps.places.models import Defect, Entry, Inspection, Keeper, Place
from skwer.apps.places.queries import care as queries
from skwer.apps.places.queries import without_keeper
from skwer.values.tables import csv_lines
from skwer.web.context import address
from skwer.web.desk.doors import desk_city
from skwer.web.places.telling import keeper_name

from . import showing
from .defects import defect_context, moving
from .doors import tell

PAGE = 50
FEW = 30


@desk_city
@require_safe
def desk_care(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Everything about the care of a city's places that waits for its office."""
    if not city.is_city:
        raise Http404
    today = timezone.localdate()
    picked = _picked(request, city)
    if request.GET.get("form") == "csv":
        return _csv(city, picked)
    defects = _defects(city, picked)
    page = Paginator(defects, PAGE).get_page(request.GET.get("page"))
    standing = queries.places_of_desk(city)
    if picked["district"]:
        standing = standing.filter(district__code=picked["district"])
    entries = queries.waiting_entries(standing)
    late = [state for state in queries.task_states(_kept(standing), today) if state.is_late(today)]
    alone = standing.filter(without_keeper()).select_related("district").order_by("care_until", "pk")
    owed = set(queries.owed_without_keeper(city, today).values_list("pk", flat=True))
    next_visits = Inspection.objects.filter(
        place__in=standing, held_on=None, cancelled_at=None, planned_on__gte=today
    ).select_related("place")
    context = {
        "city": city,
        "title": _title(city, today),
        "picked": picked,
        "choices": _choices(city),
        "narrowed": any(picked.values()),
        "page": page,
        "total": page.paginator.count,
        "defects": [{**showing.defect_row(d), "late": _late(d, today)} for d in page],
        "entries": [showing.entry_row(entry) for entry in entries[:FEW]],
        "entries_total": entries.count(),
        "late": [showing.task_row(state, today) for state in late[:FEW]],
        "late_total": len(late),
        "alone": [{"place": place, "owed": place.pk in owed} for place in alone[:FEW]],
        "alone_total": alone.count(),
        "visits": next_visits.order_by("planned_on", "pk")[:10],
        "repairs": showing.repairs_words(queries.repairs(Place.objects.filter(organisation=city))),
        "csv_url": _with(request, "csv"),
    }
    return render(request, "care/desk_care.html", context)


def _kept(standing: QuerySet[Place]) -> QuerySet[Place]:
    return standing.filter(Exists(Keeper.objects.live().filter(place=OuterRef("pk"))))


def _picked(request: HttpRequest, city: Organisation) -> dict[str, str]:
    known = {name: dict(values) for name, values in _choices(city).items()}
    return {name: v if (v := request.GET.get(name, "")) in values else "" for name, values in known.items()}


def _choices(city: Organisation) -> dict[str, list[tuple[str, Any]]]:
    states = [
        ("", _("all open ones")),
        ("late", _("late ones")),
        ("danger", _("somebody may get hurt")),
        *((value, capfirst(label)) for value, label in Defect.State.choices),
    ]
    return {
        "state": states,
        "who": [("", _("anybody")), *((value, capfirst(label)) for value, label in Defect.Who.choices)],
        "district": [("", _("all districts")), *((area.code, area.name) for area in city.areas.all())],
    }


def _defects(city: Organisation, picked: dict[str, str]) -> QuerySet[Defect]:
    """Defects of the city as picked: the dangerous first, then those whose day comes first."""
    rows = Defect.objects.filter(place__organisation=city).select_related("place__district", "entry")
    state = picked["state"]
    if state in Defect.State.values:
        rows = rows.filter(state=state)
    else:
        rows = rows.filter(state__in=Defect.OPEN)
    if state == "late":
        rows = rows.filter(due_on__lt=timezone.localdate())
    if state == "danger":
        rows = rows.filter(danger=True)
    if picked["who"]:
        rows = rows.filter(who=picked["who"])
    if picked["district"]:
        rows = rows.filter(place__district__code=picked["district"])
    return rows.order_by("-danger", F("due_on").asc(nulls_first=True), "reported_at", "pk")


def _late(defect: Defect, today: date) -> bool:
    return defect.state in Defect.OPEN and defect.due_on is not None and defect.due_on < today


def _title(city: Organisation, today: date) -> str:
    open_ = Defect.objects.filter(place__organisation=city, state__in=Defect.OPEN)
    number, late = open_.count(), open_.filter(due_on__lt=today).count()
    if not number:
        return _("Nothing is reported broken")
    words = ngettext("%(n)s defect is open", "%(n)s defects are open", number) % {"n": number}
    if late:
        words += ", " + ngettext("%(n)s of them is late", "%(n)s of them are late", late) % {"n": late}
    return words


def _with(request: HttpRequest, form: str) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    query["form"] = form
    return f"?{query.urlencode()}"


def _csv(city: Organisation, picked: dict[str, str]) -> StreamingHttpResponse:
    """Defects as picked, for the firm that repairs or for the council. Without addresses of people."""
    header = ["place", "name", "district", "number", "what", "danger", "state", "reported", "confirmed", "who",
              "who_name", "due", "closed", "answer", "cost"]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        for one in _defects(city, picked).iterator(chunk_size=500):
            district = one.place.district.name if one.place.district else ""
            days = (_day(one.reported_at), _day(one.confirmed_at))
            yield [one.place_id, one.place.title, district, one.number, one.what, "yes" if one.danger else "no",
                   one.state, *days, one.who, one.who_name, one.due_on or "", _day(one.closed_at), one.answer,
                   "" if one.cost is None else one.cost]  # fmt: skip

    answer = StreamingHttpResponse(list(csv_lines(header, rows())), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="care-{city.slug}.csv"'
    return answer


def _day(at: Any) -> str:
    return timezone.localdate(at).isoformat() if at else ""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_defect(request: HttpRequest, pk: int) -> HttpResponse:
    """A defect at the desk: everything known about it, and the next step."""
    one = (
        Defect.objects.select_related("place__organisation", "entry__photo", "closing__photo", "same_as")
        .filter(pk=pk)
        .first()
    )
    if one is None:
        raise Http404
    _desk(request, one.place)
    answer, forms = moving(request, one, address("web:desk_defect", one.pk))
    if answer is not None:
        return answer
    context = defect_context(request, one, forms)
    context |= {"desk": True, "contact": one.entry.contact if one.entry and context["office"] else ""}
    context["keepers"] = [keeper_name(keeper) for keeper in queries.live_keepers(one.place)]
    return render(request, "care/defect.html", context, status=422 if forms.get("failed") else 200)


def _desk(request: HttpRequest, place: Place) -> None:
    """The desk of the place's city, to read; another city's desk does not learn that the thing is there."""
    if not may_read_desk(request.user, place.organisation):  # type: ignore[arg-type]
        if place.is_published:
            raise PermissionDenied
        raise Http404
    request.city = place.organisation  # type: ignore[attr-defined]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """An entry of the log with everything in it: let it stand, or hide it with a reason."""
    rows = Entry.objects.select_related("place__organisation", "photo", "keeper__organisation", "judged_by", "defect")
    entry = rows.filter(pk=pk).first()
    if entry is None:
        raise Http404
    _desk(request, entry.place)
    person: Any = request.user
    if request.method == "POST":
        show = "show" in request.POST
        try:
            diary.judge_entry(by=person, entry=entry, show=show, why=request.POST.get("why", ""), at=timezone.now())
        except Refusal as refusal:
            tell(request, refusal)
            return redirect("web:desk_entry", pk=entry.pk)
        messages.success(request, _("Everybody reads it now.") if show else _("It is hidden, with your reason."))
        return redirect("web:desk_care", slug=entry.place.organisation.slug)
    context = {
        "city": entry.place.organisation,
        "place": entry.place,
        "row": showing.entry_row(entry),
        "entry": entry,
        "may_judge": rules.may_judge_entry(person, entry),
    }
    return render(request, "care/desk_entry.html", context)
