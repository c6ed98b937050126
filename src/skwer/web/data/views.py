"""Open data in words, what we keep about people and why, how accessible the pages are, and answers for machines."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from skwer.apps.people.models import Organisation

from .accessibility import statement
from .columns import DATASETS
from .personal import declared


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What can be downloaded, with every column explained, and how to count a result again."""
    return render(request, "data/data.html", {"datasets": DATASETS})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Every field that tells something about a person: what for, and until when. Made from the models' declarations."""
    _only_city(request)
    return render(request, "data/privacy.html", {"groups": declared(), "archive_years": settings.ARCHIVE_YEARS})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, with the identifiers Polish law asks for."""
    city = _only_city(request)
    return render(request, "data/accessibility.html", {"statement": statement(city), "city": city})


def _only_city(request: HttpRequest) -> Any:
    """Where one city runs the installation, these pages are its own."""
    found = list(Organisation.objects.cities()[:2])
    city = found[0] if len(found) == 1 else None
    request.city = city  # type: ignore[attr-defined]
    return city
