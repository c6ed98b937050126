"""The journal of a city's desk: who did what, in order, and whether the chain holds."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from skwer.apps.people.journal import scope_of
from skwer.apps.people.models import JournalChain, JournalEntry, Organisation

from .doors import desk_city
from .happened import KINDS, shown


@desk_city
@require_safe
def journal(request: HttpRequest, city: Organisation) -> HttpResponse:
    """Newest first; narrowed by kind of thing and key. Names come from accounts that still exist."""
    scope = scope_of(city)
    entries = JournalEntry.objects.filter(scope=scope).order_by("-number")
    kind, key = request.GET.get("kind", ""), request.GET.get("key", "")
    if kind:
        entries = entries.filter(kind=kind)
    if key:
        entries = entries.filter(key=key)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    kinds = JournalEntry.objects.filter(scope=scope).order_by("kind").values_list("kind", flat=True).distinct()
    context = {
        "page": page,
        "rows": shown(page.object_list),
        "kinds": [(one, KINDS.get(one, one)) for one in kinds],
        "kind": kind,
        "key": key,
        "head": JournalChain.objects.filter(scope=scope).first(),
    }
    return render(request, "desk/journal.html", context)
