"""Choosing light, dark or the device's own colours; a city's streets and districts as open GeoJSON."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from skwer.apps.people.models import Organisation
from skwer.web.context import SCHEME_COOKIE, SCHEMES
from skwer.web.map import geodata_response

A_YEAR = 365 * 24 * 3600


# A stranger's form could only change the reader's own colours; without the token no cookie comes with every page.
@csrf_exempt
@require_POST
def choose_scheme(request: HttpRequest) -> HttpResponse:
    """Remember the colours in a cookie of the reader's own, and go back to the page."""
    scheme = request.POST.get("scheme", "")
    if scheme not in SCHEMES:
        return HttpResponseBadRequest()
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if scheme == "auto":
        response.delete_cookie(SCHEME_COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            SCHEME_COOKIE, scheme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    return response


@require_safe
def city_geodata(request: HttpRequest, slug: str) -> HttpResponse:
    """The streets and districts the city published, for its map and for anybody."""
    return geodata_response(request, get_object_or_404(Organisation.objects.cities(), slug=slug))


@require_safe
def logo(request: HttpRequest, slug: str) -> FileResponse:  # noqa: ARG001  (every view takes it)
    """The city's logo: public, drawn anew by us at upload, and named by its contents, so browsers may keep it."""
    city = get_object_or_404(Organisation.objects.exclude(logo=""), slug=slug)
    try:
        picture = city.logo.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(picture, content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
