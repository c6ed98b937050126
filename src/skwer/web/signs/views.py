"""The page behind the code on a plate: what a passer-by saw or did, without an account, also without a net."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files.contents import TooLarge, Unreadable, WrongContent
from skwer.apps.people.refusals import Refusal
from skwer.apps.places.actions.common import PlaceGone
from skwer.apps.places.actions.signs import Retired, log_by_sign
from skwer.apps.places.models import Entry, Place, Sign
from skwer.apps.places.queries.signs import sign_by_code
from skwer.web.context import address
from skwer.web.projects.words import said_in
from skwer.web.throttle import is_over

from .forms import SignForm

MOST_AN_HOUR = 30
LAST = 5
OF_PHOTO = (TooLarge, WrongContent, Unreadable)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """One page, one thumb: choose, perhaps say more, send. `Accept: application/json` answers the page's own script."""
    person: Any = request.user
    one = sign_by_code(person, code)
    if one is None:
        raise Http404
    if code != one.code:
        return redirect("web:sign", code=one.code, permanent=True)
    over = request.method == "POST" and is_over(request, "sign", limit=MOST_AN_HOUR, seconds=3600)
    # What is written here carries no account, and the telephone keeps this page: so it shows none.
    request.user = AnonymousUser()
    request.city = one.place.organisation  # type: ignore[attr-defined]
    if request.method != "POST":
        if _wants_json(request):
            return JsonResponse({"token": get_token(request)})
        return _gone(request, one) or _page(request, one, SignForm(initial={"uid": uuid4()}))
    if over:
        return _slower(request, one)
    return _take(request, one)


def _take(request: HttpRequest, one: Sign) -> HttpResponse:
    form = SignForm(request.POST, request.FILES)
    valid = form.is_valid()
    uid = form.cleaned_data.get("uid") or uuid4()
    status, refusal = 422, None
    if not set(form.errors) - {"uid", "on"}:
        try:
            values = {**form.values(), "language": get_language()}
            entry = log_by_sign(sign=one, values=values, uid=uid, at=timezone.now())
        except Refusal as raised:
            refusal, status = raised, raised.status
            field = "photo" if isinstance(raised, OF_PHOTO) else getattr(raised, "field", "")
            form.add_error(field if field in form.fields else None, str(raised.message))
        else:
            return _taken(request, one, entry)
    elif not valid and request.FILES.get("photo"):
        form.add_error("photo", _("Choose the photo once more: a browser does not keep it."))
    if isinstance(refusal, Retired | PlaceGone):
        return _gone(request, one) or _page(request, one, form, status)
    return _page(request, one, form, status)


def _taken(request: HttpRequest, one: Sign, entry: Entry) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"thanks": _thanks(entry), "sent": _sent_url(one, entry)}, status=201)
    return redirect(_sent_url(one, entry))


def _sent_url(one: Sign, entry: Entry) -> str:
    return f"{address('web:sign', one.code)}?sent={entry.uid}#sent"


def _thanks(entry: Entry) -> str:
    if entry.state == Entry.State.WAITING:
        return _("Thank you, it has arrived. Somebody looks at words and photos before everybody sees them.")
    if entry.state == Entry.State.HIDDEN:
        return _("It has arrived, and is not shown.")
    return _("Thank you, it has arrived and stands in the log.")


def _page(request: HttpRequest, one: Sign, form: SignForm, status: int = 200) -> HttpResponse:
    if _wants_json(request):
        errors = {name or "": [str(e) for e in errors] for name, errors in form.errors.items()}
        return JsonResponse({"errors": errors}, status=status)
    place = one.place
    entry = _sent(request, place)
    context = {
        "sign": one,
        "place": place,
        "city": place.organisation,
        "title_lang": said_in(place, "title"),
        "form": form,
        "uid": form["uid"].value() or uuid4(),
        "sent": entry,
        "thanks": _thanks(entry) if entry else "",
        "defect_url": _defect_url(entry),
        "last": place.entries.public()[:LAST],
        "care_url": address("web:care", place.pk),
    }
    return render(request, "signs/sign.html", context, status=status)


def _sent(request: HttpRequest, place: Place) -> Entry | None:
    """The report whose receipt this is: only who sent it knows its uid."""
    try:
        uid = UUID(request.GET.get("sent", ""))
    except ValueError:
        return None
    by_sign = place.entries.filter(channel=Entry.Channel.SIGN, uid=uid)
    found: Entry | None = by_sign.select_related("defect").first()
    return found


def _defect_url(entry: Entry | None) -> str:
    defect = getattr(entry, "defect", None)
    return address("web:care_defect", defect.place_id, defect.number) if defect is not None else ""


def _gone(request: HttpRequest, one: Sign) -> HttpResponse | None:
    """A plate that was replaced, or a place that is no more: which one it was, and where to say it instead."""
    place = one.place
    over = place.state == Place.State.GONE
    if one.retired_at is None and not over:
        return None
    if _wants_json(request):
        return JsonResponse({"errors": {"": [str((PlaceGone if over else Retired).message)]}}, status=410)
    context = {
        "place": place,
        "city": place.organisation,
        "title_lang": said_in(place, "title"),
        "over": over,
        "report_url": address("web:report_defect", place.pk),
    }
    return render(request, "signs/retired.html", context, status=410)


def _slower(request: HttpRequest, one: Sign) -> HttpResponse:
    message = _("So many reports came from here in an hour that we take no more now. Try again in an hour.")
    if _wants_json(request):
        return JsonResponse({"errors": {"": [message]}}, status=429)
    form = SignForm(request.POST, request.FILES)
    form.is_valid()
    form.add_error(None, message)
    return _page(request, one, form, 429)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


@require_safe
def sign_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of the pages behind plates: they open without a net once they were opened with one."""
    response = render(request, "signs/worker.js", content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, public=True, max_age=3600)
    return response
