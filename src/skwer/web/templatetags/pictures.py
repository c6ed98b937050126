"""Pictures: scenes and covers, icons, money in squares, the bed, the plan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.apps.places.models import CATEGORIES
from skwer.web.context import address
from skwer.web.drawing import bed as beds
from skwer.web.drawing import frieze as friezes
from skwer.web.drawing import plan as plans
from skwer.web.drawing import scenes
from skwer.web.drawing.squares import money_row
from skwer.web.map import map_data

from .words import money as money_words

register = template.Library()

MARK = (
    '<svg class="mark" viewBox="0 0 64 64" aria-hidden="true">'
    '<path class="r" d="M16 16v-6l8-8 8 8v6zM32 48v6l8 8 8-8v-6z"/>'
    '<path class="y" d="M32 16v-6l8-8 8 8v6zM16 48v6l8 8 8-8v-6z"/>'
    '<path class="p" d="M48 16h6l8 8-8 8h-6zM16 32h-6l-8 8 8 8h6z"/>'
    '<path class="w" d="M48 32h6l8 8-8 8h-6zM16 16h-6l-8 8 8 8h6z"/>'
    '<path class="m" d="M16 16h32v32H16z"/></svg>'
)


@register.filter
def category(value: str) -> str:
    """`{{ proposal.category|category }}`: the category in words."""
    return str(dict(CATEGORIES).get(value, value))


@register.simple_tag
def mark() -> SafeString:
    """Our mark, coloured by the page's city."""
    return mark_safe(MARK)


@register.simple_tag
def scene(category: str, seed: Any, label: str = "") -> SafeString:
    """`{% scene "garden" proposal.pk %}`: the picture of that category and seed; decoration unless labelled."""
    return mark_safe(scenes.scene(str(category), str(seed), label=str(label)))


@register.simple_tag
def cover(thing: Any = None, **given: Any) -> SafeString:
    """`{% cover proposal %}`: its photograph if it has one, else its scene.

    Reads `photo_url`, `photo_alt`, `category` and `seed` (or `pk`) from the thing, from a mapping or from arguments.
    """
    url, alt = part_of(thing, given, "photo_url"), part_of(thing, given, "photo_alt")
    if url:
        return format_html('<img class="photo" src="{}" alt="{}" loading="lazy" decoding="async">', url, alt or "")
    seed = part_of(thing, given, "seed")
    return scene(part_of(thing, given, "category") or "path", part_of(thing, given, "pk") if seed is None else seed)


def part_of(thing: Any, given: Mapping[str, Any], name: str) -> Any:
    """A value from the arguments, else from the mapping or object; None where neither has it."""
    if name in given:
        return given[name]
    if isinstance(thing, Mapping):
        return thing.get(name)
    return getattr(thing, name, None)


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "map" %}`: beside a word, never alone. Names: map list date person group money build care search
    download done warning next vote."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def frieze(seed: Any) -> SafeString:
    """The street of houses on the footer's edge; each city has its own."""
    return mark_safe(friezes.frieze(str(seed)))


# --- money ---------------------------------------------------------------------------------------


@register.inclusion_tag("parts/money.html")
def money(granted: Any, pot: Any, asked: Any, currency: str = "PLN", words: Mapping[str, str] | None = None) -> dict:
    """`{% money granted pot asked "PLN" %}`: three sums as squares and as figures.

    None stands for "not known yet": no row is shown for an unknown request, "nothing yet" for nothing granted.
    """
    row = money_row(
        None if granted is None else Decimal(str(granted)),
        Decimal(str(pot or 0)),
        None if asked is None else Decimal(str(asked)),
    )
    return {
        "row": row,
        "granted": granted,
        "pot": pot,
        "asked": asked,
        "currency": currency,
        "square": money_words(row.square, currency),
        "words": words or {},
    }


@register.inclusion_tag("parts/bed.html")
def bed(shares: Iterable[Any], pot: Any, currency: str = "PLN", key: str = "bed", show_key: bool = True) -> dict:
    """`{% bed shares pot "PLN" %}`: the pot shared out square by square, wide and tall, with its key.

    `shares`: mappings or objects with `number`, `title`, `amount` and, if there is a page, `url`; in order of funding.
    `key` must be unique on the page.
    """
    rows = [{name: part_of(share, {}, name) for name in ("number", "title", "amount", "url")} for share in shares]
    pot_sum = Decimal(str(pot))
    laid = beds.lay([(str(r["number"]), Decimal(str(r["amount"]))) for r in rows], pot_sum)
    given = sum((Decimal(str(r["amount"])) for r in rows), Decimal(0))
    for r, plot in zip(rows, laid.plots, strict=True):
        r["colour"] = plot.colour
    square = money_words(laid.square, currency)
    title = _("Pot of %(pot)s as a bed of %(total)s squares, %(square)s each: %(taken)s given out, %(left)s left.") % {
        "pot": money_words(pot_sum, currency),
        "total": laid.total,
        "square": square,
        "taken": laid.taken,
        "left": laid.left,
    }
    safe = str(escape(title))
    laid_escaped = beds.Bed(
        laid.square,
        tuple(beds.Plot(str(escape(p.label)), p.colour, p.squares, p.first) for p in laid.plots),
        laid.total,
        laid.left,
    )
    return {
        "wide": mark_safe(beds.svg(laid_escaped, 6, f"{key}-wide", safe)),
        "tall": mark_safe(beds.svg(laid_escaped, 12, f"{key}-tall", safe, tall=True)),
        "rows": rows,
        "left": pot_sum - given,
        "currency": currency,
        "square": square,
        "show_key": show_key,
    }


# --- the plan ------------------------------------------------------------------------------------


def points_of(things: Iterable[Any]) -> list[plans.Point]:
    """Points of things that have a place: mappings or objects with number, title, lon, lat and url (or href)."""
    out = []
    for thing in things:
        lon, lat = part_of(thing, {}, "lon"), part_of(thing, {}, "lat")
        if lon is None or lat is None:
            continue
        href = part_of(thing, {}, "href") or part_of(thing, {}, "url") or ""
        shown = part_of(thing, {}, "number")
        title = str(part_of(thing, {}, "title") or "")
        out.append(plans.Point("" if shown is None else str(shown), title, float(lon), float(lat), str(href)))
    return out


@register.simple_tag
def plan(
    geodata: Mapping[str, Any] | None,
    things: Iterable[Any] = (),
    label: str = "",
    pins: bool = True,
    list_href: str = "",
) -> SafeString:
    """`{% plan city.geodata proposals label="…" %}`: the town with a numbered link for each thing that has a place.

    `pins=False` draws small squares without links, for a picture. A thing needs number, title, lon, lat and url.
    """
    points = points_of(things)
    words = label or ngettext("Plan with %(n)s place", "Plan with %(n)s places", len(points)) % {"n": len(points)}
    return mark_safe(plans.draw(geodata, points, label=str(words), pins=pins, list_href=list_href))


@register.simple_tag
def mini_plan(geodata: Mapping[str, Any] | None, lon: Any, lat: Any, label: str = "") -> SafeString | str:
    """`{% mini_plan city.geodata p.lon p.lat label="…" %}`: the plan around one point; nothing without a point."""
    if lon is None or lat is None or lon == "" or lat == "":
        return ""
    words = label or pgettext("drawing", "Where it is")
    return mark_safe(plans.draw_around(geodata, float(lon), float(lat), label=str(words)))


@register.inclusion_tag("parts/map.html", takes_context=True)
def map(
    context: Any,
    geodata: Mapping[str, Any] | None,
    things: Iterable[Any],
    label: str = "",
    list_href: str = "",
    all_url: str = "",
) -> dict[str, Any]:
    """`{% map city.geodata proposals label="…" %}`: the plan with numbered links, and a button that turns it into
    a map one can move and zoom. The list beside carries the same things under the same numbers; where it has pages,
    `all_url` leads to the data of all of them, which are then drawn as dots."""
    points = points_of(things)
    city = getattr(context.get("frame"), "city", None)
    url = address("web:city_geodata", city.slug) if city is not None else ""
    words = label or ngettext("Plan with %(n)s place", "Plan with %(n)s places", len(points)) % {"n": len(points)}
    data = map_data(geodata, points, url)
    if all_url:
        data["all"] = all_url
    return {
        "plan": mark_safe(plans.draw(geodata, points, label=str(words), list_href=list_href)),
        "data": data,
        "label": words,
        # A map without streets would show less than the plan does.
        "movable": bool(data["geodata"] or data["style"]),
    }


@register.filter
def json_safe(value: Any) -> SafeString:
    """Values as JSON that can stand inside a <script type="application/json"> element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026"))
