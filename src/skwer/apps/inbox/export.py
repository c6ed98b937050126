"""This room's part of "everything you keep about me"."""

from __future__ import annotations

from skwer.apps.people.models import Person

from .models import Preference


def letters_of(person: Person) -> list[dict[str, object]]:
    """The wishes a person stated about letters."""
    return [{"letter": p.letter, "wanted": p.wanted} for p in Preference.objects.filter(person=person).order_by("pk")]
