"""A kit in the shapes pages use: where it comes from, its elements in lines, its stages as steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skwer.apps.practices.kits import elements, reading, registry
from skwer.apps.practices.kits.reading import Line
from skwer.apps.practices.kits.words import VALUES
from skwer.apps.practices.models import Kit, KitVersion
from skwer.web.context import address
from skwer.web.practices.words import said_in

ALONE = ("committee", "budget", "measures", "modules")
"""Elements that advise and are in no regulations."""
FOLDED = ("form", "clauses", "agreement", "delivery")
"""Elements so long that a page folds them; in print they are open."""


class Nested(NamedTuple):
    """A line with the lines that stand under it."""

    line: Line
    inner: list[Nested]


class Shown(NamedTuple):
    """One element on the page of a kit."""

    key: str
    name: str
    rows: list[Nested]
    advice: bool
    folded: bool


def origin(kit: Kit) -> str:
    """Whose kit it is, in a few words."""
    if kit.organisation is not None:
        return str(kit.organisation.name)
    if kit.subscription is not None:
        return _("received from %(name)s") % {"name": kit.subscription.name}
    return pgettext("origin of a kit", "shipped with Skwer")


def shown_elements(document: dict[str, Any]) -> list[Shown]:
    """Every element of the document with its lines, defaults filled in."""
    whole = registry.filled(document)
    return [
        Shown(one.key, str(one.name), nested(reading.lines(whole, one.key)), one.key in ALONE, one.key in FOLDED)
        for one in elements.elements_of(whole)
    ]


def nested(lines: Sequence[Line]) -> list[Nested]:
    """Lines by their levels."""
    top: list[Nested] = []
    open_ones: list[Nested] = []
    for line in lines:
        one = Nested(line, [])
        while open_ones and open_ones[-1].line.level >= line.level:
            open_ones.pop()
        (open_ones[-1].inner if open_ones else top).append(one)
        open_ones.append(one)
    return top


def stage_steps(document: dict[str, Any]) -> list[dict[str, str]]:
    """The stages as a row of steps, each with its days."""
    return [
        {"name": reading.stage_name(stage), "state": "next", "note": reading.days(stage)}
        for stage in document.get("stages", [])
    ]


def vehicle_words(document: dict[str, Any]) -> str:
    """The legal vehicle, short enough for a list: what it names in brackets stands with its law further down."""
    vehicle = document.get("scheme", {}).get("vehicle", "")
    return str(VALUES["vehicle"].get(vehicle, vehicle)).partition(" (")[0]


def support_words(document: dict[str, Any]) -> str:
    """In what form support comes."""
    support = document.get("scheme", {}).get("support", "")
    return str(VALUES["scheme.support"].get(support, support))


def card(version: KitVersion) -> dict[str, Any]:
    """A kit as a row of a list."""
    kit = version.kit
    return {
        "title": said_in(version.named("title")),
        "summary": said_in(version.named("summary")),
        "url": address("web:kit", kit.slug),
        "origin": origin(kit),
        "vehicle": vehicle_words(version.document),
        "support": support_words(version.document),
        "number": version.number,
        "published_at": version.published_at,
        "practice": kit.practice if kit.practice is not None and kit.practice.is_published else None,
    }
