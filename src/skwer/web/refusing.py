"""A refusal as a page: what is wrong, which paragraph says so, and where to go on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from skwer.apps.people.refusals import Refusal


def refused(
    request: HttpRequest,
    refusal: Refusal,
    *,
    back: str,
    back_label: str = "",
    rules_url: str = "",
    title: str = "",
    links: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    """Answer with the refusal's own status: 403, 409 or 422. `back`: address of the button; `links`: more ways on."""
    context: dict[str, Any] = {
        "refusal": refusal,
        "title": title or _HEADINGS.get(refusal.status, lambda: _("This is not possible"))(),
        "back": back,
        "back_label": back_label or _("Go back"),
        "rules_url": rules_url,
        "links": links,
    }
    return render(request, "refused.html", context, status=refusal.status)


_HEADINGS = {
    403: lambda: _("This is not open to you"),
    409: lambda: _("This is not possible now"),
}
