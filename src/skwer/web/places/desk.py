"""The city's places at the desk: list, add, change, show; and its districts from a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.actions import describe, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import FieldError, check_save
from skwer.apps.forms.reading import read_post
from skwer.apps.forms.schema import Words
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.apps.places import actions, queries, rules
from skwer.apps.places.models import Place

from .cards import shape
from .forms import PLACE, DistrictsForm, PlaceForm, answers_of

ROWS = 100
MOST_GEOJSON = 5 * 1024 * 1024


def _desk_of_city(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """view(request, city, …): the city of the address (`?city=`), else the one whose desk the person reads."""

    @never_cache
    @login_required
    @wraps(view)
    def inside(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        person: Any = request.user
        mine = [c for c in Organisation.objects.cities().of(person).order_by("name") if may_read_desk(person, c)]
        wanted = request.GET.get("city", "")
        city = next((c for c in mine if c.slug == wanted), None if wanted or not mine else mine[0])
        if city is None:
            raise PermissionDenied
        request.city = city  # type: ignore[attr-defined]
        return view(request, city, mine, **kwargs)

    return inside


@_desk_of_city
@require_safe
def desk_places(request: HttpRequest, city: Organisation, mine: list[Organisation]) -> HttpResponse:
    """All places of the city, drafts among them, found by words, state and who sees them."""
    given = {name: request.GET.get(name, "") for name in ("q", "state", "seen")}
    page = Paginator(queries.desk_list(city, given["q"], given["state"], given["seen"]), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "city": city,
        "others": [c for c in mine if c != city],
        "given": given,
        "narrowed": any(given.values()),
        "states": [("", _("all states")), *Place.State.choices],
        "seen": [("", _("all")), ("everybody", _("everybody")), ("desk", _("the desk only"))],
        "page": page,
        "rows": [(place, shape(place)) for place in page],
        "districts": city.areas.count(),
        "may_keep": rules.may_keep_places(request.user, city),  # type: ignore[arg-type]
    }
    return render(request, "places/desk_list.html", context)


@_desk_of_city
@require_http_methods(["GET", "HEAD", "POST"])
def desk_place_new(request: HttpRequest, city: Organisation, mine: list[Organisation]) -> HttpResponse:
    """A new place: a draft that only the desk sees."""
    del mine
    if not rules.may_keep_places(request.user, city):  # type: ignore[arg-type]
        raise PermissionDenied
    return _edit(request, city, None)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_place(request: HttpRequest, number: int) -> HttpResponse:
    """Change a place, show it to everybody or take it back."""
    person: Any = request.user
    place = get_object_or_404(Place.objects.visible_to(person).select_related("organisation", "district"), pk=number)
    if not may_read_desk(person, place.organisation):
        raise PermissionDenied
    request.city = place.organisation  # type: ignore[attr-defined]
    return _edit(request, place.organisation, place)


def _edit(request: HttpRequest, city: Organisation, place: Place | None) -> HttpResponse:
    form = PlaceForm.of(place) if place else PlaceForm()
    answers = answers_of(place) if place else {}
    problems: list[Any] = []
    status = 200
    if request.method == "POST":
        form = PlaceForm(request.POST, place=place)
        answers, wrong = check_save(PLACE, read_post(PLACE, request.POST))
        try:
            if "publish" in request.POST or "hide" in request.POST:
                return _show_or_hide(request, place)
            if form.is_valid() and not wrong:
                return _save(request, city, place, form, answers.get("place") or {})
            problems, status = [*_form_problems(form), *wrong], 422
        except Refusal as refusal:
            field = getattr(refusal, "field", "")
            name = {"lon": "place", "title": "title_pl"}.get(field, field)
            problems, status = [FieldError(name, refusal.code, refusal.message)], refusal.status
            if name in form.fields:
                form.add_error(name, str(refusal.message))
    context = {
        "city": city,
        "place": place,
        "shape": shape(place) if place else "draft",
        "form": form,
        "question": PLACE.question("place"),
        "answers": answers,
        "problems": problems,
        "photo": _photo(place),
        "may_change": rules.may_keep_places(request.user, city),  # type: ignore[arg-type]
    }
    return render(request, "places/desk_place.html", context, status=status)


def _form_problems(form: PlaceForm) -> list[FieldError]:
    return [
        FieldError(bound.name, "form", message, label=Words.of(str(bound.label)))
        for bound in form
        for message in form.errors.get(bound.name, [])
    ]


def _photo(place: Place | None) -> list[dict[str, Any]]:
    """The photo as the field for it lists it."""
    if place is None or place.photo is None:
        return []
    upload = place.photo
    return [{"name": upload.original_name, "size": upload.size, "alt": upload.alt_text, "key": str(upload.pk)}]


def _show_or_hide(request: HttpRequest, place: Place | None) -> HttpResponse:
    if place is None:
        raise PermissionDenied
    by: Any = request.user
    if "publish" in request.POST:
        actions.publish_place(by=by, place=place, at=timezone.now())
        messages.success(request, _("Everybody sees this place now."))
    else:
        actions.hide_place(by=by, place=place, at=timezone.now())
        messages.success(request, _("Only the desk sees this place now."))
    return redirect("web:desk_place", number=place.pk)


@transaction.atomic
def _save(
    request: HttpRequest, city: Organisation, place: Place | None, form: PlaceForm, point: dict[str, str]
) -> HttpResponse:
    """Save the values, then the photo: it belongs to the place, so the place must be there first."""
    by: Any = request.user
    at = timezone.now()
    values = dict(form.cleaned_data)
    values["address"] = point.get("address", "").strip()[:200]
    for part in ("lon", "lat"):
        values[part] = Decimal(point[part]) if point.get(part) else None
    if place is None:
        place = actions.add_place(by=by, organisation=city, values=values, at=at)
    else:
        if request.POST.get("photo-remove"):
            values["photo"] = None
        actions.change_place(by=by, place=place, values=values, at=at)
    if sent := request.FILES.get("photo"):
        upload = store_upload(
            by=by,
            organisation=city,
            file=sent,
            kind=Upload.Kind.PHOTO,
            audience=Upload.Audience.HOLDER,
            holder_kind="place",
            holder_key=place.pk,
            alt_text=request.POST.get("photo-alt", ""),
            at=at,
        )
        actions.change_place(by=by, place=place, values={"photo": upload}, at=at)
    elif place.photo is not None and request.POST.get("photo-alt", place.photo.alt_text) != place.photo.alt_text:
        describe(by=by, upload=place.photo, alt_text=request.POST["photo-alt"], at=at)
    messages.success(request, _("Saved."))
    return redirect("web:desk_place", number=place.pk)


@_desk_of_city
@require_http_methods(["GET", "HEAD", "POST"])
def desk_districts(request: HttpRequest, city: Organisation, mine: list[Organisation]) -> HttpResponse:
    """The city's districts, and taking them from a GeoJSON file."""
    del mine
    form = DistrictsForm(request.POST or None, request.FILES or None)
    errors: list[Any] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.import_districts(
                    by=request.user,  # type: ignore[arg-type]
                    organisation=city,
                    data=_json(form.cleaned_data["file"]),
                    at=timezone.now(),
                )
            except Refusal as refusal:
                status = refusal.status
                form.add_error("file", str(refusal.message))
                errors = getattr(refusal, "errors", [])
            else:
                messages.success(
                    request,
                    _("Districts added: %(added)s, drawn anew: %(changed)s, unchanged: %(same)s.") % done._asdict(),
                )
                return redirect(f"{request.path}?city={city.slug}")
    context = {
        "city": city,
        "form": form,
        "errors": errors,
        "areas": city.areas.order_by("name"),
        "may_keep": rules.may_keep_places(request.user, city),  # type: ignore[arg-type]
    }
    return render(request, "places/desk_districts.html", context, status=status)


def _json(file: Any) -> Any:
    """The file's contents, or None when they are no JSON: the action then says what it wants instead."""
    if file.size > MOST_GEOJSON:
        return None
    try:
        return json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
