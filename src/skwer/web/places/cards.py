"""Places as cards of a list, points of a plan and lines of facts."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from skwer.apps.files.models import Upload
from skwer.apps.places.models import Place
from skwer.web.context import address
from skwer.web.templatetags.words import month

# How each state is drawn; the words are the model's own.
SHAPES = {
    Place.State.BUILDING: "build",
    Place.State.CARED: "done",
    Place.State.REPAIR: "fix",
    Place.State.GONE: "no",
}


def shape(place: Place) -> str:
    return SHAPES.get(place.state, "done")  # type: ignore[call-overload]


def photo_of(place: Place) -> Upload | None:
    """The photo everybody who sees the place may see."""
    photo = place.photo
    return photo if photo is not None and photo.audience == Upload.Audience.HOLDER else None


def card(place: Place) -> dict[str, Any]:
    """Values of `{% plot %}` and of a point on the plan; needs district and photo, selected with the place."""
    photo = photo_of(place)
    right = ""
    if place.ready_date:
        right = _("since %(year)s") % {"year": place.ready_date.year}
        if place.state == Place.State.BUILDING:
            right = _("ready: %(month)s") % {"month": month(place.ready_date)}
        elif place.gone_on:
            right = f"{place.ready_date.year}–{place.gone_on.year}"
    return {
        "number": place.pk,
        "anchor": f"place-{place.pk}",
        "title": place.title,
        "text": place.summary,
        "category": place.category,
        "seed": place.pk,
        "photo_url": f"{address('web:file', photo.pk)}?size=small" if photo else "",
        "photo_alt": photo.alt_text if photo else "",
        "state": shape(place),
        "state_label": capfirst(place.get_state_display()),
        "where": str(place.district or place.address),
        "right": right,
        "lon": place.lon,
        "lat": place.lat,
        "url": address("web:place", place.pk),
    }
