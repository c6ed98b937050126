"""What a card consists of, in words, gathered by the desk page on which each part is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.programmes.models import Amount, Project
from skwer.apps.programmes.queries import Part
from skwer.web.context import address

POINTS = ("need", "aim", "activity", "result", "target_group", "reason", "topic", "theme")


def part_name(name: str) -> str:
    """A part's name as it stands in the list of what is missing."""
    names = {
        "summary": _("In a sentence"),
        "description": _("Description"),
        "programme": _("Funding programme"),
        "fund": pgettext("card", "Fund"),
        "measure": pgettext("card", "Measure"),
        "sub_measure": pgettext("card", "Sub-measure"),
        "perspective": pgettext("card", "Financial perspective"),
        "category": pgettext("card", "Category"),
        "selection": pgettext("card", "Mode of selection"),
        "agreement_number": _("Agreement number"),
        "signed_on": _("Day of signing"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "tags": _("Tags"),
        "source_url": _("Where this is published first"),
        "statement": _("Statement the funder requires"),
        "marks": _("The funder's marks"),
        "partners": _("Partners"),
        "phases": _("Phases"),
        **{str(kind): str(kind.label) for kind in Amount.Kind},
    }
    return str(names.get(name) or points_title(name))


def points_title(kind: str) -> str:
    """Points of one kind, in the plural."""
    return {
        "need": _("Needs"),
        "aim": _("Aims"),
        "activity": _("Activities"),
        "result": _("Results, expected and reached"),
        "target_group": _("Target groups"),
        "reason": _("Reasons"),
        "topic": _("Topics"),
        "theme": _("Themes"),
    }[kind]


def parts_by_page(project: Project, parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Groups of the overview: title, address of the page that writes it, what of it is there and what is missing."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        found.setdefault(part.page.partition("/")[0], []).append(part)
    points = {point.kind for point in project.points.all()}
    slug = project.slug
    groups = [
        (_("Values of the card"), address("web:desk_project_card", slug), found.get("edit", [])),
        (_("Money"), address("web:desk_project_amounts", slug), found.get("amounts", [])),
        (_("Partners"), address("web:desk_project_partners", slug), found.get("partners", [])),
        (_("Phases"), address("web:desk_project_phases", slug), found.get("phases", [])),
        (_("The funder's marks"), address("web:desk_project_marks", slug), found.get("marks", [])),
    ]
    numbers = {groups[2][1]: len(project.partnerships.all()), groups[3][1]: len(project.phases.all())}
    rows: list[dict[str, Any]] = [
        {
            "title": title,
            "url": url,
            "filled": [part_name(part.name) for part in given if part.filled],
            "missing": [part_name(part.name) for part in given if not part.filled],
            "single": len(given) == 1,
            "number": numbers.get(url, 0),
        }
        for title, url, given in groups
    ]
    core = {part.name for part in found.get("points", [])}
    rows[1:1] = [
        {
            "title": points_title(kind),
            "url": address("web:desk_project_points", slug, kind),
            "filled": [points_title(kind)] if kind in points else [],
            "missing": [points_title(kind)] if kind in core and kind not in points else [],
            "single": True,
            "number": sum(point.kind == kind for point in project.points.all()),
        }
        for kind in POINTS
    ]
    rows += [
        {
            "title": _("Exchange rates"), "url": address("web:desk_project_rates", slug), "single": True, "missing": [],
            "filled": [1] if project.exchange_rates.all() else [], "number": len(project.exchange_rates.all()),
        },
        {
            "title": _("Policy instruments and changes"), "url": address("web:desk_project_policy", slug),
            "single": True, "missing": [], "filled": [1] if project.policy_instruments.all() else [],
            "number": len(project.policy_instruments.all()),
        },
    ]  # fmt: skip
    return rows
