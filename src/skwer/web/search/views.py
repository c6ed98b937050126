"""Looking for anything anybody may see: calls, proposals, places, by words in any form."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Organisation
from skwer.apps.search.kinds import kinds
from skwer.apps.search.queries import Found, find
from skwer.web.throttle import is_over, too_many

PAGE = 20
LONGEST = 120  # characters of a question


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """A question in the address, its answers below: works without a script, can be sent to somebody as a link."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    if words and is_over(request, "search", limit=60, seconds=60):
        return too_many(request)
    language = (get_language() or "pl")[:2]
    cities = list(Organisation.objects.cities().order_by("name"))
    city = next((c for c in cities if c.slug == request.GET.get("city")), None)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in kinds() else ""
    wanted = request.GET.get("page", "")
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 else 1
    found = Found()
    if words:
        found = find(
            person=request.user,  # type: ignore[arg-type]
            words=words,
            language=language,
            organisation=city,
            kind=kind,
            limit=PAGE,
            offset=(max(number, 1) - 1) * PAGE,
        )
    if len(cities) == 1:
        request.city = cities[0]  # type: ignore[attr-defined]
    prefix = "" if language == "pl" else f"/{language}"
    context = {
        "words": words,
        "kind": kind,
        "city": city.slug if city else "",
        "kinds": [("", _("everything")), *((k.key, k.label) for k in kinds().values())],
        "cities": [("", _("all cities")), *((c.slug, c.name) for c in cities)] if len(cities) > 1 else [],
        "found": found,
        "rows": [(result, prefix + result.address) for result in found.results],
        "page": Paginator(range(found.total), PAGE).get_page(number),
        "language": language,
    }
    return render(request, "search/search.html", context)
