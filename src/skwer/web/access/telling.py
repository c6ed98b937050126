"""What a place offers to whom as plain text: to send, to print, to have read aloud."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from skwer.apps.forms.grids import GridRow, grid_text
from skwer.apps.places import access
from skwer.apps.places.models import Place
from skwer.web.templatetags.words import day


def plain(place: Place, url: str) -> str:
    """Name, where, the verdicts with their reasons, then the whole list; lines of a page of text."""
    return "\n".join(_lines(place, url)) + "\n"


def _lines(place: Place, url: str) -> Iterator[str]:
    yield str(place.title)
    yield ", ".join(str(part) for part in (place.address, place.district, place.organisation.name) if part)
    yield url
    yield ""
    yield known_from(place)
    for one in access.verdicts(place.access):
        yield ""
        yield str(one)
        yield from (f"  {_said(row)}" for row in (*one.reasons, *one.besides))
        if one.missing:
            yield "  " + _("Not known: %(items)s.") % {"items": ", ".join(str(title).lower() for title in one.missing)}
    if found := access.rows(place.access):
        yield ""
        yield _("The whole list")
        yield from (f"  {line}" for line in grid_text(found).split("\n"))
        yield from (f"  {title}: {access.ANSWERS[access.UNKNOWN]}" for title in access.unanswered(place.access))


def known_from(place: Place) -> str:
    """From where it is known, in a sentence."""
    if not place.access:
        return _("Nobody has looked yet who can come here.")
    if place.access_on:
        return _("Seen on the spot on %(day)s.") % {"day": day(place.access_on)}
    return _("So it was planned. Nobody has checked it on the spot yet.")


def _said(row: GridRow) -> str:
    return grid_text([row])
