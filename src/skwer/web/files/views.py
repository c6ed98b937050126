"""Opening a file, describing it, deleting it. Nobody learns of a file she may not open: it does not exist for her."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from skwer.apps.files import actions, rules
from skwer.apps.files.models import Upload
from skwer.apps.people.refusals import Refusal
from skwer.web.context import address
from skwer.web.throttle import throttled

# Even if a check missed something, a browser runs nothing of it and lets no other site read it.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"


@require_safe
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The bytes of a file the person may open; `?size=small` for the thumbnail of a picture."""
    upload = get_object_or_404(Upload.objects.visible_to(request.user), pk=uid)  # type: ignore[arg-type]
    small = request.GET.get("size") == "small" and bool(upload.thumbnail)
    etag = f'"{upload.sha256}{"-small" if small else ""}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        stored = upload.thumbnail if small else upload.file
        try:
            opened = stored.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(
            opened,
            as_attachment=not upload.is_picture,
            filename=upload.original_name,
            content_type=upload.content_type,
        )
    response["ETag"] = etag
    # Kept by this reader's browser alone, and asked for again soon: what she may see can change.
    response["Cache-Control"] = "private, max-age=300"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@throttled("file", limit=60, seconds=3600)
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say what the picture shows, send another file in its place, or delete it."""
    at = timezone.now()
    upload = get_object_or_404(Upload.objects.visible_to(request.user).select_related("organisation"), pk=uid)  # type: ignore[arg-type]
    request.city = upload.organisation  # type: ignore[attr-defined]
    back = _back(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            done = _do(request, upload, at)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, done)
            return redirect(back or address("web:home") or "/")
    may = rules.may_change(request.user, upload, at)  # type: ignore[arg-type]
    if not may and refusal is None:
        refusal = actions.NotYours()
    context = {
        "upload": upload,
        "back": back,
        "may": may,
        "alt": request.POST.get("alt", upload.alt_text),
        "problems": [("id_file" if "replace" in request.POST else "", refusal.message)] if refusal else [],
    }
    return render(request, "files/edit.html", context, status=refusal.status if refusal else 200)


def _do(request: HttpRequest, upload: Upload, at: Any) -> str:
    by: Any = request.user
    if "delete" in request.POST:
        actions.delete_upload(by=by, upload=upload, at=at)
        return _("The file is deleted.")
    if "replace" in request.POST:
        actions.replace_upload(by=by, upload=upload, file=request.FILES.get("file"), at=at)
        return _("The new file is in its place.")
    actions.describe(by=by, upload=upload, alt_text=request.POST.get("alt", ""), at=at)
    return _("Saved.")


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is one of our pages."""
    back = request.POST.get("next") or request.GET.get("next") or ""
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()) else ""
