"""The accessibility statement: facts of this version of the product, and of whoever runs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

# When this version was last examined with these means; changed together with what is written below.
EXAMINED = date(2026, 11, 22)
PUBLISHED = date(2026, 11, 22)

GAPS = (
    _("Photographs and documents added by residents: the page asks for a description, but cannot check it."),
    _("Scanned letters attached to proposals are pictures of text. The office reads them out on request."),
    _("The map one can move is a second way to see what the list beside it says in full."),
    _("Texts written by residents stand in the language in which they were written."),
)


@dataclass(frozen=True)
class Statement:
    """What the page says about itself and about whom to ask."""

    entity: str
    address: str
    published: date
    updated: date
    examined: date
    reviewed: date
    person: str
    email: str
    phone: str
    office: str
    office_address: str
    gaps: tuple[Any, ...]


def statement(city: Any) -> Statement:
    """The statement of the city, or of the installation where it serves several."""
    published = _day("A11Y_PUBLISHED", PUBLISHED)
    return Statement(
        entity=city.name if city else str(_("the cities that use this installation")),
        address=settings.ORIGIN,
        published=published,
        updated=max(published, _day("A11Y_UPDATED", EXAMINED)),
        examined=EXAMINED,
        reviewed=_day("A11Y_REVIEWED", EXAMINED),
        person=getattr(city, "contact_name", "") or "",
        email=getattr(city, "contact_email", "") or settings.DEFAULT_FROM_EMAIL,
        phone=getattr(city, "contact_phone", "") or "",
        office=getattr(city, "contact_office", "") or "",
        office_address=getattr(city, "contact_address", "") or "",
        gaps=GAPS,
    )


def _day(name: str, otherwise: date) -> date:
    """A day from the settings, where the operator set one."""
    value = getattr(settings, name, None)
    return date.fromisoformat(value) if isinstance(value, str) and value else value or otherwise
