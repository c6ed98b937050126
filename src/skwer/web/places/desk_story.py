"""The story of a place at the desk: its pictures, what was measured, and its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from skwer.apps.files.actions import describe, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.checking import FieldError
from skwer.apps.forms.schema import Words
from skwer.apps.people.refusals import Refusal
from skwer.apps.people.rules import may_read_desk
from skwer.apps.places import actions, rules
from skwer.apps.places.models import Picture, Place

from .cards import shape
from .forms import EndForm, MeasureForm, PictureForm
from .telling import shot


@dataclass
class Sent:
    """What an officer sent about a place."""

    request: HttpRequest
    place: Place
    by: Any

    def picture(self) -> Picture:
        """The picture a button stands beside."""
        key = self.request.POST.get("picture", "")
        found = self.place.pictures.filter(pk=key).select_related("upload").first() if key.isdecimal() else None
        if found is None:
            raise Http404
        return found

    def beside(self, form: PictureForm) -> Picture | None:
        key = form.cleaned_data["beside"]
        return self.place.pictures.filter(pk=key).first() if key else None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_place_story(request: HttpRequest, number: int) -> HttpResponse:
    """Pictures before and after, measurements, and the day since when it is no longer there."""
    person: Any = request.user
    place = get_object_or_404(Place.objects.visible_to(person).select_related("organisation"), pk=number)
    if not may_read_desk(person, place.organisation):
        raise PermissionDenied
    request.city = place.organisation  # type: ignore[attr-defined]
    may_change = rules.may_change(person, place)
    pictures = list(place.pictures.select_related("upload"))
    bare: dict[str, Any] = {
        "new": PictureForm(pictures, prefix="new"),
        "measure_form": MeasureForm(prefix="measure"),
        "end_form": EndForm(prefix="end"),
    }
    problems: list[FieldError] = []
    status = 200
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        do = request.POST.get("do", "")
        if do not in _DO:
            raise Http404
        form = _FORMS[do](pictures, request) if do in _FORMS else None
        try:
            if form is None or form.is_valid():
                with transaction.atomic():
                    messages.success(request, _DO[do](Sent(request, place, person), form))
                return redirect("web:desk_place_story", number=place.pk)
            status = 422
        except Refusal as refusal:
            status = refusal.status
            field = getattr(refusal, "field", "")
            if form is not None and field in form.fields:
                form.add_error(field, str(refusal.message))
            else:
                name = "new-picture" if do == "add_picture" else field
                problems.append(FieldError(name, refusal.code, refusal.message))
        if form is not None:
            problems += _problems(form)
            bare[_SHOWN_AS.get(do, f"picture-{request.POST.get('picture')}")] = form
    context = {
        "place": place,
        "shape": shape(place),
        "rows": [_row(picture, pictures, bare) for picture in pictures],
        "measures": [(m, capfirst(m.get_what_display())) for m in place.measures.all()],
        **bare,
        "problems": problems,
        "may_change": may_change,
    }
    return render(request, "places/desk_story.html", context, status=status)


def _row(picture: Picture, pictures: list[Picture], bare: dict[str, Any]) -> dict[str, Any]:
    """A picture, its words, its form, and which one it stands beside."""
    other = next((p for p in pictures if p.pair is not None and p.pair == picture.pair and p.pk != picture.pk), None)
    initial = {
        "moment": picture.moment,
        "taken_on": picture.taken_on,
        "beside": str(other.pk) if other else "",
        "alt": picture.upload.alt_text,
    }
    form = bare.get(f"picture-{picture.pk}") or PictureForm(
        [p for p in pictures if p.pk != picture.pk], initial=initial, prefix=f"p{picture.pk}"
    )
    return {"picture": picture, "shot": shot(picture), "form": form, "beside": other, "first": picture is pictures[0]}


def _problems(form: Any) -> list[FieldError]:
    return [
        FieldError(bound.html_name, "form", message, label=Words.of(str(bound.label)))
        for bound in form
        for message in form.errors.get(bound.name, [])
    ]


def _add_picture(sent: Sent, form: PictureForm) -> str:
    file = sent.request.FILES.get("new-picture")
    if file is None:
        raise actions.BadPicture("picture", _("Choose a photo first."))
    at = timezone.now()
    upload = store_upload(
        by=sent.by,
        organisation=sent.place.organisation,
        file=file,
        kind=Upload.Kind.PHOTO,
        audience=Upload.Audience.HOLDER,
        holder_kind="place",
        holder_key=sent.place.pk,
        alt_text=sent.request.POST.get("new-picture-alt", ""),
        at=at,
    )
    actions.add_picture(
        by=sent.by,
        place=sent.place,
        upload=upload,
        moment=form.cleaned_data["moment"],
        taken_on=form.cleaned_data["taken_on"],
        beside=sent.beside(form),
        at=at,
    )
    return _("The picture is in the story.")


def _change_picture(sent: Sent, form: PictureForm) -> str:
    picture, at = sent.picture(), timezone.now()
    actions.change_picture(
        by=sent.by,
        picture=picture,
        moment=form.cleaned_data["moment"],
        taken_on=form.cleaned_data["taken_on"],
        beside=sent.beside(form),
        at=at,
    )
    if form.cleaned_data["alt"] != picture.upload.alt_text:
        describe(by=sent.by, upload=picture.upload, alt_text=form.cleaned_data["alt"], at=at)
    return _("Saved.")


def _remove_picture(sent: Sent, _form: None) -> str:
    actions.remove_picture(by=sent.by, picture=sent.picture(), at=timezone.now())
    return _("The picture is deleted.")


def _earlier(sent: Sent, _form: None) -> str:
    """One step to the front."""
    rows, picture = list(sent.place.pictures.all()), sent.picture()
    at = [row.pk for row in rows].index(picture.pk)
    rows.insert(max(at - 1, 0), rows.pop(at))
    actions.order_pictures(by=sent.by, place=sent.place, pictures=rows, at=timezone.now())
    return _("Saved.")


def _add_measure(sent: Sent, form: MeasureForm) -> str:
    actions.add_measure(by=sent.by, place=sent.place, at=timezone.now(), **form.cleaned_data)
    return _("The measurement is on the page.")


def _remove_measure(sent: Sent, _form: None) -> str:
    key = sent.request.POST.get("measure", "")
    measure = sent.place.measures.filter(pk=key).first() if key.isdecimal() else None
    if measure is None:
        raise Http404
    actions.remove_measure(by=sent.by, measure=measure, at=timezone.now())
    return _("The measurement is deleted.")


def _end(sent: Sent, form: EndForm) -> str:
    actions.end_place(by=sent.by, place=sent.place, at=timezone.now(), **form.cleaned_data)
    return _("Everybody reads now that the place is no longer there.")


def _bring_back(sent: Sent, _form: None) -> str:
    actions.bring_back(by=sent.by, place=sent.place, at=timezone.now())
    return _("The place is there again. Ask keepers anew, and print a new sign.")


_DO: dict[str, Callable[[Sent, Any], str]] = {
    "add_picture": _add_picture,
    "change_picture": _change_picture,
    "remove_picture": _remove_picture,
    "earlier": _earlier,
    "add_measure": _add_measure,
    "remove_measure": _remove_measure,
    "end": _end,
    "bring_back": _bring_back,
}
_FORMS: dict[str, Callable[[list[Picture], HttpRequest], Any]] = {
    "add_picture": lambda pictures, request: PictureForm(pictures, request.POST, prefix="new"),
    "change_picture": lambda pictures, request: PictureForm(
        [p for p in pictures if str(p.pk) != request.POST.get("picture")],
        request.POST,
        prefix=f"p{request.POST.get('picture', '')}",
    ),
    "add_measure": lambda _pictures, request: MeasureForm(request.POST, prefix="measure"),
    "end": lambda _pictures, request: EndForm(request.POST, prefix="end"),
}
_SHOWN_AS = {"add_picture": "new", "add_measure": "measure_form", "end": "end_form"}
