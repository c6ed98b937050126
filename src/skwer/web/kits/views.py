"""Kits as everybody reads them: the list, one kit element by element, an older version, the file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Call
from skwer.apps.people.fields import plain
from skwer.apps.practices import queries, rules
from skwer.apps.practices.federation.origin import origin_of
from skwer.apps.practices.kits import documents, registry
from skwer.apps.practices.models import Kit, KitVersion
from skwer.web.context import OWN_NAMES, address, with_query
from skwer.web.practices.words import said_in

from .words import card, origin, shown_elements, stage_steps, support_words, vehicle_words

PAGE = 24


@require_safe
def kits(request: HttpRequest) -> HttpResponse:
    """Every kit a city can open a call from."""
    page = Paginator(queries.published_kits(), PAGE).get_page(request.GET.get("page"))
    total = page.paginator.count
    title = ngettext("%(n)s kit to open a call from", "%(n)s kits to open a call from", total) % {"n": total}
    return render(request, "kits/list.html", {"title": title, "page": page, "cards": [card(one) for one in page]})


@require_safe
def kit(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest published version; before there is one, the draft for the desk that keeps it."""
    one = _found(request, slug)
    version = one.newest
    if version is None:
        raise Http404
    return _shown(request, one, version)


@require_safe
def kit_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version as it was published."""
    one = _found(request, slug)
    return _shown(request, one, version_of(request, one, number))


@require_safe
def kit_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The document itself, to keep, compare and bring in elsewhere."""
    version = version_of(request, _found(request, slug), number)
    response = HttpResponse(documents.write(plain(version.document)), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{version.kit.slug}-v{version.number}.json"'
    return response


def version_of(request: HttpRequest, one: Kit, number: int) -> KitVersion:
    """A version the reader may see. Raises Http404."""
    person: Any = request.user
    version = get_object_or_404(KitVersion.objects.visible_to(person), kit=one, number=number)
    version.kit = one
    return version


def _found(request: HttpRequest, slug: str) -> Kit:
    person: Any = request.user
    visible = Kit.objects.visible_to(person).select_related("organisation", "subscription", "practice__current")
    one = get_object_or_404(visible, slug=slug)
    if one.organisation is not None:
        request.city = one.organisation  # type: ignore[attr-defined]
    return one


def _shown(request: HttpRequest, one: Kit, version: KitVersion) -> HttpResponse:
    person: Any = request.user
    version.kit = one
    document = plain(version.document)
    versions = list(one.versions.visible_to(person).order_by("-number"))  # type: ignore[attr-defined]
    newest = next((other for other in versions if other.is_published), None)
    before = next((other for other in versions if other.is_published and other.number < version.number), None)
    problems = registry.problems(document)
    context = {
        "kit": one,
        "version": version,
        "title": version.title,
        "name": said_in(version.named("title")),
        "summary": said_in(version.named("summary")),
        "origin": origin(one),
        "came_from": origin_of(one, timezone.now()),
        "newest": newest,
        "is_newest": newest is None or newest.pk == version.pk,
        "url": address("web:kit", one.slug),
        "steps": stage_steps(document),
        "elements": shown_elements(document),
        "undecided": [problem for problem in problems if problem.undecided],
        "faults": [problem for problem in problems if not problem.undecided],
        "vehicle": vehicle_words(document),
        "support": support_words(document),
        "languages": [OWN_NAMES.get(code, code) for code in version.named("title")],
        "note": said_in(version.note),
        "before": before,
        "diff_url": _diff_url(one, before, version) if before else "",
        "compare_url": address("web:kit_diff", one.slug),
        "versions": [(other, address("web:kit_version", one.slug, other.number)) for other in versions],
        "file_url": address("web:kit_file", one.slug, version.number),
        "practice": one.practice if one.practice is not None and one.practice.is_published else None,
        "adopt_url": _adopt_url(one, version) if version.is_published else "",
        "desk_url": address("web:desk_kit", one.slug) if rules.may_read_kit_desk(person, one) else "",
        "transfers": list(queries.transfers_of_kit(one, person)),
        "calls": list(
            Call.objects.visible_to(person)
            .filter(kit_version__kit=one)
            .exclude(state=Call.State.DRAFT)
            .select_related("organisation")
            .order_by("-created_at")
        ),
        "made_from": _made_from(version, person),
    }
    return render(request, "kits/kit.html", context)


def _made_from(version: KitVersion, person: Any) -> Call | None:
    """The call it was made from, where the reader may see it."""
    slug = version.made_from.get("call", "")
    return Call.objects.visible_to(person).filter(slug=slug).select_related("organisation").first() if slug else None


def _adopt_url(one: Kit, version: KitVersion) -> str:
    beginning = address("web:desk_transfer_new")
    return with_query(beginning, f"kit={one.slug}&v={version.number}") if beginning else ""


def _diff_url(one: Kit, before: KitVersion, version: KitVersion) -> str:
    return with_query(address("web:kit_diff", one.slug), f"a={before.number}&b={version.number}")
