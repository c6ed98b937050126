"""The API as a whole: version 1, read-only, for everybody."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.docs import DocsBase
from ninja.renderers import JSONRenderer

from skwer import __version__

from . import (
    agreements,
    calls,
    cities,
    decisions,
    events,
    kits,
    lasting,
    learning,
    library,
    places,
    practices,
    programmes,
    proposals,
    spaces,
)


class PlainDocs(DocsBase):
    """A list of operations as an ordinary page: it needs no foreign script and passes our content policy."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: object) -> HttpResponse:  # noqa: ARG002
        schema = api.get_openapi_schema()
        operations = [
            {
                "address": address,
                "about": operation.get("description") or operation["summary"],
                "parameters": operation.get("parameters", []),
            }
            for address, methods in schema["paths"].items()
            for operation in methods.values()
        ]
        return render(request, "data/api.html", {"operations": operations})


class Letters(JSONRenderer):
    """JSON in UTF-8 with letters as they are written: people read these answers, too."""

    json_dumps_params: ClassVar = {"ensure_ascii": False}


api = NinjaAPI(
    renderer=Letters(),
    title="Skwer: open data",
    version=__version__,
    description="What anybody may see here. Read-only. Sums are decimal strings; a missing value is null.",
    docs=PlainDocs(),
    urls_namespace="api",
)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """One sentence for each parameter that could not be read: which one, and what may stand there."""
    said = "; ".join(f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors)
    return api.create_response(request, {"detail": f"{said}. See /api/v1/docs."}, status=422)


_MODULES = (
    cities, calls, proposals, places, spaces, decisions, agreements, events, lasting, learning, programmes, practices,
    library, kits,
)  # fmt: skip
for module in _MODULES:
    api.add_router("", module.router)

urlpatterns = [path("api/v1/", api.urls)]
