"""The published files as they lie there: any web server could serve them as well."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from skwer.apps.practices.federation.feed import sha256_of

SHORT, FOR_EVER = "public, max-age=300", "public, max-age=31536000, immutable"


@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """The signed list."""
    return _file(request, Path("feed.json"), "application/json", SHORT)


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """The same for people's feed readers."""
    return _file(request, Path("feed.atom"), "application/atom+xml; charset=utf-8", SHORT)


@require_safe
def item(request: HttpRequest, name: str) -> HttpResponseBase:
    """One document. Its name holds its checksum, so what was read once stays true."""
    return _file(request, Path("items") / f"{name}.json", "application/json", FOR_EVER)


def _file(request: HttpRequest, path: Path, kind: str, kept: str) -> HttpResponseBase:
    """The bytes, or 304 for whoever has them. Other pages may read them: they are for everybody."""
    try:
        data = (Path(settings.FEED_ROOT) / path).read_bytes()
    except OSError as error:
        raise Http404 from error
    response = HttpResponse(data, content_type=kind)
    etag = f'"{sha256_of(data)}"'
    response["ETag"], response["Cache-Control"] = etag, kept
    response["Access-Control-Allow-Origin"] = "*"
    found = get_conditional_response(request, etag=etag, response=response)
    return found if found is not None else response
