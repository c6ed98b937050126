"""Kits: the schema every kit document keeps to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router

from skwer.apps.practices.kits import registry

from .common import absolute, streamed

router = Router(tags=["kits"])


@router.get("/kits/schema.json", operation_id="kits_schema", openapi_extra=streamed("application/schema+json"))
def schema(request: HttpRequest) -> JsonResponse:
    """JSON Schema (2020-12) of a kit document, for an editor or another program."""
    made: dict[str, Any] = {"$id": absolute(request, request.path), **registry.schema()}
    answer = JsonResponse(made, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Type"] = "application/schema+json"
    return answer
