"""Who took over what from whom: countries on a map of squares, practices with their cities, and the same as a table."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from skwer.apps.practices.finding import Edge, network
from skwer.apps.practices.models import Transfer
from skwer.web.context import address
from skwer.web.countries import country_name
from skwer.web.drawing import network as drawing

PAGE = 50
DRAWN = 24  # boxes a side that one can still read
SHAPES = {
    Transfer.Stage.UNDERSTAND: "sent",
    Transfer.Stage.ADAPT: "check",
    Transfer.Stage.REUSE: "build",
    Transfer.Stage.DONE: "done",
    Transfer.Stage.DROPPED: "no",
}


@require_safe
def transfers(request: HttpRequest) -> HttpResponse:
    """All transfers that were shown to everybody; pictures and table tell the same."""
    edges = network()
    going = [edge for edge in edges if edge.stage != Transfer.Stage.DROPPED]
    page = Paginator(edges, PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _title(going),
        "rows": [_row(edge) for edge in page],
        "page": page,
        "total": len(edges),
        "stages": [(stage.value, SHAPES[stage], capfirst(str(stage.label))) for stage in Transfer.Stage],
        "pairs": _pairs(going),
        "tiles": mark_safe(_tiles(going)) if any(e.source_country for e in going) else "",
        "picture": mark_safe(_picture(going)) if going else "",
    }
    return render(request, "library/transfers.html", context)


def _title(edges: list[Edge]) -> str:
    cities = len({(edge.target, edge.target_country) for edge in edges})
    if not edges:
        return _("Who takes over what from whom")
    return ngettext("%(n)s city carries over what another did", "%(n)s cities carry over what others did", cities) % {
        "n": cities
    }


def _row(edge: Edge) -> dict[str, Any]:
    stage = Transfer.Stage(edge.stage)
    return {
        "source": edge.source,
        "source_country": country_name(edge.source_country) if edge.source_country else "",
        "practice": edge.practice,
        "practice_url": address("web:practice", edge.slug) if edge.slug else "",
        "target": edge.target,
        "target_country": country_name(edge.target_country) if edge.target_country else "",
        "shape": SHAPES[stage],
        "stage": capfirst(str(stage.label)),
        "since": edge.since,
        "title": edge.title,
        "url": address("web:transfer", edge.transfer) if edge.transfer else edge.url,
        "told_by": edge.told_by,
    }


def _counted(edges: list[Edge]) -> Counter[tuple[str, str]]:
    return Counter((e.source_country, e.target_country) for e in edges if e.source_country and e.target_country)


def _pairs(edges: list[Edge]) -> list[tuple[str, str, int]]:
    """The map of squares in words: from which country to which, how many."""
    counted = _counted(edges)
    named = [(country_name(source), country_name(target), n) for (source, target), n in counted.items()]
    return sorted(named, key=lambda row: (-row[2], row[0], row[1]))


def _tiles(edges: list[Edge]) -> str:
    return drawing.countries(
        _counted(edges), _("Countries practices come from and go to; the list beside says the same")
    )


def _picture(edges: list[Edge]) -> str:
    sources: dict[str, drawing.Node] = {}
    targets: dict[str, drawing.Node] = {}
    lines = []
    for edge in edges:
        source, target = f"p:{edge.slug or edge.practice}", f"c:{edge.target}:{edge.target_country}"
        note = ", ".join(
            part for part in (edge.source, country_name(edge.source_country) if edge.source_country else "") if part
        )
        url = address("web:practice", edge.slug) if edge.slug else ""
        sources.setdefault(source, drawing.Node(source, edge.practice, note, url))
        city = address("web:city", edge.target_slug) if edge.target_slug else ""
        country = country_name(edge.target_country) if edge.target_country else ""
        targets.setdefault(target, drawing.Node(target, edge.target, country, city))
        lines.append(drawing.Line(source, target, edge.stage))
    tied = Counter(line.source for line in lines)
    first = sorted(sources.values(), key=lambda node: -tied[node.key])[:DRAWN]
    return drawing.practices(
        first, list(targets.values())[:DRAWN], lines, _("Practices and the cities that re-use them")
    )
