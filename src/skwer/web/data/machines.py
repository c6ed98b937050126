"""Answers for machines: is it alive, is it ready, what may be searched, where everything is."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.grants.models import Agreement
from skwer.apps.people.models import Organisation
from skwer.apps.places.models import Place
from skwer.apps.practices.models import Kit, Practice, Transfer
from skwer.apps.programmes.models import FundingProgramme, Project

MOST_ADDRESSES = 10_000  # of each kind; a sitemap holds 50,000, in two languages


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The process answers. Nothing else is asked, so that a slow database does not restart it."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The database answers and its tables are of this version: requests may come. 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "why": "database"}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "why": "migrations"}, status=503)
    return JsonResponse({"ready": True})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Public pages may be searched; what belongs to somebody's account may not."""
    closed = ("/account/", "/inbox/", "/desk/", "/search/", "/invitations/", "/calls/*/drafts/", "/calls/*/propose/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines += [f"Disallow: /en{path}" for path in closed]
    lines.append(f"Sitemap: {settings.ORIGIN}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Every public page, in every language. One query a kind."""
    named = [("home", ()), ("cities", ()), ("calls", ()), ("projects", ()), ("programmes", ()), ("data", ())]
    named += [("agreements", ()), ("practices", ()), ("practices_transfers", ()), ("kits", ())]
    named += [("accessibility", ()), ("privacy", ())]
    slugs = list(Organisation.objects.cities().values_list("slug", flat=True))
    cities = [(name, (slug,)) for slug in slugs for name in ("city", "numbers")]
    calls = []
    for slug in Call.objects.visible_to(None).values_list("slug", flat=True):
        calls += [("call", (slug,)), ("regulations", (slug,)), ("proposals", (slug,))]
    public = Proposal.objects.public().order_by("-pk").values_list("call__slug", "number")
    proposals = [("proposal", pair) for pair in public[:MOST_ADDRESSES]]
    places = [("place", (pk,)) for pk in Place.objects.visible_to(None).values_list("pk", flat=True)]
    projects = [("project", (slug,)) for slug in Project.objects.visible_to(None).values_list("slug", flat=True)]
    funding = FundingProgramme.objects.visible_to(None).values_list("slug", flat=True)
    projects += [("programme", (slug,)) for slug in funding]
    library = [("practice", (slug,)) for slug in Practice.objects.visible_to(None).values_list("slug", flat=True)]
    library += [("kit", (slug,)) for slug in Kit.objects.visible_to(None).values_list("slug", flat=True)]
    library += [("transfer", (pk,)) for pk in Transfer.objects.visible_to(None).values_list("pk", flat=True)]
    agreed = Agreement.objects.public().order_by("-pk").values_list("pk", flat=True)
    agreements = [("agreement", (pk,)) for pk in agreed[:MOST_ADDRESSES]]
    lines = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for name, args in (*named, *cities, *calls, *projects, *library, *places, *proposals, *agreements):
                lines.append(f"<url><loc>{escape(settings.ORIGIN + reverse(f'web:{name}', args=args))}</loc></url>")
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(lines)
        + "\n</urlset>\n"
    )
    return HttpResponse(body, content_type="application/xml")
