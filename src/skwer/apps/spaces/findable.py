"""Vacant spaces and shared things in the search."""

from __future__ import annotations

from django.utils import translation

from skwer.apps.people.models import Person
from skwer.apps.search.kinds import SearchKind, Words

from .models import USES, UTILITIES, Shared, SharedQuerySet, Space, SpaceQuerySet


def _sentences(*texts: object) -> str:
    """The texts, each with an end, so that a snippet does not run into what follows it."""
    written = [str(text).strip() for text in texts if text]
    return " ".join(text if text.endswith((".", "!", "?", "…")) else f"{text}." for text in written)


def space_entries(space: Space) -> list[Words]:
    """The space in every language its name was written in."""
    found = []
    for language in ("pl", "en"):
        if not getattr(space, f"title_{language}", None):
            continue
        with translation.override(language):
            uses, has = dict(USES), dict(UTILITIES)
            words = [str(uses[key]) for key in space.uses if key in uses]
            words += [str(has[key]) for key in space.utilities if key in has]
            district = space.district.name if space.district else ""
            text = _sentences(
                space.summary, space.get_kind_display(), ", ".join(words), space.address, district, space.constraints
            )
            found.append(Words(language, str(space.title), text, f"/spaces/{space.pk}/"))
    return found


def shared_entries(shared: Shared) -> list[Words]:
    """The thing in every language its name was written in."""
    found = []
    for language in ("pl", "en"):
        if not getattr(shared, f"title_{language}", None):
            continue
        with translation.override(language):
            text = _sentences(shared.text, shared.get_kind_display(), shared.address, shared.organisation.name)
            found.append(Words(language, str(shared.title), text, f"/shared/{shared.pk}/"))
    return found


def _spaces(person: Person | None) -> SpaceQuerySet:
    return Space.objects.visible_to(person)


def _shared(person: Person | None) -> SharedQuerySet:
    return Shared.objects.visible_to(person)


SPACES = SearchKind(
    key="space",
    label=Space._meta.verbose_name_plural,
    things=lambda: Space.objects.select_related("organisation", "district"),
    entries=space_entries,
    organisation=lambda space: space.organisation,
    visible_keys=_spaces,
    name=Space._meta.verbose_name,
)
SHARED = SearchKind(
    key="shared",
    label=Shared._meta.verbose_name_plural,
    things=lambda: Shared.objects.select_related("organisation", "city"),
    entries=shared_entries,
    organisation=lambda shared: shared.city,
    visible_keys=_shared,
    name=Shared._meta.verbose_name,
)
