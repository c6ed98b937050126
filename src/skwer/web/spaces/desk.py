"""The inventory at the desk: what waits, all spaces, one space's form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import FieldError, check_save
from skwer.apps.forms.reading import read_post
from skwer.apps.forms.schema import Words
from skwer.apps.people.models import Organisation
from skwer.apps.people.refusals import Refusal
from skwer.apps.places import access
from skwer.apps.spaces import actions, queries, rules
from skwer.apps.spaces.models import Match, Space, Viewing, Wish
from skwer.web.context import address, with_query
from skwer.web.desk.doors import desk_city

from .cards import area_words, shape
from .doors import desk_of_space
from .forms import PLACE, SpaceForm

PAGE = 50


@desk_city
@require_safe
def desk_spaces(request: HttpRequest, city: Organisation) -> HttpResponse:
    """All spaces of the city, drafts and withdrawn ones among them; who is interested, and who comes to look."""
    at = timezone.now()
    state = request.GET.get("state", "")
    state = state if state in Space.State.values else ""
    rows = Space.objects.filter(organisation=city).select_related("district")
    if state:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    coming = Viewing.objects.filter(space__organisation=city, cancelled_at__isnull=True, starts_at__gt=at)
    context = {
        "city": city,
        "page": page,
        "rows": [{"space": s, "shape": shape(s), "area": area_words(s)} for s in page],
        "states": [("", _("all states")), *Space.State.choices],
        "state": state,
        "interested": Match.objects.filter(space__organisation=city, state=Match.State.INTERESTED).count(),
        "looking": Wish.objects.filter(organisation=city, state=Wish.State.OPEN).count(),
        "viewings": queries.counted(coming.select_related("space"))[:10],
        "may_run": request.may_run,  # type: ignore[attr-defined]
        "licences_url": address("web:desk_licences", city.slug),
    }
    return render(request, "spaces/desk_list.html", context)


@desk_city
@require_http_methods(["GET", "HEAD", "POST"])
def desk_space_new(request: HttpRequest, city: Organisation) -> HttpResponse:
    """A new space: a draft that only the desk sees."""
    if not rules.may_keep_spaces(request.user, city):  # type: ignore[arg-type]
        raise PermissionDenied
    return _edit(request, city, None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_of_space
def desk_space(request: HttpRequest, space: Space) -> HttpResponse:
    """Change a space, offer it, withdraw it, add and remove pictures."""
    return _edit(request, space.organisation, space)


def _edit(request: HttpRequest, city: Organisation, space: Space | None) -> HttpResponse:
    fresh = {"owner": "city", "fee": "utilities", "currency": "PLN", "least_days": 1, "most_days": 365,
             "notice_days": 14}  # fmt: skip
    form = SpaceForm.of(space) if space else SpaceForm(initial=fresh)
    answers = _answers(space)
    checklist: Any = space.access if space else {}
    checklist_problems: list[Any] = []
    problems: list[Any] = []
    status = 200
    if request.method == "POST":
        try:
            if space is not None and (done := _step(request, space)):
                return done
        except Refusal as refusal:
            problems, status = [_problem(refusal)], refusal.status
        else:
            form = SpaceForm(request.POST)
            answers, wrong = check_save(PLACE, read_post(PLACE, request.POST))
            checklist = access.read(request.POST)
            checklist_problems = access.problems(checklist)
            try:
                if form.is_valid() and not wrong and not checklist_problems:
                    return _save(request, city, space, form, answers["place"], access.clean(checklist))
                problems, status = [*_form_problems(form), *wrong, *checklist_problems], 422
            except Refusal as refusal:
                problem = _problem(refusal)
                problems, status = [problem], refusal.status
                if problem.question in form.fields:
                    form.add_error(problem.question, str(refusal.message))
    photos = Upload.objects.none()
    if space is not None:
        photos = Upload.objects.filter(holder_kind="space", holder_key=str(space.pk), kind="photo")
    context = {
        "city": city,
        "space": space,
        "shape": shape(space) if space else "draft",
        "form": form,
        "question": PLACE.question("place"),
        "answers": answers,
        "problems": problems,
        "checklist": checklist,
        "checklist_problems": checklist_problems,
        "photos": photos.order_by("uploaded_at", "pk"),
        "may_change": rules.may_keep_spaces(request.user, city),  # type: ignore[arg-type]
        "hidden": space is not None and space.state in (Space.State.DRAFT, Space.State.WITHDRAWN),
        "licence_url": with_query(address("web:desk_licence_new", city.slug), f"space={space.pk}") if space else "",
    }
    return render(request, "spaces/desk_space.html", context, status=status)


def _problem(refusal: Refusal) -> FieldError:
    field = getattr(refusal, "field", "")
    name = {"lon": "place", "address": "place", "title": "title_pl"}.get(field, field)
    return FieldError(name, refusal.code, refusal.message)


def _form_problems(form: SpaceForm) -> list[FieldError]:
    return [
        FieldError(bound.name, "form", message, label=Words.of(str(bound.label)))
        for bound in form
        for message in form.errors.get(bound.name, [])
    ]


def _answers(space: Space | None) -> dict[str, Any]:
    if space is None:
        return {}
    point = {"lon": "" if space.lon is None else str(space.lon), "lat": "" if space.lat is None else str(space.lat)}
    return {"place": {**point, "address": space.address}}


def _step(request: HttpRequest, space: Space) -> HttpResponse | None:
    """One of the buttons beside the form; None when the form itself was sent."""
    by: Any = request.user
    at = timezone.now()
    here = redirect("web:desk_space", number=space.pk)
    if "publish" in request.POST:
        actions.publish_space(by=by, space=space, at=at)
        messages.success(request, _("Offered. Everybody sees it now."))
        return here
    if "withdraw" in request.POST:
        actions.withdraw_space(by=by, space=space, at=at)
        messages.success(request, _("No longer offered."))
        return here
    if "add_photo" in request.POST:
        file = request.FILES.get("photo")
        if file is None:
            raise actions.BadValue("photo", _("Choose a photo first."))
        alt = request.POST.get("photo-alt", "")
        actions.add_space_photo(by=by, space=space, file=file, alt_text=alt, at=at)
        messages.success(request, _("The photo is there."))
        return here
    for name in ("cover", "remove_photo"):
        if key := request.POST.get(name, ""):
            rows = Upload.objects.filter(holder_kind="space", holder_key=str(space.pk))
            photo = next((row for row in rows if str(row.pk) == key), None)
            if photo is not None and name == "cover":
                actions.choose_cover(by=by, space=space, photo=photo, at=at)
            elif photo is not None:
                actions.remove_space_photo(by=by, space=space, photo=photo, at=at)
            return here
    return None


def _save(
    request: HttpRequest, city: Organisation, space: Space | None, form: SpaceForm, where: Any, checklist: Any
) -> HttpResponse:
    by: Any = request.user
    at = timezone.now()
    point = where or {}
    values = form.cleaned_data | {
        "address": point.get("address", ""),
        "lon": point.get("lon") or None,
        "lat": point.get("lat") or None,
        "access": checklist,
    }
    if space is None:
        space = actions.add_space(by=by, organisation=city, values=values, at=at)
        messages.success(request, _("Saved as a draft. Add photos, then offer it."))
    else:
        actions.change_space(by=by, space=space, values=values, at=at)
        messages.success(request, _("Saved."))
    return redirect("web:desk_space", number=space.pk)
