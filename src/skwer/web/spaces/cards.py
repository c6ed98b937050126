"""Spaces as cards, points of a plan and lines of facts."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from skwer.apps.files.models import Upload
from skwer.apps.spaces.models import Space
from skwer.web.context import address
from skwer.web.templatetags.words import day, money, number

# How each state is drawn; the words are the model's own.
SHAPES = {
    Space.State.DRAFT: "draft",
    Space.State.FREE: "chosen",
    Space.State.TALKS: "check",
    Space.State.IN_USE: "done",
    Space.State.WITHDRAWN: "no",
}
# Which scene stands for a space without a photograph.
SCENES = {
    Space.Kind.SHOP: "mural",
    Space.Kind.HALL: "courtyard",
    Space.Kind.ROOM: "bench",
    Space.Kind.BUILDING: "courtyard",
    Space.Kind.PLOT: "meadow",
    Space.Kind.ROOF: "garden",
}


def shape(space: Space) -> str:
    return SHAPES.get(space.state, "draft")  # type: ignore[call-overload]


def scene(space: Space) -> str:
    return SCENES.get(space.kind, "bench")  # type: ignore[call-overload]


def photo_of(space: Space) -> Upload | None:
    """The photograph everybody who sees the space may see."""
    photo = space.cover
    return photo if photo is not None and photo.audience == Upload.Audience.HOLDER else None


def area_words(space: Space) -> str:
    whole = space.area_m2 == space.area_m2.to_integral_value()
    return _("%(n)s m²") % {"n": number(space.area_m2, 0 if whole else 1)}


def fee_words(space: Space) -> str:
    """What it costs: nothing, what one uses, a rent."""
    if space.fee == Space.Fee.RENT and space.fee_month is not None:
        return _("%(sum)s a month") % {"sum": money(space.fee_month, space.currency)}
    if space.fee == Space.Fee.UTILITIES and space.fee_month:
        return _("utilities, about %(sum)s a month") % {"sum": money(space.fee_month, space.currency)}
    return str(space.get_fee_display())


def free_words(space: Space) -> str:
    """When it is to be had."""
    if space.free_from and space.free_until:
        return _("from %(first)s to %(last)s") % {"first": day(space.free_from), "last": day(space.free_until)}
    if space.free_from:
        return _("from %(day)s") % {"day": day(space.free_from)}
    if space.free_until:
        return _("until %(day)s") % {"day": day(space.free_until)}
    return pgettext("space", "at once")


def card(space: Space) -> dict[str, Any]:
    """Values of `{% plot %}` and of a point on the plan; needs district and cover, selected with the space."""
    photo = photo_of(space)
    return {
        "number": space.pk,
        "anchor": f"space-{space.pk}",
        "title": space.title,
        "text": space.summary,
        "category": scene(space),
        "seed": space.pk,
        "photo_url": f"{address('web:file', photo.pk)}?size=small" if photo else "",
        "photo_alt": photo.alt_text if photo else "",
        "state": shape(space),
        "state_label": capfirst(space.get_state_display()),
        "where": str(space.district or space.address),
        "right": area_words(space),
        "lon": space.lon,
        "lat": space.lat,
        "url": address("web:space", space.pk),
    }


def spoken(thing: Any, name: str) -> str:
    """The `lang` attribute of a text that is not there in the page's language, for those who have it read aloud."""
    language = (get_language() or "pl")[:2]
    if getattr(thing, f"{name}_{language}", None):
        return ""
    other = next((code for code in ("pl", "en", "nb", "cs") if getattr(thing, f"{name}_{code}", None)), "")
    return format_html(' lang="{}"', other) if other else ""
