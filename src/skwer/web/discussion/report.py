"""The house of a city in public: what is open, by which rules, and what was decided, in figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.discussion import law, queries
from skwer.apps.discussion.kinds import kinds
from skwer.apps.discussion.models import Notice
from skwer.apps.people.models import Organisation

from . import words


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Rules and figures; nobody's name."""
    city = get_object_or_404(Organisation, slug=slug)
    request.city = city  # type: ignore[attr-defined]
    house = queries.house_of(city)
    known = kinds()
    years = queries.years(city, timezone.now())
    context: dict[str, Any] = {
        "city": city,
        "house": house,
        "open": [str(known[key].label) for key in house.kinds if key in known] if house else [],
        "title": _title(house is not None and bool(house.kinds), years),
        "years": [{"said": year, "grounds": _grounds(year)} for year in years],
        "law": law.law(house),
        "redress": law.redress(house),
        "checked": words.checked(house),
        "written_on": law.WRITTEN_ON,
        "own_law": bool(house and house.law),
    }
    return render(request, "discussion/report.html", context)


def _title(is_open: bool, years: list[queries.Year]) -> str:
    if not is_open:
        return _("No comments are taken here now")
    removed = sum(year.removed for year in years)
    if not removed:
        return _("You may comment here; nothing has been removed")
    said = ngettext(
        "You may comment here; %(n)s comment was removed", "You may comment here; %(n)s comments were removed", removed
    )
    return said % {"n": removed}


def _grounds(year: queries.Year) -> list[tuple[str, int]]:
    named = dict(Notice.Ground.choices)
    return [(str(named.get(key, key)), number) for key, number in sorted(year.by_ground.items(), key=lambda x: -x[1])]
